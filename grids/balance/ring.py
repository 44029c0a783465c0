"""May a cell leave its grid? Answered from the cells around it, mostly by one look-up."""

from collections.abc import Sequence
from dataclasses import dataclass, field

#: How many cells a search around a hole visits before it gives the answer no.
REACH = 400


@dataclass(frozen=True, slots=True, eq=False)
class Ring:
    """The cells around one: first those beside it, then those at its corners.

    Attributes
    ----------
    cells : tuple of int
        Positions; the first `beside` of them share an edge with the cell.
    links : tuple of int
        For each, a bit mask of those of the ring it shares an edge with.
    sides : int
        The bit mask of the cells that share an edge.
    known : dict
        What was found for each set of cells; cells with rings of one build have it in common.
    """

    cells: tuple[int, ...]
    links: tuple[int, ...]
    sides: int
    known: dict[int, bool] = field(default_factory=dict)

    def joined(self, mine: int) -> bool:
        """Return whether the cells of a bit mask that share an edge hang together in the ring."""
        known = self.known.get(mine)
        if known is None:
            known = self.known[mine] = self._flood(mine)
        return known

    def _flood(self, mine: int) -> bool:
        wanted = mine & self.sides
        reached = fresh = wanted & -wanted
        while fresh:
            at = fresh.bit_length() - 1
            fresh ^= 1 << at
            found = self.links[at] & mine & ~reached
            reached |= found
            fresh |= found
        return wanted & ~reached == 0


def rings_of(beside: Sequence[Sequence[int]], corners: Sequence[Sequence[int]]) -> list[Ring]:
    """Return the ring of each cell, from its neighbours by edge and by corner."""
    near = [set(row) for row in beside]
    builds: dict[tuple[int, tuple[int, ...]], dict[int, bool]] = {}
    rings = []
    for sides, touching in zip(beside, corners, strict=True):
        cells = (*sides, *touching)
        links = tuple(
            sum(1 << at for at, other in enumerate(cells) if other in near[one]) for one in cells
        )
        known = builds.setdefault((len(sides), links), {})
        rings.append(Ring(cells, links, (1 << len(sides)) - 1, known))
    return rings


def may_leave(cell: int, label: Sequence[int], ring: Ring, beside: Sequence[Sequence[int]]) -> bool:
    """Return whether a grid of two cells or more stays in one piece without one of its cells.

    1. If its neighbours of the same grid hang together among the cells around it, it may.
    2. If not, there may still be a way round: the grid is looked through from one of these
       neighbours. In the plane such a way goes round a hole or another grid, which is rare.
       After `REACH` cells the answer is no; a move that is missed does no harm.
    """
    grid = label[cell]
    mine = 0
    for at, other in enumerate(ring.cells):
        if label[other] == grid:
            mine |= 1 << at
    return ring.joined(mine) or _way_round(cell, label, beside)  # 1


def _way_round(cell: int, label: Sequence[int], beside: Sequence[Sequence[int]]) -> bool:  # 2
    grid = label[cell]
    ends = {other for other in beside[cell] if label[other] == grid}
    queue = [ends.pop()]
    seen = {cell, queue[0]}
    for at in queue:
        for other in beside[at]:
            if label[other] == grid and other not in seen:
                seen.add(other)
                queue.append(other)
                ends.discard(other)
        if not ends or len(queue) > REACH:
            break
    return not ends
