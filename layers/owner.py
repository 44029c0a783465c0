"""Who owns a place: the lowest code among the polygons that contain or touch it.

The rule is the same singly, in bulk, and in the browser (`static/js/geo/owner.js`);
`tests/golden/owner.json` holds the two languages to it.

A million places are answered through a lattice. Where no boundary runs through a tile, every
polygon either holds the whole tile or none of it, so one test at one place answers for the tile
and for all tiles joined to it. Only places in tiles that a boundary meets are tested themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from layers.errors import LayerError

#: Nobody: the index of a place outside every polygon.
NOBODY: Final = -1
#: A tile that a boundary meets: its places are tested one by one.
_ASK: Final = -2
#: Tiles for each polygon: about one in nine is then met by a boundary. Measured, not needed.
_TILES_PER_SHAPE: Final = 600
#: The lattice never has more tiles than this (8 MB).
_MOST_TILES: Final = 2_000_000
#: A boundary counts as meeting a tile from this share of a tile outside it: far more than rounding.
_MARGIN: Final = 1e-3
#: Places tested at once, so that the pairs of a crowded batch stay in memory.
_CHUNK: Final = 100_000
_AREAS: Final = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)

Floats = NDArray[np.float64]
Shapes = NDArray[Any]


class NotAnArea(LayerError):
    """A shape that shall own places is no polygon."""

    kind = "not_an_area"
    template = "The shape of {code!r} is a {shape}; only polygons own places. Leave it out."


class CodesAndShapesDiffer(LayerError):
    """There are not as many codes as shapes."""

    kind = "codes_and_shapes_differ"
    template = "There are {codes} codes for {shapes} shapes; give one code for each shape."


@dataclass(frozen=True, slots=True, eq=False)
class _Lattice:
    """Square tiles over the extent; `table` holds the owner of each, or that it must be asked."""

    west: float
    south: float
    size: float
    table: NDArray[np.int32]

    def look(self, x: Floats, y: Floats) -> NDArray[np.int32]:
        """Return what the table holds at each place; NOBODY outside the lattice, shape (n,)."""
        rows, columns = self.table.shape
        i, j = (x - self.west) / self.size, (y - self.south) / self.size
        # A place that is no number compares false, so it is outside.
        inside = (i >= 0) & (j >= 0) & (i < columns) & (j < rows)
        if inside.all():
            flat: NDArray[np.int64] = j.astype(np.int64) * columns + i.astype(np.int64)
            return self.table.ravel()[flat]
        found = np.full(len(x), NOBODY, dtype=np.int32)
        found[inside] = self.table[j[inside].astype(np.int64), i[inside].astype(np.int64)]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Ownership:
    """The owner of every place, for one set of polygons. Build it with `of`.

    1. A polygon owns what it contains and what it touches.
    2. Where several do, the lowest code owns the place.
    3. The polygons may overlap, leave gaps, have holes and parts; codes may stand twice.
    4. An empty or missing shape owns nothing.
    """

    codes: NDArray[np.object_]
    _shapes: Shapes
    _tree: shapely.STRtree
    _lattice: _Lattice

    @classmethod
    def of(cls, codes: Sequence[str] | NDArray[Any], shapes: Sequence[Any] | Shapes) -> Self:
        """Sort the polygons by code and lay the lattice.

        Parameters
        ----------
        codes
            One code for each shape, in any order.
        shapes
            Polygons or multipolygons, shape (n,), all in one metric CRS.

        Raises
        ------
        CodesAndShapesDiffer
            The two are not of the same length.
        NotAnArea
            A shape is no polygon.
        """
        if len(codes) != len(shapes):
            raise CodesAndShapesDiffer(codes=len(codes), shapes=len(shapes))
        order = sorted(range(len(codes)), key=lambda row: codes[row])
        ordered = np.array([codes[row] for row in order], dtype=object)
        areas = np.empty(len(order), dtype=object)
        areas[:] = [shapes[row] for row in order]
        _refuse_others(ordered, areas)
        shapely.prepare(areas)
        tree = shapely.STRtree(areas)
        return cls(ordered, areas, tree, _lay(areas, tree))

    def owner(self, x: float, y: float) -> str | None:
        """Return the code that owns a place (metric CRS), or None outside."""
        index = int(self.owners(np.array([x], dtype=float), np.array([y], dtype=float))[0])
        return None if index == NOBODY else str(self.codes[index])

    def owners(self, x: Floats, y: Floats) -> NDArray[np.int32]:
        """Return the place in `codes` of each owner, shape (n,); -1 outside.

        `x` and `y` are metres in the CRS of the shapes, each of shape (n,).
        """
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        found = self._lattice.look(x, y)
        asked = np.flatnonzero(found == _ASK)
        if len(asked):
            found[asked] = _lowest(self._shapes, self._tree, x[asked], y[asked])
        return found


def _refuse_others(codes: NDArray[np.object_], areas: Shapes) -> None:
    kinds = shapely.get_type_id(areas)
    odd = np.flatnonzero((kinds >= 0) & ~np.isin(kinds, _AREAS) & ~shapely.is_empty(areas))
    if len(odd):
        first = int(odd[0])
        raise NotAnArea(code=codes[first], shape=areas[first].geom_type)


def _lowest(areas: Shapes, tree: shapely.STRtree, x: Floats, y: Floats) -> NDArray[np.int32]:
    """Return the first polygon that meets each place, by exact predicates, shape (n,)."""
    best = np.full(len(x), len(areas), dtype=np.int32)
    for start in range(0, len(x), _CHUNK):
        part = slice(start, start + _CHUNK)
        place, area = tree.query(shapely.points(x[part], y[part]))
        place += start
        met = shapely.intersects_xy(areas[area], x[place], y[place])  # 1
        np.minimum.at(best, place[met], area[met].astype(np.int32))  # 2
    return np.where(best == len(areas), np.int32(NOBODY), best)


def _lay(areas: Shapes, tree: shapely.STRtree) -> _Lattice:
    """Lay tiles over the extent and settle those that no boundary meets."""
    if shapely.is_empty(areas[~shapely.is_missing(areas)]).all():  # one tile of nobody
        return _Lattice(0.0, 0.0, 1.0, np.full((1, 1), NOBODY, dtype=np.int32))
    west, south, east, north = shapely.total_bounds(areas)
    wanted = min(_TILES_PER_SHAPE * len(areas), _MOST_TILES)
    width, height = max(east - west, 1e-3), max(north - south, 1e-3)
    # Neither side may have more tiles than wanted, or a needle of an extent would need millions.
    size = float(max(np.sqrt(width * height / wanted), width / wanted, height / wanted))
    columns, rows = int(width / size) + 3, int(height / size) + 3
    west, south = float(west) - size, float(south) - size
    met = _met(_edges(areas), (west, south, size), (rows, columns))
    regions, count = ndimage.label(~met)
    labels = regions.ravel()
    first = np.zeros(count + 1, dtype=np.int64)
    first[labels[::-1]] = np.arange(labels.size)[::-1]  # the last written is the first tile
    j, i = np.divmod(first[1:], columns)
    settled = _lowest(areas, tree, west + (i + 0.5) * size, south + (j + 0.5) * size)
    answers = np.concatenate([np.array([_ASK], dtype=np.int32), settled])
    return _Lattice(west, south, size, answers[regions])


def _edges(areas: Shapes) -> Floats:
    """Return the straight edges of all rings as rows (x1, y1, x2, y2), shape (e, 4)."""
    rings = shapely.get_rings(shapely.get_parts(areas))
    places, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[1:] == ring[:-1]
    edges: Floats = np.hstack([places[:-1], places[1:]])[joined]
    return edges


def _met(
    edges: Floats, frame: tuple[float, float, float], shape: tuple[int, int]
) -> NDArray[np.bool_]:
    """Return which tiles an edge meets, and some beside it, shape (rows, columns).

    Each edge is parted until no part is longer than 0.9 tiles either way, so that its box touches
    at most two tiles each way: the corners of the box name them all.
    """
    west, south, size = frame
    span = np.maximum(np.abs(edges[:, 2] - edges[:, 0]), np.abs(edges[:, 3] - edges[:, 1]))
    parts = np.maximum(np.ceil(span / (0.9 * size)), 1).astype(np.int64)
    edge = np.repeat(np.arange(len(edges)), parts)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(parts) - parts, parts)
    met = np.zeros(shape, dtype=bool)
    tiles = []
    for axis, origin in ((0, west), (1, south)):
        start, end = edges[edge, axis], edges[edge, axis + 2]
        one = start + (end - start) * (step / parts[edge])
        two = start + (end - start) * ((step + 1) / parts[edge])
        low, high = np.minimum(one, two), np.maximum(one, two)
        tiles.append(
            (
                ((low - origin) / size - _MARGIN).astype(np.int64),
                ((high - origin) / size + _MARGIN).astype(np.int64),
            )
        )
    for i in tiles[0]:
        for j in tiles[1]:
            met[j, i] = True
    return met
