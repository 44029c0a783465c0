"""`locate` and `check`: what is known of a place, and whether the district is sound."""

import json
from pathlib import Path

import click

from gis_app.commands.session import database_option, opened, plainly, progress_bar
from gis_app.work import COMMAND_LINE, checks, locating, places
from gis_app.work.locating import Places
from layers.crs import WGS84, points_to_lonlat, points_to_metric

#: Faults shown on the terminal.
_SHOWN = 40


@click.command("locate")
@click.argument("lon", type=float, required=False)
@click.argument("lat", type=float, required=False)
@click.option("--file", type=click.Path(path_type=Path, dir_okay=False), help="A CSV of places.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The CSV to write.")
@click.option("--x", help="The column of the longitude or easting.")
@click.option("--y", help="The column of the latitude or northing.")
@click.option("--frame", default=WGS84, show_default=True, help="What the coordinates are in.")
@click.option("--encoding", default="utf-8-sig", show_default=True, help="The text is in.")
@click.option("--language", default="en", type=click.Choice(["en", "zh"]), show_default=True)
@click.option("--quiet", is_flag=True, help="Show no progress bar.")
@database_option
@plainly
def locate_command(  # noqa: PLR0913 - one argument for each option
    lon: float | None,
    lat: float | None,
    file: Path | None,
    out: Path | None,
    *,
    x: str | None,
    y: str | None,
    frame: str,
    encoding: str,
    language: str,
    quiet: bool,
    database: Path | None,
) -> None:
    """Tell what is at a place, or beside every row of a CSV.

    One place is told whole, as JSON: cell, grid, street, road with side and chainage, nearest
    assets, zones. A file of any length gets eight columns: cell, grid, community, street, road,
    chainage_m, road_distance_m, side.

    \b
      flask --app app locate 121.85 29.9
      flask --app app locate -- -77.0365 38.8977
      flask --app app locate --file places.csv --out located.csv --frame GCJ-02
    """  # noqa: D301 - \b is click's mark for lines it must not wrap
    if file is not None:
        asked = Places(file, x, y, frame, encoding)
        _locate_file(asked, out, database=database, quiet=quiet)
        return
    if lon is None or lat is None:
        raise click.UsageError("Give LON and LAT, or --file and --out")
    with opened(database) as office:
        crs = office.district.crs
        lonlat = points_to_lonlat(*points_to_metric([lon], [lat], frame, crs), crs)
        at = (float(lonlat[0][0]), float(lonlat[1][0]))
        told = places.locate(office, COMMAND_LINE, at, language=language)
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


def _locate_file(asked: Places, out: Path | None, *, database: Path | None, quiet: bool) -> None:
    if out is None:
        raise click.UsageError("Name the file to write with --out")
    with opened(database) as office, progress_bar(asked.path.name, quiet=quiet) as tell:
        done = locating.locate_file(office, COMMAND_LINE, asked, out, progress=tell)
    click.echo(
        f"Wrote {out}: {done.rows} rows, {done.in_cell} in a cell, "
        f"{done.unreadable} without readable coordinates."
    )


@click.command("check")
@click.option("--quiet", is_flag=True, help="Show no progress bar.")
@database_option
@click.pass_context
@plainly
def check_command(context: click.Context, database: Path | None, *, quiet: bool) -> None:
    """Check the cells for gaps, overlaps and torn seams, and the database for damage.

    Ends with code 0 where all is sound, 1 where something is wrong.

    \b
      flask --app app check && echo sound
    """  # noqa: D301 - \b is click's mark for lines it must not wrap
    with opened(database) as office, progress_bar("check", quiet=quiet) as tell:
        found = checks.check(office, COMMAND_LINE, progress=tell)
    for one in found[:_SHOWN]:
        at = "" if one.place is None else f"  at {one.place[0]:.6f}, {one.place[1]:.6f}"
        click.echo(f"{one.kind}: {one}{at}")
    if len(found) > _SHOWN:
        click.echo(f"… and {len(found) - _SHOWN} more.")
    click.echo("Sound: nothing is wrong." if not found else f"{len(found)} things are wrong.")
    context.exit(1 if found else 0)
