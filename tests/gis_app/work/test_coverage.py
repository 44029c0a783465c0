"""Coverage by radius, spacing along roads, and cells against the outline."""

import json
import math

import pytest
import shapely

from gis_app.store import features
from gis_app.work import COMMAND_LINE, coverage
from gis_app.work.coverage_rules import LimitOutOfRange, NoPoints, NoSpacingRule, RadiusOutOfRange
from layers import Feature
from layers.catalog import UnknownLayer

X, Y = 388_000.0, 3_309_000.0


def remove_all(office, *layers):
    with office.store.write("test", office.clock()) as tx:
        for layer in layers:
            for feature in [f for page in features.pages(tx, layer) for f in page]:
                features.remove(tx, layer, feature.code, version=feature.version)


def add(office, layer, code, shape, **values):
    with office.store.write("test", office.clock()) as tx:
        features.add(tx, layer, Feature(code, "", shape, values))


def test_the_layers_rule_decides_and_is_named(office):
    told = coverage.measure(office, COMMAND_LINE, "hydrants")

    assert told["radius_m"] == 150.0
    assert told["rule"] == {
        "radius_m": 150.0,
        "spacing_m": 120.0,
        "source": "GB 50974-2014 §7.2",
    }
    assert told["assets"] == 3


def test_area_within_reach_is_that_of_the_circles(office):
    told = coverage.measure(office, COMMAND_LINE, "hydrants", 15.0)

    assert told["total"]["covered_m2"] == pytest.approx(3 * math.pi * 15**2, rel=1e-3)
    assert told["total"]["area_m2"] == 40_000.0


def test_road_within_reach_is_exact(office):
    told = coverage.measure(office, COMMAND_LINE, "hydrants", 30.0)

    along_first = 2 * math.sqrt(30**2 - 20**2)
    along_second = 5 * math.sqrt(30**2 - 10**2) + 20
    assert told["total"]["covered_road_m"] == pytest.approx(along_first + along_second, abs=0.1)


def test_areas_add_up_to_the_whole(office):
    told = coverage.measure(office, COMMAND_LINE, "hydrants", 30.0)

    assert [area["code"] for area in told["areas"]] == ["G01", "G02"]
    assert told["by"] == "grids"
    assert sum(area["covered_m2"] for area in told["areas"]) == pytest.approx(
        told["total"]["covered_m2"], abs=0.2
    )


def test_what_is_uncovered_has_the_missing_area(office):
    told = coverage.measure(office, COMMAND_LINE, "hydrants", 30.0)

    parts = json.loads(coverage.uncovered(office, COMMAND_LINE, "hydrants", 30.0))["features"]

    missing = told["total"]["area_m2"] - told["total"]["covered_m2"]
    areas = [part["properties"] for part in parts if part["properties"]["what"] == "area"]
    roads = [part["properties"] for part in parts if part["properties"]["what"] == "road"]
    assert sum(area["area_m2"] for area in areas) == pytest.approx(missing, abs=0.5)
    assert sum(road["length_m"] for road in roads) == pytest.approx(
        told["total"]["road_m"] - told["total"]["covered_road_m"], abs=0.2
    )


def test_a_new_asset_changes_the_answer(office):
    before = coverage.measure(office, COMMAND_LINE, "hydrants", 30.0)
    mark = coverage.mark(office, COMMAND_LINE, "hydrants")

    add(office, "hydrants", "H-0004", shapely.Point(X + 50, Y + 180))
    after = coverage.measure(office, COMMAND_LINE, "hydrants", 30.0)

    assert coverage.mark(office, COMMAND_LINE, "hydrants") != mark
    assert after["total"]["covered_m2"] > before["total"]["covered_m2"]


def test_coverage_does_not_touch_the_kept_shapes(office):
    first = coverage.measure(office, COMMAND_LINE, "hydrants", 30.0)
    coverage.measure(office, COMMAND_LINE, "hydrants", 100.0)

    assert coverage.measure(office, COMMAND_LINE, "hydrants", 30.0) == first


