"""`export`, `backup` and `restore`: take data out, and put a database back."""

import tempfile
from pathlib import Path

import click

from gis_app.commands.session import database_option, database_path, opened, plainly
from gis_app.store import restore as put_back
from gis_app.work import COMMAND_LINE, exports
from layers.catalog import catalog_beside
from layers.crs import WGS84


@click.command("export")
@click.argument("layer")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--frame", default=WGS84, show_default=True, help="EPSG:4326, GCJ-02, BD-09, EPSG:n.")
@database_option
@plainly
def export_command(layer: str, file: Path, frame: str, database: Path | None) -> None:
    """Write LAYER to FILE; the suffix says the format.

    .geojson, .gpkg, .zip (Shapefile), .csv, .kml or .fgb (FlatGeobuf). Text that a spreadsheet
    would run is made harmless in a CSV. An older file is replaced when the new one is whole.

    \b
      flask --app app export hydrants hydrants.gpkg
      flask --app app export cells cells.geojson --frame GCJ-02
    """  # noqa: D301 - \b is click's mark for lines it must not wrap
    file.parent.mkdir(parents=True, exist_ok=True)
    with opened(database) as office, tempfile.TemporaryDirectory(dir=file.parent) as folder:
        draft = Path(folder) / file.name
        made = exports.export(office, COMMAND_LINE, layer, file.suffix, draft, frame=frame)
        draft.replace(file)
    written = made.written
    click.echo(f"Wrote {written.count if written else 0} features of {layer} to {file} ({frame}).")
    for name, short in (written.names if written else {}).items():
        click.echo(f"  The field {name} is called {short} there.")
    for note in written.notes if written else ():
        click.echo(f"  Lost on the way: {note.replace('_', ' ')}.")


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@database_option
@plainly
def backup_command(file: Path, database: Path | None) -> None:
    """Copy the whole database to FILE, checked, while it is in use.

    \b
      flask --app app backup backups/district-2026-06-15.gpkg
    """  # noqa: D301 - \b is click's mark for lines it must not wrap
    file.parent.mkdir(parents=True, exist_ok=True)
    with opened(database) as office:
        exports.backup(office, COMMAND_LINE, file)
    click.echo(f"Wrote {file} ({file.stat().st_size / 2**20:.1f} MB), checked.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@database_option
@click.confirmation_option(prompt="Everything since that backup will be gone. Go on?")
@plainly
def restore_command(file: Path, database: Path | None) -> None:
    """Put the backup FILE in the place of the database, which may be in use.

    A backup of another district, a damaged one or one of a later version is refused.

    \b
      flask --app app restore backups/district-2026-06-15.gpkg --yes
    """  # noqa: D301 - \b is click's mark for lines it must not wrap
    path = database_path(database)
    put_back(path, file, catalog_beside(path))
    click.echo(f"{path} is as it was in {file}.")
