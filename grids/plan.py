"""A plan: cells, the management grids they are assigned to, and the time it is in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from grids.cells import Grid, ManagementGrid


class PlanState(StrEnum):
    """Where a plan stands on its way."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """One arrangement of a district; the assignment is the `grid` of each cell.

    `valid_from` is the first day it is in force, `valid_to` the first day it no longer is, as ISO
    dates (2026-03-01); None is open.
    """

    name: str
    grid: Grid
    management_grids: tuple[ManagementGrid, ...] = ()
    state: PlanState = PlanState.DRAFT
    valid_from: str | None = None
    valid_to: str | None = None

    @property
    def assignment(self) -> Mapping[str, str | None]:
        """Return the management grid of each cell, by code."""
        return MappingProxyType({cell.code: cell.grid for cell in self.grid})

    def in_force(self, day: str) -> bool:
        """Return whether the plan holds on a day (ISO date).

        Published plans hold from `valid_from` on, up to but without `valid_to`. A retired plan
        held in its time, and cases of that time keep to it.
        """
        if self.state not in (PlanState.PUBLISHED, PlanState.RETIRED) or self.valid_from is None:
            return False
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
