"""What differs between two arrangements of one district: cells, ground, and who owns a place."""

from grids.compare.changes import CellChange, ChangeKind
from grids.compare.comparison import Comparison, Flow, compare
from grids.compare.pieces import Piece
from grids.compare.places import Handover, MovedPoints, moved_points
from grids.compare.same import CrsApart, same_shapes

__all__ = [
    "CellChange",
    "ChangeKind",
    "Comparison",
    "CrsApart",
    "Flow",
    "Handover",
    "MovedPoints",
    "Piece",
    "compare",
    "moved_points",
    "same_shapes",
]
