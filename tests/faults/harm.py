"""Real processes that save at once and are killed: what was lost, what is torn, what is there twice.

Run by itself, for it makes its children with ``fork``, which nobody should who
has threads: ``python -m tests.faults.harm kills|writers|contributors COUNT FOLDER``
prints its figures as JSON.
"""

import json
import os
import select
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from bpworkshop.errors import Problem
from bpworkshop.session.merge import Merged, merge
from bpworkshop.session.session import Session
from bpworkshop.store import keeper, revisions
from bpworkshop.workshop import Workshop
from tests.faults.disk import Chancy, Mortal, in_place_of_os, leftovers
from tests.faults.people import new_session, on_disk, reopened, said, say

ROUNDS = 20
"""Kills in one session, before there is a new one: a real one does not grow for ever either."""

AT_ONCE = 2
FAULTS_OFTEN = 0.004
"""How many of its calls to the disk fail for one of the two, before it is killed."""

LOOKS = 6
"""Looks at the file between two edits, less than: who only saves lets hardly anybody in without locks."""

MOST = 24
"""Edits that are acknowledged at most before somebody is killed."""

CALLS_A_SAVE = 28
"""Calls to the disk that a save takes when nobody else saves."""

MORE = 3
"""Edits that are acknowledged to the other one before it is killed too, less than."""


@dataclass
class Figures:
    """What was done, and what came of it."""

    kills: int = 0
    acknowledged: int = 0
    merges: int = 0
    faults: int = 0
    lost: int = 0
    torn: int = 0
    twice: int = 0
    conflicts: int = 0
    left_behind: int = 0
    """Temporary files of the killed."""

    def __add__(self, other: "Figures") -> "Figures":
        mine, theirs = asdict(self), asdict(other)
        return Figures(**{name: mine[name] + theirs[name] for name in mine})


class Acknowledged(NamedTuple):
    """A line that a child writes when an edit was saved: its words, and its merges and faults until then."""

    words: str
    merges: int
    faults: int


@dataclass
class Child:
    """A process that saves and says so."""

    pid: int
    pipe: int
    heard: list[Acknowledged] = field(default_factory=list)
    _rest: bytes = b""

    def hear(self) -> bool:
        """Take what it has said by now; False when it says no more."""
        data = os.read(self.pipe, 65536)
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            words, merges, faults = line.decode().split("\t")
            self.heard.append(Acknowledged(words, int(merges), int(faults)))
        return bool(data)

    def hear_all(self) -> None:
        """Take all that it has said by now, and wait for nothing."""
        while select.select([self.pipe], [], [], 0)[0] and self.hear():
            pass

    def end(self) -> int:
        """Wait for its end and hear the rest; its exit code, below 0 for the signal that killed it."""
        while self.hear():
            pass
        os.close(self.pipe)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def figures(self) -> Figures:
        last = self.heard[-1] if self.heard else Acknowledged("", 0, 0)
        return Figures(acknowledged=len(self.heard), merges=last.merges, faults=last.faults)


Tell = Callable[[str], None]


def child(act: Callable[[Tell], object], faults: Chancy | None = None) -> Child:
    """Do it in another process, which tells what was acknowledged."""
    reading, writing = os.pipe()
    if pid := os.fork():
        os.close(writing)
        return Child(pid, reading)
    merges = count()
    done = [0]

    def counted(base: Session, mine: Session, theirs: Session) -> Merged:
        done[0] = next(merges) + 1
        return merge(base, mine, theirs)

    def tell(words: str) -> None:
        line = f"{words}\t{done[0]}\t{faults.injected if faults else 0}\n"
        os.write(writing, line.encode())

    code = 1
    try:
        keeper.merge = counted  # type: ignore[attr-defined,assignment]
        act(tell)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def edits(
    path: Path, name: str, amount: int, disk: Any = os, rest: Random | None = None
) -> Callable[[Tell], None]:
    """One live workshop that says so many things; where the disk refuses it tries again."""

    def act(tell: Tell) -> None:
        workshop = Workshop.open(path)
        with in_place_of_os(disk):
            for number in range(amount):
                words = f"{name} {number}"
                with suppress(Problem):
                    say(workshop, words)
                while workshop.unsaved or workshop.failing:
                    with suppress(Problem):
                        workshop.save()
                tell(words)
                for _ in range(rest.randrange(LOOKS) if rest else 0):
                    on_disk(path)

    return act


