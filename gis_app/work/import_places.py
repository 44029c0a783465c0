"""Where imported things lie: cell, grid, community, street and road, filled in where empty."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis_app.work.import_check import Checkup
from gis_app.work.locator import ground_locator
from gis_app.work.office import Office
from layers import LayerSpec
from layers.catalog import Group

#: What a case or an asset is filled with, if its layer has the field.
_KINDS: Final = ("cell", "grid", "community", "street")
#: Groups whose features lie somewhere; of a cell or a grid itself only what is above it is filled.
_PLACED: Final = frozenset({Group.CASE, Group.ASSET, Group.ZONE, Group.PERMIT})
_ABOVE: Final = {"cells": ("community", "street"), "communities": ("street",), "grids": ("street",)}
#: A road farther away than this does not name a place, in metres.
ROAD_REACH_M: Final = 100.0


def filled_fields(spec: LayerSpec) -> tuple[str, ...]:
    """Return the fields of a layer that follow from where a feature lies."""
    if spec.name in _ABOVE:
        wanted: tuple[str, ...] = _ABOVE[spec.name]
    else:
        wanted = (*_KINDS, "road") if spec.group in _PLACED else ()
    return tuple(name for name in wanted if spec.field(name) is not None)


def fill_places(office: Office, checkup: Checkup, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows to be stored with the empty fields of their place filled in.

    1. Only new rows and rows whose shape changes are filled; of the latter what the file does not
       feed is found anew.
    2. A point lies where it is, a line or an area at a point on it.
    3. A value that the file gives stays.
    4. The road is the nearest within 100 m, by name.
    """
    names = filled_fields(checkup.spec)
    shapes = rows.geometry.to_numpy()
    fresh, moved = _fresh(checkup, rows)
    at = np.flatnonzero((fresh | moved) & ~shapely.is_missing(shapes))  # 1
    if not names or not len(at):
        return rows
    spots = shapely.point_on_surface(shapes[at])  # 2
    located = ground_locator(office).locate_many(shapely.get_x(spots), shapely.get_y(spots))
    far = ~(located["road_distance_m"].to_numpy() <= ROAD_REACH_M)
    located.loc[far, "road"] = None  # 4
    found = rows.copy()
    for name in names:
        found[name] = _filled(rows[name], located[name], at, anew=_anew(checkup, name, moved[at]))
    return found


def _fresh(checkup: Checkup, rows: gpd.GeoDataFrame) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which of the rows to be stored are new, and which are known and get a new shape."""
    changes, incoming = checkup.changes, checkup.checked.frame
    at = pd.Index(incoming["code"]).get_indexer(pd.Index(rows["code"]))
    fresh = changes.matched[at] < 0
    moved = changes.differs[at, -1] & ~fresh
    return fresh, moved


def _anew(checkup: Checkup, name: str, moved: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return moved if name not in checkup.checked.provided else np.zeros_like(moved)


def _filled(
    column: pd.Series,
    found: pd.Series,
    at: NDArray[np.intp],
    *,
    anew: NDArray[np.bool_],
) -> NDArray[np.object_]:
    values = column.to_numpy(dtype=object, copy=True)
    there = values[at]
    empty = pd.isna(there) | anew
    values[at] = np.where(empty, found.to_numpy(dtype=object), there)  # 3
    return values
