"""Operations on a plan as values: each is pure, has an inverse, and a record for replay."""

from grids.operations.areas import (
    AddGrid,
    DropGrid,
    EditGrid,
    GridInUse,
    GridNameTaken,
    MergeGrids,
    Share,
    SplitGrid,
    SplitUnfit,
)
from grids.operations.cut import CutCell, CutMissed
from grids.operations.give import GiveCells
from grids.operations.joints import (
    InsertJoint,
    JointNeeded,
    JointTaken,
    MoveJoint,
    RemoveJoint,
    UnknownJoint,
)
from grids.operations.merge import MergeCells, MergeUnfit, may_merge
from grids.operations.perform import (
    Operation,
    OperationUnreadable,
    Series,
    change_of,
    operation_of,
    operation_record,
)
from grids.operations.recode import RecodeCell, RecodeGrid
from grids.operations.redraw import Redraw, RedrawWorse
from grids.operations.reshape import LineBesideSeam, ReshapeSeam

__all__ = [
    "AddGrid",
    "CutCell",
    "CutMissed",
    "DropGrid",
    "EditGrid",
    "GiveCells",
    "GridInUse",
    "GridNameTaken",
    "InsertJoint",
    "JointNeeded",
    "JointTaken",
    "LineBesideSeam",
    "MergeCells",
    "MergeGrids",
    "MergeUnfit",
    "MoveJoint",
    "Operation",
    "OperationUnreadable",
    "RecodeCell",
    "RecodeGrid",
    "Redraw",
    "RedrawWorse",
    "RemoveJoint",
    "ReshapeSeam",
    "Series",
    "Share",
    "SplitGrid",
    "SplitUnfit",
    "UnknownJoint",
    "change_of",
    "may_merge",
    "operation_of",
    "operation_record",
]
