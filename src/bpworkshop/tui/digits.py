"""Words in large letters, for the back row: as large as there is room for. Pure: rows of text."""

FONT = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" # ", "## ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", " ##", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", " # ", " # "),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    "+": ("   ", " # ", "###", " # ", "   "),
    "m": ("     ", "#### ", "# # #", "# # #", "# # #"),
    "i": ("#", " ", "#", "#", "#"),
    "n": ("   ", "## ", "# #", "# #", "# #"),
    "s": ("   ", " ##", "#  ", "  #", "## "),
    " ": (" ",) * 5,
    "\u2007": ("   ",) * 5,
}
"""Each letter in five rows of points; the last is a space as wide as a digit."""

HEIGHT = 5
POINT = "██"
"""A point is two cells wide: that is as broad as it is high."""

LONG = "88 min"
"""What the size is made for: it stays the same while the clock runs."""


def filled(number: int) -> str:
    """A number of two digits at least, so that those that stay do so in their place."""
    return f"{number:\u2007>2}"


def large(words: str, width: int, height: int) -> list[str]:
    """The words in letters that fill so many cells and rows as well as they can; at least five rows."""
    rows = _points(words)
    broad = max(len(rows[0]), len(_points(LONG)[0]))
    times = max(min(width // (len(POINT) * broad), height // HEIGHT), 1)
    return [
        "".join((POINT if point == "#" else " " * len(POINT)) * times for point in row.center(broad))
        for row in rows
        for _ in range(times)
    ]


def _points(words: str) -> list[str]:
    return [" ".join(FONT[letter][row] for letter in words) for row in range(HEIGHT)]
