"""The coordinate doctor: guess in which frame numbers are, and say why, or that it cannot be told.

Every guess is tried: the numbers are moved into the district's metric CRS as if they were in that
frame, and must then lie near the district. Frames that all pass (WGS 84, GCJ-02 and BD-09 differ by
some 490 to 1,100 m) are told apart by the distance to the roads, or not at all.
"""

from dataclasses import dataclass

import numpy as np
import pyproj
from numpy.typing import ArrayLike, NDArray
from shapely import STRtree

from layers import crs
from layers.candidates import (
    REACH_KM,
    STRIPS,
    Numbers,
    Trial,
    beside_roads,
    passing,
    regional_frames,
    sample_of,
    usual_frames,
)
from layers.district import District

#: Fewer places than this prove nothing about roads.
_FEWEST = 20
#: The roads decide if the best frame lies at most this share as far from them as the next...
_CLEAR_SHARE = 0.7
#: ...and this many metres nearer, and no farther than that.
_CLEAR_M = 4.0
_FAR_M = 150.0
#: What a file declares is overruled only by places that lie along the roads, and at most this share
#: as far from them: greens and waters lie beside no road, and chance must not move them.
_BESIDE_M = 25.0
_OVERRULED_SHARE = 0.5
#: What is believed without roads: what was declared, then the plain ones.
_PRIOR = {"declared": 8.0, crs.WGS84: 4.0, crs.GCJ02: 2.0, crs.BD09: 1.0}

DEGREES = "Read as degrees in {frame}, {percent} % of the places lie within {reach_km} km."
SWAPPED_DEGREES = (
    "Read as degrees in {frame} with the latitude first, {percent} % of the places "
    "lie within {reach_km} km."
)
PROJECTED = "Read in {frame} (unit: {unit}), {percent} % of the places lie within {reach_km} km."
SWAPPED = (
    "Read in {frame} (unit: {unit}) with the northing first, {percent} % of the places "
    "lie within {reach_km} km."
)
ZONE_NUMBERED = (
    "The eastings begin with the zone number {zone}; read in {frame}, {percent} % of the places "
    "lie within {reach_km} km."
)
ROADS = (
    "Read in {frame}, the places lie {best_m} m from the nearest road (median); "
    "read in {other}, {other_m} m."
)
SETTLED = "The coordinates are in {frame}."
UNTOLD = (
    "{frames} all put the places near the district, and nothing here tells them apart; "
    "compare with a layer you trust, such as the roads."
)
NOT_DECLARED = (
    "The file declares {declared}, which does not put the places near the district; "
    "they fit {frame}."
)
NOWHERE = (
    "No frame known for this district puts the places near it: the first numbers run from "
    "{x_least} to {x_most}, the second from {y_least} to {y_most}. Ask where the file comes from."
)
NOTHING = "There is no place to judge by."


@dataclass(frozen=True, slots=True)
class Reason:
    """An English sentence with facts in braces; the template is the key of its translation."""

    template: str
    facts: dict[str, str | int | float]

    def __str__(self) -> str:
        return self.template.format(**self.facts)


