"""Leading: where the meeting stands, who reads the screen, what is still to say, undo, closing."""

from typing import get_args

from bpworkshop.commands import hiding, switching, timing, toolbox
from bpworkshop.commands.registry import GROUPS, REGISTRY, Face, Told, command, read_step, told, usage
from bpworkshop.errors import Problem
from bpworkshop.session import fields
from bpworkshop.session.boards import STEPS
from bpworkshop.session.edits import Set, Several
from bpworkshop.session.standing import status
from bpworkshop.session.types import Phase
from bpworkshop.words import say


@command("next", "lead")
def next_(face: Face, rest: str) -> Told:
    return _along(face, 1)


@command("back", "lead")
def back(face: Face, rest: str) -> Told:
    return _along(face, -1)


def _along(face: Face, by: int) -> Told:
    left, stage = face.step, face.workshop.stage
    place = face.guide.along(left, stage.activity, by, face.session.phase, everyone=not face.only_us)
    if not place:
        return told("command.next.end" if by > 0 else "command.back.end")
    lines = hiding.go(face, *place)
    if face.step != left and by > 0:
        timing.entered(face)
    if face.step != left and by > 0 and face.reader.gaps(left):
        return Told((face.reader.still_to_say(left), *lines))
    return Told(lines)


@command("step", "lead")
def step(face: Face, rest: str) -> Told:
    found = read_step(face, rest)
    if not found:
        raise usage("step")
    lines = hiding.go(face, found)
    timing.entered(face)
    return Told(lines)


@command("phase", "lead")
def phase(face: Face, rest: str) -> Told:
    phases: tuple[Phase, ...] = get_args(Phase)
    typed = rest.casefold()
    found = next((one for one in phases if typed in (one, face.guide.phase(one).label.casefold())), None)
    if not found:
        raise usage("phase")
    face.workshop.must_lead()
    # Who was there accepted the order of the goals: another room accepts it anew.
    changed = Set({"phase": found, "ranking": ()})
    if found == face.session.phase:
        face.workshop.apply(changed, "phase")
    else:
        # A time plan belongs to its phase, and so does the meeting that runs by it.
        face.workshop.apply(Several((changed, *timing.ending(face))), "phase")
        timing.over(face)
    face.workshop.go(STEPS[0])
    return Told(_still_everyone(face))


def _still_everyone(face: Face) -> tuple[str, ...]:
    """A warning where our side prepares on a screen that is for everyone."""
    still = face.session.phase == "prepare" and not face.only_us
    return (say("command.phase.still_everyone"),) if still else ()


@command("audience", "lead")
def audience(face: Face, rest: str) -> Told:
    word, _, sure = rest.casefold().replace("only us", "only-us").partition(" ")
    if word == "everyone":
        face.only_us = False
        face.stand_here()
    elif word == "only-us":
        if not face.only_us and face.session.phase == "together" and sure != "yes":
            return told("command.audience.sure")
        face.only_us = True
    else:
        raise usage("audience")
    return Told()


@command("gaps", "look", page=True)
def gaps(face: Face, rest: str) -> Told:
    reader = face.reader
    lines = []
    for one in STEPS:
        found = reader.gaps(one)
        label = face.guide.step(one).label
        what = ", ".join(reader.lacking(one, found)) if found else say("command.gaps.ready")
        lines.append(f"{label}: {what}")
    return Told((*lines, *switching.offers(face), *toolbox.waiting(face)))


@command("ask", "lead")
def ask(face: Face, rest: str) -> Told:
    """Goes through what is still to say, item by item, as after a new item."""
    items = [gap.item for gap in face.reader.gaps(face.step) if gap.item]
    if not items:
        return Told((face.reader.still_to_say(face.step),))
    return Told(ask=tuple(dict.fromkeys(items)))


@command("undo", "change")
def undo(face: Face, rest: str) -> Told:
    what, whole = face.workshop.undo()
    return _turned(face, "command.undo.done", what, whole)


@command("redo", "change")
def redo(face: Face, rest: str) -> Told:
    what, whole = face.workshop.redo()
    return _turned(face, "command.redo.done", what, whole)


def _turned(face: Face, key: str, what: str, whole: bool) -> Told:
    timing.turned(face)
    lines = [say(key, what=say(f"did.{what}"))]
    if not whole:
        lines.append(say("command.undo.partly"))
    return Told((*lines, *(_still_everyone(face) if what == "phase" else ())))


@command("close", "lead")
def close(face: Face, rest: str) -> Told:
    face.workshop.must_lead()
    face.workshop.apply(Several((*timing.ending(face), Set({"status": "closed"}))), "close")
    timing.over(face)
    open_steps = [face.guide.step(one).label for one in STEPS if face.reader.gaps(one)]
    said = sum(status(one, face.today) == "said" for one in face.view.commitments)
    lines = [say("command.close.done")]
    if open_steps:
        lines.append(say("command.close.open", steps=", ".join(open_steps)))
    if said:
        lines.append(say("command.close.said", n=said))
    return Told(tuple(lines))


@command("reopen", "lead")
def reopen(face: Face, rest: str) -> Told:
    if face.session.status != "closed":
        raise Problem("command.reopen.open")
    face.workshop.must_lead()
    face.workshop.apply(Set({"status": "running"}), "reopen")
    return told("command.reopen.done")


@command("help", "look", page=True)
def help_(face: Face, rest: str) -> Told:
    name = rest.removeprefix("/").casefold()
    if name in REGISTRY:
        return Told((REGISTRY[name].usage, REGISTRY[name].help))
    lines = [say("command.help.line"), *say("command.help.signs").splitlines()]
    for group in GROUPS:
        lines += ["", say(f"group.{group}")]
        lines += [
            f"{one.usage} – {one.help}" for one in REGISTRY.values() if one.group == group and one.when(face)
        ]
    step = face.guide.step(face.step)
    lines += ["", say("command.help.fields", step=step.label)]
    shown = fields.of(face.step)
    lines += [
        f"/{name} – {found.label}"
        for name, found in step.fields.items()
        if found.ask and (face.only_us or not shown[name].ours)
    ]
    return Told(tuple(lines))


@command("quit", "lead")
def quit_(face: Face, rest: str) -> Told:
    return Told(leave=True)
