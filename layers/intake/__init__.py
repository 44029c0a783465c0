"""The pure part of an import: column mapping, row checks, and what would change."""

from layers.intake.changes import Changes, applied, compare, refusals, upserts
from layers.intake.columns import (
    CodeRule,
    ColumnMapping,
    MappingBroken,
    check_mapping,
    mapping_from_plain,
)
from layers.intake.dates import DateOrder, likely_order
from layers.intake.guess import REASONS, Guess, GuessedMapping, guess_mapping
from layers.intake.problems import TEMPLATES, Problem, Severity
from layers.intake.report import DryRun, dry_run, plain_problem, problems_csv
from layers.intake.rows import (
    BadValues,
    Checked,
    CheckOptions,
    FrameWithoutCrs,
    Outside,
    Repeated,
    UnknownTimezone,
    check_rows,
)

__all__ = [
    "REASONS",
    "TEMPLATES",
    "BadValues",
    "Changes",
    "CheckOptions",
    "Checked",
    "CodeRule",
    "ColumnMapping",
    "DateOrder",
    "DryRun",
    "FrameWithoutCrs",
    "Guess",
    "GuessedMapping",
    "MappingBroken",
    "Outside",
    "Problem",
    "Repeated",
    "Severity",
    "UnknownTimezone",
    "applied",
    "check_mapping",
    "check_rows",
    "compare",
    "dry_run",
    "guess_mapping",
    "likely_order",
    "mapping_from_plain",
    "plain_problem",
    "problems_csv",
    "refusals",
    "upserts",
]
