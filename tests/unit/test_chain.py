"""The sessions before one and after it: in order, and whatever is wrong with that is told and ends it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bpworkshop.method.guide import load
from bpworkshop.review import chain
from bpworkshop.review.story import story
from bpworkshop.session.around import Decision
from bpworkshop.session.items import Commitment, Goal, Party
from bpworkshop.session.session import Session
from bpworkshop.store import codec
from bpworkshop.words import say
from tests.strategies import small

DAY = datetime(2026, 5, 1, 10, tzinfo=UTC)
OTHERS = (
    Party(id="library", name="City Library", handle="library", ours=True),
    Party(id="museum", name="Museum", handle="museum"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "sessions"
    made.mkdir()
    return made


def put(folder: Path, id: str, follows: str | None = None, day: int = 1, **values: object) -> Session:
    given = {"id": id, "follows": follows, "title": id, "created": DAY.replace(day=day), **values}
    session = small(**given)
    (folder / f"{id}.toml").write_bytes(codec.encode(session))
    return session


def before(folder: Path, session: Session) -> tuple[list[str], tuple[str, ...]]:
    found = chain.before(folder / f"{session.id}.toml", session)
    return [one.id for one in found.before], found.told


def test_a_chain_is_told_from_its_beginning(folder: Path) -> None:
    put(folder, "one")
    put(folder, "two", "one", day=2)
    three = put(folder, "three", "two", day=3)
    put(folder, "four", "three", day=5)
    put(folder, "side", "two", day=4)
    put(folder, "else")
    assert before(folder, three) == (["one", "two"], ())
    found = chain.whole(folder / "two.toml", codec.decode((folder / "two.toml").read_bytes(), folder))
    assert [one.id for one in found.before] == ["one"]
    assert [one.id for one in found.after] == ["three", "side", "four"]


def test_a_session_that_follows_none_has_nothing_before_it(folder: Path) -> None:
    assert before(folder, put(folder, "one")) == ([], ())


def test_a_session_that_is_gone_is_told(folder: Path) -> None:
    two = put(folder, "two", "gone12")
    assert before(folder, two) == ([], (say("chain.gone", id="gone12"),))
    put(folder, "gone12")
    (folder / "gone12.toml").write_text('id = "gone12"\nnonsense')
    assert before(folder, two) == ([], (say("chain.gone", id="gone12"),)), "what can't be read is not there"


@pytest.mark.parametrize("ring", [("one",), ("one", "two"), ("one", "two", "three")])
def test_a_circle_ends_where_it_began(folder: Path, ring: tuple[str, ...]) -> None:
    made = [put(folder, id, ring[at - 1]) for at, id in enumerate(ring)]
    found, told = before(folder, made[-1])
    assert sorted(found) == sorted(ring[:-1])
    assert told == (say("chain.circle"),)
    whole = chain.whole(folder / f"{ring[-1]}.toml", made[-1])
    assert whole.after == (), "what is before it is not told again behind it"


def test_two_files_with_one_id_are_told_and_the_first_name_counts(folder: Path) -> None:
    one = put(folder, "one", title="the first")
    (folder / "a-copy.toml").write_bytes(codec.encode(one.model_copy(update={"title": "a copy"})))
    two = put(folder, "two", "one")
    found = chain.before(folder / "two.toml", two)
    assert [past.title for past in found.before] == ["a copy"]
    assert found.told == (say("chain.twice", handles="a-copy, one", handle="a-copy"),)
    assert chain.whole(folder / "one.toml", one).told == (say("chain.twins", handles="a-copy, one"),)


def test_who_was_not_in_the_room_does_not_see_what_was_said_there(folder: Path) -> None:
    put(folder, "one", parties=OTHERS, people=())
    put(folder, "two", "one", goals=(Goal(id="g1", statement="ours", only_for="library"),))
    three = put(folder, "three", "two")
    found = chain.before(folder / "three.toml", three).before
    for everyone, expected in ((True, ["two"]), (False, ["one", "two"])):
        pasts, _ = chain.read_all(found, three, everyone=everyone)
        assert [past.session.id for past in pasts] == expected
        assert bool(pasts[-1].session.goals) is not everyone


def test_of_another_users_session_only_what_is_everyones_is_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "one", goals=(Goal(id="g1", statement="theirs", only_for="library"),))
    two = put(folder, "two", "one")
    monkeypatch.setattr(chain, "is_foreign", lambda path: True)
    found = chain.before(folder / "two.toml", two).before
    ((_, shown, whole),), _ = chain.read_all(found, two, everyone=False)
    assert shown.goals == whole.goals == ()


def test_the_story_tells_each_session_with_what_was_decided_and_what_became_of_promises(folder: Path) -> None:
    put(
        folder,
        "one",
        idea="Read where people wait",
        decisions=(Decision(id="d1", text="We begin in May", on=DAY.date()),),
        commitments=(Commitment(id="c1", commitment="Open on Sunday", owner="ana", due=DAY.date()),),
    )
    two = put(folder, "two", "one", day=2)
    put(folder, "three", "two", day=3)
    told = [line.words for line in story(folder / "two.toml", two, load(), DAY.date())]
    assert told == [
        "1 May 2026: one",
        "prepare, running, one",
        "idea: Read where people wait",
        "Decided: We begin in May",
        "Open on Sunday – ana, by 1 May 2026, said",
        say("story.here", day="2 May 2026", title="two"),
        "3 May 2026: three",
        "prepare, running, three",
    ]
    assert story(folder / "two.toml", put(folder, "two"), load(), DAY.date())[0].words.endswith(
        "this session"
    )
    assert story(folder / "else.toml", put(folder, "else"), load(), DAY.date()) == []
