"""A new session: title, library, partners and people, typed as quickly as a list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal, get_args

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Input

from bpworkshop import text
from bpworkshop.creation import new_session, proposal, read_carried
from bpworkshop.errors import Problem
from bpworkshop.review import chain
from bpworkshop.session.session import Session
from bpworkshop.session.types import Step
from bpworkshop.store import codec
from bpworkshop.store.folder import SessionFolder
from bpworkshop.tui import frame, sheets
from bpworkshop.tui.rows import Part, fitted
from bpworkshop.tui.screens.page import HelpedScreen
from bpworkshop.tui.widgets.line import TypedLine
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import say

Name = Literal["title", "library", "partners", "people", "carry"]
NAMES: tuple[Name, ...] = get_args(Name)
FIRST_NAMES: tuple[Name, ...] = NAMES[:-1]
"""The parts where nothing is followed: there is nothing to carry over."""

LISTS: tuple[Name, ...] = ("partners", "people")
SINGLE: tuple[Name, ...] = ("title", "library", "carry")

LABEL, NUMBER = 12, 3
"""Cells of the label and of the number in front of a line."""

MOST_LINES = 50
"""Lines that are pasted as a list; more than that is no list of partners or people."""

ANY = "x"
"""Stands for what is not said yet while another part is looked at."""


@dataclass
class Draft:
    """What was typed so far. The app keeps it, so that leaving the form loses nothing.

    ``earlier``: the session that the new one follows, ``carry`` the boards that it begins with, as typed.
    """

    title: str = ""
    library: str = ""
    carry: str = ""
    earlier: Session | None = None
    partners: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    typed: dict[Name, str] = field(default_factory=dict)
    """The line of a list that was begun."""

    @classmethod
    def following(cls, path: Path) -> "Draft":
        """A follow-up: the same sides and people again. Raises FileProblem."""
        followed = chain.followed(path)
        title, library, partners, people = proposal(followed.whole, followed.first, followed.nth)
        return cls(title, library, "", followed.whole, [*partners], [*people])

    @property
    def names(self) -> tuple[Name, ...]:
        """The parts that it has."""
        return NAMES if self.earlier else FIRST_NAMES

    def listed(self, name: Name) -> list[str]:
        return self.partners if name == "partners" else self.people

    def session(self) -> Session:
        """The session of this draft. Raises the Problem of the first part that can't be."""
        for name in self.names:
            self.check(name)
        return self._made(self.title, self.library, self.people, read_carried(self.carry))

    def _made(
        self, title: str, library: str, people: Sequence[str] = (), carry: Sequence[Step] = ()
    ) -> Session:
        return new_session(title, library, self.partners, people, earlier=self.earlier, carry=carry)

    def check(self, name: Name) -> None:
        """Raises Problem where this part can't be, whatever the others are."""
        title, library = self.title.strip() or ANY, self.library.strip() or ANY
        match name:
            case "title":
                new_session(self.title, ANY, (), ())
            case "library":
                new_session(ANY, self.library, (), ())
            case "partners" if not self.partners:
                raise Problem("new.no_partner")
            case "partners":
                self._made(title, library)
            case "people":
                self._made(title, library, self.people)
            case "carry":
                read_carried(self.carry)

    def wrong(self) -> Name | None:
        """The first part that can't be."""
        for name in self.names:
            try:
                self.check(name)
            except Problem:
                return name
        return None

    def sides(self) -> str:
        """How a person's side can be typed."""
        try:
            session = self._made(ANY, self.library.strip() or ANY)
        except Problem:
            return ""
        return ", ".join(party.handle for party in session.parties)


