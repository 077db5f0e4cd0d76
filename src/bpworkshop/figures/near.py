"""The libraries whose names are nearest to one that is not there."""

import heapq
from collections.abc import Iterable
from difflib import SequenceMatcher

from bpworkshop.figures.layout import Library
from bpworkshop.figures.table import folded

MOST_NEAR = 5
LEAST_ALIKE = 0.6


def nearest(wanted: str, libraries: Iterable[Library]) -> list[Library]:
    """The few whose name and place have all that was typed, or whose name is most like it."""
    typed = folded(wanted)
    parts = typed.replace(",", " ").split()
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(typed)
    best: list[tuple[float, Library]] = []
    for library in libraries:
        found = _alike(matcher, parts, library, best[0][0] if len(best) == MOST_NEAR else LEAST_ALIKE)
        if found is None or any(library == other for _, other in best):
            continue
        (heapq.heappushpop if len(best) == MOST_NEAR else heapq.heappush)(best, (found, library))
    return [library for _, library in sorted(best, key=lambda each: (-each[0], each[1]))]


def _alike(matcher: "SequenceMatcher[str]", parts: list[str], library: Library, least: float) -> float | None:
    """How alike, from 0 to 2; None for less than what is wanted."""
    name = folded(library.name)
    matcher.set_seq1(name)
    if parts and all(part in f"{name} {folded(library.place)}" for part in parts):
        return 1 + matcher.ratio()
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return None
    ratio = matcher.ratio()
    return ratio if ratio >= least else None
