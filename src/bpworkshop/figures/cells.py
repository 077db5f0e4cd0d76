"""One cell as a number or a day: what it says without any doubt, or why it says none.

A file is not asked back, so a doubt is never settled by what is usual: ``1.234``
is a number only where the file, or whoever knows it, says what the point means.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

FIRST_YEAR, LAST_YEAR = 1900, 2999
MOST_BEFORE, MOST_AFTER = 15, 6
"""As in ``session.dates`` and ``session.numbers``, which are imported when a cell needs them: hardly ever."""


class Odd(StrEnum):
    """Why a cell is no number, or no day."""

    EMPTY = "empty"
    FORMULA = "formula"
    EXPONENT = "exponent"
    LONG = "long"
    AMBIGUOUS = "ambiguous"
    OTHER_MARK = "other_mark"
    NO_NUMBER = "no_number"
    NO_DATE = "no_date"
    ORDER = "order"
    FINANCIAL = "financial"
    MONTH_OR_YEAR = "month_or_year"


class Marks(StrEnum):
    """The decimal mark of a file; the other of the two then groups thousands."""

    POINT = "."
    COMMA = ","
    UNKNOWN = ""


class Order(StrEnum):
    """Which comes first in a date such as 03/04/2026."""

    DAY = "dmy"
    MONTH = "mdy"
    UNKNOWN = ""


_ONE_MARK = r"[-\u2212]?[0-9]{1,3}([.,])[0-9]{3}"
_BARE = rf"([-\u2212]?)[.,]([0-9]{{1,{MOST_AFTER}}})"
_EXPONENT = r"[-+]?[0-9]*[.,]?[0-9]+[eE][-+]?[0-9]+"


def number(cell: str, marks: Marks) -> Decimal | Odd:
    """The number that a cell is."""
    found = cell.strip()
    if found.isascii() and found.isdigit():
        return Decimal(found) if len(found) <= MOST_BEFORE else Odd.LONG
    if not found:
        return Odd.EMPTY
    if found[0] in "=@":
        return Odd.FORMULA
    if re.fullmatch(_EXPONENT, found):
        return Odd.EXPONENT
    if bare := re.fullmatch(_BARE, found):
        found = found.replace(bare[1], bare[1] + "0", 1) if bare[1] else f"0{found}"
    if one := grouped(found):
        if marks is Marks.UNKNOWN and not found.lstrip("-\u2212").startswith("0"):
            return Odd.AMBIGUOUS
        if marks and one != marks:
            return _plain(found.replace(one, ""))
        return _plain(found.replace(",", "."))
    from bpworkshop.session.numbers import read_number

    if marks is not Marks.UNKNOWN and _marks_of(found) not in (marks, Marks.UNKNOWN):
        return Odd.OTHER_MARK

    made = read_number(found)
    if isinstance(made, Decimal):
        return made
    return Odd.LONG if re.fullmatch(r"[-\u2212]?[0-9.,]{16,}", found) else Odd.NO_NUMBER


def grouped(cell: str) -> str:
    """The one mark of a number before its last three digits: it may group thousands, or begin a fraction."""
    found = re.fullmatch(_ONE_MARK, cell.strip())
    return found[1] if found else ""


def _plain(found: str) -> Decimal:
    return Decimal(found.replace("\u2212", "-"))


def _marks_of(found: str) -> Marks:
    """The decimal mark that a number shows beyond doubt."""
    from bpworkshop.session.numbers import read_number

    bare = found.lstrip("-\u2212")
    at = max(bare.rfind("."), bare.rfind(","))
    if at < 0 or read_number(found) is None:
        return Marks.UNKNOWN
    mark, before, after = bare[at], bare[:at], bare[at + 1 :]
    if mark in before:  # twice: it groups thousands
        return Marks.COMMA if mark == "." else Marks.POINT
    both = "." in before or "," in before
    alone = len(after) != 3 or len(before) > 3 or before == "0"
    return Marks(mark) if both or alone else Marks.UNKNOWN


def marks(cells: Iterable[str]) -> Marks | None:
    """The decimal mark that some numbers of a file show; None where they show both."""
    shown = {_marks_of(cell.strip()) for cell in cells} - {Marks.UNKNOWN}
    if len(shown) > 1:
        return None
    return shown.pop() if shown else Marks.UNKNOWN


_TIME = (
    r"[T ] ?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?"
    r"(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:Z|UTC|GMT|[-+][0-9]{2}:?[0-9]{2}))?"
)
_ISO = r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
_PARTS = r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})"
_COMPACT = r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})"
_YEAR = r"(?:19|20)[0-9]{2}"
_TWO_YEARS = r"(?:[Ff][Yy] ?)?((?:19|20)[0-9]{2}) ?[-/\u2013] ?((?:19|20)?[0-9]{2})"
_MONTH = r"[0-9]{4}-(?:0[1-9]|1[0-2])"
_NAMED_YEAR = r"[Ff][Yy] ?((?:19|20)?[0-9]{2})"

Days = tuple[date, date]


def days(cell: str, order: Order, begins: int = 0) -> Days | Odd:
    """First and last day of what a cell names: a day, whatever its time, a week, month, quarter or year.

    ``begins``: the month in which financial years begin, where somebody said
    so. 2024/25 then begins in 2024, and FY2024 ends in 2024.
    """
    found = _without_time(cell.strip())
    if not found:
        return Odd.EMPTY
    if parts := re.fullmatch(_ISO, found) or re.fullmatch(_COMPACT, found):
        return _day(int(parts[1]), int(parts[2]), int(parts[3]))
    if parts := re.fullmatch(_PARTS, found):
        one, other, year = int(parts[1]), int(parts[3]), int(parts[4])
        if parts[2] == ".":  # who writes points puts the day first
            order = Order.DAY
        if order is Order.UNKNOWN and one != other:
            return Odd.ORDER
        return _day(year, one, other) if order is Order.MONTH else _day(year, other, one)
    if financial := _financial(found):
        if begins:
            return financial_year(*financial, begins)
        return Odd.MONTH_OR_YEAR if re.fullmatch(_MONTH, found) else Odd.FINANCIAL
    return period(found)


def period(found: str) -> Days | Odd:
    """What names its year: all else depends on the day on which it is read. 2011-12 is a month."""
    if not re.search(_YEAR, found):
        return Odd.NO_DATE
    from bpworkshop.session import dates

    named = dates.read_period(found, date(2000, 1, 1))
    return named if isinstance(named, tuple) else Odd.NO_DATE


def is_month(cell: str) -> bool:
    """Whether a cell is a month such as 2011-11, and no year such as 2011-12."""
    return bool(re.fullmatch(_MONTH, cell.strip())) and not _financial(cell.strip())


def is_financial(cell: str) -> bool:
    """Whether a cell is a year that may begin in any month: 2024/25, FY2024."""
    return days(cell, Order.UNKNOWN) in (Odd.FINANCIAL, Odd.MONTH_OR_YEAR)


def financial_year(year: int, first: bool, begins: int) -> Days | Odd:
    """The days of a financial year that begins in this month. ``first``: the year is its first day's."""
    if begins == 1:  # one that goes over two years does not begin in January
        return Odd.NO_DATE if first else (date(year, 1, 1), date(year, 12, 31))
    start = date(year if first else year - 1, begins, 1)
    return start, start.replace(year=start.year + 1) - timedelta(days=1)


def _financial(found: str) -> tuple[int, bool] | None:
    """The year of a financial year, and whether it begins in it: FY2024 ends in 2024."""
    if two := re.fullmatch(_TWO_YEARS, found):
        after = int(two[1]) + 1
        return (after - 1, True) if two[2] in (f"{after}", f"{after % 100:02}") else None
    if named := re.fullmatch(_NAMED_YEAR, found):
        return int(named[1]) + (2000 if len(named[1]) == 2 else 0), False
    return None


def _without_time(found: str) -> str:
    return re.sub(rf"(?<=[0-9]){_TIME}$", "", found) if ":" in found else found


def order(cell: str) -> Order:
    """Which comes first in a date, where it shows that by itself."""
    parts = re.fullmatch(_PARTS, cell.strip())
    if not parts or parts[2] == ".":
        return Order.UNKNOWN
    if int(parts[1]) > 12:
        return Order.DAY
    return Order.MONTH if int(parts[3]) > 12 else Order.UNKNOWN


def _day(year: int, month: int, day: int) -> Days | Odd:
    try:
        made = date(year, month, day)
    except ValueError:
        return Odd.NO_DATE
    return (made, made) if FIRST_YEAR <= year <= LAST_YEAR else Odd.NO_DATE
