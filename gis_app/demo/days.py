"""When cases come in: the rise over ten months, weeks, holidays, typhoons, hours of the day."""

import numpy as np
from numpy.typing import NDArray

from gis_app.demo.frame import Floats
from gis_app.demo.kinds import Kind
from gis_app.demo.network import Ints

Days = NDArray[np.datetime64]

FIRST_DAY = np.datetime64("2026-01-01")
LAST_DAY = np.datetime64("2026-10-31")
#: Cases a day at the beginning and at the end.
_FROM, _TO = 120.0, 450.0
#: The bend of the rise: most of it comes with the second half year.
_BEND = 1.55
_WEEK = np.array([1.06, 1.07, 1.06, 1.05, 1.04, 0.90, 0.82])
#: First and last day and factor of holidays.
_HOLIDAYS = (
    ("2026-02-14", "2026-02-24", 0.42),
    ("2026-05-01", "2026-05-05", 0.82),
    ("2026-10-01", "2026-10-07", 0.8),
)
#: Days of typhoons, the first of each the worst.
TYPHOONS = ("2026-07-18", "2026-07-19", "2026-08-09", "2026-08-10", "2026-09-14", "2026-09-15")
_STORM_MORE = 1.22
#: Assets and classes of the 2026 scheme that a sensor can report.
_SENSED = frozenset({"manholes", "street_lamps", "waterlogging", "litter_bins", "08004", "06025"})
#: Middle and spread in hours, and share, of the waves of a day.
_WAVES = {
    "patrol": ((9.4, 1.15, 0.48), (15.1, 1.25, 0.45), (12.5, 2.8, 0.07)),
    "school": ((7.4, 0.35, 0.34), (11.5, 0.40, 0.14), (16.5, 0.55, 0.52)),
    "market": ((7.3, 0.8, 0.45), (10.0, 1.2, 0.2), (17.3, 0.9, 0.35)),
    "evening": ((19.4, 1.1, 0.8), (12.3, 1.5, 0.2)),
    "night": ((21.8, 1.0, 0.75), (14.0, 3.0, 0.25)),
    "public": ((10.0, 1.6, 0.28), (15.5, 1.8, 0.24), (19.8, 1.3, 0.48)),
    "office": ((10.0, 0.9, 0.5), (15.5, 1.0, 0.5)),
    "always": ((13.0, 6.0, 1.0),),
}


def all_days() -> Days:
    """Return the days of the ten months."""
    return np.arange(FIRST_DAY, LAST_DAY + 1)


def progress_of(moments: Days) -> Floats:
    """Return how far into the ten months the day of each moment is, 0 to 1."""
    return (moments.astype("datetime64[D]") - FIRST_DAY).astype(float) / float(
        (LAST_DAY - FIRST_DAY).astype(int)
    )


def day_counts(total: int, rng: np.random.Generator) -> Ints:
    """Return how many cases each day has; they add up to `total`."""
    days = all_days()
    level = _FROM + (_TO - _FROM) * progress_of(days) ** _BEND
    # 1970-01-01 was a Thursday.
    level *= _WEEK[(days.astype(int) + 3) % 7]
    for first, last, factor in _HOLIDAYS:
        level[(days >= np.datetime64(first)) & (days <= np.datetime64(last))] *= factor
    level[np.isin(days, np.array(TYPHOONS, dtype="datetime64[D]"))] *= _STORM_MORE
    level *= rng.normal(1.0, 0.055, len(days)).clip(0.8, 1.2)
    exact = np.cumsum(level) / level.sum() * total
    return np.diff(np.concatenate([[0], np.round(exact)])).astype(np.int64)


