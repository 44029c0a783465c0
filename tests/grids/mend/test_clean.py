"""What comes in from elsewhere fits afterwards, and the account says what it cost."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from grids import Cell, faults
from grids.edges import rounded
from grids.mend import clean
from grids.mend.clean import SNAP_M
from tests.grids.mend.messes import MESSES, doubled, jittered, messes


def shapes_of(mesh):
    return np.array(list(mesh.shapes().values()), dtype=object)


def wrong(shapes):
    cells = [Cell(f"{at:04d}", shape) for at, shape in enumerate(shapes) if not shape.is_empty]
    return faults(cells, assigned=False, sliver_m=0.0)


@given(data=st.data())
def test_what_fits_already_is_not_touched(data, lattices):
    sound = shapes_of(data.draw(lattices()))

    after, account = clean(sound)

    assert shapely.equals_identical(after, rounded(sound)).all()
    assert account.moved_m2 == 0
    assert account.shift_m == 0


@given(data=st.data(), snap_m=st.sampled_from([0.0, 0.002, 0.004, 0.01, 0.05]))
def test_whatever_is_wrong_with_them_shapes_fit_afterwards(data, snap_m, lattices):
    sound, messy = data.draw(messes(lattices(), most=4))

    after, account = clean(shapes_of(messy), snap_m=snap_m)

    found = wrong(after)
    assert {fault.kind for fault in found} <= {"gap"}
    assert len(found) <= len(sound.gone)
    assert shapely.coverage_is_valid(after)
    assert account.faults_after["gap"] == len(found)


@given(data=st.data())
def test_a_near_miss_is_mended_within_the_snapping_distance(data, lattices):
    sound, messy = data.draw(messes(lattices(), most=3, kinds=("near_miss",)))

    after, account = clean(shapes_of(messy))

    moved_m = shapely.hausdorff_distance(
        shapely.boundary(shapes_of(sound)), shapely.boundary(after)
    )
    assert moved_m.max() < 0.0035
    assert account.shift_m < 0.0035


@pytest.mark.parametrize("kind", sorted(MESSES))
@given(data=st.data())
def test_no_ground_is_lost_or_won_but_along_the_seams(data, kind, lattices):
    _, messy = data.draw(messes(lattices(), kinds=(kind,)))
    before = shapes_of(messy)

    after, account = clean(before)

    lost = shapely.difference(shapely.union_all(before), shapely.union_all(after))
    won = shapely.difference(shapely.union_all(after), shapely.union_all(before))
    closed_m2 = sum(fault.size for fault in wrong(before) if fault.kind == "gap")
    snapped_m2 = SNAP_M * shapely.union_all(before).length
    assert lost.area < snapped_m2
    assert won.area < closed_m2 + snapped_m2
    assert account.moved_m2 < 20


@given(data=st.data())
def test_the_account_adds_up(data, lattices):
    _, messy = data.draw(messes(lattices(), most=2))
    before = shapes_of(messy)

    after, account = clean(before)

    was, found = wrong(rounded(before)), wrong(after)
    for row, old, new in zip(account.rows, rounded(before), after, strict=True):
        assert row.area_m2_before == pytest.approx(old.area)
        assert row.area_m2_after == pytest.approx(new.area)
        assert row.joints_after == shapely.get_num_coordinates(new) - 1
        distance_m = shapely.hausdorff_distance(old.boundary, new.boundary)
        assert row.shift_m == pytest.approx(distance_m, abs=1e-9)
    kinds = [fault.kind for fault in was]
    assert account.gaps_closed == kinds.count("gap") - len(found)
    assert account.overlaps_resolved == kinds.count("overlap")


@given(data=st.data())
def test_of_two_equal_shapes_the_second_goes(data, lattices):
    sound = data.draw(lattices())
    code = data.draw(st.sampled_from(sorted(sound.shapes())))
    cells = doubled(sound.cells(), code)

    after, account = clean([cell.shape for cell in cells])

    assert after[-1].is_empty
    assert shapely.equals(after[:-1], shapes_of(sound)).all()
    assert account.rows[-1].area_m2_after == 0
    assert account.overlaps_resolved == 1


def test_the_first_keeps_what_two_cover():
    one, two = shapely.box(0, 0, 10, 10), shapely.box(9.95, 0, 20, 10)

    (first, second), account = clean([one, two])
    (second_first, first_last), _ = clean([two, one])

    assert (first.area, second.area) == (100, 100)
    assert (second_first.area, first_last.area) == pytest.approx((100.5, 99.5))
    assert account.moved_m2 == pytest.approx(0.5)


def test_the_first_keeps_it_even_where_the_second_has_the_longer_edge():
    (small, large), _ = clean([shapely.box(0, 4, 10.2, 6), shapely.box(10, 0, 20, 10)])

    assert (small.area, large.area) == pytest.approx((20.4, 99.6))


def test_a_gap_wider_than_asked_for_stays():
    ring = shapely.box(0, 0, 30, 30).difference(shapely.box(10, 10, 11, 20))
    halves = [
        ring.intersection(box)
        for box in (shapely.box(0, 0, 10.5, 30), shapely.box(10.5, 0, 30, 30))
    ]

    kept, _ = clean(halves)
    closed, account = clean(halves, gap_m=1.5)

    assert [fault.kind for fault in wrong(kept)] == ["gap"]
    assert wrong(closed) == []
    assert account.gaps_closed == 1


def test_a_shape_that_crosses_itself_counts_by_its_area():
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])

    (after, _), account = clean([bow, shapely.box(10, 0, 20, 10)])

    assert after.is_valid
    assert after.area == 50
    assert account.faults_before["invalid"] == 1


@pytest.mark.parametrize("far_m", [1e-9, 1e-6, 1e-3, 0.02, 0.1])
def test_three_cells_in_a_corner_fit_after_any_jitter(far_m):
    corner = [shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10), shapely.box(0, 10, 20, 20)]
    rng = np.random.default_rng(7)

    after, _ = clean([jittered(shape, far_m, rng) for shape in corner])

    assert wrong(after) == []
    assert shapely.area(after) == pytest.approx([100, 100, 200], abs=40 * far_m)
