"""Documents in the forms of an office and as PDF, read back by other libraries."""

import io
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from docx import Document as Docx
from docx.document import Document as DocxDocument
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odf import opendocument as odf
from odf import teletype
from odf.element import Element
from odf.table import TableCell, TableRow
from pypdf import PageObject, PdfReader

from bpworkshop import text
from bpworkshop.documents import converting, files, html, markdown, reading, shaping, typst
from bpworkshop.documents.filling import Paper
from bpworkshop.documents.kit import kit
from bpworkshop.documents.minutes import minutes
from bpworkshop.documents.parts import (
    Break,
    Document,
    Heading,
    Letterhead,
    Line,
    Logo,
    Paragraph,
    Picture,
    Points,
    Sheet,
    Signatory,
    Signatures,
    Slip,
    Slips,
    Table,
    Typed,
    columns,
)
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.method import guide
from bpworkshop.session.session import Session
from bpworkshop.words import say
from tests import goldens
from tests.nasty import NASTY
from tests.strategies import sessions
from tests.unit.test_kit import Page, said_in

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="20" height="10"/></svg>'
RTL = tuple(one for one in NASTY if re.search("[\u0590-\u08ff]", one))
OFFICE = ("docx", "odt")
WORD_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
SVG_OF_ODF = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"


def document(**changed: Any) -> Document:
    """Every part once, and every nasty string in a table, a list, a line and a heading."""
    values: dict[str, Any] = {
        "title": "Reading <b> × \\ “Stars” #1",
        "mark": "EVERYONE & all",
        "language": "en",
        "head": (Paragraph("What it is about."), Line("Place"), Heading("Deep", level=4)),
        "sheets": (
            Sheet("Nasty", (Table(columns(("No.", 1), ("What", 12)), tuple(_numbered())),)),
            Sheet("Parts", tuple(_parts())),
        ),
        "kind": "Partnership agreement",
        "facts": (("Version", "3"), ("Parties", "City & Planetarium")),
        "draft": "Draft: 4 clauses are open",
        "letterhead": Letterhead("City <Library>", Logo(SVG, "svg", "A square"), "#0b4f9c"),
        "flows": True,
    }
    return Document(**(values | changed))


def _numbered() -> Iterator[tuple[str, str]]:
    yield from ((f"N{number:02}", one) for number, one in enumerate(NASTY, 1))


def _parts() -> Iterator[Any]:
    yield Heading("First clause", number="2.1")
    yield Heading("Far below", level=6)
    yield Paragraph("Said aloud?", loud=True)
    yield Points(NASTY[:8], steps=True)
    yield Points(())
    yield Typed(("goals: x", *NASTY[:4]))
    yield from (Picture(chart, f"chart-{number}") for number, chart in enumerate(goldens.pictures()))
    yield Table(columns("a", "b"), (("1", ""),), ("2", "3"))
    yield Table(columns("c", "d"), (("=1", "2"),))
    yield Break()
    yield Signatures((Signatory("City", ("Ana B.", "Bo")), Signatory("Planetarium")))
    yield Slips((Slip("Slip 1", (Line("Why"), Table(columns("x"), blanks=("mark",)))),))


@pytest.fixture(scope="module")
def whole() -> Document:
    return document()


@pytest.fixture(scope="module")
def pdf(whole: Document) -> converting.Made:
    return files.made(whole, "pdf")


@pytest.fixture(scope="module")
def docx(whole: Document) -> bytes:
    return files.made(whole, "docx").data


@pytest.fixture(scope="module")
def odt(whole: Document) -> bytes:
    return files.made(whole, "odt").data


# Readers of what was written


def read_docx(data: bytes) -> DocxDocument:
    return Docx(io.BytesIO(data))


def read_odt(data: bytes) -> Any:
    return odf.load(io.BytesIO(data))


def read_pdf(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in read_pdf(data).pages]


def odt_rows(data: bytes) -> list[list[str]]:
    def cells(row: Element) -> list[str]:
        return [teletype.extractText(cell).strip() for cell in row.getElementsByType(TableCell)]

    return [cells(row) for row in read_odt(data).getElementsByType(TableRow)]


def bare(said: str) -> str:
    """Without blanks and hyphens: a line of a PDF ends anywhere."""
    return re.sub(r"[\s\u00ad\u2010-]", "", said)


