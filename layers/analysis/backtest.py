"""How good hot places are at telling where the next cases come: hit rate and PAI, week by week."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.errors import LayerError

#: Days in a week of the test.
WEEK_DAYS: Final = 7
_DAY_S: Final = 86_400

Floats = NDArray[np.float64]
#: From counts by tile to what tiles are ranked by: the higher, the hotter.
Ranker = Callable[[NDArray[np.int64]], Floats]


class TooFewWeeks(LayerError):
    """The cases do not span the weeks that a test needs."""

    kind = "too_few_weeks"
    template = (
        "A test over {weeks} weeks, each after {days} days to learn from, needs cases over "
        "{need} days; these span {span}."
    )


@dataclass(frozen=True, slots=True, eq=False)
class BackTest:
    """Hits by week, the earliest week first.

    `starts_s` are the moments weeks begin (epoch seconds), `cases` how many came in each, `hits`
    how many of them in the hottest tiles, `share` the part of all tiles those are.
    """

    starts_s: NDArray[np.int64]
    cases: NDArray[np.int64]
    hits: NDArray[np.int64]
    share: float

    @property
    def hit_rate(self) -> float:
        """Cases in the hottest tiles / all cases of the weeks; NaN where there was none."""
        every = int(self.cases.sum())
        return float(self.hits.sum()) / every if every else float("nan")

    @property
    def pai(self) -> float:
        """Hit rate / share: how much denser the next cases are there (Chainey and others 2008)."""
        return self.hit_rate / self.share if self.share else float("nan")


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: weeks up to `end_s`, days to learn from before each, a share of the tiles."""

    end_s: int
    weeks: int
    learn_days: int
    share: float


def back_test(
    tile: NDArray[np.intp],
    moments_s: NDArray[np.int64],
    trial: Trial,
    *,
    tiles: int,
    rank: Ranker,
) -> BackTest:
    """Try a way of ranking tiles on the weeks before a moment.

    1. Weeks are of seven days; the last ends at `end_s`.
    2. Before each week tiles are ranked by the cases of the `learn_days` days before it alone.
    3. The hottest tiles are the first ceil(`share` × tiles); equal ranks in the order of tiles.
       Tiles of no rank at all (0 or less) are never among them.
    4. A hit is a case of the week in one of them.

    Parameters
    ----------
    tile
        The tile of each case, 0 to `tiles` - 1, shape (n,); cases in none are left out before.
    moments_s
        Epoch seconds, shape (n,).

    Raises
    ------
    TooFewWeeks
        The cases begin later than the first days to learn from.
    """
    end_s, weeks, learn_days = trial.end_s, trial.weeks, trial.learn_days
    need = weeks * WEEK_DAYS + learn_days
    earliest = int(moments_s.min()) if len(moments_s) else end_s
    if earliest > end_s - (need - 1) * _DAY_S:
        span = max(0, end_s - earliest) // _DAY_S
        raise TooFewWeeks(weeks=weeks, days=learn_days, need=need, span=span)
    starts = end_s - np.arange(weeks, 0, -1, dtype=np.int64) * (WEEK_DAYS * _DAY_S)  # 1
    many = int(np.ceil(trial.share * tiles))
    cases, hits = np.zeros(weeks, dtype=np.int64), np.zeros(weeks, dtype=np.int64)
    for week, start in enumerate(starts.tolist()):
        known = (moments_s >= start - learn_days * _DAY_S) & (moments_s < start)  # 2
        ranks = rank(np.bincount(tile[known], minlength=tiles))
        hottest = np.argsort(-ranks, kind="stable")[:many]  # 3
        hot = np.zeros(tiles, dtype=bool)
        hot[hottest[ranks[hottest] > 0]] = True
        came = tile[(moments_s >= start) & (moments_s < start + WEEK_DAYS * _DAY_S)]
        cases[week], hits[week] = len(came), np.count_nonzero(hot[came])  # 4
    return BackTest(starts, cases, hits, many / tiles if tiles else 0.0)
