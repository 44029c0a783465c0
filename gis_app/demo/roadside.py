"""Places along roads: so far along a segment, so far to one side of its middle."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.demo.frame import Floats, Geom, Shapes, tidy, unplace, urbanity
from gis_app.demo.network import Ints
from gis_app.demo.roads import Streets


@dataclass(frozen=True, slots=True)
class Spots:
    """Places at road segments: the segment and the metres along it, each of shape (n,)."""

    segment: Ints
    along_m: Floats

    def __len__(self) -> int:
        return len(self.segment)

    def pick(self, rows: NDArray[Any]) -> "Spots":
        """Return some of the places, by position or mask."""
        return Spots(self.segment[rows], self.along_m[rows])


def town_of(streets: Streets) -> Floats:
    """Return how urban the middle of each segment is, 0 to 1."""
    middle = shapely.line_interpolate_point(streets.lines, 0.5, normalized=True)
    return urbanity(*unplace(*shapely.get_coordinates(middle).T))


def strew(
    streets: Streets, weight: Floats, count: int, rng: np.random.Generator, *, jitter: float = 0.3
) -> Spots:
    """Return evenly spread places; a segment of twice the weight has twice as many per metre.

    `jitter` is the share of the spacing by which each may be off.
    """
    mass = np.cumsum(shapely.length(streets.lines) * weight)
    at = (np.arange(count) + 0.5 + rng.uniform(-jitter, jitter, count)) * mass[-1] / count
    segment = np.searchsorted(mass, at, side="right").clip(0, len(mass) - 1)
    before = np.where(segment > 0, mass[segment - 1], 0.0)
    return Spots(segment.astype(np.int64), (at - before) / np.maximum(weight[segment], 1e-9))


def points(streets: Streets, spots: Spots, aside_m: Floats) -> Shapes:
    """Return points beside the middle line; positive is to the left of the line's direction."""
    x, y, dx, dy = directions(streets, spots)
    return tidy(shapely.points(x - dy * aside_m, y + dx * aside_m))


def points_inside(streets: Streets, spots: Spots, aside_m: Floats, ground: Geom) -> Shapes:
    """Return points beside the middle line, none of them outside the ground.

    A road leaves the district askew, so that its last metres have a side that is outside: what
    would stand there stands on the other side, or else halfway along its segment.
    """
    shapely.prepare(ground)
    placed = points(streets, spots, aside_m)
    half = Spots(spots.segment, shapely.length(streets.lines[spots.segment]) / 2.0)
    for other in (points(streets, spots, -aside_m), points(streets, half, aside_m)):
        out = ~shapely.contains(ground, placed)
        placed[out] = other[out]
    return placed


def directions(streets: Streets, spots: Spots) -> tuple[Floats, Floats, Floats, Floats]:
    """Return x, y on the middle line and the unit direction there, each of shape (n,)."""
    lines = streets.lines[spots.segment]
    here = shapely.get_coordinates(shapely.line_interpolate_point(lines, spots.along_m))
    length = shapely.length(lines)
    back = shapely.line_interpolate_point(lines, np.maximum(spots.along_m - 1.0, 0.0))
    ahead = shapely.line_interpolate_point(lines, np.minimum(spots.along_m + 1.0, length))
    way = shapely.get_coordinates(ahead) - shapely.get_coordinates(back)
    size = np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)
    return here[:, 0], here[:, 1], way[:, 0] / size, way[:, 1] / size


def strips(
    streets: Streets, spots: Spots, length_m: Floats, aside_m: Floats, width_m: Floats
) -> Shapes:
    """Return rectangles along the road, begun at each spot, their middles `aside_m` to the left."""
    x, y, dx, dy = directions(streets, spots)
    corners = []
    for along, across in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)):
        off = aside_m + across * width_m
        run = along * length_m
        corners.append(np.column_stack([x + dx * run - dy * off, y + dy * run + dx * off]))
    return tidy(shapely.polygons(np.stack([*corners, corners[0]], axis=1)))


def sides(count: int, rng: np.random.Generator) -> Floats:
    """Return +1 (left) or -1 (right) for each of `count` things."""
    return rng.choice([-1.0, 1.0], count)