@dataclass(frozen=True, slots=True)
class Guess:
    """A frame the numbers may be in. `swapped`: the second column is the x of the frame.

    `zone_prefix` is the zone number its eastings begin with, `roads_m` the median distance to the
    nearest road, where there are roads; `confidence` runs from 0 to 1.
    """

    frame: str
    swapped: bool
    zone_prefix: int | None
    confidence: float
    reason: Reason
    roads_m: float | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The guesses, likeliest first, and what to tell a person; `settled` if there is no doubt."""

    guesses: tuple[Guess, ...]
    settled: bool
    verdict: Reason

    @property
    def best(self) -> Guess | None:
        """The likeliest guess, if there is any."""
        return self.guesses[0] if self.guesses else None


def diagnose(
    x: ArrayLike,
    y: ArrayLike,
    *,
    district: District,
    roads: STRtree | NDArray[np.object_] | None = None,
    declared: str | None = None,
) -> Diagnosis:
    """Guess the frame of places, given as the two columns they stand in.

    1. Tried are: what is declared, WGS 84, GCJ-02 and BD-09 (in China), the district's CRS, the
       Gauss-Kruger strips around it with and without zone number, UTM, web Mercator; each as it
       stands and swapped. If none passes, every projected CRS of the region.
    2. A frame passes if half of the places then lie within `REACH_KM` of the centre.
    3. Where several pass, the median distance to the roads decides, if it differs clearly; against
       a declared frame that passes only if the places lie along the roads.
    4. Where it does not, or there are no roads, the guesses are ordered by habit and `settled` is
       false: the verdict says that it cannot be told.

    Parameters
    ----------
    x, y
        First and second column as they stand in the file; rows that are not finite are left out.
    district
        Its centre and its metric CRS.
    roads
        Road lines in the metric CRS, or a tree of them.
    declared
        The frame that the file declares, if any.
    """
    sample = sample_of(x, y)
    if not len(sample):
        return Diagnosis((), settled=False, verdict=Reason(NOTHING, {}))
    stated = None if declared is None else crs.check_frame(declared)
    trials = passing(sample, usual_frames(district, stated), district)
    if not trials:
        trials = passing(sample, regional_frames(district), district)
    if not trials:
        return Diagnosis((), settled=False, verdict=Reason(NOWHERE, _extent(sample)))
    if roads is not None and len(sample) >= _FEWEST:
        tree = roads if isinstance(roads, STRtree) else STRtree(roads)
        trials = [beside_roads(trial, tree) for trial in trials]
    return _concluded(trials, stated)


def _extent(sample: Numbers) -> dict[str, str | int | float]:
    least, most = sample.min(axis=0), sample.max(axis=0)
    return {
        "x_least": float(least[0]),
        "x_most": float(most[0]),
        "y_least": float(least[1]),
        "y_most": float(most[1]),
    }


def _concluded(trials: list[Trial], declared: str | None) -> Diagnosis:
    ordered = sorted(trials, key=lambda one: -_prior(one, declared))
    rival = None
    if len(ordered) > 1 and all(one.roads_m is not None for one in ordered):  # 3
        by_roads = sorted(ordered, key=lambda one: one.roads_m or 0.0)
        if _is_clear(by_roads[0], by_roads[1]) and _outweighs(by_roads[0], ordered, declared):
            ordered, rival = by_roads, by_roads[1]
    best = ordered[0]
    settled = len(ordered) == 1 or rival is not None
    weights = np.array([_prior(one, declared) for one in ordered])
    shares = weights / weights.sum()
    if settled:
        shares = np.array([0.95] + [0.05 / max(1, len(ordered) - 1)] * (len(ordered) - 1))
    guesses = tuple(
        _guess(one, float(part), _by_roads(one, best, rival))
        for one, part in zip(ordered, shares, strict=True)
    )
    return Diagnosis(guesses, settled, _verdict(ordered, declared, settled=settled))


def _prior(trial: Trial, declared: str | None) -> float:
    weight = _PRIOR["declared"] if trial.frame == declared else _PRIOR.get(trial.frame, 3.0)
    return weight * trial.share * (0.5 if trial.swapped else 1.0)


def _is_clear(best: Trial, second: Trial) -> bool:
    if best.roads_m is None or second.roads_m is None or best.roads_m > _FAR_M:
        return False
    nearer_m = second.roads_m - best.roads_m
    return best.roads_m <= _CLEAR_SHARE * second.roads_m and nearer_m >= _CLEAR_M


def _outweighs(best: Trial, trials: list[Trial], declared: str | None) -> bool:
    """Return whether the roads speak loudly enough against what the file declares."""
    rivals = [one.roads_m for one in trials if one.frame == declared and one.roads_m is not None]
    if best.frame == declared or not rivals or best.roads_m is None:
        return True
    return best.roads_m <= min(_BESIDE_M, _OVERRULED_SHARE * min(rivals))


def _by_roads(trial: Trial, best: Trial, rival: Trial | None) -> Reason | None:
    other = rival if trial is best else best
    if rival is None or other is None or trial.roads_m is None or other.roads_m is None:
        return None
    return Reason(
        ROADS,
        {
            "frame": trial.frame,
            "best_m": round(trial.roads_m, 1),
            "other": other.frame,
            "other_m": round(other.roads_m, 1),
        },
    )


def _guess(trial: Trial, confidence: float, reason: Reason | None) -> Guess:
    zone = _zone(trial.frame)
    return Guess(
        frame=trial.frame,
        swapped=trial.swapped,
        zone_prefix=zone,
        confidence=round(confidence * trial.share, 3),
        reason=reason or _fit(trial, zone),
        roads_m=trial.roads_m,
    )


def _zone(frame: str) -> int | None:
    numbered = {crs.zone_numbered(strip): strip for strip in range(STRIPS[0], STRIPS[1] + 1)}
    return numbered.get(frame)


def _fit(trial: Trial, zone: int | None) -> Reason:
    facts: dict[str, str | int | float] = {
        "frame": trial.frame,
        "percent": round(trial.share * 100),
        "reach_km": int(REACH_KM),
    }
    if zone is not None and not trial.swapped:
        return Reason(ZONE_NUMBERED, facts | {"zone": zone})
    if crs.is_lonlat(trial.frame):
        return Reason(SWAPPED_DEGREES if trial.swapped else DEGREES, facts)
    unit = pyproj.CRS.from_user_input(trial.frame).axis_info[0].unit_name
    return Reason(SWAPPED if trial.swapped else PROJECTED, facts | {"unit": unit})


def _verdict(ordered: list[Trial], declared: str | None, *, settled: bool) -> Reason:
    frames = ", ".join(dict.fromkeys(one.frame for one in ordered))
    if declared is not None and declared not in {one.frame for one in ordered}:
        fits = ordered[0].frame if settled else frames
        return Reason(NOT_DECLARED, {"declared": declared, "frame": fits})
    if not settled:  # 4
        return Reason(UNTOLD, {"frames": frames})
    return Reason(SETTLED, {"frame": ordered[0].frame})
