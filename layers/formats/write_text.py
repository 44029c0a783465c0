"""Write GeoJSON, CSV and KML."""

import csv
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.crs import BD09, GCJ02, WGS84, is_lonlat
from layers.feature import Plain
from layers.formats.errors import FrameNotWritable
from layers.formats.formulas import neutral
from layers.formats.geojson import FRAME_MEMBER
from layers.formats.outgoing import Kind, Outgoing, rounded
from layers.formats.values import Driver, distinct

#: What XML 1.0 cannot hold, in any spelling.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KML_TYPES = {Kind.BOOL: "bool", Kind.INT: "int", Kind.REAL: "double", Kind.TEXT: "string"}


def write_geojson(out: Outgoing, path: Path) -> dict[str, str]:
    """Write a FeatureCollection, one feature a line; a frame other than WGS 84 is named in it."""
    head: dict[str, object] = {"type": "FeatureCollection", "name": out.layer}
    if out.frame in {GCJ02, BD09}:
        head[FRAME_MEMBER] = out.frame
    elif out.frame != WGS84:
        authority, code = out.frame.split(":")
        urn = f"urn:ogc:def:crs:{authority}::{code}"
        head["crs"] = {"type": "name", "properties": {"name": urn}}
    shapes = shapely.to_geojson(rounded(out.shapes, out.frame))
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(_json(head)[:-1] + ',"features":[\n')
        for number, row in enumerate(_rows(out)):
            properties = _json(dict(zip(out.columns, row, strict=True)))
            shape = shapes[number] or "null"
            comma = ",\n" if number else ""
            file.write(f'{comma}{{"type":"Feature","properties":{properties},"geometry":{shape}}}')
        file.write("\n]}\n")
    return {}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _rows(out: Outgoing) -> Sequence[tuple[Plain, ...]]:
    if not out.columns:
        return [()] * len(out.shapes)
    return list(zip(*out.columns.values(), strict=True))


