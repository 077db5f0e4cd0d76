"""Values out of a small table beside a session: of the right kind, of sane length and clean, or nothing.

The program writes these files, but whoever may write the folder can have
changed them; what comes out of here can be shown and compared.
"""

from collections.abc import Mapping
from datetime import datetime

from bpworkshop import text

Table = Mapping[str, object]

LONGEST_LINE = 255
"""As long as a host's name may be; nothing shorter is cut."""


def one_line(value: str, most: int = LONGEST_LINE) -> str:
    """The beginning of ``value`` as clean text on one line."""
    return text.line(value[:most])[:most]


def some_text(value: str, most: int) -> str:
    """The beginning of ``value`` as clean text, its spaces and lines as they are."""
    return text.clean(value[:most])[:most]


def line(table: Table, key: str, most: int = LONGEST_LINE) -> str:
    """The line under ``key``; empty where there is none."""
    value = table.get(key)
    return one_line(value, most) if isinstance(value, str) else ""


def number(table: Table, key: str) -> int | None:
    """The whole number under ``key``."""
    value = table.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def moment(table: Table, key: str) -> datetime | None:
    """The time under ``key``; one without its zone is none."""
    value = table.get(key)
    return value if isinstance(value, datetime) and value.tzinfo else None


def inner(table: Table, key: str) -> Table:
    """The table under ``key``; an empty one where there is none."""
    value = table.get(key)
    return value if isinstance(value, dict) else {}
