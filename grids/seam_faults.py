"""Faults between cells: overlaps, and seams whose two sides have different joints."""

import numpy as np
import shapely
from shapely import MultiLineString
from shapely.geometry.base import BaseGeometry

from grids.edges import Bools, Edges, Floats, Ints
from grids.fabric import Fabric, areas_in, union_of
from grids.fault import Fault
from grids.overlay import overlay

#: Two edges this close, one cell to each side, are meant to be one seam, in metres. It reaches over
#: what is too thin to count as an overlap or a gap (`fabric.THINNEST_M`), so none is missed.
_TORN_M = 0.003

Pair = tuple[int, int]


def seam_faults(fabric: Fabric) -> list[Fault]:
    """Return overlaps and torn seams.

    1. `shapely.coverage_is_valid` answers for a sound grid; only cells with edges it complains
       about are compared with others.
    2. An overlap is an area two cells have in common (`fabric.THINNEST_M`); its size is in m².
    3. A torn seam is a stretch that two cells run along together, one to each side, with edges
       that are not equal; its size is in metres. An overlap of the same cells says more.
    4. A cell that is complained about and named by neither is a torn seam of its own.
    """
    flagged = np.zeros(len(fabric.cells), dtype=bool)
    broken = None
    if not shapely.coverage_is_valid(fabric.shapes):  # 1
        broken = shapely.coverage_invalid_edges(fabric.shapes)
        flagged = ~shapely.is_empty(broken)
    found, named = _overlaps(fabric, flagged)
    torn, torn_named = _torn(fabric, named)
    found += torn
    left = flagged & ~_mask(named | torn_named, len(flagged))
    if broken is not None:
        found += [_lone(fabric, int(at), broken[at]) for at in np.flatnonzero(left)]  # 4
    return found


def _overlaps(fabric: Fabric, flagged: Bools) -> tuple[list[Fault], set[Pair]]:
    some = np.flatnonzero(flagged)
    if len(some) == 0:
        return [], set()
    i, j = fabric.tree.query(fabric.shapes[some], predicate="intersects")
    pairs = {(min(a, b), max(a, b)) for a, b in zip(some[i].tolist(), j.tolist(), strict=True)}
    faults, named = [], set()
    for a, b in sorted(pairs):
        if a == b:
            continue
        common = np.array([shapely.intersection(fabric.shapes[a], fabric.shapes[b])])
        parts = areas_in(common)  # 2
        if len(parts):
            named.add((a, b))
            faults.append(_overlap(fabric, (a, b), union_of(parts)))
    return faults, named


def _overlap(fabric: Fabric, pair: Pair, place: BaseGeometry) -> Fault:
    codes = (fabric.codes[pair[0]], fabric.codes[pair[1]])
    facts = {"cell": codes[0], "other": codes[1], "area_m2": place.area}
    template = "The cells {cell} and {other} overlap by {area_m2:.3f} m²."
    return Fault("overlap", codes, place, place.area, template, facts)


def _torn(fabric: Fabric, named: set[Pair]) -> tuple[list[Fault], set[Pair]]:
    """Return the torn seams (3) among edges that have no equal on their other side."""
    rim = fabric.rim
    found = overlay(rim, width_m=_TORN_M)
    opposite = _sides(rim, found.first, found.second) < 0
    unequal = rim.key[found.first] != rim.key[found.second]
    rows = np.flatnonzero((found.common_m > _TORN_M) & opposite & unequal)
    groups: dict[Pair, list[int]] = {}
    for row in rows.tolist():
        a, b = int(rim.owner[found.first[row]]), int(rim.owner[found.second[row]])
        pair = (min(a, b), max(a, b))
        if pair not in named:
            groups.setdefault(pair, []).append(row)
    faults = []
    for pair, mine in sorted(groups.items()):
        at: Ints = np.array(mine, dtype=np.int64)
        place = MultiLineString(found.lines(at).tolist())
        faults.append(_torn_seam(fabric, pair, place, float(found.common_m[at].sum())))
    return faults, set(groups)


def _sides(rim: Edges, first: Ints, second: Ints) -> Floats:
    """Return less than 0 where the cells lie to different sides of edges that run together.

    `way` counts from the lower end of an edge; two nearly equal edges may have different lower
    ends, so the angle between them counts too.
    """
    axis = (rim.ends_mm[:, 2:] - rim.ends_mm[:, :2]).astype(np.float64)
    return np.asarray((axis[first] * axis[second]).sum(axis=1) * rim.way[first] * rim.way[second])


def _torn_seam(fabric: Fabric, pair: Pair, place: BaseGeometry, metres: float) -> Fault:
    codes = (fabric.codes[pair[0]], fabric.codes[pair[1]])
    facts = {"cell": codes[0], "other": codes[1], "length_m": metres}
    template = "The seam between {cell} and {other} has different joints on {length_m:.2f} m."
    return Fault("torn_seam", codes, place, metres, template, facts)


def _lone(fabric: Fabric, at: int, place: BaseGeometry) -> Fault:
    code = fabric.codes[at]
    template = "The edge of {cell} does not meet its neighbours on {length_m:.2f} m."
    facts = {"cell": code, "length_m": place.length}
    return Fault("torn_seam", (code,), place, place.length, template, facts)


def _mask(pairs: set[Pair], count: int) -> Bools:
    mask = np.zeros(count, dtype=bool)
    mask[[at for pair in pairs for at in pair]] = True
    return mask
