"""Each place has one owner, however it is asked."""

import json
import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box, shape

from layers.owner import CodesAndShapesDiffer, NotAnArea, Ownership

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "owner.json"
EAST, NORTH = 384_512.125, 3_309_876.5


def plain_owner(codes, shapes, x, y):
    """The rule as one line of plain code, to hold the fast answer to."""
    place = Point(x, y)
    return min(
        (code for code, area in zip(codes, shapes, strict=True) if area.intersects(place)),
        default=None,
    )


@st.composite
def quilts(draw):
    """Return codes and quadrilaterals around shaken lattice nodes, far from the origin."""
    columns, rows = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    shake = st.floats(-20, 20).map(lambda value: round(value, 3))
    nodes = {
        (i, j): (EAST + 100 * i + draw(shake), NORTH + 100 * j + draw(shake))
        for i in range(columns + 1)
        for j in range(rows + 1)
    }
    corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
    cells = [
        Polygon([nodes[i + a, j + b] for a, b in corners])
        for i in range(columns)
        for j in range(rows)
    ]
    codes = draw(st.permutations([f"{k:03d}" for k in range(len(cells))]))
    return codes, cells


@st.composite
def blots(draw):
    """Return overlapping polygons, holes, parts and gaps, with whole-number corners."""
    shapes = []
    for _ in range(draw(st.integers(1, 6))):
        x, y = draw(st.integers(0, 30)), draw(st.integers(0, 30))
        width, height = draw(st.integers(2, 30)), draw(st.integers(2, 30))
        outer = box(x, y, x + width, y + height)
        kind = draw(st.sampled_from(["plain", "holed", "parted", "skewed"]))
        if kind == "holed":
            outer = outer.difference(box(x + 0.5, y + 0.5, x + width - 0.5, y + height - 0.5))
        if kind == "parted":
            outer = MultiPolygon([outer, box(x + 70, y, x + 75, y + 5)])
        if kind == "skewed":
            outer = Polygon([(x, y), (x + width, y + 1), (x + 1, y + height)])
        shapes.append(outer)
    codes = draw(st.permutations([f"{k}" for k in range(len(shapes))]))
    return codes, shapes


