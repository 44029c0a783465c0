"""The benchmark compares answers that are the same."""

from benchmarks.bench_locate import Row, run, show


def test_both_ways_of_locating_agree_in_a_small_run():
    rows = run(3000)

    assert [row.differ for row in rows] == [0, 0, 0]
    assert "together" in show(rows)


def test_the_ratio_says_how_many_times_faster():
    assert Row("x", ours_s=0.5, peer_s=2.0, differ=0, points=1).ratio == 4
