"""A form for every field of an item, made from the model. Nothing typed is lost by ``esc``."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll

from bpworkshop.commands.registry import Face, Told, number_of
from bpworkshop.errors import Problem
from bpworkshop.session.edits import Change
from bpworkshop.session.types import Kind
from bpworkshop.tui import forms, frame, sheets
from bpworkshop.tui.drafting import FormDraft, drafting
from bpworkshop.tui.forms import Asked
from bpworkshop.tui.rows import Part
from bpworkshop.tui.screens.page import HelpedScreen
from bpworkshop.tui.widgets.entry import Act, ChoiceEntry, LineEntry, TextEntry, Typed
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import say


class FieldRow(Vertical):
    """One field: its label, what it is filled in with, and under that what is to be told about it."""

    def __init__(self, asked: Asked, typed: str) -> None:
        super().__init__(classes="-said" if asked.needed else None)
        self.asked = asked
        self.entry: LineEntry | TextEntry | ChoiceEntry
        if asked.choices:
            self.entry = ChoiceEntry(typed, asked.choices)
        elif asked.field.kind is Kind.TEXT:
            self.entry = TextEntry(typed, asked.hint)
        else:
            self.entry = LineEntry(typed, asked.hint, asked.names)

    def compose(self) -> ComposeResult:
        with Horizontal(classes="field"):
            yield Words("label")
            yield self.entry
        yield Words("info")

    def on_mount(self) -> None:
        label = f"{self.asked.label}?" if self.asked.missing else self.asked.label
        self.query_one("#label", Words).show((label, "mark" if self.asked.missing else "known"))
        self.tell()

    @property
    def changed(self) -> bool:
        return self.entry.typed != self.asked.typed

    def tell(self, *parts: Part) -> None:
        """Say something under the field; what is only ours always says so."""
        ours: tuple[Part, ...] = ((f"{say('form.ours')}  ", "faint"),) if self.asked.field.ours else ()
        info = self.query_one("#info", Words)
        info.show(*ours, *parts, layout=True)
        info.display = bool(ours or parts)


class ItemForm(HelpedScreen[Told | None]):
    """Every field that this face may show of one record; dismissed with what is to be told."""

    CSS_PATH = "form.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-broad")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (34, "-tall")]  # noqa: RUF012

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "put_away", show=False, id="form.put_away"),
        Binding("f5,ctrl+s", "save", show=False, id="form.save"),
        Binding("tab", "app.focus_next", show=False, id="form.next"),
        Binding("shift+tab", "app.focus_previous", show=False, id="form.previous"),
    ]

    def __init__(self, face: Face, record: str, id: str) -> None:
        super().__init__()
        self.face = face
        self.record = record
        self.item = id
        self.only_us = face.only_us
        one = forms.shown(face, record, id)
        self.asked = forms.asked(face, record, one) if one else ()

    def for_us(self) -> bool:
        return self.only_us

    def compose(self) -> ComposeResult:
        draft = drafting(self.face).typed(self.item, ours=self.only_us)
        yield Words("top")
        with VerticalScroll(id="fields", can_focus=False):
            for asked in self.asked:
                yield FieldRow(asked, draft.get(asked.key, asked.typed))
        yield Words("told")
        with Horizontal(id="acts"):
            yield Act(say("form.save"), "save")
            yield Act(say("form.revert"), "revert")
        yield Words("keys")

    def on_mount(self) -> None:
        if not self.asked:
            self.dismiss(Told((say("form.gone"),)))
            return
        self.query(FieldRow).first().entry.focus()
        self.draw()
        for row in self.query(FieldRow):
            if row.changed:
                self._check(row, left=True)

    def on_resize(self, event: events.Resize) -> None:
        self.draw()

    def draw(self) -> None:
        """The frame around the fields; a change in a field paints the bar, never the fields."""
        title = say(
            "form.title",
            title=self.face.guide.title(self.record),
            number=number_of(self.face, self.record, self.item),
        )
        changed = any(row.changed for row in self.query(FieldRow))
        more: tuple[Part, ...] = ((say("form.draft"), "mark"),) if changed else ()
        width = self.size.width
        self.query_one("#top", Words).show(*sheets.bar(title, width, everyone=not self.only_us, more=more))
        self.query_one("#keys", Words).show(*frame.keys(say("form.keys"), width))
        self.query_one("#revert").display = changed

    def tell(self, words: str) -> None:
        told = self.query_one("#told", Words)
        told.show((words, "missing"), layout=True)
        told.display = bool(words)

    # Typing

    @on(Typed)
    def _typed(self) -> None:
        self._keep()
        self.draw()
        if row := self._row():
            self._check(row, left=False)

    @on(events.DescendantBlur)
    def _left(self, event: events.DescendantBlur) -> None:
        row = next((one for one in event.widget.ancestors if isinstance(one, FieldRow)), None)
        if row and row.is_attached:
            self._check(row, left=True)

    def _row(self) -> FieldRow | None:
        """The field that has the focus."""
        focused = self.focused
        return (
            next((one for one in focused.ancestors if isinstance(one, FieldRow)), None) if focused else None
        )

    def _check(self, row: FieldRow, *, left: bool) -> None:
        """Tell how a field is understood while it is typed; what is wrong once it was left."""
        if not row.changed:
            row.tell()
            return
        try:
            words = forms.understood(self.face, self.record, self.item, row.asked, row.entry.typed)
        except Problem as problem:
            row.tell(*(((f"✗ {problem}", "missing"),) if left else ()))
            return
        row.tell(*(((say("form.reads", what=words), "good"),) if words else ()))

    # Leaving

    @on(Act.Done)
    def _act(self, event: Act.Done) -> None:
        if event.act.id == "save":
            self.action_save()
        else:
            self.revert()

    def revert(self) -> None:
        """Everything as it stands in the session."""
        for row in self.query(FieldRow):
            row.entry.put(row.asked.typed)
            row.tell()
        self.tell("")
        self.query(FieldRow).first().entry.focus()
        self.call_after_refresh(self.draw)

    def action_put_away(self) -> None:
        """Leave without saving: what was typed is kept."""
        self.dismiss(Told((say("form.kept"),)) if self._keep() else None)

    def _keep(self) -> bool:
        """Keep what was typed and not saved; whether there is anything."""
        typed = {row.asked.key: row.entry.typed for row in self.query(FieldRow) if row.changed}
        self._note(typed)
        return bool(typed)

    def _note(self, typed: FormDraft) -> None:
        face = self.face
        drafting(face).form(face.step, self.record, self.item, typed, ours=self.only_us)

    def action_save(self) -> None:
        """All that was changed, as one edit; what can't be read is told beside its field."""
        rows = list(self.query(FieldRow))
        typed = {row.asked.key: row.entry.typed for row in rows}
        change, wrong = forms.change(self.face, self.record, self.item, self.asked, typed)
        for row in rows:
            if row.asked.key in wrong:
                row.tell((f"✗ {wrong[row.asked.key]}", "missing"))
        if gone := wrong.pop("", None):
            self.tell(str(gone))
        elif wrong:
            self.tell(say("form.wrong", n=len(wrong)))
            next(row for row in rows if row.asked.key in wrong).entry.focus()
        elif change is None:
            self._note({})
            self.dismiss(None)
        else:
            count = sum(row.changed for row in rows)
            self._apply(change, count)

    def _apply(self, change: Change, count: int) -> None:
        workshop = self.face.workshop
        try:
            workshop.apply(change, forms.kind_of_change(change.id, self.face, set(change.values)))
        except Problem as problem:
            if problem is not workshop.trouble:
                self.tell(str(problem))
                return
            # It stands in memory like any other edit; the bar of every screen says that it is not saved.
            self._note({})
            self.dismiss(Told((str(problem), say("plain.kept"))))
            return
        self._note({})
        self.dismiss(Told((say("form.done", n=count),)))
