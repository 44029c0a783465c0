import random

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from grids import Grid, GridError, WorkloadWrong, measure
from grids.burden import Burden, Counted
from grids.change import applied
from grids.ledger import Ledger, tally
from grids.operations import change_of
from tests.grids.operations.random_steps import random_step
from tests.grids.operations.test_sequences import plan_of

GRIDS = ("G01", "G02", "G03")


def things(mesh, rng):
    """Return roads and places, half of them on seams and joints."""
    west, south, east, north = mesh.district().bounds
    joints = [(x / 1000, y / 1000) for x, y in mesh.points.values()]
    anywhere = lambda: (rng.uniform(west, east), rng.uniform(south, north))  # noqa: E731
    some = lambda: rng.choice((anywhere(), rng.choice(joints)))  # noqa: E731
    roads = np.array([shapely.LineString([some(), some(), anywhere()]) for _ in range(8)])
    spots = np.array([some() for _ in range(40)])
    return roads, ["main", "lane"] * 4, spots


def burden_of(roads, classes, spots):
    return Burden.of(
        roads, classes, {"hydrants": Counted(*spots.T), "cases": Counted(*spots.T, 0.1)}
    )


@given(data=st.data())
def test_the_sums_are_those_of_measure(data, lattices):
    mesh, rng = data.draw(lattices()), random.Random(data.draw(st.integers(0, 2**32)))
    plan, (roads, classes, spots) = plan_of(mesh, rng), things(mesh, rng)

    found = tally(Ledger.of(plan.grid, burden_of(roads, classes, spots)), GRIDS, {"cases": 1.0})

    told = measure(
        plan.grid,
        roads=gpd.GeoDataFrame({"class": classes}, geometry=roads, crs="EPSG:4550"),
        assets={"hydrants": gpd.GeoDataFrame(geometry=shapely.points(spots), crs="EPSG:4550")},
    )
    rows = told.grids.reindex(GRIDS, fill_value=0)
    for name in ("area_m2", "perimeter_m", "compactness", "cells", "pieces"):
        assert getattr(found, name)[:-1] == pytest.approx(rows[name].to_numpy(), abs=1e-6)
    roads_told = told.roads.reindex(GRIDS, fill_value=0)[["lane", "main"]].to_numpy()
    assert found.road_m[:-1] == pytest.approx(roads_told, abs=1e-6)
    assert found.counts[:-1, 0] == pytest.approx(
        told.assets["hydrants"].reindex(GRIDS, fill_value=0)
    )
    assert found.workload == pytest.approx(found.counts[:, 1])


@given(data=st.data())
def test_a_ledger_that_is_kept_up_is_the_one_made_anew(data, lattices):
    mesh, rng = data.draw(lattices()), random.Random(data.draw(st.integers(0, 2**32)))
    plan = plan_of(mesh, rng)
    burden = burden_of(*things(mesh, rng))
    ledger = Ledger.of(plan.grid, burden)
    for number in range(15):
        try:
            change = change_of(plan, random_step(plan, rng, number))
        except GridError:
            continue
        plan = applied(plan, change)
        ledger = ledger.after(plan.grid, change.cells_out, change.cells_in)

    fresh = Ledger.of(Grid.of(plan.grid, plan.grid.crs), burden)

    for name in ("area_m2", "rim_m", "road_m", "counts"):
        assert getattr(ledger, name) == pytest.approx(getattr(fresh, name), abs=1e-6), name


def test_workload_is_the_weighted_sum_and_refuses_what_it_cannot_weigh(mesh):
    plan = plan_of(mesh(3, 3), random.Random(1))
    spots = np.array([[500_050.0, 3_299_950.0], [np.nan, np.nan]])
    ledger = Ledger.of(plan.grid, Burden.of(counted={"cases": Counted(*spots.T, 0.5)}))

    assert ledger.workload({"cases": 2.0, "area_ha": 0.1}).sum() == pytest.approx(1.0 + 0.9)
    with pytest.raises(WorkloadWrong, match="area_ha"):
        ledger.workload({"hydrants": 1.0})
    with pytest.raises(WorkloadWrong):
        ledger.workload({"cases": -1.0})
