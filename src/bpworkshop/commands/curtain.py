"""The curtain: those who read along see title, question and clock, nothing else, until it is opened."""

from bpworkshop.commands.registry import Face, Told, command, told


@command("curtain", "lead")
def curtain(face: Face, rest: str) -> Told:
    """Draw it, or open it again."""
    drawn = not face.workshop.stage.curtain
    face.workshop.stand(curtain=drawn)
    return told("command.curtain.drawn" if drawn else "command.curtain.opened")
