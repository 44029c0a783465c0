"""From a place to everything known about it, one at a time or a million at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Self

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.catalog import Catalog, Group, LayerSpec, Shape
from layers.columns import texts
from layers.compass import FOUR, bearing_deg, compass_point
from layers.crs import points_to_lonlat
from layers.district import District
from layers.locate.columns import pick
from layers.locate.districts import KINDS, Districts
from layers.locate.find import Finder
from layers.locate.found import Found
from layers.locate.located import AssetHit, CrossingHit, Located, ZoneHit
from layers.query import Hit, LayerIndex
from layers.roads import RoadNet, describe

#: A place this near to an order-keeping street (街面保序) is in it: its line stands for the fronts.
LINE_ZONE_M: Final = 25.0
#: Groups whose polygons and lines are zones one can stand in.
_ZONES: Final = (Group.ZONE, Group.PERMIT)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Indexed:
    """One layer, ready to be asked: its spec, index, and the columns an answer shows, by row."""

    spec: LayerSpec
    index: LayerIndex
    names: NDArray[np.object_]
    controls: NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Locator:
    """What a district's layers know about places. Build it with `of`.

    A layer that is missing or empty is simply not spoken of.
    """

    district: District
    districts: Districts
    roads: RoadNet | None
    _assets: tuple[_Indexed, ...]
    _zones: tuple[_Indexed, ...]
    _crossings: LayerIndex
    _finder: Finder

    @classmethod
    def of(
        cls, frames: Mapping[str, gpd.GeoDataFrame], *, catalog: Catalog, district: District
    ) -> Self:
        """Index layers (name → frame in the district's metric CRS, with `code` and `name`)."""
        roads = RoadNet.from_frame(frames["roads"]) if "roads" in frames else None
        there = [spec for spec in catalog if spec.name in frames and not frames[spec.name].empty]
        crossings = () if roads is None else roads.crossings
        return cls(
            district,
            Districts.of(frames),
            roads,
            tuple(_index(s, frames[s.name]) for s in there if s.group is Group.ASSET),
            tuple(
                _index(s, frames[s.name])
                for s in there
                if s.group in _ZONES and s.shape is not Shape.POINT
            ),
            LayerIndex.of(
                ["/".join(crossing.names) for crossing in crossings],
                shapely.points([(c.x, c.y) for c in crossings]) if crossings else [],
            ),
            Finder.of(frames, catalog=catalog, district=district, roads=roads),
        )

    def locate(
        self,
        x: float,
        y: float,
        *,
        language: str = "en",
        assets_per_layer: int = 1,
        within_m: float = 300.0,
    ) -> Located:
        """Return everything known about a place (metres in the district's CRS).

        1. Cell, grid, community and street follow the rules of `Districts`.
        2. Road and crossing are the nearest, however far.
        3. Assets are the nearest of each asset layer, none beyond `within_m`.
        4. Zones are the polygons that contain or touch the place, and the lines within 25 m.
        """
        at = np.array([x], dtype=float), np.array([y], dtype=float)
        owners = {kind: column[0] for kind, column in self.districts.owners(*at)._asdict().items()}
        names = {kind: self.districts.name(kind, code) for kind, code in owners.items()}  # 1
        road = None if self.roads is None else self.roads.nearest(x, y)  # 2
        lon, lat = points_to_lonlat(*at, self.district.crs)
        return Located(
            lon=float(lon[0]),
            lat=float(lat[0]),
            x=float(x),
            y=float(y),
            **owners,
            names=MappingProxyType({k: name for k, name in names.items() if name is not None}),
            road=road,
            road_text=None if road is None else describe(road, language),
            crossing=self._crossing(x, y),
            assets=tuple(
                _asset(layer, hit, language)
                for layer in self._assets  # 3
                for hit in layer.index.nearest(x, y, count=assets_per_layer, within_m=within_m)
            ),
            zones=tuple(
                _zone(layer, hit, language)
                for layer in self._zones  # 4
                for hit in layer.index.within(x, y, _zone_reach_m(layer.spec))
            ),
            unit=None if road is None else road.unit,
        )

    def locate_many(self, x: Floats, y: Floats) -> pd.DataFrame:
        """Return the owners and the road of each place (metric CRS, shape (n,)).

        The columns are cell, grid, community, street, road (its name), chainage_m,
        road_distance_m and side (N, E, S or W). Texts are None, numbers nan where nothing is known.
        """
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        columns: dict[str, Any] = dict(self.districts.owners(x, y)._asdict())
        if self.roads is None:
            nothing, unknown = np.full(len(x), None, dtype=object), np.full(len(x), np.nan)
            columns |= {"road": nothing, "chainage_m": unknown}
            columns |= {"road_distance_m": unknown, "side": nothing}
        else:
            found = self.roads.bulk_places(x, y)
            words = np.array([point.value for point in FOUR], dtype=object)
            columns |= {
                "road": pick(self.roads.names, found.segment),
                "chainage_m": found.chainage_m,
                "road_distance_m": found.distance_m,
                "side": pick(words, found.side),
            }
        frame = pd.DataFrame(index=pd.RangeIndex(len(x)))
        for name in (*KINDS, "road", "chainage_m", "road_distance_m", "side"):
            frame[name] = pd.Series(columns[name], dtype=columns[name].dtype)
        return frame

    def find(self, text: str, *, language: str = "en", limit: int = 20) -> list[Found]:
        """Return the places a typed text may mean, the likeliest first; see `Finder.find`."""
        return self._finder.find(text, language=language, limit=limit)

    def _crossing(self, x: float, y: float) -> CrossingHit | None:
        if self.roads is None:
            return None
        hits = self._crossings.nearest(x, y)
        if not hits:
            return None
        crossing = self.roads.crossings[hits[0].row]
        bearing = bearing_deg(crossing.x - x, crossing.y - y)
        compass = None if bearing is None else compass_point(bearing)
        return CrossingHit(crossing.names, hits[0].distance_m, bearing, compass)


def _index(spec: LayerSpec, frame: gpd.GeoDataFrame) -> _Indexed:
    codes = frame["code"].astype(str).tolist()
    index = LayerIndex.of(codes, frame.geometry.to_numpy())
    return _Indexed(spec, index, texts(frame, "name"), texts(frame, "control"))


def _zone_reach_m(spec: LayerSpec) -> float:
    return LINE_ZONE_M if spec.shape is Shape.LINE else 0.0


def _asset(layer: _Indexed, hit: Hit, language: str) -> AssetHit:
    return AssetHit(
        layer=layer.spec.name,
        title=layer.spec.title.in_language(language),
        code=hit.code,
        name=layer.names[hit.row],
        distance_m=hit.distance_m,
        bearing_deg=hit.bearing_deg,
        compass=hit.compass,
    )


def _zone(layer: _Indexed, hit: Hit, language: str) -> ZoneHit:
    return ZoneHit(
        layer=layer.spec.name,
        title=layer.spec.title.in_language(language),
        code=hit.code,
        name=layer.names[hit.row],
        distance_m=hit.distance_m,
        control=layer.controls[hit.row],
    )
