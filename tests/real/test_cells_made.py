"""Cells along a real city's roads: a sound cover of about the wanted size, in time."""

import time

import geopandas as gpd
import shapely

from gis_app.store import features
from gis_app.work import COMMAND_LINE
from gis_app.work.cells_made import make_cells
from grids import Grid, faults

CRS = "EPSG:4547"
MOST_S = 20.0


def test_roads_of_zhengzhou_make_sound_cells_and_whole_grids(city, real_data):
    office = city(CRS, (113.75, 34.75))
    source = gpd.read_file(real_data / "zhengzhou" / "roads_osm.geojson").to_crs(CRS)
    lines = shapely.set_precision(source.geometry.to_numpy(), 0.001)
    outline = shapely.set_precision(shapely.convex_hull(shapely.union_all(lines)), 0.001)
    roads = gpd.GeoDataFrame(
        {"code": [f"R{at}" for at in range(len(lines))], "class": "branch"}, geometry=lines, crs=CRS
    )
    district = gpd.GeoDataFrame({"code": ["410100"]}, geometry=[outline], crs=CRS)
    with office.store.write("test", office.clock()) as tx:
        features.add_many(tx, "roads", roads, note="test")
        features.add_many(tx, "district", district, note="test")

    start = time.perf_counter()
    made = make_cells(office, COMMAND_LINE, source="roads", grids=22)
    took_s = time.perf_counter() - start

    with office.store.read() as tx:
        cells, grids = features.read_frame(tx, "cells"), features.read_frame(tx, "grids")
    assert took_s < MOST_S
    assert faults(Grid.from_frame(cells), district=outline) == []
    assert 8_000 < made.median_m2 < 12_000
    assert cells.area.quantile(0.99) < 20_000
    assert len(grids) == 22
    assert set(grids.geom_type) == {"Polygon"}
