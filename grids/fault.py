"""One thing that is wrong, or would go wrong, with cells and management grids."""

from collections.abc import Mapping
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """A fault has a kind, the codes it concerns, a place to zoom to, and a sentence.

    Attributes
    ----------
    kind : str
        A stable name, such as `gap` or `torn_seam`.
    codes : tuple of str
        The cells (or management grids) concerned, ascending.
    place : geometry
        Where, in the district's metric CRS; what to show, not only the middle of it.
    size : float
        How much, in the unit the kind says: m², metres, or a count.
    template, facts : str, mapping
        One English sentence with facts in braces; the template is the key of its translation.
    """

    kind: str
    codes: tuple[str, ...]
    place: BaseGeometry
    size: float
    template: str
    facts: Mapping[str, object]

    @property
    def message(self) -> str:
        """Return the English sentence with its facts."""
        return self.template.format(**self.facts)
