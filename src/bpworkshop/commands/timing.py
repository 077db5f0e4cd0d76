"""The time of the meeting: its plan, and what of it runs."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from bpworkshop import text
from bpworkshop.commands import hiding
from bpworkshop.commands.registry import Face, Told, command, usage
from bpworkshop.errors import Problem
from bpworkshop.method import agenda
from bpworkshop.method.agenda import Slot
from bpworkshop.method.guide import PHASES
from bpworkshop.session import answers, fields
from bpworkshop.session.boards import BOARDS, OURS_BY_NATURE
from bpworkshop.session.edits import Add, Change, Edit, Remove, Several, build
from bpworkshop.session.items import Timebox
from bpworkshop.session.types import Phase
from bpworkshop.words import say

EARLIER = 30
"""Sessions of the folder, the newest, whose real minutes the next plan learns from."""

A_DAY = timedelta(hours=20)
"""How long a meeting runs at most."""

NUMBER = r"\d{1,3}"


# The plan


@command("plan", "time")
def plan(face: Face, rest: str) -> Told:
    """The time plan: tell it, change it, begin what comes next. A phase in front means another one's."""
    first, _, others = rest.partition(" ")
    phase = next(
        (one for one in PHASES if first.casefold() in (one, face.guide.phase(one).label.casefold())), None
    )
    if phase:
        rest = others.strip()
    phase = phase or face.session.phase
    if _hidden(face, phase):
        raise Problem("command.not_here", name="plan", where=say("command.plan.where"))
    word, _, typed = rest.partition(" ")
    if word.casefold() in ("start", "next", "end") or (rest.isdecimal() and phase == face.session.phase):
        return _lead(face, phase, word.casefold(), typed.strip())
    found = next(
        ((run, read) for way, run in CHANGES.items() if (read := re.fullmatch(way, rest, re.I))), None
    )
    if rest and not found:
        raise usage("plan")
    learned = _made(face, phase)
    if found:
        run, read = found
        return _with(learned, run(face, phase, *read.groups()))
    return Told((*_page(face, phase), *learned), page="plan")


def _made(face: Face, phase: Phase) -> tuple[str, ...]:
    """Where there is no plan yet, the guide's. What earlier meetings really took is only told."""
    if agenda.plan(face.session, phase):
        return ()
    start = face.guide.agenda(phase)
    if start is None:
        return ()
    made = agenda.made(start, phase, face.workshop.new_id)
    face.workshop.apply(Several(tuple(Add("agenda", one) for one in made)), "plan")
    # Other sessions are other partners': what is known from there is told among us.
    earlier = _earlier(face) if face.only_us else ()
    took = [(number, one, agenda.suggested(one, earlier)) for number, one in enumerate(made, 1)]
    return tuple(
        say("command.plan.took", number=number, label=one.label, n=minutes)
        for number, one, minutes in took
        if minutes and minutes != one.minutes
    )


def _earlier(face: Face) -> tuple[Timebox, ...]:
    """The timeboxes of the folder's other sessions; one that can't be read teaches nothing."""
    from bpworkshop.store import atomic, codec
    from bpworkshop.store.folder import SessionFolder

    found: list[Timebox] = []
    with suppress(Problem):
        for path in SessionFolder(face.workshop.path.parent).paths()[:EARLIER]:
            with suppress(Problem):
                session = codec.decode(atomic.read(path), path)
                found += session.agenda if session.id != face.session.id else ()
    return tuple(found)


def _numbered(face: Face, phase: Phase, number: str) -> Timebox:
    """The timebox that people call by this number."""
    found = agenda.plan(face.session, phase)
    if not 1 <= int(number) <= len(found):
        raise Problem("command.no_item", number=number, of=face.guide.title("agenda"), n=len(found))
    return found[int(number) - 1]


def _to_come(face: Face, phase: Phase, number: str) -> Timebox:
    """The same, where it has not begun. Raises Problem for what has: its real minutes are kept."""
    found = _numbered(face, phase, number)
    if found.began or found.ended:
        raise Problem("command.plan.has_begun", number=number, label=found.label)
    return found


