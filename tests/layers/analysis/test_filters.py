from dataclasses import fields, replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from layers.analysis import AT_REST, CaseColumns, CaseFilter, mask

START_S = 1_772_323_200
LASSO = Polygon([(580_200, 3_310_100), (581_700, 3_310_300), (580_900, 3_311_900)])


def sets(*values):
    return st.frozensets(st.sampled_from(values), max_size=2)


filters = st.builds(
    CaseFilter,
    from_s=st.none() | st.integers(START_S, START_S + 40 * 86_400),
    to_s=st.none() | st.integers(START_S, START_S + 40 * 86_400),
    classes=sets("S|component|0113", "S|matter|0113", "nobody"),
    kinds=sets("component", "matter", ""),
    sources=sets("video", "hotline"),
    states=sets("closed", "handling", ""),
    grids=sets("G01", "G02", "nobody"),
    cells=sets("330206001001001"),
    communities=sets("330206001001", ""),
    streets=sets("330206001"),
    units=sets("U1", "U2"),
    open_only=st.booleans(),
    text=st.sampled_from(["", "main", "LITTER", "破损"]),
    box=st.sampled_from([None, (580_020.0, 3_310_020.0, 581_000.0, 3_311_200.0)]),
    polygon=st.sampled_from([None, LASSO]),
)


def slowly(frame, texts, wanted):
    """Answer a filter row by row, in the plainest words."""
    sets_ = {
        "classes": "class_code",
        "sources": "source",
        "states": "state",
        "grids": "grid",
        "cells": "cell",
        "communities": "community",
        "streets": "street",
        "units": "unit",
    }
    for row, text in zip(frame.itertuples(), texts, strict=True):
        place = Point(row.x, row.y) if row.x == row.x else None
        yield (
            (wanted.from_s is None or row.s >= wanted.from_s)
            and (wanted.to_s is None or row.s < wanted.to_s)
            and all(
                not getattr(wanted, many) or getattr(row, one) in getattr(wanted, many)
                for many, one in sets_.items()
            )
            and (not wanted.kinds or (row.class_code or "||").split("|")[1] in wanted.kinds)
            and not (wanted.open_only and row.state in AT_REST)
            and (wanted.text.casefold() in text)
            and (wanted.box is None or (place and shapely.box(*wanted.box).intersects(place)))
            and (wanted.polygon is None or (place and wanted.polygon.intersects(place)))
        )


@given(wanted=filters, seed=st.integers(0, 10**6), rows=st.integers(0, 40))
def test_a_mask_is_what_the_plain_words_say(make_cases, slow_frame, wanted, seed, rows):
    columns = make_cases(rows, seed=seed)
    expected = [bool(one) for one in slowly(slow_frame(columns), columns.text, wanted)]
    assert mask(columns, wanted).tolist() == expected


@given(wanted=filters)
def test_a_filter_is_the_and_of_its_parts(cases, wanted):
    alone = np.ones(len(cases), dtype=bool)
    for field in fields(CaseFilter):
        alone &= mask(cases, replace(CaseFilter(), **{field.name: getattr(wanted, field.name)}))
    assert (mask(cases, wanted) == alone).all()


@given(wanted=filters)
def test_asking_more_never_lets_more_through(cases, wanted):
    for narrower in (wanted, replace(wanted, open_only=True)):
        assert not (mask(cases, narrower) & ~mask(cases, wanted)).any()


def test_an_empty_filter_lets_all_through(cases):
    assert mask(cases, CaseFilter()).all()


def test_an_unknown_word_matches_nothing(cases):
    assert not mask(cases, CaseFilter(grids=frozenset({"nobody"}))).any()


def test_the_empty_word_asks_for_cases_without_a_value(cases):
    kept = mask(cases, CaseFilter(grids=frozenset({""})))
    assert set(cases.grid.texts()[kept]) == {""}
    assert kept.any()


def test_a_period_includes_its_start_and_not_its_end():
    columns = CaseColumns.from_arrays(
        number=["A", "B", "C"], x=[0] * 3, y=[0] * 3, reported_at=[10, 11, 12], coded={}
    )
    assert mask(columns, CaseFilter(from_s=10, to_s=12)).tolist() == [True, True, False]


@pytest.mark.parametrize("wanted", [CaseFilter(from_s=0), CaseFilter(to_s=10**12)])
def test_a_case_without_a_moment_is_in_no_period(wanted):
    columns = CaseColumns.from_arrays(
        number=["A"], x=[0], y=[0], reported_at=[np.iinfo(np.int64).min], coded={}
    )
    assert not mask(columns, wanted).any()
    assert mask(columns, CaseFilter()).all()


def test_a_search_finds_nothing_where_no_text_was_loaded():
    columns = CaseColumns.from_arrays(number=["A"], x=[0], y=[0], reported_at=[0], coded={})
    assert not mask(columns, CaseFilter(text="a")).any()


def test_a_filter_can_key_a_cache():
    first = CaseFilter(grids=frozenset({"G01"}), polygon=Polygon(LASSO.exterior))
    assert {first: 1}[CaseFilter(grids=frozenset({"G01"}), polygon=LASSO)] == 1


def test_leaving_out_the_view_and_the_period_leaves_the_rest():
    wanted = CaseFilter(from_s=1, to_s=2, text="a", box=(0, 0, 1, 1))
    assert wanted.unboxed() == CaseFilter(from_s=1, to_s=2, text="a")
    assert wanted.untimed() == CaseFilter(text="a", box=(0, 0, 1, 1))


def test_washington_by_ward_equals_pandas(dc_cases, slow_frame):
    frame = slow_frame(dc_cases)
    kept = mask(dc_cases, CaseFilter(grids=frozenset({"3"}), open_only=True))
    assert kept.sum() == ((frame["grid"] == "3") & (frame["state"] != "closed")).sum() > 0
