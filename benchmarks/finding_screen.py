"""The review of all sessions on a real pseudo-terminal: with ten thousand beside with ten."""

import time
from pathlib import Path

from benchmarks import many
from benchmarks.rows import Pair, row
from benchmarks.screens import _shown
from benchmarks.terminal import Terminal
from benchmarks.world import World
from bpworkshop.store.folder import listed

FEW, MANY = 10, 10_000
ROUNDS = 25
TYPED = "sta"
"""What is typed and taken back: the begin of a syllable that stands in many titles, so that many stay."""

PROMPT = "Find"


class Side:
    """A folder of so many sessions, with its index made, and how the screen of it is opened."""

    def __init__(self, world: World, count: int) -> None:
        self.folder = world.folder / f"many-{count}-{time.monotonic_ns()}"
        self.folder.mkdir()
        many.write(self.folder, count)
        world.ours("--sessions", str(self.folder), "list")
        self.command = [*world.program, "--sessions", str(self.folder), "review"]
        self.first = " ".join(listed(max(self.folder.iterdir(), key=_name)).title.split()[:2])
        """How the title of the first session that is shown begins: without it no frame is usable."""


def _name(path: Path) -> str:
    return path.name


def _sides(world: World) -> tuple[Side, Side]:
    return Side(world, MANY), Side(world, FEW)


@row("review screen, 10,000 sessions: first usable frame ÷ with 10", must=1.5, aim=1.2, least=0.9)
def first_frame(world: World) -> Pair:
    times: tuple[list[float], list[float]] = ([], [])
    sides = [*zip(_sides(world), times, strict=True)]
    for number in range(ROUNDS + 1):
        for side, taken in sides if number % 2 else reversed(sides):
            start = time.perf_counter()
            with Terminal(world, side.command) as terminal:
                _shown(terminal.until(PROMPT, side.first))
                if number:
                    taken.append(time.perf_counter() - start)
    return Pair(*times)


@row("filter as you type: CPU a key, 10,000 sessions ÷ 10", must=4, aim=2, least=0.8)
def cpu_a_key(world: World) -> Pair:
    ours, others = _sides(world)
    times: tuple[list[float], list[float]] = ([], [])
    keys = [*TYPED, *["\x7f"] * len(TYPED)] * 12
    with Terminal(world, ours.command) as many_, Terminal(world, others.command) as few:
        for terminal, side in ((many_, ours), (few, others)):
            _shown(terminal.until(PROMPT, side.first))
            terminal.settle()
        # Each key in both, so that whatever else the machine does falls on both; one round warms.
        for number in range(4):
            spent = [terminal.cpu_seconds for terminal in (many_, few)]
            for key in keys:
                for terminal in (many_, few):
                    terminal.press([key])
            for taken, terminal, before in zip(times, (many_, few), spent, strict=True):
                if number:
                    taken.append((terminal.cpu_seconds - before) / len(keys))
    return Pair(*times)
