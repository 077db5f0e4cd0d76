"""One record of a file as figures: each with its period, how it was counted, and what is doubtful."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bpworkshop import text, words
from bpworkshop.errors import FileProblem
from bpworkshop.figures import cells as read
from bpworkshop.figures.cells import Days, Odd, Order
from bpworkshop.figures.facts import Fact, Gap, Method, filled, has_parts, has_thousandths
from bpworkshop.figures.layout import Layout, Library, Measure
from bpworkshop.figures.table import Record, Table, folded
from bpworkshop.words import say

LONGEST_CODE = 60


class Reader:
    """Reads records by a layout. What dates begin with is found out once, when one could be two."""

    def __init__(self, layout: Layout, table: Table) -> None:
        self._layout = layout
        self._table = table
        self._order: Order | None = layout.order or None
        self._months: bool | None = None

    def read(self, record: Record, library: Library) -> Iterator[Fact | Gap]:
        """What the record says in each column that is measured."""
        period, doubts = self._period(record)
        name = library.name or library.place
        if folded(name) in words.entry("figures.sum_words"):
            doubts = [*doubts, say("figures.warning.sum", name=name)]
        first, last = period or (None, None)
        for one in self._layout.measures:
            method, how, unclear = self._method(one, record.cells)
            cell = record.cells[one.at]
            found = Gap(
                one.metric,
                code=text.line(cell)[:LONGEST_CODE],
                unit=one.unit,
                first=first,
                last=last,
                method=method,
                about=self._cell(record.cells, self._layout.about),
                library=library.name,
                source=self._table.path.name,
                column=text.line(one.column),
                row=record.line,
                key=library.key or library.place,
                keyed=bool(library.key),
            )
            if self._layout.guessed:
                unclear = [*unclear, say("figures.warning.guessed", column=one.column)]
            value = self._value(one, cell)
            if isinstance(value, Decimal):
                if value % 1 and not has_parts(one.unit):
                    unclear = [say("figures.warning.part", cell=cell.strip()), *unclear]
                yield filled(found, value, how, (*doubts, *unclear))
            else:
                yield found._replace(warnings=(value, *doubts, *unclear))

    def _value(self, one: Measure, cell: str) -> Decimal | str:
        """The number, or in a sentence why there is none."""
        bare = cell.strip()
        if meaning := self._layout.codes.get(bare):
            known: dict[str, str] = words.entry("figures.code")
            return say("figures.warning.code", code=bare, meaning=known.get(meaning, meaning))
        value = read.number(cell, self._layout.marks)
        if isinstance(value, Decimal) and not has_thousandths(one.unit) and (mark := read.grouped(cell)):
            # What is counted has no thousandths, not even .000: the mark may be no decimal one.
            value = Odd.AMBIGUOUS if value % 1 or mark == self._layout.marks else value
        if isinstance(value, Odd):
            return say(f"figures.odd.{value}", cell=text.line(bare)[:LONGEST_CODE])
        # Nothing that a library counts is less than nothing: an unknown code is no number either.
        return say("figures.warning.negative", cell=bare) if value < 0 else value

    def _method(self, one: Measure, cells: Sequence[str]) -> tuple[Method, str, list[str]]:
        """How it was counted, in the file's own words where it has some, and what is unclear about that."""
        if self._cell(cells, one.flag).upper().startswith("I"):
            return "imputed", "", [say("figures.warning.imputed")]
        report = self._cell(cells, one.report).upper()
        if report in ("CT", "ES"):
            return ("counted" if report == "CT" else "estimated"), "", []
        how = self._cell(cells, self._layout.how)
        if not how:
            return one.method, "", []
        small = how.casefold()
        known: dict[str, list[str]] = words.entry("figures.count_words")
        unclear = any(word in small for word in known["unclear"])
        for method in () if unclear else ("estimated", "counted"):
            if any(word in small for word in known[method]):
                return ("estimated" if method == "estimated" else "counted"), how, []
        return one.method, how, [say("figures.warning.count_type", how=how)]

    def _period(self, record: Record) -> tuple[Days | None, list[str]]:
        layout = self._layout
        if layout.fixed:
            return layout.fixed, []
        if layout.first is None:
            return None, [say("figures.warning.no_period")]
        first, doubts = self._days(record, layout.first)
        if layout.last is None or first is None:
            return first, doubts
        last, more = self._days(record, layout.last)
        if last is None:
            return None, more
        if last[1] < first[0]:
            return None, [say("figures.warning.backwards")]
        return (first[0], last[1]), []

    def _days(self, record: Record, at: int) -> tuple[Days | None, list[str]]:
        cell = record.cells[at]
        begins = self._layout.year_begins
        found = read.days(cell, self._order or Order.UNKNOWN, begins)
        columns = [each for each in (self._layout.first, self._layout.last) if each is not None]
        if found is Odd.ORDER and self._order is None:
            self._order = order_of(self._table, columns)
            found = read.days(cell, self._order, begins)
        if found is Odd.MONTH_OR_YEAR:
            if self._months is None:
                self._months = _has_months(self._table, columns)
            found = read.period(cell.strip()) if self._months else found
        if isinstance(found, Odd):
            bare = text.line(cell)[:LONGEST_CODE]
            return None, [say(f"figures.no_day.{found}", cell=bare, column=self._table.header[at])]
        return found, []

    @staticmethod
    def _cell(cells: Sequence[str], at: int | None) -> str:
        return text.line(cells[at]) if at is not None else ""


def _has_months(table: Table, columns: Sequence[int]) -> bool:
    """Whether a cell of these columns is a month beyond doubt: then 2011-12 is one, too."""
    cells = (record.cells[at] for record in table.records() for at in columns if at < len(record.cells))
    return any(map(read.is_month, cells))


def order_of(table: Table, columns: Sequence[int]) -> Order:
    """What the dates of a file begin with, from all of them: who wrote one column wrote the others.

    Raises FileProblem where some begin with the day and some with the month.
    """
    shown: dict[Order, tuple[int, str]] = {}
    for record in table.records():
        for at in columns:
            found = read.order(record.cells[at]) if at < len(record.cells) else Order.UNKNOWN
            if found:
                shown.setdefault(found, (record.line, table.header[at]))
        if len(shown) > 1:
            (day, of_day), (month, of_month) = shown[Order.DAY], shown[Order.MONTH]
            raise FileProblem(
                "figures.two_orders",
                path=table.path,
                line=max(day, month),
                day=day,
                of_day=of_day,
                month=month,
                of_month=of_month,
            )
    return next(iter(shown), Order.UNKNOWN)
