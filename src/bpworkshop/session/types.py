"""The kinds of value that a session holds, each strict and each known by name.

A field's *kind* says how a person may type it and which widget asks for it;
*ours* marks what the other side never sees. Both stand in the annotation, so
that reading, asking, sharing and checking all follow from the model.
"""

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema, to_json

from bpworkshop import text

if TYPE_CHECKING:
    from pydantic import TypeAdapter


class Kind(StrEnum):
    """How a field is typed by a person."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"
    TIME = "time"
    WHOLE = "whole"
    DECIMAL = "decimal"
    MONEY = "money"
    PERIOD = "period"
    CHOICE = "choice"
    PERSON = "person"
    PARTY = "party"
    WHOSE = "whose"
    RATINGS = "ratings"
    EVIDENCE = "evidence"


OURS = "ours"
"""Marks a field that ``shared()`` takes out: red lines, reliability, cost or risk, hours, money."""

SHARED = "shared"
"""Stands where a party could: a goal of all parties together."""


class Later:
    """Marks a field whose validator is made when something stands in it.

    Most sessions hold few of the lists; making the validators of all of them is a
    good part of every start.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def check(value: Any, info: ValidationInfo) -> Any:
            made = _adapter(source)
            # JSON has no days: they are text there, which only a reader of JSON takes for one.
            return made.validate_json(to_json(value)) if info.mode == "json" else made.validate_python(value)

        return core_schema.with_info_plain_validator_function(
            check, metadata={"pydantic_js_functions": [lambda _, told: told(_adapter(source).core_schema)]}
        )


@cache
def _adapter(source: Any) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    # TOML has lists where the model has tuples, as with ``Many``.
    return TypeAdapter(Annotated[source, Field(strict=False)] if get_origin(source) is tuple else source)


class Record(BaseModel):
    """Base of everything in a session: immutable, strict, no unknown keys."""

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        hide_input_in_errors=True,
        # Most records are only ever read inside a session: their own validators are made when one is needed.
        defer_build=True,
    )


def _one_line(value: str) -> str:
    if "\n" in value:
        raise PydanticCustomError("one_line", "one line")
    return _safe(value)


def _safe(value: str) -> str:
    if not text.is_clean(value):
        raise PydanticCustomError("unsafe_text", "text without control characters")
    if not value.strip():
        raise PydanticCustomError("string_too_short", "not blank")
    return value


Line = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_one_line), Kind.LINE]
Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000), AfterValidator(_safe), Kind.TEXT]
Cell = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_one_line)]
"""A line that is taken from a file, and typed by nobody: so it has no kind."""
Passage = Annotated[str, StringConstraints(min_length=1, max_length=20_000), AfterValidator(_safe)]
"""A text that the program made, and nobody types."""
Title = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_one_line), Kind.LINE]

ID_PATTERN = r"^[a-z0-9][a-z0-9-]{1,39}$"
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
PersonRef = Annotated[str, StringConstraints(pattern=ID_PATTERN), Kind.PERSON]
PartyRef = Annotated[str, StringConstraints(pattern=ID_PATTERN), Kind.PARTY]
Whose = Annotated[str, StringConstraints(pattern=ID_PATTERN), Kind.WHOSE]

HANDLE_PATTERN = r"^[\p{L}\p{N}][\p{L}\p{N}_-]{0,29}$"


def _handle(value: str) -> str:
    # Python's own expressions have these letters ready; pydantic's take 6 ms and 3 MB to make at each start.
    if not re.fullmatch(r"[^\W_][\w-]{0,29}", value):
        raise PydanticKnownError("string_pattern_mismatch", {"pattern": HANDLE_PATTERN})
    return value


Handle = Annotated[
    str,
    AfterValidator(_handle),
    WithJsonSchema({"type": "string", "pattern": HANDLE_PATTERN}),
    Kind.LINE,
]

Whole = Annotated[int, Field(ge=0, lt=1_000_000_000), Kind.WHOLE]
Rating = Annotated[int, Field(ge=1, le=5)]
Fist = Annotated[int, Field(ge=0, le=5), Kind.WHOLE]
Minutes = Annotated[int, Field(ge=1, le=480), Kind.WHOLE]
Mark = Annotated[int, Field(ge=0, le=1000)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31)), Kind.DATE]


def _decimal(value: Any) -> Any:
    """TOML has no decimal type: a number is written as text, and a whole one may stand bare.

    A float is refused: it has already lost what was written.
    """
    if isinstance(value, bool | float):
        raise PydanticCustomError("decimal_text", "a number in quotes")
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, str):
        if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", value):
            raise PydanticCustomError("decimal_text", "a number in quotes")
        return Decimal(value)
    return value


def plain(value: Decimal) -> str:
    """A decimal as text without an exponent: its one form in file and JSON."""
    return format(value, "f")


Number = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    Field(max_digits=21, decimal_places=6, allow_inf_nan=False),
    PlainSerializer(plain, return_type=str),
    Kind.DECIMAL,
]
Percent = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    Field(ge=0, le=100, decimal_places=6),
    PlainSerializer(plain, return_type=str),
    Kind.DECIMAL,
]


class Amount(Record):
    """Money: an exact amount and the three letters of its currency (ISO 4217)."""

    amount: Number
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]

    def __str__(self) -> str:
        return f"{plain(self.amount)} {self.currency}"


def _amount(value: Any) -> Any:
    if isinstance(value, str):
        amount, _, currency = value.partition(" ")
        return {"amount": amount, "currency": currency}
    return value


Money = Annotated[Amount, BeforeValidator(_amount), PlainSerializer(str, return_type=str), Kind.MONEY]


class Span(Record):
    """A period: its first and its last day, both in it."""

    start: Day
    end: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise PydanticCustomError("period_order", "first day before last day")
        return self


Period = Annotated[Span, Kind.PERIOD]

Step = Literal[
    "goals",
    "values",
    "alternatives",
    "benefits",
    "figures",
    "commitments",
    "clauses",
    "occasions",
    "risks",
    "assessments",
    "assets",
    "aims",
]
"""A board that a group works at: one of the six steps, or a tool (``STEPS`` and ``TOOLS`` of ``session``)."""

Phase = Literal["prepare", "together", "after"]
Status = Literal["draft", "running", "closed"]
Certainty = Literal["assumed", "confirmed"]
Fit = Literal["aligned", "complementary", "tension", "conflict"]
Reliability = Literal["low", "medium", "high"]
AlternativeKind = Literal["other-partner", "smaller", "alone", "postpone", "stop"]
AlternativeState = Literal["idea", "planned", "ready"]
Method = Literal["counted", "estimated", "imputed", "our-estimate", "not-stated"]
Placement = Literal["online", "print", "interview", "event", "house"]
Way = Literal["no-objection", "over-objections", "vote", "mandate"]
Standing = Literal["proposed", "agreed"]
TimeboxKind = Literal["talk", "welcome", "check-in", "break", "check-out"]
Voting = Literal["dots", "fist", "rating", "ranking", "hands"]
Naming = Literal["named", "pseudonymous", "anonymous"]
Evaluates = Literal["running", "final"]
