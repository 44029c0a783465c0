"""Everything known about a place, singly and in bulk."""

import json

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString

from layers.catalog import builtin_catalog
from layers.crs import to_metric
from layers.district import read_district
from layers.locate import Locator

EAST, NORTH = 389_000.0, 3_309_000.0
INSIDE = st.tuples(
    st.sampled_from([0, 250, 500, 500.001, 1000]) | st.floats(-50, 1050),
    st.sampled_from([0, 250, 500, 499.999, 1000]) | st.floats(-50, 1050),
)


def at(locator, x, y, **options):
    return locator.locate(EAST + x, NORTH + y, **options)


def test_a_place_knows_its_owners_its_road_and_its_unit(locator):
    here = at(locator, 510, 620, language="zh")

    assert (here.cell, here.grid) == ("330206002001002", "G02")
    assert (here.community, here.street) == ("330206002002", "330206002")
    assert dict(here.names) == {"community": "向家社区", "grid": "新碶二格", "street": "新碶街道"}
    assert here.road_text == "黄山路 东侧, 太河路以北 120 m"
    assert here.unit == "城管二队"
    assert (here.lon, here.lat) == pytest.approx((121.855, 29.897), abs=0.01)


def test_a_place_knows_the_nearest_assets_and_how_to_get_there(locator):
    here = at(locator, 510, 620, language="en", assets_per_layer=2, within_m=205)

    found = [(a.layer, a.code, a.distance_m, a.compass) for a in here.assets]
    assert found == [
        ("hydrants", "H-0231", 80, "N"),
        ("hydrants", "H-0232", pytest.approx(200.25, abs=0.01), "N"),
        ("manholes", "MH-7", 20, "W"),
    ]
    assert here.assets[0].title == "Hydrants"
    assert at(locator, 510, 620, within_m=10).assets == ()


def test_a_place_knows_its_zones_on_their_border_too_and_a_street_line_within_25_m(locator):
    def zones(x, y):
        return [zone.code for zone in at(locator, x, y).zones]

    assert zones(510, 620) == ["B01", "Z01", "P01"]
    assert zones(500, 600) == ["B01", "Z01"]
    assert zones(475, 800) == ["B01"]
    assert zones(474.99, 800) == []
    assert at(locator, 510, 620).zones[0].control == "strict"


def test_a_place_knows_the_nearest_crossing(locator):
    here = at(locator, 510, 620)

    assert here.crossing.names == ("太河路", "黄山路")
    assert here.crossing.distance_m == pytest.approx(120.4, abs=0.1)
    assert here.crossing.compass == "S"


def test_a_cell_without_a_grid_has_none_although_a_polygon_of_grids_is_there(locator):
    assert at(locator, 750, 250).grid is None
    assert at(locator, 250, 250).grid == "G01"


def test_outside_the_district_there_is_no_owner_but_still_a_road(locator):
    here = at(locator, 3000, 900)

    assert (here.cell, here.grid, here.community, here.street) == (None,) * 4
    assert here.road.name == "明州路"


def test_the_answer_is_plain_json(locator):
    text = json.dumps(at(locator, 510, 620).as_dict(), allow_nan=False)

    told = json.loads(text)
    assert told["road"]["chainage"] == "K0+380"
    assert told["road"]["reference"] == {
        "name": "太河路",
        "towards": "N",
        "along_m": 120,
        "at_crossing": False,
    }
    assert told["assets"][0]["bearing_deg"] == 0
    assert told["crossing"]["names"] == ["太河路", "黄山路"]


@given(st.lists(INSIDE, min_size=1, max_size=20))
def test_bulk_and_single_answers_agree(locator, places):
    x, y = np.array([(EAST + a, NORTH + b) for a, b in places]).T

    table = locator.locate_many(x, y)

    assert list(table.columns) == [
        "cell",
        "grid",
        "community",
        "street",
        "road",
        "chainage_m",
        "road_distance_m",
        "side",
    ]
    for row, (place_x, place_y) in zip(
        table.to_dict("records"), np.column_stack([x, y]), strict=True
    ):
        one = locator.locate(place_x, place_y)
        assert row["road_distance_m"] == one.road.distance_m
        assert row["chainage_m"] == one.road.chainage_m
        assert (row["road"], row["side"]) == (one.road.name, one.road.side)
        owners = (one.cell, one.grid, one.community, one.street)
        assert tuple(row[kind] for kind in ("cell", "grid", "community", "street")) == owners


