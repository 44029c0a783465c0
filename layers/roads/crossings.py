"""Where two roads of different names meet or cross.

1. Segments of two roads meet where they come within half a metre of each other.
2. Meeting places of the same two roads within 25 m of one another are one crossing, at their
   middle: two carriageways crossing two others meet four times.
3. Roads without a name make no crossings; nor does a road with another of its own name.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.roads.chainage import Chains
from layers.roads.clusters import clusters

#: Lines that come this near do meet: coordinates are rounded, and drawn by hand before that.
TOUCH_M: Final = 0.5
#: Meeting places of the same roads this near to one another are one crossing.
ONE_CROSSING_M: Final = 25.0

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Shapes = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Crossing:
    """A place where two roads meet. `names` are in the order of text, `roads` go with them."""

    names: tuple[str, str]
    roads: tuple[int, int]
    x: float
    y: float

    def other(self, road: int) -> str:
        """Return the name of the road that crosses the given one."""
        return self.names[1] if self.roads[0] == road else self.names[0]


def find_crossings(lines: Shapes, chains: Chains) -> tuple[Crossing, ...]:
    """Return all crossings, ordered by names and place."""
    one, two, places = _meetings(lines, chains)
    if not len(places):
        return ()
    pair = np.unique(np.column_stack([one, two]), axis=0, return_inverse=True)[1].ravel()
    label = clusters(places, ONE_CROSSING_M, kind=pair)  # 2
    count = np.bincount(label)
    middle = np.column_stack([np.bincount(label, weights=places[:, k]) / count for k in (0, 1)])
    first = np.unique(label, return_index=True)[1]
    found = [
        _crossing(chains, int(one[row]), int(two[row]), middle[k]) for k, row in enumerate(first)
    ]
    return tuple(sorted(found, key=lambda c: (c.names, c.x, c.y, c.roads)))


def _crossing(chains: Chains, one: int, two: int, place: Floats) -> Crossing:
    pairs = sorted((str(chains.roads[k].name), k) for k in (one, two))
    (name, road), (other_name, other) = pairs
    x, y = (round(float(value), 3) for value in place)
    return Crossing((name, other_name), (road, other), x, y)


def _meetings(lines: Shapes, chains: Chains) -> tuple[Rows, Rows, Floats]:
    """Return the roads (lower index first) and place of each meeting of two segments."""
    one, two = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=TOUCH_M)  # 1
    names = np.array([road.name or "" for road in chains.roads], dtype=object)
    road = chains.road
    wanted = (one < two) & (names[road[one]] != names[road[two]])
    wanted &= (names[road[one]] != "") & (names[road[two]] != "")  # 3
    one, two = one[wanted], two[wanted]
    met = shapely.intersection(lines[one], lines[two])
    missed = shapely.is_empty(met)
    met[missed] = shapely.centroid(shapely.shortest_line(lines[one[missed]], lines[two[missed]]))
    parts, row = shapely.get_parts(met, return_index=True)
    places = shapely.get_coordinates(shapely.centroid(parts))
    roads = np.sort(np.column_stack([road[one], road[two]]), axis=1)[row]
    return roads[:, 0].astype(np.int64), roads[:, 1].astype(np.int64), places
