"""Who asks: the signed-in user of a request, and the office that serves them."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user

from gis_app.work import Actor, NoDatabase, NotSignedIn, Office, accounts

P = ParamSpec("P")


class Signed(UserMixin):
    """The signed-in user as Flask-Login carries it: one actor of `work`."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.language = actor.language

    def get_id(self) -> str:
        """Return the user's name and the mark that changes with the password."""
        return f"{self.actor.name}\n{self.actor.stamp}"


def register(app: Flask) -> None:
    """Set up sign-in: who is signed in is read anew from the store on each request."""
    login = LoginManager()
    login.session_protection = "basic"
    login.user_loader(_load)
    login.unauthorized_handler(_unauthorised)
    login.init_app(app)


def office() -> Office:
    """Return the office of this application.

    Raises
    ------
    NoDatabase
        There is no database yet.
    """
    found: Office | None = current_app.extensions["office"]
    if found is None:
        raise NoDatabase(path=current_app.config["DATABASE"])
    return found


def actor() -> Actor:
    """Return who asks.

    Raises
    ------
    NotSignedIn
        Nobody is signed in.
    """
    if not current_user.is_authenticated:
        raise NotSignedIn
    found: Actor = current_user.actor
    return found


def sign_in_needed(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Send a visitor of a page to the sign-in page, and back afterwards."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        office()
        if not current_user.is_authenticated:
            return _unauthorised()
        return view(*args, **kwargs)

    return checked


def _load(mark: str) -> Signed | None:
    if current_app.extensions["office"] is None:
        return None
    name, _, stamp = mark.partition("\n")
    found = accounts.recall(office(), name, stamp)
    return None if found is None else Signed(found)


def _unauthorised() -> ResponseReturnValue:
    if request.path.startswith("/api/"):
        raise NotSignedIn
    return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))
