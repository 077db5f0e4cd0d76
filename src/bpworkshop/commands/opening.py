"""How a follow-up opens: what was kept, our own late promises, theirs, and what the last time left.

A promise is settled in its own session, so that it is saved there when it says
so; what is taken over becomes an item of this one.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, get_args
from weakref import WeakKeyDictionary

from bpworkshop.commands import earlier
from bpworkshop.commands.earlier import Left, Promise, Ref
from bpworkshop.commands.ending import facts
from bpworkshop.commands.hearing import hears
from bpworkshop.commands.registry import Face, Told, command, told
from bpworkshop.commands.walking import Walk, Walked
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.review import settling
from bpworkshop.session import answers, carrying
from bpworkshop.session.dates import Ambiguous, read_date, write_date
from bpworkshop.session.edits import Several
from bpworkshop.session.presence import has_left
from bpworkshop.session.standing import status
from bpworkshop.undoing import Apart
from bpworkshop.words import entry, say

LEFT: tuple[Left, ...] = get_args(Left)
SIDES = ("ours", "theirs")
PAGES = ("kept", *SIDES, *LEFT)

Kind = Literal["kept", "missed", "released", "agreed", "renegotiated", "withdrawn"]
KINDS: tuple[Kind, ...] = ("kept", "missed", "released", "agreed", "withdrawn")
"""What is said of a promise in a word; a day alone is a new day for it."""


@dataclass(slots=True)
class OpeningWalk(Walk):
    """Where the opening stands on a face.

    ``refs``: the promises that came up, in the order of their numbers, which
    stay while they are settled; counted anew where others read the screen.
    ``later``: not asked about again in this walk; ``explained``: with which
    of them it was told how to answer.
    """

    refs: list[Ref] = field(default_factory=list)
    only_us: bool | None = None
    later: set[Ref] = field(default_factory=set)
    explained: Ref | None = None


class Numbered(NamedTuple):
    """A promise with the number by which people call it here."""

    number: int
    promise: Promise


class Said(NamedTuple):
    """What a line says: of which promises, what became of them, and the words behind it."""

    of: list[Numbered]
    kind: Kind
    rest: str = ""
    to: date | None = None


class Opening(Walked[OpeningWalk]):
    """Goes through what earlier sessions left, and settles promises right there."""

    pages = PAGES
    place_words, over_words = "opening.place", "opening.over"

    def __init__(self) -> None:
        super().__init__()
        self._offered: WeakKeyDictionary[Face, str] = WeakKeyDictionary()

    def new(self, face: Face) -> OpeningWalk:
        return OpeningWalk(PAGES[0])

    def ready(self, face: Face) -> None:
        """Look at what was before. Raises Problem where there is nothing that this screen may show."""
        earlier.look(face)
        found = earlier.before(face)
        if found.last is None and not found.told:
            raise Problem("opening.nothing")

    def begin(self, face: Face) -> Told:
        """Begin, or go on where it was left. Raises Problem as ``ready`` does."""
        self.ready(face)
        self._offered[face] = face.session.phase
        return super().begin(face)

    def shown(self, face: Face) -> tuple[str, ...]:
        has = {"kept": True, "ours": False, "theirs": False}
        for one in self.promises(face):
            has["ours" if one.promise.ours else "theirs"] = True
        return tuple(page for page in PAGES if has.get(page) or (page in LEFT and earlier.left(face, page)))

    def heading(self, face: Face, page: str) -> str:
        """Sides are called by their names: each reads it as theirs."""
        if page not in SIDES:
            return say(f"opening.page.{page}")
        if page == "ours":
            return say("opening.side", parties=face.session.ours.name)
        return say("opening.side", parties=", ".join(one.name for one in face.session.partners))

    def offer(self, face: Face) -> list[str]:
        """Once in each phase: that it can begin so. While preparing only where nobody else reads."""
        phase = face.session.phase
        due = face.session.follows and face.session.status != "closed" and self._offered.get(face) != phase
        if not due or (phase == "prepare" and not face.only_us):
            return []
        self._offered[face] = phase
        words = earlier.offer(face)
        return [words] if words else []

    # What stands on a page

    def promises(self, face: Face) -> list[Numbered]:
        """The promises that came up, as they stand now, with their numbers."""
        walk = self._walks.get(face) or OpeningWalk(PAGES[0])
        if walk.only_us != face.only_us:
            walk.refs, walk.only_us = [], face.only_us
        known = {*walk.refs}
        walk.refs += [one.ref for one in earlier.still_open(face) if one.ref not in known]
        found = ((number, earlier.find(face, ref)) for number, ref in enumerate(walk.refs, 1))
        return [Numbered(number, one) for number, one in found if one]

    def of_page(self, face: Face, page: str) -> list[Numbered]:
        """The promises of a page, by the side that makes them, those of nobody last."""
        return [one for one in self.promises(face) if one.promise.ours == (page == "ours")]

    def lines(self, face: Face, page: str) -> list[str]:
        if page == "kept":
            there = (
                line for title, said in kept(face) for line in (title, *(in_words(face, one) for one in said))
            )
            return [*follows(face), *there, *so_far(face)]
        if page in SIDES:
            return [f"{number} {in_words(face, one)}" for number, one in self.of_page(face, page)]
        items = enumerate(earlier.left(face, page), 1)  # type: ignore[arg-type]
        return [left_line(face, page, number) for number, _ in items]  # type: ignore[arg-type]

    # What is typed

    def listens(self, face: Face) -> bool:
        return self.page(face) is not None and not face.workshop.stage.running

    def _asked(self, face: Face) -> Numbered | None:
        """The late promise that is asked about: the first of this page that was not left for now."""
        walk = self._walks.get(face)
        if walk is None or walk.page not in SIDES:
            return None
        waiting = (one for one in self.of_page(face, walk.page) if one.promise.ref not in walk.later)
        return next((one for one in waiting if status(one.promise.one, face.today) == "late"), None)

    def sorts(self, face: Face) -> bool:
        return self._asked(face) is not None

    def prompt(self, face: Face) -> str:
        return say("opening.became" if self.sorts(face) else "opening.prompt")

    def question(self, face: Face) -> str | None:
        walk, asked = self._walks[face], self._asked(face)
        page = walk.page
        if asked:
            about = say("plain.about", number=asked.number, said=asked.promise.one.said)
            # How it goes is told once, with the first one.
            walk.explained = walk.explained or asked.promise.ref
            how = [say("opening.ask.how")] if walk.explained == asked.promise.ref else []
            return "  ".join((f"{about} {say('opening.ask.late')}", *how))
        if page in SIDES:
            return say("opening.ask.promises")
        if page in LEFT and self._not_here(face, page):
            return say("opening.ask.left")
        return None

    def _not_here(self, face: Face, page: str) -> bool:
        """Whether something of a page was not taken over yet."""
        return any(
            not earlier.is_here(face, one)
            for what in LEFT
            if what == page
            for one in earlier.left(face, what)
        )

    def take(self, face: Face, typed: str) -> Told | None:
        if typed.startswith("!"):
            return None
        walk, asked = self._walks[face], self._asked(face)
        if typed in ("", ".") and asked:
            walk.later |= (
                {asked.promise.ref}
                if not typed
                else {one.promise.ref for one in self.of_page(face, walk.page)}
            )
            return Told()
        if typed == ".":
            self.leave(face)
            return told("opening.left")
        if not typed:
            return self.turn(face, 1)
        if walk.page in SIDES:
            return self._settle(face, self._read(face, typed, asked))
        if walk.page in LEFT:
            return _take_over(face, walk.page, typed)
        raise Problem("opening.not_here")

    def _read(self, face: Face, typed: str, asked: Numbered | None) -> Said:
        """What a line says of promises. Raises Problem for what can't be read."""
        found = re.match(r"((?:\d{1,4}[\s,]+)*\d{1,4})(?:[\s,]+|$)(.*)", typed)
        numbers, rest = (found[1], found[2]) if found else ("", typed)
        if (kind := _kind(rest)) and (numbers or asked):
            return Said(self._picked(face, numbers) if numbers else [*filter(None, [asked])], *kind)
        whole = read_date(typed, face.today) if asked else None
        if asked and whole is not None:
            return Said([asked], "renegotiated", to=_day(whole))
        first, _, words = typed.partition(" ")
        day = read_date(words, face.today) if first.isdecimal() else None
        if day is None:
            raise Problem("opening.unread")
        return Said(self._picked(face, first), "renegotiated", to=_day(day))

    def _picked(self, face: Face, numbers: str) -> list[Numbered]:
        there = {one.number: one for one in self.promises(face)}
        picked = []
        for word in dict.fromkeys(re.split(r"[\s,]+", numbers)):
            if int(word) not in there:
                raise Problem("opening.no_number", number=word)
            picked.append(there[int(word)])
        return picked

    def _settle(self, face: Face, said: Said) -> Told:
        """Write down what became of promises, each in its own session; ``/undo`` cancels it there."""
        lines = []
        for one in said.of:
            lines += _settled(face, one.promise, said)
            now = earlier.find(face, one.promise.ref)
            if now:
                state = face.guide.statuses[status(now.one, face.today)]
                lines.append(say("opening.settled", number=one.number, said=now.one.said, state=state))
        return Told(tuple(lines))


