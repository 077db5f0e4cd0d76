"""The board: read it, change its items, bring them to the table, park them, accept their order."""

import re
from typing import Any

from bpworkshop import text
from bpworkshop.commands import agreement, casting, timing, votes
from bpworkshop.commands.giving import read_values, spoken
from bpworkshop.commands.hiding import hidden
from bpworkshop.commands.registry import (
    Face,
    Told,
    command,
    number_and_rest,
    number_of,
    pick,
    pick_all,
    read_list,
    told,
    usage,
)
from bpworkshop.errors import Problem
from bpworkshop.session import answers, fields
from bpworkshop.session.around import Parked
from bpworkshop.session.boards import BOARDS, OURS_BY_NATURE
from bpworkshop.session.carrying import JUDGEMENTS
from bpworkshop.session.clusters import heads
from bpworkshop.session.edits import Add, Change, Move, Remove, Set, Several, parked
from bpworkshop.session.entry import came_from, entry, follows, reopened
from bpworkshop.session.items import Commitment, Entry, Item, StepItem
from bpworkshop.session.numbers import read_whole
from bpworkshop.session.shared import prepared
from bpworkshop.session.shorthand import read_line
from bpworkshop.session.tallies import by_votes
from bpworkshop.session.types import Kind
from bpworkshop.words import say


@command("list", "look", page=True)
def list_(face: Face, rest: str) -> Told:
    """The board in front, another step, or any other list; ``votes`` puts the most votes first."""
    words = rest.casefold().split()
    ordered = "votes" in words
    name = " ".join(word for word in words if word != "votes")
    record = read_list(face, name) if name else face.step
    if record is None:
        raise usage("list")
    if record in ("people", "parties"):
        return Told(tuple(face.reader.people()))
    if record == "agenda":
        return Told(tuple(timing.listed(face)))
    if ordered and record == face.step and casting.hides_order(face):
        raise Problem("vote.no_order")
    lines = face.reader.board(record, votes=ordered and record in BOARDS)
    if record in BOARDS:
        lines += face.reader.adds_up(record)
        lines.append(face.reader.still_to_say(record))
        lines += [hidden(face)] if record == face.step and hidden(face) else []
    return Told(tuple(lines) or (say("command.list.empty", title=face.guide.title(record)),))


@command("show", "look", page=True)
def show(face: Face, rest: str) -> Told:
    if not rest:
        return Told(tuple(face.reader.page()))
    record, one = pick(face, rest)
    shown = next(item for item in getattr(face.view, record) if item.id == one.id)
    if not isinstance(shown, Item):
        return Told(tuple(timing.listed(face) if record == "agenda" else face.reader.people()))
    lines = [shown.said, *face.reader.details(record, shown, whole=True)]
    if isinstance(shown, Commitment):
        lines += [face.reader.event(event) for event in shown.events]
    return Told(tuple(lines))


@command("edit", "change")
def edit(face: Face, rest: str) -> Told:
    record, one, words = number_and_rest(rest, "edit", face)
    said = getattr(type(one), "SAID", "name")
    if not words:
        raise usage("edit")
    if isinstance(one, Item) and one.worded != said:
        return given(face, record, one, one.worded, words)
    face.workshop.apply(Change(one.id, {said: text.line(words)}), "edit")
    return told("command.edit.done", number=number_of(face, record, one.id), text=text.line(words))


@command("set", "change")
def set_(face: Face, rest: str) -> Told:
    record, one, words = number_and_rest(rest, "set", face)
    name, _, typed = words.partition(" ")
    if not name or not typed.strip():
        raise usage("set")
    return given(face, record, one, name.casefold().replace("-", "_"), typed.strip())


