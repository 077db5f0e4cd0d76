"""What the sides offer each other, told: pictures in words, the advertising package, give and get.

The pages are imported when somebody asks for one: most meetings begin without.
"""

from bpworkshop.commands.registry import Face, Told, command, pick, told
from bpworkshop.errors import Problem


def drawn(face: Face, rest: str) -> str | None:
    """The figure whose pictures are wanted; none is all of them. Raises Problem for what is no figure."""
    if not rest:
        return None
    record, one = pick(face, rest if "." in rest else f"figures.{rest}")
    if record != "figures":
        raise Problem("command.chart.no_figure", number=rest)
    return one.id


@command("chart", "look", page=True)
def chart(face: Face, rest: str) -> Told:
    from bpworkshop.figures import charts
    from bpworkshop.offering.pictures import pictures

    found = pictures(face.reader, drawn(face, rest))
    if not found:
        return told("chart.none")
    lines = [line for one in found for line in ("", *charts.told(one))]
    return Told(tuple(lines[1:]))


@command("package", "look", page=True)
def package_(face: Face, rest: str) -> Told:
    from bpworkshop.offering.package import package

    return Told(tuple(package(face.reader).lines))


@command("give-and-get", "look", page=True)
def give_and_get(face: Face, rest: str) -> Told:
    from bpworkshop.offering.exchange import exchange

    return Told(tuple(exchange(face.reader).lines))
