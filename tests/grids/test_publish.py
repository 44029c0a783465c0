"""What keeps a plan from being published, and what its reviewer is warned of."""

from dataclasses import replace

import pytest
import shapely

from grids import Cell, Grid, ManagementGrid, Plan
from grids.change import applied
from grids.operations import CutCell, change_of
from grids.publish import unmet, warnings

CRS = "EPSG:4550"


@pytest.fixture
def plan():
    """Four cells of 100 m in two management grids, one beside the other."""
    cells = [
        Cell(f"C{i}{j}", shapely.box(100 * i, 100 * j, 100 * i + 100, 100 * j + 100), grid=f"G{i}")
        for i in range(2)
        for j in range(2)
    ]
    named = (ManagementGrid("G0", "West"), ManagementGrid("G1", "East"))
    return Plan("p", Grid.of(cells, CRS), named, outline=shapely.box(0, 0, 200, 200))


def kinds(found):
    return [fault.kind for fault in found]


def test_a_sound_plan_meets_every_rule(plan):
    assert unmet(plan, area_band_m2=(5_000, 20_000)) == []


def test_a_grid_without_cells_keeps_a_plan_from_being_published(plan):
    empty = replace(plan, management_grids=(*plan.management_grids, ManagementGrid("G9", "New")))

    assert [(fault.kind, fault.codes) for fault in unmet(empty)] == [("grid_empty", ("G9",))]


def test_two_grids_of_one_name_do_too(plan):
    twice = replace(plan, management_grids=(ManagementGrid("G0", "A"), ManagementGrid("G1", "A")))
    (fault,) = unmet(twice)

    assert (fault.kind, fault.codes) == ("grid_name_twice", ("G0", "G1"))
    assert fault.place.area == 40_000


def test_a_grid_in_pieces_a_cell_too_small_and_one_without_a_grid_do_too(plan):
    cells = [replace(c, grid={"C00": "G1", "C10": None}.get(c.code, c.grid)) for c in plan.grid]
    apart = replace(plan, grid=Grid.of(cells, CRS))

    assert kinds(unmet(apart, area_band_m2=(10_001, 20_000))) == [
        *["area_out_of_band"] * 4,
        "unassigned",
        "grid_in_pieces",
    ]


@pytest.fixture
def cut(plan):
    """The plan with its south-western cell cut from south to north at 40 m."""
    line = ((40_000, -5_000), (40_000, 105_000))
    return applied(plan, change_of(plan, CutCell("C00", line, ("C90", "C91"))))


@pytest.mark.parametrize(
    ("road", "warned"),
    [
        ([(0, 50), (200, 50)], True),  # across the new edge
        ([(40, -50), (40, 150)], False),  # along it
        ([(0, 100), (200, 100)], False),  # at its end, along the old edge
        ([(40, 50), (200, 50)], True),  # ends on it, beyond its ends
        ([(0, 150), (200, 150)], False),  # across old edges only
    ],
)
def test_a_new_edge_across_a_road_is_told(plan, cut, road, warned):
    found = warnings(plan.grid, cut, roads=[shapely.LineString(road)])

    assert kinds(found) == (["across_road"] if warned else [])


@pytest.mark.parametrize(
    ("building", "warned"),
    [
        (shapely.box(30, 30, 60, 60), True),
        (shapely.box(40, 30, 60, 60), False),  # its wall is the edge
        (shapely.box(90, 30, 110, 60), False),  # an old edge runs through it
        (shapely.box(30, 99.7, 60, 130), False),  # the end of the edge touches it
    ],
)
def test_a_new_edge_through_a_building_is_told(plan, cut, building, warned):
    found = warnings(plan.grid, cut, buildings=[building])

    assert kinds(found) == (["through_building"] if warned else [])


def test_an_edge_through_two_buildings_is_one_warning_with_both_places(plan, cut):
    one, other = shapely.box(30, 10, 60, 30), shapely.box(30, 60, 60, 80)

    (found,) = warnings(plan.grid, cut, buildings=[one, other])

    assert found.place.intersects(one)
    assert found.place.intersects(other)
    assert found.size == pytest.approx(40.0, abs=0.5)


def test_a_plan_without_new_edges_has_no_warning(plan):
    road = shapely.LineString([(0, 50), (200, 50)])

    assert warnings(plan.grid, plan, roads=[road]) == []
