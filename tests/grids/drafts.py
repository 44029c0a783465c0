"""Random drafts: a mesh with points moved, cells cut, merged, recoded, given away."""

from dataclasses import replace

import shapely
from hypothesis import strategies as st

from grids import Grid, faults

CRS = "EPSG:4550"
#: A joint on the rim is rounded to the millimetre, and moves the outline by less than this.
MOVED_M2 = 0.2
#: Faults that a change of ground can make.
GROUND = {
    "duplicate_code",
    "invalid",
    "multipart",
    "overlap",
    "torn_seam",
    "gap",
    "uncovered",
    "outside",
}
GRIDS = ("G1", "G2", "G3", None)


class Draft:
    """A mesh with a management grid for each cell; each edit returns another draft.

    An edit that would break the draft (a shape crossing itself, say) leaves it as it is, and so
    does one that moves the outline, unless the draft is free to.
    """

    def __init__(self, mesh, grids, *, free=False):
        self.mesh, self.grids, self.free = mesh, grids, free

    def grid(self):
        cells = [replace(cell, grid=self.grids.get(cell.code)) for cell in self.mesh.cells()]
        return Grid.of(cells, CRS)

    def codes(self):
        return sorted(self.mesh.shapes())

    def _with(self, mesh, grids=None):
        shapes = list(mesh.shapes().values())
        sound = shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)
        if sound and not self.free:
            outline = shapely.coverage_union_all(shapes)
            sound = outline.symmetric_difference(self.mesh.district()).area < MOVED_M2
        return Draft(mesh, grids or self.grids, free=self.free) if sound else self

    def move(self, number, dx, dy):
        mesh = self.mesh.copy()
        x, y = mesh.points[number]
        mesh.points[number] = (x + dx, y + dy)
        return self._with(mesh)

    def insert(self, code, side, share):
        mesh = self.mesh.copy()
        ring = mesh.rings[code]
        a, b = ring[side % len(ring)], ring[(side + 1) % len(ring)]
        if mesh.middle(a, b, share) in (mesh.points[a], mesh.points[b]):
            return self
        mesh.joint(a, b, share)
        return self._with(mesh)

    def remove(self, number):
        """Take a point out of all rings that have it, unless an edge ends there."""
        mesh = self.mesh.copy()
        ends = set()
        for code in mesh.shapes():
            ring = mesh.rings[code]
            if number in ring:
                at = ring.index(number)
                ends |= {ring[at - 1], ring[(at + 1) % len(ring)]}
        if len(ends) != 2:
            return self
        for code, ring in mesh.rings.items():
            mesh.rings[code] = [point for point in ring if point != number]
        return self._with(mesh) if min(map(len, mesh.rings.values())) > 2 else self

    def cut(self, code, new, sides, share):
        """Cut a cell from one of its sides to another, with new joints on both."""
        mesh = self.mesh.copy()
        ring = list(mesh.rings[code])
        one, other = (side % len(ring) for side in sides)
        if one == other or new in mesh.rings:
            return self
        ends = [(ring[at], ring[(at + 1) % len(ring)]) for at in (one, other)]
        if any(mesh.middle(a, b, share) in (mesh.points[a], mesh.points[b]) for a, b in ends):
            return self
        p, q = (mesh.joint(a, b, share) for a, b in ends)
        ring = mesh.rings[code]
        ring = ring[ring.index(p) :] + ring[: ring.index(p)]
        mesh.rings[code] = ring[: ring.index(q) + 1]
        mesh.rings[new] = [*ring[ring.index(q) :], p]
        return self._with(mesh, {**self.grids, new: self.grids.get(code)})

    def merge(self, code, other):
        """Merge two cells that share one run of edges into the first."""
        mesh = self.mesh.copy()
        shape = shapely.coverage_union_all([mesh.shape(code), mesh.shape(other)])
        if shape.geom_type != "Polygon" or shape.interiors:
            return self
        numbers = {mesh.at(n): n for c in (code, other) for n in mesh.rings[c]}
        outline = shapely.get_coordinates(shape)[:-1]
        mesh.rings[code] = [numbers[round(x * 1000), round(y * 1000)] for x, y in outline]
        del mesh.rings[other]
        grids = {c: g for c, g in self.grids.items() if c != other}
        return self._with(mesh, grids)

    def give(self, code, grid):
        return Draft(self.mesh.copy(), {**self.grids, code: grid}, free=self.free)

    def recode(self, code, new):
        mesh = self.mesh.copy()
        if new in mesh.rings:
            return self
        mesh.rings = {new if c == code else c: ring for c, ring in mesh.rings.items()}
        grids = {new if c == code else c: grid for c, grid in self.grids.items()}
        return self._with(mesh, grids)


def edit(draw, draft, mark, *, kinds=None):
    """Draw one edit; `mark` keeps the new codes of two planners apart."""
    everything = ("move", "insert", "remove", "cut", "merge", "give", "recode")
    kind = draw(st.sampled_from(kinds or everything))
    code = draw(st.sampled_from(draft.codes()))
    if kind in ("move", "remove"):
        number = draw(st.sampled_from(sorted(set(draft.mesh.rings[code]))))
        step = st.one_of(st.integers(-1, 1), st.integers(-15_000, 15_000))
        return (
            draft.remove(number) if kind == "remove" else draft.move(number, draw(step), draw(step))
        )
    if kind == "insert":
        share = draw(st.sampled_from([0.5, 0.25, 1e-5, 0.7]))
        return draft.insert(code, draw(st.integers(0, 7)), share)
    if kind == "cut":
        sides = draw(st.tuples(st.integers(0, 7), st.integers(0, 7)))
        new = f"{code}{mark}{draw(st.integers(0, 9))}"
        return draft.cut(code, new, sides, draw(st.sampled_from([0.5, 0.25])))
    if kind == "merge":
        beside = sorted(
            {pair[1 - at] for pair in seams(draft) for at in (0, 1) if pair[at] == code}
        )
        return draft.merge(code, draw(st.sampled_from(beside))) if beside else draft
    if kind == "recode":
        return draft.recode(code, f"{code}{mark}{draw(st.integers(0, 9))}")
    return draft.give(code, draw(st.sampled_from(GRIDS)))


def ground_faults(grid, *, district=None):
    """Return the faults of ground; a hole of the district is none."""
    return [fault for fault in faults(grid, district=district) if fault.kind in GROUND]


def seams(draft):
    return {pair[:2] for pair in draft.mesh.seams()}


@st.composite
def drafts(draw, lattice, *, free=False):
    mesh = draw(lattice)
    codes = sorted(mesh.rings)
    grids = draw(st.lists(st.sampled_from(GRIDS), min_size=len(codes), max_size=len(codes)))
    return Draft(mesh, dict(zip(codes, grids, strict=True)), free=free)


@st.composite
def edited(draw, draft, mark="x", most=5, kinds=None):
    for _ in range(draw(st.integers(0, most))):
        draft = edit(draw, draft, mark, kinds=kinds)
    return draft
