"""What is wrong with a draft, what its reviewer should look at, and whether it may be published."""

import time
from typing import Any, cast

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from gis_app.store import PlanHead, ReadTx, drafts, plans
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.draft_bench import bench
from gis_app.work.draft_orders import Desk
from gis_app.work.drafts import perform
from gis_app.work.errors import WorkError
from gis_app.work.frames import frame, frames, stamp
from gis_app.work.office import Office
from gis_app.work.plans import told
from grids import Fault, Fix, Operation, Plan, fix_of, unmet, warnings

#: The layer of buildings, for districts that have one.
BUILDINGS = "buildings"
#: How long fixes are sought for one list of faults, in seconds; the rest are told without.
FIXES_S = 1.0


class NoFix(WorkError):
    """A fault is to be mended that is gone, or that nothing mends."""

    kind = "no_fix"
    template = "Nothing mends this fault by itself; change the cells by hand."


class PlanUnsound(WorkError):
    """A plan is submitted or published that does not meet the rules."""

    kind = "plan_unsound"
    template = (
        "The plan has {faults} fault(s) that keep it from being published; open the list of "
        "faults, mend each and try again."
    )


@allowed(*EVERYONE)
def wrong(office: Office, _actor: Actor, plan_id: int) -> dict[str, Any]:
    """Return what is wrong with a draft: faults that keep it from being published, and warnings.

    Returns
    -------
    dict
        `version`, `blocking` (how many block), and `rows`: kind, codes, template, facts, where to
        zoom, whether it `blocks`, and the `fix` there is, if any.

    Raises
    ------
    gis_app.store.UnknownRecord
        There is no such plan.
    """
    with office.store.read() as tx:
        head = plans.get(tx, plan_id)
        kept = bench(office, tx, head)
        base = _base(tx, head)
    plan, version = kept.plan, kept.head.version
    mark = f"{version}-{stamp(office, 'district', 'communities', 'roads', BUILDINGS)}"
    return office.keep.get(
        f"draft:{plan_id}:faults", mark, lambda: _wrong(office, base, plan, version)
    )


def _wrong(office: Office, base: drafts.Content | None, plan: Plan, version: int) -> dict[str, Any]:
    faults, hints = blocking(office, plan), _hints(office, base, plan)
    ends = time.monotonic() + FIXES_S
    rows = []
    for fault in faults:
        fix = fix_of(plan, fault) if time.monotonic() < ends else None
        rows.append({**told(fault, office.district.crs), "blocks": True, "fix": _fix(fault, fix)})
    rows += [{**told(fault, office.district.crs), "blocks": False, "fix": None} for fault in hints]
    return {"version": version, "blocking": len(faults), "rows": rows}


@allowed("planner")
def mend(office: Office, actor: Actor, plan_id: int, fault: str, *, version: int) -> dict[str, Any]:
    """Mend a fault of a draft as `wrong` proposed it, and return what changed.

    Raises
    ------
    NoFix
        The fault is not there any more, or nothing mends it.
    gis_app.store.UnknownRecord, gis_app.store.PlanClosed, gis_app.store.StaleVersion
        There is no such plan, it is no draft, or it was changed meanwhile.
    """

    def make(desk: Desk) -> Operation:
        found = next((one for one in blocking(office, desk.plan) if _key(one) == fault), None)
        fix = None if found is None else fix_of(desk.plan, found)
        if fix is None:
            raise NoFix
        return fix.step

    return perform(office, plan_id, actor, make, version=version)


def _fix(fault: Fault, fix: Fix | None) -> dict[str, Any] | None:
    if fix is None:
        return None
    return {"template": fix.template, "facts": dict(fix.facts), "fault": _key(fault)}


def _key(fault: Fault) -> str:
    """Return a text that tells a fault from the others of its plan."""
    west, south, _, _ = fault.place.bounds if not fault.place.is_empty else (0.0, 0.0, 0.0, 0.0)
    return f"{fault.kind} {' '.join(fault.codes)} {west:.3f} {south:.3f}"


def blocking(office: Office, plan: Plan) -> list[Fault]:
    """Return what keeps a plan from being published."""
    communities = frame(office, "communities")
    shapes = cast("list[Polygon | MultiPolygon]", communities.geometry.tolist())
    return unmet(
        plan,
        communities=dict(zip(communities["code"], shapes, strict=True)) or None,
        area_band_m2=office.district.cell_area_m2,
    )


def need_sound(office: Office, plan: Plan) -> None:
    """Raise PlanUnsound unless a plan may be published."""
    found = blocking(office, plan)
    if found:
        raise PlanUnsound(faults=len(found))


def _base(tx: ReadTx, head: PlanHead) -> drafts.Content | None:
    return None if head.base is None else drafts.content(tx, plans.get(tx, head.base))


def _hints(office: Office, base: drafts.Content | None, plan: Plan) -> list[Fault]:
    if base is None:
        return []
    roads = np.asarray(frame(office, "roads").geometry.to_numpy(), dtype=object)
    known = frames(office, BUILDINGS)
    buildings = known[BUILDINGS].geometry.to_numpy() if known else np.array([], dtype=object)
    parts = shapely.get_parts(np.asarray(buildings, dtype=object))
    return warnings(base[0], plan, roads=shapely.get_parts(roads), buildings=parts)
