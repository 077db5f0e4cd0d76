"""The advertising package: where a partner is seen, by how many, and what of it adds up."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import combinations
from typing import NamedTuple, get_args

from bpworkshop.errors import Problem
from bpworkshop.figures import told
from bpworkshop.figures.derive import Derived, describe, total, total_impressions, total_of_one_period
from bpworkshop.figures.facts import Fact, unit_words
from bpworkshop.offering.figures import fact, number_of, offered
from bpworkshop.offering.parts import Page, Section
from bpworkshop.pages import Reader
from bpworkshop.session.items import Figure
from bpworkshop.session.types import Placement
from bpworkshop.words import say

ASKED = ("giver", "channel", "frequency", "only_here")
"""What each place is to say, beside the figure itself."""


class Placed(NamedTuple):
    """A figure by its number on the board."""

    number: str
    fact: Fact


def package(reader: Reader) -> Page:
    """Every figure with a placement, by where it is; then what adds up, and what can't be added and why."""
    figures = [one for one in reader.session.figures if one.placement]
    kinds: tuple[Placement, ...] = get_args(Placement)
    sections = [_placed(reader, kind, figures) for kind in kinds]
    empty = [
        reader.guide.choice("figures", "placement", kind)
        for kind in kinds
        if all(one.placement != kind for one in figures)
    ]
    if empty:
        sections.append(Section(say("offer.nothing_yet"), lines=(", ".join(empty),)))
    placed = [
        Placed(number_of(reader, "figures", one), found)
        for one in figures
        if (found := fact(reader, one)) is not None
    ]
    sums, refused = _sums(placed)
    sums += _impressions(reader, figures)
    sections += [
        Section(say("offer.adds_up"), lines=tuple(sums) or (say("offer.no_sum"),) if placed else ()),
        Section(say("offer.not_added"), lines=tuple(refused)),
    ]
    return Page(say("offer.package"), sections=tuple(one for one in sections if one.entries or one.lines))


def _placed(reader: Reader, kind: Placement, figures: Sequence[Figure]) -> Section:
    title = reader.guide.choice("figures", "placement", kind)
    mine = [one for one in figures if one.placement == kind]
    return Section(
        title[:1].upper() + title[1:],
        tuple(offered(reader, one, ASKED, reader.follows(one, whole=True), ASKED) for one in mine),
    )


# What adds up


def _sums(placed: Sequence[Placed]) -> tuple[list[str], list[str]]:
    """The sums of what is alike, and of all else why there is none: each reason once, with the numbers."""
    alike: dict[tuple[str, str], list[Placed]] = {}
    for each in placed:
        alike.setdefault((each.fact.unit, each.fact.metric), []).append(each)
    sums: list[str] = []
    refused: dict[str, list[str]] = {}
    for several in alike.values():
        if len(several) > 1:
            try:
                sums.append(_told(several, describe(total_of_one_period([each.fact for each in several]))))
            except Problem as problem:
                _refuse(refused, problem, several)
    for one, other in combinations(alike.values(), 2):
        try:
            total([one[0].fact, other[0].fact])
        except Problem as problem:
            if problem.key != "figures.rule.units":
                _refuse(refused, problem, (*one, *other))
    units = list(_units(alike))
    return sums, [*units, *(_named(numbers, reason) for reason, numbers in refused.items())]


def _impressions(reader: Reader, figures: Sequence[Figure]) -> Iterator[str]:
    """How often all places together are seen, where that is known of two at least."""
    seen: dict[str, Derived] = {}
    for one in figures:
        with suppress(Problem):  # told beside the figure
            if found := told.impressions(one):
                seen[number_of(reader, "figures", one)] = found
    if len(seen) > 1:
        yield _named(list(seen), describe(total_impressions(list(seen.values()))))


def _refuse(refused: dict[str, list[str]], problem: Problem, several: Sequence[Placed]) -> None:
    numbers = refused.setdefault(str(problem), [])
    numbers += [each.number for each in several if each.number not in numbers]


def _units(alike: dict[tuple[str, str], list[Placed]]) -> Iterator[str]:
    """Figures in different units, in one sentence: there may be many pairs of them."""
    units: dict[str, list[str]] = {}
    for (unit, _), several in alike.items():
        units.setdefault(unit, []).extend(each.number for each in several)
    if len(units) > 1:
        parts = (
            say("offer.unit", unit=unit_words(unit), numbers=", ".join(numbers))
            for unit, numbers in units.items()
        )
        yield say("offer.different", units="; ".join(parts))


def _told(several: Sequence[Placed], sentence: str) -> str:
    return _named([each.number for each in several], sentence)


def _named(numbers: Sequence[str], sentence: str) -> str:
    return say("offer.of_numbers", numbers=", ".join(numbers), what=sentence)
