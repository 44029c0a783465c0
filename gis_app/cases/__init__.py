"""The business of a case, as pure values: states, actions, who may take them."""

from gis_app.cases.clocks import (
    RUNS,
    STAGE_MINUTES,
    Event,
    Light,
    Limit,
    Reading,
    Stage,
    read_clocks,
)
from gis_app.cases.states import (
    ACTIONS,
    OPEN_STATES,
    STATES,
    Action,
    ActionRefused,
    CaseError,
    FactMissing,
    Moved,
    actions_for,
    take,
)
from gis_app.cases.working_time import BeyondCalendar, WorkingTime

__all__ = [
    "ACTIONS",
    "OPEN_STATES",
    "RUNS",
    "STAGE_MINUTES",
    "STATES",
    "Action",
    "ActionRefused",
    "BeyondCalendar",
    "CaseError",
    "Event",
    "FactMissing",
    "Light",
    "Limit",
    "Moved",
    "Reading",
    "Stage",
    "WorkingTime",
    "actions_for",
    "read_clocks",
    "take",
]
