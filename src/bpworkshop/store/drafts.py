"""The line and the form that somebody is typing, kept so that a dropped connection does not take them.

One file for each program that runs, in ``drafts/`` beside the session. It
outlives the program, however that ends; nobody waits for the disk, so it may
be lost with the power.
"""

import os
import re
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import NamedTuple

from bpworkshop import text
from bpworkshop.errors import Problem
from bpworkshop.session.boards import BOARDS, STEPS
from bpworkshop.session.session import LISTS
from bpworkshop.session.types import ID_PATTERN, Step
from bpworkshop.store import several, tables
from bpworkshop.store.beside import Beside
from bpworkshop.store.process import Process
from bpworkshop.store.tables import Table

MOST = 20_000
"""Letters of one text, as many as a field takes; of a longer one the beginning is kept."""

MOST_OF_FORM = 200_000
"""Letters of a whole form."""

ELSEWHERE_AFTER = timedelta(days=1)
"""How old the draft of another host must be: what runs there can't be known."""

_FOLDER = "drafts"
_LONGEST_KEY = 200
_WAIT = 0.5
"""Seconds that a draft waits for another one of this program that is being written."""


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in a form that is not saved: the list and the id of its item, and texts by field."""

    record: str
    item: str
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """What was being typed, and at which step. ``ours``: it was meant for our side only.

    That is the caller's to say – typed unseen, begun with ``!``, or in a face
    that only we see – and to keep: such a draft never comes back before EVERYONE.
    """

    step: Step
    line: str = ""
    ours: bool = True
    form: Form | None = None

    @property
    def empty(self) -> bool:
        return not self.line.strip() and not (self.form and self.form.typed)


def _now() -> datetime:
    return datetime.now(UTC)


class FiledDraft(NamedTuple):
    """A draft on the disk: the file's name, whose it is and when it was kept."""

    name: str
    process: Process
    at: datetime
    draft: Draft


class Drafts:
    """The drafts of one session; one program has one of them at a time."""

    def __init__(self, beside: Beside, process: Process, clock: Callable[[], datetime] = _now) -> None:
        self.beside = beside
        self.process = process
        self.clock = clock
        self._name = _name_of(process)
        self._writing = Lock()

    def keep(self, draft: Draft | None) -> bool:
        """Keep what is being typed; None, or nothing in it, takes the file away. False where that failed.

        Never raises and never waits long: a thread may call it while the
        terminal hangs up. What this program kept before is replaced.
        """
        # One of two at once must not bring an older one back; but one that is stuck stops nobody.
        alone = self._writing.acquire(timeout=_WAIT)
        try:
            return self._keep(draft)
        except Exception:  # on the way out there is nobody left to tell
            return False
        finally:
            if alone:
                self._writing.release()

    def adopt(self) -> Draft | None:
        """Take over the newest draft of this user whose program is gone; it is ours at once, on the disk too.

        For when a session is opened: None where we have one already.
        """
        folder = self.beside.folder / _FOLDER
        several.sweep(folder)
        if os.path.lexists(folder / self._name):
            return None
        for kept in sorted(self.everyone(), key=lambda one: one.at, reverse=True):
            if not self._orphaned(kept):
                continue
            try:
                # Of two that want it one gets it, and there is no moment at which nobody has it.
                os.rename(folder / kept.name, folder / self._name)
            except FileNotFoundError:
                continue
            except OSError:
                return kept.draft  # it stays where it is
            self.keep(kept.draft)
            return kept.draft
        return None

    def everyone(self) -> list[FiledDraft]:
        """The drafts of all programs, in no order. What can't be read is left out."""
        with suppress(Problem):
            read = (self._read(name) for name in several.names(self.beside.folder / _FOLDER))
            return [kept for kept in read if kept]
        return []

    def rewrite(self, change: several.Change) -> int:
        """Change the files of all drafts, for taking somebody out of them; None drops one. How many.

        Raises FileProblem, after the others were done, where one refuses.
        """
        folder = self.beside.folder / _FOLDER
        return several.rewrite(folder, several.names(folder), change)

    def _orphaned(self, kept: FiledDraft) -> bool:
        if kept.process.user != self.process.user:
            return False
        gone = kept.process.gone
        # Either way round: the clock there may be ahead.
        return abs(self.clock() - kept.at) > ELSEWHERE_AFTER if gone is None else gone

    def _keep(self, draft: Draft | None) -> bool:
        name = f"{_FOLDER}/{self._name}"
        if draft is None or draft.empty:
            self.beside.remove(name)
            return not os.path.lexists(self.beside.folder / name)
        self.beside.make(_FOLDER)
        self.beside.write(name, _as_table(draft, self.process, self.clock()))
        return True

    def _read(self, name: str) -> FiledDraft | None:
        values = self.beside.read(f"{_FOLDER}/{name}")
        process = Process.from_table(tables.inner(values, "process"))
        at = tables.moment(values, "at")
        draft = _read_draft(values)
        return FiledDraft(name, process, at, draft) if process and at and not draft.empty else None


def _name_of(process: Process) -> str:
    """A name that no other program ever had, not even one with the same number after a restart."""
    whole = zlib.crc32(repr(process).encode())
    return f"{text.slug(process.host) or 'host'}-{process.pid}-{whole:08x}.toml"


def _as_table(draft: Draft, process: Process, at: datetime) -> dict[str, object]:
    values: dict[str, object] = {
        "at": at,
        "step": draft.step,
        "line": tables.some_text(draft.line, MOST),
        "ours": draft.ours,
        "process": process.as_table(),
    }
    if draft.form:
        form = draft.form
        values["form"] = {"record": form.record, "item": form.item, "typed": _cut(form.typed)}
    return values


def _cut(typed: Mapping[str, object]) -> dict[str, str]:
    """The texts of a form, clean, and no more of them than it may hold."""
    kept: dict[str, str] = {}
    room = MOST_OF_FORM
    for key, value in typed.items():
        if isinstance(value, str) and len(key) <= min(_LONGEST_KEY, room) and text.is_clean(key):
            kept[key] = tables.some_text(value, min(MOST, room - len(key)))
            room -= len(key) + len(kept[key])
    return kept


def _read_draft(values: Table) -> Draft:
    """What stands in a file; a draft that does not say for whom it is, is only ours."""
    step, line = values.get("step"), values.get("line")
    return Draft(
        step=step if step in BOARDS else STEPS[0],
        line=tables.some_text(line, MOST).replace("\n", " ") if isinstance(line, str) else "",
        ours=values.get("ours") is not False,
        form=_read_form(tables.inner(values, "form")),
    )


def _read_form(values: Table) -> Form | None:
    record, item = tables.line(values, "record"), tables.line(values, "item")
    typed = _cut(tables.inner(values, "typed"))
    return Form(record, item, typed) if record in LISTS and re.fullmatch(ID_PATTERN, item) and typed else None
