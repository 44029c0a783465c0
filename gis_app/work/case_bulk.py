"""Many cases at once: chosen by a lasso or by number, sent on in one change, taken back in one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis_app.cases import ActionRefused, actions_for
from gis_app.store import ReadTx, StaleVersion, WriteTx
from gis_app.work.actor import Actor, allowed
from gis_app.work.case_columns import CaseTable, Rows, case_table
from gis_app.work.case_facts import FIELDS
from gis_app.work.case_question import LIGHTS, CaseQuestion, answer, lights
from gis_app.work.case_steps import Step, TooLateToUndo, check_facts, take_step, undo_step
from gis_app.work.case_words import Words, words
from gis_app.work.cases import ROW_FIELDS, UnknownCase, queue_rows, read_cases
from gis_app.work.errors import WorkError
from gis_app.work.office import Office
from gis_app.work.proposals import propose_all
from gis_app.work.units import kept_units
from layers.analysis import count_by, points_within
from layers.crs import WGS84, to_metric

#: The most cases of one choice.
MOST = 500
#: How many refused cases an error names in its sentence.
_NAMED_MOST = 5
#: States in which a unit has a case in hand: its load.
_IN_HAND = ("to_handle", "handling", "on_hold", "rework")

#: A ring of longitude and latitude, WGS 84; it need not be closed.
Ring = Sequence[tuple[float, float]]


class TooManyCases(WorkError):
    """A choice has more cases than are handled at once."""

    kind = "too_many_cases"
    template = "{found} cases are chosen; choose at most {most} at once, or narrow the filter."


class CasesMovedOn(WorkError):
    """Some of the chosen cases cannot take the action any more; nothing was done to any."""

    kind = "cases_moved_on"
    template = (
        "{refused} of {of} cases were changed meanwhile or cannot take this action: {named}. "
        "Nothing was done; leave them out and try again."
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """Cases that were chosen: those of a question inside a ring, and those named by number."""

    question: CaseQuestion
    ring: Ring | None
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A case in the version that somebody saw, and the unit it goes to, if it goes to one."""

    number: str
    version: int
    unit: str = ""


@allowed("dispatcher", "inspector")
def look(office: Office, actor: Actor, choice: Choice, language: str) -> dict[str, Any]:
    """Return the chosen cases, what may be done to them, where they would go, and the loads.

    1. Cases of the ring pass the question too; its border counts. Cases named by number need not.
    2. `actions` are those that at least one of the cases can take, with the `numbers` of those that
       can: in the order of the table of states.
    3. `proposed` is the unit that rules or classes name for a case that can go to one.
    4. `loads` are all units: how many open cases each has in hand, how many of them yellow or red;
       the most loaded first.

    Raises
    ------
    TooManyCases
        They are more than `MOST`.
    gis_app.work.cases.UnknownCase
        A number is of no case.
    """
    with office.store.read() as tx:
        table = case_table(office, tx)
        rows = _chosen(office, table, choice)
        if len(rows) > MOST:
            raise TooManyCases(found=len(rows), most=MOST)
        fields = dict.fromkeys((*ROW_FIELDS, *FIELDS, "scheme", "version", "street"))
        frame = read_cases(tx, table, rows, tuple(fields))
        named = words(office, language)
        told = queue_rows(office, frame, named)
        actions = _actions(actor, frame)
        _propose(office, tx, frame, told, actions, named)
    return {"cases": told, "actions": actions, "loads": _loads(office, table, named)}


@allowed("dispatcher", "inspector")
def act_all(
    office: Office, actor: Actor, cases: Sequence[Seen], step: Step, language: str
) -> list[dict[str, Any]]:
    """Take one action on several cases, all or none, and return number and new version of each.

    The version and the unit of a case stand in `cases`, the rest in `step`. Each case keeps its own
    history; all bear the same moment.

    Raises
    ------
    TooManyCases
        They are more than `MOST`.
    CasesMovedOn
        Some are in another version or state than they were seen in; `numbers` are all of them.
    gis_app.cases.FactMissing, gis_app.work.units.UnknownUnit, gis_app.work.case_new.CaseTextTooLong
        The action lacks something, or what it was given cannot be.
    """
    for unit in {one.unit for one in cases} | {step.unit}:
        check_facts(office, _with(step, unit=unit), language)

    def take(tx: WriteTx, one: Seen) -> None:
        given = _with(step, unit=one.unit or step.unit, version=one.version)
        take_step(office, tx, actor, one.number, given)

    return _all(office, actor, cases, take)


