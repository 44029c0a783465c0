"""Chinese and English: catalogs read from `.po` files at start, one language per request."""

from collections.abc import Mapping
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, current_app, g, request
from flask_login import current_user

LANGUAGES = ("zh", "en")
COOKIE = "language"
_LOCALE = Path(__file__).resolve().parent.parent / "locale"


def read_messages(folder: Path) -> dict[str, str]:
    """Return English text → translation from all `.po` files of a folder.

    The texts of one area stand in one file; a text that two areas use may stand in both.
    """
    table: dict[str, str] = {}
    for file in sorted(folder.glob("*.po")):
        with file.open("rb") as handle:
            catalog = read_po(handle)
        table |= {str(m.id): str(m.string) for m in catalog if m.id and m.string}
    return table


def _translations(table: dict[str, str]) -> Translations:
    catalog = Catalog(locale="zh")
    for text, translation in table.items():
        catalog.add(text, translation)
    packed = BytesIO()
    write_mo(packed, catalog)
    packed.seek(0)
    return Translations(fp=packed)


@cache
def _chinese() -> tuple[dict[str, str], Translations]:
    """Read the translations: they do not change while the program runs."""
    table = read_messages(_LOCALE / "zh")
    return table, _translations(table)


def register(app: Flask) -> None:
    """Load the catalogs and give the templates `_()`."""
    table, spoken = _chinese()
    app.extensions["messages"] = {"zh": table, "en": {}}
    app.extensions["translations"] = {"zh": spoken, "en": NullTranslations()}
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _spoken().gettext(text),
        lambda one, many, n: _spoken().ngettext(one, many, n),
        newstyle=True,
    )


def current_language() -> str:
    """Return `zh` or `en` for this request, one that the district offers.

    1. What the user switched to in this browser (a cookie).
    2. The language of the signed-in user's account.
    3. What the browser prefers; the district's first where it says nothing known.
    """
    if "language" not in g:
        known = offered()
        choice = request.cookies.get(COOKIE)  # 1
        if choice not in known:
            choice = getattr(current_user, "language", None)  # 2
        if choice not in known:
            choice = request.accept_languages.best_match(known, default=known[0])  # 3
        g.language = choice
    return str(g.language)


def offered() -> tuple[str, ...]:
    """Return the languages that the district's file names, of those there are."""
    office = current_app.extensions.get("office")
    named = office.district.languages if office else LANGUAGES
    return tuple(one for one in named if one in LANGUAGES) or LANGUAGES


def gettext(text: str, **facts: object) -> str:
    """Return a text in the language of the request, with its facts filled in."""
    said = _spoken().gettext(text)
    return said.format(**facts) if facts else said


def sentence(template: str, facts: Mapping[str, Any]) -> str:
    """Return a sentence in the language of the request, with its facts filled in.

    A fact called `problem` is a part of the sentence and has a translation of its own.
    """
    problem = facts.get("problem")
    spoken = {"problem": gettext(problem)} if isinstance(problem, str) and problem else {}
    return gettext(template).format(**{**facts, **spoken})


def _spoken() -> NullTranslations:
    found: NullTranslations = current_app.extensions["translations"][current_language()]
    return found


def plan_name(name: str) -> str:
    """Return the name of a plan; one in both languages ("首版 / First") in the reader's."""
    parts = name.split(" / ")
    return name if len(parts) != len(("zh", "en")) else parts[current_language() == "en"]
