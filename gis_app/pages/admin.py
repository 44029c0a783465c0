"""Users and units: tables, plain forms that work without scripts, and what was changed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from gis_app.pages import admin_forms, admin_words
from gis_app.pages.admin_forms import Side
from gis_app.web import actor, current_language, gettext, office, sign_in_needed
from gis_app.work import accounts, admin
from layers import GisError

bp = Blueprint("admin", __name__, url_prefix="/admin")

#: The largest number SQLite keeps: an id beyond it is nobody's.
_ID_MOST = 2**63 - 1


@bp.get("")
@sign_in_needed
def show() -> ResponseReturnValue:
    """Show all accounts."""
    found = accounts.users(office(), actor())
    return render_template(
        "admin_users.html",
        users=found,
        units=_unit_names(),
        streets=admin.street_names(office(), actor()),
        words=admin_words,
        here_tab="users",
    )


@bp.get("/users/new")
@sign_in_needed
def new_user() -> ResponseReturnValue:
    """Show the form of a new account."""
    return _user_form({"role": "inspector", "active": True, "unit": None, "streets": ()})


@bp.post("/users")
@sign_in_needed
def add_user() -> ResponseReturnValue:
    """Add an account."""
    typed = _typed_user()
    fresh = accounts.NewAccount(
        name=typed["name"],
        title=typed["title"],
        role=typed["role"],
        password=request.form.get("password", ""),
        language=typed["language"],
        unit=typed["unit"],
        streets=typed["streets"],
    )
    refusal = admin_forms.tried(lambda: accounts.add(office(), actor(), fresh))
    if refusal:
        return _user_form(typed, refusal=refusal)
    return admin_forms.done(gettext("The account {name} was added.", name=fresh.name), "admin.show")


@bp.get("/users/<name>")
@sign_in_needed
def user(name: str) -> ResponseReturnValue:
    """Show the form of an account."""
    return _user_form(_stored_user(name), name=name)


@bp.post("/users/<name>")
@sign_in_needed
def save_user(name: str) -> ResponseReturnValue:
    """Save an account; where somebody was quicker, show both sides."""
    typed = _typed_user()
    facts = admin.AccountFacts(
        title=typed["title"],
        role=typed["role"],
        unit=typed["unit"],
        streets=typed["streets"],
        language=typed["language"],
        active=typed["active"],
    )
    refusal = admin_forms.tried(
        lambda: admin.save_account(office(), actor(), name, facts, version=admin_forms.version())
    )
    if refusal:
        return _user_form(typed, name=name, refusal=refusal)
    return admin_forms.done(gettext("The account {name} was saved.", name=name), "admin.show")


@bp.post("/users/<name>/password")
@sign_in_needed
def set_password(name: str) -> ResponseReturnValue:
    """Set a password; the account's sessions end."""
    new = request.form.get("password", "")
    refusal = admin_forms.tried(lambda: accounts.set_password(office(), actor(), name, new))
    if refusal:
        return _user_form(_stored_user(name), name=name, refusal=refusal)
    told = gettext("The password of {name} was set; its sessions have ended.", name=name)
    return admin_forms.done(told, "admin.show")


@bp.post("/users/<name>/active")
@sign_in_needed
def set_active(name: str) -> ResponseReturnValue:
    """Close an account, or open it again."""
    active = request.form.get("active") == "1"
    refusal = admin_forms.tried(
        lambda: admin.set_active(
            office(), actor(), name, active=active, version=admin_forms.version()
        )
    )
    if refusal:
        return _user_form(_stored_user(name), name=name, refusal=refusal)
    said = "The account {name} was opened again." if active else "The account {name} was closed."
    return admin_forms.done(gettext(said, name=name), "admin.show")


@bp.get("/history")
@sign_in_needed
def history() -> ResponseReturnValue:
    """Show the last changes of users and units."""
    before = request.args.get("before", type=int)
    before_id = before if before and 0 < before <= _ID_MOST else None
    found = admin.recent(office(), actor(), before_id=before_id)
    return render_template(
        "admin_history.html",
        changes=found,
        more=found[-1].id if len(found) == admin.PAGE else None,
        words=admin_words,
        moment=_moment,
        here_tab="history",
    )


def _typed_user() -> Side:
    form = request.form
    return {
        "name": form.get("name", "").strip(),
        "title": form.get("title", "").strip(),
        "role": form.get("role", ""),
        "unit": form.get("unit") or None,
        "streets": tuple(form.getlist("street")),
        "language": form.get("language", ""),
        "active": form.get("active", "1") == "1",
        "version": admin_forms.version(),
    }


def _stored_user(name: str) -> Side:
    found = admin.account(office(), actor(), name)
    return {
        "name": found.name,
        "title": found.display_name,
        "role": found.role,
        "unit": found.unit,
        "streets": found.streets,
        "language": found.language,
        "active": found.active,
        "version": found.version,
    }


def _user_form(
    typed: Side, *, name: str | None = None, refusal: GisError | None = None
) -> ResponseReturnValue:
    """Show the form; after a stale save it holds what was typed, and the stored side beside it."""
    streets, units = admin.street_names(office(), actor()), _unit_names()
    theirs = _stored_user(name) if name and admin_forms.is_stale(refusal) else None
    page = render_template(
        "admin_user.html",
        typed=admin_forms.renewed(typed, theirs),
        name=name,
        sides=admin_forms.sides(
            _named(typed, units, streets), theirs and _named(theirs, units, streets)
        ),
        message=admin_forms.said(refusal),
        words=admin_words,
        units=units,
        streets=streets,
        least=accounts.PASSWORD_LEAST,
        here_tab="users",
    )
    return page, admin_forms.status(refusal)


def _named(side: Side, units: dict[str, str], streets: dict[str, str]) -> Side:
    """Return one side with the names of its unit and streets in place of their codes."""
    return side | {
        "unit": units.get(side["unit"], side["unit"]),
        "streets": tuple(streets.get(code, code) for code in side["streets"]),
    }


def _moment(text: str) -> str:
    """Return a moment of history in the district's own time."""
    zone = ZoneInfo(office().district.timezone)
    return datetime.fromisoformat(text).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def _unit_names() -> dict[str, str]:
    rows = admin.unit_rows(office(), actor(), language=current_language())
    return {row.unit.code: row.name for row in rows}
