"""Invented names: streets, communities, people, shops. None of them stands for a real one."""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

#: The code of the district: Beilun's, since the shape and the numbers are Beilun's.
TOWN = "330206"


@cache
def _pools() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def words(pool: str, part: str | None = None) -> list[str]:
    """Return the words of a pool of `names.toml`, or of one part of it."""
    found = _pools()[pool]
    return (found if part is None else found[part]).split()


def street_names(branch: int, lane: int, rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """Return that many names for branch roads and for lanes, each name once."""
    roads = _endless(words("branch"), ("路", "街", "支路"), rng)
    lanes = _endless(words("lane"), ("巷", "弄", "里弄", "新弄"), rng)
    return [next(roads) for _ in range(branch)], [next(lanes) for _ in range(lane)]


def _endless(first: list[str], last: tuple[str, ...], rng: np.random.Generator) -> Iterator[str]:
    number = 0
    while True:
        for suffix in last:
            for index in rng.permutation(len(first)):
                yield first[index] + suffix if number == 0 else f"{first[index]}{number}{suffix}"
        number += 1


def people(count: int, rng: np.random.Generator) -> list[str]:
    """Return invented names of people, each once."""
    all_names = [family + given for family in words("surnames") for given in words("given")]
    return [all_names[i] for i in rng.choice(len(all_names), count, replace=False)]


def shop_names(kinds: list[str], rng: np.random.Generator) -> list[str]:
    """Return a name for each shop, fitting its kind; names may stand more than once."""
    first = words("shop_first")
    last = {kind: words("shops", kind) for kind in sorted(set(kinds))}
    head = rng.integers(0, len(first), len(kinds))
    tail = rng.random(len(kinds))
    return [
        first[f] + last[kind][int(share * len(last[kind]))]
        for kind, f, share in zip(kinds, head, tail, strict=True)
    ]
