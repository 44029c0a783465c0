"""Inspect: find an asset, see all about it, say what was found. Made for one hand on a phone."""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gis_app import maps
from gis_app.web import actor, current_language, gettext, office, sign_in_needed
from gis_app.web.tiles import tile_sources
from gis_app.work import layers
from layers import LayerSpec
from layers.catalog import Group

bp = Blueprint("inspect", __name__)

#: Groups whose layers may be drawn while walking; areas and base data are the ground.
_WALKED = (Group.ASSET, Group.ZONE, Group.PERMIT)


@bp.get("/inspect")
@sign_in_needed
def show() -> ResponseReturnValue:
    """Show the workspace; asset and place in the address are read by the page's module."""
    parts = maps.stage(office().district, gettext("Map of assets"), _facts())
    return render_template(
        "inspect.html",
        map=parts,
        map_html=Markup(parts.html),  # noqa: S704 - made by maps.stage, which escapes
        map_script=Markup(parts.script),  # noqa: S704 - the same
        module="js/inspect/main.js",
    )


def _facts() -> dict[str, Any]:
    district = office().district
    return {
        "ground": "/api/ground",
        "timezone": district.timezone,
        "tiles": tile_sources(district),
        "layers": [_layer(spec) for spec in office().catalog if spec.group in _WALKED],
        "onSite": actor().role == "inspector",
    }


def _layer(spec: LayerSpec) -> dict[str, Any]:
    facts = layers.described(spec, current_language())
    kept = ("name", "title", "group", "group_title", "shape", "style")
    return {name: facts[name] for name in kept}
