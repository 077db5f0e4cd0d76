"""On what an organisation writes: its name, its logo, its colour, its own templates."""

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

from bpworkshop import places
from bpworkshop.documents.filling import Paper
from bpworkshop.documents.parts import Letterhead, Logo
from bpworkshop.errors import FileProblem
from bpworkshop.settings import Papers
from bpworkshop.store import atomic

MAX_BYTES = atomic.MEGABYTE
MOST_POINTS = 4000
"""The longest side of a logo: a small file may unfold to a picture that no converter survives."""

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_ACTS = re.compile(r"""<!ENTITY|<\?xml-stylesheet|@import|url\(\s*["']?(?!["'\s]|#|data:image/)""")
"""What unfolds to more, or reaches out of an SVG, beside its elements and attributes."""

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG after which its size stands."""


def paper(wanted: Papers, folder: Path, language: str) -> Paper:
    """The paper of the settings, which stand in ``folder``. Raises FileProblem for a logo that is none."""
    templates = folder / places.named(wanted.templates) if wanted.templates else None
    if templates and not templates.is_dir():
        raise FileProblem("file.missing", path=templates)
    logo = _logo(folder / places.named(wanted.logo), wanted.name or "") if wanted.logo else None
    head = None
    if wanted.name or logo or wanted.colour:
        head = Letterhead(wanted.name or "", logo, wanted.colour or "")
    return Paper(head, templates, language)


def _logo(path: Path, alt: str) -> Logo:
    data = atomic.read(path, MAX_BYTES)
    if data.startswith(_PNG):
        return Logo(_of_size(path, data, _png(data)), "png", alt)
    if data.startswith(_JPEG):
        return Logo(_of_size(path, data, _jpeg(data)), "jpeg", alt)
    _check_svg(path, data)
    return Logo(data, "svg", alt)


def _of_size(path: Path, data: bytes, size: tuple[int, int] | None) -> bytes:
    if size is None or 0 in size:
        raise FileProblem("logo.no_picture", path=path)
    if max(size) > MOST_POINTS:
        raise FileProblem("logo.too_many", path=path, width=size[0], height=size[1], most=MOST_POINTS)
    return data


def _png(data: bytes) -> tuple[int, int] | None:
    """Width and height; None for a file that breaks off."""
    if data[12:16] != b"IHDR" or b"IEND" not in data[-16:]:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """Width and height, which stand behind other segments."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _check_svg(path: Path, data: bytes) -> None:
    """An SVG is only drawn: no names of its own that unfold, no scripts, nothing from elsewhere."""
    try:
        # As the bytes that were looked into, not in an encoding that they name.
        written = data.decode("utf-8-sig")
        if _ACTS.search(written):
            raise FileProblem("logo.active", path=path)
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise FileProblem("logo.no_picture", path=path) from error
    if _name(root.tag) != "svg":
        raise FileProblem("logo.no_picture", path=path)
    for element in root.iter():
        if _name(element.tag) in ("script", "foreignObject") or any(map(_reaches, element.items())):
            raise FileProblem("logo.active", path=path)


def _name(tag: object) -> str:
    """The name of an element or attribute without its namespace."""
    return str(tag).rpartition("}")[2]


def _reaches(attribute: tuple[str, str]) -> bool:
    """Whether an attribute acts, or leads out of the file."""
    name, value = _name(attribute[0]), attribute[1].strip()
    return name.startswith("on") or (name == "href" and not value.startswith(("#", "data:image/")))
