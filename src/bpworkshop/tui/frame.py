"""The frame around the board: who can read, where we are, what is asked. Pure: parts with looks."""

import re
from collections.abc import Iterator, Sequence

from bpworkshop import text
from bpworkshop.commands import REGISTRY, Face
from bpworkshop.pages import Reader
from bpworkshop.session.boards import STEPS
from bpworkshop.session.readiness import Gap
from bpworkshop.session.types import Step
from bpworkshop.tui import clock, sheets
from bpworkshop.tui.rows import Look, Part, Row, readable, wrap
from bpworkshop.words import say

STEPS_FROM = 76
"""Cells from which the six steps stand in a row with their names."""

TITLE = 16
"""Cells that the title has at least, before it is told how far behind the meeting is."""

SIDE = 31
"""Cells of what stands at the side (``workshop.tcss``)."""

ACTIVITY = 3
"""Lines that tell what the group does: all that the guide has, on the smallest screen."""


def top(face: Face, width: int, *, reading: bool = False) -> tuple[Part, ...]:
    """Title, audience, step of six, how far behind the meeting is, the clock, and that it is saved.

    Who is only ``reading`` saves nothing.
    """
    of: Part = (place(face), "known")
    now, drift = clock.now(face), clock.drift(face)
    title, everyone = face.view.title, not face.only_us
    more = [of, *([now] if now else []), *([] if reading else [saved(face)])]
    if now and width < STEPS_FROM:
        # The line of the steps says where we are, too.
        del more[0]
    elif drift:
        cells = sum(text.width(words) + 2 for words, _ in (sheets.badge(everyone), drift, *more))
        if width - 2 - cells >= min(text.width(title), TITLE):
            more.insert(1, drift)
    return sheets.bar(title, width, everyone=everyone, more=more)


def saved(face: Face) -> Part:
    """That all is saved and when, or that it is not yet."""
    if face.workshop.failing:
        return say("screen.unsaved"), "missing"
    if face.workshop.unsaved:
        return say("screen.saving"), "mark"
    at = face.workshop.saved_at
    return (say("screen.saved", time=f"{at:%H:%M}") if at else say("screen.opened")), "good"


def steps(face: Face, width: int) -> tuple[Part, ...]:
    """The six steps with their readiness; where there is no room, only signs and where we are."""
    reader = face.reader
    signs = ["▶" if one == face.step else "○" if reader.gaps(one) else "✓" for one in STEPS]
    looks: list[Look] = ["mark" if sign == "▶" else "good" if sign == "✓" else "known" for sign in signs]
    labels = [face.guide.step(one).label for one in STEPS]
    if width < STEPS_FROM:
        return ((f" {place(face, short=True)} ", "badge"), ("  ", "plain"), *zip(signs, looks, strict=True))
    parts: list[Part] = []
    for at, (sign, look) in enumerate(zip(signs, looks, strict=True)):
        parts += [(f" {sign} {labels[at]} ", "badge" if STEPS[at] == face.step else look), (" ", "plain")]
    here = f" ▶ {place(face)} "
    if face.step not in STEPS and sum(text.width(words) for words, _ in parts) + text.width(here) <= width:
        return (*parts, (here, "badge"))
    return tuple(parts[:-1])


def place(face: Face, *, short: bool = False) -> str:
    """Which step of the six, or which tool; ``short`` with the step's name instead of the words."""
    label = face.guide.step(face.step).label
    if face.step not in STEPS:
        return label
    number = STEPS.index(face.step) + 1
    return f"{number}/{len(STEPS)} {label}" if short else say("screen.step_of", number=number)


def activity(face: Face, width: int) -> str:
    """What the group does now, how long, and how: three lines at most, and a sign where there is more."""
    one = face.activity
    told = say("plain.activity", label=one.label, minutes=one.minutes, how=one.how)
    lines = wrap(told, max(width - 2, 10))
    if len(lines) > ACTIVITY:
        lines = [*lines[: ACTIVITY - 1], one_line(" ".join(lines[ACTIVITY - 1 :]), max(width - 2, 10))]
    return "\n".join(lines)


def one_line(words: str, width: int) -> str:
    """Words in one line; where not all have room, a sign that there is more, and none cut in two."""
    if text.width(words) <= width:
        return words
    return f"{wrap(words[: 4 * width], max(width - 2, 8))[0]} …"


def question(words: str, width: int) -> str:
    """A question with its choices, which stand two spaces apart: never broken inside one that fits."""
    lines: list[str] = []
    for part in words.split("  "):
        if lines and text.width(f"{lines[-1]}  {part}") <= width:
            lines[-1] += f"  {part}"
        else:
            lines.append(part)
    return "\n".join(lines)


def still(reader: Reader, step: Step, width: int) -> Part:
    """What is still to say in one line; where it is more than that, how much more."""
    found = reader.gaps(step)
    if not found:
        return reader.still_to_say(step), "good"
    for lacking, named in _always_shorter(reader, step, found):
        told = _told(", ".join(lacking[:named]), len(lacking) - named)
        if text.width(told) <= width:
            return told, "mark"
    first, *others = reader.lacking(step, found, 0)
    return _told(one_line(first, width - text.width(_told("", len(others)))), len(others)), "mark"


