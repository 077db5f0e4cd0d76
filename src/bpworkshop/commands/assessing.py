"""The partner assessment as a page: for our side only."""

from bpworkshop.commands.registry import Face, Told, command
from bpworkshop.words import say


@command("assessment", "look", page=True, when=lambda face: face.only_us)
def assessment(face: Face, rest: str) -> Told:
    from bpworkshop.toolbox import assessing

    return Told(tuple(assessing.lines(face.reader)) or (say("assessment.none"),))
