"""The tables of GeoPackage 1.3 and the fixed tables of the first version."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

#: The required definitions of OGC 12-128r17, annex C, and of its extensions F.9.
_GEOPACKAGE = (
    """CREATE TABLE gpkg_spatial_ref_sys (
      srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
      organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)""",
    """CREATE TABLE gpkg_contents (
      table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
      description TEXT DEFAULT '',
      last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
      min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
      CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))""",
    """CREATE TABLE gpkg_geometry_columns (
      table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
      srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
      CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
      CONSTRAINT uk_gc_table_name UNIQUE (table_name),
      CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
      CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))""",
    """CREATE TABLE gpkg_extensions (
      table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
      scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))""",
    """CREATE TABLE gpkg_data_columns (
      table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
      description TEXT, mime_type TEXT, constraint_name TEXT,
      CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
      CONSTRAINT gdc_tn UNIQUE (table_name, name))""",
    """CREATE TABLE gpkg_data_column_constraints (
      constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT,
      min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN,
      description TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))""",
)

_OURS = (
    (
        "CREATE TABLE settings (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, "
        "value TEXT NOT NULL)"
    ),
    """CREATE TABLE history (
      id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, at DATETIME NOT NULL, who TEXT NOT NULL,
      what TEXT NOT NULL, layer TEXT NOT NULL, code TEXT NOT NULL, version INTEGER,
      before TEXT, after TEXT, note TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX history_of ON history (layer, code)",
    "CREATE INDEX history_removed ON history (layer, code) WHERE what = 'remove'",
    """CREATE TABLE imports (
      id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, at DATETIME NOT NULL, who TEXT NOT NULL,
      layer TEXT NOT NULL, added INTEGER NOT NULL, changed INTEGER NOT NULL,
      unchanged INTEGER NOT NULL, note TEXT NOT NULL DEFAULT '')""",
    (
        "CREATE TABLE layer_changes (layer TEXT NOT NULL PRIMARY KEY, change INTEGER NOT NULL, "
        "at DATETIME NOT NULL)"
    ),
    """CREATE TABLE plans (
      id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,
      state TEXT NOT NULL DEFAULT 'draft', valid_from DATE, valid_to DATE,
      base INTEGER REFERENCES plans (id), author TEXT NOT NULL, note TEXT NOT NULL DEFAULT '',
      version INTEGER NOT NULL DEFAULT 1)""",
    """CREATE TABLE units (
      id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL UNIQUE,
      name_zh TEXT NOT NULL, name_en TEXT NOT NULL, kind TEXT NOT NULL DEFAULT '',
      classes TEXT NOT NULL DEFAULT '[]', version INTEGER NOT NULL DEFAULT 1)""",
    """CREATE TABLE users (
      id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
      display_name TEXT NOT NULL, password TEXT NOT NULL, role TEXT NOT NULL,
      unit TEXT REFERENCES units (code), streets TEXT NOT NULL DEFAULT '[]',
      language TEXT NOT NULL DEFAULT 'zh', active BOOLEAN NOT NULL DEFAULT 1,
      version INTEGER NOT NULL DEFAULT 1)""",
    """CREATE TABLE class_codes (
      id INTEGER NOT NULL PRIMARY KEY, scheme TEXT NOT NULL, kind TEXT NOT NULL,
      code TEXT NOT NULL, name TEXT NOT NULL, major TEXT NOT NULL,
      major_name TEXT NOT NULL DEFAULT '', minor TEXT NOT NULL, enabled BOOLEAN NOT NULL DEFAULT 1,
      CONSTRAINT class_codes_key UNIQUE (scheme, kind, code))""",
    """CREATE TABLE time_limits (
      id INTEGER NOT NULL PRIMARY KEY, scheme TEXT NOT NULL, kind TEXT NOT NULL,
      code TEXT NOT NULL, name TEXT NOT NULL, condition TEXT NOT NULL, "limit" INTEGER NOT NULL,
      unit TEXT NOT NULL)""",
    "CREATE INDEX time_limits_of ON time_limits (scheme, kind, code)",
    "CREATE TABLE case_numbers (day TEXT NOT NULL PRIMARY KEY, last INTEGER NOT NULL)",
    "CREATE TABLE photo_bytes (sha256 TEXT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL)",
    """CREATE TABLE photos (
      id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, layer TEXT NOT NULL, code TEXT NOT NULL,
      sha256 TEXT NOT NULL REFERENCES photo_bytes (sha256), media_type TEXT NOT NULL,
      width_px INTEGER NOT NULL, height_px INTEGER NOT NULL, taken_at DATETIME,
      added_at DATETIME NOT NULL, added_by TEXT NOT NULL)""",
    "CREATE INDEX photos_of ON photos (layer, code)",
)

#: History only grows, and no two published plans hold on one date: the file itself says so, also
#: to a desktop program that opens it.
_OVERLAP = """
    WHEN NEW.state = 'published' AND EXISTS (
      SELECT 1 FROM plans WHERE state = 'published' AND id != NEW.id
      AND (valid_to IS NULL OR valid_to > NEW.valid_from)
      AND (NEW.valid_to IS NULL OR NEW.valid_to > valid_from))
    BEGIN SELECT RAISE(ABORT, 'two published plans on one date'); END"""
_GUARDS = (
    (
        "CREATE TRIGGER history_not_changed BEFORE UPDATE ON history "
        "BEGIN SELECT RAISE(ABORT, 'history only grows'); END"
    ),
    (
        "CREATE TRIGGER history_not_removed BEFORE DELETE ON history "
        "BEGIN SELECT RAISE(ABORT, 'history only grows'); END"
    ),
    f"CREATE TRIGGER plans_apart_new BEFORE INSERT ON plans {_OVERLAP}",
    f"CREATE TRIGGER plans_apart BEFORE UPDATE ON plans {_OVERLAP}",
)


def upgrade() -> None:
    """Create everything."""
    for statement in (*_GEOPACKAGE, *_OURS, *_GUARDS):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Refuse: a backup is the way back."""
    message = "restore a backup instead"
    raise NotImplementedError(message)
