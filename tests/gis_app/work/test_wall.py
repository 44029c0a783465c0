import datetime as dt
from zoneinfo import ZoneInfo

import shapely

from gis_app.store import features, moment_text
from gis_app.work import Office, wall
from layers import Feature

ZONE = ZoneInfo("Asia/Shanghai")


def put(office, number, at, **values):
    shape = shapely.Point(388_020, 3_309_020)
    values = {"state": "closed", "reported_at": moment_text(at.astimezone(dt.UTC)), **values}
    with office.store.write("test", office.clock()) as tx:
        features.add(tx, "cases", Feature(number, "", shape, values))


def test_today_begins_at_local_midnight_and_is_compared_with_the_same_hours(office, actor):
    now = office.clock().astimezone(ZONE)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    week = dt.timedelta(days=7)
    put(office, "A", midnight, source="video")
    put(office, "B", midnight - dt.timedelta(seconds=1), source="video")
    put(office, "C", now - week)
    put(office, "D", now - week + dt.timedelta(seconds=2))
    put(office, "E", midnight - week)
    put(office, "F", now, source="hotline")

    told = wall.today(office, actor("viewer"), "en")

    assert (told["reported"], told["then"]) == (2, 2)
    assert told["active"] == 0.5
    assert told["from"] == midnight.isoformat()
    assert told["latest"][0]["number"] == "F"
    assert told["open"] == told["overdue"] == 0


def test_what_is_overdue_leads_its_grid(office, actor):
    now = office.clock()
    red = moment_text(now - dt.timedelta(hours=1))
    for number in range(3):
        put(office, f"W-{number}", now, state="handling", grid="G01")
    put(office, "L-1", now, state="handling", grid="G02", red_at=red, yellow_at=red)

    told = wall.today(office, actor("viewer"), "en")

    assert (told["open"], told["overdue"]) == (4, 1)
    assert [(row["open"], row["overdue"]) for row in told["grids"]] == [(1, 1), (3, 0)]


def test_an_empty_district_has_figures_too(office, actor):
    told = wall.today(Office(office.store, office.clock), actor("viewer"), "zh")

    assert (told["reported"], told["active"], told["timely"], told["grids"]) == (0, None, None, [])
