"""Saving while the k-th call to the disk fails, for every k: nothing acknowledged is ever lost."""

import errno
import os
import stat
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bpworkshop.errors import FileProblem
from bpworkshop.workshop import Workshop
from tests.faults.disk import Died, dies, everywhere, in_place_of_os, leftovers, open_files, os_with
from tests.faults.people import new_session, on_disk, put_back, reopened, said, say, truth_of

REASONS = (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS, errno.ESTALE)


class Alone:
    """``ours`` is about to save "mine"; what is ``acknowledged`` is saved already."""

    def __init__(self, folder: Path) -> None:
        self.path = new_session(folder)
        self.ours = Workshop.open(self.path)
        self.theirs = Workshop.open(self.path)
        self.acknowledged: set[str] = set()
        self.begun = {"mine"}
        self.prepare()

    def prepare(self) -> None:
        """What happened before."""

    def act(self) -> None:
        say(self.ours, "mine")

    def saved(self, workshop: Workshop, words: str) -> None:
        say(workshop, words)
        self.acknowledged.add(words)


class Later(Alone):
    """Not the first save: there is a revision, and a version."""

    def prepare(self) -> None:
        self.saved(self.ours, "before")


class Merging(Later):
    """Somebody else saved meanwhile."""

    def prepare(self) -> None:
        super().prepare()
        self.saved(self.theirs, "theirs")


class Looking(Merging):
    """It is seen before it is merged."""

    def act(self) -> None:
        self.ours.look()
        super().act()


class PutBack(Merging):
    """The file is an older revision than the newest."""

    def prepare(self) -> None:
        super().prepare()
        put_back(self.path, 2)


class HalfSaved(Merging):
    """Somebody died between linking and replacing."""

    def prepare(self) -> None:
        super().prepare()
        self.begun.add("half")
        with in_place_of_os(os_with(replace=dies)), pytest.raises(Died):
            say(Workshop.open(self.path), "half")
        assert set(said(on_disk(self.path))) == self.acknowledged
        assert truth_of(self.path).number == 4


SCENES = (Alone, Later, Merging, Looking, PutBack, HalfSaved)


class Stage:
    """One scene of a kind after the other, each in a folder of its own."""

    def __init__(self, kind: type[Alone], folder: Path) -> None:
        self._made = (kind(folder / str(number)) for number in count())
        self.next()

    def next(self) -> None:
        self.scene = next(self._made)

    def act(self) -> None:
        self.scene.act()


@pytest.fixture(autouse=True)
def _power_stays_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", os.fstat)


def check(scene: Alone, called: list[str]) -> None:
    on_disk(scene.path)
    found = reopened(scene.path)
    assert len(found) == len(set(found)), called
    assert scene.acknowledged <= set(found) <= scene.acknowledged | scene.begun, (found, called)


def check_next(scene: Alone, workshop: Workshop, called: list[str]) -> None:
    """The next save without a fault has everything, and so has whoever saves after it."""
    scene.saved(workshop, "next")
    check(scene, called)
    scene.theirs.look()
    scene.saved(scene.theirs, "last")
    check(scene, called)
    assert workshop.conflicts == scene.theirs.conflicts == []


def fails_everywhere(kind: type[Alone], folder: Path, fault: OSError, after: bool) -> None:
    stage = Stage(kind, folder)
    files = open_files()
    for faulty, raised in everywhere(stage.act, fault, after=after):
        scene, called = stage.scene, faulty.called
        if not raised:
            scene.acknowledged.add("mine")
        assert raised is None or scene.ours.failing, called
        # The one thing that cannot be tidied: the call that would have tidied it failed.
        assert not leftovers(scene.path.parent) or faulty.failed == ["unlink"], called
        assert open_files() == files, called
        check(scene, called)
        scene.acknowledged.add("mine")
        check_next(scene, scene.ours, called)
        assert not scene.ours.unsaved
        assert not scene.ours.failing
        stage.next()


@pytest.mark.parametrize("code", REASONS, ids=errno.errorcode.get)
@pytest.mark.parametrize("kind", [Later, pytest.param(PutBack, marks=pytest.mark.slow)])
def test_a_failing_call_loses_nothing(tmp_path: Path, kind: type[Alone], code: int) -> None:
    fails_everywhere(kind, tmp_path, OSError(code, os.strerror(code)), after=False)


@pytest.mark.parametrize("after", [False, True], ids=["undone", "done"])
@pytest.mark.parametrize("kind", SCENES)
def test_a_failing_call_anywhere_loses_nothing(tmp_path: Path, kind: type[Alone], after: bool) -> None:
    fails_everywhere(kind, tmp_path, OSError(errno.EIO, os.strerror(errno.EIO)), after)


@pytest.mark.parametrize("kind", SCENES)
def test_dying_anywhere_loses_nothing_that_was_acknowledged(tmp_path: Path, kind: type[Alone]) -> None:
    stage = Stage(kind, tmp_path)
    for faulty, raised in everywhere(stage.act, Died(), dead=True):
        scene = stage.scene
        if not raised:
            scene.acknowledged.add("mine")
        check(scene, faulty.called)
        check_next(scene, Workshop.open(scene.path), faulty.called)
        stage.next()


@pytest.mark.parametrize("kind", SCENES)
def test_a_link_whose_answer_was_lost_is_known_as_ours(tmp_path: Path, kind: type[Alone]) -> None:
    scene = kind(tmp_path / "it")

    def link(*given: Any, **named: Any) -> None:
        os.link(*given, **named)
        os.link(*given, **named)

    with in_place_of_os(os_with(link=link)):
        scene.saved(scene.ours, "mine")
    check(scene, [])
    assert not leftovers(scene.path.parent)
    check_next(scene, scene.ours, [])


def test_what_a_failed_sync_left_is_written_again(tmp_path: Path) -> None:
    """The same bytes stand in the file then, but nobody knows for how long."""
    scene = Later(tmp_path / "it")
    synced: list[int] = []

    def fails_on_the_folder(opened: int) -> None:
        synced.append(opened)
        if stat.S_ISDIR(os.fstat(opened).st_mode):
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    with in_place_of_os(os_with(fsync=fails_on_the_folder)), pytest.raises(FileProblem):
        scene.act()
    assert said(on_disk(scene.path)) == ["before", "mine"]
    synced.clear()
    with in_place_of_os(os_with(fsync=synced.append)):
        scene.ours.save()
    assert len(synced) == 2, "the file and its folder"
    assert not scene.ours.failing
