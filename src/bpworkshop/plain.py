"""The line mode: a workshop led line by line, for screen readers, bad lines and pipes.

Reading order, no colour, no cursor tricks, nothing told twice that did not
change. Each line that is typed is an item; then what is still to say about it
is asked for. A file of lines plays a whole session.
"""

import os
import shutil
import sys
import textwrap
from collections import deque
from collections.abc import Callable
from getpass import getpass
from typing import Protocol

from bpworkshop import places
from bpworkshop.commands import Face, Told, timer, voices
from bpworkshop.commands.dialogue import Dialogue
from bpworkshop.errors import Problem
from bpworkshop.words import say

Tell = Callable[[str], None]

LONG = 16 * 1024 * 1024
"""Bytes from which reading takes long enough to tell how far it is."""


class Lines(Protocol):
    """Where lines come from: a keyboard, a pipe, a file."""

    def read(self, prompt: str, secret: bool) -> str | None:
        """The next line, asked for with a prompt; ``secret`` without echo. None is the end."""

    def waiting(self) -> bool:
        """Whether a line is there already, so that reading it waits for nobody."""


class LineMode:
    """One run of the line mode. ``failed`` has the numbers of the lines that did not work."""

    def __init__(self, face: Face, lines: Lines, tell: Tell) -> None:
        self.face = face
        self.dialogue = Dialogue(face)
        self.lines = lines
        self.tell = tell
        self.failed: list[int] = []
        self._line = 0
        self._asked = False
        self._shown: dict[str, str] = {}
        self._tenth = 0
        face.progress = self._progress

    def run(self) -> None:
        """Lead until the input ends or somebody leaves."""
        self.tell(self.face.view.title)
        if self.face.session.status == "closed":
            self.tell(say("plain.closed"))
        self.tell(say("plain.start"))
        while True:
            if not self.lines.waiting():
                self._look()
            self._announce()
            if question := self.dialogue.question:
                asked = self._asked or not self.dialogue.skips
                self.tell(question if asked else f"{question}  {say('plain.skipping')}")
                self._asked |= self.dialogue.skips
            typed = self._next(self.dialogue.prompt, self.dialogue.unseen)
            if typed is None or not self._do(typed):
                self.finish()
                return

    def finish(self) -> None:
        """At the end, however it came: a line that was being asked about is kept."""
        try:
            for line in self.dialogue.finish().lines:
                self.tell(line)
        except Problem as problem:
            self._went_wrong(problem)

    def _next(self, prompt: str, secret: bool = False) -> str | None:
        if not self.lines.waiting():
            self._settle()
        typed = self.lines.read(prompt, secret)
        self._line += 1
        self.face.workshop.holding = self.lines.waiting()
        return typed

    def _settle(self) -> None:
        """Before anybody is waited for, everything that was said is on the disk.

        Where the disk has just refused, that was told: the next line tries again.
        """
        if self.face.workshop.failing:
            return
        try:
            self.face.workshop.settle()
        except Problem as problem:
            self._went_wrong(problem)

    def _look(self) -> None:
        """What others did while this side was talking is told before the next line."""
        workshop, before = self.face.workshop, self.face.session
        workshop.look()
        if workshop.trouble and not workshop.unsaved:
            self.tell(str(workshop.trouble))
        for line in self.dialogue.aside():
            self.tell(line)
        if self.face.session is not before:
            self.dialogue.renew()

    def _announce(self) -> None:
        """Tell what changed of where the meeting stands, in the order in which it matters."""
        face = self.face
        phase = face.guide.phase(face.session.phase)
        now = {
            "phase": say("plain.phase", phase=phase.label, explain=phase.explain),
            "audience": say("plain.only_us" if face.only_us else "plain.everyone"),
            "step": face.reader.place(face.step),
            "activity": say(
                "plain.activity",
                label=face.activity.label,
                minutes=face.activity.minutes,
                how=face.activity.how,
            ),
            "question": face.question,
            "timer": timer.signal(face),
        }
        # With what the group does, and not again when it has been done.
        if now["activity"] != self._shown.get("activity") and (command := voices.proposed(face)):
            now["way"] = say("plain.way", command=command)
        for name, words in now.items():
            if words and self._shown.get(name) != words:
                self.tell(words)
        self._shown = now

    def _progress(self, done: int, size: int) -> None:
        """Ten times in a long file, so that a silence is no riddle."""
        tenth = 10 * done // size if size else 0
        if size >= LONG and tenth != self._tenth:
            self._tenth = tenth
            self.tell(say("importing.reading", percent=10 * tenth))

    def _do(self, typed: str) -> bool:
        """Do one line; False when it was a leave-taking. What goes wrong is told and counted."""
        told = Told()
        try:
            if typed.strip() == "!":
                unseen = self._next(say("plain.secret"), True)
                told = self.dialogue.take(unseen or "", secret=True)
            else:
                told = self.dialogue.take(typed)
            for line in told.lines:
                self.tell(line)
        except Problem as problem:
            self._went_wrong(problem)
        for line in self.dialogue.aside():
            self.tell(line)
        return not told.leave

    def _went_wrong(self, problem: Problem) -> None:
        self.failed.append(self._line)
        self.tell(str(problem))
        if problem is self.face.workshop.trouble:
            self.tell(say("plain.kept"))


