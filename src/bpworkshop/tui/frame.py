"""The frame around the board: who can read, where we are, what is asked. Pure: parts with looks."""

import re
from collections.abc import Sequence

from bpworkshop import text
from bpworkshop.commands import REGISTRY, Face
from bpworkshop.session.session import STEPS
from bpworkshop.tui.rows import Part, Row, fitted, wrap
from bpworkshop.words import say

STEPS_FROM = 76
"""Cells from which the six steps stand in a row with their names."""

SIDE = 32
"""Cells of text in the panel at the side."""


def top(face: Face, width: int) -> tuple[Part, ...]:
    """Title, audience, step of six, and that it is saved."""
    number = STEPS.index(face.step) + 1
    saved = face.workshop.saved_at
    stands = say("screen.saved", time=f"{saved:%H:%M}") if saved else say("screen.opened")
    of: Part = (say("screen.step_of", number=number), "known")
    failing = face.workshop.failing
    state: Part = (say("screen.unsaved"), "missing") if failing else (stands, "good")
    parts = [audience(face), of, state]
    taken = sum(text.width(words) + 2 for words, _ in parts)
    title: Part = (fitted(face.view.title, max(width - 2 - taken, 6)), "said")
    spaced: list[Part] = [title]
    for part in parts:
        spaced += [("  ", "plain"), part]
    return tuple(spaced)


def audience(face: Face) -> Part:
    """Who can read the screen: always in the bar at the top."""
    return (f" {say('screen.only_us' if face.only_us else 'screen.everyone')} ", "badge")


def steps(face: Face, width: int) -> tuple[Part, ...]:
    """The six steps with their readiness; where there is no room, only signs and where we are."""
    reader = face.reader
    signs = ["▶" if one == face.step else "○" if reader.gaps(one) else "✓" for one in STEPS]
    here = STEPS.index(face.step)
    label = face.guide.step(face.step).label
    if width < STEPS_FROM:
        return ((f"{here + 1}/6 {label}  ", "mark"), ("".join(signs), "known"))
    parts: list[Part] = []
    for one, sign in zip(STEPS, signs, strict=True):
        words = f"{sign} {face.guide.step(one).label}"
        parts += [
            (words, "mark" if one == face.step else "good" if sign == "✓" else "known"),
            ("   ", "plain"),
        ]
    return tuple(parts[:-1])


def activity(face: Face) -> str:
    """What the group does now, how long, and how."""
    one = face.activity
    return say("plain.activity", label=one.label, minutes=one.minutes, how=one.how)


def side(face: Face) -> tuple[Part, ...]:
    """What the step asks, what ready means, and the parking lot: for screens with room at the side."""
    step = face.guide.step(face.step)
    parts: list[Part] = [(f"{say('screen.side_asks')}\n", "heading")]
    parts += [(f"{one.text}\n", "known") for one in step.questions_in(face.session.phase, not face.only_us)]
    parts += [
        (f"\n{say('screen.side_ready')}\n", "heading"),
        (f"{step.ready_for(not face.only_us)}\n", "faint"),
    ]
    if face.view.parked:
        parts.append((f"\n{face.guide.title('parked')}\n", "heading"))
        parts += [(f"{number} {one.said}\n", "known") for number, one in enumerate(face.view.parked, 1)]
    return tuple(parts)


def keys(words: str, width: int) -> tuple[Part, ...]:
    """``key what|key what``: as many as there is room for, the most wanted first."""
    parts: list[Part] = []
    left = width - 2
    for pair in words.split("|"):
        key, _, what = pair.partition(" ")
        needs = text.width(pair) + 3
        if needs > left + 3:
            break
        left -= needs
        parts += [(key, "said"), (f" {what}   ", "known")]
    return tuple(parts)


def matching(typed: str, face: Face) -> str:
    """The commands that what was typed could become, or how the one goes that it is."""
    name = re.sub(r" .*", "", typed.removeprefix("/"))
    if name in REGISTRY:
        return REGISTRY[name].usage
    found = [f"/{one.name}" for one in REGISTRY.values() if one.name.startswith(name) and one.when(face)]
    return "  ".join(found)


def airy(rows: Sequence[Row], room: int) -> Sequence[Row]:
    """Air between the items while there is room, so that the back row can read; the air goes first."""
    starts = [at for at in range(1, len(rows)) if rows[at].item and rows[at].item != rows[at - 1].item]
    if len(rows) + len(starts) > room or any(row.beside for row in rows):
        return rows
    spaced: list[Row] = []
    for at, row in enumerate(rows):
        if at in starts:
            spaced.append(Row())
        spaced.append(row)
    return spaced


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
    """Lines of a page as rows, wrapped; a line that is followed by a blank one before it is a heading."""
    made: list[Row] = []
    heading = True
    for line in lines:
        if not line:
            made.append(Row())
            heading = True
            continue
        wrapped = wrap(line.strip(), max(width - 4, 10))
        for at, piece in enumerate(wrapped):
            made.append(
                Row((("  " if at == 0 else "    ", "plain"), (piece, "heading" if heading else "known")))
            )
        heading = False
    return made
