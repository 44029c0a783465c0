"""What is written and read back is the same, in every format, as far as the format can."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point

from layers import crs
from layers.formats import (
    SUFFIXES,
    Driver,
    FrameNotWritable,
    Labels,
    MixedFamilies,
    UnknownDriver,
    read,
    write,
)

METRIC = "EPSG:4550"
ALL = list(SUFFIXES)
#: What every format can hold as text: no half letters, no control characters, not empty.
texts = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"),
    min_size=1,
    max_size=30,
).filter(lambda text: text.strip() == text)
hostile = st.sampled_from(
    ["=1+1", "'=1", "''@", "+", "-5", "'", "\ufeffx", "</kml>", "a,b;c\t", "NULL"]
)
places = st.tuples(
    st.one_of(st.floats(360_000, 440_000), st.integers(360_000, 440_000).map(float)),
    st.one_of(st.floats(3_280_000, 3_330_000), st.integers(3_280_000, 3_330_000).map(float)),
)


def _layer(shapes, **columns):
    import_free = pytest.importorskip("geopandas")
    frame = {name: np.array([*column, None], dtype=object)[:-1] for name, column in columns.items()}
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return import_free.GeoDataFrame(frame, geometry=import_free.array.GeometryArray(found))


def _back(frame, driver, **options):
    """Write, read, and bring the shapes back to the metric CRS."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"layer{SUFFIXES[driver]}"
        write(frame, path, driver, metric=METRIC, **options)
        table = read(path, frame=options.get("frame_name"))
    shapes = crs.to_metric(table.rows.geometry.to_numpy(), table.frame, METRIC)
    return table, shapes


def _values(table, name):
    return table.rows[name].tolist()


def _as_text(value):
    if value is None or value == "":
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("driver", ALL)
@given(
    rows=st.lists(st.tuples(places, st.one_of(texts, hostile, st.none())), min_size=1, max_size=8)
)
@example(rows=[((388_920.123, 3_309_583.949), "=cmd|' /C calc'!A0"), ((4e5, 3.3e6), None)])
def test_points_and_texts_come_back(driver, rows):
    start = shapely.points(np.round([place for place, _ in rows], 3))
    frame = _layer(start, code=[f"{n:03d}" for n in range(len(rows))], note=[t for _, t in rows])

    table, shapes = _back(frame, driver)

    order = np.argsort(_values(table, "code"))
    assert shapely.equals_exact(shapes[order], start, 0).all()
    assert [_values(table, "note")[n] for n in order] == [text for _, text in rows]


@pytest.mark.parametrize("driver", [Driver.GEOJSON, Driver.GPKG, Driver.KML, Driver.FLATGEOBUF])
@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.booleans()),
            st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)),
            st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)),
        ),
        min_size=1,
        max_size=6,
    )
)
@example([(None, 2**60 + 1, 0.1), (True, None, 1e-300)])
def test_values_keep_their_type(driver, rows):
    columns = list(zip(*rows, strict=True))
    frame = _layer([Point(388_000, 3_309_000)] * len(rows), works=columns[0], number=columns[1],
                   real=columns[2], order=list(range(len(rows))))  # fmt: skip

    table, _ = _back(frame, driver)

    found = sorted(
        zip(*(_values(table, n) for n in ("order", "works", "number", "real")), strict=True)
    )
    for (_, *back), start in zip(found, rows, strict=True):
        assert back == list(start)
        assert [type(value) for value in back] == [type(value) for value in start]


@pytest.mark.parametrize("driver", ALL)
def test_every_kind_of_value_and_a_missing_place_come_back(points, driver):
    table, shapes = _back(points, driver)

    assert shapely.equals_exact(shapes[[0, 2]], points.geometry.to_numpy()[[0, 2]], 0).all()
    assert shapes[1] is None
    for name in ("code", "name", "number", "pressure", "works", "note"):
        start, back = points[name].tolist(), _values(table, name)
        assert back == ([_as_text(v) for v in start] if driver is Driver.CSV else start), name


