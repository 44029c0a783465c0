"""Rings of cells as whole millimetres, and the directed edges by which cells fit together."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from grids.edges import MM

#: A place in whole millimetres of the district's metric CRS.
Joint = tuple[int, int]
#: The places of a ring in order, the first one not repeated.
Ring = list[Joint]
#: A directed edge; in the rings of a cell, the cell lies to its left.
Way = tuple[Joint, Joint]


def joint_at(x_m: float, y_m: float) -> Joint:
    """Return the joint at a place in metres, rounded to the millimetre."""
    return round(x_m * MM), round(y_m * MM)


def metres(joint: Joint) -> tuple[float, float]:
    """Return the place of a joint in metres."""
    return joint[0] / MM, joint[1] / MM


def rings_of(shape: Polygon | MultiPolygon) -> list[Ring]:
    """Return the rings of a shape in whole millimetres: outer ones to the left, holes to the right.

    Joints that round to the same millimetre one after the other are one.
    """
    rings: list[Ring] = []
    for part in shapely.get_parts(shapely.orient_polygons(shape)):
        for ring in shapely.get_rings(part):
            whole = np.rint(shapely.get_coordinates(ring) * MM).astype(np.int64).tolist()
            joints = [(x, y) for x, y in whole]
            rings.append([here for here, there in pairwise(joints) if here != there])
    return rings


def polygon_of(rings: list[Ring]) -> Polygon:
    """Return the polygon of one outer ring and its holes.

    A ring of fewer than three joints gives an empty polygon: it encloses nothing.
    """
    if any(len(ring) < 3 for ring in rings):  # noqa: PLR2004 - a triangle is the least there is
        return Polygon()
    outer, *holes = ([metres(joint) for joint in ring] for ring in rings)
    return Polygon(outer, holes)


def ways(ring: Ring) -> Iterator[Way]:
    """Yield the edges of a ring in its direction."""
    yield from pairwise(ring)
    if ring:
        yield ring[-1], ring[0]


def net_ways(rings: Iterable[Ring]) -> Counter[Way]:
    """Return the edges of rings that are not met by their reverse, with how often.

    Of a set of cells that fit together these are the edges of its border.
    """
    net: Counter[Way] = Counter()
    for ring in rings:
        for a, b in ways(ring):
            if net[b, a] > 0:
                net[b, a] -= 1
            else:
                net[a, b] += 1
    return +net


def inserted(ring: Ring, between: Way, joints: list[Joint]) -> Ring | None:
    """Return a ring with joints put between the ends of one edge, or None if it has no such edge.

    `joints` stand in the direction of `between`; the ring may run the other way.
    """
    for at, (a, b) in enumerate(ways(ring)):
        if (a, b) == between:
            return [*ring[: at + 1], *joints, *ring[at + 1 :]]
        if (b, a) == between:
            return [*ring[: at + 1], *reversed(joints), *ring[at + 1 :]]
    return None


def doubled_area_mm2(ring: Ring) -> int:
    """Return twice the signed area of a ring, exact, in square millimetres.

    Gauss's area formula in whole numbers; positive where the ring turns to the left.
    """
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in ways(ring))
