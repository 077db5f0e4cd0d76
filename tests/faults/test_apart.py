"""A workshop whose saving is done apart: whatever comes between, in the end everything is on the disk.

The thread is replaced by steps that hypothesis takes: a job or a look begins,
the disk answers, the face that was told fetches, each as late as it likes.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bpworkshop import synced
from bpworkshop.errors import Problem
from bpworkshop.session.edits import Change, Set
from bpworkshop.store import keeper
from bpworkshop.store.worker import Worker
from bpworkshop.workshop import Workshop
from tests.faults.disk import in_place_of_os, os_with
from tests.faults.people import (
    new_session,
    on_disk,
    put_back,
    reopened,
    replaced_by_hand,
    said,
    say,
    truth_of,
)

T = TypeVar("T")


class ByHand(Worker[T]):
    """A worker whose thread does nothing: what it would do is done when a test says so."""

    todo: Callable[[], T | None] | None = None

    def _run(self) -> None:
        pass

    def begin(self) -> None:
        if self.todo is None and self._done is None:
            with self._changed:
                self.todo = self._begin()

    def answer(self) -> None:
        if todo := self.todo:
            self.todo = None
            self._finish(todo)

    def wait(self, seconds: float) -> bool:
        if self._job:
            self.begin()
        self.answer()
        return True


class Apart(RuleBasedStateMachine):
    """``ours`` saves apart; ``theirs`` waits for the disk each time; a hand changes the title."""

    @initialize()
    def open_it(self) -> None:
        self.undo = ExitStack()
        folder = Path(tempfile.mkdtemp())
        self.undo.callback(shutil.rmtree, folder)
        patch = self.undo.enter_context(pytest.MonkeyPatch.context())
        self.broken: str | None = None
        self.seconds = 0.0
        self.told = 0
        self.titles = {"Reading after school"}
        self.numbers = count()
        self.theirs_said: set[str] = set()
        self.ours_said: set[str] = set()
        patch.setattr(synced, "Worker", ByHand)
        patch.setattr(synced, "monotonic", lambda: self.seconds)
        patch.setattr(keeper, "sleep", lambda _: None)
        calls = {name: self.breakable(name) for name in ("open", "link", "replace", "scandir", "lstat")}
        self.undo.enter_context(in_place_of_os(os_with(**calls, fsync=os.fstat)))
        self.path = new_session(folder / "sessions")
        self.ours, self.theirs = Workshop.open(self.path), Workshop.open(self.path)
        self.ours.work_apart(self.tell)
        assert isinstance(self.ours._worker, ByHand)
        self.worker: ByHand[Any] = self.ours._worker

    def tell(self) -> None:
        self.told += 1

    def breakable(self, name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(*given: Any, **named: Any) -> Any:
            if self.broken == name:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return real(*given, **named)

        return call

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            self.undo.close()

    @rule()
    def we_say(self) -> None:
        words = f"ours {next(self.numbers)}"
        say(self.ours, words)
        self.ours_said.add(words)

    @rule()
    def we_undo(self) -> None:
        before = set(said(self.ours.session))
        if self.ours._done:
            self.ours.undo()
            self.ours_said -= before - set(said(self.ours.session))

    @precondition(lambda self: not self.broken)
    @rule()
    def they_say(self) -> None:
        words = f"theirs {next(self.numbers)}"
        say(self.theirs, words)
        self.theirs_said.add(words)

    @precondition(lambda self: not self.broken)
    @rule()
    def a_hand_changes_the_title(self) -> None:
        title = f"title {next(self.numbers)}"
        replaced_by_hand(self.path, on_disk(self.path).model_copy(update={"title": title}))

    @rule()
    def we_change_the_title(self) -> None:
        self.ours.apply(Set({"title": f"title {next(self.numbers)}"}), "title")

    @precondition(lambda self: not self.broken and truth_of(self.path).number > 1)
    @rule()
    def an_old_revision_comes_back(self) -> None:
        number = truth_of(self.path).number
        if os.stat(self.path).st_nlink > 1:
            put_back(self.path, number - 1)

    @rule(name=st.sampled_from(["open", "link", "replace", "scandir", "lstat"]))
    def the_disk_breaks(self, name: str) -> None:
        self.broken = name

    @rule()
    def the_disk_works_again(self) -> None:
        self.broken = None

    @rule()
    def time_passes(self) -> None:
        self.seconds += synced.TRY_AGAIN

    @rule()
    def something_begins(self) -> None:
        self.worker.begin()

    @rule()
    def the_disk_answers(self) -> None:
        self.worker.answer()

    @precondition(lambda self: self.told)
    @rule()
    def we_fetch(self) -> None:
        self.told = 0
        self.ours.fetch()

    @invariant()
    def nothing_acknowledged_is_missing(self) -> None:
        if self.broken:
            return
        found = set(reopened(self.path))
        assert self.theirs_said <= found
        if not self.ours.unsaved:
            assert self.ours_said <= found

    @rule(leaving=st.booleans())
    def in_the_end(self, leaving: bool) -> None:
        """Nobody does anything any more, but the disk works and time passes; or somebody leaves."""
        self.broken = None
        if leaving:
            self.ours.settle(1.0)
        for _ in range(8):
            self.seconds += synced.TRY_AGAIN
            self.worker.begin()
            self.worker.answer()
            if self.told:
                self.we_fetch()
        assert not self.ours.unsaved
        assert not self.ours.failing
        assert self.ours.trouble is None
        assert on_disk(self.path) == self.ours.session
        counted = said(self.ours.session)
        assert len(counted) == len(set(counted))
        assert set(counted) == self.ours_said | self.theirs_said


Apart.TestCase.settings = settings(max_examples=60, stateful_step_count=30)
TestApart = Apart.TestCase


def test_leaving_in_the_middle_of_a_look_saves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that was refused because of it is handed in again, and not waited for for ever."""
    monkeypatch.setattr(synced, "Worker", ByHand)
    path = new_session(tmp_path / "sessions")
    ours = Workshop.open(path)
    ours.work_apart(lambda: None)
    worker = ours._worker
    assert isinstance(worker, ByHand)
    worker.begin()
    say(ours, "said during a look")
    assert ours.unsaved
    ours.settle(1.0)
    assert reopened(path) == ["said during a look"]


