"""Which decisions hold, and what stands against a proposal."""

from typing import Any

from bpworkshop.session.around import Decision, Objection
from bpworkshop.session.edits import build
from bpworkshop.session.session import Session


def replaced_by(session: Session, decision: Decision) -> Decision | None:
    """The decision that was agreed in the place of this one."""
    return next(
        (one for one in session.decisions if one.replaces == decision.id and one.standing == "agreed"), None
    )


def holds(session: Session, decision: Decision) -> bool:
    """Whether a decision was agreed and stands: nobody has opened it again, and none took its place."""
    agreed = decision.standing == "agreed" and decision.reopened is None
    return agreed and replaced_by(session, decision) is None


def standing(session: Session) -> tuple[Decision, ...]:
    """The decisions that hold, in the order in which they were made."""
    return tuple(one for one in session.decisions if holds(session, one))


def unanswered(decision: Decision) -> tuple[Objection, ...]:
    """What stands against a proposal as it is worded now."""
    return tuple(one for one in decision.objections if one.answer is None)


def objected(decision: Decision, reason: str, by: str | None) -> dict[str, Any]:
    """The fields of a proposal after an objection. Raises Problem for a reason that is too long."""
    made = build(Objection, {"reason": reason, "by": by})
    return {"objections": (*decision.objections, made)}


def amended(decision: Decision, words: str) -> dict[str, Any]:
    """The fields of a proposal in new words.

    They are the answer to all that stood against the words before, which are
    kept: whoever still objects says so again.
    """
    answered = (
        one if one.answer else one.model_copy(update={"answer": words}) for one in decision.objections
    )
    return {"text": words, "was": (*decision.was, decision.text), "objections": tuple(answered)}
