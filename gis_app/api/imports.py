"""Imports in four steps: a file comes, is looked at, mapped, checked, applied."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from gis_app.api.case_questions import read_body, read_number
from gis_app.api.draft_bodies import read_text
from gis_app.api.plan import KIND_TITLES
from gis_app.web import actor, current_language, gettext, json_answer, office
from gis_app.work import BadQuestion, draft_import, import_plain, imports
from gis_app.work.draft_import import GAP_M, SNAP_M, Cleaning
from gis_app.work.import_desk import Draft
from layers.intake import problems_csv

bp = Blueprint("imports", __name__)

#: What is answered at once is worth a short wait; longer work is asked after again.
_WAIT_S = 0.25
#: Problems on one page, at most.
_PAGE, _PAGE_MOST = 50, 500
_ROWS_MOST = 10_000_000


@bp.post("/imports")
def receive() -> ResponseReturnValue:
    """Take a file (or the parts of a Shapefile) in the field `file` and begin to look at it."""
    files = [(one.filename or "", one.stream) for one in request.files.getlist("file")]
    if not files or not files[0][0]:
        expected = gettext("send a file in the field `file`")
        raise BadQuestion(name="file", value=None, expected=expected)
    return _told(imports.receive(office(), actor(), files)), HTTPStatus.CREATED


@bp.get("/imports/<name>")
def show(name: str) -> ResponseReturnValue:
    """Return where an import stands."""
    return _told(imports.draft(office(), actor(), name))


@bp.put("/imports/<name>/source")
@bp.put("/imports/<name>/mapping")
def say(name: str) -> ResponseReturnValue:
    """Set what a person says of the file, its frame, its layer and its columns."""
    return _told(imports.say(office(), actor(), name, read_body()))


@bp.get("/imports/<name>/values")
def values(name: str) -> ResponseReturnValue:
    """Return the values of one of the file's columns, the most frequent first."""
    found = imports.values(office(), actor(), name, request.args.get("column", ""))
    return json_answer({"values": [{"value": value, "count": count} for value, count in found]})


@bp.post("/imports/<name>/check")
def check(name: str) -> ResponseReturnValue:
    """Begin the dry run."""
    return _told(imports.check(office(), actor(), name))


@bp.get("/imports/<name>/problems")
def problems(name: str) -> ResponseReturnValue:
    """Return a page of the problems, all or of one kind."""
    page = import_plain.problem_page(
        imports.problems(office(), actor(), name),
        kind=request.args.get("kind") or None,
        offset=read_number(request.args, "offset", 0, (0, _ROWS_MOST)),
        limit=read_number(request.args, "limit", _PAGE, (1, _PAGE_MOST)),
    )
    return json_answer(_spoken(page))


@bp.get("/imports/<name>/problems.csv")
def problem_sheet(name: str) -> ResponseReturnValue:
    """Return all problems as a table for a spreadsheet."""
    found = imports.problems(office(), actor(), name)
    text = "\ufeff" + problems_csv(found, translate=gettext)
    answer = Response(text.encode(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="problems.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/imports/<name>/apply")
def apply(name: str) -> ResponseReturnValue:
    """Begin to store everything, or the good rows."""
    good_rows = read_body().get("good_rows_only", False)
    if not isinstance(good_rows, bool):
        expected = gettext("send true or false")
        raise BadQuestion(name="good_rows_only", value=good_rows, expected=expected)
    return _told(imports.apply(office(), actor(), name, good_rows=good_rows))


@bp.post("/imports/<name>/draft")
def draft(name: str) -> ResponseReturnValue:
    """Begin to make a draft of cells or management grids instead of storing them."""
    body = read_body()
    cleaning = Cleaning(snap_m=_metres(body, "snap_m", SNAP_M), gap_m=_metres(body, "gap_m", GAP_M))
    title = read_text(body, "name") or ""
    return _told(draft_import.begin(office(), actor(), name, title, cleaning))


@bp.post("/imports/<name>/cancel")
def cancel(name: str) -> ResponseReturnValue:
    """Cancel what goes on; nothing of it remains."""
    return _told(imports.cancel(office(), actor(), name))


@bp.delete("/imports/<name>")
def drop(name: str) -> ResponseReturnValue:
    """End an import and throw its file away."""
    imports.drop(office(), actor(), name)
    return "", HTTPStatus.NO_CONTENT


def _metres(body: Mapping[str, Any], name: str, usual: float) -> float:
    value = body.get(name, usual)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadQuestion(name=name, value=value, expected=gettext("send metres as a number"))
    return float(value)


def _told(draft: Draft) -> Response:
    """Return where an import stands, after a short wait for work that is soon done."""
    if draft.job is not None:
        draft.job.wait(_WAIT_S)
    found = import_plain.plain(office(), draft, current_language())
    if found["plan"] is not None:
        found["plan"] = found["plan"] | {"account": _account(found["plan"]["account"])}
    return json_answer(_spoken(found))


def _account(account: Mapping[str, Any]) -> dict[str, Any]:
    """Return the account of a cleaning with the names of the faults."""
    sides = {
        side: [
            {"title": gettext(KIND_TITLES[kind]), "count": n} for kind, n in account[side].items()
        ]
        for side in ("before", "after")
    }
    return {**account, **sides}


def _spoken(value: Any) -> Any:  # noqa: ANN401 - whatever JSON can say
    """Return a value with a `message` in the reader's language beside each template and facts."""
    if isinstance(value, list):
        return [_spoken(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    found = {key: _spoken(item) for key, item in value.items()}
    if isinstance(found.get("template"), str) and isinstance(found.get("facts"), dict):
        found["message"] = gettext(found["template"]).format(**found["facts"])
    return found
