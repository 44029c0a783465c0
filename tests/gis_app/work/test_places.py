"""Places: everything known about one, and texts that mean one."""

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis_app.store import features
from gis_app.work import places
from gis_app.work.places import PlaceOutOfReach
from layers import Feature
from layers.crs import points_to_lonlat

X, Y = 388_000.0, 3_309_000.0


def degrees(x: float, y: float) -> tuple[float, float]:
    lon, lat = points_to_lonlat([x], [y], "EPSG:4550")
    return float(lon[0]), float(lat[0])


def test_a_place_tells_its_cell_grid_road_crossing_and_nearest_asset(office, actor):
    told = places.locate(office, actor("viewer"), degrees(X + 60, Y + 80), language="zh")

    assert told["cell"] == "330206002001001"
    assert (told["grid"], told["grid_name"]) == ("G01", "Grid 1")
    assert told["street_name"] == "新碶街道"
    assert told["community_name"] == "红梅社区"
    assert told["road"]["name"] == "太河路"
    assert told["description"] == told["road"]["text"]
    assert told["crossing"]["text"].startswith("太河路/黄山路路口")
    hydrant = next(asset for asset in told["assets"] if asset["layer"] == "hydrants")
    assert (hydrant["code"], hydrant["distance_m"], hydrant["bearing_deg"]) == ("H-0001", 10.0, 0)
    assert hydrant["direction"] == "北"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    x=st.one_of(st.just(100.0), st.floats(0, 200)), y=st.one_of(st.just(100.0), st.floats(0, 200))
)
def test_the_way_to_the_nearest_asset_ends_at_it(office, actor, x, y):
    told = places.locate(office, actor("viewer"), degrees(X + x, Y + y), language="en")

    hydrant = next(asset for asset in told["assets"] if asset["layer"] == "hydrants")
    number = int(hydrant["code"][-1])
    assert (hydrant["lon"], hydrant["lat"]) == pytest.approx(
        degrees(X + 60 * number, Y + 90), abs=3e-7
    )


def test_a_place_comes_back_in_metres_and_in_the_systems_of_phones(office, actor):
    told = places.locate(office, actor("viewer"), (121.85, 29.9), language="en")

    assert told["gcj02"] == pytest.approx([121.854078, 29.897423], abs=1e-6)
    assert told["bd09"] == pytest.approx([121.860679, 29.903078], abs=1e-6)
    assert degrees(told["x"], told["y"]) == pytest.approx((121.85, 29.9), abs=1e-7)


@pytest.mark.parametrize("place", [(0.0, 0.0), (121.85, -29.9), (29.9, 121.85), (float("nan"), 30)])
def test_a_place_far_from_the_district_is_refused(office, actor, place):
    with pytest.raises(PlaceOutOfReach):
        places.locate(office, actor("viewer"), place, language="en")


def test_a_number_road_crossing_and_coordinates_are_all_found(office, actor):
    def first(text):
        found = places.find(office, actor("viewer"), text, language="zh", limit=5)
        return found[0].kind, found[0].code

    assert first("H-0002") == ("asset", "H-0002")
    assert first("黄山路")[0] == "road"
    assert first("黄山路 太河路")[0] == "crossing"
    assert first("121.85, 29.9")[0] == "coordinates"
    assert first("G01") == ("grid", "G01")


def test_a_case_is_found_by_the_beginning_of_its_number(office, actor):
    values = {"state": "reported", "kind": "matter"}
    with office.store.write("li", office.clock()) as tx:
        for code in ("20260615-0001", "20260616-0001"):
            case = Feature(code, "", shapely.Point(X + 10, Y + 10), values)
            features.add(tx, "cases", case)

    found = places.find(office, actor("viewer"), "20260615", language="en", limit=5)

    assert [(hit.kind, hit.code) for hit in found] == [("case", "20260615-0001")]
    assert "Reported" in found[0].detail


def test_a_text_that_means_nothing_finds_nothing(office, actor):
    for text in ("", "   ", "zzzz", "<img onerror=alert(1)>", "'; drop table cells; --"):
        assert places.find(office, actor("viewer"), text, language="en") == []