@allowed("dispatcher", "inspector")
def undo_all(office: Office, actor: Actor, cases: Sequence[Seen]) -> list[dict[str, Any]]:
    """Take one's own last action on several cases back, all or none; see `case_steps.undo`.

    Raises
    ------
    TooManyCases, CasesMovedOn
        As for `act_all`; a minute may be over too.
    """
    return _all(
        office, actor, cases, lambda tx, one: undo_step(office, tx, actor, one.number, one.version)
    )


def _all(
    office: Office, actor: Actor, cases: Sequence[Seen], work: Callable[[WriteTx, Seen], None]
) -> list[dict[str, Any]]:
    if len(cases) > MOST:
        raise TooManyCases(found=len(cases), most=MOST)
    refused = []
    with office.store.write(actor.name, office.clock()) as tx:
        for one in cases:
            try:
                work(tx, one)
            except (StaleVersion, ActionRefused, TooLateToUndo, UnknownCase):
                refused.append(one.number)
        if refused:  # leaving the transaction by an error undoes what was written
            more = ["…"] if len(refused) > _NAMED_MOST else []
            raise CasesMovedOn(
                refused=len(refused),
                of=len(cases),
                named=", ".join(refused[:_NAMED_MOST] + more),
                numbers=refused,
            )
    return [{"number": one.number, "version": one.version + 1} for one in cases]


def _with(step: Step, *, unit: str, version: int = 0) -> Step:
    return Step(step.action, version, step.note, unit, step.condition, step.amount)


def _chosen(office: Office, table: CaseTable, choice: Choice) -> Rows:  # 1
    kept = np.zeros(len(table.columns), dtype=bool)
    if choice.ring is not None:
        inside = _area(office, choice.ring)
        wide = np.flatnonzero(answer(office, table, choice.question).kept)
        x, y = table.columns.x[wide], table.columns.y[wide]
        kept[wide] = points_within(x, y, inside)
    if choice.numbers:
        rows = table.rows_of(choice.numbers)
        if (rows < 0).any():
            raise UnknownCase(number=choice.numbers[int(np.argmin(rows))])
        kept[rows] = True
    order = table.most_urgent_first
    return order[kept[order]]


def _area(office: Office, ring: Ring) -> shapely.MultiPolygon | shapely.Polygon:
    """Return what a ring drawn by hand goes around; where it crosses itself, all of its parts."""
    drawn = shapely.make_valid(shapely.Polygon(ring))
    metric = to_metric(np.array([drawn], dtype=object), WGS84, office.district.crs)[0]
    parts = [part for part in shapely.get_parts(metric) if isinstance(part, shapely.Polygon)]
    return shapely.MultiPolygon(parts)


def _actions(actor: Actor, frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:  # 2
    found: dict[str, dict[str, Any]] = {}
    for number, state in zip(frame["code"].tolist(), frame["state"].tolist(), strict=True):
        for row in actions_for(str(state or ""), actor.role, appeal=""):
            told = found.setdefault(
                row.name,
                {"name": row.name, "needs": list(row.needs), "then": row.then, "numbers": []},
            )
            told["numbers"].append(number)
    return list(found.values())


def _propose(
    office: Office,
    tx: ReadTx,
    frame: gpd.GeoDataFrame,
    told: list[dict[str, Any]],
    actions: list[dict[str, Any]],
    named: Words,
) -> None:  # 3
    going = {number for row in actions if "unit" in row["needs"] for number in row["numbers"]}
    proposals = propose_all(office, tx, frame) if going else [None] * len(told)
    for row, proposal in zip(told, proposals, strict=True):
        unit = proposal.unit if proposal and row["number"] in going else None
        row["proposed"] = unit
        row["proposed_name"] = named.of("unit", unit) if unit else None


def _loads(office: Office, table: CaseTable, named: Words) -> list[dict[str, Any]]:  # 4
    columns = table.columns
    inside = columns.state.is_any(_IN_HAND)
    light = lights(columns, int(office.clock().timestamp()))
    yellow, red = (inside & (light == LIGHTS.index(name)) for name in ("yellow", "red"))
    counts = {
        name: count_by(columns.unit, kept).as_dict()
        for name, kept in (("open", inside), ("yellow", yellow), ("red", red))
    }
    rows = [
        {
            "unit": unit.code,
            "unit_name": named.of("unit", unit.code) or unit.code,
            **{name: count.get(unit.code, 0) for name, count in counts.items()},
        }
        for unit in kept_units(office)
    ]
    return sorted(rows, key=lambda row: (-row["open"], row["unit"]))
