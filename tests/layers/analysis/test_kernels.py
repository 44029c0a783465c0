import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis import Kernel

TILE_M = 20.0


def one_case(kernel, bandwidth_m, side=121):
    tiles = np.zeros((side, side), dtype=np.float32)
    tiles[side // 2, side // 2] = 1
    away = (np.arange(side) - side // 2) * TILE_M
    return kernel.smooth(tiles, bandwidth_m, TILE_M), np.hypot(away[:, None], away[None, :])


@pytest.mark.parametrize("kernel", Kernel)
@pytest.mark.parametrize("bandwidth_m", [60.0, 150.0, 200.0])
def test_a_kernel_sums_to_one_and_has_its_bandwidth_as_deviation(kernel, bandwidth_m):
    values, away = one_case(kernel, bandwidth_m)

    assert values.sum() == pytest.approx(1, abs=1e-5)
    along_an_axis = np.sqrt((values * away**2).sum() / 2)
    assert along_an_axis == pytest.approx(bandwidth_m, rel=0.01)


@pytest.mark.parametrize("bandwidth_m", [60.0, 150.0])
def test_the_quartic_is_silvermans(bandwidth_m):
    values, away = one_case(Kernel.QUARTIC, bandwidth_m)
    radius = Kernel.QUARTIC.radius_m(bandwidth_m)

    formula = 3 / (np.pi * radius**2) * np.clip(1 - (away / radius) ** 2, 0, None) ** 2
    assert values / TILE_M**2 == pytest.approx(formula, abs=0.02 * formula.max())
    assert (values[away > radius] < 1e-7).all()


@pytest.mark.parametrize("kernel", Kernel)
def test_the_area_of_a_kernel_is_one_over_its_square(kernel):
    values, _ = one_case(kernel, 150.0)

    assert TILE_M**2 / (values**2).sum() == pytest.approx(kernel.area_m2(150.0), rel=0.01)


@given(
    kernel=st.sampled_from(Kernel),
    rows=st.integers(1, 9),
    columns=st.integers(1, 9),
    wide=st.floats(20, 200),
    seed=st.integers(0, 10**6),
)
def test_a_kernel_never_falls_below_nothing_and_keeps_the_shape(kernel, rows, columns, wide, seed):
    tiles = np.random.default_rng(seed).random((rows, columns)).astype(np.float32)

    values = kernel.smooth(tiles, wide, TILE_M)

    assert values.shape == tiles.shape
    assert values.dtype == np.float32
    assert (values >= 0).all()
    assert values.sum() <= tiles.sum() * (1 + 1e-5)