def until_killed(act: Callable[[Tell], None]) -> Callable[[Tell], None]:
    """Do it, and wait for what comes."""

    def acting(tell: Tell) -> None:
        act(tell)
        signal.pause()

    return acting


def visits(path: Path, name: str, amount: int) -> Callable[[Tell], None]:
    """Opens the session anew for each thing that is said, as the shell does."""

    def act(tell: Tell) -> None:
        for number in range(amount):
            say(Workshop.open(path), f"{name} {number}")
            tell(f"{name} {number}")

    return act


def counted(path: Path, acknowledged: set[str]) -> Figures:
    """Compare what is on the disk with what was acknowledged."""
    try:
        session = on_disk(path)
    except Problem:
        return Figures(torn=1, lost=len(acknowledged))
    found = Counter(reopened(path))
    conflicts = sum(goal.conflicts_with is not None for goal in session.goals)
    twice = sum(times - 1 for times in found.values())
    return Figures(lost=len(acknowledged - set(found)), twice=twice, conflicts=conflicts)


def kills(folder: Path, amount: int, seed: int = 1) -> Figures:
    """Kill processes at any of their calls to the disk; each time what was acknowledged is looked for."""
    chance = Random(seed)
    figures, path, acknowledged = Figures(), Path(), set[str]()
    for number in range(amount):
        if number % ROUNDS == 0:
            figures.left_behind += len(leftovers(path.parent)) if number else 0
            path, acknowledged = new_session(folder / f"killed {number}"), set()
        faulty = Chancy(Random(f"{seed} {number}"), FAULTS_OFTEN)
        disks: list[Any] = [faulty, os]
        dying = number % AT_ONCE
        disks[dying] = Mortal(disks[dying], 1 + chance.randrange(MOST * CALLS_A_SAVE))
        children = [
            child(until_killed(edits(path, f"{number}{letter}", 2 * MOST, disk, Random(number))), faults)
            for letter, disk, faults in zip("ab", disks, (faulty, None), strict=True)
        ]
        victim, other = children[dying], children[not dying]
        assert victim.end() == -signal.SIGKILL, "it ended by itself"
        # The other one saves on: what the victim left must not disturb it.
        other.hear_all()
        enough = min(len(other.heard) + chance.randrange(MORE), 2 * MOST)
        while len(other.heard) < enough:
            assert other.hear(), "it ended by itself"
        os.kill(other.pid, signal.SIGKILL)
        assert other.end() == -signal.SIGKILL
        for one in children:
            acknowledged |= {heard.words for heard in one.heard}
            figures += one.figures()
        figures += counted(path, acknowledged) + Figures(kills=AT_ONCE)
    figures.left_behind += len(leftovers(path.parent))
    return figures


def at_once(folder: Path, jobs: Callable[[Path], Iterator[Callable[[Tell], None]]]) -> Figures:
    """Let several processes save at once, to their end."""
    path = new_session(folder / f"at once {len(list(folder.iterdir()))}")
    children = [child(job) for job in jobs(path)]
    figures = Figures()
    for one in children:
        assert one.end() == 0, "a writer gave up"
        figures += one.figures()
    acknowledged = {heard.words for one in children for heard in one.heard}
    assert set(said(on_disk(path))) <= acknowledged
    figures += counted(path, acknowledged)
    figures.left_behind += len(leftovers(path.parent))
    return figures


def writers(folder: Path, amount: int, many: int = 3) -> Figures:
    """So many live workshops, each of which merges what the others say."""
    return at_once(folder, lambda path: (edits(path, f"writer{n}", amount) for n in range(many)))


def contributors(folder: Path, amount: int, many: int = 4) -> Figures:
    """So many people who open, say one thing and go, again and again."""
    return at_once(folder, lambda path: (visits(path, f"contributor{n}", amount) for n in range(many)))


def without_locks() -> None:
    """From now on nobody waits for the lock: only the numbers stand between two."""
    revisions.PATIENCE = 0.0


def main() -> None:
    what, amount, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    # Nothing here depends on the power: syncing would only take longer than all the rest.
    os.fsync = lambda opened: None  # type: ignore[assignment]
    without_locks()
    harms: dict[str, Callable[[Path, int], Figures]] = {
        "kills": kills,
        "writers": writers,
        "contributors": contributors,
    }
    print(json.dumps(asdict(harms[what](folder, amount))))


if __name__ == "__main__":
    main()
