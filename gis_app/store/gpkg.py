"""What makes the file a GeoPackage 1.3: its CRS rows, contents, geometry columns, R*Trees, titles.

Clauses in brackets are those of OGC 12-128r17.
"""

from collections.abc import Iterable, Sequence

import pyproj
import sqlalchemy as sa
from sqlalchemy import column, table

from gis_app.store.dialect import quoted
from layers.catalog import Field, LayerSpec, Shape

#: "GPKG" as a big-endian number, and version 1.3.0 [1.1.1.1.1].
APPLICATION_ID = 0x47504B47
USER_VERSION = 10300
#: The id of a CRS that EPSG does not list; ids from 100,000 on are the writer's own.
OWN_SRS_ID = 100_000

#: The one geometry type of a layer's column; `blob.single` undoes the multi on the way out.
GEOMETRY_TYPES = {
    Shape.POINT: "POINT",
    Shape.LINE: "MULTILINESTRING",
    Shape.POLYGON: "MULTIPOLYGON",
}

_SRS = table(
    "gpkg_spatial_ref_sys",
    *map(column, ("srs_name", "srs_id", "organization", "organization_coordsys_id")),
    *map(column, ("definition", "description")),
)
CONTENTS = table(
    "gpkg_contents",
    *map(column, ("table_name", "data_type", "identifier", "description", "last_change")),
    *map(column, ("min_x", "min_y", "max_x", "max_y", "srs_id")),
)
_GEOMETRY = table(
    "gpkg_geometry_columns",
    *map(column, ("table_name", "column_name", "geometry_type_name", "srs_id", "z", "m")),
)
_EXTENSIONS = table(
    "gpkg_extensions",
    *map(column, ("table_name", "column_name", "extension_name", "definition", "scope")),
)
_DATA_COLUMNS = table(
    "gpkg_data_columns",
    *map(column, ("table_name", "column_name", "name", "title", "description")),
    column("constraint_name"),
)
_CONSTRAINTS = table(
    "gpkg_data_column_constraints",
    *map(column, ("constraint_name", "constraint_type", "value", "description")),
)

#: The standard's own triggers [annex F.3]; {t} is the layer, {r} its R*Tree, {i} a trigger's name.
_BOX = 'ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"), ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")'
_HELD = '(NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom"))'
_GONE = '(NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom"))'
_PUT = "INSERT OR REPLACE INTO {r} VALUES (NEW.fid, " + _BOX + ");"  # noqa: S608 - constants
_TAKE = "DELETE FROM {r} WHERE id = OLD.fid;"
_BOTH = "DELETE FROM {r} WHERE id IN (OLD.fid, NEW.fid);"
_TRIGGERS = {
    "insert": f"AFTER INSERT ON {{t}} WHEN {_HELD} BEGIN {_PUT} END",
    "update1": f'AFTER UPDATE OF "geom" ON {{t}} WHEN OLD.fid = NEW.fid AND {_HELD} '
    f"BEGIN {_PUT} END",
    "update2": f'AFTER UPDATE OF "geom" ON {{t}} WHEN OLD.fid = NEW.fid AND {_GONE} '
    f"BEGIN {_TAKE} END",
    "update3": f"AFTER UPDATE ON {{t}} WHEN OLD.fid != NEW.fid AND {_HELD} "
    f"BEGIN {_TAKE} {_PUT} END",
    "update4": f"AFTER UPDATE ON {{t}} WHEN OLD.fid != NEW.fid AND {_GONE} BEGIN {_BOTH} END",
    "delete": f'AFTER DELETE ON {{t}} WHEN OLD."geom" NOT NULL BEGIN {_TAKE} END',
}


def srs_id_of(crs_text: str) -> int:
    """Return the id under which the file knows a CRS: EPSG's number, or our own."""
    return pyproj.CRS.from_user_input(crs_text).to_epsg() or OWN_SRS_ID


def write_reference_systems(connection: sa.Connection, crs_text: str) -> None:
    """Write the three rows every GeoPackage has, and the district's CRS [1.1.2.1.2]."""
    crs = pyproj.CRS.from_user_input(crs_text)
    srs_id = srs_id_of(crs_text)
    organization = "NONE" if srs_id == OWN_SRS_ID else "EPSG"
    lonlat = pyproj.CRS.from_epsg(4326).to_wkt("WKT1_GDAL")
    rows = [
        ("Undefined cartesian", -1, "NONE", -1, "undefined"),
        ("Undefined geographic", 0, "NONE", 0, "undefined"),
        ("WGS 84", 4326, "EPSG", 4326, lonlat),
        (crs.name, srs_id, organization, srs_id, crs.to_wkt("WKT1_GDAL")),
    ]
    names = ("srs_name", "srs_id", "organization", "organization_coordsys_id", "definition")
    connection.execute(sa.insert(_SRS), [dict(zip(names, row, strict=True)) for row in rows])


def write_schema_extension(connection: sa.Connection) -> None:
    """Register the tables of titles and coded values [annex F.9]."""
    for name in ("gpkg_data_columns", "gpkg_data_column_constraints"):
        _extend(connection, name, None, "gpkg_schema", "http://www.geopackage.org/spec130/#extension_schema")  # fmt: skip  # noqa: E501 - one address


