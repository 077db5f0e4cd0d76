"""What a round of a vote came to, in words and bars: for pages, boards and the line mode alike."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from bpworkshop import text
from bpworkshop.session.around import Ballot, Round
from bpworkshop.session.spread import ALL_AGREE, Spread, in_order, lowest, spreads
from bpworkshop.session.voting import cast, is_empty
from bpworkshop.words import say

BAR = 12
"""Signs of a bar at most; beyond, the number alone tells."""

Name = Callable[[str], str]
"""What somebody is called, by their id."""


def result(round: Round, name: Name) -> list[str]:
    """The result in lines: the choices, the best first, each with its spread; then what follows from it."""
    if round.method == "fist":
        return [*(fingers(one) for one in spreads(round) if one.marks), *verdict(round, name)]
    found = spreads(round)
    if round.evaluates:
        # One theme is not better than another: they stand as they were asked.
        return list(_evaluated(round, found, name))
    return [
        say("vote.result.line", place=place, text=round.choices[at].text, got=_got(round, found[at]))
        for place, at in in_order(round)
    ]


def _evaluated(round: Round, found: Sequence[Spread], name: Name) -> Iterator[str]:
    for number, (one, spread) in enumerate(zip(round.choices, found, strict=True), 1):
        why = "; ".join(reason.told for reason in reasons(round, number, name))
        told = say("evaluation.asked", asked=one.text, got=_got(round, spread))
        yield say("evaluation.asked_why", told=told, why=why) if why else told


class Reason(NamedTuple):
    """Why somebody gave a choice its mark; ``who`` is empty where the round has no names."""

    mark: int
    why: str
    who: str = ""

    @property
    def told(self) -> str:
        mark = str(self.mark or "–")
        who = say("evaluation.who", mark=mark, who=self.who) if self.who else mark
        return say("evaluation.reason", who=who, why=self.why)


def reasons(round: Round, number: int, name: Name) -> list[Reason]:
    """Why a choice got its marks, the lowest first: their order tells nothing of whose they are."""
    return sorted(
        Reason(ballot.marks[number - 1], because.text, name(ballot.by) if ballot.by else "")
        for ballot in round.ballots
        for because in ballot.because
        if because.choice == number <= len(ballot.marks)
    )


def verdict(round: Round, name: Name) -> Iterator[str]:
    """Of fist to five: the minimum, and what those under three say."""
    fewest = lowest(round)
    if fewest >= ALL_AGREE:
        yield say("vote.result.everyone", n=fewest)
        return
    under = [one for one in round.ballots if one.marks[0] < ALL_AGREE]
    why = "; ".join(_reason(one, name) for one in under)
    yield say("vote.result.minimum_why" if why else "vote.result.minimum", fewest=fewest, why=why)


def _reason(ballot: Ballot, name: Name) -> str:
    who = whose(ballot, name)
    return ", ".join(part for part in (who, ballot.reason) if part) or say("names.someone")


def whose(ballot: Ballot, name: Name) -> str:
    """Whose ballot it is: a name, the number of a slip, nobody's."""
    if ballot.by:
        return name(ballot.by)
    return say("vote.slip", number=ballot.slip) if ballot.slip else ""


def got(round: Round) -> list[str]:
    """What each choice has got, in their order."""
    return [_got(round, one) for one in spreads(round)]


def _got(round: Round, one: Spread) -> str:
    if round.method in ("dots", "hands"):
        told = say(f"vote.result.{round.method}", n=one.total)
        if one.people is not None and round.method == "dots" and one.people != one.total:
            told = say("vote.result.from_people", dots=told, n=one.people)
        return f"{told} {_bar(one.total)}".rstrip()
    if round.method == "ranking":
        return _ranked(one)
    return fingers(one) if one.marks else say("vote.result.none")


def _bar(n: int) -> str:
    return "●" * n if n <= BAR else ""


def _ranked(one: Spread) -> str:
    if one.rank is None:
        return say("vote.result.none")
    low, high = one.ranks[0], one.ranks[-1]
    return say("vote.result.rank", mean=_tenths(one.rank), best=_tenths(low), worst=_tenths(high))


def fingers(one: Spread) -> str:
    """How marks are spread: ``lowest 2, middle 4, highest 5: 2● 4●●● 5●``."""
    counts = {mark: one.marks.count(mark) for mark in dict.fromkeys(one.marks)}
    shown = " ".join(f"{mark}{_bar(n) or f'×{n}'}" for mark, n in counts.items())
    middle = _tenths(Fraction(one.middle or 0))
    return say("vote.result.spread", low=one.marks[0], middle=middle, high=one.marks[-1], shown=shown)


def _tenths(number: Fraction) -> str:
    """At most one digit behind the point; none where it would be a nought."""
    return f"{float(number):.1f}".removesuffix(".0")


def ballots(round: Round, name: Name) -> Iterator[str]:
    """Each ballot in words, as far as the round keeps whose it is."""
    return (ballot(round, one, name) for one in round.ballots)


def ballot(round: Round, one: Ballot, name: Name) -> str:
    """One ballot in words."""
    told = f"{whose(one, name) or say('names.someone')}: {_marks(round, one)}"
    return f"{told}, {one.reason}" if one.reason else told


def _marks(round: Round, ballot: Ballot) -> str:
    """The marks by the words of their choices, the most or best first where there is an order."""
    if round.method == "fist":
        return str(ballot.marks[0])
    if round.evaluates:
        return _with_reasons(round, ballot)
    named = [(mark, text.line(one.text)) for mark, one in zip(ballot.marks, round.choices, strict=False)]
    given = [(mark, words) for mark, words in named if mark]
    if round.method == "ranking":
        return " > ".join(words for _, words in sorted(given)) or "–"
    if round.method == "hands":
        return ", ".join(words for _, words in given) or "–"
    return ", ".join(f"{words} {mark}" for mark, words in given) or "–"


def _with_reasons(round: Round, ballot: Ballot) -> str:
    """What somebody wrote in an evaluation: of each choice the mark and why."""
    why = {one.choice: one.text for one in ballot.because}
    told = []
    for number, (mark, one) in enumerate(zip(ballot.marks, round.choices, strict=False), 1):
        words = f"{text.line(one.text)} {mark or '–'}"
        told.append(say("evaluation.reason", who=words, why=why[number]) if number in why else words)
    return "; ".join(told)


def head(round: Round, people: int = 0) -> str:
    """Which vote it is: its kind, what it asks, how many are in, of so many ``people``."""
    asked = say(f"vote.head.{round.method}", text=round.text, n=round.each or 0)
    n, people = cast(round), round.expected or people
    if is_empty(round) or (round.evaluates and not n):
        return asked
    if not n:
        return say("vote.head_counted", head=asked)
    return say("vote.head_of" if people else "vote.head_in", head=asked, n=n, of=people)
