"""Rules in order: what fits, why, what covers what, and what a changed book would move."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app.cases import (
    CaseFacts,
    Rule,
    RuleBook,
    RuleUnfit,
    check_rules,
    clock_text,
    from_parts,
    moves,
    rehearse,
    to_parts,
)

CASE = CaseFacts(
    kind="matter",
    class_code="09006",
    condition="blocked",
    grid="G07",
    street="330206002",
    road="新大路",
    zones=frozenset({"stall_zones:SZ-01", "parking_zones:P-3"}),
    owner="U05",
    minute=12 * 60,
    working=True,
)


def rule(unit="U1", **parts):
    sets = {
        name: frozenset(value) if isinstance(value, list) else value
        for name, value in parts.items()
    }
    return Rule(unit, **sets)


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({}, ()),
        ({"classes": ["matter:09"]}, (("classes", "matter:09"),)),
        ({"classes": ["matter:", "matter:0900", "matter:09006"]}, (("classes", "matter:09006"),)),
        ({"classes": ["component:09"]}, None),
        ({"classes": ["matter:10"]}, None),
        ({"grids": ["G01", "G07"], "roads": ["新大路"]}, (("grids", "G07"), ("roads", "新大路"))),
        ({"grids": ["G07"], "roads": ["黄山路"]}, None),
        ({"zones": ["stall_zones"]}, (("zones", "stall_zones:SZ-01"),)),
        ({"zones": ["stall_zones:SZ-02"]}, None),
        ({"zones": ["parking_zones:P-3"]}, (("zones", "parking_zones:P-3"),)),
        ({"owners": ["U05"]}, (("owners", "U05"),)),
        ({"conditions": ["blocked"]}, (("conditions", "blocked"),)),
        ({"hours": (720, 721)}, (("hours", "12:00-12:01"),)),
        ({"hours": (700, 720)}, None),
        ({"hours": (1_200, 721)}, (("hours", "20:00-12:01"),)),
        ({"hours": (1_200, 720)}, None),
        ({"days": "working"}, (("days", "working"),)),
        ({"days": "off"}, None),
    ],
)
def test_a_rule_fits_by_all_its_parts_and_says_why(parts, why):
    assert rule(**parts).why(CASE) == why


@pytest.mark.parametrize("part", ["grids", "streets", "roads", "owners", "conditions", "zones"])
def test_a_case_without_a_value_does_not_fit_a_rule_that_asks_it(part):
    assert rule(**{part: [""]}).why(CaseFacts()) is None
    assert rule(**{part: ["x"]}).why(CaseFacts()) is None


def test_a_case_without_a_class_or_a_moment_fits_no_rule_that_asks_them():
    assert rule(classes=["matter:"]).why(CaseFacts(kind="matter")) is None
    assert rule(hours=(0, 1)).why(CaseFacts()) is rule(days="off").why(CaseFacts()) is None


def test_the_first_rule_that_fits_decides_and_one_out_of_use_does_not():
    book = RuleBook(
        (
            rule("U1", grids=["G01"]),
            rule("U2", grids=["G07"], enabled=False),
            rule("U3"),
            rule("U4"),
        )
    )

    fired = book.route(CASE)

    assert (fired.place, fired.rule.unit) == (2, "U3")
    assert [one.place for one in book.fitting(CASE)] == [2, 3]


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ([rule("U9", grids=["G1"])], "not in the list"),
        ([rule(classes=["09"])], "like matter:09"),
        ([rule(classes=["matter:09;--"])], "like matter:09"),
        ([rule(hours=(0, 1_440))], "two times of a day"),
        ([rule(hours=(60, 60))], "two times of a day"),
        ([rule(), rule(grids=["G1"])], "no rule after it"),
    ],
)
def test_rules_that_cannot_be_used_are_refused_with_their_place(rules, problem):
    with pytest.raises(RuleUnfit, match=f"Rule 1 .*{problem}"):
        check_rules(rules, ["U1"])


def test_a_rule_that_asks_nothing_may_be_the_last_in_use():
    check_rules([rule(grids=["G1"]), rule(), rule(grids=["G2"], enabled=False)], ["U1"])


@pytest.mark.parametrize(
    "record",
    [
        {"grids": "G1"},
        {"grids": [1]},
        {"hours": [1]},
        {"hours": [True, 2]},
        {"hours": "8-9"},
        {"days": "sunday"},
        {"enabled": 1},
        {"unit": None, "name": 3},
        {"class": ["matter:"]},
    ],
)
def test_a_record_that_is_no_rule_is_refused(record):
    with pytest.raises(RuleUnfit, match="Rule 4 "):
        from_parts(record, 4)


def test_hours_are_written_as_a_person_writes_them():
    assert clock_text((510, 1_050)) == "08:30-17:30"


# ---- laws

CLASSES = ["matter:", "matter:0", "matter:09", "component:01"]
WORDS = st.frozensets(st.sampled_from(["a", "b", "c"]), max_size=2)
ZONES = ["z", "z:1", "z:2", "y:1"]
HOURS = st.none() | st.tuples(*[st.integers(0, 1_439)] * 2).filter(lambda pair: pair[0] != pair[1])
RULES = st.builds(
    Rule,
    unit=st.sampled_from(["U1", "U2"]),
    classes=st.frozensets(st.sampled_from(CLASSES), max_size=2),
    grids=WORDS,
    roads=WORDS,
    zones=st.frozensets(st.sampled_from(ZONES), max_size=2),
    hours=HOURS,
    days=st.sampled_from([None, "working", "off"]),
    enabled=st.sampled_from([True, True, True, False]),
)
CASES = st.builds(
    CaseFacts,
    kind=st.sampled_from(["matter", "component", ""]),
    class_code=st.sampled_from(["", "0", "09", "0901", "01"]),
    grid=st.sampled_from(["", "a", "b", "c"]),
    road=st.sampled_from(["", "a", "b"]),
    zones=st.frozensets(st.sampled_from(["z:1", "z:2", "y:1"]), max_size=2),
    minute=st.none() | st.integers(0, 1_439),
    working=st.sampled_from([None, True, False]),
)
BOOKS = st.builds(lambda rules: RuleBook(tuple(rules)), st.lists(RULES, max_size=6))


@given(one=RULES, other=RULES, case=CASES)
def test_a_rule_that_covers_another_fits_all_that_fits_it(one, other, case):
    if one.covers(other) and other.why(case) is not None:
        assert one.why(case) is not None


@given(one=RULES)
def test_a_rule_covers_itself_and_survives_its_record(one):
    assert one.covers(one)
    assert from_parts(to_parts(one), 1) == one


@given(book=BOOKS, cases=st.lists(CASES, max_size=30))
def test_a_rehearsal_accounts_for_every_case_once(book, cases):
    found = rehearse(book, cases)

    assert sum(report.fires for report in found.reports) + len(found.unrouted) == len(cases)
    for report in found.reports:
        assert report.fits == report.fires + sum(n for _, n in report.taken_by)
        assert all(place < report.place for place, _ in report.taken_by)
        if report.verdict == "covered":
            assert report.fires == 0
        for later, _ in report.at_odds:
            assert book.rules[later].unit != book.rules[report.place].unit


@given(book=BOOKS, cases=st.lists(CASES, max_size=30))
def test_what_a_rehearsal_says_is_what_the_book_does(book, cases):
    fired = [book.route(case) for case in cases]
    found = rehearse(book, cases)

    places = [None if one is None else one.place for one in fired]
    assert [at for at, place in enumerate(places) if place is None] == list(found.unrouted)
    assert [report.fires for report in found.reports] == [
        places.count(place) for place in range(len(book.rules))
    ]


@given(before=BOOKS, after=BOOKS, cases=st.lists(CASES, max_size=20))
def test_moves_are_the_cases_that_go_to_another_unit(before, after, cases):
    def unit(book, case):
        fired = book.route(case)
        return None if fired is None else fired.rule.unit

    found = {move.case: (move.before, move.after) for move in moves(before, after, cases)}

    assert found == {
        at: (unit(before, case), unit(after, case))
        for at, case in enumerate(cases)
        if unit(before, case) != unit(after, case)
    }
    assert moves(before, before, cases) == []


def test_a_shadowed_rule_names_what_shadows_it():
    book = RuleBook(
        (
            rule("U1", classes=["matter:09"]),
            rule("U2", classes=["matter:0900"], grids=["G07"]),
            rule("U3", grids=["G07"]),
            rule("U4", grids=["G99"]),
        )
    )

    covered, shadowed, idle = rehearse(book, [CASE]).reports[1:]

    assert (covered.verdict, covered.covered_by) == ("covered", 0)
    assert (shadowed.verdict, shadowed.taken_by) == ("shadowed", ((0, 1),))
    assert idle.verdict == "idle"
    assert rehearse(book, [CASE]).reports[0].at_odds == ((1, 1), (2, 1))
