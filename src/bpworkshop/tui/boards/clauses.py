"""The agreement: clauses by part, each in, out on purpose or open; of the chosen one what it came from."""

from collections.abc import Iterator

from bpworkshop.session.clauses import is_in, is_out
from bpworkshop.session.clusters import gathered
from bpworkshop.session.tools import Clause
from bpworkshop.toolbox.agreement import PARTS, Stands, standing
from bpworkshop.toolbox.telling import mark, notes, part_title, sources
from bpworkshop.tui.boards.drawn import Drawn, beneath, broadest, in_order, numbered, tail
from bpworkshop.tui.rows import Column, Look, Row, fitted, under
from bpworkshop.words import say

INDENT = 8


def board(drawn: Drawn) -> Iterator[Row]:
    """Part by part; the numbers are those by which people call them."""
    clauses = drawn.reader.session.clauses
    numbers, below = numbered(drawn, "clauses"), gathered(clauses)
    stands = {one.clause.id: one for one in standing(drawn.reader)}
    found = in_order(drawn, clauses)
    for line in drawn.reader.adds_up("clauses")[:1]:
        yield from under(line, "mark", drawn.width, indent=2)
    for part in (*PARTS, None):
        of_part = [one for one in found if one.part == part]
        if of_part:
            yield from under(part_title(drawn.reader, part), "group", drawn.width, indent=2)
        for one in of_part:
            yield from _clause(drawn, stands[one.id], numbers[one.id])
            yield from beneath(drawn, "clauses", below.get(one.id, ()))


def _clause(drawn: Drawn, stands: Stands, number: int) -> Iterator[Row]:
    one = stands.clause
    look: Look = "good" if is_in(one) else "known" if is_out(one) else "missing"
    words = drawn.reader.guide.choices("clauses", "state")
    state = Column(f"{mark(one)} {words[one.state or 'open']}", look, broadest(words.values()) + 2)
    if drawn.broad:
        yield from drawn.item(number, one, one.clause, [state])
    else:
        yield from drawn.item(number, one, f"{mark(one)} {one.clause}")
    if one.id == drawn.chosen:
        yield from _whole(drawn, one)
        for note in notes(drawn.reader, stands, number):
            yield from under(note, "mark", drawn.width, one.id)
    else:
        if said := _said(one, drawn.width - INDENT):
            yield Row(((" " * INDENT, "plain"), (said, "known")), one.id)
        if stands.changed:
            yield from under(say("agreement.changed_short"), "mark", drawn.width, one.id)
    yield from tail(drawn, "clauses", one, "owner")


def _said(one: Clause, width: int) -> str:
    """What a clause says, as far as one line has room for it."""
    words = (one.why if one.state == "out" else one.text) or ""
    # No more of a long text is looked at than could have room.
    return fitted(words[: width + 1].replace("\n", " · "), width).rstrip()


def _whole(drawn: Drawn, one: Clause) -> Iterator[Row]:
    """All that a clause says, or what it is asked for; and what it came from."""
    reader = drawn.reader
    if one.state == "out" and one.why:
        yield from under(reader.labelled("clauses", "why", one.why), "known", drawn.width, one.id)
    elif one.text:
        for line in one.text.splitlines():
            yield from under(line, "known", drawn.width, one.id)
    else:
        yield from _asked(drawn, one)
    for line in sources(reader, one):
        yield from under(line, "faint", drawn.width, one.id)


def _asked(drawn: Drawn, one: Clause) -> Iterator[Row]:
    yield from under(drawn.reader.asks(one), "missing", drawn.width, one.id)
    if one.drafted:
        yield from under(say("agreement.proposed"), "mark", drawn.width, one.id)
        for line in one.drafted.splitlines():
            yield from under(line, "known", drawn.width, one.id)
