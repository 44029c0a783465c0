"""What the cleaning of shapes has moved, and by how much."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from grids.edges import Shapes
from grids.fault import Fault

#: The kinds of fault that an account counts before and after.
COUNTED = ("invalid", "multipart", "overlap", "torn_seam", "gap")


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one shape.

    Attributes
    ----------
    area_m2_before, area_m2_after : float
    joints_before, joints_after : int
        A shape that is no more has none.
    shift_m : float
        How far its outline has moved at most: the distance of Hausdorff of the two outlines, taken
        at their joints. 0 for a shape that was or became empty.
    """

    area_m2_before: float
    area_m2_after: float
    joints_before: int
    joints_after: int
    shift_m: float


@dataclass(frozen=True, slots=True)
class Account:
    """What became of all shapes, in the order in which they were given.

    Attributes
    ----------
    rows : tuple of Moved
    faults_before, faults_after : mapping of kind to int
        How many faults of each kind in `COUNTED` there were, and are.
    moved_m2 : float
        The area that belongs to another shape than before, or to none; each place once.
    """

    rows: tuple[Moved, ...]
    faults_before: Mapping[str, int]
    faults_after: Mapping[str, int]
    moved_m2: float

    @property
    def gaps_closed(self) -> int:
        """How many gaps there are less."""
        return self.faults_before["gap"] - self.faults_after["gap"]

    @property
    def overlaps_resolved(self) -> int:
        """How many overlaps there are less."""
        return self.faults_before["overlap"] - self.faults_after["overlap"]

    @property
    def shift_m(self) -> float:
        """How far an outline has moved at most."""
        return max((row.shift_m for row in self.rows), default=0.0)


def account_of(before: Shapes, after: Shapes, was: list[Fault], found: list[Fault]) -> Account:
    """Return the account of shapes before and after; `before` are valid, some may be empty."""
    same = shapely.equals_identical(shapely.normalize(before), shapely.normalize(after))
    rows = [
        _moved(old, new, still)
        for old, new, still in zip(before, after, same.tolist(), strict=True)
    ]
    changed = shapely.symmetric_difference(before[~same], after[~same])
    moved_m2 = float(shapely.area(shapely.union_all(changed))) if len(changed) else 0.0
    return Account(tuple(rows), _counted(was), _counted(found), moved_m2)


def _moved(old: BaseGeometry, new: BaseGeometry, still: bool) -> Moved:  # noqa: FBT001 - a fact, not an option
    known = not (still or old.is_empty or new.is_empty)
    shift_m = shapely.hausdorff_distance(old.boundary, new.boundary) if known else 0.0
    return Moved(old.area, new.area, _joints(old), _joints(new), float(shift_m))


def _joints(shape: BaseGeometry) -> int:
    """Return the number of joints; each ring names its first one twice."""
    rings = sum(1 + len(part.interiors) for part in shapely.get_parts(shape) if not part.is_empty)
    return int(shapely.get_num_coordinates(shape)) - rings


def _counted(found: list[Fault]) -> dict[str, int]:
    counts = Counter(fault.kind for fault in found)
    return {kind: counts[kind] for kind in COUNTED}
