"""How a place in a file is said, and what no file may have more of."""

KeyPath = tuple[str | int, ...]
"""Where a value stands, as pydantic says it: ``("goals", 3, "due")``, counted from 0."""

MOST_PARTS = 20
MOST_LEVELS = 400  # of brackets: tomli's own limit
MOST_DIGITS = 1000  # Python reads 4,300, and any number in hexadecimal, which it then can't show
