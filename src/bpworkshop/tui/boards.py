"""The six boards, each fitted to its step: pure functions from what is shown to rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from bpworkshop import text
from bpworkshop.pages import Reader
from bpworkshop.session.dates import write_date, write_period
from bpworkshop.session.items import Alternative, Benefit, Commitment, Figure, Goal, StepItem, Value
from bpworkshop.session.numbers import write_number
from bpworkshop.session.tallies import balance, by_votes, due, fit, is_old, status
from bpworkshop.session.types import SHARED, Step
from bpworkshop.tui.rows import Column, Look, Part, Row, fitted, item_rows, under
from bpworkshop.words import say

COLUMNS_FROM = 76
"""Cells from which there is room for columns beside the text."""

FIT_SIGNS = {"aligned": "=", "complementary": "+", "tension": "~", "conflict": "×"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a board is drawn: in so many cells, with one item chosen, in the order of votes or as it was said."""

    reader: Reader
    width: int
    chosen: str | None = None
    votes: bool = False

    @property
    def broad(self) -> bool:
        return self.width >= COLUMNS_FROM

    def label(self, step: Step, name: str) -> str:
        return self.reader.guide.label(step, name)

    def details(self, step: Step, item: StepItem, *names: str) -> str:
        """Fields of an item with their labels, as far as they were said."""
        return " · ".join(
            self.reader.labelled(step, name, value)
            for name in names
            if (value := getattr(item, name)) not in (None, ())
        )


def rows(step: Step, drawn: Drawn) -> list[Row]:
    """The rows of a step's board; air between the items is for the widget to add."""
    if not drawn.reader.session.board(step):
        return [Row(), *under(say("board.empty"), "faint", drawn.width, indent=6)]
    return list(_BOARDS[step](drawn))


def _numbered(drawn: Drawn, step: Step) -> dict[str, int]:
    return {item.id: number for number, item in enumerate(drawn.reader.session.board(step), 1)}


def _missing(drawn: Drawn, step: Step, name: str) -> str:
    return f"{drawn.label(step, name)}?"


def _dots(item: StepItem) -> str:
    """Votes as dots, as many as there are room for; beyond, the count."""
    if not item.votes:
        return ""
    return "●" * item.votes if item.votes <= 6 else f"●×{item.votes}"


def _mark(drawn: Drawn, item: StepItem) -> str:
    """Who may see an item, where that is the exception; and that two versions stand."""
    marks = list(drawn.reader.audience(item))
    if item.conflicts_with:
        marks.append(say("page.conflict"))
    return " · ".join(marks)


def _tail(drawn: Drawn, step: Step, item: StepItem, *names: str) -> Iterator[Row]:
    """Under the text: marks always, the rest of what is known for the chosen item."""
    if mark := _mark(drawn, item):
        yield from under(mark, "mark", drawn.width, item.id)
    if item.id == drawn.chosen:
        if told := drawn.details(step, item, *names, "note", "by"):
            yield from under(told, "known", drawn.width, item.id)


# Goals


def _goals(drawn: Drawn) -> Iterator[Row]:
    """By party, all together first; by votes when asked, with whose it is beside it."""
    numbers = _numbered(drawn, "goals")
    goals = drawn.reader.session.goals
    if drawn.votes:
        for goal in by_votes(goals):
            yield from _goal(drawn, goal, numbers[goal.id])
        return
    for whose in (SHARED, *(party.id for party in drawn.reader.session.parties), None):
        of_them = [goal for goal in goals if goal.whose == whose]
        if of_them:
            title = drawn.reader.party(whose) if whose else _missing(drawn, "goals", "whose")
            yield Row((("  ", "plain"), (title, "heading" if whose else "missing")))
        for goal in of_them:
            yield from _goal(drawn, goal, numbers[goal.id])


def _goal(drawn: Drawn, goal: Goal, number: int) -> Iterator[Row]:
    columns = []
    if drawn.broad:
        broad = 26 if drawn.width >= 110 else 18
        for name in ("measure", "aim"):
            value = getattr(goal, name)
            columns.append(
                Column(value or _missing(drawn, "goals", name), "known" if value else "missing", broad)
            )
        columns.append(Column(_dots(goal), "mark", 6))
    yield from item_rows(number, goal.statement, columns, drawn.width, goal.id)
    if goal.certainty == "assumed":
        words = drawn.reader.guide.choice("goals", "certainty", "assumed")
        yield from under(f"({words})", "mark", drawn.width, goal.id)
    if not drawn.broad:
        yield from _narrow(drawn, "goals", goal, "measure", "aim", dots=_dots(goal))
    yield from _tail(drawn, "goals", goal, "beneficiaries", "target", "due")


