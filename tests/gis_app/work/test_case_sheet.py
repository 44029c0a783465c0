import pytest

from gis_app.work import case_sheet, cases
from gis_app.work.case_question import CaseQuestion
from gis_app.work.cases import Page


def sheet(filled, actor, language="en", sort="-reported_at", **asked):
    question = CaseQuestion(**asked)
    return list(case_sheet.sheet(filled.office, actor("viewer"), question, sort, language))


def test_the_table_has_the_order_of_the_queue(filled, actor):
    for sort in ("-reported_at", "reported_at", "number"):
        page = cases.queue(
            filled.office, actor("viewer"), CaseQuestion(), Page(limit=500, sort=sort), "en"
        )

        numbers = [row[0] for row in sheet(filled, actor, sort=sort)[1:]]

        assert numbers == [row["number"] for row in page["rows"]]


def test_titles_and_coded_values_are_in_the_language_asked_for(filled, actor):
    zh, en = sheet(filled, actor, "zh", "number"), sheet(filled, actor, "en", "number")

    assert zh[0][:3] == ["案件编号", "状态", "部件或事项"]
    assert en[0][:3] == ["Case number", "State", "Component or matter"]
    state = zh[0].index("状态")
    pairs = {(a[state], b[state]) for a, b in zip(zh, en, strict=True)}
    assert ("已结案", "Closed") in pairs


def test_moments_are_by_the_clock_of_the_district(filled, actor):
    rows = sheet(filled, actor, sort="number")
    place = rows[0].index("Reported")
    row = next(row for row in filled.rows if row["reported_at"])

    told = next(line for line in rows if line[0] == row["code"])[place]

    utc_hour, local_hour = int(row["reported_at"][11:13]), int(told[11:13])
    assert local_hour == (utc_hour + 8) % 24
    assert len(told) == len("2026-03-01 08:30:00")


def test_who_reported_a_case_is_not_in_the_table(filled, actor):
    assert "王巡" not in str(sheet(filled, actor))


def test_a_table_longer_than_a_read_is_whole(filled, actor, monkeypatch):
    monkeypatch.setattr(case_sheet, "_CHUNK", 7)

    rows = sheet(filled, actor, sort="number")[1:]

    assert [row[0] for row in rows] == sorted(row["code"] for row in filled.rows)
    assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize("looked_at", [1, 7, 10_000])
def test_pages_put_together_are_the_whole_queue(filled, actor, monkeypatch, looked_at):
    """However many rows are looked at in one go, also where few of them pass."""
    monkeypatch.setattr("gis_app.work.cases._LOOKED_AT", looked_at)
    for question in (CaseQuestion(), CaseQuestion(units=frozenset({"U1"}), open_only=True)):
        for sort in ("urgency", "-reported_at", "reported_at", "number"):

            def numbers(offset, limit, question=question, sort=sort):
                page = Page(offset, limit, sort)
                found = cases.queue(filled.office, actor("viewer"), question, page, "en")
                return [row["number"] for row in found["rows"]]

            whole = numbers(0, 500)
            assert len(whole) > 9
            pages = [number for at in range(0, len(whole), 9) for number in numbers(at, 9)]
            assert pages == whole
            assert numbers(len(whole), 9) == []
