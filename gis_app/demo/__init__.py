"""The generated demonstration district: in Beilun's shape and numbers, and called generated."""

from gis_app.demo.generate import (
    CASES,
    SEED,
    DemoDistrict,
    begins,
    demo_district,
    district_text,
    generate,
    rules,
)
from gis_app.demo.units import Unit, unit_for

__all__ = [
    "CASES",
    "SEED",
    "DemoDistrict",
    "Unit",
    "begins",
    "demo_district",
    "district_text",
    "generate",
    "rules",
    "unit_for",
]
