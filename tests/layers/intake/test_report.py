"""The report of a dry run: counts that add up, JSON, and a CSV no spreadsheet can run."""

import csv
import io
import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.intake import (
    TEMPLATES,
    CheckOptions,
    ColumnMapping,
    Problem,
    Severity,
    check_rows,
    compare,
    dry_run,
    problems_csv,
    refusals,
)
from layers.intake.report import safe_cell

MAPPING = ColumnMapping({"code": "id", "state": "st", "count": "num"})
#: What a sentence about a problem may speak of.
FACTS = {"value", "first", "code", "length", "most", "wanted", "radius_m"}
FACTS |= {"begins", "count", "total"}


def report_of(make, *rows, existing=None, shapes=None):
    spec = make.layer()
    checked = check_rows(
        make.raw(*rows, shapes=shapes),
        spec,
        MAPPING,
        options=CheckOptions(attributes_only=True),
    )
    before = checked.frame.iloc[:0] if existing is None else existing
    changes = compare(before, checked.frame, spec, provided=checked.provided)
    refused = refusals(checked.frame, checked.rows, changes)
    return dry_run(spec.name, checked, changes, refused)


ROWS = [
    {"id": "a", "st": "完好", "num": 1},
    {"id": "b", "st": "kaputt", "num": 2},
    {"id": "c", "st": "kaputt", "num": "=1+1"},
    {"id": "d", "st": "hin", "num": 3},
]


def test_the_counts_add_up(make):
    plain = report_of(make, *ROWS).to_plain()

    rows = plain["rows"]
    assert rows["total"] == rows["good"] + rows["rejected"] == 4
    assert rows["good"] == rows["added"] + rows["changed"] + rows["unchanged"] == 1
    assert plain["by_kind"]["rejected"] == {"not_choice": 3, "not_number": 1}


def test_a_new_row_without_a_place_counts_as_rejected(make):
    report = report_of(make, ROWS[0], shapes=[None])

    assert (report.good, report.rejected, report.added) == (0, 1, 0)
    assert report.counts(Severity.REJECTED) == {"new_without_place": 1}


def test_values_that_fit_no_choice_are_offered_most_frequent_first(make):
    assert report_of(make, *ROWS).unread_choices() == {"st": ("kaputt", "hin")}


def test_the_report_is_json_and_shows_the_first_problems_with_facts(make):
    plain = report_of(make, *ROWS).to_plain(first=2)

    assert json.loads(json.dumps(plain)) == plain
    assert len(plain["problems"]) == 2
    assert plain["problems_total"] == 4
    assert plain["problems"][0]["template"] == TEMPLATES["not_choice"]
    assert plain["problems"][0]["facts"]["value"] == "kaputt"


def test_the_csv_has_every_problem_in_the_readers_language(make):
    report = report_of(make, *ROWS)

    text = problems_csv(report.problems, translate=lambda template: "译 " + template)

    lines = list(csv.DictReader(io.StringIO(text)))
    assert len(lines) == 4
    assert all(line["message"].startswith("译 ") for line in lines)
    assert "'=1+1" in {line["value"] for line in lines}


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1+1", "'+1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ("\t=1", "'\t=1"),
        ("-2+3", "'-2+3"),
        ("-2.5", "-2.5"),
        ("黄山路", "黄山路"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_run_is_marked_as_text(text, safe):
    assert safe_cell(text) == safe


@given(st.text())
def test_no_cell_begins_like_a_formula_unless_it_is_a_number(text):
    cell = safe_cell(text)

    begins = cell[:1] in ("=", "+", "-", "@")
    assert not begins or cell.lstrip("+-").replace(".", "", 1).isdigit()


@given(st.text(), st.text(), st.text())
def test_a_problem_with_any_text_survives_the_csv(column, value, code):
    problem = Problem(1, column, value, "repeated_code", Severity.REJECTED, {"first": 3})

    text = problems_csv([problem])

    # A lone carriage return in a cell is quoted, so the reader sees one line.
    line = list(csv.reader(io.StringIO(text, newline="")))[1]
    assert line[:3] == ["1", safe_cell(column), safe_cell(value)]


def test_every_template_is_a_sentence_with_facts_in_plain_braces():
    for kind, template in TEMPLATES.items():
        facts = {name for _, name, _, _ in string.Formatter().parse(template) if name}
        assert facts <= FACTS, kind
        assert template.endswith(".")
