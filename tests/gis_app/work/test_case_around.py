"""What lies around a case: its neighbours are those that a slow look finds, and no others."""

import math
from datetime import datetime

import geopandas as gpd
import pytest
import shapely

from gis_app.cases import OPEN_STATES
from gis_app.store import features
from gis_app.work.case_around import ASSETS_MOST, CASES_MOST, around
from gis_app.work.cases import UnknownCase
from tests.gis_app.work.conftest import X, Y


def slow_neighbours(rows, case):
    """Return (share, number) of the neighbours of a case, by the plain words of the rule."""
    found = []
    for row in rows:
        if row["code"] == case["code"] or row["state"] == "void" or row["shape"] is None:
            continue
        if row["reported_at"] is None:
            continue
        metres = math.dist(row["shape"].coords[0], case["shape"].coords[0])
        seconds = [int(datetime.fromisoformat(r["reported_at"]).timestamp()) for r in (row, case)]
        days = (seconds[0] - seconds[1]) / 86_400
        if metres <= 150 and abs(days) <= 30:
            found.append((metres / 150 + abs(days) / 30, row["code"], metres, days, row["state"]))
    return sorted(found)


def test_neighbours_are_those_a_slow_look_finds(filled, actor):
    whole = [row for row in filled.rows if row["shape"] is not None and row["reported_at"]]
    for case in whole[::17]:
        told = around(filled.office, actor("viewer"), case["code"], "en")
        expected = slow_neighbours(filled.rows, case)

        assert told["total"] == len(expected) > CASES_MOST
        assert told["open"] == sum(one[4] in OPEN_STATES for one in expected)
        shown = [(row["distance_m"], row["days"]) for row in told["cases"]]
        assert shown == [(round(m, 1), round(d, 1)) for _, _, m, d, _ in expected[:CASES_MOST]]
        assert [row["number"] for row in told["cases"]] == [c for _, c, *_ in expected[:CASES_MOST]]
        assert all(row["lon"] is not None for row in told["cases"])


def test_a_case_without_a_place_has_no_surroundings_one_without_a_moment_no_neighbours(
    filled, actor
):
    placeless = next(row for row in filled.rows if row["shape"] is None)
    timeless = next(row for row in filled.rows if row["shape"] and not row["reported_at"])

    nothing = around(filled.office, actor("viewer"), placeless["code"], "zh")
    alone = around(filled.office, actor("viewer"), timeless["code"], "zh")

    assert (nothing["total"], nothing["cases"], nothing["assets"]) == (0, [], [])
    assert (alone["total"], alone["cases"]) == (0, [])
    assert 0 < len(alone["assets"]) <= ASSETS_MOST


def test_assets_come_nearest_first_and_a_case_far_away_has_none(office, actor):
    frame = gpd.GeoDataFrame(
        {"code": ["NEAR", "FAR"], "name": None, "reported_at": "2026-03-15T04:00:00.000Z"},
        geometry=[shapely.Point(X + 50, Y + 50), shapely.Point(X - 200_000, Y)],
        crs="EPSG:4550",
    )
    with office.store.write("test", office.clock()) as tx:
        features.add_many(tx, "cases", frame)

    near = around(office, actor("viewer"), "NEAR", "en")["assets"]

    away = [asset["distance_m"] for asset in near]
    assert away == sorted(away)
    assert near
    assert around(office, actor("viewer"), "FAR", "en")["assets"] == []
    with pytest.raises(UnknownCase):
        around(office, actor("viewer"), "NOBODY", "en")
