"""What is being typed and not said yet: kept on the disk a moment behind the keys.

A dropped line, a closed window or a killed process takes at most that moment.
"""

from threading import Event, Lock, Thread
from weakref import WeakKeyDictionary

from bpworkshop.commands import Face
from bpworkshop.session.types import Step
from bpworkshop.store.drafts import Draft, Drafts, Form

BEHIND = 0.3
"""Seconds that the disk may be behind the keys."""

AT_THE_END = 0.5
"""Seconds that leaving waits for a disk that does not answer."""

FormDraft = dict[str, str]
"""What was typed into a form and not saved, by field."""


class Drafting:
    """The line and the forms that are being typed. Written once ``drafts`` says where; a thread does that.

    In memory each form is kept; on the disk the one that was typed in last.
    """

    def __init__(self) -> None:
        self._line, self._ours = "", False
        self.forms: dict[tuple[str, bool], Form] = {}
        self._draft: Draft | None = None
        self._kept: Draft | None = None
        self._drafts: Drafts | None = None
        self._writing = Lock()
        self._changed = Event()
        self._ended = Event()
        self._thread: Thread | None = None

    def begin(self, drafts: Drafts) -> Draft | None:
        """Write there from now on; what stands there of a program that is gone, or was left here."""
        self._drafts = drafts
        self._changed, self._ended = Event(), Event()
        if self._draft is None and (found := drafts.adopt()):
            self._draft, self._line, self._ours = found, found.line, found.ours
            if found.form:
                self.forms[found.form.item, found.ours] = found.form
        self._kept = self._draft
        self._thread = Thread(target=self._run, args=(self._changed, self._ended), daemon=True, name="drafts")
        self._thread.start()
        return self._draft

    def line(self, step: Step, words: str, *, ours: bool) -> None:
        """This stands in the line now. What is ``ours`` never comes back before EVERYONE."""
        self._line, self._ours = words, ours
        self._note(step)

    def form(self, step: Step, record: str, item: str, typed: FormDraft, *, ours: bool) -> None:
        """This stands in a form now and is not saved; nothing where all of it is."""
        self.forms.pop((item, ours), None)
        if typed:
            self.forms[item, ours] = Form(record, item, typed)
        self._note(step)

    def typed(self, item: str, *, ours: bool) -> FormDraft:
        """What stands in the form of an item and is not saved; what was typed among us only there."""
        form = self.forms.get((item, ours))
        return dict(form.typed) if form else {}

    def keep(self) -> None:
        """Write it at once; where the thread is just writing, what came since is left to that."""
        # The older of two must not come last.
        if not self._writing.acquire(timeout=AT_THE_END):
            return
        try:
            now = self._draft
            if self._drafts and now != self._kept and self._drafts.keep(now):
                self._kept = now
        finally:
            self._writing.release()

    def end(self) -> None:
        """The session is left: what is unfinished stays on the disk."""
        self._ended.set()
        self._changed.set()
        if self._thread:
            self._thread.join(AT_THE_END)

    def _note(self, step: Step) -> None:
        key = next(reversed(self.forms), ("", False))
        draft = Draft(step, self._line, (bool(self._line) and self._ours) or key[1], self.forms.get(key))
        self._draft = None if draft.empty else draft
        self._changed.set()

    def _run(self, changed: Event, ended: Event) -> None:
        while not ended.is_set():
            changed.wait()
            changed.clear()
            self.keep()
            ended.wait(BEHIND)
        self.keep()


_OF: WeakKeyDictionary[Face, Drafting] = WeakKeyDictionary()


def drafting(face: Face) -> Drafting:
    """What is being typed before a face."""
    return _OF.setdefault(face, Drafting())


def go_on(face: Face, begun: Drafting) -> None:
    """A session that was left is led again: what was typed then is still being typed."""
    _OF[face] = begun