def test_missing_layers_are_not_spoken_of(sample, catalog):
    empty = Locator.of({}, catalog=catalog, district=sample)

    here = at(empty, 0, 0)

    assert json.dumps(here.as_dict())
    assert (here.cell, here.road, here.crossing, here.unit) == (None,) * 4
    assert (here.assets, here.zones, dict(here.names)) == ((), (), {})
    table = empty.locate_many(np.array([EAST]), np.array([NORTH]))
    assert table["road"].tolist() == [None]
    assert empty.find("黄山路") == []


def test_empty_layers_are_not_spoken_of_either(frames, sample, catalog):
    emptied = {name: frame.iloc[:0] for name, frame in frames.items()}

    here = at(Locator.of(emptied, catalog=catalog, district=sample), 510, 620)

    assert (here.cell, here.road, here.assets, here.zones) == (None, None, (), ())


def test_cells_tell_community_and_street_where_those_layers_are_missing(frames, sample, catalog):
    cells = frames["cells"].assign(community="330206002001", street="330206002")

    here = at(Locator.of({"cells": cells}, catalog=catalog, district=sample), 250, 250)

    assert (here.grid, here.community, here.street) == ("G01", "330206002001", "330206002")


def test_grid_polygons_answer_where_cells_do_not_tell_a_grid(frames, sample, catalog):
    bare = {"cells": frames["cells"].drop(columns="grid"), "grids": frames["grids"]}

    here = at(Locator.of(bare, catalog=catalog, district=sample), 750, 750)

    assert (here.cell, here.grid) == ("330206002001002", "G02")


def test_lines_that_strayed_into_the_cells_own_nothing(frames, sample, catalog):
    cells = frames["cells"].copy()
    cells.loc[0, "geometry"] = LineString([(0, 0), (1, 1)])

    located = Locator.of({"cells": cells}, catalog=catalog, district=sample)

    assert at(located, 250, 250).cell == "330206002001003"


def test_washington_is_located_as_joins_locate_it(real_data):
    folder = real_data / "washington_dc"
    district = read_district(
        'title = { zh = "华盛顿", en = "Washington" }\nadcode = "11001"\n'
        'crs = "EPSG:26985"\ncentre = [-77.03, 38.9]\n'
    )
    cells = _metric(gpd.read_file(folder / "single-member-district-2013.geojson"), "SMD_ID")
    cells["grid"] = cells["ANC_ID"]
    roads = _metric(gpd.read_file(folder / "major-roads.geojson"), "OBJECTID")
    roads["name"] = roads["ST_NAME"]
    locator = Locator.of(
        {"cells": cells, "roads": roads}, catalog=builtin_catalog(), district=district
    )
    rng = np.random.default_rng(2)
    x, y = rng.uniform(cells.total_bounds[:2], cells.total_bounds[2:], (3000, 2)).T

    table = locator.locate_many(x, y)

    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y, crs=cells.crs))
    joined = points.sjoin(cells[["code", "grid", "geometry"]], how="left")
    expected = joined.groupby(level=0)["code"].min().reindex(range(len(x)))
    assert table["cell"].fillna("").tolist() == expected.fillna("").tolist()
    nearest = points.sjoin_nearest(roads[["name", "geometry"]], distance_col="away")
    away = nearest.groupby(level=0)["away"].min()
    assert table["road_distance_m"].to_numpy() == pytest.approx(away.to_numpy(), abs=1e-6)
    found = locator.find("U Street and 14th Street", language="en")
    assert [(f.title, f.kind) for f in found[:1]] == [("U St / 14th St", "crossing")]
    assert (found[0].lon, found[0].lat) == pytest.approx((-77.03195, 38.91701), abs=1e-5)


def _metric(frame, code):
    frame = frame.to_crs(4326)
    shapes = to_metric(frame.geometry.to_numpy(), "EPSG:4326", "EPSG:26985")
    frame = frame.drop(columns=["name"], errors="ignore").set_geometry(
        gpd.GeoSeries(shapes, crs="EPSG:26985")
    )
    return frame.assign(code=frame[code].astype(str), name=None)
