"""The converters that make PDF and files of an office: pandoc and typst, kept by others.

They come as wheels of the extra ``documents`` and are looked for when they are
needed; Markdown and HTML work without them. Nothing of the machine gets into
what they make: no clock, no home folder, and fonts that the machine has only
where typst's own can't show a letter.
"""

import re
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, NoReturn

from bpworkshop.errors import FileProblem, Problem
from bpworkshop.words import say

EXTRA = "documents"
SECONDS = 120
"""A converter that takes longer hangs: the longest document takes a few."""

STANDARD = "ua-1"
"""PDF/UA: tagged, so that it can be read aloud."""

SHARPNESS = 200
"""Dots of a picture for an inch."""

_RARE = re.compile("[^\u0000-\u052f\u1e00-\u23ff\u2500-\u27ff]")
"""What the fonts of typst can't be expected to show."""


class Made(NamedTuple):
    """A file, and what is to be known of it."""

    data: bytes
    notes: tuple[str, ...] = ()


def pdf(source: str) -> Made:
    """A tagged PDF with its fonts inside. The same source makes the same bytes with the fonts of typst.

    A letter that these lack is taken from a font of this computer, and that is
    told; where that has none either, the letter is a box, and no standard is kept.
    """
    typst = _typst("PDF")
    tries: tuple[tuple[str | None, bool, str], ...] = (
        (STANDARD, False, ""),
        (STANDARD, True, "document.fonts"),
        (None, True, "document.no_font"),
    )
    for standard, fonts, note in tries:
        try:
            made = _compiled(typst, source, fonts=fonts, format="pdf", pdf_standards=standard)
        except typst.TypstError as error:
            failure = error
        else:
            return Made(made, (say(note),) if note else ())
    _failed("PDF", failure.message, failure)


def png(svg: str, form: str) -> bytes:
    """A picture of an SVG, for a form whose readers do not all draw one."""
    typst = _typst(form)
    drawn = svg.replace("\\", "\\\\").replace('"', '\\"')
    source = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        f'#image(bytes("{drawn}"), format: "svg", width: 480pt)'
    )
    try:
        return _compiled(typst, source, fonts=bool(_RARE.search(svg)), format="png", ppi=SHARPNESS)
    except typst.TypstError as error:
        _failed(form, error.message, error)


def office(tree: str, form: str, reference: Path | None = None) -> bytes:
    """What pandoc makes of its tree; ``reference``: a file whose styles it is to take."""
    import subprocess

    command = [str(_pandoc(form)), "--from=json", f"--to={form}", "--output=-", "--sandbox"]
    # A folder of the user's own could change how our documents look.
    command.append("--data-dir=/dev/null")
    if reference:
        command.append(f"--reference-doc={reference}")
    try:
        ran = subprocess.run(
            command,
            input=tree.encode(),
            capture_output=True,
            env={"SOURCE_DATE_EPOCH": "0", "LANG": "C.UTF-8"},
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        _failed(form, str(error), error)
    if ran.returncode and reference:
        raise FileProblem("document.reference", path=reference, form=form)
    if ran.returncode:
        _failed(form, ran.stderr.decode("utf-8", "replace").strip())
    return ran.stdout


def _compiled(typst: Any, source: str, *, fonts: bool, **how: Any) -> bytes:
    made: bytes = typst.compile(source.encode(), ignore_system_fonts=not fonts, timestamp=0, **how)
    return made


def _typst(form: str) -> ModuleType:
    try:
        import typst
    except ImportError as error:
        raise _missing(form) from error
    return typst


def _pandoc(form: str) -> Path:
    """Pandoc as the wheel has it. It is not asked for its version first, as the wheel's own code would."""
    found = find_spec("pypandoc")
    folder = Path(found.origin).parent / "files" if found and found.origin else None
    for name in ("pandoc", "pandoc.exe"):
        if folder and (folder / name).is_file():
            return folder / name
    raise _missing(form)


def _failed(form: str, what: str, error: Exception | None = None) -> NoReturn:
    raise Problem("document.failed", form=form, what=what) from error


def _missing(form: str) -> Problem:
    return Problem("document.no_converter", form=form, command=install())


def install() -> str:
    """The one command that installs the converters into the Python that runs us."""
    import shlex
    from importlib import metadata

    wanted = metadata.requires("bpworkshop") or []
    pins = [re.split("[ ;]", one)[0] for one in wanted if re.search(rf"extra *== *.{EXTRA}\b", one)]
    return shlex.join([sys.executable, "-m", "pip", "install", *pins])
