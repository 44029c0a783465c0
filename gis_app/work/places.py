"""Places: everything known about one, and the places that a typed text may mean."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gis_app.store import features
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_columns import LAYER as CASES
from gis_app.work.case_columns import case_table
from gis_app.work.case_words import Words, words
from gis_app.work.errors import WorkError
from gis_app.work.locator import locator
from gis_app.work.office import Office
from layers import Feature
from layers.compass import compass_point
from layers.crs import BD09, GCJ02, WGS84, change_frame, points_to_lonlat, points_to_metric
from layers.locate import AssetHit, CrossingHit, Found, Located

#: Longitude and latitude, WGS 84, in degrees.
LonLat = tuple[float, float]

#: Farther from the district's centre its metric CRS and its roads mean nothing, in kilometres.
REACH_KM = 100.0
#: An asset farther away than this is no landmark of a place, in metres.
NEAR_M = 300.0
#: Cases that one text may find by the beginning of their number.
_CASES_MOST = 5
#: Characters that a text needs before it can be the beginning of a case's number.
_NUMBER_LEAST = 6
_LAST = "\U0010ffff"
#: Nearer to a crossing than this one stands on it, in metres.
_AWAY_M = 1.0
#: The areas that bear names, from the smallest.
_NAMED = ("grid", "community", "street")
_PLACE_DIGITS = 7
#: The mean radius of the Earth, in kilometres.
_EARTH_KM = 6371.0


class PlaceOutOfReach(WorkError):
    """A place is asked about that lies far from the district."""

    kind = "place_out_of_reach"
    template = (
        "The place {lon}, {lat} lies more than {reach_km:.0f} km from the district; "
        "give longitude before latitude, in degrees of WGS 84."
    )


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a typed text may mean; `note` is a title, or an English sentence to be translated.

    `layer` and `code` are given where it is a feature, `detail` says more about that one.
    """

    kind: str
    title: str
    note: str
    lon: float | None
    lat: float | None
    layer: str | None = None
    code: str | None = None
    detail: tuple[str, ...] = ()


@allowed(*EVERYONE)
def locate(office: Office, _actor: Actor, place: LonLat, *, language: str) -> dict[str, Any]:
    """Return everything known about a place, JSON-plain, in a language.

    1. The description is its road, side and crossing, else the smallest area that has a name.
    2. Codes of areas and of the unit come with their names.
    3. Assets, the crossing and their places are the nearest; assets within 300 m only.
    4. The place comes back in metres and, for phones and their maps, in GCJ-02 and BD-09.

    Raises
    ------
    PlaceOutOfReach
        It lies far from the district.
    """
    x, y = metres(office, place)
    found = locator(office).locate(x, y, language=language, within_m=NEAR_M)
    named = words(office, language)
    return {
        "description": described(found),  # 1
        "cell": found.cell,
        **{
            key: value
            for kind in ("grid", "community", "street")
            for key, value in (
                (kind, getattr(found, kind)),
                (f"{kind}_name", found.names.get(kind)),
            )
        },  # 2
        "unit": found.unit,
        "unit_name": named.of("unit", found.unit) if found.unit else None,
        "road": _road(found),
        "crossing": _crossing(office, found, language),  # 3
        "assets": [_asset(office, found, hit, language) for hit in found.assets],
        "zones": [
            {"layer": z.layer, "layer_title": z.title, "code": z.code, "name": z.name}
            for z in found.zones
        ],
        **_frames(place, x, y),  # 4
    }


def described(found: Located) -> str:
    """Return a place in one line: 黄山路 东侧, 太河路以北 120 m."""
    areas = (found.names.get(kind) for kind in _NAMED)
    return found.road_text or next(filter(None, areas), None) or found.cell or ""


def metres(office: Office, place: LonLat) -> tuple[float, float]:
    """Return a place in the district's metric CRS.

    Raises
    ------
    PlaceOutOfReach
        It lies far from the district.
    """
    lon, lat = place
    if not _within_reach(place, office.district.centre):
        raise PlaceOutOfReach(lon=lon, lat=lat, reach_km=REACH_KM)
    x, y = points_to_metric([lon], [lat], WGS84, office.district.crs)
    return float(x[0]), float(y[0])


def lonlat_of_way(
    office: Office, at: tuple[float, float], distance_m: float, bearing_deg: float | None
) -> dict[str, float]:
    """Return where a way from a place in metres ends, as `lon` and `lat`, WGS 84."""
    turn = math.radians(bearing_deg or 0.0)
    step_m = 0.0 if bearing_deg is None else distance_m
    x, y = at[0] + step_m * math.sin(turn), at[1] + step_m * math.cos(turn)
    lon, lat = points_to_lonlat([x], [y], office.district.crs)
    return {"lon": float(lon[0]), "lat": float(lat[0])}


@allowed(*EVERYONE)
def find(
    office: Office, _actor: Actor, text: str, *, language: str, limit: int = 20
) -> list[Meaning]:
    """Return what a typed text may mean, the likeliest first.

    1. Cases whose number begins with the text come first: nothing else looks like one.
    2. Then places, roads, areas and features as the locator ranks them; a feature tells its road
       and its state.
    """
    found = _cases(office, text.strip(), words(office, language))  # 1
    hits = locator(office).find(text, language=language, limit=limit)
    return [*found, *_meanings(office, hits, language)][:limit]  # 2


