"""The bridges: wherever a road crosses a river or a canal, each with its dossier."""

import geopandas as gpd
import numpy as np
import shapely

from gis_app.demo.city import City, component, days, layer
from gis_app.demo.frame import Geom, tidy

#: A deck reaches this far onto each bank.
_ABUTMENT_M = 5.0
_GRADES = ((90.0, "A"), (80.0, "B"), (66.0, "C"), (50.0, "D"), (0.0, "E"))


def draw_bridges(city: City) -> gpd.GeoDataFrame:
    """Return one bridge for each crossing of road and water, from west to east.

    Classes and grades after CJJ 99-2017: the grade follows from the condition index (BCI).
    """
    rng = city.rng("bridges")
    segment, water, shapes = _decks(city)
    streets, count = city.streets, len(segment)
    names = _names([streets.name[i] for i in segment], [city.waters[w].name for w in water])
    bci = np.clip(rng.normal(87.0, 7.0, count), 61.0, 98.5).round(1)
    length = np.array(
        [_length_m(shape, streets.width_m[i]) for shape, i in zip(shapes, segment, strict=True)]
    )
    rank = streets.rank()[segment]
    built = rng.integers(1988, 2022, count)
    columns = {
        "code": [f"B-{i + 1:02d}" for i in range(count)],
        "name": names,
        "road": [streets.name[i] for i in segment],
        "class": np.select([rank == 0, rank == 1, length > 60], ["2", "3", "3"], "4").tolist(),
        "bci": bci.tolist(),
        "grade": [next(g for least, g in _GRADES if value >= least) for value in bci],
        "river": [city.waters[w].name for w in water],
        "built_year": built.tolist(),
        "structure": np.select([length > 90, length < 30], ["rigid", "box"], "beam").tolist(),
        "spans": np.maximum(1, np.round(length / 20.0)).astype(int).tolist(),
        "length_m": length.round(1).tolist(),
        "width_m": streets.width_m[segment].tolist(),
        "load_limit_t": np.where(rank <= 1, 55.0, 30.0).tolist(),
        "clearance_m": rng.uniform(2.2, 4.5, count).round(1).tolist(),
        "designer": "甬城市政设计院（演示）",
        "builder": "港城路桥工程公司（演示）",
        "inspected_on": days("2026-10-24", "2026-10-31", count, rng),
        "structural_on": days("2019-03-01", "2025-11-30", count, rng),
        "state": np.where(bci < 70, "damaged", "intact").tolist(),
    }
    return component(city, layer(columns, shapes), ("U01", "U01", "U01"), "bridges")


def _decks(city: City) -> tuple[list[int], list[int], np.ndarray]:
    found = []
    for number, water in enumerate(city.waters):
        if water.middle is None:
            continue
        for segment in np.flatnonzero(shapely.intersects(city.streets.lines, water.middle)):
            line = city.streets.lines[segment]
            wide = shapely.buffer(water.surface, _ABUTMENT_M, quad_segs=4)
            pieces = shapely.get_parts(line & wide)
            for piece in pieces[shapely.intersects(pieces, water.middle)]:
                deck = shapely.buffer(
                    piece, city.streets.width_m[segment] / 2 + 2.0, cap_style="flat"
                )
                found.append((float(piece.centroid.x), int(segment), number, tidy(deck)))
    found.sort(key=lambda row: row[0])
    return (
        [r[1] for r in found],
        [r[2] for r in found],
        np.array([r[3] for r in found], dtype=object),
    )


def _length_m(deck: Geom, width_m: float) -> float:
    return deck.area / (width_m + 4.0)


def _names(roads: list[str], rivers: list[str]) -> list[str]:
    names: list[str] = []
    for road, river in zip(roads, rivers, strict=True):
        stem = road.removesuffix("路").removesuffix("公")
        name = f"{stem}{river}桥"
        names.append(name if name not in names else f"{stem}{river}二桥")
    return names
