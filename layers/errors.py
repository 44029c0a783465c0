"""Errors that carry facts: one stable kind, one sentence, and the values it speaks of."""

from typing import ClassVar


class GisError(Exception):
    """The root of every error this project raises on purpose.

    A subclass states `kind`, the stable name that reaches the API, and `template`, one English
    sentence with the facts in braces that says what is wrong, where, and what to do. The template
    is also the key under which the sentence is translated, so it is never built at run time.
    """

    kind: ClassVar[str] = "error"
    template: ClassVar[str] = "Something is wrong."

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.template.format(**facts))


class LayerError(GisError):
    """Something about a layer, a code, a coordinate or a file does not hold."""
