"""The agreement: drafted from what was said; each clause in, out on purpose or open; agreed versions."""

import re
from typing import TYPE_CHECKING, Any

from bpworkshop import text
from bpworkshop.commands.frame import put
from bpworkshop.commands.people import person_of
from bpworkshop.commands.registry import (
    Face,
    Told,
    command,
    number_and_rest,
    number_of,
    pick_all,
    usage,
)
from bpworkshop.errors import Problem
from bpworkshop.session.around import Agreement
from bpworkshop.session.clauses import completeness
from bpworkshop.session.dates import Ambiguous, read_past_date
from bpworkshop.session.edits import Change, Several
from bpworkshop.session.entry import came_from, stays_ours
from bpworkshop.session.items import Entry, Item
from bpworkshop.session.presence import in_the_room
from bpworkshop.session.shared import shared
from bpworkshop.session.tools import Clause
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.toolbox.agreement import Brought


def _on_board(face: Face) -> bool:
    return face.step == "clauses"


def _with_clauses(face: Face) -> bool:
    return face.step == "clauses" and bool(face.view.clauses)


# Drafting


@command("draft", "change", when=_on_board)
def draft(face: Face, rest: str) -> Told:
    """What is not there yet is drafted; what nobody put into other words says what it would say now."""
    from bpworkshop.toolbox import agreement

    ours = stays_ours(face.session, "clauses", only_us=face.only_us)
    edits = agreement.drafting(face.session, face.reader, ours=ours)
    if edits:
        face.workshop.apply(Several(edits), "draft")
    changed = sum(isinstance(one, Change) for one in edits)
    lines = [say("command.draft.done", n=len(edits) - changed)] if len(edits) > changed or not edits else []
    lines += [say("command.draft.renewed", n=changed)] if changed else []
    reworded = sum(one.changed for one in agreement.standing(face.reader))
    lines += [say("command.draft.reworded", n=reworded)] if reworded else []
    return Told((*lines, *face.reader.adds_up("clauses")[:1]))


@command("redraft", "change", when=_with_clauses)
def redraft(face: Face, rest: str) -> Told:
    """A clause says what it would say now, whatever people made of it."""
    from bpworkshop.toolbox import agreement

    stands = {one.clause.id: one for one in agreement.standing(face.reader)}
    edits = []
    for one in _clauses(face, rest, "redraft"):
        now = stands[one.id].now
        if now is None or now.text is None:
            raise Problem("command.redraft.nothing", number=number_of(face, "clauses", one.id))
        edits.append(Change(one.id, agreement.redrafted(one, now)))
    face.workshop.apply(Several(tuple(edits)), "draft")
    return Told(tuple(_told(face, one.id) for one in edits))


# In, out on purpose, open


@command("in", "change", when=_with_clauses)
def in_(face: Face, rest: str) -> Told:
    """``4 our words``: in, in these words; without words as it stands or is proposed. Also several."""
    several = re.fullmatch(r"\d+(?:[\s,]+\d+)*", rest)
    words = "" if several else number_and_rest(rest, "in", face)[2]
    picked = _clauses(face, rest if several else rest.partition(" ")[0], "in")
    edits = tuple(Change(one.id, _inside(face, one, words)) for one in picked)
    face.workshop.apply(Several(edits), "clause")
    return Told(tuple(_told(face, one.id) for one in edits))


def _inside(face: Face, one: Clause, words: str) -> dict[str, Any]:
    values: dict[str, Any] = {"state": "in", "why": None}
    shown = next(each for each in face.view.clauses if each.id == one.id)
    if words:
        given = {"text": text.clean(words)}
        return {**values, **came_from(face.view, one.id, given), **given}
    if shown.text is None and shown.drafted is None:
        number = number_of(face, "clauses", one.id)
        raise Problem("command.in.no_words", number=number, ask=face.reader.asks(one))
    return values if shown.text else {**values, "text": shown.drafted}


