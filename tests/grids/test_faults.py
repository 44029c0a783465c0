from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from grids import KINDS, Cell, faults

GENEROUS_M = 1.0


def kinds(found):
    return [fault.kind for fault in found]


def of_kind(found, kind):
    return [fault for fault in found if fault.kind == kind]


def inward(mesh, code, number, mm):
    """Return the place of a point moved towards the middle of a cell."""
    x, y = mesh.points[number]
    centre = mesh.shape(code).centroid
    dx, dy = centre.x * 1000 - x, centre.y * 1000 - y
    length = float(np.hypot(dx, dy))
    return round(x + dx / length * mm), round(y + dy / length * mm)


def place_of(mesh, number):
    x, y = mesh.points[number]
    return shapely.Point(x / 1000, y / 1000)


def interior_points(mesh):
    rim = shapely.boundary(mesh.district())
    used = {point for code in mesh.shapes() for point in mesh.rings[code]}
    return sorted(n for n in used if place_of(mesh, n).distance(rim) > 1)


def corner_of(mesh, number):
    """Return a cell that has a point, rather one that turns there than one that runs by."""
    owners = [code for code in mesh.shapes() if number in mesh.rings[code]]
    return min(owners, key=lambda code: (len(mesh.rings[code]), code))


@given(data=st.data())
def test_a_sound_lattice_has_no_fault(data, lattices):
    mesh = data.draw(lattices())

    found = faults(mesh.cells(), district=mesh.district(), area_band_m2=(100.0, 50_000.0))

    assert found == []


@given(data=st.data())
def test_winding_ring_start_and_order_of_cells_change_nothing(data, lattices):
    mesh = data.draw(lattices())
    gone = data.draw(st.sampled_from(sorted(mesh.shapes())))
    cells = [cell for cell in mesh.cells() if cell.code != gone]
    told = [(f.kind, f.codes, f.size) for f in faults(cells, district=mesh.district())]

    turned = []
    for cell in cells:
        ring = list(cell.shape.exterior.coords)[:-1]
        start = data.draw(st.integers(0, len(ring) - 1))
        ring = ring[start:] + ring[:start]
        ring = ring[::-1] if data.draw(st.booleans()) else ring
        turned.append(replace(cell, shape=shapely.Polygon(ring)))
    again = faults(data.draw(st.permutations(turned)), district=mesh.district())

    assert [(f.kind, f.codes, pytest.approx(f.size)) for f in again] == told


@given(data=st.data())
def test_vertices_that_round_to_one_millimetre_are_one(data, lattices):
    mesh = data.draw(lattices())
    off_m = data.draw(st.sampled_from([1e-9, 1e-8, 1e-6, 1e-4, 4.9e-4]))
    signs = data.draw(st.lists(st.sampled_from([-1, 0, 1]), min_size=8, max_size=8))
    cells = []
    for number, cell in enumerate(mesh.cells()):
        ring = shapely.get_coordinates(cell.shape)[:-1]
        off = off_m * np.resize(np.roll(signs, number), ring.shape)
        cells.append(replace(cell, shape=shapely.Polygon(ring + off)))

    assert faults(cells, district=mesh.district()) == []


@given(data=st.data())
def test_a_joint_one_or_two_millimetres_out_of_line_is_a_torn_seam(data, lattices):
    mesh = data.draw(lattices(least=4))
    number = data.draw(st.sampled_from(interior_points(mesh)))
    code = corner_of(mesh, number)
    x, y = mesh.points[number]
    dx, dy = data.draw(st.sampled_from([(1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1)]))
    district = mesh.district()
    mesh.own_copy(code, number, x + dx, y + dy)

    found = faults(mesh.cells(), district=district)

    torn = [fault for fault in found if fault.kind == "torn_seam"]
    # a cell torn along all it shares with its grid is also told as a piece of its own
    assert set(kinds(found)) - {"grid_in_pieces"} == {"torn_seam"}
    assert any(code in f.codes for f in torn)
    assert all(f.place.distance(shapely.Point(x / 1000, y / 1000)) < 0.01 for f in torn)


@given(data=st.data())
def test_a_joint_on_one_side_only_is_a_torn_seam_of_these_two_cells(data, lattices):
    mesh = data.draw(lattices())
    one, other, a, b = data.draw(st.sampled_from(mesh.seams()))
    share = data.draw(st.sampled_from([0.02, 0.3, 0.5, 0.97]))
    district = mesh.district()
    new = mesh.add(*mesh.middle(a, b, share))
    mesh.insert(mesh.rings[one], a, b, new)

    found = faults(mesh.cells(), district=district)

    assert [(f.kind, f.codes) for f in found] == [("torn_seam", tuple(sorted((one, other))))]
    assert found[0].place.distance(place_of(mesh, new)) < 0.002
    assert found[0].size == pytest.approx(place_of(mesh, a).distance(place_of(mesh, b)), abs=0.01)


