"""The library data schema of the United Kingdom (schema.librarydata.uk): visits, events, loans, membership.

Each kind has its own column of numbers; the others are shared, and differ a
little between versions: a loan's month became a start and an end. The schema
has no form for virtual visits yet: they are known by a column of that name.
"""

from bpworkshop.figures.layout import Layout, Measure
from bpworkshop.figures.table import Table

KIND = "uk"

MEASURES = {
    "Visits": ("visits", "visits"),
    "Count visits": ("visits", "visits"),
    "Physical visits": ("visits", "visits"),
    "Virtual visits": ("website-visits", "website visits"),
    "Website visits": ("website-visits", "website visits"),
    "Online visits": ("website-visits", "website visits"),
    "Attendees": ("attendance", "attendances"),
    "Loans": ("loans", "loans"),
    "Members": ("members", "people"),
}

ONLINE = ("Website", "Platform", "Online service", "URL")
"""Where a file has no libraries but one of these, its visits were no visits to a house."""

STARTS = ("Count start", "Start date")
ENDS = ("Count end", "End date")
DATES = ("Event date", "Month", "Count date", "Period", "Quarter", "Year", "Date")
"""What names a period by itself; a start alone does not."""

HOW = ("Count type", "Methodology", "Count method", "Method")
ABOUT = ("Name", "Type", "Item type", "Area code", *ONLINE)
CODES = {"x": "under_five", "X": "under_five"}


def layout(table: Table) -> Layout | None:
    """How to read the file, or None for one of another kind."""
    authority = table.column("Local authority")
    found = [(table.column(column), metric, unit) for column, (metric, unit) in MEASURES.items()]
    if authority is None or not any(at is not None for at, _, _ in found):
        return None
    library = table.column("Library name")
    start, end = _first(table, STARTS), _first(table, ENDS)
    online = library is None and _first(table, ONLINE) is not None
    measures = [
        Measure(
            "website-visits" if online and metric == "visits" else metric,
            "website visits" if online and metric == "visits" else unit,
            table.header[at].strip(),
            at,
        )
        for at, metric, unit in found
        if at is not None
    ]
    return Layout(
        KIND,
        tuple(measures),
        name=authority if library is None else library,
        place=() if library is None else (authority,),
        first=_first(table, DATES) if start is None or end is None else start,
        last=None if start is None else end,
        how=_first(table, HOW),
        about=_first(table, ABOUT),
        codes=CODES,
    )


def _first(table: Table, names: tuple[str, ...]) -> int | None:
    return next((at for name in names if (at := table.column(name)) is not None), None)
