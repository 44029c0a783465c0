"""The district's own ground, for the map."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from gis_app.web import actor, geojson, office
from gis_app.web.answers import versioned
from gis_app.work import ground

bp = Blueprint("ground", __name__)


@bp.get("/ground")
def show() -> ResponseReturnValue:
    """Return outline, land use, water, green and roads in one compact answer."""
    mark = ground.mark(office(), actor())
    return versioned(mark, lambda: geojson(ground.draw(office(), actor())))
