"""Cases by area: counts, rates with their doubt, and what changed against another period."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_columns import CaseTable
from gis_app.work.case_question import Answered, CaseQuestion, Kept, answer, ask
from gis_app.work.case_words import Words, words
from gis_app.work.frames import frame, frames, stamp
from gis_app.work.office import Office
from layers.analysis import (
    FEW,
    Coded,
    assets_in,
    change_p,
    count_by,
    false_discovery,
    interval,
    per_hundred,
    per_km2,
    per_road_km,
    road_shares,
)
from layers.roads import RoadNet

By = Literal["grid", "cell", "community", "street", "road", "class", "unit", "source"]
#: What cases can be counted by.
BY: Final[tuple[By, ...]] = (
    "grid",
    "street",
    "community",
    "cell",
    "road",
    "class",
    "unit",
    "source",
)
#: Areas with a ground, by the layer that holds them.
_LAYERS: Final = {"grid": "grids", "street": "streets", "community": "communities", "cell": "cells"}
#: A case belongs to a road segment up to this far from its axis, in metres.
ROAD_REACH_M: Final = 50.0
#: Changes are marked at this false discovery rate.
RATE: Final = 0.05
#: The most rows of an answer.
ROWS_MOST: Final = 500

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Sizes:
    """How large areas are, by code: square metres, metres of road, assets; 0 where not known."""

    area_m2: dict[str, float]
    road_m: dict[str, float]
    assets: dict[str, float]


@allowed(*EVERYONE)
def areas(
    office: Office,
    _actor: Actor,
    question: CaseQuestion,
    then: CaseQuestion | None,
    *,
    by: By,
    language: str,
) -> dict[str, Any]:
    """Return the cases that pass a question by area, the most cases first.

    1. Counts sum to the total; `-` counts the cases of no area. Every area with a ground is there,
       with cases or without.
    2. `per_km2`, `per_road_km` and `per_100_assets` are rates, None where there is nothing to
       divide by; `low` and `high` are the count's 95 % interval (`layers.analysis.interval`).
       `few` says that the rates rest on fewer than `FEW` cases: they are told, and not ranked.
    3. With another question, `then` is its count, `p` the chance of so uneven a pair under one
       rate, and `changed` says up or down where it holds at a false discovery rate of 5 % over all
       areas with `FEW` cases or more in both together. The two periods count as equally long.
    4. A case belongs to the nearest road segment within `ROAD_REACH_M`.
    """
    found = ask(office, question)
    other = None if then is None else answer(office, found.table, then)
    column = _column(office, found.table, by)
    sizes = _sizes(office, by)
    named = words(office, language)
    codes = sorted({*sizes.area_m2, *sizes.road_m, *_met(column, found, other)} - {""})
    counts = count_by(column, found.kept)
    now = counts.aligned(codes)
    rows = _rows(codes, now, sizes, _titles(office, by, named))
    if other is not None:
        _compare(rows, now, count_by(column, other.kept).aligned(codes))
    rows.sort(key=lambda row: (-row["count"], row["code"]))
    left = counts.without
    without_then = None if other is None else count_by(column, other.kept).without
    return {
        "by": by,
        "rows": rows[:ROWS_MOST],
        "of": len(rows),
        "total": found.total,
        "then": None if other is None else other.total,
        "without": left,
        "without_then": without_then,
        "few": FEW,
    }


def _met(column: Coded, found: Answered, other: Answered | None) -> set[str]:
    asked: list[Kept] = [found.kept] + ([] if other is None else [other.kept])
    return {word for kept in asked for word in count_by(column, kept).as_dict()}


def _column(office: Office, table: CaseTable, by: By) -> Coded:
    columns = table.columns
    if by == "road":
        return _segments(office, table)  # 4
    name = "class_code" if by == "class" else by
    found: Coded = getattr(columns, name)
    return found


def _segments(office: Office, table: CaseTable) -> Coded:
    def make() -> Coded:
        net = RoadNet.from_frame(frame(office, "roads"))
        columns = table.columns
        nearest = net.bulk_nearest(columns.x, columns.y)
        near = (nearest.segment >= 0) & (nearest.distance_m <= ROAD_REACH_M)
        codes = net.codes.tolist()
        order = sorted(range(len(codes)), key=lambda at: str(codes[at]))
        turn = np.zeros(len(codes) + 1, dtype=np.int32)  # the last answers -1
        turn[order] = np.arange(1, len(codes) + 1)
        words_ = ("", *(str(codes[at]) for at in order))
        return Coded(turn[np.where(near, nearest.segment, -1)], words_)

    return office.keep.get("cases:segments", (table.stamp, stamp(office, "roads")), make)


def _sizes(office: Office, by: By) -> _Sizes:
    def make() -> _Sizes:
        if by == "road":
            roads = frame(office, "roads")
            lengths = roads.geometry.length.tolist()
            return _Sizes({}, dict(zip(roads["code"].tolist(), lengths, strict=True)), {})
        layer = _LAYERS.get(by, "")
        if layer not in office.catalog:
            return _Sizes({}, {}, {})
        grounds = frame(office, layer)
        codes = grounds["code"].tolist()
        shapes = grounds.geometry.to_numpy()
        found = frames(office, "roads", *assets)
        road_m = np.zeros(len(codes))
        if "roads" in found:
            road_m = road_shares(shapes, found.pop("roads").geometry.to_numpy())
        counts = sum(
            (
                assets_in(shapes, layer.geometry.to_numpy())
                for layer in found.values()
                if len(layer)
            ),
            start=np.zeros(len(codes), dtype=np.int64),
        )
        return _Sizes(
            dict(zip(codes, grounds.geometry.area.tolist(), strict=True)),
            dict(zip(codes, road_m.tolist(), strict=True)),
            dict(zip(codes, counts.tolist(), strict=True)),
        )

    assets = [spec.name for spec in office.catalog.assets()]
    layers = [n for n in (_LAYERS.get(by, ""), "roads", *assets) if n in office.catalog]
    return office.keep.get(f"areas:{by}", stamp(office, *layers), make)


def _titles(office: Office, by: By, named: Words) -> Callable[[str], str | None]:
    if by == "class":
        return named.class_name
    if by == "road":
        roads = frame(office, "roads")
        names = dict(zip(roads["code"].tolist(), roads["name"].tolist(), strict=True))
        return lambda code: names.get(code) if isinstance(names.get(code), str) else None
    return lambda code: named.of(by, code)


def _rows(
    codes: list[str], now: NDArray[np.int64], sizes: _Sizes, title: Callable[[str], str | None]
) -> list[dict[str, Any]]:
    low, high = interval(now)
    area = per_km2(now, [sizes.area_m2.get(code, 0.0) for code in codes])
    road = per_road_km(now, [sizes.road_m.get(code, 0.0) for code in codes])
    asset = per_hundred(now, [sizes.assets.get(code, 0) for code in codes])
    return [
        {
            "code": code,
            "name": title(code),
            "count": count,
            "low": round(float(low[at]), 1),
            "high": round(float(high[at]), 1),
            "few": count < FEW,
            "per_km2": _short(area[at]),
            "per_road_km": _short(road[at]),
            "per_100_assets": _short(asset[at]),
        }
        for at, (code, count) in enumerate(zip(codes, now.tolist(), strict=True))
    ]


def _compare(
    rows: list[dict[str, Any]], now: NDArray[np.int64], then: NDArray[np.int64]
) -> None:  # 3
    p = change_p(now, then)
    enough = now + then >= FEW
    q = np.ones(len(rows))
    q[enough] = false_discovery(p[enough])
    for at, row in enumerate(rows):
        row["then"] = int(then[at])
        row["p"] = float(f"{p[at]:.3g}")
        sure = q[at] <= RATE
        row["changed"] = ("up" if now[at] > then[at] else "down") if sure else None


def _short(value: float) -> float | None:
    return None if np.isnan(value) else float(f"{value:.4g}")
