"""All sessions of a folder, found and drawn as rows. Pure: what was read in, rows out.

Rows are made when they are drawn: of ten thousand sessions thirty are in sight.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import accumulate
from typing import Literal, NamedTuple, get_args

from bpworkshop import text
from bpworkshop.method.guide import Guide
from bpworkshop.review.asking import Asked
from bpworkshop.review.filters import Filter
from bpworkshop.review.query import Query, place
from bpworkshop.session.dates import write_date
from bpworkshop.store.folder import Listed
from bpworkshop.store.index import Hit
from bpworkshop.store.tokens import fold, tokens
from bpworkshop.tui.rows import Made, Part, Row, cells, fitted, wrap
from bpworkshop.words import say

Way = Literal["newest", "title", "partner", "status", "due"]
"""The orders in which sessions stand."""

WAYS: tuple[Way, ...] = get_args(Way)

COLUMNS_FROM, DUE_FROM, WIDEST = 100, 130, 160
"""Cells from which a session stands in one row, from which its next day does too, and of a row at most."""

PARTNERS, DAY, STATE, DUE = 24, 17, 18, 23
"""Cells of the columns."""

LONG = 300
"""Letters of each text of a hit that is told whole."""

_cells = lru_cache(maxsize=1024)(cells)
"""What a key leaves on the screen is not made again."""

_STATUS = {"running": 0, "draft": 1, "closed": 2}
_HIT = "\0"
"""Stands between a handle and the number of a hit; no file's name has it."""


class Known(NamedTuple):
    """One file as it is shown: what a list knows of it, and the next day on which something is due.

    ``words`` are those of its row, folded, with a space before each.
    """

    listed: Listed
    due: date | None = None
    words: str = ""


@dataclass
class Sought:
    """What was looked for, so that whoever comes back finds it as it was left."""

    typed: str = ""
    way: Way = "newest"
    chosen: str | None = None


class Told:
    """What rows say of a session, in the guide's words."""

    def __init__(self, guide: Guide, today: date) -> None:
        self.today = today
        self.phases = guide.choices("session", "phase")
        self.statuses = guide.choices("session", "status")

    def partners(self, one: Known) -> str:
        return ", ".join(one.listed.partners)

    def day(self, one: Known) -> str:
        day = one.listed.created
        return write_date(day) if day else ""

    def state(self, one: Known) -> str:
        """Phase and status. Both come unchecked from the file."""
        phase, status = one.listed.phase, one.listed.status
        told = (self.phases.get(phase, phase), self.statuses.get(status, status))
        return ", ".join(filter(None, told))

    def due(self, one: Known) -> str:
        if one.due is None:
            return ""
        return say("find.late" if one.due < self.today else "find.due", day=write_date(one.due))

    def under(self, one: Known) -> str:
        """All that is known of it beside its title, in one line."""
        partners = self.partners(one)
        told = say("home.with", partners=partners) if partners else ""
        return " · ".join(filter(None, (told, self.day(one), self.state(one), self.due(one))))

    def said(self, one: Known) -> str:
        """All that its row says, for whoever types words of it."""
        listed = one.listed
        if listed.error:
            return f"{listed.handle} {listed.error}"
        day = listed.created
        return f"{listed.title} {listed.handle} {day or ''} {self.under(one)}"


# What fits


def folded(shown: Sequence[Known], told: Told) -> list[Known]:
    """The same with their words, so that a key need not fold ten thousand rows."""
    return [one._replace(words=_spaced(told.said(one))) for one in shown]


@lru_cache(maxsize=1 << 14)
def _spaced(words: str) -> str:
    return "".join(f" {one}" for one in tokens(words))


def fitting(among: Sequence[Known], asked: Asked) -> list[Known]:
    """Those in whose row each word begins one, and that the filters let through."""
    found = list(among)
    for begin in asked.begins:
        needle = f" {begin}"
        found = [one for one in found if needle in one.words]
    if asked.filters:
        fits = _fits(asked.filters)
        found = [one for one in found if fits(one.listed)]
    return found


def _fits(filters: Filter) -> Callable[[Listed], bool]:
    """The same as ``filters.fits``, but names are folded once and not at each key."""
    rest = replace(filters, partner=None, person=None)
    partner, person = (_begins(name) for name in (filters.partner, filters.person))

    def fits(listed: Listed) -> bool:
        return (
            not listed.error
            and (not rest or rest.fits(listed))
            and (not partner or _named(partner, listed.partners))
            and (not person or _named(person, listed.people))
        )

    return fits


