"""Duplicates and evaluation on the real cases of Washington, against pandas."""

import itertools

import numpy as np
import pandas as pd
import pytest

from gis_app.cases import pairs
from gis_app.cases.duplicates import DEFAULTS
from gis_app.cases.evaluation import NO_TIME, EvaluationCases, Period, shares
from layers.crs import points_to_metric

MOMENTS = {"ADDDATE": "reported", "SERVICEDUEDATE": "due", "RESOLUTIONDATE": "resolved"}


@pytest.fixture(scope="module")
def washington(real_data):
    """Return the cases with places in metres and moments in epoch seconds, one for each number."""
    file = real_data / "washington_dc" / "service_requests.csv"
    table = pd.read_csv(file, low_memory=False).drop_duplicates("SERVICEREQUESTID")
    for column, name in MOMENTS.items():
        moments = pd.to_datetime(table[column], utc=True, format="ISO8601")
        seconds = moments.to_numpy("datetime64[s]").astype(np.int64)
        table[name] = np.where(moments.isna(), NO_TIME, seconds)
    x, y = points_to_metric(table.LONGITUDE, table.LATITUDE, "EPSG:4326", "EPSG:26985")
    return table.assign(x=x, y=y).dropna(subset=["x", "y"]).reset_index(drop=True)


def possible(table):
    """Return all pairs of one class, as rows of the table."""
    rule = DEFAULTS.rule("matter", "S")
    found = set()
    for _, group in table.groupby("SERVICECODE"):
        rows = group.index.to_numpy()
        places = group.x.to_numpy(), group.y.to_numpy()
        told = pairs(places, group.reported.to_numpy(), rule)
        found |= {(int(rows[a]), int(rows[b])) for a, b in told.tolist()}
    return found


def test_pairs_of_real_cases_are_those_of_comparing_each_with_each(washington):
    rule = DEFAULTS.rule("matter", "S")
    part = washington[washington.SERVICECODE == "S0441"].reset_index(drop=True)
    x, y, t = (part[name].to_numpy() for name in ("x", "y", "reported"))

    expected = {
        (a, b)
        for a, b in itertools.combinations(range(len(part)), 2)
        if np.hypot(x[a] - x[b], y[a] - y[b]) <= rule.radius_m and abs(t[a] - t[b]) <= rule.window_s
    }

    assert possible(part) == expected
    assert len(expected) > 20


def test_cases_the_city_calls_duplicates_have_a_possible_partner_more_often(washington):
    """Washington marks duplicates itself. The circle and window of a class it never saw finds a
    partner for 44 % of them in this extract, for 27 % of the others: a hint, no verdict."""
    partnered = np.zeros(len(washington), dtype=bool)
    partnered[[row for pair in possible(washington) for row in pair]] = True
    marked = washington.SERVICEORDERSTATUS.str.startswith("DUPLICATE", na=False).to_numpy()

    told, others = partnered[marked].mean(), partnered[~marked].mean()
    assert marked.sum() > 400
    assert told > 1.5 * others


def test_timely_resolution_of_each_agency_is_that_of_pandas(washington):
    closed = washington.SERVICEORDERSTATUS.eq("CLOSED").to_numpy()
    none = np.zeros(len(washington), dtype=bool)
    resolved = washington.resolved.to_numpy()
    cases = EvaluationCases(
        reported_s=washington.reported.to_numpy(), filed_s=washington.reported.to_numpy(),
        handled_s=resolved, closed_s=resolved, due_s=washington.due.to_numpy(), done=closed,
        held=none, void=none, upheld=none, own=none, public=~none,
        reworks=np.zeros(len(washington), dtype=np.int64),
    )  # fmt: skip
    agency, names = pd.factorize(washington.ORGANIZATIONACRONYM, sort=True)
    start, end = (
        int(pd.Timestamp(day, tz="UTC").timestamp()) for day in ("2016-07-10", "2016-08-10")
    )

    found = shares(cases, Period(start, end, end + 10**9), agency, len(names))

    due = pd.to_datetime(washington.SERVICEDUEDATE, utc=True, format="ISO8601")
    solved = pd.to_datetime(washington.RESOLUTIONDATE, utc=True, format="ISO8601")
    first, last = pd.Timestamp("2016-07-10", tz="UTC"), pd.Timestamp("2016-08-10", tz="UTC")
    for at, name in enumerate(names):
        mine = washington.ORGANIZATIONACRONYM.eq(name) & (due >= first) & (due < last)
        timely = mine & closed & (solved <= due)
        share = found["timely"][at]
        assert (share.count, share.of) == (int(timely.sum()), int(mine.sum()))
    assert sum(share.of for share in found["timely"]) > 1_000
