"""Washington, D.C., made by the walk-through's commands, against figures of geopandas alone."""

import csv
import json
import tomllib

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gis_app.application import ROOT
from gis_app.store import classes, features, plans
from gis_app.work import COMMAND_LINE, case_figures, checks, imports, places
from gis_app.work.case_question import CaseQuestion
from gis_app.work.import_settings import Corrections, Settings, settings_with

DC = "EPSG:26985"
MAPPINGS = ROOT / "docs" / "washington" / "mappings"


def to_the_millimetre(frame):
    """Return shapes as every district stores them: many requests lie on the very seam of cells."""
    rounded = shapely.transform(frame.geometry.to_numpy(), lambda at: np.round(at, 3))
    return frame.set_geometry(gpd.GeoSeries(rounded, index=frame.index, crs=frame.crs))


def layer(washington, name):
    with washington.office.store.read() as tx:
        return features.read_frame(tx, name)


@pytest.fixture(scope="module")
def folder(real_data):
    return real_data / "washington_dc"


@pytest.fixture(scope="module")
def requests(folder):
    table = pd.read_csv(folder / "service_requests.csv", dtype=str, keep_default_na=False)
    lon, lat = (pd.to_numeric(table[name], errors="coerce") for name in ("lon", "lat"))
    points = gpd.points_from_xy(lon, lat)
    return to_the_millimetre(gpd.GeoDataFrame(table, geometry=points, crs="EPSG:4326").to_crs(DC))


@pytest.fixture(scope="module")
def first_requests(requests):
    """Return the first row of each id that there is: what a careful person would keep."""
    return requests[requests["SERVICEREQUESTID"] != ""].drop_duplicates("SERVICEREQUESTID")


@pytest.fixture(scope="module")
def smd(folder):
    cells = gpd.read_file(folder / "single-member-district-2013.geojson").to_crs(DC)
    return to_the_millimetre(cells)


def test_the_cells_and_their_management_grids_are_those_of_the_file(washington, smd):
    cells, grids = layer(washington, "cells"), layer(washington, "grids")

    assert len(cells) == len(smd) == 296
    assert set(cells["code"]) == set(smd["SMD_ID"])
    assert len(grids) == smd["ANC_ID"].nunique() == 40
    area = smd.dissolve("ANC_ID").area
    found = grids.set_index("code").area
    assert (found - area[found.index]).abs().max() < 1.0


def test_the_first_plan_is_founded_once(washington):
    with washington.office.store.read() as tx:
        found = plans.every(tx)

    assert [plan.state.value for plan in found] == ["published"]


@pytest.mark.parametrize(
    ("name", "file", "count"),
    [
        ("streets", "ward-2012", 8),
        ("bridges", "bridge-polygons-ddot", 264),
        ("cameras", "cctv-street-cameras", 596),
        ("litter_bins", "litter-cans", 5_265),
        ("manholes", "sidewalk-grates", 10_147),
        ("stalls", "street-vendor-locations", 701),
        ("sites", "construction-permit-boundary", 22),
        ("schools", "public-school-grounds", 173),
    ],
)
def test_every_feature_of_a_file_is_there_in_its_place(washington, folder, name, file, count):
    source = gpd.read_file(folder / f"{file}.geojson").to_crs(DC)
    found = layer(washington, name)

    assert len(found) == len(source) == count
    apart = found.geometry.distance(source.geometry.reset_index(drop=True), align=False)
    assert apart.max() < 0.01


def test_major_and_service_roads_stand_in_one_layer(washington, folder):
    files = [gpd.read_file(folder / f"{name}.geojson") for name in ("major-roads", "service-roads")]
    found = layer(washington, "roads")

    assert len(found) == sum(map(len, files)) == 1_946
    freeways = sum(
        (file["FUNCTIONALCLASS"] == "Other Freeway and Expressway").sum() for file in files
    )
    assert (found["class"] == "expressway").sum() == freeways
    assert (found["class"] == "lane").sum() == len(files[1])


def test_the_first_of_each_id_is_a_case_and_the_others_are_reported(
    washington, requests, first_requests
):
    cases = layer(washington, "cases")
    with (washington.folder / "washington.gpkg.cases.csv").open(encoding="utf-8-sig") as file:
        rejected = {
            int(one["row"]) for one in csv.DictReader(file) if one["severity"] == "rejected"
        }

    assert len(requests) == 17_482
    assert set(cases["code"]) == set(first_requests["SERVICEREQUESTID"].str.strip())
    assert len(cases) == 17_117
    assert rejected == set(range(1, 17_483)) - set(first_requests.index + 1)


def test_the_row_without_a_place_is_told(washington, requests):
    with (washington.folder / "washington.gpkg.cases.csv").open(encoding="utf-8-sig") as file:
        told = [int(one["row"]) for one in csv.DictReader(file) if one["kind"] == "no_place"]

    assert told == (requests.index[requests.geometry.x.isna()] + 1).tolist()


