"""What the screens cost on a real pseudo-terminal, beside a bare Textual app and public programs."""

import sys
import time
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from benchmarks import generate
from benchmarks.rows import BYTES, MEGABYTES, Pair, in_turns, peer, row
from benchmarks.terminal import Terminal
from benchmarks.world import World
from bpworkshop.store.codec import encode

FEW, MANY = 5, 500
KEYS = 200
BEGUN = "Bring school classes"
"""What stands in the line already while keys are counted: nobody types into an empty line for long."""

PROMPT = "Another goal"
IDLE_SECONDS = 3.0

BARE = """
from textual.app import App
from textual.widgets import Input, Static
class Bare(App):
    def compose(self):
        yield Static("Another goal")
        yield Input(compact=True)
Bare().run()
"""
"""The other side: the least that has a line to type in. It says the same, and is waited for alike."""


def _bare() -> list[str]:
    return [sys.executable, "-c", BARE]


def _session(world: World, items: int) -> tuple[list[str], Path]:
    """How to open the screens of a new session with so many goals, and the file that it is in."""
    folder = world.folder / f"goals-{time.monotonic_ns()}"
    folder.mkdir()
    path = folder / "2026-05-04-bench.toml"
    path.write_bytes(encode(generate.board("goals", items)))
    return [*world.program, "--sessions", str(folder), "run", "bench"], path


def _shown(painted: bytes) -> bytes:
    if b"\x1b[?1049h" not in painted:
        raise RuntimeError(f"no screen was opened: {painted[:300]!r}")
    return painted


def _begun(terminal: Terminal) -> None:
    """Wait for the screen, then begin a line in it."""
    _shown(terminal.until(PROMPT))
    terminal.settle()
    terminal.press(BEGUN)


