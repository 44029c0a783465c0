"""Two plans made of one brought together: what both changed alike or apart, and what clashes."""

from grids.rebase.conflict import ChoicesMissing, Conflict, ConflictUnknown, Side
from grids.rebase.lineage import kept_lineage
from grids.rebase.patches import Content, Patch, patches
from grids.rebase.rebase import Rebase, rebase

__all__ = [
    "ChoicesMissing",
    "Conflict",
    "ConflictUnknown",
    "Content",
    "Patch",
    "Rebase",
    "Side",
    "kept_lineage",
    "patches",
    "rebase",
]
