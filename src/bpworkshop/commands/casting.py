"""What of a vote a face may know while it runs, and what a plain line puts into it.

Reading and counting are pure (``session.ballots``, ``voting``) and imported
late: the first frame needs neither.
"""

from typing import TYPE_CHECKING

from bpworkshop.commands.hearing import hears
from bpworkshop.commands.registry import Face, Told, dispatch, told
from bpworkshop.errors import Problem
from bpworkshop.session.around import Ballot, Round
from bpworkshop.session.presence import in_the_room
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared, veiled
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.commands.answering import Answers

WITH_DOTS = ("goals", "alternatives")
"""Steps whose boards show dots beside the items."""


def room(face: Face, *, ours: bool) -> Session:
    """The session as those who vote read it: what they number, and nothing that they do not see."""
    veil = face.workshop.stage.veil
    return veiled(face.session, veil) if ours else shared(face.session, veil)


def numbers(face: Face, round: Round) -> list[int | None]:
    """The numbers of the choices as the room reads them."""
    from bpworkshop.session import voting

    return list(voting.numbers(round, room(face, ours=round.only_for is not None)))


def shown_otherwise(face: Face, round: Round) -> bool:
    """Whether the choices have no numbers on this face's board, or others than the room reads."""
    board = {item.id: number for number, item in enumerate(face.view.board(face.step), 1)}
    pairs = zip(round.choices, numbers(face, round), strict=True)
    return any(board.get(choice.item or "") != number for choice, number in pairs)


def listed(face: Face, round: Round) -> list[str]:
    """The choices with their numbers; one that was taken away meanwhile has none."""
    pairs = zip(numbers(face, round), round.choices, strict=True)
    return [f"{number or '–'} {choice.text}" for number, choice in pairs]


def name_of(face: Face, person: str) -> str:
    """What somebody is called on this face."""
    return face.reader.person(person)


def shown(face: Face) -> Round | None:
    """The vote that runs, where this face may know of it. Its ballots are for no face while it is secret."""
    round = face.workshop.round if face.workshop.stage.running else None
    return round if round and (face.only_us or not round.only_for) else None


def head(face: Face, round: Round) -> str:
    """Which vote runs: its kind, what it asks, how many of those who are here are in."""
    from bpworkshop import results

    if round.evaluates:
        from bpworkshop.session import evaluating

        return results.head(round, evaluating.expected(round, face.session))
    return results.head(round, len(in_the_room(face.session)))


def running(face: Face) -> Round:
    """The vote that runs. Raises Problem where there is none that this face knows of."""
    if found := shown(face):
        return found
    raise Problem("vote.none")


def result(face: Face, round: Round) -> list[str]:
    """Which vote it was, and what came of it, in lines."""
    from bpworkshop import results

    def name(person: str) -> str:
        return name_of(face, person)

    return [results.head(round), *results.result(round, name)]


def so_far(face: Face, round: Round) -> list[str]:
    """The choices where the board does not number them so; with what they have got where the vote is open."""
    from bpworkshop import results

    lines = listed(face, round)
    if not round.secret:
        found = zip(lines, results.got(round), strict=True)
        return [say("vote.so_far", choice=choice, got=got) for choice, got in found]
    return lines if shown_otherwise(face, round) else []


def latest(face: Face) -> list[str]:
    """What the latest vote on this step came to, as far as its board does not show it item by item."""
    known = [one for one in face.view.rounds if one.step == face.step]
    if not known:
        return []
    lines = result(face, known[-1])
    on_board = face.step in WITH_DOTS and known[-1].method in ("dots", "hands")
    return lines[:1] if on_board else lines


def hides_order(face: Face) -> bool:
    """Whether dots are being given here: an order by votes would show where those before went."""
    round = shown(face)
    return bool(round and round.method == "dots" and round.step == face.step)


def unseen(face: Face) -> bool:
    """Whether what is typed now is a ballot that nobody is to read."""
    round = shown(face)
    return bool(round and round.secret and LINES.listens(face))


# What a line says


