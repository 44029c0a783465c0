"""One search box: from a typed text to the places it may mean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Self

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.catalog import Catalog, Group, LayerSpec
from layers.columns import by_code, texts
from layers.crs import change_frame, points_to_lonlat, points_to_metric
from layers.district import District
from layers.locate.coordinates import Reading, readings
from layers.locate.found import Found, FoundKind
from layers.locate.names import NameIndex
from layers.locate.roadwords import RoadWords
from layers.roads import RoadNet, chainage_text

#: Coordinates this near to the centre of the district are meant; others only if none is.
NEAR_M: Final = 100_000.0
#: Longer texts are no search but an accident.
_MOST_LETTERS: Final = 200
#: Names tried on each side of a crossing.
_NAMES_TRIED: Final = 5
_SCORES: Final = {"near": 98, "far": 20}
#: Added for a pair of roads, or a road with a chainage, that fits whole: it beats a mere name.
_PRECISE: Final = 5
_KINDS: Final = {
    "cells": FoundKind.CELL,
    "grids": FoundKind.GRID,
    "communities": FoundKind.AREA,
    "streets": FoundKind.AREA,
    "district": FoundKind.AREA,
}
_ORDER: Final = {kind: place for place, kind in enumerate(FoundKind)}


class _Spot(NamedTuple):
    """A place in metres with what to say about it, before it is given degrees."""

    kind: FoundKind
    title: str
    note: str
    x: float
    y: float
    score: int
    layer: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Features:
    """The features of all layers, in the order in which equal ones are answered.

    The index cuts what fits equally after so many rows: the first ones have to be the best.
    """

    index: NameIndex
    specs: tuple[LayerSpec, ...]
    layer: NDArray[np.int64]
    codes: NDArray[np.object_]
    names: NDArray[np.object_]
    shapes: NDArray[Any]

    @classmethod
    def of(cls, frames: Mapping[str, gpd.GeoDataFrame], catalog: Catalog) -> Self:
        specs = tuple(s for s in catalog if s.name in frames and s.name != "roads")
        columns: list[tuple[NDArray[Any], ...]] = [(np.zeros(0, dtype=object),) * 4]
        for number, spec in enumerate(specs):
            rows = by_code(frames[spec.name])
            shapes = rows.geometry.to_numpy()
            there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
            layer = np.full(len(rows), number, dtype=object)
            every = (layer, texts(rows, "code"), texts(rows, "name"), np.asarray(shapes))
            columns.append(tuple(column[there] for column in every))
        layer, codes, names, shapes = (
            np.concatenate(parts) for parts in zip(*columns, strict=True)
        )
        kinds = [_kind_of(spec) for spec in specs]
        ranks = [_rank(kinds[k], code) for k, code in zip(layer, codes, strict=True)]
        order = sorted(range(len(ranks)), key=ranks.__getitem__)
        layer, codes, names, shapes = (part[order] for part in (layer, codes, names, shapes))
        index = NameIndex.of([code or "" for code in codes], names.tolist())
        return cls(index, specs, layer.astype(np.int64), codes, names, shapes)


@dataclass(frozen=True, slots=True, eq=False)
class Finder:
    """Everything a search box can find. Build it with `of`."""

    district: District
    _centre: tuple[float, float]
    _features: _Features
    _roads: RoadNet | None
    _words: RoadWords | None

    @classmethod
    def of(
        cls,
        frames: Mapping[str, gpd.GeoDataFrame],
        *,
        catalog: Catalog,
        district: District,
        roads: RoadNet | None,
    ) -> Self:
        """Index the codes and names of all layers, and the road net's names."""
        x, y = points_to_metric(
            [district.centre[0]], [district.centre[1]], "EPSG:4326", district.crs
        )
        words = None if roads is None else RoadWords.of(roads)
        centre = (float(x[0]), float(y[0]))
        return cls(district, centre, _Features.of(frames, catalog), roads, words)

    def find(self, text: str, *, language: str = "en", limit: int = 20) -> list[Found]:
        """Return at most `limit` places that a text may mean, the likeliest first.

        1. Coordinates in any system; ambiguous ones give several answers, each with its note.
        2. Two roads: where they cross. A road and a chainage: the place on it. A road: its middle.
        3. The code or name of a feature, or a part of either.
        4. Equal scores stand in the order of kind (assets before other features), length of the
           code (H-0231 before the 17 digits of a manhole), title, layer and code.
        """
        text = text.strip()
        if not text or len(text) > _MOST_LETTERS:
            return []
        spots = [
            *self._at_coordinates(text),
            *self._on_roads(text, limit),
            *self._among_features(text, language, limit),
        ]
        spots.sort(
            key=lambda s: (
                -s.score,
                *_rank(s.kind, s.code),
                s.title,
                s.layer or "",
                s.code or "",
                s.x,
                s.y,
            )  # 4
        )
        return self._with_degrees(list(dict.fromkeys(spots))[:limit])

    def _at_coordinates(self, text: str) -> list[_Spot]:
        """Return the readings near the district, or all of them where none is."""  # 1
        spots = [self._read(reading) for reading in readings(text, metric=self.district.crs)]
        there = [spot for spot in spots if spot is not None]
        near = [spot for spot in there if spot.score == _SCORES["near"]]
        return near or there

    def _read(self, reading: Reading) -> _Spot | None:
        at = change_frame([reading.x], [reading.y], reading.frame, self.district.crs)
        x, y = round(float(at[0][0]), 3), round(float(at[1][0]), 3)
        if not np.isfinite([x, y]).all():
            return None
        away = np.hypot(x - self._centre[0], y - self._centre[1])
        score = _SCORES["near" if away <= NEAR_M else "far"]
        title = f"{reading.x:.10g}, {reading.y:.10g}"
        return _Spot(FoundKind.COORDINATES, title, reading.note, x, y, score)

    def _on_roads(self, text: str, limit: int) -> Iterator[_Spot]:  # 2
        if self._roads is None or self._words is None:
            return
        for one, two, score in self._words.pairs(text, limit=_NAMES_TRIED):
            for crossing in self._roads.at_crossing(one, two):
                title = f"{one} / {two}"
                note, score_here = "Where two roads cross", score + _PRECISE
                yield _Spot(
                    FoundKind.CROSSING, title, note, crossing.x, crossing.y, score_here, "roads"
                )
        for name, metres, score in self._words.chainages(text, limit=_NAMES_TRIED):
            for point in self._roads.at_chainage(name, metres):
                title, note = (
                    f"{name} {chainage_text(metres)}",
                    "Metres along a road from its start",
                )
                where = (round(point.x, 3), round(point.y, 3))
                code = str(self._roads.codes[point.segment])
                yield _Spot(
                    FoundKind.CHAINAGE, title, note, *where, score + _PRECISE, "roads", code
                )
        for road in self._words.named(text, limit=limit):
            length = self._roads.named(road.name)[0].length_m
            point = self._roads.at_chainage(road.name, length / 2)[0]
            code = str(self._roads.codes[point.segment])
            where = (round(point.x, 3), round(point.y, 3))
            yield _Spot(FoundKind.ROAD, road.name, "Road", *where, road.score, "roads", code)

    def _among_features(self, text: str, language: str, limit: int) -> Iterator[_Spot]:  # 3
        every = self._features
        for row, score in every.index.search(text, limit=limit):
            spec, code, name = every.specs[every.layer[row]], every.codes[row], every.names[row]
            place = _middle(every.shapes[row])
            title = code if name is None or name == code else f"{code} {name}"
            yield _Spot(
                _kind_of(spec),
                title,
                spec.title.in_language(language),
                round(float(place.x), 3),
                round(float(place.y), 3),
                score,
                spec.name,
                code,
            )

    def _with_degrees(self, spots: list[_Spot]) -> list[Found]:
        if not spots:
            return []
        lon, lat = points_to_lonlat([s.x for s in spots], [s.y for s in spots], self.district.crs)
        return [
            Found(**spot._asdict(), lon=float(lon[k]), lat=float(lat[k]))
            for k, spot in enumerate(spots)
        ]


def _kind_of(spec: LayerSpec) -> FoundKind:
    other = FoundKind.ASSET if spec.group is Group.ASSET else FoundKind.FEATURE
    return _KINDS.get(spec.name, other)


def _rank(kind: FoundKind, code: str | None) -> tuple[int, int]:
    return _ORDER[kind], len(code or "")


def _middle(shape: Any) -> Any:  # noqa: ANN401 - shapely shapes
    """Return a place on a shape: the middle of a line, a place inside a polygon, a point itself."""
    if shapely.get_dimensions(shape) == 1:
        parts = shapely.get_parts(shape)
        longest = parts[int(np.argmax(shapely.length(parts)))]
        return shapely.line_interpolate_point(longest, 0.5, normalized=True)
    return shapely.point_on_surface(shape)
