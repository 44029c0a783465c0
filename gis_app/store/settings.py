"""What the file says of itself: a few named texts."""

import sqlalchemy as sa

from gis_app.store.tables import settings


def find(connection: sa.Connection, name: str) -> str | None:
    """Return a text, or None if the file does not hold it."""
    query = sa.select(settings.c.value).where(settings.c.name == name)
    return connection.execute(query).scalar_one_or_none()


def get(connection: sa.Connection, name: str) -> str:
    """Return a text that every file holds."""
    query = sa.select(settings.c.value).where(settings.c.name == name)
    return connection.execute(query).scalar_one()


def put(connection: sa.Connection, name: str, value: str) -> None:
    """Set a text."""
    connection.execute(sa.delete(settings).where(settings.c.name == name))
    connection.execute(sa.insert(settings).values(name=name, value=value))
