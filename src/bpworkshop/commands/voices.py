"""Everyone's voice: check-in and check-out, whose turn it is, and a round robin on the board.

A round goes through who is here (``presence.in_turn``). In a check-in and a
check-out a line is what somebody says (``hearing``); in a round robin it is an
item of the board like any other, said by whose turn it is. Where nobody is
named, voices are counted.
"""

from bpworkshop import text
from bpworkshop.commands.frame import put
from bpworkshop.commands.hearing import AROUND
from bpworkshop.commands.people import person_of
from bpworkshop.commands.registry import REGISTRY, Face, Told, command, told, usage
from bpworkshop.errors import Problem
from bpworkshop.method.ways import WAYS
from bpworkshop.session.around import Said
from bpworkshop.session.presence import in_turn, spoken, turns_now
from bpworkshop.session.stage import Turns, TurnsOf
from bpworkshop.words import say

RECORDS = {"check-in": "check_in", "check-out": "check_out"}
"""The list into which the voices of a round go; those of a round robin are items."""

LONGEST_NAME = 16
"""Letters of a name before the line; a longer one stands there as its handle."""


# Whose turn it is


def turns(face: Face) -> Turns | None:
    """The round that goes on, with who is here now; None where there is none, or all have spoken."""
    kept = face.stage.turns
    if kept is None:
        return None
    now = turns_now(face.session, kept)
    return now if now.waiting or not in_turn(face.session) else None


def led(face: Face) -> Turns | None:
    """The round that goes on, where this face leads it: whoever else writes along writes items."""
    lead = face.workshop.lead
    return turns(face) if lead is None or lead.ours else None


def robin(face: Face) -> Turns | None:
    """The round robin whose items are typed on this face."""
    found = led(face)
    return found if found and found.of == "round-robin" else None


def called(face: Face, found: Turns) -> str:
    """Whose turn it is, in few letters; the number of the voice where nobody is named."""
    if found.whose is None:
        return say("voices.voice", n=len(found.done) + 1)
    name = face.reader.person(found.whose)
    person = face.session.person(found.whose)
    return person.handle if person and len(name) > LONGEST_NAME else name


def coming(face: Face) -> str:
    """Whose turn it is and who is next, in one line for every screen; empty where no round goes on."""
    found = turns(face)
    if found is None:
        return ""
    if len(found.waiting) < 2:
        return say("voices.now", who=called(face, found))
    return say("voices.now_then", who=called(face, found), then=face.reader.person(found.waiting[1]))


def proposed(face: Face) -> str:
    """The command that the activity in front is led with, while that has not begun: turns or a vote."""
    way, stage = WAYS[face.activity.kind], face.workshop.stage
    if way.turns:
        return "" if turns(face) else "turns"
    return way.vote if way.vote and way.vote in REGISTRY and not stage.running else ""


def after(face: Face, person: str | None) -> Told:
    """Somebody spoke or passed: whose turn it is now; when all have spoken, the round is over."""
    kept = face.workshop.stage.turns
    assert kept
    now = spoken(turns_now(face.session, kept), person)
    over = not now.waiting and bool(in_turn(face.session))
    face.workshop.stand(turns=None if over else now)
    if over:
        return told("voices.again" if now.of == "round-robin" else "voices.all")
    # A check-in asks for the next one by itself.
    return Told((coming(face),)) if now.of == "round-robin" else Told()


def _running(face: Face) -> Turns:
    face.workshop.must_lead()
    if found := turns(face):
        return found
    raise Problem("voices.none")


# The rounds


@command("checkin", "voice")
def checkin(face: Face, rest: str) -> Told:
    return _voice(face, rest, "check-in", "checkin") if rest else begin(face, "check-in")


@command("checkout", "voice")
def checkout(face: Face, rest: str) -> Told:
    return _voice(face, rest, "check-out", "checkout") if rest else begin(face, "check-out")


