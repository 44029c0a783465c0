"""`import` in the shell: told before it is done, whole or not at all, in plain sentences."""

import csv

import pytest

from gis_app.store import features

GOOD = "编号,名称,x,y\nA,甲,388010,3309020\nB,乙,388020,3309020\n"
PLACED = ["--layer", "hydrants", "--frame", "EPSG:4550"]
BAD = GOOD + ",没有编号,388030,3309020\nA,又一个,388040,3309020\n"


def codes(office):
    with office.store.read() as tx:
        return set(features.read_frame(tx, "hydrants")["code"])


@pytest.fixture
def file(tmp_path):
    def written(text, name="hydrants.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_a_dry_run_tells_everything_and_changes_nothing(run, office, file):
    said = run("import", file(GOOD), "--layer", "hydrants", "--frame", "EPSG:4550", "--dry-run")

    assert "2 rows: 2 to add, 0 to change, 0 unchanged, 0 rejected." in said.output
    assert "code             <- 编号" in said.output
    assert "nothing was changed" in said.output
    assert "A" not in codes(office)


def test_a_sound_file_is_imported(run, office, file):
    said = run("import", file(GOOD), "--layer", "hydrants", "--frame", "EPSG:4550")

    assert "Imported into hydrants: 2 added" in said.output
    assert {"A", "B"} <= codes(office)


def test_one_bad_row_stops_all_of_them_with_a_sentence(run, office, file):
    said = run("import", file(BAD), "--layer", "hydrants", "--frame", "EPSG:4550", code=1)

    assert "row 3, 编号: The row has no code" in said.output
    assert "Error: 2 of 4 rows cannot be imported" in said.output
    assert "A" not in codes(office)


def test_the_good_rows_come_in_when_asked_for_and_the_others_are_in_the_report(
    run, office, file, tmp_path
):
    report = tmp_path / "problems.csv"
    run("import", file(BAD), "--layer", "hydrants", "--frame", "EPSG:4550", "--good-rows",
        "--report", report)  # fmt: skip

    assert {"A", "B"} <= codes(office)
    with report.open(encoding="utf-8-sig", newline="") as told:
        rows = list(csv.DictReader(told))
    assert [(row["row"], row["kind"]) for row in rows if row["severity"] == "rejected"] == [
        ("3", "missing_code"),
        ("4", "repeated_code"),
    ]


def test_without_a_layer_the_likely_ones_are_told(run, file):
    said = run("import", file(GOOD), code=2)

    assert "looks like: hydrants" in said.output


def test_guesses_are_corrected_by_options(run, office, file):
    text = "no,what,state,east,north\nA,x,好,388010,3309020\n"

    run("import", file(text), "--layer", "hydrants", "--frame", "EPSG:4550",
        "--x", "east", "--y", "north", "--map", "code=no", "--map", "note=what",
        "--value", "state:好=damaged", "--constant", "owner=水务")  # fmt: skip

    with office.store.read() as tx:
        found = features.get(tx, "hydrants", "A").values
    assert (found["note"], found["state"], found["owner"]) == ("x", "damaged", "水务")


def test_a_mapping_file_says_it_all_and_options_go_before_it(run, office, file, tmp_path):
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        'layer = "hydrants"\nframe = "EPSG:4326"\n[columns]\ncode = "编号"\nname = ""\n'
        '[constants]\nnote = "n"\n',
        encoding="utf-8",
    )

    run("import", file(GOOD), "--mapping", mapping, "--frame", "EPSG:4550")

    with office.store.read() as tx:
        found = features.get(tx, "hydrants", "A")
    assert (found.name, found.values["note"]) == ("", "n")
    assert found.shape.x == 388_010


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--layer", "nowhere"], "There is no layer 'nowhere'"),
        (["--layer", "hydrants", "--frame", "EPSG:1"], "There is no coordinate system"),
        (["--layer", "hydrants", "--encoding", "klingon"], "There is no text encoding"),
        ([*PLACED, "--map", "nothing=编号"], "has no field nothing"),
        ([*PLACED, "--map", "note=nothing"], "has no column nothing"),
        ([*PLACED, "--timezone", "Mars/X"], "There is no time zone"),
        (["--layer", "hydrants", "--x", "nothing", "--y", "y"], "There is no column 'nothing'"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(run, file, arguments, sentence):
    said = run("import", file(GOOD), *arguments, code=1)

    assert sentence in said.output


def test_a_missing_file_and_a_foreign_one_are_told(run, tmp_path):
    assert (
        "There is no file"
        in run("import", tmp_path / "no.csv", "--layer", "hydrants", code=1).output
    )
    odd = tmp_path / "odd.bin"
    odd.write_bytes(b"\x00\x01\x02\x03")
    assert (
        "not a file this application reads"
        in run("import", odd, "--layer", "hydrants", code=1).output
    )


def test_help_teaches_with_an_example(run):
    for command in ("init", "import", "export", "locate", "check", "backup", "restore", "user"):
        said = run(command, "--help").output
        assert f"flask --app app {command}" in said, command


def test_hostile_column_titles_and_values_are_printed_as_text(run, file):
    text = "编号,<img src=x onerror=alert(1)>,x,y\n=1+1,</script>,388010,3309020\n"

    said = run("import", file(text), "--layer", "hydrants", "--frame", "EPSG:4550")

    assert "1 added" in said.output
