"""Raw rows of a file checked against a layer, and turned into the rows the layer stores."""

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.catalog.spec import Field, FieldKind, LayerSpec, Titles
from layers.errors import LayerError
from layers.intake.codes_made import read_codes, settle_codes
from layers.intake.columns import NAME, ColumnMapping, MappingBroken, check_mapping
from layers.intake.dates import DateOrder
from layers.intake.oddities import tell_oddities
from layers.intake.places import check_places, tell_outside
from layers.intake.problems import Ledger, Problem, Severity
from layers.intake.readings import ColumnReading, read_column, reader_of

#: The name of a feature, read like a field.
_NAME_FIELD = Field(NAME, Titles(zh="名称", en="Name"), FieldKind.TEXT, length=200)


class FrameWithoutCrs(LayerError):
    """Rows are to be checked whose coordinates nobody placed."""

    kind = "frame_without_crs"
    template = "The rows for {layer} have no CRS; bring them into the district's first."


class UnknownTimezone(LayerError):
    """A time zone is named that the machine's table does not have."""

    kind = "unknown_timezone"
    template = "There is no time zone {name!r}; write it like Asia/Shanghai."


class BadValues(StrEnum):
    """What becomes of a row with a value that cannot be read."""

    REJECT = "reject"
    BLANK = "blank"


class Outside(StrEnum):
    """What becomes of a row whose place lies outside the district."""

    NOTE = "note"
    REJECT = "reject"


class Repeated(StrEnum):
    """What becomes of a row whose code stands in an earlier row: left out, or numbered."""

    REJECT = "reject"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, eq=False)
class CheckOptions:
    """How strictly rows are read.

    `timezone` is that of moments without an offset, `date_order` that of dates with the year last.
    `attributes_only` updates what is known by code: a row needs no place. With `disc_m`, points
    become discs of that radius in metres where the layer takes polygons.
    """

    timezone: str = "Asia/Shanghai"
    date_order: DateOrder = DateOrder.YEAR_FIRST
    bad_values: BadValues = BadValues.REJECT
    outline: BaseGeometry | None = None
    outside: Outside = Outside.NOTE
    repeated: Repeated = Repeated.REJECT
    attributes_only: bool = False
    disc_m: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """The rows that hold, as a layer stores them, and all that was found on the way.

    `frame` has `code`, `name`, all fields of the layer and `geometry`; `rows` gives the number of
    each in the file, from 1. `provided` names the targets the file feeds: an update leaves the
    others as they are.
    """

    frame: gpd.GeoDataFrame
    rows: NDArray[np.intp]
    problems: tuple[Problem, ...]
    provided: frozenset[str]
    total: int

    @property
    def rejected(self) -> int:
        """Return how many rows of the file are left out."""
        return self.total - len(self.frame)