def draw_kinds(kinds: list[Kind], counts: Ints, rng: np.random.Generator) -> Ints:
    """Return the kind of each case, by day: weather and season change the mix."""
    days = all_days()
    month = days.astype("datetime64[M]").astype(int) % 12 + 1
    base = np.array([kind.weight for kind in kinds])
    storm = np.array([kind.storm for kind in kinds])
    heat = np.array([kind.heat for kind in kinds])
    rough = np.isin(days, np.array(TYPHOONS, dtype="datetime64[D]"))
    weight = base * np.where(rough[:, None], storm, 1.0)
    weight = weight * np.where(np.isin(month, (6, 7, 8))[:, None], heat, 1.0)
    share = np.cumsum(weight, axis=1)
    share /= share[:, -1:]
    drawn = rng.random(int(counts.sum()))
    rows = np.repeat(np.arange(len(days)), counts)
    out = np.empty(len(drawn), dtype=np.int64)
    edges = np.concatenate([[0], np.cumsum(counts)])
    for row in np.unique(rows):
        part = slice(edges[row], edges[row + 1])
        out[part] = np.searchsorted(share[row], drawn[part]).clip(0, len(kinds) - 1)
    return out


def draw_sources(
    kinds: list[Kind], kind: Ints, day: Days, rng: np.random.Generator
) -> NDArray[np.object_]:
    """Return the source of each case.

    The active ones (collector and video) rise from 49.9 % to nearly all, as the product's headline
    rate does; what the public notices more than a patrol keeps to the hotline longest.
    """
    along = progress_of(day)
    active = 0.499 + 0.4995 * np.sin(np.minimum(along / 0.93, 1.0) * np.pi / 2.0) ** 1.5
    bias = np.array([kind.public for kind in kinds])
    bias = (bias / np.average(bias, weights=np.bincount(kind, minlength=len(kinds))))[kind]
    odds = (1.0 - active) / active * bias
    passive = rng.random(len(kind)) < odds / (1.0 + odds) * _level(odds, active)
    video = rng.random(len(kind)) < 0.05 + 0.15 * along
    draw = rng.random(len(kind))
    sensed = np.array([kind.asset in _SENSED or kind.code in _SENSED for kind in kinds])[kind]
    heard = np.where(sensed & (draw < 0.4), "sensor", np.where(draw < 0.82, "hotline", "order"))
    return np.where(passive, heard, np.where(video, "video", "collector")).astype(object)


def _level(odds: Floats, active: Floats) -> Floats:
    """Return the factor, by tenths of the time, that keeps the mean at the wanted share."""
    wanted, got = 1.0 - active, odds / (1.0 + odds)
    part = np.arange(len(odds)) * 40 // max(len(odds), 1)
    have = np.bincount(part, got, minlength=40)
    want = np.bincount(part, wanted, minlength=40)
    return (want / np.maximum(have, 1e-9))[part]


def draw_seconds(
    kinds: list[Kind], kind: Ints, source: NDArray[np.object_], rng: np.random.Generator
) -> Ints:
    """Return the second of the day of each case: two patrol peaks, quiet nights."""
    own = np.array([kind.hours for kind in kinds], dtype=object)[kind]
    wave = np.where(own == "day", "patrol", own)
    # A collector does not work late: what belongs to the night is found at dusk, or not by him.
    wave = np.where((source == "collector") & (own == "night"), "evening", wave)
    wave = np.where((source == "hotline") & np.isin(own, ("day", "evening")), "public", wave)
    wave = np.where(source == "order", "office", np.where(source == "sensor", "always", wave))
    hours = np.empty(len(kind))
    for name, parts in _WAVES.items():
        mine = np.flatnonzero(wave == name)
        if len(mine):
            middle, spread, share = np.array(parts).T
            pick = rng.choice(len(parts), len(mine), p=share / share.sum())
            hours[mine] = rng.normal(middle[pick], spread[pick])
    stray = rng.random(len(kind)) < 0.02
    hours[stray] = rng.uniform(0.0, 24.0, int(stray.sum()))
    return np.round((hours % 24.0) * 3600.0).astype(np.int64) % 86_400
