"""What the columns of a file mean, whatever kind of file it is."""

from collections.abc import Mapping
from typing import NamedTuple

from bpworkshop.figures.cells import Days, Marks, Order
from bpworkshop.figures.facts import Method


class Measure(NamedTuple):
    """A column of numbers. ``at`` and the others are places in a record, counted from 0."""

    metric: str
    unit: str
    column: str
    at: int
    method: Method = "not-stated"
    """How it was counted where the record itself does not say."""
    flag: int | None = None
    """A flag that begins with I says that the number was imputed."""
    report: int | None = None
    """CT counted, ES estimated."""


class Layout(NamedTuple):
    """How to read a record of a file."""

    kind: str
    measures: tuple[Measure, ...]
    key: int | None = None
    """What tells libraries apart, where the file has it."""
    name: int | None = None
    place: tuple[int, ...] = ()
    """Where it is: what tells libraries of one name apart to people."""
    first: int | None = None
    last: int | None = None
    """The columns of the period; a single one has both in ``first``."""
    fixed: Days | None = None
    """The period of the whole file, where somebody said so."""
    how: int | None = None
    about: int | None = None
    marks: Marks = Marks.POINT
    order: Order = Order.UNKNOWN
    year_begins: int = 0
    """The month in which financial years begin, where somebody said so."""
    codes: Mapping[str, str] = {}
    """What stands for a number that is not there: the cell, and the words' key or what it means."""
    once: bool = False
    """Each library has one record, and a second one contradicts it."""
    guessed: bool = False


class Library(NamedTuple):
    """One library of a file. ``key`` is empty where the file has none."""

    key: str
    name: str
    place: str
