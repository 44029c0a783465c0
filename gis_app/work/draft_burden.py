"""What a district's grids have to carry, gathered for the ledger of a draft, and its weights."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis_app.store import settings
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_columns import case_table
from gis_app.work.frames import frame, frames
from gis_app.work.office import Office
from grids import Burden, Counted, WorkloadWrong
from layers.analysis import AT_REST, NO_TIME, CaseColumns

#: The mean month of the Gregorian calendar, and a day, in seconds.
_MONTH_S, _DAY_S = 30.436875 * 86_400, 86_400
#: Figures that every district has; each layer of assets and each major class of cases is one too.
CASES, OPEN, ASSETS = "cases_per_month", "open_cases", "assets"
#: The beginning of the figure of a major class: class.matter.09.
CLASS = "class"
#: The workload of a grid where the district has not weighed it: cases a month count one each, and
#: a kilometre of road to walk as much as four of them.
WEIGHTS: Mapping[str, float] = {CASES: 1.0, "road_km": 4.0}
#: What one unit of a figure is, as a person reads it; layers of assets have their own titles.
SAID: Mapping[str, str] = {
    "area_ha": "Hectare of ground",
    "road_km": "Kilometre of road",
    CASES: "Case a month",
    OPEN: "Open case",
    ASSETS: "Asset of any kind",
}
_SETTING = "workload"


def burden(office: Office) -> Burden:
    """Return the roads, assets and cases of the district, ready to be cut at cells.

    1. A case counts as its share of the mean month between the first and the last one.
    2. Cases are counted by major class too, and those at work once more as open ones.
    """
    roads = frame(office, "roads")
    classes = roads["class"].fillna("").astype(str).tolist() if "class" in roads else None
    names = [spec.name for spec in office.catalog.assets()]
    assets = {
        name: Counted.of(np.asarray(found.geometry.to_numpy(), dtype=object))
        for name, found in frames(office, *names).items()
        if len(found)
    }
    with office.store.read() as tx:
        columns = case_table(office, tx).columns
    whole = Counted(
        _joined([a.x for a in assets.values()]), _joined([a.y for a in assets.values()])
    )
    return Burden.of(
        np.asarray(roads.geometry.to_numpy(), dtype=object),
        classes,
        {**_cases(columns), ASSETS: whole, **assets},
    )


def _cases(columns: CaseColumns) -> dict[str, Counted]:
    moments = columns.reported_at
    known = moments[moments != NO_TIME]
    span_s = max(float(known.max() - known.min()), _DAY_S) if len(known) else _MONTH_S
    share = _MONTH_S / span_s  # 1
    dated = moments != NO_TIME
    at_work = ~columns.state.is_any(AT_REST)
    found = {
        CASES: Counted(columns.x[dated], columns.y[dated], share),
        OPEN: Counted(columns.x[at_work], columns.y[at_work]),
    }
    major = np.array([_major(word) for word in columns.class_code.words], dtype=object)
    of_case = major[columns.class_code.codes]
    for name in sorted(set(major.tolist()) - {""}):  # 2
        mine = dated & (of_case == name)
        found[f"{CLASS}.{name}"] = Counted(columns.x[mine], columns.y[mine], share)
    return found


def _major(key: str) -> str:
    """Return kind and major class of a key scheme|kind|code: matter.09."""
    parts = key.split("|")
    return f"{parts[1]}.{parts[2][:2]}" if len(parts) == 3 and parts[2] else ""  # noqa: PLR2004 - its three parts


def _joined(arrays: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    return np.concatenate(arrays) if arrays else np.empty(0)


def weights(office: Office) -> dict[str, float]:
    """Return what the workload of a grid weighs, by figure."""
    with office.store.read() as tx:
        kept = settings.find(tx.connection, _SETTING)
    return dict(WEIGHTS) if kept is None else json.loads(kept)


@allowed(*EVERYONE)
def workload(office: Office, _actor: Actor) -> dict[str, float]:
    """Return the weights of the workload."""
    return weights(office)


@allowed("planner")
def weigh(office: Office, actor: Actor, given: Mapping[str, Any]) -> dict[str, float]:
    """Set the weights of the workload; a figure that is not named weighs nothing.

    Raises
    ------
    grids.WorkloadWrong
        A weight is for no figure there is, or no number from 0 up.
    """
    known = figures(office)
    for figure, weight in given.items():
        good = isinstance(weight, int | float) and not isinstance(weight, bool)
        if figure not in known or not good or not 0 <= weight < np.inf:
            raise WorkloadWrong(figure=figure, weight=weight, figures=", ".join(known))
    with office.store.write(actor.name, office.clock()) as tx:
        settings.put(tx.connection, _SETTING, json.dumps(dict(given)))
    return dict(given)


def figures(office: Office) -> tuple[str, ...]:
    """Return what a workload may weigh: the figures that do not come and go with the cases."""
    names = (spec.name for spec in office.catalog.assets())
    return ("area_ha", "road_km", CASES, OPEN, ASSETS, *names)
