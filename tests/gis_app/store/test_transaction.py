"""Several threads at once: nothing is lost, readers see whole states, the stale are refused."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from gis_app.store import StaleVersion, StoreBusy, dialect, features, history, open_store
from gis_app.store.accounts import Unit, add_unit, units

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
THREADS, ROUNDS = 6, 8


def test_writers_in_threads_lose_nothing(store, points):
    def work(thread):
        for number in range(ROUNDS):
            with store.write(f"t{thread}", NOON) as tx:
                frame = points(3, first=(thread * ROUNDS + number) * 3)
                features.add_many(tx, "hydrants", frame)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))

    with store.read() as tx:
        assert features.count(tx, "hydrants") == THREADS * ROUNDS * 3
        assert history.change(tx, "hydrants") == THREADS * ROUNDS * 3


def test_of_two_who_save_over_one_version_the_second_is_refused(store, hydrants):
    start = threading.Barrier(THREADS)

    def save(thread):
        with store.read() as tx:
            one = features.get(tx, "hydrants", "H-0001")
        start.wait()
        try:
            with store.write(f"t{thread}", NOON) as tx:
                features.update(tx, "hydrants", replace(one, name=f"t{thread}"), version=1)
        except StaleVersion:
            return 0
        return 1

    with ThreadPoolExecutor(THREADS) as pool:
        saved = sum(pool.map(save, range(THREADS)))

    with store.read() as tx:
        assert saved == 1
        assert features.get(tx, "hydrants", "H-0001").version == 2


def test_a_reader_sees_one_state_while_others_write(store, hydrants, points):
    with store.read() as tx:
        before = features.count(tx, "hydrants")
        with store.write("li", NOON) as other:
            features.add_many(other, "hydrants", points(4, first=10))
        during = features.count(tx, "hydrants"), len(features.read_frame(tx, "hydrants"))
    with store.read() as tx:
        after = features.count(tx, "hydrants")

    assert (before, during, after) == (3, (3, 3), 7)


def test_pairs_written_together_are_never_read_apart(store):
    stop = threading.Event()

    def watch():
        seen = set()
        while not stop.is_set():
            with store.read() as tx:
                seen.add(len(units(tx)) % 2)
        return seen

    with ThreadPoolExecutor(3) as pool:
        watchers = [pool.submit(watch) for _ in range(2)]
        for number in range(20):
            with store.write("li", NOON) as tx:
                add_unit(tx, Unit(f"A{number}", "甲", "A"))
                add_unit(tx, Unit(f"B{number}", "乙", "B"))
        stop.set()
        seen = set().union(*(watcher.result() for watcher in watchers))

    assert seen == {0}


def test_a_writer_that_waits_too_long_is_told_so(store, monkeypatch):
    monkeypatch.setattr(dialect, "BUSY_MS", 30)
    hasty = open_store(store.path)

    with store.write("li", NOON), pytest.raises(StoreBusy), hasty.write("wang", NOON):
        pass

    hasty.close()


def test_a_connection_that_wrote_cannot_write_when_it_next_reads(store):
    with store.write("li", NOON):
        pass
    with store.read() as tx, pytest.raises(Exception, match="readonly"):
        tx.connection.exec_driver_sql("DELETE FROM hydrants")


def test_other_errors_of_the_database_are_not_called_busy(store):
    with pytest.raises(Exception, match="no such table"), store.read() as tx:
        tx.connection.exec_driver_sql("SELECT * FROM nowhere")
