"""What is proposed mends the fault and brings no other."""

from collections import Counter
from dataclasses import replace

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from grids import (
    Cell,
    DropGrid,
    GiveCells,
    Grid,
    ManagementGrid,
    Plan,
    Redraw,
    applied,
    change_of,
    faults,
    operation_of,
    operation_record,
    unmet,
)
from grids.mend import fix_of
from tests.grids.mend.messes import CRS, MESSES, doubled, messes, plan_of

#: A mess of one mistake is mended in so many steps at most: an edge moved by 5 cm crosses a few.
STEPS = 10
#: What is beside the rim can be told of other cells after a fix, and is measured by area instead.
BY_AREA = {"uncovered", "outside"}


def mended(plan, fix):
    return applied(plan, change_of(plan, fix.step))


def told(plan):
    return Counter((f.kind, f.codes) for f in unmet(plan) if f.kind not in BY_AREA)


def outside_m2(plan):
    return shapely.union_all(plan.grid.shapes).symmetric_difference(plan.outline).area


@pytest.mark.parametrize("kind", sorted(MESSES))
@given(data=st.data())
def test_each_mistake_is_mended_fault_by_fault(data, kind, lattices):
    sound, messy = data.draw(messes(lattices(), kinds=(kind,)))
    plan = plan_of(messy.cells(), sound.district())

    for _ in range(STEPS):
        fixes = (fix_of(plan, fault) for fault in unmet(plan))
        fix = next((fix for fix in fixes if fix is not None), None)
        plan = plan if fix is None else mended(plan, fix)

    assert unmet(plan) == []
    assert plan.grid.codes == tuple(sorted(messy.shapes()))
    assert plan.grid.area_m2() == pytest.approx(sound.district().area, abs=0.3)


@given(data=st.data())
def test_what_is_proposed_mends_its_fault_and_brings_no_other(data, lattices):
    sound, messy = data.draw(messes(lattices(), most=4))
    plan = plan_of(messy.cells(), sound.district())
    found = unmet(plan)
    assume(found)
    fault = data.draw(st.sampled_from(found))

    fix = fix_of(plan, fault)

    if fix is not None:
        after = mended(plan, fix)
        assert told(after) - told(plan) == Counter()
        assert outside_m2(after) <= outside_m2(plan) + 0.3
        assert fix.message == fix.template.format(**fix.facts)
        if fault.kind not in BY_AREA:
            key = (fault.kind, fault.codes)
            assert told(after)[key] < told(plan)[key]


@given(data=st.data())
def test_a_fix_is_undone_to_the_byte_and_read_back_from_its_record(data, lattices):
    sound, messy = data.draw(messes(lattices(), kinds=("overlap", "gap", "near_miss")))
    plan = plan_of(messy.cells(), sound.district())
    fixes = [fix for fault in unmet(plan) if (fix := fix_of(plan, fault))]
    assume(fixes)

    change = change_of(plan, operation_of(operation_record(fixes[0].step)))
    back = applied(applied(plan, change), change.inverse)

    assert shapely.to_wkb(back.grid.shapes).tolist() == shapely.to_wkb(plan.grid.shapes).tolist()
    assert told(applied(plan, change)) == told(mended(plan, fixes[0]))


@given(data=st.data(), mm=st.sampled_from([1, 2]))
def test_a_near_miss_is_snapped_to_the_joint_that_more_cells_have(data, mm, lattices):
    mesh = data.draw(lattices(least=4))
    number = data.draw(st.sampled_from(inner_crossings(mesh)))
    code = next(code for code in sorted(mesh.shapes()) if number in mesh.rings[code])
    sound, (x, y) = mesh.copy(), mesh.at(number)
    mesh.own_copy(code, number, x, y + mm)
    plan = plan_of(mesh.cells(), sound.district())
    torn = [fault for fault in unmet(plan) if fault.kind == "torn_seam"]

    fix = fix_of(plan, torn[0])

    assert fix.template.startswith("Snap")
    assert shapely.equals(mended(plan, fix).grid.shapes, Grid.of(sound.cells(), CRS).shapes).all()


def inner_crossings(mesh):
    owners = Counter(point for code in mesh.shapes() for point in mesh.rings[code])
    return sorted(point for point, count in owners.items() if count == 4)


@given(data=st.data())
def test_a_missing_joint_is_put_in_where_the_other_side_has_it(data, lattices):
    mesh = data.draw(lattices())
    one, other, a, b = data.draw(st.sampled_from(mesh.seams()))
    district = mesh.district()
    mesh.insert(mesh.rings[one], a, b, mesh.add(*mesh.middle(a, b, 0.3)))
    plan = plan_of(mesh.cells(), district)
    (fault,) = unmet(plan)

    fix = fix_of(plan, fault)

    assert fix.template.startswith("Insert")
    assert {cell.code for cell in fix.step.into} <= {one, other}
    assert unmet(mended(plan, fix)) == []


