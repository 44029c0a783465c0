"""Backups while in use, and back."""

import sqlite3
from dataclasses import replace

import pytest

from gis_app.store import (
    BackupForeign,
    BackupUnsound,
    NotAStore,
    Photo,
    StoreMissing,
    backup,
    create_store,
    features,
    history,
    open_store,
    photos,
    restore,
)


def codes(store):
    with store.read() as tx:
        return features.read_frame(tx, "hydrants")["code"].tolist()


def test_a_backup_holds_what_was_committed_while_a_writer_is_at_work(
    store, hydrants, write, points, tmp_path
):
    with write() as tx:
        photos.add(tx, Photo("hydrants", "H-0001", "image/jpeg", 1, 1), b"picture")
    with write() as tx:
        features.add_many(tx, "hydrants", points(2, first=10))
        backup(store, tmp_path / "b.gpkg")

    kept = open_store(tmp_path / "b.gpkg")
    with kept.read() as tx:
        assert photos.content(tx, 1) == b"picture"
        assert history.change(tx, "hydrants") == 4
    assert codes(kept) == ["H-0000", "H-0001", "H-0002"]
    assert len(codes(store)) == 5
    kept.close()
    assert not (tmp_path / ".b.gpkg.new").exists()


def test_a_restore_into_a_database_in_use_is_seen_by_those_who_ask_next(
    store, hydrants, write, tmp_path
):
    backup(store, tmp_path / "b.gpkg")
    with write() as tx:
        features.remove(tx, "hydrants", "H-0001", version=1)
        stamp = history.stamp(tx, "hydrants")
    other = open_store(store.path)

    with store.read() as early:
        before = features.count(early, "hydrants")
        restore(store.path, tmp_path / "b.gpkg")
        still = features.count(early, "hydrants")

    assert before == still == 2
    assert codes(store) == codes(other) == ["H-0000", "H-0001", "H-0002"]
    with write() as tx:
        hydrant = features.get(tx, "hydrants", "H-0001")
        features.update(tx, "hydrants", replace(hydrant, name="after"), version=1)
        assert history.stamp(tx, "hydrants") != stamp
    other.close()


def test_a_restore_where_there_is_nothing_makes_the_database(store, hydrants, tmp_path):
    backup(store, tmp_path / "b.gpkg")

    restore(tmp_path / "new.gpkg", tmp_path / "b.gpkg")

    again = open_store(tmp_path / "new.gpkg")
    assert codes(again) == ["H-0000", "H-0001", "H-0002"]
    again.close()


def test_a_restored_database_has_another_stamp_at_the_same_change_number(store, hydrants, tmp_path):
    with store.read() as tx:
        stamp = history.stamp(tx, "hydrants")
    backup(store, tmp_path / "b.gpkg")

    restore(store.path, tmp_path / "b.gpkg")

    with store.read() as tx:
        assert history.stamp(tx, "hydrants") != stamp


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + b"x" * 5000])
def test_a_file_that_is_no_backup_is_refused_and_nothing_changes(
    store, hydrants, tmp_path, content
):
    (tmp_path / "b.gpkg").write_bytes(content)

    with pytest.raises(NotAStore):
        restore(store.path, tmp_path / "b.gpkg")

    assert len(codes(store)) == 3


def test_a_missing_backup_is_said_to_be_missing(store, tmp_path):
    with pytest.raises(StoreMissing):
        restore(store.path, tmp_path / "b.gpkg")


def test_a_damaged_backup_is_refused_and_nothing_changes(store, write, points, tmp_path):
    with write() as tx:
        features.add_many(tx, "hydrants", points(2000))
    backup(store, tmp_path / "b.gpkg")
    content = bytearray((tmp_path / "b.gpkg").read_bytes())
    middle = len(content) * 4 // 5
    content[middle : middle + 9_000] = b"\x55" * 9_000
    (tmp_path / "b.gpkg").write_bytes(content)

    with pytest.raises(BackupUnsound):
        restore(store.path, tmp_path / "b.gpkg")

    assert len(codes(store)) == 2000


def test_a_backup_of_another_district_is_refused(store, hydrants, tmp_path, district_text):
    other = create_store(tmp_path / "o.gpkg", district_text.replace("990001", "990002"))
    backup(other, tmp_path / "b.gpkg")
    other.close()

    with pytest.raises(BackupForeign):
        restore(store.path, tmp_path / "b.gpkg")

    assert len(codes(store)) == 3
    assert list(tmp_path.glob(".*restoring*")) == []


def test_an_unsound_source_gives_no_backup_and_leaves_the_old_one(store, tmp_path):
    backup(store, tmp_path / "b.gpkg")
    old = (tmp_path / "b.gpkg").read_bytes()
    with sqlite3.connect(store.path) as connection:  # foreign keys are off in a plain connection
        connection.execute(
            "INSERT INTO photos (layer, code, sha256, media_type, width_px, height_px, added_at, "
            "added_by) VALUES ('cases', 'x', 'none', '', 1, 1, '', '')"
        )
    connection.close()

    with pytest.raises(BackupUnsound, match="photos"):
        backup(store, tmp_path / "b.gpkg")

    assert (tmp_path / "b.gpkg").read_bytes() == old
