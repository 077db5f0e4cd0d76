"""What was being typed survives its program, comes back to its own user, once, and is bounded."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpworkshop import text
from bpworkshop.errors import FileProblem
from bpworkshop.store import atomic
from bpworkshop.store import drafts as module
from bpworkshop.store.beside import Beside
from bpworkshop.store.drafts import MOST, MOST_OF_FORM, Draft, Drafts, Form
from bpworkshop.store.process import Process

START = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
SRC = Path(__file__).parents[2] / "src"
LINE = Draft("values", "Every child is ", ours=False)
FORM = Form("goals", "abcd", {"statement": 'Two\nlines, "quoted"', "evidence.library.0": "  x "})


Opener = Callable[..., Drafts]


@pytest.fixture
def drafts(path: Path) -> Opener:
    """A program's drafts; what is changed of its process makes it another program."""

    def made(at: datetime = START, **changed: Any) -> Drafts:
        return Drafts(Beside(path, "abcd"), replace(Process.mine(), **changed), lambda: at)

    return made


DEAD: dict[str, Any] = {"started": "1"}


def files(drafts: Drafts) -> list[str]:
    folder = drafts.beside.folder / "drafts"
    return sorted(os.listdir(folder)) if folder.exists() else []


# Keeping and having it back


@pytest.mark.parametrize(
    "draft",
    [
        LINE,
        Draft("figures", "! cheaper than they think", ours=True),
        Draft("goals", form=FORM),
        Draft("goals", "مكتبة 图书馆 👩\u200d🏫 '''\"\"\" \\ #[x] ", ours=False, form=FORM),
    ],
    ids=["line", "ours", "form", "both"],
)
def test_what_was_typed_comes_back_when_its_program_is_gone(drafts: Opener, draft: Draft) -> None:
    assert drafts(**DEAD).keep(draft)
    mine = drafts()
    assert mine.adopt() == draft
    assert len(files(mine)) == 1
    assert mine.everyone()[0].process == mine.process
    assert mine.everyone()[0].draft == draft


