"""Tested hot spots of the cases that pass a question, on cells or on tiles, and over time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_columns import moment_of
from gis_app.work.case_piles import off_piles
from gis_app.work.case_question import Answered, CaseQuestion, ask, light_minute
from gis_app.work.errors import WorkError
from gis_app.work.frames import frame, stamp
from gis_app.work.ground import AREAS
from gis_app.work.office import Office
from layers.analysis import (
    LEVELS,
    NO_TIME,
    Emerging,
    HotSpots,
    Tiling,
    emerging,
    hot_spots,
    touching,
    within,
)
from layers.crs import to_lonlat

On = Literal["cells", "tiles"]
#: On what counts are tested: the unit cells of the plan in force, or square tiles.
ON: tuple[On, ...] = ("tiles", "cells")
#: Sides of tiles that may be asked for, in metres, and the one that is meant otherwise.
TILES_M, TILE_M = (50, 2_000), 200
#: Slices of a period that may be asked for, and how many are meant otherwise.
SLICES, SLICES_MEANT = (4, 60), 12
#: Neighbours of a tile are the eight around it: a little more than its diagonal.
_REACH = 1.5
_DAY_S = 86_400


class NoSlices(WorkError):
    """A period is too short for its slices, or holds no case."""

    kind = "no_slices"
    template = "These cases span {days} days, too few for {slices} slices; ask for a longer period."


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """The areas cases are counted on: codes, shapes in the metric CRS, weights of neighbours."""

    codes: list[str]
    shapes: NDArray[np.object_]
    weights: Any
    tiling: Tiling | None

    def of(self, found: Answered, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the area of some cases, -1 for none."""
        columns = found.table.columns
        if self.tiling is not None:
            return self.tiling.of(columns.x[rows], columns.y[rows])
        place = {code: at for at, code in enumerate(self.codes)}
        turn = np.array([place.get(word, -1) for word in columns.cell.words], dtype=np.intp)
        return turn[columns.cell.codes[rows]]


@allowed(*EVERYONE)
def spots(
    office: Office, _actor: Actor, question: CaseQuestion, on: On, tile_m: int
) -> dict[str, Any]:
    """Return the hot and cold spots of the cases that pass a question as GeoJSON.

    1. The box of the question is left out: what is hot does not change with the view.
    2. Cases on a default place, on which very many pile up, are left out and counted as `piled`;
       what lies in no area as `elsewhere`.
    3. Features are the areas that are a spot at a false discovery rate of 10 % or less; `level` is
       the strictest rate of `layers.analysis.LEVELS` at which each is. `tested` of `areas` were
       tested; see `layers.analysis.hot_spots`.
    """
    found = ask(office, question.unboxed())  # 1
    ground = _ground(office, on, tile_m)
    minute = light_minute(office, question)
    mark = (found.table.stamp, _marks(office, on, tile_m), question.unboxed(), minute)

    def make() -> dict[str, Any]:
        kept, piled = off_piles(office, found)
        rows = np.flatnonzero(kept)
        at = ground.of(found, rows)
        counts = np.bincount(at[at >= 0], minlength=len(ground.codes))
        tested = hot_spots(counts, ground.weights)
        told = np.flatnonzero(tested.hot(LEVELS[-1]) | tested.cold(LEVELS[-1]))
        more = [_spot(tested, row, int(counts[row])) for row in told.tolist()]
        return {
            **_features(office, ground, told, more),
            "on": on,
            "tile_m": tile_m if on == "tiles" else None,
            "areas": len(ground.codes),
            "tested": int(tested.tested.sum()),
            "cases": int(counts.sum()),
            "placeless": found.placeless,
            "elsewhere": int(((at < 0) & found.table.columns.placed[rows]).sum()),
            "piled": piled,
        }

    return office.keep.get("cases:spots", mark, make)


