"""One management grid on a sheet for the collectors who walk it: map, edge along roads, figures."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gis_app import maps
from gis_app.pages.print_view import SHEETS
from gis_app.web import actor, current_language, gettext, office, plan_name, sign_in_needed
from gis_app.work import grid_sheet

bp = Blueprint("print_grid", __name__)

_PLAIN_SHEET = "a4-portrait"
#: The eight ways an edge runs, as a person reads them.
HEADINGS = {
    "N": "north", "NE": "north-east", "E": "east", "SE": "south-east",
    "S": "south", "SW": "south-west", "W": "west", "NW": "north-west",
}  # fmt: skip
#: A length that is told in kilometres, in metres.
_KILOMETRE = 1_000


@bp.get("/print/plan/<int:plan_id>/grid/<code>")
@sign_in_needed
def show(plan_id: int, code: str) -> ResponseReturnValue:
    """Show the sheet of a management grid under a plan."""
    found = grid_sheet.sheet(office(), actor(), plan_id, code)
    asked = request.args.get("sheet", "")
    name = asked if asked in SHEETS else _PLAIN_SHEET
    facts = {
        "kind": "grid",
        "ground": "/api/ground",
        "grids": f"/api/plans/{plan_id}/grids",
        "code": code,
        "cells": found["cells"],
        "corners": [[stretch["place"] for stretch in ring] for ring in found["rings"]],
        "tiles": [],
    }
    parts = maps.stage(office().district, gettext("Map"), facts)
    zone = ZoneInfo(office().district.timezone)
    return render_template(
        "print_grid.html",
        map=parts,
        map_html=Markup(parts.html),  # noqa: S704 - made by maps.stage, which escapes
        map_script=Markup(parts.script),  # noqa: S704 - the same
        found=found,
        plan_name=plan_name(found["plan"]["name"]),
        lines=_lines(found["grid"]),
        rings=[[_said(stretch) for stretch in ring] for ring in found["rings"]],
        sheet=name,
        sheets=SHEETS,
        printed_at=office().clock().astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        crs=office().district.crs,
    )


def _said(stretch: dict[str, Any]) -> str:
    """Return a stretch as a sentence: east along Taishan Road for 420 m, beside grid 2."""
    facts = {
        "way": gettext(HEADINGS[stretch["heading"]]),
        "road": stretch["road"],
        "length": _length(stretch["length_m"]),
        "grid": stretch["beyond"],
    }
    if stretch["road"] and stretch["beyond"]:
        said = gettext("{way} along {road} for {length}, beside {grid}")
    elif stretch["road"]:
        said = gettext("{way} along {road} for {length}, at the edge of all grids")
    elif stretch["beyond"]:
        said = gettext("{way} between the blocks for {length}, beside {grid}")
    else:
        said = gettext("{way} for {length}, at the edge of all grids")
    text = said.format(**facts)
    return text[:1].upper() + text[1:]


def _length(metres: float) -> str:
    return f"{metres / 1000:.2f} km" if metres >= _KILOMETRE else f"{metres:.0f} m"


def _lines(grid: dict[str, Any]) -> list[tuple[str, str]]:
    catalog, language = office().catalog, current_language()
    pairs = [
        (gettext("Code"), grid["code"]),
        (gettext("Street"), grid["street"] or "–"),
        (gettext("Collectors"), str(grid["collectors"] or "–")),
        (gettext("Cells"), f"{grid['cells']:,}"),
        (gettext("Area (ha)"), f"{grid['area_m2'] / 10_000:,.1f}"),
        (gettext("Roads (km)"), f"{grid['road_m'] / 1000:,.1f}"),
        (gettext("Cases a month"), f"{grid['cases_per_month']:,.0f}"),
        (gettext("Open cases"), f"{grid['open_cases']:,}"),
    ]
    layers = sorted(grid["by_layer"].items(), key=lambda pair: -pair[1])
    return pairs + [
        (catalog[name].title.in_language(language), f"{count:,}") for name, count in layers
    ]
