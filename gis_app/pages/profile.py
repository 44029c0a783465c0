"""One's own account: password and language."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_login import login_user

from gis_app.pages import admin_words
from gis_app.web import actor, gettext, office, sign_in_needed
from gis_app.web.access import Signed
from gis_app.web.language import COOKIE
from gis_app.work import accounts, profile

#: Attempts to change a password: whoever finds a session open must not guess at the old one.
CHANGE_RATE = "10 per minute; 50 per hour"


def blueprint(limiter: Limiter) -> Blueprint:
    """Return the pages of one's own account; changes of the password are limited by address."""
    bp = Blueprint("profile", __name__)
    bp.get("/profile", endpoint="show")(sign_in_needed(show))
    bp.post("/profile/password", endpoint="set_password")(
        limiter.limit(CHANGE_RATE)(sign_in_needed(set_password))
    )
    bp.post("/profile/language", endpoint="set_language")(sign_in_needed(set_language))
    return bp


def show() -> ResponseReturnValue:
    """Show the forms."""
    return _page(None), 200


def set_password() -> ResponseReturnValue:
    """Change the password; this session goes on, all others of the account end."""
    form = request.form
    if form.get("new") != form.get("again"):
        return _page(gettext("The two new passwords differ; type them again.")), 422
    try:
        changed = profile.change_own_password(
            office(), actor(), old=form.get("old", ""), new=form.get("new", "")
        )
    except (profile.OldPasswordWrong, accounts.PasswordTooShort) as refusal:
        return _page(gettext(refusal.template, **refusal.facts)), 422
    login_user(Signed(changed))
    flash(gettext("Your password was changed; your sessions elsewhere have ended."))
    return redirect(url_for("profile.show"))


def set_language() -> ResponseReturnValue:
    """Keep the language with the account; what this browser was switched to is forgotten."""
    profile.choose_language(office(), actor(), request.form.get("language", ""))
    answer = redirect(url_for("profile.show"))
    answer.delete_cookie(COOKIE, httponly=True, samesite="Lax")
    return answer


def _page(message: str | None) -> str:
    return render_template(
        "profile.html",
        account=profile.own(office(), actor()),
        message=message,
        words=admin_words,
        least=accounts.PASSWORD_LEAST,
    )
