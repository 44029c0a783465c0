"""A store with any number of cases: the demonstration's, told again further and further back."""

from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis_app.commands.demo import make_demo
from gis_app.store import features, open_store

#: Cases of the demonstration that all others repeat.
TEMPLATE = 50_000
JITTER_M = 30.0
TIMES = ("reported_at", "filed_at", "handled_at", "due_at", "closed_at")


def make_many(path: Path, size: int) -> None:
    """Write a district of `size` cases: one stretch of time is open, what lies before is closed.

    Places move by some metres, times by whole stretches of the demonstration, codes get a suffix.
    """
    make_demo(path, cases=min(TEMPLATE, size), quiet=True)
    store = open_store(path)
    with store.read() as tx:
        told = features.read_frame(tx, "cases")
    told = told.drop(columns=[c for c in ("fid", "version", "geometry_hash") if c in told])
    moments = pd.to_datetime(told["reported_at"], format="ISO8601", utc=True)
    days = (moments.max() - moments.min()).days + 1
    rng = np.random.default_rng(1)
    for nth in range(1, size // TEMPLATE):
        with store.write("benchmark", datetime.now(UTC)) as tx:
            features.add_many(tx, "cases", _again(told, nth, days, rng))
    store.close()


def _again(
    told: gpd.GeoDataFrame, nth: int, days: int, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    again = told.copy()
    again["code"] = [f"{code}-{nth}" for code in told["code"]]
    again["state"], again["yellow_at"], again["red_at"] = "closed", None, None
    for name in TIMES:
        if name in again:
            at = pd.to_datetime(again[name], format="ISO8601", utc=True)
            at -= pd.Timedelta(days=days * nth)
            text = at.dt.strftime("%Y-%m-%dT%H:%M:%S.000Z")
            again[name] = text.where(at.notna(), None).astype(object)
    known = shapely.get_coordinates(told.geometry.dropna().to_numpy())
    places = np.full(len(told), None, dtype=object)
    places[told.geometry.notna().to_numpy()] = shapely.points(
        known + rng.normal(0.0, JITTER_M, known.shape)
    )
    return again.set_geometry(gpd.GeoSeries(places, index=again.index, crs=told.crs))
