"""The stream of news: its form, its end, and how many are held open."""

import json
from threading import Event, Thread

import pytest

from gis_app.application import create_app
from gis_app.web.streams import Streams, lanes
from gis_app.work import BadQuestion
from layers.crs import points_to_lonlat


def events(text):
    """Return the events of a stream as (event, id, data)."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in fields:
            found.append((fields["event"], fields["id"], json.loads(fields["data"])))
    return found


def report(desk):
    lon, lat = points_to_lonlat([388_030.0], [3_309_040.0], "EPSG:4550")
    place = {"lon": float(lon[0]), "lat": float(lat[0])}
    case = {"kind": "matter", "class_code": "09001", "source": "hotline", **place}
    return desk.post("/api/cases", json=case).json["case"]["number"]


@pytest.fixture
def desk(client):
    return client("dispatcher")


def test_a_short_stream_tells_what_there_is_and_where_to_go_on(desk):
    [(kind, mark, told)] = events(desk.get("/api/live/cases").text)
    assert kind == "beat"
    assert told["at"]

    number = report(desk)
    answer = desk.get("/api/live/cases", headers={"Last-Event-ID": mark})
    news, beat = events(answer.text)

    assert answer.content_type.startswith("text/event-stream")
    assert answer.headers["Cache-Control"] == "no-store"
    assert news[0] == "cases"
    assert [one["number"] for one in news[2]["changes"]] == [number]
    assert news[2]["fresh"][0]["number"] == number
    assert beat[1] == news[1] != mark
    assert [e[0] for e in events(desk.get(f"/api/live/cases?after={beat[1]}").text)] == ["beat"]


def test_the_header_of_a_browser_that_comes_again_outweighs_the_address(desk):
    old = events(desk.get("/api/live/cases").text)[0][1]
    report(desk)
    now = events(desk.get("/api/live/cases").text)[0][1]

    told = desk.get(f"/api/live/cases?after={old}", headers={"Last-Event-ID": now}).text

    assert [event[0] for event in events(told)] == ["beat"]


def test_a_mark_that_is_too_long_is_not_listened_to(desk):
    told = events(desk.get(f"/api/live/cases?after={'x' * 500}").text)

    assert [event[0] for event in told] == ["beat"]


def test_a_held_stream_goes_on_and_gives_its_place_back(client):
    desk = client("dispatcher")
    places = desk.application.extensions["streams"] = Streams(1)
    held = desk.get("/api/live/cases", buffered=False)
    parts = iter(held.response)

    first = [next(parts), next(parts)]
    number = report(client("dispatcher"))
    later = next(parts)

    assert first[0] == b"retry: 2000\n\n"
    assert number in later.decode()
    assert not places.take()  # its place is taken
    held.close()
    assert places.take()


def test_places_are_counted():
    streams = Streams(2)

    assert [streams.take() for _ in range(3)] == [True, True, False]
    streams.give_back()
    assert streams.take()


def test_work_waits_for_a_lane_and_a_stream_does_not():
    inside = []

    def app(environ, _start):
        inside.append(environ["PATH_INFO"])
        # the lane is taken while this one works: only what lasts gets through beside it
        if environ["PATH_INFO"] == "/api/cases":
            guarded({"PATH_INFO": "/api/live/cases"}, None)
        return []

    guarded = lanes(app, 1)
    guarded({"PATH_INFO": "/api/cases"}, None)
    guarded({"PATH_INFO": "/api/cases"}, None)

    assert inside == ["/api/cases", "/api/live/cases"] * 2


@pytest.mark.parametrize("text", ["-1", "many", "1000", "²"])
def test_a_setting_that_is_none_is_told_at_the_start(office, text):
    with pytest.raises(BadQuestion, match="STREAMS cannot be"):
        create_app(office.store.path, STREAMS=text)


def test_of_two_pieces_of_work_in_one_lane_the_second_waits():
    inside, leave, second = Event(), Event(), Event()

    def app(environ, _start):
        (second if inside.is_set() else inside).set()
        leave.wait(10)
        return []

    guarded = lanes(app, 1)
    first = Thread(target=guarded, args=({"PATH_INFO": "/api/cases"}, None))
    first.start()
    assert inside.wait(10)
    other = Thread(target=guarded, args=({"PATH_INFO": "/api/cases"}, None))
    other.start()

    assert not second.wait(0.2)
    leave.set()
    assert second.wait(10)
    first.join()
    other.join()
