"""The layer `cases`: ten months of a grid city's work."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis_app.demo.city import City, layer
from gis_app.demo.clocks import Course, Moments, run_cases
from gis_app.demo.days import all_days, day_counts, draw_kinds, draw_seconds, draw_sources
from gis_app.demo.frame import Objects
from gis_app.demo.kinds import Kind, all_kinds
from gis_app.demo.network import Ints
from gis_app.demo.spots import Spotted, draw_spots
from gis_app.demo.units import unit_for
from gis_app.demo.words import addresses, descriptions, nearest_segment, shop_titles
from layers import District

SCHEME = "GB/T 47678.5-2026"
#: Local time is so many hours ahead of UTC, all year.
_UTC_HOURS = 8
#: Share of cases that come without a place.
_NO_PLACE = 0.01


def draw_cases(
    city: City, frames: dict[str, gpd.GeoDataFrame], district: District, count: int
) -> gpd.GeoDataFrame:
    """Return so many cases, in the order in which they were reported.

    1. Day, class, source and hour are drawn in this order, each from the one before.
    2. Cell, community, street, grid and road follow from the place; the unit from class and street.
    3. One in a hundred has no place; most of those came by telephone.
    """
    rng = city.rng("cases")
    kinds = all_kinds()
    counts = day_counts(count, rng)  # 1
    day = np.repeat(all_days(), counts)
    kind = draw_kinds(kinds, counts, rng)
    source = draw_sources(kinds, kind, day, rng)
    reported = day.astype("datetime64[s]") + draw_seconds(kinds, kind, source, rng).astype(
        "timedelta64[s]"
    )
    order = np.argsort(reported, kind="stable")
    day, kind, source, reported = day[order], kind[order], source[order], reported[order]
    spots = draw_spots(city, frames, kinds, kind, day)
    course = run_cases(kinds, kind, reported, source, district.calendar, rng)
    lost = _without_place(source, rng)  # 3
    columns = {
        "code": _numbers(day),
        "name": None,
        "scheme": SCHEME,
        "kind": [kinds[k].kind for k in kind],
        "class_code": [kinds[k].code for k in kind],
        "source": source.tolist(),
        **_moments(course),
        **_placed(city, frames, _Drawn(kinds, kind, source, spots, lost), rng),
        "origin_id": _origins(source, day, rng),
    }
    shapes = np.array(shapely.points(spots.x, spots.y), dtype=object)
    shapes[lost] = None
    return layer(columns, shapes)


def _without_place(source: Objects, rng: np.random.Generator) -> Objects:
    weight = np.where(np.isin(source, ("hotline", "order")), 12.0, 1.0)
    lost = np.zeros(len(source), dtype=bool)
    count = round(_NO_PLACE * len(source))
    lost[rng.choice(len(source), count, replace=False, p=weight / weight.sum())] = True
    return lost


def _numbers(day: Objects) -> list[str]:
    """Return case numbers: the day and a number that begins anew each day."""
    first = np.searchsorted(day, day)
    texts = np.datetime_as_string(day, unit="D")
    return [
        f"{t.replace('-', '')}{i - f + 1:04d}"
        for i, (t, f) in enumerate(zip(texts, first, strict=True))
    ]


def _moments(course: Course) -> dict[str, Any]:
    return {
        "state": course.state.tolist(),
        "reported_at": utc_texts(course.reported),
        "filed_at": utc_texts(course.filed),
        "dispatched_at": utc_texts(course.dispatched),
        "handled_at": utc_texts(course.handled),
        "closed_at": utc_texts(course.closed),
        "due_at": utc_texts(course.due),
    }


def utc_texts(local: Moments) -> list[str | None]:
    """Return local moments as UTC text with milliseconds; NaT becomes None."""
    texts = np.datetime_as_string(local - np.timedelta64(_UTC_HOURS, "h"), unit="ms")
    return [None if text == "NaT" else f"{text}Z" for text in texts.tolist()]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What has been drawn of all cases before their words are written."""

    kinds: list[Kind]
    kind: Ints
    source: Objects
    spots: Spotted
    lost: Objects


def _placed(
    city: City, frames: dict[str, gpd.GeoDataFrame], drawn: _Drawn, rng: np.random.Generator
) -> dict[str, Any]:
    """Return all fields that follow from the place."""  # 2
    kinds, kind, source = drawn.kinds, drawn.kind, drawn.source
    spots, lost = drawn.spots, drawn.lost
    cells = city.areas.cells.set_index("code").loc[city.owners.codes.tolist()]
    owner = city.owners.owners(spots.x, spots.y)
    segment = nearest_segment(city, spots.x, spots.y)
    found = {
        name: _hidden(np.asarray(codes, dtype=object)[owner], lost)
        for name, codes in (
            ("cell", cells.index),
            ("grid", cells["grid"]),
            ("community", cells["community"]),
            ("street", cells["street"]),
        )
    }
    road = _hidden(np.array(city.streets.name, dtype=object)[segment], lost)
    shop_at, shop_name = (
        _of_shop(texts, spots.shop, lost) for texts in shop_titles(frames["shops"])
    )
    return {
        "description": descriptions(kinds, kind, source, road, shop_name, rng),
        "address": addresses(city, spots.x, spots.y, segment, found["street"], shop_at),
        **found,
        "road": road,
        "unit": _units(city, kinds, kind, found["street"]),
        "asset_layer": _hidden(spots.asset_layer, lost),
        "asset_code": _hidden(spots.asset_code, lost),
        "reporter": _reporters(city, found["grid"], source, rng),
    }


def _hidden(values: Objects, lost: Objects) -> list[Any]:
    return [None if gone else value for value, gone in zip(values, lost, strict=True)]


def _of_shop(texts: Sequence[str], shop: Ints, lost: Objects) -> list[str | None]:
    return [texts[s] if s >= 0 and not gone else None for s, gone in zip(shop, lost, strict=True)]


def _units(city: City, kinds: list[Kind], kind: Ints, street: list[str | None]) -> list[str]:
    known: dict[tuple[int, str | None], str] = {}
    out = []
    for k, part in zip(kind.tolist(), street, strict=True):
        if (k, part) not in known:
            known[k, part] = unit_for(city.units, kinds[k].code, part).code
        out.append(known[k, part])
    return out


def _reporters(
    city: City, grid: list[str | None], source: Objects, rng: np.random.Generator
) -> list[str | None]:
    """Return who reported: the collectors of the grid by name, the public never."""
    fixed = {"video": "视频巡查员", "hotline": "市民", "order": "上级平台", "sensor": "感知平台"}
    draw = rng.random(len(grid))
    out: list[str | None] = []
    for code, how, chance in zip(grid, source, draw, strict=True):
        if how in fixed:
            out.append(fixed[how])
        else:
            names = city.areas.collectors[code] if code else ["机动采集员"]
            out.append(names[int(chance * len(names))])
    return out


def _origins(source: Objects, day: Objects, rng: np.random.Generator) -> list[str | None]:
    """Return the number a case has in the system it came from: hotline and superior's orders."""
    letters = {"hotline": "RX", "order": "JB"}
    texts = np.datetime_as_string(day, unit="D")
    number = rng.permutation(len(source))
    return [
        f"{letters[how]}{text.replace('-', '')}{n:06d}" if how in letters else None
        for how, text, n in zip(source, texts, number, strict=True)
    ]