def test_a_seam_that_is_upright_but_for_a_millimetre_is_found_torn(mesh):
    leaning = mesh(3, 3, shift=lambda number: (int(number == 5), 0))
    district = leaning.district()
    new = leaning.add(*leaning.middle(1, 5, 0.02))
    leaning.insert(leaning.rings["00"], 1, 5, new)

    (found,) = faults(leaning.cells(), district=district)

    assert (found.kind, found.codes) == ("torn_seam", ("00", "01"))
    assert found.size == pytest.approx(100.0, abs=0.01)


@given(data=st.data())
def test_a_cell_drawn_into_itself_leaves_a_gap_at_that_corner(data, lattices):
    mesh = data.draw(lattices(least=4))
    number = data.draw(st.sampled_from(interior_points(mesh)))
    code = corner_of(mesh, number)
    mm = data.draw(st.sampled_from([50, 500, 5_000]))
    district = mesh.district()
    corner = place_of(mesh, number)
    mesh.own_copy(code, number, *inward(mesh, code, number, mm))

    gaps = of_kind(faults(mesh.cells(), district=district), "gap")

    assert len(gaps) == 1
    assert code in gaps[0].codes
    assert gaps[0].place.distance(corner) < 0.002
    assert gaps[0].size == pytest.approx(gaps[0].place.area)


@given(data=st.data())
def test_a_cell_drawn_over_its_neighbours_overlaps_them_at_that_corner(data, lattices):
    mesh = data.draw(lattices(least=4))
    number = data.draw(st.sampled_from(interior_points(mesh)))
    code = corner_of(mesh, number)
    mm = data.draw(st.sampled_from([50, 500, 3_000]))
    district, before = mesh.district(), mesh.shapes()
    corner = place_of(mesh, number)
    mesh.own_copy(code, number, *inward(mesh, code, number, -mm))
    after = mesh.shape(code)

    found = of_kind(faults(mesh.cells(), district=district), "overlap")

    large = {
        tuple(sorted((code, other)))
        for other, shape in before.items()
        if other != code and after.intersection(shape).area > 0.01 * mm
    }
    told = {f.codes for f in found}
    assert large <= told
    assert told <= {tuple(sorted((code, other))) for other in before if other != code}
    assert all(f.place.distance(corner) < mm / 1000 + 0.002 for f in found)


@given(data=st.data())
def test_a_missing_cell_is_a_gap_inside_and_uncovered_at_the_rim(data, lattices):
    mesh = data.draw(lattices(holes=False))
    missing = data.draw(st.sampled_from(sorted(mesh.shapes())))
    district, shape = mesh.district(), mesh.shape(missing)
    beside = {o for a, b, _, _ in mesh.seams() for o in (a, b) if missing in (a, b)} - {missing}
    at_rim = shape.distance(district.boundary) < 0.0005
    mesh.gone.add(missing)

    found = faults(mesh.cells(), district=district)

    assert kinds(found) == ["uncovered" if at_rim else "gap"]
    assert set(found[0].codes) == beside
    assert found[0].size == pytest.approx(shape.area, abs=0.1)
    assert found[0].place.equals(shape) or found[0].place.symmetric_difference(shape).area < 0.1


@given(data=st.data())
def test_without_a_district_an_enclosed_hole_is_a_gap(data, lattices):
    mesh = data.draw(lattices(holes=False))
    inner = data.draw(st.sampled_from(mesh.interior()))
    mesh.gone.add(inner)

    assert kinds(faults(mesh.cells())) == ["gap"]


@given(data=st.data())
def test_a_cell_beyond_the_border_is_outside(data, lattices):
    mesh = data.draw(lattices(holes=False))
    outer = data.draw(st.sampled_from(sorted(set(mesh.shapes()) - set(mesh.interior()))))
    shape, whole = mesh.shape(outer), mesh.cells()
    mesh.gone.add(outer)

    found = faults(whole, district=mesh.district())

    assert [(f.kind, f.codes) for f in found] == [("outside", (outer,))]
    assert found[0].size == pytest.approx(shape.area, abs=0.1)


@given(data=st.data())
def test_a_cell_in_a_hole_of_the_district_is_outside(data, lattices):
    mesh = data.draw(lattices(holes=False))
    inner = data.draw(st.sampled_from(mesh.interior()))
    whole = mesh.cells()
    mesh.gone.add(inner)

    found = faults(whole, district=mesh.district())

    assert [(f.kind, f.codes) for f in found] == [("outside", (inner,))]


