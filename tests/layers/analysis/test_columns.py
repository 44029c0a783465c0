from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from layers.analysis import CODED, NO_TIME, CaseColumns, Coded, ColumnsUneven

words = st.lists(st.one_of(st.none(), st.text(max_size=3)), max_size=30)


@given(values=words)
def test_coding_and_reading_back_is_the_identity_but_for_none(values):
    coded = Coded.of(values)
    assert coded.texts().tolist() == [value or "" for value in values]


@given(values=words)
def test_words_stand_in_order_after_the_empty_word(values):
    coded = Coded.of(values)
    assert coded.words == ("", *sorted({value for value in values if value}))


def test_many_words_take_wider_codes():
    coded = Coded.of(np.array([f"w{i}" for i in range(40_000)], dtype=object))
    assert coded.codes.dtype == np.int32
    assert coded.texts()[39_999] == "w39999"


def test_a_categorical_and_a_text_column_are_coded_alike():
    values = pd.Series(["b", None, "a", "b"])
    assert Coded.of(values).codes.tolist() == Coded.of(values.astype("category")).codes.tolist()


@given(first=st.lists(st.sampled_from(["", "a", "b"]), max_size=20), seed=st.integers(0, 99))
def test_joined_columns_hold_all_words_of_a_row(first, seed):
    second = np.random.default_rng(seed).choice(["", "x", "y"], len(first)).tolist()
    joined = Coded.joined([Coded.of(first), Coded.of(second)])
    wanted = [f"{a}|{b}" if a or b else "" for a, b in zip(first, second, strict=True)]
    assert joined.texts().tolist() == wanted


def frame_of_cases():
    return gpd.GeoDataFrame(
        {
            "code": ["A", "B", "C", "D"],
            "scheme": ["S", "S", "S", None],
            "kind": ["component", "matter", "matter", None],
            "class_code": ["0113", "0113", None, None],
            "grid": ["G01", None, "G02", "G01"],
            "reported_at": ["2026-03-01T08:30:00.000Z", "2026-03-01T08:30:00.999Z", None, "soon"],
            "description": ["Öl auf der STRASSE", None, "x", "y"],
            "address": [None, "黄山路 1", "x", "y"],
        },
        geometry=[Point(1, 2), None, Point(), Point(3, 4)],
        crs="EPSG:4550",
    )


def test_a_frame_becomes_columns():
    columns = CaseColumns.from_frame(frame_of_cases())
    moment = int(pd.Timestamp("2026-03-01T08:30:00Z").timestamp())
    assert columns.number.tolist() == ["A", "B", "C", "D"]
    assert columns.reported_at.tolist() == [moment, moment, NO_TIME, NO_TIME]
    assert columns.class_code.texts().tolist() == [
        "S|component|0113",
        "S|matter|0113",
        "S|matter|",
        "",
    ]
    assert columns.grid.texts().tolist() == ["G01", "", "G02", "G01"]
    assert columns.unit.words == ("",)
    assert columns.text[0] == "öl auf der strasse\n"
    assert columns.placed.tolist() == [True, False, False, True]
    assert columns.placeless() == 2


def test_a_frame_without_optional_columns_becomes_columns():
    frame = gpd.GeoDataFrame({"code": ["A"]}, geometry=[Point(1, 2)], crs="EPSG:4550")
    columns = CaseColumns.from_frame(frame)
    assert columns.text is None
    assert columns.reported_at.tolist() == [NO_TIME]
    assert all(getattr(columns, name).words == ("",) for name in CODED)


def test_moments_as_datetimes_are_read_like_moments_as_text():
    frame = frame_of_cases().iloc[:2]
    typed = frame.assign(reported_at=pd.to_datetime(frame["reported_at"], utc=True))
    from_text, from_typed = CaseColumns.from_frame(frame), CaseColumns.from_frame(typed)
    assert from_text.reported_at.tolist() == from_typed.reported_at.tolist()


def test_half_a_place_is_no_place():
    columns = CaseColumns.from_arrays(
        number=["A", "B"], x=[1.0, np.nan], y=[np.nan, 1.0], reported_at=[0, 0], coded={}
    )
    assert columns.placeless() == 2
    assert np.isnan(columns.x).all()
    assert np.isnan(columns.y).all()


@pytest.mark.parametrize(
    "bad", [{"x": [1.0]}, {"y": []}, {"reported_at": [1, 2, 3]}, {"coded": {"grid": ["G"]}}]
)
def test_uneven_columns_are_refused(bad):
    good = {"number": ["A", "B"], "x": [1.0, 2.0], "y": [1.0, 2.0], "reported_at": [0, 0]}
    with pytest.raises(ColumnsUneven, match="one value per case"):
        CaseColumns.from_arrays(**({"coded": {}} | good | bad))


def test_columns_cannot_be_written(cases):
    for values in (cases.x, cases.reported_at, cases.grid.codes):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 0


def test_binding_leaves_the_given_arrays_alone():
    x = np.array([1.0, 2.0])
    CaseColumns.from_arrays(number=["A", "B"], x=x, y=x, reported_at=[0, 0], coded={})
    x[0] = 5.0
    assert x[0] == 5.0


def test_newer_rows_replace_and_append(cases, make_cases, slow_frame):
    newer = make_cases(3_010, seed=9)
    pick = np.arange(2_990, 3_010)
    changed = CaseColumns.from_arrays(
        number=newer.number[pick],
        x=newer.x[pick],
        y=newer.y[pick],
        reported_at=newer.reported_at[pick],
        coded={name: getattr(newer, name).texts()[pick] for name in CODED},
        text=newer.text.take(pick),
    )
    at = np.array([*range(2_990, 3_000), *[-1] * 10])
    merged = slow_frame(cases.updated(changed, at))
    expected = pd.concat([slow_frame(cases)[:2_990], slow_frame(changed)], ignore_index=True)
    pd.testing.assert_frame_equal(merged, expected)


def test_rows_are_put_in_place_in_any_order_and_words_may_be_new(cases, make_cases, slow_frame):
    newer = make_cases(40, seed=5)
    at = np.array([7, -1, 2_999, 0, -1, *range(100, 135)])
    fresh = Coded.of(["new word", *newer.unit.texts()[1:]])
    changed = replace(
        newer, unit=fresh, number=np.array([f"N{n}" for n in range(40)], dtype=object)
    )
    merged, expected = slow_frame(cases.updated(changed, at)), slow_frame(cases)
    rows = slow_frame(changed)
    for row, place in zip(rows.itertuples(index=False), at.tolist(), strict=True):
        expected.loc[len(expected) if place < 0 else place] = list(row)
    pd.testing.assert_frame_equal(merged, expected, check_dtype=False)
    assert merged["unit"][7] == "new word"


def test_washington_is_read_whole(dc_cases):
    assert len(dc_cases) == 17_482
    assert dc_cases.placeless() == 1
    assert int((dc_cases.reported_at == NO_TIME).sum()) == 0
