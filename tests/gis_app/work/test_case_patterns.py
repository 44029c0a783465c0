"""Patterns of cases against a slow look at the rows: areas, hours, repeats, what lies ahead."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis_app.store import features, moment_text
from gis_app.work import (
    Office,
    case_ahead,
    case_areas,
    case_bounces,
    case_figures,
    case_repeats,
    case_steps,
    heat,
    hot_tests,
)
from gis_app.work.case_question import CaseQuestion
from gis_app.work.heat_look import Look
from layers import Feature
from layers.analysis import TooFewDays, TooFewWeeks, change_p, false_discovery

ZONE = ZoneInfo("Asia/Shanghai")
X, Y = 388_000.0, 3_309_000.0


def areas(office, actor, then=None, by="grid", **asked):
    return case_areas.areas(
        office, actor("viewer"), CaseQuestion(**asked), then, by=by, language="en"
    )


def count(rows, name):
    return Counter(row[name] or "" for row in rows)


@pytest.mark.parametrize("by", ["grid", "street", "unit", "source"])
def test_counts_by_area_are_those_of_the_rows_and_sum_to_the_total(filled, actor, by):
    found = areas(filled.office, actor, by=by)

    expected = count(filled.rows, by)
    told = {row["code"]: row["count"] for row in found["rows"] if row["count"]}
    assert told == {word: n for word, n in expected.items() if word}
    assert found["without"] == expected[""]
    assert sum(told.values()) + found["without"] == found["total"] == len(filled.rows)
    counts = [row["count"] for row in found["rows"]]
    assert counts == sorted(counts, reverse=True)


def test_rates_are_counts_over_what_the_area_has(filled, actor):
    found = areas(filled.office, actor, by="grid")
    with filled.office.store.read() as tx:
        grids = features.read_frame(tx, "grids").set_index("code")
        hydrants = features.read_frame(tx, "hydrants")

    for row in found["rows"]:
        if row["code"] not in grids.index:
            assert row["per_km2"] is None
            continue
        shape = grids.geometry[row["code"]]
        assert row["per_km2"] == pytest.approx(row["count"] / shape.area * 1e6, rel=1e-3)
        inside = int(hydrants.geometry.intersects(shape).sum())
        if inside and row["per_100_assets"] is not None:
            assert row["per_100_assets"] <= 100 * row["count"]
        assert row["few"] == (row["count"] < 5)
        assert row["low"] <= row["count"] <= row["high"]


def test_a_case_belongs_to_the_nearest_road_segment_within_reach(filled, actor):
    found = areas(filled.office, actor, by="road")
    with filled.office.store.read() as tx:
        roads = features.read_frame(tx, "roads")

    expected = Counter()
    for row in filled.rows:
        if row["shape"] is None:
            continue
        away = roads.geometry.distance(row["shape"])
        if away.min() <= case_areas.ROAD_REACH_M:
            expected[min(roads["code"][away <= away.min() + 1e-9])] += 1
    assert {row["code"]: row["count"] for row in found["rows"] if row["count"]} == expected
    lengths = dict(zip(roads["code"], roads.geometry.length, strict=True))
    for row in found["rows"]:
        rate = row["count"] / lengths[row["code"]] * 1000
        assert row["per_road_km"] == pytest.approx(rate, rel=1e-3)


def test_a_change_is_marked_only_where_it_is_more_than_chance(filled, actor):
    now = {"sources": frozenset({"collector", "video", "hotline", "-"})}
    then = CaseQuestion(sources=frozenset({"order"}))

    found = areas(filled.office, actor, then, by="grid", **now)

    with_two = [row for row in found["rows"] if row["count"] + row["then"] >= 5]
    p = change_p([r["count"] for r in with_two], [r["then"] for r in with_two])
    sure = false_discovery(p) <= 0.05
    assert [row["changed"] is not None for row in with_two] == sure.tolist()
    assert any(sure)
    for row in found["rows"]:
        if row["changed"]:
            assert row["changed"] == ("up" if row["count"] > row["then"] else "down")
    assert found["then"] == count(filled.rows, "source")["order"]


def test_the_punch_card_is_that_of_the_local_clock(filled, actor):
    found = case_figures.hours(filled.office, actor("viewer"), CaseQuestion())

    expected = np.zeros((7, 24), dtype=int)
    days = set()
    for row in filled.rows:
        if row["reported_at"]:
            local = dt.datetime.fromisoformat(row["reported_at"]).astimezone(ZONE)
            expected[local.weekday(), local.hour] += 1
            days.add(local.date())
    assert found["counts"] == expected.tolist()
    assert found["timeless"] == sum(row["reported_at"] is None for row in filled.rows)
    first, last = min(days), max(days)
    every = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    assert found["days"] == [sum(day.weekday() == n for day in every) for n in range(7)]


def test_repeats_are_counted_among_the_cases_asked_for(filled, actor):
    asked = CaseQuestion(sources=frozenset({"video", "hotline"}))
    found = case_repeats.come_again(
        filled.office, actor("viewer"), asked, reach_m=30, days=14, language="en"
    )

    rows = [
        (row, dt.datetime.fromisoformat(row["reported_at"]).replace(microsecond=0))
        for row in filled.rows
        if row["source"] in ("video", "hotline") and row["shape"] is not None and row["reported_at"]
    ]
    again = sum(
        any(
            other is not row
            and (other["kind"], other["class_code"]) == (row["kind"], row["class_code"])
            and (before, filled.rows.index(other)) < (at, filled.rows.index(row))
            and other["shape"].distance(row["shape"]) <= 30
            and at - before <= dt.timedelta(days=14)
            for other, before in rows
        )
        for row, at in rows
    )
    assert (found["cases"], found["repeats"]) == (len(rows), again)
    assert sum(row["repeats"] for row in found["by_class"]) == again
    assert again > 0
    numbers = [number for place in found["places"] for number in place["numbers"]]
    assert len(numbers) == len(set(numbers))
    assert all(place["first"] <= place["last"] for place in found["places"])


def daily(office, each, days, *, last="2026-06-14"):
    """Store `each` cases of a grid on every day up to a last one."""
    end = dt.date.fromisoformat(last)
    rows = [
        {
            "code": f"D-{day}-{grid}-{n}", "state": "closed", "grid": grid, "source": "video",
            "reported_at": moment_text(
                dt.datetime.combine(end - dt.timedelta(days=day), dt.time(9, n), ZONE)
                .astimezone(dt.UTC)
            ),
        }
        for day in range(days)
        for grid, many in each.items()
        for n in range(many)
    ]  # fmt: skip
    # a little apart, for very many on one place would be a default place
    shapes = [shapely.Point(X + 52 + n % 97 / 10, Y + 60) for n in range(len(rows))]
    with office.store.write("test", office.clock()) as tx:
        features.add_many(tx, "cases", gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4550"))


def test_tomorrow_is_what_every_day_was(office, actor):
    daily(office, {"G01": 3, "G02": 1}, 90)

    found = case_ahead.tomorrow(office, actor("viewer"), CaseQuestion(), "en")

    # the latest case's day may not be over: what is forecast is that very day
    assert (found["day"], found["to"]) == ("2026-06-14", "2026-06-13")
    assert {row["grid"]: row["expected"] for row in found["grids"]} == {"G01": 3, "G02": 1}
    assert found["total"]["expected"] == 4
    assert found["total"]["error"] == 0


def test_a_forecast_without_its_days_is_refused(office, actor):
    daily(office, {"G01": 1}, 40)

    with pytest.raises(TooFewDays, match="there are 39"):
        case_ahead.tomorrow(office, actor("viewer"), CaseQuestion(), "en")
    with pytest.raises(TooFewDays, match="there are 0"):
        case_ahead.tomorrow(
            office, actor("viewer"), CaseQuestion(sources=frozenset({"hotline"})), "en"
        )


def test_what_is_always_hot_is_hit_always(office, actor):
    daily(office, {"G01": 6}, 100)

    found = hot_tests.tried(
        office, actor("viewer"), CaseQuestion(), tile_m=50, weeks=4, learn_days=28
    )

    by_count = [one for one in found["ways"] if one["way"] == "count"]
    assert {one["hit_rate"] for one in by_count} == {1.0}
    assert sum(week["cases"] for week in by_count[0]["by_week"]) == 4 * 7 * 6
    with pytest.raises(TooFewWeeks):
        hot_tests.tried(office, actor("viewer"), CaseQuestion(), tile_m=50, weeks=26, learn_days=28)


def test_a_cluster_of_the_last_days_is_found(office, actor):
    daily(office, {"G01": 2}, 60)
    more = [
        {"code": f"M-{n}", "state": "closed", "source": "video",
         "reported_at": f"2026-06-14T0{n % 9}:00:00.000Z"}
        for n in range(25)
    ]  # fmt: skip
    shapes = [shapely.Point(X + 160 + n / 10, Y + 170) for n in range(len(more))]
    with office.store.write("test", office.clock()) as tx:
        features.add_many(tx, "cases", gpd.GeoDataFrame(more, geometry=shapes, crs="EPSG:4550"))

    found = hot_tests.clusters_now(office, actor("viewer"), CaseQuestion(), 50)

    first = found["clusters"][0]
    assert first["p"] == 0.01
    assert first["cases"] >= 25
    assert first["days"] == 1


def test_a_change_of_density_is_the_difference_of_both(filled, actor):
    now = CaseQuestion(sources=frozenset({"video"}))
    then = CaseQuestion(sources=frozenset({"hotline"}))

    def surface(*asked):
        return heat.heat(filled.office, actor("viewer"), asked[0], Look(), *asked[1:]).surface

    changed = surface(now, then).raster.values
    assert changed == pytest.approx(
        surface(now).raster.values - surface(then).raster.values, abs=1e-3
    )
    assert surface(now, now).raster.most == 0
    told = heat.heat(filled.office, actor("viewer"), now, Look(), then).told()
    assert told["change"]
    edges = [step["from"] if step["from"] is not None else -np.inf for step in told["breaks"]]
    assert edges == sorted(edges)


def test_two_sides_have_one_legend(filled, actor):
    now = CaseQuestion(sources=frozenset({"video"}))
    then = CaseQuestion()

    def told(side):
        return heat.heat(filled.office, actor("viewer"), now, Look(), then, side).told()

    assert told("now")["breaks"] == told("then")["breaks"]
    assert told("now")["placed"] < told("then")["placed"]
    assert not told("now")["change"]
    alone = heat.heat(filled.office, actor("viewer"), then, Look()).told()
    assert told("then")["breaks"] == alone["breaks"]  # the higher of the two


def test_what_depends_on_lights_is_not_kept_for_good(filled, actor):
    asked = CaseQuestion(lights=frozenset({"red"}))
    before = heat.heat(filled.office, actor("viewer"), asked, Look()).told()["placed"]
    later = Office(
        filled.office.store,
        lambda: filled.office.clock() + dt.timedelta(days=3_000),
        filled.office.keep,
    )

    after = heat.heat(later, actor("viewer"), asked, Look()).told()["placed"]

    assert after >= before
    assert replace(asked, lights=frozenset()).lights == frozenset()


def test_hands_are_those_of_history_and_what_was_taken_back_is_none(filled, actor):
    office, desk = filled.office, actor("dispatcher")

    def walk(number, *steps):
        with office.store.write("test", office.clock()) as tx:
            features.add(tx, "cases", Feature(number, "", None, {"state": "to_dispatch"}))
        for version, (name, unit, note) in enumerate(steps, start=1):
            if name == "undo":
                case_steps.undo(office, desk, number, version=version, language="en")
            else:
                step = case_steps.Step(name, version, note, unit)
                case_steps.act(office, desk, number, step, "en")

    walk("B-1", ("dispatch", "U1", ""))
    walk("B-2", ("dispatch", "U1", ""), ("return", "", "not ours"), ("dispatch", "U2", ""))
    walk("B-3", ("dispatch", "U1", ""), ("hand_on", "U2", "theirs"), ("hand_on", "U3", "theirs"))
    walk("B-4", ("dispatch", "U1", ""), ("undo", "", ""))

    found = case_bounces.bounces(office, actor("viewer"), CaseQuestion(), "en")

    assert (found["sent"], found["hands"]) == (3, [1, 1, 1, 0])
    assert (found["right_first"], found["returned"]) == (1, 1)
    assert found["mean_hands"] == 2.0
    told = [(row["number"], row["hands"], row["returns"], row["reason"]) for row in found["rows"]]
    assert told == [("B-2", 2, 1, "not ours"), ("B-3", 3, 0, "theirs")]
    assert found["cases"] == len(filled.rows) + 4


def test_one_odd_row_among_many_is_no_change():
    """Of twenty rows one has p below 5 % by chance alone: no arrow may stand there."""
    now, then = np.array([14] + [10] * 19), np.array([4] + [10] * 19)
    rows = [{} for _ in now]

    case_areas._compare(rows, now, then)

    assert rows[0]["p"] < 0.05
    assert {row["changed"] for row in rows} == {None}
    alone = [{}]
    case_areas._compare(alone, now[:1], then[:1])
    assert alone[0]["changed"] == "up"


@pytest.mark.parametrize(("about", "told"), [(3, "H1"), (2, "H1"), (1, None)])
def test_an_asset_is_named_where_half_the_cases_of_a_place_are_about_it(office, actor, about, told):
    with office.store.write("test", office.clock()) as tx:
        for n in range(4):
            values = {
                "state": "closed", "kind": "matter", "class_code": "09001",
                "scheme": "GB/T 47678.5-2026", "reported_at": f"2026-06-0{n + 1}T00:00:00.000Z",
                "asset_layer": "hydrants", "asset_code": "H1" if n < about else f"H{n + 5}",
            }  # fmt: skip
            place = shapely.Point(X + 50 + n, Y + 50)
            features.add(tx, "cases", Feature(f"A-{n}", "", place, values))

    found = case_repeats.come_again(
        office, actor("viewer"), CaseQuestion(), reach_m=30, days=14, language="en"
    )

    (place,) = found["places"]
    assert place["count"] == 4
    assert (place["asset"] and place["asset"]["code"]) == told
