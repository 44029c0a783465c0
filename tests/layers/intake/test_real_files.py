"""Real cities' files: each oddity is reported with the count that pandas finds alone."""

import time

import geopandas as gpd
import pandas as pd
import pytest

from layers.catalog import builtin_catalog
from layers.intake import (
    BadValues,
    CheckOptions,
    DateOrder,
    Severity,
    check_rows,
    compare,
    dry_run,
    guess_mapping,
    refusals,
)

CATALOG = builtin_catalog()
DC = "EPSG:26985"


def placed(table, x, y, crs):
    lon, lat = (pd.to_numeric(table[name], errors="coerce") for name in (x, y))
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs="EPSG:4326")
    points[lon.isna() | lat.isna()] = None
    return gpd.GeoDataFrame(table, geometry=points).to_crs(crs)


def as_text(path, **more):
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", **more)


def guessed(raw, layer):
    sample = raw.drop(columns="geometry").head(100).to_dict("records")
    return guess_mapping(CATALOG[layer], list(raw.columns.drop("geometry")), sample).mapping


def rows_of(checked, kind):
    return {one.row for one in checked.problems if one.kind == kind}


@pytest.fixture(scope="module")
def taichung(real_data):
    return placed(as_text(real_data / "taichung/hydrants.csv"), "經度", "緯度", "EPSG:3826")


def test_hydrants_of_taichung_are_read_by_their_traditional_titles(taichung):
    mapping = guessed(taichung, "hydrants")

    assert mapping.columns["code"] == "消防栓編號"
    assert mapping.columns["name"] == "消防栓位置"
    assert mapping.columns["mount"] == "種類"
    assert mapping.columns["note"] == "備註"
    assert mapping.columns["recorded_on"] == "建檔時間"


def test_hydrants_of_taichung_without_place_or_number_are_reported_row_by_row(taichung):
    checked = check_rows(
        taichung, CATALOG["hydrants"], guessed(taichung, "hydrants"), options=CheckOptions()
    )

    bare = pd.to_numeric(taichung["經度"], errors="coerce").isna()
    unnumbered = taichung["消防栓編號"].str.strip() == ""
    odd_kind = taichung["種類"] == "下"
    assert rows_of(checked, "no_place") == set(bare[bare].index + 1)
    assert rows_of(checked, "missing_code") == set(unnumbered[unnumbered].index + 1)
    assert rows_of(checked, "not_choice") == set(odd_kind[odd_kind].index + 1)
    held = taichung["消防栓編號"][~(bare | unnumbered | odd_kind)].str.removesuffix(".0")
    assert set(checked.frame["code"]) == set(held)
    assert len(rows_of(checked, "repeated_code")) == held.duplicated().sum()
    assert not checked.frame["code"].str.endswith(".0").any()


def test_numbers_that_stand_twice_in_taichung_are_reported(taichung):
    mapping = guessed(taichung, "hydrants").with_column("code", "自訂編號")

    checked = check_rows(
        taichung, CATALOG["hydrants"], mapping, options=CheckOptions(bad_values=BadValues.BLANK)
    )

    number = taichung["自訂編號"].str.strip()
    placeless = pd.to_numeric(taichung["經度"], errors="coerce").isna()
    held = number[(number != "") & ~placeless]
    assert len(checked.frame) == held.nunique()
    assert len(rows_of(checked, "repeated_code")) == held.duplicated().sum() > 0


def test_permits_of_washington_without_a_place_are_rejected_and_the_rest_become_discs(real_data):
    raw = gpd.read_file(real_data / "washington_dc/public-space-permits-last-30-days.geojson")
    raw = raw.to_crs(DC)
    mapping = guessed(raw, "occupy_permits").with_column("code", "OBJECTID")

    checked = check_rows(
        raw,
        CATALOG["occupy_permits"],
        mapping,
        options=CheckOptions(bad_values=BadValues.BLANK, disc_m=10, timezone="America/New_York"),
    )

    assert len(rows_of(checked, "no_place")) == 10
    assert len(checked.frame) == len(raw) - 10
    assert len(rows_of(checked, "disc_from_point")) == len(raw) - 10
    first = checked.frame.iloc[0]
    assert (first["starts_on"], first["ends_on"], first["state"]) == (
        "2016-07-09",
        "2016-08-05",
        "expired",
    )


