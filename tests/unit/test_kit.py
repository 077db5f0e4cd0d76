"""The paper kit: nothing of ours in it, numbers as on the screen, and text that stays text."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bpworkshop import text
from bpworkshop.commands import REGISTRY
from bpworkshop.documents import html, markdown, reading
from bpworkshop.documents.files import FORMS
from bpworkshop.documents.kit import MOST_NUMBERS, UNNAMED, kit
from bpworkshop.documents.parts import (
    Column,
    Document,
    Heading,
    Line,
    Paragraph,
    Part,
    Points,
    Sheet,
    Slip,
    Slips,
    Table,
    Typed,
)
from bpworkshop.method import guide
from bpworkshop.session.boards import STEPS
from bpworkshop.session.items import Goal, Person, Timebox
from bpworkshop.session.session import Meeting, Session
from bpworkshop.session.stage import Veil
from bpworkshop.words import entry, say
from tests import goldens
from tests.faults.hostile import TEXTS, acts, hostile
from tests.strategies import sessions, small
from tests.unit.test_shared import TRACES, marked

slow = settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

NOW = datetime(2026, 5, 1, 14, 3, tzinfo=timezone(timedelta(hours=2)))
GUIDE = guide.load()


def made(session: Session, *, only_us: bool = False, veil: Veil | None = None, **given: Any) -> Document:
    reader = reading.reader(session, veil, GUIDE, NOW.date(), only_us=only_us)
    return kit(reader, NOW, **given)


def written(document: Document) -> dict[str, str]:
    return {name: form.written(document) for name, form in FORMS.items()}


def parts(document: Document) -> Iterator[Part]:
    """Every part, those of slips too."""
    for part in (*document.head, *(part for sheet in document.sheets for part in sheet.parts)):
        yield part
        if isinstance(part, Slips):
            yield from (inner for slip in part.slips for inner in slip.parts)


def tables(document: Document) -> list[Table]:
    return [part for part in parts(document) if isinstance(part, Table)]


def sheet(document: Document, title: str) -> Sheet:
    return next(one for one in document.sheets if one.title == title)


def table(document: Document, title: str) -> Table:
    return next(part for part in sheet(document, title).parts if isinstance(part, Table))


# Readers of what was written

VOID = {"meta", "br"}
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "section", "div", "h1", "h2", "h3"),
    *("p", "b", "span", "ul", "ol", "li", "pre", "table", "thead", "tbody", "tr", "th", "td"),
    *("dl", "dt", "dd"),
}
ATTRIBUTES = {"lang", "charset", "name", "content", "http-equiv", "class", "dir", "scope", "style"}
ATTRIBUTES |= {"aria-hidden"}


class Page(HTMLParser):
    """A page that must be well formed: what is open, the cells of each row, and all that is said."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tables: list[list[int]] = []
        self.said: list[str] = []
        self.headings: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        assert {name for name, _ in attrs} <= ATTRIBUTES
        assert all(re.fullmatch(r"width:\d+%", value or "") for name, value in attrs if name == "style")
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append(0)
        elif tag in ("td", "th"):
            self.tables[-1][-1] += 1
        elif re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def host() -> MarkdownIt:
    """Reads as the large hosts do: tables, crossed out text, and addresses that become links."""
    made = MarkdownIt("gfm-like")
    assert made.linkify
    made.linkify.set({"fuzzy_link": False, "fuzzy_email": False})
    return made


HOST = host()

