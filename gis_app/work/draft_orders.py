"""What a planner orders, made an operation on the plan: places become joints, codes are drawn.

An order is what a page sends, its values checked to be of their kind (`api.draft_bodies`): places
are (longitude, latitude), codes that are new are left out and drawn here, so that the core never
invents one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis_app.store import ReadTx, drafts
from gis_app.work.plan_names import check_code, check_colour, check_name, colour_of
from grids import (
    AddGrid,
    Cell,
    CellScheme,
    CodeSpent,
    CutCell,
    DropGrid,
    EditGrid,
    GiveCells,
    InsertJoint,
    ManagementGrid,
    MergeCells,
    MergeGrids,
    MoveJoint,
    Operation,
    Plan,
    RecodeCell,
    RecodeGrid,
    RemoveJoint,
    ReshapeSeam,
    Share,
    SplitGrid,
    fresh_cell_codes,
    fresh_grid_codes,
)
from grids.parts import parts_by_line
from grids.patch import ON_OUTLINE_M
from grids.rings import Joint, joint_at, metres
from layers.crs import WGS84, points_to_metric

Place = tuple[float, float]
_PARTS = 2
#: How far beside a seam a line may begin or end and still mean the seam, in metres.
_BESIDE_M = 0.05
#: A cell code of the national form: community of 12 digits and a number of three.
_CODE_DIGITS, _COMMUNITY_DIGITS = 15, 12


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done: the kind of operation, and its values as they were sent."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Desk:
    """The plan an order is for, and the store in which codes are looked up."""

    tx: ReadTx
    plan: Plan

    def joints(self, places: Sequence[Place]) -> tuple[Joint, ...]:
        """Return places as joints in whole millimetres.

        Raises
        ------
        layers.crs.CoordinatesOutOfReach
            A place is outside the reach of the district's CRS.
        """
        lon, lat = np.array(places, dtype=np.float64).T
        x, y = points_to_metric(lon, lat, WGS84, self.plan.grid.crs)
        return tuple(joint_at(*one) for one in zip(x.tolist(), y.tolist(), strict=True))

    def joint(self, place: Place) -> Joint:
        """Return one place as a joint."""
        return self.joints([place])[0]

    def on_rim(self, at: Joint, to: Joint) -> Joint:
        """Return where a joint goes: one on the outline of the district stays on it."""
        rim = self.plan.outline
        if rim is None or shapely.distance(rim.boundary, shapely.Point(metres(at))) > ON_OUTLINE_M:
            return to
        line = rim.boundary
        along = shapely.line_locate_point(_nearest_part(line, to), shapely.Point(metres(to)))
        spot = shapely.line_interpolate_point(_nearest_part(line, to), along)
        return joint_at(spot.x, spot.y)

    def cell_codes(self, parent: Cell, count: int) -> list[str]:
        """Return codes for cells that come of another, none of which was ever used."""
        used = drafts.used_codes(self.tx, "cells") | set(self.plan.grid.codes)
        used |= _spoken(self.plan, "cell")
        stem, scheme = _stem(parent)
        return fresh_cell_codes(used, stem, count, scheme=scheme)

    def grid_codes(self, count: int) -> list[str]:
        """Return codes for management grids, none of which was ever used."""
        used = drafts.used_codes(self.tx, "grids") | set(self.plan.named)
        return fresh_grid_codes(used | _spoken(self.plan, "grid"), count)

    def fresh(self, of: str, code: str) -> str:
        """Return a code that somebody chose, or raise CodeSpent where any plan ever used it."""
        plain = check_code(code)
        if plain in drafts.used_codes(self.tx, of):
            raise CodeSpent(code=plain)
        return plain

    def named(self, code: str, values: Mapping[str, Any], cells: Iterable[str]) -> ManagementGrid:
        """Return a new management grid; what is not said of it comes of its cells and code."""
        mine = [self.plan.grid[one] for one in cells]
        streets = {cell.street for cell in mine}
        given = values.get("colour")
        return ManagementGrid(
            code,
            check_name(values.get("name") or code),
            check_colour(given) if given else colour_of(code),
            values.get("street") or (streets.pop() if len(streets) == 1 else None),
            values.get("collectors") or 1,
        )


def operation_for(order: Order, desk: Desk) -> Operation:
    """Return the operation that an order asks for.

    Raises
    ------
    GridError
        A cell or management grid is not in the plan, or no code is left.
    gis_app.work.plan_names.GridNameWrong, gis_app.work.plan_names.ColourWrong
        A name or a colour does not hold.
    """
    return _MAKERS[order.kind](order.values, desk)


def _move(values: Mapping[str, Any], desk: Desk) -> Operation:
    at, to = desk.joints([values["at"], values["to"]])
    return MoveJoint(at, desk.on_rim(at, to))


def _insert(values: Mapping[str, Any], desk: Desk) -> Operation:
    a, b, at = desk.joints([values["a"], values["b"], values["at"]])
    middle = ((a[0] + b[0]) // 2, (a[1] + b[1]) // 2)
    return InsertJoint(a, b, desk.on_rim(middle, at))


def _remove(values: Mapping[str, Any], desk: Desk) -> Operation:
    return RemoveJoint(desk.joint(values["at"]))


def _reshape(values: Mapping[str, Any], desk: Desk) -> Operation:
    first, *middle, last = desk.joints(values["line"])
    left, right = (desk.plan.grid[values[side]].shape for side in ("left", "right"))
    seam = left.boundary.intersection(right.boundary)
    ends = _on_line(seam, first), _on_line(seam, last)
    return ReshapeSeam(values["left"], values["right"], (ends[0], *middle, ends[1]))


def _cut(values: Mapping[str, Any], desk: Desk) -> Operation:
    first, second = desk.cell_codes(desk.plan.grid[values["cell"]], _PARTS)
    return CutCell(values["cell"], desk.joints(values["line"]), (first, second))


def _merge(values: Mapping[str, Any], desk: Desk) -> Operation:
    codes = tuple(sorted(set(values["cells"])))
    (into,) = desk.cell_codes(desk.plan.grid[codes[0]], 1)
    return MergeCells(codes, into)


def _give(values: Mapping[str, Any], _desk: Desk) -> Operation:
    return GiveCells(tuple((code, values["to"]) for code in dict.fromkeys(values["cells"])))


def _split(values: Mapping[str, Any], desk: Desk) -> Operation:
    """Return a split whose first part keeps the grid's own code and name."""
    old = desk.plan.management_grid(values["grid"])
    first, *others = values["parts"]
    codes = desk.grid_codes(len(others))
    shares = [Share(old, tuple(first["cells"]))]
    for code, part in zip(codes, others, strict=True):
        fresh = desk.named(code, {"street": old.street, **part}, part["cells"])
        shares.append(Share(fresh, tuple(part["cells"])))
    return SplitGrid(old.code, tuple(shares))


