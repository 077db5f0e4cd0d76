"""Strategy: the aims that this partnership serves, how, and by which goals."""

from collections.abc import Iterator

from bpworkshop.session.clusters import gathered
from bpworkshop.toolbox.strategy import by_goals, still_unnamed
from bpworkshop.tui.boards.drawn import Drawn, beneath, in_order, lacking, numbered, tail
from bpworkshop.tui.rows import Row, under
from bpworkshop.words import say


def board(drawn: Drawn) -> Iterator[Row]:
    """Each aim, under it how it is served and by which goals; last the aims that only goals name."""
    aims = drawn.reader.session.aims
    numbers, below = numbered(drawn, "aims"), gathered(aims)
    for item in in_order(drawn, aims):
        yield from drawn.item(numbers[item.id], item, item.aim)
        if item.serves:
            yield from under(drawn.details("aims", item, "serves"), "known", drawn.width, item.id)
        goals = by_goals(drawn.reader, item)
        yield from under(goals or say("strategy.no_goal"), "known" if goals else "mark", drawn.width, item.id)
        yield from lacking(drawn, "aims", item, "serves")
        yield from tail(drawn, "aims", item, "source")
        yield from beneath(drawn, "aims", below.get(item.id, ()))
    for line in still_unnamed(drawn.reader):
        yield Row()
        yield from under(line, "mark", drawn.width, indent=6)
