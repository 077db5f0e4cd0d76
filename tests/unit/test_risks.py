"""Risks: the matrix and what comes first in it, what is looked at again, and the paper."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bpworkshop.documents import html, markdown, reading
from bpworkshop.documents.filling import Paper
from bpworkshop.documents.parts import Document, Table
from bpworkshop.documents.risks import risks as document
from bpworkshop.method.guide import load
from bpworkshop.pages import Reader
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.session.tools import Risk
from bpworkshop.toolbox.risks import CELLS, again, due, lines, matrix
from bpworkshop.tui import boards
from bpworkshop.tui import matrix as page
from bpworkshop.words import say
from tests.strategies import sessions, small
from tests.unit.test_shared import TRACES, marked

TODAY = date(2026, 5, 2)
GUIDE = load()
slow = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def risk(id: str, likelihood: Any = None, impact: Any = None, **given: Any) -> Risk:
    return Risk(id=id, risk=f"Risk {id}", likelihood=likelihood, impact=impact, **given)


MANY = (
    risk("r1", "low", "medium", review=TODAY + timedelta(1)),
    risk("r2", "high", "high", review=TODAY, owner="ana"),
    risk("r3"),
    risk("r4", "high", "high", state="came"),
    risk("r5", "high", "high", state="over", review=TODAY),
    risk("r6", "high", "high", state="open"),
    risk("r7", "medium", None),
    risk("r8", "high", "high", under="r2"),
)


def read(session: Session) -> Reader:
    return Reader(session, GUIDE, TODAY, everyone=False)


def of(*several: Risk, **given: Any) -> Session:
    return small(risks=several or MANY, **given)


def test_each_risk_stands_in_one_place() -> None:
    found = matrix(of())
    assert found.numbers(("high", "high")) == (2, 6)
    assert found.numbers(("low", "medium")) == (1,)
    assert found.numbers(("low", "low")) == ()
    assert [number for number, _ in found.open] == [3, 7]
    assert [number for number, _ in found.came] == [4]
    assert [number for number, _ in found.over] == [5]


def test_what_is_high_in_both_comes_first_and_what_is_low_in_both_last() -> None:
    assert CELLS[0] == ("high", "high")
    assert CELLS[-1] == ("low", "low")
    assert len({*CELLS}) == 9
    told = lines(read(of()))
    assert "Risk r2; 6 Risk r6" in told[1]
    assert told.index(next(line for line in told if "Risk r1" in line)) == 2


def test_a_risk_is_looked_at_again_from_its_day_on_until_it_is_over() -> None:
    assert [number for number, _ in due(of(), TODAY)] == [2]
    assert [number for number, _ in due(of(), TODAY + timedelta(1))] == [1, 2]
    assert again(read(of())) == [say("matrix.again", numbers="2")]
    assert again(read(of(risk("r1", review=TODAY, state="over")))) == []
    assert say("page.look_again") in read(of()).item("risks", MANY[1])
    assert say("page.look_again") not in read(of()).item("risks", MANY[0])


def test_without_a_risk_it_says_how_to_begin() -> None:
    assert lines(read(small())) == [say("matrix.none")]
    assert say("matrix.none") in " ".join(" ".join(row.plain for row in page.page(read(small()), 79)).split())


# Drawn


@pytest.mark.parametrize("width", [31, 59, 79, 119])
def test_numbers_stand_in_their_fields_in_any_width(width: int) -> None:
    drawn = [row.plain for row in page.drawn(read(of()), width)]
    assert all(len(row) <= width for row in drawn)
    at = {word: drawn[-2].index(word) for word in ("low", "medium", "high")}
    field = {row.split()[0]: row for row in drawn if "│" in row}
    assert field["high"][at["high"] :].split() == ["2", "6"]
    assert field["low"][at["medium"]] == "1"
    assert field["medium"].split("│")[1].split() == ["·", "·", "·"]


def test_as_many_numbers_as_there_are_have_room_in_a_field() -> None:
    several = tuple(risk(f"r{n}", "high", "high") for n in range(1, 31))
    drawn = " ".join(row.plain for row in page.drawn(read(of(*several)), 31))
    assert [str(n) for n in range(1, 31)] == [word for word in drawn.split() if word.isdigit()]


def test_a_typewriter_has_the_same_fields() -> None:
    fine, plain = (page.drawn(read(of()), 59, plain=typed) for typed in (False, True))
    signs = str.maketrans("│└─", "|+-")
    assert [row.plain.translate(signs) for row in fine] == [row.plain for row in plain]
    assert "|" in plain[1].plain


@pytest.mark.parametrize("width", [59, 119])
def test_the_page_tells_what_is_in_the_fields(width: int) -> None:
    rows = page.page(read(of()), width)
    assert all(len(row.plain) <= width for row in rows)
    seen = " ".join(" ".join(row.plain for row in rows).split())
    places = [seen.index(f"Risk r{n}") for n in (2, 6, 1, 3, 7, 4, 5)]
    assert places == sorted(places)
    assert say("matrix.again", numbers="2") in seen
    assert "Risk r8" not in seen


@pytest.mark.parametrize("width", [40, 59, 79])
def test_the_board_tells_weight_owner_and_day_and_asks_for_the_rest(width: int) -> None:
    rows = boards.rows("risks", boards.Drawn(read(of()), width))
    assert all(len(row.plain) <= width for row in rows)
    seen = {one.id: " ".join(row.plain for row in rows if row.item == one.id) for one in MANY}
    assert "high × high" in seen["r2"]
    assert "due: 2 May" in seen["r2"]
    assert "due" not in seen["r1"]
    assert all(word in seen["r3"] for word in ("likelihood?", "impact?", "who?", "early sign?"))
    assert "impact?" in seen["r7"]
    assert "likelihood?" not in seen["r7"]
    assert "came" in seen["r4"]
    assert "over" in seen["r5"]
    assert "?" not in seen["r5"]


def test_the_matrix_stands_over_a_board_that_leaves_it_room() -> None:
    drawn = boards.Drawn(read(of()), 79)
    assert boards.above("risks", drawn, 20)
    assert not boards.above("risks", drawn, 5)
    assert not boards.above("goals", drawn, 20)
    assert not boards.above("risks", boards.Drawn(read(small()), 79), 20)


def test_an_empty_board_says_with_what_it_can_begin() -> None:
    for step in ("risks", "occasions"):
        rows = boards.rows(step, boards.Drawn(read(small()), 79))
        assert say(f"board.begin.{step}") in [row.plain.strip() for row in rows]


# On paper


def paper(session: Session, *, only_us: bool = False) -> Document:
    return document(reading.reader(session, None, GUIDE, TODAY, only_us=only_us), Paper())


def test_the_paper_has_the_matrix_and_the_table_on_its_side() -> None:
    made = paper(of())
    fields, table = [part for sheet in made.sheets for part in sheet.parts if isinstance(part, Table)]
    assert made.lies
    assert fields.rows == (("high", "", "", "2, 6"), ("medium", "", "", ""), ("low", "", "1", ""))
    assert [row[0] for row in table.rows] == [str(number) for number in range(1, len(MANY) + 1)]
    assert say("page.look_again") in table.rows[1][1]
    assert "came" in table.rows[3]


def test_without_a_risk_the_paper_says_what_is_open() -> None:
    assert GUIDE.missing("risks", "none") in markdown.written(paper(small()))


def test_what_is_only_ours_is_on_our_paper_alone() -> None:
    session = of(risk("r1", "high", "high", only_for="library"), phase="together")
    for form in (html, markdown):
        assert "Risk r1" not in form.written(paper(session))
        assert "Risk r1" in form.written(paper(session, only_us=True))


@given(sessions())
@slow
def test_nothing_of_ours_stands_where_everyone_reads(session: Session) -> None:
    one = marked(session)
    reader = Reader(shared(one), GUIDE, TODAY, everyone=True)
    seen = [*lines(reader), *(row.plain for row in page.page(reader, 79))]
    seen += [form.written(paper(one)) for form in (html, markdown)]
    assert not [trace for trace in TRACES for said in seen if trace in said.replace(",", "")]
