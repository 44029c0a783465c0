"""A typed text leads to the places it may mean."""

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.crs import change_frame
from layers.locate import FoundKind, Locator

EAST, NORTH = 389_000.0, 3_309_000.0


def first(locator, text, **options):
    found = locator.find(text, **options)[0]
    return found.kind, found.title, round(found.x - EAST, 2), round(found.y - NORTH, 2)


@pytest.mark.parametrize(
    "text",
    [
        "黄山路与太河路",
        "黄山路/太河路",
        "黄山路 和 太河路",
        "黄山路、太河路",
        "黄山路太河路口",
        "黄山路太河路交叉口",
        "黄山路与太河路交叉口",
        "黄山路 & 太河路",
        "黄山路@太河路",
        "黄山与太河",
    ],
)
def test_two_roads_are_found_where_they_cross(locator, text):
    assert first(locator, text) == (FoundKind.CROSSING, "黄山路 / 太河路", 500, 500)


@pytest.mark.parametrize(
    "text", ["M St and 14th St", "m st & 14TH ST", "14th Street at M Street", "M St. / 14th St."]
)
def test_english_roads_are_found_where_they_cross(locator, text):
    kind, title, x, y = first(locator, text)

    assert (kind, {*title.split(" / ")}) == (FoundKind.CROSSING, {"M St", "14th St"})
    assert (x, y) == (200, 100)


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("黄山路 300", 300),
        ("黄山路300米", 300),
        ("黄山路K0+300", 300),
        ("黄山路 k0 + 300m", 300),
        ("黄山路 0.3km", 300),
        ("黄山路0.3公里", 300),
        ("黄山路，300", 300),
    ],
)
def test_a_road_and_a_chainage_are_a_place_on_it(locator, text, metres):
    title = f"黄山路 K0+{metres}"

    assert first(locator, text) == (FoundKind.CHAINAGE, title, 500, 1000 - metres)


def test_no_place_is_found_beyond_the_end_of_a_road(locator):
    assert all(found.kind is not FoundKind.CHAINAGE for found in locator.find("黄山路 1200"))


def test_a_road_is_found_by_its_name_and_a_part_of_it(locator):
    assert first(locator, "明州路") == (FoundKind.ROAD, "明州路", 500, 1000)
    assert first(locator, "明州")[1] == "明州路"


@pytest.mark.parametrize("text", ["H-0231", "h-0231", "H0231", "h 0231", "Ｈ－０２３１", "0231"])
def test_an_asset_is_found_by_its_code_or_a_part_of_it(locator, text):
    found = locator.find(text, language="zh")[0]

    assert (found.kind, found.layer, found.code) == (FoundKind.ASSET, "hydrants", "H-0231")
    assert found.note == "消火栓"


def test_whole_codes_come_before_parts_and_codes_before_names(locator):
    codes = [found.code for found in locator.find("H-023")]

    assert codes[:2] == ["H-0231", "H-0232"]
    assert locator.find("黄山路口")[0].code == "H-1023"
    assert [found.code for found in locator.find("023")][:2] == ["H-1023", "H-0231"]


def test_a_mere_number_means_the_asset_that_ends_with_it(frames, sample, catalog):
    spot = frames["hydrants"].geometry.iloc[0]
    digits = [f"330206010{kind:02d}000231" for kind in range(1, 30)]
    for layer, codes in (("manholes", digits), ("street_lamps", ["33020601037001231"]),
                         ("landuse", ["L-0231"]), ("shops", ["SH-0231", "SH-1231"])):  # fmt: skip
        frames[layer] = gpd.GeoDataFrame(
            {"code": codes, "name": None}, geometry=[spot] * len(codes), crs=sample.crs
        )
    locator = Locator.of(frames, catalog=catalog, district=sample)

    for text in ("231", "0231", "００２３１"):
        codes = [found.code for found in locator.find(text)]
        assert codes[:3] == ["H-0231", "L-0231", "SH-0231"], text
    # A part of a longer number comes after, an asset first, a short code first.
    assert [found.code for found in locator.find("231")][3:5] == digits[:2]
    assert [found.code for found in locator.find("31", limit=2)] == ["H-0231", digits[0]]


