"""The configuration of one district: one TOML file, read once, frozen."""

import datetime as dt
import itertools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyproj

from layers.catalog.spec import Titles
from layers.errors import LayerError

#: The largest longitude and latitude there are, in degrees.
LONLAT_MOST = (180.0, 90.0)
_HOUR = re.compile(r"[0-2]\d:[0-5]\d")


class DistrictBroken(LayerError):
    """A district file cannot be used."""

    kind = "district_broken"
    template = "The district file does not hold: {problem}."


class CalendarUnfit(LayerError):
    """The hours and days of a calendar cannot be used."""

    kind = "calendar_unfit"
    template = "The calendar cannot be used: {problem}."


@dataclass(frozen=True, slots=True)
class Tiles:
    """A tile server or a folder of tiles, with the coordinate system its pictures are in.

    `frame` is one of WGS-84, GCJ-02 or BD-09: a base map in GCJ-02 lies some 490 m off otherwise.
    """

    name: str
    url: str
    attribution: str
    frame: str = "WGS-84"
    max_zoom: int = 19


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working hours, holidays and make-up days: hours as HH:MM on the wall, days as ISO dates.

    `weekdays` are ISO numbers, Monday 1. `breaks` lie inside the working hours, in order.
    """

    day_starts: str = "08:30"
    day_ends: str = "17:30"
    holidays: tuple[str, ...] = ()
    makeup_days: tuple[str, ...] = ()
    breaks: tuple[tuple[str, str], ...] = ()
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)

    def is_working(self, day: dt.date) -> bool:
        """Whether there are working hours on a day; a make-up day wins over a holiday."""
        text = day.isoformat()
        usual = day.isoweekday() in self.weekdays and text not in self.holidays
        return usual or text in self.makeup_days

    def stretches(self) -> list[tuple[dt.time, dt.time]]:
        """Return the working hours of a day without its breaks, in order."""
        edges = [self.day_starts, *(hour for pause in self.breaks for hour in pause), self.day_ends]
        times = [dt.time.fromisoformat(hour) for hour in edges]
        return list(zip(times[::2], times[1::2], strict=True))


@dataclass(frozen=True, slots=True)
class District:
    """One district: its names, its metric CRS, its code scheme, its languages, tiles and calendar.

    `centre` is (longitude, latitude) in WGS 84; `crs` is a projected CRS with metres as unit, in
    which every shape of the district is stored and measured.
    """

    title: Titles
    adcode: str
    crs: str
    centre: tuple[float, float]
    zoom: int = 13
    scheme: str = "GB/T 47678.5-2026"
    languages: tuple[str, ...] = ("zh", "en")
    timezone: str = "Asia/Shanghai"
    generated: bool = False
    cell_area_m2: tuple[float, float] = (2_000.0, 50_000.0)
    tiles: tuple[Tiles, ...] = ()
    calendar: Calendar = Calendar()


def read_district(text: str) -> District:
    """Return the district that a TOML text describes.

    1. `title.zh`, `title.en`, `adcode`, `crs` and `centre` are given.
    2. The CRS is projected and its unit is the metre.
    3. The centre is a longitude and a latitude.
    4. Each tile source names a known frame.
    5. Working hours and their breaks follow one another; holidays and make-up days are dates.

    Raises
    ------
    DistrictBroken
        One of the rules above is broken.
    """
    try:
        table = tomllib.loads(text)
        district = _district(table)
    except tomllib.TOMLDecodeError as error:
        raise DistrictBroken(problem=f"it is not TOML ({error})") from error
    except KeyError as error:  # 1
        raise DistrictBroken(problem=f"the key {error} is missing") from error
    except TypeError as error:
        raise DistrictBroken(problem=str(error)) from error
    _check_crs(district.crs)
    if any(
        abs(value) > most for value, most in zip(district.centre, LONLAT_MOST, strict=True)
    ):  # 3
        raise DistrictBroken(problem=f"the centre {district.centre} is not [longitude, latitude]")
    try:
        check_calendar(district.calendar)
    except CalendarUnfit as error:
        raise DistrictBroken(problem=f"its calendar: {error.facts['problem']}") from error
    odd = sorted({t.frame for t in district.tiles} - {"WGS-84", "GCJ-02", "BD-09"})
    if odd:  # 4
        raise DistrictBroken(problem=f"tiles are in {odd}, not in WGS-84, GCJ-02 or BD-09")
    return district


def _district(table: Mapping[str, Any]) -> District:
    optional: dict[str, Any] = {
        key: table[key] for key in ("zoom", "scheme", "timezone", "generated") if key in table
    }
    optional |= {key: tuple(table[key]) for key in ("languages", "cell_area_m2") if key in table}
    calendar: dict[str, Any] = {
        key: tuple(tuple(v) if isinstance(v, list) else v for v in value)
        if isinstance(value, list)
        else value
        for key, value in table.get("calendar", {}).items()
    }
    lon, lat = (float(value) for value in table["centre"])
    return District(
        title=Titles(zh=table["title"]["zh"], en=table["title"]["en"]),
        adcode=str(table["adcode"]),
        crs=table["crs"],
        centre=(lon, lat),
        tiles=tuple(Tiles(**row) for row in table.get("tiles", ())),
        calendar=Calendar(**calendar),
        **optional,
    )


def check_calendar(calendar: Calendar) -> None:  # 5
    """Refuse a calendar whose hours and days cannot be used.

    Raises
    ------
    CalendarUnfit
        An hour or day cannot be read, hours do not follow one another, or no weekday is worked.
    """
    hours = (calendar.day_starts, calendar.day_ends, *itertools.chain(*calendar.breaks))
    try:
        if not all(_HOUR.fullmatch(hour) for hour in hours):
            raise ValueError(hours)  # noqa: TRY301 - a zone or seconds are no hour on the wall
        stretches = calendar.stretches()
        for day in (*calendar.holidays, *calendar.makeup_days):
            dt.date.fromisoformat(day)
    except (TypeError, ValueError) as error:
        raise CalendarUnfit(problem="an hour or a day cannot be read") from error
    edges = [hour for stretch in stretches for hour in stretch]
    if any(early >= late for early, late in itertools.pairwise(edges)):
        raise CalendarUnfit(problem="the working hours do not follow one another")
    if not calendar.weekdays or not set(calendar.weekdays) <= set(range(1, 8)):
        raise CalendarUnfit(problem="the weekdays are not among 1 to 7, or there is none")


def _check_crs(name: str) -> None:
    try:
        crs = pyproj.CRS.from_user_input(name)
    except pyproj.exceptions.CRSError as error:
        raise DistrictBroken(problem=f"the CRS {name!r} is not known") from error
    units = {axis.unit_name for axis in crs.axis_info}
    if not crs.is_projected or units != {"metre"}:  # 2
        raise DistrictBroken(problem=f"the CRS {name!r} is not projected in metres")
