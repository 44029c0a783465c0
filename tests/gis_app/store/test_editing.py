"""Changing features: checked at the door, versioned, whole, and remembered."""

from dataclasses import replace

import pytest
import shapely

from gis_app.store import (
    ShapeUnfit,
    StaleVersion,
    Tally,
    UnknownFeature,
    editing,
    features,
    history,
)
from layers import Feature


def stored(store):
    with store.read() as tx:
        return {f.code: f for page in features.pages(tx, "hydrants") for f in page}


def test_an_update_bumps_the_version_and_is_remembered(store, hydrants, write):
    with write("wang") as tx:
        before = features.get(tx, "hydrants", "H-0001")
        after = features.update(
            tx, "hydrants", replace(before, values={"state": "lost"}), version=1, note="seen"
        )
        entry = history.of(tx, "hydrants", "H-0001")[0]

    assert (after.version, after.values["state"], after.values["bore_mm"]) == (2, "lost", 150)
    assert (entry.who, entry.what, entry.note, entry.version) == ("wang", "change", "seen", 2)
    assert (entry.before["values"]["state"], entry.after["values"]["state"]) == ("intact", "lost")


def test_a_stale_version_is_refused_and_shows_both_sides(store, hydrants, write):
    with store.read() as tx:
        mine = replace(features.get(tx, "hydrants", "H-0001"), name="mine")
    with write() as tx:
        features.update(tx, "hydrants", replace(mine, name="theirs"), version=1)

    with pytest.raises(StaleVersion) as caught, write() as tx:
        features.update(tx, "hydrants", mine, version=1)

    assert (caught.value.mine.name, caught.value.theirs.name) == ("mine", "theirs")
    assert (caught.value.facts["mine_version"], caught.value.facts["stored_version"]) == (1, 2)
    assert stored(store)["H-0001"].name == "theirs"


def test_saving_what_is_stored_changes_nothing(store, hydrants, write):
    with write() as tx:
        before = features.get(tx, "hydrants", "H-0001")
        change = history.change(tx, "hydrants")
        after = features.update(tx, "hydrants", before, version=1)

        assert after.version == 1
        assert history.change(tx, "hydrants") == change


def test_a_removed_feature_is_gone_and_its_code_never_repeats_a_version(
    store, hydrants, write, points
):
    with write() as tx:
        features.remove(tx, "hydrants", "H-0001", version=1)
        with pytest.raises(UnknownFeature):
            features.remove(tx, "hydrants", "H-0001", version=1)
    with write() as tx:
        features.add_many(tx, "hydrants", points(1, first=1))
        again = features.get(tx, "hydrants", "H-0001")
        said = [(e.what, e.version) for e in history.of(tx, "hydrants", "H-0001")]

    assert again.version == 3
    assert said == [("add", 3), ("remove", 2), ("add", 1)]


def test_a_stale_removal_is_refused(store, hydrants, write):
    with pytest.raises(StaleVersion), write() as tx:
        features.remove(tx, "hydrants", "H-0001", version=7)

    assert "H-0001" in stored(store)


def test_one_feature_is_added_by_the_same_door(store, write, corner):
    shape = shapely.Point(corner[0] + 0.00049, corner[1])
    with write() as tx:
        added = features.add(tx, "hydrants", Feature("H-7", "", shape, {"bore_mm": 65}))

    assert (added.version, added.name, added.values["bore_mm"]) == (1, "", 65)
    assert added.shape.x == corner[0]


def test_a_case_may_have_no_place_and_lose_one(store, write, points):
    frame = points(2)
    frame.loc[0, "geometry"] = None
    with write() as tx:
        features.add_many(tx, "cases", frame)
        placed = features.get(tx, "cases", "H-0001")
        features.update(tx, "cases", replace(placed, shape=None), version=1)
        shapes = [features.get(tx, "cases", code).shape for code in frame["code"]]

    assert shapes == [None, None]


def test_an_upsert_tells_added_changed_and_unchanged_apart(store, hydrants, write, points):
    offered = points(3, first=1, bore_mm=[150, 999, 80])

    with write() as tx:
        tally = features.upsert_many(tx, "hydrants", offered)
        again = features.upsert_many(tx, "hydrants", offered)
        versions = {code: f.version for code, f in stored_in(tx).items()}

    assert tally == Tally(added=1, changed=1, unchanged=1)
    assert again == Tally(unchanged=3)
    assert versions == {"H-0000": 1, "H-0001": 1, "H-0002": 2, "H-0003": 1}


def stored_in(tx):
    return {f.code: f for page in features.pages(tx, "hydrants") for f in page}


def test_an_upsert_keeps_columns_and_shapes_that_it_is_not_given(store, hydrants, write, points):
    offered = points(1)[["code", "geometry"]]
    offered["note"] = ["repainted"]
    offered["geometry"] = None

    with write() as tx:
        features.upsert_many(tx, "hydrants", offered)
        after = features.get(tx, "hydrants", "H-0000")

    assert (after.name, after.values["bore_mm"], after.values["note"]) == ("栓0", 100, "repainted")
    assert after.shape == points(1).geometry[0]


def test_an_upsert_of_a_new_feature_without_a_shape_is_refused(store, hydrants, write, points):
    offered = points(2, first=2)
    offered.loc[:, "geometry"] = None

    with pytest.raises(ShapeUnfit), write() as tx:
        features.upsert_many(tx, "hydrants", offered)


def test_an_error_later_in_the_block_undoes_what_came_before(store, hydrants, write, points):
    with pytest.raises(ZeroDivisionError), write() as tx:  # noqa: PT012 - a block
        features.add_many(tx, "hydrants", points(5, first=50))
        _ = 1 / 0

    assert len(stored(store)) == 3


def test_a_read_transaction_cannot_write(store, hydrants):
    with pytest.raises(Exception, match="readonly"), store.read() as tx:
        tx.connection.exec_driver_sql("DELETE FROM hydrants")


def tree_of(tx, layer):
    trigger = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    tree = f"SELECT id, minx, maxx, miny, maxy FROM rtree_{layer}_geom ORDER BY id"  # noqa: S608
    return [[tuple(r) for r in tx.connection.exec_driver_sql(q)] for q in (trigger, tree)]


@pytest.mark.parametrize("layer", ["cases", "cells"])
def test_adding_many_at_once_leaves_the_same_index_as_adding_a_few_at_a_time(
    store, write, points, monkeypatch, layer
):
    frame = points(60)
    if layer == "cells":
        frame["geometry"] = frame.geometry.buffer(3)
    else:
        frame.loc[7, "geometry"] = None
    found = []
    for many in (10, 1000):
        monkeypatch.setattr(editing, "MANY", many)
        with pytest.raises(ZeroDivisionError), write() as tx:  # noqa: PT012 - a block
            features.add_many(tx, layer, frame[:25])
            features.add_many(tx, layer, frame[25:])
            found.append(tree_of(tx, layer))
            _ = 1 / 0

    assert found[0] == found[1]
    assert len(found[0][1]) == (60 if layer == "cells" else 59)


def test_keys_count_on_after_a_bulk_addition(store, write, points, monkeypatch):
    monkeypatch.setattr(editing, "MANY", 2)
    with write() as tx:
        features.add_many(tx, "hydrants", points(3))
        features.remove(tx, "hydrants", "H-0002", version=1)
        features.add_many(tx, "hydrants", points(2, first=3))
        fids = [r[0] for r in tx.connection.exec_driver_sql("SELECT fid FROM hydrants")]

    assert fids == [1, 2, 4, 5]
