"""For the forms of an administrator."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from gis_app.web import actor, json_answer, office
from gis_app.work import admin

bp = Blueprint("admin_api", __name__)

#: Beginnings of class codes that are looked up at once.
_HEADS_MOST = 200


@bp.get("/admin/prefixes")
def prefixes() -> ResponseReturnValue:
    """Return what beginnings of class codes stand for."""
    heads = request.args.get("heads", "").split()[:_HEADS_MOST]
    found = admin.meanings(office(), actor(), heads)
    rows = [{"head": p.head, "names": list(p.names), "more": p.more} for p in found]
    return json_answer({"prefixes": rows})
