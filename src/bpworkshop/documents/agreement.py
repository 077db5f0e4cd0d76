"""The agreement as it is signed: clauses by part, what is still open, what is left out, lines to sign on."""

from collections.abc import Iterator
from typing import NamedTuple

from bpworkshop.documents.filling import Paper, filled
from bpworkshop.documents.parts import Document, Signatory
from bpworkshop.pages import Reader
from bpworkshop.session.around import Agreement
from bpworkshop.session.clauses import is_in, is_out
from bpworkshop.session.clusters import heads
from bpworkshop.session.dates import write_date
from bpworkshop.session.standing import due
from bpworkshop.session.switching import counted
from bpworkshop.session.tools import Clause
from bpworkshop.session.types import SHARED
from bpworkshop.toolbox import versions
from bpworkshop.toolbox.agreement import by_part, whole
from bpworkshop.toolbox.clauses import Words, drafted, goals, parties, promises
from bpworkshop.toolbox.telling import part_title

Rows = tuple[tuple[str, ...], ...]


class Numbered(NamedTuple):
    """A clause that is in. ``table``: which table with ``rows`` tells it instead of its words; else empty."""

    number: str
    name: str
    text: str
    table: str = ""
    rows: Rows = ()
    more: Rows = ()


class Section(NamedTuple):
    """A part of the agreement, with its number."""

    number: int
    title: str
    clauses: tuple[Numbered, ...]


def agreement(reader: Reader, paper: Paper) -> Document:
    """The agreement of one session as it stands; a draft as long as a clause is open."""
    session = reader.session
    clauses = tuple(heads(whole(reader)))
    newest, base = versions.newest(session), compared(reader)
    open_ = [one for one in clauses if not is_in(one) and not is_out(one)]
    facts = {
        "parties": tuple(one.name for one in parties(session)),
        "number": session.agreements.index(newest) + 1 if newest else 0,
        "version": newest.text if newest else None,
        "agreed": write_date(newest.on) if newest else "",
        "by": tuple(map(reader.person, newest.people)) if newest else (),
        "signed": write_date(newest.signed) if newest and newest.signed else "",
        "changed": bool(newest and versions.differences(newest, session.clauses)),
        "amends": session.agreements.index(base) + 1 if base else 0,
        "amended": write_date(base.signed or base.on) if base else "",
        "sections": tuple(_sections(reader, clauses)),
        "open": tuple(_open(reader, one) for one in open_),
        "out": tuple((one.clause, one.why) for one in clauses if is_out(one)),
        "different": tuple(
            (one.clause, one.label, one.was, one.now)
            for one in (versions.differences(base, session.clauses) if base else ())
        ),
        "signatories": tuple(_signatories(reader, newest)),
    }
    return filled("agreement", reader, facts, paper)


def compared(reader: Reader) -> Agreement | None:
    """The version that this text amends; None where it amends none."""
    session = reader.session
    newest = versions.newest(session)
    if newest and not versions.differences(newest, session.clauses):
        return next((one for one in session.agreements if one.id == newest.amends), None)
    return versions.signed(session)


def _sections(reader: Reader, clauses: tuple[Clause, ...]) -> Iterator[Section]:
    inside = [one for one in by_part(clauses) if is_in(one)]
    now = drafted(reader)
    for number, part in enumerate(dict.fromkeys(one.part for one in inside), 1):
        found = [one for one in inside if one.part == part]
        numbered = (_numbered(reader, f"{number}.{at}", one, now) for at, one in enumerate(found, 1))
        yield Section(number, part_title(reader, part), tuple(numbered))


def _numbered(reader: Reader, number: str, one: Clause, now: dict[str, Words]) -> Numbered:
    """A clause in words – or in a table, as long as its words are those that the table is made of."""
    name, words = one.name or "", now.get(one.name or "")
    if words is None or one.text != words.text or name not in ("work-plan", "give-and-get", "indicators"):
        return Numbered(number, one.clause, one.text or "")
    if name == "work-plan":
        return Numbered(number, one.clause, "", name, tuple(_promises(reader)))
    if name == "indicators":
        return Numbered(number, one.clause, "", name, tuple(_indicators(reader)))
    return Numbered(number, one.clause, "", name, tuple(_benefits(reader)), tuple(_figures(reader)))


def _promises(reader: Reader) -> Iterator[tuple[str, ...]]:
    for one in promises(reader.session):
        day = due(one)
        yield (
            reader.party(one.promiser) if one.promiser else "",
            one.said,
            reader.person(one.owner) if one.owner else "",
            write_date(day) if day else "",
            one.evidence or "",
        )


def _benefits(reader: Reader) -> Iterator[tuple[str, ...]]:
    for one in counted(reader.session, heads(reader.session.benefits)):
        if one.giver and one.receiver:
            yield reader.party(one.giver), reader.party(one.receiver), one.said, one.need or ""


def _figures(reader: Reader) -> Iterator[tuple[str, ...]]:
    for one in counted(reader.session, heads(reader.session.figures)):
        if one.giver and one.value is not None:
            yield reader.party(one.giver), reader.figure(one)


def _indicators(reader: Reader) -> Iterator[tuple[str, ...]]:
    for whose in (SHARED, *(party.id for party in parties(reader.session))):
        for one in goals(reader.session, whose):
            if one.measure or one.target or one.due:
                day = write_date(one.due) if one.due else ""
                yield one.statement, one.measure or "", one.target or "", day


def _open(reader: Reader, one: Clause) -> tuple[str, str, str]:
    """A clause that is open: what would fill it, and what is proposed for it."""
    return one.clause, reader.asks(one), (one.text or one.drafted or "").replace("\n", "; ")


def _signatories(reader: Reader, newest: Agreement | None) -> Iterator[Signatory]:
    """Who signs for each party: who agreed, otherwise all whom it named."""
    for party in parties(reader.session):
        people = [one.id for one in reader.session.people if one.party == party.id]
        agreed = [id for id in people if newest and id in newest.people]
        yield Signatory(party.name, tuple(map(reader.person, agreed or people)) or ("",))
