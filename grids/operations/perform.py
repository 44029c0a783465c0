"""One door for all operations: from a value to the change it makes, and to a record and back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType
from typing import Any, ClassVar, Final

import shapely

from grids.cells import Cell, ManagementGrid
from grids.change import Change, applied
from grids.errors import GridError
from grids.operations import areas, cut, give, joints, merge, recode, redraw, reshape
from grids.plan import Plan


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Several operations, one after the other, done and undone as one."""

    kind: ClassVar[str] = "series"
    steps: tuple["Operation", ...]


Operation = (
    joints.MoveJoint
    | joints.InsertJoint
    | joints.RemoveJoint
    | reshape.ReshapeSeam
    | cut.CutCell
    | merge.MergeCells
    | give.GiveCells
    | areas.SplitGrid
    | areas.MergeGrids
    | areas.AddGrid
    | areas.DropGrid
    | areas.EditGrid
    | recode.RecodeCell
    | recode.RecodeGrid
    | redraw.Redraw
    | Series
)


class OperationUnreadable(GridError):
    """A record holds no operation."""

    kind = "operation_unreadable"
    template = "The record holds no operation on a plan: {problem}."


#: Each kind of operation with the function that says what it changes.
_DOERS: Final[Mapping[type[Any], Callable[[Plan, Any], Change]]] = MappingProxyType(
    {
        joints.MoveJoint: joints.move_joint,
        joints.InsertJoint: joints.insert_joint,
        joints.RemoveJoint: joints.remove_joint,
        reshape.ReshapeSeam: reshape.reshape_seam,
        cut.CutCell: cut.cut_cell,
        merge.MergeCells: merge.merge_cells,
        give.GiveCells: give.give_cells,
        areas.SplitGrid: areas.split_grid,
        areas.MergeGrids: areas.merge_grids,
        areas.AddGrid: areas.add_grid,
        areas.DropGrid: areas.drop_grid,
        areas.EditGrid: areas.edit_grid,
        recode.RecodeCell: recode.recode_cell,
        recode.RecodeGrid: recode.recode_grid,
        redraw.Redraw: redraw.redraw,
    }
)
#: The names under which records tell kinds apart.
KINDS: Final = MappingProxyType({kind.kind: kind for kind in (*_DOERS, Series)})  # type: ignore[attr-defined]


def change_of(plan: Plan, step: Operation) -> Change:
    """Return what an operation changes in a plan; `applied` makes the plan after it.

    Raises
    ------
    GridError
        The operation cannot be done; each one tells why.
    """
    if not isinstance(step, Series):
        return _DOERS[type(step)](plan, step)
    change = Change()
    for one in step.steps:
        here = change_of(plan, one)
        change, plan = change.then(here), applied(plan, here)
    return change


def operation_record(step: Operation) -> dict[str, Any]:
    """Return an operation as a plain record, from which `operation_of` makes it again."""
    if isinstance(step, Series):
        return {"kind": step.kind, "steps": [operation_record(one) for one in step.steps]}
    if isinstance(step, redraw.Redraw):
        return {"kind": step.kind, "out": list(step.out), "into": [_told(c) for c in step.into]}
    return {"kind": step.kind, **asdict(step)}


def operation_of(record: Mapping[str, Any]) -> Operation:
    """Return the operation that a record holds.

    Raises
    ------
    OperationUnreadable
        The kind is unknown, or something is missing or too much.
    """
    kind = KINDS.get(record.get("kind", ""))
    if kind is None:
        raise OperationUnreadable(problem=f"its kind is {record.get('kind')!r}")
    values = {name: value for name, value in record.items() if name != "kind"}
    odd = set(values) ^ {field.name for field in fields(kind)}
    if odd - {"cells"}:
        raise OperationUnreadable(problem=f"{', '.join(sorted(odd))} is missing or too much")
    made: Operation = kind(**{name: _value(name, value) for name, value in values.items()})
    return made


def _value(name: str, value: object) -> object:
    if name == "steps" and isinstance(value, Sequence):
        return tuple(operation_of(one) for one in value)
    if name == "parts" and isinstance(value, Sequence):
        return tuple(
            areas.Share(ManagementGrid(**one["grid"]), tuple(one["cells"])) for one in value
        )
    if isinstance(value, Mapping):
        return ManagementGrid(**value)
    if isinstance(value, Sequence) and value and isinstance(value[0], Mapping):
        return tuple(Cell(**{**one, "shape": shapely.from_wkb(one["shape"])}) for one in value)
    return _frozen(value)


def _frozen(value: object) -> object:
    """Return lists as tuples, all the way down."""
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


def _told(cell: Cell) -> dict[str, Any]:
    names = ("code", "community", "street", "grid", "name")
    return {
        **{name: getattr(cell, name) for name in names},
        "shape": shapely.to_wkb(cell.shape, hex=True),
    }
