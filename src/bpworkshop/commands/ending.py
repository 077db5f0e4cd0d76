"""The short ending: what was promised, when we meet again, what is parked, the check-out, the handout.

One page after the other, for every face the same. It can be left and taken up
again where it was, as often as it is wanted: nothing in it closes the session.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from bpworkshop import places
from bpworkshop.commands import promises, voices
from bpworkshop.commands.hearing import hears
from bpworkshop.commands.parking import Sorting
from bpworkshop.commands.parking import state as lot
from bpworkshop.commands.registry import Face, Told, command, dispatch, told
from bpworkshop.commands.walking import Walk, Walked
from bpworkshop.errors import Problem
from bpworkshop.pages import Reader
from bpworkshop.session.boards import STEPS
from bpworkshop.session.dates import write_date
from bpworkshop.session.items import Commitment
from bpworkshop.session.standing import OPEN, due, standing, status
from bpworkshop.store import handout
from bpworkshop.words import entry, say

PAGES = ("promises", "meeting", "parked", "checkout", "handout", "open")


@dataclass(slots=True)
class EndingWalk(Walk):
    """Where the ending stands on a face, and how far its parking lot is sorted out."""

    sorting: Sorting = field(default_factory=Sorting)


class Ending(Walked[EndingWalk]):
    """While it goes on, an empty line is the next page, and any other answers what the page asks."""

    pages = PAGES
    place_words, over_words = "ending.place", "ending.over"

    def new(self, face: Face) -> EndingWalk:
        return EndingWalk(PAGES[0])

    def shown(self, face: Face) -> tuple[str, ...]:
        """An empty parking lot has no page."""
        return tuple(page for page in PAGES if page != "parked" or face.view.parked)

    def heading(self, face: Face, page: str) -> str:
        return say(f"ending.page.{page}")

    def lines(self, face: Face, page: str) -> list[str]:
        return _LINES[page](face)

    def arrive(self, face: Face, walk: EndingWalk) -> Told:
        """What a page does when it comes: it is told, and the check-out begins."""
        if walk.page == "parked":
            walk.sorting = Sorting()
        if walk.page == "checkout" and not face.view.check_out and voices.led(face) is None:
            try:
                begun = dispatch(face, "/checkout").lines
            except Problem as problem:
                # Somebody else leads: they go round.
                begun = (str(problem),)
            return Told((*self.aloud(face, walk.page), *begun))
        return super().arrive(face, walk)

    # What is typed

    def listens(self, face: Face) -> bool:
        page = self.page(face)
        if page is None or face.workshop.stage.running:
            return False
        # In the check-out a line is what somebody says.
        return page != "checkout" or voices.led(face) is None

    def sorts(self, face: Face) -> bool:
        """Whether something parked is asked about."""
        walk = self._walks.get(face)
        return walk is not None and walk.page == "parked" and bool(walk.sorting.waiting(face))

    def prompt(self, face: Face) -> str:
        return say("parking.prompt" if self.sorts(face) else "ending.prompt")

    def question(self, face: Face) -> str | None:
        walk = self._walks[face]
        if self.sorts(face):
            return walk.sorting.question(face)
        asks = _ASKS.get(walk.page)
        return asks(face) if asks else None

    def take(self, face: Face, typed: str) -> Told | None:
        if typed.startswith("!"):
            return None
        walk = self._walks[face]
        if self.sorts(face):
            done = walk.sorting.take(face, typed)
            return done if self.sorts(face) else Told((*done.lines, lot(face)))
        if typed == ".":
            self.leave(face)
            return told("ending.left")
        if not typed:
            return self.turn(face, 1)
        if walk.page == "promises":
            return _agreed(face, typed)
        if walk.page == "meeting":
            return dispatch(face, f"/meeting {typed}")
        if walk.page == "handout":
            return _written(face, typed)
        raise Problem("ending.not_here")


ENDING = Ending()
hears("ending", ENDING)


@command("ending", "lead")
def ending(face: Face, rest: str) -> Told:
    return ENDING.begin(face)


# What stands on a page


def by_party(face: Face) -> list[tuple[str, list[tuple[int, Commitment]]]]:
    """The promises with their numbers under a heading for the side that makes them; those of nobody last.

    What was let go or missed is no promise any more.
    """
    numbered = [
        (number, one)
        for number, one in enumerate(face.view.commitments, 1)
        if status(one, face.today) in OPEN
    ]
    sides: dict[str | None, str] = {
        party.id: say("ending.side", party=party.name) for party in face.view.parties
    }
    sides[None] = f"{face.guide.label('commitments', 'promiser')}?"
    found = [(title, [pair for pair in numbered if pair[1].promiser == id]) for id, title in sides.items()]
    return [(title, theirs) for title, theirs in found if theirs]


Known = Literal["known", "open", "missing"]


def facts(reader: Reader, one: Commitment) -> list[tuple[str, Known]]:
    """Who, by when, how it stands and whose yes it waits for, each with how well that is known."""
    guide, day, events = reader.guide, due(one), standing(one)
    state = status(one, reader.today)
    stands: Known = "missing" if state == "late" else "open" if state in ("said", "proposed") else "known"
    found: list[tuple[str, Known]] = [
        (reader.person(one.owner), "known")
        if one.owner
        else (f"{guide.label('commitments', 'owner')}?", "missing"),
        (say("ending.by", day=write_date(day)), "known")
        if day
        else (f"{guide.label('commitments', 'due')}?", "missing"),
        (guide.statuses[state], stands),
    ]
    if events and events[-1].kind == "proposed" and events[-1].waits_for:
        found.append((say("ending.waits", whose=events[-1].waits_for), "open"))
    found += ((mark, "open") for mark in reader.switched(one))
    return found


def _promises(face: Face) -> list[str]:
    told_: list[str] = []
    for title, theirs in by_party(face):
        told_.append(title)
        for number, one in theirs:
            told_.append(f"{number} {one.said} – {', '.join(words for words, _ in facts(face.reader, one))}")
    return told_ or [say("ending.no_promises")]


def _meeting(face: Face) -> list[str]:
    return list(dispatch(face, "/meeting").lines)


def _parked(face: Face) -> list[str]:
    return [*face.reader.board("parked"), lot(face)]


def _checkout(face: Face) -> list[str]:
    return face.reader.board("check_out")


def _handout(face: Face) -> list[str]:
    kept = [say("ending.kept", path=path) for path in face.workshop.handouts]
    return kept or [say("ending.handout")]


def _open(face: Face) -> list[str]:
    closed = face.session.status == "closed"
    return [still_open(face), say("ending.closed" if closed else "ending.close")]


def still_open(face: Face) -> str:
    """What is still open, in one line."""
    view = face.view
    unready = [face.guide.step(one).label for one in STEPS if face.reader.gaps(one)]
    counts = {
        "promises": sum(status(one, face.today) in ("said", "proposed") for one in view.commitments),
        "proposals": sum(one.standing == "proposed" for one in view.decisions),
        "parked": len(Sorting().waiting(face)),
    }
    found = [say(f"ending.still.{name}", n=n) for name, n in counts.items() if n]
    if unready:
        found.insert(0, say("ending.still.steps", steps=", ".join(unready)))
    return say("ending.still_open", what="; ".join(found)) if found else say("ending.nothing_open")


_LINES: dict[str, Callable[[Face], list[str]]] = {
    "promises": _promises,
    "meeting": _meeting,
    "parked": _parked,
    "checkout": _checkout,
    "handout": _handout,
    "open": _open,
}


# What a page asks


def _ask_promises(face: Face) -> str | None:
    waits = any(not standing(one) for one in face.view.commitments)
    return say("ending.ask.agree") if waits else None


def _ask_meeting(face: Face) -> str | None:
    meeting = face.view.next_meeting
    wanted = ("on", "at", "place", "invites")
    missing = [face.guide.label("meeting", name) for name in wanted if getattr(meeting, name, None) is None]
    return say("ending.ask.meeting", what=", ".join(missing)) if missing else None


def _ask_handout(face: Face) -> str | None:
    return None if face.workshop.handouts else say("ending.ask.handout", path=suggested(face))


_ASKS: dict[str, Callable[[Face], str | None]] = {
    "promises": _ask_promises,
    "meeting": _ask_meeting,
    "handout": _ask_handout,
}
"""What a page asks while something is missing on it."""


# What is done on a page


def _agreed(face: Face, typed: str) -> Told:
    """``all``, or the numbers of promises that both sides agree to."""
    if typed.casefold() in entry("ending.all"):
        return promises.agree(face, "all")
    words = typed.replace(",", " ").split()
    if not all(word.isdecimal() for word in words):
        raise Problem("ending.no_promise")
    return promises.agree(face, " ".join(f"commitments.{number}" for number in words))


def suggested(face: Face) -> Path:
    """Where the handout is put unless somebody says otherwise: in the user's home, by the session's name."""
    return Path.home() / f"{face.workshop.path.stem}-handout.toml"


def _written(face: Face, typed: str) -> Told:
    """Write the handout, and again at each save from now on."""
    if typed.casefold() in entry("ending.yes"):
        path = suggested(face)
    else:
        path = places.named(typed).absolute()
    handout.check_target(path, face.session, face.workshop.path.parent)
    face.workshop.keep_handout(path, keep=True)
    return told("ending.written", path=path)
