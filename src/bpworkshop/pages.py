"""A session read as plain text, in the order in which it is read aloud.

What the line mode tells and ``bpworkshop show`` prints. It draws whatever
session it is given: for everybody that is ``shared(session)``, and nothing
here filters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bpworkshop import planned
from bpworkshop.session import clusters, fields
from bpworkshop.session.around import Agreement, Decision, Parked, Round
from bpworkshop.session.boards import BOARDS, STEPS, TOOLS
from bpworkshop.session.clauses import completeness, is_in, is_out, once
from bpworkshop.session.dates import write_date
from bpworkshop.session.deciding import replaced_by
from bpworkshop.session.items import Commitment, Figure, Item, Party, Person, Value
from bpworkshop.session.mending import board_of
from bpworkshop.session.readiness import Gap, gaps
from bpworkshop.session.session import ITEM_LISTS
from bpworkshop.session.standing import due, status
from bpworkshop.session.switching import out
from bpworkshop.session.tallies import balance, by_votes, fit
from bpworkshop.session.tools import Asset, Clause, Occasion, Risk
from bpworkshop.session.types import Step
from bpworkshop.spoken import Spoken
from bpworkshop.words import say

UNSAID = (
    *("id", "only_for", "conflicts_with", "events", "standing", "under", "come", "promoted", "without"),
    *("kept", "wording"),
)
"""Fields that are not told as ``label: value`` but in words of their own, or not at all."""

IN_SENTENCE = (
    *("name", "library", "about", "value", "unit", "period", "method", "how", "doubt", "added"),
    *("low", "high", "history"),
)
"""Fields of a figure that its sentence tells, or that are told in words of their own."""

TOLD = (
    *("certainty", "due", "trigger_on", "question", "owner", "red_line", "state", "told", "votes", "note"),
)
"""Fields that a board's line tells beside those that its step asks for."""