def test_the_broken_school_ground_of_washington_is_repaired_and_told(real_data):
    raw = gpd.read_file(real_data / "washington_dc/public-school-grounds.geojson").to_crs(DC)

    checked = check_rows(raw, CATALOG["schools"], guessed(raw, "schools"), options=CheckOptions())

    broken = raw.index[~raw.geometry.is_valid] + 1
    told = [one for one in checked.problems if one.column == "geometry"]
    assert [(one.row, one.kind) for one in told] == [(row, "made_valid") for row in broken]
    assert checked.frame.geometry.is_valid.all()
    assert len(rows_of(checked, "repeated_code")) == raw["GIS_ID"].duplicated().sum() == 1


def test_cases_of_washington_that_stand_twice_are_reported_and_one_without_place_kept(real_data):
    raw = placed(as_text(real_data / "washington_dc/service_requests.csv"), "lon", "lat", DC)
    mapping = guessed(raw, "cases").with_value("state", "OPEN", "handling")

    checked = check_rows(
        raw, CATALOG["cases"], mapping, options=CheckOptions(bad_values=BadValues.BLANK)
    )

    numbers = raw["SERVICEREQUESTID"].str.strip()
    twice = rows_of(checked, "repeated_code") | rows_of(checked, "exact_duplicate")
    assert len(twice) == numbers[numbers != ""].duplicated().sum()
    assert len(rows_of(checked, "missing_code")) == (numbers == "").sum()
    assert len(rows_of(checked, "no_place")) == raw.geometry.isna().sum() == 1
    assert checked.frame["reported_at"][0] == "2016-08-03T20:47:11.000Z"


@pytest.mark.slow
def test_a_year_of_boston_is_read_within_seconds_in_its_own_form_of_dates(real_data):
    raw = placed(
        as_text(real_data / "boston/service_requests_2015.csv.gz"),
        "LONGITUDE",
        "LATITUDE",
        "EPSG:26986",
    )
    spec = CATALOG["cases"]
    mapping = guessed(raw, "cases").with_value("state", "Open", "handling")
    options = CheckOptions(timezone="America/New_York", date_order=DateOrder.MONTH_FIRST)

    begun = time.perf_counter()
    checked = check_rows(raw, spec, mapping, options=options)
    changes = compare(checked.frame, checked.frame, spec, provided=checked.provided)
    took_s = time.perf_counter() - begun

    report = dry_run("cases", checked, changes, refusals(checked.frame, checked.rows, changes))
    assert (report.good, report.rejected, report.unchanged) == (121_145, 0, 121_145)
    local = pd.to_datetime(raw["OPEN_DT"], format="%m/%d/%Y %I:%M:%S %p")
    utc = local.dt.tz_localize("America/New_York", ambiguous=True, nonexistent="shift_forward")
    found = pd.to_datetime(checked.frame["reported_at"], format="ISO8601")
    assert (utc.dt.tz_convert("UTC") == found).all()
    assert checked.frame["due_at"].isna().sum() == (raw["TARGET_DT"] == "").sum() == 26_991
    assert took_s < 60  # some four seconds alone; the machine may be busy


def test_dates_of_boston_are_refused_until_their_order_is_stated(real_data):
    raw = placed(
        as_text(real_data / "boston/service_requests_2015.csv.gz", nrows=20),
        "LONGITUDE",
        "LATITUDE",
        "EPSG:26986",
    )

    checked = check_rows(raw, CATALOG["cases"], guessed(raw, "cases"), options=CheckOptions())

    assert rows_of(checked, "date_order") == set(range(1, 21))
    assert checked.rejected == 20
    assert {one.severity for one in checked.problems} == {Severity.REJECTED}
