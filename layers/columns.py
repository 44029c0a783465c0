"""Texts out of frames: None for what is missing, in the order of code."""

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray


def by_code(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows in the order of their codes, numbered anew."""
    codes = texts(frame, "code")
    order = sorted(range(len(frame)), key=lambda row: codes[row] or "")
    return frame.iloc[order].reset_index(drop=True)


def texts(frame: gpd.GeoDataFrame, column: str) -> NDArray[np.object_]:
    """Return a column as texts, shape (n,); None where it is missing, blank or not there at all."""
    found = np.full(len(frame), None, dtype=object)
    if column in frame.columns:
        there = frame[column].notna().to_numpy()
        values = frame[column].to_numpy(dtype=object)
        found[there] = [str(value).strip() or None for value in values[there]]
    return found
