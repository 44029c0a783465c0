"""The dry run over a table with gaps: rows keep their numbers, lost ones count as rejected."""

import numpy as np
import pytest
import shapely

from gis_app.work.import_check import check
from gis_app.work.import_settings import Settings
from gis_app.work.import_source import Opened, place
from gis_app.work.import_target import target
from layers.formats import Driver, RawTable, RowProblem, Source
from layers.formats.values import describe, plain_array, raw_rows

X, Y = 388_000.0, 3_309_000.0


@pytest.fixture
def report(office):
    """Return a function from codes, row numbers and the reader's problems to the report."""

    def told(codes, numbers, problems=()):
        shapes = plain_array([shapely.Point(X + 10 + n, Y + 20) for n in range(len(codes))])
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
