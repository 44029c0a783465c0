"""Making and opening the file."""

import sqlite3
from dataclasses import replace

import fiona
import pytest

from gis_app.store import (
    LayerNameTaken,
    NotAStore,
    StoreExists,
    StoreMissing,
    StoreTooNew,
    create_store,
    features,
    open_store,
)
from layers import DistrictBroken
from layers.catalog import load_catalog

LAYER = """
title = {{ zh = "{zh}", en = "Benches" }}
group = "asset"
shape = "point"
[style]
colour = "#112233"
[[fields]]
name = "seats"
title = {{ zh = "座位", en = "Seats" }}
kind = "integer"
{more}
"""
MORE = '[[fields]]\nname = "limit"\ntitle = { zh = "限", en = "Limit" }\nkind = "text"'


def catalog_with(folder, name="benches", more="", zh="长椅"):
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(LAYER.format(more=more, zh=zh), encoding="utf-8")
    return load_catalog(folder)


def test_a_store_holds_its_district_and_every_layer_of_the_catalog(store):
    with store.read() as tx:
        counts = {name: features.count(tx, name) for name in store.catalog.names()}

    assert store.district.adcode == "990001"
    assert set(counts.values()) == {0}


def test_creating_over_a_file_is_refused(store, district_text):
    with pytest.raises(StoreExists):
        create_store(store.path, district_text)


def test_a_broken_district_leaves_no_file(tmp_path):
    with pytest.raises(DistrictBroken):
        create_store(tmp_path / "a.gpkg", "adcode = 1")

    assert list(tmp_path.iterdir()) == []


def test_creating_begins_anew_after_a_killed_creation(tmp_path, district_text):
    (tmp_path / ".a.gpkg.new").write_bytes(b"half a file")

    create_store(tmp_path / "a.gpkg", district_text).close()

    assert not (tmp_path / ".a.gpkg.new").exists()


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(StoreMissing):
        open_store(tmp_path / "none.gpkg")


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100])
def test_a_file_of_another_kind_is_refused(tmp_path, content):
    path = tmp_path / "odd.gpkg"
    path.write_bytes(content)

    with pytest.raises(NotAStore):
        open_store(path)

    assert path.read_bytes() == content


def test_a_geopackage_of_another_program_is_refused(tmp_path, points):
    path = tmp_path / "foreign.gpkg"
    points().to_file(path, layer="hydrants", driver="GPKG")

    with pytest.raises(NotAStore):
        open_store(path)


def test_a_file_of_a_later_version_is_refused_with_what_to_do(store):
    store.close()
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE schema_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(StoreTooNew, match="newer version"):
        open_store(store.path)


def test_a_layer_added_to_the_catalog_gets_its_table_and_a_field_its_column(
    store, tmp_path, points, noon
):
    store.close()
    first = open_store(store.path, catalog_with(tmp_path / "layers"))
    with first.write("li", noon) as tx:
        features.add_many(tx, "benches", points(2, seats=[3, 4]))
    first.close()

    second = open_store(store.path, catalog_with(tmp_path / "layers", more=MORE))
    with second.write("li", noon) as tx:
        bench = features.get(tx, "benches", "H-0001")
        features.update(tx, "benches", replace(bench, values={"limit": "x"}), version=1)
    with second.read() as tx:
        values = features.get(tx, "benches", "H-0001").values
    second.close()

    assert values == {"seats": 4, "limit": "x"}


@pytest.mark.parametrize("name", ["history", "users", "rtree_x", "gpkg_contents"])
def test_a_layer_may_not_bear_the_name_of_a_table_of_the_store(tmp_path, district_text, name):
    catalog = catalog_with(tmp_path / "layers", name)

    with pytest.raises(LayerNameTaken):
        create_store(tmp_path / "a.gpkg", district_text, catalog)


def test_two_layers_of_one_title_can_stand_in_one_file(tmp_path, district_text):
    catalog_with(tmp_path / "layers", "benches", zh="消火栓")
    catalog = catalog_with(tmp_path / "layers", "stools", zh="消火栓")

    create_store(tmp_path / "a.gpkg", district_text, catalog).close()

    assert {"benches", "stools"} <= set(fiona.listlayers(tmp_path / "a.gpkg"))


def test_opening_an_unchanged_catalog_writes_nothing(store, noon):
    with sqlite3.connect(store.path) as watcher:
        before = watcher.execute("PRAGMA data_version").fetchone()

        with store.write("li", noon):  # would block a second writer
            open_store(store.path).close()

        assert watcher.execute("PRAGMA data_version").fetchone() == before
    watcher.close()
