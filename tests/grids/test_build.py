import numpy as np
import pytest
import shapely
from hypothesis import assume, example, given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, affinity, box

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


@st.composite
def walled_towns(draw):
    """Return a town turned off the axes, so that no joint lies on the grid, and walls in it.

    A wall may run along a road, begin on another line, or end blind.
    """
    outline, roads = draw(towns())
    wall = st.lists(st.tuples(st.integers(-50, 950), st.integers(-50, 950)), min_size=2, max_size=3)
    places = draw(st.lists(wall.filter(lambda w: len(set(w)) > 1), min_size=1, max_size=3))
    walls = [LineString([(EAST + x, NORTH + y) for x, y in one]) for one in places]
    walls += draw(st.lists(st.sampled_from(roads), max_size=2)) if roads else []
    degrees = draw(st.integers(1, 89))
    turned = [affinity.rotate(g, degrees, origin=(EAST, NORTH)) for g in (outline, *roads, *walls)]
    return turned[0], turned[1 : len(roads) + 1], turned[len(roads) + 1 :]


def regions_of(outline, walls):
    """Return what walls leave of an outline, reckoned a thousand times finer than cells are."""
    noded = shapely.union_all([*walls, outline.boundary], grid_size=1e-6)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    regions = faces[shapely.contains_properly(outline, shapely.point_on_surface(faces))]
    width_m = 2 * shapely.area(regions) / shapely.length(regions)
    regions, width_m = regions[width_m > 1e-5], width_m[width_m > 1e-5]
    assume((width_m > 0.02).all())
    return regions


def region_at(regions, shapes):
    """Return the region around each shape."""
    inside = shapely.STRtree(regions).nearest(shapely.point_on_surface(shapes))
    return regions[inside]


def sharpest_rad(shape):
    """Return the smallest angle between two edges of a cell that meet; next to 0 at a spike."""
    ring = shapely.get_coordinates(shape.exterior)[:-1]
    back, on = np.roll(ring, 1, axis=0) - ring, np.roll(ring, -1, axis=0) - ring
    turn = back[:, 0] * on[:, 1] - back[:, 1] * on[:, 0]
    return np.abs(np.arctan2(turn, (back * on).sum(axis=1))).min()


def drawn_again(line, off_m):
    """Return a line with more joints, each a little off."""
    denser = line.segmentize(70)
    return shapely.transform(denser, lambda xy: xy + off_m * np.sin([[7], [5]] * xy.T).T)


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


@given(town=walled_towns())
def test_cells_between_walls_are_whole_and_have_no_spikes(town):
    outline, roads, walls = town

    shapes = build_cells(outline, roads, walls=walls)

    assert is_whole(shapes, outline)
    assert shapely.is_empty(shapely.coverage_invalid_edges(shapes, gap_width=0.002)).all()


@given(town=walled_towns(), off_mm=st.sampled_from([None, 0.0, 0.3, 1.0, 3.0, 20.0]))
def test_a_cell_below_the_smallest_area_fills_all_that_its_walls_enclose(town, off_mm):
    outline, roads, walls = town
    roads += [] if off_mm is None else [drawn_again(wall, off_mm / 1000) for wall in walls]
    regions = regions_of(outline, walls)

    shapes = build_cells(outline, roads, walls=walls)

    assert is_whole(shapes, outline)
    small = shapes[shapely.area(shapes) < 2_000]
    whole = region_at(regions, small)
    lost_m2 = shapely.area(shapely.symmetric_difference(small, whole))
    assert (lost_m2 < 0.002 * shapely.length(whole)).all()


@given(town=walled_towns())
def test_no_cell_reaches_over_a_wall(town):
    outline, roads, walls = town
    regions = regions_of(outline, walls)

    shapes = build_cells(outline, roads, walls=walls)

    around = shapely.buffer(region_at(regions, shapes), 0.0015, join_style="mitre")
    assert shapely.area(shapely.difference(shapes, around)).max() < 1e-6


@given(town=walled_towns())
def test_the_same_walls_give_the_same_cells(town):
    outline, roads, walls = town

    one = build_cells(outline, roads, walls=walls)
    other = build_cells(outline, roads[::-1], walls=[wall.reverse() for wall in walls[::-1]])

    assert len(one) == len(other)
    assert shapely.equals_exact(one, other, tolerance=0).all()


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
    assert shapely.is_empty(shapely.coverage_invalid_edges(shapes, gap_width=0.01)).all()
    assert min(map(sharpest_rad, shapes)) > 0.1
    assert 3_200 < len(shapes) < 3_600
    assert 9_000 < np.median(shapely.area(shapes)) < 11_000
