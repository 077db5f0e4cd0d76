"""What a typed line does, and what is asked next: the same for every face.

A line is an item, a command, or the answer to what was asked. The dialogue
holds what is being asked; a face shows ``question``, reads a line, hands it to
``take`` and tells what comes back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from bpworkshop.commands import casting, hiding, voices
from bpworkshop.commands.giving import spoken
from bpworkshop.commands.hearing import HEARINGS, hearing
from bpworkshop.commands.registry import Face, Told, dispatch, number_of, only_looks
from bpworkshop.commands.saving import lead_news
from bpworkshop.method.ways import WAYS
from bpworkshop.session import answers, fields
from bpworkshop.session.dates import Ambiguous
from bpworkshop.session.edits import Change
from bpworkshop.session.entry import came_from, entry, follows, reopened
from bpworkshop.session.items import StepItem, Value
from bpworkshop.session.readiness import Gap
from bpworkshop.session.session import Session
from bpworkshop.session.shorthand import Line, read_line
from bpworkshop.session.tools import Clause
from bpworkshop.session.types import SHARED, Kind
from bpworkshop.store.keeper import Lead
from bpworkshop.words import say


@dataclass(slots=True)
class Asking:
    """The items whose gaps are asked for, the gap in front, and what was skipped of it.

    ``named``: each question says which item it is about, because none was just typed.
    """

    items: list[str]
    named: bool
    gap: Gap | None = None
    skipped: set[tuple[str, str | None]] = field(default_factory=set)


@dataclass(slots=True)
class Choosing:
    """A line with something in it that has two readings, and which of them is asked about."""

    typed: str
    asked: list[Ambiguous]


class Dialogue:
    """One face's conversation with the group."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self._asking: Asking | None = None
        self._choosing: Choosing | None = None
        self._lead: Lead | None = Lead(ours=True)

    @property
    def prompt(self) -> str:
        """A few words for the empty line: what it would be."""
        if self._choosing:
            return say("plain.which_prompt")
        if self._asking and self._asking.gap:
            return self.face.guide.label(self.face.step, self._asking.gap.field)
        if heard := hearing(self.face):
            return heard.prompt(self.face)
        return self.face.guide.step(self.face.step).prompt

    @property
    def question(self) -> str | None:
        """What is being asked, with its choices by number; None when the next line is a new item."""
        if self._choosing:
            asked = self._choosing.asked[0]
            options = "  ".join(f"{number} {one}" for number, one in enumerate(asked.readings, 1))
            return say("plain.which", typed=asked.typed, options=options)
        if self._asking and self._asking.gap:
            return self._words(self._asking.gap)
        heard = hearing(self.face)
        return heard.question(self.face) if heard else None

    @property
    def hint(self) -> str:
        """What can be typed into the empty line."""
        if self.skips:
            return say("screen.answer")
        if hearing(self.face) is casting.LINES:
            return casting.LINES.hint(self.face)
        if hearing(self.face) in HEARINGS:
            return say("screen.heard")
        if voices.led(self.face):
            return say("screen.line_turns")
        command = voices.proposed(self.face)
        return say("screen.line_way", command=command) if command else say("screen.line")

    @property
    def skips(self) -> bool:
        """Whether an empty line skips what is asked, a full stop all of it; a hearing has its own rules."""
        return bool(self._choosing or (self._asking and self._asking.gap))

    @property
    def unseen(self) -> bool:
        """Whether the next line is one that nobody is to read over a shoulder, or above in what was typed."""
        return not self.skips and hearing(self.face) is casting.LINES and casting.LINES.writes(self.face)

    def take(self, typed: str, *, secret: bool = False) -> Told:
        """Do what one line says. ``secret``: it was typed unseen and is only ours.

        Raises Problem for what can't be done; what was being asked stays asked.
        """
        typed = typed.strip()
        self.face.stand_here()
        if secret and casting.unseen(self.face) and not self.skips:
            return casting.LINES.take(self.face, typed)
        if secret:
            kept = self.finish()
            return _both(kept, self._item(f"! {typed}", secret=True)) if typed else kept
        if typed.startswith("/") and not self._path(typed) and not (self._choosing and not only_looks(typed)):
            return self._command(typed)
        if self._choosing:
            return self._chosen(typed)
        if self._asking and self._asking.gap:
            return self._answered(typed)
        if (heard := hearing(self.face)) and (told := heard.take(self.face, typed)) is not None:
            return told
        return self._item(typed) if typed not in ("", ".") else Told()

    def _path(self, typed: str) -> bool:
        """Whether a line begins with a path and not with a command, where somebody listens for one."""
        return "/" in typed[1:].partition(" ")[0] and hearing(self.face) in HEARINGS

    def _command(self, typed: str) -> Told:
        """Do a command. What was being asked stays asked, where there is still something to ask."""
        heard = hearing(self.face)
        told = dispatch(self.face, typed)
        if told.ask:
            self._ask(told.ask, named=True)
        elif (now := hearing(self.face)) in HEARINGS and now is not heard:
            # What the next lines are about is something else now.
            self._asking = None
        else:
            self._next_gap()
        return told

    def finish(self) -> Told:
        """Leave off asking. A line that was being asked about is kept as it was typed."""
        choosing, self._choosing, self._asking = self._choosing, None, None
        told = self._as_text(choosing) if choosing else Told()
        self._asking = None
        return told

    def renew(self) -> None:
        """Somebody else changed the session: what is asked is what is still to say of it now."""
        if self._asking:
            self._next_gap()

    def aside(self) -> list[str]:
        """What came by the way: what others changed too and this face shows, warnings, who leads, offers."""
        workshop = self.face.workshop
        shown = {item.id for _, item in self.face.view.items()} if workshop.conflicts else ()
        conflicts = [one for one in workshop.conflicts if one in shown or one in Session.model_fields]
        lines = [say("plain.conflicts", n=len(conflicts))] if conflicts else []
        lines += workshop.warnings
        lines += lead_news(self._lead, workshop.lead)
        if self.face.session.follows:
            from bpworkshop.commands.opening import OPENING  # sessions that follow none start without it

            lines += OPENING.offer(self.face)
        self._lead = workshop.lead or self._lead
        workshop.conflicts.clear()
        workshop.warnings.clear()
        return lines

    # An item

    def _item(self, typed: str, *, secret: bool = False) -> Told:
        face = self.face
        line = read_line(typed, face.step, face.session, face.today)
        unseen = secret or (line.only_ours and not face.only_us)
        if line.asked and not unseen:
            self._choosing = Choosing(typed, list(line.asked))
            return Told()
        # To ask back would read aloud what nobody was to see.
        return self._record(replace(line, asked=[]), secret=secret)

    def _as_text(self, choosing: Choosing) -> Told:
        """Record a line as it is, whatever of it still has two readings."""
        face = self.face
        line = read_line(choosing.typed, face.step, face.session, face.today)
        return self._record(replace(line, asked=[]), secret=False)

    def _record(self, line: Line, *, secret: bool) -> Told:
        face = self.face
        # What is only ours is said aside, not in turn.
        turns = None if secret or line.only_ours else voices.robin(face)
        if turns and turns.whose:
            line = replace(line, fields={"by": turns.whose, **line.fields})
        id = face.workshop.new_id()
        face.workshop.apply(entry(face.session, face.step, line, id=id, only_us=face.only_us), "add")
        told = self._noted(line, id, secret=secret)
        if turns:
            return Told((*told, *voices.after(face, turns.whose).lines))
        if number_of(face, face.step, id) and not secret and not WAYS[face.activity.kind].quiet:
            self._ask((id,), named=False)
        return Told(told)

    def _noted(self, line: Line, id: str, *, secret: bool) -> tuple[str, ...]:
        """What a new item is told as: where it can't be seen, only that it is there."""
        face = self.face
        number = number_of(face, face.step, id)
        if secret or not number:
            return (say("plain.noted"), *([hiding.hidden(face)] if hiding.written(face) else []))
        item = next(item for item in face.view.board(face.step) if item.id == id)
        told = say("plain.added", number=number, item=face.reader.item(face.step, item, whole=True))
        return (told, *(say(f"hint.{hint.kind}", typed=hint.typed) for hint in line.hints))

    def _chosen(self, typed: str) -> Told:
        """What has two readings was asked back; without a choice it stays text."""
        choosing = self._choosing
        assert choosing
        asked = choosing.asked.pop(0)
        reading = answers.choice(asked.readings, typed, {}) if typed else None
        told = Told()
        if isinstance(reading, str):
            # The sign itself, not the same letters inside another word.
            sign = rf"(?<![^\s(]){re.escape(asked.typed)}(?![\w-])"
            choosing.typed = re.sub(sign, lambda _: reading, choosing.typed, count=1)
        else:
            told = Told((say("plain.stays_text", typed=asked.typed),))
        another = bool(typed) and not isinstance(reading, str)
        if choosing.asked and not another:
            return told
        self._choosing = None
        told = _both(told, self._as_text(choosing))
        if another:
            self._asking = None
            return self._then(told, typed)
        return told

    def _then(self, told: Told, typed: str) -> Told:
        """Take another line. What was told among us is not told again where that line brings everyone in."""
        among_us = self.face.only_us
        after = self.take(typed)
        return after if among_us and not self.face.only_us else _both(told, after)

    # The questions after it

    def _ask(self, items: tuple[str, ...], *, named: bool) -> None:
        self._asking = Asking(list(items), named) if items else None
        self._next_gap()

    def _next_gap(self) -> None:
        """Find what is asked next, in the guide's order, item by item; nothing left ends the asking."""
        face = self.face
        asks = face.guide.step(face.step).asks
        while self._asking and self._asking.items:
            asking = self._asking
            gaps = [
                gap
                for gap in face.reader.gaps(face.step)
                if gap.item == asking.items[0]
                and gap.field in asks
                and (gap.field, gap.party) not in asking.skipped
            ]
            asking.gap = min(gaps, key=lambda gap: asks.index(gap.field), default=None)
            if asking.gap:
                return
            asking.items.pop(0)
            asking.skipped.clear()
        self._asking = None

    def _answered(self, typed: str) -> Told:
        """An answer: empty skips one question, a full stop all; what answers nothing is the next line."""
        asking = self._asking
        assert asking
        assert asking.gap
        gap = asking.gap
        if typed == ".":
            self._asking = None
            return Told()
        if typed.startswith("!"):
            self._asking = None
            return self.take(typed)
        values = self._values(gap, typed) if typed else {}
        if isinstance(values, Ambiguous):
            readings = ", ".join(values.readings)
            return Told((say("command.set.ambiguous", typed=values.typed, readings=readings),))
        if values is None:
            self._asking = None
            return self._then(Told((say("plain.next_item", typed=typed),)), typed)
        asking.skipped.add((gap.field, gap.party))
        try:
            return Told((self._give(gap, values),)) if values else Told()
        finally:
            self._next_gap()

    def _values(self, gap: Gap, typed: str) -> Any:
        """The fields that an answer gives: a mapping, ``Ambiguous``, or None when it is no answer."""
        face = self.face
        item, field_ = self._item_of(gap), fields.of(face.step)[gap.field]
        if isinstance(item, Value) and gap.party:
            entries = answers.evidence_of(gap.party, typed, item.evidence)
            return {"evidence": entries} if entries else None
        if gap.field == "value":
            line = read_line(typed, "figures", face.session, face.today)
            return line.asked[0] if line.asked else line.fields if "value" in line.fields else None
        labels = face.guide.choices(face.step, gap.field) if field_.kind is Kind.CHOICE else {}
        return answers.fields_given(field_, typed, face.session, face.today, item, labels)

    def _item_of(self, gap: Gap) -> StepItem:
        return next(item for item in self.face.session.board(self.face.step) if item.id == gap.item)

    def _give(self, gap: Gap, values: dict[str, Any]) -> str:
        face, item = self.face, self._item_of(gap)
        was = {**fields.values(item), **reopened(face.step, values)}
        given = values | follows(face.session, face.step, {**was, **values})
        face.workshop.apply(Change(item.id, {**came_from(face.view, item.id, given), **given}), "field")
        return "; ".join(spoken(face, item.id, name, gap.party) for name in given)

    def _words(self, gap: Gap) -> str:
        """The guide's question for a gap, what can be answered by number, and how it is typed."""
        face = self.face
        about, field_ = face.guide.field(face.step, gap.field), fields.of(face.step)[gap.field]
        item = self._item_of(gap) if gap.item else None
        own = face.reader.asks(item) if isinstance(item, Clause) and gap.field == "text" else None
        words = [own or about.ask or about.label]
        if gap.party:
            words = [say("plain.ask_party", ask=words[0], party=face.reader.party(gap.party))]
        if self._asking and self._asking.named and gap.item:
            number, said = number_of(face, face.step, gap.item), self._item_of(gap).said
            words.insert(0, say("plain.about", number=number, said=said))
        words += [f"{number} {one}" for number, one in enumerate(self._choices(field_), 1) if one]
        if about.hint and field_.kind is not Kind.EVIDENCE:
            words.append(f"({about.hint})")
        return "  ".join(words)

    def _choices(self, field_: fields.Field) -> Iterator[str]:
        """What can be answered by its number; empty what makes no sense here."""
        session, reader = self.face.view, self.face.reader
        if field_.kind is Kind.CHOICE:
            yield from self.face.guide.choices(self.face.step, field_.name).values()
        elif field_.kind is Kind.PERSON:
            yield from (reader.person_here(one) for one in session.people)
        elif field_.kind in (Kind.PARTY, Kind.WHOSE):
            if field_.kind is Kind.WHOSE:
                yield reader.party(SHARED)
            others = self.face.step == "assessments"  # there it is never about us
            yield from ("" if others and one.ours else one.name for one in session.parties)


def _both(first: Told, second: Told) -> Told:
    return Told((*first.lines, *second.lines), second.ask, second.leave, second.page)
