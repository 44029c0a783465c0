"""Evaluation against a slow, independent computation in pandas; on edges; over the wire."""

import io
import random
from datetime import UTC, datetime, timedelta

import openpyxl
import pandas as pd
import pytest
import shapely

from gis_app.store import Unit, accounts, features, moment_text
from gis_app.work import BadQuestion, NotAllowed, evaluation, evaluation_marks
from gis_app.work.evaluation import EvaluationQuestion
from tests.gis_app.conftest import NOW, frame
from tests.gis_app.work.conftest import SCHEME, X, Y

FROM, TO = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 11, tzinfo=UTC)
STATES = (
    "to_file",
    "rejected",
    "void",
    "to_dispatch",
    "to_handle",
    "handling",
    "on_hold",
    "handled",
    "to_check",
    "rework",
    "to_close",
    "closed",
)
FILED = set(STATES) - {"to_file", "rejected", "void"}


def question(subject="unit", *, start=FROM, end=TO, plan=None):
    return EvaluationQuestion(int(start.timestamp()), int(end.timestamp()), subject, plan)


def cases(count, seed):
    """Return random cases, half of their moments on the edges of the period or of now."""
    draw = random.Random(seed)
    edges = [
        FROM,
        FROM - timedelta(seconds=1),
        TO,
        TO - timedelta(seconds=1),
        NOW,
        NOW + timedelta(seconds=1),
    ]

    def moment(share):
        if draw.random() > share:
            return None
        if draw.random() < 0.5:
            return moment_text(draw.choice(edges))
        return moment_text(FROM + timedelta(seconds=draw.randrange(-5 * 86_400, 20 * 86_400)))

    rows = [
        {
            "code": f"20260601-{at:04d}", "name": None, "scheme": SCHEME, "kind": "matter",
            "class_code": "09001", "state": draw.choice(STATES),
            "source": draw.choice(("collector", "video", "hotline", "order", None)),
            "reported_at": moment(1.0), "filed_at": moment(0.8), "handled_at": moment(0.7),
            "closed_at": moment(0.6), "due_at": moment(0.8),
            "unit": draw.choice(("U1", "U2", None)), "grid": draw.choice(("G01", "G02", None)),
            "street": "330206002", "reporter": draw.choice(("王巡", "李巡")),
            "appeal": draw.choice(("upheld", "refused", None, None, None)),
        }
        for at in range(count)
    ]  # fmt: skip
    spots = [shapely.Point(X + draw.choice((50, 150)), Y + 50) for _ in rows]
    return frame(rows, spots)


@pytest.fixture
def busy(office):
    """The office with 400 random cases."""
    with office.store.write("somebody", NOW) as tx:
        features.add_many(tx, "cases", cases(400, 7))
    return office


def by_pandas(table, key):
    """Compute the shares once more, row by row in pandas, from the rules as they are published."""
    found = {}
    for code, group in table.fillna({key: ""}).groupby(key):
        sums = dict.fromkeys(
            ("filed", "due", "closed", "in_time", "closed_in_time", "own", "public", "handled"), 0
        )
        for row in group.to_dict("records"):
            time = {
                n: pd.Timestamp(row[n]) if isinstance(row[n], str) else None
                for n in ("reported_at", "filed_at", "handled_at", "closed_at", "due_at")
            }
            filed = time["filed_at"] or (time["reported_at"] if row["state"] in FILED else None)
            void = row["state"] in ("void", "rejected")
            handled = time["handled_at"] or time["closed_at"]
            if filed is not None and FROM <= filed < TO and not void:
                sums["filed"] += 1
                sums["own"] += row["source"] in ("collector", "video")
                sums["public"] += row["source"] == "hotline"
            if (
                handled is not None
                and FROM <= handled < TO
                and not void
                and row["appeal"] != "upheld"
            ):
                sums["handled"] += 1
            if void or row["state"] == "on_hold" or row["appeal"] == "upheld":
                continue
            if time["due_at"] is None or not FROM <= time["due_at"] < TO or time["due_at"] > NOW:
                continue
            sums["due"] += 1
            closed = time["closed_at"] is not None and time["closed_at"] < TO
            done = row["state"] in ("handled", "to_check", "to_close", "closed")
            timely = done and handled is not None and handled <= time["due_at"]
            sums["closed"] += closed
            sums["in_time"] += timely
            sums["closed_in_time"] += closed and timely
        found[code] = sums
    return found


