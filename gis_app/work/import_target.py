"""The second step of an import: which layer a file is for, and which column feeds which field."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gis_app.work.import_settings import Settings
from gis_app.work.import_source import Opened
from layers import Catalog, LayerSpec, Plain
from layers.catalog import Field, FieldKind, Shape, Titles
from layers.intake import REASONS, ColumnMapping, GuessedMapping, guess_mapping

#: Rows that a guess looks at, spread over the file, and values of a column shown to a person.
_SAMPLE, _SHOWN = 200, 3
#: What a word of the layer's name in the file's name is worth, in columns that fit surely.
_NAMED = 3.0
#: Distinct values of a coded column that a person may map, at most.
_VALUES = 40
_WORD = re.compile(r"[a-z]+|[\u4e00-\u9fff]+")
_FAMILIES = {
    Shape.POINT: ("Point", "MultiPoint"),
    Shape.LINE: ("LineString", "MultiLineString"),
    Shape.POLYGON: ("Polygon", "MultiPolygon"),
}

Rows = Sequence[Mapping[str, Plain]]


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """The layer that was chosen, the guess for it, and the mapping in force."""

    spec: LayerSpec
    guessed: GuessedMapping
    mapping: ColumnMapping
    said: bool


def targets(catalog: Catalog, opened: Opened) -> list[tuple[str, float]]:
    """Return the layers a file may be for, the likeliest first, each with a score.

    1. A layer of another shape family than the file's is none of them.
    2. Columns that fit count as sure as they are; those that only begin alike do not.
    3. A word of the layer's name in the file's name counts as several columns.
    """
    rows = sample(opened)
    kinds = {kind.strip() for kind in opened.info.geometry.split(",")} - {""}
    words = set(_WORD.findall(f"{opened.label} {opened.table.layer}".lower()))
    scored = []
    for place, spec in enumerate(catalog):
        if kinds and not kinds & set(_FAMILIES[spec.shape]):  # 1
            continue
        guessed = guess_mapping(spec, opened.columns, rows)
        score = sum(
            one.confidence for one in guessed.guesses if one.target in guessed.mapping.columns
        )  # 2
        score += _NAMED * len(words & _words(spec))  # 3
        scored.append((-score, place, spec.name))
    return [(name, round(-score, 2)) for score, _, name in sorted(scored)]


def target(catalog: Catalog, opened: Opened, settings: Settings) -> Target:
    """Return the layer and the mapping: what was said, else the likeliest.

    Raises
    ------
    layers.catalog.UnknownLayer
        There is no such layer.
    """
    name = settings.layer
    if name is None:
        ranked = targets(catalog, opened)
        name = ranked[0][0] if ranked else catalog.layers[0].name
    spec = catalog[name]
    guessed = guess_mapping(spec, opened.columns, sample(opened))
    mapping = settings.mapping if settings.mapping is not None else guessed.mapping
    return Target(spec, guessed, mapping, said=settings.layer is not None)


def sample(opened: Opened) -> Rows:
    """Return some rows of a file, spread over it, without their places."""
    rows = opened.table.rows
    step = max(1, len(rows) // _SAMPLE)
    picked = rows.iloc[::step].head(_SAMPLE).drop(columns="geometry")
    return [
        dict(zip(opened.columns, row, strict=True))
        for row in picked.itertuples(index=False, name=None)
    ]


def plain_target(opened: Opened, chosen: Target, language: str) -> dict[str, Any]:
    """Return the table of fields and columns for a person to correct, JSON-plain."""
    guesses = {guess.target: guess for guess in chosen.guessed.guesses}
    rows = sample(opened)
    spec = chosen.spec
    common = [
        Field("code", spec.code_title, FieldKind.TEXT),
        Field("name", Titles(zh="名称", en="Name"), FieldKind.TEXT),
    ]
    order = chosen.guessed.date_order
    return {
        "layer": spec.name,
        "shape": spec.shape.value,
        "mapping": chosen.mapping.to_plain(),
        "date_order": None if order is None else order.value,
        "fields": [
            {
                "name": field.name,
                "title": field.title.in_language(language),
                "kind": field.kind.value,
                "unit": field.unit,
                "required": field.required or field.name == "code",
                "choices": [
                    {"value": one.value, "title": one.title.in_language(language)}
                    for one in field.choices
                ],
                "guess": guesses[field.name].column,
                "confidence": guesses[field.name].confidence,
                "reason": REASONS[guesses[field.name].reason],
                "readable": guesses[field.name].readable,
            }
            for field in (*common, *spec.fields)
        ],
        "columns": [{"title": title, "samples": _samples(rows, title)} for title in opened.columns],
        "leftovers": list(chosen.guessed.leftovers),
    }


def distinct_values(opened: Opened, column: str) -> list[tuple[str, int]]:
    """Return the values of a column with how often each stands, the most frequent first."""
    counts = opened.table.rows[column].dropna().map(lambda value: str(value).strip())
    found = counts[counts != ""].value_counts()
    pairs = sorted(zip(found.index, found.tolist(), strict=True), key=lambda one: (-one[1], one[0]))
    return pairs[:_VALUES]


def _samples(rows: Rows, title: str) -> list[str]:
    values = dict.fromkeys(
        text for row in rows if row[title] is not None and (text := str(row[title]).strip())
    )
    return [text[:60] for text in list(values)[:_SHOWN]]


def _words(spec: LayerSpec) -> set[str]:
    """Return the words a layer's files are likely named by: cells and cell, 消防栓 and its like."""
    words = set(_WORD.findall(f"{spec.name} {spec.title.en} {spec.title.zh}".lower()))
    words |= {word.removesuffix("s") for word in words} | {f"{word}s" for word in words}
    return words - {"", "s"}
