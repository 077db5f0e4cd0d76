"""What we know of each partner, criterion by criterion: how strong, how sure, what is still to find out."""

from collections.abc import Iterator, Sequence

from bpworkshop.session.clusters import gathered
from bpworkshop.session.readiness import CRITERIA
from bpworkshop.session.tools import Assessment
from bpworkshop.toolbox.assessing import assessed, counted
from bpworkshop.tui.boards.drawn import Drawn, beneath, broadest, facts, in_order, missing, numbered, tail
from bpworkshop.tui.rows import Column, Row, under


def board(drawn: Drawn) -> Iterator[Row]:
    """By partner, each in the order of the criteria; last what nobody has said the partner of."""
    reader = drawn.reader
    items = sorted(in_order(drawn, reader.session.assessments), key=_place)
    looked_at = {one.id: counted(one) for one in assessed(reader).partners}
    parties = dict.fromkeys((*looked_at, *(one.party for one in items if one.party)))
    for party in parties:
        known = looked_at.get(party)
        title = f"{reader.party(party)}: {known}" if known else reader.party(party)
        yield Row((("  ", "plain"), (title, "group")))
        yield from _items(drawn, [one for one in items if one.party == party])
    if nowhere := [one for one in items if one.party is None]:
        yield Row((("  ", "plain"), (missing(drawn, "assessments", "party"), "missing")))
        yield from _items(drawn, nowhere)


def _place(item: Assessment) -> int:
    return CRITERIA.index(item.criterion) if item.criterion else len(CRITERIA)


def _items(drawn: Drawn, items: Sequence[Assessment]) -> Iterator[Row]:
    numbers = numbered(drawn, "assessments")
    below = gathered(drawn.reader.session.assessments)
    for item in items:
        yield from facts(drawn, numbers[item.id], item, _columns(drawn, item))
        if item.unknown and item.unknown != item.known:
            words = drawn.reader.labelled("assessments", "unknown", item.unknown)
            yield from under(words, "mark", drawn.width, item.id)
        yield from tail(drawn, "assessments", item, "source")
        yield from beneath(drawn, "assessments", below.get(item.id, ()))


def _columns(drawn: Drawn, item: Assessment) -> tuple[Column, ...]:
    """What it is about, how strong they are in it, and how sure that is; of a question only the first."""
    columns = [_column(drawn, item, name) for name in ("criterion", "strength", "reliability")]
    if item.unknown == item.known:
        columns[1:] = [one._replace(words="") for one in columns[1:]]
    return tuple(columns)


def _column(drawn: Drawn, item: Assessment, name: str) -> Column:
    every = (_said(drawn, one, name) for one in drawn.reader.session.assessments)
    asked = missing(drawn, "assessments", name)
    words, broad = _said(drawn, item, name), broadest((asked, *every))
    return Column(words or asked, "known" if words else "missing", broad)


def _said(drawn: Drawn, item: Assessment, name: str) -> str:
    value = getattr(item, name)
    if value is None:
        return ""
    told = drawn.reader.value("assessments", name, value)
    # "high" alone could be either.
    return f"{drawn.label('assessments', name)}: {told}" if name == "reliability" else told
