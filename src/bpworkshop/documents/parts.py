"""What a document is made of, before it is HTML or Markdown.

All of it is text of people and of the words file as it was said: whoever
writes it down (``html``, ``markdown``) makes it safe there, every time.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bpworkshop.figures.charts import Chart


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a sheet."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences; ``loud`` where a group is to read them from afar, such as a question."""

    text: str
    loud: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list; ``steps`` where they go one after the other."""

    items: tuple[str, ...]
    steps: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """Lines that somebody is to type just as they stand."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. ``share``: how broad it is beside the others."""

    label: str
    share: int = 4


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with a header. The first cell of a row names it.

    ``blanks``: the rows below them that are to be written in, each by its
    first cell; their other cells are empty.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    blanks: tuple[str, ...] = ()

    @property
    def shares(self) -> tuple[int, ...]:
        """How broad each column is, in per cent of all."""
        whole = sum(column.share for column in self.columns)
        return tuple(round(100 * column.share / whole) for column in self.columns)


@dataclass(frozen=True, slots=True)
class Line:
    """A ruled line to write on, behind its label; ``text`` where something stands there already."""

    label: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Slips:
    """Small papers to cut out, each with a title and parts of its own."""

    slips: "tuple[Slip, ...]"


@dataclass(frozen=True, slots=True)
class Slip:
    title: str
    parts: "tuple[Part, ...]"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart; ``name`` tells it from the others of the document."""

    chart: Chart
    name: str


Part = Heading | Paragraph | Points | Typed | Table | Line | Slips | Picture


@dataclass(frozen=True, slots=True)
class Sheet:
    """What begins on a page of its own. ``wide``: on paper that lies on its side."""

    title: str
    parts: tuple[Part, ...]
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A title, what stands under it, and sheets. ``mark`` is said on each of them: who may read it.

    ``language``: two letters.
    """

    title: str
    mark: str
    language: str
    head: tuple[Part, ...]
    sheets: tuple[Sheet, ...]


def columns(*labels: str | tuple[str, int]) -> tuple[Column, ...]:
    """Columns by their labels, with their shares where they are not the usual one."""
    return tuple(Column(one) if isinstance(one, str) else Column(*one) for one in labels)


def numbers(first: int, count: int) -> tuple[str, ...]:
    """The first cells of so many rows to write in, numbered on from the rows above."""
    return tuple(str(number) for number in range(first, first + count))


def rows(several: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in several)
