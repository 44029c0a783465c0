"""Hot spots over work and over the wire: what is counted, what is left out, what is refused."""

import numpy as np
import pytest
import shapely

from gis_app.store import features, moment_text
from gis_app.work import hot_spots
from gis_app.work.case_question import CaseQuestion
from gis_app.work.hot_spots import NoSlices
from layers.analysis import Tiling
from tests.gis_app.conftest import NOW, frame
from tests.gis_app.work.conftest import SCHEME, X, Y

EVERY = CaseQuestion()


def stored(office, places, moments=None):
    """Store a case at each place (metres from the corner), None for no place."""
    row = {
        "name": None,
        "scheme": SCHEME,
        "kind": "matter",
        "class_code": "09001",
        "state": "closed",
    }
    rows = [
        row | {
            "code": f"20260610-{at:05d}",
            "reported_at": moment_text(NOW if moments is None else moments[at]),
            "cell": "330206002001001" if place else None,
        }
        for at, place in enumerate(places)
    ]  # fmt: skip
    shapes = [
        None if place is None else shapely.Point(X + place[0], Y + place[1]) for place in places
    ]
    with office.store.write("somebody", NOW) as tx:
        features.add_many(tx, "cases", frame(rows, shapes))


def test_every_case_is_counted_once_or_told(office, actor):
    places = [(10 + 0.5 * at, 10) for at in range(40)] + [(150, 150), None, (500, 500)]
    stored(office, places)

    found = hot_spots.spots(office, actor("viewer"), EVERY, "tiles", 50)

    told = [found[name] for name in ("cases", "placeless", "elsewhere", "piled")]
    assert told == [41, 1, 1, 0]
    assert (found["areas"], found["tile_m"]) == (16, 50)


def test_a_default_place_is_no_hot_spot_and_is_told(office, actor):
    stored(office, [(30, 30)] * 120 + [(10 + at, 160) for at in range(30)])

    found = hot_spots.spots(office, actor("viewer"), EVERY, "tiles", 50)

    assert (found["piled"], found["cases"]) == (120, 30)


def test_a_heap_is_a_feature_with_its_level(office, actor):
    draw = np.random.default_rng(2)
    heap = [(float(x), float(y)) for x, y in draw.uniform(0, 40, (300, 2))]
    stored(office, [*heap, *((float(x), float(y)) for x, y in draw.uniform(0, 199, (200, 2)))])

    found = hot_spots.spots(office, actor("viewer"), EVERY, "tiles", 20)

    hot = [one["properties"] for one in found["features"] if one["properties"]["kind"] == "hot"]
    assert hot
    assert all(one["level"] in (0.01, 0.05, 0.1) and one["z"] > 0 for one in hot)
    corners = [tuple(map(float, one["code"].split(","))) for one in hot]
    assert all(x - X <= 40 and y - Y <= 40 for x, y in corners)
    assert found["features"][0]["geometry"]["type"] == "Polygon"


def test_on_cells_the_cell_of_the_case_counts(office, actor):
    stored(office, [(10, 10), (150, 150), None])
    row = {"code": "1", "name": None, "state": "closed", "cell": "330206002001004"}
    with office.store.write("somebody", NOW) as tx:
        features.add_many(tx, "cases", frame([row], [None]))  # a cell, and no place

    found = hot_spots.spots(office, actor("viewer"), EVERY, "cells", 200)

    assert (found["areas"], found["cases"], found["elsewhere"]) == (4, 3, 0)
    assert found["tile_m"] is None


def test_a_period_is_cut_into_slices_that_hold_every_case(office, actor):
    moments = [NOW.replace(month=5, day=day) for day in range(1, 31)]
    stored(office, [(10, 10)] * 30, moments)

    found = hot_spots.over_time(office, actor("viewer"), EVERY, "tiles", 50, 6)

    assert found["cases"] == 30
    assert len(found["edges"]) == 7
    assert sum(found["classes"].values()) == len(found["features"])


def test_too_short_a_period_and_no_case_are_refused(office, actor):
    with pytest.raises(NoSlices):
        hot_spots.over_time(office, actor("viewer"), EVERY, "tiles", 50, 6)
    stored(office, [(10, 10)] * 5)
    with pytest.raises(NoSlices, match="span 0 days"):
        hot_spots.over_time(office, actor("viewer"), EVERY, "tiles", 50, 6)


def test_hot_spots_over_the_wire(client, office):
    moments = [NOW.replace(month=5, day=day) for day in range(1, 31)]
    stored(office, [(10 + at, 10) for at in range(30)], moments)
    viewer = client("viewer")

    answer = viewer.get("/api/cases/hotspots?tile=50")
    assert answer.json["cases"] == 30
    again = viewer.get(
        "/api/cases/hotspots?tile=50", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    assert viewer.get("/api/cases/hotspots/emerging?tile=50&slices=6").json["cases"] == 30
    for query in ("on=moon", "tile=1", "tile=x"):
        assert viewer.get(f"/api/cases/hotspots?{query}").status_code == 422
    assert viewer.get("/api/cases/hotspots/emerging?slices=60&tile=50").status_code == 422


@pytest.mark.parametrize(
    ("x", "y", "tile"),
    [
        (0, 0, 0),
        (49.999, 0, 0),
        (50, 0, 1),
        (50, 50, 3),
        (100, 50, -1),
        (-0.001, 0, -1),
        (np.nan, 0, -1),
    ],
)
def test_a_place_on_a_seam_lies_in_the_north_eastern_tile(x, y, tile):
    tiling = Tiling.over(shapely.box(0, 0, 100, 100), 50.0)

    assert tiling.of(np.array([x]), np.array([y])).tolist() == [tile]


def test_tiles_cover_only_the_outline():
    ring = shapely.box(0, 0, 300, 300).difference(shapely.box(100, 100, 200, 200))
    tiling = Tiling.over(ring, 100.0)

    assert len(tiling) == 8
    assert tiling.of(np.array([150.0]), np.array([150.0])).tolist() == [-1]
    assert len(Tiling.over(shapely.Polygon(), 100.0)) == 0
