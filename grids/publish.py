"""What a plan must be before it comes in force, and what its reviewer should look at."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import shapely
import shapely.ops
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from grids.cells import Cell
from grids.edges import Shapes
from grids.fault import Fault
from grids.faults import faults
from grids.plan import Plan
from grids.rings import Way, metres, rings_of, ways

#: What `unmet` finds beside the kinds of `faults`, and what `warnings` finds.
PLAN_KINDS: Final = ("grid_empty", "grid_name_twice")
WARNING_KINDS: Final = ("through_building", "across_road")
#: An edge that meets a building or a road within this of its end only touches it, in metres.
_TOUCH_M: Final = 0.5
#: How far inside the wall of a building an edge must run to run through it, in metres.
_WALL_M: Final = 0.1
#: New ground begins so far beside an old edge, in metres: joints are rounded to the millimetre.
_BESIDE_M: Final = 0.002


def unmet(
    plan: Plan,
    *,
    communities: Mapping[str, Polygon | MultiPolygon] | None = None,
    area_band_m2: tuple[float, float] | None = None,
) -> list[Fault]:
    """Return what keeps a plan from being published; an empty list means nothing does.

    1. Its cells have no fault (`faults`): they cover the district once, with equal joints on both
       sides of each seam; each lies in one community, is of a usual size, and has a grid; each
       management grid is in one piece.
    2. Each management grid has a cell.
    3. No two management grids bear one name.

    Parameters
    ----------
    plan : Plan
        Its `outline` is what the cells must cover.
    communities, area_band_m2
        As for `faults`.
    """
    outline = plan.outline if isinstance(plan.outline, Polygon | MultiPolygon) else None
    found = faults(
        plan.grid, district=outline, communities=communities, area_band_m2=area_band_m2
    )  # 1
    return [*found, *_empty(plan), *_named_twice(plan)]


def warnings(
    base: Iterable[Cell],
    plan: Plan,
    *,
    roads: Sequence[shapely.LineString] | Shapes = (),
    buildings: Sequence[Polygon] | Shapes = (),
) -> list[Fault]:
    """Return new edges of cells that run through a building or across a road.

    1. Only edges that the base does not have are looked at: its own are known.
    2. An edge along a road, or one that ends at its axis, is not across it; nor is one that only
       touches a building through it.
    """
    lines, codes = _new_edges(base, plan)  # 1
    if not codes:
        return []
    walls = shapely.buffer(_near(lines, buildings), -_WALL_M)
    through = _crossed(lines, walls, codes, *_THROUGH)
    return [*through, *_crossed(lines, _near(lines, roads), codes, *_ACROSS)]


_THROUGH = ("through_building", "An edge of the cell {cell} runs through a building.")
_ACROSS = ("across_road", "An edge of the cell {cell} runs across a road.")


def _near(lines: Shapes, things: Sequence[BaseGeometry] | Shapes) -> Shapes:
    """Return the things that a line may meet: a city has many more than that."""
    every: Shapes = np.asarray(things, dtype=object).reshape(-1)
    met = np.unique(shapely.STRtree(every).query(lines)[1])
    return np.asarray(every[met], dtype=object)


def _empty(plan: Plan) -> Iterator[Fault]:  # 2
    peopled = {cell.grid for cell in plan.grid}
    place = shapely.box(*shapely.total_bounds(plan.grid.shapes)) if len(plan.grid) else Polygon()
    for item in plan.management_grids:
        if item.code not in peopled:
            template = "The management grid {grid} has no cell; give it one or remove it."
            yield Fault("grid_empty", (item.code,), place, 0.0, template, {"grid": item.code})


def _named_twice(plan: Plan) -> Iterator[Fault]:  # 3
    named: dict[str, list[str]] = defaultdict(list)
    for item in plan.management_grids:
        if item.name:
            named[item.name].append(item.code)
    for name, codes in sorted(named.items()):
        if len(codes) > 1:
            mine = [cell.shape for cell in plan.grid if cell.grid in codes]
            template = "The management grids {grids} are both called {name!r}; rename one."
            facts = {"grids": ", ".join(codes), "name": name}
            place = shapely.union_all(mine)
            yield Fault("grid_name_twice", tuple(codes), place, float(len(codes)), template, facts)


def _new_edges(base: Iterable[Cell], plan: Plan) -> tuple[Shapes, list[str]]:
    """Return what runs where no edge ran before, with the lowest code beside each."""
    before = {cell.code: cell for cell in base}
    same = {
        cell.code
        for cell in plan.grid
        if cell.code in before and _same_shape(before[cell.code], cell)
    }
    old = [cell for code, cell in before.items() if code not in same]
    known = {way for cell in old for way in _edges(cell)}
    found: dict[Way, str] = {}
    for cell in plan.grid:
        if cell.code not in same:
            for way in _edges(cell) - known:
                found.setdefault(way, cell.code)
    if not found:
        return np.array([], dtype=object), []
    lines = [shapely.LineString([metres(a), metres(b)]) for a, b in found]
    rims = shapely.union_all([cell.shape.boundary for cell in old]).buffer(_BESIDE_M)
    fresh = np.array([line.difference(rims) for line in lines], dtype=object)
    return fresh, list(found.values())


def _same_shape(one: Cell, other: Cell) -> bool:
    return one.shape is other.shape or bool(shapely.equals_identical(one.shape, other.shape))


def _edges(cell: Cell) -> set[Way]:
    return {(min(a, b), max(a, b)) for ring in rings_of(cell.shape) for a, b in ways(ring)}


def _crossed(
    lines: Shapes, things: Shapes, codes: Sequence[str], kind: str, template: str
) -> list[Fault]:
    """Return a fault for each line that crosses something by more than a touch."""  # 2
    if not len(things) or not len(lines):
        return []
    trimmed = np.array([_trimmed(line) for line in lines], dtype=object)
    at, thing = shapely.STRtree(things).query(trimmed, predicate="intersects")
    met = shapely.intersection(trimmed[at], things[thing])
    areas = shapely.get_dimensions(things[thing]) > 1
    crossing = np.where(areas, shapely.length(met) > _TOUCH_M, shapely.length(met) < _TOUCH_M)
    places: dict[int, list[BaseGeometry]] = defaultdict(list)
    for row in np.flatnonzero(crossing).tolist():
        places[int(at[row])].append(met[row])
    found = []
    for row, parts in sorted(places.items(), key=lambda item: (codes[item[0]], item[0])):
        place = shapely.union_all(parts)
        facts = {"cell": codes[row]}
        found.append(Fault(kind, (codes[row],), place, float(place.length), template, facts))
    return found


def _trimmed(line: BaseGeometry) -> BaseGeometry:
    """Return a line without its ends, or its middle where it is short."""
    if not isinstance(line, shapely.LineString) or line.is_empty:
        return line
    off = min(_TOUCH_M, line.length / 3)
    return shapely.ops.substring(line, off, line.length - off)
