"""Cases on the map: single ones when zoomed in, gathered by tiles otherwise, never thousands."""

import math
from typing import Any

import numpy as np

from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_columns import CaseTable, Rows, moment_of
from gis_app.work.case_question import Answered, CaseQuestion, ask, class_parts, metric_view
from gis_app.work.case_words import Words, words
from gis_app.work.office import Office
from layers.analysis import NO_TIME, Box, Clusters, clusters
from layers.crs import points_to_lonlat

#: The most single cases, and the most clusters, that are sent at once.
MOST = 500
#: Up to this many cases are sent singly at every zoom.
FEW = 60
#: Side of a cluster's tile on the screen, in pixels: wide enough for a figure of four digits.
_TILE_PX = 64
#: Metres of a screen pixel at zoom 0 on the equator (Web Mercator, tiles of 256 pixels).
_PIXEL_M = 156_543.033_928
#: Tiles along the longer side of a view, at most.
_TILES_MOST = 60


@allowed(*EVERYONE)
def places(
    office: Office, _actor: Actor, question: CaseQuestion, zoom: int, language: str
) -> dict[str, Any]:
    """Return the cases of a view as marks for a map.

    1. Few cases are single marks at every zoom; up to `MOST` are from the zoom on at which the
       catalog shows single cases.
    2. Else they are gathered by tiles that keep their place while the map is moved; tiles double
       until there are at most `MOST` clusters. A tile that the view touches is counted whole.

    `total` counts the cases in the view that have a place.
    """
    found = ask(office, question)
    rows = np.flatnonzero(found.kept & found.table.columns.placed)
    close = zoom >= office.catalog["cases"].style.min_zoom
    single = len(rows) <= FEW or (close and len(rows) <= MOST)  # 1
    return {
        "mode": "cases" if single else "clusters",
        "total": len(rows),
        "placeless": found.placeless,
        "cases": _singles(office, found.table, rows, words(office, language)) if single else [],
        "clusters": [] if single else _clusters(office, found, question, zoom),
    }


def _singles(office: Office, table: CaseTable, rows: Rows, named: Words) -> list[dict[str, Any]]:
    columns = table.columns
    lon, lat = points_to_lonlat(columns.x[rows], columns.y[rows], office.district.crs)
    marks = zip(rows.tolist(), lon.tolist(), lat.tolist(), strict=True)
    return [
        {
            "number": str(columns.number[row]),
            "lon": east,
            "lat": north,
            "state": columns.state.words[columns.state.codes[row]],
            **_class(columns.class_code.words[columns.class_code.codes[row]], named),
            "reported_at": _moment(int(columns.reported_at[row])),
        }
        for row, east, north in marks
    ]


def _class(key: str, named: Words) -> dict[str, Any]:
    return {"class_code": class_parts(key)[2] or None, "class_name": named.class_name(key)}


def _moment(second: int) -> str | None:
    return None if second == NO_TIME else moment_of(second)


def _clusters(
    office: Office, found: Answered, question: CaseQuestion, zoom: int
) -> list[dict[str, Any]]:
    box = _view(office, found, question)
    widest_m = max(box[2] - box[0], box[3] - box[1])
    tile_m = max(_tile_m(office, zoom), widest_m / _TILES_MOST)
    gathered = clusters(found.table.columns, found.wide, box, tile_m)
    while len(gathered.count) > MOST:  # 2
        tile_m *= 2
        gathered = clusters(found.table.columns, found.wide, box, tile_m)
    return _plain(office, gathered)


def _view(office: Office, found: Answered, question: CaseQuestion) -> Box:
    """Return the part of the view in which there are cases, in metres."""
    columns = found.table.columns
    x, y = columns.x[found.wide & columns.placed], columns.y[found.wide & columns.placed]
    west, south, east, north = (float(edge) for edge in (x.min(), y.min(), x.max(), y.max()))
    if question.box is None:
        return west, south, east, north
    seen = metric_view(office.district, question.box).bounds
    return max(west, seen[0]), max(south, seen[1]), min(east, seen[2]), min(north, seen[3])


def _tile_m(office: Office, zoom: int) -> float:
    latitude = math.radians(office.district.centre[1])
    return float(_TILE_PX * _PIXEL_M * math.cos(latitude) / 2**zoom)


def _plain(office: Office, gathered: Clusters) -> list[dict[str, Any]]:
    lon, lat = points_to_lonlat(gathered.x, gathered.y, office.district.crs)
    rows = zip(
        lon.tolist(), lat.tolist(), gathered.count.tolist(), gathered.example.tolist(), strict=True
    )
    return [
        {"lon": east, "lat": north, "count": count, "number": number}
        for east, north, count, number in rows
    ]
