"""What a guide that somebody wrote is held to, beyond its shape.

Every field and choice of a session has a label, and no question for our side
alone can come up in a shared room. Whatever is wrong is told with file, line
and key.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import AfterValidator, Field, ValidationError, create_model
from pydantic_core import InitErrorDetails, PydanticCustomError

from bpworkshop import toml
from bpworkshop.errors import FileProblem
from bpworkshop.method.guide import (
    PHASES,
    Common,
    FieldWords,
    Guide,
    PhaseGuide,
    Phases,
    RecordGuide,
    Records,
    Shown,
    StepGuide,
    Steps,
)
from bpworkshop.method.toolbox import EVALUATIONS, Agreeing, Evaluating, Risking
from bpworkshop.session import fields
from bpworkshop.session.boards import BOARDS, STEPS, TOOLS
from bpworkshop.session.items import StepItem
from bpworkshop.session.session import LISTS
from bpworkshop.session.standing import EventKind
from bpworkshop.session.types import Line, Record, Step

MAX_BYTES = 1024 * 1024
"""Far more than any guide needs; a larger file was named by mistake."""

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
    "commitments": ("none", "owner", "carried_by", "due", "evidence", "fist", "settle", "waits_for"),
    "aims": ("none", "serves"),
    "assets": ("none", "leads-network", "leads-partnership", "staff-knows", "team", "owner", "checked"),
    "assessments": ("none", "party", "criterion", "strength", "reliability", "criteria"),
    "risks": ("none", "likelihood", "impact", "sign", "mitigation", "owner", "review"),
    "clauses": ("none", "text", "state", "why"),
    "occasions": (
        *("none", "audience", "message", "channel", "owner", "due", "approver"),
        *("inside", "across"),
    ),
}
"""The rules of ``readiness``, each with its words in ``missing``."""

FACTS: dict[tuple[Step, str], str] = {
    ("goals", "party"): "party",
    ("values", "three"): "n",
    ("values", "evidence"): "party",
    ("alternatives", "two"): "n",
    ("benefits", "gives"): "party",
    ("benefits", "gets"): "party",
    ("commitments", "settle"): "party",
    ("assessments", "none"): "party",
    ("assessments", "criteria"): "n party",
}
"""What a rule's words may fill in; the others stand for themselves."""

ELSEWHERE = (
    *(("events", "kind"), ("session", "phase"), ("agenda", "phase")),
    *(("agenda", "step"), ("rounds", "step"), ("parked", "step")),
)
"""Choices whose labels stand in another table of the guide: see ``Guide.choices``."""

TOOL_RECORDS = ("agreements", "wording", "because")
"""Records that only the tool box has."""

COMMON = ("id", *fields.TAIL)
"""Fields with the same words everywhere, unless a step or list has its own."""


def read(path: Path) -> Guide:
    """A guide of one's own. Raises FileProblem for the first thing that does not fit."""
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
    for name in (*STEPS, *(tool for tool in TOOLS if tool in guide.tools)):
        step = guide.step(name)
        at = ("steps" if name in STEPS else "tools", name)
        yield from _twice((*at, "activities"), [activity.id for activity in step.activities])
        yield from _empty_phases(at, step)
        yield from _ours_in_shared_phases(guide, at, step)
    if guide.evaluation:
        evaluation = guide.toolbox.evaluation
        yield from _twice(("evaluation", "themes"), [theme.id for theme in evaluation.themes])
        if not all(map(evaluation.themes_in, EVALUATIONS)):
            yield _error(("evaluation", "themes"), "missing")
    if guide.agreement:
        clauses = guide.toolbox.agreement.clauses
        yield from _twice(("agreement", "clauses"), [clause.id for clause in clauses])
        if not clauses:
            yield _error(("agreement", "clauses"), "missing")


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
    lists: tuple[tuple[str, tuple[Shown, ...]], ...] = (
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
            "tools": (_some({name: _exact_step(name) for name in TOOLS}), {}),
            "tool_records": (_some({name: _exact_record(name) for name in TOOL_RECORDS}), {}),
            "evaluation": (Evaluating | None, None),
            "agreement": (Agreeing | None, None),
            "risks": (Risking | None, None),
        },
    )


def _some(boards: Mapping[str, Any]) -> type[Record]:
    """Of the tool box a guide says as much as it wants; the rest is the program's."""
    return _keys("ExactTools", {name: (made | None, None) for name, made in boards.items()})


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
    if name in BOARDS and field.kind and field.name not in COMMON:
        keys["ask"] = Line
    if field.choices and (name, field.name) not in ELSEWHERE:
        keys["choices"] = _keys(f"{name}_{field.name}_choices", dict.fromkeys(field.choices, Line))
    return _model(f"{name}_{field.name}", FieldWords, keys) if keys else FieldWords


def _fills(facts: str | None) -> Callable[[str], str]:
    """A check that words can be filled in: whole braces, and in them nothing but the rule's facts."""
    known = (facts or "").split()

    def check(value: str) -> str:
        try:
            used = [part[1:] for part in Formatter().parse(value) if part[1] is not None]
        except ValueError:
            used = [("", "", None)]
        if any(name not in known or (spec, conversion) != ("", None) for name, spec, conversion in used):
            allowed = ", ".join(f"{{{fact}}}" for fact in known)
            raise _custom("guide_fact" if known else "guide_no_fact", allowed or "{}", {"fact": allowed})
        return value

    return check


def _keys(name: str, keys: Mapping[str, Any]) -> type[Record]:
    return _model(name, Record, keys)


def _model(name: str, base: type[R], keys: Mapping[str, Any]) -> type[R]:
    """A model with these keys in place of the base's own; one that is a pair has a default."""
    made: Any = {key: kind if isinstance(kind, tuple) else (kind, ...) for key, kind in keys.items()}
    return create_model(name, __base__=base, **made)
