"""Who is in the room, in which order they speak, and which side has gone."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bpworkshop.session.items import Party, Person
from bpworkshop.session.presence import has_left, in_turn, spoken, turns_now
from bpworkshop.session.session import Session
from bpworkshop.session.stage import Turns
from bpworkshop.session.types import Phase
from tests.strategies import small

AT = datetime(2026, 5, 4, 11, 0, tzinfo=UTC)


def room(*people: tuple[str, str, bool], phase: Phase = "together") -> Session:
    """A session of two sides, with people of a side, here or not."""
    made = (Person(id=id, handle=id, party=party, present=here) for id, party, here in people)
    return small(people=tuple(made), phase=phase)


EIGHT = room(
    *((f"us{n}", "library", True) for n in range(1, 4)),
    *((f"they{n}", "school", True) for n in range(1, 6)),
)


def test_the_sides_speak_in_turn_ours_first_and_then_the_rest() -> None:
    assert in_turn(EIGHT) == ("us1", "they1", "us2", "they2", "us3", "they3", "they4", "they5")
    alone = EIGHT.model_copy(update={"phase": "prepare"})
    assert in_turn(alone) == ("us1", "us2", "us3")
    three = EIGHT.model_copy(
        update={
            "parties": (Party(id="town", name="Town", handle="town"), *EIGHT.parties),
            "people": (*EIGHT.people[:2], Person(id="mayor", handle="mayor", party="town"), EIGHT.people[3]),
        }
    )
    assert in_turn(three) == ("us1", "mayor", "they1", "us2")


def test_a_side_is_gone_when_it_left_or_nobody_of_it_is_here() -> None:
    session = room(("ana", "library", True), ("ben", "school", False))
    assert [has_left(session, one) for one in ("library", "school", "nobody")] == [False, True, False]
    nobody = small(people=())
    assert not has_left(nobody, "school")
    parties = tuple(one if one.ours else one.model_copy(update={"left": AT}) for one in nobody.parties)
    assert has_left(nobody.model_copy(update={"parties": parties}), "school")


HERE = st.lists(st.booleans(), min_size=8, max_size=8)


@given(HERE, st.lists(st.tuples(st.booleans(), HERE), max_size=12))
def test_whoever_is_here_at_the_end_has_a_turn_once(
    first: list[bool], then: list[tuple[bool, list[bool]]]
) -> None:
    """People come and go while others speak: nobody speaks twice, nobody who is not here has the turn."""

    def with_(here: list[bool]) -> Session:
        people = (
            one.model_copy(update={"present": there}) for one, there in zip(EIGHT.people, here, strict=True)
        )
        return EIGHT.model_copy(update={"people": tuple(people)})

    session = with_(first)
    turns = Turns("check-in", in_turn(session))
    heard: list[str] = []
    for speaks, here in then:
        now = turns_now(session, turns)
        assert set(now.waiting) == set(in_turn(session)) - set(heard)
        if speaks and now.whose:
            heard.append(now.whose)
            turns = spoken(now, now.whose)
        session = with_(here)
    assert len(heard) == len(set(heard))
    assert turns.done == tuple(heard)


def test_who_comes_late_waits_behind_the_others_and_who_left_is_passed_over() -> None:
    here = room(("ana", "library", True), ("ben", "school", True), ("cem", "school", False))
    turns = spoken(Turns("round-robin", in_turn(here)), "ana")
    late = room(("ana", "library", True), ("ben", "school", False), ("cem", "school", True))
    assert turns_now(late, turns) == Turns("round-robin", ("cem",), ("ana",))


def test_voices_are_counted_where_nobody_is_named() -> None:
    turns = spoken(spoken(Turns("check-in"), None), None)
    assert turns == Turns("check-in", (), ("1", "2"))
    assert turns_now(small(people=()), turns) == turns
