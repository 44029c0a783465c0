"""Migrations bring a file to the tables of the code, whole or not at all."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from gis_app.store import features, open_store
from gis_app.store.migrations import run
from gis_app.store.tables import METADATA

NEXT = """
from alembic import op
revision = "0003"
down_revision = "0002"
def upgrade():
    op.get_bind().exec_driver_sql("ALTER TABLE plans ADD COLUMN seal TEXT")
    op.get_bind().exec_driver_sql({last!r})
"""


def ours(_, name, kind, *__):
    return kind != "table" or name in METADATA.tables


def columns(connection, table):
    return [
        (row[1], row[2].upper(), row[3], row[5])
        for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")
    ]


def test_migrations_end_at_the_tables_that_the_code_expects(store):
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        found = compare_metadata(context, METADATA)
        migrated = {name: columns(connection, name) for name in METADATA.tables}
    declared = sa.create_engine("sqlite://")
    METADATA.create_all(declared)
    with declared.connect() as connection:
        expected = {name: columns(connection, name) for name in METADATA.tables}
    declared.dispose()

    assert found == []
    assert migrated == expected


def test_revisions_stand_in_one_line():
    scripts = ScriptDirectory(str(Path(run.__file__).parent))

    assert scripts.get_heads() == [run.head()]


@pytest.fixture
def next_version(tmp_path, monkeypatch):
    """Let the code know one revision more."""

    def install(last="SELECT 1"):
        folder = tmp_path / "migrations"
        shutil.copytree(Path(run.__file__).parent, folder)
        (folder / "versions" / "r0003_next.py").write_text(NEXT.format(last=last))
        monkeypatch.setattr(run, "_scripts", lambda: ScriptDirectory(str(folder)))

    return install


def test_an_older_file_is_upgraded_after_a_backup(store, hydrants, next_version):
    store.close()
    next_version()

    upgraded = open_store(store.path)

    with upgraded.read() as tx:
        assert run.revision_of(tx.connection) == "0003"
        assert "seal" in [name for name, *_ in columns(tx.connection, "plans")]
        assert features.count(tx, "hydrants") == 3
    upgraded.close()
    kept = store.path.with_name("district-before-0003.gpkg")
    check = sa.create_engine(f"sqlite:///{kept}")
    with check.connect() as connection:
        assert run.revision_of(connection) == "0002"
    check.dispose()


def test_a_failed_upgrade_leaves_the_file_as_it_was(store, hydrants, next_version):
    store.close()
    next_version("SELECT * FROM nowhere")

    with pytest.raises(sa.exc.OperationalError, match="nowhere"):
        open_store(store.path)

    check = sa.create_engine(f"sqlite:///{store.path}")
    with check.connect() as connection:
        assert run.revision_of(connection) == "0002"
        assert "seal" not in [name for name, *_ in columns(connection, "plans")]
    check.dispose()
