"""Write GeoPackage, FlatGeobuf and zipped Shapefiles through GDAL."""

import csv
import io
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyogrio import raw

from layers.crs import BD09, GCJ02
from layers.feature import Plain
from layers.formats.errors import FrameNotWritable, MixedFamilies
from layers.formats.outgoing import Kind, Outgoing
from layers.formats.stage import FIELDS_SUFFIX
from layers.formats.values import Driver, kinds_of, plain_array
from layers.shapes import family

#: The longest field name and the longest text of a .dbf, in bytes.
_DBF_NAME_BYTES = 10
_DBF_TEXT_BYTES = 254
_DTYPES = {Kind.BOOL: np.bool_, Kind.INT: np.int64, Kind.REAL: np.float64}
_FILLS: dict[Kind, Plain] = {Kind.BOOL: False, Kind.INT: 0, Kind.REAL: float("nan")}
#: A fixed moment for the members of an archive: the same layer gives the same names and times.
_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)


def write_gpkg(out: Outgoing, path: Path) -> dict[str, str]:
    """Write a GeoPackage of one layer, with its title; `fid` and `geom` are renamed columns."""
    names = _unlike(out.columns, taken=("fid", "geom"), most_bytes=None)
    _write(out, path, Driver.GPKG, names, IDENTIFIER=out.title, GEOMETRY_NAME="geom")
    return _changed(names)


def write_flatgeobuf(out: Outgoing, path: Path) -> dict[str, str]:
    """Write a FlatGeobuf; with its index, which orders the rows by place, if all have a place."""
    indexed = len(out.shapes) > 0 and all(shape is not None for shape in out.shapes)
    names = _unlike(out.columns, taken=(), most_bytes=None)
    _write(out, path, Driver.FLATGEOBUF, names, SPATIAL_INDEX="YES" if indexed else "NO")
    return _changed(names)


def write_shapefile(out: Outgoing, path: Path) -> dict[str, str]:
    """Write a zip with a Shapefile in UTF-8 and a list of its full field names.

    1. Field names are cut to ten bytes, and numbered where two would be one, ignoring case.
    2. Texts are cut to 254 bytes, between letters, and told.
    3. `<layer>.fields.csv` gives the full name and title of each field; our reader uses it.

    Raises
    ------
    MixedFamilies
        The shapes are not all points, all lines or all polygons.
    """
    families = {str(family(shape)) for shape in out.shapes if shape is not None}
    if len(families) > 1:
        raise MixedFamilies(driver=Driver.SHAPEFILE, families=", ".join(sorted(families)))
    names = _unlike(out.columns, taken=(), most_bytes=_DBF_NAME_BYTES)
    shape_file = path.with_name("layer.shp")
    _write(out, shape_file, Driver.SHAPEFILE, names)
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(path.parent.glob("layer.*")):
            _add(archive, out.layer + part.suffix, part.read_bytes())
        _add(archive, out.layer + FIELDS_SUFFIX, _field_list(out, names))
    return _changed(names)


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    member = zipfile.ZipInfo(name, _ZIP_MOMENT)
    member.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(member, content)


def _field_list(out: Outgoing, names: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["field", "name", "title"])
    writer.writerows([short, name, out.titles.get(name, "")] for name, short in names.items())
    return text.getvalue().encode("utf-8-sig")


def _changed(names: dict[str, str]) -> dict[str, str]:
    return {name: short for name, short in names.items() if name != short}


def _unlike(
    columns: Sequence[str] | dict[str, Any], *, taken: Sequence[str], most_bytes: int | None
) -> dict[str, str]:
    """Return for each column a name that no other has, ignoring case, and that is short enough."""
    used = {name.casefold() for name in taken}
    found: dict[str, str] = {}
    for name in columns:
        wanted, number = _cut(name, most_bytes), 0
        while wanted.casefold() in used:
            number += 1
            tail = f"_{number}"
            wanted = _cut(name, None if most_bytes is None else most_bytes - len(tail)) + tail
        used.add(wanted.casefold())
        found[name] = wanted
    return found


def _cut(text: str, most_bytes: int | None) -> str:
    """Cut a text to a number of bytes in UTF-8, between letters."""
    return text.encode()[:most_bytes].decode(errors="ignore")


def _write(
    out: Outgoing, path: Path, driver: Driver, names: dict[str, str], **options: str
) -> None:
    if out.frame in {GCJ02, BD09}:
        raise FrameNotWritable(driver=driver, frame=out.frame)
    values, masks = [], []
    for name, column in out.columns.items():
        value, mask = _array(out, column, out.kinds[name], short=driver is Driver.SHAPEFILE)
        values.append(value)
        masks.append(mask)
    wkb = shapely.to_wkb(out.shapes)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        raw.write(
            path,
            geometry=wkb,
            field_data=values,
            field_mask=masks,
            fields=[names[name] for name in out.columns],
            layer=None if driver is Driver.SHAPEFILE else out.layer,
            driver=driver.value,
            geometry_type=_geometry_type(out.shapes, driver),
            crs=out.frame,
            encoding="UTF-8",
            layer_options=options,
        )
    if told:
        out.note("driver_warned")


def _array(
    out: Outgoing, column: list[Plain], kind: Kind, *, short: bool
) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    if kind is Kind.TEXT:
        return plain_array([_text(out, value, short=short) for value in column]), None
    missing = np.array([value is None for value in column], dtype=bool)
    filled = [_FILLS[kind] if value is None else value for value in column]
    return np.array(filled, dtype=_DTYPES[kind]), missing if kind is not Kind.REAL else None


def _text(out: Outgoing, value: Plain, *, short: bool) -> str | None:
    if value is None:
        return None
    text = str(value)
    if "\0" in text:
        out.note("dropped_control_characters")
        text = text.replace("\0", "")
    if short and len(text.encode()) > _DBF_TEXT_BYTES:
        out.note("cut_texts")
        text = _cut(text, _DBF_TEXT_BYTES)
    return text


def _geometry_type(shapes: NDArray[np.object_], driver: Driver) -> str:
    kinds = kinds_of(shapes).split(", ")
    if driver is Driver.SHAPEFILE:
        # One type holds single and multi shapes alike; a layer without a place must still have one.
        return kinds[0].replace("LinearRing", "LineString") or "Point"
    return kinds[0] if len(kinds) == 1 and kinds[0] else "Unknown"
