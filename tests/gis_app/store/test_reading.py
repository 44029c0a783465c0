"""Reading features: one, a frame, a page, a box, a search."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis_app.store import UnknownFeature, UnknownField, features
from layers.catalog import UnknownLayer


def test_what_was_added_comes_back_alike(store, hydrants, points):
    with store.read() as tx:
        frame = features.read_frame(tx, "hydrants")

    offered = points(3)
    assert frame["code"].tolist() == offered["code"].tolist()
    assert frame["name"].tolist() == offered["name"].tolist()
    assert frame["bore_mm"].tolist() == [100, 150, 100]
    assert frame["note"].tolist() == [None] * 3
    assert frame.geometry.tolist() == offered.geometry.tolist()
    assert frame.crs.to_epsg() == 4550
    assert list(frame.index) == [0, 1, 2]


def test_a_feature_is_got_by_its_code(store, hydrants):
    with store.read() as tx:
        hydrant = features.get(tx, "hydrants", "H-0001")

    assert (hydrant.name, hydrant.version) == ("栓1", 1)
    assert (hydrant.values["bore_mm"], hydrant.values["note"]) == (150, None)


def test_an_unknown_code_layer_or_column_is_refused(store, hydrants):
    with store.read() as tx:
        assert features.find(tx, "hydrants", "H-9") is None
        with pytest.raises(UnknownFeature):
            features.get(tx, "hydrants", "H-9")
        with pytest.raises(UnknownLayer):
            features.get(tx, "hydrants; DROP TABLE users", "H-9")
        with pytest.raises(UnknownField):
            features.read_frame(tx, "hydrants", columns=["code", "fid"])
        with pytest.raises(UnknownField):
            features.count(tx, "hydrants", {'"': "x"})


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ({"bore_mm": 100}, ["H-0000", "H-0002"]),
        ({"state": "intact", "code": ["H-0001", "H-0002", "H-7"]}, ["H-0001", "H-0002"]),
        ({"note": None}, ["H-0000", "H-0001", "H-0002"]),
        ({"name": "' OR 1=1 --"}, []),
    ],
)
def test_filters_choose_by_equality(store, hydrants, where, codes):
    with store.read() as tx:
        assert features.read_frame(tx, "hydrants", where=where)["code"].tolist() == codes
        assert features.count(tx, "hydrants", where) == len(codes)


def test_more_codes_than_sql_takes_parameters_may_be_asked_for(store, hydrants):
    with store.read() as tx:
        frame = features.read_frame(tx, "hydrants", codes=[f"H-{n:04d}" for n in range(1, 50_000)])

    assert frame["code"].tolist() == ["H-0001", "H-0002"]


def test_columns_can_be_chosen(store, hydrants):
    with store.read() as tx:
        frame = features.read_frame(tx, "hydrants", columns=["version", "changed_at", "code"])

    assert list(frame.columns) == ["version", "changed_at", "code", "geometry"]
    assert frame["changed_at"].tolist() == ["2026-03-01T12:00:00.000Z"] * 3


def test_an_empty_layer_is_an_empty_frame(store):
    with store.read() as tx:
        frame = features.read_frame(tx, "hydrants")
        boxed = features.in_box(tx, "hydrants", (0, 0, 1, 1), limit=5)

    assert len(frame) == len(boxed) == 0
    assert frame.crs.to_epsg() == boxed.crs.to_epsg() == 4550


def test_pages_show_each_feature_once_in_order(store, write, points):
    with write() as tx:
        features.add_many(tx, "hydrants", points(7))
    with store.read() as tx:
        sizes = [[f.code for f in page] for page in features.pages(tx, "hydrants", size=3)]

    assert sizes == [
        ["H-0000", "H-0001", "H-0002"],
        ["H-0003", "H-0004", "H-0005"],
        ["H-0006"],
    ]


def test_a_box_keeps_its_edge_and_not_a_millimetre_more(store, hydrants, corner):
    x, y = corner
    with store.read() as tx:
        edge = features.in_box(tx, "hydrants", (x + 1, y, x + 5, y + 5), limit=9)
        beyond = features.in_box(tx, "hydrants", (x + 1.001, y, x + 5, y + 5), limit=9)
        frame = features.read_frame(tx, "hydrants", box=(x + 1.001, y, x + 5, y + 5))

    assert edge["code"].tolist() == ["H-0001", "H-0002"]
    assert beyond["code"].tolist() == frame["code"].tolist() == ["H-0002"]


def test_a_limit_counts_what_is_in_the_box_not_what_is_near_it(store, write, corner):
    """An R*Tree rounds to a quarter of a metre here: its hits are not yet answers."""
    x, y = corner
    near = [x - 0.001] * 10 + [x]
    frame = gpd.GeoDataFrame(
        {"code": [f"N-{n:02d}" for n in range(11)]},
        geometry=shapely.points([(east, y) for east in near]),
        crs="EPSG:4550",
    )
    with write() as tx:
        features.add_many(tx, "hydrants", frame)
    with store.read() as tx:
        found = features.in_box(tx, "hydrants", (x, y - 1, x + 1, y + 1), limit=1)

    assert found["code"].tolist() == ["N-10"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-4, 12), min_size=4, max_size=4), st.integers(1, 12))
def test_a_box_holds_the_same_as_a_test_of_every_feature(
    store, write, points, corner, sides, limit
):
    x, y = corner
    with write() as tx:
        if not features.count(tx, "hydrants"):
            features.add_many(tx, "hydrants", points(9))
    west, east = sorted(sides[:2])
    south, north = sorted(sides[2:])
    box = (x + west, y + south, x + east, y + north)

    with store.read() as tx:
        all_codes = features.read_frame(tx, "hydrants")
        found = features.in_box(tx, "hydrants", box, limit=limit)["code"].tolist()

    meets = shapely.intersects(all_codes.geometry.to_numpy(), shapely.box(*box))
    assert found == all_codes["code"][meets].tolist()[:limit]


def test_a_box_meets_a_slanted_line_only_where_the_line_is(store, write, corner):
    x, y = corner
    lines = gpd.GeoDataFrame(
        {"code": ["R-1"]},
        geometry=[shapely.LineString([(x, y), (x + 100, y + 100)])],
        crs="EPSG:4550",
    )
    with write() as tx:
        features.add_many(tx, "roads", lines)
    with store.read() as tx:
        beside = features.in_box(tx, "roads", (x + 80, y, x + 90, y + 10), limit=5)
        across = features.in_box(tx, "roads", (x + 50, y + 40, x + 60, y + 60), limit=5)

    assert (len(beside), len(across)) == (0, 1)


def test_a_search_ranks_code_before_name_before_the_rest(store, write, points):
    frame = points(4)
    frame["code"] = ["XB-12", "B-12", "b-12x", "Z-1"]
    frame["name"] = [None, "x", "y", "B-12 on the quay"]
    with write() as tx:
        features.add_many(tx, "hydrants", frame)
    with store.read() as tx:
        hits = [hit.code for hit in features.search(tx, ["hydrants", "cells"], " b-12 ")]
        two = features.search(tx, ["hydrants"], "b-12", limit=2)

    assert hits == ["B-12", "b-12x", "Z-1", "XB-12"]
    assert len(two) == 2


@pytest.mark.parametrize("text", ["%", "_", "'", '"; --', "", "   "])
def test_signs_of_sql_in_a_search_are_only_text(store, hydrants, text):
    with store.read() as tx:
        assert features.search(tx, ["hydrants"], text) == []


def test_truth_values_come_back_as_truth(store, write, points):
    with write() as tx:
        features.add_many(tx, "hydrants", points(2, out_of_order=[True, None]))
    with store.read() as tx:
        frame = features.read_frame(tx, "hydrants")
        first = features.get(tx, "hydrants", "H-0000")

    assert frame["out_of_order"].tolist() == [True, None]
    assert first.values["out_of_order"] is True


def test_a_whole_column_of_numbers_is_numeric(store, hydrants):
    with store.read() as tx:
        frame = features.read_frame(tx, "hydrants")

    assert frame["bore_mm"].dtype == np.int64
    assert frame["flow_lpm"].dtype == np.float64
