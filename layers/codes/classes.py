"""Classes of components and matters, keyed (scheme, kind, code), and their way between schemes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from layers.codes.schemes import (
    GB2013,
    GB2026,
    SCHEMES,
    ClassKind,
    fold_name,
    scheme_of,
)
from layers.codes.tables import TableBroken, read_table
from layers.errors import LayerError

#: The majors whose 2013 code AABB became AA0BB in 2026; major 05 was renumbered.
_SAME_NUMBERS = frozenset({"01", "02", "03", "04"})
_MAJOR_DIGITS = 2
_COLUMNS = ("scheme", "kind", "major", "major_name", "minor", "code", "name")


class UnknownClass(LayerError):
    """A class code is not in the table of its scheme."""

    kind = "unknown_class"
    template = "The table of {scheme} has no {class_kind} with the code {code!r}."


class ClassTwice(LayerError):
    """Two rows of a class table have the same key."""

    kind = "class_twice"
    template = "The {class_kind} {code!r} of {scheme} stands twice in the class table; keep one."


class NoCodeLeft(LayerError):
    """All local codes of a major are in use."""

    kind = "no_code_left"
    template = "Major {major!r} of {scheme} has no code left for a local class."


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class: its key (scheme, kind, code) and its names. `major_name` may be empty."""

    scheme: str
    kind: ClassKind
    major: str
    major_name: str
    minor: str
    code: str
    name: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what identifies a class: components and matters share numbers."""
        return (self.scheme, self.kind.value, self.code)


@dataclass(frozen=True, slots=True)
class ClassTable:
    """All classes there are, in order of scheme, kind and code; build it with `of`."""

    rows: tuple[ClassRow, ...]
    _by_key: Mapping[tuple[str, str, str], ClassRow]
    _by_name: Mapping[tuple[str, str, str], tuple[ClassRow, ...]]

    @classmethod
    def of(cls, rows: Iterable[ClassRow]) -> Self:
        """Return the table of these rows.

        Raises
        ------
        ClassTwice
            Two rows share scheme, kind and code.
        """
        ordered = sorted(rows, key=lambda row: row.key)
        by_key: dict[tuple[str, str, str], ClassRow] = {}
        by_name: dict[tuple[str, str, str], tuple[ClassRow, ...]] = {}
        for row in ordered:
            if row.key in by_key:
                raise ClassTwice(scheme=row.scheme, class_kind=row.kind.value, code=row.code)
            by_key[row.key] = row
            name = (row.scheme, row.kind.value, fold_name(row.name))
            by_name[name] = (*by_name.get(name, ()), row)
        return cls(tuple(ordered), MappingProxyType(by_key), MappingProxyType(by_name))

    def __iter__(self) -> Iterator[ClassRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def get(self, scheme: str, kind: str, code: str) -> ClassRow | None:
        """Return the class of that key, or None."""
        return self._by_key.get((scheme, str(kind), code))

    def find(self, scheme: str, kind: str, code: str) -> ClassRow:
        """Return the class of that key.

        Raises
        ------
        UnknownClass
            The table has none.
        """
        row = self.get(scheme, kind, code)
        if row is None:
            raise UnknownClass(scheme=scheme, class_kind=str(kind), code=code)
        return row

    def named(self, scheme: str, kind: str, name: str) -> tuple[ClassRow, ...]:
        """Return the classes of that name; brackets, width and spaces do not matter."""
        return self._by_name.get((scheme, str(kind), fold_name(name)), ())

    def majors(self, scheme: str, kind: str) -> tuple[tuple[str, str], ...]:
        """Return (major, its name) of a scheme, in order."""
        held = {r.major: r.major_name for r in self.rows if (r.scheme, r.kind) == (scheme, kind)}
        return tuple(sorted(held.items()))

    def children(self, scheme: str, kind: str, major: str) -> tuple[ClassRow, ...]:
        """Return the classes of one major, in order of code."""
        asked = (scheme, str(kind), major)
        return tuple(r for r in self.rows if (r.scheme, r.kind.value, r.major) == asked)

    def search(
        self, text: str, *, scheme: str | None = None, kind: str | None = None
    ) -> tuple[ClassRow, ...]:
        """Return the classes whose code begins with a text or whose name has it, best first.

        An equal code or name comes before a beginning, a beginning before the rest.
        """
        sought = fold_name(text)
        if not sought:
            return ()
        ranked = [
            (rank, row.key, row)
            for row in self.rows
            if scheme in (None, row.scheme) and kind in (None, row.kind.value)
            if (rank := _rank(row, sought)) is not None
        ]
        return tuple(row for _, _, row in sorted(ranked, key=lambda found: found[:2]))

    def with_rows(self, rows: Iterable[ClassRow]) -> Self:
        """Return a table with further rows, a city's own classes for instance."""
        return type(self).of((*self.rows, *rows))

    def next_local(self, scheme: str, kind: str, major: str) -> str:
        """Return the code for a city's next own class: 99 (or 999) and counting down.

        Raises
        ------
        NoCodeLeft
            Every number of the major is taken.
        """
        digits = scheme_of(scheme).minor_digits
        for number in range(10**digits - 1, 0, -1):
            code = f"{major}{number:0{digits}d}"
            if self.get(scheme, kind, code) is None:
                return code
        raise NoCodeLeft(scheme=scheme, major=major)

    def convert(self, code: str, *, kind: str, from_scheme: str, to_scheme: str) -> str | None:
        """Return the code of the same class in another scheme, or None where it is not known.

        1. In one scheme a class keeps its code.
        2. Where exactly one class of the other scheme has the same name, it is that one.
        3. Between 2013 and 2026 a component AABB of the majors 01 to 04 is AA0BB, if 2026 has it,
           and the other way round unless the class is new in 2026.
        4. Where that knows nothing, the same two steps through the third scheme.

        Nothing is guessed from a number alone: 0118 is a lamp in 2007 and a septic tank in 2013.

        Raises
        ------
        UnknownScheme
            One of the schemes is not known.
        """
        scheme_of(from_scheme)
        scheme_of(to_scheme)
        if from_scheme == to_scheme:  # 1
            return code if self.get(from_scheme, kind, code) else None
        found = self._direct(code, kind, from_scheme, to_scheme)
        if found is None:
            between = next(name for name in SCHEMES if name not in (from_scheme, to_scheme))
            middle = self._direct(code, kind, from_scheme, between)  # 4
            found = middle and self._direct(middle, kind, between, to_scheme)
        return found

    def _direct(self, code: str, kind: str, source: str, target: str) -> str | None:
        return self._by_same_name(code, kind, source, target) or self._by_number(  # 2
            code, kind, source, target
        )

    def _by_same_name(self, code: str, kind: str, source: str, target: str) -> str | None:
        row = self.get(source, kind, code)
        same = self.named(target, kind, row.name) if row else ()
        return same[0].code if len(same) == 1 else None

    def _by_number(self, code: str, kind: str, source: str, target: str) -> str | None:
        major, minor = code[:_MAJOR_DIGITS], code[_MAJOR_DIGITS:]  # 3
        if kind != ClassKind.COMPONENT or major not in _SAME_NUMBERS:
            return None
        if (source, target) == (GB2013, GB2026):
            found = f"{major}0{minor}"
            return found if self.get(GB2026, kind, found) else None
        if (source, target) == (GB2026, GB2013) and minor.startswith("0"):
            known = self.get(GB2026, kind, code) is not None
            return major + minor[1:] if known and code < self._first_new(major) else None
        return None

    def _first_new(self, major: str) -> str:
        """Return the lowest 2026 code of a major that 2013 cities had to add as their own.

        Such a class, and those numbered after it, came in with 2026.
        """
        own = [
            row.code
            for row in self.children(GB2026, ClassKind.COMPONENT, major)
            for old in self.named(GB2013, ClassKind.COMPONENT, row.name)
            if old.code != major + row.code[_MAJOR_DIGITS + 1 :]
        ]
        return min(own, default=major + "999")