def test_without_assets_nothing_is_covered(office):
    told = coverage.measure(office, COMMAND_LINE, "toilets")

    assert told["total"]["share"] == 0.0
    assert told["assets"] == 0


def test_a_district_without_grids_is_told_by_its_communities(office):
    remove_all(office, "cells", "grids")

    told = coverage.measure(office, COMMAND_LINE, "hydrants")

    assert told["by"] == "communities"
    assert [area["name"] for area in told["areas"]] == ["红梅社区"]


def test_a_district_of_nothing_has_no_share(office):
    remove_all(office, "cells", "grids", "communities", "streets", "district")

    told = coverage.measure(office, COMMAND_LINE, "hydrants")

    assert told["areas"] == []
    assert told["total"]["share"] is None


@pytest.mark.parametrize("radius_m", [0.0, 9.9, 2000.1])
def test_a_radius_of_no_use_is_refused(office, radius_m):
    with pytest.raises(RadiusOutOfRange):
        coverage.measure(office, COMMAND_LINE, "hydrants", radius_m)


def test_layers_without_points_and_unknown_ones_are_refused(office):
    with pytest.raises(NoPoints):
        coverage.measure(office, COMMAND_LINE, "bridges")
    with pytest.raises(UnknownLayer):
        coverage.measure(office, COMMAND_LINE, "dragons")


def test_gaps_along_a_road_are_told_the_longest_first(office):
    told = coverage.gaps(office, COMMAND_LINE, "hydrants", 50.0)

    lengths = [row["gap_m"] for row in told["rows"]]
    assert lengths == sorted(lengths, reverse=True)
    assert told["total"]["gaps"] == len(lengths)
    assert ("黄山路", "start") in {(row["road"], row["place"]) for row in told["rows"]}
    assert all(len(row["line"]) >= 2 for row in told["rows"])


def test_the_rule_of_spacing_is_the_layers_own(office):
    told = coverage.gaps(office, COMMAND_LINE, "hydrants")

    assert told["limit_m"] == 120.0
    assert told["rows"] == []


def test_a_layer_without_a_rule_of_spacing_needs_a_limit(office):
    add(office, "toilets", "T-1", shapely.Point(X + 10, Y + 90))

    with pytest.raises(NoSpacingRule):
        coverage.gaps(office, COMMAND_LINE, "toilets")
    with pytest.raises(LimitOutOfRange):
        coverage.gaps(office, COMMAND_LINE, "toilets", 5.0)
    assert coverage.gaps(office, COMMAND_LINE, "toilets", 100.0)["total"]["gaps"] == 2


def test_layers_that_serve_are_those_with_points_in_them(office):
    found = coverage.served_layers(office, COMMAND_LINE)

    assert [(one.spec.name, one.count) for one in found] == [("hydrants", 3)]


def test_assets_come_with_code_and_place(office):
    found = json.loads(coverage.assets(office, COMMAND_LINE, "hydrants"))["features"]

    assert [point["properties"]["code"] for point in found] == ["H-0001", "H-0002", "H-0003"]


def test_cells_that_fill_the_district_fit(office):
    told = coverage.misfit(office, COMMAND_LINE)

    assert told["parts"]["features"] == []
    assert told["uncovered"] == {"count": 0, "area_m2": 0}


def test_a_missing_a_stray_and_a_doubled_cell_are_measured(office):
    with office.store.write("test", office.clock()) as tx:
        features.remove(tx, "cells", "330206002001001", version=1)
    add(office, "cells", "330206002001008", shapely.box(X + 200, Y, X + 250, Y + 10))
    add(office, "cells", "330206002001009", shapely.box(X + 150, Y + 100, X + 200, Y + 150))

    told = coverage.misfit(office, COMMAND_LINE)

    assert told["uncovered"] == {"count": 1, "area_m2": 10_000.0}
    assert told["outside"] == {"count": 1, "area_m2": 500.0}
    assert told["doubled"] == {"count": 1, "area_m2": 2_500.0}