def _alternating() -> list[str]:
    """A letter and its taking back, in turns: the line stays as long as it is."""
    return ["x", "\x7f"] * (KEYS // 2)


def _bytes_a_key(terminal: Terminal) -> float:
    painted = terminal.press(_alternating())
    if not all(painted):
        raise RuntimeError(f"{painted.count(b'')} of {KEYS} keys painted nothing")
    return sum(map(len, painted)) / KEYS


def _starts(world: World, command: Sequence[str], *words: str, rounds: int = 25) -> Pair:
    """Our first frame with many items beside another program's, the ends of both not timed."""
    ours, _ = _session(world, MANY)
    times: tuple[list[float], list[float]] = ([], [])
    sides = ((ours, (PROMPT, _first_item()), times[0]), (command, words, times[1]))
    for number in range(rounds + 1):
        for program, wanted, taken in sides if number % 2 else reversed(sides):
            start = time.perf_counter()
            with Terminal(world, program) as terminal:
                _shown(terminal.until(*wanted))
                if number:
                    taken.append(time.perf_counter() - start)
    return Pair(*times)


def _first_item() -> str:
    """How the first goal that is shown begins: a frame without its board is not usable yet."""
    goals = generate.board("goals", MANY).goals
    first = next(goal for goal in goals if goal.whose == "shared")
    return " ".join(first.said.split()[:2])


@row("first usable frame of 500 items ÷ of a bare Textual app", must=2.3, aim=1.8, least=1)
def first_frame(world: World) -> Pair:
    return _starts(world, _bare(), PROMPT)


@row("bytes a key typed in the line, 500 items", must=270, aim=165, least=10)
def bytes_a_key(world: World) -> Pair:
    command, _ = _session(world, MANY)
    with Terminal(world, command) as terminal:
        _begun(terminal)
        return Pair([_bytes_a_key(terminal)], unit=BYTES)


@row("CPU time of a key typed, 500 items ÷ 5 items", must=1.3, aim=1.1, least=0.8)
def cpu_a_key(world: World) -> Pair:
    many, _ = _session(world, MANY)
    few, _ = _session(world, FEW)
    times: tuple[list[float], list[float]] = ([], [])
    with Terminal(world, many) as ours, Terminal(world, few) as others:
        for terminal in (ours, others):
            _begun(terminal)
        # Each key in both, so that whatever else the machine does falls on both; one round warms.
        for number in range(3):
            spent = [terminal.cpu_seconds for terminal in (ours, others)]
            for key in _alternating():
                for terminal in (ours, others):
                    terminal.press([key])
            for taken, terminal, before in zip(times, (ours, others), spent, strict=True):
                if number:
                    taken.append((terminal.cpu_seconds - before) / KEYS)
    return Pair(*times)


@row("bytes a second while idle, 500 items", must=0, aim=0)
def idle(world: World) -> Pair:
    command, _ = _session(world, MANY)
    with Terminal(world, command) as terminal:
        _begun(terminal)
        return Pair([len(terminal.idle(IDLE_SECONDS)) / IDLE_SECONDS], unit=BYTES)


def _ticking(world: World, seconds: int, *lines: str) -> Pair:
    """What is painted each second while a clock runs."""
    command, _ = _session(world, MANY)
    with Terminal(world, command) as terminal:
        _shown(terminal.until(PROMPT))
        terminal.settle()
        for line in lines:
            terminal.press([line, "\r"])
        terminal.settle()
        painted = terminal.idle(seconds)
    if not painted:
        raise RuntimeError("no clock was seen to run")
    return Pair([len(painted) / seconds], unit=BYTES)


@row("timer, bytes a second in the bar", must=120, aim=90, least=10)
def timer_bar(world: World) -> Pair:
    return _ticking(world, 10, "/timer 60")


@row("timer, bytes a second in large letters, its last minute", must=120, aim=90, least=10)
def timer_large(world: World) -> Pair:
    return _ticking(world, 60, "/timer 1", "/timer big")


@row("resident memory with 500 items ÷ of a bare Textual app", must=2, aim=1.7, least=1)
def memory(world: World) -> Pair:
    command, _ = _session(world, MANY)
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(3):
        for program, sizes in ((command, found[0]), (_bare(), found[1])):
            with Terminal(world, program) as terminal:
                _begun(terminal)
                sizes.append(terminal.resident)
    return Pair(*found, unit=MEGABYTES)


class _Typing:
    """Adds one goal after another to an open session, and takes each back before the next."""

    def __init__(self, terminal: Terminal, path: Path) -> None:
        self._terminal = terminal
        self._path = path
        self._numbers = count(1)
        self._said = ""
        _shown(terminal.until(PROMPT))
        terminal.settle()

    def prepare(self) -> None:
        if self._said:
            self._terminal.press(["/undo", "\r"])
        self._said = f"Lantern{next(self._numbers):04d}"
        self._terminal.press([self._said])

    def enter(self) -> None:
        """Until the board has painted what was said and the file has it."""
        self._terminal.type("\r")
        # On the board it stands in a style of its own; what is told above the line has a number before it.
        self._terminal.until(f"m{self._said}")
        while self._said.encode() not in self._path.read_bytes():
            time.sleep(0.001)


@row("enter until an item is painted and saved, 500 items ÷ 5 items", must=3, aim=1.5, least=0.8)
def entered(world: World) -> Pair:
    many, long = _session(world, MANY)
    few, short = _session(world, FEW)
    with Terminal(world, many) as ours, Terminal(world, few) as others:
        one, other = _Typing(ours, long), _Typing(others, short)
        return in_turns(
            one.enter,
            other.enter,
            rounds=25,
            before_ours=one.prepare,
            before_others=other.prepare,
        )


# Public programs


def _against(world: World, peer: Callable[[], float]) -> Pair:
    """Our bytes a key beside another program's."""
    others = peer()
    command, _ = _session(world, MANY)
    with Terminal(world, command) as terminal:
        _begun(terminal)
        return Pair([_bytes_a_key(terminal)], [others], BYTES)


@row("first usable frame of 500 items ÷ of an empty harlequin", must=1, aim=0.5)
def start_harlequin(world: World) -> Pair:
    return _starts(world, [peer("harlequin")], "Run Query", rounds=7)


@row("first usable frame of 500 items ÷ of an empty kanban-tui", must=1, aim=0.8)
def start_kanban(world: World) -> Pair:
    return _starts(world, [peer("ktui")], "New Task", rounds=7)


@row("bytes a key typed, 500 items ÷ an empty harlequin", must=0.2, aim=0.05)
def keys_harlequin(world: World) -> Pair:
    def bytes_of_theirs() -> float:
        with Terminal(world, [peer("harlequin")]) as terminal:
            terminal.until("Run Query")
            # Its cursor blinks: it is never quiet, so some time must do.
            terminal.idle(3)
            terminal.press("-- a line")
            return _bytes_a_key(terminal)

    return _against(world, bytes_of_theirs)


@row("bytes a key typed, 500 items ÷ a new board's name in kanban-tui", must=1, aim=0.2)
def keys_kanban(world: World) -> Pair:
    def bytes_of_theirs() -> float:
        with Terminal(world, [peer("ktui")]) as terminal:
            terminal.until("Your Boards")
            terminal.idle(1)
            terminal.press(["n", "\t", *BEGUN])
            return _bytes_a_key(terminal)

    return _against(world, bytes_of_theirs)
