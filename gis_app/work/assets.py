"""Assets: the nearest of a class, and changes to one, with history."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd

from gis_app.store import UnknownField, ValueUnfit, features, history
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.errors import WorkError
from gis_app.work.frames import frame
from gis_app.work.office import Office
from gis_app.work.places import LonLat, lonlat_of_way, metres, way_facts
from layers import Feature, LayerSpec, Plain
from layers.catalog import Field, FieldKind, Group
from layers.columns import texts
from layers.query import LayerIndex

#: Most assets of one answer.
NEAREST_MOST = 100
#: Longest note of a change, in characters.
NOTE_MOST = 400
#: What history calls a visit that found an asset as recorded, and any other change.
INSPECTED, CHANGED = "inspect", "change"
#: The note of a visit of which nothing was written.
AS_RECORDED = "as recorded"

#: Layers of these groups are changed here; areas, grids and cases have workshops of their own.
_CHANGED_HERE = (Group.ASSET, Group.ZONE, Group.PERMIT, Group.BASE)


class LayerNotEdited(WorkError):
    """A feature is to be changed whose layer is changed elsewhere."""

    kind = "layer_not_edited"
    template = (
        "Features of {layer!r} are not changed here; "
        "change grids on the Plan page and cases by their actions."
    )


class CaseElsewhere(WorkError):
    """A case is asked for as if it were an asset."""

    kind = "case_elsewhere"
    template = "Cases have no asset card; open the case {code} under /api/cases/{code}."


class NoteNeeded(WorkError):
    """The state of an asset is changed without a word."""

    kind = "note_needed"
    template = "A change of state needs a note; write what you found."


class TextTooLong(WorkError):
    """A text is longer than its field."""

    kind = "text_too_long"
    template = "The text for {field!r} has {length} characters; shorten it to at most {most}."


class ChoiceUnknown(WorkError):
    """A value is none of its field's coded values."""

    kind = "choice_unknown"
    template = "{value!r} is no value of {field!r}; use one of {known}."


class ValueMissing(WorkError):
    """A field that must have a value would be emptied."""

    kind = "value_missing"
    template = "The field {field!r} of {layer!r} needs a value; fill it in."


@dataclass(frozen=True, slots=True)
class Change:
    """What a person changes of an asset; `version` is the one they saw.

    `inspected` marks a visit: the asset was seen, whatever else changed.
    """

    version: int
    values: Mapping[str, Plain] = field(default_factory=dict)
    note: str = ""
    inspected: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Indexed:
    """A layer and its index; the rows of the one are the rows of the other."""

    rows: gpd.GeoDataFrame
    index: LayerIndex


@allowed(*EVERYONE)
def nearest(
    office: Office,
    _actor: Actor,
    place: LonLat,
    names: Sequence[str],
    *,
    language: str,
    limit: int = 10,
) -> list[dict[str, Any]]:
    """Return the assets of some layers nearest to a place, the nearest first, JSON-plain.

    1. Without names, all asset layers are searched.
    2. Distance and bearing lead to the nearest point of an asset, and so do `lon` and `lat`.
    3. Equal distances stand in the order of layer and code.

    Raises
    ------
    layers.catalog.UnknownLayer, gis_app.work.places.PlaceOutOfReach
        There is no such layer; the place lies far from the district.
    """
    x, y = metres(office, place)
    specs = [office.catalog[name] for name in names] or office.catalog.assets()  # 1
    most = min(limit, NEAREST_MOST)
    read = {spec.name: _indexed(office, spec.name) for spec in specs}
    found = [
        (hit.distance_m, spec.name, hit.code, spec, hit)
        for spec in specs
        for hit in read[spec.name].index.nearest(x, y, count=most)
    ]
    found.sort(key=lambda row: row[:3])  # 3
    return [
        {
            **_facts(spec, read[spec.name].rows.iloc[[hit.row]], language),
            **way_facts(hit.distance_m, hit.bearing_deg, language),
            **lonlat_of_way(office, (x, y), hit.distance_m, hit.bearing_deg),  # 2
        }
        for *_, spec, hit in found[:most]
    ]


