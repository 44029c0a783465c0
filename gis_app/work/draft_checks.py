"""What is wrong with a draft, what its reviewer should look at, and whether it may be published."""

from typing import Any, cast

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from gis_app.store import PlanHead, ReadTx, drafts, plans
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.draft_bench import bench
from gis_app.work.errors import WorkError
from gis_app.work.frames import frame, frames, stamp
from gis_app.work.office import Office
from gis_app.work.plans import told
from grids import Fault, Plan, unmet, warnings

#: The layer of buildings, for districts that have one.
BUILDINGS = "buildings"


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
        zoom, and whether it `blocks`.

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
    mark = f"{version}-{stamp(office, 'district', 'communities', 'roads')}"
    faults, hints = office.keep.get(
        f"draft:{plan_id}:faults",
        mark,
        lambda: (blocking(office, plan), _hints(office, base, plan)),
    )
    rows = [{**told(fault, office.district.crs), "blocks": True} for fault in faults]
    rows += [{**told(fault, office.district.crs), "blocks": False} for fault in hints]
    return {"version": version, "blocking": len(faults), "rows": rows}


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
