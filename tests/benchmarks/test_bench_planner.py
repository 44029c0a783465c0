"""The benchmarks of plans and of balance compare like work and say what is not reached."""

from functools import partial

import numpy as np

from benchmarks.bench_balance import GRIDS, judged, make, ours, show, timed
from benchmarks.bench_balance import Row as Reached
from benchmarks.bench_grids import make_scene
from benchmarks.bench_plans import Row, core_rows, moved
from benchmarks.bench_plans import show as shown


def test_what_a_method_reached_is_counted_on_the_same_cells():
    scene = make(100)
    row = timed("ours", partial(ours, seconds=0.5), scene)

    assert (row.grids, row.apart) == (GRIDS, 0)
    thirds = np.arange(len(scene.grid)) % 3
    bad = judged("stripes", 0.1, thirds, scene)
    assert (bad.grids, bad.apart) == (3, 3)
    assert row.deviation is not None


def test_a_method_that_ends_late_or_not_at_all_is_told_so():
    def broken(_scene):
        raise ValueError

    failed = timed("peer", broken, make(36))
    late = Reached("slow", 120.0)
    table = show(36, [failed, late])

    assert "failed: ValueError" in table
    assert "no answer" in table
    assert "not within 120 s" in table


def test_figures_and_checks_are_measured_beside_peers_and_their_budgets():
    rows = core_rows(moved(make_scene(400)))
    bad = shown([Row("slow work", 101, 100)])

    assert all(row.peer_ms for row in rows)
    assert "×" in shown(rows)
    assert "NOT reached" in bad
