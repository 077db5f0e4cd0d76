"""The program in a real pseudo-terminal of 80×24, led as people lead it."""

import gc
import io
import os
import re
import signal
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from bpworkshop.cli import main
from bpworkshop.commands import REGISTRY
from bpworkshop.method.guide import load
from bpworkshop.session.boards import STEPS
from bpworkshop.session.readiness import gaps
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.store import codec
from bpworkshop.words import say
from tests.ptys import PROGRAM, ROOT, TYPING, Terminal

SCRIPT = ROOT / "tests" / "scripts" / "artist.txt"


TITLE, LIBRARY, PARTNER = "Planetarium × Artist", "Library of the Planetarium", "Artist"
PEOPLE = ("Ana, library, lead", "Bo, library", "Mira, artist")


def made(folder: Path) -> str:
    """The handle of a new session."""
    told = io.StringIO()
    with redirect_stdout(told), redirect_stderr(io.StringIO()):
        named = ("--title", TITLE, "--library", LIBRARY, "--partner", PARTNER)
        people = (word for person in PEOPLE for word in ("--person", person))
        assert main(["--sessions", str(folder), "new", *named, *people]) == 0
    gc.enable()
    gc.unfreeze()
    return told.getvalue().strip()


def read(path: Path) -> Session:
    return codec.decode(path.read_bytes(), path)


class Case:
    """A new session, its file, and the program leading it."""

    def __init__(self, base: Path) -> None:
        self.folder = base / "sessions"
        self.folder.mkdir()
        self.handle = made(self.folder)
        self.path = self.folder / f"{self.handle}.toml"
        command = [*PROGRAM, "--sessions", str(self.folder), "run", self.handle]
        self.terminal = Terminal(command, base)

    @property
    def saved(self) -> Session:
        return read(self.path)

    def goal(self) -> bytes:
        """One goal and no question; what the file is when the screen says that it is saved."""
        terminal = self.terminal
        terminal.type("Be seen by families")
        terminal.type(".")
        terminal.shows("1 Be seen by families")
        terminal.until(self.says_saved, "saved")
        return self.path.read_bytes()

    def to_the_board(self) -> bytes:
        """One goal, and the keys on the board; what the file is then."""
        terminal = self.terminal
        before = self.goal()
        terminal.send("\t")
        terminal.until(lambda: TYPING not in terminal.rows[-1], "the board's keys")
        return before

    def says_saved(self) -> bool:
        return bool(re.search(r"saved \d\d:\d\d", self.terminal.rows[0]))


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    made = Case(tmp_path)
    with made.terminal as terminal:
        begun(terminal)
        yield made


def begun(terminal: Terminal) -> None:
    """Wait until a new session stands there."""
    terminal.shows(load().step("goals").prompt, say("screen.step_of", number=1))
    terminal.until(lambda: "▸" in terminal.rows[-2])


def new_from_home(terminal: Terminal) -> None:
    """From the empty list into a new session, by letters and enter."""
    terminal.shows(say("home.empty"))
    terminal.send("n")
    for name, typed in (("title", TITLE), ("library", LIBRARY)):
        terminal.shows(say(f"new.hint.{name}"))
        terminal.send(typed)
        terminal.shows(typed)
        terminal.send("\r")
    terminal.shows(say("new.hint.partners"))
    for names in ([PARTNER], PEOPLE):
        for number, typed in enumerate(names, 1):
            terminal.send(typed)
            terminal.shows(f"{number} {typed}")
            terminal.send("\r")
            terminal.shows(f"{number} {typed} {number + 1}")
        terminal.send("\r")
        terminal.until(lambda: say("new.hint.partners") not in terminal.text, "the end of the list")
    begun(terminal)


def open_steps(session: Session, *, everyone: bool) -> list[str]:
    view = shared(session) if everyone else session
    return [step for step in STEPS if gaps(view, step, everyone=everyone)]


@pytest.mark.slow
def test_the_artist_case_is_led_by_keys_alone_from_an_empty_home(tmp_path: Path) -> None:
    """To six ready steps, without an argument and without a key that a laptop hides."""
    folder = tmp_path / "sessions"
    folder.mkdir()
    with Terminal([*PROGRAM], tmp_path) as terminal:
        new_from_home(terminal)
        led(terminal)
        terminal.send("/quit\r")
        # Home names other partners, and the screen is for everyone.
        terminal.shows(say("ask_home.question"), say("ask_home.stop"))
        terminal.send("q")
        assert terminal.ended() == 0
    [path] = folder.glob("*.toml")
    session = read(path)
    assert open_steps(session, everyone=True) == []
    assert open_steps(session, everyone=False) == []
    assert (session.phase, session.status) == ("together", "running")
    kinds = [[event.kind for event in promise.events] for promise in session.commitments]
    assert kinds == [["agreed"]] * 3 + [["proposed"]]
    assert len(session.check_in) == len(session.check_out) == 3
    assert sum(goal.only_for == session.ours.id for goal in session.goals) == 1
    assert all(goal.certainty == "confirmed" for goal in session.goals)