class Played:
    """Lines of a file or a pipe: each is the next answer, and nothing is prompted.

    Read in pieces as they come, so that it is known whether a line is there
    already. Bytes that are not UTF-8 are shown as such and end nothing.
    """

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor
        self._rest = b""
        self._lines: deque[bytes] = deque()
        self._ended = False

    def read(self, prompt: str, secret: bool) -> str | None:
        while not self._lines and not self._ended:
            piece = os.read(self._descriptor, 65536) if self._descriptor is not None else b""
            *lines, self._rest = (self._rest + piece).split(b"\n")
            self._lines.extend(lines)
            if not piece:
                self._ended = True
                self._lines.extend([self._rest] if self._rest else [])
        if not self._lines:
            return None
        return self._lines.popleft().decode("utf-8-sig", errors="replace").rstrip("\r")

    def waiting(self) -> bool:
        return bool(self._lines)


class Typed:
    """Lines that are typed at a terminal, with the usual editing."""

    def __init__(self) -> None:
        import readline  # noqa: F401  input() edits lines once it is there

    def read(self, prompt: str, secret: bool) -> str | None:
        try:
            return getpass(f"{prompt}: ") if secret else input(f"{prompt}: ")
        except EOFError:
            print()
            return None

    def waiting(self) -> bool:
        return False


def lead(face: Face, *, go_on: str) -> bool:
    """Lead a session until the input ends; whether it is saved and every line of a script worked.

    ``go_on`` is the command that opens the session again.
    """
    played = sys.stdin is None or not sys.stdin.isatty()
    lines: Lines = Played(sys.stdin.fileno() if sys.stdin else None) if played else Typed()
    mode = LineMode(face, lines, _wrapped if sys.stdout and sys.stdout.isatty() else print)
    face.workshop.start()
    try:
        mode.run()
    finally:
        mode.finish()
        saved = _leave(face, go_on)
        face.workshop.end()
    if played and mode.failed:
        numbers = ", ".join(map(str, mode.failed))
        print(say("plain.failed", n=len(mode.failed), lines=numbers), file=sys.stderr)
    return saved and not (played and mode.failed)


def _wrapped(words: str) -> None:
    """At a terminal a line breaks between words; a pipe has no width."""
    columns = shutil.get_terminal_size().columns
    print(textwrap.fill(words, max(columns - 1, 20), break_long_words=False, break_on_hyphens=False))


def _leave(face: Face, go_on: str) -> bool:
    """Say where everything is; what could not be saved is put somewhere else first, and that is False."""
    workshop = face.workshop
    try:
        workshop.settle()
    except Problem as problem:
        print(say("plain.unsaved", what=str(problem)), file=sys.stderr)
        rescued = workshop.rescue(places.rescued())
        print(say("plain.rescued", path=str(rescued)), file=sys.stderr)
        return False
    print(say("plain.saved", path=str(workshop.path), line=go_on))
    return True
