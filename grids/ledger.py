"""The ledger of a plan: what each cell carries, kept up step by step, and summed by grid.

Sums of ten thousand cells cost a millisecond; cutting roads at cells costs a second. So what each
cell carries is worked out once, after a step only for the cells around it, and the sums each time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from scipy.sparse import csr_array

from grids.burden import Burden
from grids.cells import Cell, Grid, meeting
from grids.clip import clip_lines
from grids.edges import Floats, Ints, Shapes
from grids.errors import GridError

#: Square metres in a hectare, metres in a kilometre.
HECTARE_M2, KILOMETRE_M = 10_000.0, 1_000.0


class WorkloadWrong(GridError):
    """A formula of workload speaks of something that is not counted, or has no usable number."""

    kind = "workload_wrong"
    template = (
        "The workload cannot weigh {figure} by {weight}; give a number from 0 up for one of: "
        "{figures}."
    )


@dataclass(frozen=True, eq=False)
class Ledger:
    """What each cell of a grid carries. Build it with `of`, keep it up with `after`.

    Attributes
    ----------
    grid : Grid
    burden : Burden
        What was counted.
    area_m2, rim_m : (n,) float64
        Of each cell, in the order of the codes; the rim is the length of its rings.
    road_m : (n, classes) float64
    counts : (n, kinds) float64
        Weighted: a case of ten months counts a tenth.
    """

    grid: Grid
    burden: Burden
    area_m2: Floats
    rim_m: Floats
    road_m: Floats
    counts: Floats

    @classmethod
    def of(cls, grid: Grid, burden: Burden) -> Self:
        """Return the ledger of a grid: each metre of road and each place counts once.

        A road along a seam and a place on one belong to the cell with the lowest code; see
        `clip_lines` and `layers.owner`.
        """
        road_m, counts = _carried(grid, burden, np.arange(len(grid), dtype=np.int64))
        return cls(
            grid, burden, shapely.area(grid.shapes), shapely.length(grid.shapes), road_m, counts
        )

    def after(self, grid: Grid, out: Iterable[Cell], into: Iterable[Cell]) -> Self:
        """Return the ledger after some cells have taken the place of others.

        1. Cells whose shape is the very same carry what they carried.
        2. Of the others, and of all that touch them, everything is counted anew: the place on a
           seam may belong to another cell because a code is lower.
        """
        if len(grid) == len(self.grid) and grid.codes == self.grid.codes:
            out, into = _reshaped(out, into)
        boxes = shapely.bounds(_shapes([*out, *into])).reshape(-1, 4)
        again = meeting(grid.bounds, boxes)  # 2
        at = {code: place for place, code in enumerate(self.grid.codes)}
        old = np.array([at.get(code, -1) for code in grid.codes], dtype=np.int64)
        area_m2, rim_m, road_m, counts = (
            column[old] for column in (self.area_m2, self.rim_m, self.road_m, self.counts)
        )
        if len(again):
            area_m2[again] = shapely.area(grid.shapes[again])
            rim_m[again] = shapely.length(grid.shapes[again])
            road_m[again], counts[again] = _carried(grid, self.burden, again)
        return type(self)(grid, self.burden, area_m2, rim_m, road_m, counts)

    @property
    def figures(self) -> tuple[str, ...]:
        """What a workload can weigh: hectares, kilometres of road, and each kind counted."""
        return ("area_ha", "road_km", *self.burden.kinds)

    def workload(self, weights: Mapping[str, float]) -> Floats:
        """Return the workload of each cell: the weighted sum of what it carries, (n,).

        Raises
        ------
        WorkloadWrong
            A weight is for no figure of the ledger, or no number from 0 up.
        """
        total = np.zeros(len(self.grid))
        for figure, weight in weights.items():
            if figure not in self.figures or not 0 <= weight < np.inf:
                listed = ", ".join(self.figures)
                raise WorkloadWrong(figure=figure, weight=weight, figures=listed)
            total += weight * self._figure(figure)
        return total

    def _figure(self, name: str) -> Floats:
        if name == "area_ha":
            return self.area_m2 / HECTARE_M2
        if name == "road_km":
            return np.asarray(self.road_m.sum(axis=1) / KILOMETRE_M)
        return np.asarray(self.counts[:, self.burden.kinds.index(name)])


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Sums by management grid; the last row is that of cells without one.

    All arrays have one row for each of `codes` and one more. `perimeter_m` counts edges without a
    cell of the same grid on their other side, `pieces` the parts that do not hang together.
    """

    codes: tuple[str, ...]
    cells: Ints
    pieces: Ints
    area_m2: Floats
    perimeter_m: Floats
    compactness: Floats
    road_m: Floats
    counts: Floats
    workload: Floats

    @property
    def deviation(self) -> Floats:
        """Workload / mean - 1 of each management grid; 0 where the mean is 0, (k,)."""
        mine = self.workload[:-1]
        mean = float(mine.mean()) if len(mine) else 0.0
        return mine / mean - 1 if mean > 0 else np.zeros_like(mine)


