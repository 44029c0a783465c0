"""What is asked of a balance, what it answers, and what can be wrong with the question."""

from dataclasses import dataclass
from typing import Final

from grids.errors import GridError


class WishWrong(GridError):
    """A balance is asked for in a way that cannot be met."""

    kind = "balance_wish_wrong"
    template = "The grids cannot be balanced so: {problem}."


class LoadsUnfit(GridError):
    """There is not one load for each cell."""

    kind = "balance_loads_unfit"
    template = "There are {loads} loads for {cells} cells; give one for each cell."


class NothingToMend(GridError):
    """No cell has a management grid, so there is none to mend."""

    kind = "nothing_to_mend"
    template = "No cell has a management grid yet; ask for a number of management grids instead."


#: The weight of compactness where none is given.
COMPACTNESS: Final = 0.3


@dataclass(frozen=True, slots=True)
class Wish:
    """What a planner asks for.

    Attributes
    ----------
    k : int, optional
        Propose so many management grids from scratch, the locked ones among them. Without it the
        grids that the cells have are mended.
    inside_streets : bool
        No grid crosses the border of a street.
    locked : frozenset of str
        Management grids that neither lose nor get a cell; a code without cells changes nothing.
    moves_most : int, optional
        The most cells whose grid may differ from the start; only for mending.
    compactness : float
        From 0, only the balance counts, to 1, short borders count most.
    """

    k: int | None = None
    inside_streets: bool = False
    locked: frozenset[str] = frozenset()
    moves_most: int | None = None
    compactness: float = COMPACTNESS

    def __post_init__(self) -> None:
        if self.k is not None and self.k < 1:
            raise WishWrong(problem="ask for one management grid at least")
        if self.k is not None and self.moves_most is not None:
            raise WishWrong(problem="a limit of moved cells is for mending, not for new grids")
        if self.moves_most is not None and self.moves_most < 0:
            raise WishWrong(problem="the limit of moved cells must be 0 or more")
        if not 0 <= self.compactness <= 1:
            raise WishWrong(problem="the weight of compactness must be from 0 to 1")


@dataclass(frozen=True, slots=True, eq=False)
class Balanced:
    """The grids that were found, and how good they are.

    Attributes
    ----------
    assignment : tuple
        For each cell in the order of the codes: the code of a management grid that there is, a
        number from 0 for one that has yet to be added, or None where none can reach the cell.
    deviation, deviation_before : float
        The largest |load / mean - 1| of a management grid, after and before.
    bound : float
        No answer to this wish has a smaller deviation; see `grids.balance.bound`.
    moved : int
        Cells whose management grid differs from the start.
    steps : int
        Moves that were tried.
    perimeter_m, perimeter_before_m : float
        Metres of outline of all management grids together; an edge between two counts twice.
    finished : bool
        The search came to its own end, or to the bound; False where it was cut short.
    """

    assignment: tuple[str | int | None, ...]
    deviation: float
    deviation_before: float
    bound: float
    moved: int
    steps: int
    perimeter_m: float
    perimeter_before_m: float
    finished: bool
