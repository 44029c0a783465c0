"""The road net: roads with chainage, crossings, and places seen from their nearest road."""

from layers.roads.chainage import Road
from layers.roads.crossings import Crossing
from layers.roads.net import NearestRoads, RoadColumns, RoadNet, RoadPoint
from layers.roads.place import Reference, RoadPlace, chainage_text, describe

__all__ = [
    "Crossing",
    "NearestRoads",
    "Reference",
    "Road",
    "RoadColumns",
    "RoadNet",
    "RoadPlace",
    "RoadPoint",
    "chainage_text",
    "describe",
]