OPENING = Opening()
hears("opening", OPENING)


@command("opening", "lead", when=lambda face: face.session.follows is not None)
def opening(face: Face, rest: str) -> Told:
    return OPENING.begin(face)


# What stands on a page


def follows(face: Face) -> list[str]:
    """What this session follows, and for our side what is wrong with that."""
    found = earlier.before(face)
    lines = [*found.told]
    if found.last:
        day = write_date(found.last.session.created.date())
        lines.insert(0, say("opening.follows", title=found.last.session.title, day=day))
        if more := len(found.pasts) - 1:
            lines.insert(1, say("opening.before", n=more))
    return lines


def kept(face: Face) -> list[tuple[str, list[Promise]]]:
    """What was kept, by the side that kept it, ours first; nothing yet, where something is promised."""
    sides: dict[str, list[Promise]] = {}
    for one in earlier.kept(face):
        party = one.past.session.party(one.one.promiser or "")
        title = say("opening.kept_by", party=party.name) if party else say("opening.kept_by_nobody")
        sides.setdefault(title, []).append(one)
    nothing = not sides and earlier.counts(face)
    return [(say("opening.nothing_kept"), [])] if nothing else [*sides.items()]


def so_far(face: Face) -> list[str]:
    """The counts of all sides under their heading; that there is nothing to count."""
    counted = earlier.counts(face)
    return [say("opening.so_far"), *counted] if counted else [say("opening.no_promise")]


