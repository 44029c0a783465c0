"""`open311`: give programs keys to report and read cases by Open311, and take them away."""

from pathlib import Path

import click

from gis_app.commands.session import database_option, opened, plainly
from gis_app.work import COMMAND_LINE, open311_keys


@click.group("open311")
def open311_command() -> None:
    """Give programs keys for Open311 GeoReport v2, and take them away.

    \b
      flask --app app open311 add "City app" --source hotline
      flask --app app open311 list
      flask --app app open311 remove "City app"
    """  # noqa: D301 - \b is click's mark for lines it must not wrap


@open311_command.command("add")
@click.argument("name")
@click.option("--source", default="hotline", show_default=True, help="What its cases count for.")
@database_option
@plainly
def add_command(name: str, *, source: str, database: Path | None) -> None:
    """Give the program NAME a key."""
    with opened(database) as office:
        key = open311_keys.add(office, COMMAND_LINE, name, source)
    click.echo(f"Added {name} ({source}).")
    click.echo(f"Key, shown this once: {key}")


@open311_command.command("list")
@database_option
@plainly
def list_command(database: Path | None) -> None:
    """List the programs that have a key."""
    with opened(database) as office:
        for key in open311_keys.listed(office, COMMAND_LINE):
            click.echo(f"{key.name:<40} {key.source}")


@open311_command.command("remove")
@click.argument("name")
@database_option
@plainly
def remove_command(name: str, *, database: Path | None) -> None:
    """Take the key of the program NAME away; what it reported stays."""
    with opened(database) as office:
        open311_keys.remove(office, COMMAND_LINE, name)
    click.echo(f"Removed {name}.")
