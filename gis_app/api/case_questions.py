"""Read what a request asks about cases: the filter in the address, the bodies that are sent."""

import datetime as dt
import math
from dataclasses import replace
from typing import Any, NoReturn, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from gis_app.web import gettext
from gis_app.web.bodies import read_object
from gis_app.work import BadQuestion
from gis_app.work.case_question import NONE, CaseQuestion, LonLatBox
from gis_app.work.cases import PAGE_MOST, Page, Sort

#: Years a question may name: those of computers.
_YEARS = (1970, 2100)
#: The longest text that is looked for, in characters.
_TEXT_MOST = 200
#: The most words of one kind in a question.
_WORDS_MOST = 200
_SORTS = ("-reported_at", "reported_at", "number", "urgency")
#: How much earlier another period is, in seconds.
_EARLIER_S = {"week": 7 * 86_400, "year": 364 * 86_400}
#: What makes up the filter; other parameters (page, zoom, bandwidth) are not part of it.
FILTER = (
    "from",
    "to",
    "class",
    "kind",
    "source",
    "state",
    "grid",
    "street",
    "unit",
    "light",
    "open",
    "q",
    "box",
)

Params = MultiDict[str, str]


def read_question(params: Params, timezone: str) -> CaseQuestion:
    """Return the filter of a request; a parameter that is empty asks nothing.

    Raises
    ------
    BadQuestion
        A parameter cannot be understood.
    """
    start, end = read_period(params, ("from", "to"), timezone)
    return CaseQuestion(
        from_s=start,
        to_s=end,
        classes=_classes(params),
        kinds=_words(params, "kind"),
        sources=_words(params, "source"),
        states=_words(params, "state"),
        grids=_words(params, "grid"),
        streets=_words(params, "street"),
        units=_words(params, "unit"),
        lights=_words(params, "light"),
        open_only=_flag(params, "open"),
        text=_text(params),
        box=_box(params),
    )


def read_period(
    params: Params, names: tuple[str, str], timezone: str
) -> tuple[int | None, int | None]:
    """Return beginning and end in epoch seconds, by the names of two parameters; None where open.

    A date is its local midnight.

    Raises
    ------
    BadQuestion
        One is no moment, or the end lies before the beginning.
    """
    zone = ZoneInfo(timezone)
    start, end = (_moment_s(params, name, zone) for name in names)
    if start is not None and end is not None and start > end:
        _refuse(names[1], params[names[1]], gettext("give a moment after the beginning"))
    return start, end


def read_other(params: Params, asked: CaseQuestion) -> CaseQuestion | None:
    """Return the question to compare with, by the parameter `vs`; None where it is empty.

    `before` is the period of the same length just before, `week` that of 7 days earlier, `year` of
    364 days earlier, so that weekdays match; `class:matter:09` the same period with another class.

    Raises
    ------
    BadQuestion
        It is none of these, or the period that it would move is open.
    """
    text = params.get("vs", "").strip()
    if not text:
        return None
    head, _, rest = text.partition(":")
    if head == "class" and all(rest.partition(":")[::2]):
        return replace(asked, classes=frozenset({rest}))
    if text not in (*_EARLIER_S, "before"):
        known = ", ".join((*_EARLIER_S, "before", "class:matter:09"))
        _refuse("vs", text, gettext("use one of {known}", known=known))
    if asked.from_s is None or asked.to_s is None:
        _refuse("vs", text, gettext("choose a period with a beginning and an end first"))
    by_s = _EARLIER_S.get(text, asked.to_s - asked.from_s)
    return replace(asked, from_s=asked.from_s - by_s, to_s=asked.to_s - by_s)


def read_page(params: Params) -> Page:
    """Return which part of the queue is wanted."""
    return Page(
        offset=read_number(params, "offset", 0, (0, 100_000_000)),
        limit=read_number(params, "limit", 50, (1, PAGE_MOST)),
        sort=read_sort(params),
    )


def read_sort(params: Params) -> Sort:
    """Return the order that is wanted."""
    sort = params.get("sort") or _SORTS[0]
    if sort not in _SORTS:
        _refuse("sort", sort, gettext("use one of {known}", known=", ".join(_SORTS)))
    return cast("Sort", sort)


def read_number(params: Params, name: str, default: int, bounds: tuple[int, int]) -> int:
    """Return a whole number within bounds, both included."""
    text = params.get(name, "").strip()
    if not text:
        return default
    low, high = bounds
    digits = text.lstrip("0") or "0"
    sound = text.isascii() and text.isdecimal() and len(digits) <= len(str(high))
    if not (sound and low <= int(digits) <= high):
        _refuse(name, text, gettext("give a whole number from {low} to {high}", low=low, high=high))
    return int(digits)