@command("turns", "voice")
def turns_(face: Face, rest: str) -> Told:
    """Begin a round robin on the board; while one goes on, tell who waits."""
    return begin(face, "round-robin")


def begin(face: Face, of: TurnsOf) -> Told:
    """Begin a round with all who are here; the one that goes on stays where it is."""
    found = turns(face)
    if found is None or found.of != of:
        found = Turns(of, in_turn(face.session))
        face.workshop.stand(turns=found)
    if not found.waiting:
        return told("voices.counted")
    return told("voices.order", names=", ".join(map(face.reader.person, found.waiting)))


def _voice(face: Face, rest: str, of: TurnsOf, name: str) -> Told:
    """``@Ana words``: one voice of a round, in turn or not; the name may be left out."""
    who, words = None, rest
    if rest.startswith("@"):
        first, _, words = rest.partition(" ")
        who = person_of(face, first, name).id
    if not words.strip():
        raise usage(name)
    noted = put(face, RECORDS[of], {Said.SAID: text.line(words), "by": who}, name)
    found = led(face)
    if found is None or found.of != of or who not in (None, *found.waiting) or (who is None and found.whose):
        return noted
    return _both(noted, after(face, who))


def _both(first: Told, second: Told) -> Told:
    return Told((*first.lines, *second.lines))


@command("skip", "voice")
def skip(face: Face, rest: str) -> Told:
    """Whose turn it is passes."""
    found = _running(face)
    return _both(told("voices.passed", who=called(face, found)), after(face, found.whose))


@command("later", "voice")
def later(face: Face, rest: str) -> Told:
    """Whose turn it is comes back at the end."""
    found = _running(face)
    if len(found.waiting) < 2:
        raise Problem("voices.last")
    first, *others = found.waiting
    face.workshop.stand(turns=Turns(found.of, (*others, first), found.done))
    return Told((say("voices.later", who=face.reader.person(first)), coming(face)))


@command("turn", "voice")
def turn(face: Face, rest: str) -> Told:
    """Somebody has the turn now, whether they have spoken or not."""
    found = _running(face)
    one = person_of(face, rest, "turn")
    if one.id not in in_turn(face.session):
        raise Problem("voices.not_here", name=one.name or one.handle)
    waiting = (one.id, *(id for id in found.waiting if id != one.id))
    face.workshop.stand(turns=Turns(found.of, waiting, tuple(id for id in found.done if id != one.id)))
    return Told((coming(face),))


@command("done", "voice")
def done(face: Face, rest: str) -> Told:
    """End the round; who has not spoken is told."""
    found = _running(face)
    face.workshop.stand(turns=None)
    unheard = ", ".join(map(face.reader.person, found.waiting))
    return told("voices.ended_early", names=unheard) if unheard else told("voices.ended")


class _Round:
    """A round takes lines: a check-in all of them, a round robin only who passes or ends it."""

    def listens(self, face: Face) -> bool:
        return led(face) is not None

    def prompt(self, face: Face) -> str:
        found = led(face)
        return called(face, found) if found else ""

    def question(self, face: Face) -> str | None:
        found = led(face)
        if found is None or found.of == "round-robin":
            return None
        if found.whose is None:
            return say(f"voices.{found.of}", who=called(face, found))
        n, of = len(found.done) + 1, len(found.done) + len(found.waiting)
        return say(f"voices.{found.of}_of", who=called(face, found), n=n, of=of)

    def take(self, face: Face, typed: str) -> Told | None:
        found = led(face)
        assert found
        if typed == ".":
            return done(face, "")
        if not typed:
            return skip(face, "")
        if found.of == "round-robin" or typed.startswith("!"):
            return None
        face.workshop.must_lead()
        name = "checkin" if found.of == "check-in" else "checkout"
        if typed.startswith("@"):
            return _voice(face, typed, found.of, name)
        values: dict[str, object] = {Said.SAID: text.line(typed), "by": found.whose}
        return _both(put(face, RECORDS[found.of], values, name), after(face, found.whose))


AROUND.append(_Round())
