"""The areas that own a place: its cell, management grid, community and street."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from layers.columns import texts
from layers.locate.columns import areas, pick
from layers.owner import Ownership

#: The layers whose polygons own places, from the smallest.
KINDS: Final = {
    "cell": "cells",
    "grid": "grids",
    "community": "communities",
    "street": "streets",
}

_NOTHING: Final = np.zeros(0, dtype=object)

Floats = NDArray[np.float64]
Texts = NDArray[np.object_]


class Owners(NamedTuple):
    """The codes that own each place, shape (n,); None where nobody does."""

    cell: Texts
    grid: Texts
    community: Texts
    street: Texts


@dataclass(frozen=True, slots=True, eq=False)
class Districts:
    """Who owns a place, on every level. Build it with `of`.

    1. The cell is the owner among the polygons of `cells`.
    2. The management grid is the cell's `grid`. Only where the cells do not tell any grid, the
       polygons of `grids` are asked.
    3. Community and street are the owners among their own polygons, or, where a layer is missing,
       what the cell says.
    """

    _owners: Mapping[str, Ownership]
    _told: Mapping[str, Texts]
    _names: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, frames: Mapping[str, gpd.GeoDataFrame]) -> Self:
        """Index those of the four layers that are there and not empty."""
        owners, told, names = {}, {}, {}
        for kind, layer in KINDS.items():
            frame = frames.get(layer)
            if frame is None or frame.empty:
                continue
            rows, owners[kind] = areas(frame)
            pairs = zip(owners[kind].codes, texts(rows, "name"), strict=True)
            names[kind] = {code: name for code, name in pairs if name is not None}
            if kind == "cell":
                told = {other: texts(rows, other) for other in ("grid", "community", "street")}
        if any(grid is not None for grid in told.get("grid", ())):
            owners.pop("grid", None)  # 2
        return cls(owners, told, names)

    def owners(self, x: Floats, y: Floats) -> Owners:
        """Return the codes that own each place (metric CRS, shape (n,))."""
        index = {kind: each.owners(x, y) for kind, each in self._owners.items()}
        cell = index.get("cell", np.full(len(x), -1, dtype=np.int32))
        found = {
            kind: pick(self._owners[kind].codes, index[kind])  # 1, 3
            if kind in index
            else pick(self._told.get(kind, _NOTHING), cell)  # 2
            for kind in KINDS
        }
        return Owners(**found)

    def name(self, kind: str, code: str | None) -> str | None:
        """Return the name of an owner, or None where it has none."""
        return None if code is None else self._names.get(kind, {}).get(code)
