"""Documents as files: in which forms, and over what one may be written."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bpworkshop.documents import html, markdown
from bpworkshop.documents.parts import Document
from bpworkshop.errors import FileProblem
from bpworkshop.store import atomic
from bpworkshop.store.folder import HIDDEN, SUFFIX

MAX_BYTES = 32 * atomic.MEGABYTE
"""The largest document that is looked into before it is overwritten: far more than a session makes."""


class Form(NamedTuple):
    """How a document is written down, and how one of ours is told from other files."""

    written: Callable[[Document], str]
    is_ours: Callable[[str], bool]


FORMS = {"html": Form(html.written, html.is_ours), "md": Form(markdown.written, markdown.is_ours)}


def is_document(beginning: str) -> bool:
    """Whether a file that begins so is a document of ours."""
    return any(form.is_ours(beginning) for form in FORMS.values())


def check_target(path: Path, *, force: bool, is_ours: Callable[[str], bool] = is_document) -> None:
    """Refuse a target among what the program keeps, and a file that is nothing of ours.

    With ``force`` other files may go too; never one with the name of a session.
    """
    parts = (*path.parts, *Path(os.path.realpath(path.parent)).parts)
    if HIDDEN in parts or path.suffix.lower() == SUFFIX:
        raise FileProblem("document.inside", path=path)
    if force:
        return
    try:
        beginning = atomic.read(path, MAX_BYTES)[:1000].decode("utf-8", "replace")
    except FileProblem as problem:
        if problem.key == "file.missing":
            return
        raise
    if not is_ours(beginning):
        raise FileProblem("document.exists", path=path)


def write(path: Path, document: str, *, only_us: bool) -> None:
    """Write a document. What is only ours, only its owner may read, whatever stood there before."""
    # A file that is replaced would give its rights to the new one.
    claim = (lambda made: made.chmod(0o600)) if only_us else None
    atomic.write(path, document.encode(), mode=0o600 if only_us else 0o644, claim=claim)
