"""Makes the pictures of the README from the screens themselves: ``python -m bpworkshop.tui.pictures``."""

import asyncio
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from textual.app import App

from bpworkshop.commands import Face
from bpworkshop.method.guide import load
from bpworkshop.session.edits import Set, apply
from bpworkshop.session.types import Step
from bpworkshop.store import codec
from bpworkshop.tui import themes
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.words import say
from bpworkshop.workshop import Workshop

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "sessions" / "2019-02-11-planetarium-artist.toml"
INTO = ROOT / "docs" / "pictures"

PICTURES: tuple[tuple[str, int, int, str, Step], ...] = (
    ("goals-60x20", 60, 20, "dark", "goals"),
    ("what-if-80x24", 80, 24, "dark", "alternatives"),
    ("values-120x40", 120, 40, "dark", "values"),
    ("promises-60x20-projector", 60, 20, "projector", "commitments"),
    ("give-and-get-80x24-projector", 80, 24, "projector", "benefits"),
    ("numbers-120x40-projector", 120, 40, "projector", "figures"),
)
"""Name, columns, rows, theme and step of each picture."""


class Picture(App[None]):
    """Shows one workshop and nothing around it."""

    CSS_PATH = "app.tcss"

    def __init__(self, face: Face, theme: str) -> None:
        super().__init__()
        for one in themes.THEMES:
            self.register_theme(one)
        self.theme = theme
        self.title = say("screen.picture")
        self._face = face

    def on_mount(self) -> None:
        self.push_screen(WorkshopScreen(self._face))


async def _picture(folder: Path, columns: int, rows: int, theme: str, step: Step) -> str:
    """One picture as SVG, without the fonts that it would fetch from elsewhere."""
    session = codec.decode(SAMPLE.read_bytes(), SAMPLE)
    session = apply(apply(session, Set({"status": "running"})), Set({"phase": "together"}))
    path = folder / f"{step}.toml"
    path.write_bytes(codec.encode(session))
    workshop = Workshop.open(path, clock=lambda: datetime(2019, 2, 11, 10, 42, tzinfo=UTC))
    face = Face.opened(workshop, load(), kept_ours=theme == "dark")
    workshop.go(step)
    app = Picture(face, theme)
    async with app.run_test(size=(columns, rows)) as pilot:
        await pilot.press("tab", "down")
        await pilot.pause()
        svg = app.export_screenshot()
    return re.sub(r"\s*@font-face \{.*?\}\n", "\n", svg, flags=re.S)


def main() -> int:
    """Write all pictures."""
    INTO.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, columns, rows, theme, step in PICTURES:
            svg = asyncio.run(_picture(Path(folder), columns, rows, theme, step))
            (INTO / f"{name}.svg").write_text(svg, "utf-8")
            print(say("generate.written", page=f"docs/pictures/{name}.svg"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
