"""Markdown read into the parts of a document: what templates are written in.

Only what every form of a document can hold: headings, paragraphs, lists,
tables, new pages. All else – a picture, raw HTML, a list in a list – is
refused with its line, in a sentence that says what to write instead.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bpworkshop.documents.parts import Break, Column, Heading, Paragraph, Part, Points, Sheet, Table

KIND, SHEET = 1, 2
"""What headings of these levels are: the line that says what the document is, the title of a sheet."""

BREAKS = ("softbreak", "hardbreak")
STRONG = ("strong_open", "strong_close")

REFUSED = {
    "html_block": "html",
    "html_inline": "html",
    "image": "image",
    "link_open": "link",
    "fence": "code",
    "code_inline": "code",
    "blockquote_open": "quote",
}
"""What parts can't hold, by the names of markdown-it; all else is bold or slanted inside a sentence."""


class Refused(Exception):
    """Markup that parts can't hold: ``key`` names it in the words of templates, ``line`` counts from 1."""

    def __init__(self, key: str, line: int) -> None:
        super().__init__(key)
        self.key = key
        self.line = line


@dataclass(slots=True)
class Structure:
    """What the Markdown of a document holds."""

    kind: str = ""
    head: tuple[Part, ...] = ()
    sheets: tuple[Sheet, ...] = ()


def read(markdown: str, said: Callable[[str], str], block: Callable[[str], Part | None]) -> Structure:
    """The parts of a document. Raises Refused for what they can't hold.

    ``said`` gives the text that stands for a piece of text; ``block`` the part
    whose place a paragraph holds, if it does.
    """
    # No code by indentation, for loops are indented; no headings underlined, for "---" is a new page.
    parser = MarkdownIt("commonmark").enable("table").disable(["code", "lheading", "reference"])
    return _Reading(parser.parse(markdown), said, block).read()


@dataclass(slots=True)
class _Reading:
    """Goes through the tokens once. ``sheets``: each with its title; what stands before them is ``head``."""

    tokens: list[Token]
    said: Callable[[str], str]
    block: Callable[[str], Part | None]
    at: int = 0
    kind: str = ""
    head: list[Part] = field(default_factory=list)
    sheets: list[tuple[str, list[Part]]] = field(default_factory=list)

    def read(self) -> Structure:
        while self.at < len(self.tokens):
            self._token(self.tokens[self.at])
        sheets = tuple(Sheet(title, tuple(parts)) for title, parts in self.sheets)
        return Structure(self.kind, tuple(self.head), sheets)

    def _token(self, token: Token) -> None:
        self.at += 1
        match token.type:
            case "heading_open":
                self._heading(token)
            case "paragraph_open":
                self._paragraph()
            case "bullet_list_open":
                self._points("bullet_list_close", steps=False)
            case "ordered_list_open":
                self._points("ordered_list_close", steps=True)
            case "table_open":
                self._table()
            case "hr":
                self._add(Break())
            case other:
                raise Refused(REFUSED[other], _line(token))

    def _add(self, part: Part) -> None:
        (self.sheets[-1][1] if self.sheets else self.head).append(part)

    def _until(self, closing: str) -> Sequence[Token]:
        """What stands before the next token of a type, which is passed by, too."""
        end = next(at for at in range(self.at, len(self.tokens)) if self.tokens[at].type == closing)
        inside = self.tokens[self.at : end]
        self.at = end + 1
        return inside

    def _heading(self, token: Token) -> None:
        (inline,) = self._until("heading_close")
        text, level = self._text(inline), int(token.tag[1:])
        if level > SHEET:
            self._add(Heading(text, level))
        elif level == SHEET:
            self.sheets.append((text, []))
        elif self.kind or self.sheets:
            raise Refused("one_title", _line(token))
        else:
            self.kind = text

    def _paragraph(self) -> None:
        (inline,) = self._until("paragraph_close")
        if part := self.block(inline.content):
            self._add(part)
            return
        children = inline.children or []
        types = [child.type for child in children if child.type != "text" or child.content]
        loud = (types[:1], types[-1:]) == (["strong_open"], ["strong_close"]) and types.count(
            "strong_open"
        ) == 1
        if text := self._text(inline, loud=loud):
            self._add(Paragraph(text, loud))

    def _points(self, closing: str, *, steps: bool) -> None:
        items: list[str] = []
        for token in self._until(closing):
            if token.type == "inline":
                items.append(self._text(token))
            elif token.type not in ("list_item_open", "list_item_close", "paragraph_open", "paragraph_close"):
                raise Refused("in_list", _line(token))
        if kept := tuple(filter(None, items)):
            self._add(Points(kept, steps))

    def _table(self) -> None:
        rows: list[list[str]] = []
        for token in self._until("table_close"):
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self._text(token))
        head, *others = rows
        if others:
            self._add(Table(tuple(map(Column, head)), tuple(map(tuple, others))))

    def _text(self, inline: Token, *, loud: bool = False) -> str:
        """The text of a line, in which nothing but text may stand; a paragraph may be bold as a whole."""
        found = []
        for child in inline.children or []:
            if child.type in BREAKS:
                found.append(" ")
            elif child.type == "text":
                found.append(child.content)
            elif not (loud and child.type in STRONG):
                raise Refused(REFUSED.get(child.type, "inside"), _line(inline))
        return self.said("".join(found))


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1
