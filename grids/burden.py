"""What lies in a district and has to be patrolled: roads by class, and things counted by kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from grids.edges import Floats, Ints, Shapes

#: The column of roads without a class.
NO_CLASS = ""


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Places of one kind (NaN is nowhere), and what each counts: 1, or a share of a month."""

    x: Floats
    y: Floats
    weight: float = 1.0

    @classmethod
    def of(cls, shapes: Shapes, weight: float = 1.0) -> Self:
        """Return where things of any shape count; see `places_of`."""
        return cls(*places_of(shapes), weight)


def places_of(shapes: Shapes) -> tuple[Floats, Floats]:
    """Return where things are; NaN, which is nowhere, for what has no place.

    A point is there itself, a line where its middle is, a polygon at a place inside.
    """
    kinds = shapely.get_type_id(shapes)
    places = shapes.copy()
    line = kinds == shapely.GeometryType.LINESTRING
    places[line] = shapely.line_interpolate_point(shapes[line], 0.5, normalized=True)
    other = (kinds > shapely.GeometryType.LINESTRING) & ~shapely.is_empty(shapes)
    places[other] = shapely.point_on_surface(shapes[other])
    return shapely.get_x(places), shapely.get_y(places)


@dataclass(frozen=True, eq=False)
class Burden:
    """Roads and places, ready to be asked for by box. Build it with `of`.

    Attributes
    ----------
    classes : tuple of str
        The classes of roads, ascending.
    kinds : tuple of str
        The kinds of places, in the order given.
    lines : (l,) array of LineString
        The straight pieces of all roads, in metres.
    line_class : (l,) int64
        The place in `classes` of each.
    x, y : (p,) float64
        The places, in metres.
    kind : (p,) int64
        The place in `kinds` of each.
    weights : (k,) float64
        What one place of each kind counts.
    """

    classes: tuple[str, ...]
    kinds: tuple[str, ...]
    lines: Shapes
    line_class: Ints
    x: Floats
    y: Floats
    kind: Ints
    weights: Floats

    @classmethod
    def of(
        cls,
        roads: Shapes | None = None,
        road_classes: Sequence[str] | None = None,
        counted: Mapping[str, Counted] | None = None,
    ) -> Self:
        """Return the burden of some roads and places.

        1. Roads are taken apart into straight pieces, so that a long road is asked for in part.
        2. What has no place is left out; whoever needs it counts it elsewhere.

        Parameters
        ----------
        roads : array of LineString or MultiLineString, optional
            In the metric CRS of the cells.
        road_classes : sequence of str, optional
            The class of each road; without it all are of one class, "".
        counted : mapping of kind to places, optional
        """
        lines, road = _pieces(np.array([], dtype=object) if roads is None else roads)  # 1
        given = [NO_CLASS] * (0 if roads is None else len(roads))
        names, number = np.unique(
            np.array(given if road_classes is None else list(road_classes), dtype=str),
            return_inverse=True,
        )
        things = counted or {}
        x, y, kind = [_NONE], [_NONE], [_NONE.astype(np.int64)]
        for at, one in enumerate(things.values()):
            here = np.isfinite(one.x) & np.isfinite(one.y)  # 2
            x.append(one.x[here])
            y.append(one.y[here])
            kind.append(np.full(int(here.sum()), at, dtype=np.int64))
        return cls(
            tuple(names.tolist()),
            tuple(things),
            lines,
            number.astype(np.int64)[road],
            np.concatenate(x),
            np.concatenate(y),
            np.concatenate(kind),
            np.array([one.weight for one in things.values()], dtype=np.float64),
        )

    @cached_property
    def _line_tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.lines)

    @cached_property
    def _place_tree(self) -> shapely.STRtree:
        return shapely.STRtree(np.asarray(shapely.points(self.x, self.y), dtype=object).reshape(-1))

    def lines_in(self, box: Floats) -> Ints:
        """Return the rows of the pieces of road that may meet west, south, east, north."""
        return np.sort(self._line_tree.query(shapely.box(*box)))

    def places_in(self, box: Floats) -> Ints:
        """Return the rows of the places in west, south, east, north; its edges count."""
        return np.sort(self._place_tree.query(shapely.box(*box)))


_NONE: Floats = np.empty(0, dtype=np.float64)


def _pieces(roads: Shapes) -> tuple[NDArray[np.object_], Ints]:
    """Return each straight piece of roads and the row of its road."""
    parts, road = shapely.get_parts(roads, return_index=True)
    coords, part = shapely.get_coordinates(parts, return_index=True)
    joined = (part[1:] == part[:-1]) & (coords[1:] != coords[:-1]).any(axis=1)
    ends = np.stack([coords[:-1][joined], coords[1:][joined]], axis=1)
    lines = np.asarray(shapely.linestrings(ends), dtype=object).reshape(-1)
    return lines, road[part[:-1][joined]].astype(np.int64)
