"""Drafts on the bench: each open one in memory, with what can be undone and what it carries."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock, RLock

import shapely
from shapely.geometry.base import BaseGeometry

from gis_app.store import PlanHead, ReadTx, drafts, history
from gis_app.work.draft_burden import burden
from gis_app.work.frames import frame
from gis_app.work.office import Office
from grids import Change, Descent, Drafting, Ledger, Plan, applied

#: Drafts kept in memory at once, and how long what lies in the district is taken as it was: a new
#: case must not make every step of a planner slow.
_MOST, _FRESH = 6, timedelta(hours=1)
#: How long somebody who asked for a draft counts as being there.
_PRESENT = timedelta(seconds=40)


@dataclass(slots=True, eq=False)
class Bench:
    """One draft in memory: its session, its ledger, who was there when.

    `version` is the stored version that the session stands at. Whoever reads or changes a bench
    holds its lock.
    """

    head: PlanHead
    session: Drafting
    ledger: Ledger
    weighed_at: datetime
    lock: RLock = field(default_factory=RLock)
    seen: dict[str, datetime] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        """The plan as it is now."""
        return self.session.plan

    def come(self, head: PlanHead, deed: str, change: Change) -> None:
        """Follow one step that is stored, unless somebody who read the journal did already."""
        if head.version <= self.head.version:
            return
        if deed == drafts.REBASE:
            plain = applied(self.plan, replace(change, lineage_out=(), lineage_in=()))
            self.session = Drafting(replace(plain, lineage=change.lineage_in, base=head.base))
        else:
            self.session = _followed(self.session, deed, change)
        self.ledger = self.ledger.after(self.plan.grid, change.cells_out, change.cells_in)
        self.head = head

    def meet(self, name: str, now: datetime) -> list[str]:
        """Note that somebody is there and return the names of the others."""
        self.seen[name] = now
        self.seen = {who: at for who, at in self.seen.items() if now - at < _PRESENT}
        return sorted(set(self.seen) - {name})


@dataclass(slots=True, eq=False)
class _Benches:
    """The open drafts, the one used last at the end."""

    lock: Lock = field(default_factory=Lock)
    of: OrderedDict[int, Bench] = field(default_factory=OrderedDict)


def bench(office: Office, tx: ReadTx, head: PlanHead) -> Bench:
    """Return the bench of a plan as it is stored in `head`.

    1. A bench that is behind follows the journal; other processes write to it too.
    2. A ledger that is old is set up anew.
    3. After a backup was restored all are.
    4. The plan that the layers are is read from them, and not kept: who imports changes it.
    """
    if head.in_layers:  # 4
        return _set_up(office, tx, head)
    benches = office.keep.get("drafts:benches", history.stamp(tx), _Benches)  # 3
    with benches.lock:
        kept = benches.of.pop(head.id, None)
        if kept is None:
            kept = _set_up(office, tx, head)
        _follow(tx, kept, head)
        if office.clock() - kept.weighed_at > _FRESH:  # 2
            kept.ledger = Ledger.of(kept.plan.grid, burden(office))
            kept.weighed_at = office.clock()
        benches.of[head.id] = kept
        while len(benches.of) > _MOST:
            benches.of.popitem(last=False)
        return kept


def outline(office: Office) -> BaseGeometry | None:
    """Return the outline of the district, or None where it has none."""
    shapes = frame(office, "district").geometry.to_numpy()
    whole = shapely.union_all(shapes)
    return None if whole.is_empty else whole


def _follow(tx: ReadTx, kept: Bench, head: PlanHead) -> None:  # 1
    with kept.lock:
        if head.version <= kept.head.version:  # a reader whose view is older is given the newer one
            return
        for line in drafts.journal(tx, head.id, after=kept.head.version):
            kept.come(replace(head, version=line.number), line.deed, line.change)
        kept.head = head


def _set_up(office: Office, tx: ReadTx, head: PlanHead) -> Bench:
    grid, named = drafts.content(tx, head)
    kept, done, undone = _stacks(drafts.journal(tx, head.id))
    plan = Plan(
        head.name,
        grid,
        named,
        state=head.state,
        lineage=(*kept, *_lineage(done)),
        outline=outline(office),
        author=head.author,
        base=head.base,
    )
    ledger = Ledger.of(grid, burden(office))
    return Bench(head, Drafting(plan, done, undone), ledger, office.clock())


def _stacks(
    lines: Iterable[drafts.Step],
) -> tuple[tuple[Descent, ...], tuple[Change, ...], tuple[Change, ...]]:
    """Return the lineage kept so far, the changes that hold, and those to redo, the next one last.

    What was done before a draft was put on another plan cannot be taken back.
    """
    kept: tuple[Descent, ...] = ()
    done: list[Change] = []
    undone: list[Change] = []
    for line in lines:
        if line.deed == "undo":
            undone.append(done.pop())
        elif line.deed == "redo":
            done.append(undone.pop())
        elif line.deed == drafts.REBASE:
            kept, done, undone = line.change.lineage_in, [], []
        else:
            done.append(line.change)
            undone.clear()
    return kept, tuple(done), tuple(undone)


def _lineage(done: Iterable[Change]) -> tuple[Descent, ...]:
    return tuple(descent for change in done for descent in change.lineage_in)


def _followed(session: Drafting, deed: str, change: Change) -> Drafting:
    if deed == "undo":
        return session.undo()
    if deed == "redo":
        return session.redo()
    return Drafting(applied(session.plan, change), (*session.done, change))
