"""The edge of an area in words: which roads it follows, which way, how far, who is beyond."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Polygon

from grids.edges import Floats, Shapes

#: A road is followed where it is at most this far from the edge, in metres: half of a wide road and
#: the strip of green beside it.
BESIDE_M: Final = 30.0
#: and runs at most at this angle to it.
PARALLEL: Final = np.radians(25.0)
#: The edge is looked at in pieces of at most this length, in metres.
PIECE_M: Final = 15.0
#: A stretch shorter than this is a crossing, and belongs to the one before it, in metres.
SHORT_M: Final = 40.0
#: A stretch that bends by more than this share of its length has a corner.
CORNER: Final = 0.2
#: How far beside the edge one looks for who is beyond, in metres.
BEYOND_M: Final = 1.0
HEADINGS: Final = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")

#: Tells who is at some places: the code of a management grid each, None for nobody.
Beyond = Callable[[Floats, Floats], Sequence[str | None]]
Names = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """A part of an edge that follows one road, or none, beside one neighbour.

    Attributes
    ----------
    line : LineString
        In metres, clockwise about the area (anticlockwise about a hole).
    road : str, optional
        The name of the road it follows.
    beyond : str, optional
        The management grid on the other side; None is outside of all.
    heading : str
        The way from its beginning to its end, one of eight: N, NE, …
    """

    line: LineString
    road: str | None
    beyond: str | None
    heading: str

    @property
    def length_m(self) -> float:
        """How long it is."""
        return float(self.line.length)


def describe_edge(
    area: Polygon | MultiPolygon, roads: Shapes, names: Sequence[str | None], beyond: Beyond
) -> list[list[Stretch]]:
    """Return the edge of an area, ring by ring, in the order one would walk it.

    1. A ring begins at its north-western corner and runs clockwise, holes the other way, so that
       the area is on the right hand.
    2. It is cut into pieces of at most 15 m. A piece follows the nearest named road within 30 m
       that runs within 25° of it.
    3. Pieces of the same road and the same neighbour are one stretch. A stretch shorter than 40 m
       belongs to the one before it: there the edge crosses a street or turns a corner.
    4. A stretch without a road is told corner by corner: it is cut where it lies farthest from the
       straight way between its ends, if that is more than a fifth of its length.
    5. The outer rings come first, the largest at the head.

    Parameters
    ----------
    roads : (n,) array of lines
        In the CRS of the area, in metres.
    names : sequence of str or None
        The name of each; roads without one are not told.
    """
    named = np.array([bool(name) for name in names], dtype=bool)
    lines, words = roads[named], np.array(names, dtype=object)[named]
    return [_ring(ring, lines, words, beyond) for ring in _rings(area)]  # 5


def _rings(area: Polygon | MultiPolygon) -> list[Floats]:
    parts = sorted(shapely.get_parts(area), key=lambda part: -part.area)
    outer = [shapely.orient_polygons(part, exterior_cw=True) for part in parts]  # 1
    rings = [part.exterior for part in outer]
    rings += [ring for part in outer for ring in part.interiors]
    return [_from_north_west(shapely.get_coordinates(ring)) for ring in rings]


def _from_north_west(ring: Floats) -> Floats:
    open_ring = ring[:-1]
    first = int(np.argmax(open_ring[:, 1] - open_ring[:, 0]))
    turned = np.roll(open_ring, -first, axis=0)
    return np.vstack([turned, turned[:1]])


def _ring(ring: Floats, lines: Shapes, names: Names, beyond: Beyond) -> list[Stretch]:
    fine = shapely.get_coordinates(shapely.segmentize(LineString(ring), PIECE_M))
    a, b = fine[:-1], fine[1:]
    middle, way = (a + b) / 2, b - a
    length_m = np.hypot(*way.T)
    road = _roads_along(middle, np.arctan2(way[:, 1], way[:, 0]), lines)  # 2
    left = np.column_stack([-way[:, 1], way[:, 0]]) / np.maximum(length_m, 1e-9)[:, None]
    outside = middle + BEYOND_M * left
    who = beyond(outside[:, 0], outside[:, 1])
    keys = [
        (None if at < 0 else str(names[at]), other)
        for at, other in zip(road.tolist(), who, strict=True)
    ]
    return [
        Stretch(LineString(fine[begin : end + 1]), *keys[begin], _heading(fine[begin], fine[end]))
        for run in _runs(keys, length_m)
        for begin, end in (_corners(fine, *run) if keys[run[0]][0] is None else [run])
    ]


def _roads_along(middle: Floats, angle: Floats, lines: Shapes) -> NDArray[np.int64]:
    """Return for each piece the road that it follows, -1 for none."""
    found = np.full(len(middle), -1, dtype=np.int64)
    if not len(lines):
        return found
    points: Shapes = np.asarray(shapely.points(middle), dtype=object)
    piece, road = shapely.STRtree(lines).query(points, predicate="dwithin", distance=BESIDE_M)
    away_m: Floats = np.atleast_1d(shapely.distance(points[piece], lines[road]))
    at = shapely.line_locate_point(lines[road], points[piece])
    ends = [
        shapely.get_coordinates(shapely.line_interpolate_point(lines[road], np.maximum(at + by, 0)))
        for by in (-5.0, 5.0)
    ]
    along = np.arctan2(*(ends[1] - ends[0]).T[::-1])
    apart = np.abs((angle[piece] - along + np.pi / 2) % np.pi - np.pi / 2)
    fits = apart <= PARALLEL
    for one, other, _ in sorted(
        zip(piece[fits].tolist(), road[fits].tolist(), away_m[fits].tolist(), strict=True),
        key=lambda row: -row[2],
    ):
        found[one] = other  # the nearest is written last
    return found


def _runs(keys: Sequence[tuple[str | None, str | None]], length_m: Floats) -> list[tuple[int, int]]:
    """Return begin and end of each stretch, as places of joints."""
    starts = [0, *(at for at in range(1, len(keys)) if keys[at] != keys[at - 1])]
    runs = list(zip(starts, [*starts[1:], len(keys)], strict=True))
    joined: list[tuple[int, int]] = []
    for begin, end in runs:  # 3
        same = joined and keys[joined[-1][0]] == keys[begin]
        if joined and (same or length_m[begin:end].sum() < SHORT_M):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((begin, end))
    first = joined[0]
    if len(joined) > 1 and length_m[first[0] : first[1]].sum() < SHORT_M:
        joined[:2] = [(first[0], joined[1][1])]
    return joined


def _corners(fine: Floats, begin: int, end: int) -> list[tuple[int, int]]:  # 4
    """Return a stretch in parts that are about straight, as places of joints."""
    line = LineString(fine[begin : end + 1])
    chord = LineString(fine[[begin, end]])
    inner = fine[begin + 1 : end]
    if not len(inner) or line.length < 2 * SHORT_M:
        return [(begin, end)]
    away_m: Floats = np.atleast_1d(shapely.distance(shapely.points(inner), chord))
    at = begin + 1 + int(np.argmax(away_m))
    if away_m.max() <= CORNER * line.length:
        return [(begin, end)]
    return [*_corners(fine, begin, at), *_corners(fine, at, end)]


def _heading(a: Floats, b: Floats) -> str:
    turn = np.degrees(np.arctan2(b[0] - a[0], b[1] - a[1]))
    return HEADINGS[round(float(turn) / 45) % 8]
