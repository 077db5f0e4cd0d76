"""Give and get: as sides, and the balance."""

from collections.abc import Iterator

from bpworkshop import text
from bpworkshop.session.clusters import gathered
from bpworkshop.session.items import Benefit
from bpworkshop.session.tallies import balance
from bpworkshop.tui.boards.drawn import Drawn, beneath, in_order, missing, numbered, tail
from bpworkshop.tui.rows import Part, Row, fitted, under
from bpworkshop.words import say


def board(drawn: Drawn) -> Iterator[Row]:
    """As sides: who gives what, and the balance; side by side where there is room."""
    session = drawn.reader.session
    numbers, below = numbered(drawn, "benefits"), gathered(session.benefits)
    sides: list[list[Row]] = []
    parties = [party.id for party in session.parties]
    beside = drawn.width >= 70 and len(parties) == 2
    broad = (drawn.width - 4) // 2 if beside else drawn.width
    for giver in (*parties, None):
        given = [item for item in in_order(drawn, session.benefits) if item.giver == giver]
        if not given and giver is None:
            continue
        title = (
            say("board.gives", party=drawn.reader.party(giver))
            if giver
            else missing(drawn, "benefits", "giver")
        )
        side = [Row((("  ", "plain"), (fitted(title, broad - 2), "group" if giver else "missing")))]
        one = Drawn(drawn.reader, broad, drawn.chosen)
        for item in given:
            side += _benefit(one, item, numbers[item.id])
            side += beneath(one, "benefits", below.get(item.id, ()))
        sides.append(side)
    if beside:
        yield from _beside(sides[0], sides[1], broad)
        for side in sides[2:]:
            yield from side
    else:
        for side in sides:
            yield from side
    yield from _balance(drawn)


def _benefit(drawn: Drawn, item: Benefit, number: int) -> Iterator[Row]:
    yield from drawn.item(number, item, item.benefit, ())
    words = drawn.details("benefits", item, "need") if item.need else missing(drawn, "benefits", "need")
    yield from under(words, "known" if item.need else "missing", drawn.width, item.id)
    if len(drawn.reader.session.parties) > 2 or not item.receiver:
        words = drawn.details("benefits", item, "receiver") or missing(drawn, "benefits", "receiver")
        yield from under(words, "known" if item.receiver else "missing", drawn.width, item.id)
    yield from tail(drawn, "benefits", item, "asset", "only_together", "evidence", "cost_or_risk")


def _beside(left: list[Row], right: list[Row], width: int) -> Iterator[Row]:
    """Two sides next to each other, each item on its own side."""
    for at in range(max(len(left), len(right))):
        one = left[at] if at < len(left) else Row()
        other = right[at] if at < len(right) else Row()
        gap = max(width - sum(text.width(words) for words, _ in one.parts) + 4, 1)
        filled: list[Part] = [*one.parts, (" " * gap, "plain"), *other.parts]
        yield Row(tuple(filled), one.item, other.item, left=len(one.parts) + 1)


def _balance(drawn: Drawn) -> Iterator[Row]:
    """Benefits given that name a need, by party: a bar each, and the counts by name."""
    counted = balance(drawn.reader.session)
    if not counted:
        return
    yield Row()
    most = max((side.gives for side in counted), default=0) or 1
    widest = min(max(text.width(drawn.reader.party(side.party)) for side in counted), drawn.width // 3)
    for side in counted:
        told = say("board.balance", gives=side.gives, gets=side.gets)
        name = min(widest, max(drawn.width - text.width(told) - 5, 4))
        room = max(drawn.width - name - text.width(told) - 5, 0)
        bar = "█" * min(max(side.gives * room // most, 1 if side.gives else 0), room)
        parts: list[Part] = [
            (f"  {fitted(drawn.reader.party(side.party), name)}  ", "known"),
            (f"{bar} " if bar else "", "good"),
            (told, "known"),
        ]
        yield Row(tuple(parts))
        if side.one_sided and not drawn.reader.everyone:
            yield from under(say("page.one_sided"), "mark", drawn.width, indent=4)