@allowed("inspector", "dispatcher", "planner")
def change(office: Office, actor: Actor, layer: str, code: str, wanted: Change) -> Feature:
    """Save a change to an asset and return it as stored.

    1. The layer is changed here, each field exists, and each value fits it.
    2. A new state needs a note.
    3. `changed_on` takes today where something changed and the layer has that field; after a visit
       so does `inspected_on`.
    4. A version that is no longer the stored one is refused; the refusal holds both sides.

    Raises
    ------
    LayerNotEdited, NoteNeeded, TextTooLong, ChoiceUnknown, ValueMissing
        One of the rules 1 and 2 is broken.
    gis_app.store.UnknownField, gis_app.store.ValueUnfit
        The layer has no such field, or the value is of another kind.
    gis_app.store.StaleVersion
        Somebody saved meanwhile (4).
    """
    spec = office.catalog[layer]
    if spec.group not in _CHANGED_HERE:
        raise LayerNotEdited(layer=layer)
    values = checked(spec, wanted.values)  # 1
    note = _note(wanted)
    now = office.clock()
    today = now.astimezone(ZoneInfo(office.district.timezone)).date()
    with office.store.write(actor.name, now) as tx:
        stored = features.get(tx, layer, code)
        mine = _changed(spec, stored, values, today=today, inspected=wanted.inspected)
        _need_note(stored, mine, note)  # 2
        what = INSPECTED if wanted.inspected else CHANGED
        return features.update(tx, layer, mine, version=wanted.version, what=what, note=note)  # 4


def checked(spec: LayerSpec, values: Mapping[str, Plain]) -> dict[str, Plain]:
    """Return values as they may be stored; a blank text empties its field.

    Raises
    ------
    gis_app.store.UnknownField, gis_app.store.ValueUnfit, TextTooLong, ChoiceUnknown, ValueMissing
        A value does not fit.
    """
    return {name: _fitting(spec, name, value) for name, value in values.items()}


def _indexed(office: Office, layer: str) -> _Indexed:
    with office.store.read() as tx:
        mark = history.stamp(tx, layer)

    def make() -> _Indexed:
        rows = frame(office, layer)
        return _Indexed(rows, LayerIndex.of(rows["code"].tolist(), rows.geometry.to_numpy()))

    return office.keep.get(f"index:{layer}", mark, make)


def _facts(spec: LayerSpec, row: gpd.GeoDataFrame, language: str) -> dict[str, Any]:
    state, of_state = texts(row, "state")[0], spec.field("state")
    return {
        "layer": spec.name,
        "layer_title": spec.title.in_language(language),
        "code": row["code"].iloc[0],
        "name": texts(row, "name")[0],
        "state": state,
        "state_title": of_state.choice_title(state, language) if of_state and state else None,
        "road": texts(row, "road")[0],
    }


def _fitting(spec: LayerSpec, name: str, value: Plain) -> Plain:
    given = None if isinstance(value, str) and not value.strip() else value
    if name == "name":
        return _text(spec, name, given, NOTE_MOST) or ""
    of = spec.field(name)
    if of is None:
        raise UnknownField(layer=spec.name, field=name)
    if given is None:
        if of.required:
            raise ValueMissing(layer=spec.name, field=name)
        return None
    return _of_kind(spec, of, given)


def _of_kind(spec: LayerSpec, of: Field, given: Plain) -> Plain:
    if of.kind is FieldKind.CHOICE:
        known = [choice.value for choice in of.choices]
        if given not in known:
            raise ChoiceUnknown(field=of.name, value=given, known=", ".join(known))
    elif of.kind is FieldKind.TEXT:
        return _text(spec, of.name, given, of.length)
    elif of.kind is FieldKind.DATE:
        _need_date(spec, of, given)
    return given  # numbers, truth and moments are checked by the store, which knows their form


def _text(spec: LayerSpec, name: str, value: Plain, most: int | None) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueUnfit(layer=spec.name, field=name, value=value, expected="text")
    text = value.strip()
    if most is not None and len(text) > most:
        raise TextTooLong(field=name, length=len(text), most=most)
    return text


def _need_date(spec: LayerSpec, of: Field, value: Plain) -> None:
    try:
        held = isinstance(value, str) and dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        held = False
    if not held:
        expected = "dates like 2026-03-01"
        raise ValueUnfit(layer=spec.name, field=of.name, value=value, expected=expected)


def _note(wanted: Change) -> str:
    note = wanted.note.strip()
    if len(note) > NOTE_MOST:
        raise TextTooLong(field="note", length=len(note), most=NOTE_MOST)
    return note or (AS_RECORDED if wanted.inspected else "")


def _changed(
    spec: LayerSpec,
    stored: Feature,
    values: dict[str, Plain],
    *,
    today: dt.date,
    inspected: bool,
) -> Feature:
    name = values.get("name", stored.name)
    fields = {key: value for key, value in values.items() if key != "name"}
    differs = name != stored.name or any(stored.values[k] != v for k, v in fields.items())
    if differs and spec.field("changed_on"):  # 3
        fields.setdefault("changed_on", today.isoformat())
    if inspected and spec.field("inspected_on"):
        fields.setdefault("inspected_on", today.isoformat())
    return Feature(stored.code, str(name), stored.shape, fields)


def _need_note(stored: Feature, mine: Feature, note: str) -> None:
    before = stored.values.get("state")
    if mine.values.get("state", before) != before and note in ("", AS_RECORDED):
        raise NoteNeeded
