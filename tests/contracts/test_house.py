"""What holds for the whole house: errors, facades, sizes, texts, and nothing from outside."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import folium
import pytest
from babel.messages.pofile import read_po

import gis_app
import grids
import layers
from gis_app import maps
from gis_app.web.errors import STATUS
from gis_app.web.language import read_messages
from layers import GisError, read_district

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (layers, grids, gis_app)
#: Longest file of ours, in lines; longer ones are more than one room.
LONGEST = 330


def modules():
    """Import every module of the project and return them by name."""
    found = {}
    for package in PACKAGES:
        found[package.__name__] = package
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".versions." not in info.name and not info.name.endswith("migrations.env"):
                found[info.name] = importlib.import_module(info.name)
    return found


def errors():
    modules()
    found, fresh = set(), {GisError}
    while fresh:
        found |= fresh
        fresh = {sub for error in fresh for sub in error.__subclasses__()} - found
    ours = {e for e in found if e.__module__.split(".")[0] in ("layers", "grids", "gis_app")}
    return sorted(ours, key=lambda error: error.__qualname__)


def test_every_error_that_is_raised_has_a_kind_of_its_own():
    own = [error for error in errors() if "kind" in vars(error)]

    kinds = [error.kind for error in own]

    assert sorted(kinds) == sorted(set(kinds))


def test_every_error_with_a_kind_says_what_to_do_in_one_sentence():
    lacking = [
        error.__name__
        for error in errors()
        if "kind" in vars(error) and error is not GisError and "template" not in vars(error)
    ]

    assert lacking == []


def test_every_error_has_a_status_by_its_family():
    told = [error for error in errors() if error is not GisError]

    orphans = [e.__name__ for e in told if not set(e.__mro__) & set(STATUS)]

    assert orphans == []


def test_every_error_is_told_in_chinese_too():
    known = read_messages(ROOT / "gis_app" / "locale" / "zh")

    untold = [e.__name__ for e in errors() if "template" in vars(e) and e.template not in known]

    assert untold == ["GisError"]


def test_a_text_keeps_its_facts_in_chinese():
    known = read_messages(ROOT / "gis_app" / "locale" / "zh")
    braces = re.compile(r"\{(\w+)")

    differing = {
        english: chinese
        for english, chinese in known.items()
        if set(braces.findall(english)) < set(braces.findall(chinese))
    }

    assert differing == {}


def test_facades_export_what_exists():
    for name, module in modules().items():
        exported = getattr(module, "__all__", [])
        assert len(set(exported)) == len(exported), name
        assert [word for word in exported if not hasattr(module, word)] == [], name


def ours(pattern):
    folders = ("layers", "grids", "gis_app", "static/js", "static/css", "benchmarks")
    return [file for folder in folders for file in sorted((ROOT / folder).rglob(pattern))]


def test_no_file_is_more_than_one_room():
    files = [*ours("*.py"), *ours("*.js")]

    long = {
        str(file.relative_to(ROOT)): lines
        for file in files
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > LONGEST
    }

    assert long == {}


def test_no_function_imports():
    inside = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in ours("*.py")
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]

    assert inside == []


def test_nothing_is_loaded_from_outside():
    outside = re.compile(r"(src|href|url|import|fetch)\W{1,3}https?://(?!www\.w3\.org)")
    files = [*ours("*.js"), *ours("*.css"), *ours("*.html"), *ours("*.py")]

    found = [str(f.relative_to(ROOT)) for f in files if outside.search(f.read_text("utf-8"))]

    assert found == []


def test_no_text_becomes_html_in_the_browser():
    raw = re.compile(r"innerHTML|insertAdjacentHTML|outerHTML|document\.write")

    found = [str(f.relative_to(ROOT)) for f in ours("*.js") if raw.search(f.read_text("utf-8"))]

    assert found == []


DISTRICT = read_district(
    'title = {zh = "某区", en = "Some district"}\n'
    'adcode = "330206"\ncrs = "EPSG:4550"\ncentre = [121.85, 29.9]\n'
)


def test_drawing_leaves_no_trace_in_folium():
    before = (list(folium.Map.default_js), list(folium.Map.default_css))

    maps.stage(DISTRICT, "Map", {})

    assert (folium.Map.default_js, folium.Map.default_css) == before


@pytest.mark.parametrize("text", ["</script><img src=x onerror=alert(1)>", "\u2028&<!--", "'\"`"])
def test_markup_among_the_facts_stays_text(text):
    parts = maps.stage(DISTRICT, text, {"title": text})

    assert "<img" not in parts.html + parts.script
    assert "</script" not in parts.script
    assert "<!--" not in parts.script
    assert "http" not in "".join(parts.scripts + parts.styles)


def test_a_text_has_one_translation_in_all_files():
    said = {}
    for file in sorted((ROOT / "gis_app" / "locale" / "zh").glob("*.po")):
        with file.open("rb") as handle:
            for message in read_po(handle):
                if message.id:
                    said.setdefault(message.id, set()).add(message.string)

    assert {text: told for text, told in said.items() if len(told) > 1} == {}
