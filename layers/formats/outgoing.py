"""What is about to be written: plain columns of one kind each, shapes in the frame asked for."""

import datetime as dt
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.crs import is_lonlat, to_frame
from layers.feature import Plain

#: Decimals of a written coordinate in degrees and in any other unit: a tenth of a millimetre, so
#: that what is read back rounds to the millimetre it came from.
DEGREE_DIGITS = 9
LENGTH_DIGITS = 4
_INT64 = 2**63
#: What the name of a layer may not hold, because it becomes the name of a file in an archive.
_ODD_LETTERS = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')


class Kind(StrEnum):
    """What a written column holds. Missing values are allowed in each."""

    BOOL = "bool"
    INT = "int"
    REAL = "real"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Labels:
    """How people call a layer and its columns: `layer` in the file, `title` and titles to read."""

    layer: str | None = None
    title: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: where, how columns are called there, and what a format could not hold.

    `names` maps the columns that had to be renamed to their new names; `notes` are kinds:
    `dropped_control_characters`, `cut_texts`, `driver_warned` (some value was not held as it is).
    """

    path: Path
    count: int
    names: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Outgoing:
    """A layer ready for a format: columns, their kinds, shapes (None for none), and its frame."""

    layer: str
    title: str
    columns: dict[str, list[Plain]]
    kinds: Mapping[str, Kind]
    shapes: NDArray[np.object_]
    frame: str
    titles: Mapping[str, str]
    notes: list[str] = field(default_factory=list)

    def note(self, kind: str) -> None:
        """Tell once what the format could not hold."""
        if kind not in self.notes:
            self.notes.append(kind)


def outgoing(
    frame: gpd.GeoDataFrame, metric: str, frame_name: str, labels: Labels, *, layer: str
) -> Outgoing:
    """Return a bulk layer ready to be written in a frame.

    Values become plain: moments are UTC text, dates ISO text, what is missing None. A column that
    mixes kinds becomes text. An empty shape counts as none.
    """
    shapes = to_frame(np.asarray(frame.geometry.to_numpy(), dtype=object), metric, frame_name)
    shapes[shapely.is_empty(shapes)] = None
    columns: dict[str, list[Plain]] = {}
    kinds: dict[str, Kind] = {}
    for name in frame.columns:
        if name != frame.geometry.name:
            values = _values(frame[name])
            kinds[str(name)] = kind = _kind(values)
            columns[str(name)] = _as_text(values) if kind is Kind.TEXT else _as_kind(values, kind)
    return Outgoing(
        layer=_ODD_LETTERS.sub("_", labels.layer or layer),
        title=labels.title or labels.layer or layer,
        columns=columns,
        kinds=kinds,
        shapes=shapes,
        frame=frame_name,
        titles=labels.columns,
    )


def rounded(shapes: NDArray[np.object_], frame: str) -> NDArray[np.object_]:
    """Return shapes with as many decimals as a text format is given."""
    digits = DEGREE_DIGITS if is_lonlat(frame) else LENGTH_DIGITS
    return np.asarray(
        shapely.transform(shapes, lambda at: np.round(at, digits) + 0.0), dtype=object
    )


def plain(value: Any) -> Plain:  # noqa: ANN401 - whatever a data frame holds
    """Return a value of a data frame as a plain one; None for every kind of missing."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str | int):
        return value
    return _written_out(value)


def _written_out(value: object) -> str:
    if isinstance(value, dt.datetime):
        moment = value if value.tzinfo is None else value.astimezone(dt.UTC).replace(tzinfo=None)
        return f"{moment.isoformat(timespec='milliseconds')}Z"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _values(column: "pd.Series[Any]") -> list[Plain]:
    if column.dtype.kind in "iub":
        return list(column.tolist())
    return [plain(value) for value in column.tolist()]


def _kind(values: Sequence[Plain]) -> Kind:
    kinds = {type(value) for value in values} - {type(None)}
    if kinds == {bool}:
        return Kind.BOOL
    if kinds == {int} and all(value is None or -_INT64 <= int(value) < _INT64 for value in values):
        return Kind.INT
    if kinds and kinds <= {int, float} and float in kinds:
        return Kind.REAL
    return Kind.TEXT


def _as_kind(values: list[Plain], kind: Kind) -> list[Plain]:
    if kind is Kind.REAL:
        return [None if value is None else float(value) for value in values]
    return values


def _as_text(values: Sequence[Plain]) -> list[Plain]:
    return [None if value is None else _encodable(_spelled(value)) for value in values]


def _spelled(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _encodable(text: str) -> str:
    """Replace halves of surrogate pairs, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
