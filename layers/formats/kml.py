"""KML by our own hand: the parser is told to refuse every document type before it reads one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from layers.crs import WGS84
from layers.feature import Plain
from layers.formats.errors import FileBroken, UnsafeMarkup
from layers.formats.text import read_text
from layers.formats.values import Driver, Hints, RawTable, RowProblem, plain_array, raw_rows

#: Elements may lie in one another this deep; the deepest honest placemark needs about twelve.
_MOST_DEPTH = 64
_SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry")
#: What of a placemark becomes a column, beside its extended data.
_PLAIN = ("name", "description")
_TYPES = {"int": int, "uint": int, "short": int, "float": float, "double": float}


@dataclass(slots=True)
class _Node:
    """One element: its local name, its attributes, its text and what is inside."""

    tag: str
    attributes: dict[str, str]
    text: list[str] = field(default_factory=list)
    inside: list["_Node"] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator["_Node"]:
        return (node for node in self.inside if node.tag in tags)

    def first(self, *path: str) -> "_Node | None":
        node: _Node | None = self
        for tag in path:
            node = next(node.all(tag), None) if node is not None else None
        return node

    def words(self) -> str:
        return "".join(self.text)


class _Reader:
    """Gathers the placemarks and the types of schemas while the parser runs through a file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.placemarks: list[_Node] = []
        self.types: dict[str, str] = {}
        self.title: str | None = None
        self._open: list[_Node] = []

    def parse(self, text: str) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._letters
        try:
            parser.Parse(text, True)  # noqa: FBT003 - expat takes no keywords
        except expat.ExpatError as error:
            raise FileBroken(file=self.name, driver=Driver.KML, problem=str(error)) from error

    def _refuse(self, *_: object) -> None:
        raise UnsafeMarkup(file=self.name)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _MOST_DEPTH:
            raise FileBroken(file=self.name, driver=Driver.KML, problem="it is nested too deep")
        self._open.append(_Node(tag.rpartition(" ")[2], attributes))

    def _letters(self, letters: str) -> None:
        if self._open:
            self._open[-1].text.append(letters)

    def _end(self, _tag: str) -> None:
        node = self._open.pop()
        if node.tag == "Placemark":
            self.placemarks.append(node)
        elif node.tag == "SimpleField" and "name" in node.attributes:
            self.types[node.attributes["name"]] = node.attributes.get("type", "string")
        elif any(above.tag == "Placemark" for above in self._open):
            self._open[-1].inside.append(node)
        elif node.tag == "name" and self._open and self._open[-1].tag == "Document":
            self.title = node.words().strip()


def read_kml(file: Path, name: str, hints: Hints) -> RawTable:
    """Return the placemarks of a KML file as rows, in the order of the file.

    Extended data become columns, typed as their schema says; `name` and `description` too, unless
    the extended data hold them. What is no point, line, polygon or collection of them is told, and
    the row is kept without a place. KML is in WGS 84 by definition; heights are dropped.

    Raises
    ------
    UnsafeMarkup
        It declares a document type or an entity.
    FileBroken
        It is no well-formed XML.
    """
    text = read_text(file, encoding=hints.encoding, name=name)
    reader = _Reader(name)
    reader.parse(text.content)
    problems: list[RowProblem] = []
    shapes = plain_array([None] * len(reader.placemarks))
    rows: list[dict[str, Plain]] = []
    for place, mark in enumerate(reader.placemarks):
        rows.append(_values(mark, reader.types))
        try:
            shapes[place] = _placemark_shape(mark)
        except (ShapelyError, ValueError) as error:
            problems.append(RowProblem(place + 1, "bad_shape", value=str(error)[:120]))
    columns = dict.fromkeys([*reader.types, *(column for row in rows for column in row)])
    return RawTable(
        layer=reader.title or name,
        rows=raw_rows({column: [row.get(column) for row in rows] for column in columns}, shapes),
        numbers=np.arange(1, len(rows) + 1),
        frame=hints.frame or WGS84,
        problems=tuple(problems),
        encoding=text.encoding,
    )


def _values(mark: _Node, types: dict[str, str]) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    data = mark.first("ExtendedData")
    for node in data.inside if data is not None else ():
        if node.tag == "Data":
            value = node.first("value")
            found[node.attributes.get("name", "")] = None if value is None else value.words()
        for simple in node.all("SimpleData"):
            title = simple.attributes.get("name", "")
            found[title] = _typed(simple.words(), types.get(title, "string"))
    for tag in _PLAIN:
        given = mark.first(tag)
        if given is not None and data is None:
            found[tag] = given.words().strip() or None
        elif given is not None and tag not in found and tag not in types:
            found = {tag: given.words().strip() or None, **found}
    return found


def _typed(words: str, kind: str) -> Plain:
    try:
        if kind == "bool":
            return {"1": True, "true": True, "0": False, "false": False}[words.strip().lower()]
        return _TYPES[kind](words) if kind in _TYPES else words
    except (ValueError, KeyError):
        return words


def _placemark_shape(mark: _Node) -> BaseGeometry | None:
    found = [_shape(node) for node in mark.all(*_SHAPES)]
    return found[0] if found else None


def _shape(node: _Node) -> BaseGeometry:
    if node.tag == "Point":
        return shapely.Point(_corners(node)[0])
    if node.tag in {"LineString", "LinearRing"}:
        return shapely.LineString(_corners(node))
    if node.tag == "Polygon":
        outer = node.first("outerBoundaryIs", "LinearRing")
        holes = [ring.first("LinearRing") for ring in node.all("innerBoundaryIs")]
        rings = [_corners(ring) for ring in (outer, *holes) if ring is not None]
        if outer is None:
            raise ValueError("a polygon has no outline")
        return shapely.Polygon(rings[0], rings[1:])
    return _collection([_shape(inner) for inner in node.all(*_SHAPES)])


def _collection(parts: Any) -> BaseGeometry:  # noqa: ANN401 - shapely asks for each kind's own
    kinds = {part.geom_type for part in parts}
    if kinds == {"Point"}:
        return shapely.MultiPoint(parts)
    if kinds == {"LineString"}:
        return shapely.MultiLineString(parts)
    if kinds == {"Polygon"}:
        return shapely.MultiPolygon(parts)
    return shapely.GeometryCollection(parts)


def _corners(node: _Node) -> list[tuple[float, float]]:
    inner = node.first("coordinates")
    words = inner.words().split() if inner is not None else []
    found = []
    for word in words:
        x, y = (float(number) for number in word.split(",")[:2])
        if not np.isfinite([x, y]).all():
            raise ValueError(f"{word} is no place")
        found.append((x, y))
    if not found:
        raise ValueError("it has no coordinates")
    return found
