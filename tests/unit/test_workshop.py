"""One open session: saving before it returns, undo through merge, other hands, the stage beside it."""

import os
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bpworkshop import synced
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.method.guide import load
from bpworkshop.session.around import Note, Option
from bpworkshop.session.edits import Add, Change, Forget, Happened, Move, Remove, Set, Several, parked
from bpworkshop.session.items import Commitment, Goal, Value
from bpworkshop.session.session import Session
from bpworkshop.session.stage import Stage
from bpworkshop.store import atomic, codec
from bpworkshop.workshop import Workshop
from tests.clock import START, Clock
from tests.strategies import small


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "sessions"
    folder.mkdir()
    path = folder / "2026-05-01-reading.toml"
    path.write_bytes(codec.encode(small()))
    return path


Opener = Callable[..., Workshop]


@pytest.fixture
def opened(path: Path, clock: Clock) -> Opener:
    """Opens the session, each time as another program would, with ids of its own."""
    letters = iter("abcdefgh")

    def open_(at: Path = path) -> Workshop:
        numbers, letter = count(1), next(letters)
        return Workshop.open(at, clock=clock, new_id=lambda: f"{letter}{next(numbers):03}")

    return open_


def on_disk(path: Path) -> Session:
    return codec.decode(path.read_bytes(), path)


def goal(workshop: Workshop, words: str, **fields: Any) -> str:
    made = Goal(id=workshop.new_id(), statement=words, **fields)
    workshop.apply(Add("goals", made), "add")
    return made.id


def promise(workshop: Workshop) -> Commitment:
    made = Commitment(id=workshop.new_id(), commitment="We open on Sunday")
    workshop.apply(Add("commitments", made), "add")
    return made


def happened(workshop: Workshop, kind: str, id: str, **facts: object) -> None:
    one = next(each for each in workshop.session.commitments if each.id == id)
    workshop.apply(Happened(id, workshop.event(kind, one, **facts)), "event")


def said(session: Session) -> list[str]:
    return [one.statement for one in session.goals]


def other_hand(path: Path, **values: Any) -> None:
    """Somebody with an editor changes single values or lists in the file."""
    path.write_bytes(codec.encode(on_disk(path).model_copy(update=values)))


def full(
    monkeypatch: pytest.MonkeyPatch, fits: Callable[[Path], bool] = lambda path: True
) -> Callable[[], None]:
    """The disk is full for the paths that fit, until the answer is called."""
    real, on = atomic.write, [True]

    def write(path: Path, data: bytes, *given: Any, **named: Any) -> None:
        if on and fits(path):
            raise FileProblem("file.full", path=path)
        real(path, data, *given, **named)

    monkeypatch.setattr(atomic, "write", write)
    return on.clear


# Saving


def test_an_edit_is_on_the_disk_when_it_returns(opened: Opener, path: Path, clock: Clock) -> None:
    workshop = opened()
    assert workshop.saved_at is None
    after = workshop.apply(Set({"title": "Reading at school"}), "title")
    assert on_disk(path) == after == workshop.session
    assert path.read_bytes() == codec.encode(after)
    assert not workshop.unsaved
    assert workshop.saved_at == clock.now


def test_an_edit_that_changes_nothing_is_neither_saved_nor_undone(opened: Opener, path: Path) -> None:
    workshop = opened()
    before = path.stat()
    workshop.apply(Set({"title": workshop.session.title}), "title")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    with pytest.raises(Problem) as problem:
        workshop.undo()
    assert problem.value.key == "undo.nothing"


def test_an_edit_that_does_not_fit_leaves_session_and_file(opened: Opener, path: Path) -> None:
    workshop = opened()
    before, data = workshop.session, path.read_bytes()
    with pytest.raises(Problem):
        workshop.apply(Change("nobody", {"note": "x"}), "field")
    assert workshop.session is before
    assert path.read_bytes() == data


