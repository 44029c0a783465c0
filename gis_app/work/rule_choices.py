"""What a rule can ask for in this district, with the names a person reads."""

from collections.abc import Iterable
from typing import Any

from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_clocks import limit_table
from gis_app.work.case_facts import zone_layers
from gis_app.work.case_words import Words, words
from gis_app.work.frames import frame
from gis_app.work.office import Office
from gis_app.work.units import kept_units, unit_name

#: The most values offered for one part; any other value can be typed.
_MOST = 2_000

Choice = dict[str, str]


@allowed(*EVERYONE)
def choices(office: Office, _actor: Actor, language: str) -> dict[str, Any]:
    """Return the units, and for each part of a rule the values there are, each with its title."""
    named = words(office, language)
    return {
        "units": [
            {"value": unit.code, "title": unit_name(unit, language)} for unit in kept_units(office)
        ],
        "parts": {
            "classes": _classes(office, named),
            "conditions": _conditions(office),
            "grids": _areas(named, "grid"),
            "streets": _areas(named, "street"),
            "roads": _plain(_column(office, "roads", "name")),
            "zones": _zones(office, language),
            "owners": _plain(_owners(office)),
        },
    }


def _classes(office: Office, named: Words) -> list[Choice]:
    """Return kinds, majors and classes, those of the district's own scheme if there are any."""
    own = office.district.scheme
    table = list(named.classes)
    rows = [row for row in table if row.scheme == own] or table
    heads = {f"{row.kind.value}:" for row in rows}
    heads |= {f"{row.kind.value}:{row.major}" for row in rows}
    heads |= {f"{row.kind.value}:{row.code}" for row in rows}
    return [{"value": head, "title": named.class_head(head)} for head in sorted(heads)]


def _conditions(office: Office) -> list[Choice]:
    with office.store.read() as tx:
        return _plain(limit_table(office, tx).conditions())


def _areas(named: Words, field: str) -> list[Choice]:
    pairs = sorted(named.areas.get(field, {}).items())
    return [{"value": code, "title": name} for code, name in pairs]


def _zones(office: Office, language: str) -> list[Choice]:
    """Return the zone layers and after each its zones."""
    found: list[Choice] = []
    for spec in zone_layers(office):
        title = spec.title.in_language(language)
        zones = frame(office, spec.name)
        if zones.empty:
            continue
        found.append({"value": spec.name, "title": title})
        pairs = sorted(zip(zones["code"], zones["name"].fillna(""), strict=True))
        found += [
            {"value": f"{spec.name}:{code}", "title": f"{title} {code} {name}".strip()}
            for code, name in pairs[:_MOST]
        ]
    return found


def _owners(office: Office) -> set[str]:
    layers = [spec.name for spec in office.catalog.assets() if spec.field("owner")]
    return {owner for layer in layers for owner in _column(office, layer, "owner")}


def _column(office: Office, layer: str, name: str) -> set[str]:
    if layer not in office.catalog:
        return set()
    return {value for value in frame(office, layer)[name] if isinstance(value, str) and value}


def _plain(values: Iterable[str]) -> list[Choice]:
    return [{"value": value, "title": value} for value in sorted({*values} - {""})[:_MOST]]
