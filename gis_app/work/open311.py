"""Open311 GeoReport v2: the classes of the district as services, its cases as requests.

The words are those of the specification (https://wiki.open311.org/GeoReport_v2): a service is a
class in use, `kind:code`; a request is a case, its id the number of the case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np

from gis_app.store import UnknownFeature, classes
from gis_app.work import case_new
from gis_app.work.case_clocks import limit_table
from gis_app.work.case_columns import CaseTable, Rows, case_table
from gis_app.work.case_question import CaseQuestion, answer, field_title
from gis_app.work.case_words import Words, class_table, words
from gis_app.work.cases import lonlat_of, read_cases
from gis_app.work.errors import WorkError
from gis_app.work.office import Office
from gis_app.work.open311_keys import Key, need_open
from layers.analysis import AT_REST
from layers.codes import ClassRow

#: Days that are told where nobody says from when to when, and requests of a page.
DAYS: Final = 90
PAGE, PAGE_MOST = 50, 1_000
#: The one question that a service may have: its limit depends on it.
CONDITION: Final = "condition"
#: What a request is when its case is at rest.
_CLOSED: Final = AT_REST - {"draft"}
_FIELDS: Final = (
    "scheme", "kind", "class_code", "state", "description", "reported_at", "due_at", "closed_at",
    "address", "asset_layer", "asset_code", "unit", "changed_at",
)  # fmt: skip


class UnknownService(WorkError):
    """A service is named that the district does not have."""

    kind = "open311_service_unknown"
    template = "There is no service {code!r}; GET services lists all."


class UnknownRequest(UnknownFeature):
    """A request is named that there is not."""

    kind = "open311_request_unknown"
    template = "There is no service request {number!r}; check its id."


class PlaceMissing(WorkError):
    """A request says nothing of where it is."""

    kind = "open311_place_missing"
    template = "Give lat and long, or address_string, or address_id."


@dataclass(frozen=True, slots=True)
class Request:
    """What is reported: the service, a place (longitude, latitude), or an address, or an asset."""

    service: str
    place: tuple[float, float] | None = None
    address: str = ""
    asset: str = ""
    description: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which requests are wanted; `numbers` outweigh all the rest, as the specification says."""

    numbers: tuple[str, ...] = ()
    services: frozenset[str] = frozenset()
    status: str = ""
    from_s: int | None = None
    to_s: int | None = None
    page: int = 1
    size: int = PAGE


def services(office: Office, language: str) -> list[dict[str, Any]]:
    """Return the services: every class in use of the district's own scheme, by code."""
    need_open(office)
    named = words(office, language)
    conditions = _conditions(office)
    return [
        {
            "service_code": _code(row),
            "service_name": row.name,
            "description": row.name,
            "metadata": len(conditions.get(row.key, ())) > 1,
            "type": "realtime",
            "keywords": row.kind.value,
            "group": named.major("|".join(row.key))[1] or row.major,
        }
        for row in _rows(office)
    ]


def definition(office: Office, code: str, language: str) -> dict[str, Any]:
    """Return what a service asks beside the place: the condition, where its limits tell some apart.

    Raises
    ------
    UnknownService
        There is none of that code.
    """
    need_open(office)
    row = _row(office, code)
    values = _conditions(office).get(row.key, [])
    question = {
        "variable": True,
        "code": CONDITION,
        "datatype": "singlevaluelist",
        "required": False,
        "datatype_description": None,
        "order": 1,
        "description": field_title(office, CONDITION, language),
        "values": [{"key": value, "name": value} for value in values],
    }
    return {"service_code": _code(row), "attributes": [question] if len(values) > 1 else []}


def report(office: Office, key: Key, request: Request, language: str) -> str:
    """Store a request as a new case of the key's source, and return its number.

    Raises
    ------
    UnknownService, PlaceMissing
        There is no such service, or nothing says where.
    gis_app.work.case_new.OutsideDistrict, gis_app.work.case_new.CaseTextTooLong
    gis_app.work.case_new.UnknownAsset, gis_app.work.case_new.UnknownCondition
        The place lies elsewhere, a text is too long, or there is no such asset or condition.
    """
    row = _row(office, request.service)
    if request.place is None and not request.address and not request.asset:
        raise PlaceMissing
    layer, _, code = request.asset.partition(":")
    new = case_new.NewCase(
        kind=row.kind.value,
        class_code=row.code,
        source=key.source,
        place=request.place,
        address=request.address,
        description=request.description,
        condition=request.condition,
        asset_layer=layer,
        asset_code=code,
    )
    made = case_new.report(office, key.actor, new, language)
    return str(made["case"]["number"])


