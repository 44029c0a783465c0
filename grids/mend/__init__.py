"""Faults mended, imported shapes cleaned, and the codes that cells had found again."""

from grids.mend.account import Account, Moved
from grids.mend.clean import clean
from grids.mend.drawn import Arranged, Drawn, cells_drawn, grids_drawn
from grids.mend.fix import Fix, fix_of
from grids.mend.match import match_codes, own_codes
from grids.mend.proof import mends

__all__ = [
    "Account",
    "Arranged",
    "Drawn",
    "Fix",
    "Moved",
    "cells_drawn",
    "clean",
    "fix_of",
    "grids_drawn",
    "match_codes",
    "mends",
    "own_codes",
]
