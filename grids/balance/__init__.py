"""Management grids of about equal load: a start, a local search, and how good it can get."""

from grids.balance.balance import balance
from grids.balance.wish import Balanced, LoadsUnfit, NothingToMend, Wish, WishWrong

__all__ = ["Balanced", "LoadsUnfit", "NothingToMend", "Wish", "WishWrong", "balance"]
