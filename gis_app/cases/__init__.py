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
from gis_app.cases.life import Change, Turn, first_turn, life, own_limit, seconds_of, turn
from gis_app.cases.limits import LimitTable
from gis_app.cases.states import (
    ACTIONS,
    OPEN_STATES,
    STATES,
    Action,
    ActionRefused,
    CaseError,
    FactMissing,
    FactUnfit,
    Moved,
    actions_for,
    read_amount,
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
    "Change",
    "Event",
    "FactMissing",
    "FactUnfit",
    "Light",
    "Limit",
    "LimitTable",
    "Moved",
    "Reading",
    "Stage",
    "Turn",
    "WorkingTime",
    "actions_for",
    "first_turn",
    "life",
    "own_limit",
    "read_amount",
    "read_clocks",
    "seconds_of",
    "take",
    "turn",
]