def test_leaving_in_the_middle_of_a_look_says_that_the_file_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With nothing left to save, it is still tried once more: whoever leaves has to know."""
    monkeypatch.setattr(synced, "Worker", ByHand)
    path = new_session(tmp_path / "sessions")
    ours = Workshop.open(path)
    ours.work_apart(lambda: None)
    worker = ours._worker
    assert isinstance(worker, ByHand)
    path.write_bytes(b"broken")
    worker.begin()
    worker.answer()
    ours.fetch()
    assert ours.failing
    assert not ours.unsaved
    worker.begin()
    with pytest.raises(Problem):
        ours.settle(1.0)
    assert path.read_bytes() == b"broken"


def test_what_is_said_during_a_look_is_saved_without_another_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synced, "Worker", ByHand)
    path = new_session(tmp_path / "sessions")
    ours = Workshop.open(path)
    told: list[bool] = []
    ours.work_apart(lambda: told.append(ours.fetch()))
    worker = ours._worker
    assert isinstance(worker, ByHand)
    for begins in (worker.begin, lambda: say(ours, "said during a look"), worker.answer, worker.begin):
        begins()
    worker.answer()
    assert told == [False, True]
    assert reopened(path) == ["said during a look"]
    assert not ours.unsaved


def test_trouble_is_told_and_what_was_said_meanwhile_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synced, "Worker", ByHand)
    path = new_session(tmp_path / "sessions")
    ours = Workshop.open(path)
    ours.work_apart(lambda: None)
    worker = ours._worker
    assert isinstance(worker, ByHand)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with in_place_of_os(os_with(write=full)):
        say(ours, "one")
        worker.begin()
        say(ours, "two")
        worker.answer()
        ours.fetch()
        assert ours.failing
        assert ours.trouble is not None
        assert ours.trouble.key == "file.full"
        with pytest.raises(Problem):
            ours.settle(1.0)
    ours.settle(1.0)
    assert set(reopened(path)) == {"one", "two"}


def fails(*_: object, **__: object) -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_what_was_undone_stays_undone_though_its_failed_save_could_be_seen(tmp_path: Path) -> None:
    """It has a revision's number, which others know it by, but never took the file's place."""
    ours, path = open_one(tmp_path)
    with in_place_of_os(os_with(replace=fails)), pytest.raises(Problem):
        say(ours, "said and taken back")
    theirs = Workshop.open(path)
    say(theirs, "theirs")
    ours.undo()
    ours.save()
    assert reopened(path) == ["theirs"] == said(ours.session)


def test_what_was_taken_back_in_one_field_stays_so_though_others_changed_another(tmp_path: Path) -> None:
    ours, path = open_one(tmp_path)
    say(ours, "a goal")
    goal = ours.session.goals[0].id
    with in_place_of_os(os_with(replace=fails)), pytest.raises(Problem):
        ours.apply(Change(goal, {"measure": "visits"}), "field")
    theirs = Workshop.open(path)
    theirs.apply(Change(goal, {"aim": "be seen"}), "field")
    ours.undo()
    ours.save()
    [saved] = on_disk(path).goals
    assert (saved.aim, saved.measure) == ("be seen", None)


def test_what_a_hand_wrote_over_a_failed_save_takes_nothing_from_us(tmp_path: Path) -> None:
    ours, path = open_one(tmp_path)
    before = on_disk(path)
    with in_place_of_os(os_with(replace=fails)), pytest.raises(Problem):
        say(ours, "said while the disk failed")
    replaced_by_hand(path, before.model_copy(update={"title": "By hand"}))
    ours.save()
    assert reopened(path) == ["said while the disk failed"]
    assert on_disk(path).title == "By hand"


def open_one(folder: Path) -> tuple[Workshop, Path]:
    path = new_session(folder / "sessions")
    return Workshop.open(path), path
