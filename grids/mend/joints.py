"""Near-miss joints of a torn seam brought together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import dist

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from grids.cells import Cell
from grids.edges import MM
from grids.rings import Joint, metres, rings_of


def snapped(
    cells: Sequence[Cell], pair: Sequence[str], place: BaseGeometry, snap_m: float
) -> list[Cell]:
    """Return cells in which the joints of two of them that nearly meet at a place are one.

    1. Only joints that the other cell does not have are brought together, the nearest first, each
       with one other; so no cell loses a joint by it.
    2. They meet where more cells have a joint; where as many have, at the joint of the first cell.
    3. Each cell that has the joint moves it, so no sound seam is torn.
    """
    owners = Counter(joint for cell in cells for joint in _joints(cell))
    one, other = (next(cell for cell in cells if cell.code == code) for code in pair)
    mine, yours = (_near(a, b, place, snap_m) for a, b in ((one, other), (other, one)))
    to: dict[Joint, Joint] = {}
    met: set[Joint] = set()
    pairs = ((dist(a, b), a, b) for a in mine for b in yours)
    for far_mm, a, b in sorted(pairs):
        if far_mm > snap_m * MM or {a, b} & met:
            continue
        met |= {a, b}  # 1
        stays, goes = (b, a) if owners[b] > owners[a] else (a, b)  # 2
        to[goes] = stays
    return [_moved(cell, to) for cell in cells]  # 3


def _joints(cell: Cell) -> set[Joint]:
    return {joint for ring in rings_of(cell.shape) for joint in ring}


def _near(cell: Cell, other: Cell, place: BaseGeometry, snap_m: float) -> list[Joint]:
    lone = sorted(_joints(cell) - _joints(other))
    points = shapely.points([metres(joint) for joint in lone])
    close = shapely.dwithin(points, place, snap_m)
    return [joint for joint, is_close in zip(lone, close, strict=True) if is_close]


def _moved(cell: Cell, to: dict[Joint, Joint]) -> Cell:
    if to.keys().isdisjoint(_joints(cell)):
        return cell

    def places(coords: np.ndarray) -> np.ndarray:
        whole = map(tuple, np.rint(coords * MM).astype(np.int64).tolist())
        return np.array([metres(to.get(joint, joint)) for joint in whole])

    return replace(cell, shape=shapely.transform(cell.shape, places))
