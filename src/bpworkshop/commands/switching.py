"""When it comes to an alternative: its day came, it becomes the plan, the first plan is taken up again."""

import re
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from bpworkshop import planned, text
from bpworkshop.commands.decisions import MOST_TOLD, made_now
from bpworkshop.commands.hearing import hears
from bpworkshop.commands.registry import Face, Told, command, number_and_rest, number_of, pick, told, usage
from bpworkshop.errors import Problem
from bpworkshop.session import answers, switching
from bpworkshop.session.around import Decision
from bpworkshop.session.dates import Ambiguous, read_date, write_date
from bpworkshop.session.edits import Change, build
from bpworkshop.session.entry import stays_ours
from bpworkshop.session.items import Alternative, Entry
from bpworkshop.session.standing import due, is_settled, status
from bpworkshop.words import entry, say

MOST_SAID = 500
"""Letters of a decision's words at most: an alternative may fill them alone."""


# Its day has come


@command("come", "change")
def come(face: Face, rest: str) -> Told:
    """It has come to it today, or on the day that is named."""
    _, one, typed = number_and_rest(rest, "come", face)
    found = _alternative(one)
    day = read_date(typed, face.today) if typed else face.today
    if day is None:
        raise usage("come")
    if isinstance(day, Ambiguous):
        raise Problem("command.set.ambiguous", typed=typed, readings=", ".join(day.readings))
    if day > face.today:
        raise Problem("command.come.ahead", day=write_date(day))
    face.workshop.apply(Change(found.id, {"come": day}), "come")
    if found.promoted:
        how = say("planned.came", day=write_date(day))
        return told("command.come.done", number=_number(face, found), option=found.option, how=how)
    return Told((_offer(face, found.model_copy(update={"come": day})),))


def offers(face: Face) -> list[str]:
    """The alternatives whose day has come, each with how it becomes the plan."""
    if face.session.status == "closed":
        return []
    return [_offer(face, one) for one in switching.awake(face.view, face.today)]


def _offer(face: Face, one: Alternative) -> str:
    day = switching.came(one, face.today) or face.today
    board = "" if face.step == "alternatives" else "alternatives."
    how = say("planned.awake", day=write_date(day))
    return say("planned.wake", number=_number(face, one), option=one.option, how=how, board=board)


def _number(face: Face, one: Alternative) -> str:
    return number_of(face, "alternatives", one.id)


def _alternative(one: Entry) -> Alternative:
    if not isinstance(one, Alternative):
        raise Problem("planned.no_alternative")
    return one


# Who is out of it


class Asking:
    """After ``/promote`` the next line says who is out, where the alternative's kind does not."""

    def __init__(self) -> None:
        self._asked: WeakKeyDictionary[Face, str] = WeakKeyDictionary()

    def put(self, face: Face, id: str) -> None:
        self._asked[face] = id

    def _about(self, face: Face) -> Alternative | None:
        """The alternative that is asked about, as far as this face may show it."""
        id = self._asked.get(face)
        found = next((one for one in face.view.alternatives if one.id == id), None) if id else None
        return None if found is None or found.promoted else found

    def listens(self, face: Face) -> bool:
        return face.workshop.stage.running is None and self._about(face) is not None

    def prompt(self, face: Face) -> str:
        return say("planned.prompt")

    def question(self, face: Face) -> str | None:
        one = self._about(face)
        if one is None:
            return None
        listed = [*(face.reader.party(id) for id in switching.could_go(face.session, one)), *_words()]
        choices = "  ".join(f"{number} {words}" for number, words in enumerate(listed, 1))
        return say("planned.question", number=_number(face, one), option=one.option, choices=choices)

    def take(self, face: Face, typed: str) -> Told | None:
        if typed.startswith("!") or (one := self._about(face)) is None:
            return None
        if typed in ("", "."):
            del self._asked[face]
            return told("planned.later")
        without = _read(face, one, typed)
        del self._asked[face]
        return _promoted(face, one, without)


ASKING = Asking()
hears("switching", ASKING)


def _words() -> tuple[str, str]:
    return entry("planned.all")[0], entry("planned.nobody")[0]