@given(data=st.data())
def test_the_lowest_code_keeps_an_overlap(data, lattices):
    sound, messy = data.draw(messes(lattices(least=4), kinds=("overlap",)))
    plan = plan_of(messy.cells(), sound.district())
    fault = max(unmet(plan), key=lambda f: f.size * (f.kind == "overlap"))
    assume(fault.kind == "overlap")

    fix = fix_of(plan, fault)

    assume(fix is not None and fix.facts["cell"] == fault.codes[0])
    after = mended(plan, fix).grid
    assert after[fault.codes[0]].shape.intersection(fault.place).area == pytest.approx(
        fault.size, abs=0.1
    )


@given(data=st.data())
def test_a_hole_goes_to_the_neighbour_with_the_longest_edge(data, lattices):
    mesh = data.draw(lattices(least=4, holes=False))
    code = data.draw(st.sampled_from(mesh.interior()))
    grid = Grid.of(mesh.cells(), CRS)
    at = grid.position(code)
    longest = max(grid.adjacency.shared_m(at, int(o)) for o in grid.adjacency.neighbours(at))
    outline = mesh.district()
    mesh.gone.add(code)
    plan = plan_of(mesh.cells(), outline)
    (fault,) = unmet(plan)

    fix = fix_of(plan, fault)

    heir = grid.position(fix.facts["cell"])
    assert grid.adjacency.shared_m(at, heir) == pytest.approx(longest)
    assert unmet(mended(plan, fix)) == []


@given(data=st.data())
def test_what_is_uncovered_or_outside_follows_the_outline_again(data, lattices):
    mesh = data.draw(lattices(holes=False))
    district = mesh.district()
    number = data.draw(st.sampled_from(sorted(mesh.rings["00"])[:2]))
    x, y = mesh.at(number)
    mesh.points[number] = (x, y + data.draw(st.sampled_from([-900, -50, 50, 900])))
    plan = plan_of(mesh.cells(), district)

    for _ in range(STEPS):
        fixes = (fix_of(plan, fault) for fault in unmet(plan))
        fix = next((fix for fix in fixes if fix is not None), None)
        plan = plan if fix is None else mended(plan, fix)

    assert unmet(plan) == []
    assert outside_m2(plan) < 0.3


@given(data=st.data())
def test_a_cell_that_lies_wholly_in_another_goes(data, lattices):
    mesh = data.draw(lattices())
    code = data.draw(st.sampled_from(sorted(mesh.shapes())))
    plan = plan_of(doubled(mesh.cells(), code), mesh.district())
    (fault,) = (fault for fault in unmet(plan) if fault.kind == "overlap")

    fix = fix_of(plan, fault)

    assert fix.template.startswith("Remove")
    assert mended(plan, fix).grid.codes == tuple(sorted(mesh.shapes()))
    assert unmet(mended(plan, fix)) == []


def test_a_sliver_becomes_part_of_the_longest_cell_of_its_community():
    plan = slivers({"A": "C1", "B": "C1", "S": "C1", "T": "C2"})
    (fault,) = unmet(plan)

    fix = fix_of(plan, fault)

    assert (fault.kind, fault.codes) == ("sliver", ("S",))
    assert isinstance(fix.step, Redraw)
    assert fix.message == "Merge the sliver S into B."
    assert unmet(mended(plan, fix)) == []


def test_a_sliver_without_a_cell_of_its_community_beside_it_has_no_fix():
    plan = slivers({"A": "C1", "B": "C1", "S": "C3", "T": "C2"})
    (fault,) = unmet(plan)

    assert fix_of(plan, fault) is None


def slivers(community):
    """Return a plan of a sliver S under T, above A and B, of which B shares more of its edge."""
    boxes = {"A": (0, 0, 40, 50), "B": (40, 0, 100, 50), "S": (0, 50, 100, 51)}
    boxes["T"] = (0, 51, 100, 90)
    cells = [
        Cell(code, with_joints(shapely.box(*box)), community[code], "S1", "G1")
        for code, box in boxes.items()
    ]
    return plan_of(cells, shapely.box(0, 0, 100, 90))


