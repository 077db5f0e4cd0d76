"""A saved session read on one page, as rows. Pure: no Textual.

It draws the session of the reader that it is given: for everyone that is
``shared(session)``.
"""

from collections.abc import Iterator, Sequence

from bpworkshop.pages import Reader
from bpworkshop.review.story import Line
from bpworkshop.session import fields
from bpworkshop.session.boards import BOARDS, STEPS, TOOLS
from bpworkshop.session.clusters import links
from bpworkshop.session.dates import write_date
from bpworkshop.session.items import Commitment, StepItem
from bpworkshop.session.session import ITEM_LISTS, Session
from bpworkshop.session.standing import due, status
from bpworkshop.session.tallies import fit
from bpworkshop.session.types import Step
from bpworkshop.tui import boards
from bpworkshop.tui.rows import Look, Row, readable
from bpworkshop.tui.sheets import (
    COLUMNS_FROM,
    heading,
    idea,
    line,
    meeting,
    page,
    plan,
    promises,
    prose,
    sides,
    with_title,
)
from bpworkshop.words import say

TOLD: dict[Step, tuple[str, ...]] = {
    "goals": ("statement", "whose", "certainty", "votes"),
    "values": ("value", "ratings", "evidence", "question", "fit"),
    "alternatives": ("option", "come", "promoted", "without"),
    "benefits": ("benefit", "giver", "need"),
    "figures": ("metric", "value", "unit", "period", "method", "source"),
    "commitments": ("commitment", "promiser", "owner", "due", "events"),
    "aims": ("aim",),
    "assets": ("asset",),
    "assessments": ("known",),
    "risks": ("risk",),
    "clauses": ("clause", "name", "drafted"),
    "occasions": ("occasion",),
}
"""What a board tells of each item at any width; the review adds the rest under it."""

TOLD_BESIDE: dict[Step, tuple[str, ...]] = {
    "goals": ("measure", "aim"),
    "alternatives": ("trigger", "trigger_on", "owner", "votes"),
    "risks": ("likelihood", "impact", "owner", "review"),
    "clauses": ("state",),
    "occasions": ("audience", "owner", "due"),
}
"""What a board tells in columns, where it has room for them."""

ONE_SIDE = 69
"""Cells below which the board of give and get stands in one column."""


LOOKS: dict[str, Look] = {"wrong": "missing", "head": "group", "known": "known", "said": "said"}


def review(reader: Reader, width: int, chapters: Sequence[Line] = ()) -> list[Row]:
    """A session on one page: first what matters when it is opened again, then everything.

    ``chapters``: what was before and after it (``review.story``), for our side.
    """
    width = readable(width)
    session = reader.session
    head = say(
        "page.head",
        day=write_date(session.created.date()),
        phase=reader.guide.phase(session.phase).label,
        status=reader.guide.choice("session", "status", session.status),
    )
    last = session.delete_after
    kept = prose(reader.labelled("session", "delete_after", last), "known", width, 2) if last else ()
    return page(
        [*prose(head, "known", width, 2), *kept],
        _section(say("sheet.aims"), _aims(reader, width)),
        list(idea(reader, width)),
        list(plan(reader, width)),
        with_title(reader, "decisions", width, whole=True),
        _section(say("sheet.due"), _due(reader, width)),
        _section(say("sheet.conflicts"), _conflicts(reader, width)),
        _evaluation(reader, width),
        _section(reader.guide.step("alternatives").label, _what_if(reader, width)),
        list(meeting(reader, width)),
        _section(say("story.title"), _story(chapters, width)),
        list(_whole(reader, width)),
    )


def place(session: Session, item: str | None) -> str | None:
    """What on this page an item stands at: somebody at their side, all else at itself."""
    return next((one.party or item for one in session.people if one.id == item), item)


def _evaluation(reader: Reader, width: int) -> list[Row]:
    """The newest evaluation; all of them stand among the votes."""
    if not any(one.evaluates for one in reader.session.rounds):
        return []
    from bpworkshop.toolbox.evaluation import page as evaluation  # what was never evaluated does without
    from bpworkshop.tui import evaluating

    sections = evaluation(reader)
    return _section(sections[0].title, evaluating.lines(sections[0], width)) if sections else []


def _section(title: str, rows: Iterator[Row]) -> list[Row]:
    found = list(rows)
    return [heading(title), *found] if found else []


def _story(chapters: Sequence[Line], width: int) -> Iterator[Row]:
    """Each session under its day and title, what was promised in it by what became of it."""
    for kind, words in chapters:
        if kind == "said":
            yield from line("      · ", words, width, look="known")
        else:
            yield from prose(words, LOOKS[kind], width, 4 if kind in ("head", "wrong") else 6)


