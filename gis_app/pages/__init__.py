"""HTML views, one file per workspace. All addresses of this room stand on this page."""

from typing import NamedTuple

from flask import Flask, request, url_for
from flask_limiter import Limiter

from gis_app.pages import (
    account,
    admin,
    admin_units,
    coverage,
    dispatch,
    exports,
    imports,
    inspect,
    layers,
    limits,
    plan,
    print_grid,
    print_impact,
    print_view,
    profile,
    reports,
    rules,
    settings,
    start,
    wall,
)
from gis_app.web import gettext
from gis_app.work import Actor


class Entry(NamedTuple):
    """One entry of the bar or the menu."""

    title: str
    url: str
    here: bool


#: Workspace → (endpoint, title, roles it is for; all roles where none are named).
WORKSPACES: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("dispatch.show", "Dispatch", frozenset()),
    ("plan.show", "Plan", frozenset()),
    ("inspect.show", "Inspect", frozenset()),
)
MENU: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("reports.show", "Evaluation", frozenset()),
    ("rules_page.show", "Routing rules", frozenset()),
    ("limits.show", "Limits and calendar", frozenset({"dispatcher", "planner", "admin"})),
    ("coverage.show", "Coverage", frozenset()),
    ("layers_page.show", "Layers", frozenset()),
    ("wall_page.show", "Wall", frozenset()),
    ("imports_page.show", "Import", frozenset({"planner", "admin"})),
    ("exports_page.show", "Export", frozenset()),
    ("admin.show", "Users and units", frozenset({"admin"})),
    ("profile.show", "My account", frozenset()),
)


def register(app: Flask, limiter: Limiter) -> None:
    """Hang every page under its address."""
    app.register_blueprint(account.blueprint(limiter))
    app.register_blueprint(profile.blueprint(limiter))
    for page in (
        start,
        dispatch,
        reports,
        rules,
        limits,
        settings,
        plan,
        coverage,
        inspect,
        layers,
        imports,
        exports,
        admin,
        admin_units,
        print_grid,
        print_impact,
        print_view,
        wall,
    ):
        app.register_blueprint(page.bp)


def workspaces(actor: Actor | None) -> list[Entry]:
    """Return the workspaces of the bar that an actor may open."""
    return _entries(WORKSPACES, actor)


def menu(actor: Actor | None) -> list[Entry]:
    """Return the entries of an actor's menu."""
    return _entries(MENU, actor)


def _entries(rows: tuple[tuple[str, str, frozenset[str]], ...], actor: Actor | None) -> list[Entry]:
    if actor is None:
        return []
    return [
        Entry(gettext(title), url_for(endpoint), request.blueprint == endpoint.partition(".")[0])
        for endpoint, title, roles in rows
        if not roles or actor.role in roles
    ]
