"""The queue of cases and the card of one case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike

from gis_app.cases import Reading, actions_for, photo_part
from gis_app.store import Entry, Photo, ReadTx, UnknownFeature, features, history, photos
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_clocks import class_key, clocks_of, limit_table
from gis_app.work.case_columns import LAYER, CaseTable, Rows, case_table, moment_of
from gis_app.work.case_question import Answered, CaseQuestion, answer, field_title, light_minute
from gis_app.work.case_words import Words, words
from gis_app.work.office import Office
from gis_app.work.proposals import evidence, propose, told
from layers import Feature
from layers.crs import points_to_lonlat

Sort = Literal["-reported_at", "reported_at", "number", "urgency"]
#: The most cases on one page of the queue.
PAGE_MOST = 500
#: So many rows are looked at in one go for a page of the queue.
_LOOKED_AT = 50_000
#: What answers about cases are made of beside the cases themselves.
_NAMING = (
    "class_codes", "units", "district", "grids", "cells", "streets", "communities", "roads",
)  # fmt: skip
#: Roles that are told who reported a case and who did what.
_TOLD_WHO = frozenset({"dispatcher", "planner", "inspector", "admin"})
#: Fields of a row of the queue, beside its number, place and names.
ROW_FIELDS = (
    "state", "kind", "class_code", "source", "reported_at", "closed_at", "due_at", "grid", "road",
    "unit", "address", "description", "yellow_at", "red_at",
)  # fmt: skip
#: Fields of a case that have a name beside their code.
_NAMED = ("unit", "grid", "street", "community")


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of the queue is wanted."""

    offset: int = 0
    limit: int = 50
    sort: Sort = "-reported_at"


class UnknownCase(UnknownFeature):
    """A case is named that is not stored: a missing feature, told in the words of the queue."""

    kind = "case_unknown"
    template = "There is no case {number!r}; check the number."


@allowed(*EVERYONE)
def mark(office: Office, actor: Actor, question: CaseQuestion, language: str) -> str:
    """Return a text that differs whenever the answer to a question about cases may: for ETags.

    What depends on lights differs every minute too.
    """
    with office.store.read() as tx:
        stamp = history.stamp(tx, LAYER, *_NAMING)
    told = "who" if actor.role in _TOLD_WHO else "nobody"
    return f"{stamp}-{question.mark}-{language}-{told}-{light_minute(office, question)}"


@allowed(*EVERYONE)
def queue(
    office: Office, _actor: Actor, question: CaseQuestion, page: Page, language: str
) -> dict[str, Any]:
    """Return a page of the cases that pass a question, and how many there are.

    The count and the order come from the columns in memory, so that list, summary, timeline and map
    agree; only the rows of the page are read from the store.
    """
    with office.store.read() as tx:
        found = answer(office, case_table(office, tx), question)
        rows = ordered(found, page.sort, page.offset + page.limit)[page.offset :]
        frame = read_cases(tx, found.table, rows, (*ROW_FIELDS, "scheme", "version"))
    return {
        "total": found.total,
        "placeless": found.placeless,
        "offset": page.offset,
        "limit": page.limit,
        "rows": queue_rows(office, frame, words(office, language)),
    }


@allowed(*EVERYONE)
def card(office: Office, actor: Actor, number: str, language: str) -> dict[str, Any]:
    """Return one case: all its fields, what was done, what this actor may do next, its photos.

    Viewers are not told who reported it nor who did what.

    Raises
    ------
    UnknownCase
        There is no case of that number.
    """
    with office.store.read() as tx:
        found = features.find(tx, LAYER, number)
        if found is None:
            raise UnknownCase(number=number)
        entries = history.of(tx, LAYER, number)
        pictures = photos.of(tx, LAYER, number)
        clocks = clocks_of(office, tx, number, found.values, office.clock())
        limits = limit_table(office, tx).rows(class_key(found.values))
        state, appeal = (str(found.values.get(name) or "") for name in ("state", "appeal"))
        actions = actions_for(state, actor.role, appeal=appeal)
        named = words(office, language)
        proposal = None
        if any("unit" in row.needs for row in actions):
            proposal = told(
                propose(office, tx, found.values, found.shape),
                evidence(office, tx, found.values),
                named,
            )
    who = actor.role in _TOLD_WHO
    parts = _photo_parts(entries)
    return {
        "case": _case(office, found, named, who=who),
        "proposal": proposal,
        "history": [_entry(office, entry, language, who=who) for entry in entries],
        "clocks": [_clock(clock) for clock in clocks.values()],
        "limits": [
            {"condition": row.condition, "limit": row.limit, "unit": row.unit.value}
            for row in limits
        ],
        "actions": [
            {
                "name": row.name,
                "needs": list(row.needs),
                "takes": list(row.takes),
                "then": row.then,
            }
            for row in actions
        ],
        "photos": [_photo(photo, parts.get(photo.sha256, "before")) for photo in pictures],
    }


def _clock(clock: Reading) -> dict[str, Any]:
    return {
        "stage": clock.stage,
        "light": clock.light,
        "running": clock.running,
        "spent_s": clock.spent_s,
        "limit_s": clock.limit_s,
        "unit": clock.unit.value,
        "yellow_at": None if clock.yellow_s is None else moment_of(clock.yellow_s),
        "due_at": None if clock.due_s is None else moment_of(clock.due_s),
    }


