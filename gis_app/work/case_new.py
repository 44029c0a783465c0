"""Report a case: where it lies, what is there and who handles it are found by the server."""

from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import shapely

from gis_app.store import WriteTx, cases, classes, features
from gis_app.work import cases as queue
from gis_app.work.actor import Actor, allowed
from gis_app.work.case_clocks import clocks_of, kept_moments, limit_table
from gis_app.work.case_columns import LAYER
from gis_app.work.case_question import choices, field_title
from gis_app.work.case_words import class_table
from gis_app.work.errors import WorkError
from gis_app.work.frames import frame
from gis_app.work.locator import ground_locator, locator
from gis_app.work.office import Office
from gis_app.work.proposals import propose
from gis_app.work.units import need_unit
from layers import Feature, Plain
from layers.codes import ClassRow, UnknownClass
from layers.crs import WGS84, points_to_metric
from layers.locate import Found, FoundKind, Located

#: Meanings of a typed address that are a place; a whole road or grid is none.
_PLACES = frozenset(
    {FoundKind.COORDINATES, FoundKind.CROSSING, FoundKind.CHAINAGE, FoundKind.ASSET}
)
#: An address is taken for a place from this score on: the whole name or code, not a part of it.
_SURE = 90
#: The longest text of a field for which the catalog names no length, in characters.
_TEXT_MOST = 2_000
#: Meanings that fit an address equally well are one place if they lie no farther apart, in metres.
_ONE_PLACE_M = 60.0


class CaseIncomplete(WorkError):
    """A new case lacks something it cannot do without."""

    kind = "case_incomplete"
    template = "A new case needs {field}; fill it in and try again."


class CaseTextTooLong(WorkError):
    """A text of a case is too long."""

    kind = "case_text_too_long"
    template = "The {field} has {length} characters; shorten it to at most {most}."


class OutsideDistrict(WorkError):
    """A case is placed outside the district."""

    kind = "outside_district"
    template = "The place {lon:.5f}, {lat:.5f} lies outside the district; choose one inside it."


class UnknownAsset(WorkError):
    """A case names an asset that there is not."""

    kind = "case_asset_unknown"
    template = "There is no asset {code!r} in the layer {layer!r}; choose one from the map."


class UnknownCondition(WorkError):
    """A case is given a condition for which the table of limits has no row."""

    kind = "condition_unknown"
    template = "The class of the case has no condition {condition!r}; choose one of: {known}."


class UnknownSource(WorkError):
    """A case comes from a source that there is not."""

    kind = "case_source_unknown"
    template = "There is no source {source!r}; use one of {known}."


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is reported; `place` is longitude and latitude in WGS 84."""

    kind: str
    class_code: str
    source: str
    place: tuple[float, float] | None = None
    address: str = ""
    description: str = ""
    asset_layer: str = ""
    asset_code: str = ""
    unit: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place in metres and how it came to be known: point, asset or address."""

    x: float
    y: float
    by: str


@allowed("dispatcher", "inspector")
def report(office: Office, actor: Actor, new: NewCase, language: str) -> dict[str, Any]:
    """Store a new case and return its card, with `placed`: by point, asset, address, or none.

    1. Source and class are known, texts fit their fields, asset and unit exist, and a condition is
       one that the limits of the class tell apart.
    2. The place is the one given, else that of the asset, else that of the address if it means one
       place for sure; else the case has no place, and `placed` says so.
    3. A given place lies inside the district.
    4. Cell, grid, community, street and road follow from the place.
    5. The unit is the one given, else the one that is proposed; see `proposals.propose`.
    6. It is `reported` now, by this actor, under the next number of the local day, and its first
       clock runs.

    Raises
    ------
    CaseIncomplete, CaseTextTooLong, UnknownSource, UnknownAsset, UnknownCondition, OutsideDistrict
        One of the rules 1 and 3 is broken.
    layers.codes.UnknownClass, gis_app.work.units.UnknownUnit
        There is no such class in use, or no such unit.
    """
    row = _checked(office, new, language)
    spot = _spot(office, new)
    located = None if spot is None else ground_locator(office).locate(spot.x, spot.y)
    new = replace(new, address=new.address or _address(office, spot))
    now = office.clock()
    with office.store.write(actor.name, now) as tx:
        _check_condition(office, tx, new, row)
        day = now.astimezone(ZoneInfo(office.district.timezone)).date()
        number = cases.next_number(tx, day)
        values = _values(tx, new, row, located) | {"reporter": actor.name}
        shape = None if spot is None else shapely.Point(spot.x, spot.y)
        road_unit = located.unit if located else None
        proposed = propose(office, tx, values, shape, road_unit=road_unit)
        values["unit"] = new.unit or proposed.unit
        values |= kept_moments(clocks_of(office, tx, number, values, now), "reported")
        features.add(tx, LAYER, Feature(number, row.name, shape, values))
    made: dict[str, Any] = queue.card(office, actor, number, language)
    return made | {"placed": "none" if spot is None else spot.by}


