"""The words of the tool box: its boards, what an evaluation asks, the clauses and risks to begin with.

The program's stand in ``guides/tools/<language>.toml``; a guide of one's own
has some of them in other words, in the same file as all else.
"""

from typing import get_args

import tomli

from bpworkshop.method.guide import Guide, Name, RecordGuide, StepGuide, languages, text_of
from bpworkshop.session.items import Many
from bpworkshop.session.tools import Part
from bpworkshop.session.types import Evaluates, Line, Record, Step

EVALUATIONS: tuple[Evaluates, ...] = get_args(Evaluates)


class Theme(Record):
    """What an evaluation asks for a mark and a reason. ``low`` and ``high``: what 1 and 5 stand for.

    Rounds are compared by ``id``, whatever the words are by then. ``rounds``:
    in which it is asked, without it in all. The theme ``goal`` is asked of each goal.
    """

    id: Name
    label: Line
    ask: Line
    low: Line
    high: Line
    rounds: tuple[Evaluates, ...] = Many

    def asked_in(self, evaluates: Evaluates) -> bool:
        """Whether it belongs to such a round."""
        return evaluates in (self.rounds or EVALUATIONS)


class Evaluating(Record):
    """The words of an evaluation: what the running and the final one ask, and their themes in order."""

    running: Line
    final: Line
    themes: tuple[Theme, ...] = Many

    def themes_in(self, evaluates: Evaluates) -> tuple[Theme, ...]:
        return tuple(theme for theme in self.themes if theme.asked_in(evaluates))

    def theme(self, id: str | None) -> Theme | None:
        return next((theme for theme in self.themes if theme.id == id), None)


class ClauseGuide(Record):
    """A clause that most agreements need. ``step``: the board whose answers fill it, if one does."""

    id: Name
    part: Part
    label: Line
    ask: Line
    step: Step | None = None


class Agreeing(Record):
    """The clauses that an agreement starts from, in their order."""

    clauses: tuple[ClauseGuide, ...] = Many


class StartRisk(Record):
    """A risk to begin with: what it is, what shows it early, what one does about it."""

    risk: Line
    sign: Line | None = None
    mitigation: Line | None = None


class Risking(Record):
    """The risks that a board may begin with."""

    start: tuple[StartRisk, ...] = Many


class Toolbox(Record):
    """The words of the tool box: its boards, the records that they need, its evaluation, its agreement."""

    tools: dict[Step, StepGuide]
    tool_records: dict[str, RecordGuide]
    evaluation: Evaluating
    agreement: Agreeing
    risks: Risking

    def clause(self, id: str | None) -> ClauseGuide | None:
        """A standard clause by its id."""
        return next((one for one in self.agreement.clauses if one.id == id), None)


def toolbox(guide: Guide) -> Toolbox:
    """The tool box of a guide: board by board in its own words, otherwise in the program's."""
    found = tomli.loads(text_of(guide.language if guide.language in languages() else "en", "tools"))
    found["tools"] |= guide.tools
    found["tool_records"] |= guide.tool_records
    for name in ("evaluation", "agreement", "risks"):
        found[name] = getattr(guide, name) or found[name]
    return Toolbox.model_validate(found)
