"""What is told to somebody who reads along line by line: all of it once, then what changed."""

from collections.abc import Hashable, Iterator

from bpworkshop.commands import Face
from bpworkshop.following import Followed
from bpworkshop.method.agenda import clock
from bpworkshop.session.types import Step
from bpworkshop.tui import standing
from bpworkshop.words import say

Line = tuple[str, Hashable, str]
"""What a line is about, what has to change for it to be told again, and its words."""


class Telling:
    """Tells what is news to whoever has heard all that was told before."""

    def __init__(self, face: Face, followed: Followed) -> None:
        self._face = face
        self._followed = followed
        # What was counted before somebody listened is no news.
        self._told: dict[str, Hashable] = {"result": standing.counted(face)}
        self._board: dict[str, str] = {}
        self._step: Step | None = None

    def news(self) -> list[str]:
        """The lines that were not told yet. A clock is told when it is set and when it wants something."""
        now = list(self._lines())
        lines = [words for about, sign, words in now if words and self._told.get(about) != sign]
        self._told |= {about: sign for about, sign, _ in now}
        return lines if self._face.stage.curtain else [*lines, *self._items()]

    def _lines(self) -> Iterator[Line]:
        face, stage = self._face, self._face.stage
        yield self._line("title", face.view.title)
        yield self._line("audience", say("plain.only_us" if face.only_us else "plain.everyone"))
        yield self._line("curtain", say("follow.curtain") if stage.curtain else "")
        if stage.curtain:
            yield self._line("question", standing.before_curtain(face))
        else:
            yield from self._standing()
        told = clock(stage.timer, face.workshop.clock()) if stage.timer else None
        # The same clock set anew is news; that it ticks is none.
        yield "clock", told and (stage.timer, told.state), told.words if told else ""
        yield self._line("doubts", "\n".join(standing.doubts(self._followed)))

    def _standing(self) -> Iterator[Line]:
        face = self._face
        one = face.activity
        yield self._line("step", face.reader.place(face.step))
        activity = say("plain.activity", label=one.label, minutes=one.minutes, how=one.how)
        yield self._line("activity", activity)
        yield self._line("question", face.question)
        going_on = [*standing.going_on(face), *filter(None, (standing.writing(face),))]
        yield "result", standing.counted(face), "\n".join(standing.result(face))
        yield self._line("going on", "\n".join(going_on))

    @staticmethod
    def _line(about: str, words: str) -> Line:
        return about, words, words

    def _items(self) -> Iterator[str]:
        """Items of the board that are new or say something else, and those that are there no more."""
        face = self._face
        before = self._board if self._step == face.step else {}
        lines = face.reader.board(face.step)
        items = face.view.board(face.step)
        # Without its number: that changes when another item goes.
        now = {item.id: line.partition(" ")[2] for item, line in zip(items, lines, strict=True)}
        self._board, self._step = now, face.step
        yield from (say("follow.no_more", what=what) for id, what in before.items() if id not in now)
        for line, (id, what) in zip(lines, now.items(), strict=True):
            if before.get(id) != what:
                yield line