@dataclass(frozen=True, slots=True)
class Reader(Spoken):
    """Reads one session in the words of one guide. ``everyone`` chooses the readiness rule."""

    # Items

    def item(self, record: str, item: Item, *, whole: bool = False) -> str:
        """An item in one line: what was said, then what is known of it.

        Whole tells every field; otherwise those that the step asks for.
        """
        told = [self.figure(item) if isinstance(item, Figure) else item.said]
        told += (one.removesuffix(".") for one in self.details(record, item, whole=whole))
        line = f"{told[0]} – {'; '.join(told[1:])}" if len(told) > 1 else told[0]
        # A note has lines of its own, which must not seem to be items or words of the program; those of a
        # clause are sentences without a full stop.
        return line.replace("\n", " · " if record == "clauses" else " ")

    def details(self, record: str, item: Item, *, whole: bool) -> Iterator[str]:
        skipped = {*UNSAID, item.SAID}
        if isinstance(item, Round):
            from bpworkshop import results  # what has no votes does not pay for it

            yield self.guide.choice("rounds", "method", item.method)
            yield from results.result(item, self.person)
            if not whole:
                return
            skipped |= {"method", "choices", "ballots"}
        if isinstance(item, Figure):
            from bpworkshop.figures import told

            skipped |= {*IN_SENTENCE}
        if isinstance(item, Decision) and item.standing == "proposed":
            skipped.add("how")
        if isinstance(item, Clause):
            # What it was drafted with is told where it has no other words: as a proposal.
            skipped |= {"name", *(["drafted"] if item.text else [])}
        if isinstance(item, Parked) and item.item:
            skipped |= {"step", "item"}
            yield say("page.parked_from", step=self.guide.step(item.step).label if item.step else "")
        for name in fields.fields(type(item)):
            found = getattr(item, name)
            if name in skipped or found in (None, (), False) or not (whole or self.is_told(record, name)):
                continue
            if (name, found) == ("certainty", "confirmed") or (isinstance(item, Value) and name == "fit"):
                continue
            yield f"{self.guide.label(record, name)}: {self.value(record, name, found)}"
        if isinstance(item, Figure):
            yield from self.follows(item, whole=whole)
            if whole and item.history:
                yield told.before(item)
        yield from self.derived(item)

    def is_told(self, record: str, name: str) -> bool:
        """Whether a board's line tells this field: what was asked for, what is due, votes and notes."""
        if record not in BOARDS:
            return True
        return name in (*self.guide.step(record).asks, *TOLD)

    def derived(self, item: Item) -> Iterator[str]:
        """What follows from an item: fit, status, marks."""
        if isinstance(item, Value) and (fits := fit(item)):
            yield f"{self.guide.label('values', 'fit')}: {self.guide.choice('values', 'fit', fits)}"
        if isinstance(item, Commitment) and item.events:
            yield self.guide.statuses[status(item, self.today)]
            if (day := due(item)) and day != item.due:
                yield f"{self.guide.label('events', 'due')}: {write_date(day)}"
        if isinstance(item, Figure):
            from bpworkshop.figures import told

            yield from told.marks(item, self.today)
        if isinstance(item, Decision):
            yield from self.stands(item)
        if isinstance(item, Agreement):
            yield say("page.wording", n=len(item.wording))
        if isinstance(item, Occasion) and item.is_late(self.today):
            yield say("page.late")
        if isinstance(item, Asset) and item.is_stale(self.today):
            yield say("page.stale")
        if isinstance(item, Risk) and item.is_due(self.today):
            yield say("page.look_again")
        yield from self.switched(item)
        yield from self.audience(item)
        if under := self.under(item):
            yield say("page.under", number=under)
        if item.conflicts_with:
            yield say("page.conflict")

    def stands(self, decision: Decision) -> Iterator[str]:
        """That a decision does not hold, or is none yet."""
        if decision.standing == "proposed":
            yield say("page.proposed")
        elif other := replaced_by(self.session, decision):
            yield say("page.replaced", number=self.session.decisions.index(other) + 1)
        elif decision.reopened:
            yield say("page.reopened")

    def switched(self, item: Item) -> Iterator[str]:
        """That an alternative is the plan or its day came; that something hung on who is out."""
        return planned.marks(self.session, item, self.today, self.party)

    def under(self, item: Item) -> int | None:
        """The number of the item that this one stands under."""
        step = board_of(item) if getattr(item, "under", None) else None
        items = self.session.board(step) if step else ()
        head = clusters.links(items).get(item.id)
        return next((number for number, one in enumerate(items, 1) if one.id == head), None)

    def audience(self, item: Item) -> Iterator[str]:
        """Who may see an item, where that is the exception: all is ours in *prepare*, shared afterwards."""
        if self.everyone:
            return
        if self.session.phase == "prepare" and item.only_for is None:
            yield say("page.for_everyone")
        elif self.session.phase != "prepare" and item.only_for == self.session.ours.id:
            yield say("page.only_us")
        elif item.only_for and item.only_for != self.session.ours.id:
            yield say("page.only_for", party=self.party(item.only_for))

    def figure(self, figure: Figure) -> str:
        """A figure as its sentence: value, unit, period and method – the method is never left out."""
        from bpworkshop.figures import told

        return told.sentence(figure)

    # Boards and gaps

    def board(self, record: str, *, votes: bool = False, whole: bool = False) -> list[str]:
        """A list's items, numbered as people say them; by votes each keeps its number.

        What is under an item stands behind it, indented.
        """
        if step := next((step for step in BOARDS if step == record), None):
            return list(self._step_lines(step, votes, whole))
        items: Sequence[Item] = getattr(self.session, record)
        return [f"{number} {self.item(record, item, whole=whole)}" for number, item in enumerate(items, 1)]

    def _step_lines(self, step: Step, votes: bool, whole: bool) -> Iterator[str]:
        items = self.session.board(step)
        numbers = {item.id: number for number, item in enumerate(items, 1)}
        beneath, heads = clusters.gathered(items), clusters.heads(items)
        for head in by_votes(heads) if votes else heads:
            for item in (head, *beneath.get(head.id, ())):
                line = f"{numbers[item.id]} {self.item(step, item, whole=whole)}"
                yield line if item is head else f"  {line}"

    def gaps(self, step: Step) -> tuple[Gap, ...]:
        return gaps(self.session, step, everyone=self.everyone)

    def place(self, step: Step) -> str:
        """Which step of the six it is, or which tool."""
        label = self.guide.step(step).label
        if step not in STEPS:
            return say("plain.tool", label=label)
        return say("plain.step", number=STEPS.index(step) + 1, label=label)

    def still_to_say(self, step: Step) -> str:
        """What a step lacks in one sentence, with the numbers of the items; that it is ready, if it is."""
        found = self.gaps(step)
        if not found:
            return say("page.ready", step=self.guide.step(step).label)
        return say("page.still_to_say", what=", ".join(self.lacking(step, found)))

    def lacking(self, step: Step, found: Sequence[Gap], most: int | None = None) -> Iterator[str]:
        """What is still to say, each once with the numbers of its items; ``most`` names so many of them."""
        numbers = {item.id: number for number, item in enumerate(self.session.board(step), 1)}
        together: dict[str, list[int]] = {}
        for gap in found:
            party = self.party(gap.party) if gap.party else ""
            words = self.guide.missing(step, gap.field, party=party, n=gap.n)
            together.setdefault(words, []).extend([numbers[gap.item]] if gap.item else [])
        for words, at in together.items():
            which = self._which(list(dict.fromkeys(at)), most)
            yield say("page.gap_of", what=words, which=which) if which else words

    @staticmethod
    def _which(numbers: Sequence[int], most: int | None) -> str:
        # "and 1 others" would be no shorter than the number itself.
        named = most if most is not None and (not most or len(numbers) > most + 1) else len(numbers)
        if not named:
            return ""
        which = ", ".join(map(str, numbers[:named]))
        return say("page.which_more", which=which, n=len(numbers) - named) if named < len(numbers) else which

    def balance(self) -> list[str]:
        """Who gives and gets how much, by name and count; one-sidedness is for our side only."""
        lines = []
        for side in balance(self.session):
            told = say("page.balance", party=self.party(side.party), gives=side.gives, gets=side.gets)
            if side.one_sided and not self.everyone and self.session.benefits:
                told += " " + say("page.one_sided")
            lines.append(told)
        return lines

    def follows(self, figure: Figure, *, whole: bool) -> Iterator[str]:
        """What a figure is worth, or why it is not valued; whole: all that follows, with its formulas."""
        from bpworkshop.figures import told

        if not whole:
            yield from told.valued(figure)
            return
        yield from told.derived(figure)
        yield from told.shares(figure, self.session)

    def asks(self, clause: Clause) -> str:
        """What has to be said, so that a clause has its words."""
        standard = self.guide.toolbox.clause(clause.name)
        return standard.ask if standard else self.guide.field("clauses", "text").ask or ""

    def agreement(self) -> list[str]:
        """How much of the agreement is settled, and which answer would fill what is open."""
        done = completeness(self.session.clauses)
        counts = {"inside": done.inside, "outside": done.outside, "open": done.open}
        lines = [say("page.agreement", settled=done.settled, n=done.all, percent=done.percent, **counts)]
        counted = once(self.session.clauses)
        for number, one in enumerate(self.session.clauses, 1):
            if one in counted and not (one.under or is_in(one) or is_out(one)):
                standard = self.guide.toolbox.clause(one.name)
                step = standard.step if standard else None
                line = say("page.clause_open", number=number, clause=one.clause, ask=self.asks(one))
                at = self.guide.step(step).label if step else ""
                lines.append(say("page.clause_at", open=line, step=at) if at else line)
        return lines

    def adds_up(self, step: Step) -> list[str]:
        """What the items of a board come to: who gives and gets; what follows from figures of one library."""
        if step == "benefits":
            return self.balance() if self.session.benefits else []
        if step == "clauses":
            return self.agreement() if self.session.clauses else []
        if step != "figures" or not self.session.figures:
            return []
        from bpworkshop.figures import told

        return told.together(self.session.figures)

    # Pages

    def people(self) -> list[str]:
        """Parties and people, numbered, with their handles."""
        lines = [f"{n} {self.party_line(party)}" for n, party in enumerate(self.session.parties, 1)]
        lines = [say("page.parties"), *lines]
        if self.session.people:
            lines.append(say("page.people"))
        lines += [f"{n} {self.person_line(one)}" for n, one in enumerate(self.session.people, 1)]
        return lines

    def party_line(self, party: Party) -> str:
        told = [say("page.named", name=party.name, handle=party.handle)]
        if party.ours:
            told.append(say("page.ours"))
        if party.mission:
            told.append(party.mission.replace("\n", " "))
        if party.id in out(self.session):
            told.append(say("planned.out"))
        if party.left:
            told.append(say("page.left", time=f"{party.left:%H:%M}"))
        return ", ".join(told)

    def person_line(self, person: Person) -> str:
        told = [say("page.named", name=person.name or person.handle, handle=person.handle)]
        told += [self.party(person.party), *([person.role] if person.role else [])]
        if person.came:
            told.append(say("page.came", time=f"{person.came:%H:%M}"))
        if not person.present:
            gone = say("page.left", time=f"{person.left:%H:%M}") if person.left else say("page.absent")
            told.append(gone)
        return ", ".join(told)

    def frame(self) -> list[str]:
        """What stands around the steps: idea, options considered, next meeting."""
        session = self.session
        lines = [self.labelled("session", "idea", session.idea)] if session.idea else []
        lines += planned.told(session, self.party)
        if session.follows:
            lines.append(self.labelled("session", "follows", session.follows))
        if session.delete_after:
            lines.append(self.labelled("session", "delete_after", session.delete_after))
        meeting = session.next_meeting
        if meeting:
            told = [
                self.value("meeting", name, found)
                for name in ("on", "at", "place")
                if (found := getattr(meeting, name)) is not None
            ]
            if meeting.invites:
                told.append(self.labelled("meeting", "invites", meeting.invites))
            lines.append(f"{self.guide.label('session', 'next_meeting')}: {', '.join(told)}")
        return lines

    def step_page(self, step: Step) -> list[str]:
        """One step whole: its items, what they add up to, what is still to say."""
        lines = [self.guide.step(step).label, *self.board(step, whole=True)]
        for item in self.session.board(step):
            if isinstance(item, Commitment):
                number = self.session.commitments.index(item) + 1
                lines += [f"  {number}: {self.event(event)}" for event in item.events]
        return [*lines, *self.adds_up(step), self.still_to_say(step)]

    def page(self) -> list[str]:
        """The whole session, from title to check-out; a blank line stands between its parts."""
        session = self.session
        head = [
            session.title,
            say(
                "page.head",
                day=write_date(session.created.date()),
                phase=self.guide.phase(session.phase).label,
                status=self.guide.choice("session", "status", session.status),
            ),
        ]
        parts = [head, self.people(), self.frame()]
        for record in ITEM_LISTS:
            if record in STEPS or (record in TOOLS and getattr(session, record)):
                parts.append(self.step_page(record))
            elif record not in BOARDS and getattr(session, record):
                parts.append([self.guide.title(record), *self.board(record, whole=True)])
        lines: list[str] = []
        for part in parts:
            if part:
                lines += [*([""] if lines else []), *part]
        return lines
