"""Layers: what the district's data is made of, for everyone."""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from gis_app.web import actor, current_language, office, sign_in_needed
from gis_app.work import layers

bp = Blueprint("layers_page", __name__)


@bp.get("/layers")
@sign_in_needed
def show() -> ResponseReturnValue:
    """Show every layer by group."""
    shelf = layers.shelf(office(), actor(), language=current_language())
    return render_template(
        "layers.html", groups=_by_group(shelf), timezone=office().district.timezone
    )


def _by_group(shelf: list[dict[str, Any]]) -> list[dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = {}
    for layer in shelf:
        group = groups.setdefault(layer["group"], {"title": layer["group_title"], "layers": []})
        group["layers"].append(layer)
    return list(groups.values())
