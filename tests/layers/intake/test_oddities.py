"""Oddities of rows that are kept: each is told, with what is needed to find it in the file."""

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from layers.catalog import FieldKind, Shape
from layers.intake import BadValues, CheckOptions, ColumnMapping, Severity, check_rows

CRS = "EPSG:4550"
USUAL = CheckOptions()
MAPPING = ColumnMapping({"code": "id", "starts_on": "from", "ends_on": "to"})
DAYS = st.dates().map(lambda day: day.isoformat())


def permits(make, kind=FieldKind.DATE, **more):
    return make.layer(
        make.field("starts_on", kind), make.field("ends_on", kind), make.field("note"), **more
    )


def check(make, rows, *, mapping=MAPPING, options=USUAL, shapes=None, spec=None):
    return check_rows(
        make.raw(*rows, shapes=shapes), spec or permits(make), mapping, options=options
    )


def told(checked, kind):
    return [one for one in checked.problems if one.kind == kind]


def row(at, begins="", ends=""):
    return {"id": f"P{at}", "from": begins, "to": ends}


@given(st.lists(st.tuples(DAYS | st.just(""), DAYS | st.just("")), min_size=1, max_size=12))
def test_exactly_the_rows_that_end_before_they_begin_are_told_and_all_are_kept(make, pairs):
    checked = check(make, [row(at, *pair) for at, pair in enumerate(pairs)])

    found = told(checked, "ends_before_begins")
    early = [at + 1 for at, (begins, ends) in enumerate(pairs) if "" < ends < begins]
    assert [one.row for one in found] == early
    assert all(one.severity is Severity.NOTED for one in found)
    assert [(one.facts["begins"], one.value) for one in found] == [pairs[at - 1] for at in early]
    assert checked.rejected == 0


def test_an_end_before_its_beginning_is_told_with_both_values_as_the_file_writes_them(make):
    checked = check(make, [row(1, "2026/3/2", "2026/3/1")])

    (one,) = told(checked, "ends_before_begins")
    assert (one.row, one.column) == (1, "to")
    assert one.message() == "The end, 2026/3/1, lies before the beginning, 2026/3/2."


def test_moments_are_compared_as_moments_and_not_as_texts(make):
    spec = permits(make, FieldKind.DATETIME)
    rows = [
        row(1, "2026-03-01T09:00:00+08:00", "2026-03-01T02:00:00Z"),  # an hour later
        row(2, "2026-03-01T01:30:00Z", "2026-03-01T09:00:00+08:00"),  # half an hour early
    ]

    assert [one.row for one in told(check(make, rows, spec=spec), "ends_before_begins")] == [2]


def test_a_constant_beginning_is_compared_too(make):
    mapping = ColumnMapping({"code": "id", "ends_on": "to"}, constants={"starts_on": "2026-03-02"})

    checked = check(make, [row(1, "", "2026-03-01")], mapping=mapping)

    assert told(checked, "ends_before_begins")[0].facts == {"begins": "2026-03-02"}


def test_fields_that_are_no_dates_are_not_compared(make):
    checked = check(make, [row(1, "b", "a")], spec=permits(make, FieldKind.TEXT))

    assert not told(checked, "ends_before_begins")


def test_a_row_that_is_left_out_anyway_is_not_told_to_be_odd(make):
    rows = [row(1, "2026-03-02", "2026-03-01"), {**row(2), "id": ""}]
    rows[0]["id"] = ""

    assert not told(check(make, rows), "ends_before_begins")


@given(heap=st.integers(0, 220), seed=st.integers(0, 10**6))
def test_a_default_place_is_told_once_with_its_count_its_place_and_its_first_row(make, heap, seed):
    rng = np.random.default_rng(seed)
    spread = np.round(rng.uniform(400_000, 410_000, (150, 2)), 3)
    pile = np.round(rng.uniform((400_000, 3_300_000), (410_000, 3_310_000)), 3)
    places = [Point(x, y + 2_900_000) for x, y in spread] + [Point(*pile)] * heap
    order = rng.permutation(len(places))
    shapes = [places[at] for at in order]

    checked = check(make, [row(at) for at in range(len(shapes))], shapes=shapes)

    found = told(checked, "piled_place")
    assert len(found) == (heap >= 100)
    for one in found:
        lon, lat = (float(text) for text in one.value.split(", "))
        back = pyproj.Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform(lon, lat)
        assert (one.row, one.severity, one.facts["count"]) == (0, Severity.NOTED, heap)
        assert np.hypot(*(np.array(back) - pile)) < 0.2
        assert one.facts["first"] == int(np.argmax(order >= 150)) + 1
    assert checked.rejected == 0


def test_rows_a_millimetre_apart_are_no_pile(make):
    shapes = [Point(404_000 + at / 1000, 3_309_000) for at in range(300)]

    checked = check(make, [row(at) for at in range(300)], shapes=shapes)

    assert not told(checked, "piled_place")


def test_areas_that_lie_on_each_other_are_no_pile(make):
    spec = permits(make, shape=Shape.POLYGON)

    checked = check(make, [row(at) for at in range(150)], shapes=[box(0, 0, 9, 9)] * 150, spec=spec)

    assert not told(checked, "piled_place")


@pytest.mark.parametrize(("far", "piled"), [(4e6, 1), (1e12, 0), (1e300, 0)])
def test_a_pile_at_an_absurd_place_does_not_end_the_check(make, far, piled):
    checked = check(make, [row(at) for at in range(150)], shapes=[Point(far, far)] * 150)

    assert len(told(checked, "piled_place")) == piled


@given(empty=st.integers(0, 400), full=st.integers(0, 1500))
def test_a_field_empty_in_many_rows_is_told_once_with_its_count(make, empty, full):
    mapping = ColumnMapping({"code": "id", "note": "to"})
    rows = [row(at, "", "" if at < empty else "x") for at in range(empty + full)]

    found = told(check(make, rows, mapping=mapping), "empty_field") if rows else []

    many = empty >= 100 and empty > (empty + full) / 10
    assert [(one.row, one.column, dict(one.facts)) for one in found] == (
        [(0, "to", {"count": empty, "total": empty + full})] if many else []
    )


def test_a_field_that_no_column_feeds_is_not_called_empty(make):
    checked = check(make, [row(at, "2026-03-01", "2026-03-01") for at in range(200)])

    assert not told(checked, "empty_field")


def test_values_left_empty_since_they_cannot_be_read_count_as_empty(make):
    rows = [row(at, "2026-03-01", "soon") for at in range(200)]

    checked = check(make, rows, options=CheckOptions(bad_values=BadValues.BLANK))

    (one,) = told(checked, "empty_field")
    assert (one.column, one.facts["count"]) == ("to", 200)
