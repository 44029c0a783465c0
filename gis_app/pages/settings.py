"""What else a city sets for its cases: the calendar, circles of duplicates, marks of evaluation."""

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from gis_app.cases import STAGE_MINUTES
from gis_app.pages import admin_forms
from gis_app.pages.limits import renewed
from gis_app.web import actor, gettext, office, sign_in_needed
from gis_app.work import Actor, Office, calendar_book, duplicate_rules, evaluation_marks
from gis_app.work.calendars import days_of
from layers import GisError
from layers.district import Calendar

bp = Blueprint("settings", __name__, url_prefix="/settings")

STAGES = {"accept": "Taking up", "verify": "Verifying", "dispatch": "Sending", "check": "Checking"}
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
#: Rows of a form that are left empty for what is new.
_BLANK = 2
SUBJECTS = {
    "region": "Streets, communities, grids",
    "unit": "Units",
    "collector": "Collectors",
    "dispatcher": "Dispatchers",
}


@bp.get("/calendar")
@sign_in_needed
def calendar() -> ResponseReturnValue:
    """Show working hours, holidays and make-up days."""
    return _calendar(calendar_book.shown(office(), actor()))


@bp.post("/calendar")
@sign_in_needed
def save_calendar() -> ResponseReturnValue:
    """Save the calendar."""
    form = request.form
    names = ("day_starts", "day_ends", "breaks", "holidays", "makeup_days")
    typed: dict[str, Any] = {name: form.get(name, "").strip() for name in names}
    typed["weekdays"] = [int(day) for day in form.getlist("weekday") if day in set("1234567")]
    typed["minutes"] = {stage: form.get(f"minutes_{stage}", "") for stage in STAGE_MINUTES}
    typed["mark"] = _typed_mark()
    moved: list[int] = []

    def save() -> None:
        told = re.split(r"[\s,，]+", typed["breaks"])
        pauses = [(start, end) for start, _, end in (one.partition("-") for one in told if one)]
        fresh = Calendar(
            day_starts=typed["day_starts"],
            day_ends=typed["day_ends"],
            holidays=days_of(typed["holidays"]),
            makeup_days=days_of(typed["makeup_days"]),
            breaks=tuple(pauses),
            weekdays=tuple(typed["weekdays"]),
        )
        read = {stage: _whole(value) for stage, value in typed["minutes"].items()}
        minutes = {stage: n if isinstance(n, int) else 0 for stage, n in read.items()}
        moved.append(
            calendar_book.set_calendar(office(), actor(), fresh, minutes, mark=typed["mark"])
        )

    refusal = admin_forms.tried(save)
    if refusal:
        return _calendar(typed, refusal)
    return admin_forms.done(renewed(moved[0]), "settings.calendar")


@bp.get("/duplicates")
@sign_in_needed
def duplicates() -> ResponseReturnValue:
    """Show within which circle and time cases of a class may be one."""
    return _duplicates(duplicate_rules.rules(office(), actor()))


@bp.post("/duplicates")
@sign_in_needed
def save_duplicates() -> ResponseReturnValue:
    """Put other circles and times in place of all there are."""
    names = ("head", "radius_m", "hours")
    rows = zip(*(request.form.getlist(name) for name in names), strict=False)
    typed = [
        {"head": head.strip(), "radius_m": _number(radius), "hours": _number(hours)}
        for head, radius, hours in rows
        if head.strip()
    ]
    refusal = admin_forms.tried(
        lambda: duplicate_rules.set_rules(office(), actor(), typed, mark=_typed_mark())
    )
    if refusal:
        return _duplicates(typed, refusal)
    return admin_forms.done(gettext("The circles and times were saved."), "settings.duplicates")


@bp.get("/marks")
@sign_in_needed
def marks() -> ResponseReturnValue:
    """Show by which weights and bands an evaluation is marked."""
    return _marks(evaluation_marks.marks(office(), actor()))


@bp.post("/marks")
@sign_in_needed
def save_marks() -> ResponseReturnValue:
    """Save the weights and bands of one subject."""
    form, subject = request.form, request.form.get("subject", "")
    known = evaluation_marks.marks(office(), actor())
    parts = known.get(subject, {}).get("weights", {})
    bands = zip(form.getlist("most"), form.getlist("marks"), strict=False)
    typed = {
        "weights": {name: _number(form.get(f"weight_{name}", "")) for name in parts},
        "bands": [[_whole(most), _number(marks)] for most, marks in bands if most.strip()],
        "beyond": _number(form.get("beyond", "0")),
    }
    refusal = admin_forms.tried(
        lambda: evaluation_marks.set_marks(office(), actor(), {subject: typed}, mark=_typed_mark())
    )
    if refusal:
        return _marks(known | {subject: typed}, refusal)
    return admin_forms.done(gettext("The marks were saved."), "settings.marks")


def _typed_mark() -> int:
    """Return the mark a form was filled with; one that nothing has, where it says none."""
    return request.form.get("mark", -1, type=int)


def _mark(refusal: GisError | None, now: Callable[[Office, Actor], int]) -> int:
    """Return the mark of a form: as it was typed where it comes back refused, else that of now."""
    return _typed_mark() if refusal else now(office(), actor())


def _number(text: str) -> float | str:
    """Return a number, or the text as it was typed: the room of tasks says what is wrong."""
    try:
        return float(text)
    except ValueError:
        return text


def _whole(text: str) -> int | str:
    """Return a whole number of at most nine digits, or the text as it was typed."""
    digits = text.strip()
    return int(digits) if re.fullmatch("[0-9]{1,9}", digits) else text


def _calendar(typed: dict[str, Any], refusal: GisError | None = None) -> ResponseReturnValue:
    page = render_template(
        "settings_calendar.html",
        typed=typed,
        stages=STAGES,
        weekdays=list(enumerate(_WEEKDAYS, start=1)),
        may_edit=actor().role == "admin",
        message=admin_forms.said(refusal),
        here_tab="calendar",
    )
    return page, admin_forms.status(refusal)


def _duplicates(rows: list[dict[str, Any]], refusal: GisError | None = None) -> ResponseReturnValue:
    page = render_template(
        "settings_duplicates.html",
        mark=_mark(refusal, duplicate_rules.mark_of_rules),
        rows=[*rows, *[{"head": "", "radius_m": "", "hours": ""}] * _BLANK],
        may_edit=actor().role in ("dispatcher", "admin"),
        message=admin_forms.said(refusal),
        here_tab="duplicates",
    )
    return page, admin_forms.status(refusal)


def _marks(found: dict[str, Any], refusal: GisError | None = None) -> ResponseReturnValue:
    page = render_template(
        "settings_marks.html",
        schemes=found,
        subjects=SUBJECTS,
        part_titles=evaluation_marks.PART_TITLES,
        mark=_mark(refusal, evaluation_marks.mark_of_marks),
        may_edit=actor().role == "admin",
        message=admin_forms.said(refusal),
        here_tab="marks",
    )
    return page, admin_forms.status(refusal)
