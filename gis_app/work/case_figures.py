"""Figures of the cases that pass a question: counts by state, source, class, unit, grid, time."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_columns import moment_of
from gis_app.work.case_question import (
    LIGHTS,
    NONE,
    Answered,
    CaseQuestion,
    Kept,
    ask,
    choices,
    lights,
)
from gis_app.work.case_words import Words, words
from gis_app.work.frames import frame
from gis_app.work.office import Office
from layers.analysis import (
    AT_REST,
    EPOCH_WEEKDAY,
    NO_TIME,
    WEEKDAYS,
    CaseColumns,
    Coded,
    count_by,
    cross_tally,
    per_km2,
)

#: States of a case that was filed: those after filing, void left out.
FILED = frozenset(
    {
        "to_dispatch", "returned", "to_handle", "handling", "on_hold", "handled", "to_check",
        "rework", "to_close", "closed",
    }
)  # fmt: skip
#: Sources that are the district's own eyes.
ACTIVE = frozenset({"collector", "video"})


@allowed(*EVERYONE)
def summary(office: Office, _actor: Actor, question: CaseQuestion, language: str) -> dict[str, Any]:
    """Return how many cases pass a question, and how many of them by each of their properties.

    1. In each list the counts sum to the total; `-` counts the cases without a value.
    2. States and sources come in the catalog's order, classes and units by count, grids by code,
       each grid of the district once, with cases or without.
    3. The active-discovery rate (问题主动发现率) is found by collector or video / filed, by the
       states of `FILED`; None where none was filed.
    4. Lights are those of the moment; cases whose clock stands have none.
    """
    found = ask(office, question)
    columns, kept = found.table.columns, found.kept
    named = words(office, language)
    tally = cross_tally(columns.state, columns.source, kept)
    states = _told(tally.rows, tally.counts.sum(axis=1))
    sources = _told(tally.columns, tally.counts.sum(axis=0))
    filed = tally.counts[[state in FILED for state in tally.rows]]
    filed_count = int(filed.sum())
    active = int(filed[:, [source in ACTIVE for source in tally.columns]].sum())
    return {
        "total": found.total,
        "placeless": found.placeless,
        "open": sum(count for state, count in states.items() if state not in AT_REST),
        "filed": filed_count,
        "active_discovery": active / filed_count if filed_count else None,  # 3
        "by_light": _by_light(columns, kept, int(office.clock().timestamp())),  # 4
        "by_state": _coded(office, "state", states, named),
        "by_source": _coded(office, "source", sources, named),
        "by_major": _by_major(found, named),
        "by_unit": _by_unit(found, named),
        "by_grid": _by_grid(office, found, named),
    }


@allowed(*EVERYONE)
def timeline(office: Office, _actor: Actor, question: CaseQuestion) -> dict[str, Any]:
    """Return the cases that pass a question by bars of time that fit the period.

    The bars begin at local hours, days, weeks or months of the district. Cases without a moment are
    in no bar; `timeless` counts them, so that bars and `timeless` sum to the total.
    """
    found = ask(office, question)
    bars = found.table.clock.timeline(found.kept, from_s=question.from_s, to_s=question.to_s)
    edges = [moment_of(second) for second in bars.edges_s.tolist()]
    counts = bars.counts.tolist()
    timeless = found.kept & (found.table.columns.reported_at == NO_TIME)
    return {
        "unit": bars.step,
        "bins": [
            {"from": start, "to": end, "count": count}
            for start, end, count in zip(edges[:-1], edges[1:], counts, strict=True)
        ],
        "timeless": int(np.count_nonzero(timeless)),
    }


@allowed(*EVERYONE)
def hours(office: Office, _actor: Actor, question: CaseQuestion) -> dict[str, Any]:
    """Return the cases that pass a question by weekday (Monday first) and hour of the local clock.

    `days` counts how often each weekday occurs from the first to the last of them, so that a cell
    can be read as cases per day; `timeless` counts the cases without a moment.
    """
    found = ask(office, question)
    clock = found.table.clock
    counts = clock.by_weekday_hour(found.kept)
    every_day, _ = clock.by_day(found.kept)
    weekday = (every_day.astype(np.int64) + EPOCH_WEEKDAY) % WEEKDAYS
    return {
        "counts": counts.tolist(),
        "days": np.bincount(weekday, minlength=WEEKDAYS).tolist(),
        "timeless": found.total - int(counts.sum()),
    }


def _by_light(columns: CaseColumns, kept: Kept, now_s: int) -> dict[str, int]:
    """Return how many cases have each light now; those whose clock stands are left out."""
    runs = np.flatnonzero(kept & (columns.red_at != NO_TIME))
    lit = lights(columns, now_s, runs)
    counts = np.bincount(lit, minlength=len(LIGHTS)).tolist()
    return {light: counts[at] for at, light in enumerate(LIGHTS) if light != NONE}


def _coded(
    office: Office, field: str, counts: Mapping[str, int], named: Words
) -> list[dict[str, Any]]:
    known = choices(office, field)
    order = [*known, *sorted(set(counts) - {*known, NONE}), NONE]
    return _listed(((key, counts.get(key, 0)) for key in order), lambda key: named.of(field, key))


def _by_unit(found: Answered, named: Words) -> list[dict[str, Any]]:
    counts = _counts(found.table.columns.unit, found)
    ranked = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return _listed(ranked, lambda key: named.of("unit", key) or key)


def _by_major(found: Answered, named: Words) -> list[dict[str, Any]]:
    tally = count_by(found.table.columns.class_code, found.kept)
    counts: dict[str, int] = {}
    titles: dict[str, str | None] = {}
    for key, count in tally.as_dict().items():
        major, title = named.major(key)
        counts[major] = counts.get(major, 0) + count
        titles[major] = title
    ranked = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return _listed(ranked, titles.get)


def _by_grid(office: Office, found: Answered, named: Words) -> list[dict[str, Any]]:
    """Return the count of each grid, with those that cases name and the plan does not have."""
    counts = _counts(found.table.columns.grid, found)
    areas_m2: dict[str, float] = {}
    if "grids" in office.catalog:
        grids = frame(office, "grids")
        areas_m2 = dict(zip(grids["code"], grids.geometry.area.tolist(), strict=True))
    rows = []
    for code in sorted({*areas_m2, *counts} - {NONE}) + [NONE] * (NONE in counts):
        count, area_m2 = counts.get(code, 0), areas_m2.get(code, 0.0)
        rate = round(float(per_km2(count, area_m2)), 3) if area_m2 else None
        name = None if code == NONE else named.of("grid", code)
        rows.append({"code": code, "name": name, "count": count, "per_km2": rate})
    return rows


def _counts(column: Coded, found: Answered) -> dict[str, int]:
    tally = count_by(column, found.kept)
    return _told(tally.words, tally.counts)


def _told(words: Iterable[str], counts: NDArray[np.int64]) -> dict[str, int]:
    """Return the words that count for something, `-` for the cases without one."""
    return {word or NONE: n for word, n in zip(words, counts.tolist(), strict=True) if n}


def _listed(
    rows: Iterable[tuple[str, int]], title: Callable[[str], str | None]
) -> list[dict[str, Any]]:
    return [
        {"key": key, "title": None if key == NONE else title(key), "count": count}
        for key, count in rows
        if count
    ]
