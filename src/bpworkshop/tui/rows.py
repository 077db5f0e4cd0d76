"""What a board draws, before it is drawn: rows of text with looks.

Pure: no Textual, no colour. A look is a name (``said``, ``known``, ``missing``
…) that the themes give a style; width is counted in terminal cells.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, overload

from bpworkshop import text

Look = Literal["said", "known", "faint", "heading", "group", "mark", "badge", "good", "missing", "plain"]
"""What a piece of text is: what was said is bold, what is known of it is not.

A ``heading`` is bold like the question; a ``group`` on a board is not, so that the question stays loudest.
"""

WIDEST = 110
"""Cells in a line at most: longer ones are hard to read from the back row."""

Part = tuple[str, Look]


class Row(NamedTuple):
    """One line of a board; ``item`` is the id of the item that it belongs to.

    Where two sides stand next to each other, ``beside`` is the item on the
    right, and ``left`` the number of parts that belong to the left.
    """

    parts: tuple[Part, ...] = ()
    item: str | None = None
    beside: str | None = None
    left: int = 9999

    def of(self, part: int) -> str | None:
        """The item that a part belongs to, by its place in the row."""
        return self.item if part < self.left else self.beside

    @property
    def plain(self) -> str:
        """The row as text, as a test or a screen reader sees it."""
        return "".join(words for words, _ in self.parts).rstrip()


class Made(Sequence[Row], ABC):
    """Rows that are made when they are drawn, where there are too many to make all of them."""

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        return self.row(at)

    @abstractmethod
    def row(self, at: int) -> Row:
        """The row at a place that there is, counted from 0."""

    @abstractmethod
    def rows_of(self, item: str) -> range:
        """Where the rows of an item stand; nowhere for one that is not among them."""


def readable(cells: int) -> int:
    """How many of these cells text takes: one stays free before the edge, and no line is too long."""
    return max(min(cells - 1, WIDEST), 1)


def wrap(words: str, width: int) -> list[str]:
    """Text in lines of at most ``width`` cells, broken between words; inside one where it is too long."""
    words = words.replace("\n", " ")
    cells = len if words.isascii() else text.width
    if cells(words) <= width:
        return [words]
    lines: list[str] = []
    line, filled = "", 0
    for word in words.split(" "):
        broad = cells(word)
        if filled + 1 + broad <= width and line:
            line, filled = f"{line} {word}", filled + 1 + broad
            continue
        if line:
            lines.append(line)
        line, filled = word, broad
        if broad > width:
            *whole, line = _pieces(word, width)
            lines += whole
            filled = cells(line)
    return [*lines, line]


def _pieces(word: str, width: int) -> list[str]:
    pieces, piece = [], ""
    for letter in word:
        if piece and text.width(piece + letter) > max(width, 2):
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


def fitted(words: str, width: int) -> str:
    """Text cut or filled to exactly ``width`` cells; what is cut ends with an ellipsis."""
    if len(words) <= width and words.isascii():
        return words.ljust(width)
    if text.width(words) > width:
        room = width - 1
        for at, letter in enumerate(words):
            room -= text.width(letter)
            if room < 0:
                words = f"{words[:at]}…" if width > 1 else ""
                break
    return words + " " * (width - text.width(words))


class Column(NamedTuple):
    """A column beside an item's text: its words wrapped in so many cells."""

    words: str
    look: Look
    width: int


@lru_cache(maxsize=4096)
def item_rows(
    number: int,
    said: str,
    columns: tuple[Column, ...],
    width: int,
    id: str,
    chosen: bool,
    look: Look = "said",
) -> tuple[Row, ...]:
    """An item: number and text, wrapped, with its columns beside it; a sign where it is the chosen one.

    The text never gives way: columns that do not fit are for the caller to
    put under it. What did not change is not made again: it is remembered.
    """
    rows: list[Row] = []
    room = max(width - 6 - sum(column.width + 2 for column in columns), 10)
    cells = [wrap(said, room), *(wrap(column.words, column.width) for column in columns)]
    for at in range(max(map(len, cells))):
        head = f"{'▸' if chosen else ' '}{number:>3}  " if at == 0 else " " * 6
        parts: list[Part] = [(head, "mark" if chosen else "faint"), (fitted(_at(cells[0], at), room), look)]
        for column, lines in zip(columns, cells[1:], strict=True):
            parts += [("  ", "plain"), (fitted(_at(lines, at), column.width), column.look)]
        rows.append(Row(tuple(parts), id))
    return tuple(rows)


def under(words: str, look: Look, width: int, id: str | None = None, indent: int = 8) -> Iterator[Row]:
    """Words under an item, indented and wrapped."""
    for line in wrap(words, max(width - indent, 10)):
        yield Row(((" " * indent, "plain"), (line, look)), id)


def cells(head: Part, each: Sequence[tuple[Part, int]], item: str, whole: bool) -> tuple[Row, ...]:
    """Cells of a row beside each other, wrapped where it is told whole and otherwise cut."""
    lines = [wrap(words, max(room, 10)) if whole else [text.line(words)] for (words, _), room in each]
    made = []
    for at in range(max(map(len, lines))):
        parts: list[Part] = [head if at == 0 else (" " * text.width(head[0]), "plain")]
        for ((_, look), room), wrapped in zip(each, lines, strict=True):
            words = wrapped[at] if at < len(wrapped) else ""
            if len(parts) > 1:
                parts.append(("  ", "plain"))
            parts.append((fitted(words, max(room, 10)), look))
        made.append(Row(tuple(parts), item))
    return tuple(made)


def _at(lines: list[str], at: int) -> str:
    return lines[at] if at < len(lines) else ""
