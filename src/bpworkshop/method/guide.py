"""A guide: how a group is led through the method, and what the screen calls things.

Loaded from ``guides/<language>.toml``, or from a facilitator's own file, which
is checked first (``exact``): a guide that loads never lacks a word later, in
front of people.
"""

from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

import tomli
from pydantic import Field, StringConstraints

from bpworkshop import text
from bpworkshop.errors import FileProblem
from bpworkshop.session import fields
from bpworkshop.session.boards import BOARDS, STEPS
from bpworkshop.session.items import Many
from bpworkshop.session.types import Line, Minutes, Phase, Record, Step, TimeboxKind

if TYPE_CHECKING:
    from bpworkshop.method.toolbox import Toolbox

Audience = Literal["only-us", "everyone"]
"""Who may read something. ``only-us`` never stands on an EVERYONE screen."""

ActivityKind = Literal[
    "talk",
    "silent-writing",
    "pairs",
    "fours",
    "all",
    "cluster",
    "dot-vote",
    "rating",
    "evidence",
    "premortem",
    "brainwriting",
    "rank",
    "match",
    "challenge",
    "round-robin",
    "fist-to-five",
]
"""How a group works: faces open the board, the vote or the hidden list that it needs."""

PHASES: tuple[Phase, ...] = get_args(Phase)

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]


class PhaseGuide(Record):
    """A phase: its name, what it is, and who is in the room."""

    label: Line
    explain: Line
    audience: Audience


class Phases(Record):
    """The three phases, in order."""

    prepare: PhaseGuide
    together: PhaseGuide
    after: PhaseGuide


class Block(Record):
    """A part of an agenda; ``step`` where it is one of the six."""

    id: Name
    label: Line
    minutes: Minutes
    kind: TimeboxKind = "talk"
    step: Step | None = None


class Agenda(Record):
    """A time plan to start from; a block begins when the one before it ends."""

    label: Line
    blocks: tuple[Block, ...] = Many

    @property
    def minutes(self) -> int:
        return sum(block.minutes for block in self.blocks)


class Agendas(Record):
    """The time plan of each phase; *after* needs none."""

    prepare: Agenda
    together: Agenda
    after: Agenda | None = None


class Shown(Record):
    """What stands on a screen in some phases – without ``phases`` in all – and for whom."""

    audience: Audience = "everyone"
    phases: tuple[Phase, ...] = Many

    def shown_in(self, phase: Phase, everyone: bool) -> bool:
        """Whether it may stand on this screen."""
        return phase in (self.phases or PHASES) and not (everyone and self.audience == "only-us")


class Question(Shown):
    """A question of a step. Its audience is always said: nobody shows it to the room by an omission."""

    text: Line
    audience: Audience


class Activity(Shown):
    """What a group does for some minutes. ``audience`` is that of its label, its ``how`` and its question."""

    id: Name
    label: Line
    kind: ActivityKind
    minutes: Minutes
    how: Line
    question: Line | None = None


class FieldWords(Record):
    """What a field is called, how it is asked for, how it is typed."""

    label: Line
    ask: Line | None = None
    hint: Line | None = None


class FieldGuide(FieldWords):
    """The same with what its choices are called, for a field that has some."""

    choices: dict[str, Line] = Field(default_factory=dict)


class StepGuide(Record):
    """One of the six steps. ``prompt`` is what its empty line asks for, ``asks`` what is asked after it."""

    label: Line
    prompt: Line
    ready: Line
    ready_everyone: Line | None = None
    asks: tuple[str, ...] = Many
    questions: tuple[Question, ...] = Many
    activities: tuple[Activity, ...] = Many
    fields: dict[str, FieldGuide]
    missing: dict[str, Line]

    def activity(self, id: str) -> Activity | None:
        return next((activity for activity in self.activities if activity.id == id), None)

    def activities_in(self, phase: Phase, everyone: bool = False) -> tuple[Activity, ...]:
        """The activities of a phase in their order; for EVERYONE without those that are only ours."""
        return tuple(activity for activity in self.activities if activity.shown_in(phase, everyone))

    def questions_in(self, phase: Phase, everyone: bool) -> tuple[Question, ...]:
        """The questions of a phase in their order; for EVERYONE without those that are only ours."""
        return tuple(question for question in self.questions if question.shown_in(phase, everyone))

    def question_for(self, phase: Phase, everyone: bool, activity: Activity | None = None) -> str:
        """The loudest line of the screen: the activity's own question, or the first of the step.

        An activity that this screen may not show gives way to the step.
        """
        if activity and activity.question and activity.shown_in(phase, everyone):
            return activity.question
        return self.questions_in(phase, everyone)[0].text

    def ready_for(self, everyone: bool) -> str:
        """What *ready* means on this screen."""
        return (self.ready_everyone if everyone else None) or self.ready


class Steps(Record):
    """The six steps, in order."""

    goals: StepGuide
    values: StepGuide
    alternatives: StepGuide
    benefits: StepGuide
    figures: StepGuide
    commitments: StepGuide


class Common(Record):
    """Fields that nearly every record has."""

    fields: dict[str, FieldGuide]


class RecordGuide(Common):
    """A list beside the steps, or a record inside one."""

    label: Line


