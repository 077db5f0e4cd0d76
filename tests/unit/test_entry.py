"""A line becomes an item: who may see it, and what follows from what was said."""

from typing import Any, get_args

import pytest

from bpworkshop.errors import Problem
from bpworkshop.session.boards import OURS_BY_NATURE, STEPS
from bpworkshop.session.edits import Add, apply
from bpworkshop.session.entry import entry, follows, stays_ours
from bpworkshop.session.items import Party
from bpworkshop.session.session import ITEM_LISTS, Session
from bpworkshop.session.shorthand import Board, Line
from bpworkshop.session.types import Phase
from tests.strategies import small

PHASES: tuple[Phase, ...] = get_args(Phase)
BOARDS: tuple[Board, ...] = (*STEPS, "parked")
COLLEGE = Party(id="college", name="College", handle="college")
THREE = small(parties=(*small().parties, COLLEGE))


def made(session: Session, board: Board, *, only_us: bool = True, ours: bool = False, **given: Any) -> Any:
    line = Line(text="Something said", only_ours=ours, fields=given)
    return entry(session, board, line, id="new", only_us=only_us).record


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("only_us", [False, True])
def test_who_may_see_a_new_item(board: Board, phase: Phase, only_us: bool) -> None:
    """In *prepare* all that our screen is told is ours, later only another way; on a shared one nothing."""
    session = small(phase=phase)
    expected = "library" if only_us and (phase == "prepare" or board == "alternatives") else None
    assert made(session, board, only_us=only_us).only_for == expected
    assert made(session, board, only_us=only_us, ours=True).only_for == "library"


@pytest.mark.parametrize("name", ITEM_LISTS)
def test_what_stays_ours_on_every_list(name: str) -> None:
    always = name in OURS_BY_NATURE
    assert stays_ours(small(phase="prepare"), name, only_us=True)
    assert stays_ours(small(phase="prepare"), name, only_us=False) is always
    for phase in ("together", "after"):
        assert stays_ours(small(phase=phase), name, only_us=True) is (always or name == "alternatives")
        assert stays_ours(small(phase=phase), name, only_us=False) is always


def test_ours_is_our_party_wherever_it_stands() -> None:
    turned = small(parties=tuple(reversed(small().parties)))
    assert made(turned, "goals").only_for == "library"


@pytest.mark.parametrize("board", BOARDS)
def test_the_words_stand_in_the_field_of_the_board_and_the_edit_fits(board: Board) -> None:
    edit = entry(small(), board, Line(text="Something said"), id="new", only_us=True)
    assert isinstance(edit, Add)
    assert edit.into == board
    assert (edit.record.id, edit.record.said) == ("new", "Something said")  # type: ignore[attr-defined]
    assert getattr(apply(small(), edit), board) == (edit.record,)


def test_a_field_that_does_not_fit_is_a_problem() -> None:
    with pytest.raises(Problem):
        made(small(), "commitments", fist=9)
    with pytest.raises(Problem):
        entry(small(), "goals", Line(text="x" * 501), id="new", only_us=True)


# What follows


@pytest.mark.parametrize(
    ("phase", "whose", "certainty"),
    [
        ("prepare", "library", "confirmed"),
        ("prepare", "school", "assumed"),
        ("prepare", "shared", "assumed"),
        ("together", "library", "confirmed"),
        ("together", "school", "confirmed"),
        ("together", "shared", "confirmed"),
        ("after", "school", "confirmed"),
    ],
)
def test_what_we_say_of_a_partner_is_an_assumption_until_they_say_it(
    phase: Phase, whose: str, certainty: str
) -> None:
    assert made(small(phase=phase), "goals", whose=whose).certainty == certainty
    # Which screen it is said on makes no difference.
    assert made(small(phase=phase), "goals", whose=whose, only_us=False).certainty == certainty


def test_a_goal_of_nobody_yet_is_neither_and_what_was_given_stays() -> None:
    assert made(small(), "goals").certainty is None
    assert made(small(), "goals", whose="school", certainty="confirmed").certainty == "confirmed"
    together = small(phase="together")
    assert made(together, "goals", whose="library", certainty="assumed").certainty == "assumed"


@pytest.mark.parametrize(("one", "other"), [("library", "school"), ("school", "library")])
def test_with_two_parties_the_other_one_gets_or_gives(one: str, other: str) -> None:
    assert follows(small(), "benefits", {"giver": one}) == {"receiver": other}
    assert follows(small(), "benefits", {"receiver": one}) == {"giver": other}
    assert follows(small(), "benefits", {"giver": one, "receiver": one}) == {}
    assert follows(small(), "benefits", {}) == {}


def test_with_three_or_one_nobody_is_guessed() -> None:
    alone = small(parties=small().parties[:1], people=())
    for session in (THREE, alone):
        assert follows(session, "benefits", {"giver": "library"}) == {}
        assert follows(session, "benefits", {"receiver": "library"}) == {}
        assert follows(session, "commitments", {"promiser": "library"}) == {}


def test_a_promise_is_made_by_its_owners_party_to_the_other() -> None:
    assert follows(small(), "commitments", {"owner": "ben"}) == {"promiser": "school", "to": "library"}
    assert follows(small(), "commitments", {"owner": "ana"}) == {"promiser": "library", "to": "school"}
    assert follows(THREE, "commitments", {"owner": "ben"}) == {"promiser": "school"}
    assert follows(small(), "commitments", {}) == {}
    assert follows(small(), "commitments", {"owner": "gone"}) == {}


def test_a_promiser_that_was_said_stays() -> None:
    """Ana carries a promise of the school."""
    assert follows(small(), "commitments", {"owner": "ana", "promiser": "school"}) == {"to": "library"}
    assert follows(small(), "commitments", {"owner": "ana", "to": "library"}) == {"promiser": "library"}
    promise = made(small(), "commitments", owner="ana", promiser="school")
    assert (promise.owner, promise.promiser, promise.to) == ("ana", "school", "library")


def test_what_was_left_empty_on_purpose_stays_empty() -> None:
    """``--set receiver=`` on the shell."""
    assert made(small(), "benefits", giver="library", receiver=None).receiver is None
    assert made(small(), "benefits", giver="library").receiver == "school"


@pytest.mark.parametrize("board", ["values", "alternatives", "figures", "parked"])
def test_nothing_follows_on_the_other_boards(board: Board) -> None:
    given = {"whose": "school", "giver": "library", "owner": "ben", "promiser": "school"}
    assert follows(small(), board, given) == {}


def test_each_board_follows_its_own_rules_only() -> None:
    given = {"whose": "school", "giver": "library", "owner": "ben"}
    assert follows(small(), "goals", given) == {"certainty": "assumed"}
    assert follows(small(), "benefits", given) == {"receiver": "school"}
    assert follows(small(), "commitments", given) == {"promiser": "school", "to": "library"}