@given(data=st.data())
def test_a_ring_that_crosses_itself_is_invalid_at_the_crossing(data, lattices):
    mesh = data.draw(lattices(holes=False))
    quads = sorted(code for code in mesh.shapes() if len(mesh.rings[code]) == 4)
    code = data.draw(st.sampled_from(quads))
    district, shape = mesh.district(), mesh.shape(code)
    a, b, c, d = mesh.rings[code]
    mesh.rings[code] = [a, c, b, d]

    found = of_kind(faults(mesh.cells(), district=district), "invalid")

    assert [f.codes for f in found] == [(code,)]
    assert found[0].place.distance(shape) < GENEROUS_M


@given(data=st.data())
def test_a_strip_is_a_sliver(data, lattices):
    mesh = data.draw(lattices())
    quads = sorted(code for code in mesh.shapes() if len(mesh.rings[code]) == 4)
    code = data.draw(st.sampled_from(quads))
    strip = mesh.split(code, 0.995)

    found = faults(mesh.cells(), district=mesh.district())

    assert [(f.kind, f.codes) for f in found] == [("sliver", (strip,))]
    assert found[0].size < 2.0


@given(data=st.data())
def test_a_cell_of_two_parts_is_multipart(data, lattices):
    mesh = data.draw(lattices(least=4))
    one, *rest = data.draw(st.permutations(sorted(mesh.shapes())))
    shapes = mesh.shapes()
    other = next(code for code in rest if shapes[code].distance(shapes[one]) > 1)
    both = shapely.MultiPolygon([shapes[one], shapes[other]])
    cells = [c for c in mesh.cells() if c.code not in (one, other)]
    cells.append(Cell(one, both, None, None, "G1"))

    found = faults(cells, district=mesh.district())

    assert [(f.kind, f.codes, f.size) for f in found] == [("multipart", (one,), 2.0)]


@given(data=st.data())
def test_a_multipolygon_of_one_part_is_no_fault(data, lattices):
    mesh = data.draw(lattices())
    cells = [replace(c, shape=shapely.MultiPolygon([c.shape])) for c in mesh.cells()]

    assert faults(cells, district=mesh.district()) == []


@given(data=st.data())
def test_a_code_that_stands_twice_is_told_once(data, lattices):
    mesh = data.draw(lattices())
    one, other = data.draw(st.permutations(sorted(mesh.shapes())))[:2]
    cells = [replace(c, code=one) if c.code == other else c for c in mesh.cells()]

    found = faults(cells, district=mesh.district())

    assert [(f.kind, f.codes, f.size) for f in found] == [("duplicate_code", (one,), 2.0)]


@given(data=st.data())
def test_the_same_cell_twice_overlaps_itself(data, lattices):
    mesh = data.draw(lattices())
    code = data.draw(st.sampled_from(sorted(mesh.shapes())))
    twin = Cell("twin", mesh.shape(code), None, None, "G1")

    found = faults([*mesh.cells(), twin], district=mesh.district())

    assert [(f.kind, f.codes) for f in found] == [("overlap", (code, "twin"))]
    assert found[0].size == pytest.approx(mesh.shape(code).area)


@given(data=st.data())
def test_a_cell_inside_another_overlaps_it(data, lattices):
    mesh = data.draw(lattices())
    code = data.draw(st.sampled_from(sorted(mesh.shapes())))
    shape = mesh.shape(code)
    inner = Cell("inner", shape.point_on_surface().buffer(3.0), None, None, "G1")

    found = of_kind(faults([*mesh.cells(), inner], district=mesh.district()), "overlap")

    assert (code, "inner") in [f.codes for f in found]


@given(data=st.data())
def test_a_cell_without_a_management_grid_is_unassigned(data, lattices):
    mesh = data.draw(lattices())
    code = data.draw(st.sampled_from(sorted(mesh.shapes())))
    cells = [replace(c, grid=None) if c.code == code else c for c in mesh.cells()]

    found = of_kind(faults(cells, district=mesh.district()), "unassigned")

    assert [f.codes for f in found] == [(code,)]
    assert of_kind(faults(cells, assigned=False), "unassigned") == []


def test_a_management_grid_of_two_corners_is_in_pieces(mesh):
    whole = mesh(3, 3)
    away = {"00", "11"}
    cells = [replace(c, grid="G2") if c.code in away else c for c in whole.cells()]

    found = faults(cells, district=whole.district())

    assert [(f.kind, f.codes, f.size) for f in found] == [("grid_in_pieces", ("G2",), 2.0)]
    assert found[0].place.equals(whole.shape("11"))


