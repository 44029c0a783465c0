"""Photos of assets and cases, kept inside the database.

They could lie as files beside it. Inside, a case and its photos are saved or lost together, one
backup carries all, and there is no path that an upload could lead astray. It costs file size: a
re-encoded photo has some 150 kB. Equal pictures are stored once.
"""

import hashlib
from dataclasses import dataclass

import sqlalchemy as sa

from gis_app.store import history
from gis_app.store.errors import UnknownRecord
from gis_app.store.tables import photo_bytes, photos
from gis_app.store.transaction import ReadTx, WriteTx


@dataclass(frozen=True, slots=True)
class Photo:
    """What is known of a picture; `layer` and `code` name the feature it shows."""

    layer: str
    code: str
    media_type: str
    width_px: int
    height_px: int
    taken_at: str | None = None
    id: int = 0
    sha256: str = ""
    added_at: str = ""
    added_by: str = ""


def add(tx: WriteTx, photo: Photo, content: bytes) -> Photo:
    """Store a picture and what is known of it."""
    tx.layer(photo.layer)
    digest = hashlib.sha256(content).hexdigest()
    held = sa.select(photo_bytes.c.sha256).where(photo_bytes.c.sha256 == digest)
    if tx.connection.execute(held).first() is None:
        tx.connection.execute(sa.insert(photo_bytes).values(sha256=digest, bytes=content))
    values = {
        "layer": photo.layer,
        "code": photo.code,
        "sha256": digest,
        "media_type": photo.media_type,
        "width_px": photo.width_px,
        "height_px": photo.height_px,
        "taken_at": photo.taken_at,
        "added_at": tx.at,
        "added_by": tx.who,
    }
    result = tx.connection.execute(sa.insert(photos).values(values))
    after = history.as_json({"photo": digest})
    history.append(tx, photo.layer, "photo", [(photo.code, None, None, after)])
    key = result.inserted_primary_key
    return get(tx, int(key[0]) if key else 0)


def get(tx: ReadTx, photo_id: int) -> Photo:
    """Return what is known of a picture, or raise UnknownRecord."""
    rows = tx.connection.execute(sa.select(photos).where(photos.c.id == photo_id)).mappings().all()
    if not rows:
        raise UnknownRecord(record="photo", name=photo_id)
    return _photo(rows[0])


def of(tx: ReadTx, layer: str, code: str) -> list[Photo]:
    """Return the pictures of a feature, the latest first."""
    query = sa.select(photos).where(photos.c.layer == layer, photos.c.code == code)
    rows = tx.connection.execute(query.order_by(photos.c.id.desc())).mappings()
    return [_photo(row) for row in rows]


def content(tx: ReadTx, photo_id: int) -> bytes:
    """Return a picture, or raise UnknownRecord."""
    digest = get(tx, photo_id).sha256
    query = sa.select(photo_bytes.c.bytes).where(photo_bytes.c.sha256 == digest)
    return bytes(tx.connection.execute(query).scalar_one())


def _photo(row: sa.RowMapping) -> Photo:
    return Photo(**dict(row))
