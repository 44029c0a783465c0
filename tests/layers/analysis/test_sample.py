import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis import CaseColumns, ClustersTooFine, clusters, in_box, recent_cases

WHOLE = (580_000.0, 3_310_000.0, 582_000.0, 3_312_000.0)


@st.composite
def boxes(draw):
    west, south = draw(st.integers(0, 100)) * 20.0, draw(st.integers(0, 100)) * 20.0
    wide, high = draw(st.integers(0, 60)) * 20.0, draw(st.integers(0, 60)) * 20.0
    return (580_000 + west, 3_310_000 + south, 580_000 + west + wide, 3_310_000 + south + high)


@given(box=boxes(), most=st.integers(0, 50))
def test_the_most_recent_cases_come_first_and_the_total_is_told(cases, box, most):
    kept = cases.grid.is_any({"G01", "G02"})
    sample = recent_cases(cases, kept, box, most=most)
    rows = np.flatnonzero(kept & in_box(cases, box))
    order = sorted(rows.tolist(), key=lambda row: (-cases.reported_at[row], row))
    assert sample.total == len(rows)
    assert sample.rows.tolist() == order[:most]


def test_equal_moments_at_the_limit_keep_the_order_of_the_columns():
    columns = CaseColumns.from_arrays(
        number=list("ABCDE"), x=[0] * 5, y=[0] * 5, reported_at=[5, 5, 9, 5, 5], coded={}
    )
    sample = recent_cases(columns, np.ones(5, dtype=bool), (0, 0, 0, 0), most=3)
    assert columns.number[sample.rows].tolist() == ["C", "A", "B"]


@given(box=boxes(), tile_m=st.sampled_from([20.0, 130.0, 700.0]))
def test_clusters_hold_every_case_of_the_tiles_in_view(cases, box, tile_m):
    kept = cases.grid.is_any({"G01", "G02"})
    found = clusters(cases, kept, box, tile_m)
    west, south, east, north = (np.floor(np.array(box) / tile_m) * tile_m).tolist()
    x, y = cases.x, cases.y
    wide = (x >= west) & (x < east + tile_m) & (y >= south) & (y < north + tile_m)
    assert found.count.sum() == (kept & wide).sum()
    assert found.count.sum() >= recent_cases(cases, kept, box).total


@given(shift=st.integers(-40, 40))
def test_clusters_do_not_jump_while_panning(cases, shift):
    kept = np.ones(len(cases), dtype=bool)
    seen = {}
    for step in (0, shift):
        box = (580_400.0 + step, 3_310_400.0, 581_500.0 + step, 3_311_500.0)
        found = clusters(cases, kept, box, 200.0)
        seen[step] = set(
            zip(
                found.x.tolist(), found.y.tolist(), found.count.tolist(), found.example, strict=True
            )
        )
    common = [{one for one in found if 580_600 <= one[0] < 581_200} for found in seen.values()]
    assert common[0] == common[-1]
    assert common[0]


def test_a_cluster_stands_at_the_mean_and_shows_its_latest_case():
    columns = CaseColumns.from_arrays(
        number=list("ABC"), x=[10, 20, 150], y=[30, 50, 10], reported_at=[9, 3, 5], coded={}
    )
    found = clusters(columns, np.ones(3, dtype=bool), (0, 0, 199, 99), 100.0)
    assert found.x.tolist() == [15, 150]
    assert found.y.tolist() == [40, 10]
    assert found.count.tolist() == [2, 1]
    assert found.example.tolist() == ["A", "C"]


@pytest.mark.parametrize("tile_m", [0.5, 0.0, float("nan")])
def test_too_small_tiles_are_refused(cases, tile_m):
    with pytest.raises(ClustersTooFine):
        clusters(cases, np.ones(len(cases), dtype=bool), WHOLE, tile_m)
