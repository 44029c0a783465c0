"""Cases on a default place, on which very many pile up, kept off every surface."""

import numpy as np

from gis_app.work.case_question import Answered, Kept
from gis_app.work.office import Office
from layers.analysis import on_piles, piles


def off_piles(office: Office, found: Answered) -> tuple[Kept, int]:
    """Return the kept cases without those on a default place, and how many those are.

    The piles are those of all cases, whatever was asked; see `layers.analysis.piles`.
    """
    table = found.table

    def make() -> Kept:
        return on_piles(table.columns, piles(table.columns))

    heaped = office.keep.get("cases:piles", table.stamp, make) & found.kept
    return found.kept & ~heaped, int(np.count_nonzero(heaped))
