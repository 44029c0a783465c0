"""The road net of a district: roads, crossings, and every place seen from its nearest road."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Self

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.columns import by_code, texts
from layers.compass import FOUR, Compass, quarter
from layers.roads.chainage import Chains, Road, chain
from layers.roads.crossings import Crossing, find_crossings
from layers.roads.nearest import Feet, NearestLines, Pieces
from layers.roads.place import AT_CROSSING_M, Reference, RoadPlace

#: A place nearer to the line than this lies on it and on no side.
_ON_LINE_M: Final = 0.001

Floats = NDArray[np.float64]
Indexes = NDArray[np.int32]


class NearestRoads(NamedTuple):
    """The nearest segment of each place, shape (n,): its index (-1: none), chainage, distance."""

    segment: Indexes
    chainage_m: Floats
    distance_m: Floats


class RoadColumns(NamedTuple):
    """As `NearestRoads`, with the side as a place in `layers.compass.FOUR`, -1 for none."""

    segment: Indexes
    chainage_m: Floats
    distance_m: Floats
    side: NDArray[np.int8]


class RoadPoint(NamedTuple):
    """A place on a road, metric CRS."""

    road: int
    segment: int
    x: float
    y: float


@dataclass(frozen=True, slots=True, eq=False)
class RoadNet:
    """All roads of a district. Build it with `from_frame`.

    `codes`, `names`, `units` and `lines` are columns over the segments in order of code; a
    multi-line stands once for each of its parts. Segments without a name give no address: they are
    left out, unless no segment has a name.
    """

    codes: NDArray[np.object_]
    names: NDArray[np.object_]
    units: NDArray[np.object_]
    lines: NDArray[Any]
    chains: Chains
    crossings: tuple[Crossing, ...]
    _nearest: NearestLines
    _by_name: Mapping[str, tuple[Road, ...]]
    _along: Mapping[int, tuple[tuple[float, Crossing], ...]]

    @classmethod
    def from_frame(cls, frame: gpd.GeoDataFrame) -> Self:
        """Build the net from the roads layer (`code`, `name`, `geometry`; `unit` if there)."""
        columns = _segments(frame)
        codes, names, units, lines = columns
        chains = chain([*names], lines)
        by_name: dict[str, list[Road]] = defaultdict(list)
        for road in chains.roads:
            if road.name is not None:
                by_name[road.name].append(road)
        crossings = find_crossings(lines, chains)
        return cls(
            codes,
            names,
            units,
            lines,
            chains,
            crossings,
            NearestLines.of(lines),
            MappingProxyType({name: tuple(roads) for name, roads in sorted(by_name.items())}),
            MappingProxyType(_crossings_along(lines, chains, crossings)),
        )

    @property
    def roads(self) -> tuple[Road, ...]:
        """Return all roads, in the order of their first segments."""
        return self.chains.roads

    def names_in_order(self) -> tuple[str, ...]:
        """Return the names of roads, each once, in the order of text."""
        return tuple(self._by_name)

    def named(self, name: str) -> tuple[Road, ...]:
        """Return the roads of a name, the longest first; none for an unknown name."""
        return tuple(sorted(self._by_name.get(name, ()), key=lambda r: (-r.length_m, r.index)))

    def crossings_of(self, road: Road) -> tuple[tuple[float, Crossing], ...]:
        """Return the crossings of a road with their chainage, in its order."""
        return self._along.get(road.index, ())

    def at_crossing(self, road_a: str, road_b: str) -> tuple[Crossing, ...]:
        """Return the places where roads of two names meet; none if they do not."""
        names = tuple(sorted((road_a, road_b)))
        return tuple(crossing for crossing in self.crossings if crossing.names == names)

    def at_chainage(self, road: str, chainage_m: float) -> tuple[RoadPoint, ...]:
        """Return the place at a chainage of each road of a name that is long enough.

        Where a road has two carriageways there, it is the one with the lowest code.
        """
        found = []
        for each in self.named(road):
            places = self.chains.positions(each, chainage_m)
            if places:
                segment, position = places[0]
                point = shapely.line_interpolate_point(self.lines[segment], position)
                found.append(RoadPoint(each.index, segment, point.x, point.y))
        return tuple(found)

    def bulk_nearest(self, x: Floats, y: Floats) -> NearestRoads:
        """Return the nearest segment of each place (metric CRS, shape (n,)); -1 and nan if none.

        Of segments equally near, the lowest code wins.
        """
        feet = self._nearest.feet(x, y)
        return NearestRoads(feet.line, self._chainage(feet), feet.distance_m)

    def bulk_places(self, x: Floats, y: Floats) -> RoadColumns:
        """Return what `bulk_nearest` does, and the side of the road on which each place lies."""
        feet = self._nearest.feet(x, y)
        side = _sides(self._nearest.pieces, feet, np.asarray(x), np.asarray(y))
        return RoadColumns(feet.line, self._chainage(feet), feet.distance_m, side)

    def nearest(self, x: float, y: float, *, within_m: float = np.inf) -> RoadPlace | None:
        """Return a place as seen from its nearest road, or None where none is near enough."""
        feet = self._nearest.feet(np.array([x], dtype=float), np.array([y], dtype=float))
        segment = int(feet.line[0])
        if segment < 0 or feet.distance_m[0] > within_m:
            return None
        side = int(_sides(self._nearest.pieces, feet, np.array([x]), np.array([y]))[0])
        chainage_m, distance_m = float(self._chainage(feet)[0]), float(feet.distance_m[0])
        foot = (float(feet.x[0]), float(feet.y[0]))
        road = int(self.chains.road[segment])
        return RoadPlace(
            name=self.names[segment],
            road=road,
            segment=segment,
            code=str(self.codes[segment]),
            unit=self.units[segment],
            chainage_m=chainage_m,
            distance_m=distance_m,
            side=None if side < 0 else FOUR[side],
            x=foot[0],
            y=foot[1],
            reference=self._reference(road, chainage_m, foot, distance_m),
        )

    def chainage_of(self, x: Floats, y: Floats, road: Road) -> Floats:
        """Return the chainage of places (metric CRS, shape (n,)) along one given road."""
        segments = np.array(road.segments, dtype=np.int32)
        feet = NearestLines.of(self.lines[segments]).feet(x, y)
        chainage_m = self.chains.chainage_m(segments[feet.line], feet.position_m)
        return np.where(feet.line < 0, np.nan, chainage_m)

    def _chainage(self, feet: Feet) -> Floats:
        if not len(self.lines):
            return feet.position_m
        return self.chains.chainage_m(feet.line, feet.position_m)

    def _reference(
        self, road: int, chainage_m: float, foot: tuple[float, float], distance_m: float
    ) -> Reference | None:
        near = [
            (abs(chainage_m - at), crossing.other(road), crossing)
            for at, crossing in self._along.get(road, ())
        ]
        if not near:
            return None
        along_m, name, crossing = min(near, key=lambda each: each[:2])
        step = (foot[0] - crossing.x, foot[1] - crossing.y)
        at_crossing = max(float(np.hypot(*step)), distance_m) <= AT_CROSSING_M
        return Reference(name, quarter(*step), along_m, at_crossing)


def _segments(
    frame: gpd.GeoDataFrame,
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return codes, names, units and single lines in order of code; see `RoadNet` for the rest."""
    rows = by_code(frame)
    parts, row = shapely.get_parts(rows.geometry.to_numpy(), return_index=True)
    real = (shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING) & (
        shapely.length(parts) > 0
    )
    names = texts(rows, "name")[row]
    named = np.array([name is not None for name in names], dtype=bool)
    if (real & named).any():
        real &= named
    row = row[real]
    return texts(rows, "code")[row], names[real], texts(rows, "unit")[row], parts[real]


