"""The fixed tables, beside the layers' own; migrations bring a file to this state."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from gis_app.store.dialect import PlainText

METADATA = sa.MetaData()


def _key(name: str = "id") -> Column[int]:
    return Column(name, Integer, primary_key=True, autoincrement=True)


def _text(name: str, default: str | None = None) -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _flag(name: str) -> Column[int]:
    return Column(name, PlainText("BOOLEAN"), nullable=False, server_default="1")


def _version() -> Column[int]:
    return Column("version", Integer, nullable=False, server_default="1")


#: What the file says of itself: application, district (TOML), epoch.
settings = Table("settings", METADATA, _key(), Column("name", Text, nullable=False, unique=True),
                 _text("value"))  # fmt: skip

#: Who, when, what before, what after; only ever appended to.
history = Table(
    "history",
    METADATA,
    _key(),
    Column("at", PlainText("DATETIME"), nullable=False),
    _text("who"),
    _text("what"),
    _text("layer"),
    _text("code"),
    Column("version", Integer),
    Column("before", Text),
    Column("after", Text),
    _text("note", ""),
    Index("history_of", "layer", "code"),
    Index("history_removed", "layer", "code", sqlite_where=sa.text("what = 'remove'")),
    sqlite_autoincrement=True,
)

imports = Table(
    "imports",
    METADATA,
    _key(),
    Column("at", PlainText("DATETIME"), nullable=False),
    _text("who"),
    _text("layer"),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    _text("note", ""),
    sqlite_autoincrement=True,
)

#: The id of the last history row of each layer: caches and ETags ask it.
layer_changes = Table(
    "layer_changes",
    METADATA,
    Column("layer", Text, primary_key=True, nullable=False),
    Column("change", Integer, nullable=False),
    Column("at", PlainText("DATETIME"), nullable=False),
)

plans = Table(
    "plans",
    METADATA,
    _key(),
    _text("name"),
    _text("state", "draft"),
    Column("valid_from", PlainText("DATE")),
    Column("valid_to", PlainText("DATE")),
    Column("base", Integer, ForeignKey("plans.id")),
    _text("author"),
    _text("note", ""),
    _version(),
    Column("reviewer", Text),
    Column("in_layers", PlainText("BOOLEAN"), nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)


def _plan() -> Column[int]:
    return Column("plan", Integer, ForeignKey("plans.id"), primary_key=True, nullable=False)


#: The cells and management grids of drafts, and of plans that were in force; those of the plan in
#: force are the layers. Shapes are WKB in the district's CRS.
plan_cells = Table(
    "plan_cells",
    METADATA,
    _plan(),
    Column("code", Text, primary_key=True, nullable=False),
    Column("community", Text),
    Column("street", Text),
    Column("grid", Text),
    Column("name", Text),
    Column("shape", sa.LargeBinary, nullable=False),
)

plan_grids = Table(
    "plan_grids",
    METADATA,
    _plan(),
    Column("code", Text, primary_key=True, nullable=False),
    Column("name", Text),
    Column("colour", Text),
    Column("street", Text),
    Column("collectors", Integer),
)

#: The journal of a draft; only ever appended to.
plan_steps = Table(
    "plan_steps",
    METADATA,
    _plan(),
    Column("number", Integer, primary_key=True, nullable=False),
    Column("at", PlainText("DATETIME"), nullable=False),
    _text("who"),
    _text("deed"),
    Column("operation", Text),
    Column("change", Text),
)

plan_comments = Table(
    "plan_comments",
    METADATA,
    _key(),
    Column("plan", Integer, ForeignKey("plans.id"), nullable=False),
    Column("at", PlainText("DATETIME"), nullable=False),
    _text("who"),
    _text("text"),
    Column("x", PlainText("DOUBLE")),
    Column("y", PlainText("DOUBLE")),
    Column("done", PlainText("BOOLEAN"), nullable=False, server_default="0"),
    Index("plan_comments_of", "plan"),
    sqlite_autoincrement=True,
)

units = Table(
    "units",
    METADATA,
    _key(),
    Column("code", Text, nullable=False, unique=True),
    _text("name_zh"),
    _text("name_en"),
    _text("kind", ""),
    _text("classes", "[]"),
    _version(),
    sqlite_autoincrement=True,
)

users = Table(
    "users",
    METADATA,
    _key(),
    Column("name", Text, nullable=False, unique=True),
    _text("display_name"),
    _text("password"),
    _text("role"),
    Column("unit", Text, ForeignKey("units.code")),
    _text("streets", "[]"),
    _text("language", "zh"),
    _flag("active"),
    _version(),
    sqlite_autoincrement=True,
)

class_codes = Table(
    "class_codes",
    METADATA,
    _key(),
    _text("scheme"),
    _text("kind"),
    _text("code"),
    _text("name"),
    _text("major"),
    _text("major_name", ""),
    _text("minor"),
    _flag("enabled"),
    UniqueConstraint("scheme", "kind", "code", name="class_codes_key"),
)

time_limits = Table(
    "time_limits",
    METADATA,
    _key(),
    _text("scheme"),
    _text("kind"),
    _text("code"),
    _text("name"),
    _text("condition"),
    Column("limit", Integer, nullable=False),
    _text("unit"),
    Index("time_limits_of", "scheme", "kind", "code"),
)

#: The last case number given on each day; a number is never given twice.
case_numbers = Table(
    "case_numbers",
    METADATA,
    Column("day", Text, primary_key=True, nullable=False),
    Column("last", Integer, nullable=False),
)

#: Bytes apart from facts, so that listing photos does not read pictures; equal pictures are one.
photo_bytes = Table(
    "photo_bytes",
    METADATA,
    Column("sha256", Text, primary_key=True, nullable=False),
    Column("bytes", sa.LargeBinary, nullable=False),
)

photos = Table(
    "photos",
    METADATA,
    _key(),
    _text("layer"),
    _text("code"),
    Column("sha256", Text, ForeignKey("photo_bytes.sha256"), nullable=False),
    _text("media_type"),
    Column("width_px", Integer, nullable=False),
    Column("height_px", Integer, nullable=False),
    Column("taken_at", PlainText("DATETIME")),
    Column("added_at", PlainText("DATETIME"), nullable=False),
    _text("added_by"),
    Index("photos_of", "layer", "code"),
    sqlite_autoincrement=True,
)

#: Tables that QGIS may show; those with secrets, bytes or counters stay out of its lists.
SHOWN = {
    "history": "History",
    "imports": "Imports",
    "plans": "Plans",
    "units": "Units",
    "class_codes": "Class codes",
    "time_limits": "Time limits",
}
