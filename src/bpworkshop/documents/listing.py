"""A board as a table of data, for a spreadsheet (CSV) or a program (JSON): every column, nothing told twice.

Columns are named as in the session's file. Numbers are plain, days as in ISO
8601; JSON has decimals as text, so that no program rounds them, and ids where
CSV has names.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from bpworkshop.errors import Problem
from bpworkshop.pages import Reader
from bpworkshop.session import fields
from bpworkshop.session.boards import OURS_BY_NATURE
from bpworkshop.session.fields import Field
from bpworkshop.session.items import StepItem
from bpworkshop.session.types import Kind, Step

NUMBER = "number"
"""The first column: which one it is on the board."""

GENERATOR = "bpworkshop"

_FORMULA = re.compile(" *[=+@\\-\t\r\uff1d\uff0b\uff0d\uff20]")
"""What a spreadsheet may take for the beginning of a formula."""


def checked(reader: Reader, step: Step) -> None:
    """Raises Problem for a board of which nobody else may read anything."""
    if reader.everyone and step in OURS_BY_NATURE:
        raise Problem("document.only_ours", board=reader.guide.step(step).label)


def columns(reader: Reader, step: Step) -> tuple[Field, ...]:
    """The fields of a board's items; for everyone without those that are only ours."""
    found = fields.of(step).values()
    return tuple(one for one in found if not reader.everyone or not (one.ours or one.name == "only_for"))


def as_csv(reader: Reader, step: Step) -> str:
    """CSV as in RFC 4180. A text that a spreadsheet would take for a formula begins with an apostrophe.

    A number stays a number, with its minus.
    """
    made = io.StringIO()
    writer = csv.writer(made)
    asked = columns(reader, step)
    writer.writerow(_head(asked))
    for number, item in enumerate(reader.session.board(step), 1):
        writer.writerow([number, *(_cell(reader, step, field, getattr(item, field.name)) for field in asked)])
    return made.getvalue()


def as_json(reader: Reader, step: Step) -> str:
    """An object with the session, the board and its items."""
    asked = [field.name for field in columns(reader, step)]
    data = {
        "generator": GENERATOR,
        "session": reader.session.id,
        "title": reader.session.title,
        "board": step,
        "items": [_record(number, item, asked) for number, item in enumerate(reader.session.board(step), 1)],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def is_ours(beginning: str) -> bool:
    """Whether a file that begins like this is such a table."""
    return beginning.startswith((f'{{\n  "generator": "{GENERATOR}"', f"{NUMBER},id,"))


FORMS: dict[str, Callable[[Reader, Step], str]] = {"csv": as_csv, "json": as_json}
"""What a board can be written as."""


def _head(asked: tuple[Field, ...]) -> Iterator[str]:
    yield NUMBER
    yield from (field.name for field in asked)


def _record(number: int, item: StepItem, asked: list[str]) -> dict[str, Any]:
    values = item.model_dump(mode="json")
    return {NUMBER: number, **{name: values[name] for name in asked}}


def _cell(reader: Reader, step: Step, field: Field, value: Any) -> str | int:
    if value is None or value == ():
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if field.name == "events":
        told = "; ".join(map(reader.event, value))
    else:
        told = str(value) if field.kind is Kind.TEXT else reader.value(step, field.name, value)
    return f"'{told}" if _FORMULA.match(told) else told