def unpacked(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name).decode("utf-8", "replace") for name in file.namelist()}


# All that was said is there, as it was said


def test_in_a_docx_everything_stays_text(docx: bytes) -> None:
    read = read_docx(docx)
    told = [[cell.text for cell in row.cells] for row in read.tables[0].rows]
    assert told == [["No.", "What"], *([number, text.line(one)] for number, one in _numbered())]
    said = [paragraph.text for paragraph in read.paragraphs]
    for words in ("Reading <b> × \\ “Stars” #1", "What it is about.", "2.1 First clause", "City <Library>"):
        assert words in said
    assert [one for one in said if one in map(text.line, NASTY[:8])] == list(map(text.line, NASTY[:8]))


def test_in_an_odt_everything_stays_text(odt: bytes) -> None:
    told = odt_rows(odt)
    rows = [["No.", "What"], *([number, text.line(one)] for number, one in _numbered())]
    assert told[: len(rows)] == rows
    said = "".join(ElementTree.fromstring(unpacked(odt)["content.xml"]).itertext())
    for words in ("Reading <b> × \\ “Stars” #1", "What it is about.", "2.1 First clause", "City <Library>"):
        assert words in said


def test_in_a_pdf_everything_stays_text(pdf: converting.Made) -> None:
    said = bare(" ".join(pages(pdf.data)))
    for one in NASTY:
        if one in RTL:
            # Who reads a PDF gets lines, in which words stand in the order of the eye.
            assert all(bare(word) in said for word in re.findall("[\u0590-\u08ff]+", one))
        elif "\u200d" not in one:
            assert bare(text.line(one)) in said
    assert "Reading<b>×\\“Stars”#1" in said
    assert "2.1Firstclause" in said


def test_in_text_forms_everything_stays_text() -> None:
    tables = plain("Said", sheets=(document().sheets[0],))
    for said in (said_in(markdown.written(tables)), Page(html.written(tables)).said):
        for one in NASTY:
            assert text.line(one) in said


# What each page says, and what the file says of itself


def test_each_page_says_who_may_read_it_and_that_it_is_a_draft(
    whole: Document, pdf: converting.Made, docx: bytes, odt: bytes
) -> None:
    said = pages(pdf.data)
    assert len(said) > 2
    for number, page in enumerate(said, 1):
        assert bare(whole.mark) in bare(page)
        assert bare(whole.draft) in bare(page)
        assert f"{number} / {len(said)}" in page
    above = f"{whole.draft} · {whole.mark}"
    (section,) = read_docx(docx).sections
    assert [one.text for one in section.header.paragraphs] == [above]
    foot = section.footer._element.xml
    assert "Partnership agreement · City &lt;Library&gt;" in foot
    assert re.findall(r'w:instr="(\w+)"', foot) == ["PAGE", "NUMPAGES"]
    styles = unpacked(odt)["styles.xml"]
    (head,) = re.findall("<style:header>(.*?)</style:header>", styles)
    assert "Draft: 4 clauses are open · EVERYONE &amp; all" in head
    (foot,) = re.findall("<style:footer>(.*?)</style:footer>", styles)
    assert "<text:page-number" in foot
    assert "<text:page-count" in foot


def test_a_file_tells_title_author_and_language_and_nothing_of_the_machine(
    whole: Document, pdf: converting.Made, docx: bytes, odt: bytes
) -> None:
    read = read_pdf(pdf.data)
    assert read.metadata is not None
    assert set(read.metadata) == {"/Title", "/Author", "/Keywords", "/Creator"}
    assert (read.metadata.title, read.metadata.author) == (whole.title, "City <Library>")
    root: Any = read.trailer["/Root"]
    assert root["/Lang"] == "en"
    about = read_docx(docx).core_properties
    assert (about.title, about.author, about.language) == (whole.title, "City <Library>", "en")
    assert (about.created, about.modified, about.last_modified_by) == (None, None, "")
    meta = ElementTree.fromstring(unpacked(odt)["meta.xml"])
    assert [one.text for one in meta[0]] == ["bpworkshop", whole.title, "City <Library>", "en"]
    for data in (docx, odt):
        for name, member in unpacked(data).items():
            assert not re.search(r"pandoc|/tmp|/home|\b20[0-9]{2}-", member.replace("2018", "")), name


