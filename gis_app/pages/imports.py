"""Import: a file in four steps, with its places on the map beside."""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gis_app import maps
from gis_app.web import actor, current_language, gettext, office, sign_in_needed
from gis_app.work import imports

bp = Blueprint("imports_page", __name__)

#: Encodings that are offered; every other one may be typed on the command line.
ENCODINGS = ("utf-8", "gb18030", "big5", "euc-kr", "shift_jis", "latin-1", "utf-16")


@bp.get("/import")
@sign_in_needed
def show() -> ResponseReturnValue:
    """Show the page; its module follows one import through its steps."""
    parts = maps.stage(office().district, gettext("Places of the file"), _facts())
    return render_template(
        "import.html",
        map=parts,
        map_html=Markup(parts.html),  # noqa: S704 - made by maps.stage, which escapes
        map_script=Markup(parts.script),  # noqa: S704 - the same
        module="js/imports/main.js",
    )


def _facts() -> dict[str, Any]:
    district = office().district
    return {
        "ground": "/api/ground",
        "timezone": district.timezone,
        "tiles": [
            {"url": t.url, "attribution": t.attribution, "max_zoom": t.max_zoom}
            for t in district.tiles
            if t.frame == "WGS-84"
        ],
        "layers": imports.layers(office(), actor(), language=current_language()),
        "frames": ["EPSG:4326", "GCJ-02", "BD-09", district.crs],
        "encodings": list(ENCODINGS),
    }
