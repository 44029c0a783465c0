"""One table for each layer of the catalog, made and widened when the file opens."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

from gis_app.store import gpkg, tables
from gis_app.store.dialect import PlainText, quoted
from gis_app.store.errors import LayerNameTaken
from layers import District
from layers.catalog import Catalog, Field, FieldKind, LayerSpec, UnknownLayer

#: GeoPackage's names of column types; dates and moments are text under a name QGIS understands.
_TYPES: dict[FieldKind, sa.types.TypeEngine[object]] = {
    FieldKind.TEXT: PlainText("TEXT"),
    FieldKind.CHOICE: PlainText("TEXT"),
    FieldKind.INTEGER: PlainText("INTEGER"),
    FieldKind.REAL: PlainText("DOUBLE"),
    FieldKind.BOOLEAN: PlainText("BOOLEAN"),
    FieldKind.DATE: PlainText("DATE"),
    FieldKind.DATETIME: PlainText("DATETIME"),
}
#: Columns by which a layer is often asked, beside its code; an index on each.
_INDEXED: dict[str, tuple[str, ...]] = {"cases": ("reported_at", "asset_code")}
#: Beginnings of names that belong to SQLite, to GeoPackage or to our version table.
_OWNED = ("sqlite_", "gpkg_", "rtree_", "schema_version")


@dataclass(frozen=True, slots=True, eq=False)
class LayerTable:
    """A layer and the table that holds it."""

    spec: LayerSpec
    table: sa.Table

    @property
    def name(self) -> str:
        """Return the layer's name."""
        return self.spec.name


@dataclass(frozen=True, slots=True, eq=False)
class Schema:
    """What the code knows of the file: its district and the layers of the catalog."""

    catalog: Catalog
    district: District
    srs_id: int
    layers: Mapping[str, LayerTable]

    def __getitem__(self, layer: str) -> LayerTable:
        """Return the table of a layer, or raise UnknownLayer."""
        found = self.layers.get(layer)
        if found is None:
            raise UnknownLayer(layer=layer)
        return found


def schema_of(catalog: Catalog, district: District) -> Schema:
    """Return the schema of a catalog.

    Raises
    ------
    LayerNameTaken
        A layer has the name of a table of the store's own.
    """
    metadata = sa.MetaData()
    for spec in catalog:
        if spec.name in tables.METADATA.tables or spec.name.startswith(_OWNED):
            raise LayerNameTaken(layer=spec.name)
    layers = {spec.name: LayerTable(spec, _table(metadata, spec)) for spec in catalog}
    return Schema(catalog, district, gpkg.srs_id_of(district.crs), layers)


def fingerprint(schema: Schema) -> str:
    """Return a sum over the catalog; the file keeps it, so that an unchanged one costs nothing."""
    language = schema.district.languages[0]
    return hashlib.sha256(f"{language} {schema.catalog!r}".encode()).hexdigest()


def sync_layers(connection: sa.Connection, schema: Schema) -> None:
    """Create the tables of new layers and the columns of new fields; write all titles again.

    Nothing is dropped: a layer or field that left the catalog keeps its data.
    """
    inspector = sa.inspect(connection)
    for layer in schema.layers.values():
        if inspector.has_table(layer.name):
            for name in _missing_columns(connection, layer):
                column = str(CreateColumn(layer.table.c[name]).compile(connection))
                connection.exec_driver_sql(f"ALTER TABLE {quoted(layer.name)} ADD COLUMN {column}")
        else:
            connection.execute(CreateTable(layer.table))
            gpkg.register_layer(connection, layer.spec, schema.srs_id)
        for index in layer.table.indexes:
            connection.execute(CreateIndex(index, if_not_exists=True))
        gpkg.write_titles(connection, layer.spec, schema.district.languages[0])
    for name, title in tables.SHOWN.items():
        gpkg.register_attributes(connection, name, title)


def _table(metadata: sa.MetaData, spec: LayerSpec) -> sa.Table:
    indexed = _INDEXED.get(spec.name, ())
    return sa.Table(
        spec.name,
        metadata,
        sa.Column("fid", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("geom", PlainText(gpkg.GEOMETRY_TYPES[spec.shape])),
        sa.Column("code", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text),
        *(_column(field, indexed=field.name in indexed) for field in spec.fields),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("changed_at", PlainText("DATETIME")),
        sqlite_autoincrement=True,
    )


def _column(field: Field, *, indexed: bool) -> sa.Column[object]:
    return sa.Column(field.name, _TYPES[field.kind], index=indexed)


def _missing_columns(connection: sa.Connection, layer: LayerTable) -> list[str]:
    info: sa.Select[Any] = sa.select(sa.column("name", sa.Text)).select_from(
        sa.func.pragma_table_info(layer.name)
    )
    held = set(connection.execute(info).scalars())
    return [column.name for column in layer.table.columns if column.name not in held]