def with_joints(shape):
    """Return a box of the sliver plan with the joint that A and B have on the edge of S."""
    joints = {(0.0, 50.0), (40.0, 50.0), (100.0, 50.0), (0.0, 51.0), (100.0, 51.0)}
    ring = shapely.get_coordinates(shape)[:-1].tolist()
    on = [j for j in joints if shape.exterior.distance(shapely.Point(j)) == 0]
    every = {*map(tuple, ring), *on}
    return shapely.Polygon(sorted(every, key=lambda j: shape.exterior.project(shapely.Point(j))))


def row(grids, *, items=("G1", "G2", "G3")):
    """Return a plan of boxes side by side, each of the management grid named."""
    cells = [
        Cell(f"{at:02d}", shapely.box(at * 100, 0, at * 100 + 100, 100), grid=grid)
        for at, grid in enumerate(grids)
    ]
    named = tuple(ManagementGrid(code, code) for code in items)
    return Plan("row", Grid.of(cells, CRS), named)


def test_the_smaller_piece_of_a_grid_goes_to_the_grid_beside_it():
    plan = row(["G1", "G1", "G2", "G1", "G3"])
    (fault,) = unmet(plan)

    fix = fix_of(plan, fault)

    assert fix.step == GiveCells((("03", "G2"),)) or fix.step == GiveCells((("03", "G3"),))
    assert unmet(mended(plan, fix)) == []


def test_a_piece_that_no_grid_lies_beside_has_no_fix():
    plan = row(["G1", "G1", None, "G1"], items=("G1",))
    (fault,) = (fault for fault in unmet(plan) if fault.kind == "grid_in_pieces")

    assert fix_of(plan, fault) is None


def test_a_cell_without_a_grid_goes_to_the_one_beside_it():
    plan = row(["G1", None, None, "G2"], items=("G1", "G2"))
    first, second = unmet(plan)

    assert fix_of(plan, first).step == GiveCells((("01", "G1"),))
    assert fix_of(plan, second).step == GiveCells((("02", "G2"),))


def test_a_grid_without_cells_is_removed():
    plan = row(["G1", "G2"])
    (fault,) = unmet(plan)

    fix = fix_of(plan, fault)

    assert fix.step == DropGrid("G3")
    assert unmet(mended(plan, fix)) == []


@given(data=st.data())
def test_random_assignments_are_mended_until_each_grid_is_in_one_piece(data, lattices):
    mesh = data.draw(lattices())
    grids = ("G1", "G2", "G3")
    cells = [replace(c, grid=data.draw(st.sampled_from([*grids, None]))) for c in mesh.cells()]
    plan = plan_of(cells, mesh.district(), grids=grids)

    while fix := next((x for f in unmet(plan) if (x := fix_of(plan, f))), None):
        before = len(unmet(plan))
        plan = mended(plan, fix)
        assert len(unmet(plan)) < before

    if any(cell.grid for cell in cells):
        assert unmet(plan) == []


def test_a_fault_of_yesterday_has_no_fix_today(mesh):
    messy = mesh(3, 3)
    district = messy.district()
    a, b = messy.rings["00"][1:3]
    messy.insert(messy.rings["00"], a, b, messy.add(*messy.middle(a, b, 0.3)))
    plan = plan_of(messy.cells(), district)
    (fault,) = unmet(plan)

    assert fix_of(mended(plan, fix_of(plan, fault)), fault) is None


def test_nothing_is_proposed_for_a_kind_that_cannot_be_mended():
    cells = [Cell("A", shapely.box(0, 0, 10, 10), grid="G1")]
    (fault,) = faults(cells, area_band_m2=(200.0, 300.0))

    assert fix_of(plan_of(cells), fault) is None


def test_what_an_overlap_cuts_off_a_cell_goes_to_its_neighbour():
    """A runs a spur right through B; what B has beyond it is a strip of 20 cm."""
    spur = [(10, 9.6), (20, 9.6), (20, 9.8), (10, 9.8)]
    crossing = shapely.Polygon([(0, 0), (10, 0), *spur, (10, 10), (0, 10)])
    roof = shapely.Polygon([(0, 10), (10, 10), (20, 10), (20, 20), (0, 20)])
    cells = [Cell("A", crossing, grid="G1"), Cell("C", roof, grid="G1")]
    cells.append(Cell("B", shapely.box(10, 0, 20, 10), grid="G1"))
    plan = plan_of(cells, shapely.box(0, 0, 20, 20))
    fault = next(fault for fault in unmet(plan) if fault.kind == "overlap")

    fix = fix_of(plan, fault)

    assert fix.facts["cell"] == "A"
    assert mended(plan, fix).grid["B"].shape.area == pytest.approx(96)
    assert unmet(mended(plan, fix)) == []