@pytest.mark.parametrize("driver", ALL)
@pytest.mark.parametrize("kind", ["polygons", "lines"])
def test_lines_and_polygons_come_back(driver, kind, request):
    frame = request.getfixturevalue(kind)

    table, shapes = _back(frame, driver)

    order = np.argsort(_values(table, "code"))
    start = frame.geometry.to_numpy()
    if driver is Driver.SHAPEFILE:  # its rings turn the other way
        shapes, start = shapely.normalize(shapes), shapely.normalize(start)
        assert shapely.equals_exact(shapes[order], start, 0).all()
    else:
        assert shapely.equals_exact(shapes[order], start, 0).all()


@pytest.mark.parametrize("driver", [Driver.GEOJSON, Driver.CSV])
@pytest.mark.parametrize("frame_name", ["GCJ-02", "BD-09", "EPSG:4490", "EPSG:4529", METRIC])
def test_other_frames_come_back_to_the_same_millimetre(points, driver, frame_name):
    _, shapes = _back(points, driver, frame_name=frame_name)

    assert shapely.equals_exact(shapes[[0, 2]], points.geometry.to_numpy()[[0, 2]], 0).all()


@pytest.mark.parametrize(
    "driver", [Driver.GEOJSON, Driver.GPKG, Driver.SHAPEFILE, Driver.FLATGEOBUF]
)
def test_a_file_names_its_frame(points, driver, tmp_path):
    path = tmp_path / "layer"
    write(points, path, driver, metric=METRIC, frame_name="EPSG:4550")

    assert read(path).frame == "EPSG:4550"


def test_geojson_names_an_offset_frame_and_csv_cannot(points, tmp_path):
    write(points, tmp_path / "a", Driver.GEOJSON, metric=METRIC, frame_name="GCJ-02")
    write(points, tmp_path / "b", Driver.CSV, metric=METRIC, frame_name="EPSG:4529")

    assert read(tmp_path / "a").frame == "GCJ-02"
    assert read(tmp_path / "b").frame is None


@pytest.mark.parametrize("driver", [Driver.GPKG, Driver.SHAPEFILE, Driver.FLATGEOBUF, Driver.KML])
def test_a_format_that_cannot_name_an_offset_frame_refuses_it_and_leaves_nothing(
    points, driver, tmp_path
):
    with pytest.raises(FrameNotWritable):
        write(points, tmp_path / "layer", driver, metric=METRIC, frame_name="GCJ-02")

    assert list(tmp_path.iterdir()) == []


def test_a_failed_export_keeps_the_file_that_was_there(points, lines, tmp_path):
    path = tmp_path / "layer.zip"
    path.write_bytes(b"before")
    points.geometry = [*points.geometry[:2], lines.geometry[0]]

    with pytest.raises(MixedFamilies):
        write(points, path, Driver.SHAPEFILE, metric=METRIC)

    assert path.read_bytes() == b"before"


@pytest.mark.parametrize("driver", ALL)
def test_an_empty_layer_is_written_and_read(points, driver, tmp_path):
    path = tmp_path / f"none{SUFFIXES[driver]}"
    write(points.iloc[:0], path, driver, metric=METRIC)

    assert len(read(path).rows) == 0


def test_long_field_names_of_a_shapefile_are_cut_numbered_and_restored(tmp_path):
    frame = _layer([Point(4e5, 3.3e6)], inspected_on=["a"], inspected_by=["b"], INSPECTED_=["c"],
                   管理单位名称=["d"])  # fmt: skip
    path = tmp_path / "layer.zip"

    written = write(frame, path, Driver.SHAPEFILE, metric=METRIC)

    assert written.names == {
        "inspected_on": "inspected_", "inspected_by": "inspecte_1", "INSPECTED_": "INSPECTE_2",
        "管理单位名称": "管理单",
    }  # fmt: skip
    assert read(path).rows.drop(columns="geometry").to_dict("records") == [
        {"inspected_on": "a", "inspected_by": "b", "INSPECTED_": "c", "管理单位名称": "d"}
    ]


