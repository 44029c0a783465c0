"""Polygons and picked values out of frames, for columns of answers."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.columns import by_code
from layers.owner import Ownership

_AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def areas(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, Ownership]:
    """Return the polygons of a layer in the order of code, and who owns what among them."""
    kinds = shapely.get_type_id(frame.geometry.to_numpy())
    rows = by_code(frame[np.isin(kinds, _AREAS)])
    codes: list[Any] = rows["code"].astype(str).tolist()
    return rows, Ownership.of(codes, rows.geometry.to_numpy())


def pick(values: NDArray[np.object_], index: NDArray[np.signedinteger]) -> NDArray[np.object_]:
    """Return the value at each index, None where the index is -1, shape (n,)."""
    padded = np.full(len(values) + 1, None, dtype=object)
    padded[:-1] = values
    picked: NDArray[np.object_] = padded[index]  # -1 is the last, which is None
    return picked
