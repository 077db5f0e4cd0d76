"""Several who save at once, stopped at every call to the disk: nothing is lost, nothing is there twice.

The lock is out of order in most of these tests: only the numbers may matter.
"""

import errno
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from fcntl import LOCK_EX, flock
from functools import partial
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any, NoReturn

import pytest

from bpworkshop.errors import FileProblem, Problem
from bpworkshop.session.session import Session
from bpworkshop.store import codec, keeper, revisions
from bpworkshop.store.revisions import Taken
from bpworkshop.workshop import Workshop
from tests.faults.disk import Died, in_place_of_os, leftovers, os_with
from tests.faults.people import (
    new_session,
    on_disk,
    put_back,
    reopened,
    replaced_by_hand,
    revisions_of,
    said,
    say,
    truth_of,
)
from tests.faults.turns import TakingTurns, Writer, nothing_fails

A_SAVE = 200
"""More calls than a save makes."""


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(os, "fsync", os.fstat)
    monkeypatch.setattr(keeper, "sleep", lambda _: None)
    monkeypatch.setattr(revisions, "PATIENCE", 0.0)
    with in_place_of_os(TakingTurns()):
        yield


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_session(tmp_path / "sessions")


class Words:
    """A file of words, to which words are added: the plainest thing that can be merged."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.path = folder / "words.toml"
        self.path.write_bytes(b"first")
        self.acknowledged = ["first"]

    def add(self, word: str) -> None:
        """As the keeper saves: look, merge, commit; again where somebody was faster or the disk failed."""
        ours, failed = revisions_of(self.path), False
        for _ in range(50):
            try:
                truth = ours.truth(adopt=True)
                assert truth.data is not None
                merged = (
                    truth.data if word.encode() in truth.data.split() else truth.data + f" {word}".encode()
                )
                if merged != truth.data or failed:
                    ours.commit(truth, merged)
            except Taken:
                continue
            except Problem:
                failed = True
                continue
            self.acknowledged.append(word)
            return
        pytest.fail("it was never saved")

    def add_in_turn(self, word: str) -> None:
        with revisions_of(self.path).locked():
            self.add(word)

    def add_all(self, words: list[str]) -> None:
        for word in words:
            self.add(word)

    def check(self) -> None:
        data = truth_of(self.path).data
        assert data is not None
        counted = Counter(data.decode().split())
        assert set(counted.values()) == {1}, counted
        assert set(self.acknowledged) <= set(counted), (counted, self.acknowledged)
        assert self.path.read_bytes() == data


def finished(writers: Iterable[Writer]) -> None:
    for writer in writers:
        writer.finish()
        if writer.raised and not isinstance(writer.raised, Died):
            raise writer.raised


def reach(writer: Writer, name: str, times: int = 1) -> None:
    """Let it go on until it is about to do this call for so many times."""
    while writer.called.count(name) < times:
        assert writer.go_on()


def failures(chance: Random, dies_at: int) -> Callable[[str, int], BaseException | None]:
    """A disk that often fails, under a program that dies in the end."""

    def fault(name: str, number: int) -> BaseException | None:
        if number >= dies_at:
            return Died()
        broken = chance.random() < (0.2 if name in ("replace", "link") else 0.04)
        return OSError(errno.EIO, name) if broken else None

    return fault


# Two who get between each other everywhere


@pytest.mark.parametrize("times", [1, 5])
def test_others_save_while_one_is_stopped_anywhere(tmp_path: Path, times: int) -> None:
    for k in range(A_SAVE):
        path = new_session(tmp_path / str(k))
        ours, theirs = Workshop.open(path), Workshop.open(path)
        say(ours, "before")
        writer = Writer(partial(say, ours, "mine"))
        running = writer.go_on(k)
        for number in range(times):
            say(theirs, f"theirs {number}")
        finished([writer])
        expected = {"before", "mine", *(f"theirs {number}" for number in range(times))}
        found = reopened(path)
        assert len(found) == len(set(found)), (k, writer.called)
        assert set(found) == expected, (k, writer.called)
        assert set(said(on_disk(path))) == expected
        assert not leftovers(path.parent), (k, writer.called)
        theirs.look()
        ours.look()
        assert set(said(theirs.session)) == set(said(ours.session)) == expected, (k, writer.called)
        assert ours.conflicts == theirs.conflicts == []
        if not running:
            return
    pytest.fail("it never ended")


def test_who_opens_it_while_one_is_stopped_anywhere_disturbs_nothing(tmp_path: Path) -> None:
    for k in range(A_SAVE):
        path = new_session(tmp_path / str(k))
        ours = Workshop.open(path)
        say(ours, "before")
        writer = Writer(partial(say, ours, "mine"))
        running = writer.go_on(k)
        assert {"before"} <= set(reopened(path)) <= {"before", "mine"}
        finished([writer])
        assert set(reopened(path)) == {"before", "mine"}
        assert not leftovers(path.parent), (k, writer.called)
        if not running:
            return
    pytest.fail("it never ended")


@pytest.mark.slow
def test_two_stopped_anywhere_finish_in_either_order(tmp_path: Path) -> None:
    for i in range(A_SAVE):
        for j in range(A_SAVE):
            words = Words(tmp_path / f"{i}-{j}")
            words.add("second")
            one, other = (Writer(partial(words.add, word)) for word in ("one", "other"))
            one_runs, other_runs = one.go_on(i), other.go_on(j)
            finished((one, other) if (i + j) % 2 else (other, one))
            words.check()
            if not other_runs:
                break
        if not one_runs:
            return
    pytest.fail("it never ended")


@pytest.mark.parametrize(
    "failing", [pytest.param(False, marks=pytest.mark.slow), True], ids=["well", "failing"]
)
def test_writers_in_any_order_and_some_that_fail_or_die(tmp_path: Path, failing: bool) -> None:
    for seed in range(150):
        chance = Random(seed)
        words = Words(tmp_path / str(seed))

        writers = [
            Writer(
                partial(words.add_all, [f"{name}{number}" for number in range(3)]),
                failures(Random(f"{seed}{name}"), chance.randrange(20, 150)) if failing else nothing_fails,
            )
            for name in "abc"
        ]
        while running := [writer for writer in writers if not writer.done]:
            chance.choice(running).go_on(chance.choice((1, 1, 1, 3, 10)))
            if chance.random() < 0.05:
                words.check()
        finished(writers)
        words.check()


def test_a_number_whose_writer_failed_harms_nobody_who_has_seen_it(tmp_path: Path) -> None:
    words = Words(tmp_path / "it")
    words.add("second")
    no_replacing = lambda name, _: OSError(errno.EIO, name) if name == "replace" else None  # noqa: E731
    failing = Writer(partial(words.add, "failing"), no_replacing)
    reach(failing, "replace")
    merging = Writer(partial(words.add, "merging"))
    reach(merging, "link", 2)  # the first heals
    failing.go_on(5)
    words.add("third")
    finished([merging])
    words.check()
    assert b"failing" in words.path.read_bytes()


# Numbers and files that come back


def test_a_number_that_was_cleared_away_is_taken_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revisions, "SLOWEST", -1.0)
    words = Words(tmp_path / "it")
    words.add("second")
    asleep = Writer(partial(words.add, "asleep"))
    reach(asleep, "link")
    for number in range(revisions.KEPT + 3):
        words.add(f"meanwhile{number}")
    finished([asleep])
    assert asleep.called.count("link") >= 2, "it had to begin again"
    words.check()
    assert len(words.acknowledged) == revisions.KEPT + 6


def test_a_writer_that_sleeps_through_many_saves_puts_nothing_back(tmp_path: Path) -> None:
    words = Words(tmp_path / "it")
    words.add("second")
    asleep = Writer(partial(words.add, "asleep"))
    reach(asleep, "replace")
    for number in range(revisions.MOST + 6):
        words.add(f"meanwhile{number}")
    finished([asleep])
    words.check()


def test_an_old_revision_that_comes_back_is_healed(path: Path) -> None:
    ours = Workshop.open(path)
    for words in ("one", "two", "three"):
        say(ours, words)
    put_back(path, 2)
    assert said(on_disk(path)) == ["one"]
    assert set(reopened(path)) == {"one", "two", "three"}
    assert set(said(on_disk(path))) == {"one", "two", "three"}
    put_back(path, 3)
    say(ours, "four")
    assert set(said(on_disk(path))) == {"one", "two", "three", "four"}


# Hands


def test_a_file_that_a_hand_replaced_or_changed_is_merged(path: Path) -> None:
    ours, hand = Workshop.open(path), Workshop.open(path)
    say(ours, "one")
    replaced_by_hand(path, on_disk(path).model_copy(update={"title": "By hand"}))
    say(ours, "two")
    assert on_disk(path).title == "By hand"
    path.write_bytes(path.read_bytes().replace(b"By hand", b"In place"))
    ours.look()
    assert ours.session.title == "In place"
    say(hand, "three")
    assert on_disk(path).title == "In place"
    assert set(said(on_disk(path))) == {"one", "two", "three"}


def test_a_hand_anywhere_in_a_save_is_not_overwritten_before_the_file_is_replaced(tmp_path: Path) -> None:
    """Up to the very call that replaces it; nobody can compare and rename in one."""
    for k in range(A_SAVE):
        path = new_session(tmp_path / str(k))
        ours = Workshop.open(path)
        say(ours, "before")
        writer = Writer(partial(say, ours, "mine"))
        running = writer.go_on(k)
        late = "link" in writer.called
        replaced_by_hand(path, on_disk(path).model_copy(update={"title": "By hand"}))
        finished([writer])
        ours.look()
        assert late or ours.session.title == on_disk(path).title == "By hand", (k, writer.called)
        if not running:
            return
    pytest.fail("it never ended")


def test_a_file_caught_half_written_by_hand_is_neither_believed_nor_replaced(path: Path) -> None:
    ours = Workshop.open(path)
    say(ours, "one")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    for _ in range(2):
        with pytest.raises(FileProblem):
            say(ours, "two" if not ours.unsaved else "three")
        assert path.read_bytes() == whole[: len(whole) // 2]
    path.write_bytes(whole.replace(b"Reading after", b"Reading before"))
    ours.save()
    assert set(said(on_disk(path))) == {"one", "two", "three"}
    assert on_disk(path).title == "Reading before school"


@pytest.mark.parametrize("how", ["deleted", "renamed"])
def test_a_file_that_is_gone_is_written_again_with_all_that_everybody_saved(path: Path, how: str) -> None:
    ours, theirs = Workshop.open(path), Workshop.open(path)
    say(theirs, "theirs")
    elsewhere = path.with_name("elsewhere.toml")
    path.rename(elsewhere)
    if how == "deleted":
        elsewhere.unlink()
    ours.look()
    theirs.look()
    assert not path.exists(), "not before there is something to save"
    say(ours, "mine")
    say(theirs, "more")
    ours.look()
    expected = {"theirs", "mine", "more"}
    assert set(said(on_disk(path))) == set(said(ours.session)) == set(said(theirs.session)) == expected
    assert how == "deleted" or said(on_disk(elsewhere)) == ["theirs"]


def test_a_copy_beside_it_with_the_same_id_is_a_file_of_its_own(path: Path) -> None:
    ours = Workshop.open(path)
    say(ours, "both")
    copy = path.with_name("copy.toml")
    copy.write_bytes(path.read_bytes())
    theirs = Workshop.open(copy)
    for number in range(revisions.KEPT + 2):
        say(theirs, f"copy {number}")
    say(ours, "mine")
    put_back(path, 1)
    assert reopened(path) == said(ours.session)
    assert reopened(copy) == said(theirs.session)
    assert set(said(ours.session)) == {"both", "mine"}


def test_what_is_saved_while_a_session_is_being_opened_is_seen(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = Workshop.open(path)
    real = codec.decode

    def decode(data: bytes, path: Path) -> Session:
        monkeypatch.setattr(codec, "decode", real)
        say(theirs, "theirs")
        return real(data, path)

    monkeypatch.setattr(codec, "decode", decode)
    ours = Workshop.open(path)
    ours.look()
    assert said(ours.session) == ["theirs"]


# Disks without links, locks that are missing or hang


def no_links(*_: object, **__: object) -> NoReturn:
    raise PermissionError(errno.EPERM, "no links here")


@pytest.mark.parametrize(
    "code", [errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.EXDEV], ids=errno.errorcode.get
)
def test_without_links_it_saves_and_merges(path: Path, code: int) -> None:
    def link(*_: object, **__: object) -> NoReturn:
        raise OSError(code, os.strerror(code))

    with in_place_of_os(os_with(link=link)):
        ours, theirs = Workshop.open(path), Workshop.open(path)
        for number in range(3):
            say(ours, f"ours {number}")
            say(theirs, f"theirs {number}")
        assert len(set(reopened(path))) == len(said(on_disk(path))) == 6
    say(ours, "with links again")
    assert len(said(on_disk(path))) == 7


def test_without_links_the_lock_makes_others_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revisions, "PATIENCE", 60.0)

    class WithoutLinks(TakingTurns):
        def __getattr__(self, name: str) -> Any:
            return no_links if name == "link" else super().__getattr__(name)

    with in_place_of_os(WithoutLinks()):
        for k in range(A_SAVE):
            words = Words(tmp_path / str(k))

            writer = Writer(partial(words.add_in_turn, "mine"))
            running = writer.go_on(k)
            waiting = Thread(target=words.add_in_turn, args=("theirs",))
            waiting.start()
            finished([writer])
            waiting.join()
            words.check()
            assert len(words.acknowledged) == 3
            if not running:
                return


def test_a_lock_that_somebody_never_gives_back_is_not_waited_for_for_ever(path: Path) -> None:
    ours = Workshop.open(path)
    say(ours, "one")
    with open(path.parent / ".bpworkshop" / "session" / "lock", "rb") as held:
        flock(held, LOCK_EX)
        say(ours, "two")
    assert len(said(on_disk(path))) == 2


def test_locks_may_be_missing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(*_: object) -> NoReturn:
        raise OSError(errno.ENOLCK, "no locks here")

    monkeypatch.setattr(revisions, "flock", no_locks)
    ours, theirs = Workshop.open(path), Workshop.open(path)
    say(ours, "one")
    say(theirs, "two")
    assert len(said(on_disk(path))) == 2


@pytest.mark.parametrize("name", ["session", ".bpworkshop"])
def test_something_else_where_the_folder_beside_it_should_be(path: Path, name: str) -> None:
    """Then it can't be saved with others in mind: it says so, and harms nothing."""
    folder = path.parent / ".bpworkshop"
    if name == "session":
        folder.mkdir()
        folder /= name
    folder.write_text("a file")
    ours = Workshop.open(path)
    before = path.read_bytes()
    with pytest.raises(FileProblem):
        say(ours, "one")
    assert path.read_bytes() == before
    folder.unlink()
    ours.save()
    assert said(on_disk(path)) == ["one"]


def test_who_may_not_look_beside_it_can_read_it_but_not_save(path: Path) -> None:
    say(Workshop.open(path), "one")

    def denied(*_: object) -> NoReturn:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    before = path.read_bytes()
    with in_place_of_os(os_with(scandir=denied)):
        ours = Workshop.open(path)
        assert said(ours.session) == ["one"]
        with pytest.raises(FileProblem):
            say(ours, "two")
    assert path.read_bytes() == before