def requests(office: Office, asked: Asked, language: str) -> tuple[list[dict[str, Any]], int]:
    """Return a page of requests, the latest first, and how many there are.

    1. Drafts are none. Void and rejected cases are closed.
    2. Without a period the last `DAYS` days are told.
    3. Who reported a request is not told.

    Raises
    ------
    UnknownRequest
        A single number is asked for, and is of no case.
    """
    named = words(office, language)
    with office.store.read() as tx:
        table = case_table(office, tx)
        rows = _chosen(office, table, asked)
        part = rows[(asked.page - 1) * asked.size : asked.page * asked.size]
        frame = read_cases(tx, table, part, _FIELDS)
    return _told(office, frame, named), len(rows)


def _chosen(office: Office, table: CaseTable, asked: Asked) -> Rows:
    columns = table.columns
    if asked.numbers:
        kept = np.isin(columns.number.astype(np.str_), asked.numbers)
        if len(asked.numbers) == 1 and not kept.any():
            raise UnknownRequest(number=asked.numbers[0])
    else:
        now = int(office.clock().timestamp())
        whole = asked.from_s is None and asked.to_s is None
        question = CaseQuestion(
            from_s=now - DAYS * 86_400 if whole else asked.from_s,  # 2
            to_s=asked.to_s,
            classes=asked.services,
        )
        kept = answer(office, table, question).kept.copy()
        if asked.status:
            closed = columns.state.is_any(_CLOSED)
            kept &= closed if asked.status == "closed" else ~closed
    kept &= ~columns.state.is_any(["draft"])  # 1
    order = table.latest_first
    return order[kept[order]]


def _told(office: Office, frame: gpd.GeoDataFrame, named: Words) -> list[dict[str, Any]]:
    lon, lat = lonlat_of(office, frame.geometry.to_numpy())
    columns = {name: frame[name].tolist() for name in ("code", *_FIELDS)}
    return [
        _request({name: values[at] for name, values in columns.items()}, named)
        | {"lat": lat[at], "long": lon[at]}
        for at in range(len(frame))
    ]


def _request(row: dict[str, Any], named: Words) -> dict[str, Any]:
    state = row["state"] or ""
    key = "|".join(row[name] or "" for name in ("scheme", "kind", "class_code"))
    asset = f"{row['asset_layer']}:{row['asset_code']}" if row["asset_code"] else None
    closed = state in _CLOSED
    return {
        "service_request_id": row["code"],
        "status": "closed" if closed else "open",
        "status_notes": named.of("state", state) if state else None,
        "service_name": named.class_name(key),
        "service_code": f"{row['kind'] or ''}:{row['class_code'] or ''}",
        "description": row["description"],
        "agency_responsible": named.of("unit", row["unit"]) if row["unit"] else None,
        "service_notice": None,
        "requested_datetime": row["reported_at"],
        "updated_datetime": (closed and row["closed_at"]) or row["changed_at"],
        "expected_datetime": row["due_at"],
        "address": row["address"],
        "address_id": asset,
        "zipcode": None,
        "media_url": None,
    }


def _rows(office: Office) -> list[ClassRow]:
    table = class_table(office)
    with office.store.read() as tx:
        off = classes.disabled(tx)
    own = office.district.scheme
    schemes = {own} if any(row.scheme == own for row in table) else {row.scheme for row in table}
    found = [row for row in table if row.scheme in schemes and row.key not in off]
    return sorted(found, key=_code)


def _row(office: Office, code: str) -> ClassRow:
    found = next((row for row in _rows(office) if _code(row) == code), None)
    if found is None:
        raise UnknownService(code=code)
    return found


def _code(row: ClassRow) -> str:
    return f"{row.kind.value}:{row.code}"


def _conditions(office: Office) -> dict[Any, Sequence[str]]:
    """Return the conditions that the limits of classes tell apart, by the class's key."""
    with office.store.read() as tx:
        table = limit_table(office, tx)
    found: dict[Any, Sequence[str]] = {}
    for row in _rows(office):
        limits = table.rows((row.scheme, row.kind.value, row.code))
        found[row.key] = [limit.condition for limit in limits if limit.condition]
    return found
