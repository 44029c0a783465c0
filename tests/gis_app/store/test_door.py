"""The door of a layer: what holds comes back as it was given, the rest is refused whole."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis_app.store import (
    CodeMissing,
    CodeTaken,
    CodeTwice,
    CrsDiffers,
    ShapeUnfit,
    UnknownField,
    ValueUnfit,
    features,
    history,
)


def stored_in(tx):
    return {f.code: f for page in features.pages(tx, "hydrants") for f in page}


def broken(frame, **columns):
    frame = frame.copy()
    for name, values in columns.items():
        frame[name] = values
    return frame


@pytest.mark.parametrize(
    ("columns", "error"),
    [
        ({"code": ["H-1", "H-1", "H-2"]}, CodeTwice),
        ({"code": ["H-1", None, "H-2"]}, CodeMissing),
        ({"code": ["H-1", "", "H-2"]}, CodeMissing),
        ({"code": ["H-1", "H-2", "H-0001"]}, CodeTaken),
        ({"colour": "red"}, UnknownField),
        ({"bore_mm": [1, 2, 2.5]}, ValueUnfit),
        ({"bore_mm": ["1", "2", "3"]}, ValueUnfit),
        ({"bore_mm": [1, 2, 2**70]}, ValueUnfit),
        ({"bore_mm": [1, 2, True]}, ValueUnfit),
        ({"flow_lpm": [1.0, 2.0, np.inf]}, ValueUnfit),
        ({"flow_lpm": ["1", "2", "3"]}, ValueUnfit),
        ({"state": [1, 2, 3]}, ValueUnfit),
        ({"name": [1, 2, 3]}, ValueUnfit),
        ({"name": ["a", "\ud800", "c"]}, ValueUnfit),
        ({"note": ["a", "\ud800", "c"]}, ValueUnfit),
        ({"code": ["a", "\ud800", "c"]}, ValueUnfit),
        ({"recorded_on": ["2026-3-1", None, None]}, ValueUnfit),
        ({"recorded_on": pd.to_datetime(["2026-03-01"] * 3)}, ValueUnfit),
        ({"out_of_order": ["yes", "no", "no"]}, ValueUnfit),
        ({"geometry": shapely.box(0, 0, 1, 1)}, ShapeUnfit),
        ({"geometry": None}, ShapeUnfit),
        ({"geometry": shapely.Point()}, ShapeUnfit),
        ({"geometry": shapely.Point(np.inf, 1)}, ShapeUnfit),
        ({"geometry": shapely.MultiPoint([(1, 1), (2, 2)])}, ShapeUnfit),
    ],
)
def test_what_does_not_hold_is_refused_whole(store, hydrants, write, points, columns, error):
    offered = broken(points(3, first=20), **columns)
    with store.read() as tx:
        change = history.change(tx, "hydrants")

    with pytest.raises(error), write() as tx:
        features.add_many(tx, "hydrants", offered)

    with store.read() as tx:
        assert history.change(tx, "hydrants") == change
    with store.read() as tx:
        assert set(stored_in(tx)) == {"H-0000", "H-0001", "H-0002"}


@pytest.mark.parametrize("crs", [None, "EPSG:4549", "EPSG:4326"])
def test_another_crs_is_refused(store, write, points, crs):
    frame = gpd.GeoDataFrame(points(1).drop(columns="geometry"), geometry=[shapely.Point(1, 1)])
    frame = frame if crs is None else frame.set_crs(crs)

    with pytest.raises(CrsDiffers), write() as tx:
        features.add_many(tx, "hydrants", frame)


def test_a_single_value_goes_through_the_same_door(store, hydrants, write):
    with write() as tx:
        one = features.get(tx, "hydrants", "H-0001")
        for values, error in (({"bore_mm": "x"}, ValueUnfit), ({"size": 1}, UnknownField)):
            with pytest.raises(error):
                features.update(tx, "hydrants", replace(one, values=values), version=1)
        with pytest.raises(ShapeUnfit):
            features.update(tx, "hydrants", replace(one, shape=None), version=1)


def test_heights_are_dropped_and_coordinates_rounded_to_the_millimetre(store, write):
    frame = gpd.GeoDataFrame(
        {"code": ["C-1"]},
        geometry=[shapely.Polygon([(0, 0, 5), (1.00049, 0, 5), (1, 1, 5)])],
        crs="EPSG:4550",
    )
    with write() as tx:
        features.add_many(tx, "cells", frame)
        shape = features.get(tx, "cells", "C-1").shape

    assert not shape.has_z
    assert shape.geom_type == "Polygon"
    assert shape.exterior.coords[1] == (1.0, 0.0)


TEXTS = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
ROWS = st.tuples(
    TEXTS,
    st.one_of(st.none(), st.integers(-(2**62), 2**62)),
    st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)),
    st.one_of(st.none(), st.booleans()),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROWS, min_size=1, max_size=5))
def test_every_value_comes_back_as_it_was_given(store, write, points, rows):
    note, bore, flow, broken_down = zip(*rows, strict=True)
    frame = points(len(rows)).drop(columns="name")
    frame["note"] = pd.Series(note, dtype=object)
    frame["bore_mm"] = pd.Series(bore, dtype=object)
    frame["flow_lpm"] = pd.Series(flow, dtype=object)
    frame["out_of_order"] = pd.Series(broken_down, dtype=object)

    with write() as tx:
        for code, feature in stored_in(tx).items():
            features.remove(tx, "hydrants", code, version=feature.version)
        features.add_many(tx, "hydrants", frame)
        back = features.read_frame(tx, "hydrants")
        singly = [features.get(tx, "hydrants", code).values for code in frame["code"]]

    names = ("note", "bore_mm", "flow_lpm", "out_of_order")
    assert [tuple(values[name] for name in names) for values in singly] == rows
    assert back["note"].tolist() == list(note)
    assert back["bore_mm"].tolist() == list(bore)
