"""Plan: cells and management grids on the map, their measures and faults, small changes."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gis_app import maps
from gis_app.web import actor, current_language, gettext, office, sign_in_needed
from gis_app.web.tiles import tile_sources
from gis_app.work import plans
from gis_app.work.plan_changes import NAME_MOST

bp = Blueprint("plan", __name__)


@bp.get("/plan")
@sign_in_needed
def show() -> ResponseReturnValue:
    """Show the workspace; what is chosen lives in the address and is read by the module."""
    facts = _facts()
    plan = plans.in_force(office(), actor())
    parts = maps.stage(office().district, gettext("Map of cells and grids"), facts)
    return render_template(
        "plan.html",
        map=parts,
        map_html=Markup(parts.html),  # noqa: S704 - made by maps.stage, which escapes
        map_script=Markup(parts.script),  # noqa: S704 - the same
        module="js/plan/main.js",
        plan=plan,
        plan_name=_said(plan.name) if plan else "",
        may_edit=facts["mayEdit"],
    )


def _said(name: str) -> str:
    """Return a plan's name; one in both languages ("首版 / First") in the reader's."""
    parts = name.split(" / ")
    return name if len(parts) != len(("zh", "en")) else parts[current_language() == "en"]


def _facts() -> dict[str, Any]:
    said = current_language()
    catalog = office().catalog
    classes = catalog["roads"].field("class")
    return {
        "ground": "/api/ground",
        "timezone": office().district.timezone,
        "tiles": tile_sources(office().district),
        "mayEdit": actor().role in ("planner", "admin"),
        "nameMost": NAME_MOST,
        "layers": {spec.name: spec.title.in_language(said) for spec in catalog.assets()},
        "roadClasses": {
            choice.value: choice.title.in_language(said)
            for choice in (classes.choices if classes else ())
        },
        "coverage": url_for("coverage.show"),
    }
