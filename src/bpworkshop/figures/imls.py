"""The Public Libraries Survey of the Institute of Museum and Library Services, any year, by column name.

Columns change order and number from year to year. A negative number is a code;
a flag that begins with I says imputed; later years say counted (CT) or estimated
(ES, a typical week times 52). Both stand behind the column that they speak of,
and are called like it, shortened as each year liked: ``F_POPLSA`` for ``POPU_LSA``.
"""

from bpworkshop.figures.cells import Order
from bpworkshop.figures.layout import Layout, Measure
from bpworkshop.figures.table import Table

KIND = "imls"

MEASURES = {
    "POPU_LSA": ("population", "people"),
    "POPU_UND": ("population-once", "people"),
    "VISITS": ("visits", "visits"),
    "REGBOR": ("borrowers", "people"),
    "TOTCIR": ("loans", "loans"),
    "KIDCIRCL": ("children-loans", "loans"),
    "PHYSCIR": ("physical-loans", "loans"),
    "PHMATCIR": ("physical-loans", "loans"),
    "ELMATCIR": ("electronic-loans", "loans"),
    "ELINFO": ("electronic-retrievals", "retrievals"),
    "ELCONT": ("electronic-use", "uses"),
    "REFERENC": ("reference", "questions"),
    "TOTPRO": ("events", "events"),
    "KIDPRO": ("children-events", "events"),
    "YAPRO": ("young-events", "events"),
    "ONPRO": ("events-on-site", "events"),
    "OFFPRO": ("events-off-site", "events"),
    "VIRPRO": ("events-virtual", "events"),
    "TOTATTEN": ("attendance", "attendances"),
    "KIDATTEN": ("children-attendance", "attendances"),
    "YAATTEN": ("young-attendance", "attendances"),
    "ONATTEN": ("attendance-on-site", "attendances"),
    "OFFATTEN": ("attendance-off-site", "attendances"),
    "VIRATTEN": ("attendance-virtual", "attendances"),
    "TOTPRES": ("recordings", "recordings"),
    "TOTVIEWS": ("views", "views"),
    "PITUSR": ("computer-sessions", "sessions"),
    "WIFISESS": ("wifi-sessions", "sessions"),
    "WIFISES": ("wifi-sessions", "sessions"),
    "WEBVISIT": ("website-visits", "website visits"),
    "HRS_OPEN": ("hours-open", "hours"),
}
"""The columns that say something to a partner: what they count, and in which unit."""

CODES = {"-1": "missing", "-3": "closed", "-4": "not_applicable", "-9": "suppressed", "M": "missing"}


def layout(table: Table) -> Layout | None:
    """How to read the file, or None for one that is no such survey."""
    key, name = table.column("FSCSKEY"), table.column("LIBNAME")
    if key is None or name is None:
        return None
    measures = []
    for column, (metric, unit) in MEASURES.items():
        at = table.column(column)
        if at is not None:
            flag, report = _companions(table, at, column)
            measures.append(Measure(metric, unit, table.header[at].strip(), at, flag=flag, report=report))
    if not measures:
        return None
    measures.sort(key=lambda one: one.at)
    places = (_either(table, "CITY", "CITY_A"), table.column("STABR"))
    return Layout(
        KIND,
        tuple(measures),
        key=key,
        name=name,
        place=tuple(at for at in places if at is not None),
        first=_either(table, "STARTDAT", "STARTDATE"),
        last=_either(table, "ENDDATE", "ENDDAT"),
        order=Order.MONTH,
        codes=CODES,
        once=True,
    )


def _companions(table: Table, at: int, column: str) -> tuple[int | None, int | None]:
    """The flag of a column and what says how it was counted: right behind it, or anywhere by name."""
    flag = table.column(f"F_{column}")
    report = _either(table, f"{column[:5]}RPT", f"{column[:6]}RPT")
    for behind in range(at + 1, min(at + 3, len(table.header))):
        name = table.header[behind].strip().upper()
        if flag is None and name.startswith("F_") and _shortened(name.removeprefix("F_"), column):
            flag = behind
        elif report is None and name.endswith("RPT") and _shortened(name.removesuffix("RPT"), column):
            report = behind
    return flag, report


def _shortened(name: str, column: str) -> bool:
    """Whether a name is a column's with some letters left out, but not the first."""
    letters = iter(column)
    return name[:1] == column[:1] and all(letter in letters for letter in name)


def _either(table: Table, *names: str) -> int | None:
    return next((at for name in names if (at := table.column(name)) is not None), None)
