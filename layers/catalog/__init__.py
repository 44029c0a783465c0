"""The layer catalog: one TOML file in this folder defines a layer, with no Python."""

from layers.catalog.load import (
    CatalogBroken,
    UnknownLayer,
    builtin_catalog,
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
    "load_catalog",
]
