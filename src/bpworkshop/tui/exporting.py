"""What is chosen before a document is made, as rows. Pure: no Textual."""

from collections.abc import Sequence
from typing import NamedTuple

from bpworkshop import text
from bpworkshop.commands.exporting import NAMES, label
from bpworkshop.documents import making
from bpworkshop.documents.making import FORMS
from bpworkshop.tui import sheets
from bpworkshop.tui.rows import Column, Row, readable
from bpworkshop.words import say

STEPS = ("laying", "converting", "finishing", "writing")
"""What is done one after the other; a form that is text leaves out the two in the middle."""


class Choice(NamedTuple):
    """Something that can be chosen, and what it is for."""

    key: str
    label: str
    about: str


def documents() -> list[Choice]:
    return [Choice(name, label(name), say(f"exporting.about.{name}")) for name in NAMES]


def forms() -> list[Choice]:
    return [Choice(form, say(f"exporting.form.{form}"), say(f"exporting.about.{form}")) for form in FORMS]


def audiences() -> list[Choice]:
    named = ("everyone", "ours")
    return [Choice(one, say(f"exporting.whose.{one}"), say(f"exporting.about.{one}")) for one in named]


def rows(choices: Sequence[Choice], chosen: str, width: int) -> list[Row]:
    """Each choice with what it is for beside it."""
    width = readable(width)
    broad = max(text.width(one.label) for one in choices)
    made: list[Row] = []
    for one in choices:
        head = " ▸ " if one.key == chosen else "   "
        about = Column(one.about, "known", max(width - len(head) - broad - 2, 10))
        made += sheets.line(head, one.label, width, (about,), id=one.key, first="mark")
    return made


def files(form: str, folder: str, width: int) -> list[Row]:
    """Which files a folder gets when every document is made."""
    width = readable(width)
    made = [Row(), *sheets.prose(say("exporting.files"), "known", width, 2), Row()]
    for one in making.DOCUMENTS:
        made += sheets.line("  · ", f"{folder.rstrip('/')}/{one}.{form}", width)
    return made


def progress(step: str, seconds: int, *, plain: bool) -> str:
    """How far it is, in signs and words; ``seconds`` since it began."""
    done, left = ("#", ".") if plain else ("■", "□")
    at = STEPS.index(step) + 1
    bar = done * at + left * (len(STEPS) - at)
    return say("exporting.progress", bar=bar, what=say(f"exporting.doing.{step}"), n=seconds)
