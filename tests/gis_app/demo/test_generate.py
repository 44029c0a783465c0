"""The generated district as a whole: catalog, numbers, determinism."""

import hashlib
import re

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from gis_app.demo import demo_district, generate
from layers.catalog.load import builtin_catalog
from layers.catalog.spec import FieldKind, Shape

CATALOG = builtin_catalog()
PLAIN = {
    FieldKind.TEXT: (str,),
    FieldKind.CHOICE: (str,),
    FieldKind.DATE: (str,),
    FieldKind.DATETIME: (str,),
    FieldKind.INTEGER: (int, np.integer),
    FieldKind.REAL: (int, float, np.integer, np.floating),
    FieldKind.BOOLEAN: (bool, np.bool_),
}
TYPES = {
    Shape.POINT: {"Point"},
    Shape.LINE: {"LineString", "MultiLineString"},
    Shape.POLYGON: {"Polygon", "MultiPolygon"},
}


def digest(district) -> str:
    hashed = hashlib.sha256()
    for name, frame in district.frames.items():
        hashed.update(name.encode())
        hashed.update(pd.DataFrame(frame.drop(columns="geometry")).to_json().encode())
        for shape in frame.geometry:
            hashed.update(b"-" if shape is None else shapely.to_wkb(shape))
    return hashed.hexdigest()


def test_each_layer_of_the_catalog_is_there(frames):
    assert sorted(frames) == sorted(CATALOG.names())


@pytest.mark.parametrize("name", CATALOG.names())
def test_a_frame_has_the_columns_of_the_catalog(frames, name):
    wanted = ["code", "name", *(field.name for field in CATALOG[name].fields), "geometry"]

    assert list(frames[name].columns) == wanted
    assert isinstance(frames[name].index, pd.RangeIndex)


@pytest.mark.parametrize("name", CATALOG.names())
def test_codes_are_texts_and_stand_once(frames, name):
    codes = frames[name]["code"].tolist()

    assert all(isinstance(code, str) and code for code in codes)
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("name", CATALOG.names())
def test_values_are_plain_and_of_the_kind_of_their_field(frames, name):
    for field in CATALOG[name].fields:
        values = [value for value in frames[name][field.name].tolist() if value is not None]
        assert all(isinstance(value, PLAIN[field.kind]) for value in values), field.name
        assert not pd.isna(np.array(values, dtype=object)).any(), field.name
        if field.kind is FieldKind.CHOICE:
            assert set(values) <= {choice.value for choice in field.choices}, field.name
        if field.length is not None:
            assert max(map(len, values), default=0) <= field.length, field.name


@pytest.mark.parametrize("name", CATALOG.names())
def test_dates_and_moments_are_iso_text(frames, name):
    forms = {
        FieldKind.DATE: re.compile(r"\d{4}-\d\d-\d\d"),
        FieldKind.DATETIME: re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"),
    }
    for field in CATALOG[name].fields:
        if field.kind in forms:
            values = [value for value in frames[name][field.name] if value is not None]
            assert all(forms[field.kind].fullmatch(value) for value in values), field.name


@pytest.mark.parametrize("name", CATALOG.names())
def test_shapes_are_of_the_layers_family_valid_and_on_the_millimetre(frames, name):
    shapes = frames[name].geometry.to_numpy()
    there = shapes[[shape is not None for shape in shapes]]

    assert frames[name].crs == pyproj.CRS("EPSG:4550")
    assert {shape.geom_type for shape in there} <= TYPES[CATALOG[name].shape]
    assert shapely.is_valid(there).all()
    assert not shapely.is_empty(there).any()
    at = shapely.get_coordinates(there)
    assert np.abs(at - np.round(at, 3)).max() < 1e-9
    assert len(there) == len(shapes) or CATALOG[name].place_optional


@pytest.mark.parametrize("name", CATALOG.names())
def test_all_but_the_sea_lies_in_the_district_or_a_few_metres_from_it(frames, name):
    ground = frames["district"].geometry.iloc[0].buffer(60.0)
    frame = frames[name]
    if name == "water":
        frame = frame[frame["kind"] != "sea"]
    shapes = [shape for shape in frame.geometry if shape is not None]

    shapely.prepare(ground)

    assert shapely.covers(ground, np.array(shapes, dtype=object)).all()


def test_the_numbers_are_those_of_the_product(frames):
    wanted = {
        "grids": 22,
        "streets": 3,
        "hydrants": 962,
        "bridges": 26,
        "cameras": 50,
        "street_lamps": 2_500,
        "litter_bins": 850,
        "toilets": 60,
        "waste_stations": 30,
        "gas_points": 42,
        "waterlogging": 15,
        "flower_borders": 82,
        "schools": 40,
        "shops": 1_366,
        "order_streets": 11,
        "sites": 156,
        "dig_permits": 61,
        "occupy_permits": 116,
        "cases": 3_000,
    }

    assert {name: len(frames[name]) for name in wanted} == wanted
    assert 3_300 <= len(frames["cells"]) <= 3_500
    assert 35 <= len(frames["communities"]) <= 45
    assert 6_000 <= len(frames["manholes"]) <= 7_000
    assert abs(frames["district"].area.iloc[0] - 33.6e6) < 0.05e6


def test_the_same_seed_gives_the_same_bytes():
    assert digest(generate(7, cases=600)) == digest(generate(7, cases=600))


@pytest.mark.parametrize("seed", [1, 2])
def test_another_seed_gives_another_city_of_the_same_numbers(frames, seed):
    other = generate(seed, cases=600).frames

    assert not other["hydrants"].geometry.geom_equals(frames["hydrants"].geometry).all()
    for name in ("grids", "communities", "hydrants", "bridges", "schools", "shops", "sites"):
        assert len(other[name]) == len(frames[name]), name
    assert 3_200 <= len(other["cells"]) <= 3_600
    assert 120e3 < other["roads"].length.sum() < 195e3
    assert shapely.coverage_is_valid(other["cells"].geometry.to_numpy())


def test_progress_is_told_and_only_rises():
    told = []

    generate(3, cases=600, progress=lambda what, done: told.append((what, done)))

    shares = [done for _, done in told]
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] == 1.0


def test_the_district_file_reads_and_says_that_it_is_generated():
    district = demo_district()

    assert district.generated
    assert district.crs == "EPSG:4550"
    assert district.title.zh == "北仑演示区"
    assert 121.80 <= district.centre[0] <= 121.90
    assert 29.86 <= district.centre[1] <= 29.94


def test_the_centre_of_the_file_lies_in_the_district(frames):
    to_metres = pyproj.Transformer.from_crs(4326, 4550, always_xy=True)
    x, y = to_metres.transform(*demo_district().centre)

    assert frames["district"].geometry.iloc[0].contains(shapely.Point(x, y))