@given(data=st.data())
def test_a_cell_out_of_the_band_is_told_with_its_area(data, lattices):
    mesh = data.draw(lattices())
    shapes = mesh.shapes()
    least = min(shapes, key=lambda code: shapes[code].area)
    low = np.nextafter(min(shape.area for shape in shapes.values()) + 1e-6, np.inf)

    found = faults(mesh.cells(), district=mesh.district(), area_band_m2=(low, 1e9))

    assert ("area_out_of_band", (least,)) in [(f.kind, f.codes) for f in found]
    assert all(f.size < low for f in found)


@given(data=st.data())
def test_a_cell_in_the_wrong_community_crosses_its_border(data, lattices):
    mesh = data.draw(lattices(holes=False))
    shapes = mesh.shapes()
    half = {code: "W" if code < "1" else "E" for code in shapes}
    communities = {
        name: shapely.coverage_union_all([s for c, s in shapes.items() if half[c] == name])
        for name in ("W", "E")
    }
    sound = [replace(c, community=half[c.code]) for c in mesh.cells()]
    code = data.draw(st.sampled_from(sorted(shapes)))
    wrong = {"W": "E", "E": "W"}[half[code]]
    cells = [replace(c, community=wrong) if c.code == code else c for c in sound]
    blank = [replace(c, community=None) for c in sound]

    found = faults(cells, communities=communities)

    assert faults(sound, communities=communities) == []
    assert faults(blank, communities=communities) == []
    assert [(f.kind, f.codes) for f in found] == [("crosses_community", (code,))]
    assert found[0].size == pytest.approx(shapes[code].area, abs=0.1)


def test_a_cell_across_a_border_is_told_with_the_part_beyond(mesh):
    whole = mesh(4, 2)
    x, y, east, north = whole.district().bounds
    line = x + 130.0
    communities = {
        "W": shapely.box(x, y, line, north),
        "E": shapely.box(line, y, east, north),
    }
    cells = [replace(c, community="E" if c.code[1] > "0" else "W") for c in whole.cells()]

    found = faults(cells, communities=communities)

    assert [(f.kind, f.codes) for f in found] == [
        ("crosses_community", ("01",)),
        ("crosses_community", ("11",)),
    ]
    assert [f.size for f in found] == pytest.approx([3_000.0, 3_000.0])


def test_community_borders_without_the_joints_of_the_cells_are_no_fault(mesh):
    whole = mesh(4, 4)
    x, y, east, north = whole.district().bounds
    communities = {
        "W": shapely.box(x, y, x + 200, north),
        "E": shapely.box(x + 200, y, east, north),
    }
    cells = [replace(c, community="E" if c.code[1] > "1" else "W") for c in whole.cells()]

    assert faults(cells, communities=communities) == []


def test_all_faults_are_told_in_the_order_of_their_kinds(mesh):
    whole = mesh(4, 4)
    cells = [c for c in whole.cells() if c.code not in ("11", "33")]
    cells = [replace(c, grid=None) if c.code == "00" else c for c in cells]
    cells.append(Cell("22", whole.shape("20"), None, None, "G9"))

    found = faults(cells, district=whole.district(), area_band_m2=(1.0, 9_000.0))

    order = [(KINDS.index(f.kind), f.codes) for f in found]
    assert order == sorted(order)
    assert {"duplicate_code", "overlap", "gap", "uncovered", "unassigned"} <= set(kinds(found))


def test_every_message_reads_as_a_sentence(mesh):
    whole = mesh(3, 3)
    cells = [c for c in whole.cells() if c.code != "11"]

    (gap,) = faults(cells, district=whole.district())

    assert gap.message == "There is a gap of 10000.000 m² between 01, 10, 12, 21."


def test_no_cells_leave_the_whole_district_uncovered():
    found = faults([], district=shapely.box(0, 0, 100, 100))

    assert [(f.kind, f.size) for f in found] == [("uncovered", 10_000.0)]


def test_a_cell_that_vanishes_when_rounded_is_invalid(mesh):
    whole = mesh(3, 3)
    x, y = whole.district().bounds[:2]
    dot = shapely.box(x, y, x + 1e-5, y + 1e-5)

    found = faults([*whole.cells(), Cell("dot", dot, None, None, "G1")], district=whole.district())

    assert ("invalid", ("dot",)) in [(f.kind, f.codes) for f in found]


@pytest.mark.parametrize(
    ("shape", "problem"),
    [
        (shapely.Polygon(), "it has no area"),
        (shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)]), "its edge crosses itself"),
        (
            shapely.Polygon(
                shapely.box(0, 0, 10, 10).exterior, [shapely.box(20, 20, 21, 21).exterior]
            ),
            "a hole lies outside it",
        ),
    ],
)
def test_what_is_wrong_with_a_shape_is_said_in_words(shape, problem):
    (found,) = of_kind(faults([Cell("1", shape)], assigned=False), "invalid")

    assert found.facts["problem"] == problem
