"""Which decisions hold, and what happens to a proposal's words."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bpworkshop.session.around import Decision, Reopening
from bpworkshop.session.deciding import amended, holds, objected, replaced_by, standing, unanswered
from bpworkshop.session.session import Session
from tests.strategies import LINE, sessions, small

DAY = date(2026, 5, 4)
AGAIN = Reopening(on=DAY, why="It rains")


def made(*decisions: Decision) -> Session:
    return small(decisions=decisions)


def test_a_proposal_does_not_hold_and_takes_nobodys_place() -> None:
    first = Decision(id="d1", text="Mondays", on=DAY)
    second = Decision(id="d2", text="Tuesdays", on=DAY, standing="proposed", replaces="d1")
    session = made(first, second)
    assert replaced_by(session, first) is None
    assert standing(session) == (first,)


def test_what_was_opened_again_does_not_hold_and_its_follower_does() -> None:
    first = Decision(id="d1", text="Mondays", on=DAY, reopened=AGAIN)
    second = Decision(id="d2", text="Tuesdays", on=DAY, replaces="d1")
    assert standing(made(first)) == ()
    session = made(first, second)
    assert replaced_by(session, first) == second
    assert standing(session) == (second,)


def test_two_that_replace_each_other_both_do_not_hold() -> None:
    """A merge can bring it about; nothing goes round in circles."""
    one = Decision(id="d1", text="Mondays", on=DAY, replaces="d2")
    assert standing(made(one, Decision(id="d2", text="Tuesdays", on=DAY, replaces="d1"))) == ()


@given(sessions())
def test_what_holds_was_agreed_and_nothing_else_does(session: Session) -> None:
    hold = standing(session)
    agreed = [one for one in session.decisions if one.standing == "agreed"]
    followed = {one.replaces for one in agreed}
    assert [one.id for one in hold] == [
        one.id for one in agreed if one.reopened is None and one.id not in followed
    ]
    assert all(holds(session, one) for one in hold)


@given(st.lists(st.tuples(st.booleans(), LINE), max_size=8))
def test_each_words_answer_what_stood_against_those_before(said: list[tuple[bool, str]]) -> None:
    proposal = Decision(id="d1", text="At first", on=DAY, standing="proposed")
    words, against = ["At first"], list[tuple[str, str | None]]()
    for objects, line in said:
        change = objected(proposal, line, None) if objects else amended(proposal, line)
        proposal = proposal.model_copy(update=change)
        if objects:
            against.append((line, None))
        else:
            against = [(reason, answer or line) for reason, answer in against]
            words.append(line)
    assert (*proposal.was, proposal.text) == tuple(words)
    assert [(one.reason, one.answer) for one in proposal.objections] == against
    assert [one.reason for one in unanswered(proposal)] == [
        reason for reason, answer in against if not answer
    ]
