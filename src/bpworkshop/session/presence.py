"""Who is in the room: which side has gone, in which order people speak, and whose turn it is."""

from dataclasses import replace
from itertools import zip_longest

from bpworkshop.session.items import Person
from bpworkshop.session.session import Session
from bpworkshop.session.stage import Turns


def has_left(session: Session, party: str) -> bool:
    """Whether a party is gone: it left as a whole, or had people and none of them is here any more."""
    found = session.party(party)
    theirs = [person for person in session.people if person.party == party]
    gone = bool(theirs) and not any(person.present for person in theirs)
    return gone or (found is not None and found.left is not None)


def in_the_room(session: Session) -> tuple[Person, ...]:
    """Who is here; in *prepare* that is our side alone, whoever else is on the list for later."""
    ours = session.ours.id if session.phase == "prepare" else None
    return tuple(person for person in session.people if person.present and ours in (None, person.party))


def in_turn(session: Session) -> tuple[str, ...]:
    """The ids of who is here in the order in which they speak.

    One of each party after the other, ours first, each in the order of the
    list; when a party has nobody left, the others go on without it.
    """
    parties = [session.ours, *session.partners]
    people = in_the_room(session)
    sides = [[person.id for person in people if person.party == party.id] for party in parties]
    return tuple(id for each in zip_longest(*sides) for id in each if id is not None)


def turns_now(session: Session, turns: Turns) -> Turns:
    """The turns as they are with who is here now: who came late waits at the end, who left drops out."""
    there = in_turn(session)
    waiting = tuple(id for id in turns.waiting if id in there)
    late = tuple(id for id in there if id not in waiting and id not in turns.done)
    return replace(turns, waiting=(*waiting, *late))


def spoken(turns: Turns, person: str | None) -> Turns:
    """The turns after somebody spoke or passed; None where nobody is named: then voices are counted."""
    waiting = tuple(id for id in turns.waiting if id != person)
    return replace(turns, waiting=waiting, done=(*turns.done, person or str(len(turns.done) + 1)))
