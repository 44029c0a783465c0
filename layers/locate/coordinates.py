"""Coordinates as people type them, read without guessing more than must be guessed.

What is read: `121.85, 29.9` · `29.9 121.85` · `N29°54'00" E121°51'00"` ·
`东经121度51分 北纬29度54分` · `lat 29.9, lon 121.85` · `gcj:121.854,29.897` · `bd:...` ·
`epsg:4549 500000 3309000` · metres of the district's CRS in either order · eastings that begin
with a zone number (`41385000 3309000`).

The letters x and y settle nothing: surveyors call the northing x.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from layers.crs import BD09, GCJ02, WGS84, UnknownFrame, check_frame, is_lonlat, zone_numbered

#: The largest longitude and latitude, in degrees.
_MOST_LON, _MOST_LAT = 180.0, 90.0
#: No coordinate is this great: eastings with a zone number have eight digits.
_MOST: Final = 1e8
#: An easting of a zone with number, divided by this, gives the number.
_ZONE_M: Final = 1_000_000
#: Numbers of the 3-degree zones of CGCS2000, and of its 6-degree zones with their first EPSG code.
_THREE_DEGREE: Final = range(25, 46)
_SIX_DEGREE: Final = range(13, 24)
_FIRST_SIX_DEGREE: Final = 4491

#: Marks that mean the same as another and that Unicode's own folding leaves or spoils.
_MARKS: Final = str.maketrans(
    {"′": "'", "’": "'", "‘": "'", "″": '"', "”": '"', "“": '"', "º": "°", "˚": "°", "。": "."}
)
_FRAMES: Final = (
    (re.compile(r"(gcj-?(02)?|amap|高德|腾讯|火星)"), GCJ02),
    (re.compile(r"(bd-?(09)?|baidu|百度)"), BD09),
    (re.compile(r"(wgs-?(84)?|gps|cgcs2000)"), WGS84),
)
_PREFIX: Final = re.compile(
    r"(?P<frame>epsg:\s*\d{1,6}|[a-z]+-?\d*|高德|腾讯|火星|百度)\s*[:= ]\s*(?P<rest>.*)"
)
_AXIS: Final = r"longitude|latitude|lng|lon|lat|经度|纬度|东经|西经|北纬|南纬|[nsewxy]"
_NUMBER: Final = r"[+-]?\d+(?:\.\d+)?"
_VALUE: Final = (
    rf"(?P<before{{0}}>{_AXIS})?\s*[:=]?\s*(?P<d{{0}}>{_NUMBER})"
    r"(?:\s*[°度d]\s*(?:(?P<m{0}>\d+(?:\.\d+)?)\s*['分]\s*)?"
    r"(?:(?P<s{0}>\d+(?:\.\d+)?)\s*(?:\"|''|秒))?)?"
    r"(?(before{0})|\s*(?P<after{0}>[nsew])?)"
)
_PAIR: Final = re.compile(
    _VALUE.replace("{0}", "1") + r"(?:\s*[,;/、]\s*|\s+|(?<=[^\d.]))" + _VALUE.replace("{0}", "2")
)
_AXES: Final = {
    "x": ("longitude", "lon", "lng", "经度", "东经", "西经", "e", "w"),
    "y": ("latitude", "lat", "纬度", "北纬", "南纬", "n", "s"),
}
_NEGATIVE: Final = ("w", "s", "西经", "南纬")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read typed coordinates: the frame, x before y, and how it was understood.

    `note` is an English sentence, the key of its translation.
    """

    frame: str
    x: float
    y: float
    note: str


def readings(text: str, *, metric: str) -> list[Reading]:
    """Return every way to read a text as coordinates, x-first readings before y-first ones.

    1. A frame in front (`gcj:`) is believed; without one degrees are WGS 84.
    2. A letter or word for the axis is believed, and settles the other axis as well.
    3. Otherwise both orders are readings where the numbers allow both.
    4. Two numbers that fit degrees are degrees; greater ones are metres: of the zone whose number
       the easting begins with, else of `metric`, the district's own CRS.
    """
    folded = unicodedata.normalize("NFKC", text.translate(_MARKS)).casefold().strip()
    folded = folded.strip("()[]{} ")
    frame, rest = _frame(folded)  # 1
    match = _PAIR.fullmatch(rest.strip("()[]{} "))
    if match is None:
        return []
    orders = _orders(match)
    one, two = _value(match, "1"), _value(match, "2")
    if max(abs(one), abs(two)) >= _MOST:
        return []
    pairs = [(one, two) if order == "xy" else (two, one) for order in orders]
    found = [_reading(frame, x, y, metric) for x, y in pairs]
    return [reading for reading in found if reading is not None]


def _frame(text: str) -> tuple[str | None, str]:
    match = _PREFIX.fullmatch(text)
    if match is None:
        return None, text
    word = match["frame"].replace(" ", "")
    if word.startswith("epsg:"):
        try:
            return check_frame(word), match["rest"]
        except UnknownFrame:
            return None, ""
    for pattern, frame in _FRAMES:
        if pattern.fullmatch(word):
            return frame, match["rest"]
    return None, text


def _orders(match: re.Match[str]) -> tuple[str, ...]:
    axes = [_axis(match, which) for which in ("1", "2")]
    if axes[0] is not None and axes[0] == axes[1]:
        return ()
    if axes[0] == "x" or axes[1] == "y":  # 2
        return ("xy",)
    return ("yx",) if axes[0] == "y" or axes[1] == "x" else ("xy", "yx")  # 3


def _axis(match: re.Match[str], which: str) -> str | None:
    word = match["before" + which] or match["after" + which]
    return next((axis for axis, words in _AXES.items() if word in words), None)


def _value(match: re.Match[str], which: str) -> float:
    degrees = float(match["d" + which])
    minutes, seconds = (float(match[part + which] or 0) for part in "ms")
    size = abs(degrees) + minutes / 60 + seconds / 3600
    word = match["before" + which] or match["after" + which]
    negative = match["d" + which].startswith("-") != (word in _NEGATIVE)
    return -size if negative else size


def _reading(frame: str | None, x: float, y: float, metric: str) -> Reading | None:
    degrees = abs(x) <= _MOST_LON and abs(y) <= _MOST_LAT
    if frame is None and degrees:
        frame = WGS84
    if frame is not None:
        note = _FRAME_NOTES.get(frame, "In the coordinate system you named")
        return Reading(frame, x, y, note) if degrees or not is_lonlat(frame) else None
    if max(abs(x), abs(y)) <= _MOST_LON:  # degrees in an order that does not exist
        return None
    return _in_metres(x, y, metric)


def _in_metres(x: float, y: float, metric: str) -> Reading:
    zone = int(x // _ZONE_M)  # 4
    if zone in _THREE_DEGREE:
        return Reading(zone_numbered(zone), x, y, "Metres with a 3-degree zone number")
    if zone in _SIX_DEGREE:
        six = f"EPSG:{_FIRST_SIX_DEGREE + zone - _SIX_DEGREE.start}"
        return Reading(six, x, y, "Metres with a 6-degree zone number")
    return Reading(metric, x, y, "Metres in the coordinate system of the district")


_FRAME_NOTES: Final = {
    GCJ02: "Longitude and latitude in GCJ-02",
    BD09: "Longitude and latitude in BD-09",
    WGS84: "Longitude and latitude in WGS 84",
}
