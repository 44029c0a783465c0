"""A layer taken out and back in is the same; texts stay texts; who sees what."""

import csv
import json
import sqlite3
import zipfile

import numpy as np
import pytest
import shapely

from gis_app.store import features
from gis_app.work import NotAllowed, exports, imports
from gis_app.work.exports import UnknownExport
from gis_app.work.import_settings import Settings
from layers import Feature
from layers.crs import change_frame
from layers.formats import FrameNotWritable

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><b>",
    "=1+1",
    "+2",
    "-2",
    "@x",
    "'=1",
    'a\nb"c',
]
SUFFIXES = ["geojson", "gpkg", "zip", "csv", "kml", "fgb"]


@pytest.fixture
def hostile(office):
    """Put a hydrant with each hostile text in every field of text, and return their codes."""
    spec = office.catalog["hydrants"]
    texts = [field.name for field in spec.fields if field.kind.value == "text"]
    codes = []
    with office.store.write("test", office.clock()) as tx:
        for number, text in enumerate(HOSTILE):
            values = {name: text[: spec.field(name).length] for name in texts}
            shape = shapely.Point(388_010.123 + number, 3_309_020.456)
            one = features.add(tx, "hydrants", Feature(f"X{number}", text, shape, values))
            codes.append(one.code)
    return codes


def take_out(office, actor, layer, suffix, folder, **more):
    return exports.export(office, actor, layer, suffix, folder / f"out.{suffix}", **more)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("layer", ["hydrants", "cells", "roads"])
def test_what_was_taken_out_comes_back_as_it_was(office, actor, tmp_path, hostile, layer, suffix):
    made = take_out(office, actor("planner"), layer, suffix, tmp_path)

    checkup = imports.check_file(office, actor("planner"), made.path, Settings(layer=layer))

    report = checkup.report
    assert (report.added, report.changed, report.rejected) == (0, 0, 0)
    assert report.unchanged == report.total > 0


@pytest.mark.parametrize("frame", ["EPSG:4326", "GCJ-02", "BD-09", "EPSG:4550"])
def test_the_places_are_in_the_frame_that_was_asked_for(office, actor, tmp_path, frame):
    made = take_out(office, actor("viewer"), "hydrants", "geojson", tmp_path, frame=frame)

    first = json.loads(made.path.read_text(encoding="utf-8"))["features"][0]
    with office.store.read() as tx:
        stored = features.get(tx, "hydrants", first["properties"]["code"]).shape
    x, y = change_frame([stored.x], [stored.y], "EPSG:4550", frame)
    assert np.allclose(first["geometry"]["coordinates"], [x[0], y[0]], atol=1e-4, rtol=0)
    mark = "" if frame == "EPSG:4326" else f"-{frame.replace(':', '')}"
    assert made.name == f"hydrants{mark}.geojson"


def test_no_cell_of_a_csv_is_a_formula(office, actor, tmp_path, hostile):
    made = take_out(office, actor("viewer"), "hydrants", "csv", tmp_path)

    with made.path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    numbers = [cell for cell in cells if cell[:1] in "+-" and cell]
    assert not [cell for cell in cells if cell[:1] in ("=", "@")]
    assert all(cell.replace(".", "").lstrip("+-").isdigit() for cell in numbers)
    assert "'=1+1" in cells
    assert "<img src=x onerror=alert(1)>" in cells


def test_a_geojson_holds_hostile_texts_as_data(office, actor, tmp_path, hostile):
    made = take_out(office, actor("viewer"), "hydrants", "geojson", tmp_path)

    rows = json.loads(made.path.read_text(encoding="utf-8"))["features"]
    names = {row["properties"]["name"] for row in rows}
    assert set(HOSTILE) <= names


def test_a_viewer_gets_the_cases_without_the_reporter(office, actor, tmp_path):
    with office.store.write("test", office.clock()) as tx:
        features.add(tx, "cases", Feature("C1", "", None, {"reporter": "李明", "state": "closed"}))

    seen = {}
    for role in ("viewer", "dispatcher"):
        folder = tmp_path / role
        folder.mkdir()
        made = take_out(office, actor(role), "cases", "geojson", folder)
        seen[role] = made.path.read_text(encoding="utf-8")

    assert "李明" not in seen["viewer"]
    assert "reporter" not in seen["viewer"]
    assert "李明" in seen["dispatcher"]


def test_formats_that_cannot_say_a_frame_refuse_it(office, actor, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(FrameNotWritable):
        take_out(office, actor("viewer"), "hydrants", "gpkg", folder, frame="GCJ-02")
    with pytest.raises(UnknownExport):
        take_out(office, actor("viewer"), "hydrants", "exe", folder)
    assert list(folder.iterdir()) == []


def test_the_choices_say_which_format_fits_which_frame(office, actor):
    found = exports.choices(office, actor("viewer"), language="en")

    frames = {one["suffix"]: one["frames"] for one in found["formats"]}
    assert frames["kml"] == ["EPSG:4326"]
    assert "GCJ-02" not in frames["gpkg"]
    assert "BD-09" in frames["csv"]
    assert {one["name"]: one["count"] for one in found["layers"]}["hydrants"] == 3


def test_an_empty_layer_can_be_taken_out_in_every_format(office, actor, tmp_path):
    for suffix in SUFFIXES:
        made = take_out(office, actor("viewer"), "bridges", suffix, tmp_path)
        assert made.path.stat().st_size > 0
        if suffix == "zip":
            assert any(name.endswith(".shp") for name in zipfile.ZipFile(made.path).namelist())


def test_only_an_administrator_takes_the_whole_database(office, actor, tmp_path):
    for role in ("planner", "viewer", "dispatcher", "inspector"):
        with pytest.raises(NotAllowed):
            exports.backup(office, actor(role), tmp_path / "b.gpkg")

    made = exports.backup(office, actor("admin"), tmp_path / "b.gpkg")

    with sqlite3.connect(made.path) as copy:
        assert copy.execute("SELECT count(*) FROM hydrants").fetchone() == (3,)
    copy.close()
    assert made.name == "district-330206-20260615-0400.gpkg"
