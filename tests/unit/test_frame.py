"""The frame around the boards, without drawing it: what gives way where there is no room, what never does."""

from datetime import date

import pytest
from textual.color import Color
from textual.theme import Theme

from bpworkshop import text
from bpworkshop.method.guide import load
from bpworkshop.pages import Reader
from bpworkshop.session.items import Goal
from bpworkshop.session.session import Session
from bpworkshop.tui import frame, themes
from bpworkshop.tui.rows import Row, readable
from bpworkshop.tui.sheets import bar
from bpworkshop.tui.widgets.words import STYLES
from bpworkshop.words import say
from tests.strategies import small


def reader(session: Session) -> Reader:
    return Reader(session, load(), date(2026, 5, 1), everyone=False)


def words(parts: tuple[tuple[str, object], ...]) -> str:
    return "".join(words for words, _ in parts)


# What is still to say


def test_all_that_is_still_to_say_stands_there_while_it_fits() -> None:
    found = reader(small())
    assert frame.still(found, "goals", 200) == (found.still_to_say("goals"), "mark")


@pytest.mark.parametrize("width", range(36, 200, 3))
def test_what_does_not_fit_is_counted_and_never_cut_in_silence(width: int) -> None:
    goals = tuple(Goal(id=f"g{n}", statement=f"Goal {n}") for n in range(30))
    found = reader(small(goals=goals))
    told, _ = frame.still(found, "goals", width)
    assert text.width(told) <= width
    lacking = list(found.lacking("goals", found.gaps("goals"), 0))
    named = sum(one in told for one in lacking)
    assert told.endswith(f"and {len(lacking) - max(named, 1)} more.") or named == len(lacking)


def test_many_numbers_are_counted_too() -> None:
    found = reader(small(goals=tuple(Goal(id=f"g{n}", statement=f"Goal {n}") for n in range(9))))
    gaps = found.gaps("goals")
    assert any("number 1, 2, 3, 4, 5, 6, 7, 8, 9" in one for one in found.lacking("goals", gaps))
    assert any("number 1, 2, 3 and 6 others" in one for one in found.lacking("goals", gaps, 3))
    assert any("number 1, 2, 3, 4, 5, 6, 7, 8, 9" in one for one in found.lacking("goals", gaps, 8))
    assert not any("number" in one for one in found.lacking("goals", gaps, 0))


# Keys


@pytest.mark.parametrize("width", range(24, 130))
def test_the_last_key_always_stands_and_none_is_cut_in_two(width: int) -> None:
    pairs = say("screen.keys_board").split("|")
    shown = words(frame.keys("|".join(pairs), width)).rstrip()
    assert shown.endswith(pairs[-1])
    assert text.width(shown) <= width - 2
    named = [pair for pair in pairs if pair in shown]
    assert named == [*pairs[: len(named) - 1], pairs[-1]]
    assert shown.split() == " ".join(named).split()


# Air


def test_air_stands_over_a_group_and_not_under_its_title() -> None:
    made = [Row((("Ours", "group"),)), Row((("a", "said"),), "1"), Row((("b", "said"),), "2")]
    made += [Row((("Theirs", "group"),)), Row((("c", "said"),), "3")]
    assert [row.plain for row in frame.airy(made, 9)] == ["Ours", "a", "", "b", "", "Theirs", "c"]
    assert [row.plain for row in frame.airy(made, 6)] == ["Ours", "a", "b", "", "Theirs", "c"]
    assert [row.plain for row in frame.airy(made, 5)] == ["Ours", "a", "b", "Theirs", "c"]
    assert frame.airy(made, 9, above=True)[0] == Row()


# Words


def test_a_choice_is_never_broken_between_its_number_and_its_words() -> None:
    asked = "What kind of way is it?  1 another partner  2 smaller  3 alone  4 later  5 stop"
    for width in range(24, 90):
        lines = frame.question(asked, width).split("\n")
        assert all(text.width(line) <= width for line in lines)
        assert "  ".join(lines) == asked


def test_titles_of_a_page_are_headings_and_what_it_tells_is_not() -> None:
    lines = ("Sides", "1 Library", "2 School", "People", "1 Ana", "", "Leading", "/next – go on")
    looks = {words: look for row in frame.page_rows(lines, 60) for words, look in row.parts if words.strip()}
    assert [words for words, look in looks.items() if look == "heading"] == ["Sides", "People", "Leading"]
    told = frame.page_rows(("Goals: whose goal (number 1)", "Values: a rating"), 60)
    assert not any(look == "heading" for row in told for _, look in row.parts)


@pytest.mark.parametrize("width", [41, 60, 80, 120])
def test_the_bar_shows_who_can_read_it_at_any_width(width: int) -> None:
    for everyone, audience in ((True, "EVERYONE"), (False, "ONLY US")):
        shown = words(bar("A title that is quite long " * 9, width, everyone=everyone))
        assert f" {audience} " in shown
        assert text.width(shown) == width - 2


def test_text_never_touches_the_edge_and_is_never_too_long_to_read() -> None:
    assert [readable(cells) for cells in (1, 60, 111, 200)] == [1, 59, 110, 110]


# Colours


def contrast(one: Color, other: Color) -> float:
    """The ratio of WCAG 2, from 1 to 21."""
    lights = sorted((_light(one), _light(other)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def _light(color: Color) -> float:
    parts = (part / 255 for part in (color.r, color.g, color.b))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    "theme", [one for one in themes.THEMES if not one.ansi], ids=lambda theme: theme.name
)
def test_every_colour_can_be_read_on_every_ground(theme: Theme) -> None:
    least = 7 if theme.name == "projector" else 4.5
    names = ("foreground", "secondary", "primary", "warning", "success", "error")
    for ground in ("background", "panel"):
        for name in names:
            found = contrast(Color.parse(getattr(theme, name)), Color.parse(getattr(theme, ground)))
            assert found >= least, (name, ground, round(found, 1))


def test_what_is_only_ours_stands_out_without_any_colour() -> None:
    assert "reverse" in STYLES["badge"]
    assert bar("Title", 60, everyone=False)[2][1] == "badge"
    assert bar("Title", 60, everyone=True)[2][1] != "badge"
