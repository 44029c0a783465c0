"""A draft put on top of a plan that came in force since it was begun."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from grids.cells import Cell, Grid
from grids.change import same_cell
from grids.compare.same import require_one_crs
from grids.rebase.conflict import ChoicesMissing, Conflict, ConflictUnknown, Kind, Side
from grids.rebase.named import Named, merged_named, named_conflicts
from grids.rebase.patches import Content, Pairs, Patch, components, facts, patches


@dataclass(frozen=True, eq=False)
class Rebase:
    """What came of one plan in two others, patch by patch.

    Attributes
    ----------
    base, mine, theirs : Content
        The plan both were made of, the draft, and the plan in force.
    patches : tuple of Patch
        Those of mine, then those of theirs; `first_of_theirs` is where these begin.
    """

    base: Content
    mine: Content
    theirs: Content
    patches: tuple[Patch, ...]
    first_of_theirs: int

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What has to be decided, by kind and code."""
        ground = (conflict for conflict, _ in self._groups)
        named = named_conflicts(*self._named)
        return tuple(sorted((*ground, *named), key=lambda one: (one.kind, one.codes)))

    def resolved(self, choices: Mapping[str, Side]) -> Content:
        """Return the plan that comes of both, once every conflict is decided.

        1. Patches that no conflict is about are carried out, those of both sides.
        2. Where a conflict is decided, the patches of one side are carried out and those of the
           other are not.
        3. A cell that both changed in different facts gets both; only one side's where decided.

        Raises
        ------
        ChoicesMissing, ConflictUnknown
            A conflict is not decided, or something is that is none.
        """
        keys = [conflict.key for conflict in self.conflicts]
        for key in choices:
            if key not in keys:
                raise ConflictUnknown(key=key)
        open_ = [key for key in keys if key not in choices]
        if open_:
            raise ChoicesMissing(count=len(open_), key=open_[0])
        dropped = self._dropped(choices)
        cells = {cell.code: cell for cell in self.base[0]}
        ground = [
            patch for at, patch in enumerate(self.patches) if patch.is_ground and at not in dropped
        ]
        for patch in ground:  # 1, 2
            for cell in patch.out:
                cells.pop(cell.code, None)
        for patch in ground:
            cells |= {cell.code: cell for cell in patch.into}
        merged = [self._with_facts(cell, dropped) for cell in cells.values()]  # 3
        used = {cell.grid for cell in merged if cell.grid is not None}
        named = merged_named(*self._named, used, choices)
        return Grid.of(merged, self.base[0].crs), named

    @cached_property
    def _named(self) -> tuple[Named, Named, Named]:
        base, mine, theirs = (
            MappingProxyType({item.code: item for item in side[1]})
            for side in (self.base, self.mine, self.theirs)
        )
        return base, mine, theirs

    @cached_property
    def _groups(self) -> tuple[tuple[Conflict, tuple[int, ...]], ...]:
        """Conflicts about cells, each with the places of its patches."""
        links, kinds = self._clashes()
        groups = [
            group
            for group in components(len(self.patches), links)
            if any(at in kinds for at in group)
        ]
        return tuple((self._conflict(group, kinds), tuple(group)) for group in groups)

    def _conflict(self, group: list[int], kinds: Mapping[int, Kind]) -> Conflict:
        found = [self.patches[at] for at in group]
        codes = sorted({code for patch in found for code in patch.codes})
        kind = next(kinds[at] for at in group if at in kinds)
        return Conflict(kind, tuple(codes), self._on(0, group, codes), self._on(1, group, codes))

    def _on(self, side: int, group: Iterable[int], codes: Iterable[str]) -> tuple[Cell, ...]:
        """Return the cells that a side has on the ground of a conflict."""
        grid = (self.mine, self.theirs)[side][0]
        ours = [self.patches[at] for at in group if (at >= self.first_of_theirs) == bool(side)]
        found = {cell.code: cell for patch in ours for cell in patch.into}
        found |= {code: grid[code] for code in codes if code in grid}
        return tuple(found[code] for code in sorted(found))

    def _clashes(self) -> tuple[Pairs, dict[int, Kind]]:
        """Return which patches exclude one another, and why; a patch may clash with itself."""
        mine, theirs = self._at
        links: Pairs = []
        kinds: dict[int, Kind] = {}
        for code in sorted(set(mine) & set(theirs)):
            kind = self._clash(code, mine[code], theirs[code])
            if kind is not None:
                links.append((mine[code], theirs[code]))
                kinds.setdefault(mine[code], kind)
        for at in range(len(self.patches)):
            if self._grid_gone(at):
                kinds.setdefault(at, "grid_gone")
                other = theirs if at < self.first_of_theirs else mine
                links += [(at, other[code]) for code in self.patches[at].codes if code in other]
        return links, kinds

    @cached_property
    def _at(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """The place of the patch of each cell of the base, on either side."""
        ours, others = range(self.first_of_theirs), range(self.first_of_theirs, len(self.patches))
        mine, theirs = (
            {code: at for at in places for code in self.patches[at].codes}
            for places in (ours, others)
        )
        return mine, theirs

    def _clash(self, code: str, one: int, other: int) -> Kind | None:
        """Return why two patches that both change a cell cannot both be carried out."""
        mine, theirs = self.patches[one], self.patches[other]
        if mine.is_ground and theirs.is_ground:
            return None if _same(mine, theirs) else "ground"
        kept = [patch.survivor(code) for patch in (mine, theirs)]
        if kept[0] is None or kept[1] is None:
            return "gone"
        values = zip(facts(self.base[0][code]), facts(kept[0]), facts(kept[1]), strict=True)
        return "owner" if any(a != b and was not in (a, b) for was, a, b in values) else None

    def _grid_gone(self, at: int) -> bool:
        """Return whether a patch gives cells to a management grid that the other side gave up."""
        base, *sides = self._named
        other = sides[0 if at >= self.first_of_theirs else 1]
        for cell in self.patches[at].into:
            gone = cell.grid in base and cell.grid not in other
            held = cell.code in self.base[0] and self.base[0][cell.code].grid == cell.grid
            if gone and not held:
                return True
        return False

    def _dropped(self, choices: Mapping[str, Side]) -> set[int]:
        """Return the patches that are not carried out."""
        return {
            at
            for conflict, group in self._groups
            for at in group
            if (at >= self.first_of_theirs) == (choices[conflict.key] == "mine")
        }

    def _with_facts(self, cell: Cell, dropped: set[int]) -> Cell:  # 3
        """Return a cell with what either side changed of it, unless that is not carried out."""
        code = cell.code
        if code not in self.base[0]:
            return cell
        was = self.base[0][code]
        held = [
            grid[code] if code in grid and at.get(code) not in dropped else was
            for grid, at in zip((self.mine[0], self.theirs[0]), self._at, strict=True)
        ]
        triples = zip(facts(was), facts(held[0]), facts(held[1]), strict=True)
        grid, name, community, street = (a if a != w else b for w, a, b in triples)
        return replace(cell, grid=grid, name=name, community=community, street=street)


def rebase(base: Content, mine: Content, theirs: Content) -> Rebase:
    """Bring two plans together that were made of one.

    1. Each side is taken apart into patches; patches of different cells fit beside one another.
    2. Two patches of one cell clash where both change its shape, one changes what is gone in the
       other, or both change the same fact of it; what both did alike does not.
    3. A patch that gives cells to a management grid which the other side gave up is decided too.

    Raises
    ------
    grids.compare.CrsApart
        They lie in different reference systems.
    """
    require_one_crs(base[0], mine[0], theirs[0])
    ours, others = patches(base[0], mine[0]), patches(base[0], theirs[0])
    return Rebase(base, mine, theirs, (*ours, *others), len(ours))


def _same(one: Patch, other: Patch) -> bool:
    """Return whether two patches put the same cells on the same ground."""
    if one.codes != other.codes or len(one.into) != len(other.into):
        return False
    at = {cell.code: cell for cell in other.into}
    return all(cell.code in at and same_cell(cell, at[cell.code]) for cell in one.into)
