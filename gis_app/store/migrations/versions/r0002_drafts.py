"""Drafts: the cells of plans beside those in force, their journal and the talk about them."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES = (
    "ALTER TABLE plans ADD COLUMN reviewer TEXT",
    "ALTER TABLE plans ADD COLUMN in_layers BOOLEAN NOT NULL DEFAULT 0",
    """CREATE TABLE plan_cells (
      plan INTEGER NOT NULL REFERENCES plans (id), code TEXT NOT NULL, community TEXT, street TEXT,
      grid TEXT, name TEXT, shape BLOB NOT NULL, PRIMARY KEY (plan, code))""",
    """CREATE TABLE plan_grids (
      plan INTEGER NOT NULL REFERENCES plans (id), code TEXT NOT NULL, name TEXT, colour TEXT,
      street TEXT, collectors INTEGER, PRIMARY KEY (plan, code))""",
    """CREATE TABLE plan_steps (
      plan INTEGER NOT NULL REFERENCES plans (id), number INTEGER NOT NULL, at DATETIME NOT NULL,
      who TEXT NOT NULL, deed TEXT NOT NULL, operation TEXT, change TEXT,
      PRIMARY KEY (plan, number))""",
    """CREATE TABLE plan_comments (
      id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, plan INTEGER NOT NULL REFERENCES plans (id),
      at DATETIME NOT NULL, who TEXT NOT NULL, text TEXT NOT NULL, x DOUBLE, y DOUBLE,
      done BOOLEAN NOT NULL DEFAULT 0)""",
    "CREATE INDEX plan_comments_of ON plan_comments (plan)",
)

#: Whoever was published last is what the layers hold; other published plans had their time.
_STATES = (
    (
        "UPDATE plans SET in_layers = 1 WHERE id = (SELECT id FROM plans WHERE state = 'published' "
        "ORDER BY valid_from DESC LIMIT 1)"
    ),
    "UPDATE plans SET state = 'retired' WHERE state = 'published' AND in_layers = 0",
    "UPDATE plans SET state = 'discarded' WHERE state = 'withdrawn'",
)

#: A plan that was replaced on its first day held on no date, and is in nobody's way.
_OVERLAP = """
    WHEN NEW.state IN ('published', 'retired')
    AND (NEW.valid_to IS NULL OR NEW.valid_to > NEW.valid_from) AND EXISTS (
      SELECT 1 FROM plans WHERE state IN ('published', 'retired') AND id != NEW.id
      AND (valid_to IS NULL OR valid_to > valid_from)
      AND (valid_to IS NULL OR valid_to > NEW.valid_from)
      AND (NEW.valid_to IS NULL OR NEW.valid_to > valid_from))
    BEGIN SELECT RAISE(ABORT, 'two published plans on one date'); END"""
_GUARDS = (
    "DROP TRIGGER plans_apart_new",
    "DROP TRIGGER plans_apart",
    f"CREATE TRIGGER plans_apart_new BEFORE INSERT ON plans {_OVERLAP}",
    f"CREATE TRIGGER plans_apart BEFORE UPDATE ON plans {_OVERLAP}",
    (
        "CREATE TRIGGER plan_steps_not_changed BEFORE UPDATE ON plan_steps "
        "BEGIN SELECT RAISE(ABORT, 'the journal of a plan only grows'); END"
    ),
    (
        "CREATE TRIGGER plan_steps_not_removed BEFORE DELETE ON plan_steps "
        "BEGIN SELECT RAISE(ABORT, 'the journal of a plan only grows'); END"
    ),
)


def upgrade() -> None:
    """Add the tables and say what the plans of old are now."""
    for statement in (*_TABLES, *_STATES, *_GUARDS):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Refuse: a backup is the way back."""
    message = "restore a backup instead"
    raise NotImplementedError(message)