class Records(Record):
    """What is no step: the lists beside the boards, and records inside others."""

    session: RecordGuide
    meeting: RecordGuide
    parties: RecordGuide
    people: RecordGuide
    agenda: RecordGuide
    options: RecordGuide
    check_in: RecordGuide
    check_out: RecordGuide
    rounds: RecordGuide
    choices: RecordGuide
    ballots: RecordGuide
    decisions: RecordGuide
    objections: RecordGuide
    reopened: RecordGuide
    parked: RecordGuide
    notes: RecordGuide
    evidence: RecordGuide
    history: RecordGuide
    events: RecordGuide


class Guide(Record):
    """All words of the method in one language.

    Of the tool box (``tools``, ``tool_records``, ``evaluation``, ``agreement``, ``risks``) a guide of one's
    own says what it wants to say otherwise; it is read when it is wanted (``toolbox``).
    """

    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    phases: Phases
    agendas: Agendas
    steps: Steps
    events: dict[str, Line]
    statuses: dict[str, Line]
    records: Records
    common: Common
    tools: dict[str, Any] = Field(default_factory=dict)
    tool_records: dict[str, Any] = Field(default_factory=dict)
    evaluation: dict[str, Any] = Field(default_factory=dict)
    agreement: dict[str, Any] = Field(default_factory=dict)
    risks: dict[str, Any] = Field(default_factory=dict)

    @cached_property
    def toolbox(self) -> "Toolbox":
        """The words of the tool box: most meetings do without, and no start pays for them."""
        from bpworkshop.method.toolbox import toolbox

        return toolbox(self)

    def phase(self, phase: Phase) -> PhaseGuide:
        found: PhaseGuide = getattr(self.phases, phase)
        return found

    def agenda(self, phase: Phase) -> Agenda | None:
        """The time plan that a phase starts from."""
        found: Agenda | None = getattr(self.agendas, phase)
        return found

    def step(self, step: Step) -> StepGuide:
        """A step, or a tool: as this guide has it, otherwise as the program has it in its language."""
        if step in STEPS:
            found: StepGuide = getattr(self.steps, step)
            return found
        return self.toolbox.tools[step]

    def along(
        self, step: Step, activity: str | None, by: int, phase: Phase, everyone: bool
    ) -> tuple[Step, str] | None:
        """The next place (``by`` = 1) or the one before (-1), across the six steps; None at the end.

        A tool has its own activities alone.

        For EVERYONE what only our side does is passed by, so that no blank place gives it away.
        """
        several = STEPS if step in STEPS else (step,)
        places = [(one, act.id) for one in several for act in self.step(one).activities_in(phase, everyone)]
        first = next(at for at, (one, _) in enumerate(places) if one == step)
        at = by + next((at for at, place in enumerate(places) if place == (step, activity)), first)
        return places[at] if 0 <= at < len(places) else None

    def title(self, name: str) -> str:
        """What a step or a list is called."""
        return self._of(name).label

    def field(self, name: str, field: str) -> FieldGuide:
        """What is said about a field of a step or a list; KeyError for one that there is not."""
        return self._of(name).fields.get(field) or self.common.fields[field]

    def label(self, name: str, field: str) -> str:
        """What a field of a step or a list is called."""
        return self.field(name, field).label

    def choices(self, name: str, field: str) -> dict[str, str]:
        """What the choices of a field are called, in the model's order: people type them by number."""
        match name, field:
            case "events", "kind":
                found = self.events
            case (("session" | "agenda"), "phase"):
                found = {phase: self.phase(phase).label for phase in PHASES}
            case (("parked" | "agenda" | "rounds"), "step"):
                found = {step: self.step(step).label for step in BOARDS}
            case _:
                found = self.field(name, field).choices
        return {value: found[value] for value in fields.of(name)[field].choices}

    def choice(self, name: str, field: str, value: str) -> str:
        """What one choice of a field is called."""
        return self.choices(name, field)[value]

    def missing(self, step: Step, rule: str, **facts: object) -> str:
        """What is still to say, in words; facts may be text of people and are made safe to show."""
        safe = {name: text.line(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
        return self.step(step).missing[rule].format(**safe)

    def _of(self, name: str) -> StepGuide | RecordGuide:
        if name in Records.model_fields:
            found: RecordGuide = getattr(self.records, name)
            return found
        board = next((board for board in BOARDS if board == name), None)
        if board:
            return self.step(board)
        return self.toolbox.tool_records[name]


def load(path: Path | None = None, language: str = "en") -> Guide:
    """The guide in a file of one's own, or the one that comes with the program.

    Raises FileProblem with file, line and key for the first thing that does not fit.
    """
    if path:
        from bpworkshop.method import exact

        return exact.read(path)
    return _builtin(language)


def languages() -> tuple[str, ...]:
    """The languages that the program has a guide in."""
    found = (files(__package__) / "guides").iterdir()
    return tuple(sorted(one.name.removesuffix(".toml") for one in found if one.name.endswith(".toml")))


def builtin_text(language: str = "en") -> str:
    """The file of the built-in guide, with its tool box: what a guide of one's own starts from."""
    return f"{text_of(language)}\n{text_of(language, 'tools')}"


def text_of(language: str, *folders: str) -> str:
    """A file of the guides, or of a folder beside them. Raises FileProblem where there is none."""
    name = f"{language}.toml"
    found = (files(__package__) / "guides").joinpath(*folders, name)
    if not (language.isascii() and language.isalpha() and found.is_file()):
        raise FileProblem("file.missing", path=Path(name))
    return found.read_text("utf-8")


@cache
def _builtin(language: str) -> Guide:
    # Tests hold it to all that an own guide is held to, so that no start pays for that.
    return Guide.model_validate(tomli.loads(text_of(language)))
