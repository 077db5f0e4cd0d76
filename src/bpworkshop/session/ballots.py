"""What a typed line puts into a vote: one person's ballot, one paper slip's, or the totals of the room.

``5 3 0 2`` are totals, ``Ana 3 5 5`` is Ana's ballot, ``#7 3 5 5`` that of
slip 7. A line that does not fit records nothing and says how it goes; a
second ballot of somebody replaces the first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bpworkshop import text
from bpworkshop.errors import Problem
from bpworkshop.session import answers
from bpworkshop.session.around import Ballot, Round
from bpworkshop.session.dates import Ambiguous
from bpworkshop.session.edits import build
from bpworkshop.session.session import Session
from bpworkshop.session.spread import ALL_AGREE
from bpworkshop.words import say

DOTS = 3
"""Dots that everyone has where nobody says how many."""

MOST_COUNT = 1000
"""The highest number that is taken as a count of dots or hands."""

Numbers = Sequence[int | None]
"""The number of each choice, as the room reads it; None for one that is there no more."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The round with what a line said. ``by`` or ``slip`` whose it was; ``again``: theirs was in before."""

    round: Round
    ballot: Ballot | None = None
    again: bool = False


def heard(round: Round, typed: str, session: Session, numbers: Numbers) -> Heard:
    """Read one line. Raises Problem, in a sentence that tells how it goes; then nothing is recorded."""
    typed = text.line(typed)
    if slip := re.fullmatch(r"#([0-9]{0,4})[:\s]\s*(.+)", typed):
        return _from_slip(round, int(slip[1]) if slip[1] else None, slip[2], numbers)
    if typed[:1].isdigit():
        return Heard(_with_totals(round, typed, numbers))
    first = next((word for word in re.finditer(r"[^\s,]+", typed) if is_mark(word[0])), None)
    name = typed[: first.start()].rstrip(":, ") if first else ""
    if not first or not name:
        raise unread(round)
    by = answers.person(session, name)
    if isinstance(by, Ambiguous):
        raise Problem("command.set.ambiguous", typed=name, readings=", ".join(by.readings))
    if by is None:
        raise Problem("command.no_person", typed=name)
    if round.names != "named":
        raise Problem(f"vote.no_names.{round.names}")
    return _put(round, _ballot(round, typed[first.start() :], numbers, by=by))


def slip(round: Round, typed: str, numbers: Numbers) -> Heard:
    """Read one line as the next paper slip."""
    if round.names == "anonymous":
        return _from_slip(round, None, typed, numbers)
    return _from_slip(round, next_slip(round), typed, numbers)


def next_slip(round: Round) -> int:
    """The number of the next slip."""
    return max((one.slip or 0 for one in round.ballots), default=0) + 1


def unread(round: Round) -> Problem:
    """What to raise for a line that is no vote: how one goes."""
    return Problem("vote.unread", how=how(round))


def how(round: Round) -> str:
    """How a line goes, in few words."""
    return say(f"vote.how.{round.method}_{round.names}")


def explained(round: Round, ballot: Ballot, reason: str) -> Round:
    """The round with the reason of a ballot that had none."""
    told = _told_reason(ballot, reason)
    return with_ballots(round, [told if one is ballot else one for one in round.ballots])


def is_whole(round: Round, ballot: Ballot) -> bool:
    """Whether a ballot says something of each choice: only in an evaluation one may still be written."""
    return len(ballot.marks) >= len(round.choices)


def unexplained(round: Round) -> Ballot | None:
    """A ballot of fewer than three fingers of which nobody has said why."""
    under = (one for one in round.ballots if one.marks[0] < ALL_AGREE and one.reason is None)
    return next(under, None) if round.method == "fist" else None


def _told_reason(ballot: Ballot, reason: str) -> Ballot:
    told: Ballot = build(Ballot, {**dict(ballot), "reason": text.line(reason)})
    return told


def is_mark(word: str) -> bool:
    """Whether a word is a number, or the dash that leaves something out."""
    return word == "-" or (word.isascii() and word.isdigit())


def _from_slip(round: Round, number: int | None, typed: str, numbers: Numbers) -> Heard:
    if round.names == "anonymous" and number is not None:
        raise Problem("vote.no_slips")
    if round.names != "anonymous" and not number:
        raise Problem("vote.slip_number")
    return _put(round, _ballot(round, typed, numbers, slip=number))


def _put(round: Round, ballot: Ballot) -> Heard:
    """With this ballot, in place of the one that they had."""
    if round.method != "fist" and any(choice.marks for choice in round.choices):
        raise Problem("vote.totals_are_in")
    known = ballot.by or ballot.slip
    others = [one for one in round.ballots if not known or (one.by, one.slip) != (ballot.by, ballot.slip)]
    again = len(others) < len(round.ballots)
    return Heard(with_ballots(round, [*others, ballot]), ballot, again)