def read_classes(text: str) -> ClassTable:
    """Return the class table that a CSV text holds.

    The columns are scheme, kind, major, major_name, minor, code and name; the kind `event` of the
    2013 standard is read as `matter`.

    Raises
    ------
    TableBroken
        A column is missing, a kind is unknown, or a code is not major and minor of its scheme.
    ClassTwice
        A key stands twice.
    """
    return ClassTable.of(_class(line, row) for line, row in read_table(text, _COLUMNS))


def read_kind(text: str, line: int) -> ClassKind:
    """Return the kind a table names; `event` is the 2013 word for a matter."""
    try:
        return ClassKind("matter" if text == "event" else text)
    except ValueError as error:
        raise TableBroken(line=line, problem=f"the kind {text!r} is unknown") from error


def _class(line: int, row: Mapping[str, str]) -> ClassRow:
    digits = scheme_of(row["scheme"]).minor_digits
    code = row["code"]
    if code != row["major"] + row["minor"] or not re.fullmatch(rf"\d{{{2 + digits}}}", code):
        problem = f"{code!r} is not major and minor, {2 + digits} digits"
        raise TableBroken(line=line, problem=problem)
    return ClassRow(
        scheme=row["scheme"],
        kind=read_kind(row["kind"], line),
        major=row["major"],
        major_name=row["major_name"],
        minor=row["minor"],
        code=code,
        name=row["name"],
    )


def _rank(row: ClassRow, sought: str) -> int | None:
    name = fold_name(row.name)
    tests = (sought in (row.code, name), row.code.startswith(sought), name.startswith(sought))
    if any(tests):
        return tests.index(True)
    return len(tests) if sought in name else None
