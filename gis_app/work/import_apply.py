"""The last step of an import: all or nothing, or the good rows, in one transaction."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import geopandas as gpd

from gis_app.store import Tally, WriteTx, drafts, features, history
from gis_app.work.case_clocks import with_turns
from gis_app.work.errors import WorkError
from gis_app.work.frames import frame
from gis_app.work.import_check import Checkup
from gis_app.work.import_founding import follow_cells, learn_classes
from gis_app.work.import_places import fill_places, filled_fields
from gis_app.work.jobs import Progress, silent
from gis_app.work.office import Office
from gis_app.work.publishing import follow_import
from layers.intake import upserts

#: Rows written between two looks at whether somebody cancelled.
CHUNK = 4_000
#: The layers that are the plan in force.
PLAN_LAYERS = ("cells", "grids")
#: States of an imported case whose own system told none.
_CLOSED, _REPORTED = "closed", "reported"


class RowsRejected(WorkError):
    """Rows of a file cannot be taken, and nobody asked for the good ones only."""

    kind = "rows_rejected"
    template = (
        "{rejected} of {total} rows cannot be imported; put them right in the file, correct the "
        "mapping, or import the good rows only."
    )


class LayerMoved(WorkError):
    """The layer was changed between the dry run and the import."""

    kind = "import_layer_changed"
    template = "The layer {layer} was changed since the check; check again, then import."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did.

    `placed` counts the stored rows that have each field of their place; `followed` what was made
    beside them: management grids and plans, or classes.
    """

    layer: str
    added: int
    changed: int
    unchanged: int
    rejected: int
    placed: Mapping[str, int] = field(default_factory=dict)
    followed: Mapping[str, int] = field(default_factory=dict)


def apply(
    office: Office,
    who: str,
    checkup: Checkup,
    *,
    good_rows: bool,
    progress: Progress = silent,
) -> Outcome:
    """Store what a dry run found good in one transaction, with history under the name of `who`.

    1. If rows are rejected, nothing is stored unless the good rows are asked for.
    2. A layer that changed since the dry run is refused: its figures would no longer be true.
    3. New and moved features get cell, grid, community, street and road where these are empty.
    4. A case whose own system tells no state is closed if it has an end, else reported; one without
       a scheme is of the district's.
    5. What follows is made in the same transaction: grids and the first plan after cells; where
       plans are in use, cells and management grids that are changed are a plan of their own.
    6. Between chunks the progress is told, which is where a cancelled import ends and is undone.
    7. A case that waits for somebody gets the moments at which its light turns.

    Raises
    ------
    RowsRejected, LayerMoved
        Rule 1 or 2 is broken.
    JobCancelled
        Somebody cancelled; nothing was stored.
    """
    report, spec = checkup.report, checkup.spec
    if not (good_rows or checkup.whole):  # 1
        raise RowsRejected(rejected=max(report.rejected, 1), total=report.total)
    progress("locate", 0.02)
    rows = upserts(frame(office, spec.name), checkup.checked.frame, spec, checkup.changes)
    rows = fill_places(office, checkup, rows)  # 3
    if spec.name == "cases":
        rows = _whole_cases(office, rows)
    progress("store", 0.1)
    note = f"import of {checkup.label}"
    with office.store.write(who, office.clock()) as tx:
        if spec.name == "cases":
            rows = with_turns(office, tx, rows)  # 7
        if history.stamp(tx, spec.name) != checkup.stamp:  # 2
            raise LayerMoved(layer=spec.name)
        before = drafts.of_layers(tx) if spec.name in PLAN_LAYERS else None
        tally = _stored(tx, spec.name, rows, note, progress)
        unchanged = len(checkup.changes.unchanged)
        done = Tally(tally.added, tally.changed, tally.unchanged + unchanged)
        features.note_import(tx, spec.name, done, note)
        followed = _followed(office, tx, checkup, rows, note)  # 5
        if before is not None and len(before[0]):
            followed |= follow_import(office, tx, before, name=checkup.label, note=note)
        progress("finish", 0.99)
    placed = {name: int(rows[name].notna().sum()) for name in filled_fields(spec)}
    return Outcome(
        spec.name, done.added, done.changed, done.unchanged, report.rejected, placed, followed
    )


def _stored(
    tx: WriteTx, layer: str, rows: gpd.GeoDataFrame, note: str, progress: Progress
) -> Tally:
    added = changed = unchanged = 0
    for done, part in _chunks(rows):
        progress("store", 0.1 + 0.88 * done / max(len(rows), 1))  # 6
        tally = features.upsert_many(tx, layer, part, note=note, listed=False)
        added, changed = added + tally.added, changed + tally.changed
        unchanged += tally.unchanged
    return Tally(added, changed, unchanged)


def _chunks(rows: gpd.GeoDataFrame) -> Iterator[tuple[int, gpd.GeoDataFrame]]:
    for start in range(0, len(rows), CHUNK):
        yield start, rows.iloc[start : start + CHUNK].reset_index(drop=True)


def _followed(
    office: Office, tx: WriteTx, checkup: Checkup, rows: gpd.GeoDataFrame, note: str
) -> dict[str, int]:
    if checkup.spec.name == "cells":
        return follow_cells(office, tx, note)
    if checkup.learn_classes and checkup.spec.name == "cases":
        return {"classes": learn_classes(tx, rows)}
    return {}


def _whole_cases(office: Office, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return cases that all have a state and a scheme."""  # 4
    found = rows.copy()
    stateless = found["state"].isna()
    ended = found["closed_at"].notna()
    found.loc[stateless & ended, "state"] = _CLOSED
    found.loc[stateless & ~ended, "state"] = _REPORTED
    classed = found["scheme"].isna() & found["class_code"].notna()
    found.loc[classed, "scheme"] = office.district.scheme
    return found
