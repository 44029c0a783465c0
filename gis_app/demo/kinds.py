"""What is reported, read from `kinds.toml`: classes with their weights, places, hours and words."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from layers.codes import ClassKind, LimitUnit, TimeLimit


@dataclass(frozen=True, slots=True)
class Kind:
    """One class of problem as this district reports it.

    `weight` is its share (cases in a thousand, about), `storm` and `heat` are factors on typhoon
    days and in summer, `public` is how much likelier the public reports it than a patrol, `limit`
    a number and its unit (urgent_hour, working_hour, working_day).
    """

    code: str
    kind: str
    weight: float
    hours: str
    public: float
    limit: tuple[int, str]
    texts: tuple[str, ...]
    where: dict[str, float] = field(default_factory=dict)
    asset: str | None = None
    storm: float = 1.0
    heat: float = 1.0


def all_kinds() -> list[Kind]:
    """Return the kinds in the order of the file."""
    text = resources.files(__package__).joinpath("kinds.toml").read_text(encoding="utf-8")
    return [_kind(row) for row in tomllib.loads(text)["kinds"]]


def limits_of(kinds: Iterable[Kind], scheme: str) -> list[TimeLimit]:
    """Return the handling limits of the kinds as rows of the table of limits."""
    return [
        TimeLimit(
            scheme, ClassKind(one.kind), one.code, "", "", one.limit[0], LimitUnit(one.limit[1])
        )
        for one in kinds
    ]


def _kind(row: dict[str, Any]) -> Kind:
    number, unit = row["limit"]
    return Kind(**row | {"limit": (int(number), str(unit)), "texts": tuple(row["texts"])})
