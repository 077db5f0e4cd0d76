"""Documents as files: in which forms, and over what one may be written."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bpworkshop.documents import converting, html, markdown
from bpworkshop.documents.converting import Made
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
"""The forms that are text; they need no converter."""

PDF_SIGN = b"<pdf:Keywords>bpworkshop</pdf:Keywords>"
"""Stands in what each PDF of ours tells of itself."""

Tell = Callable[[str], None]
"""Is told what is done next, by name: a face can show it. What it raises, such as that nobody waits any more,
ends the making; nothing was written then."""


def made(document: Document, form: str, reference: Path | None = None, tell: Tell = lambda _: None) -> Made:
    """A document in a form, with what is to be known of it.

    ``reference``: a file of the organisation whose styles a docx or odt takes.
    Raises Problem where the converter is missing, or refuses.
    """
    tell("laying")
    if form in FORMS:
        return Made(FORMS[form].written(document).encode())
    if form == "pdf":
        from bpworkshop.documents import typst

        source = typst.written(document)
        tell("converting")
        return converting.pdf(source)
    return _office(document, form, reference, tell)


def _office(document: Document, form: str, reference: Path | None, tell: Tell) -> Made:
    from bpworkshop.documents import office, opendocument, pandoc, word

    if reference and not office.has_styles(atomic.read(reference, MAX_BYTES), form):
        raise FileProblem("document.reference", path=reference, form=form)
    tree = pandoc.written(document, lambda svg: converting.png(svg, form))
    tell("converting")
    data = converting.office(tree, form, reference)
    tell("finishing")
    finished = word.finished if form == "docx" else opendocument.finished
    return Made(finished(data, document, own_look=reference is not None))


def beginning(data: bytes) -> str:
    """As much of a file as tells whether it is a text of ours."""
    return data[:1000].decode("utf-8", "replace")


def is_document(data: bytes) -> bool:
    """Whether a file is a document of ours, and was not changed by another program since."""
    if data.startswith(b"%PDF-"):
        return PDF_SIGN in data
    if data.startswith(b"PK"):
        from bpworkshop.documents import office

        return office.is_ours(data)
    return any(form.is_ours(beginning(data)) for form in FORMS.values())


def check_target(path: Path, *, force: bool, is_ours: Callable[[bytes], bool] = is_document) -> None:
    """Refuse a target among what the program keeps, and a file that is nothing of ours.

    With ``force`` other files may go too; never one with the name of a session.
    """
    parts = (*path.parts, *Path(os.path.realpath(path.parent)).parts)
    if HIDDEN in parts or path.suffix.lower() == SUFFIX:
        raise FileProblem("document.inside", path=path)
    if force:
        return
    try:
        found = atomic.read(path, MAX_BYTES)
    except FileProblem as problem:
        if problem.key == "file.missing":
            return
        raise
    if not is_ours(found):
        raise FileProblem("document.exists", path=path)


def write(path: Path, document: bytes, *, only_us: bool) -> None:
    """Write a document. What is only ours, only its owner may read, whatever stood there before."""
    # A file that is replaced would give its rights to the new one.
    claim = (lambda made: made.chmod(0o600)) if only_us else None
    atomic.write(path, document, mode=0o600 if only_us else 0o644, claim=claim)
