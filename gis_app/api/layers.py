"""Layers: the catalog with its counts, and features in a box."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from gis_app.api.case_questions import read_number
from gis_app.api.place_questions import read_box
from gis_app.web import actor, current_language, geojson, json_answer, office
from gis_app.web.answers import versioned
from gis_app.work import layers

bp = Blueprint("layers", __name__)


@bp.get("/layers")
def shelf() -> ResponseReturnValue:
    """Return every layer: title, group, shape, style, fields, count, last change."""
    language = current_language()
    mark = f"{layers.mark(office(), actor())}-{language}"
    return versioned(
        mark,
        lambda: json_answer({"layers": layers.shelf(office(), actor(), language=language)}),
    )


@bp.get("/layers/<layer>/features")
def in_box(layer: str) -> ResponseReturnValue:
    """Return the features of a layer that meet a box."""
    box = read_box(request.args, office().district.timezone)
    limit = read_number(request.args, "limit", 1_000, (1, layers.FEATURES_MOST))
    place = "all" if box is None else ",".join(f"{side:.6f}" for side in box)
    mark = f"{layers.mark(office(), actor(), layer)}-{layer}-{limit}-{place}"
    return versioned(
        mark, lambda: geojson(layers.in_box(office(), actor(), layer, box, limit=limit))
    )