def _told(what: str, more: int) -> str:
    return say("screen.still_more", what=what, n=more) if more else say("page.still_to_say", what=what)


def _always_shorter(reader: Reader, step: Step, found: Sequence[Gap]) -> Iterator[tuple[list[str], int]]:
    """What is still to say, and how much of it is named: all, then less with fewer numbers, then none."""
    whole = list(reader.lacking(step, found))
    yield whole, len(whole)
    for numbers in (sheets.NUMBERS, 0):
        short = list(reader.lacking(step, found, numbers))
        yield from ((short, named) for named in range(len(short), 0, -1))


def side(face: Face) -> tuple[Part, ...]:
    """What the step asks, what ready means, and the parking lot: for screens with room at the side."""
    step = face.guide.step(face.step)
    parts = [*_picture(face), (f"{say('screen.side_asks')}\n", "heading")]
    parts += [(f"{one.text}\n", "known") for one in step.questions_in(face.session.phase, not face.only_us)]
    parts += [
        (f"\n{say('screen.side_ready')}\n", "heading"),
        (f"{step.ready_for(not face.only_us)}\n", "faint"),
    ]
    if face.view.parked:
        parts.append((f"\n{face.guide.title('parked')}\n", "heading"))
        parts += [(f"{number} {one.said}\n", "known") for number, one in enumerate(face.view.parked, 1)]
    return tuple(parts)


def _picture(face: Face) -> Iterator[Part]:
    """Of risks how likely and how bad they are, as a picture."""
    if face.step != "risks" or not face.view.risks:
        return
    from bpworkshop.tui import matrix  # the first frame has another board

    for row in matrix.drawn(face.reader, SIDE):
        yield from (*row.parts, ("\n", "plain"))
    yield "\n", "plain"


def keys(words: str, width: int) -> tuple[Part, ...]:
    """``key what|key what``: as many as there is room for, the most wanted first; the last always stands."""
    pairs = words.split("|")
    gap = 3
    while sum(map(text.width, pairs)) + gap * (len(pairs) - 1) > width - 2 and (gap > 2 or pairs[2:]):
        if gap > 2:
            gap = 2
        else:
            del pairs[-2]
    parts: list[Part] = []
    for pair in pairs:
        key, _, what = pair.partition(" ")
        parts += [(key, "said"), (f" {what}{' ' * gap}", "known")]
    return tuple(parts)


def matching(typed: str, face: Face) -> str:
    """The commands that what was typed could become, or how the one goes that it is."""
    name = re.sub(r" .*", "", typed.removeprefix("/"))
    if name in REGISTRY:
        return REGISTRY[name].usage
    found = [f"/{one.name}" for one in REGISTRY.values() if one.name.startswith(name) and one.when(face)]
    return "  ".join(found)


def airy(rows: Sequence[Row], room: int, *, above: bool = False) -> Sequence[Row]:
    """Air over groups and between items while there is room, so that the back row can read.

    That between items goes first. ``above``: the first row gets some too,
    where nothing but the frame stands over it.
    """
    owners = [row.item or row.beside for row in rows]
    groups = {at for at in range(1, len(rows)) if rows[at].parts and not owners[at] and owners[at - 1]}
    groups |= {0} if above and rows and rows[0].parts else set()
    items = {at for at in range(1, len(rows)) if owners[at] and owners[at - 1] not in (owners[at], None)}
    if any(row.beside for row in rows):
        items.clear()
    for starts in (groups | items, groups):
        if len(rows) + len(starts) <= room:
            return [one for at, row in enumerate(rows) for one in ((Row(), row) if at in starts else (row,))]
    return rows


def in_order(rows: Sequence[Row]) -> list[str]:
    """The items in the order in which the eye finds them: of two sides first the left, then the right."""
    order: list[str] = []
    right: list[str] = []
    for row in rows:
        if row.item and row.left > len(row.parts):
            order += right
            right = []
        order += [row.item] if row.item else []
        right += [row.beside] if row.beside else []
    return list(dict.fromkeys([*order, *right]))


def page_rows(lines: Sequence[str], width: int) -> list[Row]:
    """Lines of a page as rows, wrapped, with air over each part and its title as a heading."""
    made: list[Row] = [Row()]
    for at, line in enumerate(lines):
        first = at == 0 or not lines[at - 1]
        over_list = any(following.startswith("1 ") for following in lines[at + 1 : at + 2])
        # A title stands alone; what goes on behind a colon, or ends like a sentence, tells something.
        title = (first or over_list) and not (": " in line or line.endswith(".") or line[:1].isdigit())
        if not line or (title and not first):
            made.append(Row())
        deep = 4 if line.startswith("  ") else 2  # what is under another item stays so
        room = max(readable(width) - deep - 2, 10)
        for number, piece in enumerate(wrap(line.strip(), room) if line else ()):
            indent: Part = (" " * (deep if number == 0 else deep + 2), "plain")
            made.append(Row((indent, (piece, "heading" if title else "known"))))
    return made
