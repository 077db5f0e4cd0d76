"""Risks: those that most partnerships begin with, and the matrix of how likely and how bad."""

from bpworkshop import text
from bpworkshop.commands.registry import Face, Told, command, told
from bpworkshop.session.edits import Add, Several
from bpworkshop.session.entry import stays_ours
from bpworkshop.session.tools import Risk
from bpworkshop.words import say


@command("start-risks", "change", when=lambda face: face.step == "risks")
def start_risks(face: Face, rest: str) -> Told:
    """The guide's risks, as far as the board that this face shows has none of their words."""
    known = {text.folded(one.risk) for one in face.view.risks}
    ours = stays_ours(face.session, "risks", only_us=face.only_us)
    made = [
        Risk(
            id=face.workshop.new_id(),
            risk=one.risk,
            sign=one.sign,
            mitigation=one.mitigation,
            only_for=face.session.ours.id if ours else None,
        )
        for one in face.guide.toolbox.risks.start
        if text.folded(one.risk) not in known
    ]
    if not made:
        return told("command.start-risks.nothing")
    face.workshop.apply(Several(tuple(Add("risks", one) for one in made)), "start-risks")
    return Told((say("command.start-risks.done", n=len(made)), face.reader.still_to_say("risks")))


@command("matrix", "look", page=True)
def matrix(face: Face, rest: str) -> Told:
    from bpworkshop.toolbox import risks

    return Told(tuple(risks.lines(face.reader)))
