"""The standards' schemes of codes, and what is the same in all of them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from layers.errors import LayerError

CJ2007 = "CJ/T 214-2007"
GB2013 = "GB/T 30428.2-2013"
GB2026 = "GB/T 47678.5-2026"

#: Majors from here on are a city's own, in every scheme.
LOCAL_MAJOR = 21


class UnknownScheme(LayerError):
    """A class scheme is named that this project does not know."""

    kind = "unknown_scheme"
    template = "There is no class scheme {scheme!r}; known are {known}."


class ClassKind(StrEnum):
    """What a class is of: a fixed component, or a matter (called an event in 2013)."""

    COMPONENT = "component"
    MATTER = "matter"


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a standard builds its codes: `minor_digits` of a class, `id_digits` of a component."""

    name: str
    minor_digits: int
    id_digits: int


SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {
        CJ2007: Scheme(CJ2007, minor_digits=2, id_digits=16),
        GB2013: Scheme(GB2013, minor_digits=2, id_digits=16),
        GB2026: Scheme(GB2026, minor_digits=3, id_digits=17),
    }
)


def scheme_of(name: str) -> Scheme:
    """Return the scheme of that name.

    Raises
    ------
    UnknownScheme
        The name is none of the known standards.
    """
    try:
        return SCHEMES[name]
    except KeyError as error:
        raise UnknownScheme(scheme=name, known=", ".join(SCHEMES)) from error


def fold_name(text: str) -> str:
    """Return a name without what differs between printings: width, brackets' form, spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
