"""The first step of an import: what a file is, and in which frame its coordinates are."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.work.errors import WorkError
from gis_app.work.frames import frame, stamp
from gis_app.work.import_settings import Settings
from gis_app.work.jobs import Progress, silent
from gis_app.work.office import Office
from layers import LayerError
from layers.crs import WGS84, change_frame, check_frame
from layers.doctor import Diagnosis, diagnose
from layers.formats import LayerInfo, RawTable, Source, inspect, read

#: Corners the coordinate doctor is shown at most, and places of a preview.
_PATIENTS, _PREVIEW = 4_000, 400
_LONLAT_DIGITS = 6
#: A larger number is no coordinate of any frame.
_FARTHEST = 1e9

Shapes = NDArray[np.object_]
Numbers = NDArray[np.float64]


class FrameUnclear(WorkError):
    """Nothing tells in which frame a file's coordinates are."""

    kind = "frame_unclear"
    template = (
        "Nothing tells for sure which coordinate system {file} is in (likely: {frames}); name it, "
        "like EPSG:4326, GCJ-02 or BD-09."
    )


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A file as it was read: what it is, the layer that was taken of it, and its rows.

    `label` is the name a person knows the file by; it is shown and never opened.
    """

    label: str
    source: Source
    info: LayerInfo
    table: RawTable

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the titles of the file's columns, without the place."""
        return tuple(str(title) for title in self.table.rows.columns if title != "geometry")


@dataclass(frozen=True, slots=True, eq=False)
class Placing:
    """The frame that was chosen, and why.

    `by` is `said` (a person), `doctor` (the coordinates prove it), `declared` (the file says so and
    nothing speaks for another) or `none`; `sure` is false where a person should look twice.
    """

    frame: str | None
    swapped: bool
    by: str
    sure: bool
    diagnosis: Diagnosis


def open_file(path: Path, settings: Settings, *, label: str, progress: Progress = silent) -> Opened:
    """Read a file: what it is, and the rows of one of its layers.

    Raises
    ------
    LayerError
        Every error of `layers.formats`, told with the label in place of our own file's name.
    """
    with _told_as(path, label):
        progress("look", 0.05)
        source = inspect(path, encoding=settings.encoding)
        progress("read", 0.4)
        table = read(
            source,
            settings.source_layer,
            encoding=settings.encoding,
            x=settings.x,
            y=settings.y,
            wkt=settings.wkt,
        )
    info = next((one for one in source.layers if one.name == table.layer), source.layers[0])
    return Opened(label, source, info, table)


@contextmanager
def _told_as(path: Path, label: str) -> Iterator[None]:
    """Say a file's own name where ours stands in an error: ours means nothing to anybody."""
    try:
        yield
    except LayerError as error:
        ours = {path.name, path.stem, "staged"}
        facts = {key: label if value in ours else value for key, value in error.facts.items()}
        if facts == error.facts:
            raise
        raise type(error)(**facts) from error


def place(office: Office, opened: Opened, settings: Settings) -> Placing:
    """Return the frame of a file's coordinates.

    1. What a person says holds.
    2. Else what the coordinate doctor has no doubt about.
    3. Else what the file declares, to be looked at twice.
    4. Else none: a person has to say.

    Raises
    ------
    layers.crs.UnknownFrame
        The frame that was said is not known.
    """
    declared = opened.table.frame
    at = _corners(opened.table.rows.geometry.to_numpy())
    roads = _roads(office)
    found = diagnose(at[:, 0], at[:, 1], district=office.district, roads=roads, declared=declared)
    if settings.frame is not None:  # 1
        named = check_frame(settings.frame)
        swapped = _swapped(found, named) if settings.swapped is None else settings.swapped
        return Placing(named, swapped, "said", sure=True, diagnosis=found)
    best = found.best
    if found.settled and best is not None:  # 2
        swapped = best.swapped if settings.swapped is None else settings.swapped
        return Placing(best.frame, swapped, "doctor", sure=True, diagnosis=found)
    bare = bool(settings.swapped)
    if declared is not None:  # 3
        return Placing(check_frame(declared), bare, "declared", sure=not len(at), diagnosis=found)
    if not len(at):
        return Placing(office.district.crs, bare, "declared", sure=True, diagnosis=found)
    return Placing(None, bare, "none", sure=False, diagnosis=found)  # 4


