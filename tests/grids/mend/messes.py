"""Lattices with faults planted, as a hand or a converter plants them."""

from collections import Counter
from dataclasses import replace

import numpy as np
import shapely
from hypothesis import strategies as st

from grids import Grid, ManagementGrid, Plan

CRS = "EPSG:4550"


def plan_of(cells, district=None, grids=("G1",)):
    items = tuple(ManagementGrid(code, f"Grid {code}") for code in grids)
    return Plan("messy", Grid.of(cells, CRS), items, outline=district)


def shared_points(mesh):
    """Return the points that two cells have or more; some lie on the rim."""
    owners = Counter(point for code in mesh.shapes() for point in set(mesh.rings[code]))
    return sorted(point for point, count in owners.items() if count > 1)


def shift(draw, mesh, far_m):
    """Move a joint for one of its cells only, by some metres in a direction."""
    number = draw(st.sampled_from(shared_points(mesh)))
    code = draw(st.sampled_from([c for c in sorted(mesh.shapes()) if number in mesh.rings[c]]))
    angle = draw(st.floats(0, 6.28))
    x, y = mesh.at(number)
    far_mm = far_m * 1000
    mesh.own_copy(code, number, x + far_mm * np.cos(angle), y + far_mm * np.sin(angle))


def joint_on_one_side(draw, mesh):
    """Put a joint into a seam for one of its two cells only: the other one has dropped it."""
    one, _, a, b = draw(st.sampled_from(mesh.seams()))
    share = draw(st.sampled_from([0.02, 0.3, 0.5, 0.97]))
    mesh.insert(mesh.rings[one], a, b, mesh.add(*mesh.middle(a, b, share)))


def t_junction(draw, mesh):
    """Cut a cell in two; its neighbours do not get the joints."""
    whole = sorted(c for c, ring in mesh.rings.items() if len(ring) == 4 and c not in mesh.gone)
    code = draw(st.sampled_from(whole))
    a, b, c, d = mesh.rings[code]
    p, q = mesh.add(*mesh.middle(a, b, 0.4)), mesh.add(*mesh.middle(d, c, 0.4))
    mesh.rings[code] = [a, p, q, d]
    mesh.rings[code + "t"] = [p, b, c, q]


def along(draw, mesh, far_mm):
    """Move a whole edge of one cell: outwards it overlaps a neighbour, inwards it leaves a gap."""
    one, _, a, b = draw(st.sampled_from(mesh.seams()))
    (xa, ya), (xb, yb) = mesh.at(a), mesh.at(b)
    long = np.hypot(xb - xa, yb - ya)
    dx, dy = -(yb - ya) / long, (xb - xa) / long
    beside = shapely.Point((xa + xb + dx) / 2000, (ya + yb + dy) / 2000)
    far_mm = -far_mm if mesh.shape(one).contains(beside) else far_mm
    for number in (a, b):
        x, y = mesh.at(number)
        mesh.own_copy(one, number, round(x + far_mm * dx), round(y + far_mm * dy))


def overlap(draw, mesh):
    along(draw, mesh, 50)


def gap(draw, mesh):
    along(draw, mesh, -30)


def near_miss(draw, mesh):
    shift(draw, mesh, draw(st.sampled_from([1e-9, 1e-6, 1e-4, 4.9e-4, 6e-4, 1e-3])))


def hole(draw, mesh):
    """Leave a cell out that has neighbours all around."""
    inner = mesh.interior()
    if inner:
        mesh.gone.add(draw(st.sampled_from(inner)))


MESSES = {
    "near_miss": near_miss,
    "joint_on_one_side": joint_on_one_side,
    "t_junction": t_junction,
    "overlap": overlap,
    "gap": gap,
}


@st.composite
def messes(draw, lattice, least=1, most=1, kinds=tuple(MESSES)):
    """Draw a lattice, roughed up; return the sound one and the messy one."""
    sound = draw(lattice)
    messy = sound.copy()
    for _ in range(draw(st.integers(least, most))):
        MESSES[draw(st.sampled_from(kinds))](draw, messy)
    return sound, messy


def doubled(cells, code):
    """Return cells of which one stands twice, under two codes."""
    twin = next(cell for cell in cells if cell.code == code)
    return [*cells, replace(twin, code=f"{code}d")]


def jittered(shape, far_m, rng, share=1.0):
    """Return a polygon with a share of its joints moved by some metres."""

    def ring(line):
        at = shapely.get_coordinates(line)[:-1]
        return at + rng.normal(0, far_m, at.shape) * (rng.random(len(at)) < share)[:, None]

    return shapely.Polygon(ring(shape.exterior), [ring(hole) for hole in shape.interiors])
