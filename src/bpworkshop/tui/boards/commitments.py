"""Promises: by party, with who, by when and where each stands."""

from collections.abc import Iterator

from bpworkshop import text
from bpworkshop.session.clusters import gathered
from bpworkshop.session.dates import write_date
from bpworkshop.session.items import Commitment
from bpworkshop.session.standing import due, status
from bpworkshop.tui.boards.drawn import (
    WIDEST,
    Drawn,
    beneath,
    broadest,
    in_order,
    missing,
    names,
    numbered,
    tail,
    who,
)
from bpworkshop.tui.rows import Column, Look, Part, Row, fitted, under

INDENT = 8
SHORTEST = 6
"""Cells that a name needs to be told from another."""


def board(drawn: Drawn) -> Iterator[Row]:
    """By party, with who, by when and where it stands."""
    numbers = numbered(drawn, "commitments")
    session, room = drawn.reader.session, names(drawn, "commitments")
    below = gathered(session.commitments)
    for party in (*(party.id for party in session.parties), None):
        theirs = [item for item in in_order(drawn, session.commitments) if item.promiser == party]
        if theirs:
            title = drawn.reader.party(party) if party else missing(drawn, "commitments", "promiser")
            yield from under(title, "group" if party else "missing", drawn.width, indent=2)
        for item in theirs:
            yield from _promise(drawn, item, numbers[item.id], room)
            yield from beneath(drawn, "commitments", below.get(item.id, ()))


def _promise(drawn: Drawn, item: Commitment, number: int, room: int) -> Iterator[Row]:
    day = due(item)
    state = status(item, drawn.reader.today)
    words = drawn.reader.guide.statuses[state]
    look: Look = (
        "missing" if state in ("late", "missed") else "good" if state in ("kept", "agreed") else "known"
    )
    when = write_date(day) if day else missing(drawn, "commitments", "due")
    if drawn.broad:
        columns = [
            who(drawn, item.owner, "commitments", room),
            Column(when, "known" if day else "missing", WIDEST),
            Column(words, look, broadest(drawn.reader.guide.statuses.values())),
        ]
        yield from drawn.item(number, item, item.commitment, columns)
    else:
        yield from drawn.item(number, item, item.commitment, ())
        owner = drawn.reader.person(item.owner) if item.owner else missing(drawn, "commitments", "owner")
        left = drawn.width - INDENT - text.width(when) - text.width(words) - 4
        room = left if left >= SHORTEST else drawn.width - INDENT
        whose: Part = (fitted(owner, min(room, text.width(owner))), "known" if item.owner else "missing")
        stands: tuple[Part, ...] = ((f"{when}  ", "known" if day else "missing"), (words, look))
        indent: Part = (" " * INDENT, "plain")
        if left >= SHORTEST:
            yield Row((indent, whose, ("  ", "plain"), *stands), item.id)
        else:
            # On the narrowest board who comes on a line of its own.
            yield Row((indent, whose), item.id)
            yield Row((indent, *stands), item.id)
    if not item.evidence:
        yield from under(missing(drawn, "commitments", "evidence"), "missing", drawn.width, item.id)
    yield from tail(
        drawn, "commitments", item, "evidence", "fist", "to", "carried_by", "if_missed", "hours", "money"
    )
