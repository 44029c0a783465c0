"""The tables that ship with the project; a city may replace both."""

from importlib import resources

from layers.codes.classes import ClassTable, read_classes
from layers.codes.limits import TimeLimit, classes_named_by, read_limits


def builtin_limits() -> tuple[TimeLimit, ...]:
    """Return one real city's handling limits, abridged, by 2013 codes: a table to start from."""
    return read_limits(_text("time_limits.csv"))


def builtin_classes() -> ClassTable:
    """Return the classes of the standards.

    2026 and 2007 are whole as far as they were published; of 2013 those classes are known that
    the limits name.
    """
    classes = read_classes(_text("classes.csv"))
    return classes.with_rows(classes_named_by(builtin_limits(), classes))


def _text(name: str) -> str:
    return resources.files("layers.codes").joinpath(name).read_text(encoding="utf-8")
