"""Files of an office, of either kind: a zip of members, what it says of itself, what stands on each page.

``word`` and ``opendocument`` finish what pandoc made. What they put into it is
XML that was made safe; of what pandoc and the machine would tell there (a
program, statistics, a time) nothing stays.
"""

import zipfile
import zlib
from html import escape
from io import BytesIO

from bpworkshop import text
from bpworkshop.documents.parts import Document

APPLICATION = "bpworkshop"
"""What the file says that it was made by. Whoever changes it in another program gives it that one's name."""

MADE_BY = {
    "docProps/app.xml": f"<Application>{APPLICATION}</Application>",
    "meta.xml": f"<meta:generator>{APPLICATION}</meta:generator>",
}
"""Where it says so, and how: of a docx, and of an odt."""

STYLES = {"docx": "word/styles.xml", "odt": "styles.xml"}
"""Where a form has its styles."""

_MOST = 64 * 1024
"""Bytes of a member that are looked into."""

_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error)
"""What reading a zip raises that is none, or not whole."""

MOMENT = (1980, 1, 1, 0, 0, 0)
"""The first that a zip can tell: the same document has the same bytes."""

INK, PALE, GRID = "#14181c", "#f0f0f0", "#8c8c8c"

Members = dict[str, bytes]
"""What is in the zip, by name."""


def is_ours(data: bytes) -> bool:
    """Whether a file was written here, and by nothing else since."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as file:
            inside = file.namelist()
            for name, said in MADE_BY.items():
                if name in inside:
                    with file.open(name) as member:
                        return said.encode() in member.read(_MOST)
    except _BROKEN:
        return False
    return False


def has_styles(data: bytes, form: str) -> bool:
    """Whether a file is one of a form, whose styles can be taken."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as file:
            return STYLES[form] in file.namelist()
    except _BROKEN:
        return False


def unpacked(data: bytes) -> Members:
    """What pandoc made."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        return {one.filename: file.read(one) for one in file.infolist()}


def packed(members: Members) -> bytes:
    """The file as it is handed out."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, MOMENT)
            # An ODT begins with its type as it is, so that it can be told by its first bytes.
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            file.writestr(entry, content)
    return made.getvalue()


def safe(said: str) -> str:
    """Text that stays text, between tags and inside quotes."""
    return escape(text.line(said))


def colour(document: Document) -> str:
    """Of rules and headings, ``#rrggbb``."""
    return document.letterhead.colour if document.letterhead and document.letterhead.colour else INK


def author(document: Document) -> str:
    """Whose paper it is; empty where nobody said so."""
    return document.letterhead.name if document.letterhead else ""


def above(document: Document) -> str:
    """What is said on each page of who may read it and what does not hold yet."""
    return " · ".join(filter(None, (document.draft, document.mark)))


def below(document: Document) -> str:
    """What is said at the foot of each page beside its number."""
    return " · ".join(filter(None, (document.kind, author(document))))


def is_wide(document: Document) -> bool:
    """One wide sheet lays the paper of all on its side: cut up into sections it would lose its heads."""
    return any(sheet.wide for sheet in document.sheets)
