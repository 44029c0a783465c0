"""The office: one open store, a clock, and what was computed from the store and still holds."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar, cast

from gis_app.store import Store
from layers import Catalog, District

T = TypeVar("T")


class Keep:
    """Values computed from the store, each kept until the mark of its data changes.

    Two requests that ask for the same value at once compute it once; values of different names do
    not wait for one another.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._locks: dict[str, Lock] = {}
        self._kept: dict[str, dict[Hashable, Any]] = {}

    def get(self, name: str, mark: Hashable, make: Callable[[], T], *, most: int = 1) -> T:
        """Return the value kept under a name, made anew when the mark differs.

        The values of the `most` marks that were asked for last are kept.
        """
        with self._lock:
            lock = self._locks.setdefault(name, Lock())
        with lock:
            kept = self._kept.setdefault(name, {})
            value = kept.pop(mark) if mark in kept else make()
            kept[mark] = value  # a dict remembers the order: the last asked for is the last
            while len(kept) > most:
                del kept[next(iter(kept))]
            return cast("T", value)


@dataclass(frozen=True, slots=True)
class Office:
    """What every task needs: where the data is, what time it is, what is known already."""

    store: Store
    clock: Callable[[], datetime]
    keep: Keep = field(default_factory=Keep)

    @property
    def catalog(self) -> Catalog:
        """Return the layers of this district."""
        return self.store.catalog

    @property
    def district(self) -> District:
        """Return the district's configuration."""
        return self.store.district
