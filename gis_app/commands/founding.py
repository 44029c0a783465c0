"""`init`: a new, empty database for a district."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import click

from gis_app.commands.session import plainly
from gis_app.store import StoreExists, create_store
from gis_app.work import COMMAND_LINE, BadQuestion, Office
from gis_app.work import founding as work
from layers import load_catalog, read_district
from layers.catalog import OWN_LAYERS, catalog_beside


@click.command("init")
@click.argument("district", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--layers", "own", type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A folder of TOML files with layers of your own; they are copied beside the database.",
)  # fmt: skip
@plainly
def init_command(district: Path, path: Path, own: Path | None) -> None:
    """Make an empty database at PATH for the district that a TOML file describes.

    The file names the district, its metric coordinate system, its centre and its time zone. Class
    codes and time limits that ship with the application go in; everything else is imported.

    \b
      flask --app app init my-city.toml data/my-city.gpkg --layers my-layers/
      flask --app app user add chief --role admin --database data/my-city.gpkg
      flask --app app import streets.geojson --layer streets --database data/my-city.gpkg
    """  # noqa: D301 - \b is click's mark for lines it must not wrap
    try:
        text = district.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadQuestion(
            name=district.name, value="this text", expected="save it in UTF-8"
        ) from error
    named = read_district(text)
    if path.exists():
        raise StoreExists(path=path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.parent / OWN_LAYERS
    load_catalog(*([beside] if beside.is_dir() else []), *([own] if own else []))
    if own is not None:
        beside.mkdir(exist_ok=True)
        for file in sorted(own.glob("*.toml")):
            shutil.copyfile(file, beside / file.name)
    store = create_store(path, text, catalog_beside(path))
    work.found(Office(store, lambda: datetime.now(UTC)), COMMAND_LINE, {})
    store.close()
    click.echo(f"Made {path} for {named.title.en} / {named.title.zh} ({named.crs}).")
    click.echo("Next: a first account with `user add`, then the layers with `import`.")
