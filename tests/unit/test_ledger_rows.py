"""The rows of the ledger: found as one types, grouped, never cut off, and what is typed about one."""

from datetime import date
from typing import Any

import pytest

from bpworkshop.errors import Problem
from bpworkshop.method import guide
from bpworkshop.review.ledger import Row as Stands
from bpworkshop.review.ledger import row
from bpworkshop.review.rate import rates
from bpworkshop.text import width as cells
from bpworkshop.tui import ledger
from bpworkshop.tui.ledger import Answer, Drawn, Entry, answer, entry, fitting, groups
from bpworkshop.tui.rows import Row
from bpworkshop.words import say
from tests.unit.test_ledger import event, promise

TODAY = date(2026, 6, 10)
LONG = "Hang the posters in every branch and in the hall of the town before the season begins"


def entries(*given: dict[str, Any]) -> list[Entry]:
    """Promises with ids of their own, each agreed to unless it says otherwise."""
    made = []
    for at, facts in enumerate(given):
        events = facts.pop("events", (event("agreed"),))
        made.append(entry(row(promise(*events, **{"id": f"c{at}", "promiser": "Artist", **facts}), TODAY)))
    return made


def words(found: list[Entry]) -> list[str]:
    return [one.row.promised.words for one in found]


def plain(rows: list[Row]) -> str:
    return "\n".join(one.plain for one in rows)


def drawn(width: int) -> Drawn:
    return Drawn(width, guide.load().statuses, TODAY)


@pytest.mark.parametrize(
    "typed", ["draw", "DRAWINGS twelve", "ömer", "omer", "artist", "planet", "photo", "del ome", "director"]
)
def test_what_is_typed_finds_words_sides_and_people(typed: str) -> None:
    known = entries(
        {
            "words": "Deliver twelve drawings",
            "owner": "Ömer",
            "title": "Planetarium",
            "evidence": "a photo",
            "events": (event("proposed", waits_for="the director"),),
        },
        {"words": "Something else", "promiser": "School", "title": "Reading"},
    )
    assert words(fitting(known, typed)) == ["Deliver twelve drawings"]


def test_words_are_found_from_their_beginning_all_of_them_and_of_one_status() -> None:
    known = entries({"words": "Twelve drawings"}, {"words": "Twelve books", "due": "2027-01-01"})
    assert words(fitting(known, "rawings")) == []
    assert words(fitting(known, "twelve books")) == ["Twelve books"]
    assert words(fitting(known, "  ")) == ["Twelve drawings", "Twelve books"]
    assert words(fitting(known, "twelve", "late")) == ["Twelve drawings"]
    assert words(fitting(known, "", "proposed")) == []


def test_our_late_promises_stand_before_theirs_and_before_those_of_nobody() -> None:
    known = entries(
        {"words": "theirs"},
        {"words": "ours", "ours": True, "promiser": "Library"},
        {"words": "whose?", "promiser": None},
        {"words": "later", "due": "2027-01-01"},
    )
    found = [(one.title, words(one.entries)) for one in groups(known, "time")]
    assert found == [
        (say("ledger.late.ours"), ["ours"]),
        (say("ledger.late.theirs"), ["theirs"]),
        (say("ledger.late.nobodys"), ["whose?"]),
        (say("ledger.time.open"), ["later"]),
    ]


@pytest.mark.parametrize("way", ["partner", "owner"])
def test_who_is_not_named_stands_last_under_words_that_say_so(way: Any) -> None:
    known = entries({"words": "nobody"}, {"words": "somebody", way: "Zoe"}, {"words": "too", way: "ZOE"})
    found = [(one.title, words(one.entries)) for one in groups(known, way)]
    assert found == [("Zoe", ["somebody", "too"]), (say("ledger.nobody"), ["nobody"])]


