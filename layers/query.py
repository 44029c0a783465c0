"""What is near, in a box, around or under a place: one layer's index.

All places are metres in the district's metric CRS, and so are all distances. Every answer has one
order: by distance, then by code.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.compass import Compass, bearing_deg, compass_point
from layers.owner import CodesAndShapesDiffer

#: How much wider the ring of a nearest search grows when it held too few.
_WIDER: Final = 2.0
#: A ring that is expected to hold this many times what is asked for seldom needs a second look.
_PLENTY: Final = 2.0

Shapes = NDArray[Any]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hit:
    """One feature that was found, seen from the place that was asked about.

    `bearing_deg` runs clockwise from grid north towards the nearest point of the feature; it and
    `compass` are None where the place touches the feature. `row` is its row in what was indexed.
    """

    code: str
    distance_m: float
    bearing_deg: float | None
    compass: Compass | None
    row: int


@dataclass(frozen=True, slots=True, eq=False)
class LayerIndex:
    """The features of one layer, ready to be found by place. Build it with `of`.

    Features without a shape are never found.
    """

    codes: NDArray[np.object_]
    _rows: Rows
    _shapes: Shapes
    _tree: shapely.STRtree
    _extent: tuple[float, float, float, float] | None

    @classmethod
    def of(cls, codes: Sequence[str] | NDArray[Any], shapes: Sequence[Any] | Shapes) -> Self:
        """Index features of any shape, in any order; `row` counts in the order given here.

        Raises
        ------
        CodesAndShapesDiffer
            There are not as many codes as shapes.
        """
        if len(codes) != len(shapes):
            raise CodesAndShapesDiffer(codes=len(codes), shapes=len(shapes))
        # One order whatever the order of the input: ties between features fall by code.
        rows = np.array(sorted(range(len(codes)), key=lambda row: codes[row]), dtype=np.int64)
        ordered = np.empty(len(rows), dtype=object)
        ordered[:] = [shapes[row] for row in rows]
        there = ~(shapely.is_missing(ordered) | shapely.is_empty(ordered))
        rows, ordered = rows[there], ordered[there]
        names = np.array([codes[row] for row in rows], dtype=object)
        west, south, east, north = shapely.total_bounds(ordered) if len(rows) else (0.0,) * 4
        extent = (float(west), float(south), float(east), float(north)) if len(rows) else None
        return cls(names, rows, ordered, shapely.STRtree(ordered), extent)

    def nearest(self, x: float, y: float, *, count: int = 1, within_m: float = np.inf) -> list[Hit]:
        """Return at most `count` features, the nearest first, none beyond `within_m` metres."""
        if self._extent is None or count < 1 or not np.isfinite([x, y]).all():
            return []
        place = shapely.Point(x, y)
        farthest = min(within_m, _reach(self._extent, x, y))
        radius = min(farthest, _ring(self._extent, len(self._rows), count))
        while True:
            found = self._tree.query(place, predicate="dwithin", distance=radius)
            if len(found) >= count or radius >= farthest:
                break
            radius = min(radius * _WIDER, farthest)
        return self._hits(found, place)[:count]

    def within(self, x: float, y: float, radius_m: float) -> list[Hit]:
        """Return the features no farther than a radius, the nearest first."""
        place = shapely.Point(x, y)
        return self._hits(self._tree.query(place, predicate="dwithin", distance=radius_m), place)

    def containing(self, x: float, y: float) -> list[str]:
        """Return the codes of the features that contain or touch a place, in order of code."""
        found = self._tree.query(shapely.Point(x, y), predicate="intersects")
        return [str(self.codes[index]) for index in np.sort(found)]

    def in_box(self, box: tuple[float, float, float, float]) -> Rows:
        """Return the rows of the features that meet (west, south, east, north), by code."""
        found = self._tree.query(shapely.box(*box), predicate="intersects")
        return self._rows[np.sort(found)]

    def _hits(self, found: NDArray[Any], place: BaseGeometry) -> list[Hit]:
        found = np.sort(found)
        ways = shapely.get_coordinates(shapely.shortest_line(place, self._shapes[found]))
        steps = ways[1::2] - ways[::2]
        lengths = shapely.distance(place, self._shapes[found])
        order = np.argsort(lengths, kind="stable")
        return [
            _hit(str(self.codes[found[k]]), lengths[k], steps[k], int(self._rows[found[k]]))
            for k in order
        ]


def _hit(code: str, distance_m: float, step: NDArray[np.float64], row: int) -> Hit:
    bearing = bearing_deg(float(step[0]), float(step[1])) if distance_m > 0 else None
    compass = None if bearing is None else compass_point(bearing)
    return Hit(code, float(distance_m), bearing, compass, row)


def _ring(extent: tuple[float, float, float, float], total: int, count: int) -> float:
    """Return the radius of a ring that holds `count` of `total` features if they lie evenly."""
    west, south, east, north = extent
    span = max(east - west, north - south, 1.0)
    return float(span * np.sqrt(_PLENTY * count / (np.pi * total)))


def _reach(extent: tuple[float, float, float, float], x: float, y: float) -> float:
    """Return a distance from a place within which everything indexed lies."""
    west, south, east, north = extent
    across = max(abs(x - west), abs(x - east)) + max(abs(y - south), abs(y - north))
    return across + 1.0