@allowed(*EVERYONE)
def over_time(
    office: Office, _actor: Actor, question: CaseQuestion, on: On, tile_m: int, slices: int
) -> dict[str, Any]:
    """Return what became of the hot spots of a period, by the rules of `layers.analysis.emerging`.

    The period is that of the question, else from the first case to the last; it is cut into slices
    of equal length. Features are the areas with a class; `counts` are their cases by slice, `z`
    their scores.

    Raises
    ------
    NoSlices
        The period has fewer days than slices, or no case.
    """
    found = ask(office, question.unboxed())
    ground = _ground(office, on, tile_m)
    kept, piled = off_piles(office, found)
    moments = found.table.columns.reported_at
    rows = np.flatnonzero(kept & (moments != NO_TIME))
    first, last = _span(question, moments[rows])
    if last - first < slices * _DAY_S:
        raise NoSlices(days=max(0, last - first) // _DAY_S, slices=slices)
    edges = np.linspace(first, last, slices + 1)
    at = ground.of(found, rows)
    slice_of = np.clip(np.searchsorted(edges, moments[rows], side="right") - 1, 0, slices - 1)
    flat = np.bincount(
        at[at >= 0] * slices + slice_of[at >= 0], minlength=len(ground.codes) * slices
    )
    cube = flat.reshape(len(ground.codes), slices)
    tested = hot_spots(cube, ground.weights)
    classes = emerging(tested)
    told = np.flatnonzero([one is not None for one in classes])
    more = [
        {
            "class": str(classes[row]),
            "counts": cube[row].tolist(),
            "z": [None if np.isnan(z) else round(z, 2) for z in tested.z[row].tolist()],
        }
        for row in told.tolist()
    ]
    return {
        **_features(office, ground, told, more),
        "on": on,
        "tile_m": tile_m if on == "tiles" else None,
        "areas": len(ground.codes),
        "edges": [moment_of(round(edge)) for edge in edges.tolist()],
        "classes": {
            one.value: sum(found_class is one for found_class in classes) for one in Emerging
        },
        "cases": int(cube.sum()),
        "placeless": found.placeless,
        "piled": piled,
    }


def _span(question: CaseQuestion, moments: NDArray[np.int64]) -> tuple[int, int]:
    first = question.from_s if question.from_s is not None else int(moments.min(initial=2**62))
    last = question.to_s if question.to_s is not None else int(moments.max(initial=-(2**62))) + 1
    return first, last


def _marks(office: Office, on: On, tile_m: int) -> str:
    return f"{stamp(office, 'cells', 'district', *AREAS)}-{on}-{tile_m}"


def _ground(office: Office, on: On, tile_m: int) -> _Ground:
    def make() -> _Ground:
        if on == "cells":
            cells = frame(office, "cells")
            shapes = cells.geometry.to_numpy()
            return _Ground(cells["code"].tolist(), shapes, touching(shapes), None)
        tiling = tiling_of(office, tile_m)
        every = np.arange(len(tiling))
        codes = [f"{x:.0f},{y:.0f}" for x, y in zip(tiling.x, tiling.y, strict=True)]
        weights = within(*tiling.middles(), reach_m=_REACH * tile_m)
        return _Ground(codes, tiling.shapes(every), weights, tiling)

    return office.keep.get(f"spots:{on}", _marks(office, on, tile_m), make)


def tiling_of(office: Office, tile_m: int) -> Tiling:
    """Return square tiles over the district."""
    return Tiling.over(_outline(office), float(tile_m))


def _outline(office: Office) -> shapely.Geometry:
    for name in ("district", *AREAS):
        if name in office.catalog and not (areas := frame(office, name)).empty:
            return shapely.union_all(areas.geometry.to_numpy())
    return shapely.Polygon()


def _spot(tested: HotSpots, row: int, count: int) -> Mapping[str, Any]:
    z, q = float(tested.z[row]), float(tested.q[row])
    return {
        "kind": "hot" if z > 0 else "cold",
        "level": next(level for level in LEVELS if q <= level),
        "z": round(z, 2),
        "q": float(f"{q:.3g}"),
        "count": count,
    }


def _features(
    office: Office, ground: _Ground, rows: NDArray[np.intp], more: list[Any]
) -> dict[str, Any]:
    shapes = to_lonlat(ground.shapes[rows], office.district.crs, digits=6)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": shapely.geometry.mapping(shape),
                "properties": {"code": ground.codes[row], **told},
            }
            for row, shape, told in zip(rows.tolist(), shapes, more, strict=True)
        ],
    }
