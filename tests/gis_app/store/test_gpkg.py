"""The live file is a GeoPackage that GDAL reads, titles, CRS, index and all."""

import sqlite3

import fiona
import geopandas as gpd
import pyogrio
import pytest
import shapely

from gis_app.store import features


def test_gdal_reads_every_layer_while_a_write_transaction_is_open(store, hydrants, write, points):
    with write() as tx:
        features.add_many(tx, "hydrants", points(2, first=10))
        names = fiona.listlayers(store.path)
        read = {name: gpd.read_file(store.path, layer=name) for name in store.catalog.names()}

    assert set(store.catalog.names()) <= set(names)
    assert {frame.crs.to_epsg() for frame in read.values()} == {4550}
    assert read["hydrants"]["code"].tolist() == ["H-0000", "H-0001", "H-0002"]


def test_layers_bear_their_titles_and_geometry_types(store):
    for spec in store.catalog:
        info = pyogrio.read_info(store.path, layer=spec.name)

        assert info["layer_metadata"]["IDENTIFIER"] == spec.title.zh
        assert info["layer_metadata"]["DESCRIPTION"] == spec.title.en
        assert info["geometry_type"].removeprefix("Multi").lower().startswith(spec.shape[:4])
        assert info["capabilities"]["fast_spatial_filter"]


def test_tables_with_secrets_and_bytes_stay_out_of_the_lists_of_desktop_programs(store):
    shown = set(fiona.listlayers(store.path))

    assert {"history", "units", "class_codes"} <= shown
    assert shown.isdisjoint({"users", "photo_bytes", "settings", "case_numbers"})


def test_the_file_says_that_it_is_a_geopackage_1_3(store):
    with sqlite3.connect(store.path) as connection:
        pragmas = [
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version", "journal_mode")
        ]
        strays = connection.execute("PRAGMA foreign_key_check").fetchall()
        systems = connection.execute("SELECT srs_id FROM gpkg_spatial_ref_sys").fetchall()
    connection.close()

    assert pragmas == [0x47504B47, 10300, "wal"]
    assert strays == []
    assert {(-1,), (0,), (4326,), (4550,)} == set(systems)


def test_fields_have_titles_and_coded_values(store):
    with sqlite3.connect(store.path) as connection:
        title = connection.execute(
            "SELECT title, constraint_name FROM gpkg_data_columns "
            "WHERE table_name = 'hydrants' AND column_name = 'state'"
        ).fetchone()
        choices = connection.execute(
            "SELECT value, description FROM gpkg_data_column_constraints "
            "WHERE constraint_name = 'hydrants_state' ORDER BY rowid"
        ).fetchall()
    connection.close()

    assert title == ("状态", "hydrants_state")
    assert choices[0] == ("intact", "完好")


def test_the_extent_covers_what_was_added_at_any_time(store, hydrants, write, points, corner):
    x, y = corner
    with write() as tx:
        features.add_many(tx, "hydrants", points(1, first=40))
        found = tx.connection.exec_driver_sql(
            "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = 'hydrants'"
        ).one()

    assert tuple(found) == (x, y, x + 40, y)


def test_the_index_follows_gdal_when_it_writes(store, hydrants, corner):
    """A desktop program that edits the file keeps the R*Tree true by our triggers."""
    x, y = corner
    with fiona.open(store.path, "a", layer="hydrants") as layer:
        record = {
            "geometry": {"type": "Point", "coordinates": (x + 500, y)},
            "properties": dict.fromkeys(layer.schema["properties"]) | {"code": "Q-1", "version": 1},
        }
        layer.write(record)

    with store.read() as tx:
        found = features.in_box(tx, "hydrants", (x + 499, y - 1, x + 501, y + 1), limit=5)
        feature = features.get(tx, "hydrants", "Q-1")

    assert found["code"].tolist() == ["Q-1"]
    assert shapely.get_x(feature.shape) == x + 500


def test_a_change_of_shape_moves_its_entry_in_the_index(store, hydrants, write, corner):
    x, _ = corner
    with write() as tx:
        tx.connection.exec_driver_sql(
            "UPDATE hydrants SET geom = (SELECT geom FROM hydrants WHERE code = 'H-0002') "
            "WHERE code = 'H-0000'"
        )
        boxes = tx.connection.exec_driver_sql("SELECT id, minx FROM rtree_hydrants_geom").fetchall()
        tx.connection.exec_driver_sql("UPDATE hydrants SET fid = 50 WHERE code = 'H-0001'")
        tx.connection.exec_driver_sql("UPDATE hydrants SET geom = NULL WHERE code = 'H-0002'")
        ids = tx.connection.exec_driver_sql(
            "SELECT id FROM rtree_hydrants_geom ORDER BY id"
        ).fetchall()
        tx.connection.exec_driver_sql("UPDATE hydrants SET fid = 60, geom = NULL WHERE fid = 50")
        left = tx.connection.exec_driver_sql("SELECT id FROM rtree_hydrants_geom").fetchall()

    assert dict(tuple(row) for row in boxes)[1] == pytest.approx(x + 2, abs=0.1)
    assert sorted(row[0] for row in ids) == [1, 50]
    assert [row[0] for row in left] == [1]
