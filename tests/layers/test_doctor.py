"""The coordinate doctor names the frame, says why, and says plainly when it cannot tell."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers import crs
from layers.catalog import Titles
from layers.district import District
from layers.doctor import diagnose
from layers.formats import read

METRIC = "EPSG:4550"


def _district(lon, lat, metric):
    return District(title=Titles("区", "District"), adcode="1", crs=metric, centre=(lon, lat))


BEILUN = _district(121.85, 29.9, METRIC)


@pytest.fixture(scope="module")
def roads():
    """Return an uneven net of roads, 60 to 160 m apart, around the centre of the district."""
    rng = np.random.default_rng(5)
    x = 387_000 + np.cumsum(rng.uniform(60, 160, 40))
    y = 3_308_000 + np.cumsum(rng.uniform(60, 160, 40))
    ends = [((at, y[0]), (at, y[-1])) for at in x] + [((x[0], at), (x[-1], at)) for at in y]
    return shapely.linestrings(ends)


@pytest.fixture(scope="module")
def hydrants(roads):
    """Return places some metres beside the roads, in the metric CRS."""
    rng = np.random.default_rng(6)
    along = shapely.line_interpolate_point(rng.choice(roads, 400), rng.random(400), normalized=True)
    return shapely.get_coordinates(along) + rng.normal(0, 5, (400, 2))


FRAMES = [
    "EPSG:4326",
    "GCJ-02",
    "BD-09",
    METRIC,
    "EPSG:4529",
    "EPSG:4549",
    "EPSG:32651",
    "EPSG:3857",
]


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("frame", FRAMES)
def test_with_roads_every_frame_is_recognised(frame, swapped, hydrants, roads):
    x, y = crs.change_frame(*hydrants.T, METRIC, frame)

    found = diagnose(*((y, x) if swapped else (x, y)), district=BEILUN, roads=roads)

    assert found.settled
    assert (found.best.frame, found.best.swapped) == (frame, swapped)
    assert found.best.confidence > 0.9


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32 - 1), frame=st.sampled_from(["EPSG:4326", "GCJ-02", "BD-09"]))
def test_the_offset_frames_are_told_apart_whatever_the_places(seed, frame, roads):
    rng = np.random.default_rng(seed)
    along = shapely.line_interpolate_point(rng.choice(roads, 100), rng.random(100), normalized=True)
    places = shapely.get_coordinates(along) + rng.normal(0, 3, (100, 2))

    found = diagnose(*crs.change_frame(*places.T, METRIC, frame), district=BEILUN, roads=roads)

    assert found.settled
    assert found.best.frame == frame


def test_the_reason_gives_the_figures(hydrants, roads):
    found = diagnose(
        *crs.change_frame(*hydrants.T, METRIC, "GCJ-02"),
        district=BEILUN,
        roads=shapely.STRtree(roads),
    )

    assert found.best.reason.facts["best_m"] < 6
    assert found.best.reason.facts["other_m"] > 15
    assert "Read in GCJ-02, the places lie " in str(found.best.reason)


def test_without_roads_the_offset_cannot_be_told_and_it_says_so(hydrants):
    found = diagnose(*crs.change_frame(*hydrants.T, METRIC, "GCJ-02"), district=BEILUN)

    assert not found.settled
    assert [guess.frame for guess in found.guesses] == ["EPSG:4326", "GCJ-02", "BD-09"]
    assert sum(guess.confidence for guess in found.guesses) == pytest.approx(1, abs=0.01)
    assert "nothing here tells them apart" in str(found.verdict)


def test_places_all_over_the_blocks_do_not_tell_the_offset_either(roads):
    places = np.random.default_rng(7).uniform([387_500, 3_308_500], [390_500, 3_311_500], (500, 2))

    found = diagnose(
        *crs.change_frame(*places.T, METRIC, "EPSG:4326"), district=BEILUN, roads=roads
    )

    assert not found.settled


def test_a_handful_of_places_proves_nothing(hydrants, roads):
    few = crs.change_frame(*hydrants[:5].T, METRIC, "GCJ-02")

    assert not diagnose(*few, district=BEILUN, roads=roads).settled


def test_the_zone_number_of_the_eastings_is_named(hydrants):
    found = diagnose(*crs.change_frame(*hydrants.T, METRIC, "EPSG:4529"), district=BEILUN)

    assert found.settled
    assert found.best.zone_prefix == 41
    assert "zone number 41" in str(found.best.reason)


def test_what_is_declared_and_does_not_fit_is_contradicted(hydrants):
    found = diagnose(*hydrants.T, district=BEILUN, declared="EPSG:4326")

    assert found.best.frame == METRIC
    assert str(found.verdict).startswith("The file declares EPSG:4326")


def test_strip_and_utm_on_one_meridian_are_not_told_apart_without_roads(hydrants):
    found = diagnose(*hydrants.T, district=BEILUN)

    assert not found.settled
    assert [guess.frame for guess in found.guesses] == [METRIC, "EPSG:32651"]


def test_what_is_declared_is_believed_where_nothing_speaks_against_it(hydrants):
    lonlat = crs.change_frame(*hydrants.T, METRIC, "BD-09")

    assert diagnose(*lonlat, district=BEILUN, declared="BD-09").best.frame == "BD-09"


def test_outside_china_degrees_are_settled_without_roads():
    washington = _district(-77.03, 38.9, "EPSG:26985")

    found = diagnose([-77.0, -77.1], [38.9, 38.95], district=washington)

    assert found.settled
    assert [guess.frame for guess in found.guesses] == ["EPSG:4326"]


def test_numbers_of_another_place_are_not_explained_away():
    found = diagnose([1.0, 2.0], [3.0, 4.0], district=BEILUN)

    assert found.guesses == ()
    assert "from 1.0 to 2.0" in str(found.verdict)


@pytest.mark.parametrize(("x", "y"), [([], []), ([np.nan, 1.0], [1.0, np.inf])])
def test_no_place_is_no_guess(x, y):
    found = diagnose(x, y, district=BEILUN)

    assert found.best is None
    assert str(found.verdict) == "There is no place to judge by."


def test_no_roads_at_all_are_as_none(hydrants):
    lonlat = crs.change_frame(*hydrants.T, METRIC, "EPSG:4326")

    found = diagnose(*lonlat, district=BEILUN, roads=np.array([], dtype=object))

    assert not found.settled


@pytest.mark.parametrize("declared", ["EPSG:3433", None])
def test_jacksonvilles_feet_are_found_declared_or_not(real_data, declared):
    table = read(real_data / "jacksonville_ar/manholes.shp")
    places = shapely.get_coordinates(table.rows.geometry.to_numpy())

    found = diagnose(*places.T, district=_district(-92.11, 34.87, "EPSG:32615"), declared=declared)

    assert found.best.frame == "EPSG:3433"
    assert found.best.reason.facts["unit"] == "US survey foot"


def test_zhengzhous_roads_in_gcj_02_are_noticed_against_themselves(real_data):
    table = read(real_data / "zhengzhou/roads_osm.geojson")
    net = crs.to_metric(table.rows.geometry.to_numpy(), "EPSG:4326", "EPSG:4547")
    corners = shapely.get_coordinates(net)

    found = diagnose(
        *crs.change_frame(*corners.T, "EPSG:4547", "GCJ-02"),
        district=_district(113.65, 34.76, "EPSG:4547"),
        roads=net,
        declared="EPSG:4326",
    )

    assert found.settled
    assert found.best.frame == "GCJ-02"


def test_a_declared_frame_is_overruled_by_places_along_the_roads_only(hydrants, roads):
    net = shapely.STRtree(roads)
    drawn = np.random.default_rng(9).uniform(
        (388_000, 3_309_000), (390_000, 3_311_000), (90_000, 2)
    )
    degrees = np.column_stack(crs.change_frame(*drawn.T, METRIC, "EPSG:4326"))
    away, by_chance, baidu = (
        net.query_nearest(
            shapely.points(*crs.change_frame(*degrees.T, frame, METRIC)),
            return_distance=True,
            all_matches=False,
        )[1]
        for frame in ("EPSG:4326", "GCJ-02", "BD-09")
    )
    lost = degrees[(away > 42) & (by_chance > 26) & (by_chance < 29) & (baidu > 42)]
    along = np.column_stack(crs.change_frame(*hydrants.T, METRIC, "GCJ-02"))

    by_blocks = diagnose(*lost.T, district=BEILUN, roads=roads, declared="EPSG:4326")
    by_roads = diagnose(*along.T, district=BEILUN, roads=roads, declared="EPSG:4326")

    assert (by_blocks.best.frame, by_blocks.settled) == ("EPSG:4326", False)
    assert (by_roads.best.frame, by_roads.settled) == ("GCJ-02", True)
