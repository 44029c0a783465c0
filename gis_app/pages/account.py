"""Sign-in, sign-out, the language switch, and the texts of the browser's side."""

from flask import Blueprint, Response, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_login import login_user, logout_user

from gis_app.web import gettext, json_answer, office
from gis_app.web.access import Signed
from gis_app.web.language import COOKIE, LANGUAGES
from gis_app.work import SignInFailed, accounts

#: Attempts to sign in from one address. Enough for a person who mistypes, too few for a guesser.
SIGN_IN_RATE = "10 per minute; 100 per hour"
_YEAR_S = 365 * 24 * 3600


def blueprint(limiter: Limiter) -> Blueprint:
    """Return the pages of an account; sign-in is limited by address."""
    bp = Blueprint("account", __name__)
    bp.get("/sign-in")(sign_in)
    bp.post("/sign-in", endpoint="try_sign_in")(limiter.limit(SIGN_IN_RATE)(try_sign_in))
    bp.post("/sign-out")(sign_out)
    bp.post("/language")(switch_language)
    bp.get("/messages/<build>.json")(messages)
    return bp


def sign_in() -> str:
    """Show the form."""
    office()
    return _form("", None)


def try_sign_in() -> ResponseReturnValue:
    """Sign in, or say that name or password is wrong, never which."""
    name = request.form.get("name", "").strip()
    try:
        actor = accounts.sign_in(office(), name, request.form.get("password", ""))
    except SignInFailed as refusal:
        return _form(name, gettext(refusal.template)), 401
    login_user(Signed(actor))
    return redirect(_inside(request.form.get("next")))


def sign_out() -> ResponseReturnValue:
    """End the session."""
    logout_user()
    return redirect("/sign-in")


def switch_language() -> ResponseReturnValue:
    """Keep the language for this browser."""
    answer = redirect(_inside(request.form.get("next")))
    choice = request.form.get("language", "")
    if choice in LANGUAGES:
        answer.set_cookie(
            COOKIE,
            choice,
            max_age=_YEAR_S,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    return answer


def messages(build: str) -> Response:  # noqa: ARG001 - the address changes with the build
    """Return English text → Chinese, for the modules in the browser."""
    answer = json_answer(current_app.extensions["messages"]["zh"])
    answer.cache_control.max_age = 3600
    answer.cache_control.public = True
    return answer


def _form(name: str, message: str | None) -> str:
    following = _inside(request.values.get("next"))
    return render_template("sign_in.html", name=name, message=message, next=following)


def _inside(address: str | None) -> str:
    """Return an address only if it lies on this server, else the start page."""
    if not address:
        return "/"
    plain = address.isprintable() and address.startswith("/") and "\\" not in address
    path = address.partition("?")[0]
    return address if plain and "//" not in path and "/." not in path else "/"
