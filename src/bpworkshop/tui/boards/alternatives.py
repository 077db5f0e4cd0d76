"""What if: when we switch, and who sees to it."""

from collections.abc import Iterator

from bpworkshop.planned import is_offered
from bpworkshop.session.clusters import gathered
from bpworkshop.session.dates import write_date
from bpworkshop.session.items import Alternative
from bpworkshop.tui.boards.drawn import (
    DOTS,
    Drawn,
    beneath,
    dots,
    in_order,
    missing,
    names,
    numbered,
    tail,
    who,
)
from bpworkshop.tui.rows import Column, Row, under
from bpworkshop.words import say


def board(drawn: Drawn) -> Iterator[Row]:
    """When we switch, and who."""
    numbers = numbered(drawn, "alternatives")
    items = drawn.reader.session.alternatives
    below = gathered(items)
    room, voted = names(drawn, "alternatives"), any(item.votes for item in items)
    for item in in_order(drawn, items):
        switch = " · ".join(
            part for part in (item.trigger, write_date(item.trigger_on) if item.trigger_on else None) if part
        )
        if drawn.broad:
            broad = 36 if drawn.width >= 110 else 24
            columns = [
                Column(
                    switch or missing(drawn, "alternatives", "trigger"),
                    "known" if switch else "missing",
                    broad,
                ),
                who(drawn, item.owner, "alternatives", room),
            ]
            if voted:
                columns.append(Column(dots(item), "mark", DOTS))
            yield from drawn.item(numbers[item.id], item, item.option, columns)
        else:
            yield from drawn.item(numbers[item.id], item, item.option, ())
            yield from _narrow_switch(drawn, item, switch)
        if item.id == drawn.chosen and is_offered(drawn.reader.session, item, drawn.reader.today):
            yield from under(say("planned.offer"), "mark", drawn.width, item.id)
        yield from tail(
            drawn, "alternatives", item, "failure", "kind", "first_step", "cost", "lead_days", "readiness"
        )
        yield from beneath(drawn, "alternatives", below.get(item.id, ()))


def _narrow_switch(drawn: Drawn, item: Alternative, switch: str) -> Iterator[Row]:
    label = drawn.label("alternatives", "trigger")
    told = [f"{label}: {switch}"] if switch else []
    if item.owner:
        told.append(drawn.reader.person(item.owner))
    if told and item.id == drawn.chosen:
        yield from under(" · ".join(told), "known", drawn.width, item.id)
    lacking = [] if switch else [f"{label}?"]
    if not item.owner:
        lacking.append(missing(drawn, "alternatives", "owner"))
    if lacking:
        yield from under("  ".join(lacking), "missing", drawn.width, item.id)