def _aims(reader: Reader, width: int) -> Iterator[Row]:
    """Each aim once, with the sides whose goals serve it."""
    aims: dict[str, list[str]] = {}
    for goal in reader.session.goals:
        if goal.aim:
            whose = [reader.party(goal.whose)] if goal.whose else []
            aims.setdefault(goal.aim, []).extend(whose)
    for aim, whose in aims.items():
        sides = ", ".join(dict.fromkeys(whose))
        yield from line("    ", f"{aim} ({sides})" if sides else aim, width)


def _due(reader: Reader, width: int) -> Iterator[Row]:
    """Promises that are not settled, what is late first, then by their day."""
    running = [
        (number, one)
        for number, one in enumerate(reader.session.commitments, 1)
        if status(one, reader.today) not in ("kept", "kept-late", "missed", "released")
    ]
    later = reader.today.max
    running.sort(key=lambda pair: (status(pair[1], reader.today) != "late", due(pair[1]) or later))
    yield from promises(reader, running, width)


def _conflicts(reader: Reader, width: int) -> Iterator[Row]:
    """Values that do not go together, with what we do about it; and what stands in two versions."""
    under = links(reader.session.values)
    for number, value in enumerate(reader.session.values, 1):
        if fit(value) != "conflict" or value.id in under:
            continue
        yield from line(f"{number:>4}  ", value.said, width)
        name = "mitigation"
        label = f"{reader.guide.label('values', name)}?"
        stops = [one for one in reader.session.decisions if one.stop and value.id in one.about]
        for one in stops:
            yield from prose(one.said, "known", width, 6)
        if value.mitigation:
            yield from prose(reader.labelled("values", name, value.mitigation), "known", width, 6)
        elif not stops:
            yield from prose(label, "missing", width, 6)
    for record, item in reader.session.items():
        if item.conflicts_with:
            title = reader.guide.title(record)
            yield from line("    ", f"{title}: {item.said} ({say('page.conflict')})", width, look="mark")


def _what_if(reader: Reader, width: int) -> Iterator[Row]:
    under = links(reader.session.alternatives)
    for number, one in enumerate(reader.session.alternatives, 1):
        if one.id in under:
            continue
        yield from line(f"{number:>4}  ", one.said, width)
        known = [
            reader.labelled("alternatives", name, value)
            for name in ("trigger", "trigger_on", "owner")
            if (value := getattr(one, name)) is not None
        ]
        if known:
            yield from prose(" · ".join(known), "known", width, 6)
        for mark in reader.switched(one):
            yield from prose(mark, "mark", width, 6)


def _whole(reader: Reader, width: int) -> Iterator[Row]:
    """Everything, step by step, as the boards draw it; then what stands around them."""
    yield Row((("  ", "plain"), ("─" * min(width - 4, 60), "faint")))
    numbers = {step: f"{number} " for number, step in enumerate(STEPS, 1)}
    for step in (*STEPS, *(tool for tool in TOOLS if reader.session.board(tool))):
        ready = not reader.gaps(step)
        yield Row()
        yield heading(f"{numbers.get(step, '')}{reader.guide.step(step).label}")
        yield from prose(reader.still_to_say(step), "good" if ready else "mark", width, 2)
        yield from _board(reader, step, width)
    yield Row()
    yield from sides(reader, width)
    for record in ITEM_LISTS:
        if record not in BOARDS and record != "decisions" and getattr(reader.session, record):
            yield Row()
            yield from with_title(reader, record, width, whole=True)


def _board(reader: Reader, step: Step, width: int) -> Iterator[Row]:
    """A step's board, and under each item what the board itself tells only of the chosen one."""
    drawn = boards.Drawn(reader, min(width, ONE_SIDE) if step == "benefits" else width)
    rows = boards.rows(step, drawn)
    items = {item.id: item for item in reader.session.board(step)}
    for at, row in enumerate(rows):
        yield row
        after = rows[at + 1].item if at + 1 < len(rows) else None
        if row.item and row.item != after and row.item in items:
            yield from _rest(reader, step, items[row.item], width)


def _rest(reader: Reader, step: Step, item: StepItem, width: int) -> Iterator[Row]:
    beside = TOLD_BESIDE.get(step, ()) if width >= COLUMNS_FROM else ()
    skipped = {*TOLD[step], *beside, "id", "only_for", "conflicts_with", "note", "under"}
    if getattr(item, "question", None):  # the board tells who finds out beside the question
        skipped.add("owner")
    known = [
        reader.labelled(step, name, value)
        for name in fields.fields(type(item))
        if name not in skipped and (value := getattr(item, name)) not in (None, ())
    ]
    if known:
        yield from prose(" · ".join(known), "known", width, 8)
    if item.note:
        yield from prose(reader.labelled(step, "note", item.note), "faint", width, 8)
    if isinstance(item, Commitment):
        for event in item.events:
            yield from prose(reader.event(event), "known", width, 8)
