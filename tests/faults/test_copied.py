"""A copied file has the id of the one it was made of: both are led and saved, and nothing is lost."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpworkshop.session import voting
from bpworkshop.session.around import Choice, Round
from bpworkshop.store import codec, purge
from bpworkshop.store.belonging import folder_of, folders_of
from bpworkshop.store.beside import Beside
from bpworkshop.store.drafts import Draft, Drafts
from bpworkshop.store.folder import listed
from bpworkshop.store.process import Process
from bpworkshop.store.recovery import last_good, recover
from bpworkshop.store.revisions import Revisions
from bpworkshop.store.versions import Versions
from bpworkshop.workshop import Workshop
from tests.faults.people import new_session, on_disk, reopened, said, say
from tests.strategies import small

AT = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
GONE = replace(Process.mine(), started="1")
"""A program of ours that has ended."""


def copied(path: Path, name: str = "2026-05-01-reading (copy).toml") -> Path:
    return Path(shutil.copy(path, path.with_name(name)))


def led(path: Path) -> Workshop:
    workshop = Workshop.open(path)
    workshop.start()
    return workshop


@pytest.fixture
def original(tmp_path: Path) -> Path:
    """A session that was led once, so that something of it lies beside it."""
    path = new_session(tmp_path / "sessions")
    first = led(path)
    say(first, "of both")
    first._keeper.keep_version("step", AT)
    first.end()
    return path


def versions_of(path: Path) -> list[list[str]]:
    versions = Versions(Beside(path, on_disk(path).id))
    return [said(codec.decode(versions.read(one.name), path)) for one in versions.listed()]


def test_both_are_led_at_once(original: Path) -> None:
    one, other = led(original), led(copied(original))
    for workshop, step in ((one, "values"), (other, "figures")):
        assert workshop.lead
        assert workshop.lead.ours
        workshop.go(step)  # type: ignore[arg-type]
    assert one._keeper.pulse().ours
    assert other._keeper.pulse().ours
    assert (led(original).stage.step, led(other.path).stage.step) == ("values", "figures")


def ballots(path: Path) -> Round:
    choices = [Choice(text="one"), Choice(text="two")]
    return voting.opened(voting.Wanted(), "hands", choices, id="vote", text="Which?", at=AT)


def test_a_vote_that_runs_in_one_is_not_taken_up_by_the_other(original: Path) -> None:
    one = led(original)
    one.cast(ballots(original), "open")
    other = led(copied(original))
    assert other.round is None
    assert other.stage.running is None
    other.seize_lead()
    other.cast(replace_id(ballots(other.path)), "open")
    other.void()
    again = led(original)
    assert again.round
    assert again.round.id == "vote"
    assert again.warnings == []


def replace_id(round: Round) -> Round:
    return round.model_copy(update={"id": "another"})


def test_one_that_is_broken_is_restored_from_its_own_versions(original: Path) -> None:
    other = led(copied(original))
    say(other, "only there")
    other._keeper.keep_version("step", AT)
    original.write_bytes(b"broken = \n" + original.read_bytes())
    version = last_good(original)
    assert version
    recover(original, version, AT)
    assert reopened(original) == ["of both"]
    assert reopened(other.path) == ["of both", "only there"]


def test_neither_has_the_others_versions(original: Path) -> None:
    one, other = led(original), led(copied(original))
    for workshop, words in ((one, "only here"), (other, "only there")):
        say(workshop, words)
        workshop._keeper.keep_version("step", AT)
    assert versions_of(original) == [["of both", "only here"], ["of both"], []]
    assert versions_of(other.path) == [["of both", "only there"], ["of both"]]


def test_a_draft_of_one_does_not_turn_up_in_the_other(original: Path) -> None:
    Drafts(led(original).beside, GONE).keep(Draft("goals", "half typed"))
    other = led(copied(original))
    assert Drafts(other.beside, Process.mine()).adopt() is None
    adopted = Drafts(led(original).beside, Process.mine()).adopt()
    assert adopted
    assert adopted.line == "half typed"


def test_a_handout_that_is_kept_of_one_is_not_written_by_the_other(original: Path, tmp_path: Path) -> None:
    handout = tmp_path / "handout.toml"
    led(original).keep_handout(handout, keep=True)
    before = handout.read_bytes()
    other = led(copied(original))
    say(other, "only there")
    assert handout.read_bytes() == before
    assert led(other.path).handouts == ()


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["say", "open", "look"])), max_size=12))
@settings(max_examples=25, deadline=None)
def test_whatever_is_said_in_any_of_them_stands_there_and_nowhere_else(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[int, str]]
) -> None:
    path = new_session(tmp_path_factory.mktemp("copied") / "sessions")
    files = [path, copied(path, "b.toml"), copied(path, "c.toml")]
    opened = [led(one) for one in files]
    wanted: list[list[str]] = [[], [], []]
    for number, (which, move) in enumerate(moves):
        if move == "say":
            say(opened[which], f"{number}")
            wanted[which].append(f"{number}")
        elif move == "look":
            opened[which].look()
        else:
            opened[which].end()
            opened[which] = led(files[which])
        assert [said(workshop.session) for workshop in opened] == wanted
    assert [reopened(one) for one in files] == wanted


def test_those_who_save_one_file_meet_in_one_place_whoever_looked_first(tmp_path: Path) -> None:
    path = new_session(tmp_path / "sessions")
    early = Workshop.open(path)  # nothing lies beside it yet
    say(led(copied(path)), "only there")  # the copy takes the usual folder
    late = led(path)
    assert early.beside.folder != late.beside.folder
    say(early, "early")
    say(late, "late")
    early.look()
    assert sorted(said(early.session)) == sorted(reopened(path)) == ["early", "late"]
    revisions = [workshop._keeper.revisions.paths() for workshop in (early, late)]
    assert revisions[0] == revisions[1] != []


# Whose is whose


def test_a_file_that_was_renamed_keeps_what_lies_beside_it(original: Path) -> None:
    before = versions_of(original)
    moved = original.rename(original.with_name("moved.toml"))
    assert versions_of(moved) == before
    say(led(moved), "afterwards")
    assert [*folders_of(moved.parent, small().id)] == [folder_of(moved, small().id)]


def test_a_copy_that_was_renamed_keeps_its_own(original: Path) -> None:
    other = led(copied(original))
    say(other, "only there")
    before = folder_of(other.path, small().id)
    moved = other.path.rename(other.path.with_name("moved.toml"))
    assert folder_of(moved, small().id) == before != folder_of(original, small().id)


def test_a_copy_that_was_renamed_keeps_its_own_when_the_original_is_deleted(
    original: Path, tmp_path: Path
) -> None:
    other = led(copied(original))
    own = folder_of(other.path, small().id)
    other.end()
    moved = other.path.rename(other.path.with_name("moved.toml"))
    say(led(moved), "afterwards")
    assert purge.remove(purge.look(listed(original), [listed(moved)], tmp_path / "rescued")) == []
    assert folder_of(moved, small().id) == own


def test_a_copy_keeps_its_own_when_the_original_goes(original: Path) -> None:
    other = led(copied(original))
    own = folder_of(other.path, small().id)
    original.unlink()
    assert folder_of(other.path, small().id) == own


def test_the_original_has_its_own_while_it_cannot_be_read(original: Path) -> None:
    original.write_bytes(b"broken = \n")
    other = copied(original, "b.toml")
    other.write_bytes(codec.encode(small()))
    assert folder_of(other, small().id) != folder_of(original, small().id)


@pytest.mark.parametrize("name", ["../../elsewhere.toml", "..", ".", "a/b", "x\\u0000"])
def test_a_name_that_leads_elsewhere_is_no_ones(original: Path, name: str) -> None:
    (folder_of(original, small().id) / "name.toml").write_text(f'name = "{name}"\n')
    assert folder_of(original, small().id).parent == original.parent / ".bpworkshop"
    say(led(original), "afterwards")
    assert reopened(original) == ["of both", "afterwards"]


# Deleting one of them


@pytest.mark.parametrize("goes", ["original", "copy"])
def test_when_one_is_deleted_the_other_keeps_all_of_its_own(
    original: Path, tmp_path: Path, goes: str
) -> None:
    other = copied(original)
    for path in (original, other):
        workshop = led(path)
        say(workshop, f"said in {path.stem}")
        workshop.end()
    gone, stays = (original, other) if goes == "original" else (other, original)
    own, kept = belongings(gone), {path: path.read_bytes() for path in belongings(stays)}
    doomed = purge.look(listed(gone), [listed(stays)], tmp_path / "rescued")
    assert purge.remove(doomed) == []
    assert not [path for path in own if path.exists() and path.name not in ("lock", "name.toml")]
    assert {path: path.read_bytes() for path in kept} == kept
    assert reopened(stays)[-1] == f"said in {stays.stem}"
    assert belongings(stays) >= set(kept)
    assert purge.remove(purge.look(listed(stays), [], tmp_path / "rescued")) == []
    assert not [*original.parent.rglob("*.toml")]


def belongings(path: Path) -> set[Path]:
    """What is kept of one file alone, and the file."""
    beside = Beside(path, small().id)
    inside = {one for one in beside.folder.rglob("*") if one.is_file() and one.parent.name != "rev"}
    return {path, *inside, *Revisions(path, beside).paths()}


def test_when_the_original_goes_a_copy_without_anything_of_its_own_has_its_versions(
    original: Path, tmp_path: Path
) -> None:
    other, before = copied(original), versions_of(original)
    doomed = purge.look(listed(original), [listed(other)], tmp_path / "rescued")
    assert [left.why for left in doomed.left] == [purge.SHARED]
    assert purge.remove(doomed) == []
    assert versions_of(other) == before
