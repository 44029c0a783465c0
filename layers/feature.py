"""One feature of a layer, as it travels between rooms."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

#: What a field may hold: JSON-plain values only. Dates are ISO text (2026-03-01), moments are UTC
#: text with milliseconds (2026-03-01T08:30:00.000Z), so that text order is time order.
Plain = str | int | float | bool | None


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """One thing on the map: its code, its name, its shape and its values.

    `shape` is in the district's metric CRS, or None where a layer allows it; `version` counts the
    changes of the stored feature, 0 for one that is not stored yet.
    """

    code: str
    name: str
    shape: BaseGeometry | None
    values: Mapping[str, Plain] = field(default_factory=dict)
    version: int = 0
