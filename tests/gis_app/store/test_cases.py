"""Numbers of cases, the queue, and the columns for analysis."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from gis_app.store import CaseQuery, UnknownField, cases, features

MARCH = dt.date(2026, 3, 1)


def moment(day):
    return f"2026-03-{day:02d}T08:00:00.000Z"


@pytest.fixture
def queue(write, points):
    """Store six cases, one a day from 1 to 6 March; the fifth has no place."""
    frame = points(
        6,
        first=1,
        prefix="K-",
        reported_at=[moment(day) for day in range(1, 7)],
        state=["closed", "handling"] * 3,
        grid=["G01", "G01", "G02", None, "G02", "G03"],
        source=["collector"] * 3 + ["video"] * 3,
        class_code=["0601", "0601", "0602", "0701", None, "0601"],
        description=["100% blocked", "a_b", None, "泰山路 LITTER", None, None],
    )
    frame.loc[4, "geometry"] = None
    with write() as tx:
        features.add_many(tx, "cases", frame)


@pytest.mark.parametrize(
    ("query", "days"),
    [
        (CaseQuery(), [6, 5, 4, 3, 2, 1]),
        (CaseQuery(descending=False, limit=2, offset=2), [3, 4]),
        (CaseQuery(since=moment(2), until=moment(4)), [3, 2]),
        (CaseQuery(classes=["06"]), [6, 3, 2, 1]),
        (CaseQuery(classes=["0602", "07"]), [4, 3]),
        (CaseQuery(classes=["%"]), []),
        (CaseQuery(states=["closed"], grids=["G02", "G01"]), [5, 3, 1]),
        (CaseQuery(sources=["video"], states=["handling"]), [6, 4]),
        (CaseQuery(text="litter"), [4]),
        (CaseQuery(text="0%"), [1]),
        (CaseQuery(text="a_b"), [2]),
        (CaseQuery(text="' OR ''='"), []),
        (CaseQuery(sort="grid", descending=False, grids=["G01", "G03"]), [1, 2, 6]),
    ],
)
def test_the_queue_shows_what_passes_all_filters(store, queue, query, days):
    with store.read() as tx:
        shown = cases.page(tx, query)

    assert [int(case.code[-1]) for case in shown.cases] == days
    assert shown.total == (6 if query.offset else len(days))


def test_a_box_in_the_queue_keeps_its_edge_and_leaves_out_cases_without_a_place(
    store, queue, corner
):
    x, y = corner
    query = CaseQuery(box=(x + 2, y, x + 6, y), descending=False)
    with store.read() as tx:
        shown = cases.page(tx, query)
        less = cases.page(tx, replace(query, box=(x + 2.001, y, x + 6, y)))

    assert [case.code for case in shown.cases] == ["K-0002", "K-0003", "K-0004", "K-0006"]
    assert less.total == 3


def test_the_queue_sorts_only_by_its_own_columns(store, queue):
    with store.read() as tx, pytest.raises(UnknownField):
        cases.page(tx, CaseQuery(sort="geom; DROP TABLE cases"))


def test_numbers_are_given_once_a_day_from_one(store, write):
    with write() as tx:
        first = cases.next_number(tx, MARCH)
        more = cases.next_numbers(tx, MARCH, 2)
        other = cases.next_number(tx, dt.date(2026, 3, 2))

    assert [first, *more] == ["20260301-0001", "20260301-0002", "20260301-0003"]
    assert other == "20260302-0001"


def test_a_number_met_in_an_import_is_not_given_even_after_its_removal(store, write, points):
    frame = points(2)
    frame["code"] = ["20260301-0001", "20260301-0003"]
    with write() as tx:
        features.add_many(tx, "cases", frame)
        features.remove(tx, "cases", "20260301-0003", version=1)

        numbers = cases.next_numbers(tx, MARCH, 2)

    assert numbers == ["20260301-0002", "20260301-0004"]


def test_a_number_of_an_undone_case_is_free_again(store, write):
    with pytest.raises(ZeroDivisionError), write() as tx:  # noqa: PT012 - a block
        cases.next_number(tx, MARCH)
        _ = 1 / 0
    with write() as tx:
        assert cases.next_number(tx, MARCH) == "20260301-0001"


def test_columns_for_analysis_say_the_same_as_the_features(store, queue, corner):
    with store.read() as tx:
        arrays = cases.case_arrays(tx)
        frame = features.read_frame(tx, "cases")

    grid = arrays.texts["grid"]
    assert arrays.whole
    assert len(arrays) == 6
    assert [None if c < 0 else grid.texts[c] for c in grid.codes] == frame["grid"].tolist()
    np.testing.assert_array_equal(arrays.x, frame.geometry.x)
    assert arrays.moments["reported_at"][2] == np.datetime64("2026-03-03T08:00:00.000")
    assert np.isnat(arrays.moments["closed_at"]).all()


def test_a_refresh_brings_only_what_changed(store, queue, write, points):
    with store.read() as tx:
        before = cases.case_arrays(tx)
    with write() as tx:
        one = features.get(tx, "cases", "K-0002")
        features.update(tx, "cases", replace(one, values={"state": "closed"}), version=1)
        features.add_many(tx, "cases", points(1, first=7, prefix="K-"))
    with store.read() as tx:
        after = cases.case_arrays(tx, since_change=before.change)
        nothing = cases.case_arrays(tx, since_change=after.change)

    assert not after.whole
    assert after.fid.tolist() == [2, 7]
    assert after.texts["state"].texts == ("closed",)
    assert (len(nothing), nothing.change) == (0, after.change)


def test_a_removal_makes_the_refresh_whole(store, queue, write):
    with write() as tx:
        change = cases.case_arrays(tx).change
        features.remove(tx, "cases", "K-0002", version=1)
        arrays = cases.case_arrays(tx, since_change=change)

    assert arrays.whole
    assert arrays.fid.tolist() == [1, 3, 4, 5, 6]


def test_a_district_without_cases_has_empty_columns(store):
    with store.read() as tx:
        arrays = cases.case_arrays(tx)

    assert len(arrays) == len(arrays.x) == len(arrays.texts["grid"].codes) == 0
