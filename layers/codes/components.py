"""Identification codes of components: district, class and sequence in 16 or 17 digits."""

from dataclasses import dataclass
from typing import Self

from layers.codes.classes import ClassTable
from layers.codes.schemes import ClassKind, scheme_of
from layers.errors import LayerError

#: Digits of the district at the beginning and of the sequence at the end, in every scheme.
_DISTRICT_DIGITS = 6
_SEQUENCE_DIGITS = 6
_MOST = 10**_SEQUENCE_DIGITS - 1


class ComponentIdBroken(LayerError):
    """A component's identification code does not hold in its scheme."""

    kind = "component_id_broken"
    template = "The component code {code!r} does not hold in {scheme}: {problem}."


@dataclass(frozen=True, slots=True)
class ComponentId:
    """The parts of an identification code; build it with `parse` or `of`, `str` writes it.

    6 digits district, 2 major and 2 (2007, 2013) or 3 (2026) minor, 6 sequence. The scheme always
    stands beside it: 16 digits alone tell neither 2007 from 2013 nor a lamp from a cover.
    """

    scheme: str
    adcode: str
    class_code: str
    sequence: int

    @classmethod
    def parse(cls, text: str, *, scheme: str, classes: ClassTable | None = None) -> Self:
        """Return the parts of a written code.

        1. It is decimal digits only, as many as the scheme has.
        2. The sequence begins at 1.
        3. If a class table is given, it knows the class.

        Raises
        ------
        ComponentIdBroken
            One of the rules is broken.
        UnknownScheme
            The scheme is not known.
        """
        digits = scheme_of(scheme).id_digits
        if not (text.isascii() and text.isdecimal() and len(text) == digits):  # 1
            problem = f"it must be {digits} digits"
            raise ComponentIdBroken(code=text, scheme=scheme, problem=problem)
        return cls.of(
            scheme=scheme,
            adcode=text[:_DISTRICT_DIGITS],
            class_code=text[_DISTRICT_DIGITS:-_SEQUENCE_DIGITS],
            sequence=int(text[-_SEQUENCE_DIGITS:]),
            classes=classes,
        )

    @classmethod
    def of(
        cls,
        *,
        scheme: str,
        adcode: str,
        class_code: str,
        sequence: int,
        classes: ClassTable | None = None,
    ) -> Self:
        """Return the code of these parts, under the rules of `parse`.

        Raises
        ------
        ComponentIdBroken
            A part has the wrong length or range, or the class is not in the table.
        """
        made = cls(scheme, adcode, class_code, sequence)
        problem = _problem(made, classes)
        if problem is not None:
            raise ComponentIdBroken(code=str(made), scheme=scheme, problem=problem)
        return made

    def __str__(self) -> str:
        return f"{self.adcode}{self.class_code}{self.sequence:0{_SEQUENCE_DIGITS}d}"

    def converted(self, classes: ClassTable, *, to_scheme: str) -> Self | None:
        """Return the code in another scheme, or None where the class has no known counterpart."""
        class_code = classes.convert(
            self.class_code,
            kind=ClassKind.COMPONENT,
            from_scheme=self.scheme,
            to_scheme=to_scheme,
        )
        if class_code is None:
            return None
        return type(self).of(
            scheme=to_scheme, adcode=self.adcode, class_code=class_code, sequence=self.sequence
        )


def _problem(made: ComponentId, classes: ClassTable | None) -> str | None:
    class_digits = 2 + scheme_of(made.scheme).minor_digits
    if not _is_digits(made.adcode, _DISTRICT_DIGITS):
        return f"the district {made.adcode!r} is not {_DISTRICT_DIGITS} digits"
    if not _is_digits(made.class_code, class_digits):
        return f"the class {made.class_code!r} is not {class_digits} digits"
    if not 1 <= made.sequence <= _MOST:  # 2
        return f"the sequence {made.sequence} is not between 1 and {_MOST}"
    unknown = classes is not None and not classes.get(
        made.scheme, ClassKind.COMPONENT, made.class_code
    )
    return f"the class {made.class_code!r} is not in the table" if unknown else None  # 3


def _is_digits(text: str, length: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) == length
