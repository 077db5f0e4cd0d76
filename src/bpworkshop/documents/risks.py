"""The risks on paper: how likely and how bad each is, what shows it early, and what is done about it."""

from collections.abc import Iterator
from dataclasses import replace

from bpworkshop.documents.boards import with_marks
from bpworkshop.documents.filling import Paper, filled
from bpworkshop.documents.parts import Document
from bpworkshop.pages import Reader
from bpworkshop.session.tools import Risk
from bpworkshop.toolbox.risks import GRADES, again, apart, matrix

TOLD = ("likelihood", "impact", "sign", "mitigation", "owner", "review", "state")
"""The fields that have columns of their own, in their order."""


def risks(reader: Reader, paper: Paper) -> Document:
    """The matrix and the risks of one session, on paper that lies on its side."""
    found = matrix(reader.session)
    document = filled(
        "risks",
        reader,
        {
            "grades": tuple(_label(reader, "impact", grade) for grade in reversed(GRADES)),
            "fields": tuple(
                (
                    _label(reader, "likelihood", likely),
                    *(_numbers(found.numbers((likely, bad))) for bad in GRADES[::-1]),
                )
                for likely in GRADES
            ),
            "weighed": bool(found.cells),
            "apart": (*apart(found), *again(reader)),
            "rows": tuple(
                tuple(_row(reader, number, one)) for number, one in enumerate(reader.session.risks, 1)
            ),
            "open": reader.still_to_say("risks") if reader.gaps("risks") else "",
        },
        paper,
    )
    return replace(document, sheets=tuple(replace(sheet, wide=True) for sheet in document.sheets))


def _label(reader: Reader, name: str, grade: str) -> str:
    return reader.guide.choice("risks", name, grade)


def _numbers(several: tuple[int, ...]) -> str:
    return ", ".join(map(str, several))


def _row(reader: Reader, number: int, one: Risk) -> Iterator[str]:
    yield str(number)
    yield with_marks(one.risk, reader.derived(one))
    for name in TOLD:
        value = getattr(one, name)
        yield reader.value("risks", name, value) if value is not None else ""
