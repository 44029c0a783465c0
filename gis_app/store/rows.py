"""Rows of a layer's table as features and frames, and the conditions that choose them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import sqlalchemy as sa

from gis_app.store import blob, bulk, dialect, gpkg
from gis_app.store.errors import UnknownField
from gis_app.store.layer_tables import LayerTable
from gis_app.store.transaction import ReadTx
from gis_app.store.values import frame_column, plain_value, without_missing
from layers import Feature, Plain
from layers.catalog import FieldKind

#: A box in the district's CRS: west, south, east, north, in metres. Touching counts.
Box = tuple[float, float, float, float]
#: Equality filters: a value, None for a missing one, or a collection of which one is enough.
Where = Mapping[str, Plain | Collection[str]]

#: Columns every layer has, beside its fields, with their kinds.
COMMON = {
    "code": FieldKind.TEXT,
    "name": FieldKind.TEXT,
    "version": FieldKind.INTEGER,
    "changed_at": FieldKind.DATETIME,
}


def kind_of(layer: LayerTable, name: str) -> FieldKind:
    """Return the kind of a column, or raise UnknownField."""
    field = layer.spec.field(name)
    kind = COMMON.get(name) if field is None else field.kind
    if kind is None:
        raise UnknownField(layer=layer.name, field=name)
    return kind


def field_names(layer: LayerTable) -> list[str]:
    """Return the names of a layer's fields, in the catalog's order."""
    return [field.name for field in layer.spec.fields]


def matching(layer: LayerTable, where: Where | None) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of equality filters."""
    found: list[sa.ColumnElement[bool]] = []
    for name, value in (where or {}).items():
        kind_of(layer, name)
        column = layer.table.c[name]
        if value is None:
            found.append(column.is_(None))
        elif isinstance(value, Collection) and not isinstance(value, str):
            found.append(dialect.among(column, value))
        else:
            found.append(column == value)
    return found


def near_box(layer: LayerTable, box: Box) -> sa.ColumnElement[bool]:
    """Return the condition that a feature may meet a box; the R*Tree rounds outward."""
    return layer.table.c.fid.in_(tree_hits(layer, box))


def tree_hits(layer: LayerTable, box: Box) -> sa.Select[Any]:
    """Return the query for the ids whose boxes, rounded outward, meet a box."""
    tree = gpkg.tree(layer.name)
    west, south, east, north = (float(side) for side in box)
    return sa.select(tree.c.id).where(
        tree.c.maxx >= west, tree.c.minx <= east, tree.c.maxy >= south, tree.c.miny <= north
    )


def frame_of(
    tx: ReadTx, layer: LayerTable, query: sa.Select[Any], names: Sequence[str]
) -> gpd.GeoDataFrame:
    """Return the rows of a query over the columns `names` and, last, `geom` as a frame."""
    rows = [row for chunk in bulk.chunks(tx.connection, query) for row in chunk]
    columns = list(zip(*rows, strict=True)) or [()] * (len(names) + 1)
    content = {
        name: frame_column(kind_of(layer, name), values)
        for name, values in zip(names, columns[:-1], strict=True)
    }
    shapes = blob.decode(columns[-1])
    return gpd.GeoDataFrame(content, geometry=shapes, crs=tx.schema.district.crs)


def feature_columns(layer: LayerTable) -> list[sa.Column[Any]]:
    """Return the columns from which `feature_of` makes a feature, in its order."""
    names = ["geom", "code", "name", "version", *field_names(layer)]
    return [layer.table.c[name] for name in names]


def features_of(layer: LayerTable, rows: Iterable[Sequence[Any]]) -> list[Feature]:
    """Return rows of `feature_columns` as features."""
    held = list(rows)
    shapes = blob.decode([row[0] for row in held])
    fields = layer.spec.fields
    return [
        Feature(
            code=row[1],
            name=row[2] or "",
            shape=shape,
            values={
                field.name: plain_value(field.kind, value)
                for field, value in zip(fields, row[4:], strict=True)
            },
            version=row[3],
        )
        for row, shape in zip(held, shapes, strict=True)
    ]


def state_of(name: str | None, body: bytes | None, values: Mapping[str, Plain]) -> dict[str, Any]:
    """Return a feature's state as history keeps it; `body` is well-known binary."""
    return {
        "name": name,
        "shape": None if body is None else body.hex(),
        "values": without_missing(values),
    }
