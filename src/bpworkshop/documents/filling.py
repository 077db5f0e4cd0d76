"""A document from its template: what is known of a session, filled into Markdown, read into parts.

A template is Jinja2 that yields Markdown (docs/documents.md). No text of a
person ever meets the Markdown: where a value is printed stands its number
between two characters that Unicode keeps for a program's own use, and its
words come in that place when the Markdown has been read. So nothing that is
said can become markup, whatever the signs in it. In the same way a table or a
picture is a part already, and a mark holds its place.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from secrets import randbits

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError, Undefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bpworkshop import text
from bpworkshop.documents import structure
from bpworkshop.documents.parts import (
    USUAL_SHARE,
    Column,
    Document,
    Heading,
    Letterhead,
    Line,
    Paragraph,
    Part,
    Picture,
    Points,
    Signatory,
    Signatures,
    Table,
)
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.figures.charts import Chart
from bpworkshop.pages import Reader
from bpworkshop.session.dates import write_date
from bpworkshop.store import atomic
from bpworkshop.words import say

OURS = Path(__file__).with_name("templates")
OURS_NAMED = "ours/"
"""Before the name of a template: ours, whatever an organisation has of that name."""

LANGUAGE = "en"
"""The language in which there is a template of each document."""

LEVELS = range(structure.SHEET + 1, 7)
"""Of headings inside a sheet."""

VALUE, BLOCK, LINE, END = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
"""What marks begin and end with: of a value, of a part, of the line of the template."""

_LINE = re.compile(f"{LINE}([0-9]+):([^{END}]*){END}")
_MARKS = str.maketrans(dict.fromkeys((VALUE, BLOCK, LINE, END)))


@dataclass(frozen=True, slots=True)
class Paper:
    """On what a document is written. ``templates``: the folder of an organisation's own, if it has one."""

    letterhead: Letterhead | None = None
    templates: Path | None = None
    language: str = LANGUAGE


class Written(str):
    """Markdown of a template, with marks where values stand: all other text is text of people."""

    __slots__ = ()


def filled(name: str, reader: Reader, facts: Mapping[str, object], paper: Paper) -> Document:
    """A document from the template of a name, an organisation's own before ours.

    ``facts`` are what the template may name, beside what every one may
    (``known``). Raises FileProblem for a template that is wrong, with its line.
    """
    loader, marks = _Loader(paper), Marks()
    given = {**marks.functions(), **known(reader), **facts}
    rendered = _rendered(loader, marks, f"{name}.md", given)
    markdown, places = _without_places(rendered, f"{name}.md")
    try:
        found = structure.read(markdown, marks.said, marks.block)
    except structure.Refused as refused:
        template, line = places[refused.line - 1]
        raise FileProblem(f"template.{refused.key}", path=loader.place(template), line=line) from None
    return Document(
        title=reader.session.title,
        # What anybody may read has nothing to warn of; people sign it.
        mark="" if reader.everyone else say("screen.only_us"),
        language=loader.language(f"{name}.md"),
        head=found.head,
        sheets=found.sheets,
        kind=found.kind,
        facts=tuple(marks.facts),
        draft=" · ".join(marks.drafts),
        letterhead=paper.letterhead,
        flows=True,
    )


def known(reader: Reader) -> dict[str, object]:
    """What every template may name."""
    session = reader.session
    return {
        "title": session.title,
        "day": write_date(reader.today),
        "everyone": reader.everyone,
        "us": session.ours.name,
        "partners": tuple(party.name for party in session.partners),
    }


# From a template to Markdown


class _Loader(BaseLoader):
    """Finds templates: an organisation's own first, in the language that is wanted first."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper

    def _places(self, template: str) -> Iterator[Path]:
        name = template.removeprefix(OURS_NAMED)
        if not re.fullmatch(r"[\w-]+\.md", name):
            return
        if self.paper.templates and name == template:
            yield self.paper.templates / self.paper.language / name
            yield self.paper.templates / name
        yield OURS / self.paper.language / name
        yield OURS / LANGUAGE / name

    def place(self, template: str) -> Path:
        """Where a template stands. Raises TemplateNotFound."""
        for path in self._places(template):
            if path.exists():
                return path
        raise TemplateNotFound(template)

    def language(self, template: str) -> str:
        """The language of a template that was found."""
        return LANGUAGE if self.place(template).parent == OURS / LANGUAGE else self.paper.language

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool] | None]:
        path = self.place(template)
        try:
            source = atomic.read(path).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise FileProblem("template.encoding", path=path) from error
        return source.translate(_MARKS), str(path), None


class _Places(Extension):
    """Puts before each line of a template where it stands: a fault in its Markdown has a place, too."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            if token.type != "data":
                yield token
                continue
            marked = (
                f"{LINE}{number}:{stream.name}{END}{line}"
                for number, line in enumerate(token.value.split("\n"), token.lineno)
            )
            yield Token(token.lineno, "data", "\n".join(marked))


class _Environment(ImmutableSandboxedEnvironment):
    # What a macro or a block makes is Markdown of the template, too.
    concat = staticmethod(lambda parts: Written("".join(parts)))


