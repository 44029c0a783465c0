"""Cells for a district that has none: sound cover, whole grids, codes, one transaction."""

from datetime import UTC, datetime

import geopandas as gpd
import pytest
import shapely

from gis_app.store import create_store, features, history, plans
from gis_app.work import COMMAND_LINE, BadQuestion, NotAllowed, Office, founding
from gis_app.work.cells_drawn import CellsTooMany, NoOutline, NoRoads
from gis_app.work.cells_made import CellsStored, GridsStored, make_cells
from grids import CellScheme, Grid, GridsTooMany, faults, parse_cell_code

X, Y = 388_013.0, 3_309_007.0
DISTRICT = """
title = { zh = "新区", en = "New district" }
adcode = "330206"
crs = "EPSG:4550"
centre = [121.85, 29.9]
"""
NOW = datetime(2026, 6, 15, 20, 0, tzinfo=UTC)


def layer(rows, shapes):
    return gpd.GeoDataFrame(rows, geometry=list(shapes), crs="EPSG:4550")


def box(west, south, east, north):
    return shapely.box(X + west, Y + south, X + east, Y + north)


def line(*places):
    return shapely.LineString([(X + x, Y + y) for x, y in places])


def parts_of_town():
    """Return 1 km × 600 m: two streets, three communities, crooked roads, a pond."""
    communities = [
        {"code": "330206002001", "name": "东", "street": "330206002"},
        {"code": "330206002002", "name": "中", "street": "330206002"},
        {"code": "330206003001", "name": "西", "street": "330206003"},
    ]
    roads = [line((-50, 210), (520, 260), (1_050, 190)), line((330, -40), (350, 640)),
             line((700, 640), (690, 250)), line((90, 400), (600, 430))]  # fmt: skip
    return {
        "district": layer([{"code": "330206"}], [box(0, 0, 1_000, 600)]),
        "streets": layer(
            [{"code": "330206002", "name": "新碶"}, {"code": "330206003", "name": "小港"}],
            [box(0, 0, 640, 600), box(640, 0, 1_000, 600)],
        ),
        "communities": layer(
            communities, [box(0, 0, 350, 600), box(350, 0, 640, 600), box(640, 0, 1_000, 600)]
        ),
        "roads": layer([{"code": f"R{i}", "class": "branch"} for i in range(len(roads))], roads),
        "water": layer([{"code": "W1", "kind": "lake"}], [box(820, 350, 930, 470)]),
    }


@pytest.fixture
def town(tmp_path):
    """Return a function that founds the town with some of its layers."""
    stores = []

    def founded(*names, **more):
        store = create_store(tmp_path / f"{len(stores)}.gpkg", DISTRICT)
        stores.append(store)
        office = Office(store, lambda: NOW)
        town = parts_of_town()
        founding.found(office, COMMAND_LINE, {name: town[name] for name in names} | more)
        return office

    yield founded
    for store in stores:
        store.close()


ALL = ("district", "streets", "communities", "roads", "water")


def stored(office, name):
    with office.store.read() as tx:
        return features.read_frame(tx, name)


def sound(office, *, assigned=True):
    """Return the faults of the stored cells against the whole town."""
    communities = stored(office, "communities")
    return faults(
        Grid.from_frame(stored(office, "cells")),
        district=box(0, 0, 1_000, 600),
        communities=dict(zip(communities["code"], communities.geometry, strict=True)) or None,
        assigned=assigned,
    )


@pytest.mark.parametrize("source", ["roads", "lattice"])
def test_cells_cover_the_town_without_a_fault_and_each_grid_is_whole(town, source):
    office = town(*ALL)

    made = make_cells(office, COMMAND_LINE, source=source, grids=6)

    cells, grids = stored(office, "cells"), stored(office, "grids")
    assert sound(office) == []
    assert made.cells == len(cells) > 40
    assert made.scheme is CellScheme.FIFTEEN
    assert made.outside == 0
    assert grids["code"].tolist() == [f"G0{i}" for i in range(1, 7)]
    assert made.grids == 6
    assert set(grids.geom_type) == {"Polygon"}
    assert grids.area.max() < 3 * grids.area.min()
    for grid, street in zip(grids["code"], grids["street"], strict=True):
        assert set(cells[cells["grid"] == grid]["street"]) == {street}


@pytest.mark.parametrize("source", ["roads", "lattice"])
def test_codes_communities_and_streets_agree_with_where_a_cell_lies(town, source):
    office = town(*ALL)

    make_cells(office, COMMAND_LINE, source=source)

    cells = stored(office, "cells")
    areas = parts_of_town()["communities"].set_index("code")
    for row in cells.itertuples():
        code = parse_cell_code(row.code)
        assert (code.community_code, code.street_code) == (row.community, row.street)
        beyond_m2 = row.geometry.difference(areas.geometry[row.community]).area
        assert beyond_m2 < 0.01
        assert row.area_m2 == pytest.approx(row.geometry.area, abs=0.06)
    assert cells["grid"].isna().all()
    assert set(cells["recorded_on"]) == {"2026-06-16"}  # the district's day, not that of UTC


def test_cells_from_roads_follow_roads_and_banks(town):
    office = town(*ALL)

    make_cells(office, COMMAND_LINE, source="roads")

    cells = stored(office, "cells")
    seams = shapely.union_all(shapely.boundary(cells.geometry.to_numpy())).buffer(0.002)
    road = line((-50, 210), (520, 260), (1_050, 190)).intersection(box(0, 0, 1_000, 600))
    assert road.difference(seams).length < 0.01
    assert box(820, 350, 930, 470).exterior.difference(seams).length < 0.01


