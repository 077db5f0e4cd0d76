"""``export``: a document where it was wanted, for whom it was wanted, and over nothing else."""

import gc
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bpworkshop.cli import exporting, main
from bpworkshop.documents import listing, making
from bpworkshop.documents.files import FORMS
from bpworkshop.session.items import Goal
from bpworkshop.store import codec
from bpworkshop.words import entry, say
from tests.functional.test_line_mode import Stand
from tests.strategies import small

OURS = "Never without a contract"
GOALS = (Goal(id="g1", statement="Read more"), Goal(id="g2", statement=OURS, only_for="library"))


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command came to."""

    code: int
    out: str
    err: str


Shell = Callable[..., Ran]


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Shell]:
    """Exports the kit of the one session, in this process, in the folder above ``sessions``."""
    monkeypatch.chdir(tmp_path)
    put(tmp_path)

    def run(*arguments: str) -> Ran:
        capsys.readouterr()
        try:
            code: Any = main(["export", "reading", "--document", "kit", *arguments])
        except SystemExit as ended:
            code = ended.code
        told = capsys.readouterr()
        return Ran(code, told.out, told.err)

    yield run
    gc.enable()
    gc.unfreeze()


def put(above: Path, **values: Any) -> Path:
    path = above / "sessions" / "2026-05-01-reading.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(codec.encode(small(goals=GOALS, **values)))
    return path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_document_goes_to_standard_output(shell: Shell) -> None:
    usual, html, md = shell(), shell("--format", "html"), shell("--format", "md")
    assert usual == html
    assert (html.code, html.err) == (0, "")
    assert (md.code, md.err) == (0, "")
    for name, ran in (("html", html), ("md", md)):
        assert FORMS[name].is_ours(ran.out[:1000])
        assert "Read more" in ran.out
        assert OURS not in ran.out


def test_the_forms_are_those_that_can_be_written() -> None:
    assert tuple(FORMS) == making.TEXTS
    assert tuple(listing.FORMS) == exporting.TABLES


def test_what_is_only_ours_is_there_only_when_asked_for_and_only_its_owner_reads_it(
    shell: Shell, tmp_path: Path
) -> None:
    for name in FORMS:
        everyone, ours = tmp_path / f"kit.{name}", tmp_path / f"ours.{name}"
        ran = shell("--format", name, "-o", str(everyone))
        assert (ran.code, ran.err) == (0, "")
        assert ran.out == f"{say('cli.export.written', path=str(everyone))}\n"
        ran = shell("--format", name, "-o", str(ours), "--only-us")
        assert ran.out == f"{say('cli.export.written_ours', path=str(ours))}\n"
        assert OURS not in everyone.read_text("utf-8")
        assert OURS in ours.read_text("utf-8")
        assert (mode(everyone), mode(ours)) == (0o644, 0o600)


def test_what_is_only_ours_stays_closed_where_everybodys_document_stood(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "kit.html"
    shell("-o", str(path))
    assert mode(path) == 0o644
    assert shell("-o", str(path), "--only-us").code == 0
    assert OURS in path.read_text("utf-8")
    assert mode(path) == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_a_document_takes_the_place_of_a_document(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "kit"
    assert shell("-o", str(path), "--format", "md", "--slips", "0").code == 0
    before = path.read_text("utf-8")
    assert shell("-o", str(path)).code == 0
    assert path.read_text("utf-8").startswith("<!doctype html>")
    assert shell("-o", str(path), "--format", "md", "--slips", "0").code == 0
    assert path.read_text("utf-8") == before


OTHERS = {
    "text": b"A letter\n",
    "empty": b"",
    "page": b'<!doctype html>\n<html lang="en">\n<p>Mine</p>',
    "no text": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("what", OTHERS)
def test_something_else_is_only_overwritten_when_that_is_said(
    shell: Shell, tmp_path: Path, what: str
) -> None:
    path = tmp_path / "kit.html"
    path.write_bytes(OTHERS[what])
    ran = shell("-o", str(path))
    assert (ran.code, ran.out) == (1, "")
    assert say("document.exists") in ran.err
    assert path.read_bytes() == OTHERS[what]
    assert shell("-o", str(path), "--force").code == 0
    assert FORMS["html"].is_ours(path.read_text("utf-8")[:1000])


@pytest.mark.parametrize(
    "where",
    [
        "sessions/2026-05-01-reading.toml",
        "sessions/new.toml",
        "new.TOML",
        "sessions/.bpworkshop/kit.html",
        "sessions/../sessions/.bpworkshop/session/kit.html",
        "beside/kit.html",
    ],
)
def test_a_document_never_stands_where_sessions_do(shell: Shell, tmp_path: Path, where: str) -> None:
    session = tmp_path / "sessions" / "2026-05-01-reading.toml"
    before = session.read_bytes()
    (tmp_path / "sessions" / ".bpworkshop" / "session").mkdir(parents=True, exist_ok=True)
    os.symlink("sessions/.bpworkshop", tmp_path / "beside")
    for forced in ((), ("--force",)):
        ran = shell("-o", where, *forced)
        assert (ran.code, ran.out) == (1, "")
        assert say("document.inside") in ran.err
    assert session.read_bytes() == before
    assert list(tmp_path.rglob("kit.html")) == []


@pytest.mark.parametrize("forced", [(), ("--force",)])
@pytest.mark.parametrize(
    ("what", "key"), [("link", "file.link"), ("folder", "file.folder"), ("pipe", "file.special")]
)
def test_what_is_no_file_is_left_alone(
    shell: Shell, tmp_path: Path, what: str, key: str, forced: tuple[str, ...]
) -> None:
    path, target = tmp_path / "kit.html", tmp_path / "target.html"
    target.write_text("mine")
    if what == "link":
        path.symlink_to(target)
    elif what == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    ran = shell("-o", str(path), *forced)
    assert (ran.code, ran.out) == (1, "")
    assert say(key) in ran.err
    assert target.read_text() == "mine"


@pytest.mark.parametrize(
    "name",
    [
        "-rf",
        "../up.html",
        "a b.html",
        "ä\u202e.html",
        "x" * 300,
        "no/kit.html",
        "caf\udce9",
        "two\nlines",
        "loop",
        "loop/x",
        "/dev/null",
    ],
)
def test_an_odd_name_is_written_or_refused(shell: Shell, tmp_path: Path, name: str) -> None:
    (tmp_path / "here").mkdir()
    os.chdir(tmp_path / "here")
    os.symlink("loop", "loop")
    ran = shell(f"--sessions={tmp_path / 'sessions'}", f"--output={name}")
    assert "\u202e" not in ran.out + ran.err
    assert (tmp_path / "here" / name).exists() if ran.code == 0 else ran.code == 1 and ran.err


@pytest.mark.parametrize(("given", "code"), [("0", 0), ("200", 0), ("201", 2), ("-1", 2), ("many", 2)])
def test_slips_are_counted_out(shell: Shell, given: str, code: int) -> None:
    ran = shell(f"--slips={given}", "--format", "md")
    assert ran.code == code
    if code:
        assert (ran.out, bool(ran.err)) == ("", True)
    else:
        assert ran.out.count("### Slip ") == int(given)


def test_the_same_session_makes_the_same_bytes(shell: Shell, tmp_path: Path) -> None:
    first = shell().out
    assert shell().out == first
    put(tmp_path, idea="A reading room on wheels")
    assert shell().out != first


def test_what_the_kit_says_is_to_be_typed_can_be_typed(tmp_path: Path) -> None:
    """With numbers as on paper: slips for goals that stand on the board, a promise, and what is around."""
    goals = tuple(Goal(id=f"g{number}", statement=f"Goal {number}") for number in range(1, 5))
    stand = Stand(tmp_path, small(phase="together", goals=goals))
    typed = [line for line in entry("kit.typed") if not line.startswith("bpworkshop ")]
    assert len(typed) == len(entry("kit.typed")) - 1
    told = stand.play(*typed)
    assert stand.mode is not None
    assert stand.mode.failed == [], "\n".join(told)
    session = stand.workshop.session
    assert [goal.whose for goal in session.goals] == [None] * 4 + ["shared"]
    assert [goal.votes for goal in session.goals] == [1, 1, 2, 0, 2]
    assert [ballot.slip for ballot in session.rounds[0].ballots] == [1, 2]
    assert [(one.owner, bool(one.due)) for one in session.commitments] == [("ana", True)]
    assert len(session.check_in) == len(session.decisions) == len(session.parked) == 1
    assert session.next_meeting
    assert session.next_meeting.invites == "ana"


def test_the_offer_of_a_session_is_a_document_too(shell: Shell) -> None:
    ours, everyones = shell("--document", "offer", "--only-us"), shell("--document", "offer")
    for ran in (ours, everyones):
        assert (ran.code, ran.err) == (0, "")
        assert say("offer.give_and_get") in ran.out
        assert say("offer.package") in ran.out
