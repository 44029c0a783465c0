"""Words of the pages of accounts: roles, languages, kinds of changes and fields."""

from gis_app.web import gettext
from gis_app.work import ROLES
from gis_app.work.accounts import LANGUAGES
from gis_app.work.admin import Change

_ROLES = {
    "dispatcher": "Dispatcher",
    "planner": "Planner",
    "inspector": "Inspector",
    "viewer": "Viewer",
    "admin": "Administrator",
}
_LANGUAGES = {"zh": "中文", "en": "English"}
_FIELDS = {
    "name": "User name",
    "title": "Shown name",
    "display_name": "Shown name",
    "role": "Role",
    "unit": "Belongs to",
    "streets": "Streets",
    "language": "Language",
    "active": "Active",
    "code": "Code",
    "name_zh": "Name in Chinese",
    "name_en": "Name in English",
    "kind": "Kind",
    "classes": "Handles the classes",
}
_CHANGES = {
    ("users", "add"): "Account added",
    ("users", "change"): "Account changed",
    ("users", "password"): "Password set",
    ("units", "add"): "Unit added",
    ("units", "change"): "Unit changed",
}


def role_title(role: str) -> str:
    """Return what a person reads for a role."""
    return gettext(_ROLES[role]) if role in _ROLES else role


def roles() -> list[tuple[str, str]]:
    """Return the roles with their titles."""
    return [(role, role_title(role)) for role in ROLES]


def language_title(language: str) -> str:
    """Return what a person reads for the language of an account."""
    return _LANGUAGES.get(language, language) or gettext("As the browser")


def languages() -> list[tuple[str, str]]:
    """Return the languages with their titles."""
    return [(language, language_title(language)) for language in LANGUAGES]


def change_title(change: Change) -> str:
    """Return what was done, in words."""
    known = _CHANGES.get((change.record, change.what))
    return gettext(known) if known else change.what


def field_title(field: str) -> str:
    """Return the title of a field of an account or a unit."""
    return gettext(_FIELDS[field]) if field in _FIELDS else field


def shown(field: str, value: str | None) -> str:
    """Return a value of history in words."""
    if field == "active":
        return gettext("no") if value in (None, "False", "0") else gettext("yes")
    if field == "role" and value:
        return role_title(value)
    if field == "language":
        return language_title(value or "")
    return value or "–"
