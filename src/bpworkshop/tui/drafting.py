"""What is being typed and not said yet: kept on the disk a moment behind the keys.

A dropped line, a closed window or a killed process takes at most that moment.
"""

from dataclasses import replace
from threading import Event, Thread
from weakref import WeakKeyDictionary

from bpworkshop.commands import Face
from bpworkshop.session.types import Step
from bpworkshop.store.drafts import Draft, Drafts, Form

BEHIND = 0.3
"""Seconds that the disk may be behind the keys."""

FormDraft = dict[str, str]
"""What was typed into a form and not saved, by field."""


class Drafting:
    """The line and the forms that are being typed. Written once ``drafts`` says where; a thread does that."""

    def __init__(self) -> None:
        self.forms: dict[tuple[str, bool], FormDraft] = {}
        self._draft: Draft | None = None
        self._kept: Draft | None = None
        self._drafts: Drafts | None = None
        self._changed = Event()
        self._ended = Event()

    def begin(self, drafts: Drafts) -> Draft | None:
        """Write there from now on; what stands there of a program that is gone, or was left here."""
        self._drafts = drafts
        self._ended.clear()
        found = self._draft or drafts.adopt()
        self._draft = self._kept = found
        if found and found.form:
            self.forms.setdefault((found.form.item, found.ours), dict(found.form.typed))
        Thread(target=self._run, daemon=True, name="drafts").start()
        return found

    def line(self, step: Step, words: str, *, ours: bool) -> None:
        """This stands in the line now. What is ``ours`` never comes back before EVERYONE."""
        now = self._draft or Draft(step)
        self._note(replace(now, step=step, line=words, ours=ours or bool(now.form and now.ours)))

    def form(self, step: Step, record: str, item: str, typed: FormDraft, *, ours: bool) -> None:
        """This stands in a form now and is not saved; nothing where all of it is."""
        self.forms.pop((item, ours), None)
        if typed:
            self.forms[item, ours] = typed
        now = self._draft or Draft(step)
        form = Form(record, item, typed) if typed else None
        self._note(replace(now, form=form, ours=ours or bool(now.line and now.ours)))

    def keep(self) -> None:
        """Write it at once."""
        now = self._draft
        if self._drafts and now != self._kept and self._drafts.keep(now):
            self._kept = now

    def end(self) -> None:
        """The session is left: what is unfinished stays on the disk."""
        self.keep()
        self._ended.set()
        self._changed.set()

    def _note(self, draft: Draft) -> None:
        self._draft = None if draft.empty else draft
        self._changed.set()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._changed.wait()
            self._changed.clear()
            self.keep()
            self._ended.wait(BEHIND)


_OF: WeakKeyDictionary[Face, Drafting] = WeakKeyDictionary()


def drafting(face: Face) -> Drafting:
    """What is being typed before a face."""
    return _OF.setdefault(face, Drafting())


def go_on(face: Face, begun: Drafting) -> None:
    """A session that was left is led again: what was typed then is still being typed."""
    _OF[face] = begun
