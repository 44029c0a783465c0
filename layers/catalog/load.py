"""Read catalog files into values, refusing what does not hold with the file's name."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

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
    UnknownLayer,
)
from layers.errors import LayerError

__all__ = ["CatalogBroken", "UnknownLayer", "builtin_catalog", "catalog_beside", "load_catalog"]

#: The folder beside a database that holds a city's own layers.
OWN_LAYERS = "catalog"

#: Column names every layer has or the store needs; a field may not take one.
RESERVED = frozenset({"fid", "geom", "code", "name", "version", "changed_at"})

_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
#: The file of this folder that lists the attributes all municipal components share.
_COMMON = "_component.toml"


class CatalogBroken(LayerError):
    """A catalog file cannot be read as a layer."""

    kind = "catalog_broken"
    template = "The catalog file {file} does not hold: {problem}."


def builtin_catalog() -> Catalog:
    """Return the catalog that ships with the project."""
    return load_catalog()


def load_catalog(*folders: Path) -> Catalog:
    """Return the built-in catalog with the files of further folders laid over it.

    A file's stem is the layer's name; a file in a later folder replaces the built-in one of the
    same name. Files whose names begin with an underscore are not layers.

    Raises
    ------
    CatalogBroken
        A file is not TOML, lacks a key, or holds a value that has no meaning.
    """
    common, shipped = _builtin()
    found = dict(shipped)
    for folder in folders:
        found |= _layers(folder, common)
    groups = list(Group)
    ordered = sorted(found.values(), key=lambda s: (groups.index(s.group), s.order, s.name))
    return Catalog(tuple(ordered))


@cache
def _builtin() -> tuple[list[dict[str, Any]], dict[str, LayerSpec]]:
    """Read what ships with the project: it does not change while the program runs."""
    folder = Path(str(resources.files(__package__)))
    common = _read(folder / _COMMON)["fields"]
    return common, _layers(folder, common)


def _layers(folder: Path, common: list[dict[str, Any]]) -> dict[str, LayerSpec]:
    files = [file for file in sorted(folder.glob("*.toml")) if not file.name.startswith("_")]
    return {file.stem: _layer(file, _read(file), common) for file in files}


def catalog_beside(database: Path) -> Catalog:
    """Return the built-in layers and those of the folder `catalog` beside a database.

    Raises
    ------
    CatalogBroken
        A file of that folder does not hold.
    """
    own = database.parent / OWN_LAYERS
    return load_catalog(*([own] if own.is_dir() else []))


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogBroken(file=file.name, problem=f"it is not TOML ({error})") from error


def _layer(file: Path, table: Mapping[str, Any], common: list[dict[str, Any]]) -> LayerSpec:
    try:
        return _spec(file.stem, table, common)
    except KeyError as error:
        raise CatalogBroken(file=file.name, problem=f"the key {error} is missing") from error
    except (ValueError, TypeError) as error:
        raise CatalogBroken(file=file.name, problem=str(error)) from error


def _spec(name: str, table: Mapping[str, Any], common: list[dict[str, Any]]) -> LayerSpec:
    _hold(_NAME.fullmatch(name), f"the name {name!r} is not a lower-case word")
    component = bool(table.get("component", False))
    rows = [*table.get("fields", []), *(common if component else [])]
    fields = tuple(_field(row) for row in rows)
    names = [field.name for field in fields]
    twice = sorted({n for n in names if names.count(n) > 1} | (set(names) & RESERVED))
    _hold(not twice, f"the field names {twice} are taken twice or reserved")
    codes = table.get("class_codes", {})
    code = table.get("code", {})
    return LayerSpec(
        name=name,
        title=_titles(table["title"]),
        group=Group(table["group"]),
        shape=Shape(table["shape"]),
        fields=fields,
        style=_style(table["style"]),
        class_codes={scheme: tuple(values) for scheme, values in codes.items()},
        code_title=_titles(code.get("title", {"zh": "编号", "en": "Code"})),
        code_aliases=tuple(code.get("aliases", ())),
        name_aliases=tuple(table.get("name_aliases", ())),
        coverage=CoverageRule(**table["coverage"]) if "coverage" in table else None,
        inspection_days=table.get("inspection_days"),
        component=component,
        place_optional=bool(table.get("place_optional", False)),
        order=int(table.get("order", 100)),
    )


def _field(row: Mapping[str, Any]) -> Field:
    name = row["name"]
    _hold(_NAME.fullmatch(name), f"the field name {name!r} is not a lower-case word")
    kind = FieldKind(row["kind"])
    choices = tuple(
        Choice(c["value"], _titles(c), tuple(c.get("aliases", ()))) for c in row.get("choices", ())
    )
    _hold((kind is FieldKind.CHOICE) == bool(choices), f"field {name!r}: choices go with 'choice'")
    return Field(
        name=name,
        title=_titles(row["title"]),
        kind=kind,
        unit=row.get("unit"),
        choices=choices,
        required=bool(row.get("required", False)),
        length=row.get("length"),
        aliases=tuple(row.get("aliases", ())),
    )


def _style(table: Mapping[str, Any]) -> Style:
    for key in ("colour", "fill"):
        value = table.get(key)
        held = value is None or _COLOUR.fullmatch(value)
        _hold(held, f"{key} {value!r} is not a colour like #1f6f8b")
    return Style(**table)


def _titles(table: Mapping[str, Any]) -> Titles:
    return Titles(zh=table["zh"], en=table["en"])


def _hold(held: object, problem: str) -> None:
    if not held:
        raise ValueError(problem)