def read_decimals(params: Params, name: str) -> tuple[float, ...]:
    """Return the numbers of a list with commas, none where it is empty."""
    text = params.get(name, "").strip()
    numbers = [_number(part) for part in text.split(",")] if text else []
    if not all(map(math.isfinite, numbers)):
        _refuse(name, text[:_TEXT_MOST], gettext("give numbers with commas between them"))
    return tuple(numbers)


def filter_query(params: Params, **more: object) -> str:
    """Return the filter of a request without its box, and more, as the query of an address."""
    pairs = [
        (name, value)
        for name in FILTER
        if name != "box"
        for value in params.getlist(name)
        if value.strip()
    ]
    return urlencode([*pairs, *((name, str(value)) for name, value in more.items())])


def read_body() -> dict[str, Any]:
    """Return the JSON object that was sent."""
    return read_object()


def read_text(body: dict[str, Any], name: str) -> str:
    """Return a text of a body, trimmed; empty where there is none."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        _refuse(name, value, gettext("send a text"))
    return "".join(c for c in value.strip() if c.isprintable() or c in "\n\t")


def read_place(body: dict[str, Any]) -> tuple[float, float] | None:
    """Return longitude and latitude of a body, or None where both are missing."""
    values = {name: body.get(name) for name in ("lon", "lat")}
    if all(value is None for value in values.values()):
        return None
    for (name, value), most in zip(values.items(), (180, 90), strict=True):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not math.isfinite(value) or abs(value) > most:  # type: ignore[arg-type]
            _refuse(name, value, gettext("send longitude and latitude in degrees, or neither"))
    return float(values["lon"] or 0), float(values["lat"] or 0)


def read_version(body: dict[str, Any]) -> int:
    """Return the version of what was seen."""
    version = body.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        _refuse("version", version, gettext("send the version of the case that you saw"))
    return version


def _moment_s(params: Params, name: str, zone: ZoneInfo) -> int | None:
    """Return epoch seconds; a date is its local midnight, a moment without offset is local."""
    text = params.get(name, "").strip()
    if not text:
        return None
    # A plus in an address that was not escaped arrives as a blank: 2026-03-01T08:00:00 08:00.
    given = _parsed(text) or _parsed(text.replace(" ", "+"))
    if given is None or not _YEARS[0] < given.year < _YEARS[1]:
        _refuse(
            name, text, gettext("give a date like 2026-03-01 or a moment like 2026-03-01T08:30:00Z")
        )
    moment = given if given.tzinfo else given.replace(tzinfo=zone)
    return math.floor(moment.timestamp())


def _parsed(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def _classes(params: Params) -> frozenset[str]:
    found = _words(params, "class")
    for word in found - {NONE}:
        kind, mark, _code = word.partition(":")
        if not (kind and mark):
            _refuse(
                "class", word, gettext("give a kind and the beginning of a code, like matter:09")
            )
    return found


def _words(params: Params, name: str) -> frozenset[str]:
    found = frozenset(word.strip() for word in params.getlist(name)) - {""}
    if len(found) > _WORDS_MOST:
        _refuse(name, len(found), gettext("give at most {most} of them", most=_WORDS_MOST))
    return found


def _flag(params: Params, name: str) -> bool:
    text = params.get(name, "").strip()
    if text not in ("", "0", "1"):
        _refuse(name, text, gettext("use 1 or leave it out"))
    return text == "1"


def _text(params: Params) -> str:
    text = params.get("q", "").strip()
    if len(text) > _TEXT_MOST:
        _refuse("q", f"{text[:20]}…", gettext("use at most {most} characters", most=_TEXT_MOST))
    return text


def _box(params: Params) -> LonLatBox | None:
    text = params.get("box", "").strip()
    if not text:
        return None
    sides = [_number(part) for part in text.split(",")]
    expected = gettext("give west,south,east,north in degrees")
    if len(sides) != 4 or not all(map(math.isfinite, sides)):  # noqa: PLR2004 - four sides
        _refuse("box", text, expected)
    west, south, east, north = sides
    if not (-360 <= west < east <= 360 and -90 <= south < north <= 90):  # noqa: PLR2004 - degrees
        _refuse("box", text, expected)
    return west, south, east, north


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _refuse(name: str, value: object, expected: str) -> NoReturn:
    raise BadQuestion(name=name, value=value, expected=expected)
