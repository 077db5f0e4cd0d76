"""Who is at the table: parties and people, who is here, who left."""

from bpworkshop import places, text, toml
from bpworkshop.commands.registry import Face, Told, command, told, usage
from bpworkshop.errors import Problem
from bpworkshop.people import Kept
from bpworkshop.session import answers
from bpworkshop.session.dates import Ambiguous
from bpworkshop.session.edits import Add, Change
from bpworkshop.session.items import Person
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


@command("here", "people")
def here(face: Face, rest: str) -> Told:
    return _present(face, rest, "here", present=True)


@command("away", "people")
def away(face: Face, rest: str) -> Told:
    return _present(face, rest, "away", present=False)


def _present(face: Face, rest: str, name: str, *, present: bool) -> Told:
    one = _person(face, rest, name)
    face.workshop.apply(Change(one.id, {"present": present}), "present")
    return told(f"command.{name}.done", name=one.name or one.handle)


@command("forget", "people")
def forget(face: Face, rest: str) -> Told:
    """Takes a person's name out; what they said stays. Works in a closed session too."""
    one = _person(face, rest, "forget")
    beyond = Kept(face.workshop, places.rescued()).forget(one, said=False)
    handle = beyond.now.handle if beyond.now else ""
    lines = [say("command.forget.done", handle=handle), *map(str, beyond.problems)]
    # Counted and told as this face may show it, like everything else.
    texts = [f"{toml.dotted(path)}: {text.line(said)}" for path, said in named_in(face.view, one)]
    return Told((*lines, *([say("command.forget.still"), *texts] if texts else [])))


def _person(face: Face, typed: str, name: str) -> Person:
    found = answers.person(face.session, typed) if typed else None
    if isinstance(found, Ambiguous):
        raise Problem("command.set.ambiguous", typed=typed, readings=", ".join(found.readings))
    one = face.session.person(found) if found else None
    if one is None:
        raise Problem("command.no_person", typed=typed) if typed else usage(name)
    return one
