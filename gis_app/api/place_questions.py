"""Read what a request asks about places and assets."""

import math
from typing import NoReturn

from werkzeug.datastructures import MultiDict

from gis_app.api.case_questions import Params, read_body, read_question, read_text
from gis_app.web import gettext
from gis_app.work import BadQuestion
from gis_app.work.assets import Change
from gis_app.work.case_question import LonLatBox
from gis_app.work.places import LonLat
from layers import Plain

_MOST_LON, _MOST_LAT = 180.0, 90.0


def read_place(params: Params, *, pair: str | None = None) -> LonLat:
    """Return longitude and latitude from `lon` and `lat`, or from one parameter `lon,lat`.

    Raises
    ------
    BadQuestion
        They are missing or are no degrees.
    """
    given = [params.get(n, "") for n in ("lon", "lat")] if pair is None else _parts(params, pair)
    name = pair or "lon, lat"
    numbers = [_number(text) for text in given]
    if len(numbers) != 2 or not all(map(math.isfinite, numbers)):  # noqa: PLR2004 - a pair
        _refuse(name, ",".join(given))
    lon, lat = numbers
    if abs(lon) > _MOST_LON or abs(lat) > _MOST_LAT:
        _refuse(name, ",".join(given))
    return lon, lat


def read_box(params: Params, timezone: str) -> LonLatBox | None:
    """Return the parameter `box`, read as in a question about cases."""
    return read_question(MultiDict([("box", params.get("box", ""))]), timezone).box


def read_change() -> Change:
    """Return what a body changes of an asset.

    Raises
    ------
    BadQuestion
        The version is missing, or the values are no object of plain values.
    """
    body = read_body()
    version = body.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        expected = gettext("send the version of the asset that you saw")
        raise BadQuestion(name="version", value=version, expected=expected)
    return Change(
        version=version,
        values=_values(body.get("values", {})),
        note=read_text(body, "note"),
        inspected=body.get("inspected") is True,
    )


def _values(given: object) -> dict[str, Plain]:
    plain = (str, int, float, bool, type(None))
    if not isinstance(given, dict) or not all(isinstance(v, plain) for v in given.values()):
        expected = gettext("send an object of field names and values")
        raise BadQuestion(name="values", value=str(given)[:40], expected=expected)
    return {name: _clean(value) for name, value in given.items()}


def _clean(value: Plain) -> Plain:
    """Return a value without control characters, which no form of ours lets through."""
    if not isinstance(value, str):
        return value
    return "".join(char for char in value if char.isprintable() or char in "\n\t")


def _parts(params: Params, name: str) -> list[str]:
    return params.get(name, "").split(",")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _refuse(name: str, value: str) -> NoReturn:
    expected = gettext("give longitude and latitude in degrees of WGS 84")
    raise BadQuestion(name=name, value=value, expected=expected)
