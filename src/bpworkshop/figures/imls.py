"""The Public Libraries Survey of the Institute of Museum and Library Services, any year, by column name.

Columns change order and number from year to year. A negative number is a code;
a flag that begins with I says imputed; later years say counted (CT) or estimated
(ES, a typical week times 52). Both mostly stand behind the column that they speak
of, and are called like it, shortened as each year liked: ``F_POPLSA`` for
``POPU_LSA``. Beside the file of systems there is one of outlets and one of states.
"""

from collections.abc import Sequence

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
    "K0_5PRO": ("small-children-events", "events"),
    "K6_11PRO": ("older-children-events", "events"),
    "YAPRO": ("young-events", "events"),
    "ADULTPRO": ("adult-events", "events"),
    "GENPRO": ("general-events", "events"),
    "ONPRO": ("events-on-site", "events"),
    "OFFPRO": ("events-off-site", "events"),
    "VIRPRO": ("events-virtual", "events"),
    "TOTATTEN": ("attendance", "attendances"),
    "KIDATTEN": ("children-attendance", "attendances"),
    "K0_5ATTEN": ("small-children-attendance", "attendances"),
    "K6_11ATTEN": ("older-children-attendance", "attendances"),
    "YAATTEN": ("young-attendance", "attendances"),
    "ADULTATTEN": ("adult-attendance", "attendances"),
    "GENATTEN": ("general-attendance", "attendances"),
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

OUTLET = {"HOURS": ("hours-open", "hours")}
"""The same of one house or bus."""

CODES = {"-1": "missing", "-3": "closed", "-4": "not_applicable", "-9": "suppressed", "M": "missing"}


def layout(table: Table) -> Layout | None:
    """How to read the file, or None for one that is no such survey."""
    outlet, key = table.column("FSCS_SEQ"), table.column("FSCSKEY")
    state, library = table.column("STABR"), table.column("LIBNAME")
    name = _either(table, "LIBNAME", "STNAME")
    if name is None or (key is None and state is None):
        return None
    measures = []
    for column, (metric, unit) in (MEASURES if outlet is None else OUTLET).items():
        at = table.column(column)
        if at is not None:
            flag, report = _companions(table, at, column)
            measures.append(Measure(metric, unit, table.header[at].strip(), at, flag=flag, report=report))
    if not measures:
        return None
    measures.sort(key=lambda one: one.at)
    # Half of a period is none: a year's visits did not come on its first day.
    first, last = _either(table, "STARTDAT", "STARTDATE"), _either(table, "ENDDATE", "ENDDAT")
    places = [_either(table, "CITY", "CITY_A"), state]
    if outlet is not None:  # a system's outlets share its key
        places, key = [*places, key, outlet], None
    elif key is None and library is None:
        places, key = [], state
    return Layout(
        KIND,
        tuple(measures),
        key=key,
        name=name,
        place=tuple(at for at in places if at is not None),
        first=None if last is None else first,
        last=None if first is None else last,
        order=Order.MONTH,
        codes=CODES,
        once=key is not None,
    )


def _companions(table: Table, at: int, column: str) -> tuple[int | None, int | None]:
    """The flag of a column and what says how it was counted: right behind it, or anywhere by name."""
    names = [name.strip().upper() for name in table.header]
    flags = {place: name[2:] for place, name in enumerate(names) if name.startswith("F_")}
    reports = {place: name[:-3] for place, name in enumerate(names) if name.endswith("RPT")}
    counted = [name for place, name in enumerate(names) if place not in flags and place not in reports]
    flag = table.column(f"F_{column}")
    report = _either(table, f"{column[:5]}RPT", f"{column[:6]}RPT")
    return (
        _speaking(flags, at, column, counted) if flag is None else flag,
        _speaking(reports, at, column, counted) if report is None else report,
    )


def _speaking(short: dict[int, str], at: int, column: str, counted: Sequence[str]) -> int | None:
    """Where the shortened name of a column stands: right behind it, or anywhere if it can be no other's."""
    fitting = [place for place, name in short.items() if _shortened(name, column)]
    if near := [place for place in fitting if at < place <= at + 2]:
        return near[0]
    alone = [place for place in fitting if sum(_shortened(short[place], each) for each in counted) == 1]
    return alone[0] if len(alone) == 1 else None


def _shortened(name: str, column: str) -> bool:
    """Whether a name is a column's with some letters left out, but not the first."""
    letters = iter(column)
    return name[:1] == column[:1] and all(letter in letters for letter in name)


def _either(table: Table, *names: str) -> int | None:
    return next((at for name in names if (at := table.column(name)) is not None), None)
