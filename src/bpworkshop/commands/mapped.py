"""What the columns of an unknown file mean, said line by line, and kept for next year's file."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from bpworkshop import places, text
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.figures import guessing, imls, uk
from bpworkshop.figures import mapping as mappings
from bpworkshop.figures.cells import Marks, Order, financial_year, is_financial
from bpworkshop.figures.facts import Method, counting, metric_words, unit_words
from bpworkshop.figures.mapping import Column, Mapping
from bpworkshop.figures.table import Table, folded
from bpworkshop.session.dates import Ambiguous, read_period, write_period
from bpworkshop.store import atomic
from bpworkshop.words import entry, say

FIELDS = {
    "library": "library",
    "key": "key",
    "place": "place",
    "from": "first",
    "to": "last",
    "how": "how",
    "about": "about",
}
"""What a column can be that is no figure, and the field of the mapping that names it."""

UNITS = dict((*imls.MEASURES.values(), *uk.MEASURES.values()))
"""The unit of every figure that the program knows, by the figure."""

WHOLE = ("period", "delimiter", "decimal", "dates", "year_begins", "codes")
"""What a mapping says of the whole file, and of no column."""

SIGNS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
"""What parts columns, by the words' key."""

Lacking = Literal["figures", "period", "year", ""]


class Shown(NamedTuple):
    """A column, with a few different cells under it."""

    name: str
    cells: tuple[str, ...]


class Kept(NamedTuple):
    """A mapping of an earlier file, and where it is."""

    path: Path
    mapping: Mapping


# What there is to say something about


def columns(table: Table) -> tuple[Shown, ...]:
    """The columns that have a name: the others can't be mapped by one."""
    return tuple(Shown(name, tuple(cells)) for name, cells in guessing.columns(table) if name)


def meaning(mapping: Mapping, name: str) -> str:
    """What a column is, in words; empty for one that is not used."""
    for one in mapping.figures:
        if folded(one.column) == folded(name):
            metric, unit = metric_words(one.metric), unit_words(one.unit)
            how = [] if one.method == "not-stated" else [counting(one.method)]
            return ", ".join(dict.fromkeys((metric, unit, *how)))
    role = _role(mapping, name)
    return str(entry(f"mapped.role.{role}")[0]) if role else ""


def is_figure(mapping: Mapping, name: str) -> bool:
    """Whether a column counts something."""
    return any(folded(one.column) == folded(name) for one in mapping.figures)


def _role(mapping: Mapping, name: str) -> str:
    wanted = folded(name)
    for role, field in FIELDS.items():
        held = getattr(mapping, field)
        if wanted in (folded(one) for one in (held if role == "place" else (held,))):
            return role
    return ""


def settings(mapping: Mapping) -> list[str]:
    """What holds for the whole file, each in words: period, decimal mark, order of dates."""
    if mapping.period:
        period = write_period(*mapping.period)
    elif mapping.first:
        period = ", ".join(filter(None, (mapping.first, mapping.last)))
    else:
        period = ""
    told = [say("mapped.period_is", period=period) if period else say("figures.no_period")]
    told += [say("mapped.decimal_is", mark=str(mapping.decimal))] if mapping.decimal else []
    told += [say("mapped.dates_are", order=str(mapping.dates))] if mapping.dates else []
    if mapping.year_begins:
        one, other = (financial_year(2024, first, mapping.year_begins) for first in (True, False))
        years = {"2024/25": one, "FY2024": other}
        named = [f"{name} = {write_period(*days)}" for name, days in years.items() if isinstance(days, tuple)]
        told.append(say("mapped.years_are", years=", ".join(named)))
    known: dict[str, str] = entry("figures.code")
    codes = [say("mapped.code", cell=cell, means=known.get(means, means)) for cell, means in mapping.codes]
    return [*told, *codes]


def lacking(mapping: Mapping, shown: Sequence[Shown]) -> Lacking:
    """What is still to say before the file can be read, or should be; period and year may stay unsaid."""
    if not mapping.figures:
        return "figures"
    if not mapping.period and not mapping.first:
        return "period"
    cells = (cell for one in shown if folded(one.name) == folded(mapping.first) for cell in one.cells)
    return "year" if not mapping.year_begins and any(map(is_financial, cells)) else ""


