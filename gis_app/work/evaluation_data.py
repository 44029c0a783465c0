"""What evaluation needs of all cases, read from the store once and kept until a case changes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis_app.cases import ACTIONS
from gis_app.cases.deeds import Course, Deed, courses
from gis_app.cases.evaluation import DONE, NO_TIME, EvaluationCases
from gis_app.store import CaseArrays, ReadTx, cases, history
from gis_app.work.case_clocks import UNDO
from gis_app.work.case_columns import LAYER, recoded
from gis_app.work.case_figures import ACTIVE, FILED
from gis_app.work.office import Office
from layers.analysis import Coded

#: Sources through which the public reports.
PUBLIC = frozenset({"hotline"})
_MOMENTS = ("reported_at", "filed_at", "dispatched_at", "handled_at", "closed_at", "due_at")
_WORDS = ("state", "source", "unit", "street", "community", "grid", "reporter", "appeal")


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """All cases as evaluation asks for them, in one order.

    `numbers` are the case numbers; `x`, `y` metres in the district's CRS, NaN without a place;
    `words` the coded columns by field; `courses` what history tells, by case number.
    """

    numbers: NDArray[np.object_]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    cases: EvaluationCases
    words: Mapping[str, Coded]
    courses: Mapping[str, Course]
    row_of: Mapping[str, int]


def gather(office: Office) -> Gathered:
    """Return all cases for evaluation."""
    with office.store.read() as tx:
        mark = history.stamp(tx, LAYER)
        return office.keep.get("evaluation", mark, lambda: _gather(tx))


def _gather(tx: ReadTx) -> Gathered:
    """Read all cases.

    1. A case in a state after filing that has no moment of filing was filed when it was reported.
    2. One that is closed without a moment of handling was handled when it was closed.
    3. What is on hold has no deadline for now; void and rejected cases are void.
    """
    read = cases.case_arrays(tx, columns=("code", *_MOMENTS, *_WORDS))
    words = {name: recoded(read.texts[name]) for name in _WORDS}
    numbers = recoded(read.texts["code"]).texts()
    told = _courses(tx)
    moments = {name: _seconds(read, name) for name in _MOMENTS}
    state = words["state"]
    filed = state.is_any(FILED)
    filed_s = np.where(moments["filed_at"] == NO_TIME, moments["reported_at"], moments["filed_at"])
    handled_s = np.where(
        moments["handled_at"] == NO_TIME, moments["closed_at"], moments["handled_at"]
    )
    row_of = {number: row for row, number in enumerate(numbers.tolist())}
    reworks = np.zeros(len(numbers), dtype=np.int64)
    for number, course in told.items():
        if number in row_of:
            reworks[row_of[number]] = course.reworks
    return Gathered(
        numbers=numbers,
        x=read.x,
        y=read.y,
        cases=EvaluationCases(
            reported_s=moments["reported_at"],
            filed_s=np.where(filed, filed_s, moments["filed_at"]),  # 1
            handled_s=handled_s,  # 2
            closed_s=moments["closed_at"],
            due_s=moments["due_at"],
            done=state.is_any(DONE),
            held=state.is_any(["on_hold"]),
            void=state.is_any(["void", "rejected"]),  # 3
            upheld=words["appeal"].is_any(["upheld"]),
            own=words["source"].is_any(ACTIVE),
            public=words["source"].is_any(PUBLIC),
            reworks=reworks,
        ),
        words=words,
        courses=told,
        row_of=row_of,
    )


def _courses(tx: ReadTx) -> dict[str, Course]:
    names = {row.name for row in ACTIONS} | {UNDO, "add"}
    found = history.deeds(tx, LAYER, names)
    return courses(
        Deed(code, _second(at), who, what, state or "") for code, at, who, what, state in found
    )


def _second(moment: str) -> int:
    return int(dt.datetime.fromisoformat(moment).timestamp())


def _seconds(read: CaseArrays, name: str) -> NDArray[np.int64]:
    seconds: NDArray[np.int64] = read.moments[name].astype("datetime64[s]").astype(np.int64)
    return seconds
