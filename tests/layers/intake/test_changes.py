"""Comparing: what an import would change, by code, field and shape."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, affinity, box

from layers.catalog import Shape
from layers.intake import applied, compare, refusals, upserts

ALL = frozenset({"name", "note", "count", "depth", "open", "built_on", "seen_at", "state"})


def stored(make, *rows, shapes=None):
    frame = make.raw(*rows, shapes=shapes)
    names = ["code", "name", *(field.name for field in make.layer().fields)]
    table = pd.DataFrame(frame.drop(columns="geometry"), dtype=object).reindex(columns=names)
    table = table.astype(object).where(table.notna(), None)
    return gpd.GeoDataFrame(table, geometry=frame.geometry)


@st.composite
def frames(draw):
    chosen = draw(st.lists(st.sampled_from("abcdef"), unique=True, max_size=6))
    rows = [
        {
            "code": code,
            "name": draw(st.none() | st.sampled_from(["x", "y"])),
            "count": draw(st.none() | st.integers(0, 2)),
            "depth": draw(st.none() | st.sampled_from([0.0, 1.5])),
        }
        for code in chosen
    ]
    places = [
        draw(st.builds(Point, st.integers(0, 2), st.integers(0, 2)) | st.none()) for _ in chosen
    ]
    table = pd.DataFrame(rows, columns=["code", "name", "count", "depth"], dtype=object)
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(places, crs="EPSG:4550"))


def test_rows_are_added_changed_or_unchanged_by_code(make):
    existing = stored(make, {"code": "a", "name": "1"}, {"code": "b", "name": "2"}, {"code": "z"})
    incoming = stored(
        make, {"code": "a", "name": "1"}, {"code": "b", "name": "3"}, {"code": "c", "name": "4"}
    )

    changes = compare(existing, incoming, make.layer(), provided=ALL)

    assert changes.unchanged.tolist() == [0]
    assert changes.changed.tolist() == [1]
    assert changes.added.tolist() == [2]
    assert changes.absent.tolist() == [2]
    assert changes.fields_of(1) == ("name",)
    assert changes.by_field() == {"name": 1}


def test_what_the_file_does_not_feed_stays_as_it_is(make):
    existing = stored(make, {"code": "a", "name": "1", "note": "keep"})
    incoming = stored(make, {"code": "a", "name": "2", "note": None})

    changes = compare(existing, incoming, make.layer(), provided={"name"})
    after = applied(existing, incoming, make.layer(), changes)

    assert changes.by_field() == {"name": 1}
    assert after.iloc[0][["name", "note"]].tolist() == ["2", "keep"]


def test_a_field_that_the_file_feeds_with_nothing_is_emptied(make):
    existing = stored(make, {"code": "a", "note": "old"})
    incoming = stored(make, {"code": "a", "note": None})

    changes = compare(existing, incoming, make.layer(), provided={"note"})

    assert applied(existing, incoming, make.layer(), changes)["note"].tolist() == [None]


@pytest.mark.parametrize(("shift_m", "same"), [(0.0004, True), (0.001, False), (0.5, False)])
def test_shapes_are_equal_at_the_millimetre(make, shift_m, same):
    existing = stored(make, {"code": "a"}, shapes=[Point(5, 5)])
    incoming = stored(make, {"code": "a"}, shapes=[Point(5 + shift_m, 5)])

    changes = compare(existing, incoming, make.layer(), provided=ALL)

    assert (len(changes.unchanged) == 1) is same


def test_where_a_ring_begins_and_which_way_it_runs_does_not_matter(make):
    spec = make.layer(shape=Shape.POLYGON)
    ring = [(0, 0), (10, 0), (10, 10), (0, 10)]
    existing = stored(make, {"code": "a"}, shapes=[Polygon(ring)])
    incoming = stored(make, {"code": "a"}, shapes=[Polygon([*ring[2:], *ring[:2]][::-1])])

    assert len(compare(existing, incoming, spec, provided=ALL).unchanged) == 1


def test_the_direction_of_a_line_matters_because_it_carries_chainage(make):
    spec = make.layer(shape=Shape.LINE)
    line = LineString([(0, 0), (10, 0)])
    existing = stored(make, {"code": "a"}, shapes=[line])
    incoming = stored(make, {"code": "a"}, shapes=[line.reverse()])

    assert compare(existing, incoming, spec, provided=ALL).fields_of(0) == ("geometry",)


def test_a_row_without_a_shape_leaves_the_shape_as_it_is(make):
    existing = stored(make, {"code": "a", "name": "1"}, shapes=[Point(5, 5)])
    incoming = stored(make, {"code": "a", "name": "2"}, shapes=[None])

    changes = compare(existing, incoming, make.layer(), provided=ALL)
    rows = upserts(existing, incoming, make.layer(), changes)

    assert changes.fields_of(0) == ("name",)
    assert rows.geometry[0] == Point(5, 5)


def test_a_new_row_without_a_shape_is_refused_unless_the_layer_allows_it(make):
    existing = stored(make, {"code": "a"})
    incoming = stored(make, {"code": "b"}, {"code": "c"}, shapes=[None, Point(1, 1)])

    strict = compare(existing, incoming, make.layer(), provided=ALL)
    mild = compare(existing, incoming, make.layer(place_optional=True), provided=ALL)

    assert (strict.added.tolist(), strict.refused.tolist()) == ([1], [0])
    assert (mild.added.tolist(), mild.refused.tolist()) == ([0, 1], [])
    told = refusals(incoming, np.array([7, 8]), strict)
    assert [(one.row, one.value, one.kind) for one in told] == [(7, "b", "new_without_place")]


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, pd.NaT])
def test_nothing_is_nothing_however_a_frame_writes_it(make, nothing):
    existing = stored(make, {"code": "a", "note": None})
    incoming = existing.assign(note=pd.Series([nothing], dtype=object))

    assert len(compare(existing, incoming, make.layer(), provided=ALL).unchanged) == 1


def test_a_field_that_is_new_to_the_layer_is_compared_with_nothing(make):
    existing = stored(make, {"code": "a"}).drop(columns="state")
    incoming = stored(make, {"code": "a", "state": "intact"})

    assert compare(existing, incoming, make.layer(), provided=ALL).fields_of(0) == ("state",)


def test_comparing_and_applying_leave_both_frames_as_they_were(make):
    existing = stored(make, {"code": "a", "name": "1"})
    incoming = stored(make, {"code": "a", "name": "2"}, {"code": "b"})
    copies = existing.copy(deep=True), incoming.copy(deep=True)

    applied(
        existing, incoming, make.layer(), compare(existing, incoming, make.layer(), provided=ALL)
    )

    for frame, copy in zip((existing, incoming), copies, strict=True):
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(copy))


def test_a_moved_area_is_a_change_of_its_shape(make):
    spec = make.layer(shape=Shape.POLYGON)
    existing = stored(make, {"code": "a"}, shapes=[box(0, 0, 10, 10)])
    incoming = stored(make, {"code": "a"}, shapes=[affinity.translate(box(0, 0, 10, 10), 0.002)])

    assert compare(existing, incoming, spec, provided=ALL).fields_of(0) == ("geometry",)


@given(frames())
def test_a_frame_compared_with_itself_is_unchanged(make, frame):
    changes = compare(frame, frame, make.layer(), provided=ALL)

    assert len(changes.unchanged) == len(frame)
    assert not changes.differs.any()
    assert len(changes.absent) == 0


@given(frames(), frames(), st.sets(st.sampled_from(sorted(ALL))))
def test_after_applying_the_same_file_changes_nothing(make, existing, incoming, provided):
    spec = make.layer()

    changes = compare(existing, incoming, spec, provided=provided)
    after = applied(existing, incoming, spec, changes)
    again = compare(after, incoming, spec, provided=provided)

    assert len(again.changed) == len(again.added) == 0
    assert again.refused.tolist() == changes.refused.tolist()


@given(frames(), frames(), st.sets(st.sampled_from(sorted(ALL))))
def test_applying_keeps_every_code_and_each_row_is_of_one_sort(make, existing, incoming, provided):
    spec = make.layer()

    changes = compare(existing, incoming, spec, provided=provided)
    after = applied(existing, incoming, spec, changes)

    sorts = [changes.added, changes.changed, changes.unchanged, changes.refused]
    assert sorted(np.concatenate(sorts).tolist()) == list(range(len(incoming)))
    refused = set(incoming["code"].iloc[changes.refused])
    assert set(after["code"]) == set(existing["code"]) | (set(incoming["code"]) - refused)
    assert after["code"].is_unique