def test_it_survives_a_program_that_is_killed(drafts: Opener, path: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from bpworkshop.store.beside import Beside\n"
        "from bpworkshop.store.drafts import Draft, Drafts\n"
        "from bpworkshop.store.process import Process\n"
        "drafts = Drafts(Beside(Path(sys.argv[1]), 'abcd'), Process.mine())\n"
        "drafts.keep(Draft('values', 'Every ch'))\n"
        "drafts.keep(Draft('values', 'Every child is ', ours=False))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], env={**os.environ, "PYTHONPATH": str(SRC)}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert drafts(at=datetime.now(UTC)).adopt() == LINE


def test_there_is_one_file_a_program_and_none_when_nothing_is_typed(drafts: Opener) -> None:
    mine = drafts()
    assert mine.keep(None)
    assert files(mine) == []
    for empty in (None, Draft("goals"), Draft("goals", "  "), Draft("goals", form=Form("goals", "abcd", {}))):
        assert mine.keep(LINE)
        assert mine.keep(replace(LINE, line="more"))
        assert len(files(mine)) == 1
        assert mine.keep(empty)
        assert files(mine) == []


def test_the_file_is_named_after_host_and_process(drafts: Opener) -> None:
    mine = drafts(host="../../My Host", pid=77)
    assert mine.keep(LINE)
    assert files(mine)[0].startswith("my-host-77-")
    assert drafts(host="图书馆").keep(LINE)
    assert files(mine)[0].startswith("host-")


def test_a_number_that_is_used_again_overwrites_no_draft(drafts: Opener) -> None:
    """Whoever has it now is somebody else, and the first one may want the line back."""
    assert drafts(user="somebody", **DEAD).keep(LINE)
    assert drafts().keep(replace(LINE, line="more"))
    assert len(files(drafts())) == 2


@pytest.mark.parametrize("mode", [0o600, 0o660], ids=oct)
def test_it_is_as_open_as_the_session(drafts: Opener, path: Path, mode: int) -> None:
    path.chmod(mode)
    mine = drafts()
    mine.keep(LINE)
    assert (mine.beside.folder / "drafts" / files(mine)[0]).stat().st_mode & 0o777 == mode


# Whose draft comes back


@pytest.mark.parametrize("whose", [{}, {"user": "somebody", **DEAD}, {"host": "elsewhere"}], ids=str)
def test_nobody_is_given_what_is_not_theirs_or_still_being_typed(
    drafts: Opener, whose: dict[str, Any]
) -> None:
    other = drafts(**whose)
    assert other.keep(LINE)
    before = files(other)
    assert drafts(pid=1, started="").adopt() is None
    assert files(other) == before


@pytest.mark.parametrize("days", [-2, 2])
def test_the_draft_of_another_host_comes_back_after_a_day(drafts: Opener, days: int) -> None:
    assert drafts(host="elsewhere").keep(LINE)
    assert drafts(at=START + timedelta(hours=23)).adopt() is None
    assert drafts(at=START + timedelta(days=days)).adopt() == LINE


def test_the_newest_comes_first_and_the_others_after_it(drafts: Opener) -> None:
    for number in (2, 3, 1):
        at = START + timedelta(minutes=number)
        assert drafts(at, pid=1000 + number, **DEAD).keep(replace(LINE, line=str(number)))
    mine = drafts()
    for left in (3, 2, 1):
        adopted = mine.adopt()
        assert adopted is not None
        assert adopted.line == str(left)
        assert len(files(mine)) == left
        assert mine.adopt() is None  # while that one is being typed on
        assert mine.keep(None)
    assert mine.adopt() is None


def test_one_that_another_program_takes_meanwhile_is_theirs(
    drafts: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts(**DEAD).keep(LINE)
    mine, theirs = drafts(), drafts(boot="")
    found = mine.everyone()
    assert theirs.adopt() == LINE
    monkeypatch.setattr(mine, "everyone", lambda: found)
    assert mine.adopt() is None
    assert len(files(mine)) == 1


def test_on_a_disk_that_is_full_nothing_is_lost_by_taking_it_over(
    drafts: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts(**DEAD).keep(LINE)
    mine = drafts()
    with monkeypatch.context() as patch:
        broken(patch, "write", errno.ENOSPC)
        assert mine.adopt() == LINE
    # It died before it could write: whoever comes next has the line.
    again = drafts(boot="")
    assert again.adopt() == LINE


def test_on_a_disk_that_can_only_be_read_it_comes_back_and_stays(
    drafts: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = drafts(**DEAD)
    dead.keep(LINE)
    before = files(dead)

    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(module, "os", SimpleNamespace(**{**vars(os), "rename": refuse}))
    assert drafts().adopt() == LINE
    assert files(dead) == before


# Bounds


def test_of_a_huge_paste_the_beginning_is_kept(drafts: Opener) -> None:
    mine = drafts()
    assert mine.keep(Draft("goals", "x" * 2_000_000, form=Form("goals", "abcd", {"note": "y" * 2_000_000})))
    draft = mine.everyone()[0].draft
    assert draft.line == "x" * MOST
    assert draft.form == Form("goals", "abcd", {"note": "y" * MOST})


TEXTS = st.text(max_size=50) | st.sampled_from(["\x1b]0;x\x07", "\ud800", "x" * 30_000, "\u202e" * 20_000])


@settings(max_examples=40)
@given(
    st.builds(
        Draft,
        st.just("goals"),
        TEXTS,
        form=st.builds(Form, st.just("goals"), st.just("abcd"), st.dictionaries(TEXTS, TEXTS, max_size=20)),
    )
)
def test_whatever_is_typed_is_kept_bounded_and_clean(
    tmp_path_factory: pytest.TempPathFactory, draft: Draft
) -> None:
    path = tmp_path_factory.mktemp("drafts") / "reading.toml"
    mine = Drafts(Beside(path, "abcd"), Process.mine(), lambda: START)
    assert mine.keep(draft)
    for kept in mine.everyone():
        form = kept.draft.form
        texts = [kept.draft.line, *(form.typed.values() if form else ())]
        assert all(len(one) <= MOST and text.is_clean(one) for one in texts)
        assert "\n" not in kept.draft.line
        assert sum(map(len, texts)) <= MOST + MOST_OF_FORM


def test_a_form_has_a_bound_of_its_own(drafts: Opener) -> None:
    mine = drafts()
    typed = {f"field{number}": "x" * MOST for number in range(30)}
    assert mine.keep(Draft("goals", form=Form("goals", "abcd", typed)))
    form = mine.everyone()[0].draft.form
    assert form is not None
    letters = sum(len(key) + len(value) for key, value in form.typed.items())
    assert MOST_OF_FORM - MOST < letters <= MOST_OF_FORM
    assert [*form.typed][:9] == [*typed][:9]


# A broken disk and broken files


def broken(patch: pytest.MonkeyPatch, call: str, code: int) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    patch.setattr(atomic, "os", SimpleNamespace(**{**vars(os), call: fails}))


@pytest.mark.parametrize("call", ["open", "write", "replace", "close"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.ESTALE], ids=errno.errorcode.get)
def test_a_failing_disk_is_told_by_false_and_what_was_kept_stays(
    drafts: Opener, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    mine = drafts()
    assert mine.keep(LINE)
    with monkeypatch.context() as patch:
        broken(patch, call, code)
        assert not mine.keep(replace(LINE, line="more"))
    assert mine.everyone()[0].draft == LINE
    assert mine.keep(replace(LINE, line="more"))
    assert mine.everyone()[0].draft.line == "more"


def test_nothing_is_raised_whatever_goes_wrong(drafts: Opener, path: Path) -> None:
    mine = drafts()
    nonsense: Any = object()
    assert not mine.keep(nonsense)
    mine.beside.make()
    (mine.beside.folder / "drafts").write_bytes(b"a file where a folder is needed")
    assert not mine.keep(LINE)
    assert mine.adopt() is None
    assert mine.everyone() == []


def test_a_draft_that_is_stuck_in_the_disk_stops_no_other(
    drafts: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard keeps the line while the screens hang."""
    monkeypatch.setattr(module, "_WAIT", 0.01)
    mine = drafts()
    stuck, go_on = Event(), Event()
    write = mine.beside.write

    def hangs(name: str, values: dict[str, object]) -> None:
        if values["line"] == "old":
            stuck.set()
            go_on.wait()
        else:
            write(name, values)

    monkeypatch.setattr(mine.beside, "write", hangs)
    thread = Thread(target=mine.keep, args=(replace(LINE, line="old"),))
    thread.start()
    stuck.wait()
    assert mine.keep(LINE)
    go_on.set()
    thread.join()
    assert mine.everyone()[0].draft == LINE
    assert mine.keep(LINE)


@pytest.mark.parametrize(
    "content",
    [b"", b"line = ", b"\xff\xfe", b'line = "x"', b'line = "x"\nat = 2026-05-04T10:00:00\n', b"[process]\n"],
    ids=str,
)
def test_a_broken_file_is_left_out_of_account_and_left_alone(drafts: Opener, content: bytes) -> None:
    drafts(**DEAD).keep(LINE)
    mine = drafts()
    strange = mine.beside.folder / "drafts" / "a.toml"
    strange.write_bytes(content)
    (strange.parent / "b.toml").symlink_to(strange)
    os.mkfifo(strange.parent / "c.toml")
    assert mine.adopt() == LINE
    assert strange.read_bytes() == content


def test_a_draft_that_says_not_for_whom_it_is_is_only_ours(drafts: Opener) -> None:
    dead = drafts(**DEAD)
    dead.keep(replace(LINE, form=FORM))
    file = dead.beside.folder / "drafts" / files(dead)[0]
    whole = file.read_text()
    assert "ours = false" in whole
    for changed in ("", "ours = 0", 'ours = "false"'):
        file.write_text(whole.replace("ours = false", changed))
        assert dead.everyone()[0].draft.ours is True


def test_what_somebody_wrote_into_the_file_is_read_as_far_as_it_fits(drafts: Opener) -> None:
    dead = drafts(**DEAD)
    dead.keep(replace(LINE, form=FORM))
    file = dead.beside.folder / "drafts" / files(dead)[0]
    whole = file.read_text()
    file.write_text(
        whole.replace('step = "values"', 'step = "nowhere"')
        .replace('line = "Every child is "', r'line = "a\u001b]0;x\u0007\nb"')
        .replace('item = "abcd"', 'item = "../x"')
    )
    draft = dead.everyone()[0].draft
    assert draft == Draft("goals", "a␛]0;x␇ b", ours=False)
    file.write_text(whole.replace("Every child is ", "\u202e" * 2 * MOST))
    assert dead.everyone()[0].draft.line == ("<202E>" * MOST)[:MOST]
    file.write_text(whole.replace('record = "goals"', 'record = "__class__"'))
    assert dead.everyone()[0].draft.form is None
    file.write_text(
        whole.replace('record = "goals"', "record = 7").replace('line = "Every child is "', "line = 7")
    )
    assert dead.everyone() == []


# Taking somebody out


def test_all_drafts_can_be_changed_or_dropped(drafts: Opener) -> None:
    for number, words in enumerate(["Ana said", "Bo said", "drop"], 1000):
        drafts(pid=number, **DEAD).keep(replace(LINE, line=words))
    mine = drafts()
    left = mine.beside.folder / "drafts" / ".a.0123456789ab.tmp"
    left.write_bytes(b"Ana")

    def change(data: bytes) -> bytes | None:
        return None if b"drop" in data else data.replace(b"Ana", b"Somebody")

    assert mine.rewrite(change) == 2
    assert sorted(one.draft.line for one in mine.everyone()) == ["Bo said", "Somebody said"]
    assert not left.exists()


def test_one_that_refuses_is_told(drafts: Opener, path: Path) -> None:
    mine = drafts()
    mine.keep(LINE)

    def refuse(_: bytes) -> bytes:
        raise FileProblem("toml.deep", path=path)

    with pytest.raises(FileProblem):
        mine.rewrite(refuse)
