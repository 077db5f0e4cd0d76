"""``export`` in the forms of an office and as PDF, all documents at once, and boards as tables."""

import csv
import io
import json
import re
import stat
import sys
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from bpworkshop import text
from bpworkshop.cli import exporting
from bpworkshop.documents import files, listing, making
from bpworkshop.method import guide
from bpworkshop.pages import Reader
from bpworkshop.session import fields
from bpworkshop.session.boards import BOARDS, OURS_BY_NATURE
from bpworkshop.session.items import Benefit, Commitment, Figure, Goal
from bpworkshop.session.session import Session
from bpworkshop.store import codec
from bpworkshop.words import say
from tests import goldens
from tests.nasty import NASTY
from tests.shell import Shell, put
from tests.strategies import small
from tests.unit.test_shared import TRACES, marked

HANDLE = "reading"


@pytest.fixture
def above(folder: Path) -> Path:
    """The folder that one is in, above the sessions."""
    return folder.parent


def put_whole(above: Path, session: Session) -> None:
    (above / "sessions" / f"{HANDLE}.toml").write_bytes(codec.encode(session))


def opened(path: Path) -> str:
    """All that is told in a file: of a text the whole, of others what is packed in it, and of itself."""
    data = path.read_bytes()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            told = [f"{one.filename} {one.comment!r} {one.extra!r}" for one in packed.infolist()]
            told += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    elif data.startswith(b"%PDF"):
        read = PdfReader(io.BytesIO(data))
        told = [page.extract_text() for page in read.pages]
        # What is no page: titles, what pictures show, what the file says of itself.
        size: Any = read.trailer["/Size"]
        told += [str(read.get_object(number)) for number in range(1, size)]
        told.append(read.xmp_metadata.rdf_root.toxml() if read.xmp_metadata else "")
    else:
        told = [data.decode()]
    return re.sub(r"\s+", " ", " ".join(told))


# All documents, in every form


@pytest.mark.parametrize("form", [*making.TEXTS, *making.BINARY])
def test_all_documents_go_into_a_folder_and_nothing_of_ours_is_in_them(
    shell: Shell, above: Path, form: str
) -> None:
    put_whole(above, marked(goldens.sample()))
    ran = shell("export", HANDLE, "--document", "all", "--format", form, "-o", "paper")
    assert (ran.code, ran.err) == (0, "")
    written = [above / "paper" / f"{name}.{form}" for name in making.DOCUMENTS]
    assert ran.lines == [say("cli.export.written", path=str(path)) for path in written]
    assert sorted((above / "paper").iterdir()) == sorted(written)
    for path in written:
        assert files.is_document(path.read_bytes())
        said = opened(path)
        assert say("screen.only_us") not in said
        for trace in TRACES:
            assert trace not in said, path.name
    assert "souvenirs" in opened(above / "paper" / f"minutes.{form}")
    ran = shell("export", HANDLE, "--document", "minutes", "--format", form, "-o", "ours", "--all")
    assert ran.lines == [say("cli.export.written_ours", path=str(above / "ours"))]
    said = opened(above / "ours")
    assert TRACES[0] in said
    assert say("screen.only_us") in said
    assert stat.S_IMODE((above / "ours").stat().st_mode) == 0o600


def test_all_into_a_folder_says_first_what_is_in_the_way(shell: Shell, above: Path) -> None:
    put(above / "sessions", HANDLE)
    (above / "paper").mkdir()
    (above / "paper" / "offer.md").write_text("A letter")
    command = ("export", HANDLE, "--document", "all", "--format", "md", "-o", "paper")
    ran = shell(*command)
    assert (ran.code, ran.out) == (1, "")
    assert say("document.exists") in ran.err
    assert [one.name for one in (above / "paper").iterdir()] == ["offer.md"]
    assert shell(*command, "--force").code == 0
    assert len(list((above / "paper").iterdir())) == len(making.DOCUMENTS)


