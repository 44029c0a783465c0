"""KML of other programs is read; KML that could do harm is refused before it does."""

import pytest

from layers.formats import Driver, FileBroken, UnsafeMarkup, inspect, read

HEAD = (
    '<?xml version="1.0" encoding="{}"?>\n{}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
)
PLACE = (
    "<Placemark><name>井盖 1</name><description>a &lt;b&gt;</description>{}"
    "<Point><coordinates> 121.85,29.9,7 </coordinates></Point></Placemark>"
)


@pytest.fixture
def kml_of(tmp_path):
    def make(body, doctype="", encoding="utf-8", name="upload"):
        path = tmp_path / name
        text = HEAD.format(encoding, doctype) + body + "</Document></kml>"
        path.write_bytes(text.encode(encoding))
        return path

    return make


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">'


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE, REMOTE, "<!DOCTYPE x>"])
def test_a_document_type_is_refused(kml_of, doctype):
    with pytest.raises(UnsafeMarkup):
        read(kml_of(PLACE.format(""), doctype))


def test_names_descriptions_and_extended_data_become_columns(kml_of):
    data = (
        '<ExtendedData><Data name="权属"><value>市政</value></Data><Data name="n"/></ExtendedData>'
    )

    table = read(
        kml_of("<name>层</name><Folder>" + PLACE.format(data) + PLACE.format("") + "</Folder>")
    )

    assert table.layer == "层"
    assert table.frame == "EPSG:4326"
    assert table.rows.drop(columns="geometry").to_dict("records") == [
        {"description": "a <b>", "name": "井盖 1", "权属": "市政", "n": None},
        {"description": "a <b>", "name": "井盖 1", "权属": None, "n": None},
    ]
    assert table.rows.geometry[0].coords[0] == (121.85, 29.9)


def test_all_kinds_of_shapes_are_read(kml_of):
    ring = "<LinearRing><coordinates>0,0 9,0 9,9 0,0</coordinates></LinearRing>"
    hole = "<LinearRing><coordinates>5,1 6,1 6,2 5,1</coordinates></LinearRing>"
    inner = f"<innerBoundaryIs>{hole}</innerBoundaryIs>"
    polygon = f"<Polygon><outerBoundaryIs>{ring}</outerBoundaryIs>{inner}</Polygon>"
    line = "<LineString><coordinates>0,0 1,1</coordinates></LineString>"
    shapes = [polygon, line, ring, f"<MultiGeometry>{polygon}{polygon}</MultiGeometry>",
              f"<MultiGeometry>{polygon}{line}</MultiGeometry>", ""]  # fmt: skip

    table = read(kml_of("".join(f"<Placemark>{shape}</Placemark>" for shape in shapes)))

    assert [None if s is None else s.geom_type for s in table.rows.geometry] == [
        "Polygon", "LineString", "LineString", "MultiPolygon", "GeometryCollection", None,
    ]  # fmt: skip
    assert len(table.rows.geometry[0].interiors) == 1
    assert table.problems == ()


@pytest.mark.parametrize(
    "bad",
    [
        "<Point><coordinates>a,b</coordinates></Point>", "<Point/>", "<Polygon/>",
        "<LineString><coordinates>0,0</coordinates></LineString>",
        "<Point><coordinates>1</coordinates></Point>",
        "<Point><coordinates>nan,1</coordinates></Point>",
    ],
)  # fmt: skip
def test_a_bad_shape_is_told_and_loses_nothing_else(kml_of, bad):
    table = read(kml_of(PLACE.format("") + f"<Placemark><name>b</name>{bad}</Placemark>"))

    assert table.rows["name"].tolist() == ["井盖 1", "b"]
    assert [(problem.row, problem.kind) for problem in table.problems] == [(2, "bad_shape")]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_every_encoding_of_the_trade_is_read(kml_of, encoding):
    assert read(kml_of(PLACE.format(""), encoding=encoding)).rows["name"].tolist() == ["井盖 1"]


def test_the_name_of_a_driver_inside_the_text_stays_text(kml_of):
    path = kml_of("<!-- <OGRVRTDataSource> -->" + PLACE.format(""))

    assert inspect(path).driver is Driver.KML


@pytest.mark.parametrize("body", ["<Placemark>", "<a>" * 200 + "</a>" * 200, "&nbsp;"])
def test_what_is_broken_or_too_deep_is_refused(kml_of, body):
    with pytest.raises((FileBroken, UnsafeMarkup)):
        read(kml_of(body))


def test_a_kmz_is_a_zip_of_kml(kml_of, zip_of):
    inner = kml_of(PLACE.format("")).read_bytes()

    assert inspect(zip_of([("doc.kml", inner)], "upload.kmz")).driver is Driver.KML
