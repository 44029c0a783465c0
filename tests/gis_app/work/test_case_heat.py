import numpy as np
import pytest
import shapely

from gis_app.store import features
from gis_app.work import Office, heat, heat_surface
from gis_app.work.case_question import CaseQuestion
from gis_app.work.heat_look import Look, UnknownBase
from layers import Feature
from layers.analysis import Kernel
from layers.crs import points_to_lonlat


def told(office, actor, bandwidth_m=150, look=None, **asked):
    look = look or Look(bandwidth_m=bandwidth_m)
    return heat.heat(office, actor("viewer"), CaseQuestion(**asked), look)


def test_surface_and_legend_do_not_change_with_the_view(filled, actor):
    fresh = Office(filled.office.store, filled.office.clock)
    part = told(filled.office, actor, box=(121.8439, 29.8955, 121.8445, 29.8966))
    whole = told(fresh, actor)

    assert part.told() == whole.told()
    assert part.picture() == whole.picture()


def test_the_darkest_colour_of_the_legend_occurs(filled, actor):
    made = told(filled.office, actor)

    assert (
        made.surface.raster.most >= made.legend.breaks[-1] * 0.9
    )  # the warp smooths a peak a little


def test_a_wider_kernel_makes_a_lower_peak(filled, actor):
    peaks = [
        told(filled.office, actor, bandwidth_m).surface.raster.most
        for bandwidth_m in (50, 150, 600)
    ]

    assert peaks == sorted(peaks, reverse=True)


def test_the_picture_lies_over_the_district(filled, actor):
    west, south, east, north = told(filled.office, actor).told()["box"]

    lon, lat = points_to_lonlat([388_100.0], [3_309_100.0], "EPSG:4550")
    assert west < lon[0] < east
    assert south < lat[0] < north


def test_no_case_makes_an_empty_picture(office, actor):
    made = told(office, actor)

    assert made.told()["placed"] == 0
    assert not made.surface.raster.values.any()
    assert made.picture().startswith(b"\x89PNG")


def test_a_new_case_makes_a_new_picture(filled, actor):
    before = told(filled.office, actor)
    with filled.office.store.write("test", filled.office.clock()) as tx:
        shape = shapely.Point(388_020, 3_309_020)
        features.add(tx, "cases", Feature("C-1", "", shape, {"state": "closed"}))

    after = told(filled.office, actor)

    assert after.told()["placed"] == before.told()["placed"] + 1
    assert after.surface.raster.values.sum() > before.surface.raster.values.sum()


def test_a_district_without_outline_is_drawn_around_its_cases(filled, actor):
    with filled.office.store.write("test", filled.office.clock()) as tx:
        features.remove(tx, "district", "330206", version=1)

    made = told(filled.office, actor).told()

    assert made["outside"] == 0


@pytest.mark.parametrize("side_m", [10_000.0, 60_000.0, 400_000.0])
def test_a_large_district_takes_larger_tiles(side_m):
    tile_m = heat_surface._tile_m((0.0, 0.0, side_m, side_m))

    assert (side_m / tile_m) ** 2 <= 4_000_000
    assert np.log2(tile_m / 20) % 1 == 0


def test_every_case_is_drawn_or_counted(filled, actor):
    made = told(filled.office, actor).told()

    assert made["placed"] + made["placeless"] + made["outside"] + made["piled"] == len(filled.rows)
    assert made["outside"] > 0  # half the cases lie up to 20 m beyond the outline


@pytest.mark.parametrize("kernel", Kernel)
def test_a_corrected_surface_stays_in_the_district_and_integrates_to_its_cases(
    filled, actor, kernel
):
    made = told(filled.office, actor, look=Look(kernel=kernel, bandwidth_m=100))

    raster = made.surface.raster
    assert raster.integral == pytest.approx(raster.cases, rel=2e-4)
    x, y = np.meshgrid(*raster.window.centres())
    district = shapely.box(388_000, 3_309_000, 388_200, 3_309_200).buffer(20, join_style="mitre")
    assert not raster.values[~shapely.contains_xy(district, x, y)].any()


def test_fixed_breaks_stay_whatever_is_asked(filled, actor):
    look = Look(breaks=(3.0, 7.0))

    few = told(filled.office, actor, look=look, sources=frozenset({"video"}))
    many = told(filled.office, actor, look=look)

    assert few.told()["breaks"] == many.told()["breaks"]
    assert [row["from"] for row in few.told()["breaks"]] == [3.0, 7.0]


def test_a_share_is_between_nothing_and_all(filled, actor):
    look = Look(base="cases")

    part = told(filled.office, actor, look=look, sources=frozenset({"video"}))
    whole = told(filled.office, actor, look=look)

    known = np.isfinite(part.surface.raster.values)
    assert known.any()
    assert 0 < part.surface.raster.most < 100
    assert whole.surface.raster.values[known] == pytest.approx(100, rel=1e-3)
    assert part.told()["unit"] == "% of all cases"


def test_a_base_that_the_district_lacks_is_refused(filled, actor):
    with pytest.raises(UnknownBase, match="use one of area"):
        told(filled.office, actor, look=Look(base="lamps"))


def test_cases_on_a_default_place_are_no_hot_spot(filled, actor):
    before = told(filled.office, actor)
    pile = [
        Feature(f"P-{row}", "", shapely.Point(388_111, 3_309_111), {"state": "closed"})
        for row in range(150)
    ]
    with filled.office.store.write("test", filled.office.clock()) as tx:
        for feature in pile:
            features.add(tx, "cases", feature)

    after = told(filled.office, actor)

    assert after.told()["piled"] == 150
    assert after.surface.raster.most == pytest.approx(before.surface.raster.most, rel=1e-5)


def test_the_value_at_a_place_is_that_of_the_surface(filled, actor):
    made = told(filled.office, actor)
    raster = made.surface.raster
    row, column = np.unravel_index(np.argmax(raster.values), raster.values.shape)
    x, y = raster.window.centres()
    lon, lat = points_to_lonlat([x[column]], [y[row]], "EPSG:4550")

    def at(*place):
        return heat.value(filled.office, actor("viewer"), CaseQuestion(), Look(), place)

    found = at(lon[0], lat[0])
    assert found["value"] == pytest.approx(raster.most, rel=1e-3)
    assert found["class"] == len(made.legend.breaks)
    assert at(0.0, 0.0) == {"value": 0.0, "class": 0, "unit": "cases/km²"}


def test_what_was_asked_for_last_is_kept(filled, actor, monkeypatch):
    made = []
    monkeypatch.setattr(
        heat, "surface", lambda *args: made.append(args) or heat_surface.surface(*args)
    )

    for wide in (100, 150, 100, 150):
        told(filled.office, actor, wide)

    assert len(made) == 2
