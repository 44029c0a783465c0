"""Headers of every answer: a content security policy with a nonce, and what goes with it."""

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from flask.sessions import SecureCookieSessionInterface

from layers import District


class CookieFollowsScheme(SecureCookieSessionInterface):
    """Marks the session cookie Secure exactly when the page came over HTTPS.

    A district office often serves its own network without TLS; a cookie that is always Secure
    would lock it out, one that never is would travel in the clear behind a TLS proxy.
    """

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 - the interface's signature
        """Return whether this request came over HTTPS."""
        return request.is_secure


def nonce() -> str:
    """Return this request's nonce for inline scripts and styles."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def register(app: Flask, district: District | None) -> None:
    """Set the policy on every answer; tile servers of the district are the only hosts let in."""
    hosts = {_origin(tiles.url) for tiles in district.tiles} if district else set()
    pictures = " ".join(["'self'", "data:", "blob:", *sorted(hosts - {""})])

    def seal(answer: Response) -> Response:
        mark = f"'nonce-{nonce()}'"
        answer.headers.setdefault(
            "Content-Security-Policy",
            f"default-src 'self'; script-src 'self' {mark}; style-src 'self' {mark}; "
            f"img-src {pictures}; connect-src 'self'; object-src 'none'; base-uri 'none'; "
            "form-action 'self'; frame-ancestors 'none'",
        )
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        answer.headers.setdefault("Referrer-Policy", "same-origin")
        answer.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self)")
        return answer

    app.session_interface = CookieFollowsScheme()
    app.after_request(seal)
    app.jinja_env.globals["nonce"] = nonce


def _origin(url: str) -> str:
    parts = urlsplit(url.replace("{s}", "*"))
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
