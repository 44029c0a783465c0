"""What a printed map says of its question, in words: the filter of the address, line by line."""

from datetime import datetime
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from gis_app.web import current_language, gettext, office
from gis_app.work.case_question import NONE
from gis_app.work.case_words import Words, words

Params = MultiDict[str, str]
#: One line under the map: what, and how it was chosen.
Line = tuple[str, str]

_MODES = {
    "heat": "Density of cases",
    "change": "Change of density",
    "hot": "Hot and cold spots",
    "grids": "Cases per grid",
    "rate": "Cases per km²",
    "cases": "Single cases",
}
#: Parameters of the filter with the titles of their lines, in order.
_WORDS = (
    ("kind", "Kind"),
    ("state", "State"),
    ("source", "Source"),
    ("grid", "Grid"),
    ("street", "Street"),
    ("unit", "Unit"),
)
_LIGHTS = {"green": "In time", "yellow": "Nearly due", "red": "Overdue"}
#: A text of the address that is longer than this is cut on paper, in characters.
_TEXT_MOST = 60


def mode_title(params: Params) -> str:
    """Return what the map of cases shows."""
    return gettext(_MODES.get(params.get("mode", ""), _MODES["heat"]))


def case_lines(params: Params) -> list[Line]:
    """Return the filter of the cases in words; a map of all cases says so."""
    known = words(office(), current_language())
    lines = [*_period(params), *_classes(params, known)]
    for name, title in _WORDS:
        given = [_short(known.of(name, value) or _plain(value)) for value in params.getlist(name)]
        if any(given):
            lines.append((gettext(title), ", ".join(filter(None, given))))
    lit = [gettext(_LIGHTS[one]) for one in params.getlist("light") if one in _LIGHTS]
    if lit:
        lines.append((gettext("Light"), ", ".join(lit)))
    if params.get("open") == "1":
        lines.append((gettext("State"), gettext("Open cases only")))
    if params.get("q", "").strip():
        lines.append((gettext("Words"), _short(params["q"].strip())))
    return lines or [(gettext("Cases"), gettext("all"))]


def _plain(value: str) -> str:
    return gettext("without") if value == NONE else value


def _period(params: Params) -> list[Line]:
    start, end = _moment(params.get("from", "")), _moment(params.get("to", ""))
    if not (start or end):
        return []
    return [(gettext("Period"), f"{start or '…'} – {end or '…'} ({gettext('end not included')})")]


def _moment(text: str) -> str:
    """Return a day as it is given, a moment in the district's own time."""
    try:
        read = datetime.fromisoformat(text) if text else None
        local = read.astimezone(ZoneInfo(office().district.timezone)) if read else None
    except (ValueError, OverflowError):
        return _short(text)
    if read is None or local is None or read.tzinfo is None:
        return text
    return local.strftime("%Y-%m-%d %H:%M")


def _classes(params: Params, known: Words) -> list[Line]:
    given = [_short(_class(word, known)) for word in params.getlist("class") if word]
    return [(gettext("Class"), ", ".join(given))] if given else []


def _class(word: str, known: Words) -> str:
    """Return the name of a class or of a major (`matter:09`), else the word itself."""
    kind, _, code = word.partition(":")
    scheme = office().district.scheme
    rows = [row for row in known.classes if (row.scheme, row.kind.value) == (scheme, kind)]
    exact = next((row.name for row in rows if row.code == code), None)
    major = next((row for row in rows if row.major == code), None)
    if exact or major is None:
        return exact or _plain(word)
    return known.major(f"{scheme}|{kind}|{major.code}")[1] or word


def _short(text: str) -> str:
    return text if len(text) <= _TEXT_MOST else f"{text[: _TEXT_MOST - 1]}…"