def test_headings_are_headings_and_go_down_one_at_a_time(
    docx: bytes, odt: bytes, pdf: converting.Made
) -> None:
    styles = [
        one.style.name
        for one in read_docx(docx).paragraphs
        if one.style and "Heading" in (one.style.name or "")
    ]
    assert styles[:5] == ["Heading 1", "Heading 1", "Heading 1", "Heading 2", "Heading 3"]
    levels = re.findall(r'<text:h [^>]*outline-level="(\d)"', unpacked(odt)["content.xml"])
    assert levels[:5] == ["1", "1", "1", "2", "3"]
    outline: Any = read_pdf(pdf.data).outline
    flat = [one for one in outline if not isinstance(one, list)]
    assert [one.title for one in flat] == ["Deep", "Nasty", "Parts"]


def test_every_member_is_whole_xml_and_named_where_an_office_looks(docx: bytes, odt: bytes) -> None:
    for data in (docx, odt):
        for name, member in unpacked(data).items():
            if name.endswith((".xml", ".rels", ".rdf")):
                ElementTree.fromstring(member)
    with zipfile.ZipFile(io.BytesIO(odt)) as file:
        first = file.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    members = unpacked(docx)
    for target in re.findall(r'Target="([^"]+)"', members["word/_rels/document.xml.rels"]):
        assert f"word/{target}" in members


def test_pictures_are_pictures_and_told(docx: bytes, odt: bytes, whole: Document) -> None:
    told = list(shaping.shown(whole))
    assert len(told) == 4
    assert told[0] == "A square"
    words, content = unpacked(docx)["word/document.xml"], unpacked(odt)["content.xml"]
    found = ElementTree.fromstring(words).iter(f"{WORD_DRAWING}docPr")
    assert [one.get("descr") for one in found] == told
    found = ElementTree.fromstring(content).iter(f"{SVG_OF_ODF}desc")
    assert [one.text for one in found] == told
    for data, folder in ((docx, "word/media/"), (odt, "Pictures/")):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            images = [file.read(name) for name in file.namelist() if name.startswith(folder)]
        assert len(images) == 4
        assert all(one.startswith(b"\x89PNG") for one in images)


def test_who_signs_has_a_line_for_it_in_every_form(docx: bytes, odt: bytes, pdf: converting.Made) -> None:
    labels = [line.label for line in Signatures.lines("")]
    tables = [[[cell.text for cell in row.cells] for row in one.rows] for one in read_docx(docx).tables]
    signed = [one for one in tables if one[0] == labels]
    assert [len(one) for one in signed] == [3, 2]
    assert [row[0].strip() for row in signed[0][1:]] == ["Ana B.", "Bo"]
    assert odt_rows(odt).count(labels) == 2
    said = " ".join(pages(pdf.data))
    assert said.count(labels[1]) == 3


def signed(lines: int, *people: int) -> Document:
    """So many lines, and behind them so many signatures of each party."""
    parties = (
        Signatory(f"Party {at}", tuple(f"Person {at}.{number}." for number in range(count)))
        for at, count in enumerate(people)
    )
    before = tuple(Paragraph("Before.") for _ in range(lines))
    return plain("Said", (Sheet("What", before), Sheet("Who signs", (Signatures(tuple(parties)),))))


@pytest.mark.parametrize(
    ("people", "lines", "together"),
    [((2, 2), range(12, 32, 4), True), ((5, 4), range(4, 32, 7), False)],
)
def test_a_partys_signatures_stay_on_one_page_and_those_of_all_where_they_fit(
    people: tuple[int, ...], lines: range, together: bool
) -> None:
    broken = 0
    for count in lines:
        said = pages(files.made(signed(count, *people), "pdf").data)
        broken += len(said) > 1
        where = [
            {page for page, one in enumerate(said) if re.search(rf"(Person|Party) {at}\b", one)}
            for at in range(len(people))
        ]
        assert all(len(one) == 1 for one in where)
        assert (where[0] == where[1]) is together
        assert "Who signs" in said[where[0].pop()]
    assert broken


