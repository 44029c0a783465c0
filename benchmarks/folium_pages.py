"""What our workspaces show, embedded in plain folium pages: the peer of `bench_pages`."""

import json
import re
from collections.abc import Callable

import folium
import geopandas as gpd
from folium.plugins import HeatMap

from gis_app.work import Office
from gis_app.work.frames import frame

GROUND = ("landuse", "water", "green_areas", "roads")
#: Six decimals are 0.1 m, as our own ground has them.
DIGITS = 6


def lonlat(
    office: Office, name: str, columns: tuple[str, ...] = ("code", "name")
) -> gpd.GeoDataFrame:
    """Return a layer in longitude and latitude with the properties our own pages carry."""
    held = frame(office, name)[[*columns, "geometry"]].to_crs("EPSG:4326")
    return held[~held.geometry.is_empty & held.geometry.notna()]


def areas(office: Office, name: str, columns: tuple[str, ...]) -> folium.GeoJson:
    """Return a layer as folium embeds it."""
    found = lonlat(office, name, columns)
    text = found.to_json(drop_id=True, show_bbox=False, ensure_ascii=False)
    rounded = json.loads(text, parse_float=lambda number: round(float(number), DIGITS))
    return folium.GeoJson(rounded, name=name, tooltip=None)


def base(office: Office) -> folium.Map:
    """Return a folium map with the ground of the district."""
    lon, lat = office.district.centre
    drawn = folium.Map((lat, lon), zoom_start=office.district.zoom, tiles=None, prefer_canvas=True)
    for name in GROUND:
        areas(office, name, ("name",)).add_to(drawn)
    return drawn


def dispatch(office: Office) -> folium.Map:
    """Return ground, grids and the heat of all cases that have a place."""
    drawn = base(office)
    areas(office, "grids", ("code", "name")).add_to(drawn)
    points = lonlat(office, "cases", ("code",)).geometry
    places = [[round(point.y, DIGITS), round(point.x, DIGITS)] for point in points]
    HeatMap(places, radius=12).add_to(drawn)
    return drawn


def plan(office: Office) -> folium.Map:
    """Return ground and grids."""
    drawn = base(office)
    areas(office, "grids", ("code", "name", "colour")).add_to(drawn)
    return drawn


def plan_cells(office: Office) -> folium.Map:
    """Return ground, grids and all cells."""
    drawn = plan(office)
    areas(office, "cells", ("code", "grid", "community")).add_to(drawn)
    return drawn


def inspect(office: Office) -> folium.Map:
    """Return ground and hydrants, the layer that is on the map to begin with."""
    drawn = base(office)
    found = lonlat(office, "hydrants")
    for point, code in zip(found.geometry, found["code"], strict=True):
        folium.CircleMarker(
            [round(point.y, DIGITS), round(point.x, DIGITS)], radius=5, tooltip=code
        ).add_to(drawn)
    return drawn


def pages(office: Office) -> dict[str, tuple[str, Callable[[Office], folium.Map]]]:
    """Return name → (our address, what makes the same in folium)."""
    lon, lat = office.district.centre
    cell = frame(office, "cells")["code"].iloc[0]
    return {
        "dispatch": ("/dispatch", dispatch),
        "plan": ("/plan", plan),
        "plan, with its cells": (f"/plan?cell={cell}", plan_cells),
        "inspect": (f"/inspect?at={lon},{lat},14.5", inspect),
    }


def local(drawn: folium.Map) -> str:
    """Return a map's page with every outside address led to our own shelf."""
    return re.sub(r'"https?:[^"]*/([^/"]+\.(?:js|css))"', r'"/lib/\1"', drawn.get_root().render())