def register_layer(connection: sa.Connection, spec: LayerSpec, srs_id: int) -> None:
    """Make a layer's table known: contents, geometry column, R*Tree and its triggers."""
    connection.execute(
        sa.insert(CONTENTS).values(
            table_name=spec.name, data_type="features", identifier=spec.name, srs_id=srs_id
        )
    )
    connection.execute(
        sa.insert(_GEOMETRY).values(
            table_name=spec.name,
            column_name="geom",
            geometry_type_name=GEOMETRY_TYPES[spec.shape],
            srs_id=srs_id,
            z=0,
            m=0,
        )
    )
    _extend(connection, spec.name, "geom", "gpkg_rtree_index", "http://www.geopackage.org/spec130/#extension_rtree")  # fmt: skip  # noqa: E501 - one address
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE {quoted(tree_name(spec.name))} "
        "USING rtree(id, minx, maxx, miny, maxy)"
    )
    create_triggers(connection, spec.name, list(_TRIGGERS))


def create_triggers(connection: sa.Connection, layer: str, names: Iterable[str]) -> None:
    """Create some of the triggers that keep a layer's R*Tree true."""
    t, r = quoted(layer), quoted(tree_name(layer))
    for name in names:
        head = f"CREATE TRIGGER {quoted(f'{tree_name(layer)}_{name}')} "
        connection.exec_driver_sql(head + _TRIGGERS[name].format(t=t, r=r))


def drop_triggers(connection: sa.Connection, layer: str, names: Iterable[str]) -> None:
    """Drop some of a layer's triggers, for bulk work inside one transaction."""
    for name in names:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {quoted(f'{tree_name(layer)}_{name}')}")


def tree_name(layer: str) -> str:
    """Return the name of a layer's R*Tree table."""
    return f"rtree_{layer}_geom"


def tree(layer: str) -> sa.TableClause:
    """Return a layer's R*Tree as a table to query; its numbers are 32-bit, rounded outward."""
    return table(tree_name(layer), *map(column, ("id", "minx", "maxx", "miny", "maxy")))


def write_titles(connection: sa.Connection, spec: LayerSpec, language: str) -> None:
    """Write what people read for a layer, its fields and their coded values."""
    other = "en" if language == "zh" else "zh"
    name_layer(connection, spec.name, spec.title.in_language(language))
    connection.execute(
        sa.update(CONTENTS)
        .where(CONTENTS.c.table_name == spec.name)
        .values(description=spec.title.in_language(other))
    )
    connection.execute(sa.delete(_DATA_COLUMNS).where(_DATA_COLUMNS.c.table_name == spec.name))
    rows = [_title_row(spec, "code", spec.code_title.in_language(language))]
    rows += [_field_row(spec, field, language) for field in spec.fields]
    connection.execute(sa.insert(_DATA_COLUMNS), rows)
    for field in spec.fields:
        _write_choices(connection, spec, field, language)


def name_layer(connection: sa.Connection, name: str, title: str) -> None:
    """Give a table its title in `gpkg_contents`, where no two may be the same."""
    others = sa.select(CONTENTS.c.identifier).where(CONTENTS.c.table_name != name)
    taken = set(connection.execute(others).scalars())
    identifier = f"{title} ({name})" if title in taken else title
    connection.execute(
        sa.update(CONTENTS).where(CONTENTS.c.table_name == name).values(identifier=identifier)
    )


def register_attributes(connection: sa.Connection, name: str, title: str) -> None:
    """List a table without shapes, unless it is listed already."""
    listed = sa.select(CONTENTS.c.table_name).where(CONTENTS.c.table_name == name)
    if connection.execute(listed).first() is None:
        values = {"table_name": name, "data_type": "attributes", "identifier": name}
        connection.execute(sa.insert(CONTENTS).values(**values))
        name_layer(connection, name, title)


def widen(
    connection: sa.Connection, layer: str, bounds: Sequence[float] | None, *, at: str
) -> None:
    """Note a change of a layer in `gpkg_contents` and widen its extent by (w, s, e, n).

    The extent only grows: GeoPackage allows a generous one, and shrinking it would mean reading
    the whole layer after each removal.
    """
    values: dict[str, object] = {"last_change": at}
    if bounds is not None:
        sides = zip(("min_x", "min_y", "max_x", "max_y"), bounds, strict=True)
        for name, side in sides:
            pick = sa.func.min if name.startswith("min") else sa.func.max
            values[name] = pick(sa.func.coalesce(CONTENTS.c[name], side), side)
    connection.execute(sa.update(CONTENTS).where(CONTENTS.c.table_name == layer).values(values))


def _extend(
    connection: sa.Connection, name: str, column_name: str | None, extension: str, definition: str
) -> None:
    connection.execute(
        sa.insert(_EXTENSIONS).values(
            table_name=name,
            column_name=column_name,
            extension_name=extension,
            definition=definition,
            scope="write-only" if extension == "gpkg_rtree_index" else "read-write",
        )
    )


def _title_row(spec: LayerSpec, name: str, title: str) -> dict[str, str | None]:
    return {
        "table_name": spec.name,
        "column_name": name,
        "name": name,
        "title": title,
        "description": None,
        "constraint_name": None,
    }


def _field_row(spec: LayerSpec, field: Field, language: str) -> dict[str, str | None]:
    other = field.title.in_language("en" if language == "zh" else "zh")
    unit = f" [{field.unit}]" if field.unit else ""
    row = _title_row(spec, field.name, field.title.in_language(language) + unit)
    choices = f"{spec.name}_{field.name}" if field.choices else None
    return row | {"description": other, "constraint_name": choices}


def _write_choices(connection: sa.Connection, spec: LayerSpec, field: Field, language: str) -> None:
    name = f"{spec.name}_{field.name}"
    connection.execute(sa.delete(_CONSTRAINTS).where(_CONSTRAINTS.c.constraint_name == name))
    rows = [
        {
            "constraint_name": name,
            "constraint_type": "enum",
            "value": choice.value,
            "description": choice.title.in_language(language),
        }
        for choice in field.choices
    ]
    if rows:
        connection.execute(sa.insert(_CONSTRAINTS), rows)
