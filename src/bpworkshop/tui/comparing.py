"""Two sessions side by side, as rows: next to each other where there is room, else one under the other.

Pure: no Textual. What is new, gone or changed is a sign and a word, never a
colour alone; the shell prints the same rows.
"""

from collections.abc import Iterator, Sequence

from bpworkshop import text
from bpworkshop.review.contrast import Line, Pair, Section
from bpworkshop.tui.rows import Look, Part, Row, fitted, wrap
from bpworkshop.words import say

BESIDE_FROM = 100
"""Cells from which both sides stand next to each other."""

WIDEST = 160
"""Cells that both take at most: longer lines are hard to read."""

SIGNS = {"new": "+", "gone": "-", "changed": "~"}
LOOKS: dict[str, Look] = {"new": "good", "gone": "missing", "changed": "mark"}

LABEL = 28
"""Cells of a label at most that stands in a column, with its values beside it."""

BETWEEN: Part = (" │ ", "faint")


def rows(names: tuple[str, str], found: Sequence[Section], width: int, *, apart: bool) -> list[Row]:
    """What either side is, then each section, with a blank row before it; ``apart``: next to each other."""
    return list(beside(names, found, width) if apart else stacked(names, found, width))


# One under the other


def stacked(names: tuple[str, str], found: Sequence[Section], width: int) -> Iterator[Row]:
    """Old and new in one line, with an arrow between them."""
    for letter, name in _lettered(names):
        yield from _hung(((f"  {letter}  ", "heading"),), name, "said", width)
    yield from _closing(found, width)
    for section in found:
        yield Row()
        yield Row((("  ", "plain"), (section.title, "heading")))
        for line in section.lines:
            said = line.a if line.kind == "gone" else line.b
            number = line.number_a if line.kind == "gone" else line.number_b
            yield from _hung(_head(line, number), said, "said", width)
            for pair in line.fields:
                yield from _hung(
                    (("       ", "plain"), (f"{pair.label}: ", "known")), _both(pair), "known", width
                )
        yield from _pairs(section.pairs, width)


def _pairs(pairs: Sequence[Pair], width: int) -> Iterator[Row]:
    """Labels, in a column where all of them are short, and what stands on either side."""
    broad = max((text.width(pair.label) for pair in pairs), default=0)
    fits = broad <= min(LABEL, width // 3)
    for pair in pairs:
        changed = pair.a != pair.b
        head: Part = ("  ~ ", LOOKS["changed"]) if changed else ("    ", "plain")
        label = f"{fitted(pair.label, broad)}  " if fits else f"{pair.label}: "
        yield from _hung((head, (label, "known")), _both(pair), "said" if changed else "known", width)


def _both(pair: Pair) -> str:
    if pair.a == pair.b:
        return pair.a
    return say("compare.from_to", a=pair.a or say("compare.nothing"), b=pair.b or say("compare.nothing"))


# Next to each other


def beside(names: tuple[str, str], found: Sequence[Section], width: int) -> Iterator[Row]:
    """A on the left, B on the right: what is on one side only leaves the other free."""
    half = (min(width, WIDEST) - 5) // 2
    left, right = (
        list(_hung(((f"{letter}  ", "heading"),), name, "said", half)) for letter, name in _lettered(names)
    )
    yield from _halves(half, left, right)
    yield from _closing(found, width)
    for section in found:
        yield Row()
        yield Row((("  ", "plain"), (section.title, "heading")))
        for line in section.lines:
            left = [] if line.kind == "new" else list(_half(line, line.number_a, line.a, half))
            right = [] if line.kind == "gone" else list(_half(line, line.number_b, line.b, half))
            yield from _halves(half, left, right)
            for pair in line.fields:
                yield from _halves(half, *_sides(pair, half, 5))
        for pair in section.pairs:
            yield from _halves(half, *_sides(pair, half, 0, pair.a != pair.b))


def _half(line: Line, number: int, said: str, half: int) -> Iterator[Row]:
    return _hung(_head(line, number)[1:], said, "said", half)


def _sides(pair: Pair, half: int, indent: int, changed: bool | None = None) -> tuple[list[Row], list[Row]]:
    """A field on both sides; ``changed`` marks what has no line of its own above it."""
    head: list[Part] = [(" " * indent, "plain")]
    if changed is not None:
        head.append(("~ " if changed else "  ", LOOKS["changed"]))
    label: tuple[Part, ...] = (*head, (f"{pair.label}: ", "known"))
    look: Look = "said" if changed else "known"
    a, b = (list(_hung(label, value or say("compare.nothing"), look, half)) for value in (pair.a, pair.b))
    return a, b


def _halves(half: int, left: Sequence[Row], right: Sequence[Row]) -> Iterator[Row]:
    for at in range(max(len(left), len(right))):
        parts = left[at].parts if at < len(left) else ()
        space = half - sum(text.width(words) for words, _ in parts)
        others = right[at].parts if at < len(right) else ()
        yield Row((("  ", "plain"), *parts, (" " * max(space, 0), "plain"), BETWEEN, *others))


# Both


def _lettered(names: tuple[str, str]) -> Iterator[tuple[str, str]]:
    return zip("AB", names, strict=True)


def _closing(found: Sequence[Section], width: int) -> Iterator[Row]:
    """What the signs mean; or that there is nothing to show."""
    words = say("compare.signs") if found else say("compare.same")
    yield Row()
    yield from _hung((("  ", "plain"),), words, "known", width)


def _head(line: Line, number: int) -> tuple[Part, ...]:
    kind = f"{SIGNS[line.kind]} {say(f'compare.kind.{line.kind}')}"
    broad = 2 + max(text.width(say(f"compare.kind.{one}")) for one in SIGNS)
    return ("  ", "plain"), (fitted(kind, broad), LOOKS[line.kind]), (f"{number:>4}  ", "faint")


def _hung(head: tuple[Part, ...], words: str, look: Look, width: int) -> Iterator[Row]:
    """Words behind a head; further lines begin below the first word, as far as there is room."""
    indent = sum(text.width(part) for part, _ in head)
    if indent > width // 2:
        # A long label: its words go on under it, a little further in.
        whole = "".join(part for part, _ in head) + words
        lead = len(whole) - len(whole.lstrip())
        lines = wrap(whole.strip(), max(width - lead - 2, 10))
        for at, piece in enumerate(lines):
            yield Row(((" " * (lead + (2 if at else 0)), "plain"), (piece, look)))
        return
    for at, piece in enumerate(wrap(words, max(width - indent, 10))):
        yield Row((*(head if at == 0 else ((" " * indent, "plain"),)), (piece, look)))
