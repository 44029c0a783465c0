"""Limits, calendar, circles and marks by plain forms, without any script."""

import io
import re

import pytest

from gis_app.work import calendar_book, duplicate_rules, evaluation_marks, limit_book
from gis_app.work.calendars import kept_calendar

KEY = ("GB/T 47678.5-2026", "component", "01013")
ONE = f"/settings/limits/class?scheme={KEY[0]}&kind={KEY[1]}&code={KEY[2]}"
PAGES = ["limits", "calendar", "duplicates", "marks"]
CALENDAR = {
    "day_starts": "08:30", "day_ends": "17:30", "breaks": "12:00-13:30",
    "weekday": ["1", "2", "3", "4", "5"], "holidays": "2027-01-01\n2027-02-06..2027-02-12",
    "makeup_days": "2027-02-14", "minutes_accept": "20", "minutes_verify": "30",
    "minutes_dispatch": "15", "minutes_check": "30",
}  # fmt: skip


def mark_of(page):
    return re.search(r'name="mark" value="(\d+)"', page.text)[1]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("language", "only"), [("zh", "不能修改"), ("en", "not change it")])
def test_planners_look_and_administrators_change(client, page, language, only):
    looked = client("planner", language=language).get(f"/settings/{page}")
    edited = client("admin", language=language).get(f"/settings/{page}")

    assert (looked.status_code, edited.status_code) == (200, 200)
    assert only in looked.text
    assert only not in edited.text


def test_the_calendar_of_a_new_year_is_set(client, office):
    boss = client("admin")
    mark = mark_of(boss.get("/settings/calendar"))

    answer = boss.post("/settings/calendar", data=CALENDAR | {"mark": mark}, follow_redirects=True)

    assert "Saved; 0 open cases" in answer.text
    assert "2027-02-06..2027-02-12" in answer.text
    calendar = kept_calendar(office)
    assert len(calendar.holidays) == 8
    assert calendar.breaks == (("12:00", "13:30"),)
    assert 'name="minutes_accept" value="20"' in answer.text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"holidays": "2027-02-30"}, "cannot be read"),
        ({"day_ends": "08:00"}, "do not follow one another"),
        ({"breaks": "noon"}, "cannot be read"),
        ({"breaks": "12:00-13:00-14:00"}, "cannot be read"),
        ({"breaks": "12:00+08:00-13:00"}, "cannot be read"),
        ({"day_starts": "08:30+08:00"}, "cannot be read"),
        ({"minutes_check": "9" * 5_000}, "minutes of a stage"),
        ({"weekday": []}, "weekdays"),
        ({"minutes_check": "soon"}, "minutes of a stage"),
        ({"mark": "0"}, "Somebody else changed"),
    ],
)
def test_a_calendar_that_cannot_be_keeps_what_was_typed(client, actor, office, change, said):
    boss = client("admin")
    shown = calendar_book.shown(office, actor("admin"))
    boss.post("/settings/calendar", data=CALENDAR | {"mark": shown["mark"]})
    before = kept_calendar(office)
    mark = mark_of(boss.get("/settings/calendar"))

    typed = CALENDAR | {"mark": mark, "makeup_days": "2027-03-07"} | change
    answer = boss.post("/settings/calendar", data=typed)

    assert answer.status_code in (409, 422)
    assert said in answer.text
    assert "2027-03-07" in answer.text
    assert kept_calendar(office) == before


