"""Who joins a session: a person or a party, read from what was typed."""

from bpworkshop import text
from bpworkshop.errors import Problem
from bpworkshop.session import answers, names
from bpworkshop.session.edits import build
from bpworkshop.session.items import Party, Person
from bpworkshop.session.session import Session
from bpworkshop.words import entry, say


def read_person(session: Session, typed: str, id: str) -> Person:
    """``Ana, library, lead``: name, party, role. The name may be left out: ``library``.

    Raises Problem when the party is none of the session's.
    """
    parts = [text.line(part) for part in typed.split(",")]
    if len(parts) == 1 and read_party(session, parts[0]) is None:
        raise Problem("command.person.party", typed=parts[0], parties=_parties(session))
    if len(parts) == 1:
        parts = ["", parts[0]]
    name, typed_party, *role = parts
    party = read_party(session, typed_party)
    if party is None:
        raise Problem("command.person.party", typed=typed_party, parties=_parties(session))
    taken = names.handles(session)
    called = name or say("names.participant", n=len(session.people) + 1)
    return build(
        Person,
        {
            "id": id,
            "handle": names.handle(called, taken),
            "party": party,
            "name": name or None,
            "role": ", ".join(part for part in role if part) or None,
        },
    )


def _parties(session: Session) -> str:
    return ", ".join(party.handle for party in session.parties)


def read_party(session: Session, typed: str) -> str | None:
    """A party by name or handle, by *library* or *us* for ours, by *partner* where there is one."""
    found = answers.party(session, typed)
    if isinstance(found, str):
        return found
    if typed.casefold() in entry("names.ours"):
        return session.ours.id
    if typed.casefold() in entry("names.partner") and len(session.partners) == 1:
        return session.partners[0].id
    return None


def new_party(session: Session, name: str) -> Party:
    """A partner of this name. Its id is its first handle: an organisation's name is no secret,
    and the file stays readable for a person with an editor."""
    used = {one.id for one in session.parties}
    taken = names.handles(session) | used
    handle = names.handle(name, taken)
    id = text.slug(handle, 30)
    return build(
        Party,
        {
            "id": id if len(id) > 1 and id not in used else names.random_id(),
            "name": text.line(name),
            "handle": handle,
        },
    )
