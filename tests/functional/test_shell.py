"""Every command of the shell: what it prints, what it writes, how it ends, and what it never does."""

import fcntl
import os
import pty
import re
import shlex
import stat
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import tomli

from bpworkshop import __version__, places
from bpworkshop.errors import FileProblem
from bpworkshop.method import guide as guides
from bpworkshop.session.around import Note
from bpworkshop.session.boards import STEPS
from bpworkshop.session.items import Commitment, Evidence, Goal, Person, Value
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.session.types import Amount
from bpworkshop.store import atomic, codec, formats
from bpworkshop.words import say
from tests.shell import Ran, Shell, on_disk, put
from tests.strategies import small

ROOT = Path(__file__).parents[2]
NEW = ("new", "--title", "Library × Artist", "--library", "City Library", "--partner", "Artist")


def real(cwd: Path, *arguments: str | bytes, given: str = "", **environment: str) -> Ran:
    """The real command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bpworkshop", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment},
        input=given.encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def made(ran: Ran, folder: Path) -> Session:
    """The session whose handle ``new`` printed."""
    assert (ran.code, len(ran.lines)) == (0, 1), ran.err
    return on_disk(folder / f"{ran.lines[0]}.toml")


PRIVATE: dict[str, Any] = {
    "goals": (
        Goal(id="g1", statement="Open goal", note="Open note"),
        Goal(id="g2", statement="Our hidden goal", note="Hidden remark", only_for="library"),
    ),
    "values": (
        Value(
            id="v1",
            value="Openness",
            red_line="Hidden red line",
            evidence=(Evidence(party="school", text="Open days", source="a leaflet", reliability="low"),),
        ),
    ),
    "commitments": (
        Commitment(
            id="c1",
            commitment="We open on Sunday",
            hours=Decimal(7777),
            money=Amount(amount=Decimal(8888), currency="EUR"),
        ),
    ),
    "notes": (Note(id="n1", text="Hidden thought", only_for="library"),),
}
HIDDEN = ("idden", "7777", "8888", "reliability", "(a leaflet, low)", "only_for")


# Where the sessions are


def test_where_follows_the_order_that_was_promised(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> tuple[str, str, bool]:
        found = shell("where", "--json").json()
        return found["sessions"], found["chosen_by"], found["exists"]

    assert told() == (str(tmp_path / "sessions"), "here", True)
    (tmp_path / "sessions").rmdir()
    assert told() == (str(places.data() / "sessions"), "home", False)
    monkeypatch.setenv("BPWORKSHOP_SESSIONS", str(tmp_path / "named"))
    assert told() == (str(tmp_path / "named"), "environment", False)
    given = shell("where", "--sessions", "given", "--json").json()
    assert (given["sessions"], given["chosen_by"]) == (str(tmp_path / "given"), "option")


def test_where_tells_people_the_same_and_the_settings(shell: Shell, tmp_path: Path) -> None:
    ran = shell("where")
    assert ran.code == 0
    assert ran.lines[0] == f"Sessions: {tmp_path / 'sessions'} ({say('cli.where.here')})"
    assert ran.lines[1] == f"Settings: {places.settings()} ({say('cli.where.not_there')})"
    settings('library = "City Library"')
    assert ran.lines[1] != shell("where").lines[1]
    assert shell("where", "--json").json()["settings_exist"] is True


def settings(text: str) -> None:
    places.settings().parent.mkdir(parents=True, exist_ok=True)
    places.settings().write_text(text)


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("command", [("list", "--json"), ("show", "reading"), ("check",), ("where",)])
def test_the_folder_may_stand_before_and_after_the_command(
    shell: Shell, tmp_path: Path, before: bool, command: tuple[str, ...]
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    put(other)
    named = ("--sessions", str(other))
    ran = shell(*named, *command) if before else shell(*command, *named)
    assert ran.code == 0
    assert str(other) in ran.out or "Reading after school" in ran.out or "1 file" in ran.out


def test_a_new_session_goes_where_sessions_are_looked_for(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = shell("--sessions", str(tmp_path / "a" / "b"), *NEW).lines[0]
    assert (tmp_path / "a" / "b" / f"{handle}.toml").is_file()
    monkeypatch.setenv("BPWORKSHOP_SESSIONS", str(tmp_path / "c"))
    assert (tmp_path / "c" / f"{shell(*NEW).lines[0]}.toml").is_file()
    monkeypatch.delenv("BPWORKSHOP_SESSIONS")
    assert (tmp_path / "sessions" / f"{shell(*NEW).lines[0]}.toml").is_file()
    for path in (tmp_path / "sessions").iterdir():
        path.unlink()
    (tmp_path / "sessions").rmdir()
    home = places.data() / "sessions" / f"{shell(*NEW).lines[0]}.toml"
    assert home.is_file()
    assert stat.S_IMODE(home.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.parent.stat().st_mode) == 0o700


def test_a_folder_that_is_missing_is_empty_until_something_is_made(shell: Shell, tmp_path: Path) -> None:
    for command in (("list",), ()):
        ran = shell("--sessions", "nowhere", *command)
        assert ran.code == 0
        assert say("cli.home.empty", folder="nowhere") in ran.out
    assert shell("--sessions", "nowhere", "list", "--json").json() == []
    assert not (tmp_path / "nowhere").exists()
    assert shell("--sessions", "nowhere", "show", "x").code == 1


@pytest.mark.parametrize("command", [("list",), (), ("show", "x"), NEW, ("check",)], ids=str)
def test_a_file_where_the_folder_should_be(shell: Shell, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("not a folder")
    ran = shell("--sessions", str(tmp_path / "file"), *command)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"bpworkshop: {tmp_path / 'file'}")
    assert (tmp_path / "file").read_text() == "not a folder"


@pytest.mark.parametrize("named", ["~nobody-has-this-name/sessions", "s" * 300, "~"])
@pytest.mark.parametrize("command", [("where",), ("where", "--json"), ("list",), ()], ids=str)
def test_a_folder_name_that_cannot_be_is_a_message(
    shell: Shell, named: str, command: tuple[str, ...]
) -> None:
    ran = shell("--sessions", named, *command)
    assert ran.code in (0, 1)


# No command: what is here, and lines to copy


def copied(line: str, cwd: Path, given: str = "/quit\n") -> Ran:
    """Run a line as somebody would who copied it into the shell."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PATH": path},
        input=given,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def to_copy(ran: Ran) -> list[str]:
    return [line.strip() for line in ran.lines if line.startswith("  ")]