@pytest.mark.parametrize("width", [40, 59, 79, 99, 100, 119, 200])
@pytest.mark.parametrize("chosen", [False, True])
def test_nothing_of_a_promise_is_cut_off(width: int, chosen: bool) -> None:
    (one,) = entries(
        {
            "words": LONG,
            "due": "2026-08-01",
            "ours": True,
            "to": "The Sunshine Primary School and Its Friends",
            "owner": "Ana Lind",
            "carried_by": "Bo",
            "evidence": "a photo of each of them, with the date on it and somebody beside it",
            "if_missed": "we say so ourselves before anybody asks",
            "events": (event("proposed", waits_for="the director", until="2026-06-12"),),
        }
    )
    made = ledger.rows(one.row, drawn(width), chosen=chosen)
    assert all(cells(each.plain) <= width for each in made)
    assert {each.item for each in made} == {one.ref}
    shown = "".join(plain(made).split())
    promised = one.row.promised
    told = [promised.words, *([promised.evidence, promised.if_missed, promised.title] if chosen else [])]
    for said in told:
        if width < ledger.COLUMNS_FROM or said != LONG:
            assert "".join((said or "").split()) in shown
    for word in f"{LONG} {promised.to} 12 June 2026 {guide.load().statuses['proposed']}".split():
        assert word in plain(made)
    assert ("▸" in plain(made)) == chosen


@pytest.mark.parametrize("width", [59, 119])
def test_what_is_not_known_is_said(width: int) -> None:
    (one,) = entries({"promiser": None, "due": None, "events": ()})
    shown = plain(ledger.rows(one.row, drawn(width), chosen=True))
    for key in ("no_promiser", "no_day", "no_owner"):
        assert say(f"ledger.{key}") in shown


def test_ours_and_theirs_are_told_apart_in_words() -> None:
    ours, theirs = entries({"ours": True, "to": "Artist"}, {"to": "Library"})
    assert say("ledger.we_to", to="Artist") in plain(ledger.rows(ours.row, drawn(79)))
    assert say("ledger.we_to", to="Library") not in plain(ledger.rows(theirs.row, drawn(79)))


def test_late_is_red_and_says_so() -> None:
    (one,) = entries({})
    parts = [part for made in ledger.rows(one.row, drawn(79)) for part in made.parts]
    assert (guide.load().statuses["late"], "missing") in parts


def test_the_newest_event_stands_under_the_chosen_one() -> None:
    (one,) = entries({"events": (event("agreed"), event("kept", "2026-05-19", evidence="the files"))})
    shown = plain(ledger.rows(one.row, drawn(79), chosen=True))
    assert f"{say('ledger.happened', what='kept', day='19 May 2026')}: the files" in shown


# What is typed about one


@pytest.mark.parametrize(
    ("kind", "typed", "found"),
    [
        ("kept", "", Answer()),
        ("kept", "  a photo ", Answer("a photo")),
        ("kept", "a photo on: 3 May", Answer("a photo", date(2026, 5, 3))),
        ("missed", "ON: 9 June", Answer(None, date(2026, 6, 9))),
        ("kept", "depends on: nothing", None),
        ("kept", "a photo on:", None),
        ("renegotiated", "1 August", Answer(to=date(2026, 8, 1))),
        ("renegotiated", "", None),
        ("renegotiated", "soon", None),
        ("renegotiated", "1/2/2027", None),
    ],
)
def test_an_answer_is_a_day_or_what_shows_it(kind: Any, typed: str, found: Answer | None) -> None:
    if found is None:
        with pytest.raises(Problem):
            answer(kind, typed, TODAY)
    else:
        assert answer(kind, typed, TODAY) == found


# Follow-through


def kept(*several: tuple[str, str]) -> list[Stands]:
    """Promises that were kept on a day, of which the second is when each was due."""
    return [
        row(
            promise(
                event("agreed", "2026-01-01"), event("kept", on), id=f"k{at}", due=due, promiser="Artist"
            ),
            TODAY,
        )
        for at, (on, due) in enumerate(several)
    ]


@pytest.mark.parametrize("width", [40, 59, 119])
def test_a_rate_has_bars_and_counts_and_per_cent_only_from_five_on(width: int) -> None:
    few = kept(("2026-02-01", "2026-02-01"), ("2026-03-09", "2026-03-01"))
    many = few + kept(*[(f"2026-0{month}-01", f"2026-0{month}-02") for month in range(1, 6)])
    of = [one.promised._replace(id=f"m{at}") for at, one in enumerate(many)]
    rows = ledger.rates(rates([one.promised for one in few], TODAY), width)
    shown = " ".join(plain(rows).split())
    assert "█░" in shown
    assert say("ledger.counts", kept=1, due=2) in shown
    assert "%" not in shown
    rows = ledger.rates(rates(of, TODAY), width)
    assert "86 %" in " ".join(plain(rows).split())
    assert all(cells(each.plain) <= width for each in rows)


def test_where_nothing_was_due_a_rate_says_so() -> None:
    assert say("ledger.no_rate") in plain(ledger.rates([], 60))
