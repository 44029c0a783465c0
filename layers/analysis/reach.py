"""Which stretches of lines lie within a radius of points: exact, without drawing a circle."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]
Metres = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Length, covered length and uncovered stretches (MultiLineString) of each group of lines."""

    length_m: Metres
    covered_m: Metres
    uncovered: Shapes


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """Straight pieces of lines laid end to end on one long measure; `base` is where each begins."""

    start: Metres
    along: Metres
    length: Metres
    base: Metres
    group: NDArray[np.intp]

    @property
    def end(self) -> float:
        return float(self.base[-1] + self.length[-1]) if len(self.base) else 0.0


def reach_along(
    lines: Shapes, group: NDArray[np.intp], points: Shapes, *, radius_m: float, groups: int
) -> Reach:
    """Measure which stretches of lines lie within a radius of any point.

    1. Every straight piece of every line has its place on one long measure.
    2. A circle cuts a piece in one interval: the foot of its centre plus and minus half the chord.
    3. Intervals are sorted by start; where one begins after all before it have ended, there is an
       uncovered stretch.

    Parameters
    ----------
    lines
        LineStrings and MultiLineStrings; what else a clip may have left (points) is passed over.
    group
        The group (0 to `groups` - 1) each line is counted in.
    """
    pieces = _straight(lines, group)  # 1
    starts, ends = _open_stretches(*_intervals(pieces, points, radius_m), pieces.end)
    piece, low, high = _by_piece(pieces, starts, ends)
    length: Metres = np.zeros(groups)
    np.add.at(length, pieces.group, pieces.length)
    open_m: Metres = np.zeros(groups)
    np.add.at(open_m, pieces.group[piece], high - low)
    return Reach(length, np.maximum(length - open_m, 0.0), _drawn(pieces, piece, low, high, groups))


def _straight(lines: Shapes, group: NDArray[np.intp]) -> _Pieces:
    parts, line = shapely.get_parts(lines, return_index=True)
    lineal = shapely.get_dimensions(parts) == 1
    parts, line = parts[lineal], line[lineal]
    places, part = shapely.get_coordinates(parts, return_index=True)
    joined = np.flatnonzero(np.diff(part) == 0) if len(part) else np.array([], dtype=np.intp)
    step = places[joined + 1] - places[joined]
    length = np.hypot(step[:, 0], step[:, 1])
    real = length > 0
    joined, step, length = joined[real], step[real], length[real]
    base = np.concatenate([[0.0], np.cumsum(length)[:-1]]) if len(length) else length
    return _Pieces(places[joined], step / length[:, None], length, base, group[line[part[joined]]])


def _intervals(pieces: _Pieces, points: Shapes, radius_m: float) -> tuple[Metres, Metres]:
    """Return start and end, on the long measure, of what points cover of the pieces near them."""
    none: Metres = np.array([], dtype=np.float64)
    if not len(points) or not len(pieces.length):
        return none, none
    shapes = shapely.linestrings(
        np.stack([pieces.start, pieces.start + pieces.along * pieces.length[:, None]], axis=1)
    )
    piece, point = shapely.STRtree(points).query(shapes, predicate="dwithin", distance=radius_m)
    gap = shapely.get_coordinates(points[point]) - pieces.start[piece]
    along = pieces.along[piece]
    foot = (gap * along).sum(axis=1)
    off = gap[:, 0] * along[:, 1] - gap[:, 1] * along[:, 0]
    half = np.sqrt(np.maximum(radius_m**2 - off**2, 0.0))  # 2
    low = np.clip(foot - half, 0.0, pieces.length[piece])
    high = np.clip(foot + half, 0.0, pieces.length[piece])
    return pieces.base[piece] + low, pieces.base[piece] + high


def _open_stretches(low: Metres, high: Metres, end: float) -> tuple[Metres, Metres]:
    """Return the stretches of [0, end] in no interval."""  # 3
    order = np.argsort(low)
    reached = np.maximum.accumulate(np.concatenate([[0.0], high[order]]))
    begins = np.concatenate([low[order], [end]])
    free = begins > reached
    return reached[free], begins[free]


def _by_piece(
    pieces: _Pieces, starts: Metres, ends: Metres
) -> tuple[NDArray[np.intp], Metres, Metres]:
    """Cut stretches of the long measure where pieces meet; return metres along each piece."""
    first = np.searchsorted(pieces.base, starts, side="right") - 1
    last = np.searchsorted(pieces.base, ends, side="left") - 1
    many = last - first + 1
    stretch = np.repeat(np.arange(len(starts)), many)
    piece = first[stretch] + np.arange(len(stretch)) - np.repeat(np.cumsum(many) - many, many)
    low = np.maximum(starts[stretch] - pieces.base[piece], 0.0)
    high = np.minimum(ends[stretch] - pieces.base[piece], pieces.length[piece])
    return piece.astype(np.intp), low, high


def _drawn(
    pieces: _Pieces, piece: NDArray[np.intp], low: Metres, high: Metres, groups: int
) -> Shapes:
    """Draw the stretches as lines, joined where they touch, one MultiLineString per group."""
    start, along = pieces.start[piece], pieces.along[piece]
    places = np.stack([start + along * low[:, None], start + along * high[:, None]], axis=1)
    # A millimetre is the store's own rounding; without it the ends of neighbours differ by 1e-10.
    places = np.round(places, 3)
    real = (places[:, 0] != places[:, 1]).any(axis=1)
    lines, group = shapely.linestrings(places[real]), pieces.group[piece][real]
    order = np.argsort(group, kind="stable")
    drawn: Shapes = np.empty(groups, dtype=object)
    bounds = np.searchsorted(group[order], np.arange(groups + 1))
    for number in range(groups):
        part = lines[order[bounds[number] : bounds[number + 1]]]
        merged = shapely.line_merge(shapely.MultiLineString(list(part)))
        drawn[number] = shapely.MultiLineString(list(shapely.get_parts(merged)))
    return drawn
