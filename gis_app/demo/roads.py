"""The roads layer: each segment with its name, class, width and who looks after it."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from gis_app.demo.arteries import Artery, draw_arteries
from gis_app.demo.coast import Coast
from gis_app.demo.frame import CRS, Floats, Shapes
from gis_app.demo.lanes import draw_lanes
from gis_app.demo.names import street_names
from gis_app.demo.network import Ints, Network, build_network
from gis_app.demo.water import Water

#: Kerb to kerb in metres, between these by road; and the carriageways and lanes of each class.
_WIDTH_M = {
    "expressway": (50, 50),
    "main": (34, 44),
    "secondary": (22, 28),
    "branch": (12, 16),
    "lane": (6, 8),
}
_CARRIAGEWAYS = {"expressway": 4, "main": 2, "secondary": 1, "branch": 1, "lane": 1}
_LANES = {"expressway": 8, "main": 6, "secondary": 4, "branch": 2, "lane": 1}
#: Classes from the most important to the least.
CLASSES = ("expressway", "main", "secondary", "branch", "lane")
#: Two streets that meet and turn less than this from one to the other bear one name.
_SAME_NAME_COS = float(np.cos(np.deg2rad(32.0)))


@dataclass(frozen=True, slots=True)
class Streets:
    """The network with what each segment is called and how wide it is.

    Arrays are by segment; `sidewalk_m` is the outer edge of the sidewalk from the middle line.
    """

    network: Network
    name: list[str]
    class_: list[str]
    width_m: Floats
    sidewalk_m: Floats

    @property
    def lines(self) -> Shapes:
        """Return the middle lines of the segments."""
        return self.network.lines

    def rank(self) -> Ints:
        """Return the place of each segment's class in `CLASSES`."""
        return np.array([CLASSES.index(c) for c in self.class_], dtype=np.int64)

    def of(self, name: str) -> Ints:
        """Return the segments of the road of that name."""
        return np.flatnonzero(np.array(self.name, dtype=object) == name)


def draw_streets(coast: Coast, waters: list[Water], rng: np.random.Generator) -> Streets:
    """Draw all roads, node them, name them and give them widths."""
    arteries, drawn = draw_arteries(coast)
    lanes, classes = draw_lanes(arteries, waters, coast.outline, rng)
    network = build_network([*arteries, *lanes])
    names, kinds = _named(drawn, lanes, classes, rng)
    name = [names[i] for i in network.road]
    class_ = [kinds[i] for i in network.road]
    width = {n: _width(k, rng) for n, k in sorted(set(zip(names, kinds, strict=True)))}
    width_m = np.array([width[n] for n in name])
    walk = {"expressway": 6.0, "main": 6.0, "secondary": 4.5, "branch": 3.0, "lane": 1.5}
    sidewalk_m = width_m / 2.0 + np.array([walk[c] for c in class_])
    return Streets(network, name, class_, width_m, sidewalk_m)


def roads_frame(streets: Streets, control: dict[str, str], units: list[str]) -> gpd.GeoDataFrame:
    """Return the layer `roads`; `control` is by road name, `units` by segment."""
    count = len(streets.lines)
    return gpd.GeoDataFrame(
        {
            "code": [f"R-{i + 1:04d}" for i in range(count)],
            "name": streets.name,
            "class": streets.class_,
            "width_m": streets.width_m,
            "carriageways": [_CARRIAGEWAYS[c] for c in streets.class_],
            "lanes": [_LANES[c] for c in streets.class_],
            "unit": units,
            "control": [control.get(n, "none") for n in streets.name],
            "oneway": _oneway(streets),
        },
        geometry=streets.lines,
        crs=CRS,
    )


def _oneway(streets: Streets) -> list[bool]:
    """Let every fourth lane be one way; all segments of a road are alike."""
    lanes = sorted({n for n, c in zip(streets.name, streets.class_, strict=True) if c == "lane"})
    oneway = set(lanes[::4])
    return [name in oneway for name in streets.name]


def _width(class_: str, rng: np.random.Generator) -> float:
    low, high = _WIDTH_M[class_]
    return float(rng.integers(low // 2, high // 2 + 1) * 2)


def _named(
    drawn: list[Artery], lanes: list[Any], classes: list[str], rng: np.random.Generator
) -> tuple[list[str], list[str]]:
    """Return name and class of each drawn road; what runs on straight bears one name."""
    group = _runs_on(lanes, classes)
    branch = np.array([c == "branch" for c in classes])
    is_branch = np.zeros(group.max() + 1, dtype=bool)
    np.logical_or.at(is_branch, group, branch)
    roads, alleys = street_names(int(is_branch.sum()), int((~is_branch).sum()), rng)
    pool = {True: iter(roads), False: iter(alleys)}
    titles = [next(pool[bool(b)]) for b in is_branch]
    names = [road.name for road in drawn] + [titles[g] for g in group]
    kinds = [road.class_ for road in drawn]
    kinds += ["branch" if is_branch[g] else "lane" for g in group]
    return names, kinds


def _runs_on(lanes: list[Any], classes: list[str]) -> Ints:
    ends, ways, owners = [], [], []
    for index, lane in enumerate(lanes):
        at = shapely.get_coordinates(lane)
        for here, inward in ((at[0], at[1] - at[0]), (at[-1], at[-2] - at[-1])):
            ends.append(here)
            ways.append(inward / np.hypot(*inward))
            owners.append(index)
    places, owner, way = np.array(ends), np.array(owners), np.array(ways)
    near = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) < 30.0
    straight = -(way @ way.T) > _SAME_NAME_COS
    kind = np.array(classes)[owner]
    one, two = np.nonzero(near & straight & (kind[:, None] == kind[None]))
    graph = coo_matrix((np.ones(len(one)), (owner[one], owner[two])), shape=(len(lanes),) * 2)
    return connected_components(graph, directed=False)[1].astype(np.int64)
