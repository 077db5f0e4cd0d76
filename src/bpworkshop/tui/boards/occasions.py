"""The communication plan: what is told to whom, who does it, by when, and what is late."""

from collections.abc import Iterator

from bpworkshop.session.clusters import gathered
from bpworkshop.session.dates import write_date
from bpworkshop.session.tools import Occasion
from bpworkshop.tui.boards.drawn import (
    Drawn,
    beneath,
    broadest,
    facts,
    in_order,
    lacking,
    missing,
    names,
    numbered,
    tail,
    who,
)
from bpworkshop.tui.rows import Column, Row
from bpworkshop.words import say

ASKED = ("message", "channel", "approver")
"""What is said to be missing under a row."""

UNDER = ("message", "effect", "channel", "action", "approver", "told", "sources")


def board(drawn: Drawn) -> Iterator[Row]:
    """As it was said; the audience, who does it and when beside it, or under it where there is no room."""
    items = drawn.reader.session.occasions
    numbers, below = numbered(drawn, "occasions"), gathered(items)
    widths = rooms(drawn)
    for item in in_order(drawn, items):
        yield from facts(drawn, numbers[item.id], item, columns(drawn, item, widths))
        yield from lacking(drawn, "occasions", item, *ASKED)
        yield from tail(drawn, "occasions", item, *UNDER)
        yield from beneath(drawn, "occasions", below.get(item.id, ()))


def rooms(drawn: Drawn) -> tuple[int, int, int]:
    """How broad the columns are: of the audience, of who does it, of when."""
    audiences = drawn.reader.guide.choices("occasions", "audience").values()
    whens = (_when(drawn, one, 0).words for one in drawn.reader.session.occasions)
    return (
        broadest((missing(drawn, "occasions", "audience"), *audiences)),
        names(drawn, "occasions"),
        broadest((missing(drawn, "occasions", "due"), *whens)),
    )


def columns(drawn: Drawn, item: Occasion, widths: tuple[int, int, int]) -> tuple[Column, ...]:
    """Who is told, who does it, and when."""
    return (
        _audience(drawn, item, widths[0]),
        who(drawn, item.owner, "occasions", widths[1]),
        _when(drawn, item, widths[2]),
    )


def _audience(drawn: Drawn, item: Occasion, broad: int) -> Column:
    if item.audience is None:
        return Column(missing(drawn, "occasions", "audience"), "missing", broad)
    return Column(drawn.reader.guide.choice("occasions", "audience", item.audience), "known", broad)


def _when(drawn: Drawn, item: Occasion, broad: int) -> Column:
    """Its day; that it is late, or that they were told."""
    if item.told:
        return Column(f"✓ {write_date(item.told)}", "good", broad)
    if item.due is None:
        return Column(missing(drawn, "occasions", "due"), "missing", broad)
    if item.is_late(drawn.reader.today):
        return Column(say("find.late", day=write_date(item.due)), "missing", broad)
    return Column(write_date(item.due), "known", broad)
