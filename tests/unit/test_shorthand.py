"""A typed line: what is read of it, what stays text, what is asked back – and that nothing is lost."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bpworkshop import text
from bpworkshop.session.boards import STEPS
from bpworkshop.session.items import Party, Person
from bpworkshop.session.shorthand import DUE, Board, Line, read_line, said_field
from bpworkshop.session.types import Span
from tests.strategies import small

TODAY = date(2026, 5, 1)  # a Friday
SESSION = small(
    parties=(*small().parties, Party(id="theatre", name="Theatre", handle="theatre")),
    people=(
        Person(id="p-ana", handle="ana", party="library", name="Ana Berg"),
        Person(id="p-anton", handle="anton", party="library"),
        Person(id="p-bo", handle="bo", party="school", name="Bo"),
        Person(id="p-jurg", handle="jürg", party="school"),
    ),
)
BOARDS: tuple[Board, ...] = (*STEPS, "parked")
JANUARY = Span(start=date(2026, 1, 1), end=date(2026, 1, 31))


def read(typed: str, board: Board) -> Line:
    return read_line(typed, board, SESSION, TODAY)


def hints(line: Line) -> list[tuple[str, str]]:
    return [(hint.kind, hint.typed) for hint in line.hints]


def stays(typed: str, board: Board, *hinted: tuple[str, str]) -> None:
    """The line is its text, as it was typed, with these hints."""
    line = read(typed, board)
    assert (line.text, line.fields, line.asked) == (typed, {}, [])
    assert hints(line) == list(hinted)


# Who


@pytest.mark.parametrize(
    ("board", "typed", "said", "given"),
    [
        # @person: who owns it
        ("values", "Trust @bo", "Trust", {"owner": "p-bo"}),
        ("alternatives", "Alone @ana", "Alone", {"owner": "p-ana"}),
        ("commitments", "We come @anton", "We come", {"owner": "p-anton"}),
        ("parked", "Parking @jürg", "Parking", {"owner": "p-jurg"}),
        # by the beginning of a handle or name, in any case
        ("commitments", "We come @ANT", "We come", {"owner": "p-anton"}),
        ("commitments", "We come @j", "We come", {"owner": "p-jurg"}),
        # anywhere in the line
        ("commitments", "@bo brings books", "brings books", {"owner": "p-bo"}),
        ("commitments", "We (@bo) come", "We () come", {"owner": "p-bo"}),
        ("commitments", "We come @bo, with books", "We come, with books", {"owner": "p-bo"}),
        ("commitments", "We come @bo.", "We come.", {"owner": "p-bo"}),
        ("commitments", "We come @bo; they stay", "We come; they stay", {"owner": "p-bo"}),
        # @party
        ("goals", "More readers @library", "More readers", {"whose": "library"}),
        ("goals", "More readers @city", "More readers", {"whose": "library"}),
        ("goals", "More readers @shared", "More readers", {"whose": "shared"}),
        ("goals", "More readers @Shared", "More readers", {"whose": "shared"}),
        ("benefits", "Room @library", "Room", {"giver": "library"}),
        ("benefits", "Room @library @school", "Room", {"giver": "library", "receiver": "school"}),
        ("benefits", "Room @school for @library", "Room for", {"giver": "school", "receiver": "library"}),
        ("figures", "Many visits @theatre", "Many visits", {"giver": "theatre"}),
        ("commitments", "We come @school", "We come", {"promiser": "school"}),
        # both
        ("commitments", "We come @bo @library", "We come", {"owner": "p-bo", "promiser": "library"}),
        ("commitments", "We come @library @bo", "We come", {"owner": "p-bo", "promiser": "library"}),
    ],
)
def test_names_fill_the_fields_of_the_board(board: Board, typed: str, said: str, given: Any) -> None:
    line = read(typed, board)
    assert (line.text, line.fields) == (said, given)
    assert (line.hints, line.asked, line.only_ours) == ([], [], False)


@pytest.mark.parametrize("board", BOARDS)
def test_a_name_that_is_nobodys_stays_text(board: Board) -> None:
    stays("Ask @nobody about it", board, ("no_name", "@nobody"))


@pytest.mark.parametrize("board", [board for board in BOARDS if board != "goals"])
def test_shared_is_nobody_where_goals_are_not(board: Board) -> None:
    stays("Tell it @shared", board, ("no_name", "@shared"))


@pytest.mark.parametrize(
    ("board", "name"),
    [
        ("goals", "@bo"),
        ("benefits", "@bo"),
        ("figures", "@bo"),
        ("values", "@school"),
        ("alternatives", "@school"),
        ("parked", "@school"),
    ],
)
def test_a_name_that_has_no_place_on_the_board_stays_text(board: Board, name: str) -> None:
    stays(f"Something {name} said", board, ("name_not_used", name))


@pytest.mark.parametrize(
    ("board", "typed", "said", "given", "left"),
    [
        ("goals", "More @library @shared", "More @shared", {"whose": "library"}, "@shared"),
        ("goals", "More @shared @school", "More @school", {"whose": "shared"}, "@school"),
        (
            "benefits",
            "Room @library @school @theatre",
            "Room @theatre",
            {"giver": "library", "receiver": "school"},
            "@theatre",
        ),
        ("figures", "Visits @library @school", "Visits @school", {"giver": "library"}, "@school"),
        ("commitments", "Come @bo @ana", "Come @ana", {"owner": "p-bo"}, "@ana"),
        ("commitments", "Come @school @library", "Come @library", {"promiser": "school"}, "@library"),
    ],
)
def test_a_name_too_many_stays_text(board: Board, typed: str, said: str, given: Any, left: str) -> None:
    line = read(typed, board)
    assert (line.text, line.fields, hints(line)) == (said, given, [("name_not_used", left)])


@pytest.mark.parametrize(
    ("board", "typed", "token", "readings"),
    [
        ("commitments", "We come @an", "@an", ("@ana", "@anton")),
        ("commitments", "@AN comes", "@AN", ("@ana", "@anton")),
        ("goals", "More @t", None, ()),
    ],
)
def test_the_beginning_of_two_names_is_asked_back(
    board: Board, typed: str, token: str | None, readings: tuple[str, ...]
) -> None:
    line = read(typed, board)
    assert [(one.typed, one.readings) for one in line.asked] == ([(token, readings)] if token else [])
    if token:
        assert (line.text, line.fields) == (typed, {})


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize(
    "typed",
    [
        "Write to ana@library.org",
        "Write to <bo@school.org>, soon",
        "bo@school.org answers",
        "At 9 @ the door",
        "An @ alone",
        "a@b @",
        "see overdue:fri",
        "the a/b!c question",
    ],
)
def test_a_sign_inside_a_word_or_alone_is_no_sign(board: Board, typed: str) -> None:
    stays(typed, board)


@pytest.mark.parametrize(
    "typed", ["Follow @library@glammr.us there", "Follow @bo@glammr.us", "As @bo's aunt says"]
)
def test_a_handle_that_goes_on_is_another_word(typed: str) -> None:
    """Half of a word is never taken out of it."""
    for board in BOARDS:
        line = read(typed, board)
        assert (line.text, line.fields) == (typed, {})


# When

FRIDAY, TUESDAY = date(2026, 5, 8), date(2026, 5, 5)


@pytest.mark.parametrize(
    ("typed", "said", "day"),
    [
        ("Done due:2027-05-01", "Done", date(2027, 5, 1)),
        ("Done due:fri", "Done", FRIDAY),
        ("Done due:+2w", "Done", date(2026, 5, 15)),
        ("Done due:tomorrow", "Done", date(2026, 5, 2)),
        ("Done due:1 June", "Done", date(2026, 6, 1)),
        ("Done due: 1 June", "Done", date(2026, 6, 1)),
        ("Done DUE:fri", "Done", FRIDAY),
        ("Done due:1 June 2027 at noon", "Done at noon", date(2027, 6, 1)),
        ("Done due:1 June 20 copies", "Done 20 copies", date(2026, 6, 1)),
        ("due:tue all of it", "all of it", TUESDAY),
        ("Done due:fri, in full", "Done, in full", FRIDAY),
        ("Done due:2026-05-08.", "Done.", FRIDAY),
        ("Done (due:fri) then", "Done () then", FRIDAY),
        ("Done due:13/5", "Done", date(2026, 5, 13)),
    ],
)
@pytest.mark.parametrize(
    ("board", "name"),
    [("goals", "due"), ("alternatives", "trigger_on"), ("commitments", "due"), ("parked", "due")],
)
def test_a_day_fills_the_field_of_the_board(
    board: Board, name: str, typed: str, said: str, day: date
) -> None:
    line = read(typed, board)
    assert (line.text, line.fields) == (said, {name: day})
    assert (line.hints, line.asked) == ([], [])


@pytest.mark.parametrize("board", ["values", "benefits", "figures"])
def test_a_day_has_no_place_on_the_other_boards(board: Board) -> None:
    stays("Done due:fri or so", board, ("date_not_used", "due:fri"))


@pytest.mark.parametrize("board", list(DUE))
def test_what_is_no_day_stays_text(board: Board) -> None:
    stays("Done due:whenever it suits", board, ("no_date", "due:whenever"))
    stays("Done due:", board, ("no_date", "due:"))


def test_a_second_day_stays_text() -> None:
    line = read("Done due:fri due:tue", "goals")
    assert (line.text, line.fields) == ("Done due:tue", {"due": FRIDAY})
    assert hints(line) == [("date_not_used", "due:tue")]


@pytest.mark.parametrize("board", list(DUE))
def test_a_day_that_is_two_is_asked_back(board: Board) -> None:
    line = read("Done due:2/6, really", board)
    assert [(one.typed, one.readings) for one in line.asked] == [
        ("due:2/6", ("due:2026-06-02", "due:2027-02-06"))
    ]
    assert (line.text, line.fields) == ("Done due:2/6, really", {})
    chosen = read("Done due:2027-02-06, really", board)
    assert (chosen.text, chosen.fields) == ("Done, really", {DUE[board]: date(2027, 2, 6)})


def test_names_and_days_stand_together() -> None:
    line = read("!We bring @bo 20 books due:1 June to @school", "commitments")
    assert line.only_ours
    assert line.text == "We bring 20 books to"
    assert line.fields == {"owner": "p-bo", "due": date(2026, 6, 1), "promiser": "school"}


# Only ours


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize(
    ("typed", "said", "ours"),
    [
        ("!Never again", "Never again", True),
        ("! Never again", "Never again", True),
        ("  !Never again", "Never again", True),
        ("!!Never again", "!Never again", True),
        ("Never again!", "Never again!", False),
        ("Never ! again", "Never ! again", False),
        (r"\!Never again", "!Never again", False),
        (r"!\!Never again", "!Never again", True),
        (r"!\@bo comes", "@bo comes", True),
    ],
)
def test_the_first_character_keeps_a_line_ours(board: Board, typed: str, said: str, ours: bool) -> None:
    line = read(typed, board)
    assert (line.text, line.only_ours, line.fields) == (said, ours, {})


# Escapes


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (r"Say \@bo", "Say @bo"),
        (r"Say \!", "Say !"),
        (r"\/help is a word", "/help is a word"),
        (r"Say \due:fri", "Say due:fri"),
        (r"Say \Due:fri", "Say Due:fri"),
        (r"Say \\ twice", "Say \\ twice"),
        (r"Say \\@bo", r"Say \@bo"),
        (r"Say (\@bo)", "Say (@bo)"),
        (r"A path C:\temp\@x", r"A path C:\temp\@x"),
        (r"A path \temp", r"A path \temp"),
        (r"An end \ ".strip(), "An end \\"),
    ],
)
def test_a_backslash_takes_a_sign_its_meaning(board: Board, typed: str, said: str) -> None:
    line = read(typed, board)
    assert (line.text, line.fields, line.hints, line.asked) == (said, {}, [], [])
    assert not line.only_ours


# Figures


@pytest.mark.parametrize(
    ("typed", "said", "given"),
    [
        ("1200 visits", "visits", {"value": Decimal(1200), "unit": "visits"}),
        ("1,200 visits", "visits", {"value": Decimal(1200), "unit": "visits"}),
        ("12.5 hours", "hours", {"value": Decimal("12.5"), "unit": "hours"}),
        (
            "1200 visits, Jan 2026",
            "visits",
            {"value": Decimal(1200), "unit": "visits", "period": JANUARY},
        ),
        (
            "1200 visits Jan 2026",
            "visits",
            {"value": Decimal(1200), "unit": "visits", "period": JANUARY},
        ),
        (
            "1200 visits in Jan 2026",
            "visits",
            {"value": Decimal(1200), "unit": "visits", "period": JANUARY},
        ),
        (
            "City branch: 56,660 visits, January 2019, counted, source: UK data",
            "City branch",
            {
                "value": Decimal(56660),
                "unit": "visits",
                "period": Span(start=date(2019, 1, 1), end=date(2019, 1, 31)),
                "method": "counted",
                "source": "UK data",
            },
        ),
        (
            "1200 visits, Source: UK data, Our estimate, Jan 2026",
            "visits",
            {
                "value": Decimal(1200),
                "unit": "visits",
                "period": JANUARY,
                "method": "our-estimate",
                "source": "UK data",
            },
        ),
        (
            "1200 visits, not stated, on site only",
            "visits, on site only",
            {"value": Decimal(1200), "unit": "visits", "method": "not-stated"},
        ),
        (
            "City: 1200 visits, on site, in the hall",
            "City, on site, in the hall",
            {"value": Decimal(1200), "unit": "visits"},
        ),
        # only one of each: the second stays text
        (
            "1200 visits, Jan 2026, 2025",
            "visits, 2025",
            {"value": Decimal(1200), "unit": "visits", "period": JANUARY},
        ),
        (
            "1200 visits, counted, imputed",
            "visits, imputed",
            {"value": Decimal(1200), "unit": "visits", "method": "counted"},
        ),
        (
            "1200 visits, source: one, source: two",
            "visits",
            {"value": Decimal(1200), "unit": "visits", "source": "one, source: two"},
        ),
        # a source may have commas of its own, and known parts after it
        (
            "City: 1200 visits, on site, source: door, yearly report, counted",
            "City, on site",
            {
                "value": Decimal(1200),
                "unit": "visits",
                "source": "door, yearly report",
                "method": "counted",
            },
        ),
        ("1200", "1200", {"value": Decimal(1200)}),
        ("Visits: 1200", "Visits", {"value": Decimal(1200)}),
        ("1200, on site", "on site", {"value": Decimal(1200)}),
        ("1200, Jan 2026", "1200, Jan 2026", {"value": Decimal(1200), "period": JANUARY}),
        (
            "1200 visits, 1,500 loans",
            "visits, 1,500 loans",
            {"value": Decimal(1200), "unit": "visits"},
        ),
        (
            "1200 visits @school, Jan 2026",
            "visits",
            {"giver": "school", "value": Decimal(1200), "unit": "visits", "period": JANUARY},
        ),
        ("0 complaints", "complaints", {"value": Decimal(0), "unit": "complaints"}),
        # no number in front, nothing is read
        ("35 % of members", "35 % of members", {}),
        ("35% of members", "35% of members", {}),
        ("1st place", "1st place", {}),
        ("Visits in 2026", "Visits in 2026", {}),
        ("About 1200 visits", "About 1200 visits", {}),
        ("Visits: about 1200", "Visits: about 1200", {}),
        ("counted, 2026", "counted, 2026", {}),
    ],
)
def test_a_figure_begins_with_its_number(typed: str, said: str, given: Any) -> None:
    line = read(typed, "figures")
    assert (line.text, line.fields, line.asked) == (said, given, [])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (
            "1200 visits, Jan 2026, source: 2025 annual report",
            {"value": Decimal(1200), "period": JANUARY, "source": "2025 annual report"},
        ),
        ("1200 visits, source: 3 teachers", {"value": Decimal(1200), "source": "3 teachers"}),
    ],
)
def test_a_number_in_the_source_is_not_the_figure(typed: str, expected: dict[str, Any]) -> None:
    line = read(typed, "figures")
    assert line.fields == {"unit": "visits", **expected}
    assert line.text == "visits"


@pytest.mark.parametrize("typed", ["35 % of members, source: 2025 survey", "Source: 3 teachers"])
def test_a_number_in_the_source_is_no_figure_either(typed: str) -> None:
    line = read(typed, "figures")
    assert (line.text, line.fields) == (typed, {})


@pytest.mark.parametrize("typed", ["Storytime at 10:30, 25 children", "Ratio 2:1 in the hall"])
def test_a_colon_inside_a_time_is_not_before_a_figure(typed: str) -> None:
    line = read(typed, "figures")
    assert (line.text, line.fields) == (typed, {})


def test_a_weekday_is_no_period_of_a_figure() -> None:
    """``every Friday`` is not the Friday to come."""
    line = read("25 children every Friday", "figures")
    assert line.fields == {"value": Decimal(25), "unit": "children every Friday"}


@pytest.mark.parametrize(
    ("typed", "asked", "readings"),
    [
        ("1.200 visits", "1.200", ("1200", "1.2")),
        ("City: 1.200 visits", "1.200", ("1200", "1.2")),
        ("1200 visits, 2/6/2026", "2/6/2026", ("2026-06-02", "2026-02-06")),
        ("1200 visits 2/6/2026", "2/6/2026", ("2026-06-02", "2026-02-06")),
    ],
)
def test_a_figure_with_two_readings_is_asked_back_and_stays_text(
    typed: str, asked: str, readings: tuple[str, ...]
) -> None:
    line = read(typed, "figures")
    assert [(one.typed, one.readings) for one in line.asked] == [(asked, readings)]
    # What is not chosen has stayed text, so that it is not lost.
    assert asked in line.text


@pytest.mark.parametrize("board", [board for board in BOARDS if board != "figures"])
@pytest.mark.parametrize(
    "typed", ["1200 visits, Jan 2026", "City: 56,660 visits, counted, source: x", "1.200 visits"]
)
def test_on_other_boards_a_number_is_text(board: Board, typed: str) -> None:
    stays(typed, board)


# Nothing but signs, nothing at all


@pytest.mark.parametrize(
    ("board", "typed"),
    [
        ("commitments", "@bo due:fri"),
        ("goals", "@shared"),
        ("benefits", "@library @school"),
        ("alternatives", "due:fri"),
    ],
)
def test_where_there_are_only_signs_they_are_the_words(board: Board, typed: str) -> None:
    line = read(typed, board)
    assert (line.text, line.fields) == (typed, {})
    assert read(f"!{typed}", board).only_ours


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize(("typed", "ours"), [("", False), ("  \t ", False), ("!", True), ("!  ", True)])
def test_an_empty_line_is_empty(board: Board, typed: str, ours: bool) -> None:
    assert read(typed, board) == Line(only_ours=ours)


@pytest.mark.parametrize("board", BOARDS)
def test_a_line_is_made_safe_and_one_line(board: Board) -> None:
    assert read("We\x1b[2J  come\n now ", board).text == "We␛[2J come now"


def test_each_board_says_its_words_in_its_own_field() -> None:
    assert {board: said_field(board) for board in BOARDS} == {
        "goals": "statement",
        "values": "value",
        "alternatives": "option",
        "benefits": "benefit",
        "figures": "metric",
        "commitments": "commitment",
        "parked": "text",
    }


# Whatever is typed

WORDS = st.text("bgkqvwxzöЖ图", min_size=1, max_size=5)
ID_OF = {
    **{f"@{handle}": f"p-{handle}" for handle in ("ana", "anton", "bo")},
    "@jürg": "p-jurg",
    "@library": "library",
    "@school": "school",
    "@theatre": "theatre",
    "@shared": "shared",
}
DAY_OF = {
    "due:fri": FRIDAY,
    "due:2027-05-01": date(2027, 5, 1),
    "due:+2w": date(2026, 5, 15),
    "due:1.6.2026": date(2026, 6, 1),
}
TOKENS = st.sampled_from(
    [*ID_OF, *DAY_OF, "@nobody", "@an", "due:soon", "due:2/6", "a@b.org", "!", "7", "20", "12.5", "@", "(@bo"]
)


def left_over(parts: list[str], line: Line) -> list[str]:
    """What was typed, without the tokens whose meaning the fields hold."""
    held = list(line.fields.values())
    found = []
    for part in parts:
        meaning: Any = ID_OF.get(part) or DAY_OF.get(part)
        if meaning in held:
            held.remove(meaning)
        elif part == "(@bo" and "p-bo" in held:
            held.remove("p-bo")
            found.append("(")
        else:
            found.append(part)
    return found


@given(st.lists(WORDS | TOKENS, min_size=1, max_size=8), st.sampled_from(BOARDS), st.booleans())
@settings(max_examples=400)
def test_each_word_that_was_typed_stays_or_is_a_field(parts: list[str], board: Board, ours: bool) -> None:
    assume(board != "figures" or not any(part[0].isdigit() for part in parts))
    typed = " ".join(parts)
    assume(not typed.startswith("!"))
    line = read(f"! {typed}" if ours else typed, board)
    assert line.only_ours is ours
    left = left_over(parts, line)
    assert line.text.split() == (left or parts)
    if not left:
        assert line.fields == {}


NUMBERS = st.sampled_from(["1200", "12.5", "1,200", "1.200", "0", "35 %"])
PARTS = st.sampled_from(
    [
        *("Jan 2026", "2025", "2/6/2026", "counted", "our estimate", "imputed", "source: the report"),
        *("source: 2025 survey", "1,500 loans", "on site", "2024 and 2025"),
    ]
)


@given(WORDS | st.just(""), NUMBERS, WORDS | st.just(""), st.lists(WORDS | PARTS, max_size=5))
@settings(max_examples=400)
def test_no_word_of_a_figure_is_lost(metric: str, number: str, unit: str, parts: list[str]) -> None:
    typed = ", ".join([f"{f'{metric}: ' if metric else ''}{number} {unit}".strip(), *parts])
    line = read(typed, "figures")
    kept = " ".join([line.text, *(str(value) for value in line.fields.values())])
    for word in (metric, unit):
        assert word in kept
    if line.fields.get("value") is None:
        assert number in line.text
    for part in parts:
        meant = {"Jan 2026": "period", "2025": "period", "counted": "method", "imputed": "method"}
        known = {**meant, "our estimate": "method", "source: the report": "source"}
        assert part in kept or known.get(part, "source") in line.fields
        if part in ("2/6/2026", "1,500 loans", "on site", "2024 and 2025"):
            assert part in kept


@given(st.text(max_size=60) | st.from_regex(r"[!@\\a-c0-9:.,% dueJan-]{0,30}"), st.sampled_from(BOARDS))
@settings(max_examples=400)
def test_whatever_is_typed_is_read_and_never_empty(typed: str, board: Board) -> None:
    line = read(typed, board)
    whole = text.line(typed)
    assert line.only_ours == whole.startswith("!")
    assert bool(line.text) == bool(whole.removeprefix("!").strip())
    assert text.is_clean(line.text)
    assert line.text == text.line(line.text)
    if board != "figures" and not any(sign in typed.casefold() for sign in ("@", "due:", "\\")):
        assert line.text == whole.removeprefix("!").strip()
        assert (line.fields, line.hints, line.asked) == ({}, [], [])


@given(
    st.lists(st.sampled_from(["@", "!", "/", "due:", "\\"]) | WORDS, min_size=1),
    WORDS,
    st.sampled_from(BOARDS),
)
def test_a_backslash_before_each_sign_gives_the_words_as_they_are(
    signs: list[str], word: str, board: Board
) -> None:
    """Whatever words begin with can be typed."""
    wanted = [f"{sign}{word}" for sign in signs]
    line = read(" ".join(f"\\{one}" if one[0] in "@!/d\\" else one for one in wanted), board)
    assert (line.text, line.fields, line.hints) == (" ".join(wanted), {}, [])