@command("out", "change", when=_with_clauses)
def out(face: Face, rest: str) -> Told:
    """``4 why``: out on purpose. What it said is kept, should it come back."""
    record, one, why = number_and_rest(rest, "out", face)
    if not why or record != "clauses":
        raise usage("out")
    face.workshop.apply(Change(one.id, {"state": "out", "why": text.line(why)}), "clause")
    return Told((_told(face, one.id),))


@command("open", "change", when=_with_clauses)
def open_(face: Face, rest: str) -> Told:
    """``4 @Ana``: open, and who finds out."""
    record, one, who = number_and_rest(rest, "open", face)
    if record != "clauses":
        raise usage("open")
    owner = {"owner": person_of(face, who, "open").id} if who else {}
    face.workshop.apply(Change(one.id, {"state": "open", "why": None, **owner}), "clause")
    return Told((_told(face, one.id),))


def _clauses(face: Face, typed: str, name: str) -> list[Clause]:
    picked: list[Entry] = [one for _, one in pick_all(face, typed, name)]
    clauses = [one for one in picked if isinstance(one, Clause)]
    if len(clauses) < len(picked):
        raise usage(name)
    return clauses


def _told(face: Face, id: str) -> str:
    one = next(one for one in face.view.clauses if one.id == id)
    return f"{number_of(face, 'clauses', id)} {face.reader.item('clauses', one)}"


# What is brought to the table


def brought(face: Face, items: list[Item]) -> "Brought":
    """What of these may become everyone's, and in which words (``toolbox.agreement.brought``)."""
    from bpworkshop.toolbox import agreement

    return agreement.brought(face.session, face.reader, items)


# Versions


@command("agreed", "frame", when=lambda face: bool(face.view.clauses))
def agreed(face: Face, rest: str) -> Told:
    """The text as everybody sees it now is kept as agreed: ``after the second meeting @Ana @Nora``."""
    from bpworkshop.toolbox import versions

    if face.session.phase == "prepare":
        raise Problem("command.agreed.alone")
    view = shared(face.session, face.workshop.stage.veil)
    named = re.findall(r"@\S+", rest)
    words = text.line(re.sub(r"@\S+", "", rest))
    people = [person_of(face, one, "agreed").id for one in named] or [
        one.id for one in in_the_room(face.session)
    ]
    amends = versions.signed(face.session)
    made = put(
        face,
        "agreements",
        {
            **{Agreement.SAID: words or say("agreement.version", n=len(face.session.agreements) + 1)},
            **{"on": face.today, "people": tuple(dict.fromkeys(people)), "only_for": None},
            **{"amends": amends.id if amends else None, "wording": versions.wording(view.clauses)},
        },
        "agreed",
    )
    left = completeness(view.clauses).open
    return Told((*made.lines, *([say("command.agreed.open", n=left)] if left else [])))


@command("sign", "frame", when=lambda face: bool(face.view.agreements))
def sign(face: Face, rest: str) -> Told:
    """``1 May``: the day on which the newest agreed version was signed; without one, today."""
    from bpworkshop.toolbox import versions

    newest = versions.newest(face.view)
    assert newest
    number = len(face.view.agreements)
    if newest.signed:
        raise Problem("command.sign.done_before", number=number)
    day = read_past_date(rest, face.today) if rest else face.today
    if isinstance(day, Ambiguous):
        raise Problem("command.set.ambiguous", typed=day.typed, readings=", ".join(day.readings))
    if day is None:
        raise usage("sign")
    if day > face.today:
        raise Problem("settling.future", day=day.isoformat())
    face.workshop.apply(Change(newest.id, {"signed": day}), "sign")
    left = sum(one.state not in ("in", "out") for one in newest.wording)
    lines = [face.reader.board("agreements", whole=True)[number - 1]]
    return Told((*lines, *([say("command.agreed.open", n=left)] if left else [])))


@command("agreement", "look", page=True)
def agreement_(face: Face, rest: str) -> Told:
    """The whole text as it stands, what changed under it, and what changed since it was agreed."""
    from bpworkshop.toolbox import telling

    return Told(tuple(telling.lines(face.reader)))
