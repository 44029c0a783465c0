"""The impact of a draft: as an answer for its page, and as a spreadsheet to hand round."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from gis_app.web import actor, current_language, gettext, json_answer, office
from gis_app.web.workbook import XLSX, Table, Value, workbook
from gis_app.work import draft_impact, drafts
from gis_app.work.draft_impact import FIGURES, TOTALS

bp = Blueprint("plan_impact", __name__)


@bp.get("/plans/<int:plan_id>/impact")
def impact(plan_id: int) -> ResponseReturnValue:
    """Return what would change hands if a draft came in force."""
    found = draft_impact.impact(office(), actor(), plan_id, current_language())
    return json_answer(found | {"layers": _layers(found)})


@bp.get("/plans/<int:plan_id>/impact.xlsx")
def sheet(plan_id: int) -> ResponseReturnValue:
    """Return the same as a workbook: in all, per grid, and each case, asset and cell."""
    head = drafts.head(office(), actor(), plan_id)
    found = draft_impact.impact(office(), actor(), plan_id, current_language(), cases_most=None)
    answer = Response(workbook(_tables(head, found)), mimetype=XLSX)
    name = quote(f"{gettext('Impact')} {head['name']}.xlsx", safe="")
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"impact-{plan_id}.xlsx\"; filename*=UTF-8''{name}"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _layers(found: dict[str, Any]) -> dict[str, str]:
    """Return the titles of the layers that have assets which change hands."""
    names = sorted({one["layer"] for one in found["assets"]})
    return {name: office().catalog[name].title.in_language(current_language()) for name in names}


def _tables(head: dict[str, Any], found: dict[str, Any]) -> Iterator[Table]:
    names = {row["code"]: row["name"] for row in found["grids"]}
    layers = _layers(found)
    hands = [(gettext("Grid before"), 20), (gettext("Grid after"), 20)]
    yield Table(
        gettext("Summary"),
        [(gettext("Plan"), 36), (head["name"], 24)],
        [
            (gettext("Compared with"), (found["before"] or {}).get("name")),
            (gettext("Author"), head["author"]),
            (gettext("Note"), head["note"]),
            *((gettext(said), found["totals"][name]) for name, said in TOTALS.items()),
        ],
    )
    yield Table(gettext("Management grids"), list(_grid_columns()), map(_grid_row, found["grids"]))
    yield Table(
        gettext("Open cases"),
        [
            (gettext("Number"), 22),
            (gettext("Class"), 24),
            (gettext("State"), 14),
            *hands,
            (gettext("Unit"), 24),
            (gettext("Deadline"), 18),
            (gettext("Overdue"), 10),
        ],
        (
            (
                case["code"],
                case["title"],
                case["state_title"],
                *_hands(case, names),
                case["unit_name"] or case["unit"],
                _local(case["due"]),
                gettext("yes") if case["overdue"] else None,
            )
            for case in found["open_cases"]
        ),
    )
    yield Table(
        gettext("Assets"),
        [(gettext("Layer"), 20), (gettext("Code"), 26), *hands],
        ((layers[one["layer"]], one["code"], *_hands(one, names)) for one in found["assets"]),
    )
    yield Table(
        gettext("Cells"),
        [(gettext("Code"), 26), *hands],
        ((one["code"], *_hands(one, names)) for one in found["cells"]),
    )
    yield Table(
        gettext("Units"),
        [(gettext("Unit"), 30), (gettext("Open cases"), 12)],
        ((one["name"], one["cases"]) for one in found["units"]),
    )


def _grid_columns() -> Iterator[tuple[str, float]]:
    yield gettext("Code"), 10
    yield gettext("Name"), 20
    for said in FIGURES.values():
        for when in ("{figure}, before", "{figure}, after", "{figure}, change"):
            yield gettext(when).format(figure=gettext(said)), 13


def _grid_row(row: dict[str, Any]) -> list[Value]:
    cells: list[Value] = [row["code"], row["name"]]
    for name in FIGURES:
        before, after = ((row[side] or {}).get(name) for side in ("before", "after"))
        cells += [before, after, (after or 0) - (before or 0)]
    return cells


def _hands(one: dict[str, Any], names: dict[str, str]) -> tuple[Value, Value]:
    before, after = (one[side] and names.get(one[side], one[side]) for side in ("from", "to"))
    return before, after


def _local(moment: str | None) -> datetime | None:
    zone = ZoneInfo(office().district.timezone)
    return None if moment is None else datetime.fromisoformat(moment).astimezone(zone)
