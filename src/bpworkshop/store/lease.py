"""Who leads a session: a courtesy between people, so that two do not lead at once unawares.

That nothing is overwritten does not rest on it. The leads of a session are
numbered files in ``lease/`` beside it; the newest counts, and the next one is
made with a link that only one can make. So of two that find a dead leader one
leads; and one that slept through a change writes nothing that still counts.
"""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic

import tomli_w

from bpworkshop import toml
from bpworkshop.errors import Problem
from bpworkshop.store import atomic, several, tables
from bpworkshop.store.beside import Beside
from bpworkshop.store.process import Process

BEAT_EVERY = 10.0
"""Seconds between two signs of life on the disk."""

_FOLDER = "lease"
_ASKED = "lease-asked.toml"
_NAME = re.compile(r"(?:[0-9]{8}|[1-9][0-9]{8,17})\.toml")
_SIZE = 10_000
_LONGEST_NAME = 80
_TRIES = 10


@dataclass(frozen=True, slots=True)
class Holder:
    """Who leads, since when, and the random token by which they know it is theirs."""

    process: Process
    since: datetime
    token: str


@dataclass(frozen=True, slots=True)
class _Request:
    """Somebody asks for the lead that has the token ``of``."""

    name: str
    process: Process
    token: str
    of: str


@dataclass(slots=True)
class _Pulse:
    """The newest sign of life, and when we saw it first."""

    sign: tuple[int, int]
    seen: float


