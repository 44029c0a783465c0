"""Locate: from a place to everything known about it, and from a typed text back to a place."""

from layers.locate.districts import Districts, Owners
from layers.locate.find import Finder
from layers.locate.found import Found, FoundKind
from layers.locate.located import AssetHit, CrossingHit, Located, ZoneHit
from layers.locate.locator import Locator

__all__ = [
    "AssetHit",
    "CrossingHit",
    "Districts",
    "Finder",
    "Found",
    "FoundKind",
    "Located",
    "Locator",
    "Owners",
    "ZoneHit",
]
