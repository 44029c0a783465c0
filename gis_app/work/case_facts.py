"""What rules may ask of stored cases: their fields, the zones they lie in, who owns their asset."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np

from gis_app.cases import CaseFacts
from gis_app.work.frames import frame
from gis_app.work.office import Office
from layers.catalog import Group, LayerSpec, Shape
from layers.district import Calendar

#: Fields of a case that its facts are taken from.
FIELDS = (
    "kind", "class_code", "condition", "grid", "street", "road", "asset_layer", "asset_code",
    "reported_at",
)  # fmt: skip
#: A case belongs to a line or point zone (an order-keeping street, a site) up to this far from it.
BESIDE_M = 25.0


def zone_layers(office: Office) -> list[LayerSpec]:
    """Return the layers of this district whose features are zones."""
    return [spec for spec in office.catalog if spec.group is Group.ZONE]


def facts_of(
    office: Office,
    cases: gpd.GeoDataFrame,
    calendar: Calendar,
    asked: Collection[str] | None = None,
) -> list[CaseFacts]:
    """Return the facts of cases, in their order.

    `cases` has `FIELDS` and places in the district's metric CRS, or none. `asked` are the parts
    that rules ask (all, where it is None): zones and owners are looked up only if they are.

    1. A case is in a zone that is an area if it lies in it or on its border; it is in another zone
       if it lies up to `BESIDE_M` from it.
    2. The owner is the one named in the register of the asset the case is about.
    3. Minute and working day are those of the report, by the district's clock and a calendar.
    """
    zones = _zones(office, cases) if asked is None or "zones" in asked else {}
    owners = _owners(office, cases) if asked is None or "owners" in asked else {}
    zone = ZoneInfo(office.district.timezone)
    columns = {name: cases[name].tolist() for name in FIELDS}
    found = []
    for row in range(len(cases)):
        told = {name: _text(columns[name][row]) for name in FIELDS}
        reported = _local(told["reported_at"], zone)  # 3
        found.append(
            CaseFacts(
                kind=told["kind"],
                class_code=told["class_code"],
                condition=told["condition"],
                grid=told["grid"],
                street=told["street"],
                road=told["road"],
                zones=frozenset(zones.get(row, ())),
                owner=owners.get((told["asset_layer"], told["asset_code"]), ""),
                minute=reported.hour * 60 + reported.minute if reported else None,
                working=calendar.is_working(reported.date()) if reported else None,
            )
        )
    return found


def _zones(office: Office, cases: gpd.GeoDataFrame) -> Mapping[int, list[str]]:  # 1
    found: dict[int, list[str]] = {}
    places = cases.geometry.to_numpy()
    rows = np.flatnonzero([place is not None and not place.is_empty for place in places])
    if not len(rows):
        return found
    for spec in zone_layers(office):
        zones = frame(office, spec.name)
        if zones.empty:
            continue
        inside = spec.shape is Shape.POLYGON
        pairs = (
            zones.sindex.query(places[rows], predicate="intersects")
            if inside
            else zones.sindex.query(places[rows], predicate="dwithin", distance=BESIDE_M)
        )
        codes = zones["code"].to_numpy()
        for row, at in zip(rows[pairs[0]].tolist(), pairs[1].tolist(), strict=True):
            found.setdefault(row, []).append(f"{spec.name}:{codes[at]}")
    return found


def _owners(office: Office, cases: gpd.GeoDataFrame) -> Mapping[tuple[str, str], str]:  # 2
    found: dict[tuple[str, str], str] = {}
    for layer in _named(cases["asset_layer"].tolist()):
        if layer not in office.catalog or office.catalog[layer].field("owner") is None:
            continue
        assets = frame(office, layer)
        pairs = zip(assets["code"].tolist(), assets["owner"].tolist(), strict=True)
        found |= {(layer, code): _text(owner) for code, owner in pairs}
    return found


def _named(values: Iterable[object]) -> list[str]:
    return sorted({text for value in values if (text := _text(value))})


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _local(moment: str, zone: ZoneInfo) -> dt.datetime | None:
    return dt.datetime.fromisoformat(moment).astimezone(zone) if moment else None
