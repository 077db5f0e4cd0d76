"""Finding sessions as one types: what a line asks for, what fits, in which order, and the rows of it."""

from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpworkshop import text
from bpworkshop.method.guide import load
from bpworkshop.review.asking import NARROWING, Asked, Reader
from bpworkshop.review.filters import Filter
from bpworkshop.review.query import Query
from bpworkshop.session.boards import BOARDS
from bpworkshop.session.types import Phase, Status
from bpworkshop.store.folder import Listed
from bpworkshop.store.index import Hit
from bpworkshop.tui.finding import WAYS, Found, FoundRows, Known, Told, Trail, Way, folded, ordered
from bpworkshop.words import say

TODAY = date(2026, 6, 10)
TOLD = Told(load(), TODAY)
READER = Reader(TODAY, TOLD.phases, TOLD.statuses)


def one(handle: str, title: str = "", *partners: str, due: str | None = None, **facts: Any) -> Known:
    further = "\n\n".join(
        (facts.pop("created", handle[:10]), "", "\n".join(facts.pop("people", ())), facts.pop("steps", ""))
    )
    given = {"title": title or handle, "partners": partners, "phase": "prepare", "status": "running"}
    listed = Listed(handle, Path("/s"), **{**given, "further": further, **facts})
    return folded([Known(listed, date.fromisoformat(due) if due else None)], TOLD)[0]


MUSEUM = one("2026-05-01-museum", "Lanterns", "City Museum", due="2026-06-01", people=("Ana", "Bo"))
SCHOOL = one("2026-04-01-school", "Reading after schöol", "School", status="closed", steps="goals\nvalues")
CAFE = one("2026-03-01-cafe", "A quiet hour", "Café Nord", "School", phase="after", due="2026-07-01")
BROKEN = one("2026-02-01-cut", error="line 2: a quotation mark", created="", phase="", status="")
ALL = [MUSEUM, SCHOOL, CAFE, BROKEN]


def found(line: str) -> list[Known]:
    return [*Trail(ALL).to(READER.read(line))]


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        ("", ALL),
        ("lant", [MUSEUM]),
        ("ANTERNS", []),
        ("schoo", [SCHOOL, CAFE]),
        ("schoo read", [SCHOOL]),
        ("cafe", [CAFE]),
        ("1 may 2026", [MUSEUM]),
        ("2026-04", [SCHOOL]),
        ("closed", [SCHOOL]),
        ("quotation", [BROKEN]),
        ("partner:museum", [MUSEUM]),
        ('partner:"school café"', []),
        ('partner:"mus city"', [MUSEUM]),
        ("PARTNER:Sch", [SCHOOL, CAFE]),
        ("partner:", ALL),
        ("person:bo", [MUSEUM]),
        ("status:c", [SCHOOL]),
        ("phase:aft hour", [CAFE]),
        ("step:go", [SCHOOL]),
        (f"step:{say('search.place.values')}", [SCHOOL]),
        ("since:2026-04-01", [MUSEUM, SCHOOL]),
        ("since:2026-04-01 until:2026-04-30", [SCHOOL]),
        ("since:2026-0", ALL),
        ("status:wrong", ALL),
        ("foo:school", []),
    ],
)
def test_a_line_finds_what_shows_it(line: str, fits: list[Known]) -> None:
    assert found(line) == fits


@pytest.mark.parametrize(
    ("line", "hint", "wrong"),
    [
        ("lanterns", "", ""),
        ("partner:mu", "find.hint.partner", ""),
        ("partner:mu ", "", ""),
        ("status:", "find.hint.status", ""),
        ("status:x", "find.hint.status", say("find.wrong", name="status", typed="x")),
        ("since:yester", "find.hint.since", ""),
        ("since:yesterd x", "", say("find.wrong", name="since", typed="yesterd")),
        ("foo:bar", "", say("find.unknown", name="foo", known=", ".join(NARROWING))),
        ("at 10:30", "", ""),
    ],
)
def test_what_can_stand_there_is_told_and_what_means_nothing(line: str, hint: str, wrong: str) -> None:
    asked = READER.read(line)
    assert asked.wrong == wrong
    assert asked.hint.startswith(say(hint)) if hint else not asked.hint


def test_the_hint_names_all_that_can_stand_behind_it() -> None:
    for name, known in (("status", get_args(Status)), ("phase", get_args(Phase)), ("step", BOARDS)):
        hint = READER.read(f"{name}:").hint
        called = [READER.read(f"{name}:{one}").filters for one in known]
        assert [getattr(one, name) for one in called] == [*known]
        assert len(hint.split(", ")) == len(known)


PIECES = (
    "scho",
    "school",
    "s",
    "caf",
    "partner:",
    "partner:sc",
    "person:a",
    "status:run",
    "since:2026-04-01",
)
LINES = st.lists(st.sampled_from((*PIECES, " ", " ", "o", "x")), max_size=5).map("".join)


@given(st.lists(LINES, min_size=1, max_size=6))
def test_typing_on_and_taking_back_finds_what_typing_anew_finds(lines: list[str]) -> None:
    trail = Trail(ALL)
    for line in lines:
        assert [*trail.to(READER.read(line))] == found(line), line


