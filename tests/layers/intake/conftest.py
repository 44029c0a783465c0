"""Builders for the tests of the intake room: a small layer, raw rows, default options."""

import geopandas as gpd
import pytest
from shapely import Point

from layers.catalog.spec import (
    Choice,
    Field,
    FieldKind,
    Group,
    LayerSpec,
    Shape,
    Style,
    Titles,
)

#: Beilun's metric CRS.
CRS = "EPSG:4550"


def field(name, kind=FieldKind.TEXT, **more):
    return Field(name, Titles(zh=f"{name}中", en=name.title()), kind, **more)


def layer(*fields, shape=Shape.POINT, **more):
    return LayerSpec(
        name="things",
        title=Titles(zh="物", en="Things"),
        group=Group.ASSET,
        shape=shape,
        fields=fields or ALL_KINDS,
        style=Style(colour="#123456"),
        class_codes={},
        code_title=Titles(zh="编号", en="Number"),
        **more,
    )


STATES = (
    Choice("intact", Titles(zh="完好", en="Intact")),
    Choice("damaged", Titles(zh="破损", en="Damaged")),
)
ALL_KINDS = (
    field("note", length=10),
    field("count", FieldKind.INTEGER),
    field("depth", FieldKind.REAL),
    field("open", FieldKind.BOOLEAN),
    field("built_on", FieldKind.DATE),
    field("seen_at", FieldKind.DATETIME),
    field("state", FieldKind.CHOICE, choices=STATES),
)


def raw(*rows, shapes=None, crs=CRS):
    """Return raw rows as a reader gives them, each at a place of its own unless told."""
    places = [Point(1000.0 + at, 2000.0) for at in range(len(rows))] if shapes is None else shapes
    geometry = gpd.GeoSeries(list(places), crs=crs)
    return gpd.GeoDataFrame(list(rows), geometry=geometry)


@pytest.fixture(scope="session")
def make():
    """Return the builders of this folder: layer, field, raw."""

    class Builders:
        """What the tests of this folder build with."""

    Builders.layer = staticmethod(layer)
    Builders.field = staticmethod(field)
    Builders.raw = staticmethod(raw)
    return Builders
