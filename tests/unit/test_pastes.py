"""What is pasted never becomes a key, in whatever pieces it comes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpworkshop.tui.pastes import END, MOST, MOST_TYPED, PAUSE, START, UNENDED, Pasted, Pastes

HOSTILE = "\x1b[A\x1bq\x1b]0;owned\x07\x00\x9b31m\n\r\t\x7f\x03"


def told(pastes: Pastes, *pieces: str) -> list[str]:
    """What comes of these pieces without a pause between them, and a pause after the last."""
    found = [one for piece in pieces for one in pastes.feed(piece)]
    found += pastes.feed("", PAUSE) + pastes.feed("", PAUSE)
    return joined(found)


def joined(found: list[str]) -> list[str]:
    """Keys that came in several pieces are the same keys in one."""
    merged: list[str] = []
    for one in found:
        if merged and type(one) is type(merged[-1]) is str:
            merged[-1] += one
        else:
            merged.append(one)
    return merged


def pasted(found: list[str]) -> list[str]:
    return [one for one in found if isinstance(one, Pasted)]


def keys(found: list[str]) -> str:
    return "".join(one for one in found if not isinstance(one, Pasted))


@pytest.mark.parametrize("text", [HOSTILE, START, START * 3, "\x1b", "\x1b[20", "", "two\nlines"])
def test_a_paste_is_one_text_whatever_it_contains(text: str) -> None:
    found = told(Pastes(), f"a{START}{text}{END}")
    assert found == ["a", text.replace(START, "")]
    assert isinstance(found[1], Pasted)


@pytest.mark.parametrize(
    "typed", ["abc\r", "\x1b[A", "\x1b[20~", "\x1b[2~", "\x1b[201~", "é\x1bOP", "\x1b\x1b[A"]
)
def test_keys_pass_unchanged_and_at_once(typed: str) -> None:
    assert Pastes().feed(typed) == [typed]


@pytest.mark.parametrize("begun", ["\x1b", "\x1b["])
def test_what_only_begins_like_a_paste_is_a_key_after_a_while(begun: str) -> None:
    pastes = Pastes()
    assert pastes.feed(begun) == []
    assert pastes.feed("", 0.05) == []
    assert pastes.feed("", 1.0) == [begun]
    assert pastes.feed("", 100) == []
    assert pastes.feed("a") == ["a"]


@pytest.mark.parametrize("cut", range(1, len(START)))
def test_a_slow_line_may_pause_within_the_start(cut: int) -> None:
    pastes = Pastes()
    before = pastes.feed(START[:cut]) + pastes.feed("", 5)
    assert before in ([], ["\x1b"], ["\x1b["])
    found = told(pastes, f"{START[cut:]}2q{END}")
    assert found == ["2q"]
    assert isinstance(found[0], Pasted)


@pytest.mark.parametrize("cut", range(1, len(END)))
def test_a_slow_line_may_pause_within_the_end(cut: int) -> None:
    pastes = Pastes()
    pastes.feed(f"{START}2q{END[:cut]}")
    assert pastes.feed("", UNENDED / 2) == []
    assert told(pastes, END[cut:]) == ["2q"]


@pytest.mark.parametrize("behind", [HOSTILE, START + "x", "q" * 20, "q" * (MOST_TYPED * 3)])
def test_an_end_within_a_paste_lets_nothing_through(behind: str) -> None:
    found = told(Pastes(), f"{START}a{END}{behind}{END}")
    assert keys(found) == ""
    assert pasted(found) == ["a" + behind.replace(START, "")]


def test_what_is_typed_behind_a_paste_comes_after_it() -> None:
    assert told(Pastes(), f"{START}a{END}b\x1b[A") == ["a", "b\x1b[A"]


def test_what_nobody_types_in_no_time_was_pasted_behind_a_false_end() -> None:
    pastes = Pastes()
    assert pastes.feed(f"{START}a{END}{'q' * (MOST_TYPED + 1)}") == []
    assert pastes.feed("", PAUSE * 2) == []
    assert keys(told(pastes, f"r{END}")) == ""


def test_a_mouse_that_never_rests_keeps_no_paste_back() -> None:
    pastes = Pastes()
    pastes.feed(f"{START}a{END}")
    found: list[str] = []
    for number in range(8):
        found += pastes.feed(f"\x1b[<35;{number};9M", PAUSE / 5)
    assert pasted(found) == ["a"]
    assert keys(found).count("M") >= 7


def test_two_pastes_with_a_pause_between_are_two() -> None:
    pastes = Pastes()
    found = told(pastes, f"{START}a{END}") + told(pastes, f"{START}b{END}c")
    assert found == ["a", "b", "c"]


def test_a_second_paste_that_begins_at_once_and_pauses_presses_nothing() -> None:
    pastes = Pastes()
    found = told(pastes, f"{START}a{END}x{START}2") + told(pastes, f"q{END}")
    assert keys(found) == "x"
    assert pasted(found) == ["a", "2q"]


def test_a_paste_without_an_end_does_not_keep_the_keys_for_ever() -> None:
    pastes = Pastes()
    assert pastes.feed(f"{START}begun") == []
    assert pastes.feed("", UNENDED / 2) == []
    assert pastes.feed("", UNENDED / 2) == ["begun"]
    assert pastes.feed("", 1000) == []
    assert told(pastes, "2") == ["2"]
    assert pastes.feed("3") == ["3"]


def test_typing_into_a_paste_without_an_end_does_not_lengthen_it() -> None:
    pastes = Pastes()
    pastes.feed(f"{START}begun")
    found = [one for _ in range(20) for one in pastes.feed("", UNENDED / 10) + pastes.feed("2", 0.001)]
    assert pasted(found)[0].startswith("begun")
    assert len(pasted(found)[0]) < 16
    assert keys(found)


def test_a_slow_paste_is_one_however_long_it_takes() -> None:
    pastes = Pastes()
    pastes.feed(START)
    assert not [one for _ in range(20) for one in pastes.feed("x" * 500, UNENDED / 3)]
    assert not [one for _ in range(9999) for one in pastes.feed("x", 0.001)]


def test_the_rest_of_a_paste_that_stood_still_presses_nothing() -> None:
    pastes = Pastes()
    assert pastes.feed(f"{START}begun") + pastes.feed("", UNENDED) == ["begun"]
    found = told(pastes, "2q", f"\r{END}")
    assert (keys(found), pasted(found)) == ("", ["2q\r"])
    assert told(pastes, "a") == ["a"]


def test_a_paste_is_bounded_and_quick() -> None:
    pastes = Pastes()
    found = [one for piece in [START, *["q" * 4096] * 2048, END] for one in pastes.feed(piece)]
    found += pastes.feed("", PAUSE)
    assert [len(one) for one in found] == [MOST]


PIECES = st.sampled_from(
    [START, END, "\x1b", "[200~", "[201~", "\x1b[20", "q", "\x1b[A", "é\x00\n", "x" * 700]
)


@given(st.lists(PIECES, max_size=12), st.lists(st.integers(0, 3000), max_size=12))
def test_how_it_is_cut_changes_nothing(pieces: list[str], cuts: list[int]) -> None:
    text = "".join(pieces)
    places = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    parts = [text[start:end] for start, end in pairwise(places)]
    one, other = Pastes(), Pastes()
    whole, cut = told(one, text), told(other, *parts)
    assert (whole, [*map(type, whole)]) == (cut, [*map(type, cut)])
    # Nor is anything kept back for ever.
    assert joined(one.feed("", UNENDED) + one.feed("", 1)) == joined(
        other.feed("", UNENDED) + other.feed("", 1)
    )


@given(st.text(), st.text())
def test_nothing_between_the_signs_is_ever_a_key(before: str, text: str) -> None:
    before, text = before.replace("\x1b", ""), text.replace(END, "")
    found = told(Pastes(), before + START + text + END)
    assert keys(found) == before
    assert pasted(found) == [text.replace(START, "")]
