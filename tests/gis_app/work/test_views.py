import pytest

from gis_app.work import Actor, views
from gis_app.work.views import TooManyViews, UnknownView, ViewUnfit


def someone(name):
    return Actor(name=name, title=name.title(), role="dispatcher")


ANNA, BO = someone("anna"), someone("bo")


def keep(office, actor, name, query="open=1", *, shared=False, start=False):
    return views.save(office, actor, name, query, shared=shared, start=start)


def names(office, actor):
    return [(view["name"], view["mine"]) for view in views.views(office, actor)]


def test_ones_own_views_are_listed_and_those_that_others_share(office):
    keep(office, ANNA, "West")
    keep(office, ANNA, "Red lights", "light=red", shared=True)
    keep(office, BO, "Night", "from=2026-03-01")

    assert names(office, ANNA) == [("Red lights", True), ("West", True)]
    assert names(office, BO) == [("Night", True), ("Red lights", False)]


def test_a_view_of_the_same_name_takes_the_place_of_the_first(office):
    keep(office, ANNA, "West", "open=1")
    kept = keep(office, ANNA, " West ", "?grid=G01&grid=G02&q=%E8%B7%AF")
    keep(office, BO, "West", "open=1")

    assert [view["query"] for view in kept] == ["grid=G01&grid=G02&q=%E8%B7%AF"]
    assert len(views.views(office, ANNA)) == 1


def test_one_view_is_the_one_to_start_with(office):
    keep(office, ANNA, "A", "q=a", start=True)
    keep(office, BO, "B", "q=b", start=True)
    assert (views.start(office, ANNA), views.start(office, BO)) == ("q=a", "q=b")

    keep(office, ANNA, "C", "q=c", start=True)

    assert views.start(office, ANNA) == "q=c"
    assert [view["start"] for view in views.views(office, ANNA)] == [False, True]
    assert views.start(office, someone("new")) == ""


def test_a_shared_start_is_nobody_elses_start(office):
    keep(office, ANNA, "A", "q=a", shared=True, start=True)

    assert views.start(office, BO) == ""
    assert [view["start"] for view in views.views(office, BO)] == [False]


def test_only_ones_own_view_can_be_removed(office):
    keep(office, ANNA, "A", shared=True)

    with pytest.raises(UnknownView, match="no view named 'A'"):
        views.remove(office, BO, "A")
    assert views.remove(office, ANNA, "A") == []


def test_what_is_no_question_is_left_out_and_what_is_too_long_refused(office):
    kept = keep(office, ANNA, "<b>x</b>", "javascript:alert(1)&open=1")

    assert [(view["name"], view["query"]) for view in kept] == [("<b>x</b>", "open=1")]
    for name, query in (("", "a=1"), ("  ", "a=1"), ("x" * 41, "a=1"), ("x", "q=" + "y" * 2_000)):
        with pytest.raises(ViewUnfit):
            keep(office, ANNA, name, query)


def test_a_person_has_not_more_than_can_be_told_apart(office, monkeypatch):
    monkeypatch.setattr(views, "VIEWS_MOST", 2)
    keep(office, ANNA, "A")
    keep(office, ANNA, "B")

    with pytest.raises(TooManyViews, match="2 views already"):
        keep(office, ANNA, "C")
    assert len(keep(office, ANNA, "B", "q=new")) == 2
