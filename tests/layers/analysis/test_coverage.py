import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis import RadiusBroken, coverage

AREAS = shapely.box([0, 1000], [0, 0], [1000, 2000], [1000, 1000])
CODES = ["G01", "G02"]
NONE = np.array([], dtype=object)


def roads():
    """Return straight, bent and doubled-back roads, one on the seam, one far outside."""
    return np.array(
        [
            shapely.LineString([(0, 500), (2000, 500)]),
            shapely.LineString([(1000, 0), (1000, 1000)]),
            shapely.LineString([(100, 100), (400, 100), (400, 400), (420, 110)]),
            shapely.MultiLineString([[(1500, 0), (1500, 300)], [(1500, 700), (1500, 1200)]]),
            shapely.LineString([(5000, 0), (5000, 100)]),
            None,
            shapely.LineString(),
        ],
        dtype=object,
    )


def slow_lengths(points, area, radius_m):
    """Measure roads in and out of reach with very fine discs."""
    discs = shapely.buffer(points, radius_m, quad_segs=2_000)
    near = shapely.union_all(np.append(discs, [shapely.Polygon()]))
    lines = shapely.intersection(roads()[:5], area)
    return shapely.length(lines).sum(), shapely.length(shapely.intersection(lines, near)).sum()


@st.composite
def assets(draw):
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    count = draw(st.integers(0, 12))
    places = rng.uniform((-200, -200), (2200, 1200), (count, 2))
    places[: count // 2] = np.round(places[: count // 2] / 500) * 500  # on seams and roads
    return shapely.points(places)


@given(points=assets(), radius_m=st.sampled_from([50.0, 150.0, 700.0]))
def test_road_length_within_reach_is_exact(points, radius_m):
    found = coverage(points, AREAS, CODES, roads(), radius_m=radius_m)
    for one, area in [
        *zip(found.areas, AREAS, strict=True),
        (found.total, shapely.box(0, 0, 2000, 1000)),
    ]:
        length, covered = slow_lengths(points, area, radius_m)
        assert one.road_m == pytest.approx(length, abs=1e-6)
        assert one.covered_road_m == pytest.approx(covered, abs=0.01)
        assert one.uncovered_roads.length == pytest.approx(length - covered, abs=0.1)


@given(points=assets(), radius_m=st.sampled_from([50.0, 150.0, 700.0]))
def test_covered_and_uncovered_area_make_up_the_area(points, radius_m):
    found = coverage(points, AREAS, CODES, roads(), radius_m=radius_m)
    near = shapely.union_all(
        np.append(shapely.buffer(points, radius_m, quad_segs=500), [shapely.Polygon()])
    )
    for one, area in zip(found.areas, AREAS, strict=True):
        assert one.covered_m2 + one.uncovered.area == pytest.approx(one.area_m2)
        rim = np.nan_to_num(shapely.length(shapely.intersection(area, shapely.boundary(near))))
        bound = found.edge_error_m * (area.length + rim)
        assert one.covered_m2 == pytest.approx(area.intersection(near).area, abs=bound + 1)
    assert found.total.covered_m2 == pytest.approx(sum(one.covered_m2 for one in found.areas))


def test_a_disc_has_the_area_of_its_circle_and_its_error_is_bounded():
    found = coverage(shapely.points([[500, 500]]), AREAS, CODES, NONE, radius_m=150)
    assert found.areas[0].covered_m2 == pytest.approx(np.pi * 150**2, rel=1e-9)
    assert 0 < found.edge_error_m < 0.15
    ring = shapely.get_coordinates(found.areas[0].uncovered.interiors[0]) - 500
    assert np.abs(np.hypot(*ring.T) - 150).max() <= found.edge_error_m + 1e-9


def test_without_assets_nothing_is_covered_and_all_is_told():
    found = coverage(NONE, AREAS, CODES, roads(), radius_m=150)
    assert found.total.share == 0
    assert found.total.road_share == 0
    assert found.total.uncovered.area == pytest.approx(2e6)
    assert found.total.uncovered_roads.length == pytest.approx(found.total.road_m)


def test_one_wide_disc_covers_everything():
    found = coverage(shapely.points([[1000, 500]]), AREAS, CODES, roads(), radius_m=2000)
    assert found.total.share == 1
    assert found.total.road_share == 1
    assert found.total.uncovered.is_empty
    assert found.total.uncovered_roads.is_empty


def test_without_roads_the_road_share_is_no_number():
    found = coverage(shapely.points([[500, 500]]), AREAS, CODES, NONE, radius_m=150)
    assert np.isnan(found.total.road_share)
    assert found.total.road_m == 0


def test_a_road_on_a_seam_counts_in_both_areas_and_once_in_all():
    seam = roads()[1:2]
    found = coverage(NONE, AREAS, CODES, seam, radius_m=150)
    assert [one.road_m for one in found.areas] == [1000, 1000]
    assert found.total.road_m == 1000


def test_an_asset_beyond_the_area_covers_what_it_reaches_inside():
    found = coverage(shapely.points([[-100, 500]]), AREAS, CODES, roads(), radius_m=150)
    assert found.areas[0].covered_m2 > 0
    assert found.areas[0].covered_road_m == pytest.approx(50)


def test_missing_and_empty_assets_are_passed_over():
    points = np.array([None, shapely.Point(), shapely.Point(500, 500)], dtype=object)
    found = coverage(points, AREAS, CODES, roads()[:1], radius_m=150)
    assert found.areas[0].covered_road_m == pytest.approx(300)


@pytest.mark.parametrize("radius_m", [0.0, -1.0, float("nan"), float("inf")])
def test_a_radius_that_reaches_nowhere_is_refused(radius_m):
    with pytest.raises(RadiusBroken):
        coverage(NONE, AREAS, CODES, NONE, radius_m=radius_m)


def test_uncovered_parts_stay_inside_their_area():
    points = shapely.points([[1000, 500], [300, 300]])
    found = coverage(points, AREAS, CODES, roads(), radius_m=150)
    for one, area in zip(found.areas, AREAS, strict=True):
        assert shapely.covers(area, one.uncovered)
        assert shapely.covers(shapely.buffer(area, 0.002), one.uncovered_roads)


def test_washington_by_cameras_equals_geopandas(real_data):
    folder = real_data / "washington_dc"
    areas, roads_, cameras = (
        gpd.read_file(folder / f"{name}.geojson").to_crs("EPSG:32618")
        for name in ("ward-2012", "major-roads", "cctv-street-cameras")
    )
    roads_ = roads_.iloc[::8]  # the slow way takes seconds for all of them
    found = coverage(
        *(np.asarray(one.geometry.array, dtype=object) for one in (cameras, areas)),
        areas["WARD"].astype(str).tolist(),
        np.asarray(roads_.geometry.array, dtype=object),
        radius_m=300.0,
    )
    near = shapely.union_all(cameras.buffer(300.0, quad_segs=64).to_numpy())
    wanted = areas.geometry.intersection(near).area.to_numpy()
    assert [one.covered_m2 for one in found.areas] == pytest.approx(wanted, rel=1e-3)
    inside = roads_.geometry.intersection(areas.union_all())
    assert found.total.road_m == pytest.approx(inside.length.sum(), rel=1e-9)
    assert found.total.covered_road_m == pytest.approx(
        inside.intersection(near).length.sum(), rel=1e-3
    )
