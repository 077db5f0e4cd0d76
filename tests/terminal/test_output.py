"""No text reaches the terminal as a command, whatever widget is given it: the last of two defences."""

import asyncio
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.color import Color
from textual.content import Content
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import (
    Button,
    Checkbox,
    DataTable,
    Input,
    Label,
    OptionList,
    RichLog,
    Select,
    SelectionList,
    Static,
    Tab,
    Tabs,
    TextArea,
    Tree,
)

from bpworkshop.tui.app import WorkshopApp
from bpworkshop.tui.output import Visible
from bpworkshop.tui.widgets.words import Words

PAYLOADS = {
    "escape": "\x1b",
    "csi": "\x1b[2J\x1b[6n",
    "title": "\x1b]0;owned\x07",
    "clipboard": "\x1b]52;c;b3duZWQ=\x1b\\",
    "dcs": "\x1bP+q544e\x1b\\",
    "c1": "\x9b2J\x90q\x9d0;x\x9c\x85",
    "controls": "\x00\x05\x08\x0e\x0f\x7f\x18",
    "lines": "\r\x0b\x0c\x1c\u2028\u2029",
    "bidi": "\u202e\u2066\u2069\u202a",
    "unseen": "\u200b\u2060\ufeff",
    "surrogate": "\ud800",
    "marks": "e" + "\u0301" * 3000,
}

PLAIN = ["العَرَبِيَّة", "עִבְרִית", "漢字とカナ", "👩‍👩‍👧‍👦 👍🏽", "Ça ira – naïve Größe", "हिन्दी", "นี้"]

# What Textual itself sends: colours, places, modes, the shape of the pointer.
OWN = re.compile(r"\x1b\[[\d;]*[mH]|\x1b\[\?\d+[hl]|\x1b\]22;[a-z-]*\x07")


class Recording(HeadlessDriver):
    """A terminal that takes everything down."""

    written: str = ""

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.written += data


def widgets(hostile: str) -> Iterator[Widget]:
    said = f"<{hostile}>"
    yield Static(said, markup=False)
    yield Static(Content(said))
    yield Static(Text(said))
    yield Label(said, markup=False)
    yield Button(Content(said))
    yield Checkbox(Content(said))
    yield Input(said, placeholder=said, compact=True)
    yield Input(placeholder=said, compact=True)
    yield TextArea(said)
    yield OptionList(Content(said))
    yield SelectionList((Content(said), 1))
    yield Select([(said, 1)], value=1, prompt=said)
    tree: Tree[None] = Tree(Text(said))
    tree.root.add_leaf(Text(said))
    tree.root.expand()
    yield tree
    table: DataTable[Text] = DataTable()
    table.add_column(Text(said))
    table.add_row(Text(said))
    yield table
    log = RichLog()
    log.write(Text(said))
    yield log
    titled = Static(markup=False)
    titled.border_title, titled.border_subtitle = Content(said), Content(said)
    titled.styles.border = ("round", "red")
    titled.styles.height = 3
    yield titled
    yield Tabs(Tab(Content(said)))
    words = Words("words")
    words.show((said, "plain"), layout=True)
    yield words


class Everything(Screen[None]):
    """Each kind of widget with a text in it that nobody has made clean."""

    def __init__(self, hostile: str) -> None:
        super().__init__()
        self.hostile = hostile

    def compose(self) -> ComposeResult:
        for widget in widgets(self.hostile):
            widget.styles.min_height = 1
            widget.styles.max_height = 4
            yield widget

    def on_mount(self) -> None:
        self.app.title = self.sub_title = self.hostile
        self.notify(f"<{self.hostile}>", title=self.hostile, timeout=60, markup=False)


def painted(folder: Path, screen: Callable[[], Screen[Any]]) -> str:
    """What is written to the terminal while a screen of the program is drawn."""
    app = WorkshopApp(folder)
    app.driver_class = Recording

    async def look(pilot: Pilot[Any]) -> None:
        await app.push_screen(screen())
        for _ in range(3):
            await pilot.pause()
        app.exit()

    asyncio.run(app.run_async(size=(100, 120), auto_pilot=look))
    driver = app._driver
    assert isinstance(driver, Recording)
    return driver.written


ALONE = [pytest.param(said, id=name, marks=pytest.mark.slow) for name, said in PAYLOADS.items()]


@pytest.mark.parametrize("said", [pytest.param(" ".join(PAYLOADS.values()), id="all"), *ALONE])
def test_every_widget_writes_text_and_no_command(tmp_path: Path, said: str) -> None:
    written = painted(tmp_path, lambda: Everything(said))
    assert written.count("<") >= 18
    left = OWN.sub("", written)
    bad = sorted({f"{ord(one):X}" for one in left if not one.isprintable() and one not in "\n\xa0\u200d"})
    assert not bad
    assert "\x1b[2J" not in written
    assert "\u0301" * 9 not in written


@pytest.mark.parametrize("said", PLAIN)
def test_every_script_comes_through_unharmed(said: str) -> None:
    segments = [Segment("1 "), Segment(said, Style(bold=True)), Segment("  ")]
    assert Visible().apply(segments, Color(0, 0, 0)) is segments


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_line_stays_as_wide_as_it_was(name: str) -> None:
    segments = [
        Segment("before "),
        Segment(PAYLOADS[name], Style(bold=True)),
        Segment("\n behind " + " " * 9),
    ]
    shown = Visible().apply(segments, Color(0, 0, 0))
    assert Strip(shown).cell_length == Strip(segments).cell_length
    assert shown[0] == segments[0]
    assert "".join(one.text for one in shown).isprintable() or name == "marks"


def test_a_link_is_no_way_around_it() -> None:
    segments = [Segment("here", Style(bold=True, link="https://x\x1b\\\x1b]0;owned\x07"))]
    [shown] = Visible().apply(segments, Color(0, 0, 0))
    assert shown.style
    assert (shown.text, shown.style.link, shown.style.bold) == ("here", None, True)


@pytest.mark.parametrize("name", PAYLOADS)
def test_what_is_printed_after_the_screens_is_clean_too(tmp_path: Path, name: str) -> None:
    app = WorkshopApp(tmp_path)
    app.error_console.file = out = io.StringIO()
    app.error_console.print(Text(f"first\n{PAYLOADS[name]} second", style="bold"))
    left = OWN.sub("", out.getvalue())
    assert left.startswith("first\n")
    assert "second" in left
    assert not [one for one in left if not one.isprintable() and one != "\n"]
