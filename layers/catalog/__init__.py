"""The layer catalog: one TOML file in this folder defines a layer, with no Python."""

from layers.catalog.load import (
    OWN_LAYERS,
    CatalogBroken,
    UnknownLayer,
    builtin_catalog,
    catalog_beside,
    load_catalog,
)
from layers.catalog.spec import (
    Catalog,
    Choice,
    CoverageRule,
    Field,
    FieldKind,
    Group,
    LayerSpec,
    Shape,
    Style,
    Titles,
)

__all__ = [
    "OWN_LAYERS",
    "Catalog",
    "CatalogBroken",
    "Choice",
    "CoverageRule",
    "Field",
    "FieldKind",
    "Group",
    "LayerSpec",
    "Shape",
    "Style",
    "Titles",
    "UnknownLayer",
    "builtin_catalog",
    "catalog_beside",
    "load_catalog",
]
