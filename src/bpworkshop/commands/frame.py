"""What stands around the steps: title, idea, options, check-in, decisions, notes, next meeting."""

import re

from bpworkshop import text
from bpworkshop.commands.registry import Face, Told, command, number_and_rest, pick_all, told, usage
from bpworkshop.errors import Problem
from bpworkshop.method.guide import languages
from bpworkshop.session import answers
from bpworkshop.session.dates import Ambiguous, longest_date, read_date
from bpworkshop.session.edits import Add, Set, build
from bpworkshop.session.entry import stays_ours
from bpworkshop.session.fields import of
from bpworkshop.session.items import Decision, Item, Note, Option, Said
from bpworkshop.session.session import MEMBERS, Meeting
from bpworkshop.words import entry, say


def _record(face: Face, record: str, values: dict[str, object], what: str) -> Told:
    """Put something into a list around the steps, ours where this screen is ours, and tell its number."""
    private = record == "notes" or stays_ours(face.session, record, only_us=face.only_us)
    given = {"id": face.workshop.new_id(), "only_for": face.session.ours.id if private else None, **values}
    made = build(MEMBERS[record], given)
    face.workshop.apply(Add(record, made), what)
    shown = getattr(face.view, record)
    if not any(one.id == made.id for one in shown):
        return told("command.set.noted")
    return Told(
        (f"{face.guide.title(record)} {len(shown)}: {face.reader.item(record, shown[-1], whole=True)}",)
    )


@command("title", "frame")
def title(face: Face, rest: str) -> Told:
    return _single(face, "title", rest)


@command("idea", "frame")
def idea(face: Face, rest: str) -> Told:
    return _single(face, "idea", rest)


def _single(face: Face, name: str, rest: str) -> Told:
    if rest:
        face.workshop.apply(Set({name: text.line(rest)}), name)
    value = getattr(face.view, name)
    if value is None:
        return told("command.single.none", ask=face.guide.field("session", name).ask or name)
    return Told((face.reader.labelled("session", name, value),))


@command("language", "frame")
def language(face: Face, rest: str) -> Told:
    """The language in which the guide leads this session, from the next opening on."""
    if rest:
        if rest not in languages():
            raise Problem("command.language.unknown", typed=rest, known=", ".join(languages()))
        face.workshop.apply(Set({"language": rest}), "language")
    return Told((face.reader.labelled("session", "language", face.session.language),))


@command("delete-after", "frame")
def delete_after(face: Face, rest: str) -> Told:
    """The last day on which the session is kept; ``bpworkshop purge`` deletes it afterwards."""
    if rest:
        never = rest.casefold() in entry("command.delete-after.never")
        day = None if never else read_date(rest, face.today)
        if day is None and not never:
            raise usage("delete-after")
        if isinstance(day, Ambiguous):
            raise Problem("command.set.ambiguous", typed=rest, readings=", ".join(day.readings))
        face.workshop.apply(Set({"delete_after": day}), "delete_after")
    if face.session.delete_after is None:
        return told("command.delete-after.none")
    return Told((face.reader.labelled("session", "delete_after", face.session.delete_after),))


@command("options", "frame")
def options(face: Face, rest: str) -> Told:
    """An option that was considered; without words, all of them."""
    if not rest:
        return _listed(face, "options")
    return _record(face, "options", {Option.SAID: text.line(rest)}, "option")


@command("checkin", "frame")
def checkin(face: Face, rest: str) -> Told:
    return _voice(face, "check_in", rest, "checkin")


@command("checkout", "frame")
def checkout(face: Face, rest: str) -> Told:
    return _voice(face, "check_out", rest, "checkout")


def _voice(face: Face, record: str, rest: str, name: str) -> Told:
    """``@Ana words``: one voice of a round; the name may be left out."""
    if not rest:
        return _listed(face, record)
    who, words = None, rest
    if rest.startswith("@"):
        first, _, words = rest.partition(" ")
        who = answers.person(face.session, first)
        if not isinstance(who, str):
            raise Problem("command.no_person", typed=first)
    if not words.strip():
        raise usage(name)
    return _record(face, record, {Said.SAID: text.line(words), "by": who}, name)


def _listed(face: Face, record: str) -> Told:
    lines = face.reader.board(record, whole=True)
    return Told(tuple(lines) or (say("command.list.empty", title=face.guide.title(record)),))


@command("notes", "frame")
def notes(face: Face, rest: str) -> Told:
    """A facilitator's note: always only ours until it is shared."""
    if not rest:
        return _listed(face, "notes")
    return _record(face, "notes", {Note.SAID: text.clean(rest)}, "note")


@command("decide", "frame")
def decide(face: Face, rest: str) -> Told:
    """``2, 3: what was decided`` is about the items 2 and 3; without numbers about no item."""
    if not rest:
        return _listed(face, "decisions")
    found = re.fullmatch(r"([^\s:]*\d(?:[\s,]+[^\s:]*\d)*):\s+(.+)", rest)
    about = (
        [one.id for _, one in pick_all(face, found[1], "decide") if isinstance(one, Item)] if found else []
    )
    return _decided(face, found[2] if found else rest, about, stop=False)


@command("stop", "frame", when=lambda face: face.step == "values")
def stop(face: Face, rest: str) -> Told:
    """The decision to stop over a value that is in conflict."""
    _, one, words = number_and_rest(rest, "stop", face)
    if not words:
        raise usage("stop")
    return _decided(face, words, [one.id], stop=True)


def _decided(face: Face, words: str, about: list[str], *, stop: bool) -> Told:
    # In *prepare* only our side is there, whoever else is on the list for later.
    ours = face.session.ours.id if face.session.phase == "prepare" else None
    present = tuple(one.id for one in face.session.people if one.present and ours in (None, one.party))
    values = {
        Decision.SAID: text.line(words),
        "on": face.today,
        "stop": stop,
        "about": tuple(about),
        "present": present,
    }
    return _record(face, "decisions", values, "decide")


@command("meeting", "frame")
def meeting(face: Face, rest: str) -> Told:
    """``1 May 14:00, Town hall, Ana``: the day, then time, place and who invites as far as known."""
    if rest:
        first, *others = [part.strip() for part in rest.split(",")]
        found = longest_date(first, face.today)
        if not found:
            raise usage("meeting")
        day, took = found
        if isinstance(day, Ambiguous):
            raise Problem("command.set.ambiguous", typed=day.typed, readings=", ".join(day.readings))
        values: dict[str, object] = {"on": day}
        parts = [first[took:].strip(), *others]
        for part in filter(None, parts):
            at = answers.read(of("meeting")["at"], part, face.session, face.today)
            who = answers.person(face.session, part) if not part.isdigit() else None
            name, value = ("at", at) if at else ("invites", who) if isinstance(who, str) else ("place", part)
            values.setdefault(name, value)
        face.workshop.apply(Set({"next_meeting": build(Meeting, values)}), "meeting")
    lines = [
        line for line in face.reader.frame() if line.startswith(face.guide.label("session", "next_meeting"))
    ]
    return Told(tuple(lines)) if lines else told("command.meeting.none")