@pytest.mark.parametrize("named", [(), ("--sessions", "meetings"), ("--sessions", "our meetings")], ids=str)
def test_the_lines_that_are_shown_can_be_copied(tmp_path: Path, named: tuple[str, ...]) -> None:
    (tmp_path / "sessions").mkdir()
    empty = real(tmp_path, *named)
    assert (empty.code, empty.err) == (0, "")
    new, then = to_copy(empty)
    made = copied(new, tmp_path)
    assert made.code == 0, made.err
    handle = made.out.strip()
    where = tmp_path / (named[1] if named else "sessions") / f"{handle}.toml"
    assert where.is_file()
    assert {party.name for party in on_disk(where).parties} == {"City Library", "Artist"}
    assert copied(then.replace(say("cli.home.handle"), handle), tmp_path).code == 0
    lead = made.err.removeprefix(say("cli.new.go_on", line="")).strip()
    led = copied(lead, tmp_path, "More families\n/quit\n")
    assert led.code == 0, led.err
    again = led.lines[-1].rpartition("Go on with: ")[2]
    assert copied(again, tmp_path).code == 0
    full = real(tmp_path, *named)
    go_on, _ = to_copy(full)
    assert "Library × Artist" in full.out
    assert "prepare" in copied(go_on, tmp_path).out


def test_a_handle_that_a_person_chose_can_be_copied_too(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    put(tmp_path / "sessions", "our meeting; two")
    go_on, _ = to_copy(real(tmp_path))
    ran = copied(go_on, tmp_path)
    assert ran.code == 0, ran.err
    assert "Reading after school" in ran.out


def test_the_installed_script_names_itself(tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("bpworkshop")
    if not script.exists():
        pytest.skip("not installed beside this Python")
    ran = copied(f"{shlex.quote(str(script))}", tmp_path)
    new, _ = to_copy(ran)
    assert new.startswith("bpworkshop new ")
    assert copied(new, tmp_path).code == 0


def test_the_line_to_go_on_names_a_session_that_can_be_read(shell: Shell, folder: Path) -> None:
    put(folder, "2026-05-01-good")
    (folder / "2027-01-01-broken.toml").write_text("format = ")
    ran = shell()
    assert any(line.endswith(" run 2026-05-01-good") for line in to_copy(ran))
    assert "2027-01-01-broken" in ran.out


# new


def test_new_prints_only_the_handle_and_makes_the_whole_session(shell: Shell, folder: Path) -> None:
    ran = shell(
        *NEW,
        *("--partner", "School of Arts", "--partner", "Museum"),
        *("--person", "Ana, library, lead", "--person", "Bo, artist", "--person", "museum"),
    )
    assert ran.out == f"{date.today():%Y-%m-%d}-library-artist\n"
    session = made(ran, folder)
    assert session.title == "Library × Artist"
    assert [(one.name, one.ours) for one in session.parties] == [
        ("City Library", True),
        ("Artist", False),
        ("School of Arts", False),
        ("Museum", False),
    ]
    parties = {one.id: one.name for one in session.parties}
    assert [(one.name, parties[one.party], one.role) for one in session.people] == [
        ("Ana", "City Library", "lead"),
        ("Bo", "Artist", None),
        (None, "Museum", None),
    ]
    assert (session.phase, session.status) == ("prepare", "draft")
    assert session.created.utcoffset() is not None
    assert ran.err.startswith(say("cli.new.go_on", line=""))


def test_new_as_json(shell: Shell, folder: Path) -> None:
    ran = shell(*NEW, "--json")
    found = ran.json()
    assert set(found) == {"handle", "path", "id"}
    assert on_disk(folder / f"{found['handle']}.toml").id == found["id"]
    assert ran.err == ""


def test_the_same_title_gets_another_handle(shell: Shell, folder: Path) -> None:
    handles = [shell(*NEW).lines[0] for _ in range(3)]
    assert handles == [handles[0], f"{handles[0]}-2", f"{handles[0]}-3"]
    assert len({on_disk(folder / f"{one}.toml").id for one in handles}) == 3


def test_two_partners_of_one_name_get_handles_of_their_own(shell: Shell, folder: Path) -> None:
    session = made(shell(*NEW, "--partner", "Artist", "--partner", "Shared"), folder)
    assert len({one.handle for one in session.parties}) == len({one.id for one in session.parties}) == 4


def test_follows_names_the_other_by_its_id(shell: Shell, folder: Path) -> None:
    put(folder, id="first-one")
    assert made(shell(*NEW, "--follows", "reading"), folder).follows == "first-one"


@pytest.mark.parametrize("text", ["format = ", 'format = 1\ntitle = "no id"\n'])
def test_what_cannot_be_read_cannot_be_followed(shell: Shell, folder: Path, text: str) -> None:
    (folder / "broken.toml").write_text(text)
    ran = shell(*NEW, "--follows", "broken")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err
    assert shell(*NEW, "--follows", "nobody").code == 1
    assert [path.name for path in folder.iterdir()] == ["broken.toml"]


def test_the_library_may_stand_in_the_settings(shell: Shell, folder: Path) -> None:
    without = ("new", "--title", "T", "--partner", "P")
    ran = shell(*without)
    assert (ran.code, ran.out) == (1, "")
    assert str(places.settings()) in ran.err
    settings('library = "Library of the Planetarium"\n')
    assert made(shell(*without), folder).ours.name == "Library of the Planetarium"
    assert made(shell(*without, "--library", "Another"), folder).ours.name == "Another"


@pytest.mark.parametrize(
    ("text", "place"),
    [("libary = 'x'", ":1: "), ("\n[", ":2: "), ("library = 3", ":1: "), ("\xff", "")],
)
def test_broken_settings_are_named(shell: Shell, folder: Path, text: str, place: str) -> None:
    places.settings().parent.mkdir(parents=True)
    places.settings().write_bytes(text.encode("latin-1"))
    put(folder)
    for command in ("new --title T --partner P", "show reading", "guide"):
        ran = shell(*command.split())
        assert ran.code == 1
        assert f"{places.settings()}{place}" in ran.err
    for command in ("list", "where", "check", "add reading goals x"):
        assert shell(*command.split()).code == 0, "these need no settings"


def test_a_folder_where_the_settings_should_be(shell: Shell, folder: Path) -> None:
    places.settings().mkdir(parents=True)
    put(folder)
    assert str(places.settings()) in shell("show", "reading").err
    assert shell("list").code == 0


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Library / Artist", "library-artist"),
        ("../../x", "x"),
        ("/etc/passwd", "etc-passwd"),
        ("🎨🖌️", "session"),
        ("图书馆", "session"),
        ("  spaces  ", "spaces"),
        ("Bücher & Ærø", "bucher-aero"),
        (".hidden", "hidden"),
        ("a" * 200, "a" * 40),
        ('"quoted" \\ title', "quoted-title"),
    ],
)
def test_a_title_becomes_a_plain_name_in_the_folder(
    shell: Shell, folder: Path, tmp_path: Path, title: str, stem: str
) -> None:
    ran = shell("new", "--title", title, "--library", "L", "--partner", "P")
    session = made(ran, folder)
    assert session.title == title.strip()
    assert ran.lines[0][11:] == stem
    assert {path.name for path in tmp_path.iterdir()} == {"sessions"}
    assert session.title in shell("list").out
    assert shell("check").code == 0


