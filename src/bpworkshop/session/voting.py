"""A vote from its opening to its end: what is voted on, what everybody may know of it, what follows from it.

What a line puts into it stands in ``ballots``, what it comes to in ``spread``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bpworkshop import text
from bpworkshop.errors import Problem
from bpworkshop.session.around import Choice, Round
from bpworkshop.session.ballots import DOTS, Numbers, in_order, is_whole, with_ballots
from bpworkshop.session.boards import BOARDS
from bpworkshop.session.clusters import heads
from bpworkshop.session.edits import Change, build
from bpworkshop.session.items import Commitment, StepItem, Value
from bpworkshop.session.people import nameless_id
from bpworkshop.session.session import Session
from bpworkshop.session.spread import lowest, spreads
from bpworkshop.session.stage import Running
from bpworkshop.session.types import Naming, Step, Voting
from bpworkshop.words import entry

MOST_DOTS = 20

# What is voted on


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a vote is to go, as it was typed behind its command; ``words``: what it asks, in its own words."""

    each: int | None = None
    several: bool = False
    secret: bool = True
    names: Naming = "named"
    numbers: tuple[int, ...] = ()
    words: str = ""


def wanted(method: Voting, typed: str, names: Naming = "named") -> Wanted:
    """``3 several open on 1 2 4``; or words, with what is wanted before a colon.

    For dots the first number is how many everyone has. Words are only taken
    as options where nothing else stands beside them: a question may begin
    with one.
    """
    before, colon, after = typed.partition(":")
    found = _options(method, typed, names)
    if found is None and colon and after.strip():
        found = _options(method, before, names)
        typed = after if found else typed
        found = replace(found or Wanted(secret=_is_secret(method), names=names), words=text.line(typed))
    return found or Wanted(secret=_is_secret(method), names=names, words=text.line(typed))


def _is_secret(method: Voting) -> bool:
    """Raised hands are seen; everything else is hidden until it is counted."""
    return method != "hands"


def _options(method: Voting, typed: str, names: Naming) -> Wanted | None:
    """What is wanted, where all that was typed says so; None where something else stands there too."""
    found, numbers, on = Wanted(secret=_is_secret(method), names=names), list[int](), False
    for word in re.split(r"[\s,]+", typed.casefold().strip()):
        if word.isascii() and word.isdigit():
            if method == "dots" and not on and found.each is None:
                found = replace(found, each=int(word[:9]))
            else:
                numbers.append(int(word[:9]))
        elif word in entry("vote.word.on"):
            on = True
        elif word in entry("vote.word.several"):
            found = replace(found, several=True)
        elif word in entry("vote.word.open"):
            found = replace(found, secret=False)
        elif word in entry("vote.word.hidden"):
            found = replace(found, secret=True)
        elif name := next((one for one in _NAMINGS if word in entry(f"vote.word.{one}")), None):
            found = replace(found, names=name)
        elif word and word not in entry("vote.word.all"):
            return None
    return replace(found, numbers=tuple(dict.fromkeys(numbers)))


_NAMINGS: tuple[Naming, ...] = ("named", "pseudonymous", "anonymous")


def choices(room: Session, step: Step, wanted: Wanted, method: Voting) -> tuple[Choice, ...]:
    """What can be voted for: words of its own, or items of a board that stand under no other.

    Raises Problem where a number is none of those, and where there is nothing to choose.
    """
    found = tuple(_of_words(wanted.words, method) if wanted.words else _of_board(room, step, wanted.numbers))
    if len(found) < (2 if method in ("dots", "ranking") else 1):
        raise Problem("vote.nothing")
    if method == "fist" and len(found) > 1:
        raise Problem("vote.one_at_a_time")
    return found


def _of_words(words: str, method: Voting) -> Iterator[Choice]:
    """``When? Monday / Friday``; without such choices hands say yes or no, and fingers show for the words."""
    several = [one.strip() for one in words.rpartition("?")[2].split("/")]
    if len(several) == 1:
        several = entry("vote.yes_no") if method == "hands" else [words]
    for one in several if method != "fist" else [words]:
        if one:
            yield build(Choice, {"text": one})


def _of_board(room: Session, step: Step, numbers: Sequence[int]) -> Iterator[Choice]:
    board = room.board(step)
    free = {item.id for item in heads(board)}
    for number in numbers:
        if not 1 <= number <= len(board):
            raise Problem("vote.no_item", number=number, n=len(board))
        if board[number - 1].id not in free:
            raise Problem("vote.under", number=number)
    for number, item in enumerate(board, 1):
        if item.id in free and (not numbers or number in numbers):
            yield Choice(text=item.said, item=item.id)


def question(words: str) -> str:
    """What is asked, without the choices that stand behind it."""
    asked, mark, after = words.rpartition("?")
    return asked + mark if mark and "/" in after else words


