"""A step's board on paper: its questions, what is on it, and rows to write in."""

from collections.abc import Iterable, Iterator
from typing import Any

from bpworkshop.documents.parts import Column, Paragraph, Sheet, Table, numbers, rows
from bpworkshop.pages import Reader
from bpworkshop.session import fields
from bpworkshop.session.boards import STEPS
from bpworkshop.session.items import Commitment, Figure, Goal, StepItem, Value
from bpworkshop.session.shorthand import said_field
from bpworkshop.session.standing import due, status
from bpworkshop.session.tallies import fit
from bpworkshop.session.types import Kind, Phase, Step
from bpworkshop.words import say

ROWS, LEAST_EMPTY = 10, 6
"""Rows of a board that fit on a page, and the least to write in."""

SAID, SENTENCE, SHORT = 9, 5, 3
"""How broad columns are: of what was said, of other sentences, of short answers."""

SHARES = {Kind.LINE: SENTENCE, Kind.TEXT: SENTENCE, Kind.EVIDENCE: SAID, Kind.WHOLE: 2}

ALONG = {
    ("alternatives", "trigger"): ("trigger_on",),
    ("values", "evidence"): ("question", "owner"),
    ("commitments", "owner"): ("carried_by",),
}
"""Fields that are told in the column of another one."""


def board(reader: Reader, step: Step, phase: Phase) -> Sheet:
    """The board of a step with the questions of a phase; what is on it has its numbers."""
    guide = reader.guide.step(step)
    questions = (
        Paragraph(question.text, loud=True) for question in guide.questions_in(phase, reader.everyone)
    )
    voted = any(one.kind == "dot-vote" for one in guide.activities_in(phase, reader.everyone))
    asked = _asked(reader, step)
    heads = [Column(say("kit.number"), 2), Column(reader.guide.label(step, said_field(step)), SAID)]
    heads += (_column(reader, step, name) for name in asked)
    heads += [Column(reader.guide.label(step, "votes"), 2)] if voted else []
    items = reader.session.board(step)
    told = rows(
        (str(number), with_marks(_said(item), _marks(reader, step, item)))
        + tuple(_cell(reader, step, item, name) for name in asked)
        + ((str(item.votes or ""),) if voted else ())
        for number, item in enumerate(items, 1)
    )
    empty = numbers(len(items) + 1, max(ROWS - len(items), LEAST_EMPTY))
    title = say("kit.step", number=STEPS.index(step) + 1, step=guide.label)
    return Sheet(title, (*questions, Table(tuple(heads), told, empty)), wide=True)


def with_marks(said: str, marks: Iterable[str]) -> str:
    """What was said, with what there is to know about it behind."""
    told = ", ".join(marks)
    return f"{said} ({told})" if told else said


def _said(item: StepItem) -> str:
    """What was said; of a figure with whose it is and what people put to it, which no column tells."""
    if not isinstance(item, Figure):
        return item.said
    return ", ".join(filter(None, (item.metric, item.library, item.added)))


def _asked(reader: Reader, step: Step) -> tuple[str, ...]:
    """What a board asks for; for our side what only we know too."""
    ours = (field.name for field in fields.of(step).values() if field.ours and not reader.everyone)
    return (*reader.guide.step(step).asks, *ours)


def _column(reader: Reader, step: Step, name: str) -> Column:
    kind = fields.of(step)[name].kind
    return Column(reader.guide.label(step, name), SHARES.get(kind, SHORT) if kind else SHORT)


def _cell(reader: Reader, step: Step, item: StepItem, name: str) -> str:
    """What is known of one field, with what belongs beside it; empty where nothing is."""
    told = [_value(reader, step, item, name)]
    told += (
        reader.labelled(step, other, found)
        for other in ALONG.get((step, name), ())
        if (found := getattr(item, other)) is not None
    )
    return "; ".join(filter(None, told))


def _value(reader: Reader, step: Step, item: StepItem, name: str) -> str:
    found: Any = getattr(item, name)
    if isinstance(item, Value) and name == "fit":
        found = fit(item)
    elif isinstance(item, Commitment) and name == "due":
        found = due(item)
    if found in (None, ()):
        return ""
    told = reader.value(step, name, found)
    return f"{told} {item.unit}" if isinstance(item, Figure) and name == "value" and item.unit else told


def _marks(reader: Reader, step: Step, item: StepItem) -> Iterator[str]:
    """What there is to know about an item that no column tells."""
    if isinstance(item, Goal) and item.certainty == "assumed":
        yield reader.guide.choice("goals", "certainty", "assumed")
    if isinstance(item, Commitment) and item.events:
        yield reader.guide.statuses[status(item, reader.today)]
    if isinstance(item, Figure):
        from bpworkshop.figures import told

        yield from told.marks(item, reader.today)
        yield from told.valued(item)
    yield from reader.switched(item)
    yield from reader.audience(item)
    if under := reader.under(item):
        yield say("page.under", number=under)
    if item.conflicts_with:
        yield say("page.conflict")