@given(LINES)
def test_it_is_filtered_as_the_shell_does_it(line: str) -> None:
    asked = READER.read(line)
    if not asked.begins:
        assert found(line) == [known for known in ALL if asked.filters.fits(known.listed)]


def test_nothing_asked_is_nothing() -> None:
    assert not READER.read("  ")
    assert READER.read("x")
    assert Asked(Filter(status="draft"))


@pytest.mark.parametrize(
    ("way", "order"),
    [
        ("newest", [MUSEUM, SCHOOL, CAFE, BROKEN]),
        ("title", [BROKEN, CAFE, MUSEUM, SCHOOL]),
        ("partner", [CAFE, MUSEUM, SCHOOL, BROKEN]),
        ("status", [MUSEUM, CAFE, SCHOOL, BROKEN]),
        ("due", [MUSEUM, CAFE, SCHOOL, BROKEN]),
    ],
)
def test_each_order(way: Way, order: list[Known]) -> None:
    assert ordered([SCHOOL, BROKEN, CAFE, MUSEUM], way) == order
    assert {name for name, _ in [(way, 0)]} <= {*WAYS}


# Rows


LONG = one(
    "2026-01-01-long", " ".join(["Everything", "that"] * 20), "A partner of a very long name indeed " * 2
)
QUERY = Query.typed("post*")


def hit(of: Known, number: int, *texts: str) -> Hit:
    return Hit(of.listed, "goals", f"g{number}", number, texts)


HITS = {
    SCHOOL.listed.handle: [hit(SCHOOL, 1, "A poster"), hit(SCHOOL, 2, "Long " * 60 + "postcards", "by post")],
    LONG.listed.handle: [hit(LONG, 1, "Postcards")],
}
MANY = Found([MUSEUM, SCHOOL, CAFE, BROKEN, LONG], HITS, QUERY)


@pytest.mark.parametrize("width", [58, 78, 99, 100, 119, 140, 200])
@pytest.mark.parametrize("room", [10, 60])
@pytest.mark.parametrize("way", WAYS)
def test_rows_are_where_they_are_said_to_be_whatever_is_chosen(width: int, room: int, way: Way) -> None:
    shown = MANY._replace(way=way)
    for chosen in FoundRows(shown, TOLD, width, room, None).items:
        rows = FoundRows(shown, TOLD, width, room, chosen)
        every = [rows[at] for at in range(len(rows))]
        assert every == rows[:]
        assert all(text.width(row.plain) <= width for row in every)
        for item in rows.items:
            stands = [at for at, row in enumerate(every) if row.item == item]
            assert {*stands} <= {*rows.rows_of(item)}, item
            assert stands, item
        assert [row.item for row in every if row.plain.lstrip().startswith("▸")] == [chosen]
        with pytest.raises(IndexError):
            rows[len(rows)]


def test_what_is_chosen_is_told_whole_and_all_else_in_one_row_or_two() -> None:
    handle = LONG.listed.handle
    for width, each in ((78, 2), (120, 1)):
        rows = FoundRows(MANY, TOLD, width, 10, MUSEUM.listed.handle)
        assert len(rows.rows_of(handle)) == each
        assert any("…" in rows[at].plain for at in rows.rows_of(handle))
        rows = FoundRows(MANY, TOLD, width, 10, handle)
        told = "".join(rows[at].plain for at in rows.rows_of(handle))
        assert "…" not in told
        assert told.count("Everything") == 20


def test_what_was_looked_for_stands_out_where_it_stands() -> None:
    for chosen in FoundRows(MANY, TOLD, 78, 40, None).items:
        rows = FoundRows(MANY, TOLD, 78, 40, chosen)
        marked = [
            words
            for row in rows[:]
            if row.item and "\0" in row.item
            for words, look in row.parts[1:]
            if look == "mark"
        ]
        assert {one.lower() for one in marked} <= {"poster", "postcards", "post"}
        assert len(marked) >= 3


def test_an_item_leads_to_its_session_and_its_place() -> None:
    items = FoundRows(MANY, TOLD, 78, 40, None).items
    assert MANY.at(items[0]) == (MUSEUM.listed, None)
    assert MANY.at(items[2]) == (SCHOOL.listed, HITS[SCHOOL.listed.handle][0])
    assert MANY.at(None) == (None, None)


def test_what_is_due_is_seen_in_its_order_at_any_width() -> None:
    for width in (58, 78, 110, 140):
        shown = [row.plain for row in FoundRows(Found([MUSEUM], way="due"), TOLD, width, 10, None)[:]]
        assert say("find.late", day="1 June 2026") in " ".join(" ".join(shown).split())


def test_of_thousands_only_what_is_in_sight_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [one(f"2026-01-01-{number:05}", f"Session {number}") for number in range(3000)]
    rows = FoundRows(Found(many), TOLD, 120, 30, None)
    assert len(rows[2000:2030]) == 30
    rows.rows_of(many[1500].listed.handle)
    assert len(rows._rows) <= 32
