"""From layers to cells: the outline, the shapes, their codes, and management grids of them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import geopandas as gpd
import numpy as np
import shapely

from gis_app.work.errors import WorkError
from gis_app.work.plan_grid import PALETTE, Shapes
from grids import (
    Cell,
    CellScheme,
    Grid,
    assign,
    build_cells,
    grow_grids,
    lattice_cells,
    number_cells,
)
from layers.owner import NOBODY, Ownership

Source = Literal["roads", "lattice"]

#: The first of these that is there gives the outline.
_OUTLINES: Final = ("district", "streets", "communities")
#: What cells are drawn from.
LAYERS: Final = (*_OUTLINES, "roads", "water")
#: Parts of this share of a wanted cell or less join a neighbour.
_SMALLEST: Final = 0.2
#: More cells than this are a slip of the pen, no plan: ten million people live on some 100,000.
_MOST_CELLS: Final = 200_000
_COMMUNITY_DIGITS: Final = 12
#: What free-form codes begin with: C0001.
_FREE_PREFIX: Final = "C"
_GRID_DIGITS: Final = 2


class NoOutline(WorkError):
    """Nothing says where the district ends."""

    kind = "no_outline"
    template = (
        "Nothing says where the district ends; import its outline as the layer district, or its "
        "streets or communities, then make the cells."
    )


class NoRoads(WorkError):
    """Cells shall follow roads, and there are none."""

    kind = "no_roads_for_cells"
    template = (
        "There are no roads for the cells to follow; import the layer roads, or make the cells "
        "from a lattice."
    )


class CellsTooMany(WorkError):
    """The wanted size makes more cells than anybody can want."""

    kind = "cells_too_many"
    template = (
        "{area_km2} km² in cells of {target_m2} m² would be {cells} cells, and {most} are the "
        "most; ask for larger cells, or check the outline."
    )


@dataclass(frozen=True, slots=True)
class Places:
    """The community and street of each cell (None where unknown), and how codes are made."""

    communities: list[str | None]
    streets: list[str | None]
    scheme: CellScheme
    outside: int


def outline_of(known: Mapping[str, gpd.GeoDataFrame], target_m2: float) -> Any:  # noqa: ANN401 - a polygon
    """Return the area to fill: the district, else its streets or communities together.

    Raises
    ------
    NoOutline, CellsTooMany
        There is none, or it is too large for cells of that size.
    """
    layer = next((name for name in _OUTLINES if len(known[name])), None)
    if layer is None:
        raise NoOutline
    # A new shape each time: the kept one must not be prepared by the drawing.
    outline = shapely.union_all(known[layer].geometry.to_numpy(), grid_size=0.001)
    cells = outline.area / target_m2
    if cells > _MOST_CELLS:
        raise CellsTooMany(
            area_km2=round(outline.area / 1e6, 1), target_m2=f"{target_m2:g}",
            cells=round(cells), most=_MOST_CELLS,
        )  # fmt: skip
    return outline


def drawn(
    outline: Any,  # noqa: ANN401 - a (multi)polygon
    known: Mapping[str, gpd.GeoDataFrame],
    source: Source,
    target_m2: float,
) -> Shapes:
    """Return the cells between roads and banks, or of a lattice; borders are walls.

    Raises
    ------
    NoRoads
        They shall follow roads, and there are none.
    """
    bordered = known["communities"] if len(known["communities"]) else known["streets"]
    walls = _borders(bordered)
    if source == "lattice":
        return lattice_cells(outline, side_m=math.sqrt(target_m2), walls=walls)
    roads = known["roads"].geometry.to_numpy()
    if not len(roads):
        raise NoRoads
    barriers = [*shapely.get_parts(roads), *_borders(known["water"])]
    return build_cells(
        outline, barriers, target_m2=target_m2, smallest_m2=_SMALLEST * target_m2, walls=walls
    )


def _borders(areas: gpd.GeoDataFrame) -> list[Any]:
    return list(shapely.get_parts(shapely.boundary(areas.geometry.to_numpy())))


def numbered(
    shapes: Shapes, known: Mapping[str, gpd.GeoDataFrame], crs: str
) -> tuple[Grid, Places]:
    """Return the cells with code, community and street.

    1. A cell is of the community that owns a place inside it (lowest code first), else of the
       nearest; its street is the one that the community names, else the owner among the streets.
    2. Where all communities have codes of 12 digits a cell's code has 15; else codes are C0001 …
    """
    places = _placed(shapes, known)
    fifteen = places.scheme is CellScheme.FIFTEEN
    prefixes = [community if fifteen and community else _FREE_PREFIX
                for community in places.communities]  # fmt: skip
    if fifteen:
        codes = number_cells(shapes, prefixes)
    else:
        codes = number_cells(shapes, prefixes, scheme=CellScheme.FREE)
    rows = zip(codes, shapes, places.communities, places.streets, strict=True)
    return Grid.of([Cell(*row) for row in rows], crs), places


def _placed(shapes: Shapes, known: Mapping[str, gpd.GeoDataFrame]) -> Places:
    """Return the community and street of each cell."""  # 1
    inside = shapely.point_on_surface(shapes)
    communities, streets = known["communities"], known["streets"]
    in_community, lone = _owners(inside, communities)
    in_street, streetless = _owners(inside, streets)
    fifteen = len(communities) > 0 and all(map(_is_community, communities["code"]))
    named = {
        code: street if isinstance(street, str) and street else code[:9] if fifteen else None
        for code, street in zip(communities["code"], communities["street"], strict=True)
    }
    owned = [
        (named.get(community) if community else None) or street
        for community, street in zip(in_community, in_street, strict=True)
    ]
    scheme = CellScheme.FIFTEEN if fifteen else CellScheme.FREE  # 2
    return Places(in_community, owned, scheme, lone if len(communities) else streetless)


def _owners(inside: Shapes, areas: gpd.GeoDataFrame) -> tuple[list[str | None], int]:
    """Return the area of each place, and how many lie in none and got the nearest."""
    if not len(areas):
        return [None] * len(inside), 0
    ordered = areas.sort_values("code", ignore_index=True)
    codes, shapes = ordered["code"].tolist(), ordered.geometry.to_numpy()
    x, y = shapely.get_coordinates(inside).T
    owner = np.array(Ownership.of(codes, shapes).owners(x, y))
    lost = np.flatnonzero(owner == NOBODY)
    if len(lost):
        places, nearest = shapely.STRtree(shapes).query_nearest(inside[lost])
        lowest = np.full(len(lost), len(codes), dtype=np.int64)
        np.minimum.at(lowest, places, nearest)  # of equally near ones, the lowest code
        owner[lost] = lowest
    return [codes[at] for at in owner], len(lost)


def _is_community(code: str) -> bool:
    return len(code) == _COMMUNITY_DIGITS and code.isascii() and code.isdigit()


def grown(grid: Grid, count: int) -> Grid:
    """Return the cells with `count` management grids G01 …, balanced by area, inside streets."""
    weights = dict(zip(grid.codes, shapely.area(grid.shapes).tolist(), strict=True))
    inside_streets = any(cell.street for cell in grid)
    numbers = grow_grids(grid, weights, count, inside_streets=inside_streets)
    width = max(_GRID_DIGITS, len(str(count)))
    return assign(grid, {code: f"G{at + 1:0{width}d}" for code, at in numbers.items()})


def colours(drawn: gpd.GeoDataFrame) -> list[str]:
    """Return a colour for each management grid that no earlier one beside it has."""
    areas = Grid.from_frame(drawn[["code", "geometry"]])
    given: dict[str, str] = {}
    for at, code in enumerate(areas.codes):
        taken = {given.get(other.code) for other in areas.neighbours(code)}
        turn = at % len(PALETTE)
        turned = PALETTE[turn:] + PALETTE[:turn]
        given[code] = next((colour for colour in turned if colour not in taken), turned[0])
    return [given[code] for code in drawn["code"]]
