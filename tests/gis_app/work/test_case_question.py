from datetime import UTC, datetime

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis_app.work import case_figures, case_places, case_sheet, cases, heat
from gis_app.work.case_question import CaseQuestion, UnknownWord, ask, metric_view
from gis_app.work.cases import Page
from gis_app.work.heat_look import Look
from layers.analysis import AT_REST
from layers.crs import points_to_lonlat, points_to_metric

QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
#: Three centimetres in degrees: a border is drawn that far beside a case, never through it.
BESIDE_DEG = 3e-7
CENTRE = points_to_lonlat([388_100.0], [3_309_100.0], "EPSG:4550")
LON, LAT = float(CENTRE[0][0]), float(CENTRE[1][0])


def seconds(text):
    return None if text is None else int(datetime.fromisoformat(text).timestamp())


def words(*known):
    return st.frozensets(st.sampled_from([*known, "-"]), max_size=2)


@st.composite
def boxes(draw):
    side = st.floats(-0.0015, 0.0015)
    lon, lat = sorted(draw(st.tuples(side, side))), sorted(draw(st.tuples(side, side)))
    pad = BESIDE_DEG
    return LON + lon[0] - pad, LAT + lat[0] - pad, LON + lon[1] + pad, LAT + lat[1] + pad


moments = st.integers(
    int(datetime(2026, 2, 20, tzinfo=UTC).timestamp()),
    int(datetime(2026, 5, 5, tzinfo=UTC).timestamp()),
)
questions = st.builds(
    CaseQuestion,
    from_s=st.none() | moments,
    to_s=st.none() | moments,
    classes=st.frozensets(
        st.sampled_from(["matter:09", "matter:", "component:01013", "matter:S", "matter:77", "-"]),
        max_size=2,
    ),
    kinds=words("matter", "component"),
    sources=words("collector", "hotline"),
    states=words("closed", "handling", "draft"),
    grids=words("G01", "G99", "nowhere"),
    streets=words("330206002"),
    units=words("U1", "nobody"),
    open_only=st.booleans(),
    text=st.sampled_from(["", "", "井盖", "taihe", "20260301-01", "no such text"]),
    box=st.none() | boxes(),
)


def named_in(wanted, value):
    return not wanted or (value or "-") in wanted


def passes(row, asked):
    """The filter once more, as a person would say it of one case."""
    at = seconds(row["reported_at"])
    code = f"{row['kind']}:{row['class_code']}" if row["class_code"] else "-"
    text = "\n".join(row[n] or "" for n in ("code", "name", "description", "address", "road"))
    return (
        (asked.from_s is None or (at is not None and at >= asked.from_s))
        and (asked.to_s is None or (at is not None and at < asked.to_s))
        and (not asked.classes or any(code.startswith(head) for head in asked.classes))
        and named_in(asked.kinds, row["kind"])
        and named_in(asked.sources, row["source"])
        and named_in(asked.states, row["state"])
        and named_in(asked.grids, row["grid"])
        and named_in(asked.streets, row["street"])
        and named_in(asked.units, row["unit"])
        and not (asked.open_only and row["state"] in AT_REST)
        and asked.text.casefold() in text.casefold()
    )


def lies_in(row, box):
    if box is None:
        return True
    if row["shape"] is None:
        return False
    lon, lat = points_to_lonlat([row["shape"].x], [row["shape"].y], "EPSG:4550", digits=12)
    near = min(
        abs(lon[0] - box[0]), abs(lon[0] - box[2]), abs(lat[0] - box[1]), abs(lat[0] - box[3])
    )
    if near < 2e-7:
        return None  # on the border, to the centimetre: either answer will do
    return bool(box[0] <= lon[0] <= box[2] and box[1] <= lat[0] <= box[3])


@given(asked=questions)
@settings(suppress_health_check=QUIET)
def test_a_filter_passes_the_cases_that_it_says(filled, asked):
    found = ask(filled.office, asked)

    kept = set(found.table.columns.number[found.kept].tolist())
    expected = {r["code"]: lies_in(r, asked.box) for r in filled.rows if passes(r, asked)}
    assert {code for code, inside in expected.items() if inside} <= kept
    assert kept <= {code for code, inside in expected.items() if inside is not False}


