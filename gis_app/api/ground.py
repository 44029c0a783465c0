"""The district's own ground, for the map."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from gis_app.api.place_questions import read_box
from gis_app.web import actor, geojson, json_answer, office
from gis_app.web.answers import versioned
from gis_app.work import ground

bp = Blueprint("ground", __name__)


@bp.get("/ground")
def show() -> ResponseReturnValue:
    """Return outline, land use, water, green and roads in one compact answer."""
    mark = ground.mark(office(), actor())
    return versioned(mark, lambda: geojson(ground.draw(office(), actor())))


@bp.get("/ground/buildings")
def buildings() -> ResponseReturnValue:
    """Return the footprints of the buildings that meet a box."""
    box = read_box(request.args, office().district.timezone)
    if box is None:
        return json_answer([])
    mark = ",".join([ground.buildings_mark(office(), actor()), *(f"{side:.6f}" for side in box)])
    return versioned(mark, lambda: geojson(ground.buildings(office(), actor(), box)))
