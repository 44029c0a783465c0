"""Plan: cells and management grids on the map, their measures and faults; drafts to change them."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gis_app import maps
from gis_app.web import actor, current_language, gettext, office, plan_name, sign_in_needed
from gis_app.web.tiles import tile_sources
from gis_app.work import drafts, plans
from gis_app.work.plan_names import NAME_MOST

bp = Blueprint("plan", __name__)


@bp.get("/plan")
@sign_in_needed
def show() -> ResponseReturnValue:
    """Show the plan in force or, with `draft`, a draft to change.

    What is chosen lives in the address and is read by the module.
    """
    draft = request.args.get("draft", type=int)
    return _draft(draft) if draft else _in_force()


@bp.get("/plan/compare")
@sign_in_needed
def compare() -> ResponseReturnValue:
    """Show two plans, `a` and `b` in the address, side by side."""
    facts = {**_facts(), "today": plans.today(office(), actor()).isoformat()}
    parts = maps.stage(office().district, gettext("Map of two plans"), facts)
    return render_template(
        "compare.html",
        map=parts,
        map_html=Markup(parts.html),  # noqa: S704 - made by maps.stage, which escapes
        map_script=Markup(parts.script),  # noqa: S704 - the same
        module="js/compare/main.js",
    )


def _draft(plan_id: int) -> ResponseReturnValue:
    head = drafts.head(office(), actor(), plan_id)
    facts = {
        **_facts(),
        "draft": plan_id,
        "today": plans.today(office(), actor()).isoformat(),
        "areaNames": plans.area_names(office(), actor()),
    }
    parts = maps.stage(office().district, gettext("Map of cells and grids"), facts)
    return render_template(
        "draft.html",
        map=parts,
        map_html=Markup(parts.html),  # noqa: S704 - made by maps.stage, which escapes
        map_script=Markup(parts.script),  # noqa: S704 - the same
        module="js/draft/main.js",
        plan=head,
        plan_name=plan_name(head["name"]),
    )


def _in_force() -> ResponseReturnValue:
    plan = plans.in_force(office(), actor())
    facts = {**_facts(), "plan": plan.id if plan else None}
    parts = maps.stage(office().district, gettext("Map of cells and grids"), facts)
    return render_template(
        "plan.html",
        map=parts,
        map_html=Markup(parts.html),  # noqa: S704 - made by maps.stage, which escapes
        map_script=Markup(parts.script),  # noqa: S704 - the same
        module="js/plan/main.js",
        plan=plan,
        plan_name=plan_name(plan.name) if plan else "",
        may_edit=facts["mayEdit"],
    )


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
