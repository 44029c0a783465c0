"""A boundary that somebody drew elsewhere, made the cells or the management grids of a plan."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from grids.assign import dissolve
from grids.cells import Cell, Grid, ManagementGrid
from grids.codes_spent import fresh_grid_codes
from grids.edges import Floats, Ints, Shapes
from grids.mend.match import match_codes
from grids.mend.tiles import array_of
from grids.plan import Descent

#: A cell is crossed by a boundary if less than this share of it lies in one shape, and in none.
WHOLE: Final = 0.95
#: A new cell comes of every cell that gave it at least this share of its ground.
PARENT: Final = 0.05

Area = Polygon | MultiPolygon
Content = tuple[Grid, tuple[ManagementGrid, ...]]
#: Draws a code for a new cell: the cell before on its ground, and all codes that are spent.
NewCode = Callable[[Cell, Collection[str]], str]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """One shape of a file in metres, and what its row says of it; None is not said."""

    shape: Polygon | MultiPolygon
    code: str | None = None
    name: str | None = None
    grid: str | None = None
    community: str | None = None
    street: str | None = None
    collectors: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Arranged:
    """The plan that a file makes of another.

    Attributes
    ----------
    content : Content
        Its cells and management grids.
    lineage : tuple of Descent
        What new cells came of.
    known, new : int
        Shapes that are a cell (or management grid) of the plan before, and those that are not.
    crossed : tuple of str
        Cells that no shape holds wholly, where management grids were drawn.
    """

    content: Content
    lineage: tuple[Descent, ...]
    known: int
    new: int
    crossed: tuple[str, ...] = ()


def cells_drawn(
    old: Content,
    drawn: Sequence[Drawn],
    *,
    spent_cells: Collection[str],
    spent_grids: Collection[str],
    new_code: NewCode,
) -> Arranged:
    """Return the plan whose cells are the shapes of a file.

    1. A shape bears the code its row says, if the plan has that cell; else that of the cell it
       overlaps by half, both ways (`match_codes`); else its row's code, if no plan ever had it;
       else a new one. Of several under one code the largest keeps it.
    2. What a row does not say (community, street, name, management grid) is that of the cell
       before on most of its ground.
    3. A management grid is named by code or by name; one that is not known is added under a new
       code. Management grids that keep no cell go.
    4. A new cell descends of the cells that gave it a twentieth of its ground or more.

    Parameters
    ----------
    drawn : sequence of Drawn
        Cleaned shapes, none of them empty.
    """
    grid, named = old
    shapes = array_of([one.shape for one in drawn])
    shares = _shares(shapes, grid)
    home = [_most(share) for share in shares]
    matched = match_codes(grid, shapes)
    before = [_before(grid, one.shape, at) for one, at in zip(drawn, home, strict=True)]
    codes = _own_codes(grid, drawn, matched, before, {*spent_cells, *grid.codes}, new_code)  # 1
    added: dict[str, ManagementGrid] = {}
    cells = [
        Cell(
            code,
            one.shape,
            one.community or was.community,
            one.street or was.street,
            was.grid if one.grid is None else _owner(one.grid, named, added, spent_grids),
            one.name or (was.name if code == was.code else None),
        )  # 2
        for code, one, was in zip(codes, drawn, before, strict=True)
    ]
    lineage = []
    for cell, share in zip(cells, shares, strict=True):
        parents = sorted(grid.codes[at] for at, part in share.items() if part >= PARENT)  # 4
        if cell.code not in grid and parents:
            lineage.append(Descent("cell", cell.code, tuple(parents)))
    new = sum(code not in grid for code in codes)
    content = Grid.of(cells, grid.crs), _kept(cells, (*named, *added.values()))
    return Arranged(content, tuple(lineage), len(cells) - new, new)


def grids_drawn(old: Content, drawn: Sequence[Drawn], *, spent_grids: Collection[str]) -> Arranged:
    """Return the plan whose management grids are the shapes of a file; its cells stay.

    1. A cell goes to the shape that has most of its ground; one that none touches stays where it
       was. A cell that no shape has to 95 % is told as crossed.
    2. A shape is the management grid of its code or name, if the plan has it; else the one it
       overlaps by half, both ways; else a new one under a new code.
    3. Its name and collectors are those of its row, where that says so. Management grids that keep
       no cell go.
    """
    grid, named = old
    shapes = array_of([one.shape for one in drawn])
    codes, added = _grid_codes(old, drawn, shapes, spent_grids)  # 2
    inverse = _shares(grid.shapes, shapes)
    cells, crossed = [], []
    for cell, share in zip(grid, inverse, strict=True):
        at = _most(share)
        if at is None:
            cells.append(cell)
            continue
        cells.append(replace(cell, grid=codes[at]))  # 1
        if share[at] < WHOLE:
            crossed.append(cell.code)
    said = dict(zip(codes, drawn, strict=True))
    renamed = tuple(_said(item, said.get(item.code)) for item in named)  # 3
    whole = _kept(cells, (*renamed, *added))
    content = Grid.of(cells, grid.crs), whole
    return Arranged(content, (), len(drawn) - len(added), len(added), tuple(crossed))


def _kept(cells: list[Cell], named: tuple[ManagementGrid, ...]) -> tuple[ManagementGrid, ...]:
    used = {cell.grid for cell in cells}
    return tuple(sorted((g for g in named if g.code in used), key=lambda item: item.code))


def _shares(shapes: Shapes, of: Grid | Shapes) -> list[Mapping[int, float]]:
    """Return for each shape which others lie in it, and with what share of its own area."""
    others = of.shapes if isinstance(of, Grid) else of
    i, j = shapely.STRtree(others).query(shapes, predicate="intersects")
    area_m2: Floats = shapely.area(shapely.intersection(shapes[i], others[j]))
    whole_m2: Floats = shapely.area(shapes)
    found: list[dict[int, float]] = [{} for _ in shapes]
    _fill(found, i, j, area_m2 / np.maximum(whole_m2[i], 1e-9))
    return list(found)


def _fill(found: list[dict[int, float]], i: Ints, j: Ints, share: Floats) -> None:
    for one, other, part in zip(i.tolist(), j.tolist(), share.tolist(), strict=True):
        if part > 0:
            found[one][other] = part


def _most(share: Mapping[int, float]) -> int | None:
    return max(share, key=lambda at: (share[at], -at)) if share else None


def _before(grid: Grid, shape: Polygon | MultiPolygon, at: int | None) -> Cell:
    """Return the cell at a place, or the nearest one where there is none."""
    found = int(shapely.STRtree(grid.shapes).nearest(shape)) if at is None else at
    return grid.cells[found]


def _own_codes(
    grid: Grid,
    drawn: Sequence[Drawn],
    matched: Sequence[str | None],
    before: Sequence[Cell],
    spent: set[str],
    new_code: NewCode,
) -> list[str]:
    """Return a code for each shape, no two alike and none that is spent."""
    wanted: dict[str, list[int]] = {}
    for at, (one, alike) in enumerate(zip(drawn, matched, strict=True)):
        said = one.code if one.code in grid or one.code not in spent else None
        code = said if said in grid else alike or said
        if code is not None:
            wanted.setdefault(code, []).append(at)
    largest = {
        max(rows, key=lambda at: (drawn[at].shape.area, -at)): code for code, rows in wanted.items()
    }
    taken = {*spent, *wanted}
    codes = []
    for at, was in enumerate(before):
        code = largest.get(at) or new_code(was, taken)
        taken.add(code)
        codes.append(code)
    return codes


def _owner(
    said: str,
    named: tuple[ManagementGrid, ...],
    added: dict[str, ManagementGrid],
    spent: Collection[str],
) -> str:
    """Return the code of the management grid that a row names, added where there is none."""  # 3
    for item in (*named, *added.values()):
        if said in (item.code, item.name):
            return item.code
    taken = {*spent, *(item.code for item in (*named, *added.values()))}
    (code,) = fresh_grid_codes(taken, 1)
    added[said] = ManagementGrid(code, said)
    return code


def _grid_codes(
    old: Content, drawn: Sequence[Drawn], shapes: Shapes, spent: Collection[str]
) -> tuple[list[str], tuple[ManagementGrid, ...]]:
    grid, named = old
    known = {item.code: item.code for item in named}
    known |= {item.name: item.code for item in named if item.name}
    areas = dissolve(grid)
    pairs = zip(areas["code"], areas.geometry, strict=True)
    before = Grid.of((Cell(str(code), cast("Area", shape)) for code, shape in pairs), grid.crs)
    matched = match_codes(before, shapes)
    said = [known.get(one.code or "") or known.get(one.name or "") for one in drawn]
    taken = {code for code in said if code}
    codes: list[str] = []
    added: list[ManagementGrid] = []
    for one, mine, alike in zip(drawn, said, matched, strict=True):
        code = mine or (alike if alike not in taken else None)
        if code is None:
            (code,) = fresh_grid_codes({*spent, *known.values(), *(a.code for a in added)}, 1)
            added.append(ManagementGrid(code, one.name, collectors=one.collectors or 1))
        codes.append(code)
    return codes, tuple(added)


def _said(item: ManagementGrid, one: Drawn | None) -> ManagementGrid:
    if one is None:
        return item
    return replace(item, name=one.name or item.name, collectors=one.collectors or item.collectors)
