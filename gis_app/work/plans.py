"""The plan in force: its cells and management grids, measures and faults. Reading only."""

import datetime as dt
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from gis_app.store import PlanHead, features, plans
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.frames import frame, stamp
from gis_app.work.office import Office
from gis_app.work.plan_grid import PLAN_LAYERS, cell_grid, management_grids
from gis_app.work.plan_measures import layers_of, measures
from gis_app.work.plan_text import collection, place, table
from grids import Fault, faults, neighbours
from layers.crs import to_lonlat

#: What can be asked of the plan, with the layers the answer depends on.
_DEPENDS: dict[str, tuple[str, ...]] = {
    "cells": ("cells",),
    "grids": (*PLAN_LAYERS, "streets"),
    "faults": ("cells", "district", "communities"),
}
Shapes = NDArray[np.object_]
What = Literal["cells", "grids", "measures", "faults"]


@allowed(*EVERYONE)
def mark(office: Office, _actor: Actor, what: What) -> str:
    """Return a text that differs whenever an answer about the plan does."""
    if what != "measures":
        return stamp(office, *_DEPENDS[what])
    hour = int(office.clock().timestamp()) // 3600
    return f"{stamp(office, *layers_of(office))}-{hour}"


@allowed(*EVERYONE)
def in_force(office: Office, actor: Actor) -> PlanHead | None:
    """Return the plan in force today, or None before the first."""
    with office.store.read() as tx:
        return plans.current(tx, today(office, actor))


@allowed(*EVERYONE)
def today(office: Office, _actor: Actor) -> dt.date:
    """Return the date where the district is."""
    return office.clock().astimezone(ZoneInfo(office.district.timezone)).date()


@allowed(*EVERYONE)
def cells(office: Office, actor: Actor) -> str:
    """Return all cells as GeoJSON text: code, grid, community, street, area_m2."""
    return office.keep.get("plan:cells:text", mark(office, actor, "cells"), lambda: _cells(office))


def _cells(office: Office) -> str:
    found = frame(office, "cells")
    shapes = found.geometry.to_numpy()
    columns: dict[str, list[Any]] = {"code": found["code"].tolist()}
    for name in ("grid", "community", "street"):
        columns[name] = found[name].astype(object).where(found[name].notna(), None).tolist()
    columns["area_m2"] = np.round(shapely.area(shapes), 1).tolist()
    return table(shapes, columns, office.district.crs)


@allowed(*EVERYONE)
def management(office: Office, actor: Actor) -> str:
    """Return the management grids as GeoJSON text.

    Properties: code, name, colour, street, street_name, collectors, version, cells, area_m2, and
    `label_at`, a place for the name: the middle of the largest circle inside.
    """
    key = mark(office, actor, "grids")
    return office.keep.get("plan:grids:text", key, lambda: _management(office))


def _management(office: Office) -> str:
    found = management_grids(office)
    shapes = found.geometry.to_numpy()
    streets = names(office, "streets")
    records: list[dict[str, Any]] = [
        {str(key): value for key, value in row.items()}
        for row in found.drop(columns="geometry").to_dict("records")
    ]
    spots = label_spots(shapes, office.district.crs)
    for record, shape, spot in zip(records, shapes, spots, strict=True):
        record["street_name"] = streets.get(record["street"] or "")
        record["area_m2"] = round(float(shape.area), 1)
        record["label_at"] = spot
    return collection(shapes, records, office.district.crs)


def label_spots(shapes: Shapes, crs: str) -> list[list[float]]:
    """Return [lon, lat] of the middle of the largest circle in the largest part of each shape."""
    if not len(shapes):
        return []
    largest = [max(shapely.get_parts(shape), key=lambda part: part.area) for shape in shapes]
    circles = shapely.maximum_inscribed_circle(np.array(largest, dtype=object), tolerance=5.0)
    middles = to_lonlat(shapely.get_point(circles, 0), crs)
    spots: list[list[float]] = shapely.get_coordinates(middles).tolist()
    return spots


@allowed(*EVERYONE)
def cell(office: Office, _actor: Actor, code: str) -> dict[str, Any]:
    """Return all about one cell, with the management grids beside it, longest common edge first.

    Raises
    ------
    gis_app.store.UnknownFeature
        The code names no cell.
    """
    with office.store.read() as tx:
        found = features.get(tx, "cells", code)
    grid = cell_grid(office)
    beside: dict[str, float] = {}
    if code in grid:
        for other, shared_m in neighbours(grid, code).items():
            to = grid[other].grid
            if to is not None and to != found.values.get("grid"):
                beside[to] = beside.get(to, 0.0) + shared_m
    values, shape = found.values, cast("Polygon | MultiPolygon", found.shape)
    community, street = values.get("community"), values.get("street")
    return {
        "code": code,
        "version": found.version,
        "grid": values.get("grid"),
        "community": community,
        "community_name": names(office, "communities").get(str(community)),
        "street": street,
        "street_name": names(office, "streets").get(str(street)),
        "area_m2": round(float(shapely.area(shape)), 1),
        "beside": [
            {"grid": to, "shared_m": round(shared_m, 1)}
            for to, shared_m in sorted(beside.items(), key=lambda item: (-item[1], item[0]))
        ],
        **place(shape, office.district.crs),
    }


@allowed(*EVERYONE)
def area_names(office: Office, _actor: Actor) -> dict[str, str]:
    """Return the names of communities and streets by their codes, which differ in length."""
    return {**names(office, "communities"), **names(office, "streets")}


@allowed(*EVERYONE)
def measured(office: Office, _actor: Actor) -> dict[str, Any]:
    """Return what each management grid carries; see `plan_measures.measures`."""
    return measures(office)


@allowed(*EVERYONE)
def wrong(office: Office, actor: Actor) -> list[dict[str, Any]]:
    """Return all faults of the cells in their fixed order; an empty list is a sound plan.

    Each has kind, codes, template, facts, and where to zoom: lon, lat and box.
    """
    key = mark(office, actor, "faults")
    return office.keep.get("plan:faults", key, lambda: _wrong(office))


def _wrong(office: Office) -> list[dict[str, Any]]:
    grid = cell_grid(office)
    if not len(grid):
        return []
    outline = shapely.union_all(frame(office, "district").geometry.to_numpy())
    communities = frame(office, "communities")
    shapes: list[Any] = communities.geometry.tolist()
    found = faults(
        grid,
        district=cast("Polygon | MultiPolygon", outline) if outline.area else None,
        communities=dict(zip(communities["code"], shapes, strict=True)) or None,
        area_band_m2=office.district.cell_area_m2,
        assigned=any(one.grid is not None for one in grid),
    )
    return [told(fault, office.district.crs) for fault in found]


def told(fault: Fault, crs: str) -> dict[str, Any]:
    """Return a fault as a plain record with the place to zoom to."""
    return {
        "kind": fault.kind,
        "codes": list(fault.codes),
        "template": fault.template,
        "facts": dict(fault.facts),
        **place(fault.place, crs),
    }


def names(office: Office, layer: str) -> dict[str, str]:
    """Return the names of a layer's features by code, those that have one."""
    found = frame(office, layer)
    pairs = zip(found["code"], found["name"], strict=True)
    return {code: name for code, name in pairs if isinstance(name, str) and name}
