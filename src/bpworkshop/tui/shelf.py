"""The sessions of a folder as home draws them. Pure: what was read in, rows out.

A list needs titles only. Readiness needs the whole session, so it is read
later and apart from it (``look``), and a row says so until then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

from bpworkshop import text
from bpworkshop.errors import FileProblem
from bpworkshop.method.guide import Guide
from bpworkshop.session.boards import STEPS
from bpworkshop.session.dates import write_date
from bpworkshop.session.readiness import readiness
from bpworkshop.session.types import Phase, Status
from bpworkshop.store import atomic, codec
from bpworkshop.store.folder import Listed
from bpworkshop.tui.rows import Column, Part, Row, fitted, wrap
from bpworkshop.words import say

COLUMNS_FROM = 100
"""Cells from which a session stands in one row; below, what is known of it stands under its title."""

WIDEST = 140
"""Cells of a row at most, so that what is known of a session stands near its title."""

SIGNS = 6
PARTNERS, DAY, STATE = 24, 17, 18
"""Cells of the columns."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One file of the list. ``ready`` is empty until the session was read whole."""

    listed: Listed
    day: date | None = None
    ready: tuple[bool, ...] = ()

    @property
    def broken(self) -> bool:
        return bool(self.listed.error)


def look(shown: Shown) -> Shown:
    """The same with what only the whole session tells; one that breaks on the way says why."""
    try:
        session = codec.decode(atomic.read(shown.listed.path), shown.listed.path)
    except FileProblem as problem:
        return replace(shown, listed=shown.listed._replace(error=problem.at_line))
    lacking = readiness(session, everyone=False)
    return replace(shown, day=session.created.date(), ready=tuple(not lacking[step] for step in STEPS))


def rows(shown: Shown, width: int, guide: Guide, today: date, *, chosen: bool) -> list[Row]:
    """One session: its title loudest, then with whom, when, where it stands, and how ready it is."""
    listed, width = shown.listed, min(width, WIDEST)
    head: Part = (" ▸ " if chosen else "   ", "mark")
    if shown.broken:
        return _broken(head, shown, width)
    overdue = _overdue(shown, width, today)
    if width >= COLUMNS_FROM:
        return _in_columns(head, shown, width, guide) + overdue
    room = max(width - 3 - 2 - SIGNS - 1, 10)
    made = []
    for at, line in enumerate(wrap(listed.title, room)):
        parts: list[Part] = [head if at == 0 else ("   ", "plain"), (fitted(line, room), "said")]
        made.append(Row((*parts, *([("  ", "plain"), *signs(shown)] if at == 0 else [])), listed.handle))
    known = " · ".join(part for part in (_partners(shown), _day(shown), _state(shown, guide)) if part)
    made += [Row((("     ", "plain"), (line, "known")), listed.handle) for line in wrap(known, width - 6)]
    return made + overdue


def _overdue(shown: Shown, width: int, today: date) -> list[Row]:
    """That a session is to be deleted by now, and how."""
    last = shown.listed.delete_after
    if last is None or not shown.listed.overdue(today):
        return []
    told = say("home.overdue", day=write_date(last))
    lines = wrap(told, max(width - 6, 10))
    return [Row((("     ", "plain"), (line, "missing")), shown.listed.handle) for line in lines]


def _in_columns(head: Part, shown: Shown, width: int, guide: Guide) -> list[Row]:
    known = (
        Column(_partners(shown), "known", PARTNERS),
        Column(_day(shown), "known", DAY),
        Column(_state(shown, guide), "known", STATE),
    )
    room = width - 3 - sum(column.width + 2 for column in known) - 2 - SIGNS - 1
    cells = [wrap(shown.listed.title, room), *(wrap(column.words, column.width) for column in known)]
    made = []
    for at in range(max(map(len, cells))):
        parts: list[Part] = [head if at == 0 else ("   ", "plain"), (_cell(cells[0], at, room), "said")]
        for column, lines in zip(known, cells[1:], strict=True):
            parts += [("  ", "plain"), (_cell(lines, at, column.width), column.look)]
        parts += [("  ", "plain"), *signs(shown)] if at == 0 else []
        made.append(Row(tuple(parts), shown.listed.handle))
    return made


def _cell(lines: Sequence[str], at: int, width: int) -> str:
    return fitted(lines[at] if at < len(lines) else "", width)


def _broken(head: Part, shown: Shown, width: int) -> list[Row]:
    """A file that can't be read stands where it is, with its reason, and hides nothing."""
    listed = shown.listed
    made = [
        Row((head if at == 0 else ("   ", "plain"), (line, "said")), listed.handle)
        for at, line in enumerate(wrap(text.line(listed.handle), max(width - 4, 10)))
    ]
    reason = say("cli.list.broken", reason=text.line(listed.error))
    lines = wrap(reason, max(width - 6, 10))
    return [*made, *(Row((("     ", "plain"), (line, "missing")), listed.handle) for line in lines)]


def signs(shown: Shown) -> list[Part]:
    """Six signs: a step that is ready, or one where something is still to say."""
    if not shown.ready:
        return [("·" * SIGNS, "faint")]
    return [("✓", "good") if ready else ("○", "faint") for ready in shown.ready]


def still_to_say(shown: Shown, guide: Guide) -> Part:
    """The steps of one session that are not ready, by name: what the signs of its row mean."""
    if shown.broken:
        return say("home.mend"), "missing"
    if not shown.ready:
        return say("home.reading"), "faint"
    labels = [guide.step(step).label for step in STEPS]
    open_ = [label for label, ready in zip(labels, shown.ready, strict=True) if not ready]
    if not open_:
        return say("home.all_ready"), "good"
    if len(open_) == len(labels):
        return say("home.none_ready"), "mark"
    done = [label for label in labels if label not in open_]
    # Whatever is shorter, so that it stands in one line.
    if len(open_) > len(done):
        return say("home.ready", steps=", ".join(done)), "mark"
    return say("home.still", steps=", ".join(open_)), "mark"


def _partners(shown: Shown) -> str:
    partners = ", ".join(shown.listed.partners)
    return say("home.with", partners=partners) if partners else ""


def _day(shown: Shown) -> str:
    return write_date(shown.day) if shown.day else shown.listed.handle[:10] if _dated(shown) else ""


def _dated(shown: Shown) -> bool:
    """A handle begins with its day, unless a person chose another name."""
    begins = shown.listed.handle[:10].split("-")
    return len(begins) == 3 and all(part.isdigit() for part in begins)


def _state(shown: Shown, guide: Guide) -> str:
    """Phase and status in the guide's words. Both come unchecked from the file."""
    phase, status = shown.listed.phase, shown.listed.status
    phase = guide.choice("session", "phase", phase) if phase in get_args(Phase) else phase
    status = guide.choice("session", "status", status) if status in get_args(Status) else status
    return ", ".join(part for part in (phase, status) if part)
