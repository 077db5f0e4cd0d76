"""The evaluation on paper: what each round came to and why, goals, promises kept, and how it moved."""

from typing import NamedTuple

from bpworkshop.documents.filling import Paper, filled
from bpworkshop.documents.parts import Document
from bpworkshop.pages import Reader
from bpworkshop.toolbox.evaluation import (
    AGAIN,
    HIGHEST,
    LASTS,
    Evaluated,
    Rated,
    charts,
    evaluations,
    goals,
    reached,
    sides,
)

AT_THE_END = (LASTS, AGAIN)
"""Themes of a final round that have a part of their own."""


class Theme(NamedTuple):
    """A theme or goal with why people marked it so. ``middle`` of its marks, or a dash."""

    label: str
    asked: str
    middle: str
    apart: bool
    reasons: tuple[str, ...]


class Evaluation(NamedTuple):
    """A round: a row for each theme – its label, how often each mark was given, middle, change."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    written: tuple[Theme, ...]


def evaluation(reader: Reader, paper: Paper) -> Document:
    """All evaluations of one session, the newest first; without one it says that there is none yet."""
    rounds = evaluations(reader)
    newest = next((one for one in reversed(rounds) if one.round.evaluates == "final"), None)
    final = [one for one in newest.rated if one.theme in AT_THE_END] if newest else []
    return filled(
        "evaluation",
        reader,
        {
            "rounds": tuple(_round(one, final) for one in reversed(rounds)),
            "goals": tuple(
                (
                    one.number,
                    one.goal,
                    ", ".join(filter(None, (one.measure, one.target, one.due))),
                    "; ".join(one.figures),
                    reached(one),
                )
                for one in goals(reader, rounds)
            ),
            "promises": tuple((one.party, one.kept, one.late, one.unkept, one.open) for one in sides(reader)),
            "end": tuple(map(_theme, final)),
            "pictures": tuple(charts(rounds)),
            "themes": tuple(theme.ask for theme in reader.guide.toolbox.evaluation.themes),
        },
        paper,
    )


def _round(evaluated: Evaluated, apart: list[Rated]) -> Evaluation:
    written = (one for one in evaluated.rated if one.reasons and one not in apart)
    return Evaluation(evaluated.title, tuple(map(_row, evaluated.rated)), tuple(map(_theme, written)))


def _row(one: Rated) -> tuple[str, ...]:
    counts = (str(one.marks.count(mark) or "") for mark in range(1, HIGHEST + 1))
    return one.label, *counts, one.middle, one.change


def _theme(one: Rated) -> Theme:
    return Theme(
        one.label, one.asked, one.middle, one.far_apart, tuple(reason.told for reason in one.reasons)
    )
