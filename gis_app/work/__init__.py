"""One function for each thing a user can do: permission, one transaction, history."""

from gis_app.work.actor import COMMAND_LINE, EVERYONE, ROLES, Actor, allowed
from gis_app.work.errors import (
    BadQuestion,
    NoDatabase,
    NotAllowed,
    NotSignedIn,
    SignInFailed,
    WorkError,
)
from gis_app.work.office import Keep, Office

__all__ = [
    "COMMAND_LINE",
    "EVERYONE",
    "ROLES",
    "Actor",
    "BadQuestion",
    "Keep",
    "NoDatabase",
    "NotAllowed",
    "NotSignedIn",
    "Office",
    "SignInFailed",
    "WorkError",
    "allowed",
]
