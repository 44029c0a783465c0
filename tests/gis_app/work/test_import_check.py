"""The dry run over a table with gaps: rows keep their numbers, lost ones count as rejected."""

import re
from pathlib import Path

import numpy as np
import pytest
import shapely

from gis_app.web.language import read_messages
from gis_app.work.import_check import check
from gis_app.work.import_settings import Settings
from gis_app.work.import_source import Opened, place
from gis_app.work.import_target import target
from layers.formats import Driver, RawTable, RowProblem, Source
from layers.formats.values import describe, plain_array, raw_rows
from layers.intake import TEMPLATES, Severity

ROOT = Path(__file__).resolve().parents[3]
X, Y = 388_000.0, 3_309_000.0


@pytest.fixture
def report(office):
    """Return a function from codes, row numbers and the reader's problems to the report."""

    def told(codes, numbers, problems=(), apart_m=1):
        places = [shapely.Point(X + 10 + apart_m * n, Y + 20) for n in range(len(codes))]
        shapes = plain_array(places)
        table = RawTable(
            layer="t",
            rows=raw_rows({"code": codes}, shapes),
            numbers=np.array(numbers),
            frame="EPSG:4550",
            problems=tuple(problems),
        )
        info = describe(table)
        opened = Opened(
            "t.gpkg", Source(path=None, driver=Driver.GPKG, layers=(info,)), info, table
        )
        settings = Settings(layer="hydrants", frame="EPSG:4550")
        chosen = target(office.catalog, opened, settings)
        return check(office, opened, place(office, opened, settings), chosen, settings)

    return told


def test_rows_keep_the_numbers_they_have_in_the_file(report):
    found = report(["A", "B", None, "A"], [1, 3, 7, 9])

    told = {(one.row, one.kind): dict(one.facts) for one in found.report.problems}
    assert told == {(7, "missing_code"): {}, (9, "repeated_code"): {"first": 1}}
    assert found.checked.rows.tolist() == [1, 3]


def test_rows_that_the_reader_could_not_give_count_as_rejected(report):
    found = report(["A", "B"], [1, 3], [RowProblem(2, "bad_row", value="torn")])

    assert (found.report.total, found.report.rejected, found.report.good) == (3, 1, 2)
    assert not found.whole
    assert found.report.problems[0].message() == "The row cannot be read: torn."


def test_a_file_that_ends_early_is_not_whole_even_if_every_row_is_good(report):
    found = report(["A", "B"], [1, 2], [RowProblem(2, "lost_rows", value="end")])

    assert found.report.rejected == 0
    assert not found.whole


def test_a_note_of_the_reader_rejects_nothing(report):
    found = report(["A"], [1], [RowProblem(0, "driver_told", value="odd ring")])

    assert found.whole
    assert found.report.problems[0].column == "geometry"


def test_a_default_place_is_counted_among_the_kinds_and_names_its_first_row_as_in_the_file(report):
    found = report([f"H{n}" for n in range(150)], range(11, 161), apart_m=0).report

    assert found.counts(Severity.NOTED)["piled_place"] == 1
    (one,) = (one for one in found.problems if one.kind == "piled_place")
    assert (one.row, dict(one.facts)) == (0, {"count": 150, "first": 11})
    assert (found.good, found.rejected) == (150, 0)


def test_every_kind_of_problem_has_its_sentence_and_its_short_name_in_chinese():
    known = read_messages(ROOT / "gis_app" / "locale" / "zh")
    words = (ROOT / "static" / "js" / "imports" / "words.js").read_text(encoding="utf-8")
    names = dict(re.findall(r'^  (\w+): "(.+)",$', words, re.MULTILINE))

    assert [kind for kind, sentence in TEMPLATES.items() if sentence not in known] == []
    assert [kind for kind in TEMPLATES if names.get(kind) not in known] == []
