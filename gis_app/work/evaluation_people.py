"""How collectors and dispatchers did: from who reported a case and who did what, by history."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from gis_app.cases import Stage
from gis_app.cases import evaluation as judged
from gis_app.cases.deeds import Course, Task
from gis_app.cases.evaluation import NO_TIME, Period, Share
from gis_app.work.evaluation_data import Gathered

Row = dict[str, Any]


def people(held: Gathered, period: Period, subject: str, minutes: Mapping[Stage, int]) -> list[Row]:
    """Return the figures of each collector, or of each dispatcher, by name."""
    read = _collectors if subject == "collector" else _dispatchers
    return read(held, period, minutes)


def behind_person(
    held: Gathered, period: Period, figure: str, who: str, minutes: Mapping[Stage, int]
) -> tuple[list[str], list[str]]:
    """Return the numbers of the cases that count for a person's figure, and of those that do not.

    They are as many as the figure says: a case in which somebody did two tasks stands there twice.
    """
    if figure == "valid":
        reports, valid = _reports(held, period)
        own = _is(held, "reporter", who)
        return _numbers(held, valid & own), _numbers(held, reports & ~valid & own)
    if figure == "missed":
        public, filed = judged.masks(judged.FIGURES["public"], held.cases, period)
        here = held.words["grid"].codes == _home(held, period, who)
        return _numbers(held, public & here), _numbers(held, filed & ~public & here)
    if figure == "right_first":
        sent = [(n, c.right_first) for n, c in _in(held, period) if c.dispatcher == who]
    else:
        sent = [
            (task.case, _in_time(task, minutes))
            for task in _ended(held, period)
            if (task.who, task.kind) == (who, figure)
        ]
    counted, rest = ([n for n, good in sent if good is asked] for asked in (True, False))
    return counted, rest


def _collectors(held: Gathered, period: Period, minutes: Mapping[Stage, int]) -> list[Row]:
    """Return the figures of the collectors who reported or checked anything in a period.

    1. `valid`: of the reports of a collector in the period, those that were filed.
    2. `missed`: of the cases filed in the grid a collector reports from most, those that the public
       reported: somebody walked past them. Collectors of one grid share this figure.
    3. `verify`, `check`: of their tasks that ended in the period, those done within the minutes of
       the stage.
    """
    reports, valid = _reports(held, period)
    reporter, grid = held.words["reporter"], held.words["grid"]
    missed, filed = (
        np.bincount(grid.codes[mask], minlength=len(grid.words))
        for mask in judged.masks(judged.FIGURES["public"], held.cases, period)
    )
    count = np.bincount(reporter.codes[reports], minlength=len(reporter.words))
    good = np.bincount(reporter.codes[valid], minlength=len(reporter.words))
    homes = _homes(reporter.codes[reports], grid.codes[reports])
    tasks = _tasks(held, period, minutes)
    names = {reporter.words[at] for at in np.flatnonzero(count)} | {
        who for who, kind in tasks if kind in ("verify", "check")
    }
    place = {name: at for at, name in enumerate(reporter.words)}
    rows = []
    for name in sorted(names - {""}):
        at = place.get(name, 0)
        home = homes.get(at, 0)
        figures = {
            "valid": Share(int(good[at]), int(count[at])) if at else Share(0, 0),  # 1
            "missed": Share(int(missed[home]), int(filed[home])) if home else Share(0, 0),  # 2
            "verify": tasks.get((name, "verify"), Share(0, 0)),  # 3
            "check": tasks.get((name, "check"), Share(0, 0)),
        }
        filed_by = figures["valid"].count
        rows.append({"code": name, "name": name, "filed": filed_by, "figures": figures})
    return rows


def _dispatchers(held: Gathered, period: Period, minutes: Mapping[Stage, int]) -> list[Row]:
    """Return the figures of the dispatchers who sent out a case in a period.

    1. `dispatch`: of the cases they sent out in the period, those within the minutes of the stage.
    2. `right_first`: of the cases they sent out first, those that no unit returned or handed on.
    """
    tasks = _tasks(held, period, minutes)
    sent: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for _, course in _in(held, period):
        sent[course.dispatcher] += 1
        right[course.dispatcher] += course.right_first
    names = set(sent) | {who for who, kind in tasks if kind == "dispatch"}
    return [
        {
            "code": name,
            "name": name,
            "filed": sent[name],
            "figures": {
                "dispatch": tasks.get((name, "dispatch"), Share(0, 0)),  # 1
                "right_first": Share(right[name], sent[name]),  # 2
            },
        }
        for name in sorted(names - {""})
    ]


def _reports(held: Gathered, period: Period) -> tuple[judged.Mask, judged.Mask]:
    """Return what collectors reported in a period, and what of it was filed and stayed."""
    collected = held.words["source"].is_any(["collector"])
    reports = (
        period.holds(held.cases.reported_s) & collected & ~held.words["state"].is_any(["draft"])
    )
    return reports, reports & (held.cases.filed_s != NO_TIME) & ~held.cases.void


def _home(held: Gathered, period: Period, who: str) -> int:
    """Return the code of the grid a collector reports from most; -1, which none has, for none."""
    reports, _ = _reports(held, period)
    own = reports & _is(held, "reporter", who)
    codes = held.words["grid"].codes[own]
    return next(iter(_homes(np.zeros_like(codes), codes).values()), -1)


def _is(held: Gathered, field: str, word: str) -> judged.Mask:
    return held.words[field].is_any([word])


def _numbers(held: Gathered, mask: judged.Mask) -> list[str]:
    found: list[str] = held.numbers[np.flatnonzero(mask)].tolist()
    return found


def _in(held: Gathered, period: Period) -> Iterator[tuple[str, Course]]:
    for number, course in held.courses.items():
        at = course.dispatched_s
        if at is not None and period.from_s <= at < period.to_s:
            yield number, course


def _ended(held: Gathered, period: Period) -> Iterator[Task]:
    for course in held.courses.values():
        for task in course.tasks:
            if period.from_s <= task.end_s < period.to_s:
                yield task


def _tasks(
    held: Gathered, period: Period, minutes: Mapping[Stage, int]
) -> dict[tuple[str, str], Share]:
    """Return by person and kind how many tasks of a period were done in time."""
    done: Counter[tuple[str, str]] = Counter()
    timely: Counter[tuple[str, str]] = Counter()
    for task in _ended(held, period):
        done[task.who, task.kind] += 1
        timely[task.who, task.kind] += _in_time(task, minutes)
    return {key: Share(timely[key], count) for key, count in done.items()}


def _in_time(task: Task, minutes: Mapping[Stage, int]) -> bool:
    return task.end_s - task.start_s <= 60 * minutes[task.kind]


def _homes(who: np.ndarray[Any, Any], where: np.ndarray[Any, Any]) -> dict[int, int]:
    """Return the grid each reporter reports from most; of several, the first by code."""
    counts: defaultdict[int, Counter[int]] = defaultdict(Counter)
    pairs, times = np.unique(np.stack([who, where]), axis=1, return_counts=True)
    for person, grid, count in zip(*pairs.tolist(), times.tolist(), strict=True):
        if grid:
            counts[person][grid] += count
    return {
        person: min(grids, key=lambda grid: (-grids[grid], grid))
        for person, grids in counts.items()
    }
