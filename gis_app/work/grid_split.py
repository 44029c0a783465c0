"""Split one management grid of a draft in parts that carry about the same."""

import time
from typing import Any

import numpy as np

from gis_app.store import plans
from gis_app.work.actor import Actor, allowed
from gis_app.work.draft_bench import bench
from gis_app.work.draft_burden import weights
from gis_app.work.draft_orders import split_order
from gis_app.work.drafts import perform
from gis_app.work.office import Office
from grids.parts import even_parts

#: How long parts are searched for; a planner waits for it.
SECONDS = 2.0


@allowed("planner")
def split_evenly(
    office: Office, actor: Actor, plan_id: int, code: str, k: int, *, version: int
) -> dict[str, Any]:
    """Split a management grid in k parts of about equal workload, as one step of the draft.

    1. Parts are sought in the draft as it is stored, before the writer's turn begins; if somebody
       changed it meanwhile, nothing is done.
    2. The part that has most in common with the grid keeps its code and name.

    Raises
    ------
    grids.UnknownGrid, grids.GridsTooFew, grids.GridsTooMany
        There is no such management grid, or it cannot be split in so many.
    gis_app.store.UnknownRecord, gis_app.store.PlanClosed, gis_app.store.StaleVersion
        As for `drafts.step`.
    """
    with office.store.read() as tx:
        kept = bench(office, tx, plans.get(tx, plan_id))
    with kept.lock:
        plan, ledger = kept.plan, kept.ledger
    plan.management_grid(code)
    known = {name: weight for name, weight in weights(office).items() if name in ledger.figures}
    load = dict(zip(plan.grid.codes, ledger.workload(known).tolist(), strict=True))
    ends = time.monotonic() + SECONDS
    parts = even_parts(  # 1
        plan.grid,
        code,
        load,
        k,
        rng=np.random.default_rng(version),
        enough=lambda: time.monotonic() > ends,
    )
    mine = {"kind": "split_grid_even", "grid": code, "k": k}
    return perform(
        office,
        plan_id,
        actor,
        lambda desk: split_order(code, parts, desk),  # 2
        version=version,
        mine=mine,
    )
