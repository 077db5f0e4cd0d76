"""A guide: how a group is led through the method, and what the screen calls things.

Loaded from ``guides/<language>.toml``, or from a facilitator's own file. An
own guide is held to more than its shape: every field and choice of a session
has a label, and no question for our side alone can come up in a shared room. So
a guide that loads never lacks a word later, in front of people.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Literal, TypeVar, get_args

import tomli
from pydantic import AfterValidator, Field, StringConstraints, ValidationError, create_model
from pydantic_core import InitErrorDetails, PydanticCustomError

from bpworkshop import text
from bpworkshop.errors import FileProblem
from bpworkshop.session import fields
from bpworkshop.session.items import Many, StepItem
from bpworkshop.session.session import LISTS, STEPS
from bpworkshop.session.types import EventKind, Line, Phase, Record, Step

MAX_BYTES = 1024 * 1024
"""Far more than any guide needs; a larger file was named by mistake."""

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

STATUSES = (
    *("said", "proposed", "agreed", "late", "kept", "kept-late"),
    *("missed", "renegotiated", "released"),
)
"""What can be said of a promise: its last event, or what the calendar makes of it."""

RULES: dict[Step, tuple[str, ...]] = {
    "goals": ("shared", "party", "whose", "measure", "aim", "certainty", "ranking"),
    "values": ("three", "ratings", "fit", "evidence", "mitigation"),
    "alternatives": ("two", "alone", "kind", "failure", "trigger", "owner", "shared"),
    "benefits": ("none", "giver", "receiver", "need", "gives", "gets"),
    "figures": ("none", "value", "period", "source", "method", "rate", "rate_source"),
    "commitments": ("none", "owner", "carried_by", "due", "evidence", "fist", "waits_for"),
}
"""The rules of ``readiness``, each with its words in ``missing``."""

FACTS: dict[tuple[Step, str], str] = {
    ("goals", "party"): "party",
    ("values", "three"): "n",
    ("values", "evidence"): "party",
    ("alternatives", "two"): "n",
    ("benefits", "gives"): "party",
    ("benefits", "gets"): "party",
}
"""The one fact that a rule's words may fill in; the others stand for themselves."""

ELSEWHERE = (("events", "kind"), ("session", "phase"), ("parked", "step"))
"""Choices whose labels stand in another table of the guide: see ``Guide.choices``."""

COMMON = ("id", *fields.TAIL)
"""Fields with the same words everywhere, unless a step or list has its own."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Minutes = Annotated[int, Field(ge=1, le=480)]


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


class _Shown(Record):
    """What stands on a screen in some phases – without ``phases`` in all – and for whom."""

    audience: Audience = "everyone"
    phases: tuple[Phase, ...] = Many

    def shown_in(self, phase: Phase, everyone: bool) -> bool:
        """Whether it may stand on this screen."""
        return phase in (self.phases or PHASES) and not (everyone and self.audience == "only-us")


class Question(_Shown):
    """A question of a step. Its audience is always said: nobody shows it to the room by an omission."""

    text: Line
    audience: Audience


class Activity(_Shown):
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
    options: RecordGuide
    check_in: RecordGuide
    check_out: RecordGuide
    decisions: RecordGuide
    parked: RecordGuide
    notes: RecordGuide
    evidence: RecordGuide
    events: RecordGuide


class Guide(Record):
    """All words of the method in one language."""

    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    phases: Phases
    agendas: Agendas
    steps: Steps
    events: dict[str, Line]
    statuses: dict[str, Line]
    records: Records
    common: Common

    def phase(self, phase: Phase) -> PhaseGuide:
        found: PhaseGuide = getattr(self.phases, phase)
        return found

    def agenda(self, phase: Phase) -> Agenda | None:
        """The time plan that a phase starts from."""
        found: Agenda | None = getattr(self.agendas, phase)
        return found

    def step(self, step: Step) -> StepGuide:
        found: StepGuide = getattr(self.steps, step)
        return found

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
            case "session", "phase":
                found = {phase: self.phase(phase).label for phase in PHASES}
            case "parked", "step":
                found = {step: self.step(step).label for step in STEPS}
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
        found: StepGuide | RecordGuide
        found = getattr(self.steps if name in Steps.model_fields else self.records, name)
        return found


def load(path: Path | None = None, language: str = "en") -> Guide:
    """The guide in a file of one's own, or the one that comes with the program.

    Raises FileProblem with file, line and key for the first thing that does not fit.
    """
    return _own(path) if path else _builtin(language)


def languages() -> tuple[str, ...]:
    """The languages that the program has a guide in."""
    found = (files(__package__) / "guides").iterdir()
    return tuple(sorted(one.name.removesuffix(".toml") for one in found if one.name.endswith(".toml")))


def builtin_text(language: str = "en") -> str:
    """The file of the built-in guide: what a guide of one's own starts from."""
    name = f"{language}.toml"
    found = files(__package__) / "guides" / name
    if not (language.isascii() and language.isalpha() and found.is_file()):
        raise FileProblem("file.missing", path=Path(name))
    return found.read_text("utf-8")


