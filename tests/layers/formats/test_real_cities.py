"""Files of real cities come in whole, at the right place, with their oddities told."""

import csv
import gzip
import io
import json

import numpy as np
import pytest
import shapely

from layers import crs
from layers.formats import Driver, inspect, read


def _metric(table, metric):
    return crs.to_metric(table.rows.geometry.to_numpy(), table.frame, metric)


def test_jacksonvilles_feet_lie_in_jacksonville(real_data):
    source = inspect(real_data / "jacksonville_ar/manholes.shp")

    lonlat = crs.to_frame(_metric(read(source), "EPSG:32615"), "EPSG:32615", "EPSG:4326")

    assert (source.driver, source.frame) == (Driver.SHAPEFILE, "EPSG:3433")
    assert len(lonlat) == source.layers[0].count == 3673
    centre = np.median(shapely.get_coordinates(lonlat), axis=0)
    assert centre == pytest.approx((-92.11, 34.87), abs=0.05)


def test_taichungs_hydrants_keep_the_rows_without_a_place(real_data):
    file = real_data / "taichung/hydrants.csv"
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))
    without = [not (row["經度"] and row["緯度"]) for row in rows]

    table = read(file)

    assert table.encoding == "utf-8-sig"
    assert len(table.rows) == len(rows) == 6328
    assert table.rows.geometry.isna().tolist() == without
    assert table.rows["消防栓編號"].tolist() == [row["消防栓編號"] or None for row in rows]
    east, north = np.median(
        shapely.get_coordinates(table.rows.geometry.dropna().to_numpy()), axis=0
    )
    assert (east, north) == pytest.approx((120.68, 24.17), abs=0.1)


@pytest.mark.slow
def test_bostons_year_of_cases_comes_in_from_a_gzip(real_data):
    file = real_data / "boston/service_requests_2015.csv.gz"
    with gzip.open(file, "rt", encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))

    table = read(file)

    assert len(table.rows) == len(rows) == 121_145
    assert table.frame == "EPSG:4326"
    assert table.rows["CASE_ENQUIRY_ID"].tolist() == [row["CASE_ENQUIRY_ID"] for row in rows]
    placed = np.array([bool(row["LATITUDE"]) for row in rows])
    assert table.rows.geometry.notna().tolist() == placed.tolist()
    assert table.problems == ()


def test_ansans_korean_titles_are_understood(real_data):
    table = read(real_data / "ansan/streetlights.csv")

    assert (table.places.x, table.places.y, len(table.rows)) == ("경도", "위도", 43_553)
    assert table.rows.geometry[0].coords[0] == (126.825285, 37.280718)


@pytest.mark.parametrize(
    ("name", "count", "kinds", "empty"),
    [
        ("single-member-district-2013", 296, "Polygon", 0),
        ("major-roads", 1823, "LineString, MultiLineString", 0),
        ("bridge-polygons-ddot", 264, "MultiPolygon, Polygon", 0),
        ("cctv-street-cameras", 596, "Point", 0),
        ("public-space-permits-last-30-days", 3321, "Point", 10),
    ],
)
def test_washingtons_layers_come_in_whole(real_data, name, count, kinds, empty):
    file = real_data / f"washington_dc/{name}.geojson"
    features = json.loads(file.read_text(encoding="utf-8"))["features"]

    source = inspect(file)
    table = read(source)

    assert (source.layers[0].count, source.layers[0].geometry) == (count, kinds)
    assert int(table.rows.geometry.isna().sum()) == empty
    for column in source.layers[0].columns:
        assert table.rows[column].tolist() == [one["properties"].get(column) for one in features]
    placed = table.rows.geometry.dropna().to_numpy()
    moved = crs.to_metric(placed, table.frame, "EPSG:26985")
    centre = np.median(shapely.get_coordinates(moved), axis=0)  # one permit lies at sea
    assert centre == pytest.approx([398_000, 138_000], abs=5_000)


def test_washingtons_cases_have_one_row_without_a_place(real_data):
    file = real_data / "washington_dc/service_requests.csv"

    table = read(file)
    projected = read(file, x="XCOORD", y="YCOORD", frame="EPSG:26985")

    assert len(table.rows) == 17_482
    assert int(table.rows.geometry.isna().sum()) == 1
    both = table.rows.geometry.notna() & projected.rows.geometry.notna()
    here = _metric(table, "EPSG:26985")[both.to_numpy()]
    there = projected.rows.geometry.to_numpy()[both.to_numpy()]
    assert np.median(shapely.distance(here, there)) < 1.0


def test_zhengzhous_roads_keep_their_chinese_names(real_data):
    table = read(real_data / "zhengzhou/roads_osm.geojson")

    assert len(table.rows) == 1085
    assert table.rows["name"][0] == "京港澳高速"
    moved = _metric(table, "EPSG:4547")
    assert shapely.length(moved).sum() > 100_000


def test_beiluns_outline_is_gcj_02_and_its_subdistricts_fit_it_best_as_wgs_84(real_data):
    outline = read(real_data / "beilun/district_gcj02.geojson", frame="GCJ-02")
    district = _metric(outline, "EPSG:4550")[0]
    parts = read(real_data / "beilun/subdistricts.geojson").rows.geometry.to_numpy()

    def gap_m(frame):
        whole = shapely.union_all(crs.to_metric(parts, frame, "EPSG:4550"))
        corners = shapely.points(shapely.get_coordinates(district.boundary))
        return float(np.median(shapely.distance(corners, whole.boundary)))

    # The file declares nothing; the median gap between the two outlines tells: 85, 251 and 605 m.
    assert gap_m("EPSG:4326") < 100
    assert gap_m("GCJ-02") > 2 * gap_m("EPSG:4326")
    assert gap_m("BD-09") > gap_m("GCJ-02")
