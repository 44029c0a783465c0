"""What a dry run tells: counts, the first problems, and all of them as a CSV that is safe."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from layers.formats.formulas import neutral
from layers.intake.changes import Changes
from layers.intake.problems import Problem, Severity, count_by
from layers.intake.rows import Checked

#: How many problems a report shows unless asked otherwise; the CSV has them all.
FIRST = 50
#: How many distinct values that fit no choice are offered for mapping, for each column.
_OFFERED = 30
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_TITLES = ("row", "column", "value", "kind", "severity", "message")


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an import would do, before anything is done.

    `good` rows pass the checks; `added`, `changed` and `unchanged` are those of them, `rejected`
    all rows that are left out. `absent` counts what the layer has and the file does not.
    """

    layer: str
    total: int
    good: int
    rejected: int
    added: int
    changed: int
    unchanged: int
    absent: int
    by_field: Mapping[str, int]
    problems: tuple[Problem, ...]

    def counts(self, severity: Severity) -> Mapping[str, int]:
        """Return how many problems there are of each kind, of one severity."""
        return count_by(one.kind for one in self.problems if one.severity is severity)

    def unread_choices(self) -> Mapping[str, tuple[str, ...]]:
        """Return for each column the values that are none of the field's, most frequent first."""
        found: dict[str, list[str]] = {}
        for one in self.problems:
            if one.kind == "not_choice":
                found.setdefault(one.column, []).append(one.value)
        return {column: _frequent(values) for column, values in found.items()}

    def to_plain(self, *, first: int = FIRST) -> dict[str, Any]:
        """Return the report as JSON-plain values with the first problems.

        Each problem has its `template` and `facts` beside the English message, so that the reader's
        language is chosen where it is shown.
        """
        return {
            "layer": self.layer,
            "rows": {
                "total": self.total,
                "good": self.good,
                "rejected": self.rejected,
                "added": self.added,
                "changed": self.changed,
                "unchanged": self.unchanged,
                "absent": self.absent,
            },
            "by_field": dict(self.by_field),
            "by_kind": {one.value: dict(self.counts(one)) for one in Severity},
            "unread_choices": {key: list(values) for key, values in self.unread_choices().items()},
            "problems": [plain_problem(one) for one in self.problems[:first]],
            "problems_total": len(self.problems),
        }


def dry_run(layer: str, checked: Checked, changes: Changes, refused: Iterable[Problem]) -> DryRun:
    """Return the report of checked rows and what they would change.

    `refused` are the problems of new rows without a place (`refusals`), counted as rejected.
    """
    more = tuple(refused)
    problems = sorted((*checked.problems, *more), key=lambda one: one.row)
    return DryRun(
        layer=layer,
        total=checked.total,
        good=len(checked.frame) - len(more),
        rejected=checked.rejected + len(more),
        added=len(changes.added),
        changed=len(changes.changed),
        unchanged=len(changes.unchanged),
        absent=len(changes.absent),
        by_field=changes.by_field(),
        problems=tuple(problems),
    )


def problems_csv(
    problems: Iterable[Problem], *, translate: Callable[[str], str] | None = None
) -> str:
    """Return all problems as CSV text, one line each.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it; plain numbers,
    negative ones too, stay as they are. `translate` turns templates into the reader's language.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_TITLES)
    for one in problems:
        message = one.message(translate(one.template) if translate else None)
        row = (str(one.row), one.column, one.value, one.kind, one.severity.value, message)
        writer.writerow([safe_cell(cell) for cell in row])
    return out.getvalue()


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; a plain number is none."""
    return text if _NUMBER.fullmatch(text) else neutral(text)


def _frequent(values: Iterable[str]) -> tuple[str, ...]:
    counts = count_by(values)
    return tuple(sorted(counts, key=lambda value: (-counts[value], value))[:_OFFERED])


def plain_problem(one: Problem) -> dict[str, Any]:
    """Return a problem as plain values: its sentence in English, its template and its facts."""
    return {
        "row": one.row,
        "column": one.column,
        "value": one.value,
        "kind": one.kind,
        "severity": one.severity.value,
        "template": one.template,
        "facts": {"value": one.value, **one.facts},
        "message": one.message(),
    }
