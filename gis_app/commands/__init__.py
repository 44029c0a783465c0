"""The command line. All commands of this room stand on this page."""

from flask import Flask

from gis_app.commands import demo


def register(app: Flask) -> None:
    """Hang every command on `flask --app app …`."""
    for command in (demo.demo,):
        app.cli.add_command(command)
