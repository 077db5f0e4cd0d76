"""The palette: every command of the registry, and what the app itself can do."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from bpworkshop.commands import REGISTRY, Command
from bpworkshop.commands.registry import GROUPS
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.tui.app import WorkshopApp

Found = tuple[str, str, Callable[[], object]]
"""How it goes, what it does, and doing it."""


class Commands(Provider):
    """On the workshop the commands that apply now; everywhere what belongs to no session."""

    def _offered(self) -> Iterator[Found]:
        app, screen = cast("WorkshopApp", self.app), self.screen
        if isinstance(screen, WorkshopScreen):
            for one in sorted(REGISTRY.values(), key=lambda one: GROUPS.index(one.group)):
                if one.when(screen.face):
                    yield one.usage, one.help, partial(choose, screen, one)
            yield say("palette.home"), "", app.action_home
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


def _line(usage: str, help_: str) -> str:
    return f"{usage} – {help_}" if help_ else usage


def choose(screen: WorkshopScreen, command: Command) -> None:
    """Do a command that needs nothing more; begin the line of one that does."""
    if command.usage == f"/{command.name}":
        screen.take(command.usage)
    else:
        screen.action_type(f"/{command.name} ")
