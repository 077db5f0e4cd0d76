"""What a document is made of, before it is HTML, Markdown or any other form.

All of it is text of people and of the words file as it was said: whoever
writes it down (``html``, ``markdown`` …) makes it safe there, every time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bpworkshop.figures.charts import Chart
from bpworkshop.words import say


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a sheet, whose own title has level 2. ``number``: such as ``2.1``."""

    text: str
    level: int = 3
    number: str = ""


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


USUAL_SHARE = 4
"""How broad a column is of which nothing else is said."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. ``share``: how broad it is beside the others."""

    label: str
    share: int = USUAL_SHARE


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


@dataclass(frozen=True, slots=True)
class Signatory:
    """A party that signs, and who does so for it; an empty name: whoever it will be."""

    party: str
    people: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, for each person: signature, name, place, date."""

    of: tuple[Signatory, ...]

    @staticmethod
    def lines(person: str) -> tuple[Line, ...]:
        """What one person writes on, with their name where it is known."""
        name = Line(say("document.signed_name"), person)
        others = ("document.signature", "document.signed_place", "document.signed_on")
        return (name, *(Line(say(key)) for key in others))


@dataclass(frozen=True, slots=True)
class Break:
    """What follows begins on a new page."""


Part = Heading | Paragraph | Points | Typed | Table | Line | Slips | Picture | Signatures | Break


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part of a document with a title. ``wide``: on paper that lies on its side."""

    title: str
    parts: tuple[Part, ...]
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that has been looked into: ``kind`` is what its bytes are.

    ``alt``: what is read where it can't be seen.
    """

    data: bytes
    kind: Literal["png", "jpeg", "svg"]
    alt: str


READABLE = 4.5
"""How much lighter the ground of a text is at least."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose paper it is. ``colour``: of rules and headings, ``#rrggbb``, or empty."""

    name: str
    logo: Logo | None = None
    colour: str = ""

    @property
    def ink(self) -> str:
        """The colour, where text in it can be read on white by everybody (WCAG 2: 4.5 to 1); or empty."""
        if not self.colour:
            return ""
        shares = (int(self.colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        light = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
        red, green, blue = light
        seen = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        return self.colour if 1.05 / (seen + 0.05) >= READABLE else ""


@dataclass(frozen=True, slots=True)
class Document:
    """A title, what stands under it, and sheets. ``mark`` is said on each page: who alone may read it.

    ``language``: two letters. ``kind``: what it is, such as *Minutes*.
    ``facts``: the block under the title, each with its label. ``draft``: words
    for each page of what does not hold yet. ``flows``: the sheets follow each
    other; otherwise each begins on a page of its own.
    """

    title: str
    mark: str
    language: str
    head: tuple[Part, ...]
    sheets: tuple[Sheet, ...]
    kind: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    draft: str = ""
    letterhead: Letterhead | None = None
    flows: bool = False

    @property
    def lies(self) -> bool:
        """Whether all of its paper lies on its side: it flows, and each of its sheets is wide."""
        return self.flows and bool(self.sheets) and all(sheet.wide for sheet in self.sheets)


def columns(*labels: str | tuple[str, int]) -> tuple[Column, ...]:
    """Columns by their labels, with their shares where they are not the usual one."""
    return tuple(Column(one) if isinstance(one, str) else Column(*one) for one in labels)


def numbers(first: int, count: int) -> tuple[str, ...]:
    """The first cells of so many rows to write in, numbered on from the rows above."""
    return tuple(str(number) for number in range(first, first + count))


def rows(several: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in several)
