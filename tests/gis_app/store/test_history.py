"""History only grows, and tells caches what they miss."""

import datetime as dt
from dataclasses import replace

import pytest
import shapely
import sqlalchemy as sa

from gis_app.store import features, history, moment_text


def test_an_addition_is_remembered_with_its_shape_and_values(store, hydrants, points):
    with store.read() as tx:
        entry = history.of(tx, "hydrants", "H-0001")[0]

    assert (entry.what, entry.who, entry.at) == ("add", "li", "2026-03-01T12:00:00.000Z")
    assert entry.before is None
    assert entry.after["name"] == "栓1"
    assert entry.after["values"] == {"state": "intact", "bore_mm": 150}
    assert shapely.from_wkb(entry.after["shape"]) == points(3).geometry[1]


@pytest.mark.parametrize("statement", ["UPDATE history SET who = 'x'", "DELETE FROM history"])
def test_history_cannot_be_changed_by_anyone(store, hydrants, write, statement):
    with pytest.raises(sa.exc.IntegrityError, match="only grows"), write() as tx:
        tx.connection.exec_driver_sql(statement)


def test_pages_of_history_follow_one_another(store, hydrants, write):
    for number in range(5):
        with write() as tx:
            one = features.get(tx, "hydrants", "H-0001")
            features.update(tx, "hydrants", replace(one, name=f"n{number}"), version=one.version)
    with store.read() as tx:
        first = history.of(tx, "hydrants", "H-0001", size=4)
        rest = history.of(tx, "hydrants", "H-0001", before_id=first[-1].id, size=4)

    assert [entry.version for entry in first + rest] == [6, 5, 4, 3, 2, 1]


def test_since_tells_what_came_after(store, hydrants, write, points):
    with write() as tx:
        last = history.change(tx, "hydrants")
        features.add_many(tx, "cameras", points(2, prefix="C-"))
        features.add_many(tx, "hydrants", points(1, first=9))
    with store.read() as tx:
        everything = history.since(tx, last)
        ours = history.since(tx, last, layer="hydrants")

    assert [entry.code for entry in everything] == ["C-0000", "C-0001", "H-0009"]
    assert [entry.code for entry in ours] == ["H-0009"]


def test_a_change_moves_the_number_of_its_layer_alone(store, hydrants, write, points):
    with write() as tx:
        before = history.change(tx, "hydrants"), history.change(tx, "cameras")
        stamp = history.stamp(tx, "hydrants", "cameras")
        features.add_many(tx, "cameras", points(2))
        after = history.change(tx, "hydrants"), history.change(tx, "cameras")

        assert after[0] == before[0]
        assert after[1] > before[1] == 0
        assert history.stamp(tx, "hydrants", "cameras") != stamp


def test_moments_are_utc_text_that_sorts_by_time():
    east = dt.timezone(dt.timedelta(hours=8))

    early = moment_text(dt.datetime(2026, 3, 1, 16, 30, tzinfo=east))
    late = moment_text(dt.datetime(2026, 3, 1, 8, 30, 0, 1000, tzinfo=dt.UTC))

    assert early == "2026-03-01T08:30:00.000Z"
    assert early < late
    with pytest.raises(ValueError, match="time zone"):
        moment_text(dt.datetime(2026, 3, 1))  # noqa: DTZ001 - that is what is refused