def _check_condition(office: Office, tx: WriteTx, new: NewCase, row: ClassRow) -> None:
    limits = limit_table(office, tx).rows((row.scheme, row.kind.value, row.code))
    known = [limit.condition for limit in limits if limit.condition]
    if new.condition and new.condition not in known:
        raise UnknownCondition(condition=new.condition, known="; ".join(known))


def _checked(office: Office, new: NewCase, language: str) -> ClassRow:
    for name in ("kind", "class_code", "source"):
        if not getattr(new, name):
            raise CaseIncomplete(name=name, field=field_title(office, name, language))
    known = choices(office, "source")
    if new.source not in known:
        raise UnknownSource(source=new.source, known=", ".join(known))
    for name in ("description", "address"):
        length, most = len(getattr(new, name)), _most(office, name)
        if length > most:
            title = field_title(office, name, language)
            raise CaseTextTooLong(name=name, field=title, length=length, most=most)
    if new.unit:
        need_unit(office, new.unit)
    return _class(office, new)


def _most(office: Office, name: str) -> int:
    """Return how many characters a text of a case may have; the catalog says."""
    field = office.catalog[LAYER].field(name)
    return field.length if field and field.length else _TEXT_MOST


def _class(office: Office, new: NewCase) -> ClassRow:
    """Return the class: of the district's scheme, or of the one scheme that has the code."""
    table = class_table(office)
    with office.store.read() as tx:
        off = classes.disabled(tx)
    own = office.district.scheme
    fitting = [
        row
        for row in table
        if (row.kind.value, row.code) == (new.kind, new.class_code) and row.key not in off
    ]
    mine = [row for row in fitting if row.scheme == own]
    if any(row.scheme == own for row in table):
        fitting = mine
    if len(fitting) != 1:
        raise UnknownClass(scheme=own, class_kind=new.kind, code=new.class_code)
    return fitting[0]


def _spot(office: Office, new: NewCase) -> _Spot | None:
    asset = _asset(office, new)
    if new.place is not None:
        lon, lat = new.place
        x, y = points_to_metric([lon], [lat], WGS84, office.district.crs)
        spot = _Spot(float(x[0]), float(y[0]), "point")
        if not _inside(office, spot):  # 3
            raise OutsideDistrict(lon=lon, lat=lat)
        return spot
    if asset is not None and asset.shape is not None:
        middle = shapely.point_on_surface(asset.shape)
        return _Spot(round(middle.x, 3), round(middle.y, 3), "asset")
    return _by_address(office, new.address)


def _asset(office: Office, new: NewCase) -> Feature | None:
    if not (new.asset_layer or new.asset_code):
        return None
    if any(spec.name == new.asset_layer for spec in office.catalog.assets()):
        with office.store.read() as tx:
            found = features.find(tx, new.asset_layer, new.asset_code)
        if found is not None:
            return found
    raise UnknownAsset(layer=new.asset_layer, code=new.asset_code)


def _by_address(office: Office, address: str) -> _Spot | None:
    """Return the place that an address means, if it means one for sure."""  # 2
    if not address.strip():
        return None
    found = [
        place
        for place in locator(office).find(address)
        if place.kind in _PLACES and place.score >= _SURE and _inside(office, _at(place))
    ]
    best = [place for place in found if place.score == found[0].score]
    if not best or any(_apart_m(best[0], other) > _ONE_PLACE_M for other in best):
        return None
    return _at(best[0])


def _at(place: Found) -> _Spot:
    return _Spot(place.x, place.y, "address")


def _apart_m(one: Found, other: Found) -> float:
    return float(np.hypot(one.x - other.x, one.y - other.y))


def _inside(office: Office, spot: _Spot) -> bool:
    """Return whether a place is in the outline, or in a cell; without both, every place is."""
    told = False
    for layer in ("district", "cells"):
        if layer not in office.catalog or (areas := frame(office, layer)).empty:
            continue
        told = True
        if len(areas.sindex.query(shapely.Point(spot.x, spot.y), predicate="intersects")):
            return True
    return not told


def _address(office: Office, spot: _Spot | None) -> str:
    if spot is None:
        return ""
    said = ground_locator(office).locate(spot.x, spot.y, language=office.district.languages[0])
    return said.road_text or ""


def _values(tx: WriteTx, new: NewCase, row: ClassRow, located: Located | None) -> dict[str, Plain]:
    values: dict[str, Plain] = {
        "scheme": row.scheme,
        "kind": row.kind.value,
        "class_code": row.code,
        "source": new.source,
        "state": "reported",
        "reported_at": tx.at,
        "description": new.description or None,
        "address": new.address or None,
        "asset_layer": new.asset_layer or None,
        "asset_code": new.asset_code or None,
        "condition": new.condition or None,
    }
    if located is not None:
        road = located.road.name if located.road else None
        values |= {
            "cell": located.cell,
            "grid": located.grid,
            "community": located.community,
            "street": located.street,
            "road": road,
        }
    return values
