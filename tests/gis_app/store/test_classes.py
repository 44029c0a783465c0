"""Class codes and time limits as rows."""

from dataclasses import replace

import pytest

from gis_app.store import UnknownRecord, classes
from layers.codes import builtin_classes, builtin_limits


def test_the_tables_of_the_standards_come_back_as_they_were_given(store, write):
    rows, limits = builtin_classes(), builtin_limits()
    with write() as tx:
        assert classes.put_classes(tx, rows) == len(rows)
        classes.put_limits(tx, limits)
        classes.put_limits(tx, limits)
    with store.read() as tx:
        assert classes.classes(tx) == list(rows)
        assert sorted(classes.limits(tx), key=repr) == sorted(limits, key=repr)


def test_a_class_out_of_use_stays_so_when_the_table_is_stored_again(store, write):
    row = next(iter(builtin_classes()))
    with write() as tx:
        classes.put_classes(tx, [row])
        classes.enable(tx, row.key, enabled=False)
        classes.put_classes(tx, [replace(row, name="new")])

        assert classes.classes(tx) == []
        assert classes.classes(tx, everything=True) == [replace(row, name="new")]
        assert classes.disabled(tx) == {row.key}

        classes.enable(tx, row.key, enabled=True)
        assert classes.classes(tx) == [replace(row, name="new")]


def test_a_class_is_removed_with_its_limits(store, write):
    limit = builtin_limits()[0]
    row = next(r for r in builtin_classes() if r.key == (limit.scheme, limit.kind, limit.code))
    with write() as tx:
        classes.put_classes(tx, [row])
        classes.put_limits(tx, [limit])
        classes.remove_class(tx, row.key)

        assert classes.classes(tx) == classes.limits(tx) == []
        with pytest.raises(UnknownRecord):
            classes.remove_class(tx, row.key)
        with pytest.raises(UnknownRecord):
            classes.enable(tx, row.key, enabled=True)