def test_what_is_to_be_known_of_all_documents_is_told_once(shell: Shell, above: Path) -> None:
    put(above / "sessions", HANDLE, title="Reading \U000f0000")
    ran = shell("export", HANDLE, "--document", "all", "--format", "pdf", "-o", "papers")
    assert (ran.code, ran.err) == (0, f"{say('document.no_font')}\n")


def test_one_document_that_cannot_be_made_stops_none_of_the_others(shell: Shell, above: Path) -> None:
    put(above / "sessions", HANDLE)
    own = above / "config" / "bpworkshop" / "own"
    own.mkdir(parents=True)
    settings(above, f'templates = "{own}"')
    (own / "offer.md").write_text("# Offer\n\n{{ no_such_thing }}\n")
    ran = shell("export", HANDLE, "--document", "all", "--format", "md", "-o", "paper")
    assert ran.code == 1
    assert "offer.md:3" in ran.err
    written = {one.stem for one in (above / "paper").iterdir()}
    assert written == {*making.DOCUMENTS} - {"offer"}


def settings(above: Path, *lines: str) -> None:
    """The settings of documents."""
    from bpworkshop import places

    path = places.settings()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["[documents]", *lines, ""]))


def test_an_empty_session_is_a_document_in_every_form(shell: Shell, above: Path) -> None:
    put(above / "sessions", HANDLE)
    for form in making.BINARY:
        ran = shell("export", HANDLE, "--document", "minutes", "--format", form, "-o", f"minutes.{form}")
        assert (ran.code, ran.err) == (0, "")
        assert files.is_document((above / f"minutes.{form}").read_bytes())


# Where it goes