# What a line says


def said(
    mapping: Mapping, shown: Sequence[Shown], at: int | None, typed: str, today: date
) -> tuple[Mapping, int | None]:
    """The mapping after a line, and the column that it was about; None for one about the whole file.

    ``3 visits``, or ``visits`` for the column ``at``; ``period 2025``, ``decimal ,``,
    ``dates dmy``, ``year 4``, ``delimiter ;``, ``code x = closed``. Raises
    Problem for what can't be read.
    """
    plain = text.line(typed)
    word, _, rest = plain.partition(" ")
    setting = _known("mapped.setting", word.rstrip(":")) if rest else ""
    if setting:
        return _of_file(mapping, setting, rest.strip(), today), None
    if word.isdecimal() and len(word) < 6:
        at, plain = int(word) - 1, rest.strip()
    if at is None or not 0 <= at < len(shown) or not plain:
        raise Problem("mapped.no_column", n=len(shown))
    return _of_column(mapping, shown[at].name, plain), at


def _of_file(mapping: Mapping, setting: str, typed: str, today: date) -> Mapping:
    if setting == "period":
        return mapping._replace(period=_period(typed, today))
    if setting == "year":
        return _year(mapping, typed, today)
    if setting == "delimiter":
        return _delimiter(mapping, typed)
    if setting == "code":
        return _code(mapping, typed)
    value = typed.casefold()
    known = [*Marks] if setting == "decimal" else [*Order]
    if value not in (*filter(None, known), "-"):
        raise Problem(f"mapped.unread.{setting}", typed=typed)
    value = value.strip("-")
    if setting == "decimal":
        return mapping._replace(decimal=Marks(value))
    return mapping._replace(dates=Order(value))


def answered(mapping: Mapping, asked: Lacking, typed: str, today: date) -> Mapping:
    """The mapping with the period of the whole file, or the month in which its years begin; empty: as it was.

    Raises Problem for what is none.
    """
    return _of_file(mapping, asked, typed, today) if typed else mapping


def _year(mapping: Mapping, typed: str, today: date) -> Mapping:
    """The month in which financial years begin, by its name or its number."""
    if typed == "-":
        return mapping._replace(year_begins=0)
    month = read_period(f"2024-{typed.zfill(2)}" if typed.isdecimal() else f"{typed} 2024", today)
    if not isinstance(month, tuple) or (month[1] - month[0]).days > 31:
        raise Problem("mapped.unread.year", typed=typed)
    return mapping._replace(year_begins=month[0].month)


def _delimiter(mapping: Mapping, typed: str) -> Mapping:
    sign = SIGNS.get(_known("mapped.sign", typed))
    if sign is None:
        raise Problem("mapped.unread.delimiter", typed=typed)
    return mapping._replace(delimiter=sign)


def _code(mapping: Mapping, typed: str) -> Mapping:
    """``x = fewer than five``; ``x -`` takes it away."""
    cell, sign, means = (part.strip() for part in typed.rpartition("="))
    if not sign and typed.endswith(" -"):
        cell = typed.removesuffix("-").strip()
    elif not (cell and means) or max(len(cell), len(means)) > mappings.LONGEST:
        raise Problem("mapped.unread.code", typed=typed)
    others = tuple(one for one in mapping.codes if one[0] != cell)
    return mapping._replace(
        codes=(*others, (cell, _by_words(means, entry("figures.code")))) if sign else others
    )


def _period(typed: str, today: date) -> tuple[date, date] | None:
    if typed == "-":
        return None
    found = read_period(typed, today)
    if isinstance(found, Ambiguous):
        raise Problem("command.set.ambiguous", typed=typed, readings=", ".join(found.readings))
    if found is None:
        raise Problem("mapped.unread.period", typed=typed)
    return found


