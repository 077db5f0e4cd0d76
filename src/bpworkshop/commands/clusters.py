"""What belongs together: items under a heading, one item merged into another, and taken apart again.

What is only ours is moved with what it stands under, but where everybody reads
it neither counts nor decides what stands under what.
"""

from collections.abc import Sequence
from dataclasses import replace

from bpworkshop.commands.registry import Face, Told, command, number_of, pick_all, told, usage
from bpworkshop.errors import Problem
from bpworkshop.session.boards import BOARDS
from bpworkshop.session.clusters import links, members
from bpworkshop.session.edits import Add, Change, Edit, Move, Several
from bpworkshop.session.entry import entry
from bpworkshop.session.items import Commitment, StepItem
from bpworkshop.session.shorthand import read_line
from bpworkshop.session.types import Step

SIDES = ("whose", "giver", "receiver", "promiser", "to")
"""Fields that name a side."""


@command("cluster", "change")
def cluster(face: Face, rest: str) -> Told:
    """``2 5 7 = Heading words``: a new item with these words, and the others under it."""
    typed, sign, words = rest.partition("=")
    if not sign or not words.strip():
        raise usage("cluster")
    step, picked = _picked(face, typed, "cluster")
    _check_free(face, step)
    line = replace(read_line(words, step, face.session, face.today), asked=[])
    # A heading over what is only ours is only ours: its words tell what stands under it.
    line.only_ours = line.only_ours or all(one.only_for == face.session.ours.id for one in picked)
    line.fields = {**_agreed(picked), **line.fields}
    made = entry(face.session, step, line, id=face.workshop.new_id(), only_us=face.only_us)
    board = face.session.board(step)
    under = _with_members(board, picked)
    first = min(at for at, item in enumerate(board) if item in under)
    order = [item.id for item in board]
    order.insert(first, made.record.id)
    edits = [Add(step, made.record, first), *_under(made.record.id, made.record.id, under, order)]
    face.workshop.apply(Several(tuple(edits)), "cluster")
    number = number_of(face, step, made.record.id)
    if not number:
        return told("command.set.noted")
    return told("command.cluster.done", number=number, n=_seen(face, step, under))


@command("merge", "change")
def merge(face: Face, rest: str) -> Told:
    """``2 5 7``: what 5 and 7 say stands under 2 from now on, and is kept."""
    step, picked = _picked(face, rest, "merge")
    if len(picked) < 2:
        raise usage("merge")
    _check_free(face, step)
    board = face.session.board(step)
    linked = links(face.view.board(step))
    head = next(item for item in board if item.id == linked.get(picked[0].id, picked[0].id))
    beneath = members(board, head.id)
    there = {head.id, *(item.id for item in beneath)}
    under = [item for item in _with_members(board, picked[1:]) if item.id not in there]
    if not under:
        raise usage("merge")
    # What hung on a link that led nowhere must not stand between the two.
    changes: dict[str, object] = {} if head.under is None else {"under": None}
    if head.votes is not None and (votes := [one.votes for one in under if one.votes is not None]):
        changes["votes"] = head.votes + sum(votes)
    order = [item.id for item in board]
    last = beneath[-1].id if beneath else head.id
    edits = [*([Change(head.id, changes)] if changes else []), *_under(head.id, last, under, order)]
    face.workshop.apply(Several(tuple(edits)), "merge")
    return told("command.merge.done", number=number_of(face, step, head.id), n=_seen(face, step, under))


@command("split", "change")
def split(face: Face, rest: str) -> Told:
    """A head gives all its members back, a member stands alone again."""
    step, picked = _picked(face, rest, "split")
    board = face.session.board(step)
    linked, chosen = links(board), {item.id for item in picked}
    out = [item for item in board if item.id in linked and not chosen.isdisjoint((item.id, linked[item.id]))]
    if not _seen(face, step, out):
        raise Problem("command.split.alone")
    _check_free(face, step)
    face.workshop.apply(Several(tuple(Change(item.id, {"under": None}) for item in out)), "split")
    return told("command.split.done", n=_seen(face, step, out))


def _picked(face: Face, typed: str, name: str) -> tuple[Step, list[StepItem]]:
    """The items that were named, which all stand on one board, each once."""
    found = pick_all(face, typed, name)
    step = next((step for step in BOARDS if all(record == step for record, _ in found)), None)
    items = [one for _, one in found if isinstance(one, StepItem)]
    if step is None:
        raise usage(name)
    return step, list({one.id: one for one in items}.values())


def _agreed(items: Sequence[StepItem]) -> dict[str, object]:
    """What a heading has from the items under it: the sides that all of them name.

    It is assumed where any of them is.
    """
    named = {name: {getattr(item, name, None) for item in items} for name in SIDES}
    agreed: dict[str, object] = {name: found.pop() for name, found in named.items() if len(found) == 1}
    assumed = any(getattr(item, "certainty", None) == "assumed" for item in items)
    return {name: value for name, value in agreed.items() if value} | (
        {"certainty": "assumed"} if assumed else {}
    )


def _seen(face: Face, step: Step, items: Sequence[StepItem]) -> int:
    """How many of these items this face shows."""
    return sum(bool(number_of(face, step, item.id)) for item in items)


def _check_free(face: Face, step: Step) -> None:
    """Raises Problem while the board is hidden, or while a vote is open on what stands there."""
    stage = face.workshop.stage
    if stage.veil and stage.veil.step == step:
        raise Problem("command.cluster.hidden")
    if stage.running:
        raise Problem("command.cluster.voting")


def _with_members(board: Sequence[StepItem], picked: Sequence[StepItem]) -> list[StepItem]:
    """Items with what is under them, each once: nothing stays under what is no head any more.

    Raises Problem for a promise that something has happened to: others rely on it.
    """
    found = (one for item in picked for one in (item, *members(board, item.id)))
    items = list({one.id: one for one in found}.values())
    if any(isinstance(one, Commitment) and one.events for one in items):
        raise Problem("command.merge.settled")
    return items


def _under(head: str, last: str, items: Sequence[StepItem], order: list[str]) -> list[Edit]:
    """The edits that put items under a head, behind the ``last`` one there; ``order`` has the board's ids."""
    edits: list[Edit] = []
    for item in items:
        if item.under != head:
            edits.append(Change(item.id, {"under": head}))
        order.remove(item.id)
        at = order.index(last) + 1
        order.insert(at, item.id)
        edits.append(Move(item.id, at))
        last = item.id
    return edits
