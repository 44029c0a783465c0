"""The business of a case, as pure values: states, actions, who may take them."""

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

__all__ = [
    "ACTIONS",
    "OPEN_STATES",
    "STATES",
    "Action",
    "ActionRefused",
    "CaseError",
    "FactMissing",
    "Moved",
    "actions_for",
    "take",
]
