"""A figure and a benefit as they stand on a page of an offer."""

from collections.abc import Iterable, Iterator, Sequence

from bpworkshop.figures import told
from bpworkshop.figures.facts import Fact
from bpworkshop.offering.parts import Entry
from bpworkshop.pages import Reader
from bpworkshop.session.items import Benefit, Figure, StepItem
from bpworkshop.session.types import Step


def number_of(reader: Reader, step: Step, item: StepItem) -> str:
    """The number by which people call it."""
    return str(reader.session.board(step).index(item) + 1)


def fact(reader: Reader, figure: Figure) -> Fact | None:
    """The figure as a fact. Where it names no library, whoever gives it tells it from the others'."""
    found = told.fact(figure)
    if found and not found.library and figure.giver:
        return found._replace(key=reader.party(figure.giver))
    return found


def offered(
    reader: Reader, figure: Figure, names: Sequence[str], follows: Iterable[str], wanted: Sequence[str] = ()
) -> Entry:
    """A figure in the sentence that the partner reads, with these fields of it and what ``follows`` from it.

    ``wanted``: the fields that are missed where nobody has said them.
    """
    known = [*_fields(reader, "figures", figure, names), *reader.derived(figure), *follows]
    return Entry(
        number_of(reader, "figures", figure),
        told.sentence(figure),
        tuple(one.removesuffix(".") for one in known),
        tuple(_lacking(reader, "figures", figure, (*wanted, "period", "method", "source"))),
    )


def benefit(reader: Reader, one: Benefit, names: Sequence[str]) -> Entry:
    """A benefit with the need that it serves, or that nobody has named one."""
    known = (*_fields(reader, "benefits", one, names), *reader.derived(one))
    lacking = tuple(_lacking(reader, "benefits", one, ("need",)))
    return Entry(number_of(reader, "benefits", one), one.said, known, lacking)


def _fields(reader: Reader, step: Step, item: StepItem, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if (found := getattr(item, name)) not in (None, ()):
            yield reader.labelled(step, name, found)


def _lacking(reader: Reader, step: Step, item: StepItem, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if getattr(item, name) in (None, ()):
            yield f"{reader.guide.label(step, name)}?"
