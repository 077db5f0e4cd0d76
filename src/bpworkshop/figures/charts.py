"""Pictures of figures, before they are drawn: what stands beside what, on which scale, and in words.

A chart is a value. ``tui.charts`` draws it in cells and ``documents.svg`` on
paper; ``told`` says it aloud. Every scale begins at 0, an estimate is marked
wherever it stands, and what can't be compared never comes onto one scale.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from bpworkshop.errors import Problem
from bpworkshop.figures.derive import PERCENT, divided, method_of, rounded, total_of_one_period
from bpworkshop.figures.facts import Fact, Method, counting, library, metric_words, period, unit_words
from bpworkshop.session.numbers import write_number
from bpworkshop.words import say

Kind: TypeAlias = Literal["bars", "trend", "shares"]

MONTH = 31
"""Days of a month at most: figures of such periods are bars by month, longer ones a line."""

MOST_MONTHS = 12
"""Months that stand as bars at most; more of them are a line."""

MOST_LISTED = 36
"""Points that stand under a line with their numbers; of more only those between which it goes up and down."""

HUNDRED = Decimal(100)


class Point(NamedTuple):
    """One number of a chart: what it is called there, and how it was counted."""

    label: str
    value: Decimal
    method: Method
    first: date | None = None
    last: date | None = None
    amount: str = ""
    """Of a share: of which amount it is one; of a mark: what else is known of the marks."""

    @property
    def estimate(self) -> bool:
        return self.method in ("estimated", "imputed", "our-estimate")


class Chart(NamedTuple):
    """Numbers of one unit on one scale. ``items`` are the ids of what they were taken from.

    ``scale``: where the scale ends whatever the numbers are, as that of marks does.
    """

    kind: Kind
    title: str
    unit: str
    points: tuple[Point, ...]
    notes: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    scale: Decimal | None = None

    @property
    def top(self) -> Decimal:
        """Where the scale ends: with shares at the whole, otherwise at the largest number."""
        if self.scale is not None:
            return self.scale
        return (
            HUNDRED if self.kind == "shares" else max((one.value for one in self.points), default=Decimal(0))
        )

    def part(self, point: Point, of: int) -> int:
        """How much of so many steps a point takes: at least one where it is more than nothing."""
        if point.value <= 0 or self.top <= 0 or of <= 0:
            return 0
        return min(max(int(point.value * of / self.top), 1), of)

    @property
    def joined(self) -> tuple[bool, ...]:
        """Of each point but the last, whether its period goes on in the next: only then a line joins them."""
        pairs = zip(self.points, self.points[1:], strict=False)
        return tuple(
            bool(one.last and other.first and other.first <= one.last + timedelta(days=1))
            for one, other in pairs
        )


class Shown(NamedTuple):
    """A fact to be drawn, with the id of the item that it stands in and what it was before."""

    fact: Fact
    item: str = ""
    past: tuple[Fact, ...] = ()


def listed(chart: Chart) -> tuple[Point, ...]:
    """The points of a line whose numbers stand under it: all, or first, last, lowest and highest."""
    if len(chart.points) <= MOST_LISTED:
        return chart.points
    named = {chart.points[0], chart.points[-1], *_least_and_most(chart)}
    return tuple(one for one in chart.points if one in named)


def amount(chart: Chart, point: Point) -> str:
    """A number with its unit, marked where it is an estimate."""
    told = say("figures.amount", value=write_number(point.value), unit=unit_words(chart.unit))
    if chart.kind == "shares":
        told = say("chart.share", value=write_number(point.value))
    return say("chart.estimate", amount=told) if point.estimate else told


def told(chart: Chart) -> list[str]:
    """A chart in words, with every number of it."""
    lines = [say(f"chart.kind.{chart.kind}", title=chart.title)]
    lines += [pointed(chart, point) for point in chart.points]
    if chart.kind == "trend":
        lines += _between(chart)
    return [*lines, *chart.notes]


def pointed(chart: Chart, point: Point) -> str:
    """A point in words: its number, and how it was counted; of marks what else is known of them instead."""
    amounts = ", ".join(filter(None, (amount(chart, point), point.amount)))
    if chart.scale is not None:
        return say("chart.mark", label=point.label, amount=amounts)
    return say("chart.point", label=point.label, amount=amounts, method=counting(point.method))


def _between(chart: Chart) -> Iterator[str]:
    """Between what a line goes up and down, and where it is broken."""
    least, most = _least_and_most(chart)
    if least.value != most.value:
        yield say("chart.between", least=least.label, most=most.label)
    else:
        yield say("chart.level")
    if not all(chart.joined):
        yield say("chart.broken", n=chart.joined.count(False))


def _least_and_most(chart: Chart) -> tuple[Point, Point]:
    by_value = sorted(chart.points, key=lambda one: one.value)
    return by_value[0], by_value[-1]


def notes(chart: Chart) -> list[str]:
    """What is to be known of a picture, where only what was not counted says so at its place."""
    silent = chart.kind != "trend" and any(one.method == "counted" for one in chart.points)
    few = chart.kind != "trend" or len(chart.points) <= MOST_LISTED
    return [
        *([say("chart.counted")] if silent else []),
        *([] if few else [say("chart.listed", n=len(chart.points))]),
        *chart.notes,
    ]


# Making them


def charts(several: Sequence[Shown]) -> list[Chart]:
    """Every picture that these figures make: side by side, as parts of a sum, over time."""
    things: dict[tuple[str, ...], list[Shown]] = {}
    for one in several:
        fact = one.fact
        things.setdefault((fact.metric, fact.library, fact.key, fact.about), []).append(one)
    newest = [max(group, key=lambda one: _ends(one.fact)) for group in things.values()]
    found: list[Chart] = []
    for group in _alike(newest):
        found += _side_by_side([one.fact for one in group], tuple(one.item for one in group))
    for group in things.values():
        found += _over_time(group)
    return found


def scales(several: Sequence[Shown]) -> Iterator[Chart]:
    """Figures of one unit and one length of period, each on the scale of all: bars beside their words."""
    for group in _alike([one for one in several if one.fact.first]):
        points = tuple(_point(one.fact, "") for one in group)
        yield Chart("bars", "", group[0].fact.unit, points, items=tuple(one.item for one in group))


def _alike(several: Sequence[Shown]) -> list[list[Shown]]:
    """Those that stand on one scale, where they are two at least."""
    found: dict[tuple[str, int | None], list[Shown]] = {}
    for one in several:
        found.setdefault((one.fact.unit, _length(one.fact)), []).append(one)
    return [group for group in found.values() if len(group) > 1]


def _side_by_side(facts: Sequence[Fact], items: tuple[str, ...]) -> Iterator[Chart]:
    parts: list[Chart] = []
    reason: list[str] = []
    try:
        parts.append(shares(facts, items))
    except Problem as problem:
        reason.append(say("chart.no_sum", reason=str(problem)))
    common, label = _apart(facts)
    points = tuple(_point(one, label(one)) for one in facts)
    yield Chart("bars", common, facts[0].unit, points, (*_estimates(points), *reason), items)
    yield from parts


def _over_time(group: Sequence[Shown]) -> Iterator[Chart]:
    """What is known of one thing at several times: a few months as bars, otherwise a line."""
    now = max((one.fact for one in group), key=_ends)
    every = [fact for one in group for fact in (*one.past, one.fact)]
    # Of two numbers for the same period the later one corrects the other.
    fitting = {(one.first, one.last): one for one in every if one.unit == now.unit and one.first}
    dated = sorted(fitting.values(), key=_ends)
    if len(dated) < 2:
        return
    few = len(dated) <= MOST_MONTHS and max(map(_days, dated)) <= MONTH
    points = tuple(_point(one, period(one)) for one in dated)
    notes = list(_estimates(points))
    if len({_length(one) for one in dated}) > 1:
        notes.append(say("chart.lengths"))
    if len(dated) < len(every):
        notes.append(say("chart.left_out", n=len(every) - len(dated)))
    title = ", ".join(filter(None, (way(now) for way in (_metric, _about, _library))))
    items = tuple(one.item for one in group)
    yield Chart("bars" if few else "trend", title, now.unit, points, tuple(notes), items)


def shares(facts: Sequence[Fact], items: tuple[str, ...] = ()) -> Chart:
    """How much of their sum each figure is.

    Raises Problem where they can't be added, come to nothing, or are not of one period.
    """
    whole = total_of_one_period(facts)
    common, label = _apart(facts)
    points: list[Point] = []
    for one in facts:
        method = method_of([one, whole])
        told = say("figures.amount", value=write_number(one.value), unit=unit_words(one.unit))
        # A count stays one where its share is an estimate, because another part of the sum is.
        if one.method != method:
            told = say("figures.method_how", method=told, how=counting(one.method, one.how))
        share = rounded(divided(one.value * 100, whole.value), 1)
        points.append(Point(label(one), share, method, amount=told))
    title = say("chart.shares_of", title=common, value=write_number(whole.value), unit=unit_words(whole.unit))
    return Chart("shares", title, PERCENT, tuple(points), (*_estimates(points), *whole.notes), items)


def _point(fact: Fact, label: str) -> Point:
    return Point(label, fact.value, fact.method, fact.first, fact.last)


def _estimates(points: Sequence[Point]) -> tuple[str, ...]:
    return (say("chart.estimates"),) if any(one.estimate for one in points) else ()


def _apart(facts: Sequence[Fact]) -> tuple[str, Callable[[Fact], str]]:
    """What these figures have in common, as a title, and what tells each from the others."""
    ways: list[Callable[[Fact], str]] = [_metric, _about, _library, period]
    if len({tuple(way(one) for way in ways) for one in facts}) < len(facts):
        ways.append(_key)
    alike = [way for way in ways if len({way(one) for one in facts}) == 1]

    def label(fact: Fact) -> str:
        return ", ".join(filter(None, (way(fact) for way in ways if way not in alike))) or _metric(fact)

    common = ", ".join(filter(None, (way(facts[0]) for way in alike)))
    return common or say("chart.in_unit", unit=unit_words(facts[0].unit)), label


def _metric(fact: Fact) -> str:
    told = metric_words(fact.metric)
    return told[:1].upper() + told[1:]


def _about(fact: Fact) -> str:
    return fact.about


def _library(fact: Fact) -> str:
    return library(fact.library) if fact.library else ""


def _key(fact: Fact) -> str:
    return fact.key


def _ends(fact: Fact) -> tuple[date, date]:
    return fact.last or date.min, fact.first or date.min


def _days(fact: Fact) -> int:
    return (fact.last - fact.first).days + 1 if fact.first and fact.last else 0


def _length(fact: Fact) -> int | None:
    """Months of a period, about: months and years differ by days and are one length all the same."""
    return round(_days(fact) / 30.4) if fact.first and fact.last else None
