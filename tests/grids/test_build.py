import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, box

from grids import Cell, CellSizeWrong, OutlineEmpty, build_cells, faults, lattice_cells

EAST, NORTH = 500_000, 3_300_000


@st.composite
def towns(draw):
    """Return an outline (with a hole at times) and roads that cross it, meet, and end blind."""
    side = draw(st.integers(300, 900))
    outline = box(EAST, NORTH, EAST + side, NORTH + side)
    if draw(st.booleans()):
        outline = outline.difference(Point(EAST + side / 2, NORTH + side / 2).buffer(side / 6))
    place = st.tuples(st.integers(-50, side + 50), st.integers(-50, side + 50))
    road = st.lists(place, min_size=2, max_size=4, unique=True)
    roads = draw(st.lists(road, max_size=8))
    lines = [LineString([(EAST + x, NORTH + y) for x, y in places]) for places in roads]
    return outline, lines


def cells_of(shapes):
    return [Cell(f"{i:04d}", shape) for i, shape in enumerate(shapes)]


def is_whole(shapes, outline):
    """Check that shapes are one valid coverage of an outline, to the millimetre."""
    rim = sum(outline.length for outline in shapely.get_parts(outline))
    assert shapely.coverage_is_valid(shapes)
    assert shapely.is_valid(shapes).all()
    assert set(shapely.get_type_id(shapes)) == {3}
    assert shapely.area(shapes).sum() == pytest.approx(outline.area, abs=0.001 * rim)
    return True


@given(town=towns())
def test_cells_cover_the_outline_once_with_equal_seams(town):
    outline, roads = town

    shapes = build_cells(outline, roads)

    assert is_whole(shapes, outline)
    assert faults(cells_of(shapes), district=outline, assigned=False) == []


@given(town=towns())
def test_cells_keep_near_the_wanted_size(town):
    outline, roads = town

    area_m2 = shapely.area(build_cells(outline, roads))

    assert area_m2.min() >= 2_000.0
    assert area_m2.max() < 2 * 15_000.0


@example(
    town=(
        box(EAST, NORTH, EAST + 461, NORTH + 461),
        [
            LineString([(EAST, NORTH + 211), (EAST + 342, NORTH + 97)]),
            LineString([(EAST + 308, NORTH), (EAST + 325, NORTH + 467)]),
        ],
    )
)
@given(town=towns())
def test_the_same_town_gives_the_same_cells(town):
    outline, roads = town

    one, other = build_cells(outline, roads), build_cells(outline, roads[::-1])

    assert shapely.equals_exact(one, build_cells(outline, roads), tolerance=0).all()
    assert len(one) == len(other)
    assert shapely.equals_exact(one, other, tolerance=0).all()


def test_no_cell_crosses_a_road_that_parts_the_outline():
    outline = box(0, 0, 1000, 700)
    road = LineString([(-10, 333.3), (1010, 345.6)])

    shapes = build_cells(outline, [road])

    on_both_sides = shapely.crosses(shapely.buffer(shapes, -0.01), road)
    assert not on_both_sides.any()


def test_a_strip_between_two_carriageways_is_no_cell():
    outline = box(0, 0, 1000, 200)
    roads = [LineString([(0, y), (1000, y)]) for y in (97.0, 103.0)]

    shapes = build_cells(outline, roads)

    width_m = 2 * shapely.area(shapes) / shapely.length(shapes)
    assert width_m.min() > 20
    assert is_whole(shapes, outline)


def test_nothing_is_merged_over_a_wall():
    outline = box(0, 0, 400, 100)
    wall = LineString([(12, -5), (12, 105)])

    merged = build_cells(outline, [wall])
    kept = build_cells(outline, [], walls=[wall])

    assert not any(shape.bounds[2] == 12 for shape in merged)
    assert min(shape.bounds[2] for shape in kept) == 12
    assert not shapely.crosses(shapely.buffer(kept, -0.01), wall).any()


def test_a_district_of_islands_is_covered():
    outline = MultiPolygon([box(0, 0, 300, 300), box(1000, 0, 1300, 300)])

    shapes = build_cells(outline, [])

    assert is_whole(shapes, outline)
    assert len(shapes) == 18


def test_an_islet_below_the_smallest_area_stays_a_cell():
    outline = MultiPolygon([box(0, 0, 300, 300), box(1000, 0, 1010, 10)])

    shapes = build_cells(outline, [])

    assert shapely.area(shapes).min() == pytest.approx(100)


@given(
    side=st.sampled_from([50.0, 100.0, 130.0]),
    radius=st.integers(120, 400),
    x=st.integers(0, 1000),
)
def test_a_lattice_covers_the_outline_once(side, radius, x):
    outline = Point(EAST + x / 7, NORTH + x / 3).buffer(radius)

    shapes = lattice_cells(outline, side_m=side)

    assert is_whole(shapes, outline)
    assert shapely.area(shapes).min() >= 0.2 * side**2
    assert faults(cells_of(shapes), district=outline, assigned=False) == []


def test_a_larger_district_keeps_the_lattice_cells_it_had():
    small = lattice_cells(box(0, 0, 500, 500))
    large = lattice_cells(box(-250, 0, 1000, 500))

    wkb = set(shapely.to_wkb(large))
    assert sum(cell in wkb for cell in shapely.to_wkb(small)) == 25


def test_cells_come_from_north_to_south_then_west_to_east():
    shapes = lattice_cells(box(0, 0, 300, 200))

    corners = [(shape.bounds[0], shape.bounds[3]) for shape in shapes]
    assert corners == [(0, 200), (100, 200), (200, 200), (0, 100), (100, 100), (200, 100)]


@pytest.mark.parametrize(
    ("target", "smallest"), [(0, 0), (-1, -2), (1000, 2000), (float("nan"), 1), (100, -1)]
)
def test_a_size_that_makes_no_sense_is_refused(target, smallest):
    with pytest.raises(CellSizeWrong):
        build_cells(box(0, 0, 100, 100), [], target_m2=target, smallest_m2=smallest)
    with pytest.raises(CellSizeWrong):
        lattice_cells(box(0, 0, 100, 100), side_m=-1)


def test_an_outline_without_area_is_refused():
    for build in (lambda o: build_cells(o, []), lattice_cells):
        with pytest.raises(OutlineEmpty):
            build(shapely.Polygon())


def test_a_district_of_the_real_size_becomes_some_3400_cells_of_a_hectare():
    rng = np.random.default_rng(7)
    outline = Point(EAST, NORTH).buffer(3_270)
    roads = []
    for step in range(-3300, 3301, 270):
        bend = rng.normal(0, 60, 4)
        x, y = EAST + step, NORTH + step
        roads.append(LineString([(x + bend[0], NORTH - 4000), (x + bend[1], NORTH + 4000)]))
        roads.append(LineString([(EAST - 4000, y + bend[2]), (EAST + 4000, y + bend[3])]))

    shapes = build_cells(outline, roads)

    assert is_whole(shapes, outline)
    assert 3_200 < len(shapes) < 3_600
    assert 9_000 < np.median(shapely.area(shapes)) < 11_000