@pytest.mark.parametrize("subject", ["unit", "grid"])
def test_shares_are_those_of_a_slow_computation(busy, actor, subject):
    with busy.store.read() as tx:
        table = pd.DataFrame(features.read_frame(tx, "cases").drop(columns="geometry"))
    expected = by_pandas(table, subject)

    found = evaluation.evaluate(busy, actor("dispatcher"), question(subject), "en")

    rows = {row["code"]: row for row in found["rows"]}
    for code, sums in expected.items():
        figures = rows[code]["figures"]
        told = {name: (figures[name]["count"], figures[name]["of"]) for name in figures}
        assert rows[code]["filed"] == sums["filed"]
        assert told["active_discovery"] == (sums["own"], sums["filed"])
        assert told["public"] == (sums["public"], sums["filed"])
        assert told["closing"] == (sums["closed"], sums["due"])
        assert told["timely"] == (sums["in_time"], sums["due"])
        assert told["in_time"] == (sums["closed_in_time"], sums["due"])
        assert told["rework"] == (0, sums["handled"])
    assert found["figures"]["timely"]["of"] == sum(one["due"] for one in expected.values())
    assert all(sum(one.values()) for one in expected.values())


@pytest.mark.parametrize(
    "figure", ["active_discovery", "public", "closing", "in_time", "timely", "rework"]
)
def test_every_figure_opens_the_cases_behind_it(busy, actor, figure):
    found = evaluation.evaluate(busy, actor("viewer"), question(), "en")
    for row in found["rows"]:
        told = evaluation.behind(busy, actor("viewer"), question(), figure, row["code"])
        share = row["figures"][figure]
        assert told["counted"]["cases"] == share["count"] == len(told["counted"]["numbers"])
        assert told["rest"]["cases"] == share["of"] - share["count"]
        listed = [*told["counted"]["numbers"], *told["rest"]["numbers"]]
        assert len(set(listed)) == len(listed)


def test_cases_left_out_are_named_with_one_reason_each(busy, actor):
    told = evaluation.behind(busy, actor("viewer"), question(), "closing", None)["left_out"]

    named = [number for one in told.values() for number in one["numbers"]]
    assert len(set(named)) == len(named) > 0
    judged = evaluation.behind(busy, actor("viewer"), question(), "closing", None)
    assert not set(named) & {*judged["counted"]["numbers"], *judged["rest"]["numbers"]}
    assert {name for name, one in told.items() if one["cases"]} == {
        "void", "held", "appealed", "no_deadline"
    }  # fmt: skip


def test_grids_can_be_those_of_a_plan_by_where_cases_lie(busy, actor):
    with busy.store.read() as tx:
        plan = tx.connection.exec_driver_sql("SELECT id FROM plans").scalar_one()
        places = features.read_frame(tx, "cases").geometry.x
    found = evaluation.evaluate(busy, actor("viewer"), question("grid", plan=plan), "en")

    of = sum(row["figures"]["timely"]["of"] for row in found["rows"])
    assert of == found["figures"]["timely"]["of"]
    assert {row["code"] for row in found["rows"]} == {"G01", "G02"}  # nobody is nowhere
    assert set(places) == {X + 50, X + 150}


def test_a_unit_without_cases_is_listed_without_an_index(ruled_units, actor):
    (row,) = evaluation.evaluate(ruled_units, actor("viewer"), question(), "en")["rows"]

    assert (row["code"], row["filed"], row["index"], row["grade"]) == ("U7", 0, None, None)


@pytest.fixture
def ruled_units(office):
    """The office with one unit and no case."""
    with office.store.write("somebody", NOW) as tx:
        accounts.add_unit(tx, Unit("U7", "七", "Seven"))
    return office


