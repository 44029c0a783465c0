"""Dates and moments as files write them, read into the stored text forms."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum

_CLOCK = (
    r"(?:(?P<before>上午|下午|AM|PM)\s*)?(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?\s*(?P<after>AM|PM|上午|下午)?\s*"
    r"(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?"
)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?P<gap>[-/.年])(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    rf"(?:[T\s]*{_CLOCK})?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_YEAR_LAST = re.compile(
    rf"(?P<first>\d{{1,2}})[-/.](?P<next>\d{{1,2}})[-/.](?P<year>\d{{4}})(?:[T\s]+{_CLOCK})?",
    re.IGNORECASE,
)
_NOON = 12
_MONTHS = 12
_HOURS = 24


class DateOrder(StrEnum):
    """In which order a date with the year last is written; it is stated, never guessed."""

    YEAR_FIRST = "ymd"
    MONTH_FIRST = "mdy"
    DAY_FIRST = "dmy"


class DateUnclear(ValueError):
    """A date has its year last, and nobody said whether the month or the day comes first."""


def read_date(value: object, order: DateOrder) -> str:
    """Return the date of a raw value as ISO text (2026-03-01).

    It is the date as written: a time and an offset behind it move nothing, because files write
    dates as midnights of some zone.

    Raises
    ------
    DateUnclear
        The year stands last and the order is `ymd`.
    ValueError
        It is no date.
    """
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return _date(_match(str(value), order), order).isoformat()


def read_moment(value: object, order: DateOrder, zone: tzinfo) -> str:
    """Return the moment of a raw value as UTC text (2026-03-01T08:30:00.000Z).

    1. With an offset or Z it is that moment.
    2. Without, it is local time in `zone`; of an hour that comes twice, the first.
    3. A date alone is the beginning of that day.

    Raises
    ------
    DateUnclear
        The year stands last and the order is `ymd`.
    ValueError
        It is no moment.
    """
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 -- 2 gives the zone
    else:
        found = _match(str(value), order)
        moment = _with_clock(_date(found, order), found)  # 3
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)  # 2
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def likely_order(values: Iterable[object]) -> DateOrder | None:
    """Return the order that dates with the year last must have, or None if both are possible.

    A number above 12 cannot be a month. It is a proposal for a person, not used unasked.
    """
    found = [match for value in values if (match := _YEAR_LAST.fullmatch(str(value).strip()))]
    day_first = any(int(match["first"]) > _MONTHS for match in found)
    month_first = any(int(match["next"]) > _MONTHS for match in found)
    if day_first == month_first:
        return None
    return DateOrder.DAY_FIRST if day_first else DateOrder.MONTH_FIRST


def _match(text: str, order: DateOrder) -> re.Match[str]:
    text = text.strip()
    found = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if found is not None:
        return found
    found = _YEAR_LAST.fullmatch(text)
    if found is None:
        raise ValueError(text)
    if order is DateOrder.YEAR_FIRST:
        raise DateUnclear(text)
    return found


def _date(found: re.Match[str], order: DateOrder) -> date:
    if "first" not in found.re.groupindex:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    first, second = int(found["first"]), int(found["next"])
    month, day = (first, second) if order is DateOrder.MONTH_FIRST else (second, first)
    return date(int(found["year"]), month, day)


def _with_clock(day: date, found: re.Match[str]) -> datetime:
    if found.groupdict().get("hour") is None:
        return datetime(day.year, day.month, day.day)  # noqa: DTZ001 -- the caller gives the zone
    half = (found["before"] or found["after"] or "").upper()
    hour = _hour(int(found["hour"]), half)
    micro = int((found["part"] or "0").ljust(6, "0")[:6])
    zone = _offset(found["zone"]) if found["zone"] else None
    second = int(found["second"] or 0)
    return datetime(day.year, day.month, day.day, hour, int(found["minute"]), second, micro, zone)


def _hour(hour: int, half: str) -> int:
    if half in ("PM", "下午") and hour < _NOON:
        return hour + _NOON
    if half in ("AM", "上午"):
        if hour > _NOON:
            raise ValueError(hour)
        return hour % _NOON
    if hour >= _HOURS:
        raise ValueError(hour)
    return hour


def _offset(text: str) -> timezone:
    if text.upper() == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-shift if text[0] == "-" else shift)
