"""A typed line becomes an item: who may see it, and what follows from what was said."""

from collections.abc import Mapping
from typing import Any

from bpworkshop.session.boards import OURS_BY_NATURE
from bpworkshop.session.edits import Add, build
from bpworkshop.session.session import MEMBERS, Session
from bpworkshop.session.shorthand import Board, Line, said_field
from bpworkshop.session.types import Step


def entry(session: Session, board: Board, line: Line, *, id: str, only_us: bool) -> Add:
    """The edit that records a line. Raises Problem when a field does not fit."""
    given = {said_field(board): line.text, **line.fields}
    ours = line.only_ours or stays_ours(session, board, only_us=only_us)
    if ours:
        given["only_for"] = session.ours.id
    record = build(
        MEMBERS["parked" if board == "parked" else board],
        {"id": id, **follows(session, board, given), **given},
    )
    return Add("parked" if board == "parked" else board, record)


def stays_ours(session: Session, board: str, *, only_us: bool, at: Step | None = None) -> bool:
    """Whether what is said on this screen is for our side until it is brought to the table.

    In *prepare* everything is; another way stays ours even while together,
    unless both sides can read the screen on which it is said. Some boards are
    ours by nature, and so is what is said beside them while the meeting stands ``at`` one.
    """
    ours = board in OURS_BY_NATURE or at in OURS_BY_NATURE
    return ours or (only_us and (session.phase == "prepare" or board == "alternatives"))


AGAIN = {("goals", "whose"): "certainty", ("clauses", "text"): "state", ("clauses", "why"): "state"}
"""What is open again when a field is given anew: another side's goal is another claim."""


def reopened(board: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that are open again when these of an item are given."""
    return {opened: None for name in values if (opened := AGAIN.get((board, name)))}


def came_from(seen: Session, id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What new words of a clause came from: no more than what whoever gives them sees of it in ``seen``."""
    shown = next((one for one in seen.clauses if one.id == id), None) if "text" in values else None
    return {"sources": shown.sources, "drafted": shown.drafted} if shown else {}


def follows(session: Session, board: Board | Step, given: Mapping[str, Any]) -> dict[str, Any]:
    """Fields that follow from those given and are not given themselves.

    What we say of a partner is an assumption until they say it; with two
    parties the one that does not give gets; a promise is made by its owner's party.
    """
    found: dict[str, Any] = {}
    others = [party.id for party in session.parties]

    def other(one: Any) -> str | None:
        return next(id for id in others if id != one) if len(others) == 2 and one in others else None

    if board == "goals" and given.get("whose") and not given.get("certainty"):
        assumed = session.phase == "prepare" and given["whose"] != session.ours.id
        found["certainty"] = "assumed" if assumed else "confirmed"
    if board == "benefits":
        if not given.get("receiver"):
            found["receiver"] = other(given.get("giver"))
        if not given.get("giver"):
            found["giver"] = other(given.get("receiver"))
    if board == "clauses":
        found["state"] = "out" if given.get("why") else "in" if given.get("text") else None
    if board == "assessments" and not given.get("party") and len(session.partners) == 1:
        found["party"] = session.partners[0].id
    if board == "commitments":
        owner = session.person(given.get("owner") or "")
        promiser = given.get("promiser") or (owner.party if owner else None)
        found["promiser"] = promiser
        if not given.get("to"):
            found["to"] = other(promiser)
    return {name: value for name, value in found.items() if value is not None and not given.get(name)}
