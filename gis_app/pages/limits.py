"""Handling limits: all classes with theirs, the form of one class, the whole table in and out."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gis_app.pages import admin_forms
from gis_app.web import actor, gettext, office, sign_in_needed
from gis_app.work import BadQuestion, limit_book
from gis_app.work.limit_book import TypedLimit
from layers import GisError
from layers.codes import LimitUnit

bp = Blueprint("limits", __name__, url_prefix="/settings/limits")

#: Bytes of the largest table of limits that is taken in.
_TABLE_MOST = 2_000_000
#: Rows of the form of a class that are left empty for new limits.
_BLANK = 3
UNITS = {
    LimitUnit.URGENT_HOUR: "hours, day and night",
    LimitUnit.URGENT_DAY: "days, day and night",
    LimitUnit.WORKING_HOUR: "working hours",
    LimitUnit.WORKING_DAY: "working days",
}


@bp.get("")
@sign_in_needed
def show() -> ResponseReturnValue:
    """Show all classes in use with their limits."""
    return _table()


@bp.get("/class")
@sign_in_needed
def one() -> ResponseReturnValue:
    """Show the limits of a class; the table where none is named."""
    if not any(_key()):
        return redirect(url_for("limits.show"))
    found = limit_book.of_class(office(), actor(), _key())
    return _form(found, found["limits"])


@bp.post("/class")
@sign_in_needed
def save() -> ResponseReturnValue:
    """Put other limits in place of those of a class."""
    names = ("condition", "limit", "unit")
    rows = zip(*(request.form.getlist(name) for name in names), strict=False)
    typed = [
        TypedLimit(condition.strip(), limit.strip(), unit)
        for condition, limit, unit in rows
        if condition.strip() or limit.strip()
    ]
    mark = request.form.get("mark", -1, type=int)
    moved: list[int] = []
    refusal = admin_forms.tried(
        lambda: moved.append(limit_book.set_class(office(), actor(), _key(), typed, mark=mark))
    )
    if refusal:
        found = limit_book.of_class(office(), actor(), _key())
        shown = [{"condition": t.condition, "limit": t.limit, "unit": t.unit} for t in typed]
        return _form(found, shown, refusal)
    return admin_forms.done(renewed(moved[0]), "limits.show")


@bp.get("/table.csv")
@sign_in_needed
def table() -> ResponseReturnValue:
    """Send all limits as a table for a spreadsheet."""
    text = limit_book.as_csv(office(), actor())
    answer = Response("\ufeff" + text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="time_limits.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/table")
@sign_in_needed
def take_in() -> ResponseReturnValue:
    """Take in a table of limits, in place of those of the classes it names."""
    taken: list[tuple[int, int]] = []
    refusal = admin_forms.tried(
        lambda: taken.append(limit_book.take_in(office(), actor(), _upload()))
    )
    if refusal:
        return _table(refusal)
    rows, moved = taken[0]
    flash(gettext("{rows} limits were taken in.", rows=rows) + " " + renewed(moved))
    return redirect(url_for("limits.show"))


def renewed(cases: int) -> str:
    """Return what a save did to the open cases, in words."""
    return gettext("Saved; {cases} open cases have another deadline or light now.", cases=cases)


def _upload() -> str:
    file = request.files.get("table")
    content = file.read(_TABLE_MOST + 1) if file else b""
    if not content or len(content) > _TABLE_MOST:
        expected = gettext("send a CSV table of at most 2 MB")
        raise BadQuestion(name="table", value=None, expected=expected)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadQuestion(name="table", value=None, expected=gettext("save the table as UTF-8"))


def _key() -> tuple[str, str, str]:
    scheme, kind, code = (request.args.get(name, "") for name in ("scheme", "kind", "code"))
    return scheme, kind, code


def _table(refusal: GisError | None = None) -> ResponseReturnValue:
    found = limit_book.listed(office(), actor())
    page = render_template(
        "settings_limits.html",
        rows=found["classes"],
        units=UNITS,
        may_edit=actor().role == "admin",
        message=admin_forms.said(refusal),
        here_tab="limits",
    )
    return page, admin_forms.status(refusal)


def _form(
    found: dict[str, Any], rows: list[dict[str, Any]], refusal: GisError | None = None
) -> ResponseReturnValue:
    blank = [{"condition": "", "limit": "", "unit": LimitUnit.WORKING_DAY.value}] * _BLANK
    page = render_template(
        "settings_limit.html",
        found=found,
        key=_key(),
        rows=[*rows, *blank],
        units=UNITS,
        may_edit=actor().role == "admin",
        message=admin_forms.said(refusal),
        here_tab="limits",
    )
    return page, admin_forms.status(refusal)
