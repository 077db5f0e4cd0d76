"""What the columns of an unknown file may mean, by their names in several languages.

It is a beginning for whoever corrects it; every figure that is read by a guess
says so.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from bpworkshop import text, words
from bpworkshop.errors import FileProblem
from bpworkshop.figures import cells
from bpworkshop.figures.cells import Marks
from bpworkshop.figures.mapping import Column, Mapping
from bpworkshop.figures.table import Table, folded

MOST_SHOWN = 5
"""Different cells that are shown of a column."""


def guess(table: Table) -> Mapping:
    """What the columns may mean. Raises FileProblem where none counts anything; it names the columns."""
    found = guess_some(table)
    if not found.figures:
        columns = ", ".join(text.line(one) for one in table.header if one.strip())
        raise FileProblem("figures.unknown", path=table.path, line=table.header_line, columns=columns)
    return found


def guess_some(table: Table) -> Mapping:
    """What the columns may mean, by their names and the first cells under them; perhaps nothing."""
    known: dict[str, list[str]] = words.entry("figures.guess")
    sample = [record.cells for record in table.sample()]
    roles: dict[str, str] = {}
    figures: list[Column] = []
    for at, name in enumerate(table.header):
        if not name.strip():
            continue
        role = _role(name, known)
        if role in ("library", "key", "from", "to", "date", "year", "how", "place"):
            roles.setdefault(role, name)
        elif role and any(isinstance(_number(row, at), Decimal) for row in sample):
            figures.append(Column(name, role, _UNITS[role]))
    # A start without an end names no period, and a year beside a month is not the row's.
    first, last = roles.get("from", ""), roles.get("to", "")
    if not first or not last:
        first, last = roles.get("date") or roles.get("year", ""), ""
    return Mapping(
        tuple(figures),
        library=roles.get("library", ""),
        key=roles.get("key", ""),
        place=(roles["place"],) if "place" in roles else (),
        first=first,
        last=last,
        how=roles.get("how", ""),
    )


_UNITS = {
    "visits": "visits",
    "website-visits": "website visits",
    "loans": "loans",
    "attendance": "attendances",
    "events": "events",
    "members": "people",
    "population": "people",
    "hours-open": "hours",
}
"""What can be guessed to be a figure, and its unit."""


def _role(name: str, known: dict[str, list[str]]) -> str:
    """The role whose words stand in the name, the longest ones first: a website's visits are no visits."""
    small = re.sub(r"[\W_]+", " ", folded(name)).strip()
    found = [
        (len(word), role)
        for role, several in known.items()
        for word in several
        if re.search(rf"\b{re.escape(word)}\b", small)
    ]
    role = max(found)[1] if found else ""
    if any(each == "rate" for _, each in found):
        return ""  # visits per hour are no visits
    # "End date" and "Period end" say which end it is, whatever the longer word.
    ends = [each for _, each in found if each in ("from", "to")]
    return ends[0] if role in ("date", "year") and ends else role


def _number(row: Sequence[str], at: int) -> Decimal | cells.Odd:
    found = cells.number(row[at], Marks.UNKNOWN) if at < len(row) else cells.Odd.EMPTY
    return Decimal(0) if found is cells.Odd.AMBIGUOUS else found


def columns(table: Table) -> list[tuple[str, list[str]]]:
    """Each column with a few different cells under it, for whoever says what it means."""
    sample = table.sample()
    found = []
    for at, name in enumerate(table.header):
        several = dict.fromkeys(text.line(one.cells[at]) for one in sample if at < len(one.cells))
        found.append((text.line(name), [cell for cell in several if cell][:MOST_SHOWN]))
    return found
