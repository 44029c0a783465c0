"""Make the unit cells, and the management grids, of a district that has none."""

import math
from dataclasses import dataclass
from typing import Final, get_args
from zoneinfo import ZoneInfo

import numpy as np
import shapely

from gis_app.store import WriteTx, features
from gis_app.work.actor import Actor, allowed
from gis_app.work.cells_drawn import LAYERS, Source, colours, drawn, grown, numbered, outline_of
from gis_app.work.errors import BadQuestion, WorkError
from gis_app.work.frames import frames
from gis_app.work.import_founding import follow_cells
from gis_app.work.jobs import Progress, silent
from gis_app.work.office import Office
from grids import CellScheme, Grid, dissolve

_NOTE: Final = "cells made from {source}"


class CellsStored(WorkError):
    """Cells shall be made where there are some."""

    kind = "cells_stored"
    template = (
        "The district has {cells} cells already, and cells are made only where there are none; "
        "change them on the page Plan, or begin with a new database."
    )


class GridsStored(WorkError):
    """Management grids shall be made where there are some."""

    kind = "grids_stored"
    template = (
        "The district has {grids} management grids already; make the cells without grids and "
        "assign them on the page Plan."
    )


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: counts, areas in square metres, and what the cells were numbered by.

    `outside` counts the cells that lie in no community (or street), and got the nearest one.
    """

    cells: int
    grids: int
    plans: int
    scheme: CellScheme
    median_m2: float
    smallest_m2: float
    largest_m2: float
    outside: int


@allowed("planner")
def make_cells(
    office: Office,
    actor: Actor,
    *,
    source: Source,
    target_m2: float = 10_000.0,
    grids: int | None = None,
    progress: Progress = silent,
) -> Made:
    """Make and store the cells of a district that has none, in one transaction with history.

    1. The outline is the layer district, else the union of the streets, else of the communities.
    2. Cells follow roads and the banks of water, or a lattice; the borders of the communities
       (where there are none, of the streets) are walls that no cell crosses.
    3. A cell is of the community that owns a place inside it (lowest code first), else of the
       nearest. Its street is the one the community names, else the owner among the streets.
    4. Where all communities have codes of 12 digits a cell's code has 15; else codes are C0001 …
    5. Management grids, when asked for, are grown inside the streets, balanced by area, each in
       one piece: G01 … by lowest cell code, with colours.
    6. The cells are the district's first plan where it has none.

    Parameters
    ----------
    target_m2 : float
        The wanted area of a cell, in square metres.
    grids : int, optional
        How many management grids to grow; none if absent.

    Raises
    ------
    BadQuestion, NoOutline, NoRoads, CellsStored, GridsStored, CellsTooMany
        Nothing can be made; nothing was stored.
    GridError
        The cells cannot be numbered or grown into so many grids; nothing was stored.
    """
    _check(source, target_m2, grids)
    progress("read", 0.0)
    known = frames(office, *LAYERS, "cells", "grids")
    _check_empty(len(known["cells"]), len(known["grids"]), grids)
    outline = outline_of(known, target_m2)  # 1
    progress("draw", 0.1)
    shapes = drawn(outline, known, source, target_m2)  # 2
    progress("number", 0.5)
    grid, places = numbered(shapes, known, office.district.crs)  # 3, 4
    if grids is not None:
        progress("grow", 0.6)
        grid = grown(grid, grids)  # 5
    progress("store", 0.7)
    note = _NOTE.format(source=source)
    with office.store.write(actor.name, office.clock()) as tx:
        _check_empty(features.count(tx, "cells"), features.count(tx, "grids"), grids)
        founded = _stored(office, tx, grid, note)
    progress("stored", 1.0)
    area_m2 = shapely.area(grid.shapes)
    return Made(
        cells=len(grid),
        grids=grids or 0,
        plans=founded,
        scheme=places.scheme,
        median_m2=float(np.median(area_m2)),
        smallest_m2=float(area_m2.min()),
        largest_m2=float(area_m2.max()),
        outside=places.outside,
    )


def _check(source: str, target_m2: float, grids: int | None) -> None:
    if source not in get_args(Source):
        raise BadQuestion(name="source", value=source, expected="choose roads or lattice")
    if not (math.isfinite(target_m2) and target_m2 > 0):
        raise BadQuestion(name="target_m2", value=target_m2, expected="give a number above 0")
    if grids is not None and grids < 1:
        raise BadQuestion(name="grids", value=grids, expected="give a whole number above 0")


def _check_empty(cells: int, stored_grids: int, grids: int | None) -> None:
    if cells:
        raise CellsStored(cells=cells)
    if grids is not None and stored_grids:
        raise GridsStored(grids=stored_grids)


def _stored(office: Office, tx: WriteTx, grid: Grid, note: str) -> int:
    """Store cells, grids and the first plan; return how many plans were founded."""
    today = office.clock().astimezone(ZoneInfo(office.district.timezone)).date()
    cells = grid.to_frame()
    cells["area_m2"] = np.round(shapely.area(grid.shapes), 1)
    cells["recorded_on"] = today.isoformat()
    features.add_many(tx, "cells", cells, note=note)
    dissolved = dissolve(grid)
    if len(dissolved):
        dissolved["area_m2"] = np.round(dissolved.area, 1)
        dissolved["colour"] = colours(dissolved)
        features.add_many(tx, "grids", dissolved.drop(columns="cells"), note=note)
    return follow_cells(office, tx, note)["plans"]  # 6
