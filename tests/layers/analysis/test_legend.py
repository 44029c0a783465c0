import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis import (
    BreaksBroken,
    CaseFilter,
    Lattice,
    Legend,
    classify,
    colourise,
    density,
    density_of,
)
from layers.analysis.legend import RAMP

#: The pale grey of the map under the picture.
PAPER = np.array([236, 238, 240])


@given(most=st.floats(1e-3, 1e7))
def test_breaks_are_round_rise_and_reach_the_maximum(most):
    breaks = Legend.up_to(most).breaks
    assert len(breaks) == len(RAMP)
    assert all(f"{step:e}"[0] in "125" for step in breaks)
    assert all(low < high for low, high in itertools.pairwise(breaks))
    assert breaks[-1] <= most < 2.5 * breaks[-1]


@pytest.mark.parametrize(
    ("most", "breaks"),
    [
        (730.0, (10, 20, 50, 100, 200, 500)),
        (1_000.0, (20, 50, 100, 200, 500, 1_000)),
        (3.0, (0.05, 0.1, 0.2, 0.5, 1, 2)),
        (0.0, (0.02, 0.05, 0.1, 0.2, 0.5, 1)),
        (float("nan"), (0.02, 0.05, 0.1, 0.2, 0.5, 1)),
    ],
)
def test_breaks_of_known_maxima(most, breaks):
    assert Legend.up_to(most).breaks == pytest.approx(breaks)


def test_the_legend_is_the_same_at_any_zoom(cases):
    lattice = Lattice.over(cases, crs="EPSG:4550")
    whole = Legend.up_to(density_of(cases, lattice, CaseFilter()).most)
    for side in (1.0, 100.0, 900.0):
        box = (580_500.0, 3_310_500.0, 580_500.0 + side, 3_310_500.0 + side)
        assert Legend.up_to(density_of(cases, lattice, CaseFilter(box=box)).most) == whole


@pytest.mark.parametrize(
    "breaks", [[], [0.0, 1.0], [2.0, 1.0], [1.0, 1.0], [-1.0], list(range(1, 9)), [float("nan")]]
)
def test_breaks_that_make_no_legend_are_refused(breaks):
    with pytest.raises(BreaksBroken):
        Legend.from_breaks(breaks)


def test_few_breaks_keep_the_dark_end():
    assert Legend.from_breaks([5.0]).colours == (RAMP[-1],)
    assert Legend.from_breaks([5.0, 9.0]).colours == (RAMP[0], RAMP[-1])


def linear(rgb):
    share = np.asarray(rgb, dtype=float) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


#: Linear-light matrices of full protanopia, deuteranopia and tritanopia (Machado et al. 2009).
BLINDNESS = {
    "none": np.eye(3),
    "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "tritanopia": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}


@pytest.mark.parametrize("sight", BLINDNESS)
def test_each_class_is_clearly_darker_than_the_one_below_on_paper(sight):
    shown = [PAPER]
    for *rgb, opacity in RAMP:
        shown.append(PAPER + (np.array(rgb) - PAPER) * opacity / 255)
    light = [np.clip(np.array(BLINDNESS[sight]) @ linear(rgb), 0, 1) for rgb in shown]
    lightness = [116 * np.cbrt(rgb @ np.array([0.2126, 0.7152, 0.0722])) - 16 for rgb in light]
    assert all(low - high > 5 for low, high in itertools.pairwise(lightness))


def test_opacity_rises():
    assert all(low[3] < high[3] for low, high in itertools.pairwise(RAMP))


def test_a_break_belongs_to_the_class_above_it_and_less_is_not_drawn(cases):
    raster = density(Lattice.over(cases, crs="EPSG:4550"))
    legend = Legend.from_breaks([1.0, float(raster.most)])
    pixels = classify(raster, legend)
    assert (pixels[raster.values < 1.0] == 0).all()
    assert pixels.max() == 2
    assert (colourise(raster, legend)[pixels == 0] == 0).all()
