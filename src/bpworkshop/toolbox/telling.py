"""The agreement as it is read aloud: its clauses, what changed under them, and what since it was agreed."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from bpworkshop.pages import Reader
from bpworkshop.session.clauses import is_in, is_out
from bpworkshop.session.clusters import heads
from bpworkshop.session.tools import Clause
from bpworkshop.toolbox import versions
from bpworkshop.toolbox.agreement import PARTS, Stands, standing
from bpworkshop.words import say

What = Literal["sum", "open", "part", "clause", "text", "why", "proposed", "sources", "note", "list"]


class Line(NamedTuple):
    """A line of the page, and what it is."""

    what: What
    words: str


def lines(reader: Reader) -> Iterator[str]:
    """The page as it is read aloud; a blank line stands before each part.

    A wording has lines of its own, which must not seem to be clauses or words of the program.
    """
    for line in page(reader):
        if line.what == "part":
            yield ""
        yield f"– {line.words}" if line.what in ("text", "proposed") else line.words


def page(reader: Reader) -> Iterator[Line]:
    """What is settled, clause by clause, and what changed since it was agreed."""
    if not reader.session.clauses:
        yield Line("sum", say("agreement.empty"))
        return
    for at, words in enumerate(reader.adds_up("clauses")):
        yield Line("open" if at else "sum", words)
    stands = {one.clause.id: one for one in standing(reader)}
    numbers = {one.id: number for number, one in enumerate(reader.session.clauses, 1)}
    for part in (*PARTS, None):
        found = [one for one in heads(reader.session.clauses) if one.part == part]
        if found:
            yield Line("part", part_title(reader, part))
        for one in found:
            yield from _clause(reader, numbers[one.id], stands[one.id])
    yield from _versions(reader)


def part_title(reader: Reader, part: str | None) -> str:
    """What a part is called; of clauses that belong to none, that they do so."""
    return reader.guide.choice("clauses", "part", part).capitalize() if part else say("agreement.no_part")


def mark(one: Clause) -> str:
    """Whether a clause is in, out or open, as a sign."""
    return "✓" if is_in(one) else "✗" if is_out(one) else "○"


def _clause(reader: Reader, number: int, stands: Stands) -> Iterator[Line]:
    one = stands.clause
    state = reader.guide.choice("clauses", "state", one.state or "open")
    words = say("agreement.line", number=number, clause=one.clause, state=f"{mark(one)} {state}")
    yield Line("clause", words)
    if one.state == "out":
        yield from ([Line("why", reader.labelled("clauses", "why", one.why))] if one.why else [])
    elif one.text:
        yield from (Line("text", line) for line in one.text.splitlines())
    elif one.drafted:
        yield Line("proposed", say("agreement.proposed"))
        yield from (Line("proposed", line) for line in one.drafted.splitlines())
    yield from (Line("sources", line) for line in sources(reader, one))
    yield from (Line("note", line) for line in notes(reader, stands, number))


MOST_SOURCES = 12


def sources(reader: Reader, one: Clause) -> Iterator[str]:
    """What a clause came from, in a line."""
    if one.sources:
        line = reader.labelled("clauses", "sources", one.sources[:MOST_SOURCES])
        more = len(one.sources) - MOST_SOURCES
        yield f"{line} {say('agreement.more', n=more)}" if more > 0 else line


def notes(reader: Reader, stands: Stands, number: int) -> Iterator[str]:
    """What is to be known of a clause: that not everybody may read it, what changed under it."""
    if stands.unread and not reader.everyone:
        yield say("agreement.unread", number=number)
    if stands.changed and stands.now:
        now = (stands.now.text or "").replace("\n", " ")
        what = "; ".join(versions.changes((stands.clause.drafted or "").replace("\n", " "), now))
        yield say("agreement.changed", what=what, number=number)


def _versions(reader: Reader) -> Iterator[Line]:
    """The versions that were agreed to, and what has changed since the newest."""
    session = reader.session
    newest = versions.newest(session)
    if newest is None:
        return
    yield Line("part", reader.guide.title("agreements"))
    yield from (Line("list", line) for line in reader.board("agreements", whole=True))
    found = versions.differences(newest, session.clauses)
    if not found:
        yield Line("sum", say("agreement.as_agreed"))
        return
    # What was signed is amended; what was not is only another draft of it.
    key = "agreement.amended" if versions.signed(session) else "agreement.since"
    yield Line("note", say(key, n=len(found)))
    yield from (Line("list", one.told) for one in found)
