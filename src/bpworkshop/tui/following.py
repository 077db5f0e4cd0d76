"""The program on whose one screen somebody reads along. It keeps nothing: no draft, no setting."""

from pathlib import Path

from bpworkshop import settings
from bpworkshop.commands import Face
from bpworkshop.following import Followed
from bpworkshop.settings import ThemeName
from bpworkshop.tui import guard
from bpworkshop.tui.app import WorkshopApp
from bpworkshop.tui.screens.follow import FollowScreen


class FollowApp(WorkshopApp):
    """Shows a session that somebody else leads until somebody leaves; from here there is no way home.

    ``only_us``: what is only ours is shown too.
    """

    def __init__(
        self,
        followed: Followed,
        *,
        only_us: bool = False,
        guide: Path | None = None,
        theme: ThemeName | None = None,
    ) -> None:
        super().__init__(followed.path.parent, guide=guide, theme=theme)
        self.followed = followed
        words = self.guide_for(followed.session.language)
        self.face = Face(followed, words, only_us=only_us, kept_ours=only_us)

    def home(self, chosen: str | None = None) -> None:
        screen = FollowScreen(self.face, self.followed)

        def fetch() -> None:
            if self.followed.fetch() and screen.is_mounted:
                screen.draw()

        self._show(screen, lambda _: self.exit())
        self.followed.work_apart(lambda: self.call_later(fetch))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # Nothing of what the palette offers is done by who reads along.
        return action != "command_palette" and super().check_action(action, parameters)

    def action_theme(self) -> None:
        """The next theme, on this screen alone."""
        at = settings.THEMES.index(self.theme) if self.theme in settings.THEMES else -1
        self.theme = settings.THEMES[(at + 1) % len(settings.THEMES)]

    def on_unmount(self) -> None:
        self.followed.end()


def follow(followed: Followed, *, only_us: bool, guide: Path | None) -> int:
    """Run the screen until somebody leaves; the exit code. Raises Problem for a guide that can't be read."""
    app = FollowApp(followed, only_us=only_us, guide=guide)
    guard.watch(lambda: app.call_from_thread(app.exit))
    app.run()
    return app.return_code or 0
