"""What the forms of users and units share: refusals beside what was typed, stale saves."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gis_app.pages import admin_words
from gis_app.web import gettext
from gis_app.web.errors import status_of
from layers import GisError

#: Refusals that a form shows beside what was typed; others have a page of their own.
_SHOWN = frozenset({HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY})
#: What names a record and its state is not compared when two people saved it.
_UNCOMPARED = frozenset({"name", "code", "version"})

#: A form as it was typed or as it is stored: names of inputs and their values.
Side = dict[str, Any]


def tried(save: Callable[[], object]) -> GisError | None:
    """Do what a form asks; return the refusal that is to be shown beside what was typed."""
    try:
        save()
    except GisError as refusal:
        if status_of(refusal) not in _SHOWN:
            raise
        return refusal
    return None


def done(told: str, endpoint: str) -> ResponseReturnValue:
    """Lead on after a save and say what was done."""
    flash(told)
    return redirect(url_for(endpoint))


def version() -> int:
    """Return the version a form was filled from; 0, which nothing has, where it says none."""
    return request.form.get("version", 0, type=int)


def status(refusal: GisError | None) -> int:
    """Return the status of a form's page."""
    return int(status_of(refusal)) if refusal else int(HTTPStatus.OK)


def said(refusal: GisError | None) -> str | None:
    """Return a refusal in the language of the reader."""
    return gettext(refusal.template, **refusal.facts) if refusal else None


def is_stale(refusal: GisError | None) -> bool:
    """Tell whether somebody else saved first."""
    return refusal is not None and status_of(refusal) is HTTPStatus.CONFLICT


def renewed(typed: Side, theirs: Side | None) -> Side:
    """Return what was typed with the version now stored, so that a second save goes over it."""
    return typed | ({"version": theirs["version"]} if theirs else {})


def sides(typed: Side, theirs: Side | None) -> list[tuple[str, str, str]]:
    """Return (title, typed, stored) of each field in words, where somebody else saved first."""
    if theirs is None:
        return []
    return [
        (admin_words.field_title(name), _word(name, typed[name]), _word(name, value))
        for name, value in theirs.items()
        if name not in _UNCOMPARED
    ]


def _word(name: str, value: object) -> str:
    text = ", ".join(value) if isinstance(value, tuple) else str(value or "")
    return admin_words.shown(name, text)
