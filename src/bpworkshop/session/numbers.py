"""Numbers and money as people type them, and as they are told back.

Pure and without locale: the thousands separator comes from the words file.
Only ASCII digits count, so no look-alike slips into a sum.
"""

import re
from decimal import Decimal

from bpworkshop import words
from bpworkshop.session.dates import LONGEST_TYPED, Ambiguous

MOST_BEFORE, MOST_AFTER = 15, 6  # digits before and after the point
MOST_AFTER_MONEY = 4  # as finely as unit prices are quoted
MOST_WHOLE_DIGITS = 9
SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP"}
SHARED = {"kr": ("DKK", "SEK", "NOK"), "kr.": ("DKK", "SEK", "NOK")}  # one sign, several currencies

_BLANKS = " \u00a0\u2009\u202f"  # blank, no-break, thin, narrow no-break
_QUOTES = "'\u2019"
_SIGN = "[-\u2212]?"
# Patterns as text where they can be: compiled when one is first needed, and not at each start.
_PLAIN = r"([0-9]+)"
_ONE_MARK = r"([0-9]+)([.,])([0-9]+)"
_SPACED = rf"([1-9][0-9]{{0,2}}(?:([{_BLANKS}{_QUOTES}])[0-9]{{3}})(?:\2[0-9]{{3}})*)(?:[.,]([0-9]+))?"
_MARKED = r"([1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]+))?"
_RUN = re.compile(rf"{_SIGN}[0-9]+(?:[.,{_BLANKS}{_QUOTES}][0-9]+){{0,8}}")
_ENDS = re.compile(r"[,;:.!?)\]]*(?:\s|$)")
_PERCENT = re.compile(r"\s*%")
_SIDE = rf"[A-Za-z]{{3}}|[Kk][Rr]\.?|[{''.join(SYMBOLS)}]"
_MONEY = rf"(?:({_SIDE})\s*)?({_SIGN}[0-9].*?)(?:\s*({_SIDE}))?"


def read_number(typed: str) -> Decimal | Ambiguous | None:
    """The number that the whole text is: grouped or not, with a decimal point or comma.

    One mark before exactly three digits is grouping where it is the words'
    thousands separator, a decimal mark after a lone 0, and otherwise Ambiguous.
    """
    text = typed.strip()
    minus = text[:1] in ("-", "\u2212")
    text = text[minus:]
    if found := re.fullmatch(_PLAIN, text):
        return _make(minus, found[1], "")
    if found := re.fullmatch(_ONE_MARK, text):
        return _one_mark(typed, minus, found[1], found[2], found[3])
    if found := re.fullmatch(_SPACED, text) or re.fullmatch(_MARKED, text):
        return _make(minus, re.sub("[^0-9]", "", found[1]), found[3] or "")
    return None


def leading_number(typed: str) -> tuple[Decimal | Ambiguous, int] | None:
    """The number that the text begins with, and its length with any blanks before it.

    None where the digits are glued to something else ("1st", "2026-05-01",
    "35%"). Groups that do not hold together are not joined: "12 3 visits" is 12.
    """
    start = len(typed) - len(typed.lstrip())
    run = _RUN.match(typed, start)
    if not run or _PERCENT.match(typed, run.end()):
        return None
    ends = [digits.end() for digits in re.finditer("[0-9]+", typed[start : run.end()])]
    for end in (start + each for each in reversed(ends)):
        number = read_number(typed[start:end])
        joined = re.search(rf"[{_BLANKS}]", typed[start:end]) and re.match(rf"[{_BLANKS}][0-9]", typed[end:])
        if number is not None and not joined:
            return (number, end) if _ENDS.match(typed, end) else None
    return None


def read_money(typed: str) -> tuple[Decimal, str] | Ambiguous | None:
    """Amount and three-letter currency code; without a currency it is no money."""
    found = re.fullmatch(_MONEY, typed.strip()) if len(typed) <= LONGEST_TYPED else None
    if not found or bool(found[1]) == bool(found[3]):
        return None
    amount = read_number(found[2])
    if amount is None:
        return None
    sign = (found[1] or found[3]).casefold()
    codes = SHARED.get(sign) or (SYMBOLS.get(sign) or sign.upper(),)
    if isinstance(amount, Decimal):
        if -_exponent(amount) > MOST_AFTER_MONEY:
            return None
        if len(codes) == 1:
            return amount, codes[0]
    amounts = amount.readings if isinstance(amount, Ambiguous) else (_canonical(amount),)
    return Ambiguous(typed, tuple(f"{each} {code}" for each in amounts for code in codes))


def read_whole(typed: str) -> int | None:
    """A plain count: ASCII digits only, below 1,000,000,000."""
    text = typed.strip()
    return int(text) if re.fullmatch(rf"[0-9]{{1,{MOST_WHOLE_DIGITS}}}", text) else None


def write_number(number: Decimal) -> str:
    """Grouped as the words group, never with an exponent: "56,660", "12.5"."""
    thousands = str(words.entry("calendar.thousands"))
    marks = {",": thousands, ".": "," if thousands == "." else "."}
    return "".join(marks.get(each, each) for each in format(number if number else abs(number), ",f"))


def _make(minus: bool, before: str, after: str) -> Decimal | None:
    if len(before) > MOST_BEFORE or len(after) > MOST_AFTER:
        return None
    number = Decimal(f"{before}.{after}" if after else before)
    return number.copy_negate() if minus and number else number


def _one_mark(typed: str, minus: bool, before: str, mark: str, after: str) -> Decimal | Ambiguous | None:
    fraction = _make(minus, before, after)
    if len(after) != 3 or before == "0":
        return fraction
    if before.startswith("0"):
        return None
    whole = _make(minus, before + after, "")
    usual = mark == words.entry("calendar.thousands")
    if len(before) <= 3 and usual:
        return whole
    if len(before) > 3 and not usual:
        return fraction
    readings = tuple(_canonical(each) for each in (whole, fraction) if each is not None)
    return Ambiguous(typed, readings) if len(readings) > 1 else None


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _canonical(number: Decimal) -> str:
    """Plain digits that read back as this number only: 1.234 is given as 1.2340."""
    plain = format(number, "f")
    if "." in plain:
        plain = plain.rstrip("0").removesuffix(".")
    return plain + "0" if len(plain.partition(".")[2]) == 3 else plain
