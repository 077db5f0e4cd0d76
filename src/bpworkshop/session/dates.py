"""Dates and periods as people type them, and as they are told back.

Pure: ``today`` is a parameter and every name comes from the words file, so a
reading depends on neither clock nor locale. What could be two dates is never
guessed; it comes back as Ambiguous with the forms that would settle it.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from bpworkshop import words

FIRST_YEAR, LAST_YEAR = 1900, 2999
OLD_YEARS = 2
"""A figure whose period ended longer ago than this is marked."""

LONGEST_TYPED = 100
MOST_WORDS = 4  # "1st of May 2026"
LEAST_LETTERS = 3  # "fri", "jan": fewer do not tell June from July
LEAP_GAP = 8  # years from one 29 February to the next, at most (1896 to 1904)
CLOSING = ",;:.!?)]"

# Patterns as text: compiled when one is first needed, and not at each start.
_L = r"[^\W\d_]"
_Y = r"([0-9]{4}|[0-9]{2})"
_ISO = r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
_ISO_MONTH = r"([0-9]{4})-([0-9]{2})"
_ISO_WEEK = r"([0-9]{4})-?[Ww]([0-9]{2})"
_RELATIVE = rf"\+([0-9]{{1,4}})({_L})"
_DOTS = rf"([0-9]{{1,2}})\.([0-9]{{1,2}})\.{_Y}?"
_SLASHES = rf"([0-9]{{1,2}})/([0-9]{{1,2}})(?:/{_Y})?"
_DAY_MONTH = rf"([0-9]{{1,2}})({_L}*)\.? (?:({_L}+) )?({_L}+\.?)(?:(?:, ?| ){_Y})?"
_MONTH_DAY = rf"({_L}+\.?) ([0-9]{{1,2}})({_L}*)(?:(?:, ?| ){_Y})?"
_MONTH_YEAR = rf"({_L}+\.?)(?:,? ([0-9]{{4}}))?"
_WEEK_YEAR = rf"({_L}+) ([0-9]{{1,2}}),? ([0-9]{{4}})"
_QUARTER_YEAR = rf"({_L}+)([1-4])[ /-]?([0-9]{{4}})"
_YEAR_QUARTER = rf"([0-9]{{4}})[ /-]?({_L}+)([1-4])"
_YEAR = r"[0-9]{4}"


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """What was typed means several things; each reading can be typed back and is then unambiguous."""

    typed: str
    readings: tuple[str, ...]


class _Days(NamedTuple):
    """The days that a text can mean (day-first before month-first), and whether the year was left out."""

    options: tuple[date, ...]
    yearless: bool = False


def read_date(typed: str, today: date) -> date | Ambiguous | None:
    """The day that the whole text names; without a year it is the next such day, today included."""
    days = _days(_plain(typed), today)
    if not days or not days.options:
        return None
    if len(days.options) == 1:
        return days.options[0]
    return Ambiguous(typed, tuple(day.isoformat() for day in days.options))


def read_past_date(typed: str, today: date) -> date | Ambiguous | None:
    """The same for what has happened: without a year it is the last such day, today included."""
    found = read_date(typed, today)
    if not isinstance(found, date) or found <= today or today.year <= FIRST_YEAR:
        return found
    before = read_date(typed, today - timedelta(days=364))
    # Of what is counted from today, such as a weekday, this is another day of the year.
    is_yearless = isinstance(before, date) and (before.month, before.day) == (found.month, found.day)
    return before if is_yearless else found


def longest_date(typed: str, today: date) -> tuple[date | Ambiguous, int] | None:
    """The longest beginning of the text that is a date, and its length with any blanks before it.

    Punctuation that closes the date is not taken. A year of two digits is not
    taken after a day and month in words: "1 May 20 copies" is a day, then 20 copies.
    """
    best: tuple[date | Ambiguous, int] | None = None
    for count, word in enumerate(re.finditer(r"\S+", typed[: 2 * LONGEST_TYPED])):
        if count == MOST_WORDS:
            break
        bare = word.group().rstrip(CLOSING)
        if not bare:
            break
        if best and re.fullmatch(r"[0-9]{2}", bare):
            break
        for end in (word.end(), word.start() + len(bare)):
            found = read_date(typed[:end], today)
            if found is not None:
                if isinstance(found, Ambiguous):
                    found = Ambiguous(typed[:end].strip(), found.readings)
                best = found, end
                break
    return best


def read_period(typed: str, today: date) -> tuple[date, date] | Ambiguous | None:
    """First and last day of the year, quarter, month, ISO week, day or range that the whole text names.

    In a range, an end without a year takes the year of the other end. "2025/26"
    is none: where a fiscal year begins is not knowable from it.
    """
    text = _plain(typed)
    span = _calendar_span(text)
    if span:
        return span if _within(span[0]) and _within(span[1]) else None
    single = read_date(typed, today)
    if isinstance(single, Ambiguous):
        return single
    if single:
        return single, single
    for left, right in _splits(text):
        spans = _range(left, right, today)
        if len(spans) == 1:
            return spans[0]
        if spans:
            return Ambiguous(typed, tuple(f"{first}/{last}" for first, last in spans))
    return None


def is_old(last: date, today: date, years: int = OLD_YEARS) -> bool:
    """Whether a day, or a period that ended on it, is more than so many years ago."""
    return (last.year + years, last.month, last.day) < (today.year, today.month, today.day)


def write_date(day: date) -> str:
    """The day as read back to people: "1 May 2026"."""
    return f"{day.day} {words.entry('calendar.months')[day.month - 1]} {day.year}"


def write_period(first: date, last: date) -> str:
    """The shortest exact name: year, quarter, month, day, otherwise both days."""
    if first == last:
        return write_date(first)
    if first.year == last.year:
        months = first.month, last.month
        if (first, last) == (_month_span(first.year, months[0])[0], _month_span(last.year, months[1])[1]):
            if months == (1, 12):
                return f"{first.year}"
            if months[0] == months[1]:
                return f"{words.entry('calendar.months')[months[0] - 1]} {first.year}"
            if months[0] % 3 == 1 and months[1] == months[0] + 2:
                return f"{words.entry('calendar.quarter')}{months[1] // 3} {first.year}"
    return f"{write_date(first)} – {write_date(last)}"


def _plain(typed: str) -> str:
    """One blank between words; nothing for a text too long to be a date or period."""
    return " ".join(typed.split()) if len(typed) <= LONGEST_TYPED else ""


def _within(day: date) -> bool:
    return FIRST_YEAR <= day.year <= LAST_YEAR


def _make(year: int, month: int, day: int) -> date | None:
    try:
        made = date(year, month, day)
    except ValueError:
        return None
    return made if _within(made) else None


def _is(typed: str, key: str) -> bool:
    return typed.casefold() == str(words.entry(f"calendar.{key}")).casefold()


def _named(typed: str, key: str) -> int | None:
    """Which of the names begins with what was typed, counted from 0."""
    wanted = typed.removesuffix(".").casefold()
    names = [str(name).casefold() for name in words.entry(f"calendar.{key}")]
    if wanted in names:
        return names.index(wanted)
    found = [place for place, name in enumerate(names) if name.startswith(wanted)]
    return found[0] if len(wanted) >= LEAST_LETTERS and len(found) == 1 else None


def _ordinal(suffix: str) -> bool:
    return not suffix or suffix.casefold() in words.entry("calendar.ordinals")


def _days(text: str, today: date, year: int | None = None) -> _Days | None:
    """What the text can mean as a day; ``year`` is for a text that leaves it out."""
    if found := re.fullmatch(_ISO, text):
        made = _make(*(int(part) for part in found.groups()))
        return _Days((made,)) if made else None
    if found := re.fullmatch(_RELATIVE, text):
        made = _later(today, int(found[1]), found[2].casefold())
        return _Days((made,)) if made else None
    if found := re.fullmatch(_DOTS, text):
        return _dated([(int(found[1]), int(found[2]))], found[3], today, year)
    if found := re.fullmatch(_SLASHES, text):
        one, two = int(found[1]), int(found[2])
        return _dated([(one, two), (two, one)], found[3], today, year)
    found = re.fullmatch(_DAY_MONTH, text)
    if found and _ordinal(found[2]) and (not found[3] or _is(found[3], "of")):
        month = _named(found[4], "months")
        return None if month is None else _dated([(int(found[1]), month + 1)], found[5], today, year)
    if (found := re.fullmatch(_MONTH_DAY, text)) and _ordinal(found[3]):
        month = _named(found[1], "months")
        return None if month is None else _dated([(int(found[2]), month + 1)], found[4], today, year)
    return _one_word(text, today)


def _one_word(text: str, today: date) -> _Days | None:
    """Today, tomorrow, or the next such weekday strictly after today."""
    ahead: int | None = None
    if _is(text, "today"):
        ahead = 0
    elif _is(text, "tomorrow"):
        ahead = 1
    elif (weekday := _named(text, "weekdays")) is not None:
        ahead = (weekday - today.weekday() - 1) % 7 + 1
    made = None if ahead is None else _later(today, ahead, "d")
    return _Days((made,)) if made else None


def _later(today: date, count: int, unit: str) -> date | None:
    """``today`` plus so many units; a month too short for the day gives its last day."""
    try:
        if unit in ("d", "w"):
            made = today + timedelta(days=count * (7 if unit == "w" else 1))
        elif unit in ("m", "y"):
            years, month = divmod(today.month - 1 + count * (12 if unit == "y" else 1), 12)
            last = monthrange(today.year + years, month + 1)[1]
            made = today.replace(today.year + years, month + 1, min(today.day, last))
        else:
            return None
    except (ValueError, OverflowError):
        return None
    return made if _within(made) else None


def _dated(days: list[tuple[int, int]], typed_year: str | None, today: date, year: int | None) -> _Days:
    """The (day, month) pairs that exist, each in the typed, given or next year; 26 is 2026."""
    if typed_year:
        year = int(typed_year) + (2000 if len(typed_year) == 2 else 0)
    years = range(today.year, today.year + LEAP_GAP + 1) if year is None else range(year, year + 1)
    options: list[date] = []
    for day, month in days:
        made = (_make(each, month, day) for each in years)
        option = next((one for one in made if one and (year is not None or one >= today)), None)
        if option and option not in options:
            options.append(option)
    return _Days(tuple(options), yearless=not typed_year)


def _month_span(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _month(text: str) -> tuple[int | None, int] | None:
    """Year (where there is one) and month of "2026-01", "Jan 2026" or "Jan"."""
    if found := re.fullmatch(_ISO_MONTH, text):
        return (int(found[1]), int(found[2])) if 1 <= int(found[2]) <= 12 else None
    found = re.fullmatch(_MONTH_YEAR, text)
    month = _named(found[1], "months") if found else None
    if not found or month is None:
        return None
    return int(found[2]) if found[2] else None, month + 1


def _calendar_span(text: str) -> tuple[date, date] | None:
    """A year, quarter, month or ISO week (ISO 8601: week 1 has the first Thursday)."""
    try:
        if re.fullmatch(_YEAR, text):
            return date(int(text), 1, 1), date(int(text), 12, 31)
        if (found := re.fullmatch(_QUARTER_YEAR, text)) and _is(found[1], "quarter"):
            return _quarter_span(int(found[3]), int(found[2]))
        if (found := re.fullmatch(_YEAR_QUARTER, text)) and _is(found[2], "quarter"):
            return _quarter_span(int(found[1]), int(found[3]))
        if found := re.fullmatch(_ISO_WEEK, text):
            return _week_span(int(found[1]), int(found[2]))
        if (found := re.fullmatch(_WEEK_YEAR, text)) and _is(found[1], "week"):
            return _week_span(int(found[3]), int(found[2]))
        month = _month(text)
        return _month_span(month[0], month[1]) if month and month[0] is not None else None
    except (ValueError, OverflowError):
        return None


def _quarter_span(year: int, quarter: int) -> tuple[date, date]:
    return _month_span(year, 3 * quarter - 2)[0], _month_span(year, 3 * quarter)[1]


def _week_span(year: int, week: int) -> tuple[date, date]:
    return date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7)


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """Every way to part the text into two ends; a slash parts only ISO forms (ISO 8601 interval)."""
    to = re.escape(words.entry("calendar.to"))
    for found in re.finditer(rf"(?=( ?(?:\.\.|[-–—/]) ?| {to} ))", text, re.IGNORECASE):
        left, right = text[: found.start()], text[found.end(1) :]
        iso = all(re.fullmatch(_ISO, end) or re.fullmatch(_ISO_MONTH, end) for end in (left, right))
        if "/" not in found[1] or iso:
            yield left, right


def _range(left: str, right: str, today: date) -> list[tuple[date, date]]:
    """The spans, first day not after the last, that two ends can mean: two months or two days."""
    one, two = _month(left), _month(right)
    if one and two:
        (first_year, first_month), (year, month) = one, two
        first_year, year = (year if first_year is None else first_year, first_year if year is None else year)
        if first_year is None or year is None or min(first_year, year) < FIRST_YEAR:
            return []
        spans = [(_month_span(first_year, first_month)[0], _month_span(year, month)[1])]
    else:
        spans = _day_range(left, right, today)
    return [span for span in dict.fromkeys(spans) if span[0] <= span[1] and _within(span[1])]


def _day_range(left: str, right: str, today: date) -> list[tuple[date, date]]:
    """Both ends day-first, then both month-first; an end of one meaning goes with each of the other's."""
    firsts, lasts = _days(left, today), _days(right, today)
    if not firsts or not lasts:
        return []
    if lasts.yearless and not firsts.yearless and firsts.options:
        lasts = _days(right, today, firsts.options[0].year) or lasts
    spans: list[tuple[date, date]] = []
    for place, last in enumerate(lasts.options):
        these = (firsts.yearless and _days(left, today, last.year)) or firsts
        alike = len(these.options) == len(lasts.options)
        spans += [(first, last) for first in (these.options[place : place + 1] if alike else these.options)]
    return spans
