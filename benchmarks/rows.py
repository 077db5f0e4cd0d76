"""What is measured: one function a row, put into ``ROWS`` by ``@row``.

A row returns a ``Pair``: our runs and the other side's, taken in turns, so
that whatever else the machine does falls on both. Where there is no other
side, as of bytes, it is ours alone that is judged.
"""

import gc
import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.world import World

PEERS = "BENCH_PEERS"
"""Names a folder with the programs of others (``VENV/bin``); without it they are looked for on ``PATH``."""

Action = Callable[[], object]
Measure = Callable[[World], "Pair"]


class LeftOut(Exception):
    """A row can't be measured here, because a public program is not installed. That is no failure."""


@dataclass(frozen=True, slots=True)
class Unit:
    """How what was measured is shown: a name, and how many of it one is."""

    name: str
    scale: float


MILLISECONDS = Unit("ms", 1e3)
BYTES = Unit("B", 1)
MEGABYTES = Unit("MB", 1e-6)


@dataclass(frozen=True, slots=True)
class Pair:
    """One run each in seconds (or bytes), the two sides of a round at the same place.

    The ratio is the median of the rounds' own: load that comes and goes falls
    on both sides of a round. Minimums would favour whoever is shorter (a start
    of Python slips between two loads, a script does not) and one lucky fsync.
    """

    ours: Sequence[float]
    others: Sequence[float] = ()
    unit: Unit = MILLISECONDS

    @property
    def value(self) -> float:
        """What is judged: the ratio, or without another side what is ours."""
        if not self.others:
            return median(self.ours)
        return median(our / other for our, other in zip(self.ours, self.others, strict=True))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: ``must`` is what we promise, ``aim`` what we would like.

    Below ``least`` we would be doing less than the other side, and cannot:
    such a ratio says that the measurement went wrong.
    """

    what: str
    must: float
    aim: float
    least: float
    measure: Measure


@dataclass(frozen=True, slots=True)
class Result:
    """A row and what came of it: a pair, or why there is none."""

    row: Row
    pair: Pair | None
    failure: str = ""
    left_out: bool = False

    @property
    def verdict(self) -> str:
        if not self.pair:
            return "left out" if self.left_out else "FAILED"
        if self.pair.value > self.row.must:
            return "MISSED"
        if self.pair.value < self.row.least:
            return "DOUBTFUL: measure again"
        return "aim reached" if self.pair.value <= self.row.aim else "within must"


ROWS: list[Row] = []


def row(what: str, *, must: float, aim: float, least: float = 0) -> Callable[[Measure], Measure]:
    """Put a function into the table."""

    def register(measure: Measure) -> Measure:
        ROWS.append(Row(what, must, aim, least, measure))
        return measure

    return register


def run(one: Row, world: World) -> Result:
    """Measure a row. What breaks is told in its line, so that the others are still measured."""
    try:
        return Result(one, one.measure(world))
    except LeftOut as why:
        return Result(one, None, str(why), left_out=True)
    except Exception as error:
        return Result(one, None, f"{type(error).__name__}: {error}")


def peer(name: str) -> str:
    """Where the program of somebody else is. Raises LeftOut when it is nowhere."""
    places = [os.environ.get(PEERS, ""), os.environ.get("PATH", "")]
    found = shutil.which(name, path=os.pathsep.join(filter(None, places)))
    if not found:
        raise LeftOut(f"{name} is not installed; put it into a venv of its own and name its bin in {PEERS}")
    return found


def nothing() -> None:
    """The preparation of what needs none."""


def in_turns(
    ours: Action,
    others: Action,
    *,
    rounds: int,
    before_ours: Action = nothing,
    before_others: Action = nothing,
    each: int = 1,
) -> Pair:
    """Time both sides ``rounds`` times, each first as often as the other, after one round that only warms.

    ``each`` is how often an action does what the row is about. The preparations
    are not timed. The collector is off, as in ``timeit``: it would hit whoever
    happens to be running.
    """
    times: tuple[list[float], list[float]] = ([], [])
    sides = ((before_ours, ours, times[0]), (before_others, others, times[1]))
    gc.collect()
    gc.disable()
    try:
        for number in range(rounds + 1):
            for before, action, taken in sides if number % 2 else reversed(sides):
                before()
                start = time.perf_counter()
                action()
                seconds = time.perf_counter() - start
                if number:
                    taken.append(seconds / each)
    finally:
        gc.enable()
    return Pair(*times)
