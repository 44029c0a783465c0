"""Branch roads and lanes: the blocks between the main roads, cut until they are small enough."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.demo.frame import Floats, Geom, noise, tidy, unplace, urbanity
from gis_app.demo.water import Water

#: North of this line of the board lies the port, south of that one the hills.
PORT_V = 1560.0
HILLS_V = -2030.0
#: A new street meets one that is this near to its end, in place of standing askew to it.
_MEET_M = 70.0
#: No street is set nearer than this to the corner of its block.
_CORNER_M = 42.0
#: A street this near to an artery, for more than so much of its way, runs beside it.
_BESIDE_M, _BESIDE_MOST_M = 48.0, 165.0
#: Streets stop this short of water and of the district's edge.
_SHORT_M = 22.0


@dataclass(slots=True)
class _Town:
    """What grows while the blocks are cut: the streets, their classes and where they end."""

    rng: np.random.Generator
    streets: list[Any] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    ends: list[Any] = field(default_factory=list)


def block_area_ha(u: Floats, v: Floats) -> Floats:
    """Return how large a block of the board is left, in hectares, by where it lies."""
    town = 9.4 - 6.5 * urbanity(u, v) + 0.8 * noise(u, v, scale_m=900.0, phase=0.4)
    industry = (u > 2250) | ((u < -2650) & (v < -100)) | ((v > 1230) & (u > -2000))
    wild = (v < HILLS_V) | ((u < -2300) & (v < -1000)) | _in_lake_park(u, v)
    return np.select([wild, v > PORT_V, industry], [900.0, 26.0, 15.0], town)


def _in_lake_park(u: Floats, v: Floats) -> NDArray[np.bool_]:
    return (u > 150) & (u < 760) & (v > -1400) & (v < -920)


def draw_lanes(
    arteries: list[Any], waters: list[Water], outline: Geom, rng: np.random.Generator
) -> tuple[list[Any], list[str]]:
    """Return the branch roads and lanes and their classes.

    1. The blocks are the faces between the arteries, the middles of the waters and the outline.
    2. A large block is cut crosswise, a smaller one in two, until none is twice its wanted area.
    3. A street that ends at water or at the edge stops short of it.
    4. A street that would run on beside an artery is left out.
    """
    border = shapely.boundary(outline)
    middles = [water.middle for water in waters if water.middle is not None]
    noded = shapely.union_all([*arteries, *middles, border], grid_size=0.001)
    blocks = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))  # 1
    centre = shapely.get_coordinates(shapely.centroid(blocks))
    blocks = blocks[np.lexsort((centre[:, 0], -centre[:, 1].round()))]
    town = _Town(rng)
    for block in blocks:
        _cut(town, block, depth=0)  # 2
    surfaces = [water.surface for water in waters]
    walls = shapely.buffer(shapely.union_all([*surfaces, border]), _SHORT_M)
    shapely.prepare(walls)
    beside = shapely.buffer(shapely.union_all(arteries), _BESIDE_M)
    shapely.prepare(beside)
    kept, classes = [], []
    for street, class_ in zip(town.streets, town.classes, strict=True):
        rest = street - walls if shapely.intersects(walls, street) else street  # 3
        parts = shapely.get_parts(rest)
        # 4
        if len(parts) == 1 and rest.length > 90.0 and (rest & beside).length < _BESIDE_MOST_M:
            kept.append(rest)
            classes.append(class_)
    return kept, classes


def _cut(town: _Town, block: Geom, *, depth: int) -> None:
    middle = shapely.point_on_surface(block)
    u, v = unplace(np.array([middle.x]), np.array([middle.y]))
    wanted_m2 = float(block_area_ha(u, v)[0]) * 1e4
    if block.area < 1.75 * wanted_m2 or depth > 6:
        return
    long_m, corner, along, across = _box(block)
    if block.area / long_m < 75.0:  # a strip along a river
        return
    ratio = 0.5 + 0.09 * float(town.rng.uniform(-1, 1))
    class_ = _class_of(town, block)
    parts = _street(town, [block], corner + along * long_m * ratio, across, class_)
    if len(parts) == 2 and block.area > 3.6 * wanted_m2 and town.rng.random() < 0.75:
        ratio = 0.5 + 0.09 * float(town.rng.uniform(-1, 1))
        wide_m = block.area / long_m
        place = corner + along * long_m * 0.5 + across * wide_m * ratio
        parts = _street(town, parts, place, along, _class_of(town, block))
    if len(parts) > 1:
        for part in parts:
            _cut(town, part, depth=depth + 1)


def _class_of(town: _Town, block: Geom) -> str:
    return "branch" if block.area > 2.2e5 or town.rng.random() < 0.42 else "lane"


def _box(block: Geom) -> tuple[float, Floats, Floats, Floats]:
    """Return the longer side of a block's box, its corner, and the directions of its sides."""
    ring = shapely.get_coordinates(shapely.minimum_rotated_rectangle(block))
    one, two = ring[1] - ring[0], ring[3] - ring[0]
    if np.hypot(*two) > np.hypot(*one):
        one, two = two, one
    long_m = float(np.hypot(*one))
    return long_m, ring[0], one / long_m, two / np.hypot(*two)


def _street(town: _Town, blocks: list[Any], place: Floats, way: Floats, class_: str) -> list[Any]:
    """Lay one street through blocks that lie side by side; return all parts, cut or not."""
    out: list[Any] = []
    for block in blocks:
        far = shapely.linestrings([place - way * 3000.0, place + way * 3000.0])
        chords = shapely.get_parts(shapely.intersection(far, block))
        if len(chords) == 0:
            out.append(block)
            continue
        chord = max(chords, key=lambda part: part.length)
        ends = [_meet(town, block, end) for end in shapely.get_coordinates(chord)]
        halves = _halves(block, ends[0], ends[1])
        if len(halves) != 2 or min(half.area for half in halves) < 0.12 * block.area:
            out.append(block)
            continue
        town.streets.append(tidy(shapely.linestrings(ends)))
        town.classes.append(class_)
        town.ends += ends
        out += halves
    return out


def _meet(town: _Town, block: Geom, end: Floats) -> Floats:
    """Return where a street ends: at a street already ending close by, away from corners."""
    if town.ends:
        others = np.asarray(town.ends)
        away = np.hypot(*(others - end).T)
        near = int(np.argmin(away))
        if away[near] < _MEET_M and block.distance(shapely.points(others[near])) < 0.01:
            return others[near]
    return np.round(end, 3)


def _halves(block: Geom, start: Floats, end: Floats) -> list[Any]:
    reach = (end - start) / max(np.hypot(*(end - start)), 1e-9) * 0.01
    line = shapely.linestrings([start - reach, end + reach])
    noded = shapely.union_all([shapely.boundary(block), line])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inside = shapely.contains(shapely.buffer(block, 0.05), faces)
    return [face for face in faces[inside] if face.area > 1.0]