def test_a_long_text_in_a_shapefile_is_cut_between_letters_and_told(tmp_path):
    frame = _layer([Point(4e5, 3.3e6)], note=["井" * 100])

    written = write(frame, tmp_path / "layer.zip", Driver.SHAPEFILE, metric=METRIC)

    assert written.notes == ("cut_texts",)
    assert read(tmp_path / "layer.zip").rows["note"].tolist() == ["井" * 84]


def test_control_characters_are_left_out_of_kml_and_told(tmp_path):
    frame = _layer([Point(4e5, 3.3e6)], note=["a\x00b\x0bc"])

    written = write(frame, tmp_path / "layer.kml", Driver.KML, metric=METRIC)

    assert written.notes == ("dropped_control_characters",)
    assert read(tmp_path / "layer.kml").rows["note"].tolist() == ["abc"]


def test_no_cell_of_a_csv_begins_like_a_formula(points, tmp_path):
    write(points, tmp_path / "layer.csv", Driver.CSV, metric=METRIC)

    text = (tmp_path / "layer.csv").read_bytes().decode("utf-8-sig")
    assert "'=1+1" in text
    assert ",'-5" in text
    assert ",-12," in text
    assert ',"=' not in text


def test_a_csv_may_carry_titles_and_wkt(points, tmp_path):
    labels = Labels(columns={"name": "名称", "note": "=备注"})

    write(points, tmp_path / "layer.csv", Driver.CSV, metric=METRIC, labels=labels, wkt=True)

    table = read(tmp_path / "layer.csv", frame="EPSG:4326")
    assert list(table.rows.columns[:3]) == ["wkt", "code", "名称"]
    assert "=备注" in table.rows.columns
    assert table.places.wkt == "wkt"


def test_an_attribute_called_like_the_place_or_the_key_is_renamed_and_told(tmp_path):
    frame = _layer([Point(4e5, 3.3e6)], lon=["east"], fid=["7"])

    as_csv = write(frame, tmp_path / "layer.csv", Driver.CSV, metric=METRIC)
    as_gpkg = write(frame, tmp_path / "layer.gpkg", Driver.GPKG, metric=METRIC)

    assert as_csv.names == {"lon": "lon_1"}
    assert as_gpkg.names == {"fid": "fid_1"}
    assert read(tmp_path / "layer.csv").rows["lon_1"].tolist() == ["east"]


def test_moments_and_dates_become_iso_text(tmp_path):
    pd = pytest.importorskip("pandas")
    frame = _layer([Point(4e5, 3.3e6)])
    frame["seen"] = pd.to_datetime(["2026-03-01T08:30:00+08:00"])
    frame["mixed"] = [{"a": 1}]

    write(frame, tmp_path / "layer.geojson", Driver.GEOJSON, metric=METRIC)

    row = read(tmp_path / "layer.geojson").rows.iloc[0]
    assert row["seen"] == "2026-03-01T00:30:00.000Z"
    assert row["mixed"] == '{"a": 1}'


def test_a_format_that_is_not_named_is_refused(points, tmp_path):
    with pytest.raises(UnknownDriver):
        write(points, tmp_path / "layer", "OGR_VRT", metric=METRIC)


def test_a_mixed_layer_fits_a_geopackage(tmp_path):
    frame = _layer([Point(4e5, 3.3e6), LineString([(4e5, 3.3e6), (4e5, 3.31e6)])], code=["a", "b"])

    _, shapes = _back(frame, Driver.GPKG)

    assert [shape.geom_type for shape in shapes] == ["Point", "LineString"]


def test_a_single_part_becomes_a_single_shape_in_a_shapefile_only(polygons):
    frame = polygons.assign(code=["a", "b"])
    frame.geometry = [MultiPolygon([frame.geometry[0]]), frame.geometry[1]]

    kinds = {
        d: next(s.geom_type for s in _back(frame, d)[1]) for d in (Driver.GPKG, Driver.SHAPEFILE)
    }

    assert kinds == {Driver.GPKG: "MultiPolygon", Driver.SHAPEFILE: "Polygon"}