def test_an_office_keeps_signatures_together(docx: bytes, odt: bytes) -> None:
    styles = {one.name: one for one in read_docx(docx).styles}
    assert styles["Signing"].paragraph_format.keep_with_next
    labels = {line.label for line in Signatures.lines("")}
    for one in read_docx(docx).tables:
        told = {cell.paragraphs[0].style.name for row in one.rows for cell in row.cells}
        signing = {cell.text for cell in one.rows[0].cells} == labels
        assert (told == {"Signing"}) if signing else ("Signing" not in told)
    content = unpacked(odt)["content.xml"]
    assert content.count('style:may-break-between-rows="false" fo:keep-with-next="always"') == 2


def test_what_is_long_runs_over_no_edge_of_a_page(pdf: converting.Made) -> None:
    people = tuple(f"Person {number}" for number in range(1, 31))
    table = Table(columns(("No.", 1), ("What", 20)), (("1", "word " * 1200), ("2" * 60, "x" * 300)))
    long = (table, Line("Why", "long " * 120), Signatures((Signatory("City", people),)))
    made = files.made(plain("Said", (Sheet("Long", long),)), "pdf")
    for data in (pdf.data, made.data):
        assert [one for page in read_pdf(data).pages for one in beyond(page)] == []
    said = pages(made.data)
    assert not any("x" * 150 in page for page in said)
    assert all(bare(person) in bare(" ".join(said)) for person in people)


def beyond(page: PageObject) -> list[str]:
    """What begins outside of a page, or close to its edge."""
    found: list[str] = []
    _, _, right, top = (float(side) for side in page.mediabox)

    def look(said: str, cm: list[float], tm: list[float], *_: Any) -> None:
        x, y = (tm[4] * cm[at] + tm[5] * cm[at + 2] + cm[at + 4] for at in (0, 1))
        if said.strip() and not (20 < x < right - 20 and 20 < y < top - 20):
            found.append(said)

    page.extract_text(visitor_text=look)
    return found


# The same document, the same bytes


