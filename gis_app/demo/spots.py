"""Where cases lie: at shops, markets, school gates, along roads, at sites, greens and rivers."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.demo.city import City
from gis_app.demo.days import Days, progress_of
from gis_app.demo.frame import Floats, unplace, urbanity
from gis_app.demo.kinds import Kind
from gis_app.demo.network import Ints
from gis_app.demo.roadside import Spots, directions, points, strew, town_of
from gis_app.demo.zones import MARKETS, STATIONS, on_map

#: How busy each market is, in the order of `MARKETS`, at the beginning and at the end: the night
#: market only comes up in summer.
_MARKETS_FROM = np.array([1.0, 0.7, 0.8, 0.6, 0.5, 0.45, 0.35, 0.05])
_MARKETS_TO = np.array([1.0, 0.5, 0.8, 0.6, 0.5, 0.45, 0.35, 1.1])


@dataclass(slots=True)
class Spotted:
    """Where each case lies: metres, and the asset or the shop it is about, where there is one."""

    x: Floats
    y: Floats
    asset_layer: NDArray[np.object_]
    asset_code: NDArray[np.object_]
    shop: Ints


@dataclass(slots=True)
class Models:
    """The place models: each draws a number of places. Some places come up again and again."""

    city: City
    frames: dict[str, gpd.GeoDataFrame]
    rng: np.random.Generator
    last: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def draw(self, model: str, day: Days) -> Floats:
        """Return places of a model for cases of these days, shape (n, 2)."""
        table = {
            "shop": self._shop,
            "market": self._market,
            "school": self._school,
            "station": self._station,
            "road": lambda day: self._street(day, np.array([0.3, 1.0, 1.0, 0.5, 0.0]), 0.08),
            "lane": lambda day: self._street(day, np.array([0.0, 0.0, 0.1, 1.0, 1.3]), 0.05),
            "truck": lambda day: self._street(day, np.array([1.0, 0.8, 1.0, 0.3, 0.0]), 1.0),
            "site": lambda day: self._rim("sites", day),
            "green": lambda day: self._rim("green_areas", day),
            "port": lambda day: self._rim("landuse", day, "port"),
            "river": self._river,
            "bin": lambda day: self._asset("litter_bins", day)[0],
        }
        return table[model](day)

    def _near(self, at: Floats, pick: Ints, spread_m: float) -> Floats:
        return at[pick] + self.rng.normal(0.0, spread_m, (len(pick), 2))

    def _shop(self, day: Days) -> Floats:
        shops = self.frames["shops"]
        at = shapely.get_coordinates(shops.geometry.to_numpy())
        weight = _heavy(len(at), self.city.rng("busy shops"), 0.9)
        self.last = self.rng.choice(len(at), len(day), p=weight)
        return self._near(at, self.last, 2.2)

    def _market(self, day: Days) -> Floats:
        along = progress_of(day)[:, None]
        weight = np.cumsum(_MARKETS_FROM * (1 - along) + _MARKETS_TO * along, axis=1)
        pick = (self.rng.random((len(day), 1)) * weight[:, -1:] > weight).sum(axis=1)
        return self._kerbed(self._near(on_map(MARKETS), pick, 46.0), 0.72)

    def _school(self, day: Days) -> Floats:
        gates = self.city.ground.gates
        weight = _heavy(len(gates), self.city.rng("busy schools"), 0.8)
        pick = self.rng.choice(len(gates), len(day), p=weight)
        return self._kerbed(self._near(gates, pick, 36.0), 0.97)

    def _station(self, day: Days) -> Floats:
        pick = self.rng.choice(len(STATIONS), len(day), p=[0.35, 0.4, 0.25])
        return self._kerbed(self._near(on_map(STATIONS), pick, 60.0), 0.93)

    def _kerbed(self, at: Floats, share: float) -> Floats:
        """Move that share of the places to the sidewalk of the nearest road, on their own side."""
        if not len(at):
            return at
        streets = self.city.streets
        tree = shapely.STRtree(streets.lines)
        place = shapely.points(at)
        segment = np.asarray(tree.nearest(place), dtype=np.int64)
        spots = Spots(segment, shapely.line_locate_point(streets.lines[segment], place))
        x, y, dx, dy = directions(streets, spots)
        side = np.where(dx * (at[:, 1] - y) - dy * (at[:, 0] - x) >= 0.0, 1.0, -1.0)
        off = side * (streets.width_m[segment] / 2.0 + self.rng.normal(1.0, 1.7, len(at)))
        moved = np.column_stack([x - dy * off, y + dx * off])
        return np.where(self.rng.random((len(at), 1)) < share, moved, at)

    def _street(self, day: Days, by_class: Floats, rural: float) -> Floats:
        streets = self.city.streets
        town = town_of(streets)
        weight = by_class[streets.rank()] * (rural + town ** (1.3 if rural < 0.5 else 0.1))
        weight *= _heavy(len(town), self.city.rng("busy roads"), 0.7)
        if not len(day):
            return np.empty((0, 2))
        spots = strew(streets, weight, len(day), self.rng, jitter=0.5)
        spots = spots.pick(self.rng.permutation(len(day)))
        half = streets.width_m[spots.segment] / 2.0
        aside = self.rng.choice([-1.0, 1.0], len(day)) * (
            half + self.rng.normal(0.5, 2.5, len(day))
        )
        return shapely.get_coordinates(points(streets, spots, aside))

    def _rim(self, layer: str, day: Days, kind: str | None = None) -> Floats:
        frame = self.frames[layer]
        frame = frame if kind is None else frame[frame["kind"] == kind]
        shapes = frame.geometry.to_numpy()
        x, y = shapely.get_coordinates(shapely.point_on_surface(shapes)).T
        weight = _heavy(len(shapes), self.city.rng("busy " + layer), 0.7)
        weight = weight * (0.05 + urbanity(*unplace(x, y)))
        pick = self.rng.choice(len(shapes), len(day), p=weight / weight.sum())
        rims = shapely.boundary(shapes)[pick]
        share = self.rng.random(len(day))
        at = shapely.get_coordinates(shapely.line_interpolate_point(rims, share, normalized=True))
        return at + self.rng.normal(0.0, 3.0, (len(day), 2))

    def _river(self, day: Days) -> Floats:
        courses = [water for water in self.city.waters if water.middle is not None]
        length = np.array([water.middle.length for water in courses])
        pick = self.rng.choice(len(courses), len(day), p=length / length.sum())
        lines = np.array([water.middle for water in courses], dtype=object)[pick]
        width = np.array([water.width_m for water in courses])[pick]
        share = self.rng.beta(2.0, 2.0, len(day))
        at = shapely.get_coordinates(shapely.line_interpolate_point(lines, share, normalized=True))
        return at + self.rng.uniform(-0.4, 0.4, (len(day), 2)) * width[:, None]

    def _asset(self, layer: str, day: Days, kind: str | None = None) -> tuple[Floats, Ints]:
        frame = self.frames[layer]
        places = shapely.point_on_surface(frame.geometry.to_numpy())
        at = shapely.get_coordinates(places)
        weight = _heavy(len(at), self.city.rng("worn " + layer), 0.9)
        if kind is not None and layer == "manholes":
            weight = np.where(frame["kind"].to_numpy() == kind, weight, 0.0)
        elif layer in ("manholes", "green_areas", "street_lamps", "litter_bins"):
            weight = weight * (0.15 + urbanity(*unplace(*at.T)))
        pick = self.rng.choice(len(at), len(day), p=weight / weight.sum())
        return at[pick] + self.rng.normal(0.0, 0.8, (len(day), 2)), pick

    def at_assets(
        self, layer: str, day: Days, class_code: str
    ) -> tuple[Floats, NDArray[np.object_]]:
        """Return places at assets, and the codes of those assets."""
        at, pick = self._asset(layer, day, class_code)
        return at, self.frames[layer]["code"].to_numpy(dtype=object)[pick]


def draw_spots(
    city: City, frames: dict[str, gpd.GeoDataFrame], kinds: list[Kind], kind: Ints, day: Days
) -> Spotted:
    """Return where each case lies; all places are in the district."""
    rng = city.rng("case places")
    models = Models(city, frames, rng)
    at = np.zeros((len(kind), 2))
    nothing = np.full(len(kind), None, dtype=object)
    spotted = Spotted(
        at[:, 0], at[:, 1], nothing.copy(), nothing.copy(), np.full(len(kind), -1, dtype=np.int64)
    )
    for number, what in enumerate(kinds):
        mine = np.flatnonzero(kind == number)
        if what.asset is not None:
            at[mine], codes = models.at_assets(what.asset, day[mine], what.code)
            spotted.asset_layer[mine], spotted.asset_code[mine] = what.asset, codes
            continue
        share = np.array(list(what.where.values()))
        drawn = rng.choice(len(share), len(mine), p=share / share.sum())
        for index, model in enumerate(what.where):
            rows = mine[drawn == index]
            at[rows] = models.draw(model, day[rows])
            if model == "shop":
                spotted.shop[rows] = models.last
    inside = city.owners.owners(at[:, 0], at[:, 1]) >= 0
    tree = shapely.STRtree(city.streets.lines)
    for row in np.flatnonzero(~inside):  # what fell out of the district goes to the nearest road
        place = shapely.Point(at[row])
        line = city.streets.lines[int(tree.nearest(place))]
        at[row] = shapely.get_coordinates(line.interpolate(line.project(place)))[0]
    at[:] = np.round(at, 3)
    spotted.x, spotted.y = at[:, 0], at[:, 1]
    return spotted


def _heavy(count: int, rng: np.random.Generator, spread: float) -> Floats:
    """Return weights that differ much, so that the same places come up again; they sum to 1."""
    weight = rng.lognormal(0.0, spread, count)
    return weight / weight.sum()