@cache
def _builtin(language: str) -> Guide:
    # Tests hold it to all that an own guide is held to, so that no start pays for that.
    return Guide.model_validate(tomli.loads(builtin_text(language)))


def _own(path: Path) -> Guide:
    from bpworkshop import toml

    document = toml.read(_bytes(path), path)
    try:
        _exact().model_validate(document.data)
        guide = Guide.model_validate(document.data)
        if unfit := list(_unfit(guide)):
            raise ValidationError.from_exception_data("Guide", unfit)
    except ValidationError as error:
        found = toml.problems(document, error, path, _exact())
        # A misspelt key is also one that is missing: the misspelling tells a person more.
        raise next((each for each in found if each.key == "toml.unknown_near"), found[0]) from error
    return guide


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise FileProblem("file.folder", path=path)
        if path.exists() and not path.is_file():  # a pipe would be waited for without end
            raise FileProblem("file.special", path=path)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise FileProblem("file.missing", path=path) from error
    except PermissionError as error:
        raise FileProblem("file.denied", path=path) from error
    except OSError as error:
        raise FileProblem("file.io", path=path, reason=os.strerror(error.errno or 0)) from error
    except ValueError as error:  # a NUL in the name
        raise FileProblem("file.name", path=path) from error
    if len(data) > MAX_BYTES:
        raise FileProblem("file.too_large", path=path, limit=MAX_BYTES // (1024 * 1024))
    return data


# What depends on several keys together. A custom error's type names its words under ``reason``.


def _unfit(guide: Guide) -> Iterator[InitErrorDetails]:
    for phase in PHASES:
        agenda = guide.agenda(phase)
        if agenda and not agenda.blocks:
            yield _error(("agendas", phase, "blocks"), "missing")
        if agenda:
            yield from _twice(("agendas", phase, "blocks"), [block.id for block in agenda.blocks])
    for name in STEPS:
        step = guide.step(name)
        at = ("steps", name)
        yield from _twice((*at, "activities"), [activity.id for activity in step.activities])
        yield from _empty_phases(at, step)
        yield from _ours_in_shared_phases(guide, at, step)


def _twice(at: tuple[str, ...], ids: list[str]) -> Iterator[InitErrorDetails]:
    for place, id in enumerate(ids):
        if id in ids[:place]:
            yield _error((*at, place, "id"), "guide_twice", id=id)


def _empty_phases(at: tuple[str, ...], step: StepGuide) -> Iterator[InitErrorDetails]:
    """Each phase needs something that everyone may see: a screen of our own can be turned to the room."""
    for phase in PHASES:
        if not step.questions_in(phase, everyone=True):
            yield _error((*at, "questions"), "guide_phase", phase=phase)
        if not step.activities_in(phase, everyone=True):
            yield _error((*at, "activities"), "guide_phase", phase=phase)


def _ours_in_shared_phases(guide: Guide, at: tuple[str, ...], step: StepGuide) -> Iterator[InitErrorDetails]:
    """What is only ours names its phases, and in each of them our side is alone."""
    alone = [phase for phase in PHASES if guide.phase(phase).audience == "only-us"]
    lists: tuple[tuple[str, tuple[_Shown, ...]], ...] = (
        ("questions", step.questions),
        ("activities", step.activities),
    )
    for name, members in lists:
        for place, member in enumerate(members):
            if member.audience == "only-us" and not set(member.phases or PHASES) <= set(alone):
                yield _error((*at, name, place, "phases"), "guide_only_us", phases=", ".join(alone))


def _error(at: tuple[str | int, ...], kind: str, **facts: str) -> InitErrorDetails:
    # The message is only seen where the words file lacks the type: then the facts must do.
    said = " ".join(facts.values())
    return InitErrorDetails(type=_custom(kind, said, facts), loc=at, input=None)


def _custom(kind: Any, said: Any, facts: Mapping[str, str]) -> PydanticCustomError:
    return PydanticCustomError(kind, said, dict(facts))


# The same models with each key that the session's models ask for, so that a typo or a gap in an own
# guide is named by pydantic like any other. Made when an own guide is read, never at a start.

R = TypeVar("R", bound=Record)

_LITERAL: Any = Literal
_TUPLE: Any = tuple


@cache
def _exact() -> type[Guide]:
    together = _model("TogetherGuide", PhaseGuide, {"audience": Literal["everyone"]})
    records = {name: _exact_record(name) for name in Records.model_fields}
    return _model(
        "GuideFile",
        Guide,
        {
            "phases": _model("ExactPhases", Phases, {"together": together}),
            "steps": _model("ExactSteps", Steps, {name: _exact_step(name) for name in STEPS}),
            "events": _keys("Events", dict.fromkeys(get_args(EventKind), Line)),
            "statuses": _keys("Statuses", dict.fromkeys(STATUSES, Line)),
            "records": _model("ExactRecords", Records, records),
            "common": _model("ExactCommon", Common, {"fields": _exact_common()}),
        },
    )


def _exact_step(step: Step) -> type[StepGuide]:
    model = fields.RECORDS[step]
    assert issubclass(model, StepItem)
    own = (field for field in fields.of(step).values() if field.kind and field.name not in COMMON)
    # What is asked is asked on every screen, so nothing that is only ours can be among it.
    asked = tuple(field.name for field in own if field.name != model.SAID and not field.ours)
    words = {rule: Annotated[Line, AfterValidator(_fills(FACTS.get((step, rule))))] for rule in RULES[step]}
    return _model(
        f"{step}_guide",
        StepGuide,
        {
            "asks": Annotated[_TUPLE[_LITERAL[asked], ...], Field(strict=False)],
            "fields": _exact_fields(step),
            "missing": _keys(f"{step}_missing", words),
        },
    )


def _exact_record(name: str) -> type[RecordGuide]:
    return _model(f"{name}_guide", RecordGuide, {"fields": _exact_fields(name)})


def _exact_fields(name: str) -> type[Record]:
    """A label for each field of a record; the lists of a session have theirs at the list."""
    keys: dict[str, Any] = {}
    for field in fields.of(name).values():
        if name == "session" and field.name in LISTS:
            continue
        keys[field.name] = _exact_field(name, field)
        if field.name in COMMON:
            keys[field.name] = (keys[field.name] | None, None)
    return _keys(f"{name}_fields", keys)


def _exact_common() -> type[Record]:
    return _keys("common_fields", dict.fromkeys(COMMON, FieldWords))


def _exact_field(name: str, field: fields.Field) -> type[FieldWords]:
    """Whatever a step can ask for has its question, and each choice of a field its label."""
    keys: dict[str, Any] = {}
    if name in STEPS and field.kind and field.name not in COMMON:
        keys["ask"] = Line
    if field.choices and (name, field.name) not in ELSEWHERE:
        keys["choices"] = _keys(f"{name}_{field.name}_choices", dict.fromkeys(field.choices, Line))
    return _model(f"{name}_{field.name}", FieldWords, keys) if keys else FieldWords


def _fills(fact: str | None) -> Callable[[str], str]:
    """A check that words can be filled in: whole braces, and in them nothing but the rule's fact."""

    def check(value: str) -> str:
        try:
            used = [part[1:] for part in Formatter().parse(value) if part[1] is not None]
        except ValueError:
            used = [("", "", None)]
        if any(found != (fact, "", None) for found in used):
            allowed = f"{{{fact}}}" if fact else ""
            raise _custom("guide_fact" if fact else "guide_no_fact", allowed or "{}", {"fact": allowed})
        return value

    return check


def _keys(name: str, keys: Mapping[str, Any]) -> type[Record]:
    return _model(name, Record, keys)


def _model(name: str, base: type[R], keys: Mapping[str, Any]) -> type[R]:
    """A model with these keys in place of the base's own; one that is a pair has a default."""
    made: Any = {key: kind if isinstance(kind, tuple) else (kind, ...) for key, kind in keys.items()}
    return create_model(name, __base__=base, **made)
