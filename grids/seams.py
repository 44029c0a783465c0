"""Seams: the stretches of edge between two cells, from one place where three meet to the next."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from grids.cells import Cell, Grid
from grids.patch import near
from grids.rings import Joint, Way, rings_of, ways

#: One cell on each side; None beside the rim.
Sides = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Seam:
    """A chain of joints between two cells.

    Attributes
    ----------
    left, right : str
        The cells to the left and the right of the joints in their order; `right` is None on the
        rim. `left` is the lower code.
    joints : tuple of Joint
        In whole millimetres; the first and the last are equal where the seam is a whole ring.
    """

    left: str
    right: str | None
    joints: tuple[Joint, ...]

    @property
    def is_ring(self) -> bool:
        """Whether the seam runs back into itself, as around an island."""
        return self.joints[0] == self.joints[-1]


def seams_of(grid: Grid, codes: Sequence[str]) -> list[Seam]:
    """Return the seams of some cells, ordered by their cells and their first joint.

    1. Each edge is in one seam; a seam ends where three cells or more meet, or two and the rim.
    2. A seam between two cells of which one was not asked for is there whole.
    3. The order of joints goes by the cell with the lower code, which lies to their left.

    Raises
    ------
    UnknownCell
        A code names no cell.
    """
    asked = [grid[code] for code in codes]
    around = [grid.cells[at] for at in near(grid, asked)]
    sides = _sides(around)
    groups: dict[Sides, list[Way]] = defaultdict(list)
    wanted = set(codes)
    for way, code in sides.items():
        other = sides.get((way[1], way[0]))
        if not {code, other} & wanted or (other is not None and other < code):
            continue
        groups[code, other].append(way)  # 3
    ends = _ends(sides)
    found = [
        Seam(left, right, tuple(chain))
        for (left, right), edges in groups.items()
        for chain in _chains(edges, ends)
    ]
    return sorted(found, key=lambda seam: (seam.left, seam.right or "", seam.joints))


def _sides(cells: Sequence[Cell]) -> dict[Way, str]:
    """Return the cell to the left of each directed edge."""
    return {way: cell.code for cell in cells for ring in rings_of(cell.shape) for way in ways(ring)}


def _ends(sides: dict[Way, str]) -> set[Joint]:
    """Return the joints at which seams end: those where more than two edges meet."""  # 1
    met: dict[Joint, set[Joint]] = defaultdict(set)
    for a, b in sides:
        met[a].add(b)
        met[b].add(a)
    return {joint for joint, others in met.items() if len(others) > 2}  # noqa: PLR2004 - a seam runs through two


def _chains(edges: list[Way], ends: set[Joint]) -> list[list[Joint]]:
    """Return edges strung together from end to end; what is left are whole rings."""
    onward: dict[Joint, list[Joint]] = defaultdict(list)
    entered: set[Joint] = set()
    for a, b in edges:
        onward[a].append(b)
        entered.add(b)
    starts = sorted(a for a in onward if a in ends or a not in entered)
    chains = [_walk(onward, start, ends) for start in starts for _ in range(len(onward[start]))]
    rings = [_walk(onward, start, ends) for start in sorted(onward) if onward[start]]
    return [*chains, *rings]


def _walk(onward: dict[Joint, list[Joint]], start: Joint, ends: set[Joint]) -> list[Joint]:
    chain = [start, onward[start].pop()]
    while chain[-1] not in ends and onward.get(chain[-1]):
        chain.append(onward[chain[-1]].pop())
    return chain
