"""Whole layers in memory, each read once and kept until it changes."""

import geopandas as gpd

from gis_app.store import features, history
from gis_app.work.office import Office


def stamp(office: Office, *names: str) -> str:
    """Return a text that differs whenever one of the layers does; unknown layers are left out."""
    known = [name for name in names if name in office.catalog]
    with office.store.read() as tx:
        return history.stamp(tx, *known)


def frame(office: Office, name: str) -> gpd.GeoDataFrame:
    """Return a layer whole, in the district's metric CRS, to be read and never written to."""
    with office.store.read() as tx:
        mark = history.stamp(tx, name)
        return office.keep.get(f"frame:{name}", mark, lambda: features.read_frame(tx, name))


def frames(office: Office, *names: str) -> dict[str, gpd.GeoDataFrame]:
    """Return several layers by name; layers this district's catalog lacks are left out."""
    return {name: frame(office, name) for name in names if name in office.catalog}
