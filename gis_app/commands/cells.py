"""`cells`: unit cells, and management grids, for a district that has none."""

from pathlib import Path

import click

from gis_app.commands.session import database_option, opened, plainly, progress_bar
from gis_app.work import COMMAND_LINE
from gis_app.work.cells_drawn import Source
from gis_app.work.cells_made import Made, make_cells


@click.command("cells")
@click.option(
    "--from", "source", required=True, type=click.Choice(["roads", "lattice"]),
    help="Follow roads and banks of water, or draw squares.",
)  # fmt: skip
@click.option(
    "--target-m2", type=float, default=10_000.0, show_default=True,
    help="The wanted area of a cell, in square metres.",
)  # fmt: skip
@click.option("--grids", type=int, help="Also grow so many management grids, G01 and on.")
@click.option("--quiet", is_flag=True, help="Show no progress bar.")
@database_option
@plainly
def cells_command(
    source: Source, target_m2: float, grids: int | None, database: Path | None, *, quiet: bool
) -> None:
    """Make the unit cells of a district that has none, and its management grids if asked.

    Needs the outline: the layer district, else streets or communities. Import these, the roads
    and the water first. Cells from roads follow roads and banks; blocks that are too large are
    cut, slivers are merged. No cell crosses the border of a community (or of a street).

    Cells are numbered from north to south and west to east: 15 digits where all communities have
    codes of 12 digits, else C0001 and on. Management grids stay inside streets, each in one
    piece, about equally large. The cells become the first plan. All is stored, or nothing is.

    \b
      flask --app app cells --from roads --grids 22
      flask --app app cells --from lattice --target-m2 40000
      flask --app app check
    """  # noqa: D301 - \b is click's mark for lines it must not wrap
    with opened(database) as office, progress_bar("cells", quiet=quiet) as tell:
        made = make_cells(
            office, COMMAND_LINE, source=source, target_m2=target_m2, grids=grids, progress=tell
        )
    _tell(made)


def _tell(made: Made) -> None:
    click.echo(
        f"Made {made.cells} cells (median {made.median_m2:,.0f} m², "
        f"{made.smallest_m2:,.0f} to {made.largest_m2:,.0f} m²), "
        f"{made.grids} management grids, {made.plans} plan."
    )
    if made.outside:
        click.echo(f"{made.outside} cells lie in no community or street and got the nearest one.")
    click.echo("Next: `check` tells the faults of the cells; the page Plan changes them.")
