"""A district of four cells with roads, assets and zones, in Beilun's metric CRS."""

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point, box

from layers.catalog import builtin_catalog
from layers.district import read_district
from layers.locate import Locator

CRS = "EPSG:4550"
#: The south-west corner of the little district, metres.
EAST, NORTH = 389_000.0, 3_309_000.0
DISTRICT = """
title = { zh = "样区", en = "Sample" }
adcode = "330206"
crs = "EPSG:4550"
centre = [121.85, 29.9]
"""


def frame(rows, **columns):
    """Return a layer of (code, name, shape) rows; shapes are in metres from the corner."""
    return gpd.GeoDataFrame(
        {"code": [row[0] for row in rows], "name": [row[1] for row in rows], **columns},
        geometry=[row[2] for row in rows],
        crs=CRS,
    )


def square(x, y, size=500):
    return box(EAST + x, NORTH + y, EAST + x + size, NORTH + y + size)


def line(*places):
    return LineString([(EAST + x, NORTH + y) for x, y in places])


def point(x, y):
    return Point(EAST + x, NORTH + y)


CELLS = [f"33020600200100{k}" for k in (1, 2, 3, 4)]


def layers():
    corners = [(0, 500), (500, 500), (0, 0), (500, 0)]
    cells = [(code, None, square(*at)) for code, at in zip(CELLS, corners, strict=True)]
    return {
        "streets": frame([("330206002", "新碶街道", square(0, 0, 1000))]),
        "communities": frame(
            [
                ("330206002001", "星阳社区", box(EAST, NORTH, EAST + 500, NORTH + 1000)),
                ("330206002002", "向家社区", box(EAST + 500, NORTH, EAST + 1000, NORTH + 1000)),
            ]
        ),
        "cells": frame(cells, grid=["G01", "G02", "G01", None]),
        "grids": frame(
            [
                ("G01", "新碶一格", square(0, 0)),
                ("G02", "新碶二格", square(500, 500)),
                ("G03", "新碶三格", square(500, 0)),
            ]
        ),
        "roads": frame(
            [
                ("R01", "黄山路", line((500, 0), (500, 500))),
                ("R02", "黄山路", line((500, 500), (500, 1000))),
                ("R03", "太河路", line((0, 500), (500, 500))),
                ("R04", "太河路", line((500, 500), (1000, 500))),
                ("R05", "明州路", line((0, 1000), (500, 1000), (1000, 1000))),
                ("R06", "M St", line((0, 100), (500, 100))),
                ("R07", "14th St", line((200, 0), (200, 400))),
            ],
            unit=["城管一队", "城管二队", None, "城管三队", None, None, None],
        ),
        "hydrants": frame(
            [
                ("H-0231", None, point(510, 700)),
                ("H-0232", None, point(520, 820)),
                ("H-1023", "黄山路口", point(900, 900)),
                ("H-9999", None, None),
            ]
        ),
        "manholes": frame([("MH-7", "雨水井", point(490, 620))]),
        "order_streets": frame(
            [("B01", "黄山路保序", line((500, 500), (500, 1000)))], control=["strict"]
        ),
        "stall_zones": frame([("Z01", "学校周边", square(500, 600, 100))], control=["forbidden"]),
        "dig_permits": frame([("P01", None, square(505, 610, 20))]),
    }


@pytest.fixture
def frames():
    return layers()


@pytest.fixture(scope="session")
def sample():
    return read_district(DISTRICT)


@pytest.fixture(scope="session")
def catalog():
    return builtin_catalog()


@pytest.fixture(scope="session")
def locator(sample, catalog):
    return Locator.of(layers(), catalog=catalog, district=sample)
