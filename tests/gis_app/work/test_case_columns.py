import random

import numpy as np
import shapely

from gis_app.store import features
from gis_app.work.case_columns import case_table
from gis_app.work.office import Office
from layers import Feature
from layers.analysis import CODED


def table(office):
    with office.store.read() as tx:
        return case_table(office, tx)


def as_rows(columns):
    words = {name: getattr(columns, name).texts() for name in CODED}
    rows = zip(
        columns.number, columns.x, columns.y, columns.reported_at, columns.text,
        *words.values(), strict=True,
    )  # fmt: skip
    return sorted(tuple(str(value) for value in row) for row in rows)


def test_what_changed_is_read_and_equals_reading_everything_anew(filled):
    office, draw = filled.office, random.Random(3)
    table(office)

    for turn in range(12):
        with office.store.write("test", office.clock()) as tx:
            code = draw.choice(filled.rows)["code"]
            stored = features.get(tx, "cases", code)
            shape = draw.choice([stored.shape, shapely.Point(388_010, 3_309_010)])
            changes = {
                "state": draw.choice(["closed", "rework"]),
                "grid": draw.choice(["G5", None]),
            }
            changed = Feature(code, "", shape, changes)
            features.update(tx, "cases", changed, version=stored.version)
            fresh = Feature(f"new-{turn}", "", None, {"state": "reported", "source": "order"})
            features.add(tx, "cases", fresh)

        kept = table(office)
        anew = table(Office(office.store, office.clock))
        assert kept.stamp == anew.stamp
        assert as_rows(kept.columns) == as_rows(anew.columns)
        numbers = sorted(kept.columns.number)
        assert kept.columns.number[kept.by_number].tolist() == numbers
        rows = kept.rows_of([numbers[0], "none such", f"new-{turn}", "", "~"])
        assert [at >= 0 for at in rows] == [True, False, True, False, False]
        assert kept.columns.number[rows[[0, 2]]].tolist() == [numbers[0], f"new-{turn}"]
        ten = [number for number in numbers if "new-1" <= number < "new-2"]
        assert kept.numbers_from("new-1", "new-2", 2) == ten[:2]


def test_a_removed_case_is_no_longer_counted(filled):
    office = filled.office
    before = table(office)
    with office.store.write("test", office.clock()) as tx:
        code = filled.rows[0]["code"]
        features.remove(tx, "cases", code, version=1)

    after = table(office)

    assert len(after.columns) == len(before.columns) - 1
    assert code not in after.columns.number


def test_nothing_is_read_again_while_nothing_changed(filled):
    assert table(filled.office) is table(filled.office)


def test_an_older_reader_is_given_the_newer_table(filled):
    office = filled.office
    with office.store.read() as older:
        older.layer("cases")
        case_table(Office(office.store, office.clock), older)  # its view is fixed from here on
        with office.store.write("test", office.clock()) as tx:
            features.add(tx, "cases", Feature("late", "", None, {"state": "reported"}))
        newer = table(office)

        assert case_table(office, older) is newer


def test_orders_are_total_and_cases_without_a_moment_come_last(filled):
    kept = table(filled.office)

    moments = kept.columns.reported_at[kept.latest_first]
    assert (np.diff(moments.astype(float)) <= 0).all()
    assert sorted(kept.latest_first.tolist()) == list(range(len(filled.rows)))
    assert kept.columns.number[kept.by_number].tolist() == sorted(r["code"] for r in filled.rows)


def test_an_empty_office_has_an_empty_table(office):
    assert len(table(office).columns) == 0
    assert table(office).rows_of(["any"]).tolist() == [-1]
