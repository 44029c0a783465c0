"""The values a catalog file becomes: what a layer is, said once and frozen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from layers.errors import LayerError


class UnknownLayer(LayerError):
    """A layer is named that no catalog file defines."""

    kind = "unknown_layer"
    template = "There is no layer {layer!r}; the layers page lists those there are."


class FieldKind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    INTEGER = "integer"
    REAL = "real"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    CHOICE = "choice"


class Shape(StrEnum):
    """The shape family of a layer; `line` and `polygon` admit their multi kinds."""

    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"


class Group(StrEnum):
    """The shelf a layer stands on in lists and legends, in this order."""

    ADMIN = "admin"
    GRID = "grid"
    BASE = "base"
    ASSET = "asset"
    ZONE = "zone"
    PERMIT = "permit"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Titles:
    """A name in both languages of the interface."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the title in `zh` or, for every other language, in `en`."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Choice:
    """One coded value of a field: what is stored, what a person reads, what others call it."""

    value: str
    title: Titles
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One attribute of a layer, beside the common `code` and `name`.

    `aliases` are column titles under which other systems know it (GLBJZT, ObjState, 状态).
    """

    name: str
    title: Titles
    kind: FieldKind
    unit: str | None = None
    choices: tuple[Choice, ...] = ()
    required: bool = False
    length: int | None = None
    aliases: tuple[str, ...] = ()

    def choice_title(self, value: str, language: str) -> str:
        """Return what a person reads for a coded value; an unknown value stands for itself."""
        found = (choice.title for choice in self.choices if choice.value == value)
        title = next(found, None)
        return value if title is None else title.in_language(language)


@dataclass(frozen=True, slots=True)
class Style:
    """How a layer is drawn: colours are `#rrggbb`, sizes are pixels, zooms are Leaflet's."""

    colour: str
    fill: str | None = None
    fill_opacity: float = 0.2
    width_px: float = 1.5
    radius_px: float = 4.0
    dash: str | None = None
    glyph: str | None = None
    min_zoom: int = 0
    visible: bool = False


@dataclass(frozen=True, slots=True)
class CoverageRule:
    """How far one asset of the layer serves, and how far apart two may stand along a road.

    `source` names the standard it comes from, shown beside every figure computed with it.
    """

    radius_m: float
    spacing_m: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """A layer of the catalog.

    `class_codes` maps a scheme ("GB/T 47678.5-2026") to the component codes whose assets live in
    this layer; the key of a class is always `(scheme, kind, code)`.
    """

    name: str
    title: Titles
    group: Group
    shape: Shape
    fields: tuple[Field, ...]
    style: Style
    class_codes: Mapping[str, tuple[str, ...]]
    code_title: Titles
    code_aliases: tuple[str, ...] = ()
    name_aliases: tuple[str, ...] = ()
    coverage: CoverageRule | None = None
    inspection_days: int | None = None
    component: bool = False
    place_optional: bool = False
    order: int = 100

    def field(self, name: str) -> Field | None:
        """Return the field of that name, or None."""
        return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All layers, in the order of lists and legends (group, `order`, name)."""

    layers: tuple[LayerSpec, ...]

    def __iter__(self) -> Iterator[LayerSpec]:
        return iter(self.layers)

    def __getitem__(self, name: str) -> LayerSpec:
        """Return the layer of that name.

        Raises
        ------
        UnknownLayer
            No catalog file defines it.
        """
        found = next((spec for spec in self.layers if spec.name == name), None)
        if found is None:
            raise UnknownLayer(layer=name)
        return found

    def __contains__(self, name: object) -> bool:
        return any(spec.name == name for spec in self.layers)

    def names(self) -> tuple[str, ...]:
        """Return the names of all layers, in order."""
        return tuple(spec.name for spec in self.layers)

    def assets(self) -> tuple[LayerSpec, ...]:
        """Return the layers that inspectors look after."""
        return tuple(spec for spec in self.layers if spec.group is Group.ASSET)
