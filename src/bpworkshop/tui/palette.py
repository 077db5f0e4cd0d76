"""The palette: every command of the registry, what has only a key, and what the app itself can do."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.binding import Binding
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider, SearchIcon
from textual.content import Content
from textual.screen import Screen
from textual.widgets.option_list import Option

from bpworkshop.commands import REGISTRY, Command
from bpworkshop.commands.registry import GROUPS
from bpworkshop.tui import keys
from bpworkshop.tui.screens.step import StepBoard
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.tui.app import WorkshopApp

Found = tuple[str, str, Callable[[], object]]
"""How it goes, what it does, and doing it."""

BOARD = [one for one in StepBoard.BINDINGS if isinstance(one, Binding)]
ONLY_KEYS = re.compile(r"screen\.(form|rehearse|page|votes|big)\b")
"""What only keys of the board do: all others are commands as well."""


class Palette(CommandPalette):
    """Textual's, with words and signs of ours."""

    DEFAULT_CSS: ClassVar[str] = "Palette SearchIcon { color: $warning; }"

    def __init__(self, providers: Iterable[type[Provider]] | None = None, asks: str = "") -> None:
        super().__init__(providers, placeholder=asks or say("palette.search"), id="--command-palette")

    def on_mount(self) -> None:
        self.query_one(SearchIcon).icon = "▸"

    def _start_no_matches_countdown(self, search_value: str) -> None:
        self._stop_no_matches_countdown()

        def tell() -> None:
            if search_value:
                nothing = Option(say("palette.nothing"), disabled=True, id=self._NO_MATCHES)
                self.query_one(CommandList).add_option(nothing)
            self._list_visible = bool(search_value)

        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, tell)


class Commands(Provider):
    """On the workshop the commands that apply now, elsewhere what the keys of the screen do."""

    def _offered(self) -> Iterator[Found]:
        from bpworkshop.tui.screens.review import ReviewScreen

        app, screen = cast("WorkshopApp", self.app), self.screen
        if isinstance(screen, WorkshopScreen):
            for one in sorted(REGISTRY.values(), key=lambda one: GROUPS.index(one.group)):
                if one.when(screen.face):
                    yield one.usage, one.help, partial(choose, screen, one)
            yield from _by_keys(screen, (one for one in BOARD if ONLY_KEYS.match(one.action)))
        else:
            own = (one.binding for one in screen.active_bindings.values() if one.node is screen)
            yield from _by_keys(screen, (one for one in own if one.action != "quit"))
        if isinstance(screen, WorkshopScreen | ReviewScreen):
            yield say("palette.home"), "", app.action_home
            yield say("palette.find"), "", app.action_find
        yield say("palette.theme"), "", app.action_theme
        yield say("palette.quit"), "", app.action_quit

    async def discover(self) -> Hits:
        for usage, help_, run in self._offered():
            words = _line(usage, help_)
            yield DiscoveryHit(Content(words), run, words)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for usage, help_, run in self._offered():
            words = _line(usage, help_)
            if (score := matcher.match(words)) > 0:
                yield Hit(score, matcher.highlight(words), run, words)


def _by_keys(screen: Screen[Any], bindings: Iterable[Binding]) -> Iterator[Found]:
    """What keys do, done on this screen."""
    every = list(bindings)
    actions = {one.id: one.action.removeprefix("screen.") for one in every}
    for row in keys.rows(every):
        yield ", ".join(row.keys), row.words, partial(screen.app.run_action, actions[row.id], screen)


def _line(usage: str, help_: str) -> str:
    return f"{usage} – {help_}" if help_ else usage


def choose(screen: WorkshopScreen, command: Command) -> None:
    """Do a command that needs nothing more; begin the line of one that does."""
    if command.usage == f"/{command.name}":
        screen.take(command.usage)
    else:
        screen.action_type(f"/{command.name} ")
