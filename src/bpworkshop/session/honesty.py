"""What can't be made of a figure, however it is changed: each rule refuses, and its words are the reason.

What follows from several figures has its rules in ``figures.derive``.
"""

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from bpworkshop.errors import Problem

if TYPE_CHECKING:
    from bpworkshop.session.items import Figure

ENTRIES = frozenset(("visits", "attendances", "sessions", "website visits"))
"""Units that count how often something happened, whoever it was: never people."""

FACTS = (
    *("name", "library", "key", "about", "value", "unit", "period", "method", "how"),
    *("source", "column", "row", "doubt"),
)
"""What a figure has from its file. All of it changes together, by another import, or not at all."""


PRICES = ("rate", "rate_to", "low", "high")


def check(figure: "Figure", given: Collection[str]) -> None:
    """Raises Problem where the fields that were ``given`` call entries reach, or price press coverage."""
    unit = (figure.unit or "").strip().casefold()
    if not {"metric", "unit"}.isdisjoint(given) and unit in ENTRIES and _called_reach(figure.metric):
        raise Problem("figures.rule.reach", unit=unit)
    priced = any(getattr(figure, name) is not None for name in PRICES)
    if figure.placement == "interview" and priced and not {"placement", *PRICES}.isdisjoint(given):
        raise Problem("figures.rule.press")


def check_change(figure: "Figure", values: Mapping[str, Any]) -> None:
    """Raises Problem where a change parts a figure from the file that it stands in, or from its method."""
    changed = {name for name in FACTS if name in values and values[name] != getattr(figure, name)}
    if figure.column is not None and changed and not values.keys() >= {*FACTS}:
        raise Problem("figures.rule.from_file", source=figure.source or "", line=figure.row or "")
    if figure.method is not None and "method" in changed and values["method"] is None:
        raise Problem("figures.rule.method_stays")


def _called_reach(metric: str) -> bool:
    from bpworkshop import words

    known: list[str] = words.entry("figures.reach_words")
    return any(re.search(rf"\b{re.escape(word)}\b", metric.casefold()) for word in known)