def write_csv(out: Outgoing, path: Path, *, wkt: bool = False) -> dict[str, str]:
    """Write a CSV that Excel opens as UTF-8 and cannot be made to run.

    The place stands first: `lon` and `lat` (`x` and `y` in a projected frame) if all shapes are
    points, else `wkt` with its SRID. Text that a spreadsheet would take for a formula gets an
    apostrophe, which our reader takes away again; a negative number is a number and gets none.
    """
    shapes = rounded(out.shapes, out.frame)
    kinds = shapely.get_type_id(shapes)
    if wkt or not np.isin(kinds, [-1, int(shapely.GeometryType.POINT)]).all():
        places = {"wkt": _ewkt(shapes, out.frame)}
    else:
        places = _point_columns(shapes, ("lon", "lat") if is_lonlat(out.frame) else ("x", "y"))
    names = distinct([*places, *out.columns])[len(places) :]
    renamed = {old: new for old, new in zip(out.columns, names, strict=True) if old != new}
    titles = [out.titles.get(old, new) for old, new in zip(out.columns, names, strict=True)]
    header = distinct([*places, *titles])
    columns = [*places.values(), *(_cells(out, name) for name in out.columns)]
    with path.open("x", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([neutral(title) for title in header])
        writer.writerows(zip(*columns, strict=True))
    return renamed


def _ewkt(shapes: NDArray[np.object_], frame: str) -> list[str]:
    """Return WKT with the EPSG code in front, which PostGIS, GDAL and QGIS understand."""
    prefix = f"SRID={frame.removeprefix('EPSG:')};" if frame.startswith("EPSG:") else ""
    spelled = shapely.to_wkt(shapes, rounding_precision=-1).tolist()
    return ["" if one is None else prefix + one for one in spelled]


def _point_columns(shapes: NDArray[np.object_], names: tuple[str, str]) -> dict[str, list[str]]:
    at = np.stack([shapely.get_x(shapes), shapely.get_y(shapes)])
    return {
        name: ["" if np.isnan(value) else repr(value) for value in axis.tolist()]
        for name, axis in zip(names, at, strict=True)
    }


def _cells(out: Outgoing, name: str) -> list[str | int | float]:
    values = out.columns[name]
    if out.kinds[name] is Kind.BOOL:
        return ["" if value is None else str(value).lower() for value in values]
    return [
        neutral(value) if isinstance(value, str) else ("" if value is None else value)
        for value in values
    ]


def write_kml(out: Outgoing, path: Path) -> dict[str, str]:
    """Write placemarks with a typed schema; the name is shown, all columns are extended data.

    Raises
    ------
    FrameNotWritable
        The frame is not WGS 84: KML knows no other.
    """
    if out.frame != WGS84:
        raise FrameNotWritable(driver=Driver.KML, frame=out.frame)
    shapes = rounded(out.shapes, out.frame)
    shown = out.columns.get("name") or out.columns.get("code") or [None] * len(shapes)
    markup = _Markup(out)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        file.write('<kml xmlns="http://www.opengis.net/kml/2.2"><Document>')
        file.write(f"<name>{markup.text(out.layer)}</name>\n")
        _write_schema(out, file, markup)
        for number, row in enumerate(_rows(out)):
            file.write("<Placemark>")
            if shown[number] is not None:
                file.write(f"<name>{markup.text(shown[number])}</name>")
            file.write('<ExtendedData><SchemaData schemaUrl="#fields">')
            file.writelines(markup.datum(*pair) for pair in zip(out.columns, row, strict=True))
            file.write("</SchemaData></ExtendedData>")
            file.write(f"{_kml_shape(shapes[number])}</Placemark>\n")
        file.write("</Document></kml>\n")
    return {}


class _Markup:
    """Spells values as XML, and tells the layer when a letter had to be left out."""

    def __init__(self, out: Outgoing) -> None:
        self._out = out

    def text(self, value: Plain) -> str:
        return escape(self._clean(value), {"\r": "&#13;"})

    def attribute(self, value: str) -> str:
        return quoteattr(self._clean(value))

    def datum(self, name: str, value: Plain) -> str:
        if value is None:
            return ""
        return f"<SimpleData name={self.attribute(name)}>{self.text(value)}</SimpleData>"

    def _clean(self, value: Plain) -> str:
        spelled = str(int(value)) if isinstance(value, bool) else str(value)
        cleaned = _NOT_XML.sub("", spelled)
        if cleaned != spelled:
            self._out.note("dropped_control_characters")
        return cleaned


def _write_schema(out: Outgoing, file: TextIO, markup: _Markup) -> None:
    file.write('<Schema name="fields" id="fields">')
    for name, kind in out.kinds.items():
        title = f"<displayName>{markup.text(out.titles.get(name, name))}</displayName>"
        start = f'<SimpleField type="{_KML_TYPES[kind]}" name={markup.attribute(name)}>'
        file.write(f"{start}{title}</SimpleField>")
    file.write("</Schema>\n")


def _kml_shape(shape: BaseGeometry | None) -> str:
    if shape is None:
        return ""
    spell = _KML_SHAPES.get(shape.geom_type, _kml_many)
    return spell(shape)


def _kml_many(shape: BaseGeometry) -> str:
    inside = "".join(_kml_shape(part) for part in shapely.get_parts(shape).tolist())
    return f"<MultiGeometry>{inside}</MultiGeometry>"


def _kml_line(shape: BaseGeometry) -> str:
    corners = " ".join(f"{x!r},{y!r}" for x, y in shapely.get_coordinates(shape).tolist())
    return f"<{shape.geom_type}><coordinates>{corners}</coordinates></{shape.geom_type}>"


def _kml_polygon(shape: BaseGeometry) -> str:
    outer, *holes = shapely.get_rings(shape).tolist()
    inner = "".join(f"<innerBoundaryIs>{_kml_line(hole)}</innerBoundaryIs>" for hole in holes)
    return f"<Polygon><outerBoundaryIs>{_kml_line(outer)}</outerBoundaryIs>{inner}</Polygon>"


_KML_SHAPES: dict[str, Callable[[BaseGeometry], str]] = {
    "Point": _kml_line,
    "LineString": _kml_line,
    "LinearRing": _kml_line,
    "Polygon": _kml_polygon,
}
