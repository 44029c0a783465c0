"""Which unit a case might go to: by the rules, by the units' classes, and by what was done before.

A proposal is never acted upon by itself once a case is stored: it is shown with its reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis_app.cases import Evidence, Fired, learn
from gis_app.store import ReadTx
from gis_app.work.calendars import calendar_of
from gis_app.work.case_clocks import class_key
from gis_app.work.case_columns import case_table
from gis_app.work.case_facts import FIELDS, facts_of
from gis_app.work.case_words import Words
from gis_app.work.office import Office
from gis_app.work.rule_book import kept_book
from gis_app.work.units import kept_units, responsible
from layers import Plain
from layers.analysis import KEY_MARK, count_by

#: Cases in these states were handled by the unit they have.
_HANDLED = ("handled", "to_check", "to_close", "closed")
#: Words of a case's field by the part of a rule that asks it.
_NAMED = {"grids": "grid", "streets": "street"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A unit, and why: the rule that fired, or else `by` the units' classes (or their road)."""

    unit: str | None
    fired: Fired | None

    @property
    def by(self) -> str | None:
        """`rule`, `classes`, or None where nobody is proposed."""
        if self.unit is None:
            return None
        return "rule" if self.fired else "classes"


def propose(
    office: Office,
    tx: ReadTx,
    values: Mapping[str, Plain],
    shape: shapely.Geometry | None,
    *,
    road_unit: str | None = None,
) -> Proposal:
    """Return which unit a case of these values and place goes to.

    1. The first rule that fits decides.
    2. Where none does, the classes of the units; see `units.responsible`.
    """
    row = gpd.GeoDataFrame(
        {name: [values.get(name)] for name in FIELDS},
        geometry=np.array([shape], dtype=object),
        crs=office.district.crs,
    )
    return propose_all(office, tx, row, road_unit=road_unit)[0]


def propose_all(
    office: Office, tx: ReadTx, cases: gpd.GeoDataFrame, *, road_unit: str | None = None
) -> list[Proposal]:
    """Return which unit each of some cases goes to; the frame has `FIELDS` and metric places."""
    book = kept_book(office, tx).book
    fired: list[Fired | None] = [None] * len(cases)
    if book.rules:
        facts = facts_of(office, cases, calendar_of(office, tx), book.asked)
        fired = [book.route(one) for one in facts]  # 1
    streets, codes = (_texts(cases[name].tolist()) for name in ("street", "class_code"))
    handled = {street: handled_by(office, tx, street) for street in set(streets) - {""}}
    units = kept_units(office)
    by_class = [
        responsible(units, code, road_unit=road_unit, handled=handled.get(street))
        for code, street in zip(codes, streets, strict=True)
    ]
    return [
        Proposal(unit, None) if rule is None else Proposal(rule.rule.unit, rule)  # 2
        for rule, unit in zip(fired, by_class, strict=True)
    ]


def _texts(values: list[object]) -> list[str]:
    return [value if isinstance(value, str) else "" for value in values]


def evidence(office: Office, tx: ReadTx, values: Mapping[str, Plain]) -> Evidence | None:
    """Return which units handled cases of the same class: in its grid, its street, or anywhere."""
    columns = case_table(office, tx).columns
    key = KEY_MARK.join(class_key(values))
    alike = columns.class_code.is_any([key]) & columns.state.is_any(_HANDLED)
    levels = {
        name: alike & column.is_any([str(values[name])])
        for name, column in (("grid", columns.grid), ("street", columns.street))
        if values.get(name)
    }
    return learn(columns.unit.codes, columns.unit.words, levels | {"district": alike})


def told(proposal: Proposal, learned: Evidence | None, named: Words) -> dict[str, Any]:
    """Return a proposal as a card shows it, with the names of all it is made of."""
    unit = proposal.unit
    return {
        "unit": unit,
        "unit_name": named.of("unit", unit) if unit else None,
        "by": proposal.by,
        "rule": None if proposal.fired is None else _rule(proposal.fired, named),
        "learned": None
        if learned is None
        else {
            "level": learned.level,
            "cases": learned.cases,
            "units": [
                {"unit": code, "unit_name": named.of("unit", code), "cases": cases}
                for code, cases in learned.units
            ],
        },
    }


def value_title(named: Words, part: str, value: str) -> str:
    """Return what a person reads for a value that a rule asks for, the value itself if nothing."""
    if part == "classes":
        return named.class_head(value)
    if part == "zones":
        layer, _, code = value.partition(":")
        catalog = named.office.catalog
        title = catalog[layer].title.in_language(named.language) if layer in catalog else layer
        return f"{title} {code}".strip()
    if part in _NAMED:
        return named.of(_NAMED[part], value) or value
    return value


def _rule(fired: Fired, named: Words) -> dict[str, Any]:
    why = [
        {"part": part, "value": value, "title": value_title(named, part, value)}
        for part, value in fired.why
    ]
    return {"place": fired.place + 1, "name": fired.rule.name, "why": why}


def handled_by(office: Office, tx: ReadTx, street: str) -> Mapping[str, int]:
    """Return how many cases of a street each unit has had."""
    columns = case_table(office, tx).columns
    return count_by(columns.unit, columns.street.is_any([street])).as_dict()
