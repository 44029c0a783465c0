"""Why a shape is not sound, said so that a planner knows what to look for."""

from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

NO_AREA: Final = "it has no area"
IN_PARTS: Final = "it falls into parts"
#: What GEOS says of an invalid polygon (`TopologyValidationError`), in our words.
_PROBLEMS: Final = {
    "Self-intersection": "its edge crosses itself",
    "Ring Self-intersection": "its edge touches itself",
    "Interior is disconnected": "its edge touches itself",
    "Duplicate Rings": "its edge touches itself",
    "Too few points in geometry component": NO_AREA,
    "Hole lies outside shell": "a hole lies outside it",
    "Holes are nested": "its holes lie in one another",
    "Nested shells": "its parts lie in one another",
    "Invalid Coordinate": "a corner has no place",
}
_OTHERS: Final = "its edge is not sound"


def problem_of(shape: BaseGeometry) -> str:
    """Return what is wrong with an empty or invalid shape, as a part of a sentence."""
    if shape.is_empty:
        return NO_AREA
    reason = shapely.is_valid_reason(shape).partition("[")[0].strip()
    return _PROBLEMS.get(reason, _OTHERS)
