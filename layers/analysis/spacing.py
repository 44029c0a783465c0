"""Spacing of assets along each road: gaps measured on the road, not to the nearest neighbour."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString
from shapely.ops import substring

from layers.errors import LayerError

Shapes = NDArray[np.object_]

#: Largest spacing of hydrants along a road in metres (GB 50974 §7.2).
HYDRANT_SPACING_M: Final = 120.0
#: How far from the centreline an asset still stands at a road, in metres.
REACH_M: Final = 25.0
#: Gaps longer than the limit by less than this are not told: a millimetre is the data's rounding.
_ROUNDING_M: Final = 0.002


class SpacingBroken(LayerError):
    """A limit or reach of a spacing check is not a positive length, or rows do not match."""

    kind = "spacing_broken"
    template = "The spacing cannot be measured: {problem}."


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """A stretch of road without an asset that is longer than the limit.

    `part` numbers the pieces of one road that do not hang together; chainages are metres from the
    start of the part (its western end, the northern one if both are equally far west). `place` is
    "between" two assets, from the "start" of the part to its first asset, from its last asset to
    the "end", or the "whole" part. On a ring, a gap over the closing point has `to_m` beyond the
    length of the ring.
    """

    road: str
    part: int
    from_m: float
    to_m: float
    place: str
    shape: LineString

    @property
    def gap_m(self) -> float:
        """The length of the gap along the road."""
        return self.to_m - self.from_m


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One connected piece of a road: its line, and the chainages of the assets at it, rising."""

    road: str
    part: int
    shape: LineString
    chainages_m: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Spacing:
    """Gaps beyond the limit, the parts of roads they lie on, and the rows of assets at no road."""

    limit_m: float
    gaps: tuple[Gap, ...]
    parts: tuple[Part, ...]
    strays: NDArray[np.intp]


def spacing(
    assets: Shapes,
    asset_roads: Sequence[str | None] | None,
    names: Sequence[str | None],
    roads: Shapes,
    *,
    limit_m: float = HYDRANT_SPACING_M,
    reach_m: float = REACH_M,
) -> Spacing:
    """List where assets stand farther apart along a road than a limit.

    1. Segments of one name are joined to chains; where they branch or do not touch (two
       carriageways, a road in pieces) the road has several parts, each measured by itself.
       Segments without a name are joined among themselves.
    2. An asset stands at every part within `reach_m` of it; at a crossing that is both roads.
    3. An asset that names a road stands at that road only, within the same reach; a name that no
       road has (None, "", a slip) leaves it to rule 2.
    4. The ends of a part count as if the road began and ended there without an asset: the distance
       from an end to the next asset keeps the same limit. A ring has no ends.
    5. Both sides of the road count together; staggering on very wide roads is not looked at.

    Parameters
    ----------
    assets, roads
        Points and lines in one metric CRS; missing and empty ones are passed over.
    asset_roads, names
        The road each asset names, or None when no asset does; the name of each road segment.

    Raises
    ------
    SpacingBroken
        Limit or reach are not positive, or there are not as many names as shapes.
    """
    given = [None] * len(assets) if asset_roads is None else asset_roads
    _check(limit_m, reach_m, len(given) == len(assets) and len(names) == len(roads))
    chains = _chains(names, roads)  # 1
    lines = np.array([line for _, _, line in chains], dtype=object)
    asset, chain = _standing(assets, given, chains, lines, reach_m)
    at_m = shapely.line_locate_point(lines[chain], assets[asset])
    order = np.lexsort((at_m, chain))
    cuts = np.searchsorted(chain[order], np.arange(1, len(chains)))
    stood = np.split(at_m[order], cuts) if chains else []
    parts = tuple(Part(*one, found) for one, found in zip(chains, stood, strict=True))
    gaps = tuple(gap for part in parts for gap in _gaps(part, limit_m))
    strays = np.setdiff1d(np.arange(len(assets)), asset).astype(np.intp)
    return Spacing(limit_m, gaps, parts, strays)


def _check(limit_m: float, reach_m: float, even: bool) -> None:  # noqa: FBT001 - one private caller
    if not (limit_m > 0 and reach_m > 0):
        raise SpacingBroken(problem=f"limit {limit_m} m and reach {reach_m} m must be positive")
    if not even:
        raise SpacingBroken(problem="give one road name per asset and one name per road")


def _chains(names: Sequence[str | None], roads: Shapes) -> list[tuple[str, int, LineString]]:
    """Return (name, part, line) in order of name; parts run from west to east."""
    by_name: dict[str, list[LineString]] = {}
    for name, shape in zip(names, roads, strict=True):
        lines = [] if shape is None else [line for line in shapely.get_parts(shape) if line.length]
        by_name.setdefault(_plain(name), []).extend(lines)
    chains: list[tuple[str, int, LineString]] = []
    for name in sorted(by_name):
        merged = shapely.line_merge(shapely.MultiLineString(by_name[name]))
        parts = sorted(map(_westward_start, shapely.get_parts(merged)), key=_start)
        chains.extend((name, number, line) for number, line in enumerate(parts))
    return chains


def _plain(name: object) -> str:
    """Return a name, "" for None and for the NaN that a frame keeps in its place."""
    return name if isinstance(name, str) else ""


def _westward_start(line: LineString) -> LineString:
    turned: LineString = line.reverse()
    return min(line, turned, key=_start)


def _start(line: LineString) -> tuple[float, float]:
    x, y = line.coords[0][:2]
    return x, -y


def _standing(
    assets: Shapes,
    asset_roads: Sequence[str | None],
    chains: list[tuple[str, int, LineString]],
    lines: Shapes,
    reach_m: float,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return pairs of asset row and chain row: who stands where."""
    if not chains or not len(assets):
        return np.array([], dtype=np.intp), np.array([], dtype=np.intp)
    asset, chain = shapely.STRtree(lines).query(assets, predicate="dwithin", distance=reach_m)  # 2
    known = {
        name: number for number, name in enumerate(sorted({road for road, _, _ in chains} - {""}))
    }
    named = np.array([known.get(_plain(name), -1) for name in asset_roads], dtype=np.intp)
    road = np.array([known.get(name, -2) for name, _, _ in chains], dtype=np.intp)
    fits = (named[asset] == -1) | (named[asset] == road[chain])  # 3
    return asset[fits].astype(np.intp), chain[fits].astype(np.intp)


def _gaps(part: Part, limit_m: float) -> list[Gap]:
    length = float(part.shape.length)
    stops = part.chainages_m.tolist()
    circular = bool(part.shape.is_ring and stops)
    marks = [*stops, stops[0] + length] if circular else [0.0, *stops, length]  # 4
    places = _places(len(marks) - 1, circular=circular)
    return [
        Gap(part.road, part.part, low, high, place, _stretch(part.shape, low, high))
        for place, (low, high) in zip(places, itertools.pairwise(marks), strict=True)
        if high - low > limit_m + _ROUNDING_M
    ]


def _places(stretches: int, *, circular: bool) -> list[str]:
    if circular:
        return ["between"] * stretches
    if stretches == 1:
        return ["whole"]
    return ["start", *["between"] * (stretches - 2), "end"]


def _stretch(line: LineString, low: float, high: float) -> LineString:
    if high <= line.length:
        return LineString(substring(line, low, high).coords)
    over = substring(line, 0.0, high - line.length)  # a ring: across the closing point
    return LineString([*substring(line, low, line.length).coords, *over.coords[1:]])
