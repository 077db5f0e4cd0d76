"""How soon those who read along see what is said, and what they cost the one who leads."""

import os
import select
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from statistics import quantiles

from benchmarks import generate
from benchmarks.rows import Pair, Unit, row
from benchmarks.terminal import QUIET, Terminal
from benchmarks.world import TIMEOUT, World
from bpworkshop.store.codec import encode
from bpworkshop.words import say

CROWDS = (30, 10, 1)
"""How many read along."""

ITEMS = 40
"""As many as a whole meeting leaves behind."""

ROUNDS = 20
LETTERS = 12
"""Keys of a line before its enter, where the processor's time is counted."""

THOUSANDTHS = Unit("ms", 1)


@dataclass(frozen=True, slots=True)
class Measured:
    """``delays``: milliseconds from save to painting, by how many read along; ``keys``: seconds a key."""

    delays: dict[int, list[float]]
    keys: Pair


class Room:
    """One who leads, and all who read along; of these only some are awake at a time."""

    def __init__(self, leads: Terminal, follow: Sequence[Terminal], path: Path) -> None:
        self._leads = leads
        self._follow = follow
        self._path = path
        self._numbers = count(1)
        self._awake = len(follow)

    def wake(self, awake: int) -> None:
        """So many read along now; the others stand still, as if they were not there."""
        for at, one in enumerate(self._follow):
            os.kill(one.pid, signal.SIGCONT if at < awake else signal.SIGSTOP)
        self._awake = awake
        self.said()

    def said(self) -> list[float]:
        """Say something; for each that reads along the seconds from its save until it was painted."""
        word = f"Lantern{next(self._numbers):04d}"
        self._leads.press([word])
        self._leads.type("\r")
        painted = dict(self._painted(word))
        self._leads.settle(QUIET)
        # When the file was written: it has that time when it gets its name, too.
        saved = self._path.stat().st_mtime
        if word.encode() not in self._path.read_bytes():
            raise RuntimeError("it was painted, and is not in the file")
        return [at - saved for at in painted.values()]

    def _painted(self, word: str) -> Iterator[tuple[Terminal, float]]:
        waiting = dict.fromkeys(self._follow[: self._awake], b"")
        late = time.monotonic() + TIMEOUT
        while waiting:
            if time.monotonic() > late:
                raise RuntimeError(f"{len(waiting)} never painted {word}")
            for one in select.select([*waiting, self._leads], (), (), 1)[0]:
                painted = one.read(0)
                if one is self._leads:
                    continue
                waiting[one] += painted
                if word.encode() in waiting[one]:
                    yield one, time.time()
                    del waiting[one]

    def seconds_a_key(self) -> float:
        """The processor's time that a key takes of the one who leads, in a line that is saved."""
        before = self._leads.cpu_seconds
        self._leads.press([*"n" * LETTERS])
        self.said()
        return (self._leads.cpu_seconds - before) / (LETTERS + 2)


@contextmanager
def _room(world: World) -> Iterator[Room]:
    folder = world.new_folder("follow")
    path = folder / "2026-05-04-bench.toml"
    path.write_bytes(encode(generate.session(ITEMS)))
    program = [*world.program, "--sessions", str(folder)]
    with ExitStack() as open_:
        leads = open_.enter_context(Terminal(world, [*program, "run", "bench"]))
        leads.until("Another goal")
        leads.settle()
        follow = [
            open_.enter_context(Terminal(world, [*program, "follow", "bench"])) for _ in range(max(CROWDS))
        ]
        last = say("follow.keys").rpartition(" ")[2]
        for one in follow:
            one.until(last)
        yield Room(leads, follow, path)


def _measured(world: World) -> Measured:
    """All at once, for all rows: to begin thirty programs takes longest."""
    found = _tried(world)
    if isinstance(found, Exception):
        raise found
    return found


@cache
def _tried(world: World) -> Measured | Exception:
    try:
        return _measure(world)
    except Exception as error:
        return error


def _measure(world: World) -> Measured:
    delays: dict[int, list[float]] = {}
    keys: tuple[list[float], list[float]] = ([], [])
    with _room(world) as room:
        for crowd in CROWDS:
            room.wake(crowd)
            delays[crowd] = [1000 * one for _ in range(ROUNDS) for one in room.said()]
        for number in range(6):
            for taken, crowd in zip(keys, (max(CROWDS), 0), strict=True):
                room.wake(crowd)
                spent = room.seconds_a_key()
                if number:
                    taken.append(spent)
    return Measured(delays, Pair(*keys))


def _delays(world: World, crowd: int) -> Pair:
    return Pair(_measured(world).delays[crowd], unit=THOUSANDTHS)


def _slowest(world: World, crowd: int) -> Pair:
    return Pair([quantiles(_measured(world).delays[crowd], n=20)[-1]], unit=THOUSANDTHS)


@row("follow delay, median, 1 follower", must=500, aim=200)
def one_median(world: World) -> Pair:
    return _delays(world, 1)


@row("follow delay, p95, 1 follower", must=500, aim=300)
def one_p95(world: World) -> Pair:
    return _slowest(world, 1)


@row("follow delay, median, 10 followers", must=500, aim=250)
def ten_median(world: World) -> Pair:
    return _delays(world, 10)


@row("follow delay, p95, 10 followers", must=500, aim=400)
def ten_p95(world: World) -> Pair:
    return _slowest(world, 10)


@row("follow delay, median, 30 followers", must=500, aim=400)
def thirty_median(world: World) -> Pair:
    return _delays(world, 30)


@row("follow delay, p95, 30 followers", must=500, aim=450)
def thirty_p95(world: World) -> Pair:
    return _slowest(world, 30)


@row("CPU time of a key typed, 30 followers ÷ none", must=1.3, aim=1.1, least=0.7)
def cpu_a_key(world: World) -> Pair:
    return _measured(world).keys