def places_for(shapes, rng, *, count=60):
    """Return places of which half lie on boundaries: corners, and points along edges."""
    bounds = shapely.total_bounds(shapes)
    ends = shapely.get_coordinates(shapes)
    edges = np.hstack([ends[:-1], ends[1:]])[rng.integers(0, len(ends) - 1, count)]
    share = rng.random((count, 1))
    along = edges[:, :2] + share * (edges[:, 2:] - edges[:, :2])
    corners = ends[rng.integers(0, len(ends), count // 2)]
    near = corners + rng.choice([-1, 1], corners.shape) * 10.0 ** rng.integers(-9, -2, (1, 1))
    loose = rng.uniform(bounds[:2] - 20, bounds[2:] + 20, (2 * count, 2))
    return np.vstack([along, np.round(along, 3), corners, near, loose])


@given(st.one_of(quilts(), blots()), st.integers(0, 2**32 - 1))
def test_bulk_single_and_plain_code_name_the_same_owner(quilt, seed):
    codes, shapes = quilt
    ownership = Ownership.of(codes, shapes)
    places = places_for(shapes, np.random.default_rng(seed))

    indexes = ownership.owners(places[:, 0], places[:, 1])

    bulk = [None if index < 0 else ownership.codes[index] for index in indexes]
    assert bulk == [ownership.owner(x, y) for x, y in places]
    assert bulk == [plain_owner(codes, shapes, x, y) for x, y in places]


@given(st.one_of(quilts(), blots()), st.integers(0, 2**32 - 1))
def test_the_order_of_the_polygons_changes_nothing(quilt, seed):
    codes, shapes = quilt
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(codes))
    places = places_for(shapes, rng)

    one = Ownership.of(codes, shapes)
    two = Ownership.of([codes[k] for k in order], [shapes[k] for k in order])

    assert one.codes.tolist() == two.codes.tolist() == sorted(codes)
    assert (one.owners(*places.T) == two.owners(*places.T)).all()


@given(quilts(), st.integers(0, 2**32 - 1))
def test_a_place_inside_the_district_has_an_owner_on_seams_too(quilt, seed):
    codes, shapes = quilt
    corners = shapely.get_coordinates(shapes)

    found = Ownership.of(codes, shapes).owners(*corners.T)

    assert (found >= 0).all()


@given(st.integers(-9, -3), st.floats(0, 1))
@example(-9, 0.5)
def test_joints_that_nearly_coincide_leave_one_owner_for_each_place(power, share):
    gap = 10.0**power
    left = Polygon([(0, 0), (50, 0), (50, 20), (50 + gap, 40), (50, 60), (50, 99), (0, 99)])
    right = Polygon([(50, 0), (99, 0), (99, 99), (50, 99), (50, 60), (50, 40), (50, 20)])
    ownership = Ownership.of(["right", "left"], [right, left])

    for x in (50 - gap, 50, 50 + gap * share, 50 + gap):
        for y in (0, 20, 20 + 40 * share, 40, 60, 99):
            expected = plain_owner(["right", "left"], [right, left], x, y)
            assert ownership.owner(x, y) == expected is not None


def test_one_bit_beside_a_slanted_seam_is_enough_to_change_the_owner():
    foot, top = (EAST + 203.337, NORTH + 5.551), (EAST + 187.771, NORTH + 391.111)
    west = Polygon([(EAST, NORTH), foot, top, (EAST, NORTH + 400)])
    east = Polygon([foot, (EAST + 400, NORTH), (EAST + 400, NORTH + 400), top])
    ownership = Ownership.of(["2", "1"], [west, east])
    y = NORTH + 200.125
    x = foot[0] + (y - foot[1]) / (top[1] - foot[1]) * (top[0] - foot[0])

    beside = [math.nextafter(math.nextafter(x, side), side) for side in (-math.inf, math.inf)]

    assert [ownership.owner(each, y) for each in beside] == ["2", "1"]


def test_golden_places_keep_their_owner():
    for case in json.loads(GOLDEN.read_text(encoding="utf-8")):
        codes = [area["code"] for area in case["areas"]]
        shapes = [shape(area["geometry"]) for area in case["areas"]]
        ownership = Ownership.of(codes, shapes)

        for x, y, code in case["places"]:
            assert ownership.owner(x, y) == code, (case["title"], x, y)
            assert plain_owner(codes, shapes, x, y) == code, (case["title"], x, y)


def test_nothing_owns_a_place_that_is_no_number():
    ownership = Ownership.of(["a"], [box(0, 0, 10, 10)])

    found = ownership.owners(
        np.array([np.nan, np.inf, -np.inf, 5, 5]), np.array([5, 5, 5, np.nan, 5])
    )

    assert found.tolist() == [-1, -1, -1, -1, 0]


def test_empty_and_missing_shapes_own_nothing():
    ownership = Ownership.of(["a", "b", "c"], [None, Polygon(), box(0, 0, 1, 1)])

    assert ownership.owner(0.5, 0.5) == "c"
    assert Ownership.of([], []).owner(0, 0) is None
    assert Ownership.of(["a"], [None]).owner(0, 0) is None


def test_a_needle_of_an_extent_is_answered_without_millions_of_tiles():
    ownership = Ownership.of(["a", "b"], [box(0, 0, 1e6, 0.001), box(2e6, 0, 3e6, 0.001)])

    assert ownership.owner(5e5, 0.0005) == "a"
    assert ownership.owner(1.5e6, 0.0005) is None


def test_a_bow_tie_answers_alike_singly_and_in_bulk():
    ownership = Ownership.of(["a"], [Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])])
    rng = np.random.default_rng(4)
    x, y = rng.uniform(-1, 11, (2, 500))

    bulk = ownership.owners(x, y)

    singly = [ownership.owner(*place) for place in zip(x, y, strict=True)]
    assert [None if k < 0 else "a" for k in bulk] == singly


def test_lines_and_uneven_lists_are_refused():
    with pytest.raises(NotAnArea, match="'b' is a LineString"):
        Ownership.of(["a", "b"], [box(0, 0, 1, 1), LineString([(0, 0), (1, 1)])])
    with pytest.raises(CodesAndShapesDiffer):
        Ownership.of(["a"], [])


def test_every_place_of_a_real_city_has_the_owner_that_a_join_finds(real_data):
    cells = gpd.read_file(
        real_data / "washington_dc" / "single-member-district-2013.geojson", engine="pyogrio"
    ).to_crs(26985)
    codes = [f"{row:03d}" for row in range(len(cells))]
    shapes = cells.geometry.to_numpy()
    rng = np.random.default_rng(11)
    places = np.vstack(
        [
            rng.uniform(cells.total_bounds[:2], cells.total_bounds[2:], (4000, 2)),
            rng.choice(shapely.get_coordinates(shapes), 4000),
        ]
    )

    found = Ownership.of(codes, shapes).owners(*places.T)

    place, cell = shapely.STRtree(shapes).query(shapely.points(places), predicate="intersects")
    lowest = np.full(len(places), len(shapes))
    np.minimum.at(lowest, place, cell)
    assert (found == np.where(lowest == len(shapes), -1, lowest)).all()
    assert (found[4000:] >= 0).all()
