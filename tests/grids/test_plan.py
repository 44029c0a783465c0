import pytest
import shapely

from grids import Cell, Grid, ManagementGrid, Plan, PlanState

GRID = Grid.of(
    [Cell("A", shapely.box(0, 0, 1, 1), grid="G1"), Cell("B", shapely.box(1, 0, 2, 1))], "EPSG:4550"
)


def test_the_assignment_of_a_plan_is_the_grid_of_its_cells():
    plan = Plan("Spring", GRID, (ManagementGrid("G1"),))

    assert dict(plan.assignment) == {"A": "G1", "B": None}
    assert plan.state == "draft"


@pytest.mark.parametrize(
    ("state", "start", "end", "day", "holds"),
    [
        (PlanState.PUBLISHED, "2026-03-01", None, "2026-02-28", False),
        (PlanState.PUBLISHED, "2026-03-01", None, "2026-03-01", True),
        (PlanState.PUBLISHED, "2026-03-01", "2026-06-01", "2026-05-31", True),
        (PlanState.PUBLISHED, "2026-03-01", "2026-06-01", "2026-06-01", False),
        (PlanState.RETIRED, "2026-03-01", "2026-06-01", "2026-04-01", True),
        (PlanState.DRAFT, "2026-03-01", None, "2026-04-01", False),
        (PlanState.IN_REVIEW, "2026-03-01", None, "2026-04-01", False),
        (PlanState.PUBLISHED, None, None, "2026-04-01", False),
    ],
)
def test_a_plan_is_in_force_from_its_first_day_up_to_the_day_it_ends(state, start, end, day, holds):
    plan = Plan("Spring", GRID, state=state, valid_from=start, valid_to=end)

    assert plan.in_force(day) is holds
