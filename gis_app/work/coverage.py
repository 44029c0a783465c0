"""How well a class of assets serves the district: area, roads, spacing; and cells to outline."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gis_app.store import features
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.coverage_rules import asked, limit_of, point_layers, rule_of
from gis_app.work.frames import frame, stamp
from gis_app.work.office import Office
from gis_app.work.plan_grid import PLAN_LAYERS, areas, cell_grid
from gis_app.work.plan_text import Shapes, collection, place
from layers import LayerSpec
from layers.analysis import Coverage, Covered, Gap, Misfit, Spacing, uncovered_doubled
from layers.analysis import coverage as covered_by
from layers.analysis import spacing as spaced
from layers.crs import to_lonlat

#: Parts of road shorter than this are rounding, not gaps in service, in metres.
_LEAST_ROAD_M = 0.1
#: Uncovered parts smaller than this cannot be seen on any map, in m².
_LEAST_AREA_M2 = 0.5


@dataclass(frozen=True, slots=True)
class Served:
    """A layer whose assets serve a radius, and how many of them there are."""

    spec: LayerSpec
    count: int


@allowed(*EVERYONE)
def served_layers(office: Office, _actor: Actor) -> list[Served]:
    """Return the layers that coverage can be asked of and that are not empty, rules first."""
    specs = point_layers(office)
    with office.store.read() as tx:
        found = [Served(spec, features.count(tx, spec.name)) for spec in specs]
    return sorted((one for one in found if one.count), key=lambda one: one.spec.coverage is None)


@allowed(*EVERYONE)
def mark(office: Office, _actor: Actor, layer: str) -> str:
    """Return a text that differs whenever an answer about a layer's coverage does."""
    named = [layer] if layer in office.catalog else []
    grounds = ("roads", "district", "communities", "streets")
    return stamp(office, *PLAN_LAYERS, *grounds, *named)


@allowed(*EVERYONE)
def measure(
    office: Office, actor: Actor, layer: str, radius_m: float | None = None
) -> dict[str, Any]:
    """Return the share of area and of road within reach, per area and in all.

    Without a radius the layer's own rule decides, and the answer says where that comes from.

    Raises
    ------
    layers.catalog.UnknownLayer, NoPoints, RadiusOutOfRange
        The question does not hold.
    """
    spec, reach_m = asked(office, layer, radius_m)
    found = _coverage(office, actor, spec, reach_m)
    told = areas(office)
    title = dict(zip(told.codes, told.names, strict=True))
    return {
        "layer": layer,
        "radius_m": reach_m,
        "edge_error_m": round(found.edge_error_m, 2),
        "rule": rule_of(spec),
        "assets": len(_present(frame(office, layer).geometry.to_numpy())),
        "by": told.kind,
        "areas": [_figures(one) | {"name": title[one.code]} for one in found.areas],
        "total": _figures(found.total),
    }


@allowed(*EVERYONE)
def uncovered(office: Office, actor: Actor, layer: str, radius_m: float | None = None) -> str:
    """Return what lies beyond reach as GeoJSON text: `what` is area or road, `code` its area.

    Raises
    ------
    layers.catalog.UnknownLayer, NoPoints, RadiusOutOfRange
        The question does not hold.
    """
    spec, reach_m = asked(office, layer, radius_m)
    found = _coverage(office, actor, spec, reach_m)
    shapes: list[shapely.Geometry] = []
    records: list[dict[str, Any]] = []
    for one in found.areas:
        if one.uncovered.area >= _LEAST_AREA_M2:
            shapes.append(one.uncovered)
            size = round(one.uncovered.area, 1)
            records.append({"code": one.code, "what": "area", "area_m2": size})
    roads = found.total.uncovered_roads
    if roads.length >= _LEAST_ROAD_M:
        shapes.append(roads)
        records.append({"code": "", "what": "road", "length_m": round(roads.length, 1)})
    return collection(np.array(shapes, dtype=object), records, office.district.crs)


@allowed(*EVERYONE)
def assets(office: Office, _actor: Actor, layer: str) -> str:
    """Return the assets of a layer as GeoJSON points: code and name.

    Raises
    ------
    layers.catalog.UnknownLayer, NoPoints
        The question does not hold.
    """
    asked(office, layer)
    found = frame(office, layer)
    placed = found[~(found.geometry.isna() | found.geometry.is_empty)]
    records = [
        {"code": code, "name": name if isinstance(name, str) else None}
        for code, name in zip(placed["code"], placed["name"], strict=True)
    ]
    return collection(placed.geometry.to_numpy(), records, office.district.crs)