@given(asked=questions)
@settings(suppress_health_check=QUIET)
def test_list_figures_timeline_marks_and_table_agree_on_every_filter(filled, actor, asked):
    office, viewer = filled.office, actor("viewer")
    total = int(np.count_nonzero(ask(office, asked).kept))

    page = cases.queue(office, viewer, asked, Page(limit=500), "en")
    summary = case_figures.summary(office, viewer, asked, "en")
    bars = case_figures.timeline(office, viewer, asked)
    marks = case_places.places(office, viewer, asked, 18, "en")
    sheet = list(case_sheet.sheet(office, viewer, asked, "number", "en"))

    assert page["total"] == len(page["rows"]) == summary["total"] == total
    assert sum(row["count"] for row in bars["bins"]) + bars["timeless"] == total
    assert len(sheet) - 1 == total
    assert marks["total"] == sum(row["lon"] is not None for row in page["rows"])
    assert page["placeless"] == summary["placeless"] == marks["placeless"]
    for name in ("by_state", "by_source", "by_major", "by_unit", "by_grid"):
        assert sum(row["count"] for row in summary[name]) == total


@given(asked=questions)
@settings(suppress_health_check=QUIET)
def test_density_draws_or_counts_every_case_that_passes_without_the_box(filled, actor, asked):
    office, viewer = filled.office, actor("viewer")

    told = heat.heat(office, viewer, asked, Look()).told()

    wide = ask(office, asked.unboxed())
    assert told["placed"] + told["placeless"] + told["outside"] == wide.total
    assert told["placeless"] == wide.placeless


@given(asked=questions)
@settings(suppress_health_check=QUIET)
def test_a_key_of_the_summary_asked_again_gives_its_count(filled, actor, asked):
    office, viewer = filled.office, actor("viewer")
    plain = CaseQuestion(from_s=asked.from_s, box=asked.box)
    summary = case_figures.summary(office, viewer, plain, "en")

    for name, part in (
        ("by_state", "states"),
        ("by_source", "sources"),
        ("by_unit", "units"),
        ("by_major", "classes"),
    ):
        for row in summary[name]:
            one = CaseQuestion(
                from_s=asked.from_s, box=asked.box, **{part: frozenset({row["key"]})}
            )
            assert ask(office, one).total == row["count"], (name, row)


@pytest.mark.parametrize("part", ["states", "sources", "kinds"])
def test_a_coded_value_that_there_is_not_is_refused(filled, part):
    with pytest.raises(UnknownWord, match="clozed"):
        ask(filled.office, CaseQuestion(**{part: frozenset({"clozed"})}))


def test_a_class_that_no_case_has_passes_none_and_not_all(filled):
    assert ask(filled.office, CaseQuestion(classes=frozenset({"matter:08"}))).total == 0


def test_the_whole_world_as_box_passes_every_case_with_a_place(filled):
    found = ask(filled.office, CaseQuestion(box=(-180.0, -90.0, 180.0, 90.0)))

    placed = sum(row["shape"] is not None for row in filled.rows)
    assert found.total == placed
    assert found.placeless == len(filled.rows) - placed


def test_a_box_at_the_other_end_of_the_world_passes_none(filled):
    assert ask(filled.office, CaseQuestion(box=(-80.0, 20.0, -70.0, 30.0))).total == 0


def test_a_view_follows_the_parallels_to_the_centimetre(office):
    box = (121.6, 29.8, 121.9, 30.0)
    view = metric_view(office.district, box)

    lon = np.linspace(box[0], box[2], 401)
    for lat, inward in ((29.8, 2e-7), (30.0, -2e-7)):
        x, y = points_to_metric(lon, np.full(401, lat + inward), "EPSG:4326", "EPSG:4550")
        inside = [view.covers(p) for p in shapely.points(x[1:-1], y[1:-1])]
        assert all(inside)


def test_a_mark_names_a_question_whatever_the_order_of_its_words():
    one = CaseQuestion(states=frozenset(["closed", "draft", "handling"]))
    other = CaseQuestion(states=frozenset(["handling", "draft", "closed"]))

    assert one.mark == other.mark
    assert one.mark != CaseQuestion(sources=one.states).mark
