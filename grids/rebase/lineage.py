"""What stays of a draft's lineage when it is put on top of another plan."""

from collections.abc import Iterable, Mapping

from grids.plan import Descent, Of


def kept_lineage(
    lineage: Iterable[Descent],
    merged: Mapping[Of, Iterable[str]],
    theirs: Mapping[Of, Iterable[str]],
) -> tuple[Descent, ...]:
    """Return the descents of codes that are new in the merged plan, and of those they came of.

    Parameters
    ----------
    lineage : iterable of Descent
        That of the draft, in the order it was done.
    merged, theirs
        The codes of cells and of management grids in the plan that comes of both, and in the one
        it now is made from.
    """
    known = {of: set(codes) for of, codes in theirs.items()}
    wanted = {of: set(codes) - known[of] for of, codes in merged.items()}
    kept = []
    for descent in reversed(list(lineage)):
        if descent.code in wanted[descent.of]:
            kept.append(descent)
            wanted[descent.of] |= set(descent.parents) - known[descent.of]
    return tuple(reversed(kept))