def in_order(round: Round) -> Round:
    """The round with its ballots sorted: the order in which they came may tell whose they are."""

    def place(one: Ballot) -> tuple[str, int, tuple[int, ...], str, tuple[str, ...]]:
        reasons = tuple(each.text for each in one.because)
        return one.by or "", one.slip or 0, one.marks, one.reason or "", reasons

    return round.model_copy(update={"ballots": tuple(sorted(round.ballots, key=place))})


def with_ballots(round: Round, ballots: Sequence[Ballot]) -> Round:
    """The round with these ballots and no others."""
    return in_order(round.model_copy(update={"ballots": tuple(ballots)}))


# By person or slip


def _ballot(round: Round, typed: str, numbers: Numbers, **whose: Any) -> Ballot:
    if round.method == "fist":
        first, _, reason = typed.partition(" ")
        if not re.fullmatch(r"[0-5],?", first):
            raise Problem("vote.fingers", how=how(round))
        reason = reason.strip(" -–:")
        return build(Ballot, {"marks": (int(first[0]),), "reason": reason or None, **whose})
    words = [word for word in re.split(r"[\s,;]+", typed) if word]
    if not words or not all(map(is_mark, words)):
        raise unread(round)
    return build(Ballot, {"marks": _MARKS[round.method](round, words, numbers), **whose})


def _picked(words: Sequence[str], numbers: Numbers) -> list[int]:
    """The places of the choices that these numbers mean; a dash or a nought is none."""
    places = {number: place for place, number in enumerate(numbers) if number is not None}
    found = []
    for word in words:
        if word == "-" or not int(word):
            continue
        if int(word) not in places:
            raise Problem("vote.no_choice", number=int(word), known=", ".join(map(str, sorted(places))))
        found.append(places[int(word)])
    return found


def _dots(round: Round, words: Sequence[str], numbers: Numbers) -> tuple[int, ...]:
    places, each = _picked(words, numbers), round.each or DOTS
    if len(places) > each:
        raise Problem("vote.too_many", n=each, given=len(places))
    if not round.several and len(set(places)) < len(places):
        raise Problem("vote.one_each")
    return tuple(places.count(at) for at in range(len(round.choices)))


def _hands(round: Round, words: Sequence[str], numbers: Numbers) -> tuple[int, ...]:
    places = _picked(words, numbers)
    return tuple(int(at in places) for at in range(len(round.choices)))


def _ratings(round: Round, words: Sequence[str], _numbers: Numbers) -> tuple[int, ...]:
    if len(words) != len(round.choices):
        raise Problem("vote.a_mark_each", n=len(round.choices), given=len(words))
    marks = tuple(0 if word == "-" else int(word[:9]) for word in words)
    if max(marks) > 5:
        raise Problem("vote.rating")
    return marks


def _ranks(round: Round, words: Sequence[str], numbers: Numbers) -> tuple[int, ...]:
    places = _picked(words, numbers)
    if len(set(places)) < len(places):
        raise Problem("vote.ranked_twice")
    return tuple(places.index(at) + 1 if at in places else 0 for at in range(len(round.choices)))


_MARKS = {"dots": _dots, "hands": _hands, "rating": _ratings, "ranking": _ranks}


# Totals of the room


def _with_totals(round: Round, typed: str, numbers: Numbers) -> Round:
    if round.method == "ranking":
        raise Problem("vote.no_rank_totals")
    if round.ballots and round.method != "fist":
        raise Problem("vote.ballots_are_in", n=len(round.ballots))
    number, colon, marks = typed.partition(":")
    words = [word for word in re.split(r"[\s,;]+", marks if colon else typed) if word]
    if not words or not all(word.isascii() and word.isdigit() for word in (*words, number if colon else "0")):
        raise unread(round)
    given = [int(word[:9]) for word in words]
    if round.method in ("dots", "hands"):
        return _counted(round, given, colon)
    return _shown(round, given, _picked([number], numbers) if colon else [0], bool(colon))


def _counted(round: Round, given: Sequence[int], colon: str) -> Round:
    """How many dots or hands each choice got, in their order."""
    if colon:
        raise unread(round)
    if len(given) != len(round.choices):
        raise Problem("vote.a_count_each", n=len(round.choices), given=len(given))
    if max(given) > MOST_COUNT:
        raise Problem("vote.count", most=MOST_COUNT)
    return _with_marks(round, {at: (count,) for at, count in enumerate(given)})


def _shown(round: Round, given: Sequence[int], places: Sequence[int], numbered: bool) -> Round:
    """The fingers, or the ratings of one choice, of all who showed them."""
    if not places or (len(round.choices) > 1 and not numbered):
        raise Problem("vote.which_choice")
    if round.method == "rating" and not all(1 <= mark <= 5 for mark in given):
        raise Problem("vote.rating")
    if max(given) > 5:
        raise Problem("vote.fingers", how=how(round))
    return _with_marks(round, {places[0]: tuple(sorted(given))})


def _with_marks(round: Round, marks: dict[int, tuple[int, ...]]) -> Round:
    choices = (
        one.model_copy(update={"marks": marks[at]}) if at in marks else one
        for at, one in enumerate(round.choices)
    )
    return round.model_copy(update={"choices": tuple(choices)})
