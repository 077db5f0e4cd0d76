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

STARTS = ("Count start", "Start date", "Event date", "Month", "Count date")
ENDS = ("Count end", "End date")
ABOUT = ("Name", "Type", "Item type", "Area code", *ONLINE)
CODES = {"x": "under_five", "X": "under_five"}


def layout(table: Table) -> Layout | None:
    """How to read the file, or None for one of another kind."""
    authority = table.column("Local authority")
    found = [(table.column(column), metric, unit) for column, (metric, unit) in MEASURES.items()]
    if authority is None or not any(at is not None for at, _, _ in found):
        return None
    library = table.column("Library name")
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
        first=_first(table, STARTS),
        last=_first(table, ENDS),
        how=table.column("Count type"),
        about=_first(table, ABOUT),
        codes=CODES,
    )


def _first(table: Table, names: tuple[str, ...]) -> int | None:
    return next((at for name in names if (at := table.column(name)) is not None), None)
