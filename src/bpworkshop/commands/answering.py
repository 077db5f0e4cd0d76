"""How an evaluation is written: each in turn at one screen, theme by theme, with nothing of the others.

What a line puts into it is pure (``session.evaluating``); here is whose turn
it is, what they are asked, and that nobody is told what others wrote.
"""

from bpworkshop import text
from bpworkshop.commands.registry import Face, Told, dispatch, told
from bpworkshop.errors import Problem
from bpworkshop.session import evaluating
from bpworkshop.session.around import Ballot, Choice, Round
from bpworkshop.session.ballots import is_whole
from bpworkshop.session.evaluating import Writer
from bpworkshop.toolbox.evaluation import GOAL
from bpworkshop.words import say

NO_REASON = ("-", "–", "—")


class Answers:
    """Takes lines as answers while an evaluation runs.

    ``slips``: each line that says nothing else is the next paper slip, also where it goes by names.
    """

    def __init__(self) -> None:
        self._round = ""
        self._writer: Writer | None = None
        self._asked_why: tuple[Round, Ballot] | None = None
        self.slips = False

    def _now(self, face: Face, round: Round) -> Writer | None:
        """Who writes just now: whoever was called, otherwise whoever has begun and is not done."""
        if self._round != round.id:
            self._round, self._writer, self._asked_why = round.id, None, None
        if self._writer and self._writer.by and not face.session.person(self._writer.by):
            self._writer = None
        return self._writer or evaluating.unfinished(round)

    def _pending(self, round: Round) -> Ballot | None:
        """The ballot whose latest mark has no reason yet, where that was just asked for."""
        return self._asked_why[1] if self._asked_why and self._asked_why[0] == round else None

    def _by_slip(self, round: Round) -> bool:
        return round.names != "named" or self.slips

    def writing(self, face: Face, round: Round) -> bool:
        """Whether the next line is an answer, which nobody is to read: not whose turn it is."""
        return self._now(face, round) is not None or self._by_slip(round)

    # What is asked

    def prompt(self, face: Face, round: Round) -> str:
        writer = self._now(face, round)
        if writer:
            return self._whose(face, writer)
        return say("evaluate.slip_prompt") if self._by_slip(round) else say("evaluate.prompt")

    def hint(self, face: Face, round: Round) -> str:
        """How a line goes, for the empty one."""
        if self._pending(round):
            return say("evaluate.hint_why")
        if self._now(face, round):
            return say("evaluate.hint_mark")
        if evaluating.all_in(round, face.session):
            return say("evaluate.hint_all_in")
        return say("evaluate.hint_slip" if self._by_slip(round) else "evaluate.hint_who")

    def question(self, face: Face, round: Round) -> str:
        writer = self._now(face, round)
        if writer and self._pending(round):
            return say("evaluate.why", who=self._whose(face, writer))
        if writer:
            return self._ask(face, round, writer)
        if evaluating.all_in(round, face.session):
            return say("evaluate.all_in")
        if self._by_slip(round):
            return say("evaluate.slip")
        return say("evaluate.next", who=self._name(face, evaluating.missing(round, face.session)[:1]))

    def _ask(self, face: Face, round: Round, writer: Writer) -> str:
        at = evaluating.place(round, writer)
        choice = round.choices[at]
        theme = face.guide.toolbox.evaluation.theme(choice.theme)
        scale = say("evaluate.scale", low=theme.low, high=theme.high) if theme else say("evaluate.scale_bare")
        asked = self._of_goal(face, choice, theme.ask) if theme and theme.id == GOAL else choice.text
        who = self._whose(face, writer)
        return say("evaluate.ask", who=who, number=at + 1, n=len(round.choices), ask=asked, scale=scale)

    def _of_goal(self, face: Face, choice: Choice, ask: str) -> str:
        """The question about a goal: with what it was to be measured by."""
        goal = next((one for one in face.view.goals if one.id == choice.item), None)
        known = ", ".join(filter(None, (goal.measure, goal.target))) if goal else ""
        return say("evaluate.goal", ask=ask, goal=choice.text, known=known or say("evaluate.no_measure"))

    def _whose(self, face: Face, writer: Writer) -> str:
        if writer.by:
            return self._name(face, [writer.by])
        return say("vote.slip", number=writer.slip) if writer.slip else say("evaluate.slip_prompt")

    def _name(self, face: Face, ids: list[str]) -> str:
        return face.reader.person(ids[0]) if ids else say("names.someone")

    # What a line says

    def take(self, face: Face, round: Round, typed: str) -> Told:
        """Record one line. Raises Problem, in a sentence that tells how it goes; then nothing is recorded."""
        typed = text.line(typed).strip()
        writer = self._now(face, round)
        if typed in ("", "."):
            return self._enter(face, round, writer)
        if writer and (pending := self._pending(round)):
            if typed in NO_REASON:
                return self._went_on(face, round, writer, pending)
            heard = evaluating.explained(round, pending, typed)
            face.workshop.cast(heard.round, "ballot")
            return self._went_on(face, heard.round, writer, heard.ballot or pending)
        given = evaluating.read(typed)
        if not given:
            return self._called(face, round, typed)
        writer = writer or (evaluating.next_writer(round) if self._by_slip(round) else None)
        if writer is None:
            raise Problem("evaluate.who_first")
        return self._answered(face, round, writer, given)

    def _called(self, face: Face, round: Round, typed: str) -> Told:
        """Somebody is named who writes now; what stands behind the name are their first answers."""
        found = evaluating.named(round, face.session, typed)
        given = evaluating.read(found[1]) if found else []
        if found is None or bool(given) != bool(found[1]):
            raise Problem("evaluate.unread", how=self.hint(face, round))
        if given:
            return self._answered(face, round, found[0], given)
        self._writer, self._asked_why = found[0], None
        return Told()

    def _answered(self, face: Face, round: Round, writer: Writer, given: list[evaluating.Answer]) -> Told:
        heard = evaluating.answered(round, writer, given)
        face.workshop.cast(heard.round, "ballot")
        assert heard.ballot
        self._writer, self._asked_why = writer, None
        if len(given) == 1 and given[0].mark and given[0].why is None:
            self._asked_why = face.workshop.round or heard.round, heard.ballot
            return Told()
        return self._went_on(face, heard.round, writer, heard.ballot, again=heard.again)

    def _went_on(
        self, face: Face, round: Round, writer: Writer, ballot: Ballot, *, again: bool = False
    ) -> Told:
        """To the next choice; whoever was asked all of them is in."""
        from bpworkshop.commands.casting import head

        self._asked_why = None
        if not is_whole(round, ballot):
            return Told()
        self._writer = None
        key = "vote.ballot_again" if again else "vote.ballot_in"
        return told(key, who=self._whose(face, writer), head=head(face, round))

    def _enter(self, face: Face, round: Round, writer: Writer | None) -> Told:
        """An empty line answers nothing: it calls who is next, and shows what is there when all are in."""
        if writer:
            return Told()
        if evaluating.all_in(round, face.session):
            return dispatch(face, "/count")
        if not self._by_slip(round):
            self._writer = Writer(by=evaluating.missing(round, face.session)[0])
        return Told()


ANSWERS = Answers()
