"""Lattices of quadrilaterals as hypothesis strategies, built so that faults can be planted."""

from dataclasses import dataclass, field, replace

import pytest
import shapely
from hypothesis import strategies as st

from grids import Cell

CRS = "EPSG:4550"
#: Far from the origin, as in a metric CRS, so that rounding is tried where it happens.
ORIGIN_MM = (500_000_000, 3_300_000_000)


@dataclass
class Mesh:
    """Points in whole millimetres and rings of point numbers; cells share points, not copies."""

    points: dict[int, tuple[float, float]] = field(default_factory=dict)
    rings: dict[str, list[int]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def copy(self):
        return replace(
            self,
            points=dict(self.points),
            rings={code: list(ring) for code, ring in self.rings.items()},
            gone=set(self.gone),
        )

    def add(self, x, y):
        number = len(self.points)
        self.points[number] = (x, y)
        return number

    def middle(self, a, b, share=0.5):
        (xa, ya), (xb, yb) = self.points[a], self.points[b]
        return round(xa + (xb - xa) * share), round(ya + (yb - ya) * share)

    def joint(self, a, b, share=0.5):
        """Put a joint between two neighbouring points of every ring that has them."""
        new = self.add(*self.middle(a, b, share))
        for ring in self.rings.values():
            self.insert(ring, a, b, new)
        return new

    @staticmethod
    def insert(ring, a, b, new):
        for at, point in enumerate(ring):
            if {point, ring[(at + 1) % len(ring)]} == {a, b}:
                ring.insert(at + 1, new)
                return True
        return False

    def split(self, code, share=0.5):
        """Cut a quadrilateral in two; its neighbours get the joints (a sound T-junction)."""
        a, b, c, d = self.rings[code]
        p, q = self.joint(a, b, share), self.joint(d, c, share)
        self.rings[code] = [a, p, q, d]
        self.rings[code + "s"] = [p, b, c, q]
        return code + "s"

    def shape(self, code):
        return shapely.Polygon([(x / 1000, y / 1000) for x, y in map(self.at, self.rings[code])])

    def at(self, number):
        return self.points[number]

    def shapes(self):
        return {code: self.shape(code) for code in sorted(self.rings) if code not in self.gone}

    def cells(self):
        return [Cell(code, shape, None, None, "G1") for code, shape in self.shapes().items()]

    def district(self):
        return shapely.coverage_union_all(list(self.shapes().values()))

    def own_copy(self, code, number, x, y):
        """Move a point for one cell only."""
        new = self.add(x, y)
        self.rings[code] = [new if point == number else point for point in self.rings[code]]

    def interior(self):
        """Return the cells that have no edge on the rim."""
        owners = {}
        for code in self.shapes():
            ring = self.rings[code]
            for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
                owners.setdefault(frozenset((a, b)), []).append(code)
        rim = {who[0] for who in owners.values() if len(who) == 1}
        return sorted(set(self.shapes()) - rim)

    def seams(self):
        """Return (cell, cell, point, point) of each shared edge."""
        owners = {}
        for code in self.shapes():
            ring = self.rings[code]
            for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
                owners.setdefault((min(a, b), max(a, b)), []).append(code)
        return sorted((*who, *edge) for edge, who in owners.items() if len(who) == 2)


def build_mesh(columns, rows, *, side_mm=100_000, shift=lambda _: (0, 0)):
    mesh = Mesh()
    x0, y0 = ORIGIN_MM
    for row in range(rows + 1):
        for column in range(columns + 1):
            dx, dy = shift(len(mesh.points))
            mesh.add(x0 + column * side_mm + dx, y0 - row * side_mm + dy)
    for row in range(rows):
        for column in range(columns):
            a = row * (columns + 1) + column
            ring = [a, a + 1, a + columns + 2, a + columns + 1]
            mesh.rings[f"{row}{column}"] = ring
    return mesh


@st.composite
def lattice_strategy(draw, least=3, most=5, *, holes=True):
    columns, rows = draw(st.integers(least, most)), draw(st.integers(least, most))
    moves = st.tuples(st.integers(-20_000, 20_000), st.integers(-20_000, 20_000))
    count = (columns + 1) * (rows + 1)
    shifts = draw(st.lists(moves, min_size=count, max_size=count))
    mesh = build_mesh(columns, rows, shift=lambda number: shifts[number])
    if holes and draw(st.booleans()):
        mesh.gone.add(draw(st.sampled_from(mesh.interior())))
    if draw(st.booleans()):
        whole = [c for c, ring in mesh.rings.items() if len(ring) == 4 and c not in mesh.gone]
        mesh.split(draw(st.sampled_from(sorted(whole))))
    return mesh


@pytest.fixture(scope="session")
def lattices():
    """Return the strategy of sound lattices: perturbed, with T-junctions and holes."""
    return lattice_strategy


@pytest.fixture(scope="session")
def mesh():
    """Return the builder of one regular lattice."""
    return build_mesh
