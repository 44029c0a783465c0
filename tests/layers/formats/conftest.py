"""Builders of small layers and files."""

import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon

METRIC = "EPSG:4550"
BOX = Polygon([(388_000, 3_309_000), (388_010.5, 3_309_000), (388_010, 3_309_010.123)])


def array_of(*shapes):
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


def layer_of(shapes, **columns):
    """Return a bulk layer; columns keep the Python values they are given."""
    values = {name: pd.Series(array_of(*column), dtype=object) for name, column in columns.items()}
    frame = pd.DataFrame(values, index=pd.RangeIndex(len(shapes)))
    return gpd.GeoDataFrame(frame, geometry=gpd.array.GeometryArray(array_of(*shapes)), crs=METRIC)


@pytest.fixture
def points():
    """Return three hydrants with every kind of value, a gap in each, and a row without a place."""
    return layer_of(
        [Point(388_920.123, 3_309_583.949), None, Point(388_000, 3_309_000.001)],
        code=["001", "002", "003"],
        name=["消火栓 1", None, "<img onerror=alert(1)>"],
        number=[7, None, -12],
        pressure=[0.14, None, -2.5],
        works=[True, None, False],
        note=['=1+1 "quoted",\nnext line', "'@x", "-5"],
    )


@pytest.fixture
def polygons():
    """Return a polygon with a hole and a multi-polygon."""
    whole = shapely.box(389_000, 3_309_000, 389_100, 3_309_100)
    hole = shapely.box(389_010, 3_309_010, 389_020.555, 3_309_020)
    return layer_of([whole - hole, MultiPolygon([BOX, hole])], code=["P1", "P2"])


@pytest.fixture
def lines():
    """Return two lines."""
    start = (388_000.001, 3_309_000)
    return layer_of(
        [LineString([start, (388_100, 3_309_000)]), LineString([start, (388_000, 3_310_000)])],
        code=["L1", "L2"],
    )


@pytest.fixture
def zip_of(tmp_path):
    """Return a maker of zips from names and contents."""

    def make(members, name="upload.zip"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members:
                archive.writestr(member, content)
        return path

    return make
