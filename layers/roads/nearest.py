"""The nearest of many lines to each of many places, exactly, by columns.

The lines are taken apart into straight pieces. A quarter tree of tiles keeps for each tile the
pieces that can be nearest to a place in it; most tiles near a line keep one or two, so a million
places cost little more than a million distances. A tree of bounding boxes asked a million times is
some ten times slower.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Self

import numpy as np
import shapely
from numpy.typing import NDArray

#: A tile that keeps no more pieces than this is not parted further.
#: Measured: fewer makes a million places no faster and the building slow.
_ENOUGH: Final = 4
#: Tiles are parted until there are some this many for each piece, and at most so often (a table
#: of 512 x 512).
_TILES_PER_PIECE: Final = 16
_DEEPEST: Final = 9
#: The tiles reach this share of the extent beyond it, and this far at least; the few places
#: outside them are answered by a tree of boxes.
_MARGIN_SHARE: Final = 0.1
_MARGIN_M: Final = 300.0
#: Pieces are kept that lose by less than this, in metres, so that rounding drops no winner.
_DOUBT_M: Final = 1e-6
#: Places answered at once, so that their columns stay in the processor's cache.
_CHUNK: Final = 32_768

Floats = NDArray[np.float64]
Indexes = NDArray[np.int32]
Shapes = NDArray[Any]


class Feet(NamedTuple):
    """Where each place meets its nearest line: columns of shape (n,).

    `piece` and `line` are -1, the rest nan, where a place is not finite or there are no lines.
    `x`, `y` is the foot on the line, `position_m` its distance from the start of the line.
    """

    piece: Indexes
    line: Indexes
    x: Floats
    y: Floats
    position_m: Floats
    distance_m: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The straight pieces of lines, in the order of the lines; pieces of no length are left out.

    `ends` holds rows (x1, y1, x2, y2); `line` the line of each piece; `start_m` the position of its
    first end on the line; shape (p, 4), (p,), (p,).
    """

    ends: Floats
    line: Indexes
    start_m: Floats

    @classmethod
    def of(cls, lines: Shapes) -> Self:
        """Take LineStrings apart, shape (n,)."""
        places, line = shapely.get_coordinates(lines, return_index=True)
        joined = line[1:] == line[:-1]
        ends = np.hstack([places[:-1], places[1:]])[joined]
        owner = line[1:][joined].astype(np.int32)
        lengths = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1])
        run = np.cumsum(lengths) - lengths
        first = np.searchsorted(owner, np.arange(len(lines)))
        before = run[np.minimum(first, max(len(run) - 1, 0))] if len(run) else run
        start = run - before[owner] if len(run) else run
        real = lengths > 0
        return cls(ends[real], owner[real], start[real])

    def feet(self, piece: Indexes, x: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
        """Return the nearest place of each given piece, and its squared distance: x, y, m²."""
        x1, y1, x2, y2 = self.ends.T
        x1, y1, x2, y2 = x1[piece], y1[piece], x2[piece], y2[piece]
        dx, dy = x2 - x1, y2 - y1
        share = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)
        share = np.minimum(np.maximum(share, 0.0), 1.0)
        # The far end is taken as it is: two pieces that share a joint shall tie exactly there.
        foot_x = np.where(share == 1.0, x2, x1 + share * dx)
        foot_y = np.where(share == 1.0, y2, y1 + share * dy)
        return foot_x, foot_y, (foot_x - x) ** 2 + (foot_y - y) ** 2


