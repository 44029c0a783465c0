"""Read one layer of a file into rows, whatever the format."""

from pathlib import Path

from layers.crs import check_frame
from layers.formats.binary import layer_names, read_binary
from layers.formats.delimited import read_csv, read_sheet
from layers.formats.errors import UnknownFileLayer
from layers.formats.geojson import read_geojson
from layers.formats.kml import read_kml
from layers.formats.stage import Staged, staged
from layers.formats.values import Driver, Hints, RawTable, Source

#: Formats that are text, one layer to a file, and read by our own code.
TEXT_READERS = {
    Driver.GEOJSON: read_geojson,
    Driver.CSV: read_csv,
    Driver.KML: read_kml,
    Driver.XLSX: read_sheet,
}


def read(
    source: Source | Path,
    layer: str | None = None,
    *,
    encoding: str | None = None,
    x: str | None = None,
    y: str | None = None,
    wkt: str | None = None,
    frame: str | None = None,
) -> RawTable:
    """Return the rows of one layer of a file, the first layer if none is named.

    What a person says goes before what the file says: its encoding, the columns of the place (x
    and y, or WKT), the frame. Coordinates are returned as they stand in the file.

    Raises
    ------
    UnknownFileLayer
        The file holds no layer of that name.
    UnknownFrame
        The frame that was named is not known.
    LayerError
        Every error of `stage.staged` and of the format's own reader.
    """
    named_frame = None if frame is None else check_frame(frame)
    said = Hints(encoding=encoding, x=x, y=y, wkt=wkt, frame=named_frame)
    path = source.path if isinstance(source, Source) else source
    with staged(path) as files:
        for file in files:
            if file.driver in TEXT_READERS:
                table = TEXT_READERS[file.driver](file.file, file.name, said)
                if layer in {None, table.layer, file.name}:
                    return table
            else:
                named = next((n for n in layer_names(file) if layer in {None, n}), None)
                if named is not None:
                    return read_binary(file, named, said)
        raise UnknownFileLayer(file=path.name, layer=layer, layers=_listed(files))


def _listed(files: tuple[Staged, ...]) -> str:
    names: list[str] = []
    for file in files:
        names += [file.name] if file.driver in TEXT_READERS else layer_names(file)
    return ", ".join(names) or "none"
