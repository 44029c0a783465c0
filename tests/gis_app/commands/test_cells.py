"""`cells` in the shell: made once, told plainly, checked sound."""

from datetime import UTC, datetime

import geopandas as gpd
import pytest
import shapely

from gis_app.store import features, open_store
from layers.catalog import builtin_catalog


@pytest.fixture
def empty_city(run, district_file, tmp_path):
    """Return a database with nothing but class codes."""
    path = tmp_path / "city.gpkg"
    run("init", district_file, path)
    return path


@pytest.fixture
def city(empty_city):
    """Return a database with an outline of 600 m × 400 m and two roads."""
    x, y = 395_000.0, 135_000.0
    lines = [
        shapely.LineString([(x - 10, y + 150), (x + 610, y + 210)]),
        shapely.LineString([(x + 280, y - 10), (x + 250, y + 410)]),
    ]
    roads = {"code": ["R1", "R2"], "class": ["main", "branch"]}
    store = open_store(empty_city, builtin_catalog())
    with store.write("test", datetime.now(UTC)) as tx:
        for name, rows, shapes in (
            ("district", {"code": ["1"]}, [shapely.box(x, y, x + 600, y + 400)]),
            ("roads", roads, lines),
        ):
            frame = gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:26985")
            features.add_many(tx, name, frame, note="test")
    store.close()
    return empty_city


@pytest.mark.parametrize("source", ["roads", "lattice"])
def test_cells_are_made_and_check_finds_them_sound(run, city, source):
    said = run("cells", "--from", source, "--grids", 3, "--database", city)

    assert "3 management grids, 1 plan" in said.output
    assert "Sound" in run("check", "--database", city).output


def test_a_second_call_is_refused_with_a_sentence(run, city):
    run("cells", "--from", "lattice", "--database", city)

    said = run("cells", "--from", "lattice", "--database", city, code=1)

    assert "cells already" in said.output


def test_without_an_outline_it_says_what_to_import(run, empty_city):
    said = run("cells", "--from", "roads", "--database", empty_city, code=1)

    assert "import its outline as the layer district" in said.output


def test_the_help_teaches(run):
    said = run("cells", "--help")

    for word in ("--from", "--target-m2", "--grids", "flask --app app cells --from roads"):
        assert word in said.output


def test_a_number_below_one_is_told(run, city):
    said = run("cells", "--from", "roads", "--grids", 0, "--database", city, code=1)

    assert "above 0" in said.output
