"""The features of a layer: what may be read of them, and what may be done to them."""

from gis_app.store.editing import (
    Tally,
    add,
    add_many,
    note_import,
    remove,
    update,
    upsert_many,
)
from gis_app.store.reading import Hit, count, find, get, in_box, pages, read_frame, search

__all__ = [
    "Hit",
    "Tally",
    "add",
    "add_many",
    "count",
    "find",
    "get",
    "in_box",
    "note_import",
    "pages",
    "read_frame",
    "remove",
    "search",
    "update",
    "upsert_many",
]
