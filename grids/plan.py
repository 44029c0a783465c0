"""A plan: cells, the management grids they are assigned to, and the time it is in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from shapely.geometry.base import BaseGeometry

from grids.cells import Grid, ManagementGrid
from grids.errors import GridError

#: What a code stands for.
Of = Literal["cell", "grid"]


class PlanState(StrEnum):
    """Where a plan stands on its way.

    A retired plan was in force once and cases of that time keep to it; a discarded one never was.
    """

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"
    DISCARDED = "discarded"


class UnknownGrid(GridError):
    """A code names no management grid of this plan."""

    kind = "unknown_grid"
    template = "There is no management grid {grid} in this plan; choose one from its list."


@dataclass(frozen=True, slots=True)
class Descent:
    """Where a code came from: it was cut out of, merged of, or renamed from its parents."""

    of: Of
    code: str
    parents: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Plan:
    """One arrangement of a district; the assignment is the `grid` of each cell.

    Attributes
    ----------
    grid : Grid
        The cells, each with the management grid it is assigned to.
    management_grids : tuple of ManagementGrid
        Ascending by code; one may be without cells for a while.
    valid_from, valid_to : str, optional
        The first day it is in force and the first day it no longer is, as ISO dates (2026-03-01);
        None is open.
    lineage : tuple of Descent
        What became of codes since the plan this one was made from, in the order it was done.
    outline : geometry, optional
        The outline of the district, on which the rim of the cells must stay. Without it the rim
        that the cells have is the outline.
    author, reviewer, note, base
        Who made it and who agreed to it, what it is for, and the id of the plan it was made from.
    """

    name: str
    grid: Grid
    management_grids: tuple[ManagementGrid, ...] = ()
    state: PlanState = PlanState.DRAFT
    valid_from: str | None = None
    valid_to: str | None = None
    lineage: tuple[Descent, ...] = ()
    outline: BaseGeometry | None = None
    author: str = ""
    reviewer: str | None = None
    note: str = ""
    base: int | None = None

    @property
    def assignment(self) -> Mapping[str, str | None]:
        """Return the management grid of each cell, by code."""
        return MappingProxyType({cell.code: cell.grid for cell in self.grid})

    @cached_property
    def named(self) -> Mapping[str, ManagementGrid]:
        """The management grids by code."""
        return MappingProxyType({item.code: item for item in self.management_grids})

    def management_grid(self, code: str) -> ManagementGrid:
        """Return a management grid by its code, or raise `UnknownGrid`."""
        found = self.named.get(code)
        if found is None:
            raise UnknownGrid(grid=code)
        return found

    def in_force(self, day: str) -> bool:
        """Return whether the plan holds on a day (ISO date).

        Published plans hold from `valid_from` on, up to but without `valid_to`. A retired plan
        held in its time, and cases of that time keep to it.
        """
        if self.state not in (PlanState.PUBLISHED, PlanState.RETIRED) or self.valid_from is None:
            return False
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
