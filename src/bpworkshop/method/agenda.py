"""The time of a meeting: the plan of a phase, what became of it, and the clock of an activity. Pure.

Clock times of a plan are whole minutes. A timebox begins when the one before
it ends, so that what takes longer moves the rest along.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import Literal, NamedTuple

from bpworkshop.method.guide import Agenda
from bpworkshop.session.edits import Add, Change, Edit, Move, Several
from bpworkshop.session.items import Timebox
from bpworkshop.session.session import Session
from bpworkshop.session.stage import Timer
from bpworkshop.session.types import Phase, Step
from bpworkshop.words import say

EVER = datetime.min.replace(tzinfo=UTC)
"""Before any time that is kept."""

# The clock

ClockState = Literal["runs", "soon", "last", "over", "stands"]


class Clock(NamedTuple):
    """What stands on a clock, and how much it wants to be looked at."""

    words: str
    state: ClockState


def clock(timer: Timer, at: datetime, step: int = 1) -> Clock:
    """The clock at a moment: *soon* from a fifth of the time on, *last* from a twentieth, then *over*.

    ``step``: so many seconds are told at once, those that have begun whole.
    """
    left = timer.remaining(at)
    state: ClockState = "runs"
    if timer.ends is None:
        state = "stands"
    elif left <= 0:
        state = "over"
    elif left * 20 <= timer.seconds:
        state = "last"
    elif left * 5 <= timer.seconds:
        state = "soon"
    told = -(-left // step) * step
    key = "up" if state == "over" and told == 0 else state
    return Clock(say(f"clock.{key}", left=minutes_and_seconds(abs(told))), state)


def minutes_and_seconds(seconds: int) -> str:
    """``4:32``."""
    return f"{seconds // 60}:{seconds % 60:02}"


def roughly(seconds: int) -> tuple[int, str]:
    """What is left, to be read from far away: ``12 min``, in the last minute ``50 s``, long over ``+2 min``.

    The number, and the key of its words. A minute or ten seconds that have
    begun count whole; over time counts when it is full.
    """
    if seconds > 60:
        return -(-seconds // 60), "minutes"
    if seconds > -60:
        return max(-(-seconds // 10) * 10, 0), "seconds"
    return -seconds // 60, "over_by"


def running_for(seconds: int, at: datetime) -> Timer:
    """A timer that starts now."""
    return Timer(seconds, at + timedelta(seconds=seconds))


def paused(timer: Timer, at: datetime) -> Timer:
    """The same timer, standing."""
    return Timer(timer.seconds, None, timer.remaining(at))


def resumed(timer: Timer, at: datetime) -> Timer:
    """The same timer, going on from where it stood."""
    return Timer(timer.seconds, at + timedelta(seconds=timer.remaining(at)))


def longer(timer: Timer, seconds: int, at: datetime) -> Timer:
    """With more time, or with less down to none. When it is over, five more are five from now."""
    left = max(max(timer.remaining(at), 0) + seconds, 0)
    whole = max(timer.seconds + seconds, left, 1)
    return Timer(whole, at + timedelta(seconds=left)) if timer.ends else Timer(whole, None, left)


# The plan

MOST = 480
"""Minutes that a timebox may have."""

SlotState = Literal["over", "runs", "ahead", "passed"]


class Slot(NamedTuple):
    """A timebox on the clock: it is over, runs, is ahead of us, or was passed over and has no time then."""

    timebox: Timebox
    state: SlotState
    start: datetime | None = None
    end: datetime | None = None


def plan(session: Session, phase: Phase) -> tuple[Timebox, ...]:
    """The time plan of a phase."""
    return tuple(one for one in session.agenda if one.phase == phase)


def made(agenda: Agenda, phase: Phase, new_id: Callable[[], str]) -> tuple[Timebox, ...]:
    """The plan that a phase starts from."""
    return tuple(
        Timebox(
            id=new_id(),
            phase=phase,
            label=block.label,
            minutes=block.minutes,
            kind=block.kind,
            step=block.step,
        )
        for block in agenda.blocks
    )


def minute(moment: datetime) -> datetime:
    """The whole minute that a moment is in."""
    return moment.replace(second=0, microsecond=0)


def running(plan: Sequence[Timebox]) -> Timebox | None:
    """The timebox that has begun and not ended; of several, which a merge can bring, the newest."""
    open_ = [one for one in plan if one.began and not one.ended]
    return max(open_, key=lambda one: one.began or EVER, default=None)


def _here(plan: Sequence[Timebox]) -> int:
    """The place of what runs, or of what ended last; -1 before the first."""
    now = running(plan)
    if now is None:
        over = [one for one in plan if one.ended]
        now = max(over, key=lambda one: one.ended or EVER, default=None)
    return plan.index(now) if now else -1


def following(plan: Sequence[Timebox], step: Step | None = None) -> Timebox | None:
    """What begins next: the first timebox ahead; with a ``step`` the first of it that has not begun."""
    ahead = plan if step else plan[_here(plan) + 1 :]
    return next((one for one in ahead if not _begun(one) and (step is None or one.step == step)), None)


def _begun(timebox: Timebox) -> bool:
    return bool(timebox.began or timebox.ended)


def slots(plan: Sequence[Timebox], at: datetime) -> tuple[Slot, ...]:
    """Each timebox with what became of it and when it is; what is ahead follows what runs, or now."""
    here, now, at = _here(plan), running(plan), minute(at)
    found = []
    for place, one in enumerate(plan):
        if one is now and one.began:
            # What takes longer than planned ends now at the earliest, and moves the rest along.
            end = max(one.began + _minutes(one.minutes), at)
            found.append(Slot(one, "runs", one.began, end))
            at = end
        elif _begun(one):
            found.append(Slot(one, "over", one.began or one.ended, one.ended or one.began))
        elif place < here:
            found.append(Slot(one, "passed"))
        else:
            end = at + _minutes(one.minutes)
            found.append(Slot(one, "ahead", at, end))
            at = end
    return tuple(found)


def end(plan: Sequence[Timebox], at: datetime) -> datetime:
    """When the last timebox ends as things stand; when the last one ended, where nothing is open."""
    ends = [slot.end for slot in slots(plan, at) if slot.end]
    return max(ends, default=minute(at))


def behind(plan: Sequence[Timebox], at: datetime, ends: datetime) -> int:
    """Minutes by which the meeting ends later than it is to; below zero when it ends earlier."""
    return (end(plan, at) - ends) // timedelta(minutes=1)


def had(timebox: Timebox, at: datetime) -> int:
    """Minutes that a running timebox has had, each that began counted; at least one."""
    return max(-((timebox.began - at) // timedelta(minutes=1)), 1) if timebox.began else 1


def real(timebox: Timebox) -> int | None:
    """Minutes that a timebox took; None where that is not known, or can't be meant."""
    if not (timebox.began and timebox.ended):
        return None
    took = (timebox.ended - timebox.began) // timedelta(minutes=1)
    return took if 1 <= took <= MOST else None


