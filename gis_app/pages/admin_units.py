"""Units: the table with what each of them handles, and its form."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from gis_app.pages import admin_forms
from gis_app.pages.admin_forms import Side
from gis_app.web import actor, current_language, gettext, office, sign_in_needed
from gis_app.work import admin
from layers import GisError

bp = Blueprint("admin_units", __name__, url_prefix="/admin/units")


@bp.get("")
@sign_in_needed
def show() -> ResponseReturnValue:
    """Show all units with what they handle."""
    rows = admin.unit_rows(office(), actor(), language=current_language())
    return render_template("admin_units.html", rows=rows, here_tab="units")


@bp.get("/new")
@sign_in_needed
def new() -> ResponseReturnValue:
    """Show the form of a new unit."""
    return _form({"classes": ""})


@bp.post("")
@sign_in_needed
def add() -> ResponseReturnValue:
    """Add a unit."""
    typed = _typed(request.form.get("code", "").strip())
    refusal = admin_forms.tried(lambda: admin.add_unit(office(), actor(), _facts(typed)))
    if refusal:
        return _form(typed, refusal=refusal)
    told = gettext("The unit {code} was added.", code=typed["code"])
    return admin_forms.done(told, "admin_units.show")


@bp.get("/<code>")
@sign_in_needed
def one(code: str) -> ResponseReturnValue:
    """Show the form of a unit."""
    return _form(_stored(code), code=code)


@bp.post("/<code>")
@sign_in_needed
def save(code: str) -> ResponseReturnValue:
    """Save a unit; where somebody was quicker, show both sides."""
    typed = _typed(code)
    version = admin_forms.version()
    refusal = admin_forms.tried(
        lambda: admin.save_unit(office(), actor(), _facts(typed), version=version)
    )
    if refusal:
        return _form(typed, code=code, refusal=refusal)
    return admin_forms.done(gettext("The unit {code} was saved.", code=code), "admin_units.show")


def _typed(code: str) -> Side:
    form = request.form
    return {
        "code": code,
        "name_zh": form.get("name_zh", "").strip(),
        "name_en": form.get("name_en", "").strip(),
        "kind": form.get("kind", "").strip(),
        "classes": " ".join(form.get("classes", "").replace(",", " ").split()),
        "version": admin_forms.version(),
    }


def _stored(code: str) -> Side:
    found = admin.unit(office(), actor(), code)
    return {
        "code": found.code,
        "name_zh": found.name_zh,
        "name_en": found.name_en,
        "kind": found.kind,
        "classes": " ".join(found.classes),
        "version": found.version,
    }


def _facts(typed: Side) -> admin.UnitFacts:
    return admin.UnitFacts(
        code=typed["code"],
        name_zh=typed["name_zh"],
        name_en=typed["name_en"],
        kind=typed["kind"],
        classes=tuple(typed["classes"].split()),
    )


def _form(
    typed: Side, *, code: str | None = None, refusal: GisError | None = None
) -> ResponseReturnValue:
    """Show the form; after a stale save it holds what was typed, and the stored side beside it."""
    theirs = _stored(code) if code and admin_forms.is_stale(refusal) else None
    page = render_template(
        "admin_unit.html",
        typed=admin_forms.renewed(typed, theirs),
        code=code,
        sides=admin_forms.sides(typed, theirs),
        message=admin_forms.said(refusal),
        prefixes=admin.meanings(office(), actor(), typed["classes"].split()),
        here_tab="units",
    )
    return page, admin_forms.status(refusal)