def test_a_draft_that_is_led_runs_and_there_is_nothing_to_undo(opened: Opener, path: Path) -> None:
    other_hand(path, status="draft")
    workshop = opened()
    workshop.start()
    assert on_disk(path).status == "running"
    with pytest.raises(Problem):
        workshop.undo()
    other_hand(path, status="closed")
    again = opened()
    again.start()
    assert on_disk(path).status == "closed"


def test_a_full_disk_keeps_it_in_memory_and_the_next_save_has_it(
    opened: Opener, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = opened()
    data = path.read_bytes()
    emptied = full(monkeypatch)
    for words in ("one", "two"):
        with pytest.raises(FileProblem) as problem:
            goal(workshop, words)
        assert problem.value.key == "file.full"
    assert workshop.unsaved
    assert path.read_bytes() == data
    emptied()
    goal(workshop, "three")
    assert said(on_disk(path)) == ["one", "two", "three"]
    assert not workshop.unsaved


def test_what_others_saved_meanwhile_survives_a_disk_that_was_full(
    opened: Opener, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = opened(), opened()
    goal(other, "theirs")
    emptied = full(monkeypatch)
    with pytest.raises(FileProblem):
        goal(one, "mine")
    emptied()
    goal(other, "theirs too")
    one.settle()
    assert sorted(said(on_disk(path))) == ["mine", "theirs", "theirs too"]
    assert one.conflicts == []


def test_nothing_is_saved_that_could_not_be_read_again(opened: Opener, path: Path) -> None:
    workshop = opened()

    def grow() -> None:
        for number in range(120):
            large = Goal(id=f"g{number}", statement="Large", note="x" * 20_000)
            workshop.apply(Add("goals", large), "add")

    with pytest.raises(FileProblem) as problem:
        grow()
    assert problem.value.key == "file.grown"
    assert workshop.unsaved
    kept = on_disk(path)
    assert len(kept.goals) == len(workshop.session.goals) - 1
    workshop.undo()
    assert not workshop.unsaved


def test_a_file_that_an_editor_is_just_writing_is_looked_at_when_it_is_written(
    opened: Opener, path: Path
) -> None:
    workshop = opened()
    written = codec.encode(workshop.session.model_copy(update={"title": "Edited by hand"}))
    path.write_bytes(b"")
    workshop.look()
    assert workshop.trouble is None
    path.write_bytes(written)
    workshop.look()
    assert workshop.session.title == "Edited by hand"


def test_a_rescued_session_is_whole(opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop = opened()
    full(monkeypatch, lambda path: path.parent.name == "sessions")
    with pytest.raises(FileProblem):
        goal(workshop, "not lost")
    rescued = workshop.rescue(tmp_path / "far" / "away")
    assert rescued.parent == tmp_path / "far" / "away"
    assert rescued.stem == "2026-05-01-reading-100000"
    assert on_disk(rescued) == workshop.session
    assert rescued.stat().st_mode & 0o777 == 0o600


def test_lines_that_wait_hold_saving_back_but_never_long(
    opened: Opener, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [100.0]
    monkeypatch.setattr(synced, "monotonic", lambda: seconds[0])
    workshop = opened()
    workshop.holding = True
    goal(workshop, "one")
    assert workshop.unsaved
    assert said(on_disk(path)) == []
    workshop.settle()
    assert said(on_disk(path)) == ["one"]
    inode = path.stat().st_ino
    workshop.settle()
    assert path.stat().st_ino == inode, "nothing new: nothing written"
    goal(workshop, "two")
    assert said(on_disk(path)) == ["one"]
    seconds[0] += synced.LONGEST_HOLD
    goal(workshop, "three")
    assert said(on_disk(path)) == ["one", "two", "three"]
    goal(workshop, "four")
    assert workshop.unsaved
    workshop.holding = False
    goal(workshop, "five")
    assert said(on_disk(path)) == ["one", "two", "three", "four", "five"]


# Undo and redo


def test_undo_goes_back_to_the_opening_across_steps_and_redo_all_the_way_forth(
    opened: Opener, path: Path
) -> None:
    workshop = opened()
    opening = workshop.session
    guide = load()
    states, kinds = [opening], []

    def done(edit: Any, what: str) -> None:
        workshop.apply(edit, what)
        states.append(workshop.session)
        kinds.append(what)

    done(Add("goals", Goal(id="g1", statement="More families")), "add")
    done(Add("goals", Goal(id="g2", statement="Fewer queues")), "add")
    workshop.go("values")
    done(Add("values", Value(id="v1", value="Openness")), "add")
    done(Change("g1", {"votes": 3, "whose": "shared"}), "vote")
    done(Set({"ranking": ("g1", "g2")}), "accept")
    done(Move("g2", 0), "move")
    done(parked(workshop.session, "v1", "p1"), "park")
    done(Set({"phase": "together"}), "phase")
    workshop.go("goals", guide.step("goals").activities_in("together")[1].id)
    done(Remove("g2"), "remove")
    done(Set({"status": "closed"}), "close")
    for kind, state in zip(reversed(kinds), reversed(states[:-1]), strict=True):
        assert workshop.undo() == (kind, True)
        assert workshop.session == state
        assert on_disk(path) == state
    assert workshop.session == opening
    for kind, state in zip(kinds, states[1:], strict=True):
        if kind == "close":
            break
        assert workshop.redo() == (kind, True)
        assert workshop.session == state
        assert on_disk(path) == state


def test_undo_ends_at_the_opening_and_redo_at_the_newest(opened: Opener) -> None:
    workshop = opened()
    goal(workshop, "one")
    workshop.undo()
    with pytest.raises(Problem) as nothing:
        workshop.undo()
    assert nothing.value.key == "undo.nothing"
    workshop.redo()
    with pytest.raises(Problem) as nothing:
        workshop.redo()
    assert nothing.value.key == "redo.nothing"
    assert said(workshop.session) == ["one"]


def test_a_new_edit_ends_what_can_be_redone(opened: Opener) -> None:
    workshop = opened()
    goal(workshop, "one")
    workshop.undo()
    goal(workshop, "two")
    with pytest.raises(Problem):
        workshop.redo()
    assert said(workshop.session) == ["two"]


def test_what_was_there_at_the_opening_is_not_undone_tomorrow(opened: Opener) -> None:
    goal(opened(), "yesterday")
    with pytest.raises(Problem):
        opened().undo()


def test_undo_keeps_what_a_hand_changed_in_the_file(opened: Opener, path: Path) -> None:
    workshop = opened()
    first = goal(workshop, "one")
    workshop.apply(Change(first, {"measure": "we count"}), "field")
    session = on_disk(path)
    by_hand = session.goals[0].model_copy(update={"aim": "from the plan"})
    more = Goal(id="hand1", statement="by hand")
    other_hand(path, goals=(by_hand, more), title="By hand")
    workshop.apply(Add("options", Option(id="o1", text="A fair")), "option")
    assert workshop.undo() == ("option", True)
    assert workshop.undo() == ("field", True)
    now = on_disk(path)
    assert now == workshop.session
    assert now.title == "By hand"
    assert now.goals == (by_hand.model_copy(update={"measure": None}), more)
    assert now.options == ()


def test_undo_of_what_somebody_changed_later_says_so_and_keeps_theirs(opened: Opener, path: Path) -> None:
    workshop = opened()
    first = goal(workshop, "one")
    workshop.apply(Change(first, {"measure": "mine"}), "field")
    other_hand(path, goals=(on_disk(path).goals[0].model_copy(update={"measure": "theirs"}),))
    workshop.apply(Set({"idea": "A fair"}), "idea")
    workshop.undo()
    assert workshop.undo() == ("field", False)
    assert [one.measure for one in on_disk(path).goals] == ["theirs"]


def test_undo_of_an_event_withdraws_it_and_redo_withdraws_that(opened: Opener, path: Path) -> None:
    workshop = opened()
    id = promise(workshop).id
    happened(workshop, "agreed", id)
    (agreed,) = on_disk(path).commitments[0].events
    assert workshop.undo() == ("event", True)
    first, second = on_disk(path).commitments[0].events
    assert first == agreed
    assert (second.kind, second.withdraws) == ("withdrawn", agreed.id)
    assert workshop.redo() == ("event", True)
    first, second, third = on_disk(path).commitments[0].events
    assert (third.kind, third.withdraws) == ("withdrawn", second.id)
    workshop.undo()
    last = on_disk(path).commitments[0].events[-1]
    assert (last.kind, last.withdraws) == ("withdrawn", third.id)
    recorded = [event.recorded for event in on_disk(path).commitments[0].events]
    assert recorded == sorted(set(recorded))
    assert codec.problems(path.read_bytes(), path) == []


def test_a_promise_with_events_is_never_undone_away(opened: Opener, path: Path) -> None:
    workshop = opened()
    id = promise(workshop).id
    happened(workshop, "agreed", id)
    workshop.undo()
    what, whole = workshop.undo()
    assert (what, whole) == ("add", False)
    (kept,) = on_disk(path).commitments
    assert [event.kind for event in kept.events] == ["agreed", "withdrawn"]


def test_undo_of_several_events_withdraws_each(opened: Opener, path: Path) -> None:
    workshop = opened()
    one, other = promise(workshop), promise(workshop)
    edits = tuple(Happened(each.id, workshop.event("agreed", each)) for each in (one, other))
    workshop.apply(Several(edits), "event")
    workshop.undo()
    for each in on_disk(path).commitments:
        assert [event.kind for event in each.events] == ["agreed", "withdrawn"]


def test_an_event_is_never_recorded_before_the_one_that_it_follows(opened: Opener, clock: Clock) -> None:
    workshop = opened()
    id = promise(workshop).id
    for days in (0, -3, 0, 0, 2):
        clock.now = START + timedelta(days=days)
        happened(workshop, "agreed", id)
    (one,) = workshop.session.commitments
    recorded = [event.recorded for event in one.events]
    assert recorded == sorted(set(recorded))
    assert [event.on.day for event in one.events] == [4, 1, 4, 4, 6]
    assert recorded[-1] == START + timedelta(days=2)


# Several hands on one file


def test_two_that_write_in_turn_lose_nothing(opened: Opener, path: Path) -> None:
    one, other = opened(), opened()
    for number in range(4):
        goal(one, f"one {number}")
        goal(other, f"other {number}")
    wanted = {f"{who} {number}" for who in ("one", "other") for number in range(4)}
    assert set(said(on_disk(path))) == wanted
    assert len(said(on_disk(path))) == 8
    goal(one, "the last")
    assert set(said(one.session)) == {*wanted, "the last"}
    assert one.conflicts == other.conflicts == []


def test_each_undoes_only_its_own(opened: Opener, path: Path) -> None:
    one, other = opened(), opened()
    goal(one, "mine")
    goal(other, "theirs")
    one.undo()
    assert said(on_disk(path)) == ["theirs"]
    other.undo()
    assert said(on_disk(path)) == []
    one.redo()
    assert said(on_disk(path)) == ["mine"]


def test_one_field_changed_two_ways_stands_twice_and_is_told(opened: Opener, path: Path) -> None:
    first = goal(opened(), "More families")
    one, other = opened(), opened()
    one.apply(Change(first, {"measure": "we count"}), "field")
    other.apply(Change(first, {"measure": "they tell us"}), "field")
    session = on_disk(path)
    assert {each.measure for each in session.goals} == {"we count", "they tell us"}
    assert session.goals[0].id == first
    assert session.goals[1].conflicts_with == first
    assert (one.conflicts, other.conflicts) == ([], [first])
    assert codec.problems(path.read_bytes(), path) == []


def test_a_title_changed_two_ways_keeps_the_other_in_the_parking_lot(opened: Opener, path: Path) -> None:
    one, other = opened(), opened()
    one.apply(Set({"title": "Saved first"}), "title")
    other.apply(Set({"title": "Came later"}), "title")
    session = on_disk(path)
    assert session.title == "Saved first"
    assert [(each.was, each.text) for each in session.parked] == [("title", "Came later")]
    assert other.conflicts == ["title"]


def test_events_of_two_hands_all_stand(opened: Opener, path: Path) -> None:
    id = promise(opened()).id
    one, other = opened(), opened()
    happened(one, "agreed", id)
    happened(other, "kept", id)
    assert sorted(event.kind for event in on_disk(path).commitments[0].events) == ["agreed", "kept"]


def test_a_file_that_is_gone_is_written_again(opened: Opener, path: Path) -> None:
    workshop = opened()
    goal(workshop, "one")
    path.unlink()
    goal(workshop, "two")
    assert said(on_disk(path)) == ["one", "two"]


def test_a_folder_that_is_gone_is_made_again(opened: Opener, path: Path, tmp_path: Path) -> None:
    workshop = opened()
    path.parent.rename(tmp_path / "elsewhere")
    goal(workshop, "one")
    assert said(on_disk(path)) == ["one"]


def test_a_file_broken_by_hand_is_left_as_it_is_and_its_line_is_named(opened: Opener, path: Path) -> None:
    workshop = opened()
    goal(workshop, "one")
    good = path.read_bytes()
    lines = good.decode().splitlines()
    at = lines.index("[[goals]]") + 2
    lines[at] = "statement = 3"
    broken = ("\n".join(lines) + "\n").encode()
    path.write_bytes(broken)
    with pytest.raises(FileProblem) as problem:
        goal(workshop, "two")
    assert problem.value.line == at + 1
    assert str(problem.value).startswith(f"{path}:{at + 1}: ")
    assert path.read_bytes() == broken
    assert said(workshop.session) == ["one", "two"]
    assert workshop.unsaved
    path.write_bytes(good)
    workshop.settle()
    assert said(on_disk(path)) == ["one", "two"]


def test_a_folder_where_the_file_was_is_a_problem_and_nothing_is_lost(opened: Opener, path: Path) -> None:
    workshop = opened()
    path.unlink()
    path.mkdir()
    with pytest.raises(FileProblem) as problem:
        goal(workshop, "one")
    assert problem.value.key == "file.folder"
    path.rmdir()
    workshop.settle()
    assert said(on_disk(path)) == ["one"]


# Where the meeting stands


def test_the_stage_survives_closing(opened: Opener, path: Path) -> None:
    workshop = opened()
    assert workshop.stage == Stage("goals", None)
    data = path.read_bytes()
    workshop.go("figures", "challenge")
    assert opened().stage == Stage("figures", "challenge")
    assert path.read_bytes() == data, "the stage is not the session"


@pytest.mark.parametrize(
    "broken",
    [b"step = ", b"\xff\xfe", b"", b'step = "lunch"\nactivity = 3\nhandouts = "x"\n', b"step = [1]\n"],
)
def test_a_broken_stage_is_left_out_of_account(opened: Opener, path: Path, broken: bytes) -> None:
    opened().go("figures")
    (stage,) = (path.parent / ".bpworkshop").glob("*/stage.toml")
    stage.write_bytes(broken)
    workshop = opened()
    assert workshop.stage == Stage()
    goal(workshop, "one")
    workshop.go("values")
    assert opened().stage == Stage("values")


# Handouts


def test_a_handout_is_kept_up_by_every_program_until_it_is_written_once(
    opened: Opener, tmp_path: Path
) -> None:
    handout = tmp_path / "handout.toml"
    workshop = opened()
    workshop.keep_handout(handout, keep=True)
    goal(workshop, "open")
    goal(opened(), "Ours alone", only_for="library")
    goal(opened(), "said elsewhere")
    text = handout.read_text()
    assert "open" in text
    assert "said elsewhere" in text
    assert "Ours alone" not in text
    workshop = opened()
    workshop.go("figures")
    assert 'step = "figures"' in handout.read_text()
    workshop.keep_handout(handout, keep=False)
    before = handout.read_bytes()
    goal(opened(), "no longer")
    assert handout.read_bytes() == before


def test_a_handout_that_cannot_be_written_is_a_warning_and_the_session_is_saved(
    opened: Opener, path: Path, tmp_path: Path
) -> None:
    handout = tmp_path / "stick" / "handout.toml"
    handout.parent.mkdir()
    workshop = opened()
    workshop.keep_handout(handout, keep=True)
    handout.unlink()
    handout.parent.rmdir()
    goal(workshop, "one")
    assert said(on_disk(path)) == ["one"]
    assert len(workshop.warnings) == 1
    assert str(handout) in workshop.warnings[0]


# A closed session


@pytest.fixture
def closed(opened: Opener) -> Workshop:
    workshop = opened()
    goal(workshop, "one", by="ana")
    id = promise(workshop).id
    happened(workshop, "agreed", id)
    workshop.apply(Set({"status": "closed"}), "close")
    return opened()


def test_a_closed_session_takes_no_edit(closed: Workshop, path: Path) -> None:
    workshop = closed
    before = path.read_bytes()
    one = workshop.session.goals[0].id
    refused: tuple[Any, ...] = (
        Set({"title": "x"}),
        Set({"phase": "after"}),
        Set({"status": "running", "title": "x"}),
        Add("notes", Note(id="n1", text="x")),
        Change(one, {"votes": 1}),
        Remove(one),
        Move(one, 0),
        Several((Forget("ana"), Change(one, {"votes": 1}))),
    )
    for edit in refused:
        with pytest.raises(Problem) as problem:
            workshop.apply(edit, "field")
        assert problem.value.key == "edit.closed"
    assert path.read_bytes() == before


def test_a_closed_session_takes_events_forgetting_and_reopening(closed: Workshop, path: Path) -> None:
    workshop = closed
    happened(workshop, "kept", workshop.session.commitments[0].id)
    assert [event.kind for event in on_disk(path).commitments[0].events] == ["agreed", "kept"]
    workshop.apply(Forget("ana"), "forget")
    session = on_disk(path)
    assert [person.id for person in session.people] == ["ben"]
    assert session.goals[0].by is None
    assert session.status == "closed"
    workshop.apply(Set({"status": "running"}), "reopen")
    goal(workshop, "two")
    assert said(on_disk(path)) == ["one", "two"]


def test_what_was_settled_by_mistake_in_a_closed_session_is_undone_by_withdrawing_it(
    closed: Workshop, path: Path
) -> None:
    happened(closed, "kept", closed.session.commitments[0].id)
    assert closed.undo() == ("event", True)
    assert [event.kind for event in on_disk(path).commitments[0].events] == ["agreed", "kept", "withdrawn"]
    assert on_disk(path).status == "closed"


def test_an_edit_that_a_closed_session_would_not_take_is_not_undone_in_it_either(
    opened: Opener, path: Path
) -> None:
    workshop, other = opened(), opened()
    goal(workshop, "one")
    other.apply(Set({"status": "closed"}), "close")
    workshop.look()
    assert workshop.session.status == "closed"
    before = path.read_bytes()
    with pytest.raises(Problem) as problem:
        workshop.undo()
    assert problem.value.key == "edit.closed"
    assert path.read_bytes() == before
    workshop.apply(Set({"status": "running"}), "reopen")
    assert said(on_disk(path)) == ["one"]


def test_what_a_crash_left_behind_goes_when_it_is_old(opened: Opener, path: Path) -> None:
    old, new, other = atomic.unnamed(path), atomic.unnamed(path), path.with_name(".somebody-elses.tmp")
    for one in (old, new, other):
        one.write_bytes(b"x")
    for one in (old, other):
        os.utime(one, (0, 0))
    opened().start()
    assert [one.exists() for one in (old, new, other)] == [False, True, True]
