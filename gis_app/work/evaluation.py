"""Evaluation: how regions, grids, units, collectors and dispatchers did in a period.

Every figure is a share of cases and can name them; who is not judged is named with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gis_app.cases import evaluation as judged
from gis_app.cases import grading
from gis_app.cases.evaluation import FIGURES, Period, Share
from gis_app.store import moment_text, plans
from gis_app.work.actor import Actor, allowed
from gis_app.work.calendars import kept_minutes
from gis_app.work.case_words import Words, words
from gis_app.work.errors import BadQuestion, NotAllowed
from gis_app.work.evaluation_data import Gathered, gather
from gis_app.work.evaluation_marks import schemes
from gis_app.work.evaluation_people import behind_person, people
from gis_app.work.office import Office
from gis_app.work.plan_compare import kept_content

#: Whom a report can be about, and by which scheme each is marked.
SUBJECTS: Final[Mapping[str, str]] = {
    "street": "region",
    "community": "region",
    "grid": "region",
    "unit": "unit",
    "collector": "collector",
    "dispatcher": "dispatcher",
}
#: What the column of cases is called that holds the subject, by subject.
_AREAS: Final = ("street", "community", "grid", "unit")
#: The figures of people, by subject.
PERSONAL: Final[Mapping[str, tuple[str, ...]]] = {
    "collector": ("valid", "missed", "verify", "check"),
    "dispatcher": ("dispatch", "right_first"),
}
#: Cases of a figure that are listed at most.
LISTED_MOST: Final = 5_000


@dataclass(frozen=True, slots=True)
class EvaluationQuestion:
    """A period in epoch seconds (`to_s` not included), whom it is about, and under which plan.

    `plan` counts cases in the grids of that plan, by where they lie, instead of the grids they had.
    """

    from_s: int
    to_s: int
    subject: str
    plan: int | None = None


@allowed("dispatcher", "planner", "inspector", "viewer")
def evaluate(
    office: Office, actor: Actor, question: EvaluationQuestion, language: str
) -> dict[str, Any]:
    """Return the headline rates of the district, and for each subject its figures and index.

    1. A subject without any case of the period is not listed, but every grid, street and unit of
       the district is.
    2. Cases that belong to no subject are counted under the code "", last and without an index.
    3. What is left out is counted by reason for the whole district.

    Raises
    ------
    gis_app.work.BadQuestion
        There is no such subject.
    gis_app.store.UnknownRecord
        There is no such plan.
    gis_app.work.NotAllowed
        A viewer asks about people.
    """
    _check(question)
    if question.subject not in _AREAS and actor.role == "viewer":
        raise NotAllowed(role=actor.role, task="evaluate")
    held = gather(office)
    period = _period(office, question)
    marked_by = schemes(office)[SUBJECTS[question.subject]]
    named = words(office, language)
    if question.subject in _AREAS:
        rows = _area_rows(office, question, held, period, named)
    else:
        rows = people(held, period, question.subject, kept_minutes(office))
    for row in rows:
        rates = {name: share.rate for name, share in row["figures"].items()}
        marked = grading.mark(marked_by, rates, row["filed"])
        index, grade = (marked.index, marked.grade) if row["code"] else (None, None)  # 2
        row |= {"index": index, "grade": grade, "parts": dict(marked.parts)}
        row["figures"] = {name: _share(share) for name, share in row["figures"].items()}
    rows.sort(key=lambda row: (not row["code"], -(row["index"] or -1), row["code"]))
    everyone = np.zeros(len(held.cases), dtype=np.int64)
    whole = judged.shares(held.cases, period, everyone, 1)
    left = judged.left_out(held.cases, period)
    return {
        "subject": question.subject,
        "plan": question.plan,
        "as_of": moment_text(office.clock()),
        "timezone": office.district.timezone,
        "filed": int(np.count_nonzero(judged.filed(held.cases, period))),
        "figures": {name: _share(found[0]) for name, found in whole.items()},
        "left_out": {name: int(np.count_nonzero(mask)) for name, mask in left.items()},
        "scheme": marked_by.record(),
        "rows": rows,
    }


@allowed("dispatcher", "planner", "inspector", "viewer")
def behind(
    office: Office, actor: Actor, question: EvaluationQuestion, figure: str, code: str | None
) -> dict[str, Any]:
    """Return the numbers of the cases behind a figure: those that count, those that do not.

    `code` is a subject, None the whole district; `left_out` gives the cases that are not judged by
    reason. A case in which a person did two tasks stands there twice. Each list has at most
    `LISTED_MOST` numbers.

    Raises
    ------
    gis_app.work.BadQuestion
        There is no such subject, or no such figure of it.
    gis_app.work.NotAllowed
        A viewer asks about people.
    """
    _check(question)
    if code is not None and question.subject not in _AREAS:
        return _behind_person(office, actor, question, figure, code)
    if figure not in FIGURES:
        raise BadQuestion(name="figure", value=figure, expected=", ".join(FIGURES))
    held = gather(office)
    period = _period(office, question)
    chosen = np.ones(len(held.cases), dtype=bool)
    if code is not None:
        groups, codes = _groups(office, question, held)
        chosen = groups == (codes.index(code) if code in codes else -1)
    counted, over = judged.masks(FIGURES[figure], held.cases, period)
    left = judged.left_out(held.cases, period)
    return {
        "counted": _numbers(held, counted & chosen),
        "rest": _numbers(held, over & ~counted & chosen),
        "left_out": {name: _numbers(held, mask & chosen) for name, mask in left.items()},
    }


def _behind_person(
    office: Office, actor: Actor, question: EvaluationQuestion, figure: str, who: str
) -> dict[str, Any]:
    if actor.role == "viewer":
        raise NotAllowed(role=actor.role, task="behind")
    known = PERSONAL[question.subject]
    if figure not in known:
        raise BadQuestion(name="figure", value=figure, expected=", ".join(known))
    held, period = gather(office), _period(office, question)
    told = behind_person(held, period, figure, who, kept_minutes(office))
    counted, rest = (
        {"cases": len(numbers), "numbers": numbers[::-1][:LISTED_MOST]} for numbers in told
    )
    return {"counted": counted, "rest": rest, "left_out": {}}


def _check(question: EvaluationQuestion) -> None:
    if question.subject not in SUBJECTS:
        known = ", ".join(SUBJECTS)
        raise BadQuestion(name="subject", value=question.subject, expected=known)
    if question.plan is not None and question.subject != "grid":
        raise BadQuestion(name="plan", value=question.plan, expected="subject=grid")


def _period(office: Office, question: EvaluationQuestion) -> Period:
    return Period(question.from_s, question.to_s, int(office.clock().timestamp()))


def _area_rows(
    office: Office, question: EvaluationQuestion, held: Gathered, period: Period, named: Words
) -> list[dict[str, Any]]:
    groups, codes = _groups(office, question, held)
    found = judged.shares(held.cases, period, groups, len(codes))
    filed = np.bincount(groups[judged.filed(held.cases, period)], minlength=len(codes)).tolist()
    listed = _listed(question, named)
    rows = []
    for at, code in enumerate(codes):
        figures = {name: shares[at] for name, shares in found.items()}
        if not any(share.of for share in figures.values()) and code not in listed:  # 1
            continue
        title = named.of(question.subject, code) if code else None
        rows.append({"code": code, "name": title, "filed": filed[at], "figures": figures})
    known = {row["code"] for row in rows}
    none = {name: Share(0, 0) for name in FIGURES}
    for code in sorted(listed - known):
        title = named.of(question.subject, code)
        rows.append({"code": code, "name": title, "filed": 0, "figures": dict(none)})
    return rows


def _listed(question: EvaluationQuestion, named: Words) -> set[str]:
    if question.subject == "unit":
        return set(named.units)
    return set(named.areas.get(question.subject, {})) if question.plan is None else set()


def _groups(
    office: Office, question: EvaluationQuestion, held: Gathered
) -> tuple[NDArray[np.int64], list[str]]:
    """Return the number of each case's subject, and the codes of the subjects."""
    if question.plan is None:
        column = held.words[question.subject]
        return column.codes.astype(np.int64), list(column.words)
    with office.store.read() as tx:
        grid = kept_content(office, tx, plans.get(tx, question.plan))[0]
    if not len(grid):
        return np.zeros(len(held.cases), dtype=np.int64), [""]
    codes = sorted({cell.grid or "" for cell in grid} | {""})
    place = {code: at for at, code in enumerate(codes)}
    of_cell = np.array([*(place[cell.grid or ""] for cell in grid), place[""]], dtype=np.int64)
    return of_cell[grid.ownership.owners(held.x, held.y)], codes


def _numbers(held: Gathered, mask: judged.Mask) -> dict[str, Any]:
    rows = np.flatnonzero(mask)
    latest = rows[np.argsort(held.cases.reported_s[rows], kind="stable")][::-1][:LISTED_MOST]
    return {"cases": len(rows), "numbers": held.numbers[latest].tolist()}


def _share(share: Share) -> dict[str, Any]:
    return {"count": share.count, "of": share.of, "rate": share.rate}
