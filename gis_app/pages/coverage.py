"""Coverage: how well a class of assets serves the district, and where it does not."""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gis_app import maps
from gis_app.web import actor, current_language, gettext, office, sign_in_needed
from gis_app.web.tiles import tile_sources
from gis_app.work import coverage
from gis_app.work.coverage_rules import LIMITS_M, PLAIN_RADIUS_M, RADII_M, rule_of

bp = Blueprint("coverage", __name__)


@bp.get("/coverage")
@sign_in_needed
def show() -> ResponseReturnValue:
    """Show the page; layer, radius and limit live in the address."""
    parts = maps.stage(office().district, gettext("Map of coverage"), _facts())
    return render_template(
        "coverage.html",
        map=parts,
        map_html=Markup(parts.html),  # noqa: S704 - made by maps.stage, which escapes
        map_script=Markup(parts.script),  # noqa: S704 - the same
        module="js/coverage/main.js",
        radii=RADII_M,
        limits=LIMITS_M,
    )


def _facts() -> dict[str, Any]:
    said = current_language()
    served = coverage.served_layers(office(), actor())
    return {
        "ground": "/api/ground",
        "timezone": office().district.timezone,
        "tiles": tile_sources(office().district),
        "layers": [
            {
                "name": one.spec.name,
                "title": one.spec.title.in_language(said),
                "count": one.count,
                "colour": one.spec.style.colour,
                "rule": _rule(rule_of(one.spec)),
            }
            for one in served
        ],
        "plainRadius": PLAIN_RADIUS_M,
        "radii": RADII_M,
        "limits": LIMITS_M,
    }


def _rule(rule: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if rule is None else {**rule, "source": gettext(rule["source"])}