def test_limits_of_a_class_are_edited_in_rows(client, office, actor):
    boss = client("admin")
    rows = {"condition": ["<b>gone</b>", "", ""], "limit": ["2", "3", ""],
            "unit": ["urgent_hour", "working_day", "working_day"]}  # fmt: skip

    answer = boss.post(ONE, data=rows | {"mark": mark_of(boss.get(ONE))}, follow_redirects=True)

    assert "&lt;b&gt;gone&lt;/b&gt;" in answer.text
    assert "<b>gone" not in answer.text
    kept = limit_book.of_class(office, actor("admin"), KEY)["limits"]
    assert [(row["condition"], row["limit"]) for row in kept] == [("<b>gone</b>", 2), ("", 3)]
    refused = boss.post(
        ONE, data=rows | {"limit": ["two", "3", ""], "mark": mark_of(boss.get(ONE))}
    )
    assert refused.status_code == 422
    assert 'value="two"' in refused.text
    assert boss.get("/settings/limits/class?scheme=x&kind=y&code=z").status_code in (404, 422)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_sent_and_taken_in(client, encoding):
    boss = client("admin")
    sent = boss.get("/settings/limits/table.csv")
    assert sent.headers["Content-Disposition"].endswith('"time_limits.csv"')
    text = sent.data.decode("utf-8-sig")
    more = text + "GB/T 47678.5-2026,matter,09001,占道经营,,7,urgent_hour\r\n"

    def take(content):
        form = {"table": (io.BytesIO(content), "limits.csv")}
        return boss.post("/settings/limits/table", data=form, follow_redirects=True)

    answer = take(more.encode(encoding))
    assert f"{len(more.splitlines()) - 1} limits were taken in." in answer.text
    broken = take((text + "x,y,z\r\n").encode(encoding))
    assert broken.status_code == 422
    assert "does not hold" in broken.text
    assert take(b"").status_code == 422


def test_circles_and_marks_are_set_and_refused(client, office, actor):
    desk, boss = client("dispatcher"), client("admin")
    rows = {
        "head": ["matter:", "matter:09", ""],
        "radius_m": ["50", "80", ""],
        "hours": ["72", "12", ""],
    }

    rows["mark"] = mark_of(desk.get("/settings/duplicates"))
    saved = desk.post("/settings/duplicates", data=rows, follow_redirects=True)
    refused = desk.post("/settings/duplicates", data=rows | {"radius_m": ["50", "wide", ""]})

    assert "were saved" in saved.text
    assert [one["head"] for one in duplicate_rules.rules(office, actor("viewer"))] == rows["head"][
        :2
    ]
    assert refused.status_code == 422
    assert 'value="wide"' in refused.text

    weights = {"filed": "10", "closing": "20", "in_time": "40", "not_rework": "30"}
    given = {f"weight_{name}": weight for name, weight in weights.items()}
    given |= {"subject": "unit", "most": ["50", "100", ""], "marks": ["100", "80", ""]}
    given |= {"beyond": "10", "mark": mark_of(boss.get("/settings/marks"))}
    assert "were saved" in boss.post("/settings/marks", data=given, follow_redirects=True).text
    assert evaluation_marks.marks(office, actor("viewer"))["unit"]["bands"] == [
        [50, 100],
        [100, 80],
    ]
    assert boss.post("/settings/marks", data=given | {"weight_filed": "90"}).status_code == 422
    assert boss.post("/settings/marks", data=given | {"subject": "x"}).status_code == 422
    assert desk.post("/settings/marks", data=given).status_code == 403


@pytest.mark.parametrize("page", ["limits/table", "calendar"])
def test_a_dispatcher_cannot_change_limits_or_calendar(client, page):
    desk = client("dispatcher")
    table = (io.BytesIO(desk.get("/settings/limits/table.csv").data), "limits.csv")
    data = {"table": table} if "table" in page else CALENDAR | {"mark": "0"}
    assert desk.post(f"/settings/{page}", data=data).status_code == 403
    assert client("viewer").get("/settings/limits").status_code == 403


@pytest.mark.parametrize(
    ("page", "rows"),
    [
        ("duplicates", {"head": ["matter:"], "radius_m": ["40"], "hours": ["24"]}),
        ("marks", {"subject": "dispatcher", "weight_filed": "20", "weight_dispatch": "40",
                   "weight_right_first": "40", "most": ["9" * 5_000], "marks": ["1"]}),
    ],
)  # fmt: skip
def test_circles_and_marks_saved_over_unseen_ones_are_refused(client, page, rows):
    boss = client("admin")
    seen = mark_of(boss.get(f"/settings/{page}"))
    if page == "marks":  # a count of very many digits is refused, and no mistake of ours
        assert boss.post(f"/settings/{page}", data=rows | {"mark": seen}).status_code == 422
        rows = rows | {"most": ["50"]}
    assert boss.post(f"/settings/{page}", data=rows | {"mark": seen}).status_code == 302

    answer = boss.post(f"/settings/{page}", data=rows | {"mark": seen})

    assert answer.status_code == 409
    assert "Somebody else changed these settings" in answer.text
    assert mark_of(answer) == seen
    assert boss.post(f"/settings/{page}", data=rows).status_code == 409
