"""Streets (the administrative kind), communities, unit cells and management grids."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis_app.demo.frame import CRS, Floats, Geom, Shapes, polyline, unplace, urbanity
from gis_app.demo.names import TOWN, people, words
from gis_app.demo.network import Ints
from gis_app.demo.roads import Streets
from gis_app.demo.water import Water
from grids import Cell, Grid, build_cells, grow_grids

STREETS = {"002": "新碶街道", "003": "小港街道", "004": "大碶街道"}
#: How many communities and management grids each street has; 22 grids in all.
_COMMUNITIES = {"002": 19, "003": 9, "004": 12}
_GRIDS = {"002": 11, "003": 4, "004": 7}
#: Collectors in all; each grid has one or two of them.
COLLECTORS = 34
#: Wanted area of a unit cell; rounding to whole parts of a block leads to about one hectare.
_CELL_M2 = 9_900.0
#: Where the border of two streets leaves the last road and runs on to the river and to the edge.
_TOWN_LINES = ([(-2180.0, -643.0), (-2620.0, -610.0)], [(3280.0, -690.0), (3900.0, -720.0)])
_NUMERALS = "一二三四五六七八九十"
#: Colours of management grids, muted, so that neighbours can be told apart.
_COLOURS = (
    "#8fb3c9",
    "#d9b38c",
    "#a3c293",
    "#c99aa8",
    "#b5a7d1",
    "#e0cd8b",
    "#8dc0b5",
    "#d49c86",
    "#9aa9cf",
    "#bcc98a",
    "#cfa3c6",
    "#7fa99b",
    "#e3b8a5",
    "#a8bfd9",
    "#c4b08a",
    "#96c4a6",
    "#d3a0a0",
    "#a79cc4",
    "#d6d09c",
    "#86b0c0",
    "#c2a38f",
    "#adc7b9",
)


@dataclass(frozen=True, slots=True)
class Areas:
    """All areas as layers, and the cells as a grid value."""

    district: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame
    communities: gpd.GeoDataFrame
    cells: gpd.GeoDataFrame
    grids: gpd.GeoDataFrame
    collectors: dict[str, list[str]]


def draw_areas(
    outline: Geom, streets: Streets, waters: list[Water], rng: np.random.Generator
) -> Areas:
    """Draw the areas, all along roads and rivers, each level nested in the one above.

    1. The faces between the larger roads, the rivers and the outline are the building stones.
    2. Communities and management grids are made of stones, each in one piece and in one street.
    3. Unit cells follow the edges of the stones; what is too small for a cell of its own joins a
       neighbour of the same community, and the areas above are made of whole cells.
    """
    middles = [water.middle for water in waters if water.middle is not None]
    borders = streets.lines[streets.rank() <= 3]
    stones = _faces(outline, [*borders, *middles, *map(polyline, _TOWN_LINES)])  # 1
    street, weight = _street_of(stones), _weight_of(stones)
    community = _grown(stones, street, weight, _COMMUNITIES)  # 2
    patrol = _grown(stones, street, weight, _GRIDS)
    lanes = streets.lines[streets.rank() > 3]
    whole = shapely.coverage_union_all(stones)
    assert isinstance(whole, shapely.Polygon)  # noqa: S101 # the stones fill the outline
    # The edges of the stones, not the lines they came from: noding has moved those a little.
    edges = shapely.boundary(stones)
    walls = _borders(stones, community)
    shapes = build_cells(whole, [*edges, *lanes], target_m2=_CELL_M2, walls=walls)  # 3
    at = shapely.STRtree(stones).query(shapely.point_on_surface(shapes), predicate="within")
    stone = np.zeros(len(shapes), dtype=np.int64)
    stone[at[0]] = at[1]
    return _framed(shapes, street[stone], community[stone], patrol[stone], rng)


def _faces(outline: Geom, lines: list[Any]) -> Shapes:
    noded = shapely.union_all([*lines, shapely.boundary(outline)], grid_size=0.001)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    shapely.prepare(outline)
    faces = faces[shapely.contains(outline, shapely.point_on_surface(faces))]
    middle = shapely.get_coordinates(shapely.centroid(faces))
    return faces[np.lexsort((middle[:, 0], -middle[:, 1]))]


def _board(shapes: Shapes) -> tuple[Floats, Floats]:
    x, y = shapely.get_coordinates(shapely.point_on_surface(shapes)).T
    return unplace(x, y)


def _street_of(stones: Shapes) -> Ints:
    """Return the street code of each stone: 3 west of the Xiaojia river, 4 south, else 2."""
    u, v = _board(stones)
    river_u = np.interp(
        v,
        [-3000, -2350, -1800, -1280, -800, -330, 180, 620, 1120, 1700],
        [-2800, -2520, -2230, -2480, -2560, -2290, -2330, -2640, -2560, -2640],
    )
    south_v = np.interp(u, [-2260, -1600, -900, 600, 3400], [-640, -600, -690, -720, -690])
    return np.select([u < river_u, v < south_v], [3, 4], 2).astype(np.int64)


def _weight_of(stones: Shapes) -> Floats:
    u, v = _board(stones)
    return shapely.area(stones) / 1e4 * (0.35 + 1.6 * urbanity(u, v))


def _grown(stones: Shapes, street: Ints, weight: Floats, wanted: dict[str, int]) -> Ints:
    """Return the group of each stone; groups are numbered street by street, north to south."""
    out = np.zeros(len(stones), dtype=np.int64)
    offset = 0
    for code, count in wanted.items():
        mine = np.flatnonzero(street == int(code))
        grid = Grid.of([Cell(f"{i:04d}", stones[i]) for i in mine], CRS)
        weights = {f"{i:04d}": float(weight[i]) for i in mine}
        groups = grow_grids(grid, weights, count)
        out[mine] = [offset + groups[f"{i:04d}"] for i in mine]
        offset += count
    return out


def _borders(stones: Shapes, group: Ints) -> list[Any]:
    whole = [shapely.coverage_union_all(stones[group == number]) for number in np.unique(group)]
    return list(shapely.get_parts(shapely.boundary(whole)))


def _numbered(shapes: Shapes, group: Ints) -> Ints:
    """Return each shape's number inside its group: rows from north to south, then west to east."""
    x, y = shapely.get_coordinates(shapely.centroid(shapes)).T
    out = np.zeros(len(shapes), dtype=np.int64)
    for number in np.unique(group):
        mine = np.flatnonzero(group == number)
        row = np.round(-y[mine] / 100.0)
        out[mine[np.lexsort((x[mine], row))]] = np.arange(1, len(mine) + 1)
    return out


