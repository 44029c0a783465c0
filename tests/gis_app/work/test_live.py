"""News of the cases: each change once and in order, whatever the reader's connection does."""

from contextlib import contextmanager

import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis_app.store import features
from gis_app.work import Office, live
from gis_app.work.case_steps import Step, act
from layers import Feature

STEPS = st.lists(st.sampled_from(["add", "change", "read", "break", "other"]), max_size=30)


def add(office, number, state="reported"):
    with office.store.write("王巡", office.clock()) as tx:
        shape = shapely.Point(388_020, 3_309_020)
        features.add(tx, "cases", Feature(number, "", shape, {"state": state, "grid": "G01"}))


def numbers(news):
    return [number for number, _ in news.changes]


def test_a_new_case_is_told_with_its_row_and_not_who_reported_it(office, actor):
    mark = live.begin(office, actor("viewer"))
    add(office, "N-1")

    news = live.news(office, actor("viewer"), mark, "en")

    assert news.changes == (("N-1", "add"),)
    assert [row["number"] for row in news.fresh] == ["N-1"]
    assert "王巡" not in str(news.told())
    assert live.news(office, actor("viewer"), news.mark, "en").changes == ()


def test_an_action_is_told_by_its_name(office, actor):
    add(office, "N-1")
    mark = live.begin(office, actor("viewer"))

    act(office, actor("dispatcher"), "N-1", Step("accept", 1), "en")

    assert live.news(office, actor("viewer"), mark, "en").changes == (("N-1", "accept"),)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(steps=STEPS)
def test_nothing_is_missed_or_doubled_whatever_the_connection_does(office, actor, steps):
    """A reader asks now and then; at a break what it was just told is lost on the way."""
    reader = actor("viewer")
    mark = live.begin(office, reader)
    done, heard = [], []

    for step in [*steps, "read"]:
        if step == "add":
            number = f"{mark}-{len(done)}"
            add(office, number)
            done.append(number)
        elif step == "change" and done:
            with office.store.write("test", office.clock()) as tx:
                case = features.get(tx, "cases", done[-1])
                changed = Feature(case.code, "", case.shape, {"address": f"{len(done)}"})
                features.update(tx, "cases", changed, version=case.version)
            done.append(done[-1])
        elif step == "other":
            with office.store.write("test", office.clock()) as tx:
                cell = features.get(tx, "district", "330206")
                named = Feature(cell.code, f"{len(done)}", cell.shape, cell.values)
                features.update(tx, "district", named, version=cell.version)
        elif step == "break":
            live.news(office, reader, mark, "en")  # it never arrives: the mark stays
        elif step == "read":
            news = live.news(office, reader, mark, "en")
            heard += numbers(news)
            mark = news.mark

    assert heard == done


def test_too_much_to_tell_says_look_anew(office, actor, monkeypatch):
    monkeypatch.setattr(live, "CHANGES_MOST", 3)
    mark = live.begin(office, actor("viewer"))
    for number in range(4):
        add(office, f"N-{number}")

    news = live.news(office, actor("viewer"), mark, "en")

    assert news.anew
    assert news.mark == live.begin(office, actor("viewer"))


def test_a_mark_of_another_database_says_look_anew(office, actor):
    now = live.begin(office, actor("viewer"))

    for mark in ("other-1", "nonsense", "", "x-y", f"{now}9"):
        news = live.news(office, actor("viewer"), mark, "en")
        assert (news.anew, news.mark) == (True, now), mark


def test_waiting_ends_at_a_change_or_at_its_time(office, actor):
    mark = live.begin(office, actor("viewer"))
    live.wait(office, actor("viewer"), mark, 0.01)
    add(office, "N-1")

    live.wait(office, actor("viewer"), mark, 60.0)  # it would be a minute without the change

    assert live.news(office, actor("viewer"), mark, "en").changes


class Counting:
    """A store that counts how many readings stand open at once."""

    def __init__(self, store):
        self.store, self.open, self.most = store, 0, 0

    def __getattr__(self, name):
        return getattr(self.store, name)

    @contextmanager
    def read(self):
        self.open += 1
        self.most = max(self.most, self.open)
        with self.store.read() as tx:
            yield tx
        self.open -= 1


def test_a_stream_never_holds_one_connection_while_it_asks_for_another(office, actor):
    """Fifty that did would hold all there are, and wait for ever."""
    mark = live.begin(office, actor("viewer"))
    add(office, "N-1")
    counted = Counting(office.store)

    news = live.news(Office(counted, office.clock), actor("viewer"), mark, "en")

    assert news.fresh
    assert counted.most == 1