def tally(ledger: Ledger, codes: Sequence[str], weights: Mapping[str, float]) -> Tally:
    """Return the sums of a ledger by management grid.

    1. The perimeter of a grid is the rims of its cells without both sides of the seams inside.
    2. Compactness is 4 pi area / perimeter² (Polsby and Popper 1991), 1 for a circle.

    Parameters
    ----------
    codes : sequence of str
        The management grids to tell of, with or without cells.
    weights : mapping of figure to float
        See `Ledger.workload`.

    Raises
    ------
    WorkloadWrong
        As for `Ledger.workload`.
    """
    size = len(codes) + 1
    row = {code: at for at, code in enumerate(codes)}
    mine = np.array([row.get(cell.grid or "", size - 1) for cell in ledger.grid], dtype=np.int64)
    sums = csr_array((np.ones(len(mine)), (mine, np.arange(len(mine)))), shape=(size, len(mine)))
    links = ledger.grid.adjacency.beside.tocoo()
    a, b = links.coords
    same = mine[a] == mine[b]
    inside_m = np.bincount(mine[a][same], weights=links.data[same], minlength=size)
    area_m2, perimeter_m = sums @ ledger.area_m2, sums @ ledger.rim_m - inside_m  # 1
    round_ = perimeter_m > 0
    compactness = np.divide(
        4 * np.pi * area_m2, perimeter_m**2, out=np.zeros(size), where=round_
    )  # 2
    label = ledger.grid.adjacency.labels(mine)
    first = np.unique(label, return_index=True)[1]
    return Tally(
        tuple(codes),
        np.bincount(mine, minlength=size),
        np.bincount(mine[first], minlength=size),
        area_m2,
        perimeter_m,
        compactness,
        sums @ ledger.road_m,
        sums @ ledger.counts,
        sums @ ledger.workload(weights),
    )


def _reshaped(out: Iterable[Cell], into: Iterable[Cell]) -> tuple[list[Cell], list[Cell]]:
    """Return the cells of a change whose shape is another, before and after."""  # 1
    before = {cell.code: cell for cell in out}
    after = [c for c in into if c.code not in before or before[c.code].shape is not c.shape]
    codes = {cell.code for cell in after}
    return [cell for code, cell in before.items() if code in codes], after


def _carried(grid: Grid, burden: Burden, rows: Ints) -> tuple[Floats, Floats]:
    """Return metres of road by class and counts by kind of some cells of a grid."""
    road_m = np.zeros((len(rows), len(burden.classes)))
    counts = np.zeros((len(rows), len(burden.kinds)))
    if len(rows) == 0:
        return road_m, counts
    around = meeting(grid.bounds, grid.bounds[rows]) if len(rows) < len(grid) else rows
    part = Grid(tuple(grid.cells[at] for at in around), grid.crs)
    place = np.full(len(around), -1, dtype=np.int64)
    place[np.searchsorted(around, rows)] = np.arange(len(rows))
    box = np.concatenate([grid.bounds[rows, :2].min(axis=0), grid.bounds[rows, 2:].max(axis=0)])
    lines = burden.lines_in(box)
    pieces = clip_lines(part, burden.lines[lines])
    at = np.where(pieces.cell >= 0, place[pieces.cell], -1)
    kept = at >= 0
    np.add.at(
        road_m, (at[kept], burden.line_class[lines[pieces.line[kept]]]), pieces.length_m[kept]
    )
    places = burden.places_in(box)
    owner = part.ownership.owners(burden.x[places], burden.y[places])
    at = np.where(owner >= 0, place[owner], -1)
    kept = at >= 0
    kind = burden.kind[places[kept]]
    np.add.at(counts, (at[kept], kind), burden.weights[kind])
    return road_m, counts


def _shapes(cells: list[Cell]) -> Shapes:
    shapes = np.empty(len(cells), dtype=object)
    shapes[:] = [cell.shape for cell in cells]
    return shapes