def _rendered(loader: _Loader, marks: "Marks", name: str, given: Mapping[str, object]) -> str:
    environment = _Environment(
        loader=loader,
        undefined=StrictUndefined,
        finalize=marks.printed,
        extensions=[_Places],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    try:
        return environment.get_template(name).render(given)
    except Problem:
        raise
    except TemplateSyntaxError as error:
        path = Path(error.filename or name)
        what = (error.message or "").rstrip(".")
        raise FileProblem("template.syntax", path=path, line=error.lineno, what=what) from None
    except Exception as error:  # whatever a template of somebody's own may do
        path, line = _fault(error, loader.place(name))
        if isinstance(error, TemplateNotFound):
            raise FileProblem("template.not_found", path=path, line=line, name=error.name) from None
        raise FileProblem("template.fails", path=path, line=line, what=str(error).rstrip(".")) from error


def _fault(error: Exception, whole: Path) -> tuple[Path, int | None]:
    """The innermost line of a template at which something went wrong."""
    found: tuple[Path, int | None] = (whole, None)
    trace = error.__traceback__
    while trace:
        if (name := trace.tb_frame.f_code.co_filename).endswith(".md"):
            found = Path(name), trace.tb_lineno
        trace = trace.tb_next
    return found


def _without_places(rendered: str, name: str) -> tuple[str, list[tuple[str, int]]]:
    """The Markdown, and of each of its lines the template and the line that it came from."""
    place = (name, 1)
    places = []
    for line in rendered.split("\n"):
        for number, template in _LINE.findall(line):
            place = (template, int(number))
        places.append(place)
    return _LINE.sub("", rendered), places


# From Markdown to what was said


@dataclass(slots=True)
class Marks:
    """What stands for the marks in the Markdown of one document."""

    values: dict[str, str] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    facts: list[tuple[str, str]] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    key: int = field(default_factory=lambda: randbits(64))
    """In each mark, so that no text can hold one. None of it is left in the document."""

    def printed(self, value: object) -> str:
        """A mark for what a template prints; for nothing, too: signs around it would mean something else."""
        if isinstance(value, Written):
            return value
        text = _text(value)
        if f"{BLOCK}{self.key}" in text:
            raise TypeError(say("template.joined"))
        mark = f"{VALUE}{self.key}.{len(self.values)}{END}"
        self.values[mark] = text
        return mark

    def said(self, text: str) -> str:
        """The text with the words in the places of the marks."""
        return self._said(_LINE.sub("", text)).translate(_MARKS)

    def _said(self, text: str) -> str:
        # A value that a template put together from others holds their marks.
        return re.sub(
            f"{VALUE}{self.key}\\.[0-9]+{END}", lambda found: self._said(self.values[found[0]]), text
        )

    def block(self, text: str) -> Part | None:
        """The part whose place a paragraph holds."""
        return self.parts.get(text.strip())

    # What templates may call

    def functions(self) -> dict[str, Callable[..., Written]]:
        return {
            "fact": self._fact,
            "draft": self._draft,
            "heading": self._heading,
            "paragraphs": self._paragraphs,
            "points": self._points,
            "table": self._table,
            "picture": self._picture,
            "line": self._line,
            "signatures": self._signatures,
        }

    def _part(self, part: Part) -> Written:
        mark = f"{BLOCK}{self.key}.{len(self.parts)}{END}"
        self.parts[mark] = part
        return Written(f"\n\n{mark}\n\n")

    def _plain(self, value: object) -> str:
        return self.said(_text(value))

    def _fact(self, label: object, value: object) -> Written:
        """A line of the block under the title; none without a value."""
        if said := self._plain(value):
            self.facts.append((self._plain(label), said))
        return Written()

    def _draft(self, words: object) -> Written:
        """Words for each page."""
        self.drafts.append(self._plain(words))
        return Written()

    def _heading(self, text: object, number: object = "", level: int = 3) -> Written:
        if level not in LEVELS:
            raise TypeError(say("template.level", first=LEVELS[0], last=LEVELS[-1]))
        return self._part(Heading(self._plain(text), level, self._plain(number)))

    def _paragraphs(self, said: object, loud: bool = False) -> Written:
        """A text of several lines, each a paragraph."""
        lines = (self._part(Paragraph(one, loud)) for one in self._plain(said).split("\n") if text.line(one))
        return Written("".join(lines))

    def _points(self, items: Iterable[object], steps: bool = False) -> Written:
        several = tuple(filter(None, map(self._plain, items)))
        return self._part(Points(several, steps)) if several else Written()

    def _table(
        self,
        labels: Iterable[object],
        rows: Iterable[Iterable[object]],
        blanks: Iterable[object] = (),
    ) -> Written:
        """A table; a label alone, or with its share of the breadth. Without rows there is none."""
        pairs = (one if isinstance(one, tuple) else (one, USUAL_SHARE) for one in labels)
        heads = tuple(Column(self._plain(label), share) for label, share in pairs)
        cells = tuple(tuple(map(self._plain, row)) for row in rows)
        empty = tuple(map(self._plain, blanks))
        if any(len(row) != len(heads) for row in cells):
            raise TypeError(say("template.cells", n=len(heads)))
        return self._part(Table(heads, cells, empty)) if cells or empty else Written()

    def _picture(self, chart: Chart) -> Written:
        if not isinstance(chart, Chart):
            raise TypeError(say("template.no_chart"))
        return self._part(Picture(chart, f"chart-{len(self.parts) + 1}"))

    def _line(self, label: object, text: object = "") -> Written:
        return self._part(Line(self._plain(label), self._plain(text)))

    def _signatures(self, parties: Iterable[Signatory]) -> Written:
        return self._part(Signatures(tuple(parties)))


def _text(value: object) -> str:
    """What may be printed, as text. Raises TypeError for all else, UndefinedError for what is not there."""
    # What an "if" without an "else" leaves is nothing; a name that is not there is a StrictUndefined.
    if value is None or type(value) is Undefined or value == "":
        return ""
    if isinstance(value, date):
        return write_date(value)
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise TypeError(say("template.no_text", kind=type(value).__name__))
    return str(value)