class Lines:
    """Takes plain lines as votes, while one runs on the step in front.

    ``slips``: the id of the round in which each plain line is the next slip.
    """

    def __init__(self) -> None:
        self.slips = ""
        self._sure: Round | None = None

    def listens(self, face: Face) -> bool:
        workshop = face.workshop
        if workshop.stage.running is None or (workshop.lead and not workshop.lead.ours):
            return False
        round = shown(face)
        return round is not None and round.step in (None, face.step)

    def writes(self, face: Face) -> bool:
        """Whether the next line is an answer in an evaluation: nobody else in the room is to read it."""
        answers = self._answers(face) if unseen(face) else None
        return answers is not None and answers.writing(face, running(face))

    def _answers(self, face: Face) -> "Answers | None":
        """What takes the lines of an evaluation, where one runs."""
        round = shown(face)
        if round is None or not round.evaluates:
            return None
        from bpworkshop.commands.answering import ANSWERS

        ANSWERS.slips = self.slips == round.id
        return ANSWERS

    def prompt(self, face: Face) -> str:
        from bpworkshop.session import ballots

        round = running(face)
        if answers := self._answers(face):
            return answers.prompt(face, round)
        if self.slips == round.id and round.names != "anonymous":
            return say("vote.slip", number=ballots.next_slip(round))
        return say("vote.prompt")

    def hint(self, face: Face) -> str:
        """How a line goes, for the empty one."""
        from bpworkshop.session import ballots

        if answers := self._answers(face):
            return answers.hint(face, running(face))
        return say("vote.hint", how=ballots.how(running(face)))

    def question(self, face: Face) -> str | None:
        from bpworkshop.session import ballots

        round = running(face)
        if answers := self._answers(face):
            return answers.question(face, round)
        ballot = ballots.unexplained(round)
        return say("vote.why", who=self._whose(face, ballot)) if ballot else None

    def take(self, face: Face, typed: str) -> Told:
        from bpworkshop.session import ballots

        round = running(face)
        if answers := self._answers(face):
            return answers.take(face, round, typed)
        if typed in ("", "."):
            return self._enter(face, round)
        ballot = ballots.unexplained(round)
        try:
            plain = self.slips == round.id and typed[0] in "0123456789-"
            read = ballots.slip if plain else None
            known = numbers(face, round)
            heard = read(round, typed, known) if read else ballots.heard(round, typed, face.session, known)
        except Problem as problem:
            if ballot is None or problem.key not in ("vote.unread", "command.no_person"):
                raise
            heard = ballots.Heard(ballots.explained(round, ballot, typed))
            face.workshop.cast(heard.round, "ballot")
            return told("vote.reason_in", who=self._whose(face, ballot))
        face.workshop.cast(heard.round, "ballot")
        return Told(tuple(self._in(face, heard.round, heard.ballot, again=heard.again)))

    def _whose(self, face: Face, ballot: Ballot) -> str:
        from bpworkshop import results

        return results.whose(ballot, lambda id: name_of(face, id)) or say("names.someone")

    def _in(self, face: Face, round: Round, ballot: Ballot | None, *, again: bool) -> list[str]:
        """That it is in. What it says is told only where the vote is open."""
        from bpworkshop import results
        from bpworkshop.session import spread

        if ballot is None:
            lines = [say("vote.totals_in")]
            under = round.method == "fist" and spread.lowest(round) < spread.ALL_AGREE
            return [*lines, say("vote.who_under")] if under else lines
        who = self._whose(face, ballot)
        lines = [say("vote.ballot_again" if again else "vote.ballot_in", who=who, head=head(face, round))]
        if not round.secret:
            lines.append(results.ballot(round, ballot, lambda id: name_of(face, id)))
        given = sum(ballot.marks)
        if round.method == "dots" and round.each and given < round.each:
            lines.append(say("vote.fewer", who=who, n=round.each, given=given))
        return lines

    def _enter(self, face: Face, round: Round) -> Told:
        """An empty line: once asks whether all are in, twice counts."""
        from bpworkshop.session import ballots, voting

        if voting.is_empty(round) and round.method != "fist":
            return told("vote.opened", how=ballots.how(round))
        if self._sure != round:
            self._sure = round
            return Told((say("vote.sure", head=head(face, round)),))
        self._sure = None
        return dispatch(face, "/count")


LINES = Lines()
hears("vote", LINES)
