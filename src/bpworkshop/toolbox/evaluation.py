"""Evaluations of a partnership read: each theme round by round, goals and promises, what lasts.

Rounds are compared by the ids of themes and goals, so that their words may
change. It draws the session of the reader that it is given: for everyone that
is ``shared(session)``, in which no evaluation among us stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bpworkshop import results
from bpworkshop.errors import Problem
from bpworkshop.figures.charts import Chart, Point
from bpworkshop.method.toolbox import Evaluating
from bpworkshop.pages import Reader
from bpworkshop.session.around import Choice, Round
from bpworkshop.session.clusters import heads
from bpworkshop.session.dates import write_date
from bpworkshop.session.items import Goal
from bpworkshop.session.numbers import write_number
from bpworkshop.session.session import Session
from bpworkshop.session.shared import GONE
from bpworkshop.session.spread import Spread, spreads
from bpworkshop.session.standing import status
from bpworkshop.session.types import Evaluates
from bpworkshop.words import say

GOAL, LASTS, AGAIN = "goal", "lasts", "again"
"""Themes that are asked of each goal, and at the end; an own guide may do without any of them."""

HIGHEST = 5

FAR_APART = 3
"""Highest minus lowest mark from which people see it so differently that they talk about it first."""


@dataclass(frozen=True, slots=True)
class Rated:
    """What one theme, or one goal, got in a round. ``before``: the middle of the last round that asked it."""

    label: str
    asked: str
    theme: str | None
    item: str | None
    spread: Spread
    reasons: tuple[results.Reason, ...] = ()
    before: float | None = None

    @property
    def key(self) -> str:
        """By what it is known again in another round."""
        return self.item or self.theme or self.asked

    @property
    def marks(self) -> tuple[int, ...]:
        return self.spread.marks

    @property
    def far_apart(self) -> bool:
        return bool(self.marks) and self.marks[-1] - self.marks[0] >= FAR_APART

    @property
    def middle(self) -> str:
        """The median as a number, or a dash where nobody gave a mark."""
        return _number(self.spread.middle)

    @property
    def counts(self) -> str:
        """How often each mark was given, from 1 up: ``1×2 2×4``."""
        return " ".join(f"{self.marks.count(mark)}×{mark}" for mark in dict.fromkeys(self.marks))

    @property
    def change(self) -> str:
        """How far the middle moved since the last round that asked it; empty where none did."""
        now = self.spread.middle
        if now is None or self.before is None:
            return ""
        moved = now - self.before
        if not moved:
            return say("evaluation.same")
        return say("evaluation.up" if moved > 0 else "evaluation.down", n=_number(abs(moved)))


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A round that is closed. ``answers``: how many there are."""

    round: Round
    day: date
    rated: tuple[Rated, ...]

    @property
    def answers(self) -> int:
        return len(self.round.ballots)

    @property
    def title(self) -> str:
        """Which it was, when, from how many."""
        kind = say(f"evaluation.kind.{self.round.evaluates}")
        told = say("evaluation.title", kind=kind, day=write_date(self.day), n=self.answers)
        return say("evaluation.among_us", title=told) if self.round.only_for else told


def asked(evaluating: Evaluating, room: Session, evaluates: Evaluates) -> tuple[Choice, ...]:
    """What such a round asks, in its order: each theme, and each goal that stands alone.

    Raises Problem where there is nothing to ask.
    """
    found: list[Choice] = []
    for theme in evaluating.themes_in(evaluates):
        if theme.id == GOAL:
            found += [Choice(text=one.said, item=one.id, theme=GOAL) for one in heads(room.goals)]
        else:
            found.append(Choice(text=theme.ask, theme=theme.id))
    if not found:
        raise Problem("vote.nothing")
    return tuple(found)


def evaluations(reader: Reader) -> list[Evaluated]:
    """Every evaluation that the reader may know of, the oldest first; those among us go by themselves."""
    found: list[Evaluated] = []
    before: dict[tuple[str | None, str], float] = {}
    closed = [one for one in reader.session.rounds if one.evaluates]
    for round in sorted(closed, key=lambda one: (one.closed or one.opened, one.id)):
        rated = tuple(_rated(reader, round, before))
        found.append(Evaluated(round, (round.closed or round.opened).date(), rated))
        before |= {
            (round.only_for, one.key): one.spread.middle for one in rated if one.spread.middle is not None
        }
    return found


def _rated(reader: Reader, round: Round, before: dict[tuple[str | None, str], float]) -> Iterator[Rated]:
    for number, (choice, spread) in enumerate(zip(round.choices, spreads(round), strict=True), 1):
        if choice.text == GONE:
            continue
        theme = reader.guide.toolbox.evaluation.theme(choice.theme)
        label = theme.label if theme and not choice.item else choice.text
        why = tuple(results.reasons(round, number, reader.person))
        one = Rated(label, choice.text, choice.theme, choice.item, spread, why)
        yield replace(one, before=before.get((round.only_for, one.key)))


# Goals against their measures


@dataclass(frozen=True, slots=True)
class Reached:
    """A goal: what it was to be measured by, what is known of that, and whether it was reached."""

    number: int
    goal: str
    measure: str
    target: str
    due: str
    figures: tuple[str, ...]
    rated: Rated | None


def goals(reader: Reader, rounds: Sequence[Evaluated]) -> list[Reached]:
    """Each goal that stands alone, with the newest marks that it got."""
    newest = {one.key: one for evaluated in rounds for one in evaluated.rated if one.item}
    numbers = {goal.id: number for number, goal in enumerate(reader.session.goals, 1)}
    return [
        Reached(
            numbers[goal.id],
            goal.said,
            goal.measure or "",
            goal.target or "",
            write_date(goal.due) if goal.due else "",
            tuple(_figures(reader, goal)),
            newest.get(goal.id),
        )
        for goal in heads(reader.session.goals)
    ]