def _begins(name: str | None) -> list[str]:
    return [f" {one}" for one in tokens(name or "")]


def _named(begins: Sequence[str], names: Sequence[str]) -> bool:
    return any(all(begin in _spaced(name) for begin in begins) for name in names)


class Trail:
    """What was found for what was typed so far: a further letter looks only there."""

    def __init__(self, every: Sequence[Known]) -> None:
        self._steps: list[tuple[Asked, Sequence[Known]]] = [(Asked(), every)]

    def to(self, asked: Asked) -> Sequence[Known]:
        """The sessions that fit, in the order of all."""
        while len(self._steps) > 1 and not asked.narrows(self._steps[-1][0]):
            self._steps.pop()
        before, found = self._steps[-1]
        if asked.filters != before.filters or asked.begins != before.begins:
            found = fitting(found, asked)
            self._steps.append((asked, found))
        return found


def ordered(shown: Sequence[Known], way: Way) -> list[Known]:
    """In an order; those of which nothing is known that it goes by stand last, otherwise the newest first."""
    shown = sorted(shown, key=lambda one: one.listed.handle, reverse=True)
    match way:
        case "newest":
            return shown
        case "title":
            return sorted(shown, key=lambda one: fold(one.listed.title or one.listed.handle))
        case "partner":
            return sorted(
                shown, key=lambda one: (not one.listed.partners, list(map(fold, one.listed.partners)))
            )
        case "status":
            return sorted(shown, key=lambda one: _STATUS.get(one.listed.status, len(_STATUS)))
        case "due":
            return sorted(shown, key=lambda one: one.due or date.max)


# Rows


class Found(NamedTuple):
    """What stands on the screen: sessions, and by their handles the hits in them."""

    sessions: Sequence[Known] = ()
    hits: Mapping[str, Sequence[Hit]] = {}
    query: Query = Query()
    way: Way = "newest"

    def at(self, item: str | None) -> tuple[Listed | None, Hit | None]:
        """The session of an item and, where it is one, the hit."""
        handle, _, number = (item or "").partition(_HIT)
        hit = self.hits[handle][int(number)] if number else None
        if hit:
            return hit.listed, hit
        return next((one.listed for one in self.sessions if one.listed.handle == handle), None), None


