"""Values: how well each fits, and how each party shows it."""

from collections.abc import Iterator

from bpworkshop.session.clusters import gathered
from bpworkshop.session.items import Value
from bpworkshop.session.tallies import fit
from bpworkshop.tui.boards.drawn import Drawn, beneath, in_order, missing, numbered, tail
from bpworkshop.tui.rows import Column, Look, Row, under

FIT_SIGNS = {"aligned": "=", "complementary": "+", "tension": "~", "conflict": "×"}


def board(drawn: Drawn) -> Iterator[Row]:
    """Each value with how well it fits, drawn from 1 to 5, and how each party shows it."""
    numbers, below = numbered(drawn, "values"), gathered(drawn.reader.session.values)
    for value in in_order(drawn, drawn.reader.session.values):
        fits = fit(value)
        words = drawn.reader.guide.choice("values", "fit", fits) if fits else ""
        scale = _scale(value)
        look: Look = (
            "good" if fits in ("aligned", "complementary") else "missing" if fits == "conflict" else "mark"
        )
        columns = []
        if drawn.broad:
            columns = [
                Column(scale or missing(drawn, "values", "ratings"), "known" if scale else "missing", 11),
                Column(f"{FIT_SIGNS[fits]} {words}" if fits else "", look, 18),
            ]
        yield from drawn.item(numbers[value.id], value, value.value, columns)
        if not drawn.broad:
            told = "  ".join(part for part in (scale, f"{FIT_SIGNS[fits]} {words}" if fits else "") if part)
            shown = told or missing(drawn, "values", "ratings")
            yield from under(shown, look if told else "missing", drawn.width, value.id)
        yield from _evidence(drawn, value)
        yield from tail(drawn, "values", value, "red_line", "mitigation")
        yield from beneath(drawn, "values", below.get(value.id, ()))


def _scale(value: Value) -> str:
    """``1 2 ● 4 ●``: the ratings on their scale from 1 to 5; a digit where nobody stands."""
    if not value.ratings:
        return ""
    counts = [value.ratings.count(rating) for rating in range(1, 6)]
    signs = ["○●②③④⑤⑥⑦⑧⑨"[min(count, 9)] if count else "·" for count in counts]
    return f"1 {''.join(signs)} 5"


def _evidence(drawn: Drawn, value: Value) -> Iterator[Row]:
    spoken = {entry.party: entry for entry in value.evidence}
    for party in drawn.reader.session.parties:
        entry = spoken.get(party.id)
        if entry:
            yield from under(drawn.reader.evidence(entry), "known", drawn.width, value.id)
        elif not (value.question and value.owner):
            yield from under(
                f"{party.name}: {missing(drawn, 'values', 'evidence')}", "missing", drawn.width, value.id
            )
    if value.question:
        told = drawn.details("values", value, "question", "owner")
        yield from under(told, "mark", drawn.width, value.id)
