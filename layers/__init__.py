"""The spatial core: catalog, codes, CRS, shapes, query, locate, formats, analysis. Pure values."""

from layers.errors import GisError, LayerError

__all__ = ["GisError", "LayerError"]