def test_viewers_are_not_told_how_people_did(busy, actor):
    assert evaluation.evaluate(busy, actor("dispatcher"), question("collector"), "en")["rows"]
    with pytest.raises(NotAllowed):
        evaluation.evaluate(busy, actor("viewer"), question("collector"), "en")


def test_collectors_are_judged_by_their_reports_and_their_grid(busy, actor):
    with busy.store.read() as tx:
        table = pd.DataFrame(features.read_frame(tx, "cases").drop(columns="geometry"))
    rows = evaluation.evaluate(busy, actor("dispatcher"), question("collector"), "en")["rows"]

    assert sorted(row["code"] for row in rows) == ["李巡", "王巡"]
    for row in rows:
        own = table[(table.reporter == row["code"]) & (table.source == "collector")]
        reported = own[[FROM <= pd.Timestamp(at) < TO for at in own.reported_at]]
        filed = reported.filed_at.notna() | reported.state.isin(FILED)
        valid = reported[filed & ~reported.state.isin(["void", "rejected"])]
        share = row["figures"]["valid"]
        assert (share["count"], share["of"]) == (len(valid), len(reported))


@pytest.mark.parametrize(
    ("asked", "figure", "code"),
    [
        (question("everybody"), "closing", None),
        (question("unit", plan=1), "closing", None),
        (question("unit"), "beauty", None),
        (question("collector"), "closing", "王巡"),
    ],
)
def test_questions_that_make_no_sense_are_refused(busy, actor, asked, figure, code):
    with pytest.raises(BadQuestion):
        evaluation.behind(busy, actor("dispatcher"), asked, figure, code)


def test_marks_are_the_city_s_to_set_and_history_keeps_them(busy, actor):
    fresh = {
        "unit": {
            "weights": {"filed": 0.0, "closing": 100.0, "in_time": 0.0, "not_rework": 0.0},
            "bands": [],
            "beyond": 0.0,
        }
    }
    evaluation_marks.set_marks(busy, actor("admin"), fresh)

    rows = evaluation.evaluate(busy, actor("viewer"), question(), "en")["rows"]
    for row in rows:
        rate = row["figures"]["closing"]["rate"]
        assert not row["code"] or row["index"] == pytest.approx(100 * rate, abs=0.005)
    assert evaluation_marks.marks(busy, actor("viewer"))["region"]["weights"]["filed"] == 20
    with pytest.raises(NotAllowed):
        evaluation_marks.set_marks(busy, actor("dispatcher"), fresh)


# ---- over the wire


def test_the_bulletin_over_the_wire(client):
    dispatcher = client("dispatcher")

    found = dispatcher.get("/api/evaluation?from=2026-06-01&to=2026-06-15&subject=grid").json
    assert [row["name"] for row in found["rows"]] == ["Grid 1", "Grid 2"]
    sheet = dispatcher.get("/api/evaluation.xlsx?from=2026-06-01&to=2026-06-15")
    book = openpyxl.load_workbook(io.BytesIO(sheet.data))
    assert book.sheetnames == [
        "Bulletin", "Units", "Streets", "Communities", "Grids", "Collectors", "Dispatchers"
    ]  # fmt: skip
    assert dispatcher.get("/reports").status_code == 200
    assert dispatcher.get("/api/evaluation/marks").json["marks"]["unit"]["weights"]["filed"] == 10


@pytest.mark.parametrize(
    "query",
    [
        "",
        "from=2026-06-01",
        "from=2026-06-31&to=2026-07-01",
        "from=2026-06-02&to=2026-06-01",
        "from=1000-01-01&to=2026-06-01",
        "from=2026-06-01&to=2026-06-02&subject=<b>",
        "from=2026-06-01&to=2026-06-02&subject=grid&plan=x",
    ],
)
def test_days_and_subjects_that_are_none_are_refused(client, query):
    answer = client("dispatcher").get(f"/api/evaluation?{query}")

    assert answer.status_code == 422
    assert answer.json["error"]["message"].endswith(".")


def test_a_plan_there_is_not_is_not_found(client):
    query = "from=2026-06-01&to=2026-06-02&subject=grid&plan=99"

    assert client("dispatcher").get(f"/api/evaluation?{query}").status_code == 404