def suggested(timebox: Timebox, earlier: Iterable[Timebox]) -> int | None:
    """What earlier timeboxes of the same name really took, or else those of the same step: the middle one."""
    alike = [one for one in earlier if one.phase == timebox.phase and real(one)]
    named = [one for one in alike if one.label.casefold() == timebox.label.casefold()]
    found = named or [one for one in alike if timebox.step and one.step == timebox.step]
    took = sorted(filter(None, map(real, found)))
    # Of an even number the longer of the two in the middle: who plans too short is late.
    return took[len(took) // 2] if took else None


# Changing the plan. An edit counts in the whole list, in which the plans of all phases stand.


def added(session: Session, timebox: Timebox, after: Timebox | None) -> Edit:
    """Put a timebox behind another, or at the end of its plan."""
    last = after or next(iter(plan(session, timebox.phase)[::-1]), None)
    return Add("agenda", timebox, session.agenda.index(last) + 1 if last else None)


def moved(session: Session, timebox: Timebox, to: Timebox) -> Edit:
    """Put a timebox where another of its plan stands, which goes along."""
    was, place = session.agenda.index(timebox), session.agenda.index(to)
    rest = [one for one in session.agenda if one.id != timebox.id]
    return Move(timebox.id, rest.index(to) + (was < place) if was != place else was)


def ending(plan: Sequence[Timebox], at: datetime) -> tuple[Edit, ...]:
    """What runs ends now."""
    now, at = running(plan), minute(at)
    return (Change(now.id, {"ended": max(at, now.began or at)}),) if now else ()


def beginning(plan: Sequence[Timebox], timebox: Timebox, at: datetime) -> Edit:
    """A timebox begins now, and what runs ends."""
    return Several((*ending(plan, at), Change(timebox.id, {"began": minute(at)})))


def fitted(plan: Sequence[Timebox], at: datetime, end: datetime) -> dict[str, int] | None:
    """The minutes, by id, with which all that has not ended ends just then; None where that can't be.

    Breaks keep theirs as long as the others have something to give. What runs
    gets no less than it has had, everything else a minute at least.
    """
    open_ = [slot for slot in slots(plan, at) if slot.state in ("runs", "ahead")]
    if not open_ or not open_[0].start:
        return {} if minute(at) <= end else None
    boxes = [slot.timebox for slot in open_]
    least = {one.id: had(one, at) for one in boxes}
    total = (end - open_[0].start) // timedelta(minutes=1)
    breaks = [one for one in boxes if one.kind == "break"]
    others = [one for one in boxes if one.kind != "break"]
    kept = sum(max(one.minutes, least[one.id]) for one in breaks)
    spare = sum(least[one.id] for one in others)
    if not others:
        return _shared_out(total, breaks, least)
    if total - kept < spare:
        given = _shared_out(total - spare, breaks, least)
        return None if given is None else given | {one.id: least[one.id] for one in others}
    given = _shared_out(total - kept, others, least)
    return None if given is None else given | {one.id: max(one.minutes, least[one.id]) for one in breaks}


def _shared_out(total: int, boxes: Sequence[Timebox], least: Mapping[str, int]) -> dict[str, int] | None:
    """Minutes in the proportion of what was planned: each goes to whoever is furthest below their share.

    So more time never takes a minute from anybody, and the whole plan in its
    own time stays as it is.
    """
    given = {one.id: least[one.id] for one in boxes}
    if not sum(given.values()) <= total <= MOST * len(boxes) or max(given.values(), default=0) > MOST:
        return None
    planned = {one.id: one.minutes for one in boxes}
    order = {one.id: place for place, one in enumerate(boxes)}

    def wants(id: str) -> tuple[float, int, str]:
        return -planned[id] / (2 * given[id] + 1), order[id], id

    waiting = [wants(id) for id in given if given[id] < MOST]
    heapify(waiting)
    for _ in range(total - sum(given.values())):
        id = heappop(waiting)[2]
        given[id] += 1
        if given[id] < MOST:
            heappush(waiting, wants(id))
    return given


def _minutes(minutes: int) -> timedelta:
    return timedelta(minutes=minutes)
