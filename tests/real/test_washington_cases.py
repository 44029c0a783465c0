"""Washington's cases at the desk: deadlines, lights, heat, bulletin, against pandas alone."""

import io
from datetime import UTC, datetime

import numpy as np
import openpyxl
import pandas as pd
import pyproj
import pytest

from gis_app.application import create_app
from gis_app.store import features
from gis_app.work import (
    COMMAND_LINE,
    Office,
    accounts,
    case_areas,
    case_duplicates,
    evaluation,
    heat,
)
from gis_app.work.case_question import CaseQuestion
from gis_app.work.evaluation import EvaluationQuestion
from gis_app.work.heat_look import Look

#: The day after the last of the file.
NOW = datetime(2016, 9, 10, tzinfo=UTC)
DC = "EPSG:26985"


@pytest.fixture(scope="module")
def office(washington):
    """Return the office of the city on the day after its file was made."""
    return Office(washington.office.store, lambda: NOW)


@pytest.fixture(scope="module")
def file(real_data):
    """Return the first row of each id as pandas reads it."""
    path = real_data / "washington_dc" / "service_requests.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table = table[table["SERVICEREQUESTID"] != ""].drop_duplicates("SERVICEREQUESTID")
    for name in ("ADDDATE", "RESOLUTIONDATE", "SERVICEDUEDATE", "SERVICEORDERDATE"):
        table[name] = pd.to_datetime(table[name], utc=True, format="ISO8601")
    return table.set_index("SERVICEREQUESTID")


@pytest.fixture(scope="module")
def cases(office):
    with office.store.read() as tx:
        return features.read_frame(tx, "cases").set_index("code")


def moments(column):
    return pd.to_datetime(column, format="ISO8601", utc=True)


def test_every_deadline_of_the_city_is_kept_and_turns_the_light_of_an_open_case(cases, file):
    theirs = file.loc[cases.index]
    due = moments(cases["due_at"])

    assert (due.isna() == theirs["SERVICEDUEDATE"].isna()).all()
    assert (due.dropna() == theirs["SERVICEDUEDATE"].dropna()).all()
    begun = theirs[["ADDDATE", "SERVICEORDERDATE"]].max(axis=1)
    in_hand = cases["state"].isin(["to_handle", "handling"]) & (due > begun)
    assert in_hand.sum() > 1_000
    assert (moments(cases.loc[in_hand, "red_at"]) == due[in_hand]).all()
    yellow = moments(cases.loc[in_hand, "yellow_at"])
    assert (yellow < due[in_hand]).all()
    assert cases.loc[~cases["state"].isin(["to_handle", "handling"]), "red_at"].isna().all()


def test_the_bulletin_of_the_month_is_what_pandas_finds(office, file):
    start, end = (pd.Timestamp(day, tz="America/New_York") for day in ("2016-08-16", "2016-09-01"))
    asked = EvaluationQuestion(int(start.timestamp()), int(end.timestamp()), "grid")
    told = evaluation.evaluate(office, COMMAND_LINE, asked, "en")

    void = file["SERVICEORDERSTATUS"].isin(["DUPLICATE (OPENED)", "DUPLICATE (CLOSED)", "VOIDED"])
    filed = file["SERVICEORDERDATE"].fillna(file["ADDDATE"])
    assert told["filed"] == ((filed >= start) & (filed < end) & ~void).sum()
    due = file["SERVICEDUEDATE"]
    judged = file[(due >= start) & (due < end) & ~void]
    timely = judged["RESOLUTIONDATE"] <= judged["SERVICEDUEDATE"]
    timely &= judged["SERVICEORDERSTATUS"].str.startswith("CLOSED")
    share = told["figures"]["timely"]
    assert (share["count"], share["of"]) == (timely.sum(), len(judged))
    closed = judged["RESOLUTIONDATE"].notna() & (judged["RESOLUTIONDATE"] < end)
    assert told["figures"]["closing"]["count"] == closed.sum()
    assert sum(row["figures"]["timely"]["of"] for row in told["rows"]) == len(judged)


def test_heat_by_tiles_integrates_to_the_cases_and_stays_in_the_city(office, cases):
    made = heat.heat(office, COMMAND_LINE, CaseQuestion(), Look(bandwidth_m=300))
    told = made.told()

    assert told["placed"] + told["outside"] + told["placeless"] + told["piled"] == len(cases)
    assert made.surface.raster.integral == pytest.approx(told["placed"], rel=3e-4)
    assert not made.whole
    lon, lat = pyproj.Transformer.from_crs(DC, "EPSG:4326", always_xy=True).transform(
        cases.geometry.x.median(), cases.geometry.y.median()
    )
    x = int((lon + 180) / 360 * 2**12)
    turned = np.arcsinh(np.tan(np.radians(lat)))
    y = int((1 - turned / np.pi) / 2 * 2**12)
    assert len(made.tile(12, x, y)) > 500


def test_counts_by_ward_and_cell_are_those_of_the_file(office, cases):
    for by in ("grid", "cell"):
        found = case_areas.areas(office, COMMAND_LINE, CaseQuestion(), None, by=by, language="en")
        expected = cases[by].value_counts()
        told = {row["code"]: row["count"] for row in found["rows"] if row["count"]}
        assert told == expected.to_dict()


def test_a_case_that_the_city_marked_as_duplicate_finds_its_partner(office, cases, file):
    marked = file.index[file["SERVICEORDERSTATUS"].str.startswith("DUPLICATE")]
    partner = 0
    for number in [n for n in marked if n in cases.index][:60]:
        found = case_duplicates.possible(office, COMMAND_LINE, number, "en")
        partner += bool(found["possible"])

    assert partner > 15


def test_the_bulletin_goes_out_as_a_workbook(washington):
    password = "long enough to pass"
    fresh = accounts.NewAccount(name="desk-dc", title="D", role="dispatcher", password=password)
    accounts.add(washington.office, COMMAND_LINE, fresh)
    app = create_app(washington.office.store.path, clock=lambda: NOW, WTF_CSRF_ENABLED=False)
    desk = app.test_client()
    desk.set_cookie("language", "en")
    desk.post("/sign-in", data={"name": "desk-dc", "password": password})

    answer = desk.get("/api/evaluation.xlsx?from=2016-08-16&to=2016-09-01")

    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book["Grids"].max_row > 30
    app.extensions["office"].store.close()
