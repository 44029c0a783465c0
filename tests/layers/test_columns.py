"""Columns come out of frames as plain texts."""

import geopandas as gpd
import numpy as np
from shapely.geometry import Point

from layers.columns import by_code, texts


def frame(**columns):
    return gpd.GeoDataFrame(columns, geometry=[Point(k, 0) for k in range(3)], crs="EPSG:4550")


def test_rows_are_put_in_the_order_of_their_codes():
    rows = by_code(frame(code=["b", None, "a"], name=["2", "0", "1"]))

    assert rows["name"].tolist() == ["0", "1", "2"]
    assert rows.index.tolist() == [0, 1, 2]


def test_what_is_missing_or_blank_is_none_and_numbers_become_texts():
    rows = frame(name=[" 黄山路 ", "  ", None], number=[1, 2, np.nan])

    assert texts(rows, "name").tolist() == ["黄山路", None, None]
    assert texts(rows, "number").tolist() == ["1.0", "2.0", None]
    assert texts(rows, "unit").tolist() == [None, None, None]