def _narrow(drawn: Drawn, step: Step, item: StepItem, *names: str, dots: str = "") -> Iterator[Row]:
    """Where columns have no room: under the text, for the chosen item; of the others what is missing."""
    lacking = [_missing(drawn, step, name) for name in names if getattr(item, name) in (None, ())]
    if item.id == drawn.chosen and (told := drawn.details(step, item, *names)):
        yield from under(told, "known", drawn.width, item.id)
    if lacking or dots:
        parts: list[Part] = [(" " * 8, "plain")]
        if dots:
            parts.append((f"{dots}  ", "mark"))
        parts.append((fitted("  ".join(lacking), drawn.width - 8 - len(dots) - 2), "missing"))
        yield Row(tuple(parts), item.id)


# Values


def _values(drawn: Drawn) -> Iterator[Row]:
    """Each value with how well it fits, drawn from 1 to 5, and how each party shows it."""
    numbers = _numbered(drawn, "values")
    for value in drawn.reader.session.values:
        fits = fit(value)
        words = drawn.reader.guide.choice("values", "fit", fits) if fits else ""
        scale = _scale(value)
        look: Look = (
            "good" if fits in ("aligned", "complementary") else "missing" if fits == "conflict" else "mark"
        )
        columns = []
        if drawn.broad:
            columns = [
                Column(scale or _missing(drawn, "values", "ratings"), "known" if scale else "missing", 11),
                Column(f"{FIT_SIGNS[fits]} {words}" if fits else "", look, 18),
            ]
        yield from item_rows(numbers[value.id], value.value, columns, drawn.width, value.id)
        if not drawn.broad:
            told = "  ".join(part for part in (scale, f"{FIT_SIGNS[fits]} {words}" if fits else "") if part)
            shown = told or _missing(drawn, "values", "ratings")
            yield from under(shown, look if told else "missing", drawn.width, value.id)
        yield from _evidence(drawn, value)
        yield from _tail(drawn, "values", value, "red_line", "mitigation")


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
                f"{party.name}: {_missing(drawn, 'values', 'evidence')}", "missing", drawn.width, value.id
            )
    if value.question:
        told = drawn.details("values", value, "question", "owner")
        yield from under(told, "mark", drawn.width, value.id)


# What if


def _alternatives(drawn: Drawn) -> Iterator[Row]:
    """When we switch, and who."""
    numbers = _numbered(drawn, "alternatives")
    items = drawn.reader.session.alternatives
    for item in by_votes(items) if drawn.votes else items:
        switch = " · ".join(
            part for part in (item.trigger, write_date(item.trigger_on) if item.trigger_on else None) if part
        )
        if drawn.broad:
            broad = 40 if drawn.width >= 110 else 24
            columns = [
                Column(
                    switch or _missing(drawn, "alternatives", "trigger"),
                    "known" if switch else "missing",
                    broad,
                ),
                _who(drawn, item.owner, "alternatives"),
                Column(_dots(item), "mark", 6),
            ]
            yield from item_rows(numbers[item.id], item.option, columns, drawn.width, item.id)
        else:
            yield from item_rows(numbers[item.id], item.option, (), drawn.width, item.id)
            yield from _narrow_switch(drawn, item, switch)
        yield from _tail(
            drawn, "alternatives", item, "failure", "kind", "first_step", "cost", "lead_days", "readiness"
        )


def _narrow_switch(drawn: Drawn, item: Alternative, switch: str) -> Iterator[Row]:
    label = drawn.label("alternatives", "trigger")
    told = [f"{label}: {switch}"] if switch else []
    if item.owner:
        told.append(drawn.reader.person(item.owner))
    if told and item.id == drawn.chosen:
        yield from under(" · ".join(told), "known", drawn.width, item.id)
    lacking = [] if switch else [f"{label}?"]
    if not item.owner:
        lacking.append(_missing(drawn, "alternatives", "owner"))
    if lacking:
        yield from under("  ".join(lacking), "missing", drawn.width, item.id)


