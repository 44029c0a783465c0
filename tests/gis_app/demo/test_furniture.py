"""Assets, zones and permits: standing where they belong, adding up to the product's figures."""

import numpy as np
import pandas as pd
import pytest
import shapely


def water(frames):
    return shapely.union_all(frames["water"].geometry.to_numpy())


def roads_by_name(frames):
    roads = frames["roads"]
    return {name: shapely.union_all(part.geometry) for name, part in roads.groupby("name")}


def test_hydrants_are_numbered_along_their_roads(frames):
    hydrants = frames["hydrants"]
    runs = (hydrants["road"] != hydrants["road"].shift()).sum()

    assert hydrants["code"].tolist() == [f"H-{i:04d}" for i in range(1, 963)]
    assert runs == hydrants["road"].nunique()


def test_hydrants_stand_half_a_metre_to_two_metres_behind_the_kerb(frames):
    hydrants, lines = frames["hydrants"], roads_by_name(frames)
    width = dict(zip(frames["roads"]["name"], frames["roads"]["width_m"], strict=True))
    behind = [
        lines[road].distance(place) - width[road] / 2.0
        for road, place in zip(hydrants["road"], hydrants.geometry, strict=True)
    ]

    assert np.quantile(behind, 0.02) > 0.3
    assert max(behind) < 2.3


def test_hydrants_of_the_town_stand_60_to_140_metres_apart_and_leave_gaps(frames):
    hydrants = frames["hydrants"]
    at = shapely.get_coordinates(hydrants.geometry.to_numpy())
    same = (hydrants["road"] == hydrants["road"].shift()).to_numpy()[1:]
    apart = np.hypot(*np.diff(at, axis=0).T)[same]
    covered = shapely.union_all(shapely.buffer(hydrants.geometry.to_numpy(), 150.0))
    share = (covered & frames["district"].geometry.iloc[0]).area / 33.6e6

    assert ((apart > 55) & (apart < 145)).mean() > 0.5
    assert (apart > 200).sum() > 30
    assert 0.5 < share < 0.85


def test_there_is_a_bridge_wherever_a_road_meets_a_river_or_canal(frames):
    bridges, inland = frames["bridges"], frames["water"]
    inland = inland[inland["kind"].isin(["river", "canal"])]
    decks = shapely.union_all(bridges.geometry.to_numpy())
    wet_road = shapely.intersection(
        shapely.union_all(frames["roads"].geometry.to_numpy()),
        shapely.union_all(inland.geometry.to_numpy()),
    )

    assert (wet_road - decks).length < 1.0
    assert all(not deck.disjoint(water(frames)) for deck in bridges.geometry)


def test_a_bridge_has_the_grade_of_its_condition(frames):
    edges = [-0.1, 50, 66, 80, 90, 100.1]
    grades = pd.cut(frames["bridges"]["bci"], edges, right=False, labels=list("EDCBA"))

    assert frames["bridges"]["grade"].tolist() == grades.tolist()


def test_order_keeping_is_six_main_and_five_secondary_roads_of_14_700_metres(frames):
    streets = frames["order_streets"]

    assert streets["length_m"].sum() == 14_700
    assert np.allclose(streets.length, streets["length_m"], atol=0.05)
    assert streets["class"].value_counts().to_dict() == {"main": 6, "secondary": 5}
    assert streets["shops"].sum() == 1_366


def test_shops_stand_beside_the_stretch_they_are_counted_on(frames):
    streets, shops = frames["order_streets"], frames["shops"]
    lines = dict(zip(streets["road"], streets.geometry, strict=True))
    counts = dict(zip(streets["road"], streets["shops"], strict=True))
    away = [lines[r].distance(p) for r, p in zip(shops["road"], shops.geometry, strict=True)]

    assert shops.groupby("road").size().to_dict() == counts
    assert max(away) < 45.0
    assert min(away) > 10.0
    assert not shapely.intersects(water(frames), shops.geometry.to_numpy()).any()


@pytest.mark.parametrize(
    ("layer", "count", "m2"), [("dig_permits", 61, 29_998), ("occupy_permits", 116, 3_123)]
)
def test_permits_add_up_to_the_square_metre(frames, layer, count, m2):
    permits = frames[layer]

    assert len(permits) == count
    assert permits["area_m2"].sum() == m2
    assert np.allclose(permits.area, permits["area_m2"], rtol=0.02, atol=0.2)
    assert (permits["issued_on"] <= permits["starts_on"]).all()
    assert (permits["starts_on"] < permits["ends_on"]).all()


def test_stalls_are_forbidden_around_each_school_gate(frames):
    zones = frames["stall_zones"]
    near = zones[zones["name"].str.endswith("校门周边")]

    assert len(near) == len(frames["schools"])
    assert set(near["control"]) == {"forbidden"}
    assert near.area.max() == pytest.approx(np.pi * 100**2, rel=0.01)


def test_land_use_does_not_overlap_nor_lie_in_water(frames):
    shapes = frames["landuse"].geometry.to_numpy()
    inland = frames["water"][frames["water"]["kind"] != "sea"].geometry.to_numpy()

    assert shapely.area(shapes).sum() - shapely.union_all(shapes).area < 5.0
    assert (shapely.union_all(shapes) & shapely.union_all(inland)).area < 50.0


@pytest.mark.parametrize(
    "layer",
    ["hydrants", "manholes", "street_lamps", "toilets", "gas_points", "cameras", "litter_bins"],
)
def test_an_asset_names_the_cell_it_stands_in(frames, layer):
    cells = dict(zip(frames["cells"].code, frames["cells"].geometry, strict=True))
    rows = frames[layer]

    assert all(cells[c].intersects(p) for c, p in zip(rows["cell"], rows.geometry, strict=True))