def test_what_is_no_text_goes_to_no_terminal_but_through_a_pipe(
    shell: Shell, above: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(above / "sessions", HANDLE)
    raw = io.BytesIO()
    pipe = io.TextIOWrapper(raw, "ascii")
    command = ("export", HANDLE, "--document", "invitation", "--format", "pdf")
    monkeypatch.setattr(sys, "stdout", pipe)
    assert shell(*command).code == 0
    piped = raw.getvalue()
    assert files.is_document(piped)
    monkeypatch.setattr(pipe, "isatty", lambda: True)
    ran = shell(*command)
    assert (ran.code, ran.err) == (2, f"{say('cli.export.no_terminal', format='pdf')}\n")
    assert raw.getvalue() == piped


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--document", "kit", "--format", "csv"), "other_format"),
        (("--board", "goals", "--format", "pdf"), "other_format"),
        (("--document", "all"), "folder"),
    ],
)
def test_what_does_not_go_together_is_said(
    shell: Shell, above: Path, arguments: tuple[str, ...], said: str
) -> None:
    put(above / "sessions", HANDLE)
    ran = shell("export", HANDLE, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(say(f"cli.export.{said}", format="", known="", all="")[:25])


@pytest.mark.parametrize(
    ("arguments", "begins"),
    [
        (("--document", "minutes", "-o", "it.pdf"), b"%PDF"),
        (("--document", "minutes", "-o", "it.MD"), b"<!-- gen"),
        (("--document", "minutes", "-o", "it.pdf", "--format", "html"), b"<!doctype"),
        (("--document", "minutes", "-o", "it"), b"<!doctype"),
        (("--board", "goals", "-o", "it.json"), b"{"),
        (("--board", "goals", "-o", "it.txt"), b"number,"),
    ],
)
def test_the_name_of_a_file_tells_its_form(
    shell: Shell, above: Path, arguments: tuple[str, ...], begins: bytes
) -> None:
    put(above / "sessions", HANDLE)
    assert shell("export", HANDLE, *arguments).code == 0
    assert (above / arguments[3]).read_bytes().startswith(begins)


def test_a_folder_of_all_has_a_name_and_no_form(shell: Shell, above: Path) -> None:
    put(above / "sessions", HANDLE)
    (above / "paper.pdf").mkdir()
    assert shell("export", HANDLE, "--document", "all", "-o", "paper.pdf").code == 0
    assert {one.suffix for one in (above / "paper.pdf").iterdir()} == {".html"}


def test_a_board_is_not_written_as_a_document(shell: Shell, above: Path) -> None:
    put(above / "sessions", HANDLE)
    ran = shell("export", HANDLE, "--board", "goals", "-o", "goals.pdf")
    assert (ran.code, ran.err) == (
        2,
        f"{say('cli.export.other_format', format='pdf', known='csv, json')}\n",
    )
    assert not (above / "goals.pdf").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_behind_standard_output_is_told(
    shell: Shell, above: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(above / "sessions", HANDLE)
    for command in (("export", HANDLE, "--document", "minutes", "--format", "md"), ("list",)):
        with open("/dev/full", "w") as full:
            monkeypatch.setattr(sys, "stdout", full)
            ran = shell(*command)
        assert (ran.code, ran.err) == (1, f"{say('cli.full')}\n")


def test_document_and_board_are_one_or_the_other(shell: Shell, above: Path) -> None:
    put(above / "sessions", HANDLE)
    assert shell("export", HANDLE).code == 2
    assert shell("export", HANDLE, "--document", "kit", "--board", "goals").code == 2


@pytest.mark.parametrize("language", ["fr", "..", "", "english", "/"])
def test_a_language_that_nothing_is_in_is_refused(shell: Shell, above: Path, language: str) -> None:
    put(above / "sessions", HANDLE)
    ran = shell("export", HANDLE, "--document", "minutes", f"--language={language}", "--format", "md")
    if language:
        assert (ran.code, ran.out) == (1, "")
        assert say("document.language", language=language, known="en") in ran.err
    else:
        assert ran.code == 0
    assert shell("export", HANDLE, "--document", "minutes", "--language", "en").code == 0


def test_a_document_is_told_as_of_the_sessions_own_day_or_another(shell: Shell, above: Path) -> None:
    put_whole(above, goldens.sample())
    command = ("export", HANDLE, "--document", "minutes", "--format", "md")
    usual = shell(*command)
    assert usual.code == 0
    later = shell(*command, "--on", "2031-12-24")
    assert later.code == 0
    assert later.out != usual.out
    assert "24 December 2031" in later.out
    assert shell(*command, "--on", "never").code == 1


def test_without_a_converter_text_is_written_and_the_rest_is_told(
    shell: Shell, above: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(above / "sessions", HANDLE)
    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.setattr("bpworkshop.documents.converting.find_spec", lambda name: None)
    for form in making.BINARY:
        ran = shell("export", HANDLE, "--document", "minutes", "--format", form, "-o", f"minutes.{form}")
        assert (ran.code, ran.out) == (1, "")
        assert "pip install" in ran.err
        assert not (above / f"minutes.{form}").exists()
    assert shell("export", HANDLE, "--document", "minutes", "--format", "md").code == 0


def test_the_letterhead_of_the_settings_stands_on_paper(shell: Shell, above: Path) -> None:
    put(above / "sessions", HANDLE)
    settings(above, 'name = "City <Library>"', 'colour = "#0b4f9c"')
    shell("export", HANDLE, "--document", "minutes", "--format", "pdf", "-o", "minutes.pdf")
    assert "City <Library>" in opened(above / "minutes.pdf")
    settings(above, 'reference_docx = "house.docx"')
    ran = shell("export", HANDLE, "--document", "minutes", "--format", "docx", "-o", "minutes.docx")
    assert ran.code == 1
    assert "house.docx" in ran.err
    assert not (above / "minutes.docx").exists()


# Boards


def test_a_board_has_every_column_that_its_reader_may_see() -> None:
    for step in BOARDS:
        for everyone in (True, False):
            reader = Reader(small(), guide.load(), date(2026, 5, 1), everyone)
            head = listing.as_csv(reader, step).splitlines()[0].split(",")
            hidden = {one.name for one in fields.of(step).values() if one.ours} | {"only_for"}
            wanted = [name for name in fields.of(step) if not (everyone and name in hidden)]
            assert head == ["number", *wanted]


def test_a_board_is_a_table_in_which_nothing_is_a_formula(shell: Shell, above: Path) -> None:
    goals = tuple(
        Goal(id=f"g{number}", statement=text.line(one), note=one) for number, one in enumerate(NASTY, 1)
    )
    put(above / "sessions", HANDLE, goals=goals)
    ran = shell("export", HANDLE, "--board", "goals")
    assert (ran.code, ran.err) == (0, "")
    head, *rows = csv.reader(io.StringIO(ran.out, newline=""))
    at, note = head.index("statement"), head.index("note")
    assert [row[0] for row in rows] == [str(number) for number in range(1, len(NASTY) + 1)]
    assert [len(row) for row in rows] == [len(head)] * len(rows)
    for row, goal in zip(rows, goals, strict=True):
        for cell, said in ((row[at], goal.statement), (row[note], goal.note or "")):
            dangerous = said.lstrip(" ")[:1] in tuple("=+-@\t\r＝＋－＠")
            assert cell == (f"'{said}" if dangerous else said)
    told = json.loads(shell("export", HANDLE, "--board", "goals", "--format", "json").out)
    assert [one["statement"] for one in told["items"]] == [goal.statement for goal in goals]


def test_numbers_stay_numbers_and_days_are_those_of_iso(shell: Shell, above: Path) -> None:
    figure = Figure(id="f1", metric="Change of visits", value=Decimal("-1234.50"), unit="visits")
    put(above / "sessions", HANDLE, figures=(figure,))
    head, row = csv.reader(io.StringIO(shell("export", HANDLE, "--board", "figures").out, newline=""))
    assert row[head.index("value")] == "-1234.50"
    told = json.loads(shell("export", HANDLE, "--board", "figures", "--format", "json").out)
    assert told["items"][0]["value"] == "-1234.50"
    promise = Commitment(id="c1", commitment="Deliver", due=date(2026, 6, 1))
    put(above / "sessions", HANDLE, commitments=(promise,))
    head, row = csv.reader(io.StringIO(shell("export", HANDLE, "--board", "commitments").out, newline=""))
    assert row[head.index("due")] == "2026-06-01"


def test_a_board_tells_nothing_that_is_only_ours(shell: Shell, above: Path) -> None:
    benefits = (
        Benefit(id="b1", benefit="A reading room"),
        Benefit(id="b2", benefit="SECRET offer", only_for="library"),
    )
    put(above / "sessions", HANDLE, benefits=benefits)
    for form in exporting.TABLES:
        command = ("export", HANDLE, "--board", "benefits", "--format", form)
        assert "A reading room" in shell(*command).out
        assert "SECRET" not in shell(*command).out
        assert "SECRET" in shell(*command, "--all").out
    for step in OURS_BY_NATURE:
        ran = shell("export", HANDLE, "--board", step)
        assert (ran.code, ran.out) == (1, "")
        assert shell("export", HANDLE, "--board", step, "--all").code == 0


def test_a_table_takes_the_place_of_a_table_only(shell: Shell, above: Path) -> None:
    put(above / "sessions", HANDLE, goals=(Goal(id="g1", statement="Read more"),))
    for form in exporting.TABLES:
        path = above / f"goals.{form}"
        command = ("export", HANDLE, "--board", "goals", "--format", form, "-o", str(path))
        assert shell(*command, "--all").code == 0
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert shell(*command).code == 0
        path.write_text("name,visits\r\n")
        ran = shell(*command)
        assert ran.code == 1
        assert path.read_text() == "name,visits\n"
        assert shell(*command, "--force").code == 0
