"""What is late and what is due within a week, as home tells it above the sessions. Pure: no Textual."""

from collections.abc import Iterable, Sequence
from datetime import date

from bpworkshop import text
from bpworkshop.review.ledger import SOON, Row, once, row
from bpworkshop.session.dates import write_date
from bpworkshop.store.promised import Promised
from bpworkshop.tui.rows import Look, Part, fitted
from bpworkshop.words import say

HEIGHTS = ((36, 8), (22, 4), (0, 2))
"""From so many rows of the terminal on so many promises are told; the ledger tells all."""

KNOWN = 0.4
"""Of a line what at most tells who promised whom."""


def until(today: date) -> date:
    """The last day that counts; a clock may stand at the last day that there is."""
    return min(today, date.max - SOON) + SOON


def urgent(promises: Iterable[Promised], today: date) -> list[Row]:
    """Late ones of ours, then theirs, then what is due or waits for a yes within a week, by their days."""
    found = (row(one, today) for one in once(promises))
    return sorted((one for one in found if one.time in ("late", "soon")), key=_order)


def _order(one: Row) -> tuple[int, date]:
    return _kind(one), one.day or date.max


def _kind(one: Row) -> int:
    """0 late and ours, 1 late and theirs, 2 due, 3 a yes."""
    if one.time == "late":
        return 0 if one.promised.ours else 1
    return 3 if one.status == "proposed" else 2


def lines(found: Sequence[Row], width: int, height: int) -> list[Part]:
    """How many there are of each kind, then the first of them, then how many more; nothing where none is."""
    if not found:
        return []
    most = next(most for least, most in HEIGHTS if height >= least)
    counts = [sum(_kind(one) == kind for one in found) for kind in range(4)]
    told = [
        say(f"home.due.{name}", n=n)
        for name, n in zip(("ours", "theirs", "soon", "yes"), counts, strict=True)
        if n
    ]
    head = fitted(", ".join(told), width).rstrip()
    parts: list[Part] = [(head, "missing" if found[0].time == "late" else "mark")]
    days = max(text.width(_day(one)) for one in found[:most])
    for one in found[:most]:
        parts += [("\n", "plain"), *_line(one, width, days)]
    if len(found) > most:
        parts.append((f"\n  {say('home.due.more', n=len(found) - most)}", "faint"))
    return parts


def _line(one: Row, width: int, days: int) -> list[Part]:
    """Its day, what was promised, and who whom."""
    known = _known(one)
    room = max(width - 2 - days - 2, 10)
    beside = min(text.width(known), int(room * KNOWN))
    words = min(text.width(one.promised.words), room - beside - 2)
    look: Look = "missing" if one.time == "late" else "mark"
    return [
        (f"  {fitted(_day(one), days)}  ", look),
        (fitted(text.line(one.promised.words), words), "said"),
        (f"  {fitted(known, room - words - 2).rstrip()}", "known"),
    ]


def _day(one: Row) -> str:
    if one.day is None:
        return ""
    day = write_date(one.day)
    return say("find.late", day=day) if one.time == "late" else day


def _known(one: Row) -> str:
    promise = one.promised
    partner = promise.partner or ""
    if one.waits_for:
        who = say("home.due.waits", who=one.waits_for)
    elif promise.ours:
        who = say("home.due.for", partner=partner) if partner else say("home.due.us")
    else:
        who = promise.promiser or partner
    return ", ".join(filter(None, (who, promise.owner or "")))
