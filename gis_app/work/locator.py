"""One locator for the office: from a place to what is known of it, and from a text to a place."""

from gis_app.work.frames import frames, stamp
from gis_app.work.office import Office
from layers.locate import Locator

#: Cases are sought in their own list, by number; they change too often to be indexed with the rest.
_LEFT_OUT = frozenset({"cases"})
#: What tells where a case lies; these layers seldom change, assets do all day.
_GROUND = ("cells", "grids", "communities", "streets", "roads")


def locator(office: Office) -> Locator:
    """Return the locator over all layers but the cases, kept until one of them changes."""
    return _kept(office, tuple(name for name in office.catalog.names() if name not in _LEFT_OUT))


def ground_locator(office: Office) -> Locator:
    """Return a locator that knows areas and roads alone, kept while assets change."""
    return _kept(office, _GROUND)


def _kept(office: Office, names: tuple[str, ...]) -> Locator:
    def make() -> Locator:
        return Locator.of(frames(office, *names), catalog=office.catalog, district=office.district)

    return office.keep.get(f"locator:{len(names)}", stamp(office, *names), make)