def led(terminal: Terminal) -> None:
    """The case, line by line up to the end of its script."""
    opened = 0
    for line in SCRIPT.read_text(encoding="utf-8").splitlines():
        if line == "/quit":
            break
        terminal.type(line) if line else terminal.send("\r")
        name = line.removeprefix("/").partition(" ")[0]
        if line.startswith("/") and name in REGISTRY and REGISTRY[name].page:
            # A page may be open: it takes no letters, the line does.
            terminal.send("~")
            terminal.until(lambda: terminal.page or terminal.line == "~", line)
            if terminal.page:
                opened += 1
                terminal.send("\x1b")
                terminal.until(lambda: not terminal.page, f"the end of the page {line}")
            if terminal.line == "~":
                terminal.send("\x7f")
            terminal.until(lambda: not terminal.line and "▸" in terminal.rows[-2])
    assert opened > 5


def test_an_item_is_on_the_disk_when_the_screen_says_so(case: Case) -> None:
    terminal = case.terminal
    terminal.send("Be seen by families\r")
    terminal.shows("1 Be seen by families")
    terminal.until(case.says_saved, "saved")
    assert [goal.statement for goal in case.saved.goals] == ["Be seen by families"]
    terminal.send("half a thought\x1b")
    terminal.until(lambda: not terminal.line, "the empty line")
    terminal.send("\x1b")
    terminal.until(lambda: terminal.line == "half a thought", "the line that was put away")


def test_lines_that_arrive_all_at_once_are_lost_nowhere(case: Case) -> None:
    """As a slow connection delivers them, or somebody types who does not wait."""
    case.terminal.send("one\rtwo\rthree\rfour")
    case.terminal.until(lambda: "four" in case.terminal.line, "four")
    said = ["one", "two", "three"]
    case.terminal.until(lambda: [goal.statement for goal in case.saved.goals] == said, "all that was said")
    case.terminal.until(lambda: case.terminal.line == "four", "the last line")


def test_it_follows_the_size_and_comes_back(case: Case) -> None:
    terminal = case.terminal
    case.goal()
    terminal.send("half a thought")
    terminal.until(lambda: terminal.line == "half a thought")
    terminal.resize(60, 20)
    terminal.until(lambda: f"1/6 {load().step('goals').label}" in terminal.text, "the folded steps")
    terminal.until(lambda: terminal.line == "half a thought")
    assert len(terminal.rows) == 20
    terminal.shows("1 Be seen by families", say("screen.only_us"))
    painted = len(terminal.painted)
    terminal.resize(39, 9)
    terminal.until(lambda: len(terminal.painted) > painted, "anything")
    terminal.resize(80, 24)
    terminal.shows("1 Be seen by families", say("screen.only_us"), say("screen.step_of", number=1))
    terminal.until(lambda: terminal.line == "half a thought", "the line as it was")
    terminal.send(", now whole\r")
    terminal.shows("2 half a thought, now whole")
    terminal.until(lambda: len(case.saved.goals) == 2, "both on the disk")


def test_a_paste_is_text_and_presses_nothing(case: Case) -> None:
    terminal = case.terminal
    before = case.goal()
    for paste in ("two\nlines\n", "up\x1b[Ar\x1bq", "\x1b]0;owned\x07red\x1b[31m"):
        terminal.paste(paste)
        terminal.send(" end")
        terminal.until(lambda: terminal.line.endswith("end"), "the end of what was pasted")
        assert case.path.read_bytes() == before
        first = re.split(r"[\x1b\n]", paste.lstrip("\x1b]"))[0][:3]
        assert first in terminal.line
        assert "Be seen by families" in terminal.text
        assert b"\x1b]0;owned" not in terminal.painted
        terminal.send("\x15")  # ctrl+u
        terminal.until(lambda: not terminal.line, "the empty line")


def test_a_paste_on_the_board_presses_nothing(case: Case) -> None:
    before = case.to_the_board()
    for paste in ("r\nrr", "r\x1b[Br", "\x1b[3~\x7f\x03\x1b", "r\x1b[201~r\r3"):
        case.terminal.paste(paste)
        # Before a key of the paste could, this one has changed the step.
        case.terminal.send("2")
        case.terminal.shows(say("screen.step_of", number=2))
        case.terminal.send("1")
        case.terminal.shows(say("screen.step_of", number=1), "1 Be seen by families")
        assert case.path.read_bytes() == before
        assert case.terminal.program.poll() is None


def test_a_paste_of_two_megabytes_is_cut_and_nothing_hangs(case: Case) -> None:
    terminal = case.terminal
    terminal.paste(b"all of it \x1b[B" * 150_000)
    terminal.until(lambda: terminal.line.startswith("all of it") or "all of it" in terminal.line, "the paste")
    terminal.send("\x1b")
    terminal.until(lambda: not terminal.line, "the empty line")
    terminal.type("Be seen by families")
    terminal.shows("1 Be seen by families")


