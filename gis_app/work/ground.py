"""What the map lies on: outline, land use, water, green and roads, in longitude and latitude."""

import json
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis_app.store import features
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_question import LonLatBox, metric_view
from gis_app.work.frames import frame, frames, stamp
from gis_app.work.office import Office
from layers.crs import to_lonlat

#: Layers of the ground; whichever of them a district lacks is left out.
LAYERS = ("district", "landuse", "water", "green_areas", "roads")
#: What the outline is taken from where the district has none of its own, in this order.
AREAS = ("streets", "communities", "grids", "cells")
#: The layer of buildings: too many for one answer, they are asked for by box.
BUILDINGS = "buildings"
#: The most buildings of one answer; a square kilometre of the densest town holds about half.
BUILDINGS_MOST = 10_000
#: A joint that lies closer to the straight line than this cannot be told on a screen, in metres.
_SIMPLER_M = 0.5


@allowed(*EVERYONE)
def mark(office: Office, _actor: Actor) -> str:
    """Return the mark of the ground's data: the change numbers of its layers."""
    return stamp(office, *LAYERS, *AREAS, BUILDINGS)


@allowed(*EVERYONE)
def draw(office: Office, actor: Actor) -> str:
    """Return the ground as compact JSON text.

    `outline`, `areas` (k: kind), `water` (k, n: name), `green` and `roads` (n, c: class) each hold
    `g`: a list of rings or lines of [longitude, latitude], WGS 84, six decimals (0.1 m).
    `buildings` tells whether there are any to ask for.
    """
    return office.keep.get("ground", mark(office, actor), lambda: _draw(office))


@allowed(*EVERYONE)
def buildings_mark(office: Office, _actor: Actor) -> str:
    """Return the mark of the buildings: the change number of their layer."""
    return stamp(office, BUILDINGS)


@allowed(*EVERYONE)
def buildings(office: Office, _actor: Actor, box: LonLatBox) -> str:
    """Return the buildings that meet a box as compact JSON text: a list of lists of rings.

    The box is longitude and latitude, WGS 84, as are the rings; at most `BUILDINGS_MOST` are told.
    """
    view = metric_view(office.district, box)
    if BUILDINGS not in office.catalog or view.is_empty:
        return "[]"
    with office.store.read() as tx:
        found = features.in_box(tx, BUILDINGS, view.bounds, limit=BUILDINGS_MOST)
    things = _things(found, office.district.crs)
    return json.dumps([thing["g"] for thing in things], separators=(",", ":"))


def _draw(office: Office) -> str:
    read = frames(office, *LAYERS)
    crs = office.district.crs
    roads = read["roads"]
    merged = _whole_roads(roads) if len(roads) else roads
    parts: dict[str, Any] = {
        "outline": _things(_outline(office, read["district"]), crs),
        "areas": _things(read["landuse"], crs, k="kind"),
        "water": _things(read["water"], crs, k="kind", n="name"),
        "green": _things(read["green_areas"], crs),
        "roads": _things(merged, crs, n="name", c="class"),
        "buildings": _has_buildings(office),
    }
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def _has_buildings(office: Office) -> bool:
    if BUILDINGS not in office.catalog:
        return False
    with office.store.read() as tx:
        return features.count(tx, BUILDINGS) > 0


def _outline(office: Office, district: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the district's outline, else all that its areas cover together."""
    if len(district):
        return district
    found = next((one for name in AREAS if len(one := frame(office, name))), district)
    whole = [shapely.union_all(found.geometry.to_numpy())] if len(found) else []
    return gpd.GeoDataFrame(geometry=whole, crs=found.crs)


def _whole_roads(roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return one row for each name and class, its segments joined, so that a name runs along it."""
    whole = roads[["name", "class", "geometry"]].dissolve(["name", "class"], dropna=False)
    return whole.reset_index().set_geometry(shapely.line_merge(whole.geometry.to_numpy()))


def _things(frame: gpd.GeoDataFrame, crs: str, **keys: str) -> list[dict[str, Any]]:
    shapes = shapely.simplify(frame.geometry.to_numpy(), _SIMPLER_M)
    shapes = np.where(shapely.is_empty(shapes), frame.geometry.to_numpy(), shapes)
    lonlat = to_lonlat(shapes, crs, digits=6)
    rows = []
    for place, shape in enumerate(lonlat):
        row: dict[str, Any] = {
            key: value
            for key, field in keys.items()
            if isinstance(value := frame[field].iloc[place], str)
        }
        row["g"] = _lines(shape)
        rows.append(row)
    return rows


def _lines(shape: shapely.Geometry) -> list[list[list[float]]]:
    found = []
    for part in shapely.get_parts(shape):
        rings = shapely.get_rings(part) if part.geom_type == "Polygon" else [part]
        found += [shapely.get_coordinates(ring).tolist() for ring in rings]
    return found
