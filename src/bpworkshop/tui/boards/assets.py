"""Our own house: who leads, and team by team what can be contributed and when that was last looked at."""

from collections.abc import Iterator, Sequence

from bpworkshop import text
from bpworkshop.session.carrying import same_name
from bpworkshop.session.clusters import gathered
from bpworkshop.session.dates import write_date
from bpworkshop.session.tools import Asset, Topic
from bpworkshop.tui.boards.drawn import (
    Drawn,
    beneath,
    broadest,
    facts,
    in_order,
    missing,
    names,
    numbered,
    tail,
    who,
)
from bpworkshop.tui.rows import Column, Row, under
from bpworkshop.words import say

ABOUT_US: tuple[Topic, ...] = ("leads-network", "leads-partnership", "staff-knows")
"""What is to be known of ourselves, beside what we have."""


def board(drawn: Drawn) -> Iterator[Row]:
    """First who leads and who knows us, said or still asked for; then what each team has."""
    items = in_order(drawn, drawn.reader.session.assets)
    yield from _about_us(drawn, items)
    for team, several in _by_team(items).items():
        yield _group(team or say("house.no_team"), found=bool(team))
        for item in several:
            yield from _item(drawn, item, (_who(drawn, item), _checked(drawn, item)))


def _about_us(drawn: Drawn, items: Sequence[Asset]) -> Iterator[Row]:
    guide = drawn.reader.guide
    for topic in ABOUT_US:
        said = [one for one in items if one.topic == topic]
        yield _group(guide.choice("assets", "topic", topic) + ("" if said else "?"), found=bool(said))
        for item in said:
            yield from _item(drawn, item, _who_else(drawn, item))


def _by_team(items: Sequence[Asset]) -> dict[str, list[Asset]]:
    """What can be contributed, by the team that has it; last what no team was named for."""
    found: dict[str, list[Asset]] = {}
    for item in items:
        if item.is_offer:
            found.setdefault(text.folded(item.team or ""), []).append(item)
    nobody = found.pop("", [])
    teams = {several[0].team or "": several for several in found.values()}
    return {**teams, **({"": nobody} if nobody else {})}


def _group(words: str, *, found: bool) -> Row:
    return Row((("  ", "plain"), (words, "group" if found else "missing")))


def _item(drawn: Drawn, item: Asset, columns: Sequence[Column]) -> Iterator[Row]:
    yield from facts(drawn, numbered(drawn, "assets")[item.id], item, columns)
    if item.is_stale(drawn.reader.today):
        yield from under(say("page.stale"), "mark", drawn.width, item.id)
    yield from tail(drawn, "assets", item, "offers")
    yield from beneath(drawn, "assets", gathered(drawn.reader.session.assets).get(item.id, ()))


def _who_else(drawn: Drawn, item: Asset) -> tuple[Column, ...]:
    """Who knows, where the words are not their name already."""
    said = drawn.reader.person(item.owner) if item.owner else item.said
    if same_name(said, item.said):
        return ()
    return _who(drawn, item), _checked(drawn, item)._replace(words="")


def _who(drawn: Drawn, item: Asset) -> Column:
    return who(drawn, item.owner, "assets", names(drawn, "assets"))


def _checked(drawn: Drawn, item: Asset) -> Column:
    asked = missing(drawn, "assets", "checked")
    days = (write_date(one.checked) for one in drawn.reader.session.assets if one.checked)
    broad = broadest((asked, *days))
    if item.checked is None:
        return Column(asked, "missing", broad)
    return Column(write_date(item.checked), "known", broad)
