"""The places of a session in which something can have been said, and their numbers in the index."""

PLACES = (
    *("title", "idea", "next_meeting"),
    *("parties", "people", "agenda", "options", "check_in"),
    *("goals", "values", "alternatives", "benefits", "figures", "commitments"),
    *("aims", "assets", "assessments", "risks", "clauses", "occasions", "agreements"),
    *("rounds", "decisions", "parked", "notes", "check_out"),
)
"""Single values, then the lists whose members are a place each."""

LISTS = PLACES[3:]

_AT, _LIST = 15, 5
"""Bits of a number: which place of its file it is, in which list. Above them stands the file."""

NUMBER = {name: number << _AT for number, name in enumerate(PLACES)}
"""What the number of a place has for its list."""

FILE = _AT + _LIST
"""Bits below the number of the file."""


def list_of(number: int) -> int:
    """What stands in ``NUMBER`` for the list of this place."""
    return (number & (1 << FILE) - 1) >> _AT << _AT


def at(number: int) -> int:
    """Which place of its file it is, counted from 0."""
    return number & (1 << _AT) - 1
