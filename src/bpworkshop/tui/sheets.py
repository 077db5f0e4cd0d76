"""The pages around the boards, as rows: opening, closing, the table. Pure: no Textual.

Each draws the session of the reader that it is given and counts nothing else:
for everyone that is ``shared(session)``.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from bpworkshop import planned, text
from bpworkshop.pages import Reader
from bpworkshop.session import switching
from bpworkshop.session.boards import STEPS
from bpworkshop.session.dates import write_date
from bpworkshop.session.items import Commitment
from bpworkshop.session.shared import prepared
from bpworkshop.session.standing import due, standing, status
from bpworkshop.session.types import Step
from bpworkshop.tui.rows import Column, Look, Part, Row, fitted, readable, wrap
from bpworkshop.words import say

COLUMNS_FROM = 76
"""Cells from which a promise has who, when and how it stands beside it."""

NUMBERS = 3
"""Numbers of items that are named at most, where what is still to say stands in short."""

OPEN = ("said", "proposed")
"""Promises that nobody has agreed to yet."""

LOOKS: dict[str, Look] = {"late": "missing", "missed": "missing", "agreed": "good", "kept": "good"}

BRIEFLY = {"decisions": ("on", "about"), "parked": ("owner", "due"), "check_out": ("by",)}
"""What a page that the room reads tells of each item beside its words."""


# Rows


def heading(words: str) -> Row:
    return Row((("  ", "plain"), (words, "heading")))


def prose(words: str, look: Look, width: int, indent: int = 4) -> Iterator[Row]:
    """Words on a page, wrapped; line breaks in them stay."""
    for line in words.split("\n"):
        for piece in wrap(line, max(width - indent, 10)):
            yield Row(((" " * indent, "plain"), (piece, look)))


def line(
    head: str,
    said: str,
    width: int,
    columns: Sequence[Column] = (),
    look: Look = "said",
    id: str | None = None,
    first: Look = "faint",
) -> Iterator[Row]:
    """A sign or number, what was said, and columns beside it, each wrapped in its own width."""
    indent = text.width(head)
    room = max(width - indent - sum(column.width + 2 for column in columns), 10)
    cells = [wrap(said.replace("\n", " "), room), *(wrap(one.words, one.width) for one in columns)]
    for at in range(max(map(len, cells))):
        parts: list[Part] = [(head if at == 0 else " " * indent, first)]
        piece = cells[0][at] if at < len(cells[0]) else ""
        parts.append((fitted(piece, room) if columns else piece, look))
        for column, lines in zip(columns, cells[1:], strict=True):
            words = lines[at] if at < len(lines) else ""
            parts += [("  ", "plain"), (fitted(words, column.width), column.look)]
        yield Row(tuple(parts), id)


def listed(reader: Reader, record: str, width: int, *, whole: bool = False) -> Iterator[Row]:
    """A list beside the boards: what was said, numbered, and under it what is known of it."""
    for number, item in enumerate(getattr(reader.session, record), 1):
        yield from line(f"{number:>4}  ", item.said, width, id=item.id if whole else None)
        if whole:
            known = list(reader.details(record, item, whole=True))
        else:
            given = {name: getattr(item, name) for name in BRIEFLY.get(record, ())}
            known = [reader.labelled(record, *one) for one in given.items() if one[1] not in (None, ())]
            known += reader.derived(item)
        if known:
            yield from prose(" · ".join(known), "known", width, 6)


def badge(everyone: bool) -> Part:
    """Who can read the screen: what is only ours is marked, in words and in its look."""
    words = say("screen.everyone" if everyone else "screen.only_us")
    return (f" {words} ", "heading" if everyone else "badge")


def bar(title: str, width: int, *, everyone: bool, more: Sequence[Part] = ()) -> tuple[Part, ...]:
    """The top bar: what this is, who can read it, and perhaps more."""
    parts = [badge(everyone), *more]
    room = max(width - 2 - sum(text.width(words) + 2 for words, _ in parts), 6)
    spaced: list[Part] = [(fitted(text.line(title), room), "said")]
    for part in parts:
        spaced += [("  ", "plain"), part]
    return tuple(spaced)


def page(*several: Sequence[Row]) -> list[Row]:
    """Parts of a page with air between them."""
    rows: list[Row] = []
    for part in several:
        if part:
            rows += [Row(), *part]
    return rows


def _asking(reader: Reader, record: str, name: str, width: int) -> Iterator[Row]:
    """What nobody has said yet, as the question for it."""
    words = reader.guide.field(record, name)
    yield from prose(words.ask or words.label, "missing", width)


# Opening


def opening(reader: Reader, width: int) -> list[Row]:
    """The first page: the idea, the options considered, who is there, how far the steps are."""
    width = readable(width)
    options = list(listed(reader, "options", width)) or list(_asking(reader, "options", "text", width))
    return page(
        list(idea(reader, width)),
        list(plan(reader, width)),
        [heading(reader.guide.title("options")), *options],
        list(sides(reader, width)),
        [heading(say("sheet.steps")), *_steps(reader, width)],
    )


def idea(reader: Reader, width: int) -> Iterator[Row]:
    yield heading(say("sheet.idea"))
    if reader.session.idea:
        yield from prose(reader.session.idea, "said", width)
    else:
        yield from _asking(reader, "session", "idea", width)


def plan(reader: Reader, width: int) -> Iterator[Row]:
    """The alternative that is the plan now, and what hung on who is out; nothing while the idea itself is."""
    found = switching.plans(reader.session)
    if found:
        yield heading(say("planned.title"))
    for one in found:
        yield from prose(one.said, "said", width)
        yield from prose(planned.plan(one, reader.party), "known", width, 6)
    for title, lines in planned.hung(reader.session, reader.guide, reader.party):
        yield from prose(title, "mark", width)
        for told in lines:
            yield from prose(told, "known", width, 6)


def sides(reader: Reader, width: int) -> Iterator[Row]:
    """Each side with what it is for, and its people under it; who is not here is told in words.

    The row with its name belongs to the side, so that it is found.
    """
    yield heading(reader.guide.title("parties"))
    for party in reader.session.parties:
        # To the other side, "ours" is theirs: for everyone the names are enough.
        ours = f" ({say('page.ours')})" if party.ours and not reader.everyone else ""
        gone = f" ({say('planned.out')})" if party.id in switching.out(reader.session) else ""
        for row in prose(f"{party.name}{ours}{gone}", "said", width):
            yield Row(row.parts, party.id)
        if party.mission:
            yield from prose(party.mission, "known", width, 6)
        people = [one for one in reader.session.people if one.party == party.id]
        names = [", ".join(filter(None, (reader.person_here(one), one.role))) for one in people]
        if names:
            yield from prose(" · ".join(names), "known", width, 6)


def _steps(reader: Reader, width: int) -> Iterator[Row]:
    labels = {step: reader.guide.step(step).label for step in STEPS}
    broad = max(map(text.width, labels.values()))
    for step in STEPS:
        found = reader.gaps(step)
        words = ", ".join(reader.lacking(step, found, NUMBERS)) if found else say("command.gaps.ready")
        head = f"    {'○' if found else '✓'} {fitted(labels[step], broad)}  "
        yield from line(head, words, width, look="mark" if found else "good", first="known")


# Closing


def closing(reader: Reader, width: int) -> list[Row]:
    """The last page: what is agreed, what is open, decisions, what is parked, when we meet again."""
    width = readable(width)
    states = {one.id: status(one, reader.today) for one in reader.session.commitments}
    agreed = list(_promises(reader, width, [id for id, state in states.items() if state not in OPEN]))
    open_ = list(_promises(reader, width, [id for id, state in states.items() if state in OPEN]))
    unready = [row for step in STEPS if reader.gaps(step) for row in _unready(reader, step, width)]
    nothing = list(prose(say("sheet.nothing_agreed"), "mark", width))
    ready = list(prose(say("sheet.nothing_open"), "good", width))
    return page(
        [heading(say("sheet.agreed")), *(agreed or nothing)],
        [heading(say("sheet.open")), *(open_ + unready or ready)],
        with_title(reader, "decisions", width),
        with_title(reader, "parked", width),
        list(meeting(reader, width)),
    )


def with_title(reader: Reader, record: str, width: int, *, whole: bool = False) -> list[Row]:
    """A list under its title; nothing where it is empty."""
    rows = list(listed(reader, record, width, whole=whole))
    return [heading(reader.guide.title(record)), *rows] if rows else []


def _unready(reader: Reader, step: Step, width: int) -> Iterator[Row]:
    words = ", ".join(reader.lacking(step, reader.gaps(step), NUMBERS))
    yield from line("  ○ ", f"{reader.guide.step(step).label}: {words}", width, look="mark")


def _promises(reader: Reader, width: int, ids: Collection[str]) -> Iterator[Row]:
    """Promises by the side that makes them, as on their board, with their numbers."""
    parties = [party.id for party in reader.session.parties]
    places = {id: at for at, id in enumerate(parties)}
    numbered = [(number, one) for number, one in enumerate(reader.session.commitments, 1) if one.id in ids]
    numbered.sort(key=lambda pair: places.get(pair[1].promiser or "", len(parties)))
    for promiser, group in groupby(numbered, key=lambda pair: pair[1].promiser):
        if promiser:
            yield from prose(reader.party(promiser), "group", width)
        else:
            yield from prose(f"{reader.guide.label('commitments', 'promiser')}?", "missing", width)
        yield from promises(reader, list(group), width)


def promises(reader: Reader, numbered: Sequence[tuple[int, Commitment]], width: int) -> Iterator[Row]:
    """Promises with who, when and how each stands: beside it in columns, or under it."""
    # As broad as the longest of the session: columns of several lists stand under each other.
    facts = [_facts(reader, one) for one in reader.session.commitments]
    most = [min(max(text.width(fact[at][0]) for fact in facts), 17) for at in range(3)] if facts else []
    for number, one in numbered:
        known = facts[number - 1]
        head = f"{number:>6}  "
        if width >= COLUMNS_FROM:
            columns = [Column(words, look, room) for (words, look), room in zip(known, most, strict=True)]
            yield from line(head, one.said, width, columns)
        else:
            yield from line(head, one.said, width)
            parts: list[Part] = [(" " * 8, "plain")]
            for words, look in known:
                parts += [(text.line(words), look), ("  ", "plain")]
            yield from _fitting(parts, width)
        events = standing(one)
        if events and events[-1].kind == "proposed":
            yield from prose(reader.event(events[-1]), "mark", width, 8)
        for mark in reader.switched(one):
            yield from prose(mark, "mark", width, 8)


def _facts(reader: Reader, one: Commitment) -> tuple[Part, Part, Part]:
    """Who, when, and how it stands."""
    guide, day, state = reader.guide, due(one), status(one, reader.today)
    who = reader.person(one.owner) if one.owner else f"{guide.label('commitments', 'owner')}?"
    when = write_date(day) if day else f"{guide.label('commitments', 'due')}?"
    return (
        (who, "known" if one.owner else "missing"),
        (when, "known" if day else "missing"),
        (guide.statuses[state], LOOKS.get(state, "known")),
    )


def _fitting(parts: list[Part], width: int) -> Iterator[Row]:
    """Parts in one row where there is room; otherwise each on its own."""
    if sum(text.width(words) for words, _ in parts) <= width:
        yield Row(tuple(parts))
        return
    for words, look in parts:
        if words.strip():
            yield from prose(words, look, width, 8)


def meeting(reader: Reader, width: int) -> Iterator[Row]:
    yield heading(reader.guide.title("meeting"))
    found = reader.session.next_meeting
    if found is None:
        yield from _asking(reader, "session", "next_meeting", width)
        return
    names = [name for name in ("on", "at", "place") if getattr(found, name) is not None]
    said = ", ".join(reader.value("meeting", name, getattr(found, name)) for name in names)
    yield from prose(said, "said", width)
    if found.invites:
        yield from prose(reader.labelled("meeting", "invites", found.invites), "known", width, 6)


# The table


def table(reader: Reader, marked: Collection[str], chosen: str | None, width: int) -> list[Row]:
    """What could be brought to the table, list by list, each with its mark and the note that goes along."""
    width = readable(width)
    rows: list[Row] = []
    for record, group in groupby(prepared(reader.session), key=lambda found: found[0]):
        rows += [*([Row()] if rows else []), heading(reader.guide.title(record))]
        for _, number, item in group:
            sign = "▸" if item.id == chosen else " "
            box = "[✓]" if item.id in marked else "[ ]"
            first: Look = "good" if item.id in marked else "faint"
            rows += line(f"{sign}{box} {number:>2}  ", item.said, width, id=item.id, first=first)
            if item.note:
                begins, *more = item.note.split("\n")
                note = "\n".join((say("sheet.note_along", note=begins), *more))
                seen: Look = "mark" if item.id in marked else "faint"
                rows += [Row(row.parts, item.id) for row in prose(note, seen, width, 9)]
    return rows
