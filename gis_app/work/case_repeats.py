"""Cases that come again at one place, the worst places, and the assets they are about."""

from collections import Counter
from typing import Any, Final

import geopandas as gpd
import numpy as np

from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_columns import CaseTable, Rows, moment_of
from gis_app.work.case_piles import off_piles
from gis_app.work.case_question import CaseQuestion, ask
from gis_app.work.case_words import Words, words
from gis_app.work.cases import read_cases
from gis_app.work.office import Office
from layers.analysis import NO_TIME, Place, repeats, worst_places
from layers.crs import points_to_lonlat

#: Radii in metres and days back that may be asked for, and those that are meant otherwise.
REACHES_M: Final = (5, 300)
REACH_M: Final = 30
DAYS: Final = (1, 365)
DAYS_MEANT: Final = 14
#: How many places are told, and how many numbers of their cases.
PLACES_MOST: Final = 50
_NUMBERS: Final = 10
#: An asset is named where at least this share of the cases of a place are about it.
_ASSET_SHARE: Final = 0.5


@allowed(*EVERYONE)
def come_again(
    office: Office,
    _actor: Actor,
    question: CaseQuestion,
    *,
    reach_m: int,
    days: int,
    language: str,
) -> dict[str, Any]:
    """Return how many cases repeat another one, by class, and the places that hold the most.

    1. A repeat has an earlier case of its class within `reach_m` and `days`
       (`layers.analysis.repeats`); both pass the question.
    2. Places are circles of `reach_m` that share no case (`layers.analysis.worst_places`), with the
       first and last case, the latest numbers, how many are open, and the asset that at least half
       of the cases are about, if there is one.
    3. Cases without a place or a moment, and those on a default place, are counted apart.

    Raises
    ------
    layers.analysis.TooManyPairs
        The circle and the days hold more pairs than can be looked at.
    """
    found = ask(office, question)
    kept, piled = off_piles(office, found)
    columns = found.table.columns
    timeless = int(np.count_nonzero(kept & columns.placed & (columns.reported_at == NO_TIME)))
    rows = np.flatnonzero(kept & columns.placed & (columns.reported_at != NO_TIME))
    x, y, moments, classes = (
        columns.x[rows],
        columns.y[rows],
        columns.reported_at[rows],
        columns.class_code.codes[rows],
    )
    again = repeats(x, y, moments, classes, reach_m=reach_m, days=days)
    places = worst_places(x, y, moments, classes, reach_m=reach_m, most=PLACES_MOST)
    named = words(office, language)
    return {
        "reach_m": reach_m,
        "days": days,
        "cases": len(rows),
        "repeats": again.count,
        "placeless": found.placeless,
        "timeless": timeless,
        "piled": piled,
        "by_class": _by_class(found.table, rows, again.before >= 0, named),
        "places": _places(office, found.table, rows, places, named),
    }


def _by_class(
    table: CaseTable, rows: Rows, is_repeat: np.ndarray[Any, Any], named: Words
) -> list[dict[str, Any]]:
    column = table.columns.class_code
    every = np.bincount(column.codes[rows], minlength=len(column.words))
    again = np.bincount(column.codes[rows[is_repeat]], minlength=len(column.words))
    told = [
        {
            "class": word,
            "name": named.class_name(word),
            "cases": int(every[code]),
            "repeats": int(again[code]),
        }
        for code, word in enumerate(column.words)
        if again[code]
    ]
    return sorted(told, key=lambda row: (-int(str(row["repeats"])), str(row["class"])))


def _places(
    office: Office, table: CaseTable, rows: Rows, places: list[Place], named: Words
) -> list[dict[str, Any]]:
    every = rows[np.concatenate([place.rows for place in places])] if places else rows[:0]
    with office.store.read() as tx:
        fields = ("asset_layer", "asset_code", "state", "address", "road")
        cases = read_cases(tx, table, every, fields)
    told, at = [], 0
    for place in places:
        part = cases.iloc[at : at + len(place.rows)]
        told.append(_place(office, table, rows[place.rows], part, named))
        at += len(place.rows)
    return told


def _place(
    office: Office, table: CaseTable, rows: Rows, cases: gpd.GeoDataFrame, named: Words
) -> dict[str, Any]:
    columns = table.columns
    middle = columns.x[rows].mean(), columns.y[rows].mean()
    lon, lat = points_to_lonlat([middle[0]], [middle[1]], office.district.crs)
    key = columns.class_code.words[columns.class_code.codes[rows[0]]]
    asset = _asset(cases)
    layer = office.catalog[asset[0]] if asset and asset[0] in office.catalog else None
    return {
        "count": len(rows),
        "class": key,
        "class_name": named.class_name(key),
        "lon": float(lon[0]),
        "lat": float(lat[0]),
        "first": moment_of(int(columns.reported_at[rows[0]])),
        "last": moment_of(int(columns.reported_at[rows[-1]])),
        "open": int((~cases["state"].isin(["closed", "void", "rejected"])).sum()),
        "address": _latest(cases["address"].tolist()) or _latest(cases["road"].tolist()),
        "numbers": columns.number[rows[::-1][:_NUMBERS]].tolist(),
        "asset": None
        if asset is None
        else {
            "layer": asset[0],
            "code": asset[1],
            "title": layer.title.in_language(named.language) if layer else asset[0],
            "cases": asset[2],
        },
    }


def _asset(cases: gpd.GeoDataFrame) -> tuple[str, str, int] | None:
    pairs = zip(cases["asset_layer"].tolist(), cases["asset_code"].tolist(), strict=True)
    named = Counter((a, b) for a, b in pairs if isinstance(a, str) and isinstance(b, str) and b)
    if not named:
        return None
    (layer, code), count = min(named.items(), key=lambda row: (-row[1], row[0]))
    return (layer, code, count) if count >= _ASSET_SHARE * len(cases) else None


def _latest(texts: list[Any]) -> str | None:
    return next((text for text in reversed(texts) if isinstance(text, str) and text), None)
