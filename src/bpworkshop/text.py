"""Text that comes from people and files, made safe to show.

A terminal obeys what it is sent: an escape sequence in somebody's name can
change a title or the clipboard, a bidi override can make a line read
backwards. Everything that enters the program passes through here once, and
leaves as text that only looks like something. Imports are late, because every
command pays for this module.
"""

import re

MOST_MARKS = 8
"""Marks on one letter: no script needs more, and thousands of them bury the lines around."""

# What a terminal may act on, or what hides: everything that `_replacement` knows.
_UNSAFE = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f"  # C0 without \n, DEL, C1
    "\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff"
)
# What may be a combining mark. `re` knows no category M, but marks are neither
# letters nor spaces, so CJK or Arabic words do not stop the fast path.
_MARKISH = r"[^\w\s\x00-\u02ff]"

# Compiled here is only what every text meets; `re` keeps the others after their first use.
_ANY = re.compile(rf"[{_UNSAFE}]|{_MARKISH}{{{MOST_MARKS + 1}}}")
_ONE = rf"\r\n|[{_UNSAFE}]"
_RUN = rf"{_MARKISH}{{{MOST_MARKS + 1},}}"

_NEWLINES = frozenset("\r\n\r\x85\u2028\u2029") | {"\r\n"}

# Letters that NFKD leaves whole although they have an ASCII spelling.
_SPELLINGS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
    | dict.fromkeys("'\u2019\u02bc", "")
)


def clean(value: str) -> str:
    """``value`` with everything visible that a terminal would obey; newlines stay.

    The same object comes back when there is nothing to do, which is nearly always.
    """
    if (value.isascii() and value.isprintable()) or not _ANY.search(value):
        return value
    cleaned = re.sub(_RUN, _fewer_marks, re.sub(_ONE, _replacement, value))
    return value if cleaned == value else cleaned


def is_clean(value: str) -> bool:
    """Whether ``clean`` would leave ``value`` as it is."""
    return clean(value) == value


def inline(value: str) -> str:
    """``value`` made safe and put on one line with all its spaces, for paths and what is quoted back."""
    return clean(value).replace("\n", "␊")


def line(value: str) -> str:
    """``value`` made safe and put on one line, for names, titles and cells."""
    return " ".join(clean(value).split())


def folded(name: str) -> str:
    """A name however it is spaced and whatever its capitals: by it somebody is known again elsewhere."""
    return " ".join(name.split()).casefold()


def slug(value: str, most: int = 40) -> str:
    """An ASCII file name for ``value``: lower-case words joined by ``-``, at most ``most`` long.

    Empty when nothing is left (a title in Chinese): the caller has another name then.
    """
    import unicodedata

    plain = unicodedata.normalize("NFKD", value).casefold().translate(_SPELLINGS)
    # casefold can compose again what NFKD took apart, so marks go in a second pass.
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    words = re.findall("[a-z0-9]+", plain)
    kept = "-".join(words)
    if len(kept) <= most:
        return kept
    whole = kept[: most + 1].rpartition("-")[0]
    return whole or kept[:most]


def width(value: str) -> int:
    """Terminal columns of one line: wide characters take two, marks and joiners none."""
    if value.isascii() and value.isprintable():
        return len(value)
    import unicodedata

    columns = 0
    for character in value:
        if unicodedata.category(character) in _NO_COLUMN and character != "\xad":
            continue
        if "\u1160" <= character <= "\u11ff":  # Hangul vowels and finals join the syllable before
            continue
        columns += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return columns


_NO_COLUMN = frozenset(("Mn", "Me", "Cf", "Cc"))


def _replacement(match: re.Match[str]) -> str:
    found = match[0]
    if found in _NEWLINES:
        return "\n"
    if found == "\t":
        return " "
    code = ord(found)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    if code <= 0x9F or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069:
        return f"<{code:X}>"
    return ""


def _fewer_marks(match: re.Match[str]) -> str:
    """Joiners count with the marks: otherwise one between every eight would lift the limit."""
    import unicodedata

    kept = []
    marks = 0
    for character in match[0]:
        category = unicodedata.category(character)
        marks = marks + 1 if category[0] == "M" or category == "Cf" else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