@pytest.mark.parametrize(
    "title", ["a" * 201, "a" * 300, "one\ntwo", "", "   ", "\x1b[31mred", "a\u202eb", "\u200b"], ids=ascii
)
def test_a_title_that_cannot_be_is_refused_and_nothing_is_made(
    shell: Shell, folder: Path, title: str
) -> None:
    ran = shell("new", "--title", title, "--library", "L", "--partner", "P")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("bpworkshop: title: expected ")
    assert "\x1b" not in ran.err
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "more",
    [
        ("--person", "Ana, nobody"),
        ("--person", ""),
        ("--person", ", , "),
        ("--partner", ""),
        ("--partner", "p" * 501),
        ("--library", " "),
    ],
)
def test_a_party_or_person_that_cannot_be_is_refused_and_nothing_is_made(
    shell: Shell, folder: Path, more: tuple[str, ...]
) -> None:
    ran = shell(*NEW, *more)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("bpworkshop: ")
    assert list(folder.iterdir()) == []


# Handles


def test_a_handle_may_be_shortened_while_it_is_unique(shell: Shell, folder: Path) -> None:
    put(folder, "2026-05-01-reading", title="One")
    put(folder, "2026-06-01-reading-again", title="Two")
    put(folder, "2027-01-01-museum", title="Three")

    def found(typed: str) -> str:
        ran = shell("show", typed)
        return ran.lines[0] if ran.code == 0 else ""

    for typed in (
        "2026-05-01-reading",
        "2026-05",
        "2026-05-01-reading.toml",
        "sessions/2026-05-01-reading.toml",
    ):
        assert found(typed) == "One"
    for typed in ("reading-a", "2026-06", "reading-again"):
        assert found(typed) == "Two"
    for typed in ("2027", "museum", "m"):
        assert found(typed) == "Three"
    for typed in ("2026", "reading", "r"):
        ran = shell("show", typed)
        assert (ran.code, ran.out) == (1, "")
        assert "2026-05-01-reading, 2026-06-01-reading-again" in ran.err
    for typed in ("", "museum2", "*", "../sessions/2027-01-01-museum", "/", "\x1b[31m"):
        ran = shell("show", typed)
        assert (ran.code, ran.out) == (1, "")
        assert "\x1b" not in ran.err


@pytest.mark.parametrize(
    "command",
    [
        ("show", "{}"),
        ("run", "{}"),
        ("add", "{}", "goals", "x"),
        ("handout", "{}", "-o", "../h.toml"),
        ("export", "{}", "--document", "kit"),
        (*NEW, "--follows", "{}"),
    ],
    ids=lambda command: command[0],
)
@pytest.mark.parametrize("typed", ["nobody", "2026", "x" * 300, "x" * 300 + ".toml"])
def test_an_unknown_or_ambiguous_handle_is_exit_1(
    shell: Shell, folder: Path, command: tuple[str, ...], typed: str
) -> None:
    put(folder, "2026-05-01-one")
    put(folder, "2026-05-02-two")
    before = {path: path.read_bytes() for path in folder.glob("*.toml")}
    ran = shell(*(word.format(typed) for word in command))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("bpworkshop: ")
    assert typed in ran.err
    assert {path: path.read_bytes() for path in folder.glob("*.toml")} == before


# list


def broken_files(folder: Path) -> dict[str, str]:
    """One of every kind of file that can't be read, with what is said of it."""
    (folder / "a-syntax.toml").write_text('format = 1\ntitle = "\n')
    (folder / "b-newer.toml").write_text("format = 99\n")
    (folder / "c-empty.toml").write_text("")
    (folder / "d-bytes.toml").write_bytes(b"format = 1\ntitle = '\xff'\n")
    (folder / "e-folder.toml").mkdir()
    (folder / "f-link.toml").symlink_to("nowhere")
    os.mkfifo(folder / "g-pipe.toml")
    (folder / "h-no-format.toml").write_text('title = "x"\n')
    return {
        "a-syntax": "not closed",
        "b-newer": "99",
        "c-empty": "empty",
        "d-bytes": "UTF-8",
        "e-folder": "folder",
        "f-link": "link",
        "g-pipe": "ordinary",
        "h-no-format": f"format = {formats.FORMAT}",
    }


def test_a_broken_file_hides_no_other(shell: Shell, folder: Path) -> None:
    put(folder)
    reasons = broken_files(folder)
    ran = shell("list")
    assert (ran.code, ran.err) == (0, "")
    told = {line.split()[0]: line for line in ran.lines}
    assert set(told) == {*reasons, "2026-05-01-reading"}
    assert "Reading after school – School – prepare, running" in told["2026-05-01-reading"]
    for handle, reason in reasons.items():
        assert reason in told[handle]
    found = {one["handle"]: one for one in shell("list", "--json").json()}
    assert set(found) == set(told)
    for handle, reason in reasons.items():
        assert reason in found[handle]["error"]
    good = found["2026-05-01-reading"]
    assert "error" not in good
    assert good == {
        "handle": "2026-05-01-reading",
        "title": "Reading after school",
        "partners": ["School"],
        "phase": "prepare",
        "status": "running",
        "id": "session",
        "path": "sessions/2026-05-01-reading.toml",
    }
    assert shell().code == 0


