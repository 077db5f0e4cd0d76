"""Which column of a file means what, as somebody said once: kept as TOML for next year's file.

A beginning for whoever makes one is ``figures.guessing``.
"""

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, get_args

from bpworkshop import text
from bpworkshop.errors import FileProblem
from bpworkshop.figures.cells import Days, Marks, Order
from bpworkshop.figures.facts import Method
from bpworkshop.figures.layout import Layout, Measure
from bpworkshop.figures.table import DELIMITERS, Table
from bpworkshop.words import say

KIND = "mapped"

FORMAT = 1
LARGEST = 1 << 18
LONGEST = 200


class Column(NamedTuple):
    """A column of numbers, and what they are."""

    column: str
    metric: str
    unit: str
    method: Method = "not-stated"


class Mapping(NamedTuple):
    """What somebody said of a file's columns. Empty is what nobody said."""

    figures: tuple[Column, ...]
    library: str = ""
    key: str = ""
    place: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    period: Days | None = None
    how: str = ""
    about: str = ""
    delimiter: str = ""
    decimal: Marks = Marks.UNKNOWN
    dates: Order = Order.UNKNOWN
    year_begins: int = 0
    """The month in which financial years begin, from 1."""
    codes: tuple[tuple[str, str], ...] = ()
    """Cells that stand for a number that is not there, each with what it means."""


_KEYS = {
    "library": "library",
    "key": "key",
    "from": "first",
    "to": "last",
    "how": "how",
    "about": "about",
}
"""Keys of the file that name a column, and the fields that they fill."""

_ALL = (
    *("format", *_KEYS, "place", "period", "delimiter", "decimal", "dates", "year_begins"),
    *("figures", "codes"),
)


# Read and written


def read(path: Path) -> Mapping:
    """The mapping that a file holds. Raises FileProblem with line and key for what is none."""
    from bpworkshop import toml
    from bpworkshop.figures.scan import opened

    with opened(path) as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise FileProblem("figures.mapping.large", path=path)
    return _Reader(path, toml.read(data, path)).mapping()


def written(mapping: Mapping) -> str:
    """The mapping as TOML; ``read`` gives it back."""
    import tomli_w

    table: dict[str, Any] = {"format": FORMAT}
    table |= {key: getattr(mapping, field) for key, field in _KEYS.items()}
    table["place"] = list(mapping.place)
    table |= {"delimiter": mapping.delimiter, "decimal": str(mapping.decimal), "dates": str(mapping.dates)}
    table["year_begins"] = mapping.year_begins
    table = {key: value for key, value in table.items() if value}
    if mapping.period:
        table["period"] = {"from": mapping.period[0], "to": mapping.period[1]}
    if mapping.codes:
        table["codes"] = dict(mapping.codes)
    head = tomli_w.dumps(table)
    # Headers are written here: tomli-w folds short tables into one line.
    figures = "".join(f"\n[[figures]]\n{tomli_w.dumps(one._asdict())}" for one in mapping.figures)
    return head + figures


