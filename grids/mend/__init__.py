"""Faults mended, imported shapes cleaned, and the codes that cells had found again."""

from grids.mend.account import Account, Moved
from grids.mend.clean import clean
from grids.mend.fix import Fix, fix_of
from grids.mend.match import match_codes, own_codes
from grids.mend.proof import mends

__all__ = [
    "Account",
    "Fix",
    "Moved",
    "clean",
    "fix_of",
    "match_codes",
    "mends",
    "own_codes",
]