def in_words(face: Face, one: Promise) -> str:
    """A promise in one line: what was said, who, by when, and how it stands."""
    return f"{one.one.said} – {', '.join(words for words, _ in promise_facts(face, one))}"


def promise_facts(face: Face, promise: Promise) -> list[tuple[str, Literal["known", "open", "missing"]]]:
    """Who, by when, how it stands, of which session it is, and that it is only ours."""
    words = earlier.reader(face, promise.past)
    more = [earlier.of_when(face, promise), *(words.audience(promise.one) if promise.one.only_for else ())]
    return [*facts(words, promise.one), *((one, "known") for one in more if one)]


def left_line(face: Face, page: Left, number: int) -> str:
    """Something that was left, numbered, and that it was taken over."""
    item = earlier.left(face, page)[number - 1]
    line = f"{number} {earlier.told(face, page, item)}"
    return f"{line} ({say('opening.is_here')})" if earlier.is_here(face, item) else line


# What is done on a page


def _kind(typed: str) -> tuple[Kind, str] | None:
    """The word for what became of a promise at the beginning of a line, and the rest of it."""
    plain = typed.casefold()
    for kind in KINDS:
        for word in entry(f"opening.words.{kind}"):
            if plain == word or plain.startswith((f"{word} ", f"{word}, ")):
                return kind, typed[len(word) :].lstrip(", ").strip()
    return None


def _day(day: date | Ambiguous) -> date:
    if isinstance(day, Ambiguous):
        raise Problem("command.set.ambiguous", typed=day.typed, readings=", ".join(day.readings))
    return day


def _settled(face: Face, promise: Promise, said: Said) -> list[str]:
    """Write it into the promise's own session; what is to be told beside where it stands."""
    first, _, words = said.rest.partition(" ")
    by, evidence = (first, words) if first.startswith("@") else (None, said.rest)
    try:
        done = settling.record(
            promise.past.listed.path,
            promise.one.id,
            said.kind,
            by=_by(face, promise, by) if by else None,
            evidence=evidence or None,
            to=said.to,
            gone=_gone(face, promise),
            clock=face.workshop.clock,
        )
    except FileProblem as problem:
        raise Problem("opening.not_written", what=str(problem)) from problem
    face.workshop.did(Apart(lambda: settling.take_back(done, clock=face.workshop.clock), "event"))
    waits = done.events[-1].waits_for
    return [say("command.agree.left", n=1, parties=waits)] if waits else []


def _by(face: Face, promise: Promise, typed: str) -> str:
    """Who says so, as somebody of the promise's own session. Raises Problem for who was not there."""
    found = answers.person(face.session, typed)
    then = carrying.person_here(found, face.session, promise.past.whole) if isinstance(found, str) else None
    if then is None:
        raise Problem("opening.not_then", typed=typed)
    return then.id


def _gone(face: Face, promise: Promise) -> str:
    """The sides of a promise that are not in this room, by name: a new day is proposed to them."""
    if face.session.phase == "after":
        return ""
    then, now = promise.past.session, face.session
    gone = []
    for id in dict.fromkeys(filter(None, (promise.one.promiser, promise.one.to))):
        here, side = carrying.party_here(id, then, now), then.party(id)
        away = here is None or has_left(now, here.id) or (now.phase == "prepare" and not here.ours)
        gone += [side.name] if away and side else []
    return ", ".join(gone)


def _take_over(face: Face, page: Left, typed: str) -> Told:
    """``all``, or the numbers of what is taken over into this session."""
    items = earlier.left(face, page)
    wanted = [*items] if typed.casefold() in entry("ending.all") else []
    if not wanted:
        words = typed.replace(",", " ").split()
        if not all(word.isdecimal() and 1 <= int(word) <= len(items) for word in words):
            raise Problem("opening.take_unread", n=len(items))
        wanted = [items[int(word) - 1] for word in dict.fromkeys(words)]
    fresh = [one for one in wanted if not earlier.is_here(face, one)]
    if not fresh:
        return told("opening.taken_already")
    edits = tuple(earlier.taken_over(face, one) for one in fresh)
    face.workshop.apply(Several(edits), "carry")
    onto = dict.fromkeys(face.guide.title(edit.into) for edit in edits)
    return told("opening.taken", n=len(edits), onto=", ".join(onto))
