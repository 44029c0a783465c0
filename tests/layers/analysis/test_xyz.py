import math

import numpy as np
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.analysis import (
    Lattice,
    Legend,
    NoSuchTile,
    density,
    tile_values,
    values_at,
)

CRS = "EPSG:4550"
EXTENT = (580_000.0, 3_310_000.0, 582_000.0, 3_312_000.0)
HALF = math.pi * 6_378_137.0


@pytest.fixture(scope="module")
def raster(cases):
    return density(Lattice.over(cases, crs=CRS, extent=EXTENT))


def numbers_of(place, z):
    """Return the tile that holds a metric place, and its pixel (row, column)."""
    x, y = pyproj.Transformer.from_crs(CRS, "EPSG:3857", always_xy=True).transform(*place)
    side = 2 * HALF / 2**z
    across, down = (x + HALF) / side, (HALF - y) / side
    pixel = int((down % 1) * 256), int((across % 1) * 256)
    return int(across), int(down), pixel


@pytest.mark.parametrize("z", [10, 13, 16])
def test_tiles_join_without_a_seam(raster, z):
    """Every pixel of four tiles around one corner reads the surface at its own middle."""
    x, y, _ = numbers_of((581_000.0, 3_311_000.0), z)
    mosaic = np.block([[tile_values(raster, z, x + i, y + j) for i in (0, 1)] for j in (0, 1)])

    side = 2 * HALF / 2**z
    step = (np.arange(512) + 0.5) * side / 256
    east, north = np.meshgrid(x * side - HALF + step, HALF - y * side - step)
    back = pyproj.Transformer.from_crs("EPSG:3857", CRS, always_xy=True)
    exact = values_at(raster, *back.transform(east, north))
    assert mosaic == pytest.approx(exact, abs=0.01 * raster.most)
    assert mosaic.max() > 0


@settings(max_examples=15)
@given(x=st.floats(580_100, 581_900), y=st.floats(3_310_100, 3_311_900))
def test_a_place_has_one_value_and_colour_at_every_zoom(raster, x, y):
    legend = Legend.up_to(raster.most)
    value = values_at(raster, np.array([x]), np.array([y]))

    for z, metres in ((13, 10.0), (16, 1.3), (19, 0.2)):
        across, down, (row, column) = numbers_of((x, y), z)
        drawn = tile_values(raster, z, across, down)[row, column]
        # a pixel's middle is up to 0.71 of its side away: no slope is steeper than the kernel's
        assert drawn == pytest.approx(value[0], abs=metres * raster.most / 150)
    assert 0 <= legend.classes_of(value)[0] <= len(legend.breaks)


def test_values_at_the_middle_of_tiles_are_those_of_the_raster(raster):
    x, y = np.meshgrid(*(axis[1:-1] for axis in raster.window.centres()))

    assert values_at(raster, x, y) == pytest.approx(raster.values[1:-1, 1:-1], abs=1e-5)


def test_nothing_is_drawn_far_away(raster):
    assert not tile_values(raster, 12, 0, 0).any()
    assert values_at(raster, np.array([0.0, np.inf]), np.array([0.0, 0.0])).tolist() == [0, 0]


@pytest.mark.parametrize("numbers", [(-1, 0, 0), (23, 0, 0), (3, 8, 0), (3, 0, 8), (3, -1, 0)])
def test_a_tile_beyond_the_world_is_refused(raster, numbers):
    with pytest.raises(NoSuchTile, match="no tile"):
        tile_values(raster, *numbers)
