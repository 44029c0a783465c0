"""Wall: one large quiet map with the figures of the day, which keeps itself up to date."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gis_app import maps
from gis_app.web import actor, gettext, office, sign_in_needed
from gis_app.web.tiles import tile_sources
from gis_app.work import live

bp = Blueprint("wall_page", __name__)


@bp.get("/wall")
@sign_in_needed
def show() -> ResponseReturnValue:
    """Show the screen; nobody needs to touch it."""
    facts = {
        "ground": "/api/ground",
        "timezone": office().district.timezone,
        "tiles": tile_sources(office().district),
        "news": live.begin(office(), actor()),
    }
    parts = maps.stage(office().district, gettext("Map of today's cases"), facts)
    return render_template(
        "wall.html",
        map=parts,
        map_html=Markup(parts.html),  # noqa: S704 - made by maps.stage, which escapes
        map_script=Markup(parts.script),  # noqa: S704 - the same
        module="js/wall/main.js",
    )
