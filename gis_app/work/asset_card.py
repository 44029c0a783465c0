"""The card of one asset: its attributes, history, cases, photos, and when a visit is due."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import shapely

from gis_app.store import Entry, ReadTx, features, history
from gis_app.work import assets, photos
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.assets import AS_RECORDED, INSPECTED, CaseElsewhere
from gis_app.work.case_columns import LAYER as CASES
from gis_app.work.case_new import report
from gis_app.work.case_words import Words, class_table, words
from gis_app.work.layers import described, field_facts
from gis_app.work.locator import ground_locator
from gis_app.work.office import Office
from gis_app.work.places import described as place_text
from layers import Feature, LayerSpec, Plain
from layers.catalog import Field, FieldKind, Group, Titles
from layers.crs import points_to_lonlat, to_lonlat

#: A case this near to an asset may be about it, in metres.
NEAR_CASE_M = 50.0
#: Cases and changes that one card lists.
CASES_MOST, HISTORY_MOST = 20, 50

_NAME, _PLACE = Titles("名称", "Name"), Titles("位置", "Place")
_TRUTH = (Titles("否", "No"), Titles("是", "Yes"))
_AS_RECORDED = Titles("与台账一致", "As recorded")
#: Fields whose codes have a name elsewhere.
_NAMED = frozenset({"unit", "grid", "street", "community"})
#: Dates from which the next visit counts, beside the visits in the history.
_SEEN_ON = ("inspected_on", "changed_on", "recorded_on")
_CASE_FIELDS = ("scheme", "kind", "class_code", "state", "reported_at", "asset_layer", "asset_code")


@dataclass(frozen=True, slots=True)
class _Reader:
    """For whom a card is written: the words of the language, the zone of the clock."""

    office: Office
    spec: LayerSpec
    named: Words
    told_who: bool

    @property
    def language(self) -> str:
        return self.named.language

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.office.district.timezone)


@allowed(*EVERYONE)
def card(office: Office, actor: Actor, layer: str, code: str, *, language: str) -> dict[str, Any]:
    """Return everything known of one asset, JSON-plain, in a language.

    1. `fields` are those of the catalog with what is stored and what a person reads.
    2. `history` tells who changed which field from what to what, the latest first; viewers are not
       told who.
    3. `cases` are those at the asset by its code, then those within 50 m, each the latest first;
       `cases_total` counts all of them.
    4. `due` tells the last visit and the next one by the layer's inspection interval.
    5. `classes` are those under which a problem of this asset is reported; `may` what the actor may
       do here.

    Raises
    ------
    layers.catalog.UnknownLayer, gis_app.store.UnknownFeature, gis_app.work.assets.CaseElsewhere
        There is no such asset.
    """
    spec = office.catalog[layer]
    if spec.group is Group.CASE:
        raise CaseElsewhere(code=code)
    reader = _Reader(office, spec, words(office, language), told_who=actor.role != "viewer")
    with office.store.read() as tx:
        asset = features.get(tx, layer, code)
        entries = history.of(tx, layer, code, size=HISTORY_MOST)
        kept = photos.listed(tx, layer, code, told_who=reader.told_who)
        cases = _cases_near(tx, layer, asset)
    return {
        "feature": _feature(reader, asset),
        "fields": [_field(reader, field, asset.values.get(field.name)) for field in spec.fields],
        "history": [told for entry in entries if (told := _told(reader, entry))],
        "cases": [_case(reader, row) for row in cases[:CASES_MOST]],
        "cases_total": len(cases),
        "photos": kept,
        "due": _due(reader, asset, entries),
        "classes": _classes(reader, asset),
        "may": {
            "change": _may(actor, assets.change),
            "photo": _may(actor, photos.add),
            "report": _may(actor, report) and spec.group is Group.ASSET,
        },
    }


def shown(reader: _Reader, field: Field, value: Plain) -> str | None:
    """Return what a person reads for a stored value; None for a missing one."""
    if value is None:
        return None
    if field.kind is FieldKind.CHOICE:
        return field.choice_title(str(value), reader.language)
    if field.kind is FieldKind.BOOLEAN:
        return _TRUTH[bool(value)].in_language(reader.language)
    if field.kind is FieldKind.DATETIME:
        moment = dt.datetime.fromisoformat(str(value)).astimezone(reader.zone)
        return moment.strftime("%Y-%m-%d %H:%M")
    text = f"{value:.10g}" if field.kind is FieldKind.REAL else str(value)
    named = reader.named.of(field.name, text) if field.name in _NAMED else None
    return named or text


def _may(actor: Actor, task: object) -> bool:
    roles: frozenset[str] = getattr(task, "roles", frozenset())
    return actor.role in roles


def _feature(reader: _Reader, asset: Feature) -> dict[str, Any]:
    spec, crs = reader.spec, reader.office.district.crs
    facts = described(spec, reader.language)
    state = asset.values.get("state")
    place: dict[str, Any] = {"lon": None, "lat": None, "geometry": None, "address": ""}
    if asset.shape is not None:
        middle = asset.shape.representative_point()
        lon, lat = points_to_lonlat([middle.x], [middle.y], crs)
        located = ground_locator(reader.office).locate(middle.x, middle.y, language=reader.language)
        place = {
            "lon": float(lon[0]),
            "lat": float(lat[0]),
            "geometry": shapely.geometry.mapping(to_lonlat(_alone(asset.shape), crs)[0]),
            "address": place_text(located),
        }
    of_state = spec.field("state")
    return {
        "layer": spec.name,
        "layer_title": facts["title"],
        "code": asset.code,
        "name": asset.name,
        "version": asset.version,
        "state": state,
        "state_title": shown(reader, of_state, state) if of_state else None,
        "style": facts["style"],
        **place,
    }


def _alone(shape: Any) -> Any:  # noqa: ANN401 - numpy's object arrays
    return shapely.from_wkb([shapely.to_wkb(shape)])


def _field(reader: _Reader, field: Field, value: Plain) -> dict[str, Any]:
    facts = field_facts(field, reader.language)
    return {**facts, "value": value, "shown": shown(reader, field, value)}


def _told(reader: _Reader, entry: Entry) -> dict[str, Any] | None:
    """Return one change as a person reads it; None for one that says nothing."""
    changes = [] if entry.before is None else _changes(reader, entry.before, entry.after or {})
    if entry.what == assets.CHANGED and not changes and not entry.note:
        return None
    note = entry.note
    if note == AS_RECORDED:
        note = _AS_RECORDED.in_language(reader.language)
    return {
        "id": entry.id,
        "at": entry.at,
        "who": entry.who if reader.told_who else None,
        "what": entry.what,
        "version": entry.version,
        "note": note,
        "changes": changes,
    }


def _changes(
    reader: _Reader, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[dict[str, Any]]:
    old, new = before.get("values", {}), after.get("values", {})
    found = []
    if before.get("name") != after.get("name"):
        found.append(_change("name", _NAME, reader, before.get("name"), after.get("name")))
    for field in reader.spec.fields:
        one, other = old.get(field.name), new.get(field.name)
        if one != other:
            words_of = (shown(reader, field, one), shown(reader, field, other))
            found.append(_change(field.name, field.title, reader, *words_of))
    if before.get("shape") != after.get("shape"):
        moved = _moved_m(before.get("shape"), after.get("shape"))
        found.append(_change("place", _PLACE, reader, None, moved))
    return found


def _change(
    name: str, title: Titles, reader: _Reader, before: str | None, after: str | None
) -> dict[str, Any]:
    title_said = title.in_language(reader.language)
    return {"name": name, "title": title_said, "before": before, "after": after}


def _moved_m(before: str | None, after: str | None) -> str | None:
    if before is None or after is None:
        return None
    one, other = shapely.from_wkb(before), shapely.from_wkb(after)
    return f"{one.centroid.distance(other.centroid):.1f} m"


def _cases_near(tx: ReadTx, layer: str, asset: Feature) -> list[dict[str, Any]]:
    columns = ("code", *_CASE_FIELDS)
    where = {"asset_code": asset.code, "asset_layer": layer}
    own = _rows(features.read_frame(tx, CASES, where=where, columns=columns), asset, here=True)
    if asset.shape is None:
        return own
    west, south, east, north = asset.shape.bounds
    box = (west - NEAR_CASE_M, south - NEAR_CASE_M, east + NEAR_CASE_M, north + NEAR_CASE_M)
    around = _rows(features.read_frame(tx, CASES, box=box, columns=columns), asset, here=False)
    known = {row["code"] for row in own}
    near = [row for row in around if row["code"] not in known and row["distance_m"] <= NEAR_CASE_M]
    return [*own, *near]


def _rows(frame: gpd.GeoDataFrame, asset: Feature, *, here: bool) -> list[dict[str, Any]]:
    apart_m = shapely.distance(frame.geometry.to_numpy(), asset.shape)  # nan without a place
    columns = {name: frame[name].tolist() for name in ("code", *_CASE_FIELDS)}
    rows = [
        {
            **{name: values[place] for name, values in columns.items()},
            "distance_m": None if np.isnan(apart) else float(apart),
            "here": here,
        }
        for place, apart in enumerate(apart_m)
    ]
    rows.sort(key=lambda row: (row["reported_at"] or "", row["code"]), reverse=True)
    return rows


def _case(reader: _Reader, row: Mapping[str, Any]) -> dict[str, Any]:
    key = "|".join(str(row[part] or "") for part in ("scheme", "kind", "class_code"))
    apart = row["distance_m"]
    return {
        "number": row["code"],
        "state": row["state"],
        "state_title": reader.named.of("state", row["state"]) if row["state"] else None,
        "class_name": reader.named.class_name(key),
        "class_code": row["class_code"],
        "reported_at": row["reported_at"],
        "distance_m": None if apart is None else round(apart, 1),
        "here": row["here"],
    }


def _due(reader: _Reader, asset: Feature, entries: Sequence[Entry]) -> dict[str, Any] | None:
    """Return when an asset was seen last and is to be seen next; None where there is no rule."""
    days = reader.spec.inspection_days
    if days is None:
        return None
    seen = [str(asset.values[name]) for name in _SEEN_ON if asset.values.get(name)]
    seen += [_day(entry.at, reader.zone) for entry in entries if entry.what == INSPECTED]
    today = reader.office.clock().astimezone(reader.zone).date()
    facts: dict[str, Any] = {"every_days": days, "last_on": None, "due_on": None, "late_days": None}
    if not seen:
        return facts
    last = dt.date.fromisoformat(max(seen))
    due = last + dt.timedelta(days=days)
    late = max(0, (today - due).days)
    return {**facts, "last_on": max(seen), "due_on": due.isoformat(), "late_days": late}


def _day(moment: str, zone: ZoneInfo) -> str:
    return dt.datetime.fromisoformat(moment).astimezone(zone).date().isoformat()


def _classes(reader: _Reader, asset: Feature) -> list[dict[str, str]]:
    """Return the classes of the district's scheme for this asset, its own kind first."""
    scheme = reader.office.district.scheme
    codes = reader.spec.class_codes.get(scheme, ())
    own = asset.values.get("kind")
    table = class_table(reader.office)
    rows = [
        row
        for code in sorted(codes, key=lambda code: (code != own, codes.index(code)))
        for kind in ("component", "matter")
        if (row := table.get(scheme, kind, code)) is not None
    ]
    return [{"kind": row.kind.value, "code": row.code, "name": row.name} for row in rows]
