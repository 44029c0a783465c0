"""The catalog that ships: whole, bilingual, drawn apart, and tied to the class tables."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

from layers.catalog import FieldKind, Group, Shape, builtin_catalog, load_catalog
from layers.codes import CJ2007, GB2013, GB2026, builtin_classes

CATALOG = builtin_catalog()

SHAPES = {
    "district": "polygon",
    "streets": "polygon",
    "communities": "polygon",
    "cells": "polygon",
    "grids": "polygon",
    "roads": "line",
    "water": "polygon",
    "landuse": "polygon",
    "buildings": "polygon",
    "hydrants": "point",
    "manholes": "point",
    "bridges": "polygon",
    "cameras": "point",
    "street_lamps": "point",
    "toilets": "point",
    "litter_bins": "point",
    "waste_stations": "point",
    "gas_points": "point",
    "waterlogging": "point",
    "green_areas": "polygon",
    "flower_borders": "polygon",
    "schools": "polygon",
    "shops": "point",
    "stalls": "point",
    "order_streets": "line",
    "stall_zones": "polygon",
    "parking_zones": "polygon",
    "sites": "polygon",
    "dig_permits": "polygon",
    "occupy_permits": "polygon",
    "cases": "point",
}

#: Words that SQLite or PostgreSQL would not take for a column without quotes.
SQL_WORDS = frozenset(
    [
        "all",
        "analyse",
        "and",
        "any",
        "array",
        "as",
        "asc",
        "both",
        "case",
        "cast",
        "check",
        "collate",
        "column",
        "constraint",
        "create",
        "cross",
        "current_date",
        "default",
        "delete",
        "desc",
        "distinct",
        "do",
        "else",
        "end",
        "except",
        "fetch",
        "for",
        "foreign",
        "from",
        "full",
        "grant",
        "group",
        "having",
        "in",
        "index",
        "inner",
        "insert",
        "into",
        "is",
        "join",
        "leading",
        "left",
        "like",
        "limit",
        "natural",
        "not",
        "null",
        "offset",
        "on",
        "or",
        "order",
        "outer",
        "primary",
        "references",
        "right",
        "rowid",
        "select",
        "set",
        "table",
        "then",
        "to",
        "trailing",
        "union",
        "unique",
        "update",
        "user",
        "using",
        "values",
        "when",
        "where",
        "window",
        "with",
    ]
)


def lab(colour: str) -> np.ndarray:
    """Return a colour in CIE Lab (D65), where distance is what the eye sees."""
    rgb = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = to_xyz @ linear / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_the_catalog_has_each_layer_of_the_district_with_its_shape():
    assert {spec.name: spec.shape.value for spec in CATALOG} == SHAPES


def test_every_title_stands_in_both_languages():
    bare = [
        (spec.name, place)
        for spec in CATALOG
        for place, titles in [
            ("layer", spec.title),
            ("code", spec.code_title),
            *((field.name, field.title) for field in spec.fields),
            *((c.value, c.title) for field in spec.fields for c in field.choices),
        ]
        if not (titles.zh.strip() and titles.en.strip())
    ]

    assert bare == []


def test_no_english_title_is_written_in_chinese():
    han = re.compile("[\u4e00-\u9fff]")

    odd = [
        (spec.name, field.name)
        for spec in CATALOG
        for field in spec.fields
        if han.search(field.title.en) or any(han.search(c.title.en) for c in field.choices)
    ]

    assert odd == []


def test_titles_of_fields_differ_within_a_layer():
    for spec in CATALOG:
        for language in ("zh", "en"):
            titles = [field.title.in_language(language) for field in spec.fields]
            assert len(set(titles)) == len(titles), (spec.name, language)


def test_no_alias_names_two_fields_of_a_layer():
    for spec in CATALOG:
        aliases = [a.casefold() for field in spec.fields for a in dict.fromkeys(field.aliases)]
        twice = {alias for alias in aliases if aliases.count(alias) > 1}
        assert twice <= {"type", "eventdescription"}, spec.name


def test_coded_values_are_unique_within_their_field():
    for spec in CATALOG:
        for field in spec.fields:
            values = [choice.value for choice in field.choices]
            assert len(set(values)) == len(values), (spec.name, field.name)


def test_field_names_are_words_that_sql_takes_without_quotes():
    names = {field.name for spec in CATALOG for field in spec.fields} | set(CATALOG.names())

    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
    assert names & SQL_WORDS == set()


def test_lengths_and_areas_carry_their_unit_in_name_and_field():
    units = {"_m": "m", "_m2": "m²", "_mm": "mm", "_km2": "km²", "_cm": "cm", "_deg": "°"}
    for spec in CATALOG:
        for field in spec.fields:
            ending = re.search(r"_(?:m|m2|mm|km2|cm|deg)$", field.name)
            if ending:
                assert field.unit == units[ending[0]], (spec.name, field.name)
                assert field.kind in (FieldKind.REAL, FieldKind.INTEGER)


def test_the_colours_of_assets_are_told_apart_by_eye():
    colours = {spec.name: lab(spec.style.colour) for spec in CATALOG.assets()}

    near = {
        (one, two): round(float(np.linalg.norm(colours[one] - colours[two])), 1)
        for one, two in itertools.combinations(colours, 2)
        if np.linalg.norm(colours[one] - colours[two]) < 17
    }

    assert near == {}


def test_every_layer_stands_out_from_the_pale_ground():
    ground = lab("#f4f1ea")

    pale = [s.name for s in CATALOG if np.linalg.norm(lab(s.style.colour) - ground) < 20]

    assert pale == []


def test_no_layer_has_the_blue_of_leaflet():
    colours = {c for spec in CATALOG for c in (spec.style.colour, spec.style.fill)}

    assert "#3388ff" not in colours


def test_every_asset_has_a_glyph_of_one_character_and_its_own():
    glyphs = [spec.style.glyph for spec in CATALOG.assets()]

    assert all(glyph and len(glyph) == 1 for glyph in glyphs)
    assert len(set(glyphs)) == len(glyphs)


def test_areas_are_filled_lightly_and_zones_are_dashed():
    for spec in CATALOG:
        if spec.shape is Shape.POLYGON and spec.group is not Group.BASE:
            assert spec.style.fill_opacity <= 0.6, spec.name
        if spec.group is Group.ZONE and spec.shape is not Shape.POINT:
            assert spec.style.dash, spec.name


def test_few_layers_are_drawn_at_the_start():
    shown = {spec.name for spec in CATALOG if spec.style.visible}

    assert shown == {"district", "grids", "roads", "water", "hydrants"}


def test_every_class_code_is_in_the_table_of_its_scheme():
    classes = builtin_classes()
    odd = [
        (spec.name, scheme, code)
        for spec in CATALOG
        for scheme, codes in spec.class_codes.items()
        for code in codes
        if classes.get(scheme, "component", code) is None
        # The 2013 table is known in part; what it lacks must lead to a class of 2026.
        and not (
            scheme == GB2013
            and classes.convert(code, kind="component", from_scheme=GB2013, to_scheme=GB2026)
        )
    ]

    assert odd == []


@pytest.mark.parametrize("scheme", [CJ2007, GB2013, GB2026])
def test_a_class_lives_in_one_layer_only(scheme):
    codes = [code for spec in CATALOG for code in spec.class_codes.get(scheme, ())]

    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("scheme", [CJ2007, GB2013])
def test_old_codes_of_a_layer_lead_to_its_own_classes_where_the_way_is_known(scheme):
    classes = builtin_classes()
    for spec in CATALOG:
        for code in spec.class_codes.get(scheme, ()):
            new = classes.convert(code, kind="component", from_scheme=scheme, to_scheme=GB2026)
            assert new is None or new in spec.class_codes[GB2026], (spec.name, code)


def test_the_kinds_of_manhole_are_its_class_codes_with_the_names_of_the_table():
    classes = builtin_classes()
    kinds = CATALOG["manholes"].field("kind").choices

    assert tuple(c.value for c in kinds) == CATALOG["manholes"].class_codes[GB2026]
    assert [c.title.zh for c in kinds] == [
        classes.find(GB2026, "component", c.value).name for c in kinds
    ]


def test_components_have_the_attributes_of_the_standard():
    for spec in CATALOG:
        names = {field.name for field in spec.fields}
        assert spec.component == ({"state", "owner", "keeper", "cell", "origin"} <= names)


def test_a_coverage_rule_names_its_source():
    rules = {spec.name: spec.coverage for spec in CATALOG if spec.coverage}

    assert (rules["hydrants"].radius_m, rules["hydrants"].spacing_m) == (150, 120)
    assert all(rule.source for rule in rules.values())


def test_only_cases_may_have_no_place():
    assert [spec.name for spec in CATALOG if spec.place_optional] == ["cases"]


def test_every_asset_says_how_often_it_is_inspected():
    assert all(spec.inspection_days for spec in CATALOG.assets())


def test_one_more_toml_file_makes_one_more_layer(tmp_path: Path):
    (tmp_path / "charging_piles.toml").write_text(
        """
        title = { zh = "充电桩", en = "Charging piles" }
        group = "asset"
        shape = "point"
        component = true
        [class_codes]
        "GB/T 47678.5-2026" = ["01054"]
        [style]
        colour = "#2a7f62"
        [[fields]]
        name = "power_kw"
        title = { zh = "功率", en = "Power" }
        kind = "real"
        unit = "kW"
        """,
        encoding="utf-8",
    )

    catalog = load_catalog(tmp_path)

    assert catalog["charging_piles"].field("power_kw").unit == "kW"
    assert catalog["charging_piles"].field("state") is not None
    assert set(catalog.names()) == {*CATALOG.names(), "charging_piles"}