class FormLine(TypedLine):
    """One line of the form."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", show=False, id="new.enter"),
        Binding("up", "screen.back", show=False, id="new.back"),
        Binding("down", "screen.further", show=False, id="new.further"),
    ]

    class Several(Message):
        """Several lines were pasted: each is an entry of the list."""

        def __init__(self, line: "FormLine", lines: Sequence[str]) -> None:
            super().__init__()
            self.line, self.lines = line, lines

    def __init__(self, name: Name, value: str) -> None:
        super().__init__(value, name=name)

    def _on_paste(self, event: events.Paste) -> None:
        """A paste is text and never keys, with nothing in it that a terminal would obey."""
        event.prevent_default()
        event.stop()
        lines = [line for one in event.text.splitlines() if (line := text.line(one)[:500])]
        if 1 < len(lines) <= MOST_LINES and self.name in LISTS:
            self.post_message(self.Several(self, lines))
        else:
            self.insert_text_at_cursor(" ".join(lines)[:500])


class FormPart(Horizontal):
    """One part of the form: what was entered, the line, and beside it what is wrong with it."""

    def __init__(self, name: Name, value: str) -> None:
        super().__init__(id=f"part-{name}", name=name)
        self.line = FormLine(name, value)
        self.label = Words(f"label-{name}")
        self.label.add_class("label")
        self.number = Words(f"number-{name}")
        self.number.add_class("number")
        self.entered = Words(f"listed-{name}")
        self.entered.add_class("listed")
        self.wrong = Words(f"wrong-{name}")
        self.wrong.add_class("wrong")

    def compose(self) -> ComposeResult:
        yield self.label
        with Vertical(classes="lines"):
            yield self.entered
            with Horizontal(classes="row"):
                yield self.number
                yield self.line
            yield self.wrong

    def show(self, label: str, entered: Sequence[str], wrong: str) -> None:
        """Draw its label, the lines that it has, and what is wrong."""
        here = self.line.has_focus
        sign = "▸ " if here else "  "
        self.label.show((fitted(f"{sign}{label}", LABEL), "mark" if here else "known"))
        lines: list[Part] = []
        for number, one in enumerate(entered, 1):
            lines += [("\n" if number > 1 else "", "plain"), (fitted(str(number), NUMBER + 1), "faint")]
            lines.append((text.line(one), "said"))
        following = str(len(entered) + 1) if self.name in LISTS else ""
        self.number.show((fitted(following, NUMBER), "faint"))
        self.entered.show(*lines, layout=True)
        self.entered.display = bool(entered)
        self.wrong.show((f"✗ {wrong}", "missing"), layout=True)
        self.wrong.display = bool(wrong)


class NewScreen(HelpedScreen[Path | None]):
    """Makes a session and dismisses with its file; with None when somebody goes back."""

    CSS_PATH = "new.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (23, "-tall")]  # noqa: RUF012

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, id="new.leave"),
        Binding("f5", "start", show=False, id="new.start"),
    ]

    def __init__(self, folder: Path, draft: Draft) -> None:
        super().__init__()
        self.folder = SessionFolder(folder)
        self.draft = draft
        self._wrong: dict[Name, str] = {}

    def for_us(self) -> bool:
        """Always: it is opened from the list of sessions."""
        return True

    def compose(self) -> ComposeResult:
        yield Words("top")
        yield Words("question")
        yield Words("activity")
        with VerticalScroll(id="form", can_focus=False):
            for name in self.draft.names:
                yield FormPart(name, self._value(name))
        yield Words("told")
        yield Words("still")
        yield Words("keys")

    def _value(self, name: Name) -> str:
        if name in SINGLE:
            value: str = getattr(self.draft, name)
            return value
        return self.draft.typed.get(name, "")

    def on_mount(self) -> None:
        earlier = self.draft.earlier
        question = say("new.question_follow", title=earlier.title) if earlier else say("new.question")
        self.query_one("#question", Words).show((question, "heading"))
        self.query_one("#activity", Words).show((say("new.how"), "faint"))
        self.part("title").line.focus()
        self.draw()

    def part(self, name: Name) -> FormPart:
        return self.query_one(f"#part-{name}", FormPart)

    @property
    def here(self) -> Name:
        """The part whose line has the focus."""
        focused = self.focused.name if isinstance(self.focused, FormLine) else None
        return next((name for name in self.draft.names if name == focused), "title")

    def draw(self) -> None:
        """Draw the form as the draft stands."""
        width = self.size.width
        self.query_one("#top", Words).show(*sheets.bar(say("new.title"), width, everyone=False))
        for name in self.draft.names:
            listed = self.draft.listed(name) if name in LISTS else ()
            self.part(name).show(say(f"new.label.{name}"), listed, self._wrong.get(name, ""))
        self.query_one("#keys", Words).show(*frame.keys(say("new.keys"), width))
        self.draw_hint()

    def draw_hint(self) -> None:
        """How the line that has the focus is typed."""
        name = self.here
        sides = self.draft.sides() if name == "people" else ""
        words = say("new.hint_sides", sides=sides) if sides else say(f"new.hint.{name}")
        self.query_one("#still", Words).show((words, "known"), layout=True)

    def on_descendant_focus(self) -> None:
        self.draw()

    def on_resize(self) -> None:
        self.draw()

    # Typing

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        """What is typed is in the draft at once; while it is mended, it is not called wrong."""
        event.stop()
        name = self.here if event.input is self.focused else None
        for one in self.draft.names:
            if event.input is self.part(one).line:
                name = one
        if name in SINGLE:
            setattr(self.draft, name, event.value)
        elif name:
            self.draft.typed[name] = event.value
        if name and self._wrong.pop(name, None):
            self.draw()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        name = self.here
        if event.value.strip() and name in LISTS:
            self._add(name, event.value)
        elif self._holds(name) and name != self.draft.names[-1]:
            self._go(name, 1)
        elif name == self.draft.names[-1]:
            self.action_start()
        self.draw()

    @on(FormLine.Several)
    def _several(self, event: FormLine.Several) -> None:
        """A list that was pasted: up to the first line that can't be, which stays for mending."""
        for line in event.lines:
            if not self._add(self.here, line):
                with self.prevent(Input.Changed):
                    event.line.value = line
                self.draft.typed[self.here] = line
                break
        self.draw()

    def _add(self, name: Name, typed: str) -> bool:
        """Put a line behind the others; one that can't be stays where it is, with the reason."""
        listed = self.draft.listed(name)
        listed.append(text.line(typed))
        if not self._holds(name):
            listed.pop()
            return False
        self.part(name).line.value = ""
        return True

    def _holds(self, name: Name) -> bool:
        """Whether this part can be; what is wrong stands beside it then."""
        return self._tried(name, lambda: self.draft.check(name))

    def _tried(self, name: Name, doing: Callable[[], object]) -> bool:
        try:
            doing()
        except Problem as problem:
            self._wrong[name] = str(problem)
            return False
        self._wrong.pop(name, None)
        return True

    # Going

    def action_back(self) -> None:
        """``↑``: the newest entry of a list comes back into its empty line; otherwise the line above."""
        name = self.here
        line = self.part(name).line
        if name in LISTS and not line.value and self.draft.listed(name):
            line.value = self.draft.listed(name).pop()
            line.cursor_position = len(line.value)
            self.draw()
        else:
            self._go(name, -1)

    def action_further(self) -> None:
        self._go(self.here, 1)

    def _go(self, name: Name, by: int) -> None:
        names = self.draft.names
        at = names.index(name) + by
        if 0 <= at < len(names):
            self.part(names[at]).line.focus()

    def action_start(self) -> None:
        """Make the session: with what stands in the lines too. What is wrong gets the focus."""
        for name in LISTS:
            if (typed := self.part(name).line.value).strip() and not self._add(name, typed):
                self.part(name).line.focus()
                self.draw()
                return
        wrong = self.draft.wrong()
        if wrong:
            self._holds(wrong)
            self.part(wrong).line.focus()
            self.draw()
            return
        session = self.draft.session()
        try:
            path = self.folder.create(session, codec.encode(session))
        except Problem as problem:
            self.query_one("#told", Words).show((text.clean(str(problem)), "missing"), layout=True)
            self.query_one("#told").display = True
            return
        self.dismiss(path)

    def action_leave(self) -> None:
        self.dismiss(None)
