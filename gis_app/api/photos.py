"""Photos: the picture and its small form; what they show is named where they are listed."""

from flask import Blueprint, Request, Response, url_for
from flask.typing import ResponseReturnValue

from gis_app.web import actor, gettext, office
from gis_app.work import BadQuestion, photos
from gis_app.work.photos import Shown
from gis_app.work.pictures import FILE_MOST

bp = Blueprint("photos", __name__)

#: A picture never changes under its address, which carries a mark of its bytes.
_YEAR_S = 365 * 24 * 3600


@bp.get("/photos/<int(max=2147483647):photo_id>")
def show(photo_id: int) -> ResponseReturnValue:
    """Return a picture."""
    return _picture(photos.show(office(), actor(), photo_id))


@bp.get("/photos/<int(max=2147483647):photo_id>/thumb")
def show_small(photo_id: int) -> ResponseReturnValue:
    """Return a picture for a list."""
    return _picture(photos.show_small(office(), actor(), photo_id))


def photo_links(photo_id: int, mark: str) -> dict[str, str]:
    """Return the addresses of a picture and of its small form."""
    return {
        "url": url_for("photos.show", photo_id=photo_id, v=mark),
        "thumb": url_for("photos.show_small", photo_id=photo_id, v=mark),
    }


def read_upload(request: Request, field: str = "photo") -> bytes:
    """Return the file of a form's field; of one that is too large, too much.

    Raises
    ------
    BadQuestion
        There is no such file.
    """
    file = request.files.get(field)
    if file is None:
        expected = gettext("send a picture in the field `photo`")
        raise BadQuestion(name=field, value=None, expected=expected)
    return file.read(FILE_MOST + 1)  # the room of tasks says what is wrong with it


def _picture(shown: Shown) -> Response:
    answer = Response(shown.content, mimetype=shown.media_type)
    answer.headers["Cache-Control"] = f"private, max-age={_YEAR_S}, immutable"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Disposition"] = "inline"
    return answer