def test_the_list_is_newest_first_and_leaves_other_files_alone(shell: Shell, folder: Path) -> None:
    for handle in ("2026-05-01-a", "2027-05-01-c", "2026-12-01-b"):
        put(folder, handle)
    put(folder, ".2026-05-01-a.tmp")
    (folder / "notes.txt").write_text("x")
    handles = [line.split()[0] for line in shell("list").lines]
    assert handles == ["2027-05-01-c", "2026-12-01-b", "2026-05-01-a"]


def test_what_a_file_says_never_reaches_the_terminal_as_a_command(shell: Shell, folder: Path) -> None:
    text = codec.encode(small()).decode()
    text = text.replace("Reading after school", "\\u001b]0;owned\\u0007 \\u202e \\u009b31m")
    (folder / "2026-05-01-evil.toml").write_text(text)
    (folder / "\x1b[31mred\u202e.toml").write_bytes(codec.encode(small()))
    (folder / "\x1b[32mgreen.toml").write_text("\x1b = 3")
    for command in (
        ("list",),
        ("list", "--json"),
        (),
        ("check",),
        ("show", "evil"),
        ("show", "evil", "--json"),
        ("show", "x"),
        ("show", "\x1b"),
    ):
        ran = shell(*command)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", ran.out + ran.err), command


# show


def test_show_tells_what_is_everyones_and_all_of_it_when_asked(shell: Shell, folder: Path) -> None:
    put(folder, **PRIVATE)
    ran = shell("show", "reading")
    assert (ran.code, ran.err) == (0, "")
    for words in ("Reading after school", "Open goal", "Open note", "Openness", "School", "Open days"):
        assert words in ran.out
    for words in HIDDEN:
        assert words not in ran.out
    whole = shell("show", "reading", "--all")
    for words in ("Open goal", "Our hidden goal", "Hidden remark", "Hidden red line", "7,777", "8,888"):
        assert words in whole.out
    assert whole.lines[-1] == say("cli.show.whole")


def test_show_says_the_same_whether_anything_is_hidden_or_not(shell: Shell, folder: Path) -> None:
    path = put(folder, **PRIVATE)
    hiding = shell("show", "reading")
    hiding_json = shell("show", "reading", "--json")
    path.write_bytes(codec.encode(shared(on_disk(path))))
    plain = shell("show", "reading")
    assert plain == hiding
    assert plain.lines[-1] == say("cli.show.hint")
    assert shell("show", "reading", "--json") == hiding_json
    empty = put(folder)
    assert shell("show", empty.stem).lines[-1] == plain.lines[-1]


def test_show_as_json(shell: Shell, folder: Path) -> None:
    path = put(folder, **PRIVATE)
    ran = shell("show", "reading", "--json")
    found = ran.json()
    assert ran.err.strip() == say("cli.show.hint")
    for words in HIDDEN:
        assert words not in ran.out
    assert found["handle"] == path.stem
    assert set(found["ready"]) == set(STEPS)
    assert found["ready"]["goals"] is False
    assert [one["statement"] for one in found["goals"]] == ["Open goal"]
    assert found["commitments"][0]["status"] == "said"
    ran = shell("show", "reading", "--json", "--all")
    whole = ran.json()
    assert ran.err.strip() == say("cli.show.whole")
    assert [one["statement"] for one in whole["goals"]] == ["Open goal", "Our hidden goal"]
    assert whole["commitments"][0]["hours"] == "7777"
    assert whole["commitments"][0]["money"] == "8888 EUR"
    saved = tomli.loads(path.read_text())
    for name in ("id", "title", "phase", "parties", "people"):
        if isinstance(saved[name], str):
            assert whole[name] == saved[name]
        else:
            assert [one["id"] for one in whole[name]] == [one["id"] for one in saved[name]]


def test_show_of_what_cannot_be_read_names_the_first_problem(shell: Shell, folder: Path) -> None:
    broken_files(folder)
    for path in folder.iterdir():
        ran = shell("show", path.stem)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith(f"bpworkshop: sessions/{path.name}:")


def test_show_with_a_guide_of_ones_own(shell: Shell, folder: Path, tmp_path: Path) -> None:
    put(folder)
    own = guides.builtin_text().replace('[steps.goals]\nlabel = "Goals"', '[steps.goals]\nlabel = "Our aims"')
    (tmp_path / "own.toml").write_text(own)
    assert "Our aims" in shell("show", "reading", "--guide", "own.toml").lines
    settings(f'guide = "{tmp_path}/own.toml"\n')
    assert "Our aims" in shell("show", "reading").lines
    assert "Our aims" in shell("guide").out


# handout


def test_a_handout_holds_nothing_of_ours(shell: Shell, folder: Path, tmp_path: Path) -> None:
    put(folder, **PRIVATE)
    ran = shell("handout", "reading", "-o", "for them.toml")
    target = tmp_path / "for them.toml"
    assert ran.lines == [say("cli.handout.written", path=str(target))]
    text = target.read_text()
    for words in HIDDEN:
        assert words not in text
    found = tomli.loads(text)
    assert found["handout"] is True
    assert found["stage"] == {"step": "goals", "led": False}, "and nobody keeps it up"
    assert [one["statement"] for one in found["goals"]] == ["Open goal"]


@pytest.mark.parametrize(
    "where", ["sessions/h.toml", "sessions/deep/h.toml", "x/../sessions/h.toml", "in/h.toml"]
)
def test_a_handout_is_never_put_among_the_sessions(
    shell: Shell, folder: Path, tmp_path: Path, where: str
) -> None:
    put(folder)
    (folder / "deep").mkdir()
    (tmp_path / "x").mkdir()
    (tmp_path / "in").symlink_to("sessions")
    before = sorted(folder.rglob("*.toml"))
    ran = shell("handout", "reading", "-o", where)
    assert ran.code == 1
    assert say("handout.inside") in ran.err
    assert sorted(folder.rglob("*.toml")) == before


