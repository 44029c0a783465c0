"""Open311 GeoReport v2 (https://wiki.open311.org/GeoReport_v2), in JSON and XML.

It is off until an administrator gives a program a key with `open311 add`. Services are told to
anybody; requests are taken from and told to holders of a key.
"""

import json
import re
from http import HTTPStatus
from typing import Any, Final
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from gis_app.api.case_questions import read_number, read_period
from gis_app.api.photos import read_upload
from gis_app.api.place_questions import read_place
from gis_app.web import current_language, gettext, office, sentence
from gis_app.web.errors import status_of
from gis_app.work import BadQuestion, open311, open311_keys, photos
from gis_app.work.open311 import Asked, Request
from gis_app.work.pictures import read_picture
from layers import GisError

bp = Blueprint("open311", __name__)

_TYPES: Final = {"json": "application/json", "xml": "text/xml"}
#: What one element of a list is called in XML.
_ITEMS: Final = {"services": "service", "service_requests": "request", "errors": "error"}
#: What XML 1.0 cannot hold.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBERS_MOST: Final = 200


@bp.get("/services.<any(json,xml):form>")
def services(form: str) -> ResponseReturnValue:
    """List the services."""
    return _answer(form, "services", open311.services(office(), current_language()))


@bp.get("/services/<code>.<any(json,xml):form>")
def definition(code: str, form: str) -> ResponseReturnValue:
    """Return what a service asks."""
    found = open311.definition(office(), code, current_language())
    return _answer(form, "service_definition", found)


@bp.post("/requests.<any(json,xml):form>")
def report(form: str) -> ResponseReturnValue:
    """Take a request."""
    given = request.form
    key = open311_keys.need_key(office(), given.get("api_key", ""))
    new = Request(
        service=given.get("service_code", ""),
        place=read_place(_lonlat()) if given.get("lat") or given.get("long") else None,
        address=_clean("address_string"),
        asset=_clean("address_id"),
        description=_clean("description"),
        condition=_clean(f"attribute[{open311.CONDITION}]"),
    )
    media = read_upload(request, "media") if "media" in request.files else None
    if media is not None:
        read_picture(media)  # what is no picture is refused before anything is stored
    number = open311.report(office(), key, new, current_language())
    if media is not None:
        photos.add(office(), key.actor, "cases", number, media)
    made = {"service_request_id": number, "service_notice": None, "account_id": None}
    return _answer(form, "service_requests", [made])


@bp.get("/requests.<any(json,xml):form>")
def requests(form: str) -> ResponseReturnValue:
    """List requests, the latest first."""
    params = request.args
    open311_keys.need_key(office(), params.get("api_key", ""))
    start, end = read_period(params, ("start_date", "end_date"), office().district.timezone)
    status = params.get("status", "")
    if status not in ("", "open", "closed", "open,closed"):
        expected = gettext("use one of {known}", known="open, closed")
        raise BadQuestion(name="status", value=status, expected=expected)
    asked = Asked(
        numbers=_list("service_request_id"),
        services=frozenset(_list("service_code")),
        status="" if "," in status else status,
        from_s=start,
        to_s=end,
        page=read_number(params, "page", 1, (1, 1_000_000)),
        size=read_number(params, "page_size", open311.PAGE, (1, open311.PAGE_MOST)),
    )
    found, total = open311.requests(office(), asked, current_language())
    answer = _answer(form, "service_requests", found)
    answer.headers["X-Total-Count"] = str(total)
    return answer


@bp.get("/requests/<path:number>.<any(json,xml):form>")
def one(number: str, form: str) -> ResponseReturnValue:
    """Return one request, in a list as the specification has it."""
    open311_keys.need_key(office(), request.args.get("api_key", ""))
    found, _ = open311.requests(office(), Asked(numbers=(number,)), current_language())
    return _answer(form, "service_requests", found)


@bp.get("/tokens/<path:token>.<any(json,xml):form>")
def token(token: str, form: str) -> ResponseReturnValue:
    """Return the id of a token: ours are ids from the first, for every request is known at once."""
    open311_keys.need_key(office(), request.args.get("api_key", ""))
    open311.requests(office(), Asked(numbers=(token,)), current_language())
    return _answer(form, "service_requests", [{"token": token, "service_request_id": token}])


@bp.errorhandler(GisError)
def refuse(error: GisError) -> ResponseReturnValue:
    """Answer an error in the form that was asked for; what cannot be used is 400 here."""
    status = status_of(error)
    if status is HTTPStatus.UNPROCESSABLE_ENTITY:
        status = HTTPStatus.BAD_REQUEST
    said = sentence(error.template, error.facts)
    form = (request.view_args or {}).get("form", "json")
    answer = _answer(form, "errors", [{"code": int(status), "description": said}])
    answer.status_code = int(status)
    return answer


def _clean(name: str) -> str:
    text = request.form.get(name, "").strip()
    return "".join(char for char in text if char.isprintable() or char in "\n\t")


def _lonlat() -> Any:  # noqa: ANN401 - as werkzeug has its forms
    given = request.form.copy()
    given["lon"] = given.get("long", "")
    return given


def _list(name: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in request.args.get(name, "").split(",") if part.strip())
    if len(found) > _NUMBERS_MOST:
        expected = gettext("give at most {most} of them", most=_NUMBERS_MOST)
        raise BadQuestion(name=name, value=len(found), expected=expected)
    return found


def _answer(form: str, root: str, told: Any) -> Response:  # noqa: ANN401 - whatever JSON can say
    text = _xml(root, told) if form == "xml" else _json(told)
    answer = Response(text, mimetype=_TYPES[form])
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _json(told: Any) -> bytes:  # noqa: ANN401 - the same
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")


def _xml(root: str, told: Any) -> bytes:  # noqa: ANN401 - the same
    element = ET.Element(root)
    _fill(element, told)
    text: bytes = ET.tostring(element, encoding="utf-8", xml_declaration=True)
    return text


def _fill(element: ET.Element, told: Any) -> None:  # noqa: ANN401 - the same
    if isinstance(told, dict):
        for name, value in told.items():
            _fill(ET.SubElement(element, name), value)
    elif isinstance(told, list):
        name = _ITEMS.get(element.tag, element.tag.removesuffix("s"))
        for value in told:
            _fill(ET.SubElement(element, name), value)
    elif isinstance(told, bool):
        element.text = str(told).lower()
    elif told is not None:
        element.text = _UNFIT.sub("", str(told))