def _add(face: Face, phase: Phase, minutes: str, words: str, after: str | None) -> Told:
    label = text.line(words)
    kinds = face.guide.choices("agenda", "kind")
    # What is ours by nature has no place in a meeting of both sides.
    boards = BOARDS if phase == "prepare" else [one for one in BOARDS if one not in OURS_BY_NATURE]
    values = {
        "id": face.workshop.new_id(),
        "phase": phase,
        "label": label,
        "minutes": int(minutes),
        "kind": next((kind for kind, name in kinds.items() if label.casefold() in (kind, name)), "talk"),
        "step": next(
            (one for one in boards if label.casefold() == face.guide.step(one).label.casefold()), None
        ),
    }
    made = build(Timebox, values)
    before = _numbered(face, phase, after) if after else None
    face.workshop.apply(agenda.added(face.session, made, before), "plan")
    return _now(face, phase, made.id)


def _drop(face: Face, phase: Phase, number: str) -> Told:
    one = _to_come(face, phase, number)
    face.workshop.apply(Remove(one.id), "plan")
    dropped = say("command.plan.dropped", number=number, label=one.label)
    return Told((dropped, *_ending(face, phase)))


def _move(face: Face, phase: Phase, number: str, to: str) -> Told:
    one, there = _to_come(face, phase, number), _to_come(face, phase, to)
    face.workshop.apply(agenda.moved(face.session, one, there), "plan")
    return _now(face, phase, one.id)


def _give(face: Face, phase: Phase, number: str, sign: str, typed: str) -> Told:
    """``15`` gives minutes, ``+5`` and ``-5`` more or less; what runs keeps what it has had."""
    one = _numbered(face, phase, number)
    if one.ended:
        raise Problem("command.plan.has_begun", number=number, label=one.label)
    minutes = int(typed)
    wanted = {"+": one.minutes + minutes, "-": one.minutes - minutes}.get(sign, minutes)
    least = agenda.had(one, face.workshop.clock())
    if wanted < least:
        raise Problem("command.plan.too_short" if one.began else "command.plan.a_minute", n=least)
    face.workshop.apply(Change(one.id, {"minutes": wanted}), "plan")
    return _now(face, phase, one.id)


CHANGES: dict[str, Callable[..., Told]] = {
    rf"add\s+({NUMBER})\s+(.+?)(?:\s+after\s+({NUMBER}))?": _add,
    rf"drop\s+({NUMBER})": _drop,
    rf"move\s+({NUMBER})\s+({NUMBER})": _move,
    rf"({NUMBER})\s+([+-]?)({NUMBER})": _give,
}
"""How the plan is changed: what is typed, and who takes its parts."""


# What a plan shows


def listed(face: Face) -> list[str]:
    """The plan of the phase as it stands, as far as this face may show it."""
    phase = face.session.phase
    return [] if _hidden(face, phase) else _page(face, phase)


def _hidden(face: Face, phase: Phase) -> bool:
    """Whether a plan is for our side alone, and this face for everyone."""
    return phase == "prepare" and not face.only_us


def _page(face: Face, phase: Phase) -> list[str]:
    """The plan as a page: when it began and will end, then each timebox by its number."""
    found, start = agenda.plan(face.view, phase), face.guide.agenda(phase)
    title = start.label if start else face.guide.phase(phase).label
    if not found:
        return [title, say("command.plan.none")]
    each = agenda.slots(found, face.workshop.clock())
    lines = [_line(face, number, slot) for number, slot in enumerate(each, 1)]
    return [title, *_began(face, phase), *_ending(face, phase), "", *lines]


def _began(face: Face, phase: Phase) -> tuple[str, ...]:
    begun = _begun(face) if phase == face.session.phase else None
    return (say("command.plan.began", at=_clock(face, begun)),) if begun else ()


def _line(face: Face, number: int, slot: Slot) -> str:
    """``3 10:15–10:40 Goals: 25 min``, or what it really took."""
    one = slot.timebox
    told = say(f"slot.{slot.state}", n=one.minutes, took=_took(one))
    if not (slot.start and slot.end):
        return say("command.plan.line_off", number=number, label=one.label, told=told)
    start, end = _clock(face, slot.start), _clock(face, slot.end)
    return say("command.plan.line", number=number, start=start, end=end, label=one.label, told=told)


