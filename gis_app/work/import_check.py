"""The third step of an import: a dry run that tells all that is wrong and what would change."""

from collections import Counter
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis_app.store import history
from gis_app.work.frames import frame, stamp
from gis_app.work.import_settings import Settings, fitting
from gis_app.work.import_source import Opened, Placing, in_metres
from gis_app.work.import_target import Target
from gis_app.work.jobs import Progress, silent
from gis_app.work.office import Office
from layers import LayerSpec
from layers.formats import RawTable, RowProblem
from layers.intake import (
    Changes,
    Checked,
    CheckOptions,
    DateOrder,
    DryRun,
    Problem,
    Severity,
    check_rows,
    compare,
    dry_run,
    refusals,
)

#: Layers whose union is the district's ground, the first that there is; none above the target.
_OUTLINES = ("district", "streets", "communities", "cells")
#: What a reader tells of a row that it could not give at all.
_LOST = frozenset({"bad_row"})


@dataclass(frozen=True, slots=True)
class FileProblem(Problem):
    """What the reader of the file said of a row, in the form of the other problems."""

    @property
    def template(self) -> str:
        """Return the English sentence with its facts in braces."""
        return RowProblem(self.row, self.kind).template


@dataclass(frozen=True, slots=True, eq=False)
class Checkup:
    """The result of a dry run, and all that is needed to apply it.

    `stamp` names the state of the target layer that it was compared with.
    """

    label: str
    spec: LayerSpec
    checked: Checked
    changes: Changes
    report: DryRun
    stamp: str
    learn_classes: bool

    @property
    def whole(self) -> bool:
        """Return whether every row of the file can be taken."""
        lost = any(one.severity is Severity.REJECTED for one in self.report.problems)
        return self.report.rejected == 0 and not lost


def check(
    office: Office,
    opened: Opened,
    placing: Placing,
    target: Target,
    settings: Settings,
    *,
    progress: Progress = silent,
) -> Checkup:
    """Check every row and compare the good ones with what is stored; nothing is changed.

    1. Coordinates are moved into the district's CRS.
    2. Every value, shape and code is checked (`layers.intake.check_rows`); places are held against
       the district's outline, or the largest layer of areas there is above the target.
    3. What the reader of the file had to say of its rows is part of the report, and rows that it
       could not give at all count as rejected.
    4. Rows are numbered as in the file.

    Raises
    ------
    FrameUnclear
        Nobody said in which frame the coordinates are.
    layers.intake.MappingBroken, layers.intake.UnknownTimezone
        The mapping does not fit, or the time zone is not known.
    """
    spec = target.spec
    progress("place", 0.05)
    raw = in_metres(opened, placing, office.district.crs)  # 1
    progress("check", 0.15)
    options = CheckOptions(
        timezone=settings.timezone or office.district.timezone,
        date_order=_order(settings, target),
        bad_values=settings.bad_values,
        outline=_outline(office, spec),
        outside=settings.outside,
        repeated=settings.repeated,
        attributes_only=settings.attributes_only,
        disc_m=settings.disc_m,
    )
    checked = check_rows(raw, spec, fitting(target.mapping, spec), options=options)  # 2
    progress("compare", 0.75)
    mark, existing = _existing(office, spec.name)
    changes = compare(existing, checked.frame, spec, provided=checked.provided)
    numbered = _numbered(checked, opened.table)  # 4
    report = dry_run(spec.name, numbered, changes, refusals(numbered.frame, numbered.rows, changes))
    progress("checked", 1.0)
    return Checkup(
        label=opened.label,
        spec=spec,
        checked=numbered,
        changes=changes,
        report=_with_lost(report, opened.table),
        stamp=mark,
        learn_classes=settings.learn_classes,
    )


def _order(settings: Settings, target: Target) -> DateOrder:
    """Return how dates with the year last are read: as said, as the sample proves, else not."""
    return settings.date_order or target.guessed.date_order or DateOrder.YEAR_FIRST


def _existing(office: Office, layer: str) -> tuple[str, gpd.GeoDataFrame]:
    """Return a layer and the mark of its state; nothing may come between the two."""
    with office.store.read() as tx:
        mark = history.stamp(tx, layer)
    found = frame(office, layer)
    return (mark, found) if stamp(office, layer) == mark else _existing(office, layer)


def _outline(office: Office, spec: LayerSpec) -> BaseGeometry | None:
    """Return the ground a place should lie on, or None where the district has none yet."""
    above = _OUTLINES[: _OUTLINES.index(spec.name)] if spec.name in _OUTLINES else _OUTLINES
    for layer in above:
        if layer in office.catalog and not frame(office, layer).empty:
            return _union(office, layer)
    return None


def _union(office: Office, layer: str) -> BaseGeometry:
    def make() -> BaseGeometry:
        return shapely.union_all(frame(office, layer).geometry.to_numpy())

    return office.keep.get(f"imports:outline:{layer}", stamp(office, layer), make)


def _numbered(checked: Checked, table: RawTable) -> Checked:
    """Return checked rows under the numbers they have in the file, with the reader's problems."""
    numbers = table.numbers
    problems = [_renumbered(one, numbers) for one in checked.problems]
    problems += [_of_file(one, numbers) for one in table.problems]
    return replace(
        checked,
        rows=numbers[checked.rows - 1],
        problems=tuple(sorted(problems, key=lambda one: one.row)),
    )


def _renumbered(one: Problem, numbers: NDArray[np.int64]) -> Problem:
    row = int(numbers[one.row - 1]) if one.row else 0
    first = one.facts.get("first")
    facts = one.facts
    if isinstance(first, int):
        facts = {**facts, "first": int(numbers[first - 1])}
    return one if row == one.row and facts == one.facts else replace(one, row=row, facts=facts)


def _of_file(one: RowProblem, numbers: NDArray[np.int64]) -> FileProblem:
    """Return a reader's problem; a row that it did not give is rejected, the others are told."""
    lost = one.kind in _LOST and one.row not in numbers
    return FileProblem(
        row=one.row,
        column=one.column or "geometry",
        value=one.value or "",
        kind=one.kind,
        severity=Severity.REJECTED if lost or one.kind == "lost_rows" else Severity.NOTED,
        facts={"column": one.column or ""},
    )


def _with_lost(report: DryRun, table: RawTable) -> DryRun:
    """Return a report that counts the rows which the reader could not give."""  # 3
    given = set(table.numbers.tolist())
    lost = Counter(one.row in given for one in table.problems if one.kind in _LOST)[False]
    return replace(report, total=report.total + lost, rejected=report.rejected + lost)
