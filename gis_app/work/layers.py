"""The layers of the district: what each one is, and its features in a box."""

import json
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis_app.store import ReadTx, features, history
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_question import LonLatBox, metric_view
from gis_app.work.frames import stamp
from gis_app.work.office import Office
from layers import LayerSpec
from layers.catalog import CoverageRule, Field, Group, Style, Titles
from layers.crs import to_lonlat

#: The most features of one answer: a canvas draws so many points, and a person sees no more.
FEATURES_MOST = 5_000

#: What a person reads for the shelves of the catalog.
GROUPS = {
    Group.ADMIN: Titles("行政区划", "Administrative areas"),
    Group.GRID: Titles("网格", "Grids"),
    Group.BASE: Titles("基础地理", "Base data"),
    Group.ASSET: Titles("部件", "Assets"),
    Group.ZONE: Titles("管控区域", "Enforcement zones"),
    Group.PERMIT: Titles("许可", "Permits"),
    Group.CASE: Titles("案件", "Cases"),
}


@allowed(*EVERYONE)
def mark(office: Office, _actor: Actor, *names: str) -> str:
    """Return a text that differs whenever one of the layers does; of all layers without names."""
    return stamp(office, *(names or office.catalog.names()))


@allowed(*EVERYONE)
def shelf(office: Office, _actor: Actor, *, language: str) -> list[dict[str, Any]]:
    """Return every layer in the order of lists and legends: what it is, how many, last changed."""
    with office.store.read() as tx:
        return [{**described(spec, language), **_counted(tx, spec.name)} for spec in office.catalog]


@allowed(*EVERYONE)
def in_box(
    office: Office, _actor: Actor, layer: str, box: LonLatBox | None = None, *, limit: int
) -> str:
    """Return the features that meet a box as GeoJSON text, at most `limit` of them.

    1. The box is longitude and latitude, WGS 84; without one the whole layer is meant.
    2. The metric box around it is asked, so a feature just outside may come along.
    3. Each has the properties `code`, `name` and, where the layer has one, `state`.
    4. `more` beside the features tells whether some were left out.

    Raises
    ------
    layers.catalog.UnknownLayer
        There is no such layer.
    """
    spec = office.catalog[layer]
    most = min(limit, FEATURES_MOST)
    view = None if box is None else metric_view(office.district, box)  # 1
    if view is not None and view.is_empty:
        return _collection([], more=False)
    with office.store.read() as tx:
        bounds = _everywhere() if view is None else view.bounds  # 2
        found = features.in_box(tx, spec.name, bounds, limit=most + 1)
    texts = _texts(found.iloc[:most], office.district.crs)
    return _collection(texts, more=len(found) > most)  # 4


def described(spec: LayerSpec, language: str) -> dict[str, Any]:
    """Return what a layer is, JSON-plain, in a language."""
    return {
        "name": spec.name,
        "title": spec.title.in_language(language),
        "group": spec.group.value,
        "group_title": GROUPS[spec.group].in_language(language),
        "shape": spec.shape.value,
        "style": _style(spec.style),
        "code_title": spec.code_title.in_language(language),
        "fields": [field_facts(field, language) for field in spec.fields],
        "class_codes": {scheme: list(codes) for scheme, codes in spec.class_codes.items()},
        "coverage": _coverage(spec.coverage),
        "inspection_days": spec.inspection_days,
        "component": spec.component,
    }


def field_facts(field: Field, language: str) -> dict[str, Any]:
    """Return what a field is, JSON-plain, in a language."""
    return {
        "name": field.name,
        "title": field.title.in_language(language),
        "kind": field.kind.value,
        "unit": field.unit,
        "required": field.required,
        "length": field.length,
        "choices": [
            {"value": choice.value, "title": choice.title.in_language(language)}
            for choice in field.choices
        ],
    }


def _counted(tx: ReadTx, layer: str) -> dict[str, Any]:
    change = history.change(tx, layer)
    last = history.since(tx, change - 1, layer=layer, size=1) if change else []
    return {
        "count": features.count(tx, layer),
        "change": change,
        "changed_at": last[0].at if last else None,
    }


def _style(style: Style) -> dict[str, Any]:
    return {name: getattr(style, name) for name in Style.__slots__}


def _coverage(rule: CoverageRule | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    return {"radius_m": rule.radius_m, "spacing_m": rule.spacing_m, "source": rule.source}


def _everywhere() -> tuple[float, float, float, float]:
    far_m = 1e8  # farther than any projected coordinate
    return (-far_m, -far_m, far_m, far_m)


def _texts(found: gpd.GeoDataFrame, crs: str) -> list[str]:
    shapes = to_lonlat(found.geometry.to_numpy(), crs)
    drawn = shapely.to_geojson(np.asarray(shapes, dtype=object))
    names = [name for name in ("code", "name", "state") if name in found.columns]  # 3
    rows = zip(*(found[name].tolist() for name in names), strict=True)
    return [
        f'{{"type":"Feature","id":{_json(row[0])},'
        f'"properties":{_json(dict(zip(names, row, strict=True)))},"geometry":{shape or "null"}}}'
        for row, shape in zip(rows, drawn, strict=True)
    ]


def _collection(texts: list[str], *, more: bool) -> str:
    return f'{{"type":"FeatureCollection","more":{_json(more)},"features":[{",".join(texts)}]}}'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
