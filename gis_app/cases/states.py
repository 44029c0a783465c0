"""The states of a case and the table of actions between them.

The stages are those of the trade: 信息采集 → 案卷建立 → 任务派遣 → 任务处理 → 处理反馈 →
核查结案 → 综合评价. Every move a case can make is a row of `ACTIONS`; what has
no row is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from layers import GisError, Plain

#: All states, in the order of a case's life.
STATES = (
    "draft",
    "reported",
    "to_verify",
    "to_file",
    "rejected",
    "void",
    "to_dispatch",
    "returned",
    "to_handle",
    "handling",
    "on_hold",
    "handled",
    "to_check",
    "rework",
    "to_close",
    "closed",
)

#: States in which somebody still has something to do.
OPEN_STATES = tuple(s for s in STATES if s not in ("rejected", "void", "closed"))

#: States, beside those with a row of their own, in which a case may turn out to be none.
_STILL_TO_VOID = ("reported", "to_verify", "to_file", "to_handle")
#: States in which a unit has the case in hand.
_WITH_A_UNIT = ("to_handle", "handling", "on_hold", "rework")
#: States in which the work of the unit is looked at, or was.
_CHECKED = frozenset({"handled", "to_check", "to_close", "closed"})

#: The largest amount of an action: no case is extended by more units of its limit.
MOST = 365.0

_DESK = frozenset({"dispatcher", "admin"})
_FIELD = frozenset({"dispatcher", "inspector", "admin"})


class CaseError(GisError):
    """A case cannot do what was asked of it."""


class ActionRefused(CaseError):
    """The table has no such row for this state, or not for this role."""

    kind = "action_refused"
    template = (
        "A case that is {state!r} cannot take the action {action!r} from a {role}; "
        "reload it and choose one of the actions it offers."
    )


class FactMissing(CaseError):
    """An action needs something that was not given."""

    kind = "fact_missing"
    template = "The action {action!r} needs {fact!r}; fill it in and try again."


class FactUnfit(CaseError):
    """An action needs a number, and what was given is none above 0."""

    kind = "fact_unfit"
    template = "The action {action!r} needs a number above 0 as {fact!r}, not {value!r}."


@dataclass(frozen=True, slots=True)
class Action:
    """One row: in `state`, one of `roles` may do `name`, and the case is in `then`.

    `needs` are facts that must come with it (a note, a unit, an amount), `takes` those that may
    (the condition that sets the limit); `stamps` are the fields of the case that take the moment of
    the action. Which clock stops and which one starts follows from the two states: see
    `clocks.RUNS`. `appeal` is what becomes of an appeal against the judgement of the case; rows
    with `answers` settle one, so there must be an open one.
    """

    state: str
    name: str
    then: str
    roles: frozenset[str] = _DESK
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    stamps: tuple[str, ...] = ()
    appeal: str = ""
    answers: bool = False


ACTIONS: tuple[Action, ...] = (
    Action("draft", "report", "reported", _FIELD, stamps=("reported_at",)),
    Action("draft", "void", "void", _FIELD, needs=("note",)),
    Action("reported", "ask_verify", "to_verify"),
    Action("reported", "accept", "to_file"),
    Action("reported", "reject", "rejected", needs=("note",)),
    Action("reported", "self_handle", "to_close", _FIELD, needs=("note",), stamps=("handled_at",)),
    Action("to_verify", "confirm", "to_file", _FIELD),
    Action("to_verify", "deny", "rejected", _FIELD, needs=("note",)),
    Action("to_file", "file", "to_dispatch", stamps=("filed_at",)),
    Action("to_file", "reject", "rejected", needs=("note",)),
    Action("rejected", "reconsider", "reported", needs=("note",)),
    Action(
        "to_dispatch",
        "dispatch",
        "to_handle",
        needs=("unit",),
        takes=("condition",),
        stamps=("dispatched_at",),
    ),
    Action("to_dispatch", "void", "void", needs=("note",)),
    Action(
        "returned",
        "dispatch",
        "to_handle",
        needs=("unit",),
        takes=("condition",),
        stamps=("dispatched_at",),
    ),
    Action("returned", "void", "void", needs=("note",)),
    Action("to_handle", "start", "handling", _FIELD),
    Action("to_handle", "return", "returned", needs=("note",)),
    Action("handling", "finish", "handled", _FIELD, stamps=("handled_at",)),
    Action("handling", "hold", "on_hold", needs=("note",)),
    Action("handling", "return", "returned", needs=("note",)),
    Action("on_hold", "resume", "handling"),
    Action("handled", "ask_check", "to_check"),
    Action("to_check", "pass", "to_close", _FIELD),
    Action("to_check", "fail", "rework", _FIELD, needs=("note",)),
    Action("rework", "start", "handling", _FIELD),
    Action("rework", "return", "returned", needs=("note",)),
    Action("to_handle", "hold", "on_hold", needs=("note",)),
    Action("to_close", "close", "closed", stamps=("closed_at",)),
    Action("to_close", "fail", "rework", needs=("note",)),
    Action("closed", "reopen", "rework", needs=("note",)),
    # 首问责任: the first unit asked hands a case on itself, it does not bounce it to the desk.
    Action("to_handle", "hand_on", "to_handle", needs=("unit", "note"), stamps=("dispatched_at",)),
    Action("handling", "hand_on", "to_handle", needs=("unit", "note"), stamps=("dispatched_at",)),
    *(Action(state, "void", "void", needs=("note",)) for state in _STILL_TO_VOID),
    # These move nothing, and all are kept in history: 延时 adds units of its limit to the clock of
    # the case, an upheld 申诉 takes it out of evaluation, 催办 and 督办 are told to its unit.
    *(
        Action(state, "extend", state, needs=("note", "amount"))
        for state in ("to_handle", "handling", "on_hold", "rework")
    ),
    *(
        row
        for state in ("rejected", "closed")
        for row in (
            Action(state, "appeal", state, needs=("note",), appeal="open"),
            Action(state, "uphold", state, needs=("note",), appeal="upheld", answers=True),
            Action(state, "refuse_appeal", state, needs=("note",), appeal="refused", answers=True),
        )
    ),
    *(Action(state, "urge", state, needs=("note",)) for state in _WITH_A_UNIT),
    *(Action(state, "supervise", state, needs=("note",)) for state in _WITH_A_UNIT),
)


@dataclass(frozen=True, slots=True)
class Moved:
    """What an action does to a case: its new state and the fields that change with it."""

    state: str
    changes: Mapping[str, Plain]


def actions_for(state: str, role: str, *, appeal: str = "open") -> tuple[Action, ...]:
    """Return the actions a role may take on a case in a state, in the order of the table.

    `appeal` is what became of an appeal against its judgement, empty where there was none; only an
    open one can be answered.
    """
    return tuple(
        row
        for row in ACTIONS
        if row.state == state and role in row.roles and (not row.answers or appeal == "open")
    )


def take(
    state: str,
    action: str,
    *,
    role: str,
    facts: Mapping[str, str],
    at: str,
    appeal: str = "open",
) -> Moved:
    """Return what an action does to a case.

    1. There is a row for this state, action and role.
    2. Every fact the row needs is there and not blank.
    3. The stamps of the row take `at`, a moment as UTC text; a unit that came along is kept.
    4. Work begun again has no end yet: `handled_at` and `closed_at` are emptied.
    5. A condition that came along is kept. An amount is a number above 0; what it is added to is
       not known here.
    6. A row that says so sets what becomes of the appeal.

    Raises
    ------
    ActionRefused
        There is no such row (1).
    FactMissing, FactUnfit
        A fact is missing (2), or an amount is none (5).
    """
    row = next((row for row in actions_for(state, role, appeal=appeal) if row.name == action), None)
    if row is None:  # 1
        raise ActionRefused(state=state, action=action, role=role)
    for fact in row.needs:
        if not facts.get(fact, "").strip():  # 2
            raise FactMissing(action=action, fact=fact)
    if "amount" in row.needs:
        read_amount(action, facts["amount"])  # 5
    changes: dict[str, Plain] = {"state": row.then}
    changes |= dict.fromkeys(row.stamps, at)  # 3
    if "unit" in row.needs:
        changes["unit"] = facts["unit"].strip()
    if "condition" in row.takes and facts.get("condition", "").strip():
        changes["condition"] = facts["condition"].strip()
    if row.appeal:
        changes["appeal"] = row.appeal  # 6
    if row.then in ("rework", "returned"):  # 4
        changes |= {"handled_at": None, "closed_at": None}
    return Moved(row.then, changes)


def photo_part(state: str) -> str:
    """Return what a picture shows that is added to a case in a state.

    The trade files three kinds (上报, 处置, 核查). A picture is `before` until a unit has the case,
    `after` as long as it is with one, and one of the `check` once it was reported handled.
    """
    if state in _WITH_A_UNIT:
        return "after"
    return "check" if state in _CHECKED else "before"


def read_amount(action: str, text: str) -> float:
    """Return the amount that comes with an action.

    Raises
    ------
    FactUnfit
        It is no number above 0, or larger than any extension.
    """
    try:
        amount = float(text)
    except ValueError:
        amount = 0.0
    if not 0 < amount <= MOST:
        raise FactUnfit(action=action, fact="amount", value=text)
    return amount
