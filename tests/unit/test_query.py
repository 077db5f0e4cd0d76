"""What is found by which words: the same by FTS5, by reading, and in what is marked."""

import sqlite3
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpworkshop import text
from bpworkshop.errors import Problem
from bpworkshop.review.query import LONGEST, MOST_PARTS, Query
from bpworkshop.store import tokens

ODD = st.text(
    st.sampled_from("aAbBéÉøØßİıſﬁ东京がガकि์ﷺ·_-'\"*()^:~ 1²½٣\u0301\u0327\u05b8\u05bc\u064b\u0651"),
    max_size=25,
)


def fts(places: list[str], match: str) -> set[int]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(said, content='', tokenize='ascii')")
    said = ((number, tokens.together([tokens.fold(one)])) for number, one in enumerate(places))
    connection.executemany("INSERT INTO words(rowid, said) VALUES (?, ?)", said)
    found = {row[0] for row in connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (match,))}
    connection.close()
    return found


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("Café Müller", "cafe muller"),
        ("CAFE", "café"),
        ("Søren i Ålborg på Łódź", "soren alborg lodz"),
        ("Æble, œuvre, straße", "aeble oeuvre STRASSE"),
        ("ısı", "isi"),
        ("More postcards at the desk", "post*"),
        ("More postcards at the desk", '"at the desk" more'),
        ("More postcards at the desk", '"the des*"'),
        ("More postcards at the desk", '"the des"*'),
        ("More postcards at the desk", '"the desk'),
        ("We don't e-mail", "don't e-mail"),
        ("東京の図書館で", "図書館"),
        ("東京の図書館で", "図書*"),
        ("नमस्ते दुनिया", "दुनिया"),
        ("a a a", '"a a"'),
    ],
)
def test_found(said: str, typed: str) -> None:
    query = Query.typed(typed)
    assert all(query.counts(tokens.apart(tokens.together([tokens.fold(said)]))))
    assert fts([said], query.match) == {0}
    assert query.marks(said)


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("More postcards", "post"),
        ("More postcards at the desk", '"more desk"'),
        ("東京の図書館で", "書図"),
        ("one thing", "one other"),
        ("b ba", '"ba b"'),
    ],
)
def test_not_found(said: str, typed: str) -> None:
    query = Query.typed(typed)
    assert not all(query.counts(tokens.apart(tokens.together([tokens.fold(said)]))))
    assert fts([said], query.match) == set()


@pytest.mark.parametrize("typed", ["", " ", '"', '""', "*", "-", "***", '"*"', "()", "· – …", "\u0301"])
def test_nothing_but_signs_looks_for_nothing(typed: str) -> None:
    assert not Query.typed(typed)
    assert not Query.given([typed])


def test_signs_of_fts_are_only_signs() -> None:
    query = Query.typed('NOT (a OR b) NEAR -c col:d ^e "f')
    words = [" ".join(part.words) for part in query.parts]
    assert words == ["not", "a", "or", "b", "near", "c", "col d", "e", "f"]
    assert fts(["not a or b near c col d e f"], query.match) == {0}


def test_what_nobody_means_is_refused() -> None:
    with pytest.raises(Problem, match=str(LONGEST)):
        Query.typed("x" * 10_000)
    with pytest.raises(Problem, match=str(MOST_PARTS)):
        Query.typed(" ".join(f"w{number}" for number in range(MOST_PARTS + 1)))


def test_a_shell_hands_on_phrases_without_marks() -> None:
    assert Query.given(["two words", "one", '"a b" c']) == Query.typed('"two words" one "a b" c')


@given(st.lists(ODD, max_size=4), ODD)
def test_looking_up_and_reading_agree(places: list[str], typed: str) -> None:
    places = [text.clean(one) for one in places]
    query = Query.typed(typed)
    read = {
        number
        for number, one in enumerate(places)
        if query and all(query.counts(tokens.apart(tokens.together([tokens.fold(one)]))))
    }
    assert (fts(places, query.match) if query else set()) == read
    for number, one in enumerate(places):
        marks = query.marks(one)
        assert all(0 <= begin < end <= len(one) for begin, end in marks)
        assert all(one_end <= begin for (_, one_end), (begin, _) in pairwise(marks))
        if number in read:
            assert marks


@given(st.text(max_size=40))
def test_what_is_folded_stays_so(said: str) -> None:
    said = text.clean(said)
    assert tokens.fold(tokens.fold(said)) == tokens.fold(said)
    folded, places = tokens.fold_with_places(said)
    assert folded == tokens.fold(said)
    assert len(places) == len(folded)


def test_together_and_apart_keep_texts_apart() -> None:
    said = tokens.together([tokens.fold("The desk"), tokens.fold("“of” Ana"), "x" * 450])
    assert tokens.apart(said).split(f" {tokens.BETWEEN} ")[:2] == ["the desk", "of ana"]
    assert not all(Query.typed('"desk of"').counts(tokens.apart(said)))
    assert all(Query.typed("x" * 450).counts(tokens.apart(said)))


def test_an_excerpt_shows_the_item_and_where_the_words_stand() -> None:
    query = Query.typed("charter")
    text_, marks = query.excerpt(["Open to all", "nothing", "the Charter\nof 1908"])
    assert text_ == "Open to all · the Charter of 1908"
    assert [text_[begin:end] for begin, end in marks] == ["Charter"]


def test_a_long_text_is_cut_around_the_words() -> None:
    said = "before " * 60 + "here " + "after " * 60
    text_, marks = Query.typed("here").excerpt([said], most=80)
    assert len(text_) <= 82
    assert text_[0] == text_[-1] == "…"
    assert [text_[begin:end] for begin, end in marks] == ["here"]
