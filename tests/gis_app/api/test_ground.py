"""The ground for the map, and the buildings on it, asked for by box and kept by their version."""

import shapely

from gis_app.store import features
from layers.crs import points_to_lonlat
from tests.gis_app.conftest import frame

X, Y = 388_000.0, 3_309_000.0


def box_of(west, south, east, north):
    lon, lat = points_to_lonlat([X + west, X + east], [Y + south, Y + north], "EPSG:4550")
    return ",".join(f"{v:.7f}" for v in (lon[0], lat[0], lon[1], lat[1]))


def build(office, *boxes):
    rows = [{"code": f"B{i}", "name": None} for i in range(len(boxes))]
    shapes = [shapely.box(X + w, Y + s, X + e, Y + n) for w, s, e, n in boxes]
    with office.store.write("somebody", office.clock()) as tx:
        features.add_many(tx, "buildings", frame(rows, shapes))


def ask(client, box):
    return client.get(f"/api/ground/buildings?box={box}")


def test_a_box_holds_the_buildings_that_meet_it(client, office):
    build(office, (10, 10, 30, 20), (90, 90, 110, 110), (160, 160, 180, 170))
    viewer = client("viewer")

    told = ask(viewer, box_of(0, 0, 100, 100)).get_json(force=True)

    assert viewer.get("/api/ground").get_json(force=True)["buildings"] is True
    assert len(told) == 2
    lon, lat = points_to_lonlat([X + 10], [Y + 10], "EPSG:4550")
    [ring] = told[0]
    assert [round(lon[0], 6), round(lat[0], 6)] in ring
    assert ring[0] == ring[-1]


def test_a_district_without_buildings_says_so(client):
    viewer = client("viewer")

    assert viewer.get("/api/ground").get_json(force=True)["buildings"] is False
    assert ask(viewer, box_of(0, 0, 100, 100)).get_json(force=True) == []


def test_the_same_box_is_sent_again_only_when_a_building_changed(client, office):
    build(office, (10, 10, 30, 20))
    viewer, url = client("viewer"), f"/api/ground/buildings?box={box_of(0, 0, 100, 100)}"
    held = {"If-None-Match": viewer.get(url).headers["ETag"]}

    again = viewer.get(url, headers=held)
    with office.store.write("somebody", office.clock()) as tx:
        features.add_many(
            tx,
            "buildings",
            frame([{"code": "B9"}], [shapely.box(X + 50, Y + 50, X + 60, Y + 60)]),
        )

    assert again.status_code == 304
    assert viewer.get(url, headers=held).status_code == 200


def test_a_box_far_away_holds_none_and_a_box_that_is_none_is_refused(client, office):
    build(office, (10, 10, 30, 20))
    viewer = client("viewer")

    assert ask(viewer, "2.0,48.0,2.1,48.1").get_json(force=True) == []
    assert ask(viewer, "west,south").status_code == 422
    assert client().get("/api/ground/buildings?box=1,2,3,4").status_code == 401
