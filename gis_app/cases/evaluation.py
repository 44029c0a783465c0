"""Evaluation of a period: which cases count for a figure, which are left out and why.

Definitions of a city's grid-management assessment (GB/T 30428.4, read second-hand); weights and
bands stand in `grading`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Stands for "no moment" among epoch seconds.
NO_TIME: Final = int(np.iinfo(np.int64).min)
#: States in which a unit says it is done, or is known to be.
DONE: Final = frozenset({"handled", "to_check", "to_close", "closed"})

Mask = NDArray[np.bool_]
Moments = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Period:
    """From a moment (included) to another (not included), looked at `now`; epoch seconds."""

    from_s: int
    to_s: int
    now_s: int

    def holds(self, moments: Moments) -> Mask:
        """Return which moments lie in it; none does not."""
        inside: Mask = (moments >= self.from_s) & (moments < self.to_s)
        return inside


@dataclass(frozen=True, slots=True, eq=False)
class EvaluationCases:
    """All that evaluation asks of cases, arrays of shape (n,).

    Moments are epoch seconds, `NO_TIME` for none. `filed_s` is that of the report where a case that
    was filed has no moment of its own (imports), `handled_s` that of closing. `own` are found by
    collectors or video, `public` are reported by the public; `reworks` counts failed checks.
    """

    reported_s: Moments
    filed_s: Moments
    handled_s: Moments
    closed_s: Moments
    due_s: Moments
    done: Mask
    held: Mask
    void: Mask
    upheld: Mask
    own: Mask
    public: Mask
    reworks: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.filed_s)


Chosen = Callable[[EvaluationCases, Period], Mask]


@dataclass(frozen=True, slots=True)
class Figure:
    """A share of cases: `of` are those it is counted over, `what` those of them that count.

    `what` may be asked of all cases; only those in `of` are counted.
    """

    name: str
    what: Chosen
    of: Chosen


def left_out(cases: EvaluationCases, period: Period) -> dict[str, Mask]:
    """Return the cases of a period that are not judged, by the reason.

    1. `void`: filed or due in the period, and withdrawn.
    2. `held`: on hold (挂账) now; its deadline is open.
    3. `appealed`: an appeal against its judgement was upheld.
    4. `no_deadline`: filed in the period, and no deadline is known.
    """
    touched = period.holds(cases.filed_s) | period.holds(cases.due_s)
    rest = touched & ~cases.void
    judged = rest & ~cases.held & ~cases.upheld
    return {
        "void": touched & cases.void,  # 1
        "held": rest & cases.held,  # 2
        "appealed": rest & ~cases.held & cases.upheld,  # 3
        "no_deadline": judged & (cases.due_s == NO_TIME) & period.holds(cases.filed_s),  # 4
    }


def filed(cases: EvaluationCases, period: Period) -> Mask:
    """Return the cases filed in a period; void ones are none."""
    return period.holds(cases.filed_s) & ~cases.void


def should_close(cases: EvaluationCases, period: Period) -> Mask:
    """Return the cases that should be closed: due in the period and by now, and not left out."""
    due = period.holds(cases.due_s) & (cases.due_s <= period.now_s)
    return due & ~cases.void & ~cases.held & ~cases.upheld


def closed(cases: EvaluationCases, period: Period) -> Mask:
    """Return the cases that were closed before the end of the period."""
    before: Mask = (cases.closed_s != NO_TIME) & (cases.closed_s < period.to_s)
    return before


def in_time(cases: EvaluationCases, _period: Period) -> Mask:
    """Return the cases that their unit handled by the deadline, and that did not come back."""
    timely: Mask = (cases.handled_s != NO_TIME) & (cases.handled_s <= cases.due_s)
    return timely & cases.done


def closed_in_time(cases: EvaluationCases, period: Period) -> Mask:
    """Return the cases that were handled by the deadline and closed by the end of the period."""
    return closed(cases, period) & in_time(cases, period)


def handled(cases: EvaluationCases, period: Period) -> Mask:
    """Return the cases handled in a period that are judged."""
    return period.holds(cases.handled_s) & ~cases.void & ~cases.upheld


#: All shares, by name.
FIGURES: Final[Mapping[str, Figure]] = {
    figure.name: figure
    for figure in (
        Figure("active_discovery", lambda c, _: c.own, filed),
        Figure("public", lambda c, _: c.public, filed),
        Figure("timely", in_time, should_close),
        Figure("closing", closed, should_close),
        Figure("in_time", closed_in_time, should_close),
        Figure("rework", lambda c, _: c.reworks > 0, handled),
    )
}


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many; `rate` is None where there are none."""

    count: int
    of: int

    @property
    def rate(self) -> float | None:
        """Return the share from 0 to 1."""
        return self.count / self.of if self.of else None


def masks(figure: Figure, cases: EvaluationCases, period: Period) -> tuple[Mask, Mask]:
    """Return the cases that count for a figure, and those it is counted over."""
    of = figure.of(cases, period)
    return figure.what(cases, period) & of, of


def shares(
    cases: EvaluationCases, period: Period, groups: NDArray[np.integer], count: int
) -> dict[str, list[Share]]:
    """Return every figure for each of `count` groups; `groups` of shape (n,) numbers them."""
    found: dict[str, list[Share]] = {}
    for name, figure in FIGURES.items():
        what, of = masks(figure, cases, period)
        counts = np.bincount(groups[what], minlength=count).tolist()
        totals = np.bincount(groups[of], minlength=count).tolist()
        found[name] = [Share(a, b) for a, b in zip(counts, totals, strict=True)]
    return found
