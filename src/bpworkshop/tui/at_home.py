"""The pages that are only for us, each in the place of home: of them one stands at a time."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App
from textual.screen import Screen

from bpworkshop import settings
from bpworkshop.errors import Problem
from bpworkshop.method.guide import Guide
from bpworkshop.settings import Settings

if TYPE_CHECKING:
    from bpworkshop.tui.finding import Sought
    from bpworkshop.tui.ledger import State
    from bpworkshop.tui.screens.find import FindScreen
    from bpworkshop.tui.screens.home import HomeScreen
    from bpworkshop.tui.screens.ledger import LedgerScreen
    from bpworkshop.tui.screens.new import Draft
    from bpworkshop.tui.screens.partner import PartnerScreen


class AtHome(App[None]):
    """The part of the app in which other partners stand: sessions, what was said, promises, a partner.

    Each is loaded when it is first drawn, so its messages are known by name.
    ``_homely``: whoever leaves a session comes back to the page that ``_back`` shows again.
    """

    COMMANDS: ClassVar[set[Any]]

    folder: Path
    settings: Settings
    drafts: "dict[Path | None, Draft]"
    _finds: bool
    _homely: bool
    _home: Screen[Any] | None
    _back: Callable[[str], None]

    def guide_for(self, language: str) -> Guide:
        raise NotImplementedError

    def open_session(self, path: Path, only_us: bool = False, item: str | None = None) -> None:
        raise NotImplementedError

    def review(self, path: Path, only_us: bool = False, item: str | None = None) -> None:
        raise NotImplementedError

    def tell(self, problem: Problem) -> None:
        raise NotImplementedError

    def _replace(self, screen: Screen[Any], left: Callable[[Any], None]) -> None:
        raise NotImplementedError

    def _try(self, doing: Callable[[], None]) -> None:
        try:
            doing()
        except Problem as problem:
            self.tell(problem)

    def home(self, chosen: str | None = None) -> None:
        """Open the list of sessions."""
        from bpworkshop.tui.screens.home import HomeScreen

        self._at_home(HomeScreen(self.folder, self._our_guide(), chosen), self.home)

    def find(self, sought: "Sought | None" = None) -> None:
        """Open the review of all sessions; with what was ``sought`` there as it was left."""
        from bpworkshop.tui.finding import Sought
        from bpworkshop.tui.screens.find import FindScreen

        sought = sought or Sought()
        screen = FindScreen(self.folder, self._our_guide(), sought)
        self._at_home(screen, lambda _: self.find(sought))

    def ledger(self, state: "State | None" = None) -> None:
        """Open the promises of all sessions; with a ``state`` as they were left."""
        from bpworkshop.tui.ledger import State
        from bpworkshop.tui.screens.ledger import LedgerScreen

        state = state or State()
        screen = LedgerScreen(self.folder, self._our_guide(), state)
        self._at_home(screen, lambda _: self.ledger(state))

    def partner(self, name: str, before: "State") -> None:
        """Open the page of a partner, and behind it the ledger as it was ``before``."""
        from bpworkshop.tui.screens.partner import PartnerScreen

        screen = PartnerScreen(self.folder, self._our_guide(), name, before)
        self._at_home(screen, lambda _: self.partner(name, before))

    def _our_guide(self) -> Guide:
        try:
            return self.guide_for("en")
        except Problem as problem:
            # A guide of one's own that is broken must not hide the sessions.
            self.tell(problem)
            return settings.chosen_guide(None, settings.Settings(), "en")

    def _at_home(self, screen: Screen[Any], back: Callable[[str], None]) -> None:
        """Show a page for us in the place of home; ``back`` shows it again after a session."""

        def shown() -> None:
            # What was at home until now is taken down first.
            self._replace(screen, lambda _: None)
            self._home = screen

        self._homely, self._back = True, back
        self.call_next(shown)

    def new_session(self, earlier: Path | None = None) -> None:
        """Ask for a new session, or one that follows an earlier one; then lead it. Raises Problem."""
        from bpworkshop.tui.screens.new import Draft, NewScreen

        draft = self.drafts.get(earlier) or (Draft.following(earlier) if earlier else Draft())
        self.drafts[earlier] = draft
        if not draft.library:
            draft.library = self.settings.library or ""

        def made(path: Path | None) -> None:
            if path:
                del self.drafts[earlier]
                self._try(lambda: self.open_session(path))

        self.push_screen(NewScreen(self.folder, draft), made)

    # What the pages ask for

    def on_home_screen_open(self, message: "HomeScreen.Open") -> None:
        self._try(lambda: self.open_session(message.path, item=message.item))

    def on_home_screen_review(self, message: "HomeScreen.Review") -> None:
        self._try(lambda: self.review(message.path, item=message.item))

    def on_home_screen_find(self) -> None:
        self.find()

    def on_home_screen_promises(self) -> None:
        self.ledger()

    def on_home_screen_new(self, message: "HomeScreen.New") -> None:
        self._try(lambda: self.new_session(message.earlier))

    def on_home_screen_leave(self) -> None:
        self.exit()

    def on_find_screen_left(self, message: "FindScreen.Left") -> None:
        if self._finds:
            self.exit()
        else:
            self.home(message.handle)

    def on_ledger_screen_partner(self, message: "LedgerScreen.Partner") -> None:
        self.partner(message.name, message.state)

    def on_ledger_screen_left(self, message: "LedgerScreen.Left") -> None:
        self.home(message.handle)

    def on_partner_screen_left(self, message: "PartnerScreen.Left") -> None:
        self.ledger(message.state)
