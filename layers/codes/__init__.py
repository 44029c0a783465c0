"""Class codes of the standards as data: tables, conversion, time limits, component codes."""

from layers.codes.builtin import builtin_classes, builtin_limits
from layers.codes.classes import (
    ClassRow,
    ClassTable,
    ClassTwice,
    NoCodeLeft,
    UnknownClass,
    read_classes,
)
from layers.codes.components import ComponentId, ComponentIdBroken
from layers.codes.limits import (
    LIMIT_COLUMNS,
    LimitUnit,
    TimeLimit,
    limits_of,
    read_limit_amount,
    read_limits,
)
from layers.codes.schemes import (
    CJ2007,
    GB2013,
    GB2026,
    LOCAL_MAJOR,
    SCHEMES,
    ClassKind,
    Scheme,
    UnknownScheme,
    scheme_of,
)
from layers.codes.tables import TableBroken

__all__ = [
    "CJ2007",
    "GB2013",
    "GB2026",
    "LIMIT_COLUMNS",
    "LOCAL_MAJOR",
    "SCHEMES",
    "ClassKind",
    "ClassRow",
    "ClassTable",
    "ClassTwice",
    "ComponentId",
    "ComponentIdBroken",
    "LimitUnit",
    "NoCodeLeft",
    "Scheme",
    "TableBroken",
    "TimeLimit",
    "UnknownClass",
    "UnknownScheme",
    "builtin_classes",
    "builtin_limits",
    "limits_of",
    "read_classes",
    "read_limit_amount",
    "read_limits",
    "scheme_of",
]
