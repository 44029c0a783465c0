"""The demonstration district, whole: drawn, named, furnished and worked in for ten months."""

import datetime as dt
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis_app.demo import (
    assets,
    bridges,
    buildings,
    greens,
    hydrants,
    manholes,
    order,
    permits,
    zones,
)
from gis_app.demo.areas import draw_areas
from gis_app.demo.cases import draw_cases
from gis_app.demo.city import TODAY, City, layer
from gis_app.demo.coast import draw_coast
from gis_app.demo.frame import rng_for
from gis_app.demo.ground import draw_ground
from gis_app.demo.kinds import all_kinds, limits_of
from gis_app.demo.roads import draw_streets, roads_frame
from gis_app.demo.units import Unit, all_units
from gis_app.demo.water import draw_waters
from layers import Catalog, District, builtin_catalog, read_district
from layers.catalog import FieldKind
from layers.codes import TimeLimit
from layers.owner import Ownership

SEED = 20261123
CASES = 74_733

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class DemoDistrict:
    """What was generated: a frame for each layer of the catalog, and the units.

    `frames` are in the district's metric CRS, on the millimetre grid, with the catalog's columns;
    `collectors` are the names of those who walk each management grid, `limits` how long a unit has
    for each kind of case.
    """

    district: District
    frames: dict[str, gpd.GeoDataFrame]
    units: list[Unit]
    collectors: dict[str, list[str]]
    limits: list[TimeLimit]


def demo_district() -> District:
    """Return the configuration of the demonstration district."""
    return read_district(district_text())


def district_text() -> str:
    """Return the demonstration district's file."""
    return resources.files(__package__).joinpath("district.toml").read_text(encoding="utf-8")


def rules() -> list[dict[str, Any]]:
    """Return the rule book of the demonstration district as plain records."""
    text = resources.files(__package__).joinpath("rules.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["rules"]
    return found


def begins(district: District) -> dt.datetime:
    """Return the moment up to which the cases have run their course: midnight after the last."""
    return dt.datetime.combine(TODAY.astype(dt.date), dt.time(), ZoneInfo(district.timezone))


def generate(
    seed: int = SEED, *, cases: int = CASES, progress: Progress | None = None
) -> DemoDistrict:
    """Generate the demonstration district; the same seed gives the same bytes.

    Parameters
    ----------
    seed : int
        The coast, the rivers and the main roads never change; all else follows from the seed.
    cases : int
        How many cases to write into the ten months; at least a few hundred, so that every state
        occurs.
    progress : callable, optional
        Told what is being made and how much is done, 0 to 1.
    """
    tell = progress or (lambda _what, _done: None)
    district = demo_district()
    tell("roads", 0.0)
    city = _city(seed)
    tell("assets", 0.15)
    frames = _grounds(city) | _assets(city)
    tell("cases", 0.3)
    frames["cases"] = draw_cases(city, frames, district, cases)
    tell("layers", 0.95)
    catalog = builtin_catalog()
    done = {
        name: _conformed(frames[name], catalog, name) for name in catalog.names() if name in frames
    }
    tell("done", 1.0)
    limits = limits_of(all_kinds(), district.scheme)
    return DemoDistrict(district, done, city.units, city.areas.collectors, limits)


def _city(seed: int) -> City:
    coast = draw_coast()
    waters = draw_waters(coast)
    streets = draw_streets(coast, waters, rng_for(seed, "streets"))
    areas = draw_areas(coast.outline, streets, waters, rng_for(seed, "areas"))
    ground = draw_ground(coast, streets, waters, rng_for(seed, "ground"))
    owners = Ownership.of(areas.cells["code"].to_numpy(), areas.cells.geometry.to_numpy())
    return City(seed, coast, waters, streets, areas, ground, all_units(), owners)


def _grounds(city: City) -> dict[str, gpd.GeoDataFrame]:
    areas, ground = city.areas, city.ground
    kept = order.draw_order(city)
    offices = {unit.street: unit.code for unit in city.units if unit.name_zh.endswith("办事处")}
    middle = shapely.get_coordinates(
        shapely.line_interpolate_point(city.streets.lines, 0.5, normalized=True)
    )
    cells = city.owners.codes[city.owners.owners(*middle.T)]
    units = [
        "U01" if rank <= 1 else offices[cell[:9]]
        for rank, cell in zip(city.streets.rank(), cells, strict=True)
    ]
    return {
        "district": areas.district,
        "streets": areas.streets,
        "communities": areas.communities,
        "cells": areas.cells,
        "grids": areas.grids,
        "roads": roads_frame(city.streets, kept.control(), units),
        "water": _water(city),
        "landuse": ground.landuse,
        "buildings": buildings.draw_buildings(city),
        "schools": ground.schools,
        "order_streets": kept.streets,
        "shops": kept.shops,
        "stalls": kept.stalls,
    }


def _water(city: City) -> gpd.GeoDataFrame:
    kinds = ["sea", *(water.kind for water in city.waters)]
    names = ["北仑港外海（演示）", *(water.name for water in city.waters)]
    shapes = np.array([city.coast.sea, *(water.surface for water in city.waters)], dtype=object)
    codes = [f"W-{i + 1:02d}" for i in range(len(kinds))]
    return layer({"code": codes, "name": names, "kind": kinds, "unit": "U21"}, shapes)


def _assets(city: City) -> dict[str, gpd.GeoDataFrame]:
    drawn: dict[str, Callable[[City], gpd.GeoDataFrame]] = {
        "hydrants": hydrants.draw_hydrants,
        "manholes": manholes.draw_manholes,
        "bridges": bridges.draw_bridges,
        "cameras": assets.draw_cameras,
        "street_lamps": assets.draw_lamps,
        "toilets": assets.draw_toilets,
        "litter_bins": assets.draw_bins,
        "waste_stations": assets.draw_waste_stations,
        "gas_points": assets.draw_gas_points,
        "waterlogging": assets.draw_floods,
        "green_areas": greens.draw_green_areas,
        "flower_borders": greens.draw_flower_borders,
        "stall_zones": zones.draw_stall_zones,
        "parking_zones": zones.draw_parking_zones,
        "sites": permits.draw_sites,
        "dig_permits": permits.draw_dig_permits,
        "occupy_permits": permits.draw_occupy_permits,
    }
    return {name: draw(city) for name, draw in drawn.items()}


def _conformed(frame: gpd.GeoDataFrame, catalog: Catalog, name: str) -> gpd.GeoDataFrame:
    """Return the frame with exactly the catalog's columns; what is unknown is None."""
    wanted = ["code", "name", *(field.name for field in catalog[name].fields)]
    missing: dict[str, Any] = {column: None for column in wanted if column not in frame.columns}
    whole = frame.assign(**missing)[[*wanted, "geometry"]].reset_index(drop=True)
    whole_numbers = {f.name for f in catalog[name].fields if f.kind is FieldKind.INTEGER}
    for column in wanted:
        values = whole[column]
        if values.isna().any() and column in whole_numbers:
            plain = [None if pd.isna(value) else int(value) for value in values]
            whole[column] = pd.Series(plain, dtype=object)
        elif values.isna().any() or not pd.api.types.is_numeric_dtype(values):
            whole[column] = values.astype(object).where(values.notna(), None)
    return whole
