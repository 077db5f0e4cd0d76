"""An organisation's paper: its name, its colour, a logo that is a picture, its own templates."""

import struct
import zlib
from pathlib import Path

import pytest

from bpworkshop import settings
from bpworkshop.documents import html, markdown
from bpworkshop.documents.letterhead import MAX_BYTES, MOST_POINTS, paper
from bpworkshop.documents.parts import Document, Letterhead, Logo, Paragraph
from bpworkshop.errors import FileProblem
from bpworkshop.settings import Papers

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'


def png(width: int = 1, height: int = 1) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg(width: int = 1, height: int = 1) -> bytes:
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x04ab" + frame + b"\xff\xd9"


def logo(folder: Path, data: bytes) -> Logo | None:
    (folder / "logo").write_bytes(data)
    head = paper(Papers(logo="logo", name="City Library"), folder, "en").letterhead
    return head.logo if head else None


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (png(), "png"),
        (jpeg(), "jpeg"),
        (SVG, "svg"),
        (SVG.replace(b"<circle", b"<circle fill='url(#a)'"), "svg"),
    ],
)
def test_a_logo_is_known_by_its_bytes(tmp_path: Path, data: bytes, kind: str) -> None:
    found = logo(tmp_path, data)
    assert found is not None
    assert (found.data, found.kind, found.alt) == (data, kind, "City Library")


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "logo.no_picture"),
        (b"GIF89a", "logo.no_picture"),
        (b"# Not a picture", "logo.no_picture"),
        (b"<html/>", "logo.no_picture"),
        (b"<svg", "logo.no_picture"),
        (png()[:30], "logo.no_picture"),
        (png(0, 5), "logo.no_picture"),
        (jpeg()[:9], "logo.no_picture"),
        (png(MOST_POINTS + 1, 1), "logo.too_many"),
        (jpeg(1, 65_535), "logo.too_many"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "logo.active"),
        (SVG.replace(b"<circle", b"<script/><circle"), "logo.active"),
        (SVG.replace(b"<circle", b'<circle onload="x()"'), "logo.active"),
        (SVG.replace(b"<circle", b'<image href="https://x.y/z.png"/><circle'), "logo.active"),
        (SVG.replace(b"<circle", b"<style>@import 'x.css'</style><circle"), "logo.active"),
        (SVG.replace(b"<circle", b'<circle fill="url( https://x.y/z)"'), "logo.active"),
        (b'<?xml-stylesheet href="x.css"?>' + SVG, "logo.active"),
        (SVG.decode().encode("utf-16"), "logo.no_picture"),
        (b"x" * (MAX_BYTES + 1), "file.too_large"),
    ],
)
def test_what_is_no_picture_or_too_much_of_one_is_refused(tmp_path: Path, data: bytes, key: str) -> None:
    with pytest.raises(FileProblem) as caught:
        logo(tmp_path, data)
    assert (caught.value.key, caught.value.path) == (key, tmp_path / "logo")
    assert str(caught.value)


def test_a_logo_or_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    for wanted in (Papers(logo="none.png"), Papers(templates="none")):
        with pytest.raises(FileProblem) as caught:
            paper(wanted, tmp_path, "en")
        assert caught.value.key == "file.missing"


def test_the_settings_have_the_paper_and_their_folder_counts(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "logo.svg").write_bytes(SVG)
    path = tmp_path / "settings.toml"
    path.write_text(
        '[documents]\nname = "City Library"\nlogo = "logo.svg"\ncolour = "#1d4f7c"\ntemplates = "own"\n',
        "utf-8",
    )
    made = paper(settings.load(path).documents, tmp_path, "en")
    assert made.letterhead == Letterhead("City Library", Logo(SVG, "svg", "City Library"), "#1d4f7c")
    assert made.templates == tmp_path / "own"
    assert paper(Papers(), tmp_path, "en").letterhead is None


@pytest.mark.parametrize("colour", ["red", "#12345", "#1234567", "#12345g", "#123456;}"])
def test_a_colour_is_six_digits(tmp_path: Path, colour: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f'[documents]\ncolour = "{colour}"\n', "utf-8")
    with pytest.raises(FileProblem) as caught:
        settings.load(path)
    assert (caught.value.line, caught.value.where) == (2, "documents.colour")


@pytest.mark.parametrize(
    ("colour", "readable"), [("#000000", True), ("#767676", True), ("#777777", False), ("#ffdd00", False)]
)
def test_no_text_is_written_in_a_colour_that_is_hard_to_read(colour: str, readable: bool) -> None:
    head = Letterhead("Library", colour=colour)
    assert head.ink == (colour if readable else "")
    page = html.written(Document("Title", "EVERYONE", "en", (), (), letterhead=head))
    assert (f"--ink: {colour}" in page) == readable
    assert f"--colour: {colour}" in page


def test_the_letterhead_stands_on_the_paper_and_brings_nothing_from_elsewhere() -> None:
    head = Letterhead('<b>"Library"', Logo(png(), "png", '"><script>'), "#1d4f7c")
    document = Document("Title", "EVERYONE", "en", (Paragraph("x"),), (), letterhead=head)
    page = html.written(document)
    assert "&lt;b&gt;&quot;Library&quot;" in page
    assert "<script" not in page
    assert 'src="data:image/png;base64,' in page
    assert "img-src data:" in page
    assert ":root { --colour: #1d4f7c; --ink: #1d4f7c }" in page
    assert "\\<b\\>" in markdown.written(document)
    assert "img-src" not in html.written(Document("Title", "EVERYONE", "en", (), ()))
