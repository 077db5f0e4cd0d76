"""Thousands of different sessions in moments: the files of a few real ones, said in other words.

Making a session and encoding it takes three milliseconds; a text with gaps is
filled in a twentieth of that. The words are made of syllables and come as
often as words do in a language: few all the time, most hardly ever.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

from benchmarks import generate
from bpworkshop.store.codec import encode

SHAPES = 25
"""Sessions whose files are filled with other words."""

WORDS = 8000
"""Different words: about as many as some hundred people use in meetings."""

_SENTENCE = re.compile(r'(?<=")[A-Z][^"]*? \(\d+\)(?=")')
_ID = re.compile(r'(?<=\nid = ")bench\d+(?=")')
_CREATED = re.compile(r"(?<=\ncreated = )\d{4}-\d\d-\d\d")
_PARTNER = re.compile(rf'(?<=name = ")(?:{"|".join(map(re.escape, generate.PARTNERS))})(?=")')
_GAPS = re.compile("|".join(f"(?:{one.pattern})" for one in (_SENTENCE, _ID, _CREATED, _PARTNER)))

_BEGINS = (
    *("b", "br", "d", "f", "g", "gr", "k", "kl", "l", "m"),
    *("n", "p", "pr", "r", "s", "st", "t", "tr", "v", ""),
)
_MIDDLES = ("a", "e", "i", "o", "u", "ea", "ou", "é", "ö")
_ENDS = ("", "", "n", "r", "s", "l", "t", "nd", "st")

FIRST = date(2019, 1, 7)


class Vocabulary:
    """Words by how often they come: the word at place n comes about 1/n as often as the first (Zipf)."""

    def __init__(self, random: Random) -> None:
        found: dict[str, None] = {}
        while len(found) < WORDS:
            # What comes often is short.
            syllables = 1 + (len(found) > 60) + (len(found) > 1500 and random.random() < 0.6)
            pick = random.choice
            found["".join(pick(_BEGINS) + pick(_MIDDLES) + pick(_ENDS) for _ in range(syllables))] = None
        self.words = [word for word in found if word]
        self._sums = list(accumulate(1 / (place + 3) for place in range(len(self.words))))
        self._random = random

    def sentence(self) -> str:
        """Seven to eighteen words, as a line of a board has them."""
        whole, random = self._sums[-1], self._random.random
        words = [self.words[bisect_left(self._sums, random() * whole)] for _ in range(7 + int(random() * 12))]
        return " ".join(words).capitalize()

    def coming_in(self, share: float, sentences: int) -> Sequence[str]:
        """Words that stand in about this share of files of so many sentences, and in no other word."""
        whole = self._sums[-1]
        # One of n words is it with the chance 1 - (1 - p)^n; a sentence has 12.5.
        wanted = 1 - (1 - share) ** (1 / (sentences * 12.5))
        place = min(range(len(self.words)), key=lambda at: abs(1 / (at + 3) / whole - wanted))
        text = "\n".join(self.words)
        near = self.words[place : place + 400]
        return [word for word in near if len(word) > 4 and text.count(word) == 1 and word.isascii()]


def write(folder: Path, count: int, seed: int = 1) -> Vocabulary:
    """Put so many sessions of about 7 KB into a folder; the words that they are made of."""
    random = Random(seed)
    vocabulary = Vocabulary(random)
    shapes = [
        _gaps(encode(generate.session(generate.SAMPLE_ITEMS, number)).decode()) for number in range(SHAPES)
    ]
    partners = [vocabulary.sentence().title()[:24].strip() for _ in range(max(4, count // 40))]
    for number in range(count):
        day = FIRST + timedelta(days=number * 2600 // count)
        said = _fill(shapes[number % SHAPES], f"many{number:06d}", day, random.choice(partners), vocabulary)
        (folder / f"{day}-session-{number:06d}.toml").write_bytes(said.encode())
    return vocabulary


def _gaps(text: str) -> tuple[list[str], list[str]]:
    """What stands between the gaps of a file, one more than gaps, and what stood in them."""
    return _GAPS.split(text), _GAPS.findall(text)


def _fill(shape: tuple[list[str], list[str]], id: str, day: date, partner: str, words: Vocabulary) -> str:
    between, were = shape
    parts = [between[0]]
    for was, after in zip(were, between[1:], strict=True):
        if was.endswith(")"):
            parts.append(words.sentence())
        elif was.startswith("bench"):
            parts.append(id)
        else:
            parts.append(str(day) if was[:2] == "20" else partner)
        parts.append(after)
    return "".join(parts)
