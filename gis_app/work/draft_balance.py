"""Balance a draft: a search in the background for grids that carry the same, and taking its answer.

A search looks at the draft as it was when it began. Its answer is one step of the draft, and is
refused, like any other, if somebody changed the draft meanwhile.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gis_app.store import PlanClosed, plans
from gis_app.work.actor import Actor, allowed
from gis_app.work.balance_view import key_of, shown
from gis_app.work.draft_bench import bench
from gis_app.work.draft_burden import weights
from gis_app.work.draft_orders import Desk
from gis_app.work.draft_view import colours_of
from gis_app.work.drafts import perform
from gis_app.work.errors import WorkError
from gis_app.work.jobs import Job, JobState, Progress, start
from gis_app.work.office import Office
from grids import (
    AddGrid,
    Balanced,
    DropGrid,
    GiveCells,
    Grid,
    Operation,
    Plan,
    PlanState,
    Series,
    Wish,
    balance,
)
from grids.edges import Floats

#: The longest and the usual time of a search, in seconds.
SECONDS_MOST, SECONDS = 120, 8


class NoBalance(WorkError):
    """The answer of a search is asked for that there is not."""

    kind = "no_balance"
    template = "There is no answer of a search to take; start one and wait for its end."


class BalanceRunning(WorkError):
    """A search is started while another one of the draft goes on."""

    kind = "balance_running"
    template = "A search for this draft is at work already; wait for it, or stop it."


@dataclass(slots=True, eq=False)
class _Search:
    """One search: what it looks at, how far it is, and what it found."""

    version: int
    plan: Plan
    load: Floats
    weights: dict[str, float]
    wish: Wish
    job: Job | None = None
    found: Balanced | None = None

    @property
    def scratch(self) -> bool:
        """Return whether grids are proposed anew, not mended."""
        return self.wish.k is not None


@dataclass(slots=True, eq=False)
class _Searches:
    of: dict[int, _Search] = field(default_factory=dict)


@allowed("planner")
def begin(
    office: Office, _actor: Actor, plan_id: int, wish: Wish, *, seconds: float = SECONDS
) -> dict[str, Any]:
    """Begin a search for a draft; it ends by itself, or after so many seconds.

    Raises
    ------
    BalanceRunning
        One of this draft goes on.
    gis_app.store.UnknownRecord, gis_app.store.PlanClosed
        There is no such plan, or it is no draft.
    """
    with office.store.read() as tx:
        head = plans.get(tx, plan_id)
        if head.state is not PlanState.DRAFT:
            raise PlanClosed(name=head.name, state=head.state.value)
        kept = bench(office, tx, head)
    before = _searches(office).get(plan_id)
    if before is not None and before.job is not None and before.job.running:
        raise BalanceRunning
    with kept.lock:
        plan, ledger, version = kept.plan, kept.ledger, kept.head.version
    weighed = weights(office)
    known = {name: weight for name, weight in weighed.items() if name in ledger.figures}
    load = ledger.workload(known)
    search = _Search(version, plan, load, weighed, wish)
    ends = time.monotonic() + min(max(seconds, 1), SECONDS_MOST)

    def work(progress: Progress) -> None:
        search.found = balance(
            plan.grid,
            load,
            wish,
            rng=np.random.default_rng(version),
            tell=progress,
            enough=lambda: time.monotonic() > ends,
        )

    _searches(office)[plan_id] = search
    search.job = start(work)
    return _told(office, search)


@allowed("planner")
def state(office: Office, _actor: Actor, plan_id: int) -> dict[str, Any]:
    """Return how far the search for a draft is and what it found; its state can be none."""
    search = _searches(office).get(plan_id)
    return {"state": "none"} if search is None else _told(office, search)


@allowed("planner")
def stop(office: Office, _actor: Actor, plan_id: int) -> dict[str, Any]:
    """Stop a search; the best it has found so far is its answer.

    Raises
    ------
    NoBalance
        None was begun.
    """
    search = _search(office, plan_id)
    if search.job is not None:
        search.job.cancel()
        search.job.wait(5)
    return _told(office, search)


@allowed("planner")
def forget(office: Office, _actor: Actor, plan_id: int) -> None:
    """Throw the answer of a search away; one that goes on is stopped first."""
    search = _searches(office).pop(plan_id, None)
    if search is not None and search.job is not None:
        search.job.cancel()


@allowed("planner")
def take(office: Office, actor: Actor, plan_id: int, *, version: int) -> dict[str, Any]:
    """Make the answer of a search a step of the draft, and return what changed.

    An answer that was taken is gone; to have it back is to undo and redo the step.

    Raises
    ------
    NoBalance
        There is no answer.
    gis_app.store.StaleVersion
        The draft was changed since the search began.
    """
    search = _search(office, plan_id)
    found = search.found
    if found is None:
        raise NoBalance
    seen = min(version, search.version)
    step = perform(
        office, plan_id, actor, lambda desk: _operation(desk, search, found), version=seen
    )
    _searches(office).pop(plan_id, None)
    return step


def _searches(office: Office) -> dict[int, _Search]:
    return office.keep.get("drafts:searches", "", _Searches).of


def _search(office: Office, plan_id: int) -> _Search:
    found = _searches(office).get(plan_id)
    if found is None:
        raise NoBalance
    return found


def _told(office: Office, search: _Search) -> dict[str, Any]:
    job, found = search.job, search.found
    told: dict[str, Any] = {
        "version": search.version,
        "state": (job.state if job else JobState.RUNNING).value,
        "step": job.step if job else "",
        "share": round(job.share, 3) if job else 0.0,
        "error": job.error if job and found is None else None,
        "wish": _wish_told(search.wish),
        "reweighed": search.weights != weights(office),
    }
    if found is None:
        return told
    return (
        told
        | {
            "deviation": round(found.deviation, 4),
            "deviation_before": round(found.deviation_before, 4),
            "bound": round(found.bound, 4),
            "moved": found.moved,
            "steps": found.steps,
            "perimeter_m": round(found.perimeter_m, 1),
            "perimeter_before_m": round(found.perimeter_before_m, 1),
            "finished": found.finished,
            "cells": {code: key_of(to) for code, to in _given(search.plan.grid, found).items()},
        }
        | shown(
            search.plan,
            search.load,
            found,
            colours_of(office, search.plan),
            scratch=search.scratch,
        )
    )


def _wish_told(wish: Wish) -> dict[str, Any]:
    return {
        "k": wish.k,
        "inside_streets": wish.inside_streets,
        "locked": sorted(wish.locked),
        "moves_most": wish.moves_most,
        "compactness": wish.compactness,
    }


def _given(grid: Grid, found: Balanced) -> dict[str, str | int | None]:
    """Return the cells that would go to another management grid; a number is a new one."""
    pairs = zip(grid, found.assignment, strict=True)
    return {cell.code: to for cell, to in pairs if to != cell.grid}


def _operation(desk: Desk, search: _Search, found: Balanced) -> Operation:
    """Return the answer as one operation: new grids with their cells, gifts, empty ones gone."""
    given = _given(search.plan.grid, found)
    fresh = sorted({to for to in given.values() if isinstance(to, int)})
    codes = dict(zip(fresh, desk.grid_codes(len(fresh)), strict=True))
    steps: list[Operation] = []
    for number in fresh:
        cells = tuple(code for code, to in given.items() if to == number)
        steps.append(AddGrid(desk.named(codes[number], {}, cells), cells))
    gifts = tuple((c, to) for c, to in given.items() if to is None or isinstance(to, str))
    if gifts:
        steps.append(GiveCells(gifts))
    if search.scratch:
        steps += [DropGrid(code) for code in _emptied(search.plan, found.assignment)]
    return Series(tuple(steps))


def _emptied(plan: Plan, assignment: Iterable[str | int | None]) -> list[str]:
    return sorted(set(plan.named) - set(assignment))
