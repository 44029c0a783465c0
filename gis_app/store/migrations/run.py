"""Alembic without its files: the configuration is made in code, the transaction is ours."""

from importlib import resources

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory

#: The table in which a file keeps its revision.
VERSION_TABLE = "schema_version"


def head() -> str:
    """Return the revision that this version of the application writes."""
    return _scripts().get_current_head() or ""


def revision_of(connection: sa.Connection) -> str | None:
    """Return the revision of a file, or None for one that has none."""
    options = {"version_table": VERSION_TABLE}
    return MigrationContext.configure(connection, opts=options).get_current_revision()


def knows(revision: str) -> bool:
    """Return whether this version of the application knows a revision."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def upgrade(connection: sa.Connection) -> None:
    """Bring a file to `head` inside the connection's own transaction."""
    scripts = _scripts()

    def steps(revision: str, _: MigrationContext) -> list[RevisionStep]:
        return list(scripts._upgrade_revs("head", revision))  # noqa: SLF001 - Alembic's own commands do it so

    with EnvironmentContext(Config(), scripts, fn=steps) as environment:
        environment.configure(connection=connection, version_table=VERSION_TABLE)
        environment.run_migrations()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(resources.files("gis_app.store") / "migrations"))
