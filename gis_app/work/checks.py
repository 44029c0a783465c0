"""Is the district sound: the faults of its cells, what points nowhere, and the file itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gis_app.store import fault
from gis_app.work import plans
from gis_app.work.actor import Actor, allowed
from gis_app.work.frames import frame
from gis_app.work.jobs import Progress, silent
from gis_app.work.office import Office

FILE = "The database file is damaged: {problem}. Restore a backup."
NO_GRID = "The cell {code} names the management grid {grid}, which is not there."
NO_CELL = "{layer} {code} names the cell {cell}, which is not there."
#: Codes told of one kind at most; the count tells the rest.
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong: its kind, the codes it speaks of, and an English sentence's facts.

    `place` is [lon, lat] where there is one.
    """

    kind: str
    codes: tuple[str, ...]
    template: str
    facts: dict[str, Any] = field(default_factory=dict)
    place: tuple[float, float] | None = None

    def __str__(self) -> str:
        return self.template.format(**self.facts)


@allowed("planner")
def check(office: Office, actor: Actor, *, progress: Progress = silent) -> list[Wrong]:
    """Return all that is wrong, in a fixed order; an empty list is a sound district.

    1. The file passes the database's own check.
    2. The cells have no fault: no gap, overlap, torn seam, doubled code (`grids.faults`).
    3. Every management grid that a cell names is there.
    4. Every cell that an asset or a case names is there; at most 20 of each layer are told.
    """
    progress("file", 0.0)
    problem = fault(office.store)
    found = [] if problem is None else [Wrong("file_damaged", (), FILE, {"problem": problem})]  # 1
    progress("cells", 0.3)
    for one in plans.wrong(office, actor):  # 2
        place = (float(one["lon"]), float(one["lat"]))
        found.append(
            Wrong(one["kind"], tuple(one["codes"]), one["template"], dict(one["facts"]), place)
        )
    progress("references", 0.7)
    found += [*_lost_grids(office), *_lost_cells(office)]
    progress("done", 1.0)
    return found


def _lost_grids(office: Office) -> Iterator[Wrong]:  # 3
    cells, known = frame(office, "cells"), set(frame(office, "grids")["code"])
    named = cells.dropna(subset=["grid"])
    for code, grid in zip(named["code"], named["grid"], strict=True):
        if grid not in known:
            yield Wrong("grid_missing", (code, grid), NO_GRID, {"code": code, "grid": grid})


def _lost_cells(office: Office) -> Iterator[Wrong]:  # 4
    known = set(frame(office, "cells")["code"])
    for spec in office.catalog:
        if spec.name == "cells" or spec.field("cell") is None:
            continue
        named = frame(office, spec.name)[["code", "cell"]].dropna()
        lost = named[~named["cell"].isin(known)].head(_SHOWN)
        for code, cell in zip(lost["code"], lost["cell"], strict=True):
            facts = {"layer": spec.name, "code": code, "cell": cell}
            yield Wrong("cell_missing", (code, cell), NO_CELL, facts)