def _crossings_along(
    lines: NDArray[Any], chains: Chains, crossings: tuple[Crossing, ...]
) -> dict[int, tuple[tuple[float, Crossing], ...]]:
    by_road: dict[int, list[Crossing]] = defaultdict(list)
    for crossing in crossings:
        for road in crossing.roads:
            by_road[road].append(crossing)
    found = {}
    for road, mine in sorted(by_road.items()):
        segments = np.array(chains.roads[road].segments, dtype=np.int32)
        points = shapely.points([(crossing.x, crossing.y) for crossing in mine])
        nearest = segments[shapely.STRtree(lines[segments]).nearest(points)]
        positions = shapely.line_locate_point(lines[nearest], points)
        chainages = chains.chainage_m(nearest, positions).tolist()
        pairs = sorted(zip(chainages, mine, strict=True), key=lambda p: (p[0], p[1].names))
        found[road] = tuple(pairs)
    return found


def _sides(pieces: Pieces, feet: Feet, x: Floats, y: Floats) -> NDArray[np.int8]:
    """Return on which side of its piece each place lies, as a place in `FOUR`; -1 on the line.

    A piece that runs more west to east than north to south (equal counts as that) has a north and
    a south side, any other an east and a west side.
    """
    if not len(pieces.line):
        return np.full(len(x), -1, dtype=np.int8)
    x1, y1, x2, y2 = pieces.ends[feet.piece].T
    dx, dy = x2 - x1, y2 - y1
    off = (dx * (y - feet.y) - dy * (x - feet.x)) / np.hypot(dx, dy)
    across = np.abs(dx) >= np.abs(dy)
    north = np.where(off * dx > 0, FOUR.index(Compass.N), FOUR.index(Compass.S))
    east = np.where(off * dy < 0, FOUR.index(Compass.E), FOUR.index(Compass.W))
    beside = np.abs(off) > _ON_LINE_M  # false for nan
    return np.where(beside, np.where(across, north, east), -1).astype(np.int8)
