"""The clock of an activity: /timer tells it, starts it, lets it stand, gives it more time or less."""

import re

from bpworkshop.commands.registry import Face, Told, command, told, usage
from bpworkshop.errors import Problem
from bpworkshop.method import agenda
from bpworkshop.words import say


@command("timer", "time")
def timer(face: Face, rest: str) -> Told:
    """Tell the clock, start it, let it stand, give it more time or less."""
    word, minutes = rest.casefold(), re.fullmatch(r"([+-]?)(\d{1,3})", rest)
    if word in ("", "big"):
        return Told((_time(face),))
    if minutes and minutes[1]:
        return _longer(face, int(rest))
    if minutes:
        return _started(face, int(minutes[2]))
    if word not in ("start", "pause", "toggle", "stop"):
        raise usage("timer")
    held = face.workshop.stage.timer
    if word == "toggle":
        word = "pause" if held and held.ends else "start"
    at = face.workshop.clock()
    if word == "start":
        if held is None:
            return _started(face, _minutes(face))
        if held.ends is None:
            face.workshop.stand(timer=agenda.resumed(held, at))
        return told("command.timer.goes_on")
    if held is None:
        raise Problem("command.timer.none")
    if word == "stop":
        face.workshop.stand(timer=None)
        return told("command.timer.stopped")
    if held.ends:
        face.workshop.stand(timer=agenda.paused(held, at))
    return Told((_time(face),))


def signal(face: Face) -> str:
    """That the time is soon over, nearly, or up: the same words as long as it is so, and else none."""
    held = face.workshop.stage.timer
    state = agenda.clock(held, face.workshop.clock()).state if held else "stands"
    return "" if state in ("runs", "stands") else say(f"timer.{state}")


def _time(face: Face) -> str:
    held = face.workshop.stage.timer
    if held is None:
        return say("command.timer.none")
    words = agenda.clock(held, face.workshop.clock()).words
    return say("command.timer.now", clock=words, whole=agenda.minutes_and_seconds(held.seconds))


def _minutes(face: Face) -> int:
    """The activity's minutes; in a welcome or a break, where there is none, those that are planned."""
    now = agenda.running(agenda.plan(face.session, face.session.phase))
    return now.minutes if now and now.step is None else face.activity.minutes


def _started(face: Face, minutes: int) -> Told:
    if not 1 <= minutes <= agenda.MOST:
        raise Problem("command.timer.most", n=agenda.MOST)
    face.workshop.stand(timer=agenda.running_for(minutes * 60, face.workshop.clock()))
    return told("command.timer.started", n=minutes)


def _longer(face: Face, minutes: int) -> Told:
    held = face.workshop.stage.timer
    if held is None:
        if minutes < 0:
            raise Problem("command.timer.none")
        return _started(face, minutes)
    made = agenda.longer(held, minutes * 60, face.workshop.clock())
    if made.seconds > agenda.MOST * 60:
        raise Problem("command.timer.most", n=agenda.MOST)
    face.workshop.stand(timer=made)
    return told("command.timer.longer", whole=agenda.minutes_and_seconds(made.seconds))
