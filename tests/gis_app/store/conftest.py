"""One empty store to copy for each test, and builders with speaking defaults."""

import datetime as dt
import shutil

import geopandas as gpd
import pytest
import shapely

from gis_app.store import create_store, features, open_store

DISTRICT = """
adcode = "990001"
crs = "EPSG:4550"
centre = [121.85, 29.9]
[title]
zh = "样例区"
en = "Sample district"
"""
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
#: A corner of the district in its own CRS, metres.
X, Y = 404_000.0, 3_309_000.0


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "empty.gpkg"
    create_store(path, DISTRICT).close()
    return path


@pytest.fixture
def store(empty_file, tmp_path):
    path = tmp_path / "district.gpkg"
    shutil.copy(empty_file, path)
    opened = open_store(path)
    yield opened
    opened.close()


@pytest.fixture
def write(store):
    return lambda who="li", at=NOON: store.write(who, at)


@pytest.fixture
def district_text():
    return DISTRICT


@pytest.fixture
def noon():
    return NOON


@pytest.fixture
def corner():
    return X, Y


@pytest.fixture
def points():
    """Build a frame of points that stand one metre apart, eastward from the corner."""

    def build(count=3, *, first=0, prefix="H-", crs="EPSG:4550", **columns):
        numbers = range(first, first + count)
        content = {
            "code": [f"{prefix}{n:04d}" for n in numbers],
            "name": [f"栓{n}" for n in numbers],
        }
        content |= {key: list(values) for key, values in columns.items()}
        places = shapely.points([(X + n, Y) for n in numbers])
        return gpd.GeoDataFrame(content, geometry=places, crs=crs)

    return build


@pytest.fixture
def hydrants(write, points):
    """Store three hydrants, H-0000 to H-0002."""
    with write() as tx:
        features.add_many(tx, "hydrants", points(3, state=["intact"] * 3, bore_mm=[100, 150, 100]))