def _took(one: Timebox) -> int:
    return (one.ended - one.began) // timedelta(minutes=1) if one.began and one.ended else 0


def _ending(face: Face, phase: Phase) -> tuple[str, ...]:
    """When it ends as things stand, and how far that is from when it was to."""
    found, at = agenda.plan(face.session, phase), face.workshop.clock()
    if not found:
        return ()
    ends, stage = _clock(face, agenda.end(found, at)), face.workshop.stage
    if phase != face.session.phase or not (_begun(face) and stage.ends):
        return (say("command.plan.would", n=sum(one.minutes for one in found), at=ends),)
    by = agenda.behind(found, at, stage.ends)
    wanted = _clock(face, stage.ends)
    return (
        say("command.plan.ends" if by else "command.plan.in_time", at=ends, drift=drift(by), wanted=wanted),
    )


def drift(minutes: int) -> str:
    """``5 min behind``, ``5 min ahead`` or that we are on time."""
    word = "behind" if minutes > 0 else "ahead" if minutes < 0 else "on_time"
    return say(f"drift.{word}", n=abs(minutes))


def _begun(face: Face) -> datetime | None:
    """When the meeting began; one of another day is over, even if nobody said so."""
    begun = face.workshop.stage.begun
    return begun if begun and face.workshop.clock() - begun < A_DAY else None


def behind(face: Face) -> int | None:
    """Minutes that a meeting is behind, as this face may show it; None where none is running."""
    stage, found = face.workshop.stage, agenda.plan(face.view, face.session.phase)
    if not (_begun(face) and stage.ends and agenda.running(found)):
        return None
    return agenda.behind(found, face.workshop.clock(), stage.ends)


def _now(face: Face, phase: Phase, id: str) -> Told:
    """A timebox as it stands in the plan now, and when all ends."""
    found = agenda.plan(face.view, phase)
    each = enumerate(agenda.slots(found, face.workshop.clock()), 1)
    line = next(_line(face, number, slot) for number, slot in each if slot.timebox.id == id)
    return Told((line, *_ending(face, phase)))


def _clock(face: Face, moment: datetime) -> str:
    """A moment as the clock on the wall has it, wherever it was written down."""
    return f"{moment.astimezone(face.workshop.clock().tzinfo):%H:%M}"


# The meeting


def _lead(face: Face, phase: Phase, word: str, typed: str) -> Told:
    """What only whoever leads can do: begin the meeting, go on, say when it is to end."""
    if phase != face.session.phase:
        raise Problem("command.plan.other_phase", phase=face.guide.phase(phase).label)
    face.workshop.must_lead()
    timed = word == "end" or (word == "start" and typed.casefold() not in ("", "now"))
    at = _moment(face, typed) if timed else face.workshop.clock()
    learned = _made(face, phase)
    if word == "start":
        return _with(learned, _start(face, agenda.minute(at)))
    if word == "end":
        return _with(learned, _end(face, at))
    if word == "next":
        return _with(learned, _next(face))
    return _with(learned, _begin(face, _to_come(face, phase, word)))


def _moment(face: Face, typed: str) -> datetime:
    """The time of day that was typed, where it is nearest to now: around midnight that may be another day."""
    read = answers.read(fields.of("meeting")["at"], typed, face.session, face.today)
    if not isinstance(read, str):
        raise usage("plan")
    at = face.workshop.clock()
    hour, minute = map(int, read.split(":"))
    today = agenda.minute(at).replace(hour=hour, minute=minute)
    return min((today + timedelta(days=days) for days in (-1, 0, 1)), key=lambda one: abs(one - at))