def _within_reach(place: LonLat, centre: LonLat) -> bool:
    """Return whether a place is near enough, on a sphere; nan is not."""
    lon, lat, lon_0, lat_0 = (math.radians(value) for value in (*place, *centre))
    half = (
        math.sin((lat - lat_0) / 2) ** 2
        + math.cos(lat) * math.cos(lat_0) * math.sin((lon - lon_0) / 2) ** 2
    )
    on_earth = abs(place[0]) <= 180 and abs(place[1]) <= 90  # noqa: PLR2004 - degrees there are
    return on_earth and 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, half))) <= REACH_KM


def _road(found: Located) -> dict[str, Any] | None:
    road = found.road
    if road is None:
        return None
    return {
        "name": road.name,
        "code": road.code,
        "side": None if road.side is None else road.side.value,
        "chainage_m": round(road.chainage_m, 2),
        "distance_m": round(road.distance_m, 2),
        "text": found.road_text,
    }


def _crossing(office: Office, found: Located, language: str) -> dict[str, Any] | None:
    hit = found.crossing
    if hit is None:
        return None
    way = _way(office, found, hit, language)
    names = "/".join(hit.names) + "路口" if language == "zh" else " / ".join(hit.names)
    far = f"{round(hit.distance_m)} m {way['direction'] or ''}".strip()
    return {"text": f"{names}, {far}" if hit.distance_m >= _AWAY_M else names, **way}


def _asset(office: Office, found: Located, hit: AssetHit, language: str) -> dict[str, Any]:
    return {
        "layer": hit.layer,
        "layer_title": hit.title,
        "code": hit.code,
        "name": hit.name,
        **_way(office, found, hit, language),
    }


def _way(
    office: Office, found: Located, hit: AssetHit | CrossingHit, language: str
) -> dict[str, Any]:
    at = lonlat_of_way(office, (found.x, found.y), hit.distance_m, hit.bearing_deg)
    return {**way_facts(hit.distance_m, hit.bearing_deg, language), **at}


def way_facts(distance_m: float, bearing_deg: float | None, language: str) -> dict[str, Any]:
    """Return distance, bearing (whole degrees from grid north) and direction, JSON-plain."""
    point = None if bearing_deg is None else compass_point(bearing_deg)
    return {
        "distance_m": round(distance_m, 1),
        "bearing_deg": None if bearing_deg is None else round(bearing_deg) % 360,
        "direction": None if point is None else point.word(language),
    }


def _frames(place: LonLat, x: float, y: float) -> dict[str, Any]:
    lon, lat = place
    shown: dict[str, Any] = {"lon": round(lon, _PLACE_DIGITS), "lat": round(lat, _PLACE_DIGITS)}
    for name, frame in (("gcj02", GCJ02), ("bd09", BD09)):
        at = change_frame([lon], [lat], WGS84, frame)
        shown[name] = [round(float(value[0]), _PLACE_DIGITS) for value in at]
    return {**shown, "x": round(x, 3), "y": round(y, 3)}


def _meanings(office: Office, hits: Iterable[Found], language: str) -> list[Meaning]:
    with office.store.read() as tx:
        held = [
            features.find(tx, hit.layer, hit.code) if hit.layer and hit.code else None
            for hit in hits
        ]
    return [
        Meaning(
            kind=hit.kind.value,
            title=hit.title,
            note=hit.note,
            lon=hit.lon,
            lat=hit.lat,
            layer=hit.layer,
            code=hit.code,
            detail=_detail(office, hit.layer, feature, language),
        )
        for hit, feature in zip(hits, held, strict=True)
    ]


def _detail(
    office: Office, layer: str | None, feature: Feature | None, language: str
) -> tuple[str, ...]:
    if layer is None or feature is None or layer == "roads":
        return ()
    road, state = feature.values.get("road"), feature.values.get("state")
    field = office.catalog[layer].field("state")
    title = field.choice_title(str(state), language) if field and state else None
    return tuple(str(part) for part in (road, title) if part)


def _cases(office: Office, text: str, named: Words) -> list[Meaning]:
    if len(text) < _NUMBER_LEAST or not any(char.isdigit() for char in text):
        return []
    with office.store.read() as tx:
        table = case_table(office, tx)
        codes = table.numbers_from(text, text + _LAST, _CASES_MOST)
        held = [case for code in codes if (case := features.find(tx, CASES, code))]
    return [_case(office, case, named) for case in held]


def _case(office: Office, case: Feature, named: Words) -> Meaning:
    values = case.values
    key = "|".join(str(values.get(part) or "") for part in ("scheme", "kind", "class_code"))
    state = values.get("state")
    detail = (named.class_name(key), named.of("state", str(state)) if state else None)
    place: dict[str, Any] = {"lon": None, "lat": None}
    if case.shape is not None:
        x, y = case.shape.coords[0]
        place = lonlat_of_way(office, (x, y), 0.0, None)
    return Meaning(
        kind="case",
        title=case.code,
        note=office.catalog[CASES].title.in_language(named.language),
        layer=CASES,
        code=case.code,
        detail=tuple(part for part in detail if part),
        **place,
    )
