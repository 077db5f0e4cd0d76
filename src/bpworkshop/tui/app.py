"""The app: wiring of screens, themes, keys and settings. What is done is done elsewhere."""

import gc
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from bpworkshop import places, settings
from bpworkshop.commands import Face
from bpworkshop.errors import Problem
from bpworkshop.method.guide import Guide
from bpworkshop.settings import ThemeName
from bpworkshop.tui import output, themes
from bpworkshop.tui.at_home import AtHome
from bpworkshop.tui.clock import TimeUp
from bpworkshop.tui.driver import Passed, TerminalDriver
from bpworkshop.tui.led import Led
from bpworkshop.tui.screens.ask import Answer, AskScreen
from bpworkshop.tui.screens.small import SmallScreen, is_small
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.words import say
from bpworkshop.workshop import Workshop

if TYPE_CHECKING:
    from textual.command import Provider


def _commands() -> "type[Provider]":
    from bpworkshop.tui.palette import Commands

    return Commands


def _collect() -> None:
    """Garbage is collected from now on: not while starting, when it costs a tenth of the first frame."""
    gc.freeze()
    gc.enable()


class WorkshopApp(AtHome):
    """Opens one session, a review, or home.

    A session and home never lie upon each other: home names other partners,
    so it is taken down before a session is drawn, and made anew afterwards.
    So do the pages that home leads to, the ledger and a partner's page.
    Raises Problem for a session that can't be opened.
    """

    CSS_PATH: ClassVar[str | Path | None] = "app.tcss"
    COMMANDS: ClassVar[set[Any]] = {_commands}

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9", "theme", show=False, id="app.theme"),
        Binding("f4,ctrl+p", "command_palette", show=False, priority=True, id="app.palette"),
        Binding("ctrl+q", "quit", show=False, priority=True, id="app.quit"),
    ]

    def __init__(
        self,
        folder: Path,
        *,
        open: Path | None = None,
        review: Path | None = None,
        find: bool = False,
        only_us: bool = False,
        guide: Path | None = None,
        theme: ThemeName | None = None,
    ) -> None:
        # NO_COLOR means none, not shades of grey.
        super().__init__(TerminalDriver, ansi_color=True if "NO_COLOR" in os.environ else None)
        self.error_console.push_render_hook(output.Printed())
        self._visible = output.Visible()
        self.folder = folder
        self.drafts = {}
        self.led = Led()
        self._home = None
        self._back = self.home
        self._reading: Screen[Any] | None = None
        self._told: Problem | None = None
        self._guide = guide
        self._homely = open is None and review is None
        try:
            self.settings = settings.load(places.settings())
        except Problem as problem:
            self.settings, self._told = settings.Settings(), problem
        for one in themes.THEMES:
            self.register_theme(one)
        self.theme = theme or self.settings.theme or themes.DEFAULT
        self.title = places.NAME
        self._finds = find
        self._first = self.find if find else self._opening(open or review, only_us, review is not None)

    def _opening(
        self, path: Path | None, only_us: bool, reading: bool, item: str | None = None
    ) -> Callable[[], None]:
        if path is None:
            return self.home
        workshop = Workshop.open(path)
        guide = self.guide_for(workshop.session.language)
        if reading:
            # What is read from home is read by whoever may read home.
            ours = only_us or self._homely
            return lambda: self._read(Face(workshop, guide, only_us=ours, kept_ours=only_us), item)
        face = Face.opened(workshop, guide, kept_ours=only_us)
        if workshop.session.status == "closed":
            return lambda: self._read(face, item)
        self.led.start(workshop)
        return lambda: self._lead(face, item)

    def get_line_filters(self) -> Sequence[LineFilter]:
        return (*super().get_line_filters(), self._visible)

    def guide_for(self, language: str) -> Guide:
        """The guide in which a session is led. Raises Problem for one that can't be read."""
        return settings.chosen_guide(self._guide, self.settings, language)

    def on_mount(self) -> None:
        if self.settings.keys:
            from bpworkshop.tui import keymap

            keymap.bind(self, self.settings.keys, places.settings())
        self._first()
        self.call_next(self._fit)
        self.set_timer(1, _collect, name="collect")
        if self._told:
            self.tell(self._told)

    def tell(self, problem: Problem) -> None:
        """Say what went wrong, on whatever screen is open."""
        self.notify(str(problem), severity="warning", timeout=12, markup=False)

    # From screen to screen

    def open_session(self, path: Path, only_us: bool = False, item: str | None = None) -> None:
        """Lead a session on, at an item of it; one that is closed opens for reading. Raises Problem."""
        self._opening(path, only_us, reading=False, item=item)()

    def review(self, path: Path, only_us: bool = False, item: str | None = None) -> None:
        """Open a session for reading, at an item of it. Raises Problem."""
        self._opening(path, only_us, reading=True, item=item)()

    def _read(self, face: Face, item: str | None = None) -> None:
        from bpworkshop.tui.screens.review import ReviewScreen

        self._reading = ReviewScreen(face, item)
        self._show(self._reading, lambda _: self._left(face, lambda: self._read(face, item)))

    def _lead(self, face: Face, item: str | None = None) -> None:
        screen = self.led.screen(face, self.call_later, item)

        def left(_: None) -> None:
            if rescued := self.led.left(screen):
                told = say("plain.rescued", path=str(rescued))
                self.notify(told, severity="error", timeout=60, markup=False)
            self._left(face, lambda: self._lead(face))

        self._show(screen, left)

    def _show(self, screen: Screen[Any], left: Callable[[Any], None]) -> None:
        # Called next, so that the answer comes to the app: home, which may have asked, is gone by then.
        self.call_next(self._replace, screen, left)

    def _replace(self, screen: Screen[Any], left: Callable[[Any], None]) -> None:
        with self.batch_update():
            if self.screen in (self._home, self._reading):
                self.pop_screen()
            self.push_screen(screen, left)

    def _left(self, face: Face, back: Callable[[], None]) -> None:
        """Somebody left a session: out of the program, or home – after asking where everyone reads."""

        def answered(answer: Answer | None) -> None:
            if answer == "yes":
                self._back(face.workshop.path.stem)
            elif answer == "stop":
                self.exit()
            else:
                back()

        if not self._homely:
            self.exit()
        elif face.only_us:
            self._back(face.workshop.path.stem)
        else:
            self.push_screen(AskScreen("ask_home", face.view.title), answered)

    @on(Passed)
    def _passed(self, message: Passed) -> None:
        message.arrived()

    @on(TimeUp)
    def _time_up(self) -> None:
        if self.settings.bell:
            self.bell()

    # What belongs to no session

    def action_theme(self) -> None:
        """The next theme, which is kept for the next time."""
        at = settings.THEMES.index(self.theme) if self.theme in settings.THEMES else -1
        name = settings.THEMES[(at + 1) % len(settings.THEMES)]
        self.theme = name
        self._try(lambda: settings.keep_theme(places.settings(), name))

    def action_command_palette(self) -> None:
        from bpworkshop.tui.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def action_home(self) -> None:
        """Leave the session for home, wherever the program began."""
        self._leave_for(self.home)

    def action_find(self) -> None:
        """Leave the session for the review of all of them."""
        self._leave_for(lambda _: self.find())

    def _leave_for(self, page: Callable[[str], None]) -> None:
        from bpworkshop.tui.screens.review import ReviewScreen

        self._homely, self._back = True, page
        for screen in self.screen_stack:
            if isinstance(screen, WorkshopScreen):
                screen.action_leave()
            elif isinstance(screen, ReviewScreen):
                screen.action_close()

    # How it ends

    def action_help_quit(self) -> None:
        """``ctrl+c`` does nothing by itself but to tell what does."""
        self.notify(say("palette.how_to_quit"), markup=False)

    async def action_quit(self) -> None:
        """Out at once. What can't be saved is told first; who insists gets it put somewhere else."""
        for screen in self.screen_stack:
            if isinstance(screen, WorkshopScreen) and (to_do := self.led.before_leaving(screen)):
                if screen is not self.screen:
                    self.notify(to_do, title=say("screen.unsaved"), severity="error", markup=False)
                return
        self.exit()

    def on_unmount(self) -> None:
        self.led.end()

    def _fatal_error(self) -> None:
        """Something of ours is wrong. Textual would print the variables, of which some are only ours."""
        from bpworkshop.tui import faults

        self.panic(faults.told())
        self.led.last_words()

    # The size of the terminal

    def on_resize(self, event: events.Resize) -> None:
        self.call_later(self._fit)

    def _fit(self) -> None:
        """Nothing is drawn on a terminal that is too small; what was open comes back when it grows."""
        covered = isinstance(self.screen, SmallScreen)
        if is_small(self.size) and not covered:
            self.push_screen(SmallScreen())
        elif covered and not is_small(self.size):
            self.pop_screen()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While nothing is drawn, nothing can be opened on top of it."""
        return action == "quit" or not (self._screen_stack and isinstance(self.screen, SmallScreen))
