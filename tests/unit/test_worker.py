"""The thread that waits for the disk: one thing after another, and nothing is forgotten in between."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from threading import Event, Semaphore, Thread
from typing import NoReturn

import pytest

from bpworkshop.store.worker import Worker

NEVER = 3600.0
SOON = 20.0
"""Longer than anything here takes: a test that waits so long has failed."""


class Bench:
    """A worker, and what a face sees of it."""

    def __init__(self, idle: Callable[[], str | None] = lambda: None, every: float = NEVER) -> None:
        self.told = Semaphore(0)
        self.taken: list[str] = []
        self.worker = Worker(self.told.release, idle, every)

    def fetch(self) -> bool:
        """Wait to be told, then take it in."""
        assert self.told.acquire(timeout=SOON)
        return self.worker.fetch(self.taken.append)

    def told_more(self) -> bool:
        return self.told.acquire(blocking=False)


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.worker.end()


def held() -> tuple[Event, Event, Callable[[], str]]:
    """A job that says when it runs and waits until it may end."""
    running, may_end = Event(), Event()

    def job() -> str:
        running.set()
        assert may_end.wait(SOON)
        return "held"

    return running, may_end, job


def test_jobs_are_done_in_their_order_and_apart(bench: Bench) -> None:
    here = threading.get_ident()
    ran = []

    def job(number: int) -> str:
        ran.append(threading.get_ident() != here)
        return f"job {number}"

    for number in range(5):
        assert bench.worker.give(partial(job, number))
        assert bench.fetch()
    assert bench.taken == [f"job {number}" for number in range(5)]
    assert ran == [True] * 5


def test_only_one_is_in_flight_until_it_was_fetched(bench: Bench) -> None:
    running, may_end, job = held()
    assert bench.worker.give(job)
    assert not bench.worker.give(lambda: "refused")
    assert running.wait(SOON)
    assert not bench.worker.give(lambda: "refused")
    assert not bench.worker.fetch(bench.taken.append), "nothing yet"
    may_end.set()
    assert bench.worker.wait(SOON)
    assert not bench.worker.give(lambda: "refused"), "it was not fetched"
    assert bench.fetch()
    assert bench.worker.give(lambda: "next")
    assert bench.fetch()
    assert bench.taken == ["held", "next"]
    assert not bench.worker.fetch(bench.taken.append), "fetched once"


def test_nothing_begins_while_something_is_taken_in() -> None:
    looked: list[bool] = []
    taking = Event()

    def idle() -> str:
        looked.append(taking.is_set())
        return "seen"

    bench = Bench(idle, every=0.001)
    seen = Event()

    def take(_: str) -> None:
        taking.set()
        assert not bench.worker.give(lambda: "refused")
        before = len(looked)
        seen.wait(0.02)
        assert len(looked) == before
        taking.clear()

    for _ in range(3):
        assert bench.told.acquire(timeout=SOON)
        assert bench.worker.fetch(take)
    bench.worker.end()
    assert not any(looked)


def test_when_nothing_is_to_do_it_looks_and_tells_only_of_something() -> None:
    found = iter([None, None, "something", *[None] * 10**6])
    rounds = Semaphore(0)

    def idle() -> str | None:
        rounds.release()
        return next(found)

    bench = Bench(idle, every=0.001)
    assert bench.fetch()
    assert bench.taken == ["something"]
    for _ in range(5):
        assert rounds.acquire(timeout=SOON)
    assert not bench.told_more()
    bench.worker.end()


def test_who_was_refused_during_a_look_is_told_when_it_is_over() -> None:
    """Otherwise what was to be saved would wait until something else happens."""
    running, may_end = Event(), Event()

    def idle() -> None:
        running.set()
        assert may_end.wait(SOON)

    bench = Bench(idle, every=0.001)
    assert running.wait(SOON)
    assert not bench.worker.give(lambda: "mine")
    assert not bench.told_more()
    may_end.set()
    assert not bench.fetch(), "told, with nothing to take in"
    bench.worker.end()


def test_waiting_ends_with_the_job_or_with_the_time(bench: Bench) -> None:
    assert bench.worker.wait(0), "nothing is running"
    running, may_end, job = held()
    bench.worker.give(job)
    assert not bench.worker.wait(0)
    assert running.wait(SOON)
    assert not bench.worker.wait(0.001)
    may_end.set()
    assert bench.worker.wait(SOON)
    assert bench.worker.fetch(bench.taken.append)


def test_at_the_end_what_was_handed_in_is_still_done() -> None:
    bench = Bench()
    running, may_end, job = held()
    bench.worker.give(job)
    assert running.wait(SOON)
    bench.worker.end()
    may_end.set()
    assert bench.fetch()
    bench.worker._thread.join(SOON)
    assert not bench.worker._thread.is_alive()


def test_one_that_waits_for_its_end_ends_though_nobody_fetches() -> None:
    bench = Bench()
    bench.worker.give(lambda: "nobody wants it")
    assert bench.told.acquire(timeout=SOON)
    bench.worker.end()
    bench.worker._thread.join(SOON)
    assert not bench.worker._thread.is_alive()


@pytest.mark.parametrize("idle", [False, True])
def test_what_a_job_raises_is_raised_where_it_is_fetched_and_the_next_is_done(idle: bool) -> None:
    broken = Event()

    def fails() -> NoReturn:
        broken.set()
        raise RuntimeError("a mistake of ours")

    def idly() -> None:
        if idle and not broken.is_set():
            fails()

    bench = Bench(idly, every=0.001 if idle else NEVER)
    if not idle:
        bench.worker.give(fails)
    with pytest.raises(RuntimeError, match="a mistake of ours"):
        bench.fetch()
    while not bench.worker.give(lambda: "next"):
        bench.worker.wait(SOON)
    while not bench.fetch():
        pass
    assert bench.taken == ["next"]
    bench.worker.end()


def test_it_rests_while_nothing_happens(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither with nothing to do nor while it waits to be fetched does it turn round and round."""
    rounds = []
    real = bench.worker._changed.wait_for

    def wait_for(predicate: Callable[[], object], timeout: float | None = None) -> object:
        rounds.append(timeout)
        return real(predicate, timeout)

    monkeypatch.setattr(bench.worker._changed, "wait_for", wait_for)
    bench.worker.give(lambda: "one")
    assert bench.told.acquire(timeout=SOON)
    for _ in range(20):
        assert not bench.worker.give(lambda: "refused")
    assert bench.worker.fetch(bench.taken.append)
    assert len(rounds) <= 3, rounds
    assert set(rounds) <= {NEVER}


def test_a_hundred_hands_at_once_lose_no_job(bench: Bench) -> None:
    """Whoever is refused tries again when told, as a workshop does; each job is done once."""
    done: list[int] = []
    waiting = list(range(100))
    lock = threading.Lock()

    def job(number: int) -> str:
        done.append(number)
        return "done"

    def hand_in() -> None:
        with lock:
            if waiting and bench.worker.give(partial(job, waiting[0])):
                waiting.pop(0)

    pushing = [Thread(target=hand_in) for _ in range(8)]
    for thread in pushing:
        thread.start()
    for thread in pushing:
        thread.join()
    while waiting or len(done) < 100:
        bench.fetch()
        hand_in()
    assert done == list(range(100))