def _of_column(mapping: Mapping, name: str, typed: str) -> Mapping:
    role = _known("mapped.role", typed)
    # Read before anything is taken away: a line that can't be read changes nothing.
    figure = None if role else _figure(name, typed)
    bare = _without(mapping, name)
    if figure:
        before = [folded(one.column) for one in mapping.figures]
        at = before.index(folded(name)) if folded(name) in before else len(bare.figures)
        return bare._replace(figures=(*bare.figures[:at], figure, *bare.figures[at:]))
    if role == "none":
        return bare
    if role == "place":
        return bare._replace(place=(*bare.place, name))
    if role == "from":
        # A column of periods says more than one period for all.
        return bare._replace(first=name, period=None)
    return _named(bare, FIELDS[role], name)


def _without(mapping: Mapping, name: str) -> Mapping:
    gone = folded(name)
    for field in FIELDS.values():
        if field != "place" and folded(getattr(mapping, field)) == gone:
            mapping = _named(mapping, field, "")
    return mapping._replace(
        figures=tuple(one for one in mapping.figures if folded(one.column) != gone),
        place=tuple(one for one in mapping.place if folded(one) != gone),
    )


def _named(mapping: Mapping, field: str, name: str) -> Mapping:
    values: dict[str, Any] = {field: name}
    return mapping._replace(**values)


def _figure(name: str, typed: str) -> Column:
    """``visits``, ``fines, DKK``, ``fines, DKK, counted``: what is counted, its unit, and how."""
    what, *others = [part.strip() for part in typed.split(",") if part.strip()] or [""]
    metric = _by_words(what, {one: metric_words(one) for one in UNITS})
    methods = {one: say(f"figures.method.{one}") for one in get_args(Method)}
    method: Method = "not-stated"
    unit = UNITS.get(metric, "")
    for part in others:
        how = _by_words(part, methods)
        if how in methods:
            method = how  # type: ignore[assignment]
        else:
            unit = _by_words(part, {one: unit_words(one) for one in UNITS.values()})
    if not metric or max(len(metric), len(unit)) > mappings.LONGEST:
        raise Problem("mapped.unclear")
    if not unit:
        raise Problem("mapped.unit", metric=what)
    return Column(name, metric, unit, method)


def _by_words(typed: str, known: dict[str, str]) -> str:
    """The id of what was typed by its id or its words; what is not known stays as it is."""
    small = folded(typed)
    return next((id for id, words in known.items() if small in (folded(id), folded(words))), typed)


def _known(key: str, typed: str) -> str:
    table: dict[str, list[str]] = entry(key)
    return next((name for name, words in table.items() if folded(typed) in words), "")


# Kept for next year's file


def kept(table: Table) -> Kept | None:
    """The mapping of an earlier file all of whose columns this one has; of several the one that says most."""
    fits: list[tuple[int, Kept]] = []
    for path in sorted(places.mappings().glob("*.toml")):
        try:
            found = mappings.read(path)
            mappings.layout(found, table.parted(found.delimiter) if found.delimiter else table)
        except FileProblem:
            continue  # another file's, or none at all
        named = [one.column for one in found.figures] + [getattr(found, one) for one in FIELDS.values()]
        fits.append((len([*filter(None, named)]), Kept(path, found)))
    return max(fits, key=lambda each: each[0])[1] if fits else None


def keep(path: Path, mapping: Mapping, where: Path | None) -> Path:
    """Write a mapping down; where it is. ``where``: in the place of an older one. Raises FileProblem."""
    folder = places.mappings()
    atomic.make_folder(folder)
    data = mappings.written(mapping).encode()
    if where:
        atomic.write(where, data, mode=0o644)
        return where
    # Next year's file has another year in its name.
    name = text.slug(re.sub(r"[0-9]+", " ", path.stem)) or "mapping"
    for number in range(1, 1000):
        made = folder / (f"{name}.toml" if number == 1 else f"{name}-{number}.toml")
        try:
            atomic.write(made, data, mode=0o644, exclusive=True)
        except FileProblem as problem:
            if problem.key != "file.exists":
                raise
        else:
            return made
    raise FileProblem("file.exists", path=folder / f"{name}.toml")
