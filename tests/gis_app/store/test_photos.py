"""Photos inside the database."""

import pytest

from gis_app.store import Photo, UnknownRecord, history, photos
from layers.catalog import UnknownLayer

SHOT = Photo("hydrants", "H-0001", "image/jpeg", 640, 480, taken_at="2026-03-01T08:00:00.000Z")


def test_a_photo_comes_back_with_what_is_known_of_it(store, hydrants, write):
    with write() as tx:
        change = history.change(tx, "hydrants")
        photo = photos.add(tx, SHOT, b"picture")
        moved = history.change(tx, "hydrants") > change
    with store.read() as tx:
        assert photos.of(tx, "hydrants", "H-0001") == [photo]
        assert photos.content(tx, photo.id) == b"picture"

    assert moved
    assert (photo.added_by, photo.width_px, photo.taken_at) == ("li", 640, SHOT.taken_at)


def test_equal_pictures_are_stored_once(store, hydrants, write):
    with write() as tx:
        pair = [photos.add(tx, SHOT, b"picture") for _ in range(2)]
        held = tx.connection.exec_driver_sql("SELECT count(*) FROM photo_bytes").scalar_one()

    assert held == 1
    assert pair[0].id != pair[1].id


def test_unknown_photos_and_layers_are_refused(store, write):
    with write() as tx:
        with pytest.raises(UnknownRecord):
            photos.content(tx, 4)
        with pytest.raises(UnknownLayer):
            photos.add(tx, Photo("nowhere", "x", "image/png", 1, 1), b"x")