def ordered(found: Answered, sort: Sort, most: int | None = None) -> Rows:
    """Return the rows that pass (the first `most`), ordered by nothing but the cases."""
    table = found.table
    if sort == "urgency":
        order = table.most_urgent_first
    else:
        order = table.by_number if sort == "number" else table.latest_first
    order = order[::-1] if sort == "reported_at" else order
    if most is None:
        return order.compress(found.kept[order])
    rows, at = order[:0], 0
    while len(rows) < most and at < len(order):  # a page seldom needs to look at all
        part = order[at : at + _LOOKED_AT]
        rows, at = np.concatenate([rows, part.compress(found.kept[part])]), at + _LOOKED_AT
    return rows[:most]


def read_cases(tx: ReadTx, table: CaseTable, rows: Rows, fields: Sequence[str]) -> gpd.GeoDataFrame:
    """Return cases by their rows in the columns, in that order, with `code` and these fields."""
    codes: list[str] = table.columns.number[rows].tolist()
    frame = features.read_frame(tx, LAYER, codes=codes, columns=("code", *fields))
    place = {code: at for at, code in enumerate(codes)}
    order = np.argsort([place[code] for code in frame["code"]], kind="stable")
    return frame.iloc[order].reset_index(drop=True)


def lonlat_of(office: Office, shapes: ArrayLike) -> tuple[list[Any], list[Any]]:
    """Return longitudes and latitudes of points, None where there is no place."""
    points = np.asarray(shapes, dtype=object)
    x, y = shapely.get_x(points), shapely.get_y(points)
    lon, lat = points_to_lonlat(x, y, office.district.crs)
    return _plain_numbers(lon), _plain_numbers(lat)


def _plain_numbers(values: np.ndarray[Any, Any]) -> list[Any]:
    return [None if np.isnan(value) else value for value in np.asarray(values).tolist()]


def queue_rows(office: Office, frame: gpd.GeoDataFrame, named: Words) -> list[dict[str, Any]]:
    """Return cases as rows of the queue; the frame has `ROW_FIELDS`, scheme and version."""
    lon, lat = lonlat_of(office, frame.geometry.to_numpy())
    columns = {name: frame[name].tolist() for name in (*ROW_FIELDS, "scheme", "version")}
    return [
        {
            "number": number,
            **{name: columns[name][at] for name in (*ROW_FIELDS, "version")},
            "class_name": _class_name(named, {name: columns[name][at] for name in _KEY}),
            "grid_name": _name(named, "grid", columns["grid"][at]),
            "unit_name": _name(named, "unit", columns["unit"][at]),
            "lon": lon[at],
            "lat": lat[at],
        }
        for at, number in enumerate(frame["code"])
    ]


_KEY = ("scheme", "kind", "class_code")


def _case(office: Office, case: Feature, named: Words, *, who: bool) -> dict[str, Any]:
    lon, lat = lonlat_of(office, np.array([case.shape], dtype=object))
    values = {name: value for name, value in case.values.items() if who or name != "reporter"}
    return {
        "number": case.code,
        "name": case.name or None,
        **values,
        "class_name": _class_name(named, case.values),
        **{f"{field}_name": _name(named, field, case.values.get(field)) for field in _NAMED},
        **{f"{field}_title": _name(named, field, values.get(field)) for field in _TITLED},
        "lon": lon[0],
        "lat": lat[0],
        "version": case.version,
    }


#: Coded fields whose title a card shows.
_TITLED = ("state", "source", "kind", "appeal")


def _entry(office: Office, entry: Entry, language: str, *, who: bool) -> dict[str, Any]:
    before = (entry.before or {}).get("values") or {}
    after = (entry.after or {}).get("values") or {}
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    fresh = entry.what == "add"
    return {
        "id": entry.id,
        "at": entry.at,
        "who": entry.who if who else "",
        "action": _action(entry, after),
        "note": entry.note,
        "version": entry.version,
        "from": before.get("state"),
        "to": after.get("state"),
        "changes": []
        if fresh
        else [
            {
                "field": name,
                "title": field_title(office, name, language),
                "before": before.get(name),
                "after": after.get(name),
            }
            for name in changed
            if who or name != "reporter"
        ],
    }


def _photo(photo: Photo, part: str) -> dict[str, Any]:
    return {
        "id": photo.id,
        "url": f"/api/photos/{photo.id}",
        "thumb": f"/api/photos/{photo.id}/thumb",
        "taken_at": photo.taken_at,
        "added_at": photo.added_at,
        "part": part,
        "width_px": photo.width_px,
        "height_px": photo.height_px,
    }


def _photo_parts(entries: Sequence[Entry]) -> dict[str, str]:
    """Return what each picture shows, by its digest: told by the state the case was in then."""
    state, parts = "", {}
    for entry in reversed(entries):
        after = entry.after or {}
        if "photo" in after:
            parts[str(after["photo"])] = photo_part(state)
        else:
            state = str((after.get("values") or {}).get("state") or state)
    return parts


def _action(entry: Entry, after: Mapping[str, Any]) -> str | None:
    """Return the action an entry tells of; one that came by import was not reported here."""
    if entry.what == "add":
        return "report" if after.get("reported_at") == entry.at else None
    return entry.what


def _class_name(named: Words, values: Mapping[str, Any]) -> str | None:
    parts = [values.get(name) or "" for name in _KEY]
    return named.class_name("|".join(parts)) if parts[-1] else None


def _name(named: Words, field: str, value: object) -> str | None:
    return named.of(field, value) if isinstance(value, str) and value else None
