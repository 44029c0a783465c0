"""Codes that come new into a plan: they must never have been used."""

from collections.abc import Collection, Iterable, Sequence

from grids.cells import ManagementGrid
from grids.codes import CellScheme, next_code
from grids.errors import GridError
from grids.plan import Plan

#: A management grid is called G and a number of at least so many digits where the district has no
#: codes of its own form yet.
_PREFIX, _DIGITS = "G", 2


class CodeSpent(GridError):
    """A new code is given that this plan uses, or gave away before."""

    kind = "code_spent"
    template = "The code {code} was used already, and codes are never used again; take a new one."


def check_fresh(plan: Plan, codes: Sequence[str]) -> None:
    """Raise `CodeSpent` if a new cell code is in the plan, was in it, or is given twice."""
    spent = {descent.code for descent in plan.lineage if descent.of == "cell"}
    spent |= {code for d in plan.lineage if d.of == "cell" for code in d.parents}
    for at, code in enumerate(codes):
        if code in plan.grid or code in spent or code in codes[:at]:
            raise CodeSpent(code=code)


def fresh_cell_codes(
    used: Collection[str],
    community: str,
    count: int,
    *,
    scheme: CellScheme = CellScheme.FIFTEEN,
) -> list[str]:
    """Return so many codes for new cells of a community, none of which was ever used.

    Raises
    ------
    CommunityFull, CellCodeWrong
        As for `next_code`.
    """
    codes: list[str] = []
    for _ in range(count):
        codes.append(next_code({*used, *codes}, (), community, scheme=scheme))
    return codes


def fresh_grid_codes(used: Collection[str], count: int) -> list[str]:
    """Return so many codes for new management grids, none of which was ever used.

    1. They count on from the highest number behind the prefix that most of the codes in use have,
       and are as wide: G22 is followed by G23.
    2. Without any code that ends in a number they begin with G01.
    """
    prefixes: dict[str, list[str]] = {}
    for code in used:
        head = code.rstrip("0123456789")
        if tail := code[len(head) :]:
            prefixes.setdefault(head, []).append(tail)
    if not prefixes:  # 2
        return [f"{_PREFIX}{number:0{_DIGITS}d}" for number in range(1, count + 1)]
    head = min(prefixes, key=lambda prefix: (-len(prefixes[prefix]), prefix))  # 1
    width = max(len(tail) for tail in prefixes[head])
    top = max(int(tail) for tail in prefixes[head])
    return [f"{head}{top + at:0{width}d}" for at in range(1, count + 1)]


def check_fresh_grids(plan: Plan, items: Iterable[ManagementGrid], old: Collection[str]) -> None:
    """Raise `CodeSpent` if the code of a new management grid is in use, or was.

    Codes among `old` are those of grids that these take the place of, and may stay.
    """
    spent = {code for d in plan.lineage if d.of == "grid" for code in (d.code, *d.parents)}
    seen: set[str] = set()
    for item in items:
        taken = item.code in plan.named or item.code in spent
        if item.code in seen or (taken and item.code not in old):
            raise CodeSpent(code=item.code)
        seen.add(item.code)
