"""Write a bulk layer to a file, in any of the formats and frames, whole or not at all."""

import tempfile
from functools import partial
from pathlib import Path

import geopandas as gpd

from layers.crs import WGS84, check_frame
from layers.formats.errors import UnknownDriver
from layers.formats.outgoing import Labels, Written, outgoing
from layers.formats.values import Driver
from layers.formats.write_binary import write_flatgeobuf, write_gpkg, write_shapefile
from layers.formats.write_text import write_csv, write_geojson, write_kml

#: The suffix of a written file, by format; a Shapefile travels as a zip.
SUFFIXES = {
    Driver.GEOJSON: ".geojson",
    Driver.GPKG: ".gpkg",
    Driver.SHAPEFILE: ".zip",
    Driver.CSV: ".csv",
    Driver.KML: ".kml",
    Driver.FLATGEOBUF: ".fgb",
}
_WRITERS = {
    Driver.GEOJSON: write_geojson,
    Driver.GPKG: write_gpkg,
    Driver.SHAPEFILE: write_shapefile,
    Driver.CSV: write_csv,
    Driver.KML: write_kml,
    Driver.FLATGEOBUF: write_flatgeobuf,
}


def write(
    frame: gpd.GeoDataFrame,
    path: Path,
    driver: Driver | str,
    *,
    metric: str,
    frame_name: str = WGS84,
    labels: Labels | None = None,
    wkt: bool = False,
) -> Written:
    """Write a bulk layer, whose shapes are in the metric CRS, in another frame.

    1. The file appears under its name when it is whole; an older one is then replaced.
    2. Read back, values and shapes rounded to the millimetre are the same, except: a CSV holds
       text only, and no empty text; a Shapefile holds no empty text, texts of 254 bytes, numbers
       of 15 decimals and single-part multi shapes as single ones; a FlatGeobuf orders its rows by
       place; KML and the binary formats hold no control characters. What was lost is in the notes.
    3. `wkt` asks for a column of WKT in a CSV of points; other shapes are WKT in any case.

    Raises
    ------
    UnknownDriver
        The format is none that is written.
    UnknownFrame, FrameNotWritable
        The frame is not known, or the format cannot say that its coordinates are in it.
    MixedFamilies
        A Shapefile is to hold points and lines, say.
    """
    chosen = _driver(driver)
    target = check_frame(frame_name)
    out = outgoing(frame, check_frame(metric), target, labels or Labels(), layer=path.stem)
    writer = partial(write_csv, wkt=wkt) if chosen is Driver.CSV else _WRITERS[chosen]
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=path.parent) as folder:
        part = Path(folder) / f"part{SUFFIXES[chosen]}"
        names = writer(out, part)
        part.replace(path)  # 1
    return Written(path=path, count=len(out.shapes), names=names, notes=tuple(out.notes))


def _driver(name: Driver | str) -> Driver:
    if name not in _WRITERS:
        raise UnknownDriver(driver=str(name), drivers=", ".join(_WRITERS))
    return Driver(name)
