import numpy as np
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.analysis import (
    CaseColumns,
    Lattice,
    Legend,
    Warp,
    classify,
    density,
    lonlat_bounds,
    to_mercator,
)

#: 65 km east of the central meridian, where the grid is turned by a third of a degree.
EXTENT = (560_000.0, 3_300_000.0, 568_000.0, 3_307_000.0)
CRS = "EPSG:4550"
BACK = pyproj.Transformer.from_crs("EPSG:3857", CRS, always_xy=True)


def one_case(x, y):
    return CaseColumns.from_arrays(number=["A"], x=[x], y=[y], reported_at=[0], coded={})


def middle(raster):
    """Return the mean place of a surface, weighted by density, in its own CRS."""
    x, y = raster.window.centres()
    mass = raster.values.sum(dtype=float)
    return (raster.values.sum(axis=0) @ x) / mass, (raster.values.sum(axis=1) @ y) / mass


@pytest.fixture(scope="module")
def warp():
    return Warp.of(Lattice.over(one_case(*EXTENT[:2]), crs=CRS, extent=EXTENT).window)


@settings(max_examples=30)
@given(east=st.integers(0, 400), north=st.integers(0, 350))
def test_a_hot_spot_stays_where_it_is_within_a_tenth_of_a_tile(warp, east, north):
    place = (EXTENT[0] + 20 * east, EXTENT[1] + 20 * north)
    lattice = Lattice.over(one_case(*place), crs=CRS, extent=EXTENT)
    metric = density(lattice)
    seen = BACK.transform(*middle(to_mercator(metric, warp)))
    assert np.hypot(*np.subtract(seen, middle(metric))) < 2.0


def test_the_warped_values_are_those_of_the_same_ground(cases, warp):
    lattice = Lattice.over(
        one_case(564_010.0, 3_303_010.0), crs=CRS, extent=EXTENT, bandwidth_m=150.0
    )
    raster = density(lattice)
    seen = to_mercator(raster, warp)
    assert seen.most == pytest.approx(raster.most, rel=0.01)
    x, y = np.meshgrid(*seen.window.centres())
    metric_x, metric_y = BACK.transform(x, y)
    far2 = (metric_x - 564_010.0) ** 2 + (metric_y - 3_303_010.0) ** 2
    wanted = np.exp(-far2 / (2 * 150.0**2)) * 1e6 / (2 * np.pi * 150.0**2)
    assert np.abs(seen.values - wanted).max() < 0.01 * raster.most


def test_nothing_is_cut_off_at_the_corners(warp):
    target = warp.target
    west, south, east, north = target.extent
    forth = pyproj.Transformer.from_crs(CRS, "EPSG:3857", always_xy=True)
    left, low, right, high = warp.source.extent
    x, y = forth.transform([left, right, right, left], [low, low, high, high])
    assert west <= min(x) + 1e-6
    assert max(x) <= east + 1e-6
    assert south <= min(y) + 1e-6
    assert max(y) <= north + 1e-6


def test_tiles_keep_their_size_on_the_ground(warp):
    lat = lonlat_bounds(warp.target)[1]
    assert warp.target.tile_m * np.cos(np.radians(lat)) == pytest.approx(20.0, rel=0.002)


def test_the_picture_is_placed_by_its_corners_in_degrees(warp):
    west, south, east, north = lonlat_bounds(warp.target)
    x, y = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True).transform(
        [west, east], [south, north]
    )
    assert (x[0], y[0], x[1], y[1]) == pytest.approx(warp.target.extent, abs=1e-3)


def test_a_warp_made_on_the_way_gives_the_same(warp):
    raster = density(Lattice.over(one_case(564_000.0, 3_303_000.0), crs=CRS, extent=EXTENT))
    assert (to_mercator(raster).values == to_mercator(raster, warp).values).all()


def test_beyond_the_window_there_is_nothing(warp):
    raster = density(Lattice.over(one_case(*EXTENT[:2]), crs=CRS, extent=EXTENT))
    assert (to_mercator(raster, warp).values[~warp.inside] == 0).all()


def test_washington_in_mercator_looks_like_washington(dc_cases):
    raster = density(Lattice.over(dc_cases, crs="EPSG:32618", tile_m=50.0, bandwidth_m=200.0))
    seen = to_mercator(raster)
    legend = Legend.up_to(raster.most)
    assert seen.most == pytest.approx(raster.most, rel=0.02)
    assert lonlat_bounds(seen.window) == pytest.approx((-77.13, 38.78, -76.90, 39.01), abs=0.03)
    drawn = [(classify(one, legend) > 0).mean() for one in (raster, seen)]
    assert drawn[0] == pytest.approx(drawn[1], rel=0.05)