def _read(face: Face, one: Alternative, typed: str) -> tuple[str, ...]:
    """Who is out, by number or name: one, several, all, nobody. Raises Problem for what is none of them."""
    parties = switching.could_go(face.session, one)
    named = typed.casefold()
    if named in entry("planned.nobody") or named == str(len(parties) + 2):
        return ()
    if named in entry("planned.all") or named == str(len(parties) + 1):
        return parties
    sides = tuple(party for party in face.session.parties if party.id in parties)
    asked = face.session.model_copy(update={"parties": sides})
    whole = answers.party(asked, typed)
    each = [whole] if isinstance(whole, str) else [answers.party(asked, part) for part in _parts(typed)]
    found = tuple(id for id in each if isinstance(id, str))
    if len(found) < len(each):
        raise Problem("planned.unread", typed=text.line(typed))
    return found


def _parts(typed: str) -> list[str]:
    """What stands between commas; without any, each word."""
    return [part.strip() for part in (typed.split(",") if "," in typed else re.split(r"\s+", typed))]


def _without(face: Face, one: Alternative) -> tuple[str, ...] | None:
    """Who is out by the alternative's kind; None where people have to say."""
    parties = switching.could_go(face.session, one)
    if not parties or (one.kind and one.kind not in switching.WITHOUT):
        return ()
    return parties if one.kind and len(parties) == 1 else None


# It becomes the plan


@command("promote", "change")
def promote(face: Face, rest: str) -> Told:
    """``2``, ``2 museum`` or ``first``; alone it tells the plan and what hangs."""
    if not rest:
        return _as_it_is(face)
    if rest.casefold() in entry("command.promote.first"):
        return _first(face)
    number, _, typed = rest.partition(" ")
    one = _alternative(pick(face, number)[1])
    if one.promoted:
        raise Problem("command.promote.already", number=_number(face, one))
    without = _read(face, one, typed.strip()) if typed.strip() else _without(face, one)
    if without is None:
        ASKING.put(face, one.id)
        # Its number and its words are in the question.
        return Told()
    return _promoted(face, one, without)


def _promoted(face: Face, one: Alternative, without: Sequence[str]) -> Told:
    words = say("planned.decided", option=one.option)
    if len(words) > MOST_SAID:
        words = f"{words[: MOST_SAID - 1]}…"
    ours = one.only_for or _ours(face)
    decision = _decision(face, words, ours, about=(one.id,))
    face.workshop.apply(switching.promotion(face.session, one, without, decision), "promote")
    lines = [say("command.promote.done", number=_number(face, one), option=one.option)]
    if one.kind == "other-partner":
        lines.append(say("command.promote.partner"))
    lines += _hung(face) or _days(face)
    return _paged(lines)


def _first(face: Face) -> Told:
    plans = switching.plans(face.session)
    shown = [one for one in plans if _number(face, one)]
    if not shown:
        return told("command.promote.is_first")
    ours = next((one.only_for for one in plans if one.only_for), None) or _ours(face)
    decision = _decision(face, say("planned.decided_first"), ours, about=tuple(one.id for one in plans))
    face.workshop.apply(switching.first_plan(face.session, decision), "promote")
    return told("command.promote.again")


def _ours(face: Face) -> str | None:
    return face.session.ours.id if stays_ours(face.session, "decisions", only_us=face.only_us) else None


def _decision(face: Face, words: str, only_for: str | None, about: tuple[str, ...]) -> Decision:
    given = {"id": face.workshop.new_id(), Decision.SAID: words, "only_for": only_for, "about": about}
    return build(Decision, {**given, **made_now(face)})


def _paged(lines: list[str]) -> Told:
    return Told(tuple(lines), page="promote" if len(lines) > MOST_TOLD else "")


def _as_it_is(face: Face) -> Told:
    lines = [*planned.told(face.view, face.reader.party), *_hung(face), *offers(face)]
    return _paged(lines) if lines else told("command.promote.none")


# What follows from it


def _hung(face: Face) -> list[str]:
    """What hung on who is out, as this face may show it."""
    found = planned.hung(face.view, face.guide, face.reader.party)
    return [line for title, lines in found for line in (title, *lines)]


def _days(face: Face) -> list[str]:
    """The promises whose days are to be looked at, where everybody stays in the plan."""
    found = [
        say(
            "planned.promise",
            step=face.guide.step("commitments").label,
            number=number,
            text=one.said,
            day=write_date(day),
            status=face.guide.statuses[status(one, face.today)],
        )
        for number, one in enumerate(face.view.commitments, 1)
        if (day := due(one)) and not is_settled(one)
    ]
    return [say("command.promote.days", n=len(found)), *found] if found else []
