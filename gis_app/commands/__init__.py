"""The command line. All commands of this room stand on this page."""

from flask import Flask

from gis_app.commands import cells, demo, exporting, founding, importing, open311, places, users


def register(app: Flask) -> None:
    """Hang every command on `flask --app app …`."""
    for command in (
        demo.demo,
        founding.init_command,
        importing.import_command,
        cells.cells_command,
        exporting.export_command,
        places.locate_command,
        places.check_command,
        users.user_command,
        open311.open311_command,
        exporting.backup_command,
        exporting.restore_command,
    ):
        app.cli.add_command(command)
