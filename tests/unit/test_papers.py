"""A document as rows: all of its words at any width, in their order, and nothing else."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from bpworkshop import text
from bpworkshop.documents import making
from bpworkshop.documents.filling import Paper
from bpworkshop.documents.parts import (
    Break,
    Document,
    Heading,
    Letterhead,
    Line,
    Paragraph,
    Points,
    Sheet,
    Signatory,
    Signatures,
    Slip,
    Slips,
    Table,
    Typed,
    columns,
)
from bpworkshop.method.guide import load
from bpworkshop.session.session import Session
from bpworkshop.tui import papers
from bpworkshop.words import say
from tests import goldens
from tests.nasty import NASTY
from tests.strategies import sessions
from tests.unit.test_shared import TRACES, marked

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
WIDTHS = (24, 60, 80, 120, 200)


def document(*given_: Any, **values: Any) -> Document:
    return Document("Night reading", "EVERYONE", "en", (), (Sheet("Promises", given_),), **values)


def drawn(*given_: Any, width: int = 60, plain: bool = False, **values: Any) -> list[str]:
    return [row.plain for row in papers.rows(document(*given_, **values), width, plain=plain)]


def words(lines: list[str]) -> str:
    """What is read, without where it stands."""
    return " ".join(" ".join(lines).split())


def wanted(session: Session, *, only_us: bool) -> making.Wanted:
    return making.Wanted(session, None, load(), Paper(), NOW, only_us)


TABLE = Table(
    columns(("No.", 1), "What", "Who sees to it"),
    (("1", "Half of the fee is paid before the first drawing", "Ana"), ("2", "The wall is white", "Bo")),
    ("3",),
)


def test_the_block_under_the_title_stands_first() -> None:
    facts = (("Between", "Library and School"), ("As of", "4 May 2026"))
    lines = drawn(
        Paragraph("It is agreed."),
        kind="Agreement",
        facts=facts,
        draft="Draft",
        letterhead=Letterhead("City Library"),
        flows=True,
    )
    assert [line for line in lines if line] == [
        *("  City Library", "  Agreement", "  Night reading", "  Draft", "  EVERYONE"),
        *("  Between  Library and School", "  As of    4 May 2026"),
        *("  Promises", "  It is agreed."),
    ]


def test_a_table_stands_in_columns_where_there_is_room_and_otherwise_row_under_row() -> None:
    broad = drawn(TABLE, width=80)
    assert "  No.  What                                              Who sees to it" in broad
    assert "  1    Half of the fee is paid before the first drawing  Ana" in broad
    assert any(line.startswith("  3    ____") for line in broad)
    middle = drawn(TABLE, width=44)
    assert "  1    Half of the fee is" in " ".join(middle)
    assert max(map(len, middle)) < 44
    narrow = drawn(TABLE, width=24)
    assert "   1  Half of the fee" in narrow
    assert "Who sees to it: Ana" in words(narrow)


def test_each_kind_of_part_is_drawn() -> None:
    lines = drawn(
        Heading("What", 3, "2.1"),
        Points(("Read", "Sing")),
        Points(("First", "Then"), steps=True),
        Typed(("bpworkshop run",)),
        Line("Date", "1 May"),
        Line("Place"),
        Break(),
        Slips((Slip("Slip", (Paragraph("Yes or no", loud=True),)),)),
        Signatures((Signatory("School", ("Ben", "")),)),
    )
    said = words(lines)
    for one in ("2.1 What", "· Read", "· Sing", "1. First", "2. Then", "bpworkshop run", "Date 1 May"):
        assert one in said
    assert f"Place {'_' * papers.RULED}" in said
    assert "Slip Yes or no" in said
    assert said.count(f"{say('document.signature')} ____") == 2
    assert said.count(f"{say('document.signed_name')} Ben") == 1
    assert any(set(line.strip()) == {"─"} for line in lines)


def test_what_is_to_be_written_in_is_as_broad_as_its_column() -> None:
    lines = drawn(Table(columns("Fist", "0", "10"), blanks=("mark",)))
    assert [line for line in lines if line][-3:] == ["  Fist  0   10", "  ────  ──  ──", "  mark  __  __"]


def test_a_typewriter_has_all_its_signs() -> None:
    lines = drawn(TABLE, Points(("Read",)), Break(), plain=True)
    assert "".join(lines).isascii()


def test_no_air_parts_a_heading_from_what_it_is_about() -> None:
    lines = drawn(Heading("What", 3, "2.1"), Paragraph("It is agreed."), Paragraph("By both."))
    at = lines.index("  2.1 What")
    assert lines[at + 1 : at + 4] == ["  It is agreed.", "", "  By both."]


@pytest.mark.parametrize("width", WIDTHS)
def test_hostile_text_stays_text_and_in_its_cells(width: int) -> None:
    nasty = (
        *NASTY,
        "\x1b]0;title\x07",
        "a\u202eb",
        "\ud83d\udc68\u200d\ud83d\udc69".encode("utf-16", "surrogatepass").decode("utf-16"),
    )
    table = Table(columns("One", "Two"), tuple((one, one) for one in nasty))
    lines = drawn(
        *map(Paragraph, nasty), Points(nasty), table, Signatures((Signatory(nasty[0]),)), width=width
    )
    assert all(text.is_clean(line) for line in lines)
    assert max(map(text.width, lines)) <= width


@pytest.mark.parametrize("name", making.DOCUMENTS)
def test_every_document_can_be_read_at_every_width(name: str) -> None:
    made = making.DOCUMENTS[name](wanted(goldens.sample(), only_us=False))
    read = set()
    for width in WIDTHS:
        lines = [row.plain for row in papers.rows(made, width)]
        assert max(map(text.width, lines)) <= width
        assert made.title in words(lines)
        read.add("".join(words(lines).split())[:200])
    assert read


@pytest.mark.parametrize("name", making.DOCUMENTS)
def test_what_is_only_ours_is_in_no_document_for_everyone(name: str) -> None:
    session = marked(goldens.sample())
    for only_us in (False, True):
        made = making.DOCUMENTS[name](wanted(session, only_us=only_us))
        said = words([row.plain for row in papers.rows(made, 80)])
        found = [trace for trace in TRACES if trace in said]
        if not only_us:
            assert found == []
            assert say("screen.only_us") not in said
        elif name in ("minutes", "kit"):
            assert TRACES[0] in found
            assert say("screen.only_us") in said


@pytest.mark.slow
@given(sessions())
def test_nothing_of_ours_is_in_any_preview_for_everyone(session: Session) -> None:
    for name, make in making.DOCUMENTS.items():
        said = words([row.plain for row in papers.rows(make(wanted(marked(session), only_us=False)), 80)])
        assert not [trace for trace in TRACES if trace in said], name
