"""The plan in force, read: cells, management grids, measures, faults."""

import json

import numpy as np
import pytest
import shapely

from gis_app.store import UnknownFeature, features
from gis_app.work import COMMAND_LINE, plan_grid, plans
from layers import Feature
from layers.crs import to_metric

X, Y = 388_000.0, 3_309_000.0


def write(office):
    return office.store.write("test", office.clock())


def add_cell(office, code, shape, **values):
    with write(office) as tx:
        features.add(tx, "cells", Feature(code, "", shape, values))


def report(office, *places, at="2026-06-01T00:00:00.000Z"):
    with write(office) as tx:
        for number, (x, y) in enumerate(places):
            case = Feature(
                f"20260601-{number:04d}",
                "",
                None if x is None else shapely.Point(x, y),
                {"state": "reported", "reported_at": at, "kind": "matter", "class_code": "06001"},
            )
            features.add(tx, "cases", case)


def remove_all(office, layer):
    with write(office) as tx:
        for feature in [f for page in features.pages(tx, layer) for f in page]:
            features.remove(tx, layer, feature.code, version=feature.version)


def management(office):
    return json.loads(plans.management(office, COMMAND_LINE))["features"]


def test_the_plan_in_force_is_known_with_the_day_it_began(office):
    plan = plans.in_force(office, COMMAND_LINE)

    assert plan is not None
    assert plan.valid_from == "2026-01-01"


def test_cells_come_back_where_they_were(office):
    found = json.loads(plans.cells(office, COMMAND_LINE))["features"]
    shapes = shapely.from_geojson([json.dumps(cell["geometry"]) for cell in found])

    back = to_metric(np.asarray(shapes, dtype=object), "EPSG:4326", "EPSG:4550")

    assert [cell["properties"]["grid"] for cell in found] == ["G01", "G02", "G01", "G02"]
    assert shapely.area(back) == pytest.approx([10_000.0] * 4, rel=2e-3)
    assert shapely.union_all(back).bounds == pytest.approx((X, Y, X + 200, Y + 200), abs=0.02)


def test_cells_carry_their_units_and_their_size(office):
    found = json.loads(plans.cells(office, COMMAND_LINE))["features"]

    assert found[0]["properties"] == {
        "code": "330206002001001"[:14] + "1",
        "grid": "G01",
        "community": "330206002001",
        "street": "330206002",
        "area_m2": 10_000.0,
    }


def test_a_management_grid_is_the_sum_of_its_cells(office):
    grids = management(office)

    assert [grid["properties"]["code"] for grid in grids] == ["G01", "G02"]
    assert [grid["properties"]["cells"] for grid in grids] == [2, 2]
    assert [grid["properties"]["area_m2"] for grid in grids] == [20_000.0, 20_000.0]
    assert grids[0]["properties"]["name"] == "Grid 1"
    assert grids[0]["properties"]["street_name"] == "新碶街道"
    assert grids[0]["properties"]["version"] == 1


def test_the_name_of_a_grid_stands_inside_it(office):
    for grid in management(office):
        shape = shapely.from_geojson(json.dumps(grid["geometry"]))

        assert shape.contains(shapely.Point(grid["properties"]["label_at"]))


def test_grids_without_a_colour_get_one_their_neighbours_lack(office):
    colours = [grid["properties"]["colour"] for grid in management(office)]

    assert len(set(colours)) == 2
    assert all(plan_grid.COLOUR.fullmatch(colour) for colour in colours)


def test_grids_that_only_the_cells_know_are_shown(office):
    remove_all(office, "grids")

    grids = management(office)

    assert [grid["properties"]["code"] for grid in grids] == ["G01", "G02"]
    assert [grid["properties"]["version"] for grid in grids] == [0, 0]
    assert grids[0]["properties"]["name"] is None
    assert grids[0]["properties"]["street"] == "330206002"


def test_grids_without_cells_keep_their_own_place(office):
    remove_all(office, "cells")

    grids = management(office)
    told = plans.measured(office, COMMAND_LINE)

    assert [grid["properties"]["cells"] for grid in grids] == [0, 0]
    assert [grid["properties"]["area_m2"] for grid in grids] == [20_000.0, 20_000.0]
    assert [row["area_m2"] for row in told["grids"]] == [20_000.0, 20_000.0]
    assert [row["cells"] for row in told["grids"]] == [0, 0]
    assert plans.wrong(office, COMMAND_LINE) == []


