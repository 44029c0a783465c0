"""A sheet for paper of what a workspace shows: the same map, its legend, its question in words."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gis_app import maps
from gis_app.pages import print_words
from gis_app.web import actor, current_language, gettext, office, sign_in_needed
from gis_app.work import coverage, layers, print_state
from gis_app.work.coverage_rules import PLAIN_RADIUS_M
from layers.catalog import Group

bp = Blueprint("print_view", __name__)

#: Sheets: name → (width and height in millimetres, what a person reads). The margins are in it.
SHEETS = {
    "a4-landscape": (297, 210, "A4 landscape"),
    "a4-portrait": (210, 297, "A4 portrait"),
    "a3-landscape": (420, 297, "A3 landscape"),
    "a3-portrait": (297, 420, "A3 portrait"),
}
_PLAIN_SHEET = "a4-landscape"
#: Parameters of the sheet itself; all others belong to the map and are handed on.
_OWN = frozenset({"sheet", "title"})
_TITLE_MOST = 80
#: Groups whose layers may be drawn on a map of assets.
_WALKED = (Group.ASSET, Group.ZONE, Group.PERMIT)


class Kind(NamedTuple):
    """One kind of sheet: title, what it adds to the facts, its lines, and what it is drawn from."""

    title: Callable[[], str]
    facts: Callable[[], dict[str, Any]]
    lines: Callable[[], list[print_words.Line]]
    layers: Callable[[], tuple[str, ...]]


@bp.get("/print/<kind>")
@sign_in_needed
def show(kind: str) -> ResponseReturnValue:
    """Show the sheet of a workspace; the question in the address is that of the workspace."""
    if kind not in _KINDS:
        abort(404)
    chosen = _KINDS[kind]
    parts = maps.stage(office().district, gettext("Map"), {**_facts(kind), **chosen.facts()})
    sheet = request.args.get("sheet", "")
    name = sheet if sheet in SHEETS else _PLAIN_SHEET
    return render_template(
        "print.html",
        map=parts,
        map_html=Markup(parts.html),  # noqa: S704 - made by maps.stage, which escapes
        map_script=Markup(parts.script),  # noqa: S704 - the same
        kind=kind,
        title=request.args.get("title", "").strip()[:_TITLE_MOST] or chosen.title(),
        sheet=name,
        size=SHEETS[name][:2],
        sheets=[(key, gettext(said)) for key, (_, _, said) in SHEETS.items()],
        kept=[(k, v) for k, v in request.args.items(multi=True) if k not in _OWN],
        lines=chosen.lines(),
        printed_at=_local(office().clock()),
        data_state=_data_state(chosen.layers()),
        crs=office().district.crs,
        credits=[t.attribution for t in office().district.tiles if t.attribution],
    )


def _facts(kind: str) -> dict[str, Any]:
    district = office().district
    return {
        "kind": kind,
        "ground": "/api/ground",
        "timezone": district.timezone,
        "tiles": [
            {"url": t.url, "attribution": t.attribution, "max_zoom": t.max_zoom}
            for t in district.tiles
            if t.frame == "WGS-84"
        ],
    }


def _data_state(names: tuple[str, ...]) -> str:
    found = print_state.latest_change(office(), actor(), *names)
    return _local(datetime.fromisoformat(found)) if found else "–"


def _local(moment: datetime) -> str:
    zone = ZoneInfo(office().district.timezone)
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _walked() -> dict[str, Any]:
    said = current_language()
    described = [layers.described(s, said) for s in office().catalog if s.group in _WALKED]
    kept = ("name", "title", "shape", "style")
    return {"layers": [{name: one[name] for name in kept} for one in described]}


def _walked_names() -> tuple[str, ...]:
    return tuple(spec.name for spec in office().catalog if spec.group in _WALKED)


def _served() -> dict[str, Any]:
    """Return the layer that coverage is asked of: the one in the address, else the first."""
    found = coverage.served_layers(office(), actor())
    asked = request.args.get("layer", "")
    chosen = next((one for one in found if one.spec.name == asked), found[0] if found else None)
    if chosen is None:
        return {"layer": None}
    spec = chosen.spec
    plain = spec.coverage.radius_m if spec.coverage else PLAIN_RADIUS_M
    title = spec.title.in_language(current_language())
    radius = request.args.get("radius_m", type=float) or plain or PLAIN_RADIUS_M
    return {
        "layer": {"name": spec.name, "title": title, "colour": spec.style.colour},
        "radius_m": radius,
    }


def _coverage_lines() -> list[print_words.Line]:
    found = _served()
    if not found["layer"]:
        return []
    return [
        (gettext("Assets"), found["layer"]["title"]),
        (gettext("Serves within"), f"{found['radius_m']:g} m"),
    ]


#: Workspaces that can be printed.
_KINDS = {
    "dispatch": Kind(
        lambda: print_words.mode_title(request.args),
        dict,
        lambda: print_words.case_lines(request.args),
        lambda: ("cases", "grids"),
    ),
    "plan": Kind(lambda: gettext("Management grids"), dict, list, lambda: ("cells", "grids")),
    "inspect": Kind(lambda: gettext("Map of assets"), _walked, list, _walked_names),
    "coverage": Kind(
        lambda: gettext("Coverage"),
        _served,
        _coverage_lines,
        lambda: ("grids", "roads", *filter(None, [(_served()["layer"] or {}).get("name")])),
    ),
}
