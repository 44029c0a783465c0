"""What a draft changes, on pages to hand round or to keep as PDF."""

from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gis_app import maps
from gis_app.web import actor, current_language, gettext, office, plan_name, sign_in_needed
from gis_app.work import draft_impact, drafts
from gis_app.work.draft_impact import TOTALS

bp = Blueprint("print_impact", __name__)

#: Columns of the table on paper: figure, what a person reads, divisor, decimals.
_COLUMNS = (
    ("cells", "Cells", 1, 0),
    ("area_m2", "Area (ha)", 10_000, 1),
    ("road_m", "Roads (km)", 1_000, 1),
    ("assets", "Assets", 1, 0),
    ("cases_per_month", "Cases a month", 1, 0),
    ("open_cases", "Open cases", 1, 0),
    ("collectors", "Collectors", 1, 0),
    ("workload", "Workload", 1, 0),
)


@bp.get("/print/plan/<int:plan_id>/impact")
@sign_in_needed
def show(plan_id: int) -> ResponseReturnValue:
    """Show the impact of a plan on paper: a map of what moves, then tables."""
    head = drafts.head(office(), actor(), plan_id)
    found = draft_impact.impact(office(), actor(), plan_id, current_language())
    district = office().district
    facts = {"kind": "impact", "ground": "/api/ground", "timezone": district.timezone, "tiles": []}
    parts = maps.stage(
        district, gettext("Map"), {**facts, "moved": found["moved"], "cases": _dots(found)}
    )
    for case in found["open_cases"]:
        case["due_local"] = _local(case["due"]) if case["due"] else ""
    return render_template(
        "print_impact.html",
        map=parts,
        map_html=Markup(parts.html),  # noqa: S704 - made by maps.stage, which escapes
        map_script=Markup(parts.script),  # noqa: S704 - the same
        plan=head,
        plan_name=plan_name(head["name"]),
        found=found,
        lines=_lines(head, found),
        columns=[(name, gettext(title)) for name, title, _, _ in _COLUMNS],
        grids=[row | {"pairs": _pairs(row)} for row in found["grids"] if _differs(row)],
        names={row["code"]: row["name"] for row in found["grids"]},
        assets=_assets(found),
        printed_at=_local(office().clock().isoformat()),
        crs=district.crs,
    )


def _lines(head: dict[str, Any], found: dict[str, Any]) -> list[tuple[str, str]]:
    before = (found["before"] or {}).get("name")
    said = [
        (gettext("Compared with"), plan_name(before) if before else "–"),
        (gettext("Author"), head["author"]),
        (gettext("Reviewer"), head["reviewer"] or "–"),
        (gettext("In force from"), str(head["valid_from"] or "–")),
        (gettext("Note"), head["note"]),
    ]
    sums = [(gettext(title), f"{found['totals'][name]:,}") for name, title in TOTALS.items()]
    return [pair for pair in said if pair[1]] + sums


def _differs(row: dict[str, Any]) -> bool:
    return bool(row["before"] != row["after"])


def _pairs(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Return each figure before and after, as text."""
    pairs = []
    for name, _, divisor, digits in _COLUMNS:
        values = ((row[side] or {}).get(name) for side in ("before", "after"))
        said = ["–" if v is None else f"{v / divisor:,.{digits}f}" for v in values]
        pairs.append((said[0], said[1]))
    return pairs


def _dots(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return where the open cases lie that have a place."""
    kept = ("place", "overdue", "due_soon")
    return [{name: one[name] for name in kept} for one in found["open_cases"] if one["place"][0]]


def _assets(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return how many assets of each layer go from where to where."""
    counts = Counter((one["layer"], one["from"], one["to"]) for one in found["assets"])
    language = current_language()
    return [
        {
            "layer": office().catalog[layer].title.in_language(language),
            "from": source,
            "to": to,
            "count": count,
        }
        for (layer, source, to), count in sorted(counts.items(), key=lambda item: str(item[0]))
    ]


def _local(moment: str) -> str:
    zone = ZoneInfo(office().district.timezone)
    return datetime.fromisoformat(moment).astimezone(zone).strftime("%Y-%m-%d %H:%M")