@pytest.mark.parametrize(
    "what", ["text", "session", "other handout", "empty", "folder", "link", "no folder", "broken"]
)
@pytest.mark.parametrize("keep", [(), ("--keep",)], ids=["once", "kept"])
def test_a_handout_never_takes_the_place_of_something_else(
    shell: Shell, folder: Path, tmp_path: Path, what: str, keep: tuple[str, ...]
) -> None:
    put(folder)
    target = tmp_path / "there.toml"
    contents = {
        "text": b"my own = 3 notes\n",
        "session": codec.encode(small()),
        "other handout": b'handout = true\nid = "another"\n',
        "empty": b"",
        "broken": b'handout = true\nid = "session"\n[',
    }
    if what == "folder":
        target.mkdir()
    elif what == "link":
        (tmp_path / "elsewhere").write_text("x")
        target.symlink_to("elsewhere")
    elif what == "no folder":
        target = tmp_path / "nowhere" / "there.toml"
    else:
        target.write_bytes(contents[what])
    ran = shell("handout", "reading", "-o", str(target), *keep)
    assert (ran.code, ran.out) == (1, "")
    assert str(target) in ran.err
    if what in contents:
        assert target.read_bytes() == contents[what]
    assert target.is_dir() == (what == "folder")
    assert shell("add", "reading", "goals", "later", "--set", "only_for=").err == "", "and it is not kept up"


def test_a_kept_handout_is_written_again_until_it_is_not(shell: Shell, folder: Path, tmp_path: Path) -> None:
    put(folder)
    target, other = tmp_path / "h.toml", tmp_path / "other.toml"
    assert shell("handout", "reading", "-o", "h.toml", "--keep").lines == [
        say("cli.handout.kept", path=str(target))
    ]
    shell("handout", "reading", "-o", "other.toml", "--keep")
    assert shell("add", "reading", "goals", "For all", "--set", "only_for=").code == 0
    shell("add", "reading", "goals", "For us alone")
    for path in (target, other):
        assert "For all" in path.read_text()
        assert "For us alone" not in path.read_text()
    assert shell("handout", "reading", "-o", "h.toml").code == 0
    shell("add", "reading", "goals", "Later", "--set", "only_for=")
    assert "Later" not in target.read_text()
    assert "Later" in other.read_text()


def test_a_handout_that_cannot_be_kept_up_is_a_warning(shell: Shell, folder: Path, tmp_path: Path) -> None:
    path = put(folder)
    (tmp_path / "stick").mkdir()
    shell("handout", "reading", "-o", "stick/h.toml", "--keep")
    (tmp_path / "stick" / "h.toml").unlink()
    (tmp_path / "stick").rmdir()
    ran = shell("add", "reading", "goals", "Saved all the same")
    assert ran.code == 0
    assert str(tmp_path / "stick" / "h.toml") in ran.err
    assert ran.out.strip() == on_disk(path).goals[0].id


# add


@pytest.mark.parametrize("step", STEPS)
def test_add_puts_one_item_on_each_board_and_prints_its_id(shell: Shell, folder: Path, step: str) -> None:
    path = put(folder)
    ran = shell("add", "reading", step, "Something that was said")
    assert (ran.code, ran.err) == (0, "")
    (item,) = getattr(on_disk(path), step)
    assert ran.out == f"{item.id}\n"
    assert item.said == "Something that was said"
    assert item.only_for == "library", "in prepare what is new is ours"