def test_the_same_document_makes_the_same_bytes(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    whole: Document,
    docx: bytes,
    odt: bytes,
    pdf: converting.Made,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LANG", "tr_TR.UTF-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    # A folder of a user's own would change pandoc's look.
    own = tmp_path / ".local" / "share" / "pandoc"
    own.mkdir(parents=True)
    (own / "reference.docx").write_bytes(b"no docx")
    for form, before in (("docx", docx), ("odt", odt), ("pdf", pdf.data)):
        assert files.made(whole, form).data == before


# Over what one is written


def test_a_document_of_ours_is_known_again_and_no_other(
    docx: bytes, odt: bytes, pdf: converting.Made
) -> None:
    for data in (docx, odt, pdf.data):
        assert files.is_document(data)
        assert not files.is_document(data[: len(data) // 2])
        assert not files.is_document(b" " + data)
    changed = io.BytesIO()
    read_docx(docx).save(changed)
    assert files.is_document(changed.getvalue())
    other = docx_made_by("Microsoft Office Word")
    assert not files.is_document(other)
    for data in (b"", b"PK", b"PK\x03\x04" + b"\0" * 40, b"%PDF-1.7\n", b"\x89PNG"):
        assert not files.is_document(data)


def docx_made_by(program: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("docProps/app.xml", f"<Application>{program}</Application>")
    return made.getvalue()


# Letters that the fonts lack


def plain(said: str, sheets: tuple[Sheet, ...] = ()) -> Document:
    return Document("Reading", "EVERYONE", "en", (Paragraph(said),), sheets, flows=True)


@pytest.mark.parametrize(
    ("said", "note"), [("Łódź Ωμέγα Привет ½ ☐", None), ("\U000f0000", "document.no_font")]
)
def test_a_letter_without_a_font_is_told_and_stops_nothing(said: str, note: str | None) -> None:
    made = files.made(plain(said), "pdf")
    assert made.notes == ((say(note),) if note else ())
    # The standard for who has it read aloud asks for a font of every letter.
    assert (b"<pdfuaid:part>1</pdfuaid:part>" in made.data) == (note is None)
    root: Any = read_pdf(made.data).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert bare(said) in bare(" ".join(pages(made.data))) or note


def test_what_runs_from_right_to_left_does_so() -> None:
    assert shaping.direction("שלום") == shaping.direction("12 مرحبا abc") == "rtl"
    assert shaping.direction("abc שלום") == shaping.direction("12 –") == shaping.direction("ä") == "ltr"
    source = typst.written(plain("שלום"))
    assert '{ set text(dir: rtl); said(from-right("שלום")) }' in source
    assert '{ said("abc") }' in typst.written(plain("abc"))


# Progress, and what is missing


def test_whoever_waits_is_told_what_is_done_and_can_stop_it() -> None:
    told: list[str] = []
    files.made(plain("x"), "docx", tell=told.append)
    assert told == ["laying", "converting", "finishing"]

    def stop(what: str) -> None:
        told.append(what)
        if what == "converting":
            raise KeyboardInterrupt

    told.clear()
    with pytest.raises(KeyboardInterrupt):
        files.made(plain("x"), "pdf", tell=stop)
    assert told == ["laying", "converting"]


@pytest.mark.parametrize("form", ["pdf", "docx", "odt"])
def test_without_a_converter_it_is_said_what_installs_it_and_what_works(
    monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.setattr(converting, "find_spec", lambda name: None)
    with pytest.raises(Problem) as raised:
        files.made(plain("x"), form)
    assert raised.value.key == "document.no_converter"
    said = str(raised.value)
    assert re.search(r"python\S* -m pip install pypandoc.binary==[\d.]+ typst==[\d.]+ ", said)
    for text_form in files.FORMS:
        assert text_form in said
        assert files.made(plain("x"), text_form).data


@pytest.mark.parametrize(
    ("program", "what"), [("#!/bin/sh\necho no tree >&2; exit 3\n", "no tree"), (None, "")]
)
def test_a_converter_that_fails_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str | None, what: str
) -> None:
    pandoc = tmp_path / "pandoc"
    if program:
        pandoc.write_text(program)
        pandoc.chmod(0o755)
    monkeypatch.setattr(converting, "_pandoc", lambda form: pandoc)
    with pytest.raises(Problem) as raised:
        files.made(plain("x"), "odt")
    assert raised.value.key == "document.failed"
    assert what in str(raised.value)
    with pytest.raises(Problem) as raised:
        converting.pdf("#no-such-function()")
    assert raised.value.key == "document.failed"


# The organisation's own styles


@pytest.mark.parametrize("form", OFFICE)
def test_an_own_reference_gives_its_styles_and_the_mark_stands_on_each_page_all_the_same(
    form: str, tmp_path: Path, docx: bytes, odt: bytes
) -> None:
    """A document of ours is a reference, too: its styles, its head and its foot are taken."""
    reference = tmp_path / f"own.{form}"
    member = {"docx": "word/styles.xml", "odt": "styles.xml"}[form]
    colour = "123456" if form == "docx" else "#123456"
    ours = "0b4f9c" if form == "docx" else "#0b4f9c"
    reference.write_bytes(repacked({"docx": docx, "odt": odt}[form], member, ours, colour))
    made = files.made(plain("Said"), form, reference).data
    members = unpacked(made)
    assert colour in members[member]
    heads = (
        members["styles.xml"]
        if form == "odt"
        else "".join(said for name, said in members.items() if "header" in name)
    )
    assert "EVERYONE" in heads
    for name, said in members.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(said)
    assert files.made(plain("Said"), form, reference).data == made


def repacked(data: bytes, member: str, old: str, new: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(old.encode(), new.encode()) if name == member else content)
    return made.getvalue()


@pytest.mark.parametrize("form", OFFICE)
@pytest.mark.parametrize("what", ["text", "missing", "folder", "empty zip"])
def test_a_reference_that_is_none_is_refused_by_its_name(form: str, what: str, tmp_path: Path) -> None:
    reference = tmp_path / f"own.{form}"
    if what == "text":
        reference.write_text("A letter")
    elif what == "folder":
        reference.mkdir()
    elif what == "empty zip":
        zipfile.ZipFile(reference, "w").close()
    with pytest.raises(FileProblem) as raised:
        files.made(plain("x"), form, reference)
    assert raised.value.path == reference


# Any session


@pytest.mark.slow
@given(sessions(), st.booleans())
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
def test_any_session_is_a_file_that_others_can_open(session: Session, only_us: bool) -> None:
    reader = reading.reader(session, None, guide.load(), None, only_us=only_us)
    for made in (minutes(reader, Paper()), kit(reader, goldens.NOW, 1)):
        assert read_docx(files.made(made, "docx").data).paragraphs
        assert read_odt(files.made(made, "odt").data)
        pdf = files.made(made, "pdf").data
        assert all(bare(made.mark) in bare(page) for page in pages(pdf))