def _figures(reader: Reader, goal: Goal) -> Iterator[str]:
    """Figures of what the goal is measured by: those whose metric its measure or target names."""
    words = f"{goal.measure or ''} {goal.target or ''}".casefold()
    for figure in reader.session.figures:
        if figure.metric.casefold() in words:
            yield reader.figure(figure)


# Promises kept


@dataclass(frozen=True, slots=True)
class Side:
    """What a side promised: kept, and how much of that late; not kept by now; not due yet."""

    party: str
    kept: int = 0
    late: int = 0
    unkept: int = 0
    open: int = 0

    @property
    def due(self) -> int:
        return self.kept + self.unkept

    @property
    def told(self) -> str:
        parts = [say("evaluation.kept", party=self.party, kept=self.kept, n=self.due)]
        if not self.due:
            parts = [say("evaluation.none_due", party=self.party)]
        if self.late:
            parts.append(say("evaluation.kept_late", n=self.late))
        if self.open:
            parts.append(say("evaluation.open", n=self.open))
        return ", ".join(parts)


def sides(reader: Reader) -> list[Side]:
    """The share of its promises that each side kept, ours first: counts, for everyone may read them."""
    session = reader.session
    made = []
    for party in (session.ours, *session.partners):
        promised = (one for one in session.commitments if one.promiser == party.id and one.events)
        stands = [status(one, reader.today) for one in promised]
        late = stands.count("kept-late")
        unkept = stands.count("missed") + stands.count("late")
        coming = sum(stands.count(kind) for kind in ("agreed", "renegotiated", "proposed"))
        made.append(Side(party.name, stands.count("kept") + late, late, unkept, coming))
    return [one for one in made if one.due or one.open]


# Over time


def charts(rounds: Sequence[Evaluated]) -> list[Chart]:
    """The middle of each theme and goal that was asked at two times at least, on the scale of 1 to 5."""
    series: dict[tuple[str | None, str], list[tuple[Evaluated, Rated]]] = {}
    for evaluated in rounds:
        for one in evaluated.rated:
            if one.marks:
                series.setdefault((evaluated.round.only_for, one.key), []).append((evaluated, one))
    return [_chart(several) for several in series.values() if len(several) > 1]


def _chart(several: Sequence[tuple[Evaluated, Rated]]) -> Chart:
    newest, last = several[-1]
    title = say("evaluation.among_us", title=last.label) if newest.round.only_for else last.label
    points: list[Point] = []
    for evaluated, one in several:
        # A mark stands for the time since the round before it, so that the line is whole.
        first = points[-1].last if points else evaluated.day
        told = say("evaluation.from_to", low=one.marks[0], high=one.marks[-1], n=len(one.marks))
        middle = Decimal(str(one.spread.middle)).normalize()
        points.append(Point(write_date(evaluated.day), middle, "counted", first, evaluated.day, told))
    unit = say("evaluation.unit")
    return Chart("trend", title, unit, tuple(points), (say("evaluation.middles"),), scale=Decimal(HIGHEST))


# In words


class Section(NamedTuple):
    """A part of the page: its heading, and its lines; ``deep`` ones stand under the line before them."""

    title: str
    lines: tuple["Line", ...]


class Line(NamedTuple):
    words: str
    deep: bool = False
    loud: bool = False
    """What people are to talk about first."""


def page(reader: Reader) -> list[Section]:
    """All that is known, in the order in which it is talked about: the newest round first."""
    rounds = evaluations(reader)
    made = [_of_round(one) for one in reversed(rounds)]
    if rounds:
        made.append(Section(say("evaluation.goals"), tuple(_of_goals(goals(reader, rounds)))))
        made.append(Section(say("evaluation.promises"), tuple(Line(one.told) for one in sides(reader))))
    return [one for one in made if one.lines]


def _of_round(evaluated: Evaluated) -> Section:
    lines: list[Line] = []
    for one in evaluated.rated:
        lines += [Line(one.label), Line(got(one), deep=True)]
        if one.far_apart:
            lines.append(Line(say("evaluation.far_apart"), deep=True, loud=True))
        lines += [Line(reason.told, deep=True) for reason in one.reasons]
    return Section(evaluated.title, tuple(lines))


def got(one: Rated) -> str:
    """How a theme was marked, and how that moved."""
    told = results.fingers(one.spread) if one.marks else say("vote.result.none")
    return say("evaluation.since", got=told, change=one.change) if one.change else told


def _of_goals(several: Sequence[Reached]) -> Iterator[Line]:
    for one in several:
        yield Line(say("evaluation.goal", number=one.number, goal=one.goal, got=reached(one)))
        for key, words in (("measure", one.measure), ("target", one.target), ("due", one.due)):
            if words:
                yield Line(say(f"evaluation.known.{key}", words=words), deep=True)
        yield from (Line(figure, deep=True) for figure in one.figures)


def reached(one: Reached) -> str:
    """Whether a goal was reached, as far as it was asked."""
    if not one.rated or not one.rated.marks:
        return say("evaluation.not_asked")
    return say("evaluation.middle", middle=one.rated.middle)


def _number(value: float | None) -> str:
    return "–" if value is None else write_number(Decimal(str(value)).normalize())


def told(reader: Reader) -> list[str]:
    """The page as it is read aloud, with every number of its pictures."""
    from bpworkshop.figures.charts import told as picture

    lines: list[str] = []
    for section in page(reader):
        lines += ["", section.title, *(f"  {one.words}" if one.deep else one.words for one in section.lines)]
    for chart in charts(evaluations(reader)):
        lines += ["", *picture(chart)]
    return lines[1:]
