"""What a round of a vote comes to: never a mean alone, but how far apart people are."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from bpworkshop.session.around import Round

ALL_AGREE = 3
"""Fingers from which nobody needs to say why; where nobody was typed, all showed as many at least."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What one choice got.

    ``total``: dots or hands; ``people``: how many gave any, None where only
    the total is known. ``marks``: fingers or ratings, the lowest first.
    ``ranks``: the place that each ballot gave it, the best first; ``rank``
    their mean. Whoever left a choice out gives it the mean of the places
    that they left open, so that each ballot weighs the same.
    """

    total: int = 0
    people: int | None = None
    marks: tuple[int, ...] = ()
    ranks: tuple[Fraction, ...] = ()

    @property
    def middle(self) -> float | None:
        """The median of the marks."""
        return median(self.marks) if self.marks else None

    @property
    def rank(self) -> Fraction | None:
        return sum(self.ranks, Fraction()) / len(self.ranks) if self.ranks else None


def spreads(round: Round) -> tuple[Spread, ...]:
    """What each choice of a round got, in the order of the choices."""
    return tuple(_spread(round, at) for at in range(len(round.choices)))


def _spread(round: Round, at: int) -> Spread:
    counted = round.choices[at].marks
    given = [one.marks[at] for one in round.ballots if at < len(one.marks)]
    if round.method in ("dots", "hands"):
        if counted or not round.ballots:
            return Spread(total=sum(counted))
        return Spread(total=sum(given), people=sum(mark > 0 for mark in given))
    if round.method == "ranking":
        ranks = (_place(one.marks, at) for one in round.ballots if at < len(one.marks) and any(one.marks))
        return Spread(ranks=tuple(sorted(ranks)))
    # Of fingers that were all shown at once, whose few they are may be typed too: counted once.
    shown = counted or tuple(sorted(given))
    return Spread(marks=tuple(mark for mark in shown if mark or round.method == "fist"))


def _place(marks: Sequence[int], at: int) -> Fraction:
    """The place that a ballot gave a choice (Borda's count, with the mean place for what it left out)."""
    ranked = sum(mark > 0 for mark in marks)
    return Fraction(marks[at]) if marks[at] else Fraction(ranked + 1 + len(marks), 2)


def lowest(round: Round) -> int:
    """The fewest fingers that anybody showed: the rule takes the minimum, not the mean."""
    shown = [mark for choice in round.choices for mark in choice.marks]
    shown += [one.marks[0] for one in round.ballots]
    return min(shown, default=ALL_AGREE)


def in_order(round: Round) -> list[tuple[int, int]]:
    """The choices, the best first: the place of each, and where it stands in the round.

    By dots and hands the most; by ranking the lowest mean place; by ratings
    the highest median, then the higher mean. As good as each other share a
    place, in the order of the board.
    """
    found = spreads(round)

    def worth(one: Spread) -> tuple[Fraction, Fraction]:
        if round.method == "ranking":
            return (-one.rank if one.rank is not None else Fraction(-len(found) - 1)), Fraction()
        if round.method in ("dots", "hands"):
            return Fraction(one.total), Fraction()
        mean = Fraction(sum(one.marks), len(one.marks)) if one.marks else Fraction(-1)
        return Fraction(one.middle if one.middle is not None else -1), mean

    worths = [worth(one) for one in found]
    order = sorted(range(len(found)), key=lambda at: worths[at], reverse=True)
    return [(1 + sum(other > worths[at] for other in worths), at) for at in order]
