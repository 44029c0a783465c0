"""`user`: add, list and close accounts, and set passwords."""

import secrets
from dataclasses import replace
from pathlib import Path

import click

from gis_app.commands.session import database_option, opened, plainly
from gis_app.store import UnknownRecord, User
from gis_app.work import COMMAND_LINE, ROLES, Office, accounts

#: Bytes of chance in a made password.
_SECRET_BYTES = 9

_password_option = click.option(
    "--password", help="Without it one is made and shown once; it must not stand in a script."
)


@click.group("user")
def user_command() -> None:
    """Add, list and close accounts, and set passwords.

    \b
      flask --app app user add li --title 李明 --role planner
      flask --app app user password li
      flask --app app user list
      flask --app app user close li
    """  # noqa: D301 - \b is click's mark for lines it must not wrap


@user_command.command("add")
@click.argument("name")
@click.option("--title", help="The name that is shown; by default the user name.")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--language", type=click.Choice(["zh", "en"]), help="By default as the browser says.")
@click.option("--unit", help="The code of the unit the person belongs to.")
@_password_option
@database_option
@plainly
def add_command(
    name: str,
    *,
    title: str | None,
    role: str,
    language: str | None,
    unit: str | None,
    password: str | None,
    database: Path | None,
) -> None:
    """Add the account NAME.

    \b
      flask --app app user add chief --title "The chief" --role admin
    """  # noqa: D301 - \b is click's mark for lines it must not wrap
    chosen = password or secrets.token_urlsafe(_SECRET_BYTES)
    fresh = accounts.NewAccount(
        name=name,
        title=title or name,
        role=role,
        password=chosen,
        language=language or "",
        unit=unit,
    )
    with opened(database) as office:
        accounts.add(office, COMMAND_LINE, fresh)
    click.echo(f"Added {name} ({role}).")
    _say_password(password, chosen)


@user_command.command("password")
@click.argument("name")
@_password_option
@database_option
@plainly
def password_command(name: str, *, password: str | None, database: Path | None) -> None:
    """Give NAME a new password; open sessions end."""
    chosen = password or secrets.token_urlsafe(_SECRET_BYTES)
    with opened(database) as office:
        accounts.set_password(office, COMMAND_LINE, name, chosen)
    click.echo(f"{name} has a new password.")
    _say_password(password, chosen)


@user_command.command("list")
@database_option
@plainly
def list_command(database: Path | None) -> None:
    """List all accounts."""
    with opened(database) as office:
        for user in accounts.users(office, COMMAND_LINE):
            state = "" if user.active else "  closed"
            click.echo(f"{user.name:<20} {user.role:<12} {user.display_name}{state}")


@user_command.command("close")
@click.argument("name")
@database_option
@plainly
def close_command(name: str, *, database: Path | None) -> None:
    """Close the account NAME; its history stays, and its sessions end."""
    with opened(database) as office:
        user = _user(office, name)
        accounts.change(office, COMMAND_LINE, replace(user, active=False), version=user.version)
    click.echo(f"Closed {name}.")


def _user(office: Office, name: str) -> User:
    found = [user for user in accounts.users(office, COMMAND_LINE) if user.name == name]
    if not found:
        raise UnknownRecord(record="user", name=name)
    return found[0]


def _say_password(given: str | None, chosen: str) -> None:
    if given is None:
        click.echo(f"Password, shown this once: {chosen}")
