"""Where the meeting stands: small, changed often, neither versioned nor merged.

Every face shows the same moment from it. The phase is not here: changing it
is an edit of the session. Nor is anything here that was said.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bpworkshop.session.boards import OURS_BY_NATURE, STEPS
from bpworkshop.session.types import Naming, Step, Voting

TurnsOf = Literal["check-in", "check-out", "round-robin"]


@dataclass(frozen=True, slots=True)
class Timer:
    """The clock of an activity: it runs until ``ends``, or stands with ``left`` seconds.

    ``seconds`` is the whole time, with what was added: 20 % of it is a fifth of this.
    """

    seconds: int
    ends: datetime | None = None
    left: int = 0

    def remaining(self, at: datetime) -> int:
        """Seconds that are left, rounded up; below zero when it is over."""
        if self.ends is None:
            return self.left
        # Up, so that it reads 5:00 when it starts and 0:00 only when it is over.
        return -((at - self.ends) // timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class Turns:
    """Whose turn it is: the people in their order, of whom the first speaks; ``later`` come back at the end.

    ``done`` have spoken or were skipped. People are ids.
    """

    of: TurnsOf
    waiting: tuple[str, ...] = ()
    done: tuple[str, ...] = ()

    @property
    def whose(self) -> str | None:
        """The id of whose turn it is; None when all have spoken."""
        return self.waiting[0] if self.waiting else None


@dataclass(frozen=True, slots=True)
class Veil:
    """A board that hides what is entered until it is revealed: only ``shown`` ids stand on it."""

    step: Step
    shown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Running:
    """What everybody may know of a vote while it runs: never a ballot. ``cast``: how many are in.

    ``choices``: the words that can be chosen, where they stand on no board.
    Of a vote among us alone not even what it asks: then ``text`` is empty.
    """

    id: str
    method: Voting
    names: Naming
    text: str
    cast: int = 0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """The step, the activity (its id in the guide; None: the first of the phase), and what goes on there.

    ``timebox``: the id of the part of the time plan that runs; ``begun`` and
    ``ends``: when the meeting began and is to end. ``curtain``: title,
    question and clock, nothing else. ``led``: somebody leads right now; only
    a handout, which nobody else can ask, says no.
    """

    step: Step = "goals"
    activity: str | None = None
    timer: Timer | None = None
    turns: Turns | None = None
    veil: Veil | None = None
    running: Running | None = None
    timebox: str | None = None
    begun: datetime | None = None
    ends: datetime | None = None
    curtain: bool = False
    led: bool = True

    @property
    def shared(self) -> "Stage":
        """The stage as everybody may see it: of a vote among us they know nothing.

        While we work at a board that is ours by nature, they see the curtain.
        """
        stage = replace(self, running=None) if self.running is not None and not self.running.text else self
        if stage.step not in OURS_BY_NATURE:
            return stage
        return replace(stage.at(STEPS[0], None), veil=None, curtain=True)

    def at(self, step: Step, activity: str | None) -> "Stage":
        """The stage at another place. A clock, turns and a veil belong to the place that was left."""
        if (step, activity) == (self.step, self.activity):
            return self
        veil = self.veil if self.veil and self.veil.step == step else None
        return replace(self, step=step, activity=activity, timer=None, turns=None, veil=veil)