def test_without_communities_codes_are_free_and_streets_are_the_walls(town):
    office = town("streets", "roads")  # the streets are the outline as well

    made = make_cells(office, COMMAND_LINE, source="roads", target_m2=5_000.0, grids=4)

    cells = stored(office, "cells")
    assert made.scheme is CellScheme.FREE
    assert cells["code"].iloc[0] == "C001"
    assert cells["community"].isna().all()
    assert sound(office) == []
    west = cells["street"] == "330206002"
    assert cells[west].area.sum() == pytest.approx(640 * 600, abs=0.1)
    assert cells[~west].area.sum() == pytest.approx(360 * 600, abs=0.1)


def test_one_community_without_twelve_digits_makes_all_codes_free(town):
    odd = parts_of_town()["communities"]
    odd.loc[1, "code"] = "ward-2"
    office = town("district", communities=odd)

    made = make_cells(office, COMMAND_LINE, source="lattice")

    cells = stored(office, "cells")
    assert made.scheme is CellScheme.FREE
    assert set(cells["code"].str[0]) == {"C"}
    assert set(cells["community"]) == set(odd["code"])


def test_a_cell_outside_all_communities_gets_the_nearest_and_is_counted(town):
    west = parts_of_town()["communities"].iloc[:2].reset_index(drop=True)
    office = town("district", communities=west)

    made = make_cells(office, COMMAND_LINE, source="lattice")

    cells = stored(office, "cells")
    east = cells[shapely.get_coordinates(shapely.centroid(cells.geometry))[:, 0] > X + 640]
    assert made.outside == len(east) > 10
    assert set(east["community"]) == {"330206002002"}


def test_the_cells_are_the_first_plan_and_have_a_history(town):
    office = town(*ALL)

    made = make_cells(office, COMMAND_LINE, source="lattice", grids=3)

    with office.store.read() as tx:
        (plan,) = plans.every(tx)
        entries = history.of(tx, "grids", "G01")
    assert (made.plans, plan.valid_from) == (1, "2026-01-01")
    assert [(entry.who, entry.note) for entry in entries] == [
        ("command-line", "cells made from lattice")
    ]


def test_grids_that_touch_have_different_colours(town):
    office = town(*ALL)

    make_cells(office, COMMAND_LINE, source="roads", grids=8)

    grids = stored(office, "grids")
    shapes, colours = grids.geometry.to_numpy(), grids["colour"].tolist()
    for one in range(len(shapes)):
        for other in range(one):
            if shapes[one].intersection(shapes[other]).length > 0:
                assert colours[one] != colours[other]


def test_the_same_layers_make_the_same_cells(town):
    told = []
    for _ in range(2):
        office = town(*ALL)
        make_cells(office, COMMAND_LINE, source="roads", grids=5)
        cells = stored(office, "cells")
        shapes = shapely.to_wkb(cells.geometry.to_numpy())
        told.append(list(zip(cells["code"], cells["grid"], shapes, strict=True)))

    assert told[0] == told[1]


def test_a_second_time_is_refused_and_changes_nothing(town):
    office = town(*ALL)
    make_cells(office, COMMAND_LINE, source="lattice", grids=3)
    before = stored(office, "cells")

    with pytest.raises(CellsStored, match="already"):
        make_cells(office, COMMAND_LINE, source="roads", grids=5)

    assert stored(office, "cells").equals(before)


def test_management_grids_that_are_there_are_not_mixed_with_new_ones(town):
    known = layer([{"code": "G01", "name": "老网格"}], [box(0, 0, 500, 600)])
    office = town(*ALL, grids=known)

    with pytest.raises(GridsStored):
        make_cells(office, COMMAND_LINE, source="lattice", grids=3)
    make_cells(office, COMMAND_LINE, source="lattice")

    assert stored(office, "grids")["name"].tolist() == ["老网格"]


@pytest.mark.parametrize(
    ("layers", "asked", "error"),
    [
        (("roads",), {}, NoOutline),
        (("district",), {}, NoRoads),
        (ALL, {"target_m2": 1e-6}, CellsTooMany),
        (ALL, {"target_m2": 0.0}, BadQuestion),
        (ALL, {"target_m2": float("nan")}, BadQuestion),
        (ALL, {"grids": 0}, BadQuestion),
        (ALL, {"grids": 5_000}, GridsTooMany),
        (ALL, {"source": "clouds"}, BadQuestion),
    ],
)
def test_what_cannot_be_made_is_told_and_nothing_is_stored(town, layers, asked, error):
    office = town(*layers)

    with pytest.raises(error):
        make_cells(office, COMMAND_LINE, **({"source": "roads"} | asked))

    assert len(stored(office, "cells")) == len(stored(office, "grids")) == 0


def test_a_failure_while_storing_leaves_nothing(town, monkeypatch):
    office = town(*ALL)

    def broken(*_):
        raise NoOutline

    monkeypatch.setattr("gis_app.work.cells_made.follow_cells", broken)
    with pytest.raises(NoOutline):
        make_cells(office, COMMAND_LINE, source="lattice", grids=3)

    assert len(stored(office, "cells")) == len(stored(office, "grids")) == 0


def test_progress_runs_from_none_to_all_and_only_planners_may(town, actor):
    office = town(*ALL)
    steps = []

    with pytest.raises(NotAllowed):
        make_cells(office, actor("dispatcher"), source="lattice")
    make_cells(
        office, actor("planner"), source="lattice", progress=lambda *step: steps.append(step)
    )

    shares = [share for _, share in steps]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
