"""What stands around the steps: title, idea, options, notes, next meeting."""

from bpworkshop import text
from bpworkshop.commands.registry import Face, Told, command, told, usage
from bpworkshop.errors import Problem
from bpworkshop.method.guide import languages
from bpworkshop.session import answers, fields
from bpworkshop.session.around import Decision, Note, Option
from bpworkshop.session.dates import Ambiguous, longest_date, read_date
from bpworkshop.session.edits import Add, Set, build
from bpworkshop.session.entry import stays_ours
from bpworkshop.session.session import MEMBERS, Meeting
from bpworkshop.words import entry, say


def put(face: Face, record: str, values: dict[str, object], what: str) -> Told:
    """Put something into a list around the steps, ours where this screen is ours, and tell its number."""
    private = record == "notes" or stays_ours(face.session, record, only_us=face.only_us, at=face.step)
    given = {"id": face.workshop.new_id(), "only_for": face.session.ours.id if private else None, **values}
    made = build(MEMBERS[record], given)
    if isinstance(made, Decision) and any(one.id in made.about for one in face.session.only_ours):
        # What it is about can't be said to everyone, and so what was decided can't.
        made = made.model_copy(update={"only_for": face.session.ours.id})
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
        return listed(face, "options")
    return put(face, "options", {Option.SAID: text.line(rest)}, "option")


def listed(face: Face, record: str) -> Told:
    lines = face.reader.board(record, whole=True)
    return Told(tuple(lines) or (say("command.list.empty", title=face.guide.title(record)),))


@command("notes", "frame")
def notes(face: Face, rest: str) -> Told:
    """A facilitator's note: always only ours until it is shared."""
    if not rest:
        return listed(face, "notes")
    return put(face, "notes", {Note.SAID: text.clean(rest)}, "note")


@command("meeting", "frame")
def meeting(face: Face, rest: str) -> Told:
    """``1 May 14:00, Town hall, Ana``: the day, then time, place and who invites as far as known.

    Without a day it is more about the meeting that is set.
    """
    if rest:
        face.workshop.apply(Set({"next_meeting": build(Meeting, _meeting(face, rest))}), "meeting")
    lines = [
        line for line in face.reader.frame() if line.startswith(face.guide.label("session", "next_meeting"))
    ]
    return Told(tuple(lines)) if lines else told("command.meeting.none")


def _meeting(face: Face, typed: str) -> dict[str, object]:
    """The fields of the next meeting, as far as they are typed or known."""
    first, *others = [part.strip() for part in typed.split(",")]
    found, known = longest_date(first, face.today), face.session.next_meeting
    if found:
        day, took = found
        if isinstance(day, Ambiguous):
            raise Problem("command.set.ambiguous", typed=day.typed, readings=", ".join(day.readings))
        values: dict[str, object] = {"on": day}
        parts = [first[took:].strip(), *others]
        given = set(values)
    elif known:
        values, parts, given = fields.values(known), [first, *others], set()
    else:
        raise usage("meeting")
    for part in filter(None, parts):
        at = answers.read(fields.of("meeting")["at"], part, face.session, face.today)
        who = answers.person(face.session, part) if not part.isdigit() else None
        name, value = ("at", at) if at else ("invites", who) if isinstance(who, str) else ("place", part)
        if name not in given:
            values[name] = value
            given.add(name)
    return values
