"""The communication plan: its first draft from what was said, and what has to be told week by week."""

from bpworkshop.commands.registry import Face, Told, command, told
from bpworkshop.session.edits import Add, Several
from bpworkshop.session.entry import stays_ours
from bpworkshop.session.shared import shared
from bpworkshop.words import say


@command("announce", "change", when=lambda face: face.step == "occasions")
def announce(face: Face, rest: str) -> Told:
    """Draft the rows that are not there yet; what everybody reads is made of what is everybody's."""
    from bpworkshop.pages import Reader
    from bpworkshop.toolbox.communication import draft

    ours = stays_ours(face.session, "occasions", only_us=face.only_us)
    source = face.view if ours else shared(face.session, face.workshop.stage.veil)
    reader = Reader(source, face.guide, face.today, everyone=not ours)
    rows = draft(reader, face.workshop.new_id, ours=ours)
    if not rows:
        return told("command.announce.nothing")
    face.workshop.apply(Several(tuple(Add("occasions", row) for row in rows)), "announce")
    return Told((say("command.announce.done", n=len(rows)), face.reader.still_to_say("occasions")))


@command("weeks", "look", page=True)
def weeks(face: Face, rest: str) -> Told:
    from bpworkshop.toolbox import communication

    return Told(tuple(communication.lines(face.reader)))
