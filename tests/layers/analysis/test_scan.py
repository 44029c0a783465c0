import numpy as np
import pytest

from layers.analysis import Cylinders, Dated, scan

SIDE, DAYS = 8, 30
X, Y = (axis.ravel() * 100.0 for axis in np.meshgrid(np.arange(SIDE), np.arange(SIDE)))
OVER = Cylinders(reach_m=220.0, longest=7, days=DAYS)


def even(rng, many=600):
    return rng.integers(0, SIDE * SIDE, many), rng.integers(0, DAYS, many)


def found(area, day, rng, shuffles=39, over=OVER):
    return scan((X, Y), Dated(area, day), over, shuffles=shuffles, rng=rng)


def test_a_planted_cluster_is_found_where_and_since_when_it_is():
    rng = np.random.default_rng(1)
    area, day = even(rng)
    centre = 3 * SIDE + 3
    more = np.repeat([centre, centre + 1, centre + SIDE], 8)
    area, day = np.append(area, more), np.append(day, np.tile([DAYS - 1, DAYS - 2], 12))

    first = found(area, day, rng)[0]

    assert first.p == pytest.approx(1 / 40)
    assert first.days == 2
    assert {centre, centre + 1, centre + SIDE} <= set(first.areas.tolist())
    assert first.radius_m <= 220
    assert first.cases > 2 * first.expected


def test_the_score_is_that_of_a_slow_scan():
    rng = np.random.default_rng(2)
    area, day = even(rng, 200)

    first = found(area, day, rng, shuffles=1)[0]

    best = 0.0
    for centre in range(SIDE * SIDE):
        away = np.hypot(X - X[centre], Y - Y[centre])
        ordered = sorted(np.flatnonzero(away <= 220).tolist(), key=lambda one: (away[one], one))
        for ring in range(1, len(ordered) + 1):
            inside = np.isin(area, ordered[:ring])
            for last in range(1, 8):
                lately = day >= DAYS - last
                c, e = (inside & lately).sum(), inside.sum() * lately.sum() / 200
                if c >= 5 and c > e:
                    score = c * np.log(c / e) + (200 - c) * np.log((200 - c) / (200 - e))
                    best = max(best, score)
    c, e = first.cases, first.expected
    assert c * np.log(c / e) + (200 - c) * np.log((200 - c) / (200 - e)) == pytest.approx(best)


def test_shuffled_days_give_false_clusters_no_more_often_than_stated():
    rng = np.random.default_rng(3)
    p = []
    for _ in range(40):
        first = found(*even(rng, 300), rng, shuffles=19, over=Cylinders(150.0, 5, DAYS))
        p.append(first[0].p if first else 1.0)

    # of 40 at 5 %, six or more would come up by chance in one of seventy runs
    assert sum(one <= 0.05 for one in p) <= 5


def test_clusters_share_no_area_and_come_by_their_score():
    rng = np.random.default_rng(4)
    many = found(*even(rng), rng, shuffles=9)

    areas = [area for cluster in many for area in cluster.areas.tolist()]
    assert len(areas) == len(set(areas))
    assert [cluster.p for cluster in many] == sorted(cluster.p for cluster in many)


def test_no_case_is_no_cluster():
    nothing = np.array([], dtype=np.intp)

    assert found(nothing, nothing, np.random.default_rng(0)) == []


def test_the_same_cases_and_numbers_give_the_same_answer():
    area, day = even(np.random.default_rng(5))

    one, other = (found(area, day, np.random.default_rng(6)) for _ in range(2))

    assert [(c.centre, c.p) for c in one] == [(c.centre, c.p) for c in other]
