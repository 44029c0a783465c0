import random

import geopandas as gpd
import pytest
import shapely

from gis_app.store import features
from gis_app.work import case_places
from gis_app.work.case_question import CaseQuestion
from layers.crs import points_to_lonlat

X, Y = 388_000.0, 3_309_000.0
WORLD = (-180.0, -90.0, 180.0, 90.0)


def add(office, count, spread_m, seed=1):
    draw = random.Random(seed)
    rows = [{"code": f"C-{n:05d}", "state": "closed"} for n in range(count)]
    shapes = [
        shapely.Point(X + draw.uniform(0, spread_m), Y + draw.uniform(0, spread_m))
        for _ in range(count)
    ]
    with office.store.write("test", office.clock()) as tx:
        features.add_many(tx, "cases", gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4550"))


def places(office, actor, zoom, box=None):
    return case_places.places(office, actor("viewer"), CaseQuestion(box=box), zoom, "en")


def box_of(dx, dy, side_m):
    lon, lat = points_to_lonlat([X + dx, X + dx + side_m], [Y + dy, Y + dy + side_m], "EPSG:4550")
    return float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1])


def test_few_cases_are_single_marks_at_every_zoom(office, actor):
    add(office, case_places.FEW, 5_000)

    told = places(office, actor, 3)

    assert (told["mode"], len(told["cases"]), told["clusters"]) == ("cases", case_places.FEW, [])


@pytest.mark.parametrize(("zoom", "mode"), [(14, "clusters"), (15, "cases"), (20, "cases")])
def test_single_marks_begin_where_the_catalog_says(office, actor, zoom, mode):
    add(office, case_places.MOST, 400)

    assert places(office, actor, zoom)["mode"] == mode


@pytest.mark.parametrize("box", [None, WORLD])
@pytest.mark.parametrize("zoom", [0, 9, 13, 18, 24])
def test_there_are_never_more_marks_than_a_person_can_look_at(office, actor, zoom, box):
    add(office, 3_000, 9_000)

    told = places(office, actor, zoom, box)

    assert told["mode"] == "clusters"
    assert 1 <= len(told["clusters"]) <= case_places.MOST
    assert sum(row["count"] for row in told["clusters"]) == told["total"] == 3_000


def test_clusters_stay_where_they_are_while_the_map_is_moved(office, actor):
    add(office, 6_000, 6_000)

    one = places(office, actor, 15, box_of(0, 0, 3_000))["clusters"]
    other = places(office, actor, 15, box_of(700, 300, 3_000))["clusters"]

    west, south, east, north = box_of(700, 300, 3_000)
    common = [r for r in one if west < r["lon"] < east and south < r["lat"] < north]
    assert len(common) > len(one) / 3
    assert all(row in other for row in common)


def test_a_cluster_names_a_case_that_is_in_it(filled, actor):
    told = places(filled.office, actor, 12)

    assert {row["number"] for row in told["clusters"]} <= {row["code"] for row in filled.rows}


def test_cases_without_a_place_are_told_whatever_the_view(filled, actor):
    told = places(filled.office, actor, 18, box_of(10, 10, 5))

    assert told["placeless"] == sum(row["shape"] is None for row in filled.rows)


def test_a_view_without_cases_has_no_marks(filled, actor):
    told = places(filled.office, actor, 18, (10.0, 10.0, 11.0, 11.0))

    assert (told["total"], told["cases"], told["clusters"]) == (0, [], [])