@dataclass(slots=True, eq=False)
class Lease:
    """One program's part in who leads one session. ``ticks`` counts seconds that never go back.

    What is broken on the disk counts as nobody leading. Of another host's
    program nobody can say that it is gone: only a person takes the lead from it.
    """

    beside: Beside
    clock: Callable[[], datetime]
    process: Process = field(default_factory=Process.mine)
    ticks: Callable[[], float] = monotonic
    token: str = field(default_factory=lambda: os.urandom(8).hex())
    _beaten: float | None = None
    _pulse: _Pulse | None = None

    def look(self) -> Holder | None:
        """Who leads; None where nobody does, or nobody can be seen."""
        with suppress(Problem):
            return self._newest()[1]
        return None

    @property
    def ours(self) -> bool:
        """Whether we lead."""
        holder = self.look()
        return bool(holder and holder.token == self.token)

    def take(self) -> Holder | None:
        """Lead, if nobody does or whoever did is gone: None. Else who leads.

        Raises FileProblem when the disk refuses.
        """
        while True:
            number, holder = self._newest()
            if holder and holder.token == self.token:
                return None
            if holder and holder.process != self.process and not holder.process.gone:
                return holder
            if self._claim(number + 1, self._as_holder()):
                return None

    def seize(self) -> None:
        """Lead, whoever did: only where a person decided so. Raises FileProblem when the disk refuses."""
        while not self._claim(self._newest()[0] + 1, self._as_holder()):
            pass

    def release(self) -> None:
        """Lead no longer; no name stays behind. Does nothing where the lead is not ours."""
        with suppress(OSError, Problem):
            number, holder = self._newest()
            if holder and holder.token == self.token:
                # Emptied, not taken away: the number must not be used again. Needs no room on the disk.
                os.close(os.open(self._path(number), os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC))
                self.beside.remove(_ASKED)

    def beat(self) -> bool:
        """Give a sign of life, at most every ``BEAT_EVERY`` seconds; False when the lead is no longer ours.

        A disk that does not answer takes no lead away. Nothing of anybody else's is touched.
        """
        try:
            number, holder = self._newest()
        except Problem:
            return True
        if not holder or holder.token != self.token:
            return False
        now = self.ticks()
        if self._beaten is None or now - self._beaten >= BEAT_EVERY:
            with suppress(OSError):
                os.utime(self._path(number), follow_symlinks=False)
                self._beaten = now
        return True

    def silent_for(self) -> float | None:
        """Seconds since whoever leads last gave a sign of life, as far as we saw; None where nobody leads.

        Counted from when this program first saw the sign, for the clock of
        another machine may be wrong: call it now and then.
        """
        try:
            number, holder = self._newest()
            sign = number, os.stat(self._path(number), follow_symlinks=False).st_mtime_ns
        except (OSError, Problem):
            return None
        if not holder:
            return None
        if self._pulse is None or self._pulse.sign != sign:
            self._pulse = _Pulse(sign, self.ticks())
        return self.ticks() - self._pulse.seen

    # Asking for the lead, and giving it

    def ask(self, name: str) -> None:
        """Ask whoever leads for the lead; ``name`` is what they are told. Raises FileProblem."""
        holder = self.look()
        values: dict[str, object] = {
            "name": tables.one_line(name, _LONGEST_NAME),
            "token": self.token,
            "of": holder.token if holder else "",
            "process": self.process.as_table(),
        }
        self.beside.write(_ASKED, values)

    def asked(self) -> str | None:
        """The name of somebody who asks us for the lead; None where nobody does who still runs."""
        request = self._request()
        return request.name if request else None

    def asked_by_us(self) -> bool:
        """Whether it is the same login, on this machine, that asks: one person at two terminals."""
        request = self._request()
        mine = self.process
        return bool(request and (request.process.user, request.process.host) == (mine.user, mine.host))

    def answered(self) -> bool | None:
        """What came of ``ask``: True: we lead; False: it was not given to us; None: not answered yet."""
        holder = self.look()
        if holder and holder.token == self.token:
            return True
        request = self._read_request()
        waiting = request and holder and request.token == self.token and request.of == holder.token
        return None if waiting else False

    def hand_over(self) -> bool:
        """Give the lead to whoever asks for it; False where nobody does, or it is not ours to give.

        Raises FileProblem when the disk refuses.
        """
        request = self._request()
        number, holder = self._newest()
        if not request or not holder or holder.token != self.token:
            return False
        given = self._claim(number + 1, Holder(request.process, self.clock(), request.token))
        self.beside.remove(_ASKED)
        return given

    def decline(self) -> None:
        """Keep the lead that somebody asks for."""
        if self._request():
            self.beside.remove(_ASKED)

    def withdraw(self) -> None:
        """Ask no longer."""
        request = self._read_request()
        if request and request.token == self.token:
            self.beside.remove(_ASKED)

    def _request(self) -> _Request | None:
        """What somebody asks of the lead that is ours."""
        request = self._read_request()
        if not request or request.token == self.token or request.process.gone:
            return None
        holder = self.look()
        ours = holder and holder.token == self.token
        return request if ours and request.of == self.token else None

    def _read_request(self) -> _Request | None:
        values = self.beside.read(_ASKED)
        process = Process.from_table(tables.inner(values, "process"))
        name, token = tables.line(values, "name", _LONGEST_NAME), tables.line(values, "token")
        if not process or not token:
            return None
        return _Request(name or process.user, process, token, tables.line(values, "of"))

    # On the disk

    def _as_holder(self) -> Holder:
        return Holder(self.process, self.clock(), self.token)

    def _path(self, number: int) -> Path:
        return self.beside.folder / _FOLDER / f"{number:08}.toml"

    def _numbers(self) -> list[int]:
        """The leads that are there. Raises FileProblem when the disk refuses."""
        found = several.names(self.beside.folder / _FOLDER)
        return [int(name.removesuffix(".toml")) for name in found if _NAME.fullmatch(name)]

    def _newest(self) -> tuple[int, Holder | None]:
        """The newest number, 0 for none, and who leads by it. Raises FileProblem when the disk refuses."""
        number = 0
        for _ in range(_TRIES):
            number = max(self._numbers(), default=0)
            if not number:
                break
            try:
                data = atomic.read(self._path(number), _SIZE)
            except Problem as problem:
                if problem.key == "file.too_large":
                    break
                if problem.key != "file.missing":  # else gone for a newer one: look again
                    raise
            else:
                return number, _read_holder(data, self._path(number))
        return number, None

    def _claim(self, number: int, holder: Holder) -> bool:
        """Make the next lead; False where somebody else was first."""
        values = {"token": holder.token, "since": holder.since, "process": holder.process.as_table()}
        self.beside.make(_FOLDER)
        if not several.make(
            self._path(number), tomli_w.dumps(values).encode(), self.beside.mode, durable=False
        ):
            return False
        # Older ones are cleared away, so one that was slow can make a number that has long been.
        others = [one for one in self._numbers() if one != number]
        newest = max(others, default=0) < number
        for old in others if newest else [number]:
            with suppress(OSError):
                os.unlink(self._path(old))
        return newest


def _read_holder(data: bytes, path: Path) -> Holder | None:
    try:
        values = toml.read(data, path).data
    except Problem:
        return None
    process = Process.from_table(tables.inner(values, "process"))
    since, token = tables.moment(values, "since"), tables.line(values, "token")
    return Holder(process, since, token) if process and since and token else None