def given(face: Face, record: str, one: Entry, name: str, typed: str) -> Told:
    """Give one field of one record what was typed. Raises Problem when it does not resolve."""
    field = fields.of(record).get(name)
    if field is None or field.kind is None:
        raise Problem("command.set.no_field", name=name, known=", ".join(settable(record)))
    values = read_values(face, record, one, field, typed)
    if record in BOARDS:
        values |= follows(face.session, record, {**fields.values(one), **reopened(record, values), **values})
    change = Change(one.id, {**came_from(face.view, one.id, values), **values})
    face.workshop.apply(change, "vote" if name in ("votes", "ratings", "fist") else "field")
    number = number_of(face, record, one.id)
    if not number or (field.ours and not face.only_us):
        return told("command.set.noted")
    party = next(iter(set(typed.split()[:1])), "") if field.kind is Kind.EVIDENCE else ""
    about = answers.party(face.session, party) if party else None
    said = "; ".join(spoken(face, one.id, key, about if isinstance(about, str) else None) for key in values)
    return Told((f"{number} {said}",))


def settable(record: str) -> list[str]:
    """The fields of a list's records that can be typed."""
    return [name for name, field in fields.of(record).items() if field.kind is not None]


@command("clear", "change")
def clear(face: Face, rest: str) -> Told:
    record, one, name = number_and_rest(rest, "clear", face)
    field = fields.of(record).get(name.casefold().replace("-", "_"))
    if field is None or field.kind is None:
        raise Problem("command.set.no_field", name=name or "…", known=", ".join(settable(record)))
    face.workshop.apply(Change(one.id, {field.name: None}), "field")
    label = face.guide.label(record, field.name)
    return told("command.clear.done", number=number_of(face, record, one.id), label=label)


@command("vote", "change")
def vote(face: Face, rest: str) -> Told:
    """Alone it opens the vote that the activity asks for; with a number it is a count that was made."""
    if not rest:
        return votes.open_asked(face)
    record, one, typed = number_and_rest(rest, "vote", face)
    count = read_whole(typed)
    if count is None or not isinstance(one, StepItem):
        raise usage("vote")
    face.workshop.apply(Change(one.id, {"votes": count}), "vote")
    return told("command.vote.done", number=number_of(face, record, one.id), n=count)


@command("move", "change")
def move(face: Face, rest: str) -> Told:
    record, one, typed = number_and_rest(rest, "move", face)
    to = read_whole(typed)
    shown = getattr(face.view, record)
    if not to or to > len(shown):
        raise usage("move")
    # The place is the one that this face shows: what it hides keeps its neighbours.
    all_of_it = getattr(face.session, record)
    place = next(at for at, other in enumerate(all_of_it) if other.id == shown[to - 1].id)
    face.workshop.apply(Move(one.id, place), "move")
    return told("command.move.done", number=number_of(face, record, one.id))


@command("remove", "change")
def remove(face: Face, rest: str) -> Told:
    if not rest:
        raise usage("remove")
    record, one = pick(face, rest)
    number = number_of(face, record, one.id)
    face.workshop.apply(Remove(one.id), "remove")
    return told("command.remove.done", number=number, title=face.guide.title(record))


@command("park", "change")
def park(face: Face, rest: str) -> Told:
    """A number parks an item of the board, whole; anything else is parked as it is said."""
    if not rest:
        raise usage("park")
    if re.fullmatch(r"([^.\s]+[.])?[0-9]{1,4}", rest):
        _, one = pick(face, rest)
        face.workshop.apply(parked(face.session, one.id, face.workshop.new_id()), "park")
    else:
        line = read_line(rest, "parked", face.session, face.today)
        line.only_ours = line.only_ours or face.step in OURS_BY_NATURE
        id = face.workshop.new_id()
        face.workshop.apply(entry(face.session, "parked", line, id=id, only_us=face.only_us), "park")
    return told("command.park.done", n=len(face.view.parked))


@command("unpark", "change")
def unpark(face: Face, rest: str) -> Told:
    if not rest:
        raise usage("unpark")
    shelf = pick(face, f"parked.{rest}")[1]
    if not isinstance(shelf, Parked) or not shelf.item or not shelf.step:
        raise Problem("command.unpark.no_item")
    edit = Several((Remove(shelf.id), Add(shelf.step, shelf.item)))
    face.workshop.apply(edit, "unpark")
    return told("command.unpark.done", step=face.guide.step(shelf.step).label)


