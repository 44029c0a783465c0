"""Take a layer out in any format and frame, or the whole database."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd

from gis_app.store import backup as copy_store
from gis_app.store import features
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.errors import WorkError
from gis_app.work.office import Office
from layers import LayerSpec
from layers.crs import BD09, GCJ02, WGS84
from layers.formats import SUFFIXES, Driver, Labels, Written, write

#: Fields that a viewer does not get: who reported a case is nobody's business but the office's.
_PRIVATE: Mapping[str, tuple[str, ...]] = {"cases": ("reporter",)}
#: Formats that can say in which frame their coordinates are, beside the ones of EPSG.
_ANY_FRAME = frozenset({Driver.GEOJSON, Driver.CSV})
#: The one frame that KML knows.
_ONLY_WGS84 = frozenset({Driver.KML})


class UnknownExport(WorkError):
    """A layer is asked for in a format that is not written."""

    kind = "unknown_export"
    template = "There is no export {name!r}; use one of {known}."


@dataclass(frozen=True, slots=True)
class Export:
    """A written file and the name it should travel under."""

    path: Path
    name: str
    written: Written | None = None


@allowed(*EVERYONE)
def choices(office: Office, _actor: Actor, *, language: str) -> dict[str, Any]:
    """Return what can be exported: layers with their counts, formats, frames, and what fits."""
    with office.store.read() as tx:
        counts = {spec.name: features.count(tx, spec.name) for spec in office.catalog}
    frames = frames_of(office)
    return {
        "layers": [
            {
                "name": spec.name,
                "title": spec.title.in_language(language),
                "count": counts[spec.name],
                "shape": spec.shape.value,
            }
            for spec in office.catalog
        ],
        "frames": list(frames),
        "formats": [
            {
                "name": driver.value,
                "suffix": suffix.removeprefix("."),
                "frames": [frame for frame in frames if fits(driver, frame)],
            }
            for driver, suffix in SUFFIXES.items()
        ],
    }


def frames_of(office: Office) -> tuple[str, ...]:
    """Return the frames that are offered: WGS 84, the two of Chinese maps, the district's own."""
    return (WGS84, GCJ02, BD09, office.district.crs)


def fits(driver: Driver, frame: str) -> bool:
    """Return whether a format can hold coordinates in a frame and say so."""
    if driver in _ONLY_WGS84:
        return frame == WGS84
    return driver in _ANY_FRAME or frame not in (GCJ02, BD09)


@allowed(*EVERYONE)
def export(
    office: Office,
    actor: Actor,
    layer: str,
    suffix: str,
    path: Path,
    *,
    frame: str = WGS84,
) -> Export:
    """Write a layer to a file in the format of a suffix (geojson, gpkg, zip, csv, kml, fgb).

    Every role may export every layer; a viewer's cases come without the reporter. Texts that a
    spreadsheet would take for a formula are made harmless in CSV.

    Raises
    ------
    layers.catalog.UnknownLayer, UnknownExport
        There is no such layer or format.
    layers.crs.UnknownFrame, layers.formats.FrameNotWritable, layers.formats.MixedFamilies
        The frame is not known, or the format cannot hold what is asked for.
    """
    spec, driver = office.catalog[layer], driver_of(suffix)
    with office.store.read() as tx:
        rows = features.read_frame(tx, spec.name)
    written = write(
        _seen_by(actor, spec, rows),
        path,
        driver,
        metric=office.district.crs,
        frame_name=frame,
        labels=_labels(office, spec, driver),
    )
    return Export(path, _name(spec.name, frame, SUFFIXES[driver]), written)


def driver_of(suffix: str) -> Driver:
    """Return the format of a suffix.

    Raises
    ------
    UnknownExport
        No format has it.
    """
    known = {one.removeprefix("."): driver for driver, one in SUFFIXES.items()}
    known |= {"json": Driver.GEOJSON, "shp": Driver.SHAPEFILE}
    found = known.get(suffix.lower().removeprefix("."))
    if found is None:
        raise UnknownExport(name=suffix, known=", ".join(known))
    return found


@allowed("admin")
def backup(office: Office, _actor: Actor, path: Path) -> Export:
    """Copy the whole database, as one moment saw it and checked, to a file; work goes on.

    Raises
    ------
    gis_app.store.BackupUnsound
        The copy did not pass its check.
    """
    copy_store(office.store, path)
    day = office.clock().strftime("%Y%m%d-%H%M")
    return Export(path, f"district-{office.district.adcode}-{day}.gpkg")


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder of ours for a file that is about to travel; it vanishes afterwards."""
    with tempfile.TemporaryDirectory(prefix="export-") as name:
        yield Path(name)


def _seen_by(actor: Actor, spec: LayerSpec, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if actor.role != "viewer":
        return rows
    return rows.drop(columns=list(_PRIVATE.get(spec.name, ())))


def _labels(office: Office, spec: LayerSpec, driver: Driver) -> Labels:
    """Return what the file calls its layer and columns; a CSV keeps the names programs use."""
    language = office.district.languages[0] if office.district.languages else "zh"
    titles = {field.name: field.title.in_language(language) for field in spec.fields}
    return Labels(
        layer=spec.name,
        title=spec.title.in_language(language),
        columns={} if driver is Driver.CSV else titles,
    )


def mark_of(frame: str) -> str:
    """Return what a file's name says of its frame: nothing of the usual one."""
    return "" if frame == WGS84 else f"-{frame.replace(':', '')}"


def _name(layer: str, frame: str, suffix: str) -> str:
    return f"{layer}{mark_of(frame)}{suffix}"
