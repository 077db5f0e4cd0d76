"""Sessions and scripts as groups make them, of any size, and the same each time.

Sentences are put together from parts, so that their length and letters are
those of a real board; a random generator with a fixed seed chooses.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from bpworkshop.session import integrity
from bpworkshop.session.boards import STEPS
from bpworkshop.session.edits import build
from bpworkshop.session.items import Entry, Party, Person
from bpworkshop.session.session import MEMBERS, Session
from bpworkshop.session.types import Step

SAMPLE_ITEMS = 22
"""As many as a real meeting leaves behind: a file of about 7 KB."""

CREATED = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
DAY = date(2026, 9, 1)

PARTNERS = ("Planetarium", "Café Müller", "Northside Primary School", "Museum of Light")
PEOPLE = (
    *(("ana", "Ana Sørensen"), ("ben", "Ben Okafor"), ("chloe", "Chloé Martin")),
    *(("dmitri", "Дмитрий Орлов"), ("eve", "Eve Lindqvist"), ("farid", "Farid Haddad")),
)
_WHO = ("families", "teenagers", "new readers", "night-shift workers", "grandparents", "school classes")
_DO = ("bring", "invite", "accompany", "surprise", "win back", "introduce")
_WHAT = (
    *("an evening under the stars", "a reading corner in the dome", "a shared ticket for the autumn"),
    *("postcards at the desk", "a lantern walk", "a workshop on telescopes", "a quiet hour on Sundays"),
)
_HOW = (
    *(
        "with what both houses already have",
        "without a longer queue at the desk",
        "three times this year",
    ),
    *("so that nobody needs to register", "as the first thing that visitors see", "in two languages"),
)


class _Source:
    """Chooses what is said; ``about`` makes a sentence that hardly ever comes twice."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def about(self) -> str:
        pick = self.random.choice
        said = f"{pick(_DO)} {pick(_WHO)} to {pick(_WHAT)}, {pick(_HOW)} ({self.random.randrange(1000)})"
        return said[0].upper() + said[1:]

    def whole(self, least: int, most: int) -> int:
        return self.random.randint(least, most)

    def one(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def day(self) -> date:
        return DAY + timedelta(days=self.whole(0, 400))


def _goal(made: _Source) -> dict[str, Any]:
    return {
        "statement": made.about(),
        "whose": made.one("shared", "library", "partner"),
        "certainty": made.one("assumed", "confirmed"),
        "measure": "Visitors that say so at the door",
        "aim": f"{made.whole(2, 90) * 10} by the end of the season",
        "due": made.day(),
        "votes": made.whole(0, 9),
    }


def _value(made: _Source) -> dict[str, Any]:
    return {
        "value": made.about(),
        "ratings": tuple(made.whole(3, 5) for _ in range(4)),
        "evidence": (
            {"party": "library", "text": "Open to all since 1908", "source": "charter"},
            {"party": "partner", "text": "Free on Tuesdays", "source": "website", "reliability": "medium"},
        ),
        "fit": made.one("aligned", "complementary", "tension"),
    }


def _alternative(made: _Source) -> dict[str, Any]:
    return {
        "option": made.about(),
        "failure": "The dome stays closed over the winter",
        "kind": made.one("other-partner", "smaller", "alone", "postpone", "stop"),
        "trigger": "No date by the second meeting",
        "owner": made.one("ana", "ben"),
        "cost": {"amount": Decimal(made.whole(100, 4000)), "currency": "EUR"},
        "only_for": made.one(None, "library"),
    }


def _benefit(made: _Source) -> dict[str, Any]:
    giver, receiver = made.one(("library", "partner"), ("partner", "library"))
    return {
        "benefit": made.about(),
        "giver": giver,
        "receiver": receiver,
        "need": "To be known beyond its own neighbourhood",
        "asset": "Rooms in the middle of the town",
    }


def _figure(made: _Source) -> dict[str, Any]:
    return {
        "metric": made.about(),
        "giver": made.one("library", "partner"),
        "value": Decimal(made.whole(100, 90_000)),
        "unit": made.one("visits", "loans", "tickets"),
        "period": {"start": date(2025, 1, 1), "end": date(2025, 12, 31)},
        "method": made.one("counted", "estimated"),
        "source": "annual report 2025",
    }


def _commitment(made: _Source) -> dict[str, Any]:
    at = CREATED + timedelta(minutes=made.whole(1, 50_000))
    agreed = {"id": f"e{made.random.randrange(36**8):09d}", "kind": "agreed", "on": at.date(), "recorded": at}
    return {
        "commitment": made.about(),
        "promiser": "library",
        "to": "partner",
        "owner": made.one("ana", "ben", "chloe"),
        "due": made.day(),
        "evidence": "A photo of the desk",
        "fist": made.whole(3, 5),
        "events": made.one((), (agreed,)),
    }


def _text(made: _Source) -> dict[str, Any]:
    return {"text": made.about()}


_MAKERS: dict[str, Callable[[_Source], dict[str, Any]]] = {
    "options": _text,
    "check_in": _text,
    "goals": _goal,
    "values": _value,
    "alternatives": _alternative,
    "benefits": _benefit,
    "figures": _figure,
    "commitments": _commitment,
    "parked": _text,
    "notes": _text,
}

_MIX = (*STEPS, "options", *STEPS, "notes", *STEPS, "check_in", *STEPS, "parked")
"""In which turn lists get their items: most stand on the boards of the six steps."""


def item(name: str, id: str, seed: int) -> Entry:
    """One item of a list, whole."""
    return build(MEMBERS[name], {"id": id, **_MAKERS[name](_Source(seed))})


def session(items: int, seed: int = 1) -> Session:
    """A running session of two parties and six people, with this many items. Always a valid one."""
    made = _Source(seed)
    lists: dict[str, list[Entry]] = {}
    for number in range(items):
        name = _MIX[number % len(_MIX)]
        lists.setdefault(name, []).append(item(name, f"i{number:05d}", made.random.randrange(10**9)))
    partner = PARTNERS[seed % len(PARTNERS)]
    whole = build(
        Session,
        {
            "id": f"bench{seed:05d}",
            "title": made.about(),
            "created": CREATED,
            "phase": "together",
            "status": "running",
            "idea": made.about(),
            "parties": (
                Party(id="library", name="City Library", handle="library", ours=True),
                Party(id="partner", name=partner, handle="partner"),
            ),
            "people": tuple(
                Person(id=id, handle=id, party=("library", "partner")[at % 2], name=name)
                for at, (id, name) in enumerate(PEOPLE)
            ),
            **lists,
        },
    )
    if flaws := list(integrity.problems(whole)):
        raise ValueError(f"the generator makes sessions that are none: {flaws[0]}")
    return whole


def board(step: Step, items: int, *, phase: str = "prepare") -> Session:
    """A session with all its items on one step; none of them says what its title says."""
    made = tuple(item(step, f"i{number:05d}", 1000 + number) for number in range(items))
    return session(0).model_copy(update={"phase": phase, step: made})


# A script


def _each(number: int, step: Step, said: str) -> list[str]:
    """An item of a step, with the answers to what is asked after it when an activity lets ask."""
    owner = PEOPLE[number % 2 * 2][0]
    party = ("library", "partner")[number % 2]
    match step:
        case "goals":
            return [f"{said} @{party} due:2027-0{number % 9 + 1}-15", "visitors at the door", "200 in May"]
        case "values":
            # Aligned by its ratings: the fit is not asked. Then evidence, party by party.
            return [said, "4 5 4 5", "Open to all since 1908 | charter", "Free on Tuesdays | website | high"]
        case "alternatives":
            # One complete answer is enough, so that only the first is asked about.
            answers = ["The dome stays closed", "no date by the second meeting"] if number == 0 else []
            return [f"{said} @{owner} due:2027-05-01" if answers == [] else f"{said} @{owner}", *answers]
        case "benefits":
            return [f"{said} @{party}", "To be known beyond its own neighbourhood"]
        case "figures":
            return [f"{1200 + number} visits @{party}, Jan 2026, counted, source: annual report"]
        case "commitments":
            return [f"{said} @{owner} due:+{number % 8 + 1}w", "1 photo of the desk", "5"]
        case _:
            raise ValueError(f"the script has no lines for {step}")


_ROUNDS: dict[Step, int] = {
    "goals": 7,
    "values": 5,
    "alternatives": 10,
    "benefits": 9,
    "figures": 14,
    "commitments": 10,
}
_TO_ASKING: dict[Step, int] = {"goals": 4, "values": 1, "alternatives": 0}
"""How often ``/next`` leads on from an activity in which people write and nobody is asked."""

SCRIPT_ITEMS = sum(_ROUNDS.values())


def script(lines: int = 200) -> list[str]:
    """A meeting as it is typed: items with their answers on all six steps, and commands between them."""
    made = _Source(7)
    typed = ["/phase together", "/list people", "/checkin @ana glad to be here"]
    for step in STEPS:
        typed += [f"/step {step}", *["/next"] * _TO_ASKING.get(step, 0)]
        for number in range(_ROUNDS[step]):
            typed += _each(number, step, made.about())
        typed += ["/list", "/vote 1 3", "/vote 2 5", "/list votes", "/gaps"]
        typed += ["/owner 1 Ana"] if step in ("values", "alternatives", "commitments") else []
    typed += ["/agree all", "/keep 1 @ana it stands on the desk", "/undo", "/redo", "/back"]
    votes = [f"/vote {number % 7 + 1} {number % 9}" for number in range(lines - len(typed) - 2)]
    typed += ["/step goals", *votes, "/gaps"]
    if len(typed) != lines:
        raise ValueError(f"the script has {len(typed)} lines, not {lines}")
    return typed