def check_rows(
    raw: gpd.GeoDataFrame, spec: LayerSpec, mapping: ColumnMapping, *, options: CheckOptions
) -> Checked:
    """Check and convert the rows of a file.

    `raw` has the file's columns as they were read and a geometry in the district's metric CRS, or
    None in it. Every rule is applied to every row, so that one pass tells all that is wrong:

    1. Each mapped value is read as its field's kind: number, date, yes or no, choice. What cannot
       be read rejects the row, or leaves the field empty with `BadValues.BLANK`.
    2. A text longer than its field rejects the row, or is cut with `BadValues.BLANK`.
    3. A required field may not be empty.
    4. A row has a place, unless the layer allows none or only attributes are updated.
    5. A shape is of the layer's family, repaired where that is safe, rounded to the millimetre.
    6. A place outside the district is noted, or rejects the row.
    7. A row has a code of at most 60 characters, from its column or made by the rule.
    8. Of rows that hold so far and say the same in all that is mapped, the first is kept; if codes
       are made, both are kept and it is noted.
    9. Of rows that hold so far and share a code, the first is kept, or later ones are numbered.
    10. What is odd about the rows that hold is noted: an end before its beginning, a place that
        holds very many rows, a field that is mostly empty (`tell_oddities`).

    Raises
    ------
    MappingBroken
        The mapping does not fit the layer or the file.
    FrameWithoutCrs
        The frame has no CRS.
    UnknownTimezone
        The time zone of the options is not known.
    """
    if raw.crs is None:
        raise FrameWithoutCrs(layer=spec.name)
    titles = [str(title) for title in raw.columns if title != raw.geometry.name]
    check_mapping(spec, mapping, titles)
    ledger = Ledger(len(raw))
    columns = {
        target.name: _column(raw, target, mapping, options, ledger)
        for target in (_NAME_FIELD, *spec.fields)
    }
    optional = spec.place_optional or options.attributes_only
    shapes = check_places(
        raw.geometry.to_numpy(), spec, ledger, optional=optional, disc_m=options.disc_m
    )  # 4, 5
    if options.outline is not None:
        severity = _OUTSIDE[options.outside]
        tell_outside(shapes, options.outline, ledger, severity=severity)  # 6
    codes = read_codes(raw, mapping, ledger)  # 7
    content = _content(columns, mapping, shapes)
    number = options.repeated is Repeated.NUMBER
    settle_codes(codes, content, mapping, ledger, number=number)  # 8, 9
    tell_oddities(raw, columns, shapes, spec, mapping, ledger)  # 10
    kept = np.flatnonzero(~ledger.rejected)
    table = pd.DataFrame({"code": codes, **columns}, dtype=object).iloc[kept]
    frame = gpd.GeoDataFrame(
        table.reset_index(drop=True), geometry=gpd.GeoSeries(shapes[kept], crs=raw.crs)
    )
    return Checked(frame, kept + 1, ledger.problems(titles), mapping.provided(), len(raw))


_OUTSIDE = {Outside.NOTE: Severity.NOTED, Outside.REJECT: Severity.REJECTED}


def _column(
    raw: gpd.GeoDataFrame,
    target: Field,
    mapping: ColumnMapping,
    options: CheckOptions,
    ledger: Ledger,
) -> NDArray[np.object_]:
    """Return the values of one field for all rows, and note what was found."""
    read = reader_of(
        target,
        order=options.date_order,
        zone=_zone(options.timezone),
        values=mapping.values.get(target.name, {}),
    )
    if target.name in mapping.constants:
        constant = np.array([mapping.constants[target.name]], dtype=object)
        reading = read_column(constant, read)
        if reading.found:
            problem = f"{constant[0]!r} cannot be set as {target.name}"
            raise MappingBroken(layer=target.name, problem=problem)
        return np.repeat(reading.values, len(raw))
    title = mapping.columns.get(target.name)
    if title is None:
        return np.full(len(raw), None, dtype=object)
    source = raw[title].to_numpy(dtype=object)
    reading = read_column(source, read)
    bad = _tell_found(reading, source, title, options.bad_values, ledger)
    if target.required:
        empty = {place for place, value in enumerate(reading.values) if value is None} - bad
        ledger.tell("required_empty", Severity.REJECTED, title, dict.fromkeys(sorted(empty)))  # 3
    return reading.values


def _tell_found(
    reading: ColumnReading,
    source: NDArray[np.object_],
    title: str,
    bad_values: BadValues,
    ledger: Ledger,
) -> set[int]:
    """Note what a column's reading found, and return the rows that are out for it."""
    out: set[int] = set()
    for one, places in reading.found:
        told = places[:1] if one.taken else places  # what was taken is told once for each value
        values = {int(place): source[place] for place in told}
        severity = Severity.NOTED
        if not one.taken:
            blank = bad_values is BadValues.BLANK
            severity = Severity.REPAIRED if blank else Severity.REJECTED  # 1, 2
        if severity is Severity.REJECTED:
            out.update(values)
        ledger.tell(one.kind or "", severity, title, values, dict.fromkeys(values, one.facts))
    return out


def _content(
    columns: dict[str, NDArray[np.object_]], mapping: ColumnMapping, shapes: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Return for each row what is mapped of it, in a form that can be compared."""
    fed = [columns[target] for target in sorted(mapping.provided())]
    wkb = shapely.to_wkb(shapes)
    rows: list[tuple[object, ...]] = list(
        zip(wkb.tolist(), *(c.tolist() for c in fed), strict=True)
    )
    content = np.empty(len(rows), dtype=object)
    content[:] = rows
    return content


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UnknownTimezone(name=name) from error
