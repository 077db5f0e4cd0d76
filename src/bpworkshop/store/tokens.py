"""What of a text counts when it is looked for: its words, without case and accents.

One pure function serves the index, the reading without one, and what a person
types, so that they can't disagree.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

BETWEEN = "·"
"""Stands between two texts of one place, so that no phrase runs from one into the next. No word has it."""

# Letters that NFKD leaves whole although people type them as others.
_SPELLINGS = (("ø", "o"), ("ł", "l"), ("đ", "d"), ("æ", "ae"), ("œ", "oe"), ("ı", "i"))
_ACCENTS = re.compile("[\u0300-\u036f]")

LONGEST = 200
"""Letters of a word; what is longer is several. FTS5 would cut it without a word."""

# A letter with its marks: these may change places, so that they are folded with it.
_LETTER = re.compile(r"[\s\S][^\w\s\x00-\u02ff]*")
_PLAIN = re.compile(f"[a-z0-9]{{1,{LONGEST}}}")
# Scripts without spaces: each letter is a word, so that any part of a line is found.
_ALONE = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_STRANGE = re.compile(r"[^\w\s\x00-\u02ff]")


def fold(text: str) -> str:
    """``text`` without case and accents: two texts that a person would call the same are equal then."""
    if text.isascii():
        return text.lower()
    # Casefolding can put together again what was taken apart, so that it is taken apart twice.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    folded = _ACCENTS.sub("", folded)
    for letter, spelling in _SPELLINGS:  # a table for all of them takes ten times as long
        folded = folded.replace(letter, spelling)
    return folded


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """``fold(text)``, and for each letter of it the place in ``text`` that it comes from."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    folded, places = [], []
    for match in _LETTER.finditer(text):
        made = fold(match[0])
        folded.append(made)
        places += [match.start()] * len(made)
    return "".join(folded), places


def tokens(text: str) -> list[str]:
    """The words of a text, folded, in their order."""
    folded = fold(text)
    return words_in(folded).findall(folded)


def together(texts: Iterable[str]) -> str:
    """Folded texts of one place as FTS5 is given them: its tokenizer finds the words that ``tokens`` finds.

    Of plain letters it finds them by itself, which is nearly always so.
    """
    plain = (
        one if one.isascii() and len(one) <= LONGEST else " ".join(words_in(one).findall(one))
        for one in texts
    )
    return f" {BETWEEN} ".join(plain)


def apart(said: str) -> str:
    """The words in what ``together`` made, with one space between two."""
    return f" {BETWEEN} ".join(map(_spaced, said.split(BETWEEN)))


def _spaced(folded: str) -> str:
    return " ".join(words_in(folded).findall(folded))


def words_in(folded: str) -> re.Pattern[str]:
    """What finds the words of this folded text."""
    if folded.isascii():
        return _PLAIN
    # `re` knows no marks, without which words of many scripts would fall apart.
    strange = set(_STRANGE.findall(folded))
    return _pattern("".join(sorted(one for one in strange if unicodedata.category(one)[0] == "M")))


@lru_cache(256)
def _pattern(marks: str) -> re.Pattern[str]:
    """What a word is, where these marks may stand in it."""
    joined = f"[{marks}]*" if marks else ""
    letter = rf"[^\W_{_ALONE}]"
    return re.compile(rf"[{_ALONE}]{joined}|(?:{letter}{joined}){{1,{LONGEST}}}")