@command("ours", "share")
def ours(face: Face, rest: str) -> Told:
    return _for(face, rest, "ours", face.session.ours.id)


@command("share", "share")
def share(face: Face, rest: str) -> Told:
    return _for(face, rest, "share", None)


def _for(face: Face, rest: str, name: str, party: str | None) -> Told:
    picked = pick_all(face, rest, name)
    return _give_to(face, [one for _, one in picked if isinstance(one, Item)], party)


def _give_to(face: Face, items: list[Item], party: str | None) -> Told:
    """Items become a party's own or everyone's; how we judged them in *prepare* stays with us."""
    edits: list[Change] = []
    judged = 0
    made = agreement.brought(face, items) if party is None else None
    for one in made.items if made else items:
        values: dict[str, Any] = {"only_for": party}
        if party is None and one.only_for and face.session.phase == "prepare":
            ours = {key: getattr(one, key) for key in JUDGEMENTS if hasattr(one, key)}
            values |= dict.fromkeys(key for key, value in ours.items() if value not in (None, ()))
        judged += len(values) > 1
        if isinstance(one, Parked) and one.item:
            values["item"] = one.item.model_copy(update={"only_for": party})
        edits.append(Change(one.id, values))
    n = len(edits)
    if made:
        edits += made.changes
    if edits:
        face.workshop.apply(Several(tuple(edits)), "ours" if party else "share")
    lines = [say("command.ours.done" if party else "command.share.done", n=n)] if edits else []
    if judged:
        lines.append(say("command.share.judged", n=judged))
    if made and made.changes:
        lines.append(say("command.share.redrafted", n=len(made.changes)))
    if made and made.stay:
        which = ", ".join(number_of(face, "clauses", one.id) for one in made.stay)
        lines.append(say("command.share.stay", n=len(made.stay), which=which))
    if made and made.twice:
        which = ", ".join(number_of(face, "clauses", one.id) for one in made.twice)
        lines.append(say("command.share.twice", n=len(made.twice), which=which))
    return Told(tuple(lines))


@command("table", "share", page=True, when=lambda face: face.only_us)
def table(face: Face, rest: str) -> Told:
    """What is only ours, to choose from; with numbers: what is brought to the table."""
    found = prepared(face.view)
    if rest and rest.casefold() != "all":
        return _for(face, rest, "share", None)
    if not found:
        return told("command.table.none")
    if rest:
        return _give_to(face, [item for _, _, item in found], None)
    lines = [say("command.table.choose")]
    for record, number, item in found:
        lines.append(f"{record}.{number} {item.said}")
        if item.note:
            lines[-1] += f" ({say('command.table.note')})"
    return Told(tuple(lines))


@command("accept", "change", when=lambda face: face.step == "goals" and bool(face.view.goals))
def accept(face: Face, rest: str) -> Told:
    """The group accepts the order of the goals; a later goal or vote opens it again."""
    order = tuple(goal.id for goal in by_votes(face.session.goals))
    face.workshop.apply(Set({"ranking": order}), "accept")
    shown = [one.id for one in heads(face.view.goals)]
    numbers = [number_of(face, "goals", id) for id in order if id in shown]
    return told("command.accept.done", order=", ".join(numbers))


@command("confirm", "change", when=lambda face: face.step == "goals")
def confirm(face: Face, rest: str) -> Told:
    """What was assumed of a party, its own words confirm."""
    picked = [one for record, one in pick_all(face, rest, "confirm") if record == "goals"]
    if not picked:
        raise usage("confirm")
    face.workshop.apply(
        Several(tuple(Change(one.id, {"certainty": "confirmed"}) for one in picked)), "confirm"
    )
    return told("command.confirm.done", n=len(picked))
