import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from gis_app.api.case_questions import filter_query, read_other, read_page, read_question
from gis_app.web import language
from gis_app.work import BadQuestion

ZONE = "Asia/Shanghai"


@pytest.fixture(autouse=True)
def _request():
    app = Flask(__name__)
    language.register(app)
    with app.test_request_context(headers={"Cookie": "language=en"}):
        yield


def asked(zone=ZONE, **params):
    return read_question(MultiDict(params), zone)


def test_a_date_is_its_local_midnight_and_the_end_is_not_included():
    question = asked(**{"from": "2026-03-01", "to": "2026-03-02"})

    assert question.from_s == 1_772_294_400  # 2026-02-28T16:00:00Z
    assert question.to_s - question.from_s == 86_400


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T08:30:00", "2026-03-01T00:30:00Z", "2026-03-01T08:30:00+08:00",
        "2026-03-01T08:30:00 08:00", "2026-03-01T00:30:00.900Z", "2026-02-28T19:30-05:00",
    ],
)  # fmt: skip
def test_a_moment_means_the_same_however_it_is_written(text):
    assert asked(**{"from": text}).from_s == 1_772_325_000


def test_a_day_on_which_the_clocks_change_has_its_own_length():
    question = asked("America/New_York", **{"from": "2026-03-08", "to": "2026-03-09"})

    assert question.to_s - question.from_s == 23 * 3600


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({"from": "yesterday"}, "from"),
        ({"to": "2026-02-30"}, "to"),
        ({"from": "0001-01-01"}, "from"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "to"),
        ({"class": "09"}, "class"),
        ({"class": ":09"}, "class"),
        ({"open": "yes"}, "open"),
        ({"box": "1,2,3"}, "box"),
        ({"box": "121,29,120,30"}, "box"),
        ({"box": "121,29,nan,30"}, "box"),
        ({"box": "121,29,122,inf"}, "box"),
        ({"box": "a,b,c,d"}, "box"),
        ({"q": "x" * 201}, "q"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(params, name):
    with pytest.raises(BadQuestion) as refused:
        asked(**params)

    assert refused.value.facts["name"] == name


@pytest.mark.parametrize(
    "params",
    [{"limit": "0"}, {"limit": "501"}, {"limit": "-1"}, {"limit": "1e3"}, {"limit": "١"},
     {"offset": "x"}, {"offset": "9" * 40}, {"sort": "unit"}],
)  # fmt: skip
def test_a_page_that_there_is_not_is_refused(params):
    with pytest.raises(BadQuestion):
        read_page(MultiDict(params))


def refused_name(params):
    try:
        read_question(params, ZONE)
    except BadQuestion as refused:
        return refused.facts["name"]
    return None


@given(st.text(max_size=30), st.sampled_from(["from", "to", "class", "box", "open", "q", "state"]))
def test_any_text_is_read_or_refused(text, name):
    assert refused_name(MultiDict({name: text})) in (None, name)


def test_parameters_that_are_empty_ask_nothing():
    empty = MultiDict([("from", ""), ("grid", " "), ("q", " "), ("box", ""), ("open", "0")])

    assert read_question(empty, ZONE) == read_question(MultiDict(), ZONE)


def test_repeated_words_are_all_meant():
    question = read_question(MultiDict([("grid", "G01"), ("grid", "G02"), ("grid", "G01")]), ZONE)

    assert question.grids == {"G01", "G02"}


def test_the_filter_goes_on_in_an_address_without_its_box():
    params = MultiDict([("grid", "G 1&x"), ("grid", "网"), ("box", "1,2,3,4"), ("offset", "5")])

    assert filter_query(params, bandwidth=150) == "grid=G+1%26x&grid=%E7%BD%91&bandwidth=150"


def other(**params):
    return read_other(MultiDict(params), asked(**params))


@pytest.mark.parametrize(("vs", "days"), [("before", 14), ("week", 7), ("year", 364)])
def test_another_period_is_as_long_and_so_much_earlier(vs, days):
    sent = {"from": "2026-03-01", "to": "2026-03-15", "source": "video"}
    now = asked(**sent)

    then = other(**sent, vs=vs)

    assert now.from_s - then.from_s == now.to_s - then.to_s == days * 86_400
    assert then.sources == now.sources


def test_another_class_has_the_same_period():
    sent = {"from": "2026-03-01", "to": "2026-03-15", "class": "matter:06"}

    then = other(**sent, vs="class:matter:09")

    assert then.classes == {"matter:09"}
    assert then.from_s == asked(**sent).from_s
    assert other(**sent) is None


@pytest.mark.parametrize(
    "sent",
    [{"vs": "month"}, {"vs": "class:"}, {"vs": "week"}, {"vs": "week", "from": "2026-03-01"}],
)
def test_what_cannot_be_compared_is_refused(sent):
    with pytest.raises(BadQuestion, match="vs"):
        other(**sent)
