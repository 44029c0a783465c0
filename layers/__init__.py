"""The spatial core: catalog, codes, CRS, shapes, query, locate, formats, analysis. Pure values."""

from layers.catalog import Catalog, LayerSpec, builtin_catalog, load_catalog
from layers.district import District, DistrictBroken, read_district
from layers.errors import GisError, LayerError
from layers.feature import Feature, Plain

__all__ = [
    "Catalog",
    "District",
    "DistrictBroken",
    "Feature",
    "GisError",
    "LayerError",
    "LayerSpec",
    "Plain",
    "builtin_catalog",
    "load_catalog",
    "read_district",
]