@allowed(*EVERYONE)
def gaps(office: Office, actor: Actor, layer: str, limit_m: float | None = None) -> dict[str, Any]:
    """Return where assets stand farther apart along a road than a limit, the longest first.

    Raises
    ------
    layers.catalog.UnknownLayer, NoPoints
        The layer has no assets that are points.
    NoSpacingRule, LimitOutOfRange
        No limit was given and the layer has none, or it is of no use.
    """
    spec, _ = asked(office, layer)
    limit = limit_of(spec, limit_m)
    key = f"{mark(office, actor, layer)}|{limit}"
    found = office.keep.get(f"spacing:{layer}", key, lambda: _spacing(office, layer, limit))
    rows = sorted(found.gaps, key=lambda gap: (-gap.gap_m, gap.road, gap.part, gap.from_m))
    lines = to_lonlat(np.array([gap.shape for gap in rows], dtype=object), office.district.crs)
    return {
        "layer": layer,
        "limit_m": limit,
        "rule": rule_of(spec),
        "total": {
            "gaps": len(rows),
            "beyond_m": round(sum(gap.gap_m - limit for gap in rows), 1),
            "road_m": round(sum(part.shape.length for part in found.parts), 1),
            "strays": len(found.strays),
        },
        "rows": [
            _gap(gap, line, office.district.crs) for gap, line in zip(rows, lines, strict=True)
        ],
    }


@allowed(*EVERYONE)
def misfit(office: Office, actor: Actor) -> dict[str, Any]:
    """Return where the cells leave the outline uncovered, stick out of it, or lie doubly.

    Count and area of each of the three, and `parts`, a FeatureCollection with `what`.
    """
    found = office.keep.get("coverage:cells", misfit_mark(office, actor), lambda: _misfit(office))
    kinds = {"uncovered": found.uncovered, "outside": found.outside, "doubled": found.doubled}
    figures: dict[str, Any] = {
        kind: {"count": len(parts), "area_m2": round(float(shapely.area(parts).sum()), 2)}
        for kind, parts in kinds.items()
    }
    shapes = np.concatenate([np.asarray(parts, dtype=object) for parts in kinds.values()])
    records = [
        {"what": kind, "area_m2": round(float(part.area), 2)}
        for kind, parts in kinds.items()
        for part in parts
    ]
    parts = json.loads(collection(shapes, records, office.district.crs))
    return {**figures, "parts": parts}


@allowed(*EVERYONE)
def misfit_mark(office: Office, _actor: Actor) -> str:
    """Return a text that differs whenever the answer of `misfit` does."""
    return stamp(office, "cells", "district")


def _coverage(office: Office, actor: Actor, spec: LayerSpec, reach_m: float) -> Coverage:
    """Return the coverage of one radius; the rule's own and the last other one are kept."""
    key = f"{mark(office, actor, spec.name)}|{reach_m}"
    own = spec.coverage is not None and spec.coverage.radius_m == reach_m
    slot = f"coverage:{spec.name}:{'rule' if own else 'asked'}"

    def make() -> Coverage:
        told = areas(office)
        places = frame(office, spec.name).geometry.to_numpy()
        roads = np.array(frame(office, "roads").geometry.to_numpy(), dtype=object)
        return covered_by(places, told.shapes, told.codes, roads, radius_m=reach_m)

    return office.keep.get(slot, key, make)


def _spacing(office: Office, layer: str, limit_m: float) -> Spacing:
    found, roads = frame(office, layer), frame(office, "roads")
    named = found["road"].tolist() if "road" in found.columns else None
    return spaced(
        np.array(found.geometry.to_numpy(), dtype=object),
        named,
        roads["name"].tolist(),
        np.array(roads.geometry.to_numpy(), dtype=object),
        limit_m=limit_m,
    )


def _misfit(office: Office) -> Misfit:
    grid = cell_grid(office)
    outlines = frame(office, "district").geometry.to_numpy()
    if not len(grid) or not len(outlines):
        nothing = np.array([], dtype=object)
        return Misfit(nothing, nothing, nothing, np.empty((0, 2), dtype=np.intp))
    return uncovered_doubled(shapely.make_valid(grid.shapes), shapely.union_all(outlines))


def _present(shapes: Shapes) -> Shapes:
    return shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]


def _figures(one: Covered) -> dict[str, Any]:
    return {
        "code": one.code,
        "area_m2": round(one.area_m2, 1),
        "covered_m2": round(one.covered_m2, 1),
        "share": round(one.share, 4) if one.area_m2 > 0 else None,
        "road_m": round(one.road_m, 1),
        "covered_road_m": round(one.covered_road_m, 1),
        "road_share": round(one.road_share, 4) if one.road_m > 0 else None,
    }


def _gap(gap: Gap, line: shapely.Geometry, crs: str) -> dict[str, Any]:
    points: list[list[float]] = shapely.get_coordinates(line).tolist()
    return {
        "road": gap.road,
        "part": gap.part,
        "from_m": round(gap.from_m, 1),
        "to_m": round(gap.to_m, 1),
        "gap_m": round(gap.gap_m, 1),
        "place": gap.place,
        "line": points,
        **place(gap.shape, crs),
    }