@dataclass(frozen=True, slots=True, eq=False)
class NearestLines:
    """A quarter tree over lines. Build it with `of`; ask it with `feet`.

    Of lines that are equally near, the one that stands first wins.
    """

    pieces: Pieces
    _corner: tuple[float, float, float]
    _leaf: Indexes
    _first: Indexes
    _kept: Indexes
    _far: shapely.STRtree

    @classmethod
    def of(cls, lines: Shapes) -> Self:
        """Build the tree over LineStrings in a metric CRS, shape (n,)."""
        pieces = Pieces.of(lines)
        ends = pieces.ends
        corner, depth = _frame(ends)
        leaf = np.zeros((1 << depth, 1 << depth), dtype=np.int32)
        counts, kept = [np.zeros(1, dtype=np.int32)], [np.zeros(0, dtype=np.int32)]
        done = 0
        for level, i, j, count, piece in _leaves(pieces, corner, depth):
            wide = 1 << (depth - level)
            blocks = leaf.reshape(1 << level, wide, 1 << level, wide)
            blocks[j, :, i, :] = (done + np.arange(len(i), dtype=np.int32))[:, None, None]
            counts.append(count)
            kept.append(piece)
            done += len(i)
        first = np.cumsum(np.concatenate(counts)).astype(np.int32)
        table = leaf.ravel()
        size = corner[2] / (1 << depth)
        far = shapely.STRtree(_lines(ends))
        return cls(pieces, (*corner[:2], size), table, first, np.concatenate(kept), far)

    def feet(self, x: Floats, y: Floats) -> Feet:
        """Return where each place (metric CRS, shape (n,)) meets its nearest line."""
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        piece = np.full(len(x), -1, dtype=np.int32)
        foot_x, foot_y, square = (np.full(len(x), np.nan) for _ in range(3))
        if len(self.pieces.line):
            for start in range(0, len(x), _CHUNK):
                part = slice(start, start + _CHUNK)
                found = self._some(x[part], y[part])
                piece[part], foot_x[part], foot_y[part], square[part] = found
        return self._with_positions(piece, foot_x, foot_y, np.sqrt(square))

    def _some(self, x: Floats, y: Floats) -> tuple[Indexes, Floats, Floats, Floats]:
        west, south, size = self._corner
        tiles = round(len(self._leaf) ** 0.5)
        i, j = (x - west) / size, (y - south) / size
        inside = (i >= 0) & (j >= 0) & (i < tiles) & (j < tiles)
        if inside.all():
            leaf = self._leaf[j.astype(np.int32) * tiles + i.astype(np.int32)]
            return self._among(leaf, x, y)
        piece = np.full(len(x), -1, dtype=np.int32)
        foot_x, foot_y, square = (np.full(len(x), np.nan) for _ in range(3))
        near = np.flatnonzero(inside)
        if len(near):
            found = self._some(x[near], y[near])
            piece[near], foot_x[near], foot_y[near], square[near] = found
        far = np.flatnonzero(~inside & np.isfinite(x) & np.isfinite(y))
        if len(far):
            piece[far] = self._from_afar(x[far], y[far])
            found_far = self.pieces.feet(piece[far], x[far], y[far])
            foot_x[far], foot_y[far], square[far] = found_far
        return piece, foot_x, foot_y, square

    def _among(self, leaf: Indexes, x: Floats, y: Floats) -> tuple[Indexes, Floats, Floats, Floats]:
        """Measure the pieces that each place's tile keeps, one round for each of them."""
        start, end = self._first[leaf], self._first[leaf + 1]
        piece = self._kept[start]
        foot_x, foot_y, square = self.pieces.feet(piece, x, y)
        open_ = np.flatnonzero(end - start > 1)
        turn = 1
        while len(open_):
            other = self._kept[start[open_] + turn]
            found_x, found_y, found = self.pieces.feet(other, x[open_], y[open_])
            nearer = found < square[open_]
            won = open_[nearer]
            piece[won], square[won] = other[nearer], found[nearer]
            foot_x[won], foot_y[won] = found_x[nearer], found_y[nearer]
            turn += 1
            open_ = open_[end[open_] - start[open_] > turn]
        return piece, foot_x, foot_y, square

    def _from_afar(self, x: Floats, y: Floats) -> Indexes:
        place, piece = self._far.query_nearest(shapely.points(x, y), all_matches=True)
        lowest = np.full(len(x), len(self.pieces.line), dtype=np.int32)
        np.minimum.at(lowest, place, piece.astype(np.int32))
        return lowest

    def _with_positions(
        self, piece: Indexes, foot_x: Floats, foot_y: Floats, distance: Floats
    ) -> Feet:
        pieces = self.pieces
        if not len(pieces.line):
            return Feet(piece, piece.copy(), foot_x, foot_y, distance.copy(), distance)
        # A place without a piece looks at the last one; its foot is nan, and so is its position.
        along = np.hypot(foot_x - pieces.ends[piece, 0], foot_y - pieces.ends[piece, 1])
        line = np.where(piece < 0, np.int32(-1), pieces.line[piece])
        return Feet(piece, line, foot_x, foot_y, pieces.start_m[piece] + along, distance)


def _lines(ends: Floats) -> Shapes:
    lines = np.empty(len(ends), dtype=object)
    lines[:] = shapely.linestrings(ends.reshape(-1, 2, 2))
    return lines


