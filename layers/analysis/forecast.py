"""Tomorrow's load by a plain model whose error is shown beside it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.errors import LayerError

#: Days that a level is the mean of, and days that the kinds of day are compared over.
LEVEL_DAYS: Final = 28
KIND_DAYS: Final = 56
#: Days in a row on which the model is tried before it is believed.
TRIED_DAYS: Final = 28
#: A week: what the naive forecast looks back, for a model must beat it to be worth a look.
_WEEK: Final = 7

Floats = NDArray[np.float64]


class TooFewDays(LayerError):
    """There are too few days of cases to forecast from, and to try the forecast on."""

    kind = "too_few_days"
    template = "A forecast needs {need} days of cases; there are {days}."


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """What is expected by area on the day after the last one, and how far off that was before.

    `expected`, `low`, `high` have one value an area; four of five days lie between the latter two,
    by the errors of the tried days. `error` is the mean absolute error by area over the tried days,
    `naive_error` that of saying what the same day a week before had. `total` are the same for all
    areas together: expected, low, high, error, naive error.
    """

    expected: Floats
    low: Floats
    high: Floats
    error: Floats
    naive_error: Floats
    total: tuple[float, float, float, float, float]


def forecast(counts: NDArray[np.int64], kinds: NDArray[np.int64], kind: int) -> Forecast:
    """Forecast the day after the last one.

    1. The level of an area is its mean over the last `LEVEL_DAYS` days.
    2. Days of one kind (weekdays, with holidays as they are worked) are higher or lower by a factor
       for all areas together: their mean over the last `KIND_DAYS` days, divided by that of all
       days. A kind that did not occur has the factor 1.
    3. Expected is level times factor.
    4. It is tried on each of the last `TRIED_DAYS` days with what was known the day before.
    5. An interval is expected plus the 10th and 90th percentile of (what came - what was expected)
       / √expected, times √expected, over the tried days and all areas; never below 0.

    Parameters
    ----------
    counts
        Cases by area and day, shape (areas, days), whole days without a gap, the latest last.
    kinds
        The kind of each day, shape (days,); `kind` is that of the day to forecast.

    Raises
    ------
    TooFewDays
        There are fewer than `KIND_DAYS` + `TRIED_DAYS` days.
    """
    days = counts.shape[1]
    if days < KIND_DAYS + TRIED_DAYS:
        raise TooFewDays(need=KIND_DAYS + TRIED_DAYS, days=days)
    rows = np.vstack([counts, counts.sum(axis=0)]).astype(np.float64)
    expected = _expected(rows, kinds, kind)
    tried = range(days - TRIED_DAYS, days)  # 4
    said = np.column_stack(
        [_expected(rows[:, :day], kinds[:day], int(kinds[day])) for day in tried]
    )
    came = rows[:, -TRIED_DAYS:]
    naive = rows[:, -TRIED_DAYS - _WEEK : -_WEEK]
    error, naive_error = np.abs(came - said).mean(axis=1), np.abs(came - naive).mean(axis=1)
    low, high = _interval(expected[:-1], came[:-1] - said[:-1], said[:-1])
    total_low, total_high = _interval(expected[-1:], came[-1:] - said[-1:], said[-1:])
    return Forecast(
        expected[:-1],
        low,
        high,
        error[:-1],
        naive_error[:-1],
        (
            float(expected[-1]),
            float(total_low[0]),
            float(total_high[0]),
            float(error[-1]),
            float(naive_error[-1]),
        ),
    )


def _expected(rows: Floats, kinds: NDArray[np.int64], kind: int) -> Floats:
    level = rows[:, -LEVEL_DAYS:].mean(axis=1)  # 1
    whole, lately = rows[-1, -KIND_DAYS:], kinds[-KIND_DAYS:]
    same = whole[lately == kind]
    mean = whole.mean()
    factor = same.mean() / mean if len(same) and mean > 0 else 1.0  # 2
    return np.asarray(level * factor)  # 3


def _interval(expected: Floats, off: Floats, said: Floats) -> tuple[Floats, Floats]:  # 5
    scaled = off / np.sqrt(np.maximum(said, 1e-9))
    known = scaled[said > 0]
    below, above = np.percentile(known, [10, 90]) if len(known) else (0.0, 0.0)
    spread = np.sqrt(expected)
    return np.maximum(0, expected + below * spread), expected + above * spread