def test_a_paste_of_two_megabytes_of_lines_hangs_no_form(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    with Terminal([*PROGRAM], tmp_path) as terminal:
        terminal.shows(say("home.empty"))
        terminal.send("n")
        for name in ("title", "library"):
            terminal.shows(say(f"new.hint.{name}"))
            terminal.send("\x1b[B")
        terminal.shows(say("new.hint.partners"))
        terminal.paste(b"A\n" * 1_000_000)
        terminal.shows("A A A A A")
        terminal.send("\x1b[A")
        terminal.shows(say("new.hint.library"))


def test_a_paste_that_never_ends_gives_the_keys_back(case: Case) -> None:
    case.to_the_board()
    case.terminal.send("\x1b[200~rr")

    def typed() -> bool:
        """Somebody tries a key until it does something."""
        case.terminal.press("2")
        return say("screen.step_of", number=2) in " ".join(case.terminal.text.split())

    # No quicker than a paste comes, which would go on.
    case.terminal.until(typed, "the next step", every=1.0)


def test_bytes_that_are_no_text_end_nothing(case: Case) -> None:
    terminal = case.terminal
    for bytes_ in (b"caf\xe9 ", b"\xff\xfe\x80 ", b"\xed\xa0\x80\xc0 ", b"\x1b[2000000u "):
        terminal.send(bytes_)
        terminal.send("and on")
        terminal.until(lambda: terminal.line.endswith("and on"), "what was typed after it")
        terminal.send("\r")
        terminal.until(lambda: not terminal.line, "the end of the line")
        terminal.type(".")
    terminal.until(lambda: [goal.statement[-6:] for goal in case.saved.goals] == ["and on"] * 4, "all four")


def test_a_terminal_of_one_cell_is_survived(case: Case) -> None:
    terminal = case.terminal
    terminal.type("Be seen by families")
    terminal.send("half a thought")
    terminal.until(lambda: terminal.line == "half a thought")
    for width, height in ((1, 1), (2, 1), (1, 40), (300, 1), (1, 1)):
        terminal.painted = b""
        terminal.resize(width, height)
        terminal.until(lambda: bool(terminal.painted), "anything")
    terminal.resize(80, 24)
    terminal.shows("1 Be seen by families", say("screen.step_of", number=1))
    terminal.until(lambda: terminal.line == "half a thought", "the line as it was")


def test_a_stop_without_notice_leaves_one_program_and_a_whole_terminal(case: Case) -> None:
    """SIGSTOP and SIGCONT: Textual would read each key twice from then on, and leave a raw terminal."""
    terminal = case.terminal
    os.kill(terminal.program.pid, signal.SIGSTOP)
    terminal.stopped()
    painted = len(terminal.painted)
    os.kill(terminal.program.pid, signal.SIGCONT)
    terminal.until(lambda: b"\x1b[?1049h" in terminal.painted[painted:], "the screen again")
    terminal.until(lambda: "▸" in terminal.rows[-2])
    terminal.type("Be seen by families, young and old")
    terminal.shows("1 Be seen by families, young and old")
    terminal.send("/quit\r")
    assert terminal.ended() == 0
    assert terminal.modes_now == terminal.modes


def test_nothing_is_painted_while_nothing_happens(case: Case) -> None:
    terminal = case.terminal
    terminal.type("Be seen by families")
    terminal.shows("1 Be seen by families")
    terminal.send("x")
    terminal.until(lambda: terminal.line == "x")
    while terminal.read(0.5):
        pass
    assert not terminal.read(1.0), "it paints while nobody does anything"


def test_leaving_gives_the_terminal_back_and_says_how_to_go_on(case: Case) -> None:
    terminal = case.terminal
    terminal.type("Be seen by families")
    terminal.send("\x1b[21~")  # F10
    assert terminal.ended() == 0
    for off in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?2004l"):
        assert off in terminal.painted, off
    assert case.handle.encode() in terminal.painted.rpartition(b"\x1b[?1049l")[2]
    assert [goal.statement for goal in case.saved.goals] == ["Be seen by families"]


def test_keys_that_come_at_once_go_where_the_keys_before_them_led(tmp_path: Path) -> None:
    """On a slow line a whole dialogue arrives in one piece."""
    (tmp_path / "sessions").mkdir()
    people = "Ana, library\rBo, school\r\r"
    with Terminal([*PROGRAM], tmp_path) as terminal:
        terminal.shows(say("home.begin"))
        terminal.send(f"nLib × School\rCity Library\rSchool\r\r{people}More families read\r.\r\te now\r")
        terminal.shows("1 More families read now")
        (path,) = (tmp_path / "sessions").glob("*.toml")
        terminal.until(lambda: [one.statement for one in read(path).goals] == ["More families read now"])
    session = read(path)
    assert session.title == "Lib × School"
    assert [one.name for one in session.parties] == ["City Library", "School"]
    assert [one.name for one in session.people] == ["Ana", "Bo"]