def _frame(ends: Floats) -> tuple[tuple[float, float, float], int]:
    """Return the south-west corner and side of the first tile, and how deep it may be parted."""
    if not len(ends):
        return (0.0, 0.0, 1.0), 0
    low = np.minimum(ends[:, :2], ends[:, 2:]).min(axis=0)
    high = np.maximum(ends[:, :2], ends[:, 2:]).max(axis=0)
    span = float((high - low).max())
    margin = max(_MARGIN_SHARE * span, _MARGIN_M)
    side = span + 2 * margin
    depth = min(int(np.ceil(np.log2(_TILES_PER_PIECE * len(ends)) / 2)), _DEEPEST)
    middle = (low + high) / 2
    return (float(middle[0] - side / 2), float(middle[1] - side / 2), side), depth


_Level = tuple[int, Indexes, Indexes, Indexes, Indexes]


def _leaves(pieces: Pieces, corner: tuple[float, float, float], depth: int) -> Iterator[_Level]:
    """Yield, level by level, the tiles that are done: (level, i, j, counts, kept pieces).

    1. The first tile keeps all pieces.
    2. A tile is done when it keeps few, or lies at the last level.
    3. Any other is parted in four; each quarter keeps of its parent's pieces those that may be
       nearest to a place in it.
    """
    west, south, side = corner
    i, j = np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.int32)
    count = np.array([len(pieces.line)], dtype=np.int32)  # 1
    kept = np.arange(len(pieces.line), dtype=np.int32)
    for level in range(depth + 1):
        done = (count <= _ENOUGH) | (level == depth)  # 2
        mine = np.repeat(done, count)
        if done.any():
            yield level, i[done], j[done], count[done], kept[mine]
        if done.all():
            return
        i, j, count, kept = i[~done], j[~done], count[~done], kept[~mine]
        i = (2 * i[:, None] + np.array([0, 1, 0, 1], dtype=np.int32)).ravel()
        j = (2 * j[:, None] + np.array([0, 0, 1, 1], dtype=np.int32)).ravel()
        kept, count = _four_times(kept, count)
        size = side / (2 << level)
        tile = np.repeat(np.arange(len(i)), count)
        x = west + (i.astype(np.float64) + 0.5) * size
        y = south + (j.astype(np.float64) + 0.5) * size
        near = _may_win(pieces, kept, tile, (x, y, size))  # 3
        kept = kept[near]
        count = np.bincount(tile[near], minlength=len(i)).astype(np.int32)


def _may_win(
    pieces: Pieces, kept: Indexes, tile: NDArray[np.int64], tiles: tuple[Floats, Floats, float]
) -> NDArray[np.bool_]:
    """Return which pieces may be nearest to some place of their tile; `tiles` is (x, y, size).

    Let c be the middle of the tile, P the piece nearest to it with foot f, and Q another with foot
    g at distance d. Q is straight, so it lies beyond the line through g that is upright to c-g:
    for each place z of the tile Q is no nearer than d - (z-c)·(g-c)/d, and P no farther than |z-f|.
    Their difference is convex in z. So where Q loses at the four corners it loses everywhere.
    """
    x, y, size = tiles
    foot_x, foot_y, square = pieces.feet(kept, x[tile], y[tile])
    away = np.sqrt(square)
    first = np.searchsorted(tile, np.arange(len(x)))
    winners = np.flatnonzero(away == np.minimum.reduceat(away, first)[tile])
    best = np.empty(len(x), dtype=np.int64)
    best[tile[winners]] = winners
    # Where the middle lies on Q there is no direction; the bound 0 - 0 then keeps Q, as it must.
    reach = np.where(away > 0, away, 1.0)
    ahead_x, ahead_y = (foot_x - x[tile]) / reach, (foot_y - y[tile]) / reach
    near = np.zeros(len(kept), dtype=bool)
    for east, north in ((-1, -1), (-1, 1), (1, -1), (1, 1)):
        step_x, step_y = east * size / 2, north * size / 2
        worst = np.hypot(x + step_x - foot_x[best], y + step_y - foot_y[best])
        near |= away - (step_x * ahead_x + step_y * ahead_y) <= worst[tile] + _DOUBT_M
    return near


def _four_times(kept: Indexes, count: Indexes) -> tuple[Indexes, Indexes]:
    """Give each of the four quarters of every tile the whole list of the tile."""
    counts = np.repeat(count, 4)
    first = np.repeat(np.cumsum(count) - count, 4)
    step = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return kept[np.repeat(first, counts) + step], counts
