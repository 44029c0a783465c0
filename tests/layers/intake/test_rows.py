"""Checking rows: every rule, on every row, told with row, column and value."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPoint, Point, Polygon, box

from layers.catalog import FieldKind, Shape
from layers.intake import (
    BadValues,
    CheckOptions,
    CodeRule,
    ColumnMapping,
    FrameWithoutCrs,
    MappingBroken,
    Outside,
    Repeated,
    Severity,
    UnknownTimezone,
    check_rows,
)

USUAL = CheckOptions()
BLANK = CheckOptions(bad_values=BadValues.BLANK)
BOW = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
MAPPING = ColumnMapping(
    {
        "code": "id",
        "name": "n",
        "note": "text",
        "count": "num",
        "depth": "dep",
        "open": "yes",
        "built_on": "day",
        "seen_at": "time",
        "state": "st",
    }
)
WHOLE = {
    "id": "A1",
    "n": "One",
    "text": "hello",
    "num": "3",
    "dep": "1.5",
    "yes": "是",
    "day": "2024/10/10",
    "time": "2024/10/10 上午 08:55:04",
    "st": "完好",
}


def check(make, *rows, mapping=MAPPING, options=USUAL, spec=None, shapes=None):
    return check_rows(
        make.raw(*rows, shapes=shapes), spec or make.layer(), mapping, options=options
    )


def kinds(checked, severity=None):
    return [
        (one.row, one.column, one.kind)
        for one in checked.problems
        if severity in (None, one.severity)
    ]


def areas(make, *shapes, **more):
    spec = make.layer(make.field("note"), shape=Shape.POLYGON, **more)
    rows = [{"id": f"A{at}"} for at in range(len(shapes))]
    return spec, make.raw(*rows, shapes=shapes), ColumnMapping({"code": "id"})


def test_a_sound_row_becomes_plain_values_in_the_layers_fields(make):
    checked = check(make, WHOLE)

    row = checked.frame.iloc[0]
    assert row.drop("geometry").to_dict() == {
        "code": "A1",
        "name": "One",
        "note": "hello",
        "count": 3,
        "depth": 1.5,
        "open": True,
        "built_on": "2024-10-10",
        "seen_at": "2024-10-10T00:55:04.000Z",
        "state": "intact",
    }
    assert checked.problems == ()
    assert checked.frame.crs == "EPSG:4550"
    assert checked.rejected == 0


def test_every_field_of_the_layer_is_there_and_none_where_nothing_feeds_it(make):
    checked = check(make, {"id": "A1"}, mapping=ColumnMapping({"code": "id"}))

    assert list(checked.frame.columns) == [
        "code",
        "name",
        *(field.name for field in make.layer().fields),
        "geometry",
    ]
    assert checked.frame.iloc[0].drop(["code", "geometry"]).tolist() == [None] * 8
    assert checked.provided == frozenset()


@pytest.mark.parametrize(
    ("column", "value", "kind"),
    [
        ("num", "many", "not_number"),
        ("num", "2.5", "not_whole"),
        ("dep", "deep", "not_number"),
        ("yes", "maybe", "not_boolean"),
        ("day", "someday", "not_date"),
        ("day", "01/02/2015", "date_order"),
        ("time", "noon", "not_date"),
        ("st", "broken", "not_choice"),
        ("text", "far too long a text", "too_long"),
    ],
)
def test_a_value_that_cannot_be_read_rejects_the_row_or_empties_the_field(
    make, column, value, kind
):
    bad = {**WHOLE, column: value}

    strict, mild = check(make, bad), check(make, bad, options=BLANK)

    assert kinds(strict) == [(1, column, kind)]
    assert (strict.rejected, strict.problems[0].value) == (1, value)
    assert strict.problems[0].severity is Severity.REJECTED
    assert (mild.rejected, mild.problems[0].severity) == (0, Severity.REPAIRED)
    target = next(key for key, title in MAPPING.columns.items() if title == column)
    assert mild.frame[target][0] == ("far too lo" if column == "text" else None)


def test_all_that_is_wrong_with_a_row_is_told_in_the_order_of_the_file(make):
    checked = check(make, {**WHOLE, "id": "", "num": "x", "st": "?"}, shapes=[None])

    assert kinds(checked) == [
        (1, "id", "missing_code"),
        (1, "num", "not_number"),
        (1, "st", "not_choice"),
        (1, "geometry", "no_place"),
    ]


def test_good_rows_are_kept_beside_bad_ones_with_their_number_in_the_file(make):
    checked = check(make, {**WHOLE, "num": "x"}, {**WHOLE, "id": "B"}, {**WHOLE, "id": None})

    assert checked.frame["code"].tolist() == ["B"]
    assert checked.rows.tolist() == [2]
    assert (checked.total, checked.rejected) == (3, 2)
    assert list(checked.frame.index) == [0]


def test_a_required_field_may_not_be_empty(make):
    spec = make.layer(make.field("count", FieldKind.INTEGER, required=True))
    mapping = ColumnMapping({"code": "id", "count": "num"})
    rows = [{"id": "A", "num": ""}, {"id": "B", "num": "x"}, {"id": "C", "num": "1"}]

    strict = check(make, *rows, mapping=mapping, spec=spec)
    mild = check(make, *rows, mapping=mapping, spec=spec, options=BLANK)

    assert kinds(strict) == [(1, "num", "required_empty"), (2, "num", "not_number")]
    assert mild.frame["code"].tolist() == ["C"]


def test_a_constant_is_set_on_all_rows_and_read_like_a_value(make):
    mapping = ColumnMapping({"code": "id"}).with_constant("state", "完好")

    checked = check(make, {"id": "A"}, {"id": "B"}, mapping=mapping)

    assert checked.frame["state"].tolist() == ["intact", "intact"]
    assert checked.provided == {"state"}


def test_a_constant_that_does_not_fit_is_refused(make):
    with pytest.raises(MappingBroken, match="lost"):
        check(
            make, {"id": "A"}, mapping=ColumnMapping({"code": "id"}).with_constant("count", "lost")
        )


def test_moments_without_an_offset_are_local_to_the_stated_zone(make):
    options = CheckOptions(timezone="America/New_York")

    checked = check(make, {**WHOLE, "time": "2024-07-01 12:00"}, options=options)

    assert checked.frame["seen_at"][0] == "2024-07-01T16:00:00.000Z"


def test_an_unknown_time_zone_is_refused(make):
    with pytest.raises(UnknownTimezone, match="Mars"):
        check(make, WHOLE, options=CheckOptions(timezone="Mars/Base"))


def test_rows_without_a_crs_are_refused(make):
    with pytest.raises(FrameWithoutCrs):
        check_rows(make.raw(WHOLE, crs=None), make.layer(), MAPPING, options=USUAL)


def test_a_column_that_is_not_there_is_refused(make):
    with pytest.raises(MappingBroken, match="gone"):
        check(make, WHOLE, mapping=ColumnMapping({"code": "gone"}))


def test_codes_are_texts_without_the_decimals_of_a_spreadsheet(make):
    mapping = ColumnMapping({"code": "id"})

    numbers = check(make, {"id": 6025.0}, {"id": 6026.0}, mapping=mapping)
    texts = check(make, {"id": "6025.0"}, {"id": "6026.0"}, {"id": "97-1"}, mapping=mapping)

    assert numbers.frame["code"].tolist() == ["6025", "6026"]
    assert numbers.problems == ()
    assert texts.frame["code"].tolist() == ["6025", "6026", "97-1"]
    assert kinds(texts) == [(0, "id", "decimal_codes")]


def test_a_number_with_and_without_decimals_is_one_code(make):
    checked = check(make, {"id": "1.0"}, {"id": "1"}, mapping=ColumnMapping({"code": "id"}))

    assert checked.frame["code"].tolist() == ["1"]
    assert kinds(checked)[1:] == [(2, "id", "repeated_code")]


def test_version_numbers_are_not_taken_for_decimals(make):
    mapping = ColumnMapping({"code": "id"})

    checked = check(make, {"id": "1.0"}, {"id": "1.1"}, {"id": "1.2"}, mapping=mapping)

    assert checked.frame["code"].tolist() == ["1.0", "1.1", "1.2"]


def test_a_code_of_controls_alone_is_no_code(make):
    checked = check(make, {"id": "\x00"}, {"id": "a\tb"}, mapping=ColumnMapping({"code": "id"}))

    assert kinds(checked) == [(1, "id", "missing_code")]
    assert checked.frame["code"].tolist() == ["a b"]


def test_a_code_of_more_than_sixty_characters_is_rejected(make):
    checked = check(make, {"id": "x" * 61}, {"id": "x" * 60}, mapping=ColumnMapping({"code": "id"}))

    assert kinds(checked) == [(1, "id", "too_long")]


def test_codes_are_made_from_the_row_number_or_from_a_column(make):
    numbered = ColumnMapping(code_rule=CodeRule("H-", width=4, start=7))
    prefixed = ColumnMapping(code_rule=CodeRule("H-", column="id"))

    assert check(make, {"id": 1}, {"id": 2}, mapping=numbered).frame["code"].tolist() == [
        "H-0007",
        "H-0008",
    ]
    assert check(make, {"id": 1}, {"id": 2}, mapping=prefixed).frame["code"].tolist() == [
        "H-1",
        "H-2",
    ]


def test_of_rows_that_share_a_code_the_first_is_kept(make):
    checked = check(make, WHOLE, {**WHOLE, "n": "Two"})

    assert kinds(checked) == [(2, "id", "repeated_code")]
    assert checked.problems[0].facts == {"first": 1}
    assert checked.frame["name"].tolist() == ["One"]


def test_a_row_that_is_out_does_not_take_its_code_with_it(make):
    checked = check(make, {**WHOLE, "num": "x"}, WHOLE)

    assert kinds(checked) == [(1, "num", "not_number")]
    assert checked.rows.tolist() == [2]


def test_repeated_codes_are_numbered_on_request_past_those_there_are(make):
    rows = [
        {"id": "A", "n": "1"},
        {"id": "A", "n": "2"},
        {"id": "A-2", "n": "3"},
        {"id": "A", "n": "4"},
    ]
    mapping = ColumnMapping({"code": "id", "name": "n"})
    options = CheckOptions(repeated=Repeated.NUMBER)

    checked = check(make, *rows, mapping=mapping, options=options)

    assert checked.frame["code"].tolist() == ["A", "A-3", "A-2", "A-4"]
    assert kinds(checked, Severity.REPAIRED) == [
        (2, "id", "numbered_code"),
        (4, "id", "numbered_code"),
    ]


def test_a_row_that_says_the_same_twice_is_left_out_as_an_exact_duplicate(make):
    same = Point(1, 1)

    checked = check(make, WHOLE, WHOLE, shapes=[same, same])

    assert kinds(checked) == [(2, "id", "exact_duplicate")]
    assert len(checked.frame) == 1


def test_rows_that_say_the_same_under_made_codes_are_kept_and_noted(make):
    mapping = ColumnMapping({"name": "n"}, code_rule=CodeRule("L-"))
    same = Point(1, 1)

    checked = check(make, {"n": "a"}, {"n": "a"}, mapping=mapping, shapes=[same, same])

    assert [one.kind for one in checked.problems] == ["same_content"]
    assert len(checked.frame) == 2


def test_shapes_of_another_family_are_rejected_by_name(make):
    line = LineString([(0, 0), (1, 1)])

    checked = check(make, WHOLE, shapes=[line])

    assert kinds(checked) == [(1, "geometry", "wrong_family")]
    assert checked.problems[0].message() == "The shape is a LineString; this layer takes point."


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        (None, "no_place"),
        (Point(), "no_place"),
        (GeometryCollection(), "no_place"),
        (Point(float("nan"), 1), "not_finite"),
        (Point(float("inf"), 1), "not_finite"),
        (MultiPoint([(0, 0), (1, 1)]), "wrong_family"),
    ],
)
def test_a_row_without_a_usable_place_is_rejected(make, shape, kind):
    checked = check(make, WHOLE, shapes=[shape])

    assert [one.kind for one in checked.problems] in ([kind], ["no_place"])
    assert checked.rejected == 1


def test_a_missing_place_is_noted_where_the_layer_allows_it(make):
    checked = check(make, WHOLE, spec=make.layer(place_optional=True), shapes=[None])

    assert kinds(checked, Severity.NOTED) == [(1, "geometry", "no_place")]
    assert checked.frame.geometry.isna().all()


def test_attributes_alone_need_no_place(make):
    checked = check(make, WHOLE, shapes=[None], options=CheckOptions(attributes_only=True))

    assert checked.rejected == 0


def test_a_single_point_in_a_multipoint_is_taken_out_and_told(make):
    checked = check(make, WHOLE, shapes=[MultiPoint([(5, 6)])])

    assert kinds(checked, Severity.REPAIRED) == [(1, "geometry", "unwrapped_single_part")]
    assert checked.frame.geometry[0] == Point(5, 6)


def test_a_broken_outline_is_never_stored(make):
    spike = Polygon([(0, 0), (10, 0), (10, 10), (10, 12), (10, 10), (0, 10)])
    spec, raw, mapping = areas(make, BOW, spike, box(0, 0, 1, 1))

    checked = check_rows(raw, spec, mapping, options=USUAL)

    told = {(one.row, one.severity) for one in checked.problems}
    assert {row for row, _ in told} >= {2}
    assert checked.frame.geometry.is_valid.all()
    assert set(checked.frame.geom_type) <= {"Polygon", "MultiPolygon"}


def test_coordinates_are_rounded_to_the_millimetre(make):
    checked = check(make, WHOLE, shapes=[Point(0.00049, 1.23456)])

    assert checked.frame.geometry[0] == Point(0, 1.235)


def test_places_outside_the_district_are_noted_or_rejected(make):
    outline = box(0, 0, 10, 10)
    rows = [{**WHOLE, "id": name} for name in "abc"]
    shapes = [Point(5, 5), Point(10, 10), Point(10.01, 10)]

    noted = check(make, *rows, shapes=shapes, options=CheckOptions(outline=outline))
    strict = check(
        make, *rows, shapes=shapes, options=CheckOptions(outline=outline, outside=Outside.REJECT)
    )

    assert kinds(noted, Severity.NOTED) == [(3, "geometry", "outside")]
    assert noted.problems[0].value == "10.0, 10.0"
    assert strict.frame["code"].tolist() == ["a", "b"]


def test_points_become_discs_in_a_layer_of_areas_on_request(make):
    spec, raw, mapping = areas(make, Point(100, 100), box(0, 0, 5, 5), None, Point())

    checked = check_rows(raw, spec, mapping, options=CheckOptions(disc_m=10))

    assert checked.frame.area.round().tolist() == [311.0, 25.0]
    assert kinds(checked, Severity.REPAIRED) == [(1, "geometry", "disc_from_point")]


def test_the_raw_frame_is_left_as_it_was(make):
    raw = make.raw(WHOLE, {**WHOLE, "num": "x"}, shapes=[Point(0.12345, 0), Point(1, 1)])
    before = raw.copy(deep=True)

    check_rows(raw, make.layer(), MAPPING, options=USUAL)

    pd.testing.assert_frame_equal(pd.DataFrame(raw), pd.DataFrame(before))


def test_a_file_without_rows_is_no_problem(make):
    raw = gpd.GeoDataFrame({"id": []}, geometry=gpd.GeoSeries([], crs="EPSG:4550"))

    checked = check_rows(raw, make.layer(), ColumnMapping({"code": "id"}), options=USUAL)

    assert (len(checked.frame), checked.total, checked.problems) == (0, 0, ())


@pytest.mark.parametrize("text", ["=1+1", "<script>", "{value}", "{0.__class__}", "'; --"])
def test_texts_of_users_stay_texts_in_values_and_messages(make, text):
    checked = check(make, {**WHOLE, "text": text[:10], "num": text})

    assert text in checked.problems[0].message()
    assert checked.problems[0].value == text


CELLS = st.none() | st.text(max_size=12) | st.integers(-5, 5) | st.floats(-2, 2) | st.booleans()
PLACES = st.one_of(
    st.none(),
    st.builds(Point, st.integers(0, 4), st.integers(0, 4)),
    st.just(BOW),
    st.just(LineString([(0, 0), (1, 1)])),
)


@given(
    st.lists(st.tuples(st.fixed_dictionaries(dict.fromkeys(WHOLE, CELLS)), PLACES), max_size=8),
    st.sampled_from([USUAL, BLANK, CheckOptions(repeated=Repeated.NUMBER)]),
)
def test_whatever_comes_in_what_is_kept_holds(make, found, options):
    raw = make.raw(*(row for row, _ in found), shapes=[place for _, place in found])
    raw = raw.reindex(columns=[*WHOLE, "geometry"])

    checked = check_rows(raw, make.layer(), MAPPING, options=options)

    frame = checked.frame
    assert frame["code"].is_unique
    assert all(isinstance(code, str) and 0 < len(code) <= 63 for code in frame["code"])
    assert set(frame.geom_type) <= {"Point"}
    assert not shapely.is_missing(frame.geometry.to_numpy()).any()
    out = {one.row for one in checked.problems if one.severity is Severity.REJECTED}
    assert out.isdisjoint(checked.rows.tolist())
    assert len(out) == checked.rejected
