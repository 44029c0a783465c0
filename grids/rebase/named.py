"""The management grids of two plans brought together, field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace

from grids.cells import ManagementGrid
from grids.rebase.conflict import Conflict, Side

Named = Mapping[str, ManagementGrid]
_FIELDS = tuple(field.name for field in fields(ManagementGrid) if field.name != "code")


def named_conflicts(base: Named, mine: Named, theirs: Named) -> tuple[Conflict, ...]:
    """Return the management grids of which both sides changed the same field, each otherwise."""
    found = []
    for code in sorted(set(mine) & set(theirs)):
        was, one, other = base.get(code), mine[code], theirs[code]
        if any(_clash(was, one, other, name) for name in _FIELDS):
            found.append(Conflict("grid", (code,), grid_mine=one, grid_theirs=other))
    return tuple(found)


def merged_named(
    base: Named,
    mine: Named,
    theirs: Named,
    used: Iterable[str],
    choices: Mapping[str, Side],
) -> tuple[ManagementGrid, ...]:
    """Return the management grids of the plan that comes of both, ascending by code.

    1. A field that one side changed is as that side has it; where both did, as was chosen.
    2. What either side added is there; what either gave up is not, unless a cell is in it.
    """
    held = set(used)
    found = {}
    for code in sorted({*base, *mine, *theirs}):
        one, other, was = mine.get(code), theirs.get(code), base.get(code)
        if one and other:
            found[code] = _merged(was, one, other, choices.get(f"grid:{code}"))
        elif (was is None or code in held) and (item := one or other or was):  # 2
            found[code] = item
    return tuple(found.values())


def _merged(
    was: ManagementGrid | None, mine: ManagementGrid, theirs: ManagementGrid, side: Side | None
) -> ManagementGrid:
    taken = {}
    for name in _FIELDS:
        one, other = getattr(mine, name), getattr(theirs, name)
        changed = was is None or one != getattr(was, name)
        clash = _clash(was, mine, theirs, name)
        taken[name] = (one if side == "mine" else other) if clash else one if changed else other
    return replace(mine, **taken)


def _clash(
    was: ManagementGrid | None, mine: ManagementGrid, theirs: ManagementGrid, name: str
) -> bool:
    one, other = getattr(mine, name), getattr(theirs, name)
    before = None if was is None else getattr(was, name)
    return one != other and (was is None or before not in (one, other))
