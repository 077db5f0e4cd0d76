"""The parking lot: to read, and to sort out at the end, each thing with an owner who is here and a day."""

import re
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from bpworkshop import text
from bpworkshop.commands.decisions import who_says
from bpworkshop.commands.hearing import hears
from bpworkshop.commands.registry import Face, Told, command, number_of, read_step, told
from bpworkshop.errors import Problem
from bpworkshop.session.around import Parked
from bpworkshop.session.dates import Ambiguous, read_date
from bpworkshop.session.edits import Add, Change, Remove, Several, build
from bpworkshop.session.items import Item
from bpworkshop.session.session import MEMBERS
from bpworkshop.session.shared import is_ours_by_nature
from bpworkshop.session.types import Step
from bpworkshop.words import entry, say


@command("parked", "look", page=True)
def parked(face: Face, rest: str) -> Told:
    lines = face.reader.board("parked")
    if not lines:
        return told("command.list.empty", title=face.guide.title("parked"))
    return Told((*lines, state(face)))


class Sorting:
    """One walk through the lot: what still lacks an owner or a day, one after the other.

    Only what the face shows is asked. What is left for now is not asked again
    in this walk.
    """

    def __init__(self) -> None:
        self._left: set[str] = set()
        self._explained: str | None = None

    def waiting(self, face: Face) -> list[Parked]:
        """What is still to sort out, in the order of the lot."""
        return [one for one in face.view.parked if not (one.owner and one.due) and one.id not in self._left]

    def question(self, face: Face) -> str | None:
        """What is asked about the next one; None when all are through."""
        waiting = self.waiting(face)
        if not waiting:
            return None
        one = waiting[0]
        number = number_of(face, "parked", one.id)
        words = [say("plain.about", number=number, said=one.said)]
        asks = (face.guide.field("parked", name) for name in ("owner", "due") if not getattr(one, name))
        words += [field.ask or field.label for field in asks]
        # How it goes is told once, with the first one.
        self._explained = self._explained or one.id
        how = [say("parking.how")] if self._explained == one.id else []
        return "  ".join([" ".join(words), *how])

    def take(self, face: Face, typed: str) -> Told:
        """Do what a line says of the next one. Raises Problem for what can't be read."""
        one = self.waiting(face)[0]
        if typed == ".":
            self._left |= {other.id for other in self.waiting(face)}
            return Told()
        if not typed:
            self._left.add(one.id)
            return Told()
        if typed.casefold() in entry("parking.drop"):
            face.workshop.apply(Remove(one.id), "drop")
            return told("parking.dropped", text=one.said)
        who, _ = who_says(face, typed)
        if who is None and (step := read_step(face, typed)):
            return _onto(face, one, step)
        face.workshop.apply(Change(one.id, _owner_and_day(face, typed)), "sort_out")
        shown = next(other for other in face.view.parked if other.id == one.id)
        return Told((f"{number_of(face, 'parked', one.id)} {face.reader.item('parked', shown)}",))


def _onto(face: Face, shelf: Parked, step: Step) -> Told:
    """Onto the board of a step: what was parked from there goes back whole, all else in its words."""
    whole = next(one for one in face.session.parked if one.id == shelf.id)
    made: Item
    if whole.item and whole.step == step:
        made = whole.item
    else:
        said = {MEMBERS[step].SAID: text.line(whole.text)}  # type: ignore[attr-defined]
        kept = {name: getattr(whole, name) for name in ("note", "only_for", "by")}
        if is_ours_by_nature("parked", whole):
            kept["only_for"] = face.session.ours.id
        made = build(MEMBERS[step], {"id": face.workshop.new_id(), **said, **kept})  # type: ignore[assignment]
    face.workshop.apply(Several((Remove(whole.id), Add(step, made))), "unpark")
    return told("parking.onto", step=face.guide.step(step).label, number=number_of(face, step, made.id))


def _owner_and_day(face: Face, typed: str) -> Mapping[str, Any]:
    """``@Ana 3 June``, either alone, in either order. Raises Problem for who is not here."""
    named = re.search(r"(?<!\S)@\S+", typed)
    if named:
        typed = f"{named[0]} {typed.replace(named[0], '', 1).strip()}"
    who, rest = who_says(face, typed)
    rest = rest.removeprefix("due:").strip()
    day = read_date(rest, face.today) if rest else None
    if isinstance(day, Ambiguous):
        raise Problem("command.set.ambiguous", typed=day.typed, readings=", ".join(day.readings))
    if (rest and day is None) or not (who or day):
        raise Problem("parking.unread", typed=rest or typed)
    person = face.session.person(who) if who else None
    if person and not person.present:
        raise Problem("parking.absent", name=person.name or person.handle)
    return {name: value for name, value in (("owner", who), ("due", day)) if value}


class SortingOut:
    """While the lot is sorted out, a line says what becomes of the thing that is asked about."""

    def __init__(self) -> None:
        self._walks: WeakKeyDictionary[Face, Sorting] = WeakKeyDictionary()

    def begin(self, face: Face) -> None:
        self._walks[face] = Sorting()

    def listens(self, face: Face) -> bool:
        walk = self._walks.get(face)
        return walk is not None and face.workshop.stage.running is None and bool(walk.waiting(face))

    def prompt(self, face: Face) -> str:
        return say("parking.prompt")

    def question(self, face: Face) -> str | None:
        return self._walks[face].question(face)

    def take(self, face: Face, typed: str) -> Told | None:
        if typed.startswith("!"):
            return None
        walk = self._walks[face]
        done = walk.take(face, typed)
        if walk.waiting(face):
            return done
        del self._walks[face]
        return Told((*done.lines, state(face)))


SORTING = SortingOut()
hears("parking", SORTING)


def state(face: Face) -> str:
    """How far the lot is sorted out, in one line."""
    n = len(Sorting().waiting(face))
    if n:
        return say("command.parked.waiting", n=n)
    return say("command.parked.sorted" if face.view.parked else "parking.empty")


@command("sort-out", "change")
def sort_out(face: Face, rest: str) -> Told:
    SORTING.begin(face)
    return Told() if Sorting().waiting(face) else Told((state(face),))