def _split_line(values: Mapping[str, Any], desk: Desk) -> Operation:
    line = shapely.LineString([metres(joint) for joint in desk.joints(values["line"])])
    parts = parts_by_line(desk.plan.grid, values["grid"], line)
    return split_order(values["grid"], parts, desk)


def split_order(grid: str, parts: Iterable[Sequence[str]], desk: Desk) -> Operation:
    """Return a split of a management grid in parts; the first keeps its code and name."""
    return _split({"grid": grid, "parts": [{"cells": list(part)} for part in parts]}, desk)


def _merge_grids(values: Mapping[str, Any], desk: Desk) -> Operation:
    into = desk.plan.management_grid(values["into"])
    others = {desk.plan.management_grid(code).code: code for code in values["grids"]}
    staff = sum(desk.plan.management_grid(code).collectors or 0 for code in {*others, into.code})
    merged = ManagementGrid(into.code, into.name, into.colour, into.street, staff)
    return MergeGrids(tuple(sorted({*others, into.code})), merged)


def _add(values: Mapping[str, Any], desk: Desk) -> Operation:
    (code,) = desk.grid_codes(1)
    return AddGrid(desk.named(code, values, values["cells"]), tuple(dict.fromkeys(values["cells"])))


def _drop(values: Mapping[str, Any], _desk: Desk) -> Operation:
    return DropGrid(values["grid"])


def _edit(values: Mapping[str, Any], desk: Desk) -> Operation:
    old = desk.plan.management_grid(values["grid"])
    name, colour = values.get("name"), values.get("colour")
    return EditGrid(
        ManagementGrid(
            old.code,
            old.name if name is None else check_name(name),
            old.colour if colour is None else check_colour(colour),
            values.get("street", old.street),
            old.collectors if values.get("collectors") is None else values["collectors"],
        )
    )


def _recode(values: Mapping[str, Any], desk: Desk) -> Operation:
    return RecodeCell(values["cell"], desk.fresh("cells", values["into"]))


def _recode_grid(values: Mapping[str, Any], desk: Desk) -> Operation:
    return RecodeGrid(values["grid"], desk.fresh("grids", values["into"]))


_MAKERS: Final[Mapping[str, Callable[[Mapping[str, Any], Desk], Operation]]] = MappingProxyType(
    {
        "move_joint": _move,
        "insert_joint": _insert,
        "remove_joint": _remove,
        "reshape_seam": _reshape,
        "cut_cell": _cut,
        "merge_cells": _merge,
        "give_cells": _give,
        "split_grid": _split,
        "split_grid_line": _split_line,
        "merge_grids": _merge_grids,
        "add_grid": _add,
        "drop_grid": _drop,
        "edit_grid": _edit,
        "recode_cell": _recode,
        "recode_grid": _recode_grid,
    }
)


def _nearest_part(line: BaseGeometry, to: Joint) -> shapely.LineString:
    parts = shapely.get_parts(line)
    near: shapely.LineString = parts[
        int(shapely.distance(parts, shapely.Point(metres(to))).argmin())
    ]
    return near


def _on_line(line: BaseGeometry, joint: Joint) -> Joint:
    """Return a joint on a line, where it lies hardly beside it; else the joint itself.

    An edge that is straight on the map bends by some millimetres in the district's CRS.
    """
    spot = shapely.Point(metres(joint))
    if line.is_empty or line.distance(spot) > _BESIDE_M:
        return joint
    on = shapely.shortest_line(line, spot).coords[0]
    return joint_at(*on)


def _spoken(plan: Plan, of: str) -> set[str]:
    """Return the codes that the lineage of a plan speaks of."""
    return {code for one in plan.lineage if one.of == of for code in (one.code, *one.parents)}


def code_beside(cell: Cell, used: set[str]) -> str:
    """Return a code for one more cell beside a cell, none of those that were ever used."""
    stem, scheme = _stem(cell)
    return fresh_cell_codes(used, stem, 1, scheme=scheme)[0]


def _stem(cell: Cell) -> tuple[str, CellScheme]:
    """Return what the codes of new cells beside a cell begin with, and the form they have."""
    digits = cell.code.isascii() and cell.code.isdigit()
    if (
        digits
        and len(cell.code) == _CODE_DIGITS
        and cell.community == cell.code[:_COMMUNITY_DIGITS]
    ):
        return cell.community, CellScheme.FIFTEEN
    return cell.code.rstrip("0123456789") or f"{cell.code}-", CellScheme.FREE
