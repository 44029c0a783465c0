"""Locate a file of places: a million rows in chunks, with cell, grid, street and road beside."""

import csv
import re
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.errors import WorkError
from gis_app.work.jobs import Progress, silent
from gis_app.work.locator import ground_locator
from gis_app.work.office import Office
from layers.crs import WGS84, change_frame, check_frame
from layers.formats import Driver, FileBroken, FileMissing, NotInEncoding, UnknownColumn, neutral
from layers.locate import Locator

#: Rows located at once.
CHUNK = 100_000
#: Titles that are taken for x and y, in order of trust.
_PAIRS = (("lon", "lat"), ("lng", "lat"), ("longitude", "latitude"), ("经度", "纬度"), ("x", "y"))
#: What is written beside each row.
COLUMNS = (
    "cell", "grid", "community", "street", "road", "chainage_m", "road_distance_m", "side",
)  # fmt: skip
#: Text that a spreadsheet may take for a formula; a plain number is none.
_RISKY = r"'*[=+\-@\t\r\n＝＋－＠]"
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


class NoPlaceColumns(WorkError):
    """A file has no columns that look like coordinates."""

    kind = "no_place_columns"
    template = "{file} has no columns lon and lat; name the two with --x and --y ({columns})."


@dataclass(frozen=True, slots=True)
class Places:
    """A CSV of places: which columns are x and y, in which frame, and its encoding."""

    path: Path
    x: str | None = None
    y: str | None = None
    frame: str = WGS84
    encoding: str = "utf-8-sig"


@dataclass(frozen=True, slots=True)
class LocatedFile:
    """What came of it: all rows, those in a cell, and those whose coordinates are no numbers."""

    rows: int
    in_cell: int
    unreadable: int


@allowed(*EVERYONE)
def locate_file(
    office: Office, _actor: Actor, places: Places, out: Path, *, progress: Progress = silent
) -> LocatedFile:
    """Write a CSV again with what is known of each row's place in further columns.

    1. Every row stays, in its order; one whose place cannot be read gets empty columns.
    2. A column that has the name of one of ours is replaced.
    3. Text that a spreadsheet would run is made harmless; numbers stay as they are.
    4. The file appears under its name when it is whole.

    Raises
    ------
    FileMissing, FileBroken, NotInEncoding, UnknownColumn, NoPlaceColumns
        The file cannot be read so.
    layers.crs.UnknownFrame
        The frame is not known.
    """
    check_frame(places.frame)
    axes = _axes(places)
    ground = ground_locator(office)
    draft = out.with_name(f".{out.name}.part")
    totals = np.zeros(3, dtype=np.int64)
    try:
        with (
            draft.open("w", encoding="utf-8-sig", newline="") as target,
            closing(_parts(places)) as parts,
        ):
            writer = csv.writer(target, lineterminator="\r\n")
            for part, share in parts:
                if not totals[0]:
                    writer.writerow([*map(neutral, _kept(part)), *COLUMNS])
                totals += _write(writer, part, _located(office, ground, part, places, axes))
                progress("locate", share)
        draft.replace(out)  # 4
    finally:
        draft.unlink(missing_ok=True)
    return LocatedFile(*totals.tolist())


def _axes(places: Places) -> tuple[str, str]:
    """Return the titles of x and y: those that were named, or the first pair that looks so."""
    titles = _titles(places)
    for named in (places.x, places.y):
        if named is not None and named not in titles:
            raise UnknownColumn(column=named, columns=", ".join(titles))
    if places.x is not None and places.y is not None:
        return places.x, places.y
    folded = {title.strip().casefold(): title for title in titles}
    for x, y in _PAIRS:
        if x in folded and y in folded:
            return folded[x], folded[y]
    raise NoPlaceColumns(file=places.path.name, columns=", ".join(titles))


def _titles(places: Places) -> list[str]:
    with closing(_parts(places, rows=1)) as parts:
        return [str(title) for title in next(parts)[0].columns]


def _parts(places: Places, *, rows: int = 0) -> Generator[tuple[pd.DataFrame, float]]:
    """Yield the rows of the file as text, in chunks, each with the share of the file read so far.

    An empty file with a header gives one chunk without rows.
    """
    name = places.path.name
    if not places.path.is_file():
        raise FileMissing(file=name)
    try:
        with places.path.open("rb") as handle:
            size = max(places.path.stat().st_size, 1)
            with pd.read_csv(
                handle,
                dtype=str,
                keep_default_na=False,
                chunksize=rows or CHUNK,
                encoding=places.encoding,
            ) as parts:
                for part in parts:
                    yield part, handle.tell() / size
    except UnicodeDecodeError as error:
        raise NotInEncoding(file=name, encoding=places.encoding, position=error.start) from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError, LookupError) as error:
        raise FileBroken(file=name, driver=Driver.CSV, problem=str(error)[:200]) from error


def _located(
    office: Office, ground: Locator, part: pd.DataFrame, places: Places, axes: tuple[str, str]
) -> pd.DataFrame:
    """Return what is known of the places of a chunk; `road_distance_m` is nan for none at all."""
    x, y = (pd.to_numeric(part[name], errors="coerce").to_numpy(dtype=float) for name in axes)
    at_x, at_y = change_frame(x, y, places.frame, office.district.crs)
    bad = ~(np.isfinite(at_x) & np.isfinite(at_y))
    found = ground.locate_many(np.where(bad, np.nan, at_x), np.where(bad, np.nan, at_y))
    return found.assign(readable=~bad)


def _write(writer: Any, part: pd.DataFrame, found: pd.DataFrame) -> NDArray[np.int64]:  # noqa: ANN401 - csv has no public type
    """Write a chunk and return how many rows, how many in a cell, how many unreadable."""
    columns = [_safe(part[title]) for title in _kept(part)]
    for name in COLUMNS:
        values = found[name]
        if values.dtype.kind == "f":
            columns.append(["" if text == "nan" else text for text in values.round(2).astype(str)])
        else:
            columns.append(_safe(values.fillna("").astype(str)))
    writer.writerows(zip(*columns, strict=True))
    counts = (len(part), found["cell"].notna().sum(), (~found["readable"]).sum())
    return np.array(counts, dtype=np.int64)


def _kept(part: pd.DataFrame) -> list[str]:
    return [str(title) for title in part.columns if title not in COLUMNS]  # 2


def _safe(texts: "pd.Series[str]") -> list[str]:
    """Return texts with those a spreadsheet would run made harmless."""  # 3
    found: list[str] = texts.tolist()
    risky = texts.str.match(_RISKY).to_numpy(dtype=bool)
    for row in np.flatnonzero(risky).tolist():
        if not _NUMBER.fullmatch(found[row]):
            found[row] = neutral(found[row])
    return found
