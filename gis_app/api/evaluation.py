"""Evaluation of a period: figures by subject, the cases behind them, a workbook, the marks."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from gis_app.api.case_questions import read_body
from gis_app.web import actor, current_language, gettext, json_answer, office
from gis_app.web.workbook import XLSX, Table, Value, workbook
from gis_app.work import BadQuestion, evaluation, evaluation_marks
from gis_app.work.evaluation import EvaluationQuestion

bp = Blueprint("evaluation", __name__)

#: What figures and parts are called.
TITLES = {
    "active_discovery": "Found by collectors or video",
    "public": "Reported by the public",
    "timely": "Solved in time",
    "closing": "Closed",
    "in_time": "Closed in time",
    "rework": "Reworked",
    "valid": "Valid reports",
    "missed": "Missed",
    "verify": "Verified in time",
    "check": "Checked in time",
    "dispatch": "Sent out in time",
    "right_first": "Right first time",
}
#: Which figures each kind of subject is judged by, in the order of a table.
COLUMNS = {
    "region": ("active_discovery", "public", "closing", "in_time"),
    "unit": ("closing", "in_time", "timely", "rework"),
    "collector": ("valid", "missed", "verify", "check"),
    "dispatcher": ("dispatch", "right_first"),
}
SUBJECT_TITLES = {
    "unit": "Units",
    "street": "Streets",
    "community": "Communities",
    "grid": "Grids",
    "collector": "Collectors",
    "dispatcher": "Dispatchers",
}
LEFT_OUT = {
    "void": "void or rejected",
    "held": "on hold",
    "appealed": "appeal upheld",
    "no_deadline": "without a deadline",
}


@bp.get("/evaluation")
def show() -> ResponseReturnValue:
    """Return the figures of a period by subject."""
    found = evaluation.evaluate(office(), actor(), _question(), current_language())
    columns = COLUMNS[evaluation.SUBJECTS[found["subject"]]]
    titles = [{"name": name, "title": gettext(TITLES[name])} for name in columns]
    parts = {name: gettext(said) for name, said in evaluation_marks.PART_TITLES.items()}
    more = {"columns": titles, "left_out_titles": _left_out(), "part_titles": parts}
    return json_answer(found | more)


@bp.get("/evaluation/cases")
def behind() -> ResponseReturnValue:
    """Return the cases behind a figure."""
    figure, code = request.args.get("figure", ""), request.args.get("code")
    found = evaluation.behind(office(), actor(), _question(), figure, code)
    return json_answer(found | {"left_out_titles": _left_out()})


@bp.get("/evaluation.xlsx")
def sheet() -> ResponseReturnValue:
    """Return the bulletin of a period as a workbook, a sheet for each subject."""
    asked = _question()
    tables = [_headline(asked)]
    for subject in SUBJECT_TITLES:
        plan = asked.plan if subject == "grid" else None
        question = EvaluationQuestion(asked.from_s, asked.to_s, subject, plan)
        tables.append(_table(question))
    answer = Response(workbook(tables), mimetype=XLSX)
    name = f"bulletin-{request.args['from']}-{request.args['to']}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/evaluation/marks")
def marks() -> ResponseReturnValue:
    """Return the weights and bands in use."""
    return json_answer({"marks": evaluation_marks.marks(office(), actor())})


@bp.put("/evaluation/marks")
def set_marks() -> ResponseReturnValue:
    """Set the weights and bands of some subjects."""
    given = read_body().get("marks")
    if not isinstance(given, dict):
        expected = gettext("send an object with the marks of each subject")
        raise BadQuestion(name="marks", value=type(given).__name__, expected=expected)
    return json_answer({"marks": evaluation_marks.set_marks(office(), actor(), given)})


def _left_out() -> dict[str, str]:
    return {name: gettext(said) for name, said in LEFT_OUT.items()}


def _question() -> EvaluationQuestion:
    """Return what is asked: `from` and `to` are days of the district, both counted."""
    first, last = (_day(name) for name in ("from", "to"))
    if last < first:
        expected = gettext("the last day comes before the first")
        raise BadQuestion(name="to", value=last.isoformat(), expected=expected)
    zone = ZoneInfo(office().district.timezone)
    starts, ends = (
        int(dt.datetime.combine(day, dt.time(), zone).timestamp())
        for day in (first, last + dt.timedelta(days=1))
    )
    return EvaluationQuestion(starts, ends, request.args.get("subject", "unit"), _plan())


def _day(name: str) -> dt.date:
    text = request.args.get(name, "")
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = dt.date.min
    if not dt.date(1970, 1, 2) <= day <= dt.date(2200, 1, 1):
        expected = gettext("give a day as 2026-03-01")
        raise BadQuestion(name=name, value=text, expected=expected)
    return day


def _plan() -> int | None:
    text = request.args.get("plan", "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > len("999999999"):
        raise BadQuestion(name="plan", value=text, expected=gettext("give the number of a plan"))
    return int(text)


def _headline(asked: EvaluationQuestion) -> Table:
    found = evaluation.evaluate(office(), actor(), asked, current_language())
    rows: list[list[Value]] = [
        [gettext("From"), request.args["from"]],
        [gettext("To"), request.args["to"]],
        [gettext("Filed"), found["filed"]],
    ]
    for name in ("active_discovery", "timely"):
        share = found["figures"][name]
        rows.append([gettext(TITLES[name]), share["count"], share["of"], _percent(share["rate"])])
    rows += [
        [f"{gettext('Left out')}: {said}", found["left_out"][name]]
        for name, said in _left_out().items()
    ]
    return Table(gettext("Bulletin"), [("", 30), ("", 14), (gettext("of"), 14), ("%", 10)], rows)


def _table(question: EvaluationQuestion) -> Table:
    found = evaluation.evaluate(office(), actor(), question, current_language())
    columns = COLUMNS[evaluation.SUBJECTS[question.subject]]
    titles: list[tuple[str, float]] = [
        (gettext("Code"), 16),
        (gettext("Name"), 28),
        (gettext("Filed"), 10),
        *(
            (f"{gettext(TITLES[name])}{more}", 14)
            for name in columns
            for more in ("", f" ({gettext('of')})", " %")
        ),
        (gettext("Index"), 10),
        (gettext("Grade"), 8),
    ]
    return Table(gettext(SUBJECT_TITLES[question.subject]), titles, _rows(found["rows"], columns))


def _rows(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> Iterator[list[Value]]:
    for row in rows:
        cells: list[Value] = [row["code"], row["name"] or gettext("Not given"), row["filed"]]
        for name in columns:
            share = row["figures"][name]
            cells += [share["count"], share["of"], _percent(share["rate"])]
        yield [*cells, row["index"], row["grade"]]


def _percent(rate: float | None) -> float | None:
    return None if rate is None else round(100 * rate, 2)