def test_the_id_is_printed_after_it_is_on_the_disk(
    shell: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = put(folder)
    printed: list[str] = []
    real = atomic.write

    def write(*given: Any, **named: Any) -> None:
        printed.append(capsys.readouterr().out)
        real(*given, **named)

    monkeypatch.setattr(atomic, "write", write)
    ran = shell("add", "reading", "goals", "x")
    assert set(printed) == {""}
    assert ran.out.strip() == on_disk(path).goals[0].id


def test_a_full_disk_prints_no_id(shell: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(folder)
    before = path.read_bytes()

    def full(path: Path, *_: Any, **__: Any) -> None:
        raise FileProblem("file.full", path=path)

    monkeypatch.setattr(atomic, "write", full)
    commands: tuple[tuple[str, ...], ...] = (
        ("add", "reading", "goals", "x"),
        NEW,
        ("handout", "reading", "-o", "h.toml"),
    )
    for command in commands:
        ran = shell(*command)
        assert (ran.code, ran.out) == (1, "")
        assert say("file.full") in ran.err
    assert path.read_bytes() == before
    assert [one.name for one in folder.glob("*.toml")] == [path.name]


def test_add_understands_shorthand_and_set(shell: Shell, folder: Path) -> None:
    path = put(folder, phase="together")
    ran = shell(
        *("add", "reading", "commitments", "Open on Sunday @ana due:2027-05-01"),
        *(
            "--set",
            "evidence=a photo",
            "--set",
            "fist=4",
            "--set",
            "money=1200 EUR",
            "--set",
            "if-missed=we say so",
        ),
    )
    assert (ran.code, ran.err) == (0, "")
    (item,) = on_disk(path).commitments
    assert (item.commitment, item.owner, item.due) == ("Open on Sunday", "ana", date(2027, 5, 1))
    assert (item.evidence, item.fist, item.if_missed) == ("a photo", 4, "we say so")
    assert item.money == Amount(amount=Decimal(1200), currency="EUR")
    assert (item.promiser, item.to, item.only_for) == ("library", "school", None)
    shell("add", "reading", "figures", "1200 visits, Jan 2026, counted")
    (figure,) = on_disk(path).figures
    assert (figure.value, figure.unit, figure.method) == (Decimal(1200), "visits", "counted")
    shell(
        "add",
        "reading",
        "values",
        "Openness",
        "--set",
        "ratings=4 5 3",
        "--set",
        "red-line=x",
        "--set",
        "fit=tension",
    )
    assert on_disk(path).values[0].ratings == (4, 5, 3)


def test_set_with_nothing_leaves_a_field_empty(shell: Shell, folder: Path) -> None:
    path = put(folder)
    shell("add", "reading", "benefits", "A room @library")
    shell("add", "reading", "benefits", "A room @library", "--set", "receiver=", "--set", "only-for=")
    first, second = on_disk(path).benefits
    assert (first.giver, first.receiver, first.only_for) == ("library", "school", "library")
    assert (second.giver, second.receiver, second.only_for) == ("library", None, None)
    shell("add", "reading", "goals", "More @school due:2027-05-01", "--set", "due=  ", "--set", "certainty=")
    goal = on_disk(path).goals[0]
    assert (goal.whose, goal.due, goal.certainty) == ("school", None, None)


def test_what_does_not_resolve_stays_text_with_a_hint(shell: Shell, folder: Path) -> None:
    path = put(folder)
    ran = shell("add", "reading", "commitments", "Ask @nobody due:someday")
    (item,) = on_disk(path).commitments
    assert item.commitment == "Ask @nobody due:someday"
    assert ran.out == f"{item.id}\n"
    assert say("hint.no_name", typed="@nobody") in ran.err
    assert say("hint.no_date", typed="due:someday") in ran.err


REFUSED = {
    "an ambiguous date": ("commitments", "Meet due:1/5"),
    "an ambiguous number": ("figures", "1.200 visits"),
    "an ambiguous name": ("commitments", "Meet @b"),
    "an ambiguous answer": ("commitments", "Meet", "--set", "due=1/5"),
    "an ambiguous choice": ("values", "Openness", "--set", "fit=co"),
    "no such field": ("goals", "x", "--set", "colour=red"),
    "a field of another step": ("goals", "x", "--set", "fist=4"),
    "no field at all": ("goals", "x", "--set", "measure"),
    "a value without a field": ("goals", "x", "--set", "=3"),
    "a fixed field": ("goals", "x", "--set", "id=abc"),
    "events": ("commitments", "x", "--set", "events=agreed"),
    "a date that is none": ("goals", "x", "--set", "due=2027-02-30"),
    "a number that is none": ("goals", "x", "--set", "votes=many"),
    "a negative number": ("goals", "x", "--set", "votes=-1"),
    "a fist of six": ("commitments", "x", "--set", "fist=6"),
    "a person who is not there": ("commitments", "x", "--set", "owner=nobody"),
    "a party that is not there": ("benefits", "x", "--set", "giver=nobody"),
    "no text": ("goals", ""),
    "blank text": ("goals", "   "),
    "only a sign": ("goals", "!"),
    "too much text": ("goals", "x" * 501),
    "too much in a field": ("goals", "x", "--set", "measure=" + "x" * 501),
}


@pytest.mark.parametrize("refused", REFUSED)
def test_what_cannot_be_added_is_exit_1_and_nothing_is_written(
    shell: Shell, folder: Path, refused: str
) -> None:
    people = tuple(Person(id=one, handle=one, party="school") for one in ("bea", "ben"))
    path = put(folder, people=people)
    before, seen = path.read_bytes(), path.stat()
    ran = shell("add", "reading", *REFUSED[refused])
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("bpworkshop: ")
    assert path.read_bytes() == before
    assert path.stat().st_ino == seen.st_ino


def test_a_closed_session_takes_nothing_by_add(shell: Shell, folder: Path) -> None:
    path = put(folder, status="closed")
    before = path.read_bytes()
    ran = shell("add", "reading", "goals", "x")
    assert (ran.code, ran.out) == (1, "")
    assert say("edit.closed") in ran.err
    assert path.read_bytes() == before


def test_add_keeps_what_is_ours_ours_in_every_phase(shell: Shell, folder: Path) -> None:
    path = put(folder, phase="together")
    shell("add", "reading", "goals", "Everyone's")
    shell("add", "reading", "goals", "! Ours")
    shell("add", "reading", "goals", "Theirs alone", "--set", "only_for=school")
    shell("add", "reading", "alternatives", "Another way")
    session = on_disk(path)
    assert [one.only_for for one in session.goals] == [None, "library", "school"]
    assert [one.statement for one in session.goals] == ["Everyone's", "Ours", "Theirs alone"]
    assert [one.only_for for one in session.alternatives] == ["library"]


# check


TWO_PROBLEMS = """format = 1
id = "session"
titel = "misspelt"
title = "Reading"
created = 2026-05-01T10:00:00+02:00
phase = "later"

[[parties]]
id = "library"
name = "City Library"
handle = "library"
ours = true
"""


def test_check_of_what_is_whole(shell: Shell, folder: Path) -> None:
    for count in (0, 1, 2):
        ran = shell("check")
        assert (ran.code, ran.lines) == (0, [say("cli.check.clean", n=count)])
        assert shell("check", "--json").json() == []
        put(folder, f"2026-05-0{count + 1}-one", id=f"one{count}")


def test_check_tells_every_problem_of_every_file(shell: Shell, folder: Path) -> None:
    put(folder)
    (folder / "two.toml").write_text(TWO_PROBLEMS)
    reasons = broken_files(folder)
    ran = shell("check")
    assert ran.code == 1
    two = [line for line in ran.lines if line.startswith("sessions/two.toml:")]
    assert [line.split(" ")[0] for line in two] == ["sessions/two.toml:3:", "sessions/two.toml:6:"]
    assert "titel" in two[0]
    assert "title" in two[0].replace("titel", "")
    assert all(words in two[1] for words in ("phase", "prepare", "together", "after"))
    for handle, reason in reasons.items():
        assert any(line.startswith(f"sessions/{handle}.toml:") and reason in line for line in ran.lines)
    found = shell("check", "--json")
    assert found.code == 1
    in_two = [one for one in found.json() if one["file"] == "sessions/two.toml"]
    assert [(one["line"], one["key"]) for one in in_two] == [(3, "titel"), (6, "phase")]
    assert len(found.json()) == len(ran.lines)
    assert all(set(one) == {"file", "line", "key", "problem"} for one in found.json())


def test_check_of_named_files_only(shell: Shell, folder: Path, tmp_path: Path) -> None:
    good = put(folder)
    (tmp_path / "bad.toml").write_text(TWO_PROBLEMS)
    assert shell("check", str(good)).code == 0
    ran = shell("check", str(good), "bad.toml", "missing.toml", "sessions")
    assert ran.code == 1
    assert [line.split(":")[0] for line in ran.lines] == ["bad.toml", "bad.toml", "missing.toml", "sessions"]


def test_check_finds_what_refers_to_nothing_and_what_stands_twice(shell: Shell, folder: Path) -> None:
    goals = (Goal(id="g1", statement="One", by="ana"), Goal(id="g2", statement="Two"))
    path = put(folder, goals=goals, ranking=("g1", "g2"))
    text = path.read_text().replace('by = "ana"', 'by = "nobody"').replace('id = "g2"', 'id = "g1"')
    path.write_text(text)
    ran = shell("check")
    assert ran.code == 1
    lines = text.splitlines()
    told = {int(line.split(":")[1]): line for line in ran.lines}
    assert "nobody" in told[lines.index('by = "nobody"') + 1]
    twice = [at for at, line in enumerate(lines, 1) if line == 'id = "g1"'][1]
    assert "g1" in told[twice]


# guide


def test_guide_tells_steps_questions_and_activities(shell: Shell) -> None:
    ran = shell("guide")
    assert (ran.code, ran.err) == (0, "")
    guide = guides.load()
    for step in STEPS:
        assert guide.step(step).label in ran.out
        for activity in guide.step(step).activities:
            assert activity.label in ran.out
        for question in guide.step(step).questions:
            assert question.text in ran.out


def test_a_written_guide_can_be_changed_and_led_with(shell: Shell, folder: Path, tmp_path: Path) -> None:
    put(folder)
    ran = shell("guide", "--write", "my.toml")
    assert ran.code == 0
    path = tmp_path / "my.toml"
    assert path.read_text() == guides.builtin_text()
    assert guides.load(path).steps == guides.load().steps
    assert shell("guide", "--guide", "my.toml").out == shell("guide").out
    assert shell("show", "reading", "--guide", "my.toml") == shell("show", "reading")
    path.write_text("mine now")
    ran = shell("guide", "--write", "my.toml")
    assert (ran.code, ran.out) == (1, "")
    assert path.read_text() == "mine now"


def test_the_line_that_uses_a_written_guide_can_be_copied(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    put(tmp_path / "sessions")
    ran = real(tmp_path, "guide", "--write", "my guide.toml")
    line = ran.lines[0].rpartition("use it with: ")[2].replace(" ID ", " reading ")
    led = copied(line, tmp_path)
    assert led.code == 0, led.err


@pytest.mark.parametrize("text", ["", "language = ", "[steps.goals]\nlabl = 3\n", "\xff"])
def test_a_broken_guide_is_named(shell: Shell, folder: Path, tmp_path: Path, text: str) -> None:
    put(folder)
    (tmp_path / "bad.toml").write_bytes(text.encode("latin-1"))
    for command in (("guide",), ("show", "reading"), ("run", "reading")):
        ran = shell(*command, "--guide", "bad.toml")
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith("bpworkshop: bad.toml:")
        assert shell(*command, "--guide", "missing.toml").code == 1
        assert shell(*command, "--guide", "sessions").code == 1


# The rest of the shell


def test_version_and_help(shell: Shell) -> None:
    ran = shell("--version")
    assert (ran.code, ran.out) == (0, f"bpworkshop {__version__}\n")
    top = shell("--help")
    assert top.code == 0
    for command in (
        "new",
        "run",
        "review",
        "list",
        "show",
        "handout",
        "add",
        "check",
        "guide",
        "where",
        "completion",
    ):
        assert re.search(rf"^    {command} ", top.out, re.M)
        ran = shell(command, "--help")
        assert ran.code == 0
        assert "--sessions" in ran.out
        assert " ".join(say(f"cli.{command}.help").split()) in " ".join(ran.out.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        ("--fly",),
        ("new",),
        ("new", "--title", "x", "--library", "y"),
        ("show",),
        ("run",),
        ("add", "x", "goals"),
        ("add", "x", "lunch", "y"),
        ("add", "x", "goals", "y", "z"),
        ("handout", "x"),
        ("completion", "dos"),
        ("completion",),
        ("list", "--all"),
        ("--sessions",),
    ],
    ids=" ".join,
)
def test_wrong_use_is_exit_2_and_told_on_standard_error(shell: Shell, arguments: tuple[str, ...]) -> None:
    ran = shell(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("usage: bpworkshop")


@pytest.mark.parametrize("kind", ["bash", "zsh", "tcsh", "fish"])
def test_completion_prints_a_script(shell: Shell, kind: str) -> None:
    ran = shell("completion", kind)
    assert (ran.code, ran.err) == (0, "")
    for word in ("bpworkshop", "handout", "partner"):
        assert word in ran.out
    if kind == "bash":
        subprocess.run(["bash", "-n"], input=ran.out, text=True, check=True)


def test_output_to_a_pipe_is_plain_and_as_wide_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    long = " ".join(["word"] * 90)
    put(tmp_path / "sessions", title="t" * 200, goals=(Goal(id="g1", statement=long),))
    for command in (("show", "reading"), ("list",), ("run", "reading"), ()):
        ran = real(tmp_path, *command, given="/list\n", TERM="xterm-256color", COLUMNS="40", FORCE_COLOR="1")
        assert "\x1b" not in ran.out + ran.err
        assert ran.code == 0
        if command and command[0] in ("show", "run"):
            assert long in ran.out
        assert "t" * 200 in ran.out


# With a terminal and without


def at_a_terminal(cwd: Path, *arguments: str, keys: bytes, out: bool = True, **environment: str) -> Ran:
    """The real command with a pseudo-terminal for its keys and, where ``out`` says so, for all it shows.

    The keys are typed once something was shown, so that nobody types into nothing.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "bpworkshop", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment},
        stdin=theirs,
        stdout=theirs if out else subprocess.PIPE,
        stderr=theirs if out else subprocess.PIPE,
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # EIO: the other end is closed
        while piece := os.read(ours, 65536):
            shown += piece
            if keys and (b"Reading after school" in shown):
                os.write(ours, keys)
                keys = b""
    piped, err = process.communicate(timeout=60)
    os.close(ours)
    return Ran(process.returncode, (shown if out else piped).decode(), (err or b"").decode())


def test_a_terminal_gets_screens_and_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    put(tmp_path / "sessions")
    for arguments, keys in (((), b"q"), (("review", "reading"), b"q"), (("run", "reading"), b"\x1b[21~")):
        ran = at_a_terminal(tmp_path, *arguments, keys=keys)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.count("\x1b[?1049h") == ran.out.count("\x1b[?1049l") == 1
    assert "run 2026-05-01-reading" in ran.out.rpartition("\x1b[?1049l")[2]


def test_a_dumb_terminal_and_a_script_are_led_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    path = put(tmp_path / "sessions")
    terminals: tuple[dict[str, Any], ...] = ({"TERM": "dumb"}, {"TERM": ""})
    for named in terminals:
        ran = at_a_terminal(tmp_path, "run", "reading", keys=b"More families\n/quit\n", **named)
        assert (ran.code, ran.err) == (0, "")
        assert "\x1b[?1049h" not in ran.out
        assert on_disk(path).goals[-1].statement == "More families"
        listed = at_a_terminal(tmp_path, keys=b"", **named)
        assert listed.code == 0
        assert to_copy(listed)[0].endswith(" run 2026-05-01-reading")
    (tmp_path / "script.txt").write_text("More books\n/quit\n")
    ran = copied(f"{shlex.quote(sys.executable)} -m bpworkshop run reading < script.txt", tmp_path)
    assert ran.code == 0
    assert on_disk(path).goals[-1].statement == "More books"


def test_keys_without_a_picture_are_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    put(tmp_path / "sessions")
    ran = at_a_terminal(tmp_path, "run", "reading", keys=b"", out=False)
    assert (ran.code, ran.out) == (2, "")
    assert " run --plain 2026-05-01-reading" in ran.err
    ran = copied(f"{shlex.quote(sys.executable)} -m bpworkshop run reading < /dev/null", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "--plain" in ran.err


def test_review_without_a_terminal_prints_what_show_prints(shell: Shell, folder: Path) -> None:
    put(folder, **PRIVATE)
    for more in ((), ("--all",)):
        assert shell("review", "reading", *more) == shell("show", "reading", *more)
    assert "Our hidden goal" not in shell("review", "reading").out


def test_whoever_reads_may_stop_reading(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    notes = tuple(Note(id=f"n{number}", text="x" * 400) for number in range(1000))
    put(tmp_path / "sessions", notes=notes)
    line = 'set -o pipefail; {} -m bpworkshop show reading | head -1; echo "${{PIPESTATUS[0]}}"'
    ran = copied(line.format(shlex.quote(sys.executable)), tmp_path)
    assert (ran.out, ran.err) == ("Reading after school\n0\n", "")
    line = "{} -m bpworkshop list | true; echo ${{PIPESTATUS[0]}}"
    ran = copied(line.format(shlex.quote(sys.executable)), tmp_path)
    assert (ran.out, ran.err) == ("0\n", "")


@pytest.mark.parametrize(
    ("command", "closed"),
    [
        ("list", ">&-"),
        ("show nobody", "2>&-"),
        ("run reading", "<&-"),
        ("run reading", "<&- >&- 2>&-"),
        ("add reading goals x", ">&-"),
    ],
)
def test_a_stream_that_is_closed_is_no_traceback(tmp_path: Path, command: str, closed: str) -> None:
    (tmp_path / "sessions").mkdir()
    put(tmp_path / "sessions")
    ran = copied(f"{shlex.quote(sys.executable)} -m bpworkshop {command} {closed}", tmp_path)
    assert "Traceback" not in ran.err
    assert ran.code in ((2,) if command.startswith("run") else (0, 1))


def test_arguments_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    path = put(tmp_path / "sessions")
    assert real(tmp_path, "show", b"\xff\xfe").code == 1
    assert real(tmp_path, "list", "--sessions", b"\xff").code == 0
    ran = real(tmp_path, "add", "reading", "goals", b"caf\xe9 \xff")
    assert ran.code == 0
    assert on_disk(path).goals[0].statement == "caf\ufffd \ufffd"
    ran = real(tmp_path, "new", "--title", b"caf\xe9", "--library", "L", "--partner", "P")
    assert "Traceback" not in ran.err
    assert "codec" not in ran.err
    assert ran.code == 1 or "caf" in ran.out


def test_a_terminal_that_cannot_show_a_letter_shows_a_question_mark(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    put(tmp_path / "sessions", title="图书馆 × é")
    ran = real(tmp_path, "list", PYTHONIOENCODING="ascii")
    assert ran.code == 0
    assert "??? ? ?" in ran.out


@contextmanager
def unprivileged() -> Iterator[None]:
    """Tests may run as root, for whom nothing is read-only."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_that_can_only_be_read(shell: Shell) -> None:
    shell(*NEW)  # every room that is needed is there before the rights are given up
    shell("show", "library")
    shell("add", "library", "goals", "x")
    shell("handout", "library", "-o", "h.toml")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "sessions"
        folder.mkdir()
        path = put(folder)
        before = path.read_bytes()
        path.chmod(0o444)
        for one in (folder, folder.parent):
            one.chmod(0o555)
        try:
            with unprivileged():
                assert shell("--sessions", str(folder), "list").code == 0
                assert shell("--sessions", str(folder), "show", "reading", "--json").code == 0
                for command in (
                    ("add", "reading", "goals", "x"),
                    NEW,
                    ("handout", "reading", "-o", str(folder.parent / "h.toml")),
                ):
                    ran = shell("--sessions", str(folder), *command)
                    assert (ran.code, ran.out) == (1, "")
                    assert say("file.denied_write") in ran.err
        finally:
            for one in (folder.parent, folder):
                one.chmod(0o755)
        assert path.read_bytes() == before
        assert [one.name for one in folder.iterdir()] == [path.name]


def test_a_file_that_may_not_be_read(shell: Shell) -> None:
    shell(*NEW)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        put(folder).chmod(0o000)
        with unprivileged():
            ran = shell("--sessions", name, "list")
            assert ran.code == 0
            assert say("file.denied") in ran.out
            ran = shell("--sessions", name, "show", "reading")
            assert ran.code == 1
            assert say("file.denied") in ran.err


@pytest.mark.parametrize(
    "command", [("handout", "reading", "-o"), ("guide", "--write"), ("guide", "--guide")]
)
@pytest.mark.parametrize(
    "target",
    ["~nobody-has-this-name/x.toml", "x" * 300, "/"],
    ids=["a user that is not there", "long", "root"],
)
def test_a_target_that_cannot_be_is_a_message(
    shell: Shell, folder: Path, command: tuple[str, ...], target: str
) -> None:
    put(folder)
    ran = shell(*command, target)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("bpworkshop: ")
