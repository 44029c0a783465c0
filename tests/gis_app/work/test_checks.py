"""What is wrong with a district is told: its cells, what points nowhere, its file."""

import pytest
import shapely

from gis_app.store import features
from gis_app.work import NotAllowed, checks
from layers import Feature

X, Y = 388_000.0, 3_309_000.0


def kinds(office, actor):
    return sorted({one.kind for one in checks.check(office, actor("planner"))})


def test_a_sound_district_has_nothing_wrong(office, actor):
    # the cells of the trial district keep its whole outline without gap or overlap
    assert kinds(office, actor) == []


def test_a_cell_over_another_and_a_grid_that_is_not_there_are_told(office, actor):
    with office.store.write("test", office.clock()) as tx:
        box = shapely.box(X + 50, Y + 50, X + 150, Y + 150)
        values = {"grid": "G99", "community": "330206002001", "street": "330206002"}
        features.add(tx, "cells", Feature("330206002001099", "", box, values))

    found = checks.check(office, actor("planner"))

    assert "overlap" in {one.kind for one in found}
    lost = [one for one in found if one.kind == "grid_missing"]
    assert [str(one) for one in lost] == [
        "The cell 330206002001099 names the management grid G99, which is not there."
    ]
    assert any(one.place is not None for one in found)


def test_an_asset_in_a_cell_that_is_not_there_is_told(office, actor):
    with office.store.write("test", office.clock()) as tx:
        place = shapely.Point(X + 1, Y + 1)
        features.add(tx, "hydrants", Feature("H-9", "", place, {"cell": "nowhere"}))

    assert kinds(office, actor) == ["cell_missing"]


def test_viewers_do_not_run_checks(office, actor):
    with pytest.raises(NotAllowed):
        checks.check(office, actor("viewer"))
