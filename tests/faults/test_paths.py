"""Names that people, disks and programs give to files and folders, and two people of one look."""

import os
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest

from bpworkshop import text
from bpworkshop.commands import Face, dispatch
from bpworkshop.errors import Problem
from bpworkshop.method.guide import load
from bpworkshop.store import codec
from bpworkshop.store.beside import Beside
from bpworkshop.tui.rows import wrap
from bpworkshop.workshop import Workshop
from tests import shell as shells
from tests.shell import Shell
from tests.strategies import small

ODD = ["caf\udce9", "-rf", "a  b", " ", "two\nlines", "\x1b[2J", "字" * 80, "w" * 250, "'\"$(x)`;&", "a.toml"]
"""What a session's file may be called before its ``.toml``."""


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Shell]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sessions").mkdir(0o700)
    yield from shells.shell(capsys)


def put(name: str) -> Path:
    path = Path("sessions") / f"{name}.toml"
    path.write_bytes(codec.encode(small()))
    return path


@pytest.mark.parametrize("name", ODD, ids=ascii)
def test_a_session_is_kept_under_whatever_name_its_file_has(shell: Shell, name: str) -> None:
    path = put(name)
    for statement in ("one", "two"):
        assert shell("add", str(path), "goals", statement)[0] == 0
    assert [goal.statement for goal in codec.decode(path.read_bytes(), path).goals] == ["one", "two"]
    assert shell("versions", str(path))[1].startswith("1 ")
    # Its copies are found by the name, once nothing else is left.
    path.write_bytes(b"broken")
    code, _, told = shell("restore", str(path))
    assert (code, told) == (0, "")
    assert codec.problems(path.read_bytes(), path) == []
    assert {one.name for one in Path("sessions").iterdir()} >= {path.name, ".bpworkshop"}


@pytest.mark.parametrize(
    "name", ["caf\udce9", "two\nlines", "a  b", "x" * 300, "loop", "loop/x", "no/such", "/dev/null"]
)
@pytest.mark.parametrize("keep", [(), ("--keep",)], ids=["once", "kept"])
def test_a_handout_under_an_odd_name_is_written_or_refused_and_every_save_goes_on(
    shell: Shell, name: str, keep: tuple[str, ...]
) -> None:
    put("good")
    os.symlink("loop", "loop")
    code, _, told = shell("handout", "good", "-o", name, *keep)
    assert code == (0 if os.path.isfile(name) else 1)
    assert bool(told) == bool(code)
    assert shell("add", "good", "goals", "More families", "--set", "only_for=")[::2] == (0, "")
    if code == 0:
        assert (b"More families" in Path(name).read_bytes()) == bool(keep)
    else:
        assert Beside(Path("sessions/good.toml"), "session").sidecar().handouts == ()


@pytest.mark.parametrize("name", ["x" * 300, "nul\0", "no/such", "\ud800", "~nobody-of-this-name/x"])
def test_a_copy_that_can_not_be_put_there_is_a_problem_and_the_session_goes_on(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / "good.toml"
    path.write_bytes(codec.encode(small()))
    face = Face.opened(Workshop.open(path), load())
    with pytest.raises(Problem):
        dispatch(face, f"/save {name}")
    dispatch(face, "/save")
    assert codec.problems(path.read_bytes(), path) == []


@pytest.mark.parametrize(
    "other",
    ["An\u200ba", "An\u2060a", "\ufeffAna", "Ana\u202e", "An\u200da", "An\u200ca", "Ana\u200e", "Αna"],
    ids=ascii,
)
def test_people_who_look_alike_are_told_apart_by_their_handles(shell: Shell, other: str) -> None:
    code, _, err = shell(
        *("new", "--title", "T", "--library", "L", "--partner", "P"),
        *("--person", "Ana, l", "--person", f"{other}, p"),
    )
    if code:
        assert "text without control characters" in err
        return
    [path] = Path("sessions").glob("*.toml")
    first, second = codec.decode(path.read_bytes(), path).people
    assert first.handle.isascii()
    assert first.handle != second.handle
    assert not {one for one in second.handle if not one.isalnum() and one not in "_-"}


def test_thousands_of_marks_cost_no_time() -> None:
    marks = "e" + "\u0301" * 200_000
    begun = process_time()
    cleaned = text.clean(marks)
    assert len(cleaned) == 1 + text.MOST_MARKS
    lots = ("e" + "\u0301" * text.MOST_MARKS) * 2000
    assert text.width(lots) == 2000
    assert "".join(wrap(lots, 60)) == lots
    assert process_time() - begun < 1
