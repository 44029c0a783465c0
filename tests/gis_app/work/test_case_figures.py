from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from gis_app.store import features
from gis_app.work import case_figures
from gis_app.work.case_question import CaseQuestion
from layers import Feature

EVERYTHING = CaseQuestion()


def add(office, *rows):
    with office.store.write("test", office.clock()) as tx:
        for number, values in enumerate(rows):
            features.add(tx, "cases", Feature(f"C-{number}", "", None, values))


def summary(office, actor, question=EVERYTHING, language="en"):
    return case_figures.summary(office, actor("viewer"), question, language)


def test_active_discovery_is_found_by_ourselves_over_filed(office, actor):
    add(
        office,
        {"source": "collector", "state": "closed"},
        {"source": "video", "state": "handling"},
        {"source": "hotline", "state": "closed"},
        {"source": "sensor", "state": "to_close"},
        {"source": "order", "state": "closed"},
        {"source": "collector", "state": "reported"},
        {"source": "collector", "state": "rejected"},
        {"source": "collector", "state": "void"},
    )

    told = summary(office, actor)

    assert told["filed"] == 5
    assert told["active_discovery"] == 0.4
    assert told["open"] == 3


def test_without_a_filed_case_there_is_no_rate(office, actor):
    add(office, {"source": "collector", "state": "reported"})

    assert summary(office, actor)["active_discovery"] is None


def test_each_grid_stands_in_the_summary_with_its_density(filled, actor):
    rows = {row["code"]: row for row in summary(filled.office, actor)["by_grid"]}

    in_g01 = sum(row["grid"] == "G01" for row in filled.rows)
    assert list(rows) == ["G01", "G02", "G99", "-"]
    assert rows["G01"] == {
        "code": "G01", "name": "Grid 1", "count": in_g01, "per_km2": pytest.approx(in_g01 / 0.02),
    }  # fmt: skip
    assert rows["G99"]["per_km2"] is None


def test_a_grid_without_cases_counts_none(office, actor):
    assert [row["count"] for row in summary(office, actor)["by_grid"]] == [0, 0]


def test_majors_have_their_names_in_both_languages(filled, actor):
    def titles(language):
        told = summary(filled.office, actor, language=language)
        return {row["key"]: row["title"] for row in told["by_major"]}

    assert titles("zh")["matter:09"] == "街面秩序类"
    assert titles("en")["matter:09"] == "Street order"
    assert titles("en")["matter:S0261"] == "S0261"
    assert titles("en")["-"] is None


def test_a_major_of_matters_that_mirrors_components_says_so(office, actor):
    scheme = office.district.scheme
    add(
        office,
        {"scheme": scheme, "kind": "matter", "class_code": "01001"},
        {"scheme": scheme, "kind": "component", "class_code": "01001"},
    )

    told = summary(office, actor, language="zh")["by_major"]

    assert {row["key"]: row["title"] for row in told} == {
        "component:01": "市政公用设施",
        "matter:01": "市政公用设施异常",
    }


def test_states_come_in_the_order_of_a_cases_life(filled, actor):
    told = [row["key"] for row in summary(filled.office, actor)["by_state"]]

    assert told == ["draft", "reported", "rejected", "void", "to_handle", "handling", "closed"]


def test_bars_begin_at_local_midnight(filled, actor):
    bars = case_figures.timeline(filled.office, actor("viewer"), EVERYTHING)

    zone = ZoneInfo("Asia/Shanghai")
    local = [datetime.fromisoformat(row["from"]).astimezone(zone) for row in bars["bins"]]
    assert bars["unit"] == "day"
    assert {moment.hour for moment in local} == {0}
    assert [r["to"] for r in bars["bins"][:-1]] == [r["from"] for r in bars["bins"][1:]]


def test_a_day_is_shown_by_hours(filled, actor):
    start = int(datetime(2026, 3, 10, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp())
    asked = CaseQuestion(from_s=start, to_s=start + 86_400)

    bars = case_figures.timeline(filled.office, actor("viewer"), asked)

    assert (bars["unit"], len(bars["bins"])) == ("hour", 24)


def test_no_case_has_no_bars(office, actor):
    bars = case_figures.timeline(office, actor("viewer"), EVERYTHING)

    assert (bars["bins"], bars["timeless"]) == ([], 0)