def _framed(
    shapes: Shapes, street: Ints, community: Ints, patrol: Ints, rng: np.random.Generator
) -> Areas:
    first = {number: int(community[street == number].min()) for number in np.unique(street)}
    local = [c - first[s] + 1 for s, c in zip(street, community, strict=True)]
    street_codes = [f"{TOWN}{s:03d}" for s in street]
    community_codes = [f"{s}{c:03d}" for s, c in zip(street_codes, local, strict=True)]
    number = _numbered(shapes, community)
    codes = [f"{c}{n:03d}" for c, n in zip(community_codes, number, strict=True)]
    patrols = [f"G{p + 1:02d}" for p in patrol]
    order = np.argsort(codes)
    cells = gpd.GeoDataFrame(
        {
            "code": codes,
            "name": None,
            "community": community_codes,
            "street": street_codes,
            "grid": patrols,
            "area_m2": np.round(shapely.area(shapes), 1),
            "recorded_on": "2026-01-01",
            "changed_on": None,
            "note": None,
        },
        geometry=shapes,
        crs=CRS,
    ).iloc[order]
    cells = cells.reset_index(drop=True)
    collectors = _collectors(sorted(set(patrols)), rng)
    return Areas(
        district=_district(cells),
        streets=_streets(cells, rng),
        communities=_communities(cells, rng),
        cells=cells,
        grids=_grids(cells, collectors),
        collectors=collectors,
    )


def _dissolved(cells: gpd.GeoDataFrame, column: str) -> dict[str, Any]:
    shapes = cells.geometry.to_numpy()
    codes = cells[column].to_numpy(dtype=object)
    return {
        code: shapely.normalize(shapely.coverage_union_all(shapes[codes == code]))
        for code in sorted(set(codes.tolist()))
    }


def _district(cells: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    whole = shapely.normalize(shapely.coverage_union_all(cells.geometry.to_numpy()))
    row = {"code": [TOWN], "name": ["北仑演示区"], "area_km2": [round(whole.area / 1e6, 3)]}
    return gpd.GeoDataFrame(row, geometry=[whole], crs=CRS)


def _streets(cells: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    shapes = _dissolved(cells, "street")
    return gpd.GeoDataFrame(
        {
            "code": list(shapes),
            "name": [STREETS[code[6:]] for code in shapes],
            "area_km2": [round(shape.area / 1e6, 3) for shape in shapes.values()],
            "population": [int(n) for n in rng.integers(60_000, 160_000, len(shapes))],
            "phone": None,
        },
        geometry=list(shapes.values()),
        crs=CRS,
    )


def _communities(cells: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    shapes = _dissolved(cells, "community")
    return gpd.GeoDataFrame(
        {
            "code": list(shapes),
            "name": [_community_name(code) for code in shapes],
            "street": [code[:9] for code in shapes],
            "population": [int(n) for n in rng.integers(3_000, 11_000, len(shapes))],
            "generated": True,
        },
        geometry=list(shapes.values()),
        crs=CRS,
    )


def _community_name(code: str) -> str:
    return words("communities", code[6:9])[int(code[9:]) - 1] + "社区"


def _collectors(codes: list[str], rng: np.random.Generator) -> dict[str, list[str]]:
    """Give each grid one collector and the busiest dozen a second one."""
    names = iter(people(COLLECTORS, rng))
    second = set(rng.choice(codes, COLLECTORS - len(codes), replace=False).tolist())
    return {code: [next(names) for _ in range(2 if code in second else 1)] for code in codes}


def _grids(cells: gpd.GeoDataFrame, collectors: dict[str, list[str]]) -> gpd.GeoDataFrame:
    shapes = _dissolved(cells, "grid")
    street = dict(zip(cells["grid"], cells["street"], strict=True))
    names, counts = [], dict.fromkeys(STREETS, 0)
    for code in shapes:
        part = street[code][6:]
        counts[part] += 1
        number = counts[part]
        numeral = _NUMERALS[number - 1] if number <= 10 else "十" + _NUMERALS[number - 11]
        names.append(f"{STREETS[part][:2]}{numeral}网格")
    return gpd.GeoDataFrame(
        {
            "code": list(shapes),
            "name": names,
            "colour": _COLOURS[: len(shapes)],
            "street": [street[code] for code in shapes],
            "collectors": [len(collectors[code]) for code in shapes],
            "area_m2": [round(shape.area, 1) for shape in shapes.values()],
            "note": ["采集员：" + "、".join(collectors[code]) for code in shapes],
        },
        geometry=list(shapes.values()),
        crs=CRS,
    )