def _who(drawn: Drawn, person: str | None, step: Step) -> Column:
    if person:
        return Column(drawn.reader.person(person), "known", 12)
    return Column(_missing(drawn, step, "owner"), "missing", 12)


# Give and get


def _benefits(drawn: Drawn) -> Iterator[Row]:
    """As sides: who gives what, and the balance; side by side where there is room."""
    session = drawn.reader.session
    numbers = _numbered(drawn, "benefits")
    sides: list[list[Row]] = []
    parties = [party.id for party in session.parties]
    beside = drawn.width >= 70 and len(parties) == 2
    broad = (drawn.width - 4) // 2 if beside else drawn.width
    for giver in (*parties, None):
        given = [item for item in session.benefits if item.giver == giver]
        if not given and giver is None:
            continue
        title = (
            say("board.gives", party=drawn.reader.party(giver))
            if giver
            else _missing(drawn, "benefits", "giver")
        )
        side = [Row((("  ", "plain"), (fitted(title, broad - 2), "heading" if giver else "missing")))]
        for item in given:
            side += _benefit(Drawn(drawn.reader, broad, drawn.chosen), item, numbers[item.id])
        sides.append(side)
    if beside:
        yield from _beside(sides[0], sides[1], broad)
        for side in sides[2:]:
            yield from side
    else:
        for side in sides:
            yield from side
    yield Row()
    yield from _balance(drawn)


def _benefit(drawn: Drawn, item: Benefit, number: int) -> Iterator[Row]:
    yield from item_rows(number, item.benefit, (), drawn.width, item.id)
    words = drawn.details("benefits", item, "need") if item.need else _missing(drawn, "benefits", "need")
    yield from under(words, "known" if item.need else "missing", drawn.width, item.id)
    if len(drawn.reader.session.parties) > 2 or not item.receiver:
        words = drawn.details("benefits", item, "receiver") or _missing(drawn, "benefits", "receiver")
        yield from under(words, "known" if item.receiver else "missing", drawn.width, item.id)
    yield from _tail(drawn, "benefits", item, "asset", "only_together", "evidence", "cost_or_risk")


def _beside(left: list[Row], right: list[Row], width: int) -> Iterator[Row]:
    """Two sides next to each other. A row has one item: the left one, or where there is none the right."""
    for at in range(max(len(left), len(right))):
        one = left[at] if at < len(left) else Row()
        other = right[at] if at < len(right) else Row()
        gap = width - sum(text.width(words) for words, _ in one.parts) + 4
        filled: list[Part] = [*one.parts, (" " * max(gap, 1), "plain"), *other.parts]
        yield Row(tuple(filled), one.item or other.item)