def in_metres(opened: Opened, placing: Placing, crs: str) -> gpd.GeoDataFrame:
    """Return the file's rows with their shapes in the district's CRS.

    What cannot be expressed there stays, with coordinates that are no numbers, and is refused row
    by row; heights stay, to be told.

    Raises
    ------
    FrameUnclear
        Nobody said in which frame they are.
    """
    if placing.frame is None:
        raise FrameUnclear(file=opened.label, frames=likely_frames(placing))
    rows = opened.table.rows
    shapes = moved(rows.geometry.to_numpy(), placing, crs)
    table = rows.drop(columns="geometry")
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, index=table.index, crs=crs))


def moved(shapes: Shapes, placing: Placing, target: str) -> Shapes:
    """Return shapes of a chosen frame in another one; None stays None."""
    source = placing.frame or WGS84

    def change(at: Numbers) -> Numbers:
        x, y = (at[:, 1], at[:, 0]) if placing.swapped else (at[:, 0], at[:, 1])
        out = at.copy()
        with np.errstate(over="ignore", invalid="ignore"):  # absurd numbers become no numbers
            out[:, 0], out[:, 1] = change_frame(x, y, source, target)
        return out

    found = np.asarray(shapes, dtype=object).copy()
    high = shapely.has_z(found)
    for rows, include_z in ((~high, False), (high, True)):
        if rows.any():
            found[rows] = shapely.transform(found[rows], change, include_z=include_z)
    return found


def preview(opened: Opened, placing: Placing) -> list[list[float]]:
    """Return places of some of the rows, spread over the file, as [lon, lat] in WGS 84."""
    shapes = opened.table.rows.geometry.to_numpy()
    there = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    if placing.frame is None or not len(there):
        return []
    picked = there[_spread(len(there), _PREVIEW)]
    corners = np.array([shapely.get_coordinates(one)[0] for one in picked])
    if placing.swapped:
        corners = corners[:, ::-1]
    lon, lat = change_frame(corners[:, 0], corners[:, 1], placing.frame, WGS84)
    at = np.column_stack([lon, lat])
    on_earth = np.isfinite(at).all(axis=1) & (np.abs(at) <= (180, 90)).all(axis=1)
    places: list[list[float]] = np.round(at[on_earth], _LONLAT_DIGITS).tolist()
    return places


def plain_diagnosis(placing: Placing) -> dict[str, Any]:
    """Return the chosen frame, its reasons and the other guesses, JSON-plain."""
    found = placing.diagnosis
    return {
        "frame": placing.frame,
        "swapped": placing.swapped,
        "by": placing.by,
        "sure": placing.sure,
        "settled": found.settled,
        "verdict": {"template": found.verdict.template, "facts": dict(found.verdict.facts)},
        "guesses": [
            {
                "frame": guess.frame,
                "swapped": guess.swapped,
                "confidence": guess.confidence,
                "roads_m": None if guess.roads_m is None else round(guess.roads_m, 1),
                "reason": {"template": guess.reason.template, "facts": dict(guess.reason.facts)},
            }
            for guess in found.guesses
        ],
    }


def likely_frames(placing: Placing) -> str:
    """Return the frames that the coordinates fit, the likeliest first, as one text."""
    frames = dict.fromkeys(guess.frame for guess in placing.diagnosis.guesses)
    return ", ".join(frames) or "–"


def _swapped(found: Diagnosis, frame: str) -> bool:
    """Return whether a frame fits only with the second coordinate as x."""
    ways = [guess.swapped for guess in found.guesses if guess.frame == frame]
    return bool(ways) and all(ways)


def _corners(shapes: Shapes) -> Numbers:
    """Return corners of the shapes, spread over the file, as x and y columns."""
    at = shapely.get_coordinates(shapes)
    at = at[(np.abs(at) < _FARTHEST).all(axis=1)]
    return at[_spread(len(at), _PATIENTS)]


def _spread(count: int, most: int) -> NDArray[np.int64]:
    """Return at most so many positions, evenly spread from the first to the last."""
    return np.unique(np.linspace(0, max(count - 1, 0), min(count, most)).astype(np.int64))


def _roads(office: Office) -> shapely.STRtree | None:
    """Return the tree of the district's roads, or None where there are none."""
    if "roads" not in office.catalog:
        return None

    def make() -> shapely.STRtree | None:
        lines = frame(office, "roads").geometry.to_numpy()
        return shapely.STRtree(lines) if len(lines) else None

    return office.keep.get("imports:roads", stamp(office, "roads"), make)
