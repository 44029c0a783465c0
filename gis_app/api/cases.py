"""The cases: queue, card, figures, marks for the map, new ones, actions, export."""

import csv
import io
from collections.abc import Iterator
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from gis_app.api import case_questions as read
from gis_app.web import actor, current_language, gettext, json_answer, office
from gis_app.web.answers import versioned
from gis_app.web.workbook import XLSX, Table, Value, workbook
from gis_app.work import (
    case_around,
    case_figures,
    case_new,
    case_places,
    case_sheet,
    case_steps,
    cases,
)
from gis_app.work.case_question import CaseQuestion
from layers.formats import neutral

bp = Blueprint("cases", __name__)

#: Zooms of a web map, and the one that is meant where none is given.
_ZOOMS, _ZOOM = (0, 24), 13


@bp.get("/cases")
def queue() -> ResponseReturnValue:
    """Return a page of the queue."""
    asked, page = _asked(), read.read_page(request.args)
    mark = f"{_mark(asked)}-{page.offset}.{page.limit}.{page.sort}"
    language = current_language()
    return versioned(
        mark, lambda: json_answer(cases.queue(office(), actor(), asked, page, language))
    )


@bp.get("/cases/summary")
def summary() -> ResponseReturnValue:
    """Return counts of the filtered cases by each of their properties."""
    asked = _asked()

    def make() -> Response:
        told = case_figures.summary(office(), actor(), asked, current_language())
        for name in ("by_state", "by_source", "by_major", "by_unit"):
            for row in told[name]:
                row["title"] = row["title"] or gettext("Not given")
        return json_answer(told)

    minute = int(office().clock().timestamp()) // 60  # its lights turn with time
    return versioned(f"{_mark(asked)}-summary-{minute}", make)


@bp.get("/cases/timeline")
def timeline() -> ResponseReturnValue:
    """Return the filtered cases by bars of time."""
    asked = _asked()
    mark = f"{_mark(asked)}-timeline"
    return versioned(mark, lambda: json_answer(case_figures.timeline(office(), actor(), asked)))


@bp.get("/cases/places")
def places() -> ResponseReturnValue:
    """Return the filtered cases as marks for a map."""
    asked, zoom = _asked(), read.read_number(request.args, "zoom", _ZOOM, _ZOOMS)
    language = current_language()
    return versioned(
        f"{_mark(asked)}-places{zoom}",
        lambda: json_answer(case_places.places(office(), actor(), asked, zoom, language)),
    )


@bp.get("/cases.csv")
def sheet() -> ResponseReturnValue:
    """Return the filtered cases as a table for a spreadsheet."""
    sort = read.read_sort(request.args)
    rows = case_sheet.sheet(office(), actor(), _asked(), sort, current_language())
    day = office().clock().strftime("%Y%m%d")
    answer = Response(_lines(rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="cases-{day}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/cases.xlsx")
def book() -> ResponseReturnValue:
    """Return the filtered cases as a workbook, and what was asked on a second sheet."""
    asked, language = _asked(), current_language()
    rows = case_sheet.sheet(office(), actor(), asked, read.read_sort(request.args), language)
    titles = next(rows)
    tables = [
        Table(gettext("Cases"), [(title, max(10, 2 * len(title))) for title in titles], rows),
        Table(gettext("What was asked"), [(gettext("Filter"), 16), ("", 42)], _facts()),
    ]
    answer = Response(workbook(tables), mimetype=XLSX)
    day = office().clock().strftime("%Y%m%d")
    answer.headers["Content-Disposition"] = f'attachment; filename="cases-{day}.xlsx"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/cases/<path:number>")
def card(number: str) -> ResponseReturnValue:
    """Return one case with its history, actions and photos."""
    return json_answer(cases.card(office(), actor(), number, current_language()))


@bp.get("/cases/<path:number>/around")
def around(number: str) -> ResponseReturnValue:
    """Return the cases, assets and zones around a case."""
    return json_answer(case_around.around(office(), actor(), number, current_language()))


@bp.post("/cases")
def report() -> ResponseReturnValue:
    """Store a new case."""
    body = read.read_body()
    text = lambda name: read.read_text(body, name)  # noqa: E731 - short for the lines below
    new = case_new.NewCase(
        kind=text("kind"),
        class_code=text("class_code"),
        source=text("source"),
        place=read.read_place(body),
        address=text("address"),
        description=text("description"),
        asset_layer=text("asset_layer"),
        asset_code=text("asset_code"),
        unit=text("unit"),
        condition=text("condition"),
    )
    made = case_new.report(office(), actor(), new, current_language())
    if made["placed"] == "none":
        made["told"] = gettext("The address could not be found; the case has no place yet.")
    return json_answer(made), HTTPStatus.CREATED


@bp.post("/cases/<path:number>/actions")
def act(number: str) -> ResponseReturnValue:
    """Take an action on a case."""
    body = read.read_body()
    step = case_steps.Step(
        action=read.read_text(body, "action"),
        version=read.read_version(body),
        note=read.read_text(body, "note"),
        unit=read.read_text(body, "unit"),
        condition=read.read_text(body, "condition"),
        amount=read.read_text(body, "amount"),
    )
    return json_answer(case_steps.act(office(), actor(), number, step, current_language()))


@bp.post("/cases/<path:number>/undo")
def undo(number: str) -> ResponseReturnValue:
    """Take back one's own last action on a case."""
    version = read.read_version(read.read_body())
    language = current_language()
    return json_answer(
        case_steps.undo(office(), actor(), number, version=version, language=language)
    )


def _asked() -> CaseQuestion:
    return read.read_question(request.args, office().district.timezone)


def _facts() -> list[list[Value]]:
    """Return what was asked, by whom and when, in the words of the address."""
    zone = ZoneInfo(office().district.timezone)
    asked: list[list[Value]] = [
        [name, value] for name in read.FILTER for value in request.args.getlist(name) if value
    ]
    moment = office().clock().astimezone(zone)
    return [*asked, [gettext("State of the data"), moment], [gettext("By"), actor().title]]


def _mark(asked: CaseQuestion) -> str:
    return cases.mark(office(), actor(), asked, current_language())


def _lines(rows: Iterator[list[str]]) -> Iterator[bytes]:
    """Yield the table as UTF-8 with a mark that spreadsheets know it by; no cell is a formula."""
    yield b"\xef\xbb\xbf"
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([neutral(cell) for cell in row])
        if text.tell() > 65_536:  # noqa: PLR2004 - a network's mouthful, in characters
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()