def test_a_district_with_neither_has_an_empty_plan(office):
    remove_all(office, "cells")
    remove_all(office, "grids")

    told = plans.measured(office, COMMAND_LINE)

    assert management(office) == []
    assert json.loads(plans.cells(office, COMMAND_LINE))["features"] == []
    assert told["grids"] == []
    assert told["total"]["area_m2"] == 0


def test_a_cell_tells_the_grids_beside_it_by_their_common_edge(office):
    told = plans.cell(office, COMMAND_LINE, "330206002001001")

    assert told["version"] == 1
    assert told["community_name"] == "红梅社区"
    assert told["area_m2"] == 10_000.0
    assert told["beside"] == [{"grid": "G02", "shared_m": 100.0}]


def test_an_unknown_cell_is_refused(office):
    with pytest.raises(UnknownFeature):
        plans.cell(office, COMMAND_LINE, "nowhere")


def test_every_metre_of_road_is_counted_once(office):
    told = plans.measured(office, COMMAND_LINE)

    by_grid = sum(row["road_m"] for row in told["grids"])

    assert by_grid == pytest.approx(400.0)
    assert told["total"]["road_m"] == pytest.approx(400.0)
    assert told["total"]["roads"] == {"main": 200.0, "secondary": 200.0}


def test_assets_are_counted_by_layer_and_nothing_is_lost(office):
    told = plans.measured(office, COMMAND_LINE)

    assert [row["by_layer"]["hydrants"] for row in told["grids"]] == [1, 2]
    assert told["total"]["assets"] == 3
    assert told["elsewhere"]["assets"] == 0


def test_deviation_is_from_the_mean_of_the_grids(office):
    told = plans.measured(office, COMMAND_LINE)

    assert [row["deviation"]["area_m2"] for row in told["grids"]] == [0.0, 0.0]
    assert [row["deviation"]["assets"] for row in told["grids"]] == [-0.333, 0.333]


def test_cases_count_where_they_lie_and_the_placeless_count_elsewhere(office):
    report(office, (X + 50, Y + 50), (X + 150, Y + 50), (X + 150, Y + 150), (None, None))

    told = plans.measured(office, COMMAND_LINE)

    assert [row["cases_recent"] for row in told["grids"]] == [1, 2]
    assert told["elsewhere"]["cases_recent"] == 1
    assert told["total"]["cases_recent"] == 4


def test_recent_days_end_with_the_latest_case_of_an_old_district(office):
    report(office, (X + 50, Y + 50), at="2020-03-01T00:00:00.000Z")

    told = plans.measured(office, COMMAND_LINE)

    assert told["total"]["cases_recent"] == 1
    assert told["until"] - told["since"] == 30 * 86_400


def test_measures_follow_a_change_of_a_cell(office):
    before = plans.mark(office, COMMAND_LINE, "measures")
    plans.measured(office, COMMAND_LINE)

    with write(office) as tx:
        cell = features.get(tx, "cells", "330206002001001")
        moved = Feature(cell.code, cell.name, cell.shape, {"grid": "G02"})
        features.update(tx, "cells", moved, version=1)
    after = plans.measured(office, COMMAND_LINE)

    assert plans.mark(office, COMMAND_LINE, "measures") != before
    assert [row["cells"] for row in after["grids"]] == [1, 3]


def test_a_sound_plan_has_only_the_faults_it_has(office):
    assert plans.wrong(office, COMMAND_LINE) == []


def test_a_planted_gap_is_found_and_can_be_zoomed_to(office):
    remove_all(office, "cells")
    add_cell(office, "330206002001001", shapely.box(X, Y, X + 100, Y + 200), grid="G01")
    add_cell(office, "330206002001002", shapely.box(X + 101, Y, X + 200, Y + 200), grid="G02")

    found = plans.wrong(office, COMMAND_LINE)

    assert [fault["kind"] for fault in found] == ["uncovered"]
    west, south, east, north = found[0]["box"]
    assert west < found[0]["lon"] < east
    assert south < found[0]["lat"] < north
