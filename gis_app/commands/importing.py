"""`import`: bring a file into a layer, with a dry run before anything is changed."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from gis_app.commands.session import database_option, opened, pairs, plainly, progress_bar
from gis_app.work import COMMAND_LINE, BadQuestion, imports
from gis_app.work.import_apply import Outcome
from gis_app.work.import_check import Checkup
from gis_app.work.import_desk import Draft
from gis_app.work.import_plain import worst_first
from gis_app.work.import_settings import Corrections, Settings, settings_with
from layers.intake import Problem, Severity, problems_csv

#: Problems shown on the terminal; `--report` has them all.
_SHOWN = 12
#: Tables of a mapping file; what else stands in it are settings.
_TABLES = ("columns", "constants", "values", "code_rule")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--layer",
    help="The layer to import into, such as hydrants; without it the likely ones are told.",
)
@click.option("--frame", help="The coordinates are in EPSG:4326, EPSG:4550, GCJ-02, BD-09 …")
@click.option("--encoding", help="The text is in utf-8, gb18030, big5 …; by default it is told.")
@click.option("--x", help="The column of the longitude or easting.")
@click.option("--y", help="The column of the latitude or northing.")
@click.option("--wkt", help="The column of shapes as WKT.")
@click.option("--source-layer", help="Which layer of a file that holds several.")
@click.option(
    "--map", "columns", multiple=True, metavar="FIELD=COLUMN",
    help="Feed a field from a column; an empty column takes the guess away.",
)  # fmt: skip
@click.option(
    "--constant", "constants", multiple=True, metavar="FIELD=VALUE",
    help="Set a field of all rows to one value.",
)  # fmt: skip
@click.option(
    "--value", "values", multiple=True, metavar="FIELD:THEIRS=OURS",
    help="Read a value of theirs as one of ours.",
)  # fmt: skip
@click.option("--code-prefix", help="Make codes from this prefix and the row's number.")
@click.option(
    "--mapping", "mapping_file", type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A TOML file with all of these; options go before it.",
)  # fmt: skip
@click.option("--date-order", type=click.Choice(["ymd", "mdy", "dmy"]), help="How dates read.")
@click.option("--timezone", help="The zone of moments without one, like America/New_York.")
@click.option("--blank-bad-values", is_flag=True, help="Leave unreadable values empty.")
@click.option("--number-repeated", is_flag=True, help="Number a code that stands twice.")
@click.option("--attributes-only", is_flag=True, help="Change known features by code; no places.")
@click.option("--reject-outside", is_flag=True, help="Leave out what lies outside the district.")
@click.option("--disc-m", type=float, help="Make discs of this radius of points for areas.")
@click.option("--learn-classes", is_flag=True, help="Add classes of cases that no table knows.")
@click.option("--good-rows", is_flag=True, help="Import the good rows though others are rejected.")
@click.option("--dry-run", is_flag=True, help="Only tell what would happen.")
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False),
    help="Write all problems to a CSV file.",
)  # fmt: skip
@click.option("--quiet", is_flag=True, help="Show no progress bar.")
@database_option
@plainly
def import_command(file: Path, database: Path | None, **said: Any) -> None:  # noqa: ANN401 - options
    """Import FILE into a layer: look, map, check, and store all of it or nothing.

    FILE is a GeoJSON, GeoPackage, zipped or loose Shapefile, CSV (also .gz), Excel
    workbook (.xlsx), KML or FlatGeobuf.
    What it is, its coordinate system and its columns are guessed and told; every guess can be
    corrected. Rows are matched by code: new ones are added, changed ones changed, the others stay.

    \b
    Look before you leap:
      flask --app app import hydrants.csv --layer hydrants --dry-run --report problems.csv
    A file in Amap's coordinates, in GBK, with a column that was not understood:
      flask --app app import 消火栓.csv --layer hydrants --frame GCJ-02 --encoding gbk \\
          --map code=编号 --map pressure_mpa=水压 --value state:好=intact
    With everything in a mapping file, taking the rows that are good:
      flask --app app import cases.csv --mapping cases.toml --good-rows
    """  # noqa: D301 - \b is click's mark for lines it must not wrap
    settings, corrections = _read(said)
    with opened(database) as office:
        if settings.layer is None:
            likely = ", ".join(imports.likely_layers(office, COMMAND_LINE, file, settings))
            raise click.UsageError(f"Name the layer with --layer; {file.name} looks like: {likely}")
        with progress_bar(file.name, quiet=said["quiet"]) as tell:
            heard: list[Draft] = []
            checkup = imports.check_file(
                office,
                COMMAND_LINE,
                file,
                settings,
                corrections=corrections,
                progress=tell,
                tell=heard.append,
            )
        _say_source(heard[0])
        _say_report(checkup)
        if said["report"] is not None:
            said["report"].write_text(
                problems_csv(checkup.report.problems), encoding="utf-8-sig", newline=""
            )
            click.echo(f"All problems are in {said['report']}.")
        if said["dry_run"]:
            click.echo("Dry run: nothing was changed.")
            return
        with progress_bar(file.name, quiet=said["quiet"]) as tell:
            outcome = imports.apply_file(
                office, COMMAND_LINE, checkup, good_rows=said["good_rows"], progress=tell
            )
    _say_outcome(outcome)


def _read(said: Mapping[str, Any]) -> tuple[Settings, Corrections]:
    """Return the settings and corrections of a mapping file with the options laid over it."""
    table = _file_table(said["mapping_file"])
    for name, tables in (("columns", "--map"), ("constants", "--constant")):
        table[name] = {**table.get(name, {}), **pairs(said[name], tables)}
    table["values"] = _values(table.get("values", {}), said["values"])
    if said["code_prefix"] is not None:
        table["code_rule"] = {"prefix": said["code_prefix"]}
    plain = {name: value for name, value in table.items() if name not in _TABLES}
    for name in ("layer", "frame", "encoding", "x", "y", "wkt", "source_layer", "date_order",
                 "timezone", "disc_m"):  # fmt: skip
        if said[name] is not None:
            plain[name] = said[name]
    for flag, (name, value) in _FLAGS.items():
        if said[flag]:
            plain[name] = value
    return settings_with(Settings(), plain), Corrections.read(table)


_FLAGS: Mapping[str, tuple[str, Any]] = {
    "blank_bad_values": ("bad_values", "blank"),
    "number_repeated": ("repeated", "number"),
    "attributes_only": ("attributes_only", True),
    "reject_outside": ("outside", "reject"),
    "learn_classes": ("learn_classes", True),
}


def _file_table(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadQuestion(
            name=path.name, value="this file", expected=f"it is no TOML ({error})"
        ) from error


def _values(table: Mapping[str, Any], texts: tuple[str, ...]) -> dict[str, dict[str, str]]:
    found = {field: dict(rows) for field, rows in table.items()}
    for name, ours in pairs(texts, "--value").items():
        field, sign, theirs = name.partition(":")
        if not sign:
            raise click.BadParameter(
                f"{name!r} is not of the form field:theirs=ours", param_hint="--value"
            )
        found.setdefault(field, {})[theirs] = ours
    return found


def _say_source(draft: Draft) -> None:
    opened_file, placing, target = draft.opened, draft.placing, draft.target
    if opened_file is None or placing is None or target is None:
        return
    info = opened_file.info
    click.echo(
        f"{draft.label}: {opened_file.source.driver.value}, {info.count} rows of "
        f"{info.geometry or 'no shapes'}, {opened_file.table.encoding or 'binary'}"
    )
    swapped = " with the second coordinate first" if placing.swapped else ""
    told = "" if placing.by == "doctor" else f"{placing.frame}{swapped}. "
    click.echo(f"{told}{placing.diagnosis.verdict}{swapped if not told else ''}")
    if not placing.sure:
        click.secho("  Look twice at the coordinates, or name them with --frame.", fg="yellow")
    for field, column in target.mapping.columns.items():
        click.echo(f"  {field:<16} <- {column}")
    for field, value in target.mapping.constants.items():
        click.echo(f"  {field:<16} =  {value}")
    rule = target.mapping.code_rule
    if rule is not None and "code" not in target.mapping.columns:
        click.echo(f"  {'code':<16} =  {rule.prefix}{rule.column or '1, 2, 3 …'}")


def _say_report(checkup: Checkup) -> None:
    report = checkup.report
    click.echo(
        f"{report.total} rows: {report.added} to add, {report.changed} to change, "
        f"{report.unchanged} unchanged, {report.rejected} rejected."
    )
    for severity in Severity:
        for kind, count in report.counts(severity).items():
            click.echo(f"  {severity.value:<9} {count:>7}  {kind}")
    for one in worst_first(report.problems)[:_SHOWN]:
        click.echo(f"    {_line(one)}")
    if len(report.problems) > _SHOWN:
        click.echo(f"    … and {len(report.problems) - _SHOWN} more; --report FILE has them all.")
    for column, found in report.unread_choices().items():
        click.echo(f"  Map with --value FIELD:THEIRS=OURS, from {column}: {', '.join(found)}")


def _line(one: Problem) -> str:
    where = f"row {one.row}" if one.row else "file"
    return f"{where}, {one.column}: {one.message()}"


def _say_outcome(outcome: Outcome) -> None:
    click.echo(
        f"Imported into {outcome.layer}: {outcome.added} added, {outcome.changed} changed, "
        f"{outcome.unchanged} unchanged, {outcome.rejected} left out."
    )
    for name, count in outcome.placed.items():
        click.echo(f"  {count} with {name}")
    for name, count in outcome.followed.items():
        if count:
            click.echo(f"  {name}: {count} made")