def test_cases_per_grid_are_those_that_geopandas_counts(washington, first_requests, smd):
    joined = first_requests.sjoin(smd[["SMD_ID", "ANC_ID", "geometry"]], predicate="intersects")
    expected = joined.sort_values("SMD_ID").drop_duplicates("SERVICEREQUESTID")
    cases = layer(washington, "cases")

    found = cases.groupby("grid").size()

    assert found.to_dict() == expected.groupby("ANC_ID").size().to_dict()
    owner = expected.set_index("SERVICEREQUESTID")["SMD_ID"]
    assert (cases.set_index("code")["cell"] == owner[cases["code"]]).all()


def test_the_dispatcher_sees_the_same_totals_with_the_citys_own_class_names(washington):
    told = case_figures.summary(washington.office, COMMAND_LINE, CaseQuestion(), "en")

    assert told["total"] == 17_117
    assert sum(row["count"] for row in told["by_grid"]) == 17_117
    titles = {row["title"] for row in told["by_major"]}
    assert "Bulk Collection" in titles


def test_the_classes_of_the_city_are_learned_with_their_names(washington, first_requests):
    names = first_requests.groupby("SERVICECODE")["SERVICECODEDESCRIPTION"].first()
    with washington.office.store.read() as tx:
        found = {row.code: row.name for row in classes.classes(tx) if row.scheme == "DC 311"}

    assert found == names.to_dict()


def test_every_state_of_the_city_is_one_of_ours(washington, first_requests):
    cases = layer(washington, "cases").set_index("code")
    theirs = first_requests.set_index("SERVICEREQUESTID")["SERVICEORDERSTATUS"]

    counts = cases["state"].value_counts().to_dict()

    assert counts == {
        "closed": theirs.isin(["CLOSED", "CLOSED - INCOMPLETE INFORMATION"]).sum(),
        "to_handle": (theirs == "OPEN").sum(),
        "handling": theirs.isin(["IN-PROGRESS", "IN PROGRESS"]).sum(),
        "void": theirs.isin(["DUPLICATE (OPENED)", "DUPLICATE (CLOSED)", "VOIDED"]).sum(),
    }


def test_moments_are_those_of_the_file(washington, first_requests):
    cases = layer(washington, "cases").set_index("code")
    theirs = first_requests.set_index("SERVICEREQUESTID")

    for ours, name in (("reported_at", "ADDDATE"), ("closed_at", "RESOLUTIONDATE")):
        found = pd.to_datetime(cases[ours], format="ISO8601", utc=True)
        given = pd.to_datetime(theirs.loc[cases.index, name], utc=True)
        assert (found.isna() == given.isna()).all()
        assert (found.dropna() == given.dropna()).all()


def test_permits_are_a_layer_of_the_citys_own_and_those_without_a_place_are_told(
    washington, folder
):
    source = gpd.read_file(folder / "public-space-permits-last-30-days.geojson")
    found = layer(washington, "space_permits")
    with (washington.folder / "washington.gpkg.permits.csv").open(encoding="utf-8-sig") as file:
        told = [one for one in csv.DictReader(file) if one["severity"] == "rejected"]

    placeless = source.index[source.geometry.isna()] + 1
    assert [int(one["row"]) for one in told] == placeless.tolist()
    assert len(found) == len(source) - 10 == 3_311
    assert found["starts_on"].tolist() == (
        source[source.geometry.notna()]["EFFECTIVEDATETIME"].dt.strftime("%Y-%m-%d").tolist()
    )


def test_permits_outside_the_district_are_noted_not_lost(washington, folder):
    source = gpd.read_file(folder / "public-space-permits-last-30-days.geojson").to_crs(DC)
    wards = gpd.read_file(folder / "ward-2012.geojson").to_crs(DC).union_all()
    with (washington.folder / "washington.gpkg.permits.csv").open(encoding="utf-8-sig") as file:
        told = [int(one["row"]) for one in csv.DictReader(file) if one["kind"] == "outside"]

    there = source[source.geometry.notna()]
    assert told == (there.index[~there.intersects(wards)] + 1).tolist()


def test_assets_know_their_cell(washington, smd):
    bins = layer(washington, "litter_bins")
    joined = bins[["code", "geometry"]].sjoin(smd[["SMD_ID", "geometry"]], how="left")
    expected = joined.sort_values("SMD_ID").drop_duplicates("code").set_index("code")["SMD_ID"]

    found = bins.set_index("code")["cell"]

    assert (found.fillna("") == expected[found.index].fillna("")).all()


def test_the_white_house_is_located(washington):
    told = places.locate(washington.office, COMMAND_LINE, (-77.0365, 38.8977), language="en")

    assert told["grid"] == "2A"
    assert told["street_name"] == "Ward 2"
    assert json.dumps(told)


def test_the_cells_of_washington_are_sound(washington):
    assert checks.check(washington.office, COMMAND_LINE) == []


def test_importing_a_file_once_more_changes_nothing(washington, folder):
    table = tomllib.loads((MAPPINGS / "cases.toml").read_text(encoding="utf-8"))
    tables = {"columns", "constants", "values"}
    plain = {name: value for name, value in table.items() if name not in tables}

    checkup = imports.check_file(
        washington.office,
        COMMAND_LINE,
        folder / "service_requests.csv",
        settings_with(Settings(), plain),
        corrections=Corrections.read(table),
    )

    assert (checkup.report.added, checkup.report.changed) == (0, 0)
    assert checkup.report.unchanged == 17_117
