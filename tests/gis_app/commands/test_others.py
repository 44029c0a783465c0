"""init, export, locate, check, user, backup, restore in the shell."""

import csv
import json

import pytest

from gis_app.store import features, open_store
from gis_app.work import accounts
from layers import Feature
from layers.catalog import builtin_catalog

LAYER = """
title = { zh = "座椅", en = "Benches" }
group = "asset"
shape = "point"
[style]
colour = "#123456"
"""


def test_init_makes_an_empty_district_with_layers_of_ones_own(run, district_file, tmp_path):
    own = tmp_path / "mine"
    own.mkdir()
    (own / "benches.toml").write_text(LAYER, encoding="utf-8")
    path = tmp_path / "new" / "city.gpkg"

    said = run("init", district_file, path, "--layers", own)

    assert "Some city" in said.output
    assert (path.parent / "catalog" / "benches.toml").exists()
    run("user", "add", "chief", "--role", "admin", "--database", path)
    run("export", "benches", tmp_path / "b.geojson", "--database", path)


def test_init_refuses_to_write_over_a_file_and_a_broken_layer(run, district_file, tmp_path, office):
    assert "exists already" in run("init", district_file, office.store.path, code=1).output
    own = tmp_path / "mine"
    own.mkdir()
    (own / "benches.toml").write_text("title = 3", encoding="utf-8")
    path = tmp_path / "city.gpkg"

    said = run("init", district_file, path, "--layers", own, code=1)

    assert "benches.toml" in said.output
    assert not path.exists()


def test_init_names_what_is_wrong_with_a_district_file(run, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text('adcode = "1"', encoding="utf-8")

    said = run("init", bad, tmp_path / "x.gpkg", code=1)

    assert "The district file does not hold" in said.output


def test_export_writes_what_the_suffix_says(run, tmp_path):
    out = tmp_path / "deep" / "hydrants.geojson"

    said = run("export", "hydrants", out, "--frame", "GCJ-02")

    assert "Wrote 3 features of hydrants" in said.output
    assert len(json.loads(out.read_text(encoding="utf-8"))["features"]) == 3
    assert [file.name for file in out.parent.iterdir()] == ["hydrants.geojson"]


@pytest.mark.parametrize(
    ("layer", "name", "sentence"),
    [("nowhere", "x.csv", "no layer 'nowhere'"), ("hydrants", "x.exe", "no export '.exe'")],
)
def test_export_says_what_there_is_not(run, tmp_path, layer, name, sentence):
    assert sentence in run("export", layer, tmp_path / name, code=1).output


def test_locate_tells_one_place_as_json(run):
    said = run("locate", "--frame", "EPSG:4550", "388150", "3309090")

    told = json.loads(said.output)
    assert told["cell"] == "330206002001002"
    assert told["road"]["name"] == "太河路"


def test_locate_writes_a_file_with_columns_beside(run, tmp_path):
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("x,y\n388150,3309090\n1,1\n", encoding="utf-8")

    said = run("locate", "--file", source, "--out", out, "--frame", "EPSG:4550")

    assert "2 rows, 1 in a cell" in said.output
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert [row["grid"] for row in csv.DictReader(file)] == ["G02", ""]


def test_locate_says_what_it_needs(run, tmp_path):
    assert "Give LON and LAT" in run("locate", code=2).output
    assert "--out" in run("locate", "--file", tmp_path / "in.csv", code=2).output


def test_check_ends_with_1_where_something_is_wrong(run, office):
    assert "Sound" in run("check").output

    with office.store.write("test", office.clock()) as tx:
        one = next(features.pages(tx, "cells"))[0]
        features.update(
            tx, "cells", Feature(one.code, "", one.shape, {"grid": "G99"}), version=one.version
        )

    said = run("check", code=1)
    assert "names the management grid G99" in said.output


def test_users_are_added_listed_closed_and_get_passwords(run, office):
    said = run("user", "add", "li", "--role", "planner", "--title", "李明")
    password = said.output.rsplit(" ", 1)[-1].strip()
    assert accounts.sign_in(office, "li", password).role == "planner"

    run("user", "password", "li", "--password", "a new password")
    assert accounts.sign_in(office, "li", "a new password").title == "李明"

    run("user", "close", "li")
    assert "li" in run("user", "list").output
    assert "closed" in run("user", "list").output


def test_users_commands_say_what_is_wrong(run):
    assert "taken" in run("user", "add", "planner", "--role", "viewer", code=1).output
    assert "no user 'nobody'" in run("user", "close", "nobody", code=1).output
    assert (
        "characters"
        in run("user", "add", "xi", "--role", "viewer", "--password", "short", code=1).output
    )


def test_a_backup_is_restored_and_a_foreign_one_refused(run, office, tmp_path, district_file):
    copy = tmp_path / "copy" / "b.gpkg"
    run("backup", copy)
    with office.store.write("test", office.clock()) as tx:
        features.remove(tx, "hydrants", "H-0001", version=1)

    run("restore", copy, "--yes")

    with office.store.read() as tx:
        assert features.count(tx, "hydrants") == 3
    other = tmp_path / "other.gpkg"
    run("init", district_file, other)
    assert "is of district" in run("restore", other, "--yes", code=1).output
    assert "Aborted" in run("restore", copy, input="n\n", code=1).output


def test_every_command_says_how_to_get_a_database_where_there_is_none(run, tmp_path):
    nowhere = tmp_path / "nowhere.gpkg"
    for arguments in (["check"], ["export", "hydrants", tmp_path / "x.csv"], ["user", "list"],
                      ["locate", "1", "2"], ["backup", tmp_path / "b.gpkg"]):  # fmt: skip
        said = run(*arguments, "--database", nowhere, code=1)
        assert "There is no database at" in said.output
    assert not nowhere.exists()


def test_a_database_with_layers_of_its_own_opens_with_them(run, district_file, tmp_path):
    own = tmp_path / "mine"
    own.mkdir()
    (own / "benches.toml").write_text(LAYER, encoding="utf-8")
    path = tmp_path / "city" / "city.gpkg"
    run("init", district_file, path, "--layers", own)
    source = tmp_path / "benches.csv"
    source.write_text("code,lon,lat\nB1,-77.03,38.9\n", encoding="utf-8")

    run("import", source, "--layer", "benches", "--database", path)

    store = open_store(path, builtin_catalog())
    assert "benches" not in store.catalog
    store.close()
    assert (
        "Wrote 1 features"
        in run("export", "benches", tmp_path / "o.csv", "--database", path).output
    )