class _Reader:
    """Takes TOML for a mapping, each value checked: whoever wrote it is told where it does not fit."""

    def __init__(self, path: Path, document: Any) -> None:
        self._path = path
        self._document = document
        self._data: dict[str, Any] = document.data

    def mapping(self) -> Mapping:
        data = self._data
        self._known(data, _ALL, ())
        if data.get("format") != FORMAT:
            raise self._wrong(("format",), say("figures.mapping.format", known=FORMAT))
        tables = data.get("figures")
        if not isinstance(tables, list) or not tables or not all(isinstance(one, dict) for one in tables):
            raise self._wrong(("figures",), say("figures.mapping.figures"))
        places = data.get("place", [])
        if not isinstance(places, list):
            raise self._wrong(("place",), say("figures.mapping.columns"))
        delimiter = data.get("delimiter", "")
        if delimiter not in ("", *DELIMITERS):
            raise self._wrong(("delimiter",), say("figures.mapping.delimiter"))
        begins = data.get("year_begins", 0)
        if type(begins) is not int or not 0 <= begins <= 12:
            raise self._wrong(("year_begins",), say("figures.mapping.year_begins"))
        return Mapping(
            tuple(self._column(one, at) for at, one in enumerate(tables)),
            **{field: self._line((key,), data.get(key, ""), empty=True) for key, field in _KEYS.items()},
            place=tuple(self._line(("place", at), one) for at, one in enumerate(places)),
            period=self._period(),
            delimiter=delimiter,
            decimal=Marks(self._one_of(("decimal",), data.get("decimal", ""), tuple(Marks))),
            dates=Order(self._one_of(("dates",), data.get("dates", ""), tuple(Order))),
            year_begins=begins,
            codes=self._codes(),
        )

    def _column(self, table: dict[str, Any], at: int) -> Column:
        self._known(table, Column._fields, ("figures", at))
        found = {
            name: self._line(("figures", at, name), table.get(name)) for name in ("column", "metric", "unit")
        }
        known = get_args(Method)
        method = self._one_of(("figures", at, "method"), table.get("method", "not-stated"), known)
        return Column(**found, method=method)

    def _period(self) -> Days | None:
        table = self._data.get("period")
        if table is None:
            return None
        if not isinstance(table, dict):
            raise self._wrong(("period",), say("figures.mapping.period"))
        self._known(table, ("from", "to"), ("period",))
        first, last = table.get("from"), table.get("to")
        # A moment is a day to Python, and none here.
        if type(first) is not date or type(last) is not date or first > last:
            raise self._wrong(("period",), say("figures.mapping.period"))
        return first, last

    def _codes(self) -> tuple[tuple[str, str], ...]:
        table = self._data.get("codes", {})
        if not isinstance(table, dict):
            raise self._wrong(("codes",), say("figures.mapping.codes"))
        return tuple((cell, self._line(("codes", cell), meaning)) for cell, meaning in table.items())

    def _line(self, where: tuple[str | int, ...], value: object, empty: bool = False) -> str:
        fits = isinstance(value, str) and len(value) <= LONGEST and "\n" not in value and text.is_clean(value)
        if not fits or not (str(value).strip() or (empty and value == "")):
            raise self._wrong(where, say("reason.string_type"))
        return str(value)

    def _one_of(self, where: tuple[str | int, ...], value: object, known: tuple[str, ...]) -> Any:
        if value not in known:
            named = ", ".join(one for one in known if one)
            raise self._wrong(where, say("reason.literal_error", expected=named))
        return value

    def _known(self, table: dict[str, Any], keys: tuple[str, ...], where: tuple[str | int, ...]) -> None:
        for key in table:
            if key not in keys:
                raise self._unknown((*where, key), keys)

    def _unknown(self, where: tuple[str | int, ...], keys: tuple[str, ...]) -> FileProblem:
        import difflib

        from bpworkshop import toml

        line, field = self._document.line(where), toml.dotted(where)
        if near := difflib.get_close_matches(str(where[-1])[:LONGEST], keys, 1):
            return FileProblem("toml.unknown_near", path=self._path, line=line, field=field, near=near[0])
        return FileProblem("toml.unknown", path=self._path, line=line, field=field)

    def _wrong(self, where: tuple[str | int, ...], reason: str) -> FileProblem:
        from bpworkshop import toml

        line = self._document.line(where)
        return FileProblem("toml.value", path=self._path, line=line, field=toml.dotted(where), reason=reason)


# What it means for a file


def layout(mapping: Mapping, table: Table, guessed: bool = False) -> Layout:
    """How to read a file by a mapping.

    Raises FileProblem for a column that the file does not have, or has twice,
    and where its numbers show two decimal marks.
    """
    measures = tuple(
        Measure(one.metric, one.unit, one.column, _at(table, one.column), one.method)
        for one in mapping.figures
    )
    first = _maybe(table, mapping.first)
    return Layout(
        KIND,
        measures,
        key=_maybe(table, mapping.key),
        name=_maybe(table, mapping.library),
        place=tuple(_at(table, one) for one in mapping.place),
        first=first,
        last=_maybe(table, mapping.last),
        fixed=mapping.period,
        how=_maybe(table, mapping.how),
        about=_maybe(table, mapping.about),
        marks=mapping.decimal or table.marks([one.at for one in measures]),
        order=mapping.dates,
        year_begins=mapping.year_begins,
        codes=dict(mapping.codes),
        once=first is None and not mapping.about and bool(mapping.library or mapping.key),
        guessed=guessed,
    )


def _at(table: Table, name: str) -> int:
    found = table.column(name)
    if found is None:
        known = ", ".join(text.line(one) for one in table.header if one.strip())
        raise FileProblem(
            "figures.no_column", path=table.path, line=table.header_line, column=name, known=known
        )
    return found


def _maybe(table: Table, name: str) -> int | None:
    return _at(table, name) if name else None
