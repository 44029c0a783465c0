"""The generated buildings: on ground that is built on, off the roads, the water and each other."""

import numpy as np
import pytest
import shapely


@pytest.fixture(scope="module")
def shapes(frames):
    return frames["buildings"].geometry.to_numpy()


def test_each_stands_whole_in_one_unit_cell(frames, shapes):
    cells = frames["cells"].geometry.to_numpy()
    at, _ = shapely.STRtree(cells).query(shapes, predicate="within")

    assert np.array_equal(np.sort(at), np.arange(len(shapes)))


def test_none_stands_on_water_on_a_lane_or_on_another(frames, shapes):
    waters = frames["water"].geometry.to_numpy()
    roads = frames["roads"].geometry.to_numpy()
    tree = shapely.STRtree(shapes)

    assert not tree.query(waters, predicate="intersects").size
    assert not tree.query(roads, predicate="intersects").size
    one, other = tree.query(shapes, predicate="intersects")
    assert np.array_equal(one, other)


def test_no_building_stands_on_green_or_vacant_ground(frames, shapes):
    landuse = frames["landuse"]
    free = landuse[landuse["kind"].isin(["green", "vacant"])].geometry.to_numpy()

    assert not shapely.STRtree(shapes).query(free, predicate="intersects").size


def test_heights_follow_the_floors(frames):
    buildings = frames["buildings"]
    storey = buildings["height_m"] / buildings["floors"]

    assert 3_500 <= len(buildings) <= 5_000
    assert buildings["floors"].between(1, 34).all()
    assert storey.between(2.8, 11.0).all()
