"""Two histories become one: nothing is lost, everything stays whole, two machines agree."""

from collections import Counter
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpworkshop.errors import Problem
from bpworkshop.session import fields, integrity
from bpworkshop.session.boards import STEPS
from bpworkshop.session.edits import (
    Add,
    Edit,
    Happened,
    Several,
    apply,
)
from bpworkshop.session.items import (
    Commitment,
    Item,
    Party,
    Person,
    Timebox,
)
from bpworkshop.session.mending import without_people
from bpworkshop.session.merge import Merged, merge
from bpworkshop.session.session import Session
from bpworkshop.session.types import Record
from tests.strategies import World, changes, everything, histories, sessions

slow = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@st.composite
def two_histories(draw: st.DrawFn) -> tuple[Session, Session, Session]:
    """A session and what became of it on two machines; often both changed the same things."""
    base = draw(sessions())
    clashes = draw(st.lists(st.sampled_from([one for _, one in everything(base)]), max_size=2))
    sides = []
    for prefix in ("m", "t"):
        side = base
        for one in clashes:
            with suppress(Problem):
                side = apply(side, draw(changes(side, World.of(side, prefix), one)))
        made = draw(histories(side, prefix))
        sides.append(made[-1][1] if made else side)
    return base, sides[0], sides[1]


def boards(session: Session) -> Counter[str]:
    return Counter(repr(item) for step in STEPS for item in session.board(step))


def gone_people(base: Session, *sides: Session) -> set[str]:
    return {person.id for person in base.people if any(not side.person(person.id) for side in sides)}


@slow
@given(two_histories())
def test_the_merged_session_is_whole(three: tuple[Session, Session, Session]) -> None:
    base, mine, theirs = three
    for undo in (False, True):
        assert integrity.problems(merge(base, mine, theirs, undo=undo).session) == []


@slow
@given(two_histories())
def test_either_order_makes_the_same_boards(three: tuple[Session, Session, Session]) -> None:
    base, mine, theirs = three
    assert boards(merge(base, mine, theirs).session) == boards(merge(base, theirs, mine).session)


@slow
@given(two_histories())
def test_no_item_and_no_change_is_lost(three: tuple[Session, Session, Session]) -> None:
    base, mine, theirs = three
    merged = {one.id: one for _, one in everything(merge(base, mine, theirs).session)}
    gone = gone_people(base, mine, theirs)
    base, mine, theirs = (without_people(side, gone) for side in (base, mine, theirs))
    was = {one.id: one for _, one in everything(base)}
    for side, other in ((mine, theirs), (theirs, mine)):
        others = {one.id: one for _, one in everything(other)}
        for _, one in everything(side):
            before = was.get(one.id)
            if before is None or one.id in others or one != before:
                assert one.id in merged
            for name, value in fields.values(one).items():
                if before is None or getattr(before, name) == value or name in ("conflicts_with", "about"):
                    continue
                stands = [merged[one.id], *(m for m in merged.values() if _copy_of(m, one.id))]
                assert isinstance(one, Party | Person | Timebox) or any(
                    _holds(m, name, value) for m in stands
                )


def _copy_of(one: Record, id: str) -> bool:
    return isinstance(one, Item) and one.conflicts_with == id


def _holds(one: Record, name: str, value: Any) -> bool:
    found = getattr(one, name, None)
    return found == value or (isinstance(value, tuple) and isinstance(found, tuple))


@slow
@given(two_histories())
def test_no_event_is_ever_lost(three: tuple[Session, Session, Session]) -> None:
    base, mine, theirs = three

    def events(*sessions: Session) -> set[str]:
        return {event.id for one in sessions for made in one.commitments for event in made.events}

    for undo in (False, True):
        assert events(merge(base, mine, theirs, undo=undo).session) >= events(mine, theirs)


@slow
@given(two_histories())
def test_who_was_taken_out_stays_out(three: tuple[Session, Session, Session]) -> None:
    base, mine, theirs = three
    merged = merge(base, mine, theirs).session
    for id in gone_people(base, mine, theirs):
        assert not merged.person(id)


@slow
@given(sessions(), st.data())
def test_nothing_done_elsewhere_changes_nothing(session: Session, data: st.DataObject) -> None:
    made = data.draw(histories(session, "h"))
    edited = made[-1][1] if made else session
    assert merge(session, edited, session) == Merged(edited)
    assert merge(session, session, edited) == Merged(edited)
    assert merge(session, edited, edited) == Merged(edited)


@slow
@given(sessions(), st.data())
def test_an_undo_takes_back_one_edit_and_nothing_else(session: Session, data: st.DataObject) -> None:
    history = data.draw(histories(session, "u", most=1, least=1))
    if not history:
        return
    edit, after = history[0]
    if events_of(edit):
        return
    assert boards(merge(after, session, after, undo=True).session) == boards(session)


def events_of(edit: Edit) -> bool:
    """Whether an edit records events, which no undo takes back."""
    if isinstance(edit, Several):
        return any(events_of(inner) for inner in edit.edits)
    return isinstance(edit, Happened) or (
        isinstance(edit, Add) and isinstance(edit.record, Commitment) and bool(edit.record.events)
    )


@slow
@given(sessions(), st.data())
def test_an_undo_keeps_what_others_did_since(session: Session, data: st.DataObject) -> None:
    first = data.draw(histories(session, "u", most=1, least=1))
    after = first[0][1] if first else session
    later = data.draw(histories(after, "f"))
    now = later[-1][1] if later else after
    undone = {one.id: one for _, one in everything(merge(after, session, now, undo=True).session)}
    known = {one.id: one for _, one in everything(without_people(after, gone_people(after, now)))}
    for _, one in everything(now):
        before = known.get(one.id)
        if one == before:
            continue
        assert one.id in undone
        for name, value in fields.values(one).items():
            # Events are looked at below; people and items that have gone have left these lists; of
            # two marks that an item is one of two versions the merge takes one.
            if name in ("about", "present", "events", "conflicts_with"):
                continue
            if before is None or getattr(before, name) != value:
                assert getattr(undone[one.id], name) == value