BLOCKS = {
    *(
        "html_block",
        "heading",
        "paragraph",
        "hr",
        "bullet_list",
        "ordered_list",
        "list_item",
        "fence",
        "inline",
    ),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


def tokens(source: str) -> list[Token]:
    """What Markdown makes of it: no HTML but our sign, and inside of lines nothing but text and strength."""
    found = HOST.parse(source)
    assert {re.sub("_(open|close)$", "", token.type) for token in found} <= BLOCKS
    assert [token.content for token in found if token.type == "html_block"] == [f"{markdown.SIGN}\n"]
    inner = {child.type for token in found for child in token.children or ()}
    assert inner <= {"text", "text_special", "strong_open", "strong_close"}
    return found


def cells(source: str) -> list[list[int]]:
    """The cells of each row of each table."""
    found: list[list[int]] = []
    for token in tokens(source):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append(0)
        elif token.type in ("td_open", "th_open"):
            found[-1][-1] += 1
    return found


def said_in(source: str) -> list[str]:
    """The text of each line, cell and heading."""
    return [
        token.content.removesuffix("\n")
        if token.type == "fence"
        else "".join(child.content for child in token.children or ())
        for token in tokens(source)
        if token.type in ("inline", "fence")
    ]


# Any session


@given(sessions(), st.booleans())
@slow
def test_html_is_well_formed_and_nothing_in_it_acts(session: Session, only_us: bool) -> None:
    document = made(session, only_us=only_us)
    page = Page(html.written(document))
    assert page.tables == [
        [len(one.columns)] * (1 + len(one.rows) + len(one.blanks)) for one in tables(document)
    ]
    assert page.headings[0] == "h1"
    assert page.headings.count("h1") == 1
    assert page.headings.count("h2") == len(document.sheets)


@given(sessions(), st.booleans())
@slow
def test_markdown_has_whole_tables_and_nothing_in_it_acts(session: Session, only_us: bool) -> None:
    document = made(session, only_us=only_us)
    assert cells(markdown.written(document)) == [
        [len(one.columns)] * (1 + len(one.rows) + len(one.blanks)) for one in tables(document)
    ]


@given(sessions())
@slow
def test_nothing_that_is_ours_stands_in_everybodys_kit(session: Session) -> None:
    session = marked(session)
    for said in written(made(session)).values():
        assert not [trace for trace in TRACES if trace in said.replace(",", "")]


@given(sessions())
@slow
def test_what_is_hidden_changes_nothing_of_everybodys_kit(session: Session) -> None:
    """Neither counts nor numbers tell that there is more."""
    hidden = {item.id for _, item in session.items() if item.only_for is not None}
    without = {
        name: tuple(one for one in getattr(session, name) if one.id not in hidden)
        for name in (*STEPS, "options", "notes", "check_in", "check_out", "parked", "decisions")
    }
    assert written(made(session)) == written(made(session.model_copy(update=without)))


@given(sessions(), st.booleans())
@slow
def test_an_item_has_its_number_on_the_board_and_the_empty_rows_go_on(
    session: Session, only_us: bool
) -> None:
    reader = reading.reader(session, None, GUIDE, NOW.date(), only_us=only_us)
    document = made(session, only_us=only_us)
    for at, step in enumerate(STEPS, 1):
        board = table(document, say("kit.step", number=at, step=GUIDE.step(step).label))
        items = reader.session.board(step)
        spoken = sorted(int(line.split()[0]) for line in reader.board(step))
        assert [int(row[0]) for row in board.rows] == spoken
        assert all(row[1].startswith(item.said) for row, item in zip(board.rows, items, strict=True))
        assert len(board.blanks) >= 6
        assert [int(each) for each in board.blanks] == [
            len(items) + each for each in range(1, 1 + len(board.blanks))
        ]


# Any text

SIGNS = st.sampled_from([*"\\`*_[]()<>&|~#$!-+=:.1) \t/@\"'", "www.", "http://x.y", "](javascript:", "<!--"])
SAID = st.one_of(
    st.lists(SIGNS, max_size=12).map("".join), st.text(max_size=30), st.sampled_from([*TEXTS.values()])
)


def holding(said: str) -> Document:
    """A document that has the text in each place where a text can stand."""
    several: tuple[Part, ...] = (
        Heading(said),
        Paragraph(said),
        Paragraph(said, loud=True),
        Points((said, said)),
        Points((said, said), steps=True),
        Typed((said, said)),
        Line("label", said),
        Table((Column(said), Column(said)), ((said, said),), (said,)),
    )
    return Document(said, said, "en", several, (Sheet(said, (Slips((Slip(said, several),)),)),))


@given(SAID)
@example("```")
@settings(max_examples=200)
def test_any_text_stays_the_text_that_it_is(said: str) -> None:
    shown = text.line(said) or "x"
    document = holding(said if text.line(said) else "x")
    page = Page(html.written(document))
    assert "".join(page.said).count(shown) >= 30
    lines = [one for one in said_in(markdown.written(document)) if one]
    told = {shown, f"{shown}\n{shown}", f"label {shown}"}
    assert set(lines) == told


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_is_a_command_to_whoever_prints_it(name: str) -> None:
    for said in written(holding(hostile(name).text)).values():
        assert acts(said) == []
        assert said.count("Qz") > 20


# Examples


def test_the_first_documents_of_a_sample_are_as_they_were_looked_at() -> None:
    """Renew with: python -m tests.goldens"""
    kept = {path.name: path.read_text("utf-8") for path in goldens.FOLDER.iterdir()}
    assert goldens.made() == kept


def titles(document: Document) -> list[str]:
    return [one.title for one in document.sheets]


def test_the_sheets_stand_in_the_order_in_which_they_are_needed() -> None:
    assert titles(made(small(phase="together"))) == [
        *("Time plan", "People", "Questions and activities"),
        *("1 Goals", "2 Values", "3 What if", "4 Give & get", "5 Numbers", "6 Promises"),
        *("Decisions", "Parking lot", "Before we part, and afterwards", "Voting slips"),
    ]


def plan_of(document: Document) -> list[tuple[str, ...]]:
    return [(row[0], row[2], row[3], row[4]) for row in table(document, "Time plan").rows]


def test_everybodys_kit_of_what_we_prepare_is_for_the_meeting_with_both_sides() -> None:
    session = small(phase="prepare")
    for said in written(made(session)).values():
        assert "together" in said
        assert "Red lines" not in said
        assert "Where would we refuse?" not in said
    assert [row[2] for row in plan_of(made(session))] == [
        block.label for block in GUIDE.agendas.together.blocks
    ]
    ours = made(session, only_us=True)
    assert [row[2] for row in plan_of(ours)] == [block.label for block in GUIDE.agendas.prepare.blocks]
    for said in written(ours).values():
        assert "Where would we refuse?" in said
        assert say("screen.only_us") in said


BOXES = (
    Timebox(id="t1", phase="together", label="Welcome", minutes=10),
    Timebox(id="t2", phase="prepare", label="Aim", minutes=50),
    Timebox(id="t3", phase="together", label="Goals", minutes=25),
)


def test_a_plan_of_ones_own_has_no_clock_times_until_they_are_known() -> None:
    document = made(small(phase="together", agenda=BOXES))
    assert plan_of(document) == [("", "10", "Welcome", ""), ("", "25", "Goals", "")]
    assert [row[1] for row in table(document, "Time plan").rows] == ["0", "10"]


@pytest.mark.parametrize(
    ("on", "times"), [(date(2026, 5, 1), ["13:30", "13:40"]), (date(2026, 4, 30), ["", ""])]
)
def test_the_next_meeting_says_when_its_plan_begins(on: date, times: list[str]) -> None:
    session = small(phase="together", agenda=BOXES, next_meeting=Meeting(on=on, at="13:30"))
    assert [row[0] for row in plan_of(made(session))] == times


def test_a_plan_that_runs_says_when_things_began_and_when_the_rest_begins() -> None:
    began = datetime(2026, 5, 1, 13, 40, tzinfo=NOW.tzinfo)
    first = BOXES[0].model_copy(update={"began": began, "ended": began + timedelta(minutes=17)})
    session = small(phase="together", agenda=(first, *BOXES[1:]))
    assert plan_of(made(session)) == [("13:40", "10", "Welcome", "17"), ("14:03", "25", "Goals", "")]


def test_without_a_plan_there_are_rows_to_make_one() -> None:
    plan = table(made(small(phase="after")), "Time plan")
    assert (plan.rows, len(plan.blanks)) == ((), 12)


def slips_of(document: Document) -> tuple[Slip, ...]:
    return next((part.slips for part in parts(document) if isinstance(part, Slips)), ())


@pytest.mark.parametrize(
    ("people", "slips"), [(0, UNNAMED), (1, 6), (3, 6), (4, 12), (8, 12), (9, 12), (10, 18)]
)
def test_there_is_a_slip_for_each_person_and_for_some_more(people: int, slips: int) -> None:
    named = tuple(Person(id=f"p{number}", handle=f"p{number}", party="school") for number in range(people))
    document = made(small(people=named))
    assert [slip.title for slip in slips_of(document)] == [f"Slip {each}" for each in range(1, slips + 1)]


def test_there_are_as_many_slips_as_are_wanted() -> None:
    assert len(slips_of(made(small(), slips=3))) == 3
    assert "Voting slips" not in titles(made(small(), slips=0))


@pytest.mark.parametrize(
    ("items", "longest"), [(0, 10), (10, 10), (11, 20), (21, 30), (31, MOST_NUMBERS), (99, MOST_NUMBERS)]
)
def test_a_slip_has_the_numbers_of_the_longest_board(items: int, longest: int) -> None:
    goals = tuple(Goal(id=f"g{number}", statement="Read") for number in range(items))
    (slip,) = slips_of(made(small(goals=goals), slips=1))
    strips = [part for part in slip.parts if isinstance(part, Table)]
    shown = [column.label for strip in strips[:-1] for column in strip.columns[1:]]
    assert shown == [str(number) for number in range(1, longest + 1)]
    assert [column.label for column in strips[-1].columns[1:]] == ["0", "1", "2", "3", "4", "5"]


def test_what_a_board_hides_stays_hidden_on_paper() -> None:
    goals = (Goal(id="g1", statement="Shown"), Goal(id="g2", statement="Hidden yet"))
    veil = Veil("goals", frozenset({"g1"}))
    for only_us in (False, True):
        for said in written(made(small(goals=goals), only_us=only_us, veil=veil)).values():
            assert "Shown" in said
            assert "Hidden yet" not in said


def test_an_item_under_another_says_so_by_its_number() -> None:
    goals = (Goal(id="g1", statement="Read"), Goal(id="g2", statement="Read more", under="g1"))
    board = table(made(small(goals=goals)), "1 Goals")
    assert [row[1] for row in board.rows] == ["Read", f"Read more ({say('page.under', number=1)})"]


def test_people_have_the_numbers_of_the_list_and_what_they_said() -> None:
    people = (
        Person(id="ana", handle="ana", name="Ana", party="library"),
        Person(id="ben", handle="p2", party="school", present=False),
    )
    voices = ({"id": "v1", "text": "Glad", "by": "ana"}, {"id": "v2", "text": "Somebody was curious"})
    document = made(small(people=people, check_in=voices))
    listed = table(document, "People")
    assert [(row[0], row[1], row[4]) for row in listed.rows] == [
        ("1", "Ana", "Glad"),
        ("2", "p2 (not here)", ""),
    ]
    assert listed.blanks == ("3", "4", "5", "6")
    assert Paragraph("Check-in: Somebody was curious") in sheet(document, "People").parts


def test_the_same_session_makes_the_same_document() -> None:
    assert written(made(goldens.sample())) == written(made(goldens.sample()))
    assert written(made(goldens.sample())) != written(made(goldens.sample(), only_us=True))


def test_what_is_to_be_typed_afterwards_are_commands_that_there_are() -> None:
    named = {line.split()[0][1:] for line in entry("kit.typed") if line.startswith("/")}
    named |= {found for line in entry("kit.typing_in") for found in re.findall(r"/(\w+)", line)}
    assert named
    assert named <= set(REGISTRY)


def test_a_file_of_ours_is_known_by_its_beginning() -> None:
    for name, said in written(made(small())).items():
        for other, form in FORMS.items():
            assert form.is_ours(said[:1000]) == (name == other)
            assert not form.is_ours(f" {said[:1000]}")
