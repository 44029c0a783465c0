"""Shapes as GeoPackage blobs: a header with the CRS and the envelope, then well-known binary.

GeoPackage 1.3 §2.1.3: the letters GP, a version, a byte of flags, the CRS id, the envelope, the
WKB. Points carry no envelope (they are their own), as GDAL writes them.
"""

import struct
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Shapes = npt.NDArray[np.object_]

#: Bytes of the envelope for each value of the flags' bits 1-3.
_ENVELOPE_BYTES = (0, 32, 48, 48, 64, 0, 0, 0)
#: Bytes of a header without an envelope.
_BARE = 8
#: Flags: little-endian with no envelope, with an XY envelope, and the bit for an empty shape.
_PLAIN, _BOXED, _EMPTY = 0b0000_0001, 0b0000_0011, 0b0001_0000
#: Bytes of a 2D point with a bare header; no other shape has so few, but an empty one has fewer.
_POINT_BYTES = _BARE + 21
#: Length of each header by its byte of flags, so that bulk reading looks it up.
_HEADER_BYTES = tuple(_BARE + _ENVELOPE_BYTES[(flags >> 1) & 7] for flags in range(256))

_POINT_LITTLE = struct.Struct("<dd")
_POINT_BIG = struct.Struct(">dd")
_BOX_LITTLE = struct.Struct("<dddd")
_BOX_BIG = struct.Struct(">dddd")


def encode(shapes: Shapes, srs_id: int) -> list[bytes | None]:
    """Return the blobs of shapes, none of them empty; None stays None."""
    if len(shapes) == 0:
        return []
    wkb = shapely.to_wkb(shapes, output_dimension=2, byte_order=1)
    plain = struct.pack("<2sBBi", b"GP", 0, _PLAIN, srs_id)
    boxed = struct.pack("<2sBBi", b"GP", 0, _BOXED, srs_id)
    points = shapely.get_type_id(shapes) == 0
    bounds = np.ascontiguousarray(shapely.bounds(shapes)[:, [0, 2, 1, 3]], dtype="<f8")
    rows = zip(wkb, points.tolist(), bounds, strict=True)
    return [
        None if body is None else plain + body if point else boxed + box.tobytes() + body
        for body, point, box in rows
    ]


def bodies(blobs: Iterable[bytes | None]) -> list[bytes | None]:
    """Return the well-known binary inside each blob."""
    return [None if blob is None else blob[_HEADER_BYTES[blob[3]] :] for blob in blobs]


def decode(blobs: Sequence[bytes | None]) -> Shapes:
    """Return the shapes of blobs; a multi shape of one part comes back as that part.

    Lines and polygons are stored as multi shapes, because a GeoPackage layer has one geometry
    type; in Python a cell is a Polygon.
    """
    held = np.empty(len(blobs), dtype=object)
    held[:] = bodies(blobs)
    shapes: Shapes = shapely.from_wkb(held)
    return single(shapes)


def point_places(blobs: Sequence[bytes | None]) -> npt.NDArray[np.float64]:
    """Return the x and y of point blobs as an array of shape (n, 2), NaN where there is none.

    The coordinates are the last 16 bytes of a blob in our own form, so that a million of them
    need no shape to be made; blobs in another form are decoded.
    """
    places = np.full((len(blobs), 2), np.nan)
    held = np.array([blob is not None for blob in blobs], dtype=bool)
    bodies_held = [blob for blob in blobs if blob is not None]
    if all(len(blob) == _POINT_BYTES and blob[_BARE] == 1 for blob in bodies_held):
        tail = b"".join([blob[-16:] for blob in bodies_held])
        places[held] = np.frombuffer(tail, dtype="<f8").reshape(-1, 2)
    else:
        shapes = decode(bodies_held)
        places[held] = np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])
    return places


def single(shapes: Shapes) -> Shapes:
    """Return shapes with each multi shape of one part replaced by the part."""
    alone = (shapely.get_type_id(shapes) >= shapely.GeometryType.MULTIPOINT) & (
        shapely.get_num_geometries(shapes) == 1
    )
    if alone.any():
        shapes = shapes.copy()
        shapes[alone] = shapely.get_geometry(shapes[alone], 0)
    return shapes


def envelope(blob: bytes) -> tuple[float, float, float, float] | None:
    """Return (min x, max x, min y, max y) of a blob, or None if its shape is empty."""
    flags = blob[3]
    if flags & _EMPTY:
        return None
    if flags & 0b1110:
        box = _BOX_LITTLE if flags & 1 else _BOX_BIG
        return box.unpack_from(blob, _BARE)
    if len(blob) == _POINT_BYTES:
        point = _POINT_LITTLE if blob[_BARE] == 1 else _POINT_BIG
        x, y = point.unpack_from(blob, _BARE + 5)
        return None if x != x else (x, x, y, y)  # noqa: PLR0124 - only NaN differs from itself
    west, south, east, north = shapely.from_wkb(blob[_BARE:]).bounds
    return None if west != west else (west, east, south, north)  # noqa: PLR0124 - the same


def _side(number: int) -> Callable[[bytes | None], float | None]:
    def side(blob: bytes | None) -> float | None:
        box = None if blob is None else envelope(blob)
        return None if box is None else box[number]

    return side


def _is_empty(blob: bytes | None) -> int | None:
    return None if blob is None else int(envelope(blob) is None)


#: The SQL functions that GeoPackage's R*Tree triggers call.
SQL_FUNCTIONS: dict[str, Callable[[Any], float | int | None]] = {
    "ST_IsEmpty": _is_empty,
    "ST_MinX": _side(0),
    "ST_MaxX": _side(1),
    "ST_MinY": _side(2),
    "ST_MaxY": _side(3),
}
