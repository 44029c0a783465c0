"""Dispatch: map, queue and timeline of the cases, linked by one filter in the address."""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gis_app import maps
from gis_app.web import actor, current_language, gettext, office, sign_in_needed
from gis_app.web.tiles import tile_sources
from gis_app.work import live, views
from layers import Catalog

bp = Blueprint("dispatch", __name__)

#: Roles that may act on cases, and so choose several.
_MAY_ACT = ("dispatcher", "inspector", "admin")


@bp.get("/dispatch")
@sign_in_needed
def show() -> ResponseReturnValue:
    """Show the workspace; the filter in the address is read by the page's module."""
    parts = maps.stage(office().district, gettext("Map of cases"), _facts())
    return render_template(
        "dispatch.html",
        map=parts,
        map_html=Markup(parts.html),  # noqa: S704 - made by maps.stage, which escapes
        map_script=Markup(parts.script),  # noqa: S704 - the same
        module="js/dispatch/main.js",
        may_choose=actor().role in _MAY_ACT,
    )


def _facts() -> dict[str, Any]:
    who = actor()
    return {
        "ground": "/api/ground",
        "timezone": office().district.timezone,
        "tiles": tile_sources(office().district),
        "now": office().clock().isoformat(),
        "start": views.start(office(), who),
        "news": live.begin(office(), who),
        "states": _choices(office().catalog, "state"),
        "sources": _choices(office().catalog, "source"),
        "mayChoose": who.role in _MAY_ACT,
        "mayMerge": who.role in ("dispatcher", "admin"),
        "canReport": who.role in _MAY_ACT,
    }


def _choices(catalog: Catalog, name: str) -> list[dict[str, str]]:
    field = catalog["cases"].field(name)
    choices = field.choices if field else ()
    said = current_language()
    return [{"value": c.value, "title": c.title.in_language(said)} for c in choices]
