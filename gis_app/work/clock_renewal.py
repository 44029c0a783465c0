"""Open cases after a limit or the calendar changed: their lights and deadlines by the new rules."""

from collections.abc import Mapping

import numpy as np

from gis_app.cases import RUNS, Stage
from gis_app.store import WriteTx, features
from gis_app.work.case_clocks import LAYER, clocks_of, fresh_rules, kept_moments
from gis_app.work.case_columns import case_table
from gis_app.work.office import Office
from layers import Feature
from layers.district import Calendar

#: What history calls it when the clocks of a case are set by other rules.
RENEW = "renew_clocks"


def renew_clocks(
    office: Office, tx: WriteTx, calendar: Calendar, minutes: Mapping[Stage, int]
) -> int:
    """Set the lights and deadlines of all open cases by the rules as they are now; return how many.

    1. A limit or a calendar counts for what is open as if it had always been so: the card, which
       reads the clocks from history, and the lists, which look at the kept moments, say the same.
    2. Only what has a clock that runs: what is on hold or returned gets its new deadline when it
       goes on, and what is closed keeps the one it was judged by.
    3. A case that came by import with a deadline keeps that; see `case_clocks.handling_limit`.
    4. A case that changes has an entry in its history; one that does not has none.
    """
    rules = fresh_rules(office, tx, calendar, minutes)
    columns = case_table(office, tx).columns
    rows = np.flatnonzero(columns.state.is_any(RUNS))  # 2
    changed = 0
    for number in columns.number[rows].tolist():
        case = features.get(tx, LAYER, number)
        clocks = clocks_of(office, tx, number, case.values, office.clock(), rules=rules)  # 1
        kept = kept_moments(clocks, str(case.values.get("state") or ""))
        if kept.get("due_at") is None:  # 2
            kept.pop("due_at", None)
        moved = {name: value for name, value in kept.items() if case.values.get(name) != value}
        if moved:
            fresh = Feature(number, case.name, case.shape, moved)
            features.update(tx, LAYER, fresh, version=case.version, what=RENEW)  # 4
            changed += 1
    return changed