def opened(
    wanted: Wanted,
    method: Voting,
    choices: Sequence[Choice],
    *,
    id: str,
    text: str,
    at: datetime,
    **more: Any,
) -> Round:
    """A round that runs. ``more``: its step, and whose it is. Raises Problem."""
    each = (wanted.each or DOTS) if method == "dots" else None
    if each is not None and each > MOST_DOTS:
        raise Problem("vote.too_many_each", most=MOST_DOTS)
    given = {
        "id": id,
        "text": text,
        "method": method,
        "names": wanted.names,
        "secret": wanted.secret,
        "each": each,
        "several": wanted.several and method == "dots",
        "opened": at,
        "choices": tuple(choices),
        **more,
    }
    return build(Round, given)


def again(last: Round, session: Session, *, id: str, at: datetime) -> Round:
    """A round like one that is closed, on what is still there of it, in the words of now. Raises Problem."""
    there = {item.id: item for step in BOARDS for item in session.board(step)}
    choices = [
        one.model_copy(update={"text": there[one.item].said if one.item else one.text, "marks": ()})
        for one in last.choices
        if one.item is None or one.item in there
    ]
    if not choices:
        raise Problem("vote.nothing")
    new = {"id": id, "opened": at, "closed": None, "choices": tuple(choices), "ballots": (), "note": None}
    if last.method == "fist" and choices[0].item:
        new["text"] = choices[0].text
    return last.model_copy(update=new)


def numbers(round: Round, room: Session) -> Numbers:
    """The number of each choice as the room reads it on the board; of words of its own, in their order."""
    if not round.step or not any(choice.item for choice in round.choices):
        return range(1, len(round.choices) + 1)
    board = room.board(round.step)
    places = {item.id: number for number, item in enumerate(board, 1)}
    return tuple(places.get(choice.item or "") for choice in round.choices)


def running(round: Round) -> Running:
    """What everybody may know of it while it runs; of a vote among us not even what it asks."""
    asked = "" if round.only_for else round.text
    on_board = round.step is not None and any(choice.item for choice in round.choices)
    choices = () if on_board or not asked else tuple(choice.text for choice in round.choices)
    return Running(round.id, round.method, round.names, asked, cast(round), choices)


def cast(round: Round) -> int:
    """How many are in, as far as that can be known: ballots, fingers shown, people's worth of dots.

    Of hands that were only counted nobody can tell; that is 0.
    """
    marks = [len(choice.marks) for choice in round.choices]
    if round.ballots and not any(marks):
        return sum(is_whole(round, one) for one in round.ballots)
    if round.method in ("fist", "rating"):
        return max(marks, default=0)
    dots = sum(sum(choice.marks) for choice in round.choices)
    return -(-dots // round.each) if round.each else 0


def is_empty(round: Round) -> bool:
    """Whether nobody has voted yet."""
    return not round.ballots and not any(choice.marks for choice in round.choices)


# At its end


def closed(round: Round, at: datetime) -> Round:
    """The round as the session keeps it. Raises Problem where nobody has voted.

    Of fingers it is enough that nobody showed fewer than three.
    """
    if is_empty(round) and round.method != "fist":
        raise Problem("vote.nobody")
    return in_order(round.model_copy(update={"closed": at}))


def follows(round: Round, session: Session) -> list[Change]:
    """What a round that is closed gives the items that were voted on, as far as they are still there.

    Dots and hands their votes, the rating of a value its ratings, fingers for
    a promise the fewest that anybody showed.
    """
    there = {item.id: item for step in BOARDS for item in session.board(step)}
    edits = []
    for spread, choice in zip(spreads(round), round.choices, strict=True):
        item: StepItem | None = there.get(choice.item or "")
        if item and round.method in ("dots", "hands"):
            edits.append(Change(item.id, {"votes": spread.total}))
        elif isinstance(item, Value) and round.method == "rating" and spread.marks:
            edits.append(Change(item.id, {"ratings": spread.marks}))
        elif isinstance(item, Commitment) and round.method == "fist":
            edits.append(Change(item.id, {"fist": lowest(round)}))
    return edits


def settled(round: Round, session: Session) -> Round:
    """The round without ballots of people who are gone; of one without a name now it is the ballot."""
    known = {person.id for person in session.people}
    if all(one.by is None or one.by in known for one in round.ballots):
        return round
    ballots = []
    for one in round.ballots:
        nameless = nameless_id(session, one.by) if one.by else None
        if one.by is None or one.by in known:
            ballots.append(one)
        elif nameless in known:
            ballots.append(one.model_copy(update={"by": nameless}))
    return with_ballots(round, ballots)


def check_board(round: Round, before: Session, after: Session) -> None:
    """While a vote runs, nothing that is voted on goes, comes under another or to another place.

    Under dots nothing new comes either. Raises Problem.
    """
    if round.evaluates:
        asked = {choice.item for choice in round.choices}
        rated = [{one.id: one.only_for for one in side.goals if one.id in asked} for side in (before, after)]
        if rated[0] != rated[1]:
            raise Problem("vote.board_stands")
    if not round.step or not any(choice.item for choice in round.choices):
        return
    was, now = (
        [(one.id, one.under, one.only_for) for one in side.board(round.step)] for side in (before, after)
    )
    if was != now[: len(was)]:
        raise Problem("vote.board_stands")
    if round.method == "dots" and len(now) > len(was):
        raise Problem("vote.nothing_new")
