"""GeoPackage, Shapefile and FlatGeobuf: types are kept, and damage loses as little as it must."""

import shutil
import sqlite3
from contextlib import closing

import pyogrio
import pytest
from pyogrio.errors import FeatureError

from layers.formats import (
    Driver,
    FileBroken,
    NothingToRead,
    UnknownFileLayer,
    UnknownFormat,
    UnsafeDatabase,
    binary,
    inspect,
    read,
    write,
)

METRIC = "EPSG:4550"


@pytest.fixture
def made(points, tmp_path):
    """Return a maker of files of the three hydrants."""

    def make(driver, name="made"):
        path = tmp_path / name
        write(points, path, driver, metric=METRIC, frame_name=METRIC)
        return path

    return make


def test_the_layers_of_a_geopackage_are_listed_and_read_by_name(made, points, tmp_path):
    path = made(Driver.GPKG, "two.gpkg")
    other = points.drop(columns="geometry").assign(code=["x", "y", "z"]).astype(str)
    pyogrio.write_dataframe(other, path, layer="表", driver="GPKG")

    found = inspect(path)

    assert [(one.name, one.geometry, one.count) for one in found.layers] == [
        ("two", "Point", 3), ("表", "", 3),
    ]  # fmt: skip
    assert read(found, "表").rows["code"].tolist() == ["x", "y", "z"]
    with pytest.raises(UnknownFileLayer):
        read(found, "roads")


def test_the_head_of_a_layer_is_described(made):
    found = inspect(made(Driver.GPKG)).layers[0]

    assert found.columns == ("code", "name", "number", "pressure", "works", "note")
    assert found.frame == METRIC
    assert found.sample[0]["number"] == 7
    assert found.sample[1]["works"] is None


@pytest.mark.parametrize("driver", [Driver.GPKG, Driver.SHAPEFILE, Driver.FLATGEOBUF])
def test_rows_one_by_one_are_the_rows_in_bulk(made, driver, monkeypatch):
    path = made(driver)
    bulk = read(path)

    def fail(*_, **__):
        raise FeatureError("planted")

    monkeypatch.setattr(binary, "_in_bulk", fail)
    single = read(path)

    for name in bulk.rows.columns:
        assert single.rows[name].tolist() == bulk.rows[name].tolist(), name
    assert single.frame == bulk.frame == METRIC


def test_a_shape_that_is_damaged_is_told_and_its_row_kept(made):
    path = made(Driver.GPKG)
    with closing(sqlite3.connect(path)) as database:
        for name in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            database.create_function(name, 1, lambda _: 0.0)
        database.create_function("ST_IsEmpty", 1, lambda _: 0)
        database.execute("UPDATE made SET geom = x'47500001' WHERE code = '003'")
        database.commit()

    table = read(path)

    assert table.rows["code"].tolist() == ["001", "002", "003"]
    assert table.rows.geometry[0] is not None
    assert table.rows.geometry[2] is None
    assert [(problem.row, problem.kind) for problem in table.problems] == [(3, "bad_shape")]


@pytest.mark.parametrize("driver", [Driver.GPKG, Driver.FLATGEOBUF])
def test_a_file_cut_short_is_refused_or_read_as_far_as_it_goes(made, driver):
    path = made(driver)
    path.write_bytes(path.read_bytes()[:-200])

    try:
        table = read(path)
    except FileBroken:
        return
    assert len(table.rows) <= 3


@pytest.mark.parametrize(
    ("driver", "keep"), [(Driver.GPKG, 50), (Driver.GPKG, 3000), (Driver.FLATGEOBUF, 20)]
)
def test_a_file_without_its_body_is_refused(made, driver, keep):
    path = made(driver)
    path.write_bytes(path.read_bytes()[:keep])

    with pytest.raises((FileBroken, NothingToRead)):
        inspect(path)


def test_a_database_that_is_no_geopackage_is_refused(tmp_path):
    with closing(sqlite3.connect(tmp_path / "other.gpkg")) as database:
        database.execute("CREATE TABLE a (b)")
        database.commit()

    with pytest.raises(UnknownFormat):
        read(tmp_path / "other.gpkg")


def test_a_geopackage_with_a_virtual_table_is_refused(made):
    path = made(Driver.GPKG)
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE VIRTUAL TABLE bait USING fts4(a)")
        database.commit()

    with pytest.raises(UnsafeDatabase):
        read(path)


def test_a_geopackage_in_use_is_read_without_a_trace(made, tmp_path):
    path = made(Driver.GPKG, "live.gpkg")
    folder = tmp_path / "closed"
    folder.mkdir()
    shutil.move(path, folder / "live.gpkg")
    before = (folder / "live.gpkg").read_bytes()

    read(folder / "live.gpkg")

    assert [file.name for file in folder.iterdir()] == ["live.gpkg"]
    assert (folder / "live.gpkg").read_bytes() == before


NAMES = ["消火栓", "井盖", "桥梁"]


@pytest.fixture
def dbf_in(points, tmp_path):
    """Return a maker of loose Shapefiles in an encoding, with or without a .cpg."""

    def make(encoding, page, names=NAMES):
        frame = points[["code", "geometry"]].assign(name=names)
        path = tmp_path / "loose.shp"
        pyogrio.write_dataframe(frame, path, driver="ESRI Shapefile", encoding=encoding)
        (tmp_path / "loose.cpg").unlink(missing_ok=True)
        dbf = bytearray((tmp_path / "loose.dbf").read_bytes())
        dbf[29] = 0
        (tmp_path / "loose.dbf").write_bytes(dbf)
        if page:
            (tmp_path / "loose.cpg").write_text(page, encoding="ascii")
        return path

    return make


# Not here: UTF-8 with a .cpg of GBK. Chinese in UTF-8 mostly reads as GBK, too, and is believed.
@pytest.mark.parametrize(
    ("encoding", "page"),
    [("GBK", page) for page in (None, "UTF-8", "GBK", "936", "nonsense")]
    + [("UTF-8", page) for page in (None, "UTF-8", "nonsense")],
)
def test_the_encoding_of_a_shapefile_is_found_even_if_its_cpg_lies(dbf_in, encoding, page):
    table = read(dbf_in(encoding, page))

    assert table.rows["name"].tolist() == NAMES


def test_the_encoding_that_is_named_goes_before_all(dbf_in):
    names = ["消防栓", "人孔蓋", "橋梁"]

    table = read(dbf_in("BIG5", "UTF-8", names), encoding="big5")

    assert table.rows["name"].tolist() == names


def test_a_shapefile_without_prj_declares_no_frame(dbf_in, tmp_path):
    path = dbf_in("UTF-8", "UTF-8")
    (tmp_path / "loose.prj").unlink()

    assert inspect(path).frame is None
