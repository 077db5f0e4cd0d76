"""A page to read: help, gaps, people, a list. It scrolls, and any of the usual keys closes it."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen, ScreenResultType

from bpworkshop.commands import Face
from bpworkshop.tui import frame, keys, sheets
from bpworkshop.tui.rows import Part, Row
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.page import Page
from bpworkshop.tui.widgets.words import Words
from bpworkshop.words import say


class HelpedScreen(Screen[ScreenResultType]):
    """A screen that tells its keys: what stands on it, and what is typed, is there again afterwards."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "help", show=False, id="screen.help"),
    ]

    def on_compose(self) -> None:
        # Textual gives the classes of a size after the first layout: all would be laid out and drawn twice.
        points = (self.HORIZONTAL_BREAKPOINTS or (), self.VERTICAL_BREAKPOINTS or ())
        for size, named in zip(self.app.size, points, strict=True):
            self.add_class(*[name for least, name in sorted(named) if least <= size][-1:])

    def for_us(self) -> bool:
        """Whether only our side reads this screen, and so its help. What does not say so is for everyone."""
        return False

    def more_help(self) -> Iterable[str]:
        """What help tells behind the keys."""
        return ()

    def renewed(self, *news: str, wrong: bool = False) -> None:
        """Something came back from the disk, or somebody else saved, while this lay over the workshop."""

    def action_help(self) -> None:
        lines = (*keys.help_lines(self), *self.more_help())
        self.app.push_screen(HelpScreen(lines, for_us=self.for_us()))


class ReadScreen(HelpedScreen[None]):
    """A screen on which there is only something to read: a bar, the page, its keys.

    ``item``: what of it is lit and in sight at first.
    """

    CSS_PATH = "page.tcss"

    item: str | None = None

    def compose(self) -> ComposeResult:
        yield Words("top")
        yield Page()
        yield Words("keys")

    def on_mount(self) -> None:
        self.query_one(Page).focus()
        self.draw()

    @on(Board.Resized)
    def draw(self) -> None:
        page, width = self.query_one(Page), self.size.width
        self.query_one("#top", Words).show(*self.bar(width))
        self.query_one("#keys", Words).show(*frame.keys(self.footer(), width))
        page.show(self.rows(page.scrollable_content_region.width or width), (), self.item)

    def bar(self, width: int) -> Sequence[Part]:
        """What this is, and who can read it."""
        raise NotImplementedError

    def rows(self, width: int) -> Sequence[Row]:
        """What is read, in that many columns."""
        raise NotImplementedError

    def footer(self) -> str:
        """The keys, as ``frame.keys`` takes them."""
        raise NotImplementedError

    def action_close(self) -> None:
        self.dismiss(None)


class SessionPage(ReadScreen):
    """A page about one session, drawn from what the face may show, anew when that changes."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = face

    def for_us(self) -> bool:
        return self.face.only_us

    def renewed(self, *news: str, wrong: bool = False) -> None:
        self.draw()

    def bar(self, width: int) -> Sequence[Part]:
        more: Part = (self.about(), "known")
        return sheets.bar(self.face.view.title, width, everyone=not self.face.only_us, more=(more,))

    def about(self) -> str:
        """What of the session stands here, for its bar."""
        raise NotImplementedError


class PageScreen(ReadScreen):
    """Lines of text, drawn as rows; blank lines stand between parts."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "close", show=False, id="page.close"),
    ]

    def __init__(self, title: str, lines: Sequence[str], *, for_us: bool) -> None:
        super().__init__()
        self.heading = title
        self.lines = lines
        self._for_us = for_us

    def for_us(self) -> bool:
        return self._for_us

    def bar(self, width: int) -> Sequence[Part]:
        return sheets.bar(self.heading, width, everyone=not self._for_us)

    def rows(self, width: int) -> Sequence[Row]:
        return frame.page_rows(self.lines, width)

    def footer(self) -> str:
        return say("screen.keys_page")


class HelpScreen(PageScreen):
    """The help of another screen; asked for once more it closes."""

    def __init__(self, lines: Sequence[str], *, for_us: bool) -> None:
        super().__init__(say("help.title"), lines, for_us=for_us)

    def footer(self) -> str:
        return say("screen.keys_help")

    def action_help(self) -> None:
        self.action_close()
