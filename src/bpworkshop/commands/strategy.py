"""The aims of the library: by which goals this partnership serves them, and those that goals name."""

import re

from bpworkshop.commands.registry import Face, Told, command, number_of, pick, told, usage
from bpworkshop.errors import Problem
from bpworkshop.session.edits import Add, Change, Several, build
from bpworkshop.session.entry import stays_ours
from bpworkshop.session.tools import Aim
from bpworkshop.toolbox import strategy
from bpworkshop.words import say


@command("strategy", "look", page=True)
def strategy_(face: Face, rest: str) -> Told:
    """The aims with their goals; ``take`` puts those on the board that only goals name."""
    if rest.casefold() == "take":
        return _take(face)
    if rest:
        raise usage("strategy")
    return Told(tuple(strategy.lines(face.reader)) or (say("strategy.none"),))


def _take(face: Face) -> Told:
    found = strategy.unnamed(face.view)
    if not found:
        return told("command.strategy.nothing")
    ours = face.session.ours.id if stays_ours(face.session, "aims", only_us=face.only_us) else None
    edits = [
        Add(
            "aims",
            build(
                Aim, {"id": face.workshop.new_id(), "aim": one.words, "sources": one.goals, "only_for": ours}
            ),
        )
        for one in found
    ]
    face.workshop.apply(Several(tuple(edits)), "add")
    return told("command.strategy.taken", n=len(edits))


@command("link", "change", when=lambda face: face.step == "aims" and bool(face.view.aims))
def link(face: Face, rest: str) -> Told:
    """``1 2 3``: the goals 2 and 3 serve the aim 1, and no others do; without goals none is linked."""
    first, *others = re.split(r"[\s,]+", rest.strip())
    if not first:
        raise usage("link")
    _, aim = pick(face, first)
    if not isinstance(aim, Aim):
        raise usage("link")
    picked = [pick(face, word if "." in word else f"goals.{word}") for word in others]
    if any(record != "goals" for record, _ in picked):
        raise Problem("command.link.no_goal")
    # What this screen does not show stays linked.
    shown = {one.id for one in face.view.goals}
    hidden = [id for id in aim.sources if id not in shown]
    face.workshop.apply(Change(aim.id, {"sources": (*hidden, *(one.id for _, one in picked))}), "field")
    seen = next(one for one in face.view.aims if one.id == aim.id)
    by = strategy.by_goals(face.reader, seen) or say("strategy.no_goal")
    return Told((f"{number_of(face, 'aims', aim.id)} {seen.aim}: {by}",))
