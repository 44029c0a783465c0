"""From segments to roads: which belong together, where each road starts, and how far along.

The chainage (桩号) of a place is the length of the shortest way along its road from the road's
start. On a plain chain of segments this is the usual measure. Where a road forks or has two
carriageways it stays defined and grows from segment to segment.

1. Segments of one name belong to one road, unless they lie farther than 300 m from its others:
   then the name stands for several roads. A segment without a name is a road of its own.
2. A road that runs more west to east than north to south starts in the west; any other starts in
   the north. Equal is west to east.
3. Ends of segments within half a metre of each other are one node. A connected part of a road
   starts at its westmost (northmost) dead end, or its westmost node where it has no dead end.
   Dead ends near that along the road's direction (60 m, or a quarter of a short part) are starts,
   too: the second carriageway.
4. Further parts go on where the parts before them come nearest: from the chainage there, and with
   the gap added where they follow upon an end.
5. A road that closes into a ring is measured both ways from its start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

from layers.compass import Compass
from layers.roads.clusters import clusters, in_order_of_appearance
from layers.roads.nearest import Pieces

#: Segments of one name farther apart than this are different roads of the same name.
SAME_ROAD_M: Final = 300.0
#: Ends nearer than this are one node: surveyors and drawing programs leave such gaps.
SNAP_M: Final = 0.5
#: Dead ends this near to the start, along the road, begin with it; but never beyond this share of
#: the part, or a short part would start at both its ends.
START_BAND_M: Final = 60.0
START_BAND_SHARE: Final = 0.25
#: A place this near to the end of a part is its end.
_END_M: Final = 1.0

Floats = NDArray[np.float64]
Indexes = NDArray[np.int32]
Shapes = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Road:
    """One road: the segments of one name that lie together.

    `segments` are places in the net's columns; `starts` is W or N, the end with chainage 0.
    """

    index: int
    name: str | None
    segments: tuple[int, ...]
    length_m: float
    starts: Compass


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """The roads of a net, and for each segment its road and the chainage of both its ends."""

    roads: tuple[Road, ...]
    road: Indexes
    from_m: Floats
    to_m: Floats
    length_m: Floats

    def chainage_m(self, segment: Indexes, position_m: Floats) -> Floats:
        """Return the chainage of positions on segments, by the shorter way; shape (n,)."""
        left = self.length_m[segment] - position_m
        return np.minimum(self.from_m[segment] + position_m, self.to_m[segment] + left)

    def positions(self, road: Road, chainage_m: float) -> list[tuple[int, float]]:
        """Return where a chainage lies: (segment, position in metres), in order of segment."""
        segments = np.array(road.segments, dtype=np.int32)
        start, end, length = self.from_m[segments], self.to_m[segments], self.length_m[segments]
        low, high = np.minimum(start, end), (start + end + length) / 2
        found = np.flatnonzero((low - SNAP_M <= chainage_m) & (chainage_m <= high + SNAP_M))
        along = np.where(start <= end, chainage_m - start, length - (chainage_m - end))
        return [(int(segments[k]), float(np.clip(along[k], 0, length[k]))) for k in found]


def chain(names: Sequence[str | None], lines: Shapes) -> Chains:
    """Put segments (LineStrings in a metric CRS, shape (n,)) together into roads."""
    length = np.asarray(shapely.length(lines), dtype=float)
    group = _roads(names, lines)
    ends = _ends(lines)
    steps = _steps(lines)
    from_m, to_m = _lone(ends, steps, length)
    roads: list[Road] = []
    for index, segments in enumerate(_members(group)):
        across, along = steps[segments].sum(axis=0)
        starts = Compass.W if across >= along else Compass.N  # 2
        if len(segments) > 1:
            some = _Segments(lines[segments], ends[:, segments], length[segments])
            from_m[segments], to_m[segments] = some.measured(starts)
        farthest = (from_m[segments] + to_m[segments] + length[segments]) / 2
        members = tuple(int(segment) for segment in segments)
        roads.append(Road(index, names[members[0]], members, float(farthest.max()), starts))
    return Chains(tuple(roads), group, from_m, to_m, length)


def _ends(lines: Shapes) -> Floats:
    """Return the first and the last place of each line, shape (2, n, 2)."""
    ends = [shapely.get_coordinates(shapely.get_point(lines, place)) for place in (0, -1)]
    return np.stack(ends)


def _steps(lines: Shapes) -> Floats:
    """Return how far each line runs west-east and north-south, both ways added, shape (n, 2)."""
    pieces = Pieces.of(lines)
    runs = np.abs(pieces.ends[:, 2:] - pieces.ends[:, :2])
    return np.column_stack(
        [np.bincount(pieces.line, weights=runs[:, k], minlength=len(lines)) for k in (0, 1)]
    )


def _lone(ends: Floats, steps: Floats, length: Floats) -> tuple[Floats, Floats]:
    """Return the chainage of both ends of each segment as if it were a road of its own."""
    (x1, y1), (x2, y2) = ends[0].T, ends[1].T
    ahead = np.where(steps[:, 0] >= steps[:, 1], x1 <= x2, y1 >= y2)
    ring = np.hypot(x2 - x1, y2 - y1) <= SNAP_M
    return np.where(ahead | ring, 0.0, length), np.where(ahead & ~ring, length, 0.0)


def _members(group: Indexes) -> list[NDArray[np.int64]]:
    order = np.argsort(group, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(group[order])) + 1) if len(group) else []


def _roads(names: Sequence[str | None], lines: Shapes) -> Indexes:
    """Return the road of each segment, numbered in the order of their first segments."""  # 1
    number: dict[str | None, int] = {}
    name = np.array([number.setdefault(each, len(number)) for each in names], dtype=np.int32)
    named = np.array([each is not None for each in names], dtype=bool)
    tree = shapely.STRtree(lines[named])
    one, two = tree.query(lines[named], predicate="dwithin", distance=SAME_ROAD_M)
    rows = np.flatnonzero(named)
    one, two = rows[one], rows[two]
    same = name[one] == name[two]
    links = coo_array((np.ones(same.sum()), (one[same], two[same])), shape=(len(lines),) * 2)
    return in_order_of_appearance(connected_components(links, directed=False)[1])


@dataclass(frozen=True, slots=True, eq=False)
class _Segments:
    """The segments of one road, while it is being measured."""

    lines: Shapes
    ends: Floats
    length: Floats

    def measured(self, starts: Compass) -> tuple[Floats, Floats]:
        """Return the chainage of the first and the last end of each segment."""
        ends = np.vstack([self.ends[0], self.ends[1]])
        node = clusters(ends, SNAP_M)  # 3
        count = int(node.max()) + 1
        places = np.zeros((count, 2))
        places[node[::-1]] = ends[::-1]
        rank = places[:, 0] if starts is Compass.W else -places[:, 1]
        tail, head = np.split(node, 2)
        graph = _graph(tail, head, self.length, count)
        part = connected_components(graph, directed=False)[1]
        sources = _sources(part, rank, np.bincount(node, minlength=count))
        away = np.asarray(dijkstra(graph, directed=False, indices=sources, min_only=True))
        first = [min(sources[part[sources] == p], key=lambda k: rank[k]) for p in set(part)]
        order = sorted(first, key=lambda k: (rank[k], k))
        for done, start in enumerate(order[1:], start=1):
            before = np.flatnonzero(np.isin(part[tail], part[order[:done]]))
            ends_m = (away[tail[before]], away[head[before]])
            away[part == part[start]] += self._goes_on(before, ends_m, places[start])
        return away[tail], away[head]

    def _goes_on(
        self, before: NDArray[np.int64], ends_m: tuple[Floats, Floats], start: Floats
    ) -> float:
        """Return the chainage at which a further part of the road starts."""  # 4
        lines, length, place = self.lines[before], self.length[before], shapely.Point(start)
        gaps = shapely.distance(lines, place)
        nearest = int(gaps.argmin())
        position = float(shapely.line_locate_point(lines[nearest], place))
        one, two = ends_m[0][nearest], ends_m[1][nearest]
        chainage = min(one + position, two + length[nearest] - position)
        at_end = chainage >= max(ends_m[0].max(), ends_m[1].max()) - _END_M
        return float(chainage + (gaps[nearest] if at_end else 0.0))


def _graph(tail: Indexes, head: Indexes, length: Floats, count: int) -> coo_array:
    """Return the road as a graph that keeps the shortest of parallel segments."""
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    order = np.lexsort((length, high, low))
    low, high, length = low[order], high[order], length[order]
    first = np.ones(len(low), dtype=bool)
    first[1:] = (np.diff(low) != 0) | (np.diff(high) != 0)
    keep = first & (low != high)
    return coo_array((length[keep], (low[keep], high[keep])), shape=(count, count)).tocsr()


def _sources(part: Indexes, rank: Floats, degree: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the nodes at which the parts start."""  # 3
    dead = degree == 1
    has_dead = np.bincount(part, weights=dead) > 0
    eligible = dead | ~has_dead[part]
    least, most = np.full((2, len(has_dead)), [[np.inf], [-np.inf]])
    np.minimum.at(least, part[eligible], rank[eligible])
    np.maximum.at(most, part, rank)
    band = np.where(has_dead, np.minimum(START_BAND_M, START_BAND_SHARE * (most - least)), 0.0)
    return np.flatnonzero(eligible & (rank <= (least + band)[part]))
