"""GeoJSON: one bad feature loses nothing, and no value changes its type."""

import gzip
import json

import pytest

from layers.formats import Driver, FileBroken, UnknownFormat, inspect, read


@pytest.fixture
def geojson_of(tmp_path):
    def make(*features, **members):
        path = tmp_path / "upload.json"
        document = {"type": "FeatureCollection", **members, "features": list(features)}
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        return path

    return make


def _feature(geometry=None, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _point(*at):
    return {"type": "Point", "coordinates": list(at)}


def test_values_keep_their_type_and_nested_ones_become_text(geojson_of):
    table = read(
        geojson_of(_feature(_point(1, 2), a="007", b=1, c=1.0, d=True, e=None, f={"x": [1]}))
    )

    row = table.rows.drop(columns="geometry").iloc[0].tolist()
    assert row == ["007", 1, 1.0, True, None, '{"x": [1]}']
    assert [type(value) for value in row] == [str, int, float, bool, type(None), str]


def test_texts_that_look_like_dates_stay_as_they_are(geojson_of):
    table = read(geojson_of(_feature(when="2016-03-01 08:30:00+02"), _feature(when="unknown")))

    assert table.rows["when"].tolist() == ["2016-03-01 08:30:00+02", "unknown"]


@pytest.mark.parametrize(
    "bad",
    [
        {"type": "Point", "coordinates": ["a", "b"]}, {"type": "Klingon", "coordinates": [1, 2]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, {"type": "Point"}, "POINT (1 2)",
        [],
        {"type": "LineString", "coordinates": [[0, 0]]}, {"type": "Point", "coordinates": [1]},
        7, {"type": "Point", "coordinates": [1e999, 2]},
        {"type": "Polygon", "coordinates": 5}, {"type": "Point", "coordinates": [None, 1]},
    ],
)  # fmt: skip
def test_a_bad_geometry_is_told_and_loses_nothing_else(geojson_of, bad):
    table = read(
        geojson_of(_feature(_point(1, 2), n=1), _feature(bad, n=2), _feature(_point(3, 4), n=3))
    )

    assert table.rows["n"].tolist() == [1, 2, 3]
    assert table.rows.geometry.isna().tolist() == [False, True, False]
    assert [(problem.row, problem.kind) for problem in table.problems] == [(2, "bad_shape")]


def test_a_feature_without_geometry_or_properties_is_kept(geojson_of):
    odd = [{"type": "Feature", "geometry": None}, {"type": "Feature", "properties": None}, 7, None]

    table = read(geojson_of(_feature(_point(1, 2), n=1), *odd))

    assert table.rows["n"].tolist() == [1, None, None, None, None]


@pytest.mark.parametrize(
    ("members", "frame"),
    [
        ({}, "EPSG:4326"),
        (
            {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}},
            "EPSG:4326",
        ),
        (
            {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4550"}}},
            "EPSG:4550",
        ),
        ({"crs": {"type": "name", "properties": {"name": "EPSG:4490"}}}, "EPSG:4490"),
        ({"crs": {"type": "name", "properties": {"name": "of my own"}}}, None),
        ({"crs": None}, "EPSG:4326"),
        ({"coordinate_frame": "GCJ-02"}, "GCJ-02"),
    ],
)
def test_the_frame_is_what_the_file_names(geojson_of, members, frame):
    assert read(geojson_of(_feature(_point(1, 2)), **members)).frame == frame


def test_the_id_of_features_becomes_a_column_unless_there_is_one(geojson_of):
    assert read(geojson_of({"id": 5, **_feature()})).rows["id"].tolist() == [5]
    assert read(geojson_of({"id": 5, **_feature(id="x")})).rows["id"].tolist() == ["x"]


def test_one_feature_alone_is_a_layer(tmp_path):
    path = tmp_path / "one"
    path.write_text(json.dumps(_feature(_point(1, 2), n=1)), encoding="utf-8")

    assert read(path).rows["n"].tolist() == [1]


@pytest.mark.parametrize(
    "text",
    ["{", '{"type": "Topology"}', '{"type": "FeatureCollection", "features": 5}', '{"a":' * 9_000],
)
def test_what_is_no_geojson_is_refused(tmp_path, text):
    path = tmp_path / "a.geojson"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(FileBroken):
        read(path)


def test_a_list_is_no_geojson(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text("[1, 2]", encoding="utf-8")

    with pytest.raises(UnknownFormat):
        read(path)


def test_the_name_of_a_driver_inside_the_text_stays_text(geojson_of):
    hostile = "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource>"

    table = read(geojson_of(_feature(_point(1, 2), note=hostile), name=hostile))

    assert table.rows["note"].tolist() == [hostile]


def test_a_gzip_of_geojson_and_a_bom_are_read(tmp_path):
    path = tmp_path / "layer.geojson.gz"
    text = json.dumps({"type": "FeatureCollection", "features": [_feature(_point(1, 2))]})
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + text.encode()))

    found = inspect(path)

    assert (found.driver, found.encoding, found.frame) == (Driver.GEOJSON, "utf-8-sig", "EPSG:4326")
    assert (found.layers[0].geometry, found.layers[0].count) == ("Point", 1)
