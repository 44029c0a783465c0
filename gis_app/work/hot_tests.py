"""How good hot places were at telling where the next cases came, and clusters that go on now."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_columns import moment_of
from gis_app.work.case_piles import off_piles
from gis_app.work.case_question import Answered, CaseQuestion, ask, light_minute
from gis_app.work.frames import stamp
from gis_app.work.ground import AREAS
from gis_app.work.hot_spots import tiling_of
from gis_app.work.office import Office
from layers.analysis import (
    NO_TIME,
    BackTest,
    Cylinders,
    Dated,
    Ranker,
    Tiling,
    Trial,
    back_test,
    hot_spots,
    scan,
    within,
)
from layers.crs import points_to_lonlat

#: Weeks of a back-test, days before each to learn from, shares of the district that are looked at.
WEEKS, WEEKS_MEANT = (1, 26), 8
LEARN_DAYS, LEARN_MEANT = (7, 180), 28
SHARES: Final = (0.01, 0.02, 0.05, 0.1)
#: Days of a scan, the longest cluster, the widest circle, and how often its days are shuffled.
_SCAN_DAYS: Final = 60
_LONGEST: Final = 14
_REACH_M: Final = 1_000.0
_SHUFFLES: Final = 99
#: The scan's random numbers: the same cases give the same answer.
_SEED: Final = 20_050_213
_DAY_S: Final = 86_400
#: Neighbours of a tile are the eight around it.
_NEXT: Final = 1.5
_SMOOTHED: Final = 0.5


@allowed(*EVERYONE)
def tried(
    office: Office,
    _actor: Actor,
    question: CaseQuestion,
    *,
    tile_m: int,
    weeks: int,
    learn_days: int,
) -> dict[str, Any]:
    """Return how many cases of the last weeks came where it was hot before (hit rate and PAI).

    1. The weeks end with the question's period, else with the latest case; nothing is learned from
       the week itself (`layers.analysis.back_test`).
    2. Three ways of ranking tiles are tried: the count alone, the count smoothed over the tiles
       around it, and the score of the hot spot test (Gi*).
    3. Cases without a place, outside the district or on a default place are left out and counted.

    Raises
    ------
    layers.analysis.TooFewWeeks
        The cases do not reach back far enough.
    """
    found = ask(office, question.unboxed().undated())
    rows, tile, tiling, piled = _on_tiles(office, found, tile_m)
    moments = found.table.columns.reported_at[rows]
    end_s = question.to_s or (int(moments.max()) + 1 if len(moments) else 0)
    near = within(*tiling.middles(), reach_m=_NEXT * tile_m)
    ways: dict[str, Ranker] = {
        "count": lambda counts: counts.astype(np.float64),
        "smoothed": lambda counts: counts + _SMOOTHED * (near @ counts),
        "hot_spots": lambda counts: np.nan_to_num(hot_spots(counts, near).z, nan=0.0),
    }
    told = [
        _told(name, share, back_test(tile, moments, trial, tiles=len(tiling), rank=rank))
        for name, rank in ((name, _remembered(rank)) for name, rank in ways.items())
        for share in SHARES
        for trial in [Trial(end_s, weeks, learn_days, share)]
    ]
    return {
        "tile_m": tile_m,
        "tiles": len(tiling),
        "weeks": weeks,
        "learn_days": learn_days,
        "to": moment_of(end_s),
        "cases": len(rows),
        "placeless": found.placeless,
        "piled": piled,
        "ways": told,
    }


def _told(way: str, share: float, made: BackTest) -> dict[str, Any]:
    columns = (made.starts_s.tolist(), made.cases.tolist(), made.hits.tolist())
    weeks = [
        {"from": moment_of(start), "cases": cases, "hits": hits}
        for start, cases, hits in zip(*columns, strict=True)
    ]
    rates = {"hit_rate": _short(made.hit_rate), "pai": _short(made.pai)}
    return {"way": way, "share": share, **rates, "by_week": weeks}


@allowed(*EVERYONE)
def clusters_now(
    office: Office, _actor: Actor, question: CaseQuestion, tile_m: int
) -> dict[str, Any]:
    """Return where more cases come lately than place and day explain (`layers.analysis.scan`).

    1. Looked at are the 60 days before the end of the question's period, else before the latest
       case; a cluster lasts to that end.
    2. Days are 24 hours counted back from it. Shuffles are seeded: the answer is repeatable.
    3. All clusters that were found are told with their p; which of them to believe is the reader's.
    """
    found = ask(office, question.unboxed().undated())
    ground = stamp(office, "district", *AREAS)
    mark = (found.table.stamp, ground, question, tile_m, light_minute(office, question))

    def make() -> dict[str, Any]:
        rows, tile, tiling, piled = _on_tiles(office, found, tile_m)
        moments = found.table.columns.reported_at[rows]
        end_s = question.to_s or (int(moments.max()) + 1 if len(moments) else 0)
        back = (end_s - 1 - moments) // _DAY_S
        lately = (back >= 0) & (back < _SCAN_DAYS)
        dated = Dated(tile[lately], (_SCAN_DAYS - 1 - back[lately]).astype(np.intp))
        x, y = tiling.middles()
        over = Cylinders(_REACH_M, _LONGEST, _SCAN_DAYS)
        rng = np.random.default_rng(_SEED)
        made = scan((x, y), dated, over, shuffles=_SHUFFLES, rng=rng)
        centres = [cluster.centre for cluster in made]
        lon, lat = points_to_lonlat(x[centres], y[centres], office.district.crs)
        return {
            "to": moment_of(end_s),
            "days": _SCAN_DAYS,
            "cases": int(lately.sum()),
            "tile_m": tile_m,
            "placeless": found.placeless,
            "piled": piled,
            "clusters": [
                {
                    "lon": float(lon[at]),
                    "lat": float(lat[at]),
                    "radius_m": round(cluster.radius_m + tile_m / 2),
                    "from": moment_of(end_s - cluster.days * _DAY_S),
                    "days": cluster.days,
                    "cases": cluster.cases,
                    "expected": round(cluster.expected, 1),
                    "ratio": round(cluster.ratio, 2),
                    "p": cluster.p,
                }
                for at, cluster in enumerate(made)
            ],
        }

    return office.keep.get("cases:clusters", mark, make)


def _on_tiles(
    office: Office, found: Answered, tile_m: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], Tiling, int]:
    """Return rows that have a tile and a moment, their tiles, the tiling, and the piled cases."""
    tiling = tiling_of(office, tile_m)
    kept, piled = off_piles(office, found)
    columns = found.table.columns
    rows = np.flatnonzero(kept & columns.placed & (columns.reported_at != NO_TIME))
    tile = tiling.of(columns.x[rows], columns.y[rows])
    return rows[tile >= 0], tile[tile >= 0], tiling, piled


def _remembered(rank: Ranker) -> Ranker:
    """Return a ranker that ranks the same counts once: every share looks at the same weeks."""
    known: dict[bytes, NDArray[np.float64]] = {}

    def ranked(counts: NDArray[np.int64]) -> NDArray[np.float64]:
        key = counts.tobytes()
        if key not in known:
            known[key] = rank(counts)
        return known[key]

    return ranked


def _short(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 4)
