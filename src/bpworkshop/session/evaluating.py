"""An evaluation while it runs: everybody writes by themselves, choice by choice, a mark and why.

What somebody has written so far stands in their ballot: it has fewer marks
than there are choices until it is whole. So whoever is not done goes on where
they were, also after the program has ended.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bpworkshop import text
from bpworkshop.errors import Problem
from bpworkshop.session import answers
from bpworkshop.session.around import Ballot, Because, Round
from bpworkshop.session.ballots import Heard, is_mark, is_whole, next_slip, with_ballots
from bpworkshop.session.dates import Ambiguous
from bpworkshop.session.edits import build
from bpworkshop.session.items import Person
from bpworkshop.session.presence import in_the_room, in_turn
from bpworkshop.session.session import Session
from bpworkshop.session.voting import cast, closed

MOST = 5


class Writer(NamedTuple):
    """Whose ballot it is: a person's, a slip's with a number, or neither where there are no names."""

    by: str | None = None
    slip: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A mark – 0 leaves the choice out – and why. ``why`` is None where it was not said."""

    mark: int
    why: str | None = None


# Who writes


def in_room(round: Round, session: Session) -> tuple[Person, ...]:
    """Those whose answers are waited for, where it goes by name: of an evaluation among us only ours."""
    people = in_the_room(session)
    return tuple(one for one in people if round.only_for in (None, one.party))


def missing(round: Round, session: Session) -> list[str]:
    """The ids of those who are here and not done yet, in the order in which people speak."""
    if round.names != "named":
        return []
    done = {one.by for one in round.ballots if is_whole(round, one)}
    there = {one.id for one in in_room(round, session)}
    return [id for id in in_turn(session) if id in there and id not in done]


def expected(round: Round, session: Session) -> int:
    """How many answers it waits for: slips as was said, otherwise of each who is here."""
    return round.expected or len(in_room(round, session))


def all_in(round: Round, session: Session) -> bool:
    """Whether nobody is waited for any more."""
    if not cast(round) or any(not is_whole(round, one) for one in round.ballots):
        return False
    return not missing(round, session) and (
        round.names == "named" or cast(round) >= expected(round, session) > 0
    )


def unfinished(round: Round) -> Writer | None:
    """Whoever has begun and is not done."""
    found = next((one for one in round.ballots if not is_whole(round, one)), None)
    return Writer(found.by, found.slip) if found else None


def next_writer(round: Round) -> Writer:
    """Whose the next slip is."""
    return Writer() if round.names == "anonymous" else Writer(slip=next_slip(round))


def place(round: Round, writer: Writer) -> int:
    """The choice that is next for somebody, counted from 0; the first again for whoever is done."""
    found = _unfinished(round, writer)
    return len(found.marks) if found else 0


def _unfinished(round: Round, writer: Writer) -> Ballot | None:
    return next((one for one in round.ballots if _is(one, writer) and not is_whole(round, one)), None)


def _is(ballot: Ballot, writer: Writer) -> bool:
    return (ballot.by, ballot.slip) == writer


# What a line says


def named(round: Round, session: Session, typed: str) -> tuple[Writer, str] | None:
    """Whose line it is, where it says so, and what stands behind that: ``Ana``, ``Ana 4 why``, ``#7 4 why``.

    Raises Problem for somebody who is not known, and where names or numbers have no place.
    """
    if slip := re.fullmatch(r"#([0-9]{0,4})[:\s]*(.*)", typed):
        if round.names == "anonymous" and slip[1]:
            raise Problem("vote.no_slips")
        if round.names != "anonymous" and not int(slip[1] or 0):
            raise Problem("vote.slip_number")
        return (Writer() if round.names == "anonymous" else Writer(slip=int(slip[1]))), slip[2]
    found = re.fullmatch(r"(.*?)(?:[\s:,]+((?:[0-9]|-(?=[\s,;]|$)).*))?", typed)
    assert found
    by = answers.person(session, found[1])
    if isinstance(by, Ambiguous):
        raise Problem("command.set.ambiguous", typed=found[1], readings=", ".join(by.readings))
    if by is None:
        return None
    if round.names != "named":
        raise Problem(f"vote.no_names.{round.names}")
    return Writer(by=by), found[2] or ""


def read(typed: str) -> list[Answer]:
    """Answers in their order: ``4``, ``4 we talk every week``, ``4 3 5``, ``4 we talk; 3 it is slow; -``.

    Empty where a line is none. Raises Problem for a mark that there is not.
    """
    words = [word for word in re.split(r"[\s,;]+", typed) if word]
    if all(map(is_mark, words)):
        return [Answer(_mark(word)) for word in words]
    # A semicolon ends a reason only where the next mark follows.
    pieces = re.split(r"\s*;\s*(?=(?:[0-9]|-(?:[\s;]|$)))", typed.strip(" ;"))
    found = [re.fullmatch(r"([0-9]+|-)(?:[\s:,.–-]+(.*))?", piece) for piece in pieces]
    return [Answer(_mark(one[1]), one[2] or None) for one in found if one] if all(found) else []


def _mark(word: str) -> int:
    if word == "-":
        return 0
    if not 1 <= int(word[:9]) <= MOST:
        raise Problem("vote.rating")
    return int(word[:9])


def answered(round: Round, writer: Writer, given: Sequence[Answer]) -> Heard:
    """The round with somebody's next answers; of whoever was done they are the first of a new ballot.

    Raises Problem where they are more than there is to answer.
    """
    begun = _unfinished(round, writer)
    # Without names nobody's ballot can be known again once it is whole.
    before = begun or next((one for one in round.ballots if _is(one, writer) and writer != Writer()), None)
    marks = begun.marks if begun else ()
    if len(marks) + len(given) > len(round.choices):
        raise Problem("evaluate.too_many", n=len(round.choices) - len(marks), given=len(given))
    because = [
        build(Because, {"choice": at, "text": text.line(one.why)})
        for at, one in enumerate(given, len(marks) + 1)
        if one.why
    ]
    whole = {
        "marks": (*marks, *(one.mark for one in given)),
        "because": (*(begun.because if begun else ()), *because),
    }
    ballot = build(Ballot, {**writer._asdict(), **whole})
    return Heard(_with(round, before, ballot), ballot, again=before is not begun)


def explained(round: Round, ballot: Ballot, why: str) -> Heard:
    """The round with why somebody gave the latest mark of their ballot. Raises Problem."""
    because = build(Because, {"choice": len(ballot.marks), "text": text.line(why)})
    told = ballot.model_copy(update={"because": (*ballot.because, because)})
    return Heard(_with(round, ballot, told), told)


def _with(round: Round, before: Ballot | None, ballot: Ballot) -> Round:
    """The round with a ballot in place of the one that it was before."""
    others = list(round.ballots)
    if before:
        others.remove(before)
    return with_ballots(round, [*others, ballot])


# At its end


def counted(round: Round, at: datetime) -> Round:
    """The evaluation as the session keeps it; who was not done has left out the rest.

    Raises Problem where nobody has answered anything.
    """
    n = len(round.choices)
    ballots = [
        one.model_copy(update={"marks": (*one.marks, *(0,) * (n - len(one.marks)))}) for one in round.ballots
    ]
    return closed(with_ballots(round, ballots), at)
