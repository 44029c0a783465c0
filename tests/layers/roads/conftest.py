"""A small road net with Chinese names, far from the origin, as a district has it."""

import geopandas as gpd
import pytest
from shapely.geometry import LineString

CRS = "EPSG:4550"
EAST, NORTH = 384_000.0, 3_309_000.0


def line(*places):
    return LineString([(EAST + x, NORTH + y) for x, y in places])


def roads(*rows):
    """Return a roads layer of (code, name, line) or (code, name, line, unit) rows."""
    full = [(*row, None)[:4] for row in rows]
    return gpd.GeoDataFrame(
        {
            "code": [row[0] for row in full],
            "name": [row[1] for row in full],
            "unit": [row[3] for row in full],
        },
        geometry=[row[2] for row in full],
        crs=CRS,
    )


@pytest.fixture
def town():
    """Huangshan Road runs north to south, Taihe and Mingzhou Road cross it from west to east."""
    return roads(
        ("R01", "黄山路", line((0, 0), (0, 400)), "新碶街道"),
        ("R02", "黄山路", line((0, 1000), (0, 400)), "大碶街道"),
        ("R03", "太河路", line((-500, 400), (0, 400))),
        ("R04", "太河路", line((0, 400), (600, 400))),
        ("R05", "明州路", line((-500, 1000), (0, 1000))),
        ("R06", "明州路", line((700, 1000), (0, 1000))),
    )
