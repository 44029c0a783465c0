"""Build one application from a database and settings; nothing is made at import time."""

import hashlib
import os
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, send_from_directory, url_for
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from gis_app import api, commands, pages
from gis_app.store import open_store
from gis_app.web import access, calendar, errors, headers, language, streams
from gis_app.work import BadQuestion, Office
from gis_app.work.wall_clock import office_clock
from layers import District
from layers.catalog import catalog_beside

ROOT = Path(__file__).resolve().parent.parent
#: The largest upload, in bytes: a Shapefile of a large city's assets is some 100 MB.
UPLOAD_MOST = 256 * 1024 * 1024
#: Files under /static/ are named with the build in their address, so they never grow stale.
_STATIC_AGE_S = 31_536_000


def create_app(
    database: str | Path | None = None,
    *,
    clock: Callable[[], datetime] | None = None,
    **settings: Any,  # noqa: ANN401 - Flask settings
) -> Flask:
    """Return a fresh application over one database.

    `database` is the path of the district's GeoPackage; without it the environment variable
    DATABASE says, or `data/district.gpkg`. Where no file is there yet, the command line works and
    every page says how to make one. `settings` override Flask's.
    """
    path = Path(database or os.environ.get("DATABASE") or ROOT / "data" / "district.gpkg")
    app = Flask(__name__, root_path=str(ROOT / "gis_app"), static_folder=None)
    app.config.from_mapping(
        DATABASE=str(path),
        MAX_CONTENT_LENGTH=UPLOAD_MOST,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME="gis_session",
        PERMANENT_SESSION_LIFETIME=12 * 3600,
        WTF_CSRF_TIME_LIMIT=None,
        COMPRESS_MIMETYPES=[
            "text/html", "text/css", "text/javascript", "application/json",
            "application/geo+json", "image/svg+xml",
        ],
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        RATELIMIT_STORAGE_URI="memory://",
        RATELIMIT_HEADERS_ENABLED=True,
        STREAMS=os.environ.get("STREAMS") or "0",
        BUILD=_build(ROOT / "static"),
    )  # fmt: skip
    app.config.from_mapping(settings)
    _trust_proxies(app, os.environ.get("PROXIES") or "0")
    store = open_store(path, catalog_beside(path)) if path.exists() else None
    office = Office(store, clock or office_clock(store)) if store else None
    app.extensions["office"] = office
    app.secret_key = app.config.get("SECRET_KEY") or _secret(path.parent)
    _assemble(app, office.district if office else None)
    return app


def _trust_proxies(app: Flask, text: str) -> None:
    """Believe what that many proxies say of a visitor's address and of HTTPS; none by default.

    Without it a proxy that ends TLS looks like the one visitor there is: cookies would not be
    Secure, and one guesser would use up everybody's attempts to sign in.
    """
    if not text.isdigit():
        raise BadQuestion(name="PROXIES", value=text, expected="give the number of proxies, like 1")
    if count := int(text):
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )


def _assemble(app: Flask, district: District | None) -> None:
    language.register(app)
    access.register(app)
    headers.register(app, district)
    errors.register(app)
    calendar.register(app)
    streams.register(app)
    forged = CSRFProtect(app)
    for room in api.WITH_KEYS:
        forged.exempt(room)
    Compress(app)
    limiter = Limiter(get_remote_address, app=app)
    # views hold the limiter weakly, and it registers itself only where it is on
    app.extensions["rates"] = limiter
    pages.register(app, limiter)
    api.register(app)
    commands.register(app)
    _serve_static(app)
    app.context_processor(partial(_page_facts, app, district))


def _page_facts(app: Flask, district: District | None) -> dict[str, Any]:
    said = language.current_language()
    signed = current_user.actor if current_user.is_authenticated else None
    return {
        "language": said,
        "languages": language.offered(),
        "build": app.config["BUILD"],
        "static": partial(_static_address, app.config["BUILD"]),
        "district_title": district.title.in_language(said) if district else "GIS",
        "generated": bool(district and district.generated),
        "signed": signed,
        "here": request.full_path.rstrip("?"),
        "workspaces": pages.workspaces(signed),
        "menu": pages.menu(signed),
    }


def _static_address(build: str, filename: str) -> str:
    return url_for("static_file", build=build, filename=filename)


def _serve_static(app: Flask) -> None:
    folder = ROOT / "static"

    def static_file(build: str, filename: str) -> Response:  # noqa: ARG001 - names the version
        answer = send_from_directory(folder, filename, max_age=_STATIC_AGE_S)
        answer.cache_control.immutable = True
        return answer

    app.add_url_rule("/static/<build>/<path:filename>", "static_file", static_file)


def _build(folder: Path) -> str:
    """Return a mark of all static files, so that a new version is fetched and an old one kept."""
    mark = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            facts = file.stat()
            mark.update(f"{file.relative_to(folder)} {facts.st_size} {facts.st_mtime_ns}".encode())
    return mark.hexdigest()[:10]


def _secret(folder: Path) -> str:
    """Return the key that signs cookies, made once beside the database, readable by its owner."""
    file = folder / "secret.key"
    try:
        return file.read_text(encoding="ascii")
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
    key = secrets.token_hex(32)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return file.read_text(encoding="ascii")
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(key)
    return key
