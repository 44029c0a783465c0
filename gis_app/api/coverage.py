"""Coverage: how well a class of assets serves the district, and where it does not."""

import re

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from gis_app.web import actor, geojson, gettext, json_answer, office
from gis_app.web.answers import versioned
from gis_app.work import BadQuestion, coverage

bp = Blueprint("coverage_data", __name__)

_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,3})?")


@bp.get("/coverage")
def measure() -> ResponseReturnValue:
    """Return the share of area and road within reach, per area and in all."""
    layer, radius_m = _layer(), _metres("radius_m")
    return versioned(
        _mark(layer, radius_m),
        lambda: json_answer(coverage.measure(office(), actor(), layer, radius_m)),
    )


@bp.get("/coverage/uncovered")
def uncovered() -> ResponseReturnValue:
    """Return what lies beyond reach as GeoJSON."""
    layer, radius_m = _layer(), _metres("radius_m")
    return versioned(
        f"{_mark(layer, radius_m)}-open",
        lambda: geojson(coverage.uncovered(office(), actor(), layer, radius_m)),
    )


@bp.get("/coverage/assets")
def assets() -> ResponseReturnValue:
    """Return the assets that serve, as GeoJSON points."""
    layer = _layer()
    return versioned(
        f"{_mark(layer, None)}-assets", lambda: geojson(coverage.assets(office(), actor(), layer))
    )


@bp.get("/coverage/spacing")
def spacing() -> ResponseReturnValue:
    """Return where assets stand too far apart along a road, the longest gap first."""
    layer, limit_m = _layer(), _metres("limit_m")
    return versioned(
        f"{_mark(layer, limit_m)}-spacing",
        lambda: json_answer(coverage.gaps(office(), actor(), layer, limit_m)),
    )


@bp.get("/coverage/cells")
def misfit() -> ResponseReturnValue:
    """Return where cells leave the district uncovered, stick out of it, or lie doubly."""
    mark = coverage.misfit_mark(office(), actor())
    return versioned(mark, lambda: json_answer(coverage.misfit(office(), actor())))


def _layer() -> str:
    return request.args.get("layer", "")


def _metres(name: str) -> float | None:
    """Return a length of the address in metres, None where there is none."""
    text = request.args.get(name, "")
    if not text:
        return None
    if _NUMBER.fullmatch(text) is None:
        raise BadQuestion(name=name, value=text, expected=gettext("give a number of metres"))
    return float(text)


def _mark(layer: str, metres: float | None) -> str:
    return f"{coverage.mark(office(), actor(), layer)}-{layer}-{metres}"