def _start(face: Face, at: datetime) -> Told:
    """The meeting begins. Said again while its first part runs, that corrects when it began."""
    workshop, stage = face.workshop, face.workshop.stage
    now = workshop.clock()
    found = agenda.plan(face.session, face.session.phase)
    first = agenda.running(found)
    if first and (begun := _begun(face)) and first.began != begun:
        raise Problem("command.plan.runs_since", at=_clock(face, begun))
    first = first or agenda.following(found)
    if first is None:
        raise Problem("command.plan.all_over")
    # An end that was asked for stands; one that only followed from the plan follows again.
    followed = stage.ends is None or stage.ends <= at or stage.ends == agenda.end(found, now)
    workshop.apply(Change(first.id, {"began": at}), "began")
    ends = agenda.end(agenda.plan(face.session, face.session.phase), at) if followed else stage.ends
    workshop.stand(timebox=first.id, begun=at, ends=ends)
    return _go(face, first)


def _next(face: Face) -> Told:
    """What runs ends, with the minutes that it really took, and the next begins."""
    workshop, phase = face.workshop, face.session.phase
    found = agenda.plan(face.session, phase)
    one = agenda.following(found)
    if not _begun(face) or not (one or agenda.running(found)):
        return _start(face, agenda.minute(workshop.clock()))
    if one:
        return _begin(face, one)
    workshop.apply(Several(agenda.ending(found, workshop.clock())), "began")
    workshop.stand(timebox=None, timer=None)
    return Told((say("command.plan.over_all"), *_ending(face, phase)))


def _begin(face: Face, timebox: Timebox) -> Told:
    """A timebox begins, wherever it stands in the plan; with it the meeting, where it had not."""
    workshop, phase = face.workshop, face.session.phase
    at = workshop.clock()
    workshop.apply(agenda.beginning(agenda.plan(face.session, phase), timebox, at), "began")
    begun = _begun(face)
    ends = workshop.stage.ends if begun else agenda.end(agenda.plan(face.session, phase), at)
    workshop.stand(timebox=timebox.id, begun=begun or agenda.minute(at), ends=ends, timer=None)
    return _go(face, timebox)


def _go(face: Face, timebox: Timebox) -> Told:
    """To the step of a timebox that has just begun; a place that the meeting is at already stays."""
    step = timebox.step
    lines = hiding.go(face, step) if step and step != face.step else ()
    return _with(lines, _now(face, timebox.phase, timebox.id))


def _end(face: Face, end: datetime) -> Told:
    """All that has not ended is made to end just then."""
    workshop, phase = face.workshop, face.session.phase
    at = workshop.clock()
    found = agenda.plan(face.session, phase)
    given = agenda.fitted(found, at, end)
    if given is None:
        raise Problem("command.plan.no_room", at=_clock(face, end))
    changes = [Change(one.id, {"minutes": given[one.id]}) for one in found if one.id in given]
    workshop.apply(Several(tuple(changes)), "plan")
    workshop.stand(ends=end)
    return Told((*_page(face, phase),), page="plan")


# What leading calls


def entered(face: Face) -> None:
    """The stage went to a step: in a meeting that runs, its first timebox that has not begun begins."""
    workshop, stage = face.workshop, face.workshop.stage
    found = agenda.plan(face.session, face.session.phase)
    now = agenda.running(found)
    if not _begun(face) or face.session.status == "closed" or (now and now.step == stage.step):
        return
    if one := agenda.following(found, stage.step):
        workshop.apply(agenda.beginning(found, one, workshop.clock()), "began")
        workshop.stand(timebox=one.id)


def ending(face: Face) -> tuple[Edit, ...]:
    """The edits by which what runs ends, for a meeting that is ``over``."""
    return agenda.ending(agenda.plan(face.session, face.session.phase), face.workshop.clock())


def over(face: Face) -> None:
    """On the stage no meeting runs any more."""
    stage = face.workshop.stage
    if stage.timebox or stage.begun or stage.ends:
        face.workshop.stand(timebox=None, begun=None, ends=None)


def turned(face: Face) -> None:
    """After undo and redo the stage names what runs by the plan."""
    workshop = face.workshop
    now = agenda.running(agenda.plan(face.session, face.session.phase))
    id = now.id if now and _begun(face) else None
    if id != workshop.stage.timebox and (workshop.lead is None or workshop.lead.ours):
        workshop.stand(timebox=id)


def _with(first: Iterable[str], told: Told) -> Told:
    return Told((*told.lines, *first), page=told.page)
