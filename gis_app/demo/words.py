"""The words of a case: its address, from road and crossing, and what is wrong."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.demo.areas import STREETS
from gis_app.demo.assets import crossing_names
from gis_app.demo.city import City
from gis_app.demo.frame import Floats
from gis_app.demo.kinds import Kind
from gis_app.demo.network import Ints

#: Nearer than this to a crossing, the crossing is the address.
_AT_CROSSING_M = 48.0
#: Winds from east anticlockwise, 45 degrees each.
_WINDS = np.array(["东", "东北", "北", "西北", "西", "西南", "南", "东南"], dtype=object)
_PREFIX = {
    "hotline": ("市民来电反映：", "市民投诉：", "热线转办：", "市民通过应用上报："),
    "order": ("上级交办：", "督查发现："),
    "video": ("视频巡查发现：", "监控发现："),
    "sensor": ("感知设备报警：",),
    "collector": ("", "", "", "巡查发现"),
}


def addresses(
    city: City,
    x: Floats,
    y: Floats,
    segment: Ints,
    street: list[str | None],
    shop: list[str | None],
) -> list[str | None]:
    """Return an address for each place.

    1. A shop is its own address.
    2. Near a crossing it is the side of the crossing.
    3. Else the road, and how far to which side of its nearer crossing.
    """
    network = city.streets.network
    near, away, other = _crossings(city, x, y, segment)
    at = network.nodes[near]
    turn = np.round(np.degrees(np.arctan2(y - at[:, 1], x - at[:, 0])) / 45.0).astype(int) % 8
    wind = _WINDS[turn]
    out: list[str | None] = []
    for i, part in enumerate(street):
        if part is None:
            out.append(None)
            continue
        town, road = STREETS[part[6:]], city.streets.name[segment[i]]
        if shop[i] is not None:
            out.append(f"{town}{shop[i]}门前")  # 1
        elif other[i] is None:
            out.append(f"{town}{road}")
        elif away[i] < _AT_CROSSING_M:
            out.append(f"{town}{road}与{other[i]}交叉口{wind[i]}侧")  # 2
        else:
            out.append(
                f"{town}{road}与{other[i]}交叉口以{wind[i]}约{round(away[i], -1):.0f}米"
            )  # 3
    return out


def _crossings(
    city: City, x: Floats, y: Floats, segment: Ints
) -> tuple[Ints, Floats, list[str | None]]:
    """Return the nearer end of each place's segment, its distance, and the road that crosses."""
    network = city.streets.network
    names = crossing_names(city)
    ends = np.stack([network.start[segment], network.end[segment]])
    gap = network.nodes[ends] - np.column_stack([x, y])[None]
    away = np.hypot(gap[..., 0], gap[..., 1])
    away = np.where(network.degree[ends] < 3, away + 1e6, away)
    pick = np.argmin(away, axis=0)
    rows = np.arange(len(x))
    near, far = ends[pick, rows], away[pick, rows]
    roads = city.streets.name
    other = [
        next((name for name in names[node] if name != roads[s]), None) if gap_m < 1e6 else None
        for node, s, gap_m in zip(near, segment, far, strict=True)
    ]
    return near, far, other


def descriptions(
    kinds: list[Kind],
    kind: Ints,
    source: NDArray[np.object_],
    road: list[str | None],
    shop: list[str | None],
    rng: np.random.Generator,
) -> list[str]:
    """Return what is wrong, in one of the kind's sentences."""
    draw = rng.random((3, len(kind)))
    number = rng.integers(2, 7, len(kind))
    out = []
    for i, k in enumerate(kind):
        texts = kinds[k].texts
        if shop[i] is None:
            texts = tuple(text for text in texts if "{name}" not in text) or texts
        text = texts[int(draw[0, i] * len(texts))]
        prefixes = _PREFIX[source[i]]
        prefix = prefixes[int(draw[1, i] * len(prefixes))]
        where = road[i] or "路边"
        name = shop[i] or f"{where}一商户"
        text = text.format(
            road=where, place=where + _SPOT[int(draw[2, i] * len(_SPOT))], name=name, n=number[i]
        )
        out.append(f"{prefix}{text}。")
    return out


#: Where on a road something is, when there is no better word.
_SPOT = ("路边", "人行道", "路口", "沿线", "公交站旁", "便道上")


def shop_titles(shops: gpd.GeoDataFrame) -> tuple[list[str], list[str]]:
    """Return for each shop its address and its name in quotes."""
    places = [
        f"{road}{number}" for road, number in zip(shops["road"], shops["number"], strict=True)
    ]
    return places, [f"“{name}”" for name in shops["name"]]


def nearest_segment(city: City, x: Floats, y: Floats) -> Ints:
    """Return the road segment nearest to each place."""
    tree = shapely.STRtree(city.streets.lines)
    return np.asarray(tree.nearest(shapely.points(x, y)), dtype=np.int64)
