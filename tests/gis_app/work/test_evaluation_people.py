"""Every figure of a person opens the cases behind it, as many as it says."""

from datetime import UTC, datetime, timedelta

import pytest

from gis_app.store import Unit, accounts, features
from gis_app.work import BadQuestion, NotAllowed, Office, evaluation
from gis_app.work.case_new import NewCase, report
from gis_app.work.case_steps import Step, act
from gis_app.work.evaluation import PERSONAL, EvaluationQuestion
from layers.crs import points_to_lonlat

#: A Monday, 12:00 in Shanghai.
NOON = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
DAYS = (int(NOON.timestamp()) - 86_400, int(NOON.timestamp()) + 86_400)
LON, LAT = points_to_lonlat([388_050.0], [3_309_050.0], "EPSG:4550")
PLACE = (float(LON[0]), float(LAT[0]))
ON_TO_A_UNIT = ("accept", "file", "dispatch")


@pytest.fixture
def shift(office, actor):
    """Work through a shift; return the office and the numbers of its cases by what became of them.

    One case is sent out in time, one late, one comes back; one is verified late, one found void.
    """
    wall = {"now": NOON}
    city = Office(office.store, lambda: wall["now"])
    with city.store.write("test", NOON) as tx:
        accounts.add_unit(tx, Unit("U1", "U1", "U1"))

    def opened(source="collector", role="inspector"):
        new = NewCase("matter", "09001", source, PLACE)
        return report(city, actor(role), new, "en")["case"]["number"]

    def go(number, *actions, role="dispatcher", minutes=1):
        for action in actions:
            wall["now"] += timedelta(minutes=minutes)
            with city.store.read() as tx:
                version = features.get(tx, "cases", number).version
            step = Step(action, version, unit="U1", note="done")
            act(city, actor(role), number, step, "en")

    cases = {name: opened() for name in ("prompt", "late", "back", "verified", "void")}
    cases["hotline"] = opened("hotline")
    cases["of another"] = opened(role="dispatcher")
    go(cases["prompt"], *ON_TO_A_UNIT, "start", "finish", "ask_check")
    go(cases["prompt"], "pass", role="inspector", minutes=5)
    go(cases["late"], "accept", "file")
    go(cases["late"], "dispatch", minutes=40)
    go(cases["back"], *ON_TO_A_UNIT, "return")
    go(cases["verified"], "ask_verify")
    go(cases["verified"], "confirm", role="inspector", minutes=45)
    go(cases["void"], "void")
    go(cases["hotline"], "accept", "file")
    return city, cases


def behind(city, actor, subject, figure, who):
    asked = EvaluationQuestion(*DAYS, subject)
    told = evaluation.behind(city, actor("dispatcher"), asked, figure, who)
    return told["counted"]["numbers"], told["rest"]["numbers"]


@pytest.mark.parametrize("subject", ["collector", "dispatcher"])
def test_the_cases_are_as_many_as_the_figure_says(shift, actor, subject):
    city, _ = shift
    asked = EvaluationQuestion(*DAYS, subject)
    rows = evaluation.evaluate(city, actor("dispatcher"), asked, "en")["rows"]
    assert rows
    for row in rows:
        for figure in PERSONAL[subject]:
            counted, rest = behind(city, actor, subject, figure, row["code"])
            share = row["figures"][figure]
            assert (len(counted), len(counted) + len(rest)) == (share["count"], share["of"])
    everything = [share["of"] for row in rows for share in row["figures"].values()]
    assert len(everything) - everything.count(0) >= len(PERSONAL[subject])


def test_they_are_the_very_cases(shift, actor):
    city, cases = shift

    assert behind(city, actor, "dispatcher", "dispatch", "dispatcher")[1] == [cases["late"]]
    assert behind(city, actor, "dispatcher", "right_first", "dispatcher")[1] == [cases["back"]]
    assert behind(city, actor, "collector", "verify", "inspector") == ([], [cases["verified"]])
    assert behind(city, actor, "collector", "check", "inspector") == ([cases["prompt"]], [])
    valid, rest = behind(city, actor, "collector", "valid", "inspector")
    assert set(valid) == {cases["prompt"], cases["late"], cases["back"]}
    of_another = behind(city, actor, "collector", "valid", "dispatcher")
    assert of_another == ([], [cases["of another"]])
    assert set(rest) == {cases["void"], cases["verified"]}  # verified, and not filed yet
    missed, seen = behind(city, actor, "collector", "missed", "inspector")
    assert (missed, set(seen)) == ([cases["hotline"]], set(valid))


def test_nobody_has_no_cases_and_viewers_are_not_told(shift, actor):
    city, _ = shift
    assert behind(city, actor, "collector", "missed", "nobody") == ([], [])
    with pytest.raises(BadQuestion):
        behind(city, actor, "collector", "dispatch", "inspector")
    asked = EvaluationQuestion(*DAYS, "collector")
    with pytest.raises(NotAllowed):
        evaluation.behind(city, actor("viewer"), asked, "valid", "inspector")
