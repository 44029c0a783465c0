import numpy as np
import pytest
import shapely

from gis_app.store import features
from gis_app.work import Office, heat
from gis_app.work.case_question import CaseQuestion
from layers import Feature
from layers.crs import points_to_lonlat


def told(office, actor, bandwidth_m=150, **asked):
    return heat.heat(office, actor("viewer"), CaseQuestion(**asked), bandwidth_m)


def test_surface_and_legend_do_not_change_with_the_view(filled, actor):
    fresh = Office(filled.office.store, filled.office.clock)
    part = told(filled.office, actor, box=(121.8439, 29.8955, 121.8445, 29.8966))
    whole = told(fresh, actor)

    assert part.told() == whole.told()
    assert part.picture() == whole.picture()


def test_the_darkest_colour_of_the_legend_occurs(filled, actor):
    made = told(filled.office, actor)

    assert made.raster.most >= made.legend.breaks[-1] * 0.9  # the warp smooths a peak a little


def test_a_wider_kernel_makes_a_lower_peak(filled, actor):
    peaks = [told(filled.office, actor, bandwidth_m).raster.most for bandwidth_m in (50, 150, 600)]

    assert peaks == sorted(peaks, reverse=True)


def test_the_picture_lies_over_the_district(filled, actor):
    west, south, east, north = told(filled.office, actor).box

    lon, lat = points_to_lonlat([388_100.0], [3_309_100.0], "EPSG:4550")
    assert west < lon[0] < east
    assert south < lat[0] < north


def test_no_case_makes_an_empty_picture(office, actor):
    made = told(office, actor)

    assert made.told()["placed"] == 0
    assert not made.raster.values.any()
    assert made.picture().startswith(b"\x89PNG")


def test_a_new_case_makes_a_new_picture(filled, actor):
    before = told(filled.office, actor)
    with filled.office.store.write("test", filled.office.clock()) as tx:
        shape = shapely.Point(388_020, 3_309_020)
        features.add(tx, "cases", Feature("C-1", "", shape, {"state": "closed"}))

    after = told(filled.office, actor)

    assert after.told()["placed"] == before.told()["placed"] + 1
    assert after.raster.values.sum() > before.raster.values.sum()


def test_a_district_without_outline_is_drawn_around_its_cases(filled, actor):
    with filled.office.store.write("test", filled.office.clock()) as tx:
        features.remove(tx, "district", "330206", version=1)

    made = told(filled.office, actor).told()

    assert made["outside"] == 0


@pytest.mark.parametrize("side_m", [10_000.0, 60_000.0, 400_000.0])
def test_a_large_district_takes_larger_tiles(side_m):
    tile_m = heat._tile_m((0.0, 0.0, side_m, side_m))

    assert (side_m / tile_m) ** 2 <= 1_000_000
    assert np.log2(tile_m / 20) % 1 == 0