def test_cells_grids_and_areas_are_found(locator):
    assert first(locator, "330206002001003")[:2] == (FoundKind.CELL, "330206002001003")
    assert first(locator, "G02")[:2] == (FoundKind.GRID, "G02 新碶二格")
    assert first(locator, "新碶一格")[:2] == (FoundKind.GRID, "G01 新碶一格")
    assert first(locator, "新碶街道")[:2] == (FoundKind.AREA, "330206002 新碶街道")


def test_an_asset_without_a_place_is_not_found(locator):
    assert locator.find("H-9999") == []


def typed(lon, lat):
    return f"{lon:.7f}, {lat:.7f}"


def test_coordinates_in_every_system_lead_to_the_same_place(locator, sample):
    here = locator.locate(EAST + 250, NORTH + 250)
    gcj = change_frame([here.lon], [here.lat], "EPSG:4326", "GCJ-02")
    bd = change_frame([here.lon], [here.lat], "EPSG:4326", "BD-09")
    zone = change_frame([here.lon], [here.lat], "EPSG:4326", "EPSG:4529")
    texts = [
        typed(here.lon, here.lat),
        typed(here.lat, here.lon),
        "gcj:" + typed(gcj[0][0], gcj[1][0]),
        "bd:" + typed(bd[0][0], bd[1][0]),
        f"{zone[0][0]:.3f} {zone[1][0]:.3f}",
        f"{EAST + 250} {NORTH + 250}",
        f"{NORTH + 250} {EAST + 250}",
    ]

    for text in texts:
        (found,) = [f for f in locator.find(text) if f.kind is FoundKind.COORDINATES]
        away = np.hypot(found.x - EAST - 250, found.y - NORTH - 250)
        assert away < 0.05, text
        assert (found.lon, found.lat) == pytest.approx((here.lon, here.lat), abs=1e-6)


def test_the_gcj_vector_of_beilun_leads_back_to_its_place(locator):
    found = locator.find("gcj:121.854078,29.897423")[0]

    assert (found.lon, found.lat) == pytest.approx((121.85, 29.9), abs=2e-6)
    assert found.note == "Longitude and latitude in GCJ-02"


def test_coordinates_far_away_are_read_in_every_order_and_score_low(locator):
    found = locator.find("38.9 -77.03")

    assert {(round(f.lon, 4), round(f.lat, 4)) for f in found} >= {(-77.03, 38.9)}
    assert all(f.score < 50 for f in found)


def test_the_order_of_the_layers_rows_changes_nothing(frames, sample, catalog):
    mixed = {name: frame.iloc[::-1].reset_index(drop=True) for name, frame in frames.items()}
    one = Locator.of(frames, catalog=catalog, district=sample)
    two = Locator.of(mixed, catalog=catalog, district=sample)

    for text in ("0", "H", "黄山", "路", "3302", "M"):
        assert one.find(text) == two.find(text)


@given(st.text(max_size=40) | st.sampled_from(["路与路", "K+", "&", "与", "m", " 米", "\n", "+0"]))
def test_no_text_breaks_the_search(locator, text):
    found = locator.find(text)

    assert len(found) <= 20
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)


@pytest.mark.parametrize(
    "text", ["1" * 200, "1 " * 100, "1,°'" * 50, "k1+" * 66, "路" * 200, "与" * 200]
)
def test_a_nasty_text_is_answered_like_any_other(locator, text):
    assert len(locator.find(text)) <= 20


def test_a_road_comes_before_what_is_named_after_it(locator):
    kinds = [found.kind for found in locator.find("黄山")]

    assert kinds[0] is FoundKind.ROAD
    assert FoundKind.ASSET in kinds


def test_an_endless_text_finds_nothing(locator):
    assert locator.find("黄山路与" * 10_000) == []
    assert locator.find("   ") == []


def test_the_limit_is_kept_and_the_best_stay(locator):
    assert [f.code for f in locator.find("H-0231", limit=1)] == ["H-0231"]


def test_found_places_are_plain_json(locator):
    told = locator.find("G02")[0].as_dict()

    assert (told["kind"], told["layer"], told["code"]) == ("grid", "grids", "G02")
