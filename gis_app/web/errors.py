"""One table from error to status; JSON under /api, a page elsewhere; each says what to do."""

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from gis_app import store
from gis_app.cases import CaseError
from gis_app.web.answers import json_answer
from gis_app.web.language import gettext, sentence
from gis_app.work import NoDatabase, NotAllowed, NotSignedIn, SignInFailed, WorkError
from gis_app.work.case_bulk import CasesMovedOn
from gis_app.work.import_apply import LayerMoved
from gis_app.work.import_desk import ImportBusy, UnknownImport
from gis_app.work.open311 import UnknownService
from gis_app.work.open311_keys import KeyRefused, NoOpen311
from gis_app.work.rule_book import StaleRules
from gis_app.work.settings_mark import SettingsMovedOn
from gis_app.work.views import UnknownView
from grids import GridError
from layers import Feature, GisError, LayerError
from layers.analysis import NoSuchTile
from layers.catalog import UnknownLayer

#: The nearest class in an error's line of descent decides.
STATUS: dict[type[GisError], HTTPStatus] = {
    LayerError: HTTPStatus.UNPROCESSABLE_ENTITY,
    GridError: HTTPStatus.UNPROCESSABLE_ENTITY,
    CaseError: HTTPStatus.UNPROCESSABLE_ENTITY,
    WorkError: HTTPStatus.UNPROCESSABLE_ENTITY,
    store.StoreError: HTTPStatus.UNPROCESSABLE_ENTITY,
    store.StoreTooNew: HTTPStatus.INTERNAL_SERVER_ERROR,
    store.LayerNameTaken: HTTPStatus.INTERNAL_SERVER_ERROR,
    store.StoreBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    store.StoreMissing: HTTPStatus.NOT_FOUND,
    UnknownLayer: HTTPStatus.NOT_FOUND,
    NoSuchTile: HTTPStatus.NOT_FOUND,
    UnknownView: HTTPStatus.NOT_FOUND,
    UnknownService: HTTPStatus.NOT_FOUND,
    NoOpen311: HTTPStatus.NOT_FOUND,
    KeyRefused: HTTPStatus.FORBIDDEN,
    store.UnknownFeature: HTTPStatus.NOT_FOUND,
    store.UnknownRecord: HTTPStatus.NOT_FOUND,
    store.StaleVersion: HTTPStatus.CONFLICT,
    store.CodeTaken: HTTPStatus.CONFLICT,
    store.NameTaken: HTTPStatus.CONFLICT,
    store.PlanOverlap: HTTPStatus.CONFLICT,
    store.PlanClosed: HTTPStatus.CONFLICT,
    UnknownImport: HTTPStatus.NOT_FOUND,
    CasesMovedOn: HTTPStatus.CONFLICT,
    ImportBusy: HTTPStatus.CONFLICT,
    LayerMoved: HTTPStatus.CONFLICT,
    StaleRules: HTTPStatus.CONFLICT,
    SettingsMovedOn: HTTPStatus.CONFLICT,
    NotAllowed: HTTPStatus.FORBIDDEN,
    SignInFailed: HTTPStatus.UNAUTHORIZED,
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    NoDatabase: HTTPStatus.SERVICE_UNAVAILABLE,
}

#: What a person may do about an answer that is no error of ours.
_ADVICE = {
    400: "The request could not be read; go back and try again.",
    403: "Your role does not allow this; ask an administrator.",
    404: "There is nothing at this address; check it, or begin at a workspace above.",
    405: "This address does not take that kind of request.",
    413: "The file is too large; send a smaller one, or split it.",
    429: "Too many attempts; wait a minute and try again.",
    500: "The server failed at this; try again, and tell the administrator if it stays.",
}


def status_of(error: GisError) -> HTTPStatus:
    """Return the status of an error by its nearest class in the table."""
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return HTTPStatus.INTERNAL_SERVER_ERROR


def register(app: Flask) -> None:
    """Answer every error in one place; views never `try`."""
    app.register_error_handler(GisError, _on_ours)
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, _on_http)


def _on_ours(error: GisError) -> tuple[Response | str, int]:
    status = status_of(error)
    said = sentence(error.template, error.facts)
    facts = error.facts | (_sides(error) if isinstance(error, store.StaleVersion) else {})
    plain = {key: value for key, value in facts.items() if _is_plain(value)}
    return _answer(status, error.kind, said, plain)


def _sides(error: store.StaleVersion) -> dict[str, Any]:
    """Return what was to be saved and what is stored, so that a page can show both."""
    return {"mine": _side(error.mine), "theirs": _side(error.theirs)}


def _side(value: object) -> dict[str, Any] | None:
    """Return one side as plain values; accounts stay out of it, for they hold a password."""
    if isinstance(value, Feature):
        return {"name": value.name, "version": value.version, **value.values}
    return dict(value) if isinstance(value, Mapping) else None


def _on_csrf(_error: CSRFError) -> tuple[Response | str, int]:
    said = gettext("This form has grown too old; reload the page and send it again.")
    return _answer(HTTPStatus.BAD_REQUEST, "form_too_old", said, {})


def _on_http(error: HTTPException) -> tuple[Response | str, int] | HTTPException:
    code = error.code or 500
    if code < HTTPStatus.BAD_REQUEST:  # a redirect is no error
        return error
    advice = gettext(_ADVICE.get(code, _ADVICE[400 if code < 500 else 500]))  # noqa: PLR2004
    name = HTTPStatus(code).phrase.lower().replace(" ", "_")
    return _answer(HTTPStatus(code), name, advice, {})


def _answer(
    status: HTTPStatus, kind: str, said: str, facts: dict[str, Any]
) -> tuple[Response | str, int]:
    if request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json":
        body = {"error": {"kind": kind, "message": said, "facts": facts}}
        return json_answer(body), int(status)
    return render_template("error.html", status=int(status), message=said), int(status)


def _is_plain(value: object) -> bool:
    if isinstance(value, (list, tuple)):
        return all(_is_plain(item) for item in value)
    if isinstance(value, dict):
        return all(isinstance(k, str) and _is_plain(v) for k, v in value.items())
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, (str, int, bool))
