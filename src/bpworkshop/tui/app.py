"""The app: wiring of screens, themes and keys. What is done is done elsewhere."""

from pathlib import Path
from typing import ClassVar

from textual.app import App

from bpworkshop.commands import Face
from bpworkshop.tui import themes
from bpworkshop.tui.screens.workshop import WorkshopScreen


class WorkshopApp(App[None]):
    """Opens one session, or home."""

    ENABLE_COMMAND_PALETTE = False
    CSS_PATH: ClassVar[str | Path | None] = "app.tcss"

    def __init__(self, face: Face, theme: str = themes.DEFAULT) -> None:
        super().__init__()
        for one in themes.THEMES:
            self.register_theme(one)
        self.theme = theme
        self.face = face
        self.title = "bpworkshop"

    def on_mount(self) -> None:
        self.push_screen(WorkshopScreen(self.face), lambda _: self.exit())
