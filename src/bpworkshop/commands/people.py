"""Who is at the table: parties and people, who is here, who came late, who left."""

from datetime import datetime

from bpworkshop import places, text, toml
from bpworkshop.commands.registry import Face, Told, command, told, usage
from bpworkshop.errors import Problem
from bpworkshop.session import answers
from bpworkshop.session.dates import Ambiguous
from bpworkshop.session.edits import Add, Change, Edit, Several
from bpworkshop.session.items import Party, Person
from bpworkshop.session.joining import new_party, read_person
from bpworkshop.session.people import named_in
from bpworkshop.words import say


@command("people", "people", page=True)
def people(face: Face, rest: str) -> Told:
    return Told(tuple(face.reader.people()))


@command("person", "people")
def person(face: Face, rest: str) -> Told:
    if not rest:
        raise usage("person")
    made = read_person(face.session, rest, face.workshop.new_id())
    face.workshop.apply(Add("people", made), "person")
    return Told((face.reader.person_line(made),))


@command("partner", "people")
def partner(face: Face, rest: str) -> Told:
    if not rest:
        raise usage("partner")
    made = new_party(face.session, rest)
    face.workshop.apply(Add("parties", made), "party")
    return Told((face.reader.party_line(made),))


# Who is here


@command("here", "people")
def here(face: Face, rest: str) -> Told:
    """Somebody is here, as if they had been all along."""
    one = person_of(face, rest, "here")
    edits = [*_back(face, one.party), Change(one.id, {"present": True, "left": None})]
    face.workshop.apply(Several(tuple(edits)), "present")
    return told("command.here.done", name=_called(one))


@command("away", "people")
def away(face: Face, rest: str) -> Told:
    one = person_of(face, rest, "away")
    face.workshop.apply(Change(one.id, {"present": False}), "present")
    return told("command.away.done", name=_called(one))


@command("came", "people")
def came(face: Face, rest: str) -> Told:
    """Somebody came late, or a whole party; somebody new as with ``/person``."""
    at = _now(face)
    if "," in rest:
        made = read_person(face.session, rest, face.workshop.new_id()).model_copy(update={"came": at})
        edits: list[Edit] = [*_back(face, made.party), Add("people", made)]
        face.workshop.apply(Several(tuple(edits)), "present")
        return Told((face.reader.person_line(made),))
    one = _anyone(face, rest, "came")
    if isinstance(one, Person):
        edits = [*_back(face, one.party), _comes(one, at)]
        face.workshop.apply(Several(tuple(edits)), "present")
        return told("command.came.done", name=_called(one), time=f"{at:%H:%M}")
    gone = [each for each in face.session.people if each.party == one.id and not each.present]
    # Who had left before the others did stays away; where nobody left with them, all of them come.
    with_it = [each for each in gone if one.left and each.left == one.left] or gone
    edits = [*_back(face, one.id), *(_comes(each, at) for each in with_it)]
    face.workshop.apply(Several(tuple(edits)), "present")
    return told("command.came.party", party=one.name, time=f"{at:%H:%M}", n=len(with_it))


@command("left", "people")
def left(face: Face, rest: str) -> Told:
    """Somebody left before the end, or a whole party with everyone of it."""
    at = _now(face)
    one = _anyone(face, rest, "left")
    if isinstance(one, Person):
        face.workshop.apply(Change(one.id, {"present": False, "left": at}), "present")
        return told("command.left.done", name=_called(one), time=f"{at:%H:%M}")
    there = [each for each in face.session.people if each.party == one.id and each.present]
    edits = [
        Change(one.id, {"left": at}),
        *(Change(each.id, {"present": False, "left": at}) for each in there),
    ]
    face.workshop.apply(Several(tuple(edits)), "present")
    return told("command.left.party", party=one.name, time=f"{at:%H:%M}", n=len(there))


def _now(face: Face) -> datetime:
    return face.workshop.clock().replace(microsecond=0)


def _comes(one: Person, at: datetime) -> Change:
    return Change(one.id, {"present": True, "came": at, "left": None})


def _back(face: Face, party: str) -> list[Edit]:
    """With the first of its people a party that had left is there again."""
    found = face.session.party(party)
    return [Change(party, {"left": None})] if found and found.left else []


def _called(one: Person) -> str:
    return one.name or one.handle


# Whom a word means


def person_of(face: Face, typed: str, name: str) -> Person:
    """The person that was typed: by number, handle, name or the beginning of either.

    Raises Problem for nobody, for more than one, and with the usage of the
    command ``name`` where nothing was typed.
    """
    found = answers.person(face.session, typed) if typed else None
    if isinstance(found, Ambiguous):
        raise Problem("command.set.ambiguous", typed=typed, readings=", ".join(found.readings))
    one = face.session.person(found) if found else None
    if one is None:
        raise Problem("command.no_person", typed=typed) if typed else usage(name)
    return one


def _anyone(face: Face, typed: str, name: str) -> Person | Party:
    """A person as ``person_of`` knows them, or a party by its handle or name."""
    found = None if typed.removeprefix("@").isdigit() else answers.anyone(face.session, typed)
    if isinstance(found, Ambiguous):
        raise Problem("command.set.ambiguous", typed=typed, readings=", ".join(found.readings))
    return found or person_of(face, typed, name)


@command("forget", "people")
def forget(face: Face, rest: str) -> Told:
    """Takes a person's name out; what they said stays. Works in a closed session too."""
    from bpworkshop.people import Kept  # all that is kept of a session: no start needs it

    one = person_of(face, rest, "forget")
    beyond = Kept(face.workshop, places.rescued()).forget(one, said=False)
    handle = beyond.now.handle if beyond.now else ""
    lines = [say("command.forget.done", handle=handle), *map(str, beyond.problems)]
    # Counted and told as this face may show it, like everything else.
    texts = [f"{toml.dotted(path)}: {text.line(said)}" for path, said in named_in(face.view, one)]
    return Told((*lines, *([say("command.forget.still"), *texts] if texts else [])))
