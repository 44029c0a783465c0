"""Roads as people type them: a road, a road with another, a road with a chainage."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

from layers.locate.names import folded
from layers.roads import RoadNet

#: What stands between the names of two crossing roads.
_BETWEEN: Final = re.compile(r"\s*(?:[与和及跟同、/&@×+]|交叉?|\b(?:and|at|x)\b)\s*")
#: What may follow two crossing roads.
_CROSSING_END: Final = re.compile(
    r"\s*(?:的?(?:交叉路?口|交汇处|交界处|路口|交叉|口|交)|crossing)$"
)
_CHAINAGES: Final = (
    re.compile(r"(?P<road>.+?)[\s,]*k(?P<km>\d+)\s*\+\s*(?P<m>\d{1,3}(?:\.\d+)?)\s*(?:m|米)?"),
    re.compile(r"(?P<road>.+?)[\s,]*(?P<km>\d+(?:\.\d+)?)\s*(?:km|公里|千米)"),
    re.compile(r"(?P<road>.+?)(?:(?:\s*,\s*|\s+)(?P<m>\d+(?:\.\d+)?)(?:\s*(?:m|米))?)"),
    re.compile(r"(?P<road>.+?)(?P<m>\d+(?:\.\d+)?)\s*(?:m|米)"),
)
_METRES: Final = 1000
#: English words for a road, in the short form in which they are compared.
_SHORT: Final = {
    "street": "st",
    "avenue": "ave",
    "road": "rd",
    "boulevard": "blvd",
    "drive": "dr",
    "lane": "ln",
    "place": "pl",
    "square": "sq",
    "circle": "cir",
    "parkway": "pkwy",
    "highway": "hwy",
    "expressway": "expy",
}
_WORD: Final = re.compile(r"[a-z]+")
#: Scores of a name that is the one typed, starts with it, holds it: a road comes before the assets
#: that are named after it.
_WHOLE, _START, _PART = 93, 78, 58


@dataclass(frozen=True, slots=True)
class NamedRoad:
    """A road's name that fits what was typed, and how well (0 to 100)."""

    name: str
    score: int


def road_key(name: str) -> str:
    """Return a road's name as it is compared: 14th Street and 14th St. are the same."""
    plain = folded(name).replace(".", "")
    return _WORD.sub(lambda match: _SHORT.get(match[0], match[0]), plain)


@dataclass(frozen=True, slots=True, eq=False)
class RoadWords:
    """The names of a road net, ready for typed texts. Build it with `of`."""

    keys: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, roads: RoadNet) -> Self:
        """Take the names of a net, in their order."""
        return cls(tuple((road_key(name), name) for name in roads.names_in_order()))

    def named(self, text: str, *, limit: int) -> list[NamedRoad]:
        """Return the names that fit a text: the same, then those that start with it or hold it."""
        wanted = road_key(text)
        if not wanted:
            return []
        found = [NamedRoad(name, _fit(key, wanted)) for key, name in self.keys if wanted in key]
        return sorted(found, key=lambda road: -road.score)[:limit]

    def pairs(self, text: str, *, limit: int) -> list[tuple[str, str, int]]:
        """Return the pairs of names meant by 黄山路与太河路, 黄山路太河路口 or M St & 14th St.

        Each comes with the lower score of the two; the order is that of the text.
        """
        plain = _CROSSING_END.sub("", folded(text))
        best: dict[tuple[str, str], int] = {}
        for left, right in self._parted(plain):
            for one in self.named(left, limit=limit):
                for two in self.named(right, limit=limit):
                    pair, score = (one.name, two.name), min(one.score, two.score)
                    best[pair] = max(score, best.get(pair, 0))
        found = [(*pair, score) for pair, score in best.items() if pair[0] != pair[1]]
        return sorted(found, key=lambda each: -each[2])

    def chainages(self, text: str, *, limit: int) -> list[tuple[str, float, int]]:
        """Return (road, metres, score) for 黄山路 1200, 黄山路K1+200, 黄山路 1.2km and the like."""
        plain = folded(text)
        for pattern in _CHAINAGES:
            match = pattern.fullmatch(plain)
            if match is not None:
                parts = match.groupdict()
                metres = float(parts.get("km") or 0) * _METRES + float(parts.get("m") or 0)
                roads = self.named(parts["road"], limit=limit)
                return [(road.name, metres, road.score) for road in roads]
        return []

    def _parted(self, text: str) -> Iterator[tuple[str, str]]:
        for match in _BETWEEN.finditer(text):
            yield text[: match.start()], text[match.end() :]
        plain = road_key(text)
        for key, _ in self.keys:  # two names with nothing between them
            if plain.startswith(key) and len(plain) > len(key):
                yield key, plain[len(key) :].strip()


def _fit(key: str, wanted: str) -> int:
    if key == wanted:
        return _WHOLE
    return _START if key.startswith(wanted) else _PART
