"""Where two plans want different things of the same ground, and what is said of a choice."""

from dataclasses import dataclass
from typing import Literal

from grids.cells import Cell, ManagementGrid
from grids.errors import GridError

Side = Literal["mine", "theirs"]
#: ground: both changed the shape of the same cells; owner: both changed what a cell belongs to;
#: gone: one changed a cell that is no more in the other; grid_gone: one gave cells to a management
#: grid that the other gave up; grid: both changed a management grid's own facts.
Kind = Literal["ground", "owner", "gone", "grid_gone", "grid"]


class ChoicesMissing(GridError):
    """Not every conflict has been decided."""

    kind = "rebase_choices_missing"
    template = "{count} conflicts are not decided yet, the first at {key}; choose a side for each."


class ConflictUnknown(GridError):
    """Something is decided that is no conflict."""

    kind = "rebase_conflict_unknown"
    template = "There is no conflict {key} between these plans; load them again."


@dataclass(frozen=True, slots=True, eq=False)
class Conflict:
    """One thing to be decided.

    Attributes
    ----------
    key : str
        Stays the same as long as the plans do: kind and first code.
    codes : tuple of str
        The cells of the plan both were made of, or the management grid, that it is about.
    mine, theirs : tuple of Cell
        The cells on this ground as either has them; none for `grid`.
    grid_mine, grid_theirs : ManagementGrid, optional
        The management grid as either has it, for `grid`.
    """

    kind: Kind
    codes: tuple[str, ...]
    mine: tuple[Cell, ...] = ()
    theirs: tuple[Cell, ...] = ()
    grid_mine: ManagementGrid | None = None
    grid_theirs: ManagementGrid | None = None

    @property
    def key(self) -> str:
        """The name of the conflict in a choice."""
        return f"{self.kind}:{self.codes[0] if self.codes else ''}"
