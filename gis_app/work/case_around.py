"""What lies around a case: other cases near it in place and time, assets, zones."""

from typing import Any

import numpy as np

from gis_app.cases import OPEN_STATES, DuplicateRule, near
from gis_app.store import ReadTx, features
from gis_app.work import cases as queue
from gis_app.work import places
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_columns import LAYER, case_table
from gis_app.work.case_words import words
from gis_app.work.office import Office
from layers.analysis import NO_TIME

#: The circle and the time either way within which a case is a neighbour, whatever its class.
AROUND = DuplicateRule("", radius_m=150.0, hours=24.0 * 30)
#: How many neighbours and assets are shown.
CASES_MOST, ASSETS_MOST = 8, 5
_DAY_S = 86_400


@allowed(*EVERYONE)
def around(office: Office, actor: Actor, number: str, language: str) -> dict[str, Any]:
    """Return the surroundings of a case, JSON-plain, in a language.

    1. Neighbours are cases of any class within `AROUND`, but those that are void; the order is by
       the sum of the share of the circle and the share of the time used up. `total` counts all,
       `open` those of them that are not settled.
    2. Days are negative for what was reported earlier than the case.
    3. Assets are the nearest of each layer, within `gis_app.work.places.NEAR_M`, nearest first.
    4. A case without a place has no surroundings: all lists are empty. One far from the district
       has no assets and zones, one without a moment no neighbours.

    Raises
    ------
    gis_app.work.cases.UnknownCase
        There is no case of that number.
    """
    with office.store.read() as tx:
        case = features.find(tx, LAYER, number)
        if case is None:
            raise queue.UnknownCase(number=number)
        found: dict[str, Any] = {
            "radius_m": AROUND.radius_m, "days": round(AROUND.hours / 24),
            "total": 0, "open": 0, "cases": [], "assets": [], "zones": [],
        }  # fmt: skip
        if case.shape is None:
            return found  # 4
        x, y = case.shape.coords[0][:2]
        found |= _neighbours(office, tx, number, (float(x), float(y)), language)
    lon, lat = queue.lonlat_of(office, np.array([case.shape], dtype=object))
    try:
        known = places.locate(office, actor, (lon[0], lat[0]), language=language)
    except places.PlaceOutOfReach:
        return found  # 4
    nearest = sorted(known["assets"], key=lambda row: row["distance_m"])  # 3
    return {**found, "assets": nearest[:ASSETS_MOST], "zones": known["zones"]}


def _neighbours(
    office: Office, tx: ReadTx, number: str, place: tuple[float, float], language: str
) -> dict[str, Any]:
    table = case_table(office, tx)
    columns = table.columns
    (row,) = table.rows_of([number]).tolist()
    moment = int(columns.reported_at[row])
    kept = ~columns.state.is_any(["void"]) & (columns.reported_at != NO_TIME)  # 1, 4
    kept[row] = False
    met = near(place, moment, (columns.x, columns.y), columns.reported_at, kept, AROUND)  # 1
    shown = met.rows[:CASES_MOST]
    frame = queue.read_cases(tx, table, shown, (*queue.ROW_FIELDS, "scheme", "version"))
    named = words(office, language)
    rows = queue.queue_rows(office, frame, named)
    return {
        "total": len(met.rows),
        "open": int(columns.state.is_any(OPEN_STATES)[met.rows].sum()),
        "cases": [
            {
                **{name: told[name] for name in _TOLD},
                "state_title": named.of("state", told["state"]),
                "distance_m": round(float(away), 1),
                "days": round(-float(earlier) / _DAY_S, 1),  # 2
            }
            for told, away, earlier in zip(rows, met.distance_m, met.earlier_s, strict=False)
        ],
    }


_TOLD = ("number", "state", "class_name", "class_code", "reported_at", "address", "lon", "lat")
