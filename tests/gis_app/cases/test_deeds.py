"""What history tells of a case: tasks with their time, failures, hands; what was undone is none."""

import pytest

from gis_app.cases.deeds import Course, Deed, Task, courses


def deeds(*told, case="1"):
    """Return deeds from (second, who, what, state before)."""
    return [Deed(case, at, who, what, state) for at, who, what, state in told]


def course(*told) -> Course:
    return courses(deeds(*told))["1"]


WHOLE = (
    (0, "wang", "add", ""),
    (60, "li", "ask_verify", "reported"),
    (600, "wang", "confirm", "to_verify"),
    (700, "li", "file", "to_file"),
    (1_000, "li", "dispatch", "to_dispatch"),
    (2_000, "wu", "start", "to_handle"),
    (2_500, "li", "urge", "handling"),
    (3_000, "wu", "finish", "handling"),
    (3_100, "li", "ask_check", "handled"),
    (4_000, "wang", "fail", "to_check"),
    (5_000, "wu", "start", "rework"),
    (6_000, "wu", "finish", "handling"),
    (6_100, "li", "ask_check", "handled"),
    (6_400, "wang", "pass", "to_check"),
    (6_500, "li", "close", "to_close"),
)


def test_tasks_begin_with_the_deed_before_and_belong_to_who_ended_them():
    assert course(*WHOLE).tasks == [
        Task("1", "verify", "wang", 60, 600),
        Task("1", "accept", "li", 600, 700),
        Task("1", "dispatch", "li", 700, 1_000),
        Task("1", "check", "wang", 3_100, 4_000),
        Task("1", "check", "wang", 6_100, 6_400),
    ]


def test_a_course_counts_failures_and_hands():
    found = course(*WHOLE)

    assert (found.reworks, found.returns, found.hands) == (1, 0, 1)
    assert (found.dispatcher, found.dispatched_s, found.right_first) == ("li", 1_000, True)


@pytest.mark.parametrize(
    ("then", "hands", "right"),
    [
        ((2_000, "wu", "return", "to_handle"), 1, False),
        ((2_000, "wu", "hand_on", "to_handle"), 2, False),
        ((2_000, "wu", "start", "to_handle"), 1, True),
    ],
)
def test_a_case_that_does_not_stay_was_not_right_first(then, hands, right):
    found = course((0, "li", "dispatch", "to_dispatch"), then)

    assert (found.hands, found.right_first) == (hands, right)


def test_what_was_taken_back_counts_for_nothing():
    found = course(
        (0, "li", "file", "to_file"),
        (10, "li", "dispatch", "to_dispatch"),
        (20, "li", "undo", "to_handle"),
        (30, "chen", "dispatch", "to_dispatch"),
    )

    assert (found.hands, found.dispatcher) == (1, "chen")
    assert found.tasks == [Task("1", "dispatch", "chen", 0, 30)]


def test_a_failure_at_the_desk_is_a_rework_and_no_check_of_anybody():
    found = course((0, "wang", "pass", "to_check"), (10, "li", "fail", "to_close"))

    assert (found.reworks, found.tasks) == (1, [])


def test_a_report_turned_down_at_once_is_no_task_of_filing():
    assert course((0, "w", "add", ""), (9, "li", "reject", "reported")).tasks == []


def test_cases_do_not_mix():
    both = [*deeds((0, "a", "dispatch", "to_dispatch")), *deeds((5, "b", "return", "x"), case="2")]

    found = courses(both)

    assert (found["1"].hands, found["1"].returns) == (1, 0)
    assert (found["2"].hands, found["2"].returns) == (0, 1)
