"""The road network: every road cut at its crossings, with the nodes where segments meet."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from gis_app.demo.frame import GRID_M, Floats, Shapes, tidy

Ints = NDArray[np.int64]

#: An end that sticks out beyond the last crossing by less than this is cut off.
_STUB_M = 85.0
#: Two crossings nearer than this are drawn as one.
_SAME_CROSSING_M = 30.0


@dataclass(frozen=True, slots=True)
class Network:
    """Segments between crossings, and the places where they meet.

    `road` is, for each segment, the index of the drawn road it is part of; `start` and `end` are
    indices into `nodes`, an (n, 2) array of metres in EPSG:4550. `degree` counts segment ends.
    """

    lines: Shapes
    road: Ints
    start: Ints
    end: Ints
    nodes: Floats
    degree: Ints


def build_network(roads: list[Any]) -> Network:
    """Return the network of roads that may cross without a joint.

    1. All are noded on the millimetre grid; each piece belongs to the road its middle lies on.
    2. Stubs are cut off until there is none.
    3. Only what hangs together with the largest part stays.
    4. Crossings that lie almost on one another become one.
    """
    drawn = np.array(roads, dtype=object)
    lines = shapely.get_parts(shapely.union_all(drawn, grid_size=GRID_M))
    middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    road = shapely.STRtree(drawn).nearest(middle).astype(np.int64)  # 1
    while True:
        network = _joined(lines, road)
        ends = np.minimum(network.degree[network.start], network.degree[network.end])
        keep = (ends > 1) | (shapely.length(network.lines) > _STUB_M)  # 2
        keep &= network.start != network.end
        keep &= _largest(network)  # 3
        if keep.all():
            return _merged(_contracted(_merged(network)))
        lines, road = network.lines[keep], network.road[keep]


def _joined(lines: Shapes, road: Ints) -> Network:
    first = shapely.get_coordinates(shapely.get_point(lines, 0))
    last = shapely.get_coordinates(shapely.get_point(lines, -1))
    ends = np.round(np.concatenate([first, last]), 3)
    nodes, index = np.unique(ends, axis=0, return_inverse=True)
    start, end = index.reshape(2, -1).astype(np.int64)
    degree = np.bincount(np.concatenate([start, end]), minlength=len(nodes))
    return Network(lines, road, start, end, nodes, degree.astype(np.int64))


def _contracted(network: Network) -> Network:
    """Join the two ends of each short segment in one place, and lead all roads there."""  # 4
    length = shapely.length(network.lines)
    short = length < _SAME_CROSSING_M
    size = len(network.nodes)
    ones = np.ones(int(short.sum()))
    graph = coo_matrix((ones, (network.start[short], network.end[short])), shape=(size, size))
    count, label = connected_components(graph, directed=False)
    weight = np.bincount(label, minlength=count)
    places = np.column_stack(
        [np.bincount(label, network.nodes[:, axis], minlength=count) / weight for axis in (0, 1)]
    )
    start, end = label[network.start], label[network.end]
    keep = ~short & (start != end)
    lines = network.lines[keep].copy()
    at, line = shapely.get_coordinates(lines, return_index=True)
    first = np.flatnonzero(np.diff(line, prepend=-1))
    last = np.append(first[1:], len(line)) - 1
    at[first] = np.round(places[start[keep]], 3)
    at[last] = np.round(places[end[keep]], 3)
    moved = np.array(shapely.linestrings(at, indices=line), dtype=object)
    return _joined(moved, network.road[keep])


def _largest(network: Network) -> NDArray[np.bool_]:
    size = len(network.nodes)
    ones = np.ones(len(network.start))
    graph = coo_matrix((ones, (network.start, network.end)), shape=(size, size))
    labels = connected_components(graph, directed=False)[1][network.start]
    return labels == np.bincount(labels).argmax()


def _merged(network: Network) -> Network:
    """Join what was cut where no other road meets it any more, and put all in a fixed order."""
    ends = np.concatenate([network.start, network.end])
    segment = np.tile(np.arange(len(network.lines)), 2)
    order = np.argsort(ends, kind="stable")
    ends, segment = ends[order], segment[order]
    pair = (ends[1:] == ends[:-1]) & (network.degree[ends[1:]] == 2)
    one, two = segment[:-1][pair], segment[1:][pair]
    same = network.road[one] == network.road[two]
    one, two = one[same], two[same]
    size = len(network.lines)
    graph = coo_matrix((np.ones(len(one)), (one, two)), shape=(size, size))
    count, chain = connected_components(graph, directed=False)
    lines = np.empty(count, dtype=object)
    road = np.empty(count, dtype=np.int64)
    road[chain] = network.road
    for index in range(count):
        parts = network.lines[chain == index]
        lines[index] = (
            parts[0] if len(parts) == 1 else shapely.line_merge(shapely.multilinestrings(parts))
        )
    middle = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    order = np.lexsort((middle[:, 0], middle[:, 1], road))
    return _joined(tidy(lines[order]), road[order])
