"""What an import would change: rows matched by code, field by field, shape by shape."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.catalog.spec import LayerSpec, Shape
from layers.intake.columns import CODE, NAME
from layers.intake.problems import PLACE, Mask, Problem, Severity

#: Stored coordinates lie on a millimetre grid; anything nearer than half of it is the same, in m.
_SAME_M = 0.0005

Positions = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """What becomes of each row of the incoming frame; all positions count from 0.

    `matched` is the position of the same code in the existing frame, -1 if it is new. `differs`
    has a row for each incoming row and a column for each of `fields` (`name`, fields, `geometry`).
    `refused` are new rows without a place where the layer demands one. `absent` are positions in
    the existing frame whose code the file does not have: they stay as they are.
    """

    fields: tuple[str, ...]
    matched: Positions
    differs: Mask
    refused: Positions
    absent: Positions

    @property
    def added(self) -> Positions:
        """Return the incoming rows that are new."""
        new = self.matched < 0
        new[self.refused] = False
        return np.flatnonzero(new)

    @property
    def changed(self) -> Positions:
        """Return the incoming rows that change what is there."""
        return np.flatnonzero((self.matched >= 0) & self.differs.any(axis=1))

    @property
    def unchanged(self) -> Positions:
        """Return the incoming rows that say what is there already."""
        return np.flatnonzero((self.matched >= 0) & ~self.differs.any(axis=1))

    def fields_of(self, row: int) -> tuple[str, ...]:
        """Return what one incoming row changes."""
        return tuple(np.array(self.fields, dtype=object)[self.differs[row]].tolist())

    def by_field(self) -> Mapping[str, int]:
        """Return how many rows change each field; fields that nothing changes are left out."""
        counts = zip(self.fields, self.differs.sum(axis=0).tolist(), strict=True)
        return {field: int(count) for field, count in counts if count}


def compare(
    existing: gpd.GeoDataFrame,
    incoming: gpd.GeoDataFrame,
    spec: LayerSpec,
    *,
    provided: Collection[str],
) -> Changes:
    """Return what importing the incoming rows would change, matched by code.

    1. Only `provided` fields are compared: what the file does not feed stays as it is.
    2. None and a missing column are the same; numbers are the same if they are equal.
    3. Shapes are the same if all corners agree to the millimetre. Where a polygon's ring begins
       and which way it runs does not matter; the direction of a line does, it carries chainage.
    4. A row without a shape leaves the shape as it is; a new one needs one unless the layer says
       otherwise.
    """
    at = pd.Index(existing["code"]).get_indexer(pd.Index(incoming["code"]))
    old = np.flatnonzero(at >= 0)
    fields = (*(f for f in (NAME, *(one.name for one in spec.fields)) if f in provided), PLACE)
    differs = np.zeros((len(incoming), len(fields)), dtype=bool)
    for place, name in enumerate(fields[:-1]):  # 1
        before = _column(existing, name)[at[old]]
        differs[old, place] = _unlike(before, _column(incoming, name)[old])
    before = existing.geometry.to_numpy()[at[old]]
    after = incoming.geometry.to_numpy()[old]
    differs[old, -1] = ~shapely.is_missing(after) & _other_shape(before, after, spec.shape)
    placeless = shapely.is_missing(incoming.geometry.to_numpy()) & (at < 0)
    refused = np.flatnonzero(placeless & (not spec.place_optional))  # 4
    absent = np.flatnonzero(~existing["code"].isin(incoming["code"]).to_numpy())
    return Changes(fields, at, differs, refused, absent)


def upserts(
    existing: gpd.GeoDataFrame, incoming: gpd.GeoDataFrame, spec: LayerSpec, changes: Changes
) -> gpd.GeoDataFrame:
    """Return the whole rows to store: the added and the changed, in the order of the file.

    A changed row has the incoming values where the file feeds them and the existing ones elsewhere.
    """
    wanted = np.sort(np.concatenate([changes.added, changes.changed]))
    at = changes.matched[wanted]
    kept = at >= 0
    columns: dict[str, NDArray[np.object_]] = {CODE: _column(incoming, CODE)[wanted]}
    for name in (NAME, *(one.name for one in spec.fields)):
        values = _column(incoming, name)[wanted]
        if name not in changes.fields:
            values[kept] = _column(existing, name)[at[kept]]
        columns[name] = values
    shapes = incoming.geometry.to_numpy()[wanted]
    bare = kept & shapely.is_missing(shapes)
    shapes[bare] = existing.geometry.to_numpy()[at[bare]]
    table = pd.DataFrame(columns, dtype=object)
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=incoming.crs))


def applied(
    existing: gpd.GeoDataFrame, incoming: gpd.GeoDataFrame, spec: LayerSpec, changes: Changes
) -> gpd.GeoDataFrame:
    """Return the layer as it is after the import: what was there in its order, then the new."""
    rows = upserts(existing, incoming, spec, changes)
    stay = ~existing["code"].isin(rows["code"]).to_numpy()
    names = list(rows.columns.drop(PLACE))
    columns = {name: _column(existing, name)[stay] for name in names}
    table = pd.DataFrame(
        {name: np.concatenate([columns[name], _column(rows, name)]) for name in names}, dtype=object
    )
    shapes = np.concatenate([existing.geometry.to_numpy()[stay], rows.geometry.to_numpy()])
    after = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=incoming.crs))
    rank = {code: place for place, code in enumerate(existing["code"])}
    order = np.argsort([rank.get(code, len(rank)) for code in after["code"]], kind="stable")
    return after.iloc[order].reset_index(drop=True)


def refusals(incoming: gpd.GeoDataFrame, rows: Positions, changes: Changes) -> tuple[Problem, ...]:
    """Return the problem of each refused row; `rows` are the numbers of the rows in the file."""
    codes = incoming["code"].to_numpy()
    return tuple(
        Problem(int(rows[at]), PLACE, str(codes[at]), "new_without_place", Severity.REJECTED)
        for at in changes.refused
    )


def _column(frame: gpd.GeoDataFrame, name: str) -> NDArray[np.object_]:
    """Return a column's values with None for everything missing, as a copy."""
    if name not in frame.columns:
        return np.full(len(frame), None, dtype=object)  # 2
    values = frame[name].to_numpy(dtype=object, copy=True)
    values[pd.isna(values)] = None
    return values


def _unlike(before: NDArray[np.object_], after: NDArray[np.object_]) -> Mask:
    pairs = zip(before.tolist(), after.tolist(), strict=True)
    return np.fromiter((one != two for one, two in pairs), dtype=bool, count=len(before))


def _other_shape(before: NDArray[np.object_], after: NDArray[np.object_], family: Shape) -> Mask:
    same = shapely.equals_exact(before, after, tolerance=_SAME_M)  # 3
    unlike = np.flatnonzero(~same)
    if family is Shape.POLYGON and len(unlike):
        same[unlike] = shapely.equals_exact(
            shapely.normalize(before[unlike]), shapely.normalize(after[unlike]), tolerance=_SAME_M
        )
    other: Mask = ~(same | (shapely.is_missing(before) & shapely.is_missing(after)))
    return other
