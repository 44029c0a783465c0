"""A rule book tried on the cases of the last days, before anybody goes by it."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gis_app.cases import CaseFacts, RuleBook, RuleReport, moves, rehearse
from gis_app.store import ReadTx, history
from gis_app.work.actor import Actor, allowed
from gis_app.work.calendars import calendar_of
from gis_app.work.case_clocks import class_key
from gis_app.work.case_columns import case_table
from gis_app.work.case_facts import FIELDS, facts_of, zone_layers
from gis_app.work.case_words import Words, words
from gis_app.work.cases import read_cases
from gis_app.work.office import Office
from gis_app.work.proposals import handled_by
from gis_app.work.rule_book import kept_book, read_rules
from gis_app.work.units import kept_units, responsible
from layers.analysis import KEY_MARK

#: Days a book is tried on where nobody says, and the most.
DAYS, DAYS_MOST = 30, 366
#: The most cases a book is tried on; of more, the latest are taken, and the answer says so.
CASES_MOST = 50_000
#: How many cases are named as examples, and how many classes of those that no rule takes.
_EXAMPLES, _CLASSES = 20, 12


@dataclass(frozen=True, slots=True)
class _Tried:
    """The cases a book is tried on: number, facts, the unit that had it, the one classes name."""

    numbers: list[str]
    keys: list[str]
    facts: list[CaseFacts]
    had: list[str]
    named: list[str]
    of: int


@allowed("dispatcher", "planner")
def try_rules(
    office: Office, _actor: Actor, records: Sequence[Mapping[str, Any]], days: int, language: str
) -> dict[str, Any]:
    """Return what a rule book would do on the cases of the last days, and what it would move.

    1. The cases are those reported in the last `days` days, at most `CASES_MOST` of the latest.
    2. For each rule: how many cases fit it and it decides, what takes the others, its verdict (see
       `gis_app.cases.RuleReport`), and how many of those it decides went to just that unit.
    3. `moved` are the cases that the rules in use send elsewhere; where no rule fits, the classes
       of the units decide on both sides.
    4. `unrouted` are the cases that no rule fits, by class, and how many even the classes leave.

    Raises
    ------
    gis_app.cases.RuleUnfit, gis_app.work.rule_book.TooManyRules
        The rules cannot be used.
    """
    book = read_rules(office, records)
    with office.store.read() as tx:
        used = kept_book(office, tx).book
        tried = _cases(office, tx, days)
    named = words(office, language)
    found = rehearse(book, tried.facts)
    agreed = _agreed(book, tried)
    return {
        "days": days,
        "cases": len(tried.facts),
        "of": tried.of,
        "rules": [_report(report, agreed[report.place]) for report in found.reports],
        "unrouted": _unrouted(tried, found.unrouted, named),
        "moved": _moved(used, book, tried, named),
    }


def _cases(office: Office, tx: ReadTx, days: int) -> _Tried:  # 1
    now = office.clock()
    since = int((now - dt.timedelta(days=days)).timestamp())
    table = case_table(office, tx)
    zones = [spec.name for spec in zone_layers(office)]
    marks = (table.stamp, history.stamp(tx, "units", *zones), days, since // 3_600)

    def read() -> _Tried:
        moments = table.columns.reported_at
        rows = np.flatnonzero((moments >= since) & (moments <= int(now.timestamp())))
        latest = rows[np.argsort(moments[rows], kind="stable")][-CASES_MOST:]
        cases = read_cases(tx, table, latest, ("scheme", "unit", *FIELDS))
        columns = {name: cases[name].tolist() for name in ("scheme", "kind", "class_code")}
        keys = [
            KEY_MARK.join(class_key({name: column[at] for name, column in columns.items()}))
            for at in range(len(cases))
        ]
        facts = facts_of(office, cases, calendar_of(office, tx))
        named = _named(office, tx, {(one.street, one.class_code) for one in facts})
        return _Tried(
            cases["code"].tolist(),
            keys,
            facts,
            [unit if isinstance(unit, str) else "" for unit in cases["unit"]],
            [named[one.street, one.class_code] for one in facts],
            len(rows),
        )

    return office.keep.get("rule_rehearsal", marks, read)


def _named(
    office: Office, tx: ReadTx, asked: Collection[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Return the unit that the classes name, by street and class, empty for none."""
    units = kept_units(office)
    streets = {street for street, _ in asked}
    handled = {street: handled_by(office, tx, street) if street else {} for street in streets}
    return {
        (street, code): responsible(units, code, handled=handled[street]) or ""
        for street, code in asked
    }


def _agreed(book: RuleBook, tried: _Tried) -> Counter[int]:  # 2
    found: Counter[int] = Counter()
    for facts, had in zip(tried.facts, tried.had, strict=True):
        fired = book.route(facts)
        if fired is not None and fired.rule.unit == had:
            found[fired.place] += 1
    return found


def _report(report: RuleReport, agreed: int) -> dict[str, Any]:
    return {
        "verdict": report.verdict,
        "fits": report.fits,
        "fires": report.fires,
        "agreed": agreed,
        "taken_by": [[place + 1, cases] for place, cases in report.taken_by],
        "covered_by": None if report.covered_by is None else report.covered_by + 1,
        "at_odds": [[place + 1, cases] for place, cases in report.at_odds],
    }


def _moved(used: RuleBook, book: RuleBook, tried: _Tried, named: Words) -> dict[str, Any]:  # 3
    pairs: dict[tuple[str, str], list[str]] = {}
    for move in moves(used, book, tried.facts):
        fallback = tried.named[move.case]
        pair = (move.before or fallback, move.after or fallback)
        if pair[0] != pair[1]:
            pairs.setdefault(pair, []).append(tried.numbers[move.case])
    rows = [
        {
            "before": before or None,
            "before_name": named.of("unit", before) if before else None,
            "after": after or None,
            "after_name": named.of("unit", after) if after else None,
            "cases": len(numbers),
            "examples": numbers[-_EXAMPLES:][::-1],
        }
        for (before, after), numbers in pairs.items()
    ]
    rows.sort(key=lambda row: (-int(str(row["cases"])), str(row["before"]), str(row["after"])))
    return {"cases": sum(map(len, pairs.values())), "pairs": rows}


def _unrouted(tried: _Tried, rows: Sequence[int], named: Words) -> dict[str, Any]:  # 4
    by_class = Counter(tried.keys[row] for row in rows)
    return {
        "cases": len(rows),
        "nobody": sum(not tried.named[row] for row in rows),
        "classes": [
            {"key": key, "title": named.class_name(key), "cases": cases}
            for key, cases in sorted(by_class.items(), key=lambda one: (-one[1], one[0]))[:_CLASSES]
        ],
        "examples": [tried.numbers[row] for row in rows[-_EXAMPLES:]][::-1],
    }
