"""Cases that may be the same problem: shown side by side, merged, and taken apart again."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from gis_app.cases import DuplicateRule, likeness, near
from gis_app.store import ReadTx, StaleVersion, features, history, photos
from gis_app.work import cases as queue
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_clocks import UNMERGE, class_key
from gis_app.work.case_columns import LAYER, case_table
from gis_app.work.case_words import words
from gis_app.work.duplicate_rules import kept_rules
from gis_app.work.errors import WorkError
from gis_app.work.office import Office
from layers import Feature
from layers.analysis import KEY_MARK
from layers.crs import WGS84, points_to_metric

#: How many possible duplicates are shown.
SHOWN = 5
#: What history calls joining a case to another.
MERGE = "merge"
#: States of a case that cannot be joined to another: it is done, or was turned down.
_PAST = frozenset({"closed", "void", "rejected", "to_close"})
#: Fields of a possible duplicate that are shown.
_FIELDS = ("state", "kind", "class_code", "scheme", "reported_at", "address", "description", "unit",
           "asset_code", "source", "version")  # fmt: skip


class MergeRefused(WorkError):
    """Two cases cannot be joined, or one cannot be parted."""

    kind = "merge_refused"
    template = "Case {number} cannot be merged or parted: {problem}."


@allowed(*EVERYONE)
def possible(office: Office, _actor: Actor, number: str, language: str) -> dict[str, Any]:
    """Return the cases that may be the same as a case, and those that were joined to it.

    1. They are of its class, in the circle and window of the rule of the class; see
       `gis_app.cases.near`.
    2. Of those, cases about the very same asset come first.
    3. What is void is none; the case itself is none.

    Raises
    ------
    gis_app.work.cases.UnknownCase
        There is no such case.
    """
    with office.store.read() as tx:
        case = _case(tx, number)
        joined = _joined(tx, number)
        place = _place(case)
        found = _near(office, tx, case.values, place, but=number)
        return {
            "rule": None if found is None else _rule(found[0]),
            "possible": [] if found is None else _rows(office, tx, found[1], case, language),
            "joined": joined,
            "into": case.values.get("duplicate_of"),
        }


@allowed(*EVERYONE)
def possible_at(
    office: Office, _actor: Actor, place: tuple[float, float], kind: str, code: str, language: str
) -> dict[str, Any]:
    """Return the cases that may be the same as one of a class that is reported here now.

    `place` is longitude and latitude, WGS 84.
    """
    x, y = points_to_metric([place[0]], [place[1]], WGS84, office.district.crs)
    values = {"kind": kind, "class_code": code, "scheme": office.district.scheme}
    spot = (float(x[0]), float(y[0]))
    with office.store.read() as tx:
        found = _near(office, tx, values, spot, but="")
        asked = Feature("", "", shapely.Point(spot), values)
        return {
            "rule": None if found is None else _rule(found[0]),
            "possible": [] if found is None else _rows(office, tx, found[1], asked, language),
        }


@allowed("dispatcher")
def merge(
    office: Office,
    actor: Actor,
    number: str,
    *,
    into: str,
    version: int,
    note: str,
    language: str,
) -> dict[str, Any]:
    """Join a case to another, which goes on for both, and return the card of the one joined.

    1. The other is no duplicate itself and is not void; the case is open and none was joined to it.
    2. The case is void from now on and names the other; all else of it stays as it was.

    Raises
    ------
    gis_app.work.cases.UnknownCase, gis_app.store.StaleVersion
        One of them is not there, or the case was changed meanwhile.
    MergeRefused
        Rule 1 is broken.
    """
    with office.store.write(actor.name, office.clock()) as tx:
        case, other = _case(tx, number), _case(tx, into)
        _same_version(case, version)
        problem = _problem(tx, case, other)
        if problem:
            raise MergeRefused(number=number, problem=problem)  # 1
        values = {"state": "void", "duplicate_of": into, "yellow_at": None, "red_at": None}
        changed = Feature(number, case.name, case.shape, values)
        features.update(tx, LAYER, changed, version=version, what=MERGE, note=note or into)  # 2
    card: dict[str, Any] = queue.card(office, actor, number, language)
    return card


@allowed("dispatcher")
def unmerge(
    office: Office, actor: Actor, number: str, *, version: int, language: str
) -> dict[str, Any]:
    """Part a case from the one it was joined to: it is again what it was before.

    Raises
    ------
    gis_app.work.cases.UnknownCase, gis_app.store.StaleVersion
        There is no such case, or it was changed meanwhile.
    MergeRefused
        It was not joined to another.
    """
    with office.store.write(actor.name, office.clock()) as tx:
        case = _case(tx, number)
        _same_version(case, version)
        merged = next((e for e in history.of(tx, LAYER, number) if e.what == MERGE), None)
        if not case.values.get("duplicate_of") or merged is None:
            raise MergeRefused(number=number, problem="it was not joined to another")
        before = (merged.before or {}).get("values") or {}
        names = ("state", "duplicate_of", "yellow_at", "red_at")
        values = {name: before.get(name) for name in names}
        changed = Feature(number, case.name, case.shape, values)
        note = str(case.values["duplicate_of"])
        features.update(tx, LAYER, changed, version=version, what=UNMERGE, note=note)
    card: dict[str, Any] = queue.card(office, actor, number, language)
    return card


def _problem(tx: ReadTx, case: Feature, other: Feature) -> str | None:
    if case.code == other.code:
        return "a case is not its own duplicate"
    if other.values.get("duplicate_of"):
        return "the other one is a duplicate itself"
    if other.values.get("state") in ("void", "rejected"):
        return "the other one was turned down"
    if case.values.get("state") in _PAST:
        return "it is done or was turned down"
    if _joined(tx, case.code):
        return "others were joined to it; part them first"
    return None


def _near(
    office: Office,
    tx: ReadTx,
    values: Mapping[str, Any],
    place: tuple[float, float] | None,
    *,
    but: str,
) -> tuple[DuplicateRule, dict[int, float]] | None:
    """Return the rule of a class and the rows that are near, each with its distance in metres."""
    scheme, kind, code = class_key(values)
    rule = kept_rules(office).rule(kind, code)
    if rule is None or place is None:
        return None
    columns = case_table(office, tx).columns
    alike = columns.class_code.is_any([KEY_MARK.join((scheme, kind, code))])
    alike &= ~columns.state.is_any(["void", "rejected"])  # 3
    at = values.get("reported_at")
    moment = int(office.clock().timestamp()) if at is None else _second(str(at))
    found = near(place, moment, (columns.x, columns.y), columns.reported_at, alike, rule)  # 1
    rows = zip(found.rows.tolist(), found.distance_m.tolist(), strict=True)
    return rule, {row: away for row, away in rows if columns.number[row] != but}


def _rows(
    office: Office, tx: ReadTx, near_by: Mapping[int, float], case: Feature, language: str
) -> list[dict[str, Any]]:
    chosen = list(near_by)[: SHOWN * 4]
    if not chosen:
        return []
    table = case_table(office, tx)
    frame = queue.read_cases(tx, table, np.array(chosen, dtype=np.intp), _FIELDS)
    named = words(office, language)
    found = []
    for at, away in enumerate(near_by[row] for row in chosen):
        row = {name: frame[name].iloc[at] for name in _FIELDS}
        number = str(frame["code"].iloc[at])
        asset = row["asset_code"]
        text = str(row["description"] or "")
        found.append(
            {
                "number": number,
                "distance_m": round(away, 1),
                "state": row["state"],
                "state_title": named.of("state", str(row["state"])),
                "class_name": named.class_name(KEY_MARK.join(class_key(row))),
                "reported_at": row["reported_at"],
                "address": row["address"],
                "description": row["description"],
                "unit_name": named.of("unit", row["unit"]) if row["unit"] else None,
                "same_asset": bool(asset) and asset == case.values.get("asset_code"),
                "likeness": likeness(text, str(case.values.get("description") or "")),
                "photos": [f"/api/photos/{p.id}/thumb" for p in photos.of(tx, LAYER, number)[:2]],
            }
        )
    found.sort(key=lambda row: not row["same_asset"])  # 2
    return found[:SHOWN]


def _rule(rule: DuplicateRule) -> dict[str, float]:
    return {"radius_m": rule.radius_m, "hours": rule.hours}


def _case(tx: ReadTx, number: str) -> Feature:
    found = features.find(tx, LAYER, number)
    if found is None:
        raise queue.UnknownCase(number=number)
    return found


def _place(case: Feature) -> tuple[float, float] | None:
    if case.shape is None:
        return None
    x, y = case.shape.coords[0][:2]
    return float(x), float(y)


def _joined(tx: ReadTx, number: str) -> list[str]:
    found = features.read_frame(tx, LAYER, columns=("code",), where={"duplicate_of": number})
    return sorted(found["code"].tolist())


def _same_version(case: Feature, version: int) -> None:
    if case.version != version:
        raise StaleVersion(
            layer=LAYER,
            code=case.code,
            mine_version=version,
            stored_version=case.version,
            mine={"action": MERGE, "version": version},
            theirs=case,
        )


def _second(moment: str) -> int:
    return int(np.datetime64(moment.removesuffix("Z"), "s").astype(np.int64))