class FoundRows(Made):
    """A session in a row or two, and each hit in one; what is chosen is told whole."""

    def __init__(self, found: Found, told: Told, width: int, room: int, chosen: str | None) -> None:
        self._found, self._told, self._width = found, told, min(width, WIDEST)
        self._columns = width >= COLUMNS_FROM
        least = 1 if self._columns else 2
        # Air while there is room, so that the eye finds its way.
        hits = sum(map(len, found.hits.values()))
        self._air = (least + 1) * len(found.sessions) + hits < room
        self._each = least + self._air
        self._blocks: Sequence[Known | Hit] = found.sessions
        self.items: Sequence[str] = [one.listed.handle for one in found.sessions]
        self._starts: Sequence[int] = range(0, self._each * len(self.items), self._each)
        self._length = self._each * len(self.items)
        if found.hits:
            self._place_hits()
        self.chosen = chosen if chosen in self.items else next(iter(self.items), None)
        self._at = self.items.index(self.chosen) if self.chosen is not None else 0
        self._rows: dict[int, Sequence[Row]] = {}
        self._more = len(self._made(self._at)) - self._height(self._at) if self.items else 0

    def _place_hits(self) -> None:
        blocks: list[Known | Hit] = []
        items: list[str] = []
        for one in self._found.sessions:
            handle = one.listed.handle
            hits = self._found.hits.get(handle, ())
            blocks += (one, *hits)
            items += (handle, *(f"{handle}{_HIT}{number}" for number in range(len(hits))))
        self._blocks, self.items = blocks, items
        *self._starts, self._length = accumulate(map(self._height, range(len(blocks))), initial=0)

    def _height(self, block: int) -> int:
        return 1 if isinstance(self._blocks[block], Hit) else self._each

    def __len__(self) -> int:
        return self._length + self._more

    def row(self, at: int) -> Row:
        chosen = self._starts[self._at]
        if at >= chosen + self._height(self._at) + self._more:
            at -= self._more
            block = bisect_right(self._starts, at) - 1
        else:
            block = min(bisect_right(self._starts, at) - 1, self._at)
        return self._made(block)[at - self._starts[block]]

    def rows_of(self, item: str) -> range:
        if item not in self.items:
            return range(0)
        block = self.items.index(item)
        start = self._starts[block] + (self._more if block > self._at else 0)
        return range(start, start + len(self._made(block)))

    def _made(self, block: int) -> Sequence[Row]:
        if block not in self._rows:
            one, item = self._blocks[block], self.items[block]
            whole = block == self._at
            if isinstance(one, Hit):
                self._rows[block] = self._hit(one, item, whole)
            else:
                self._rows[block] = [*[Row()] * self._air, *self._session(one, item, whole)]
        return self._rows[block]

    def _session(self, one: Known, item: str, whole: bool) -> tuple[Row, ...]:
        listed, width, told = one.listed, self._width, self._told
        head: Part = (" ▸ " if whole else "   ", "mark")
        if listed.error:
            reason = say("cli.list.broken", reason=text.line(listed.error))
            return self._broken(text.line(listed.handle), reason, head, item, whole)
        late = one.due is not None and one.due < told.today
        if self._columns:
            due: tuple[Part, int] = (told.due(one), "missing" if late else "known"), DUE
            day: tuple[Part, int] = (told.day(one), "known"), DAY
            # In the order of what is due its day has to be seen.
            days = [day, due] if width >= DUE_FROM else [due] if self._found.way == "due" else [day]
            known = (((told.partners(one), "known"), PARTNERS), *days, ((told.state(one), "known"), STATE))
            room = width - 4 - sum(2 + cell for _, cell in known)
            return _cells(head, (((listed.title, "said"), room), *known), item, whole)
        return self._over_each_other(head, (listed.title, "said"), (told.under(one), "known"), item, whole)

    def _over_each_other(
        self, head: Part, name: Part, known: Part, item: str, whole: bool
    ) -> tuple[Row, ...]:
        width = self._width
        under = _cells(("     ", "plain"), ((known, width - 6),), item, whole)
        return _cells(head, ((name, width - 4),), item, whole) + under

    def _broken(self, name: str, reason: str, head: Part, item: str, whole: bool) -> tuple[Row, ...]:
        """A file that can't be read stands where it is, with its reason."""
        if self._columns and not whole:
            room = self._width - 4
            taken = min(text.width(name) + 2, room // 2)
            return _cells(
                head, (((name, "said"), taken), ((reason, "missing"), room - taken - 2)), item, False
            )
        return self._over_each_other(head, (name, "said"), (reason, "missing"), item, whole)

    def _hit(self, hit: Hit, item: str, whole: bool) -> list[Row]:
        """Where it stands and what was said there; what was looked for is marked."""
        label = f"{place(hit.place, hit.number)}: "
        indent = 6 if self._columns else 5
        head: Part = (f"{'▸':>{indent - 1}} " if whole else " " * indent, "mark")
        room = max(self._width - indent - 1 - (text.width(label)), 10)
        excerpt = self._found.query.excerpt(hit.texts, LONG)
        if not whole:
            excerpt = self._found.query.excerpt((excerpt.text,), room - 2)
        lines = wrap(excerpt.text, room) if whole else [fitted(excerpt.text, room).rstrip()]
        made, end = [], 0
        for at, line in enumerate(lines):
            # What is cut ends with a sign that stands in no text.
            begin = max(excerpt.text.find(line.removesuffix("…"), end), end)
            end = begin + len(line)
            front = (head, (label, "faint")) if at == 0 else ((" " * (indent + text.width(label)), "plain"),)
            made.append(Row((*front, *_marked(line, begin, excerpt.marks)), item))
        return made


def _marked(line: str, begin: int, marks: Sequence[tuple[int, int]]) -> list[Part]:
    """A line that begins there in a text, with what was looked for standing out."""
    parts: list[Part] = []
    at = 0
    for first, last in marks:
        first, last = max(first - begin, at), min(last - begin, len(line))
        if first < last:
            parts += [(line[at:first], "known"), (line[first:last], "mark")]
            at = last
    return [part for part in (*parts, (line[at:], "known")) if part[0]]
