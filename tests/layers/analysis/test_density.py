from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from layers.analysis import (
    BandwidthTooSmall,
    CaseColumns,
    CaseFilter,
    Lattice,
    LatticeTooLarge,
    density,
    density_of,
    mask,
)

CRS = "EPSG:4550"
EXTENT = (580_000.0, 3_310_000.0, 582_000.0, 3_312_000.0)


def at(*places, reported_at=0):
    x, y = np.array(places, dtype=float).reshape(-1, 2).T
    rows = len(x)
    return CaseColumns.from_arrays(
        number=[str(i) for i in range(rows)],
        x=x,
        y=y,
        reported_at=np.full(rows, reported_at),
        coded={},
    )


@given(
    rows=st.integers(0, 60),
    seed=st.integers(0, 10**6),
    tile_m=st.sampled_from([10.0, 20.0, 33.0]),
    wide=st.floats(1.0, 9.0),
)
def test_density_integrates_to_the_placed_cases(make_cases, rows, seed, tile_m, wide):
    columns = make_cases(rows, seed=seed)
    lattice = Lattice.over(columns, crs=CRS, tile_m=tile_m, bandwidth_m=wide * tile_m)
    raster = density(lattice)
    assert raster.integral == pytest.approx(columns.placed.sum(), rel=1e-5, abs=1e-9)


@given(rows=st.integers(0, 60), seed=st.integers(0, 10**6))
def test_every_case_is_drawn_placeless_or_outside(make_cases, rows, seed):
    columns = make_cases(rows, seed=seed)
    half = (580_000.0, 3_310_000.0, 581_000.0, 3_312_000.0)
    raster = density(Lattice.over(columns, crs=CRS, extent=half))
    assert raster.cases + raster.placeless + raster.outside == rows
    assert raster.placeless == columns.placeless()
    assert raster.integral == pytest.approx(raster.cases, rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("corner", [EXTENT[:2], EXTENT[2:], (EXTENT[0], EXTENT[3])])
def test_nothing_is_lost_at_the_very_corner_of_the_extent(corner):
    raster = density(Lattice.over(at(corner), crs=CRS, extent=EXTENT))
    assert (raster.cases, raster.outside) == (1, 0)
    assert raster.integral == pytest.approx(1, rel=1e-5)


def test_the_peak_is_that_of_the_gaussian_and_lies_at_the_case():
    raster = density(Lattice.over(at((581_010.0, 3_311_010.0)), crs=CRS, extent=EXTENT))
    assert raster.most == pytest.approx(1e6 / (2 * np.pi * 150**2), rel=0.002)
    row, column = np.unravel_index(raster.values.argmax(), raster.values.shape)
    x, y = raster.window.centres()
    assert (x[column], y[row]) == (581_010.0, 3_311_010.0)


def test_a_surface_equals_the_kernel_summed_case_by_case(make_cases):
    columns = make_cases(40, seed=3)
    raster = density(Lattice.over(columns, crs=CRS, extent=EXTENT, bandwidth_m=200.0))
    x, y = (
        axis.reshape(shape)
        for axis, shape in zip(raster.window.centres(), [(1, -1), (-1, 1)], strict=True)
    )
    slow = np.zeros_like(raster.values, dtype=float)
    for east, north in zip(columns.x, columns.y, strict=True):
        if not np.isnan(east):
            far2 = (x - east) ** 2 + (y - north) ** 2
            slow += np.exp(-far2 / (2 * 200.0**2)) * 1e6 / (2 * np.pi * 200.0**2)
    # a case moves to the middle of its tile: up to 14 m, against a bandwidth of 200 m
    assert np.abs(raster.values - slow).max() < 0.05 * slow.max()
    assert raster.values.sum() == pytest.approx(slow.sum(), rel=0.01)


def test_density_and_its_maximum_do_not_change_with_the_view(cases):
    lattice = Lattice.over(cases, crs=CRS, extent=EXTENT)
    wanted = CaseFilter(grids=frozenset({"G01"}))
    whole = density_of(cases, lattice, wanted)
    for size in (10.0, 500.0):
        zoomed = replace(wanted, box=(581_000.0, 3_311_000.0, 581_000.0 + size, 3_311_400.0))
        assert (density_of(cases, lattice, zoomed).values == whole.values).all()


def test_a_lasso_is_a_choice_of_cases_and_does_count(cases):
    lattice = Lattice.over(cases, crs=CRS, extent=EXTENT)
    wanted = CaseFilter(polygon=Point(581_000, 3_311_000).buffer(400))
    assert density_of(cases, lattice, wanted).cases == mask(cases, wanted).sum()


@given(seed=st.integers(0, 10**6))
def test_densities_of_two_halves_add_up(cases, seed):
    lattice = Lattice.over(cases, crs=CRS, extent=EXTENT, tile_m=50.0)
    half = np.random.default_rng(seed).random(len(cases)) < 0.5
    both = density(lattice, half).values + density(lattice, ~half).values
    assert both == pytest.approx(density(lattice).values, rel=1e-4, abs=1e-3)


def test_the_period_is_stated(cases):
    lattice = Lattice.over(cases, crs=CRS)
    wanted = CaseFilter(from_s=1_772_323_200, to_s=1_772_409_600)
    assert density_of(cases, lattice, wanted).period_s == (1_772_323_200, 1_772_409_600)


def test_a_stray_coordinate_is_refused_without_an_extent_and_counted_with_one():
    columns = at((581_000.0, 3_311_000.0), (0.0, 0.0))
    with pytest.raises(LatticeTooLarge, match="outline of the district"):
        Lattice.over(columns, crs=CRS)
    assert density(Lattice.over(columns, crs=CRS, extent=EXTENT)).outside == 1


def test_an_infinite_extent_is_refused():
    with pytest.raises(LatticeTooLarge):
        Lattice.over(at((0.0, 0.0)), crs=CRS, extent=(0.0, 0.0, float("inf"), 1.0))


@pytest.mark.parametrize(("tile_m", "bandwidth_m"), [(20.0, 19.0), (0.0, 10.0), (20.0, np.nan)])
def test_a_kernel_narrower_than_a_tile_is_refused(tile_m, bandwidth_m):
    with pytest.raises(BandwidthTooSmall):
        Lattice.over(at((0.0, 0.0)), crs=CRS, tile_m=tile_m, bandwidth_m=bandwidth_m)


def test_washington_keeps_its_mass(dc_cases):
    raster = density(Lattice.over(dc_cases, crs="EPSG:32618"))
    assert (raster.cases, raster.placeless, raster.outside) == (17_481, 1, 0)
    assert raster.integral == pytest.approx(17_481, rel=1e-5)