def _balance(drawn: Drawn) -> Iterator[Row]:
    """Benefits given that name a need, by party: counts by name, and a bar each."""
    counted = balance(drawn.reader.session)
    most = max((side.gives for side in counted), default=0) or 1
    room = max(min(drawn.width - 40, 40), 8)
    for side in counted:
        bar = "█" * max(side.gives * room // most, 1 if side.gives else 0)
        told = say("page.balance", party=drawn.reader.party(side.party), gives=side.gives, gets=side.gets)
        parts: list[Part] = [("  ", "plain"), (f"{bar} ", "good"), (told, "known")]
        if side.one_sided and not drawn.reader.everyone:
            parts.append((f" {say('page.one_sided')}", "mark"))
        yield from _fitting(parts, drawn.width)


def _fitting(parts: list[Part], width: int) -> Iterator[Row]:
    """A row that is broken where it would be cut off."""
    if sum(text.width(words) for words, _ in parts) <= width:
        yield Row(tuple(parts))
        return
    yield Row(tuple(parts[:2]))
    for words, look in parts[2:]:
        yield from under(words.strip(), look, width, indent=4)


# Numbers


def _figures(drawn: Drawn) -> Iterator[Row]:
    """Value, unit, period, method and source; bars to scale where figures can be compared."""
    numbers = _numbered(drawn, "figures")
    most = _scales(drawn)
    for figure in drawn.reader.session.figures:
        counted = (
            f"{write_number(figure.value)} {figure.unit or ''}".strip()
            if figure.value is not None
            else _missing(drawn, "figures", "value")
        )
        said = counted if figure.metric == figure.unit else f"{counted} – {figure.metric}"
        yield from item_rows(numbers[figure.id], said, (), drawn.width, figure.id)
        yield from _facts(drawn, figure)
        top = most.get(_kind(figure))
        if top and figure.value is not None and figure.value > 0:
            room = max(drawn.width - 16, 10)
            bar = "█" * max(int(figure.value * room / top), 1)
            yield Row(((" " * 8, "plain"), (bar, "heading")), figure.id)
        names = (
            "audience_share",
            "only_here",
            "channel",
            "frequency",
            "rate",
            "rate_source",
            "low",
            "high",
            "row",
        )
        yield from _tail(drawn, "figures", figure, *names)


def _facts(drawn: Drawn, figure: Figure) -> Iterator[Row]:
    known = []
    if figure.period:
        known.append(write_period(figure.period.start, figure.period.end))
    if figure.method:
        known.append(drawn.reader.guide.choice("figures", "method", figure.method))
    if figure.source:
        known.append(figure.source)
    if is_old(figure, drawn.reader.today):
        known.append(say("page.old"))
    lacking = [
        _missing(drawn, "figures", name)
        for name in ("period", "method", "source")
        if getattr(figure, name) is None
    ]
    if known:
        yield from under(" · ".join(known), "known", drawn.width, figure.id)
    if lacking:
        yield from under("  ".join(lacking), "missing", drawn.width, figure.id)


def _kind(figure: Figure) -> tuple[object, ...]:
    """Figures of one unit, one length of period and one method can be drawn to one scale."""
    days = (figure.period.end - figure.period.start).days if figure.period else None
    # Months and years differ by days and are one length all the same.
    return figure.unit, None if days is None else round(days / 30), figure.method


def _scales(drawn: Drawn) -> dict[tuple[object, ...], Decimal]:
    """The largest value of each kind that has at least two figures."""
    kinds: dict[tuple[object, ...], list[Decimal]] = {}
    for figure in drawn.reader.session.figures:
        if figure.value is not None and figure.period and figure.unit:
            kinds.setdefault(_kind(figure), []).append(figure.value)
    return {kind: max(values) for kind, values in kinds.items() if len(values) > 1}


# Promises


def _commitments(drawn: Drawn) -> Iterator[Row]:
    """By party, with who, by when and where it stands."""
    numbers = _numbered(drawn, "commitments")
    session = drawn.reader.session
    for party in (*(party.id for party in session.parties), None):
        theirs = [item for item in session.commitments if item.promiser == party]
        if theirs:
            title = drawn.reader.party(party) if party else _missing(drawn, "commitments", "promiser")
            yield Row((("  ", "plain"), (title, "heading" if party else "missing")))
        for item in theirs:
            yield from _promise(drawn, item, numbers[item.id])


def _promise(drawn: Drawn, item: Commitment, number: int) -> Iterator[Row]:
    day = due(item)
    state = status(item, drawn.reader.today)
    words = drawn.reader.guide.statuses[state]
    look: Look = (
        "missing" if state in ("late", "missed") else "good" if state in ("kept", "agreed") else "known"
    )
    when = write_date(day) if day else _missing(drawn, "commitments", "due")
    if drawn.broad:
        columns = [
            _who(drawn, item.owner, "commitments"),
            Column(when, "known" if day else "missing", 16),
            Column(words, look, 12),
        ]
        yield from item_rows(number, item.commitment, columns, drawn.width, item.id)
    else:
        yield from item_rows(number, item.commitment, (), drawn.width, item.id)
        who = drawn.reader.person(item.owner) if item.owner else _missing(drawn, "commitments", "owner")
        parts: list[Part] = [
            (" " * 8, "plain"),
            (f"{who}  ", "known" if item.owner else "missing"),
            (f"{when}  ", "known" if day else "missing"),
            (words, look),
        ]
        yield Row(tuple(parts), item.id)
    if not item.evidence:
        yield from under(_missing(drawn, "commitments", "evidence"), "missing", drawn.width, item.id)
    yield from _tail(
        drawn, "commitments", item, "evidence", "fist", "to", "carried_by", "if_missed", "hours", "money"
    )


_BOARDS: dict[Step, Callable[[Drawn], Iterator[Row]]] = {
    "goals": _goals,
    "values": _values,
    "alternatives": _alternatives,
    "benefits": _benefits,
    "figures": _figures,
    "commitments": _commitments,
}
