"""Give and get on one page: what every side offers, in words and in numbers, and what of it is valued.

Not everything is money: what has no rate that somebody vouches for stays not
valued, and values are never added up. How even it is, is for our side to judge.
"""

from collections.abc import Iterator

from bpworkshop.errors import Problem
from bpworkshop.figures import told
from bpworkshop.offering.figures import benefit, offered
from bpworkshop.offering.parts import Column, Page, Section
from bpworkshop.pages import Reader
from bpworkshop.session.items import Figure
from bpworkshop.words import say

IN_WORDS = ("need", "receiver", "only_together", "cost_or_risk")
IN_NUMBERS = ("only_here",)
"""What is told of each offer where it was said. ``cost_or_risk`` is only there for our side."""

VALUED, UNPRICED = "valued", "unpriced"


def exchange(reader: Reader) -> Page:
    """What each side gives, side by side; under it what is valued, what is not, and how even it is."""
    givers = [party.id for party in reader.session.parties]
    columns = [_column(reader, giver) for giver in (*givers, None)]
    sections = (
        Section(say("offer.valued"), lines=tuple(_valued(reader))),
        Section(say("offer.balance"), lines=tuple(reader.balance()) if reader.session.benefits else ()),
    )
    return Page(
        say("offer.give_and_get"),
        tuple(one for one in columns if one is not None),
        tuple(one for one in sections if one.lines),
    )


def _column(reader: Reader, giver: str | None) -> Column | None:
    """What a side gives; that it gives nothing yet. What nobody gives has a column only if there is some."""
    session = reader.session
    words = [one for one in session.benefits if one.giver == giver]
    numbers = [one for one in session.figures if one.giver == giver]
    if giver is None and not words and not numbers:
        return None
    title = say("board.gives", party=reader.party(giver)) if giver else say("offer.nobody")
    sections = [
        Section(
            reader.guide.step("benefits").label, tuple(benefit(reader, one, _asked(reader)) for one in words)
        ),
        Section(
            reader.guide.step("figures").label,
            tuple(offered(reader, one, IN_NUMBERS, reader.follows(one, whole=False)) for one in numbers),
        ),
    ]
    kept = [one for one in sections if one.entries]
    return Column(title, tuple(kept) or (Section(say("offer.nothing"), ()),))


def _asked(reader: Reader) -> tuple[str, ...]:
    """Of two sides the one that gets is clear from the one that gives."""
    if len(reader.session.parties) > 2:
        return IN_WORDS
    return tuple(name for name in IN_WORDS if name != "receiver")


def _valued(reader: Reader) -> Iterator[str]:
    """Which offers have a value in money, and why the others have none: by their numbers, without a sum."""
    found: dict[str, list[str]] = {}
    for number, one in enumerate(reader.session.figures, 1):
        found.setdefault(_value(one), []).append(str(number))
    valued, unpriced = found.pop(VALUED, []), found.pop(UNPRICED, [])
    if valued:
        yield say("offer.in_money", numbers=", ".join(valued))
    for reason, numbers in found.items():
        yield say("offer.of_numbers", numbers=", ".join(numbers), what=reason)
    if unpriced:
        yield say("offer.no_price", numbers=", ".join(unpriced))
    if len(valued) > 1:
        yield say("offer.values_stay_apart")
    if reader.session.benefits:
        yield say("offer.not_money")


def _value(figure: Figure) -> str:
    """Whether it has a value, nobody wants one, or the reason why it stays not valued."""
    try:
        if figure.placement == "interview":
            raise Problem("figures.rule.press")
        return VALUED if told.valuation(figure) else UNPRICED
    except Problem as problem:
        return problem.reason
