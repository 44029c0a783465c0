"""The cells and management grids of the plan in force, kept in memory until they change."""

import re
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis_app.store import features
from gis_app.work.frames import frame, stamp
from gis_app.work.office import Office
from grids import Grid, dissolve

#: The layers a plan is made of.
PLAN_LAYERS = ("cells", "grids")
#: What a colour looks like.
COLOUR = re.compile(r"#[0-9a-f]{6}")
#: Colours for management grids that have none: muted, and told apart side by side.
PALETTE = (
    "#5b8c85", "#c08a4e", "#7d7fa8", "#a2a65a", "#b0685f",
    "#6a93b5", "#8a6f9e", "#c2a64b", "#6f9a6b", "#a77b63",
)  # fmt: skip

Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """Areas that figures are told by: their codes, names and shapes in the district's CRS.

    `kind` is the layer they come from.
    """

    kind: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    shapes: Shapes


def cell_grid(office: Office) -> Grid:
    """Return the grid of all cells, each with the management grid it is assigned to."""
    mark = stamp(office, "cells")
    return office.keep.get("plan:cells", mark, lambda: Grid.from_frame(frame(office, "cells")))


def measured_grid(office: Office) -> Grid:
    """Return the cells, or the management grids as their own cells where there are no cells."""
    cells = cell_grid(office)
    if len(cells):
        return cells
    drawn = frame(office, "grids")
    return Grid.from_frame(drawn.assign(grid=drawn["code"]))


def management_grids(office: Office) -> gpd.GeoDataFrame:
    """Return the management grids: code, name, colour, street, collectors, version, cells.

    1. The place of a grid is the sum of its cells; a grid without cells has its own stored shape.
    2. Name, colour, street and collectors are those of the stored grid; where none is stored the
       name is missing and the version is 0.
    3. A grid without a usable colour gets one that no grid beside it has.

    Returns
    -------
    GeoDataFrame
        Ascending by code, in the district's CRS; `cells` counts, `version` is the stored one.
    """
    mark = stamp(office, *PLAN_LAYERS)
    return office.keep.get("plan:grids", mark, lambda: _management(office))


def areas(office: Office) -> Areas:
    """Return the areas to tell figures by.

    The management grids; where a district has none, its communities, then its streets, and the
    district whole at last.
    """
    grids = management_grids(office)
    if len(grids):
        return _areas("grids", grids)
    for layer in ("communities", "streets"):
        found = frame(office, layer)
        if len(found):
            return _areas(layer, found)
    return _areas("district", frame(office, "district"))


def _areas(kind: str, found: gpd.GeoDataFrame) -> Areas:
    names = [
        name if isinstance(name, str) and name else code
        for code, name in zip(found["code"], found["name"], strict=True)
    ]
    # shapely.prepare changes shapes in place, so these are copies of the kept ones
    shapes = shapely.from_wkb(shapely.to_wkb(found.geometry.to_numpy()))
    return Areas(kind, tuple(found["code"]), tuple(names), shapes)


def _management(office: Office) -> gpd.GeoDataFrame:
    cells = cell_grid(office)
    columns = ("code", "name", "colour", "street", "collectors", "version")
    with office.store.read() as tx:
        stored = features.read_frame(tx, "grids", columns=columns)
    drawn = dissolve(cells)  # 1
    empty = stored[~stored["code"].isin(drawn["code"])]
    lone = gpd.GeoDataFrame({"code": empty["code"], "cells": 0}, geometry=empty.geometry)
    parts = [part for part in (drawn[["code", "street", "cells", "geometry"]], lone) if len(part)]
    if not parts:
        return drawn.assign(version=0)
    joined = pd.concat(parts, ignore_index=True).sort_values("code", ignore_index=True)
    whole = gpd.GeoDataFrame(joined, geometry="geometry", crs=office.district.crs)
    known = stored.drop(columns="geometry").set_index("code")  # 2
    for column in ("name", "colour", "collectors", "version"):
        told = [_of(known, code, column) for code in whole["code"]]
        whole[column] = pd.Series(told, dtype=object)  # else a missing text becomes a number
    derived = whole["street"] if "street" in whole else pd.Series([None] * len(whole))
    streets = [_of(known, code, "street") for code in whole["code"]]
    placed = [
        given or (own if isinstance(own, str) else None)
        for given, own in zip(streets, derived, strict=True)
    ]
    whole["street"] = pd.Series(placed, dtype=object)
    whole["version"] = [int(version or 0) for version in whole["version"]]
    whole["colour"] = _coloured(whole)
    return whole


def _of(known: pd.DataFrame, code: str, column: str) -> Any:  # noqa: ANN401 - a stored value
    value = known[column].get(code)
    return None if value is None or pd.isna(value) else value


def _coloured(grids: gpd.GeoDataFrame) -> list[str]:
    """Return a colour for each grid: its own, else one that its neighbours lack."""  # 3
    own = [
        colour.lower() if isinstance(colour, str) and COLOUR.fullmatch(colour.lower()) else None
        for colour in grids["colour"]
    ]
    shapes = grids.geometry.to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    beside: dict[int, set[int]] = {}
    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        beside.setdefault(a, set()).add(b)
    for at, colour in enumerate(own):
        if colour is None:
            taken = {own[near] for near in beside.get(at, ())}
            turned = PALETTE[at % len(PALETTE) :] + PALETTE[: at % len(PALETTE)]
            own[at] = next((fresh for fresh in turned if fresh not in taken), turned[0])
    return [colour or PALETTE[0] for colour in own]
