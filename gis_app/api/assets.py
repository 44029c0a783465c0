"""Assets: the nearest, one with its card, and changes to it."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from gis_app.api.case_questions import read_number
from gis_app.api.photos import photo_links, read_upload
from gis_app.api.place_questions import read_change, read_place
from gis_app.web import actor, current_language, json_answer, office
from gis_app.work import asset_card, assets, photos
from gis_app.work.photos import Taken

bp = Blueprint("assets", __name__)


@bp.get("/assets")
def nearest() -> ResponseReturnValue:
    """Return the assets nearest to a place, of the layers that are named or of all."""
    found = assets.nearest(
        office(),
        actor(),
        read_place(request.args, pair="near"),
        request.args.getlist("layer"),
        language=current_language(),
        limit=read_number(request.args, "limit", 10, (1, assets.NEAREST_MOST)),
    )
    return json_answer({"assets": found})


@bp.get("/layers/<layer>/features/<path:code>")
def card(layer: str, code: str) -> ResponseReturnValue:
    """Return the card of one asset."""
    return _card(layer, code)


@bp.patch("/layers/<layer>/features/<path:code>")
def change(layer: str, code: str) -> ResponseReturnValue:
    """Change an asset and return its card."""
    assets.change(office(), actor(), layer, code, read_change())
    return _card(layer, code)


@bp.post("/layers/<layer>/features/<path:code>/photos")
def add_photo(layer: str, code: str) -> ResponseReturnValue:
    """Take in a photo of an asset or a case; what its file told is an offer to the sender."""
    taken = photos.add(office(), actor(), layer, code, read_upload(request))
    return json_answer(_taken(taken)), HTTPStatus.CREATED


def _card(layer: str, code: str) -> Response:
    told = asset_card.card(office(), actor(), layer, code, language=current_language())
    told["photos"] = [
        {**photo, **photo_links(photo["id"], photo["mark"])} for photo in told["photos"]
    ]
    return json_answer(told)


def _taken(taken: Taken) -> dict[str, Any]:
    photo, place = taken.photo, taken.place
    return {
        "photo": {"id": photo.id, **photo_links(photo.id, photo.sha256[:12])},
        "offer": {
            "taken_at": taken.taken_at,
            "lon": None if place is None else round(place[0], 7),
            "lat": None if place is None else round(place[1], 7),
            "distance_m": taken.distance_m,
        },
    }
