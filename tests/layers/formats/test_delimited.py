"""CSV: all cells are text, all rows are kept, and the place is found."""

import pytest

from layers.formats import FileBroken, PlaceColumns, UnknownColumn, inspect, read


@pytest.fixture
def csv_of(tmp_path):
    def make(text, encoding="utf-8"):
        path = tmp_path / "upload"
        path.write_bytes(text.encode(encoding))
        return path

    return make


def _kinds(table):
    return [
        (problem.row, problem.kind, problem.column, problem.value) for problem in table.problems
    ]


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("lon", "lat"), ("LNG", "Lat"), ("Longitude", "LATITUDE"), ("经度", "纬度"),
        ("經度", "緯度"),
        ("경도", "위도"), (" lon ", "lat"), ("WGS84_LON", "WGS84_LAT"),
    ],
)  # fmt: skip
def test_longitude_and_latitude_are_guessed_from_their_titles(csv_of, x, y):
    table = read(csv_of(f"code,{y},{x}\n001,29.9,121.85\n"))

    assert table.places == PlaceColumns(x=x.strip(), y=y)
    assert table.frame == "EPSG:4326"
    assert table.rows.geometry[0].coords[0] == (121.85, 29.9)


@pytest.mark.parametrize(("x", "y"), [("X", "Y"), ("POINT_X", "POINT_Y"), ("横坐标", "纵坐标")])
def test_x_and_y_are_guessed_and_their_frame_is_not(csv_of, x, y):
    path = csv_of(f"{x},{y}\n388920.5,3309583.9\n")

    assert read(path).frame is None
    assert read(path, frame="epsg:4550").frame == "EPSG:4550"


def test_degrees_go_before_x_and_y(csv_of):
    table = read(csv_of("X,Y,lon,lat\n399000,137000,-77.0,38.9\n"))

    assert table.places == PlaceColumns(x="lon", y="lat")


def test_columns_that_are_named_go_before_those_that_are_guessed(csv_of):
    table = read(
        csv_of("X,Y,lon,lat\n399000,137000,-77.0,38.9\n"), x="X", y="Y", frame="EPSG:26985"
    )

    assert table.rows.geometry[0].x == 399000


def test_a_column_that_is_not_there_is_refused(csv_of):
    with pytest.raises(UnknownColumn):
        read(csv_of("a,b\n1,2\n"), x="lon", y="b")


def test_a_column_of_wkt_is_found_by_title_and_content(csv_of):
    table = read(
        csv_of('code;the_geom\n1;POINT (121.85 29.9)\n2;"LINESTRING (0 0, 1 1)"\n3;nonsense\n4;\n')
    )

    assert table.places == PlaceColumns(wkt="the_geom")
    assert [None if s is None else s.geom_type for s in table.rows.geometry] == [
        "Point", "LineString", None, None,
    ]  # fmt: skip
    assert _kinds(table) == [(3, "bad_shape", None, "nonsense")]


def test_the_srid_of_wkt_names_the_frame(csv_of):
    assert read(csv_of("wkt\nSRID=4490;POINT (121.85 29.9)\n")).frame == "EPSG:4490"


def test_a_column_called_geometry_that_holds_no_wkt_is_an_attribute(csv_of):
    table = read(csv_of("geometry,lon,lat\nsquare,1,2\n"))

    assert table.rows["geometry_1"].tolist() == ["square"]
    assert table.rows.geometry[0].x == 1


def test_cells_are_text_and_empty_ones_are_none(csv_of):
    table = read(csv_of('code,flag,n,note\n007,TRUE,1.50,\n" 8",NA,nan,""\n'))

    assert table.rows.drop(columns="geometry").to_numpy().tolist() == [
        ["007", "TRUE", "1.50", None], [" 8", "NA", "nan", None],
    ]  # fmt: skip


def test_places_that_are_none_are_kept_and_told(csv_of):
    table = read(csv_of("lon,lat\n1,2\n,\n1,\nx,2\ninf,2\n"))

    assert table.rows.geometry.isna().tolist() == [False, True, True, True, True]
    assert _kinds(table) == [
        (3, "half_place", "lat", None),
        (4, "bad_number", "lon", "x"),
        (5, "bad_number", "lon", "inf"),
    ]
    assert table.problems[1].template == "{value!r} in {column} is not a number."


def test_rows_of_another_width_are_kept_and_told(csv_of):
    table = read(csv_of("a,lon,lat\nx,1\ny,1,2,3\n\nz,1,2\n"))

    assert table.rows["a"].tolist() == ["x", "y", "z"]
    assert table.rows["lat"].tolist() == [None, "2", "2"]
    assert [(row, kind) for row, kind, _, _ in _kinds(table)] == [
        (1, "cell_count"), (1, "half_place"), (2, "cell_count"),
    ]  # fmt: skip
    assert table.numbers.tolist() == [1, 2, 3]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_told_from_the_header(csv_of, separator):
    table = read(
        csv_of(separator.join(['"a,b;c"', "lon", "lat"]) + "\n" + separator.join("x12") + "\n")
    )

    assert list(table.rows.columns) == ["a,b;c", "lon", "lat", "geometry"]


def test_titles_that_stand_twice_or_nowhere_get_a_number(csv_of):
    table = read(csv_of("name,name,,name_1\n1,2,3,4\n"))

    assert list(table.rows.columns) == ["name", "name_1", "column_3", "name_1_1", "geometry"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_chinese_is_read_in_every_encoding_of_the_trade(csv_of, encoding):
    table = read(csv_of("编号,名称,经度,纬度\n001,黄山路消火栓,121.85,29.9\n", encoding))

    assert table.rows["名称"].tolist() == ["黄山路消火栓"]


def test_a_cell_may_hold_lines_quotes_and_a_very_long_outline(csv_of):
    long = "POLYGON ((" + ", ".join(f"{n} {n * n}" for n in range(40_000)) + ", 0 0))"

    table = read(csv_of(f'note,wkt\n"a\n""b""","{long}"\n'))

    assert table.rows["note"].tolist() == ['a\n"b"']
    assert table.problems == ()


@pytest.mark.parametrize("text", ["\n\n", "  \n"])
def test_a_text_without_a_header_is_refused(csv_of, text):
    with pytest.raises(FileBroken):
        read(csv_of(",,\n" + text))


def test_a_table_without_places_is_read_and_described(csv_of):
    found = inspect(csv_of("code,name\n1,a\n2,b\n")).layers[0]

    assert (found.geometry, found.count, found.columns) == ("", 2, ("code", "name"))
    assert found.sample == ({"code": "1", "name": "a"}, {"code": "2", "name": "b"})
    assert (found.frame, found.places) == (None, None)
