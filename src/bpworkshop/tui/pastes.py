"""Tells what is pasted from what is typed, before anything is taken for a key.

A terminal puts a sign before and behind a paste. What lies between is text,
whatever it contains: Textual's own parser presses keys for each escape
sequence in it. Not every terminal takes an end sign out of what is pasted, so
an end may be false, with keys of an attacker behind it. A paste comes in one
piece and a person's keys come later, so:

- what follows an end without a pause and has another end in it is pasted too;
- so is what follows it and is more than anybody types in that time;
- else it is keys: they come after the paste and wait at most ``PAUSE``.

Limits: keys between two pastes on a line that delivers all of it at once
become text; a false end just before a pause of the line lets through what
follows, if the true end comes only after that pause. A paste that comes without
signs is keys: that terminal says nothing else.
"""

import math
from typing import Literal

START, END = "\x1b[200~", "\x1b[201~"

MOST = 1 << 18
"""Characters of one paste that are kept: ten times what the longest field takes."""

MOST_TYPED = 1024
"""Characters behind an end of a paste above which nobody typed them (a mouse that moves sends many)."""

PAUSE = 0.1
"""Seconds without input, taken together since the end of a paste, after which it is over."""

UNENDED = 3.0
"""Seconds without input after which the end of a paste is taken to never come."""

AT_ONCE, FEW = 0.02, 16
"""A paste comes quicker than this, in seconds, or in larger pieces, in characters; what is typed does not."""

# Seconds for which the begun start of a paste waits for its rest, by its length: an escape
# alone is a key, with a bracket hardly, and nobody types the longer ones.
_BEGUN = (math.inf, 0.1, 1.0)


class Pasted(str):
    """Text that was pasted; any other is what a terminal sends for keys and the mouse."""

    __slots__ = ()


class Pastes:
    """Takes text in whatever pieces it comes, and gives back keys and whole pastes in their order."""

    def __init__(self) -> None:
        self._state: Literal["keys", "paste", "ended"] = "keys"
        self._waiting = ""
        """What can't be judged yet: the beginning of a sign, or what follows an end."""
        self._late = ""
        """The beginning of a start that was given back as keys; its rest may still come."""
        self._pasted: list[str] | None = None
        self._room = MOST
        self._silence = 0.0
        self._gap = 0.0
        """Seconds since the last text; the silence may have begun before it."""

    def feed(self, text: str, silence: float = 0.0) -> list[str]:
        """What is decided by this text, after ``silence`` seconds without any.

        Nothing is lost between calls. Called with no text it decides by the silence alone.
        """
        found: list[str] = []
        self._silence += silence
        self._gap += silence
        if self._silence >= self._patience():
            self._give_up(found)
        if text:
            if not self._counts(text):
                self._silence = 0.0
            self._gap = 0.0
            self._waiting += text
            while self._advance(found):
                pass
        return found

    def _counts(self, text: str) -> bool:
        """Whether the silence before this text and the one after it are one."""
        if self._state == "paste":
            # Else somebody who types to see whether anything works would keep it from working.
            return self._gap >= AT_ONCE and len(text) <= FEW
        return self._state == "ended" and self._holds()

    def _holds(self) -> bool:
        return bool(self._waiting) or self._pasted is not None

    def _patience(self) -> float:
        if self._state == "paste":
            return UNENDED
        if self._state == "ended":
            return PAUSE if self._holds() else math.inf
        return _BEGUN[len(self._waiting)] if len(self._waiting) < len(_BEGUN) else math.inf

    def _advance(self, found: list[str]) -> bool:
        """Take one step in what waits; whether there may be another."""
        if self._state == "keys":
            return self._keys(found)
        if self._state == "paste":
            return self._paste()
        if END not in self._waiting and len(self._waiting) <= MOST_TYPED:
            return False
        # That end was false, or this is a second paste: it is text as well.
        self._state = "paste"
        return True

    def _keys(self, found: list[str]) -> bool:
        late, self._late = self._late, ""
        if late and (late + self._waiting).startswith(START):
            before, rest = "", self._waiting[len(START) - len(late) :]
        else:
            before, start, rest = self._waiting.partition(START)
            if not start:
                begun = _begun(before, START)
                self._waiting = before[len(before) - begun :]
                before = before[: len(before) - begun]
                if before:
                    found.append(before)
                return False
        if before:
            found.append(before)
        self._waiting, self._state = rest, "paste"
        return True

    def _paste(self) -> bool:
        before, end, rest = self._waiting.partition(END)
        if not end:
            begun = _begun(before, END)
            rest = before[len(before) - begun :]
            before = before[: len(before) - begun]
        self._keep(before)
        self._waiting = rest
        if end:
            self._state, self._silence = "ended", 0.0
        return bool(end)

    def _keep(self, text: str) -> None:
        if self._pasted is None:
            self._pasted, self._room = [], MOST
        self._pasted.append(text[: self._room])
        self._room = max(0, self._room - len(text))

    def _give_up(self, found: list[str]) -> None:
        """Nothing more comes for now: what waits is what it looks like."""
        if self._state == "keys":
            found.append(self._waiting)
            self._late, self._waiting = self._waiting, ""
            return
        unended = self._state == "paste"
        if unended:
            self._keep(self._waiting)
            self._waiting = ""
        if self._pasted is not None:
            found.append(Pasted("".join(self._pasted).replace(START, "")))
            self._pasted = None
        # The rest of one that did not end may come after all, and is known by the end in it.
        self._state = "ended" if unended else "keys"
        self._silence = 0.0
        while self._advance(found):
            pass


def _begun(text: str, sign: str) -> int:
    """How many characters at the end of ``text`` are the beginning of ``sign``."""
    return next((n for n in range(len(sign) - 1, 0, -1) if text.endswith(sign[:n])), 0)
