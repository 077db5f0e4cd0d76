"""The power is cut at every moment of saving: what was acknowledged is on each disk that is possible then."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bpworkshop.errors import Problem
from bpworkshop.store import revisions
from bpworkshop.workshop import Workshop
from tests.faults.disk import in_place_of_os
from tests.faults.people import new_session, on_disk, put_back, reopened, said, say
from tests.faults.power import Change, Event, Recorder, Synced, build, cuts


class Story:
    """What was saved while everything was recorded: when it was begun, and when it was acknowledged."""

    def __init__(self, folder: Path) -> None:
        self.path = new_session(folder)
        self.begun: list[tuple[int, str]] = [(0, words) for words in self.prepare()]
        self.acknowledged = list(self.begun)
        self.recorder = Recorder(folder)
        with in_place_of_os(self.recorder.os()):
            self.tell()

    def prepare(self) -> list[str]:
        """What happens before the recording: safe already."""
        return []

    def tell(self) -> None:
        self.saves(Workshop.open(self.path), "one", "two")

    def saves(self, workshop: Workshop, *all_words: str) -> None:
        for words in all_words:
            self.begun.append((len(self.recorder.events), words))
            say(workshop, words)
            self.acknowledged.append((len(self.recorder.events), words))


class First(Story):
    """Nothing but the file is there before."""


class Clearing(Story):
    """Several saves, of which all but the two newest revisions are cleared away each time."""

    def prepare(self) -> list[str]:
        say(Workshop.open(self.path), "before")
        return ["before"]

    def tell(self) -> None:
        self.saves(Workshop.open(self.path), "one", "two", "three")


class Merging(Story):
    """Two take turns."""

    def tell(self) -> None:
        ours, theirs = Workshop.open(self.path), Workshop.open(self.path)
        self.saves(ours, "one")
        self.saves(theirs, "two")
        self.saves(ours, "three")


class Healing(Story):
    """The file is an old revision, which is healed before it is saved."""

    def prepare(self) -> list[str]:
        ours = Workshop.open(self.path)
        say(ours, "before")
        say(ours, "later")
        put_back(self.path, 2)
        return ["before", "later"]


STORIES = (First, Clearing, Merging, Healing)


@pytest.fixture(autouse=True)
def _model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", os.fstat)
    monkeypatch.setattr(revisions, "KEPT", 2)
    monkeypatch.setattr(revisions, "SLOWEST", -1.0)


def check(path: Path, acknowledged: frozenset[str], begun: frozenset[str]) -> None:
    on_disk(path)
    found = reopened(path)
    assert len(found) == len(set(found))
    assert acknowledged <= set(found) <= begun, (found, acknowledged)
    workshop = Workshop.open(path)
    say(workshop, "after the cut")
    assert set(said(on_disk(path))) == {*found, "after the cut"}


def check_all(story: Story, in_order: bool, folder: Path) -> Iterator[int]:
    """Check every disk; yields the number of each, so that somebody counts them."""
    folder.mkdir()
    checked = set()
    for moment, disk in cuts(story.recorder, in_order):
        acknowledged = frozenset(words for at, words in story.acknowledged if at <= moment)
        begun = frozenset(words for at, words in story.begun if at <= moment)
        # The same disk may be left at several moments.
        if (case := (disk.seen_from(story.recorder.root), acknowledged, begun)) in checked:
            continue
        checked.add(case)
        built = folder / str(len(checked))
        build(disk, story.recorder.root, built)
        check(built / story.path.name, acknowledged, begun)
        yield len(checked)


@pytest.mark.parametrize("in_order", [True, False], ids=["journal-order", "any-order"])
@pytest.mark.parametrize("kind", STORIES)
def test_what_was_acknowledged_survives_the_power(tmp_path: Path, kind: type[Story], in_order: bool) -> None:
    story = kind(tmp_path / "recorded")
    tried = max(check_all(story, in_order, tmp_path / "disks"))
    assert tried > len(story.recorder.events) / 2


def of_files(event: Event, story: Story) -> bool:
    return isinstance(event, Synced) and event.what not in story.recorder.before.folders


def of_folders(event: Event, story: Story) -> bool:
    return isinstance(event, Synced) and event.what in story.recorder.before.folders


@pytest.mark.parametrize("forgotten", [of_files, of_folders])
@pytest.mark.parametrize("in_order", [True, False], ids=["journal-order", "any-order"])
def test_the_model_finds_a_sync_that_was_forgotten(
    tmp_path: Path, forgotten: Callable[[Event, Story], bool], in_order: bool
) -> None:
    """In journal order the sync of the next file makes the folder safe: the last save shows it."""
    story = Clearing(tmp_path / "recorded")
    story.recorder.events = [
        Change(0, ()) if forgotten(event, story) else event for event in story.recorder.events
    ]
    with pytest.raises((AssertionError, Problem)):
        list(check_all(story, in_order, tmp_path / "disks"))
