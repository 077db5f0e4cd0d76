"""Risks: how likely and how bad, who sees to them, when they are looked at again."""

from collections.abc import Iterator

from bpworkshop.session.clusters import gathered
from bpworkshop.session.dates import write_date
from bpworkshop.session.tools import Risk
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

ASKED = ("sign", "mitigation")
"""What is said to be missing under a risk."""


def board(drawn: Drawn) -> Iterator[Row]:
    """As it was said; how likely and how bad, who and when beside it, or under it where there is no room."""
    items = drawn.reader.session.risks
    numbers, below = numbered(drawn, "risks"), gathered(items)
    weights, reviews = [_weight(drawn, one) for one in items], [_review(drawn, one) for one in items]
    broad = broadest(column.words for column in weights), broadest(column.words for column in reviews)
    for item in in_order(drawn, items):
        columns = [
            _weight(drawn, item)._replace(width=broad[0]),
            _who(drawn, item),
            _review(drawn, item)._replace(width=broad[1]),
        ]
        yield from facts(drawn, numbers[item.id], item, columns)
        if item.state != "over":
            yield from lacking(drawn, "risks", item, *(ASKED[1:] if item.state == "came" else ASKED))
        yield from tail(drawn, "risks", item, "sign", "mitigation", "state")
        yield from beneath(drawn, "risks", below.get(item.id, ()))


def _weight(drawn: Drawn, item: Risk) -> Column:
    """How likely and how bad, or that it came or is over."""
    guide = drawn.reader.guide
    if item.state in ("came", "over"):
        came = item.state == "came"
        return Column(guide.choice("risks", "state", item.state), "missing" if came else "good", 0)
    if item.likelihood is None or item.impact is None:
        names_of = ("likelihood", "impact")
        lacks = [missing(drawn, "risks", name) for name in names_of if getattr(item, name) is None]
        return Column(" ".join(lacks), "missing", 0)
    likely = guide.choice("risks", "likelihood", item.likelihood)
    bad = guide.choice("risks", "impact", item.impact)
    first = (item.likelihood, item.impact) == ("high", "high")
    return Column(say("matrix.weight", likely=likely, bad=bad), "mark" if first else "known", 0)


def _who(drawn: Drawn, item: Risk) -> Column:
    """Who sees to it; of one that is over that is no question any more."""
    found = who(drawn, item.owner, "risks", names(drawn, "risks"))
    return found._replace(words="") if item.state == "over" and not item.owner else found


def _review(drawn: Drawn, item: Risk) -> Column:
    """When it is looked at again; that the day has come."""
    if item.review is None:
        return Column("" if item.state == "over" else missing(drawn, "risks", "review"), "missing", 0)
    due = item.is_due(drawn.reader.today)
    words = write_date(item.review)
    return Column(say("matrix.due", day=words) if due else words, "missing" if due else "known", 0)
