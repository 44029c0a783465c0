"""How sure a count is, and whether two counts differ by more than chance."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

#: A rate that rests on fewer cases is told, but not ranked: one case more or less would turn it.
FEW: Final = 5
#: The share of intervals that hold the true mean.
LEVEL: Final = 0.95

Floats = NDArray[np.float64]


def interval(counts: ArrayLike, *, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Return the lowest and highest mean under which a count is no surprise.

    Exact for independent cases (Garwood 1936): half of `1 - level` lies beyond each end, by the
    quantiles of the chi-squared distribution with 2n and 2n + 2 degrees of freedom. Real cases come
    in clumps: take it for the least doubt there is.
    """
    n = np.asarray(counts, dtype=np.float64)
    tail = (1 - level) / 2
    low = np.where(n > 0, special.gammaincinv(np.maximum(n, 1e-9), tail), 0.0)
    high = special.gammaincinv(n + 1, 1 - tail)
    return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)


def change_p(now: ArrayLike, then: ArrayLike, *, share: float = 0.5) -> Floats:
    """Return the two-sided probability of so uneven a pair of counts if the rate did not change.

    Given their sum, the first is binomial with `share`, the first period's part of the time
    (Przyborowski and Wilenski 1940); twice the smaller tail, at most one. Nothing beside nothing is
    no change: 1.
    """
    first = np.asarray(now, dtype=np.float64)
    both = first + np.asarray(then, dtype=np.float64)
    at_most = special.bdtr(first, both.astype(np.int64), share)
    below = np.where(first > 0, special.bdtr(first - 1, both.astype(np.int64), share), 0.0)
    p = np.minimum(1.0, 2 * np.minimum(at_most, 1 - below))
    return np.asarray(p, dtype=np.float64)
