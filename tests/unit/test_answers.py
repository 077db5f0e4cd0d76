"""Each kind of field as a person types it: its value, None for what is none, Ambiguous for two readings."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpworkshop.errors import Problem
from bpworkshop.session import answers, fields
from bpworkshop.session.dates import Ambiguous
from bpworkshop.session.items import Alternative, Evidence, Goal, Party, Person, StepItem, Value
from bpworkshop.session.types import Amount, Kind, Span
from tests.strategies import small

TODAY = date(2026, 5, 1)  # a Friday
SESSION = small(
    parties=(
        *small().parties,
        Party(id="theatre", name="Theatre", handle="theatre"),
    ),
    people=(
        Person(id="p-ana", handle="ana", party="library", name="Ana Berg"),
        Person(id="p-anton", handle="anton", party="library", name="Anton"),
        Person(id="p-ben", handle="ben", party="school", name="Ben Carl"),
        Person(id="p-dora", handle="dd", party="school", name="Dora"),
    ),
)


def read(record: str, name: str, typed: str, labels: dict[str, str] | None = None) -> Any:
    return answers.read(fields.of(record)[name], typed, SESSION, TODAY, labels)


def readings(found: Any) -> tuple[str, ...]:
    assert isinstance(found, Ambiguous)
    return found.readings


def span(first: tuple[int, int, int], last: tuple[int, int, int]) -> Span:
    return Span(start=date(*first), end=date(*last))


def test_every_kind_has_a_reader() -> None:
    """A field that can be asked for can be answered."""
    handled = {*answers._READERS, Kind.CHOICE}
    asked = {field.kind for name in fields.RECORDS for field in fields.of(name).values()} - {None}
    assert asked <= handled
    assert set(Kind) == handled


@pytest.mark.parametrize("name", ["measure", "whose", "due", "certainty", "votes"])
def test_nothing_typed_is_no_answer(name: str) -> None:
    for typed in ("", "   ", "\t\n"):
        assert read("goals", name, typed) is None


# Words


def test_words_are_made_one_safe_line() -> None:
    assert read("goals", "measure", "  200\tfamilies \n more ") == "200 families more"
    assert read("goals", "measure", "a\x1b[31mb") == "a␛[31mb"


def test_text_keeps_its_lines_and_is_made_safe() -> None:
    assert read("goals", "note", "  one\ntwo\x07 ") == "one\ntwo␇"


# Choices

METHOD = {
    "counted": "counted one by one",
    "estimated": "estimated by them",
    "imputed": "filled in",
    "our-estimate": "our own estimate",
    "not-stated": "they do not say",
}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1", "counted"),
        ("5", "not-stated"),
        ("counted", "counted"),
        ("COUNTED", "counted"),
        ("our-estimate", "our-estimate"),
        ("our estimate", "our-estimate"),
        ("Our own estimate", "our-estimate"),
        ("they do not say", "not-stated"),
        ("i", "imputed"),
        ("fill", "imputed"),
        ("not s", "not-stated"),
        ("estimated b", "estimated"),
        ("0", None),
        ("6", None),
        ("12345678901234", None),
        ("measured", None),
        ("estimate by us", None),
        ("say", None),
    ],
)
def test_a_choice_by_number_key_label_or_the_beginning_of_either(typed: str, expected: str | None) -> None:
    assert read("figures", "method", typed, METHOD) == expected


def test_a_beginning_of_several_choices_is_asked_back() -> None:
    assert readings(read("goals", "certainty", "a", {"confirmed": "agreed"})) == ("assumed", "confirmed")
    assert read("goals", "certainty", "agreed", {"confirmed": "agreed"}) == "confirmed"


def test_a_whole_name_comes_before_the_beginning_of_another() -> None:
    assert answers.choice(("all", "all-of-us"), "all", {}) == "all"
    assert readings(answers.choice(("all", "all-of-us"), "al", {})) == ("all", "all-of-us")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("yes", True), ("y", True), ("1", True), ("no", False), ("N", False), ("2", False), ("maybe", None)],
)
def test_a_flag_is_yes_or_no(typed: str, expected: bool | None) -> None:
    assert read("people", "present", typed) is expected


def test_a_flag_by_its_labels() -> None:
    labels = {"yes": "here", "no": "somewhere else"}
    assert read("people", "present", "some", labels) is False
    assert read("people", "present", "here", labels) is True


# Who


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1", "p-ana"),
        ("4", "p-dora"),
        ("ana", "p-ana"),
        ("@ana", "p-ana"),
        ("ANA", "p-ana"),
        ("ana berg", "p-ana"),
        ("Ana B", "p-ana"),
        ("ant", "p-anton"),
        ("be", "p-ben"),
        ("dora", "p-dora"),
        ("@dd", "p-dora"),
        ("d", "p-dora"),
        ("0", None),
        ("5", None),
        ("nobody", None),
        ("berg", None),
        ("school", None),
        ("@", None),
    ],
)
def test_a_person_by_number_handle_name_or_the_beginning_of_either(typed: str, expected: str | None) -> None:
    assert read("commitments", "owner", typed) == expected


def test_a_beginning_of_several_people_is_asked_back_with_handles() -> None:
    found = read("commitments", "owner", "@an")
    assert readings(found) == ("@ana", "@anton")
    assert [read("commitments", "owner", one) for one in found.readings] == ["p-ana", "p-anton"]


@pytest.mark.parametrize("typed", ["²", "①", "٢"])
def test_only_plain_digits_are_a_number(typed: str) -> None:
    assert read("commitments", "owner", typed) is None
    assert read("goals", "whose", typed) is None
    assert read("figures", "method", typed) is None


def test_a_sign_alone_names_nobody() -> None:
    """Also where somebody goes without a name."""
    one = small(people=small().people[:1])
    assert answers.person(one, "@") is None
    assert answers.anyone(one, "@") is None
    assert answers.anyone(one, "") is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1", "library"),
        ("3", "theatre"),
        ("@library", "library"),
        ("city library", "library"),
        ("city", "library"),
        ("sch", "school"),
        ("4", None),
        ("0", None),
        ("shared", None),
        ("ana", None),
    ],
)
def test_a_party_likewise(typed: str, expected: str | None) -> None:
    assert read("benefits", "giver", typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1", "shared"),
        ("shared", "shared"),
        ("@Shared", "shared"),
        ("2", "library"),
        ("4", "theatre"),
        ("school", "school"),
        ("@thea", "theatre"),
        ("5", None),
        ("0", None),
        ("everyone", None),
    ],
)
def test_whose_counts_shared_before_the_parties(typed: str, expected: str | None) -> None:
    assert read("goals", "whose", typed) == expected


def test_people_in_a_list_are_each_read_and_stand_once() -> None:
    assert read("decisions", "present", "ana, 3 @dd ana") == ("p-ana", "p-ben", "p-dora")
    assert read("decisions", "present", "ana, nobody") is None
    assert readings(read("decisions", "present", "ben an")) == ("@ana", "@anton")
    assert read("decisions", "present", ",") is None


@pytest.mark.parametrize(
    ("handle", "expected"),
    [
        ("ana", "p-ana"),
        ("School", "school"),
        ("thea", "theatre"),
        ("2", "p-anton"),
        ("99", None),
        ("x", None),
    ],
)
def test_the_sign_names_people_and_parties_alike_and_people_by_number_too(
    handle: str, expected: str | None
) -> None:
    found = answers.anyone(SESSION, handle)
    assert not isinstance(found, Ambiguous)
    assert (found.id if found else None) == expected


def test_a_beginning_of_a_person_and_a_party_is_asked_back() -> None:
    session = small(people=(Person(id="lisa", handle="lisa", party="library"),))
    assert readings(answers.anyone(session, "li")) == ("@library", "@lisa")


# Numbers and days


@pytest.mark.parametrize(
    ("record", "name", "typed", "expected"),
    [
        ("goals", "votes", "12", 12),
        ("goals", "votes", "0", 0),
        ("goals", "votes", "twelve", None),
        ("goals", "votes", "1.5", None),
        ("goals", "votes", "-1", None),
        ("figures", "value", "56,660", Decimal(56660)),
        ("figures", "value", "12.5", Decimal("12.5")),
        ("figures", "value", "many", None),
        ("figures", "audience_share", "35%", Decimal(35)),
        ("figures", "audience_share", "35 %", Decimal(35)),
        ("figures", "audience_share", "%", None),
        ("alternatives", "cost", "1200 EUR", Amount(amount=Decimal(1200), currency="EUR")),
        ("alternatives", "cost", "€5", Amount(amount=Decimal(5), currency="EUR")),
        ("alternatives", "cost", "1200", None),
        ("goals", "due", "fri", date(2026, 5, 8)),
        ("goals", "due", "2027-01-02", date(2027, 1, 2)),
        ("goals", "due", "1 May", date(2026, 5, 1)),
        ("goals", "due", "13/5", date(2026, 5, 13)),
        ("goals", "due", "someday", None),
        ("figures", "period", "2025", span((2025, 1, 1), (2025, 12, 31))),
        ("figures", "period", "Jan 2026", span((2026, 1, 1), (2026, 1, 31))),
        ("figures", "period", "recently", None),
        ("meeting", "at", "9:30", "09:30"),
        ("meeting", "at", "09.30", "09:30"),
        ("meeting", "at", "14h", "14:00"),
        ("meeting", "at", "14h05", "14:05"),
        ("meeting", "at", "14", "14:00"),
        ("meeting", "at", "00:00", "00:00"),
        ("meeting", "at", "23:59", "23:59"),
        ("meeting", "at", "24:00", None),
        ("meeting", "at", "9:60", None),
        ("meeting", "at", "9:5", None),
        ("meeting", "at", "noon", None),
        ("values", "ratings", "4 5 3", (4, 5, 3)),
        ("values", "ratings", "4,5;3/1", (4, 5, 3, 1)),
        ("values", "ratings", "4, 5, 3", (4, 5, 3)),
        ("values", "ratings", "5", (5,)),
        ("values", "ratings", "6", None),
        ("values", "ratings", "0 4", None),
        ("values", "ratings", "4 five", None),
        ("values", "ratings", "45", None),
        ("values", "ratings", "4.5", None),
    ],
)
def test_numbers_days_and_times(record: str, name: str, typed: str, expected: Any) -> None:
    found = read(record, name, typed)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("record", "name", "typed", "expected"),
    [
        ("goals", "due", "2/6", ("2026-06-02", "2027-02-06")),
        ("figures", "value", "1.200", ("1200", "1.2")),
        ("alternatives", "cost", "5 kr", ("5 DKK", "5 SEK", "5 NOK")),
        ("figures", "period", "2/6/2026", ("2026-06-02", "2026-02-06")),
    ],
)
def test_what_has_two_readings_is_asked_back(
    record: str, name: str, typed: str, expected: tuple[str, ...]
) -> None:
    found = readings(read(record, name, typed))
    assert found == expected
    for one in found:
        assert not isinstance(read(record, name, one), Ambiguous | None)


# Evidence

HERE = Evidence(party="library", text="open on Sundays")
THERE = Evidence(party="school", text="two teachers", source="their report", reliability="high")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("@school two teachers", Evidence(party="school", text="two teachers")),
        ("@school two teachers | their report", THERE.model_copy(update={"reliability": None})),
        ("@school two teachers | their report | high", THERE),
        ("@sch two teachers|their report|HI", THERE),
        ("@school two teachers || low", Evidence(party="school", text="two teachers", reliability="low")),
        (
            "@school two teachers | their report | m",
            THERE.model_copy(update={"reliability": "medium"}),
        ),
    ],
)
def test_evidence_names_a_party_what_shows_it_source_and_reliability(typed: str, expected: Evidence) -> None:
    assert read("values", "evidence", typed) == (expected,)


@pytest.mark.parametrize(
    "typed", ["two teachers", "@nobody two teachers", "@school", "@school | report", "@ana two teachers", "@"]
)
def test_evidence_of_no_party_or_without_words_is_none(typed: str) -> None:
    assert read("values", "evidence", typed) is None


@pytest.mark.parametrize(
    "typed", ["@school two teachers | their report | surely", "@school two teachers | report | high | 2024"]
)
def test_evidence_of_which_a_part_can_not_be_read_is_none(typed: str) -> None:
    """Rather than an answer of which a part is gone without a word."""
    assert read("values", "evidence", typed) is None


def test_evidence_of_two_parties_that_begin_alike_is_asked_back() -> None:
    two = small(
        parties=(
            *small().parties,
            Party(id="scouts", name="Scouts", handle="scouts"),
        )
    )
    found = answers.evidence(two, "@sc two teachers")
    assert readings(found) == ("@school", "@scouts")


def test_new_evidence_of_a_party_stands_in_place_of_what_was() -> None:
    other = Evidence(party="school", text="a letter")
    assert answers.evidence(SESSION, "@school a letter", (THERE, HERE)) == (HERE, other)
    assert answers.evidence(SESSION, "@theatre a poster", (THERE, HERE)) == (
        *(THERE, HERE),
        Evidence(party="theatre", text="a poster"),
    )
    assert answers.evidence_of("school", "a letter", (HERE, THERE)) == (HERE, other)
    assert answers.evidence_of("school", "  | a source", (HERE,)) is None


@pytest.mark.parametrize("typed", [f"@school {'x' * 600}", f"@school x | {'x' * 600}"])
def test_evidence_that_is_too_long_is_told_and_no_traceback(typed: str) -> None:
    try:
        found = read("values", "evidence", typed)
    except Problem:
        return
    assert found is None


# The fields that an answer gives


def fields_given(name: str, typed: str, item: StepItem, record: str) -> Any:
    return answers.fields_given(fields.of(record)[name], typed, SESSION, TODAY, item)


def test_an_answer_mostly_gives_its_own_field() -> None:
    goal = Goal(id="g1", statement="Read")
    assert fields_given("measure", "fri", goal, "goals") == {"measure": "fri"}
    assert fields_given("due", "fri", goal, "goals") == {"due": date(2026, 5, 8)}
    assert fields_given("due", "someday", goal, "goals") is None
    assert readings(fields_given("due", "2/6", goal, "goals")) == ("2026-06-02", "2027-02-06")


def test_a_trigger_that_is_a_date_is_the_day_on_which_we_switch() -> None:
    other = Alternative(id="a1", option="Alone")
    assert fields_given("trigger", "1 June", other, "alternatives") == {"trigger_on": date(2026, 6, 1)}
    assert fields_given("trigger", "no reply", other, "alternatives") == {"trigger": "no reply"}
    assert readings(fields_given("trigger", "2/6", other, "alternatives")) == ("2026-06-02", "2027-02-06")


def test_evidence_takes_its_place_beside_what_is_known_of_the_others() -> None:
    value = Value(id="v1", value="Trust", evidence=(HERE, THERE))
    letter = Evidence(party="school", text="a letter")
    assert fields_given("evidence", "@school a letter", value, "values") == {"evidence": (HERE, letter)}
    assert fields_given("evidence", "a letter", value, "values") is None
    assert fields_given("ratings", "4 5", value, "values") == {"ratings": (4, 5)}


@pytest.mark.parametrize(
    ("record", "name", "expected"),
    [
        ("goals", "certainty", ("only guessed", "confirmed")),
        ("commitments", "owner", ("ana", "anton", "ben", "dd")),
        ("benefits", "giver", ("library", "school", "theatre")),
        ("goals", "whose", ("shared", "library", "school", "theatre")),
        ("goals", "measure", ()),
        ("goals", "due", ()),
        ("values", "evidence", ()),
    ],
)
def test_what_could_be_typed_is_a_short_list_that_can_be_read(
    record: str, name: str, expected: tuple[str, ...]
) -> None:
    labels = {"assumed": "only guessed"}
    field = fields.of(record)[name]
    found = answers.known(field, SESSION, labels)
    assert found == expected
    for one in found:
        assert answers.read(field, one, SESSION, TODAY, labels) is not None


# Anything


@given(
    st.sampled_from(sorted(fields.RECORDS)),
    st.data(),
    st.text(max_size=30) | st.from_regex(r"[@0-9a-d|/,. -]*"),
)
def test_anything_can_be_typed_into_any_field(record: str, data: st.DataObject, typed: str) -> None:
    name = data.draw(st.sampled_from(sorted(fields.of(record))))
    field = fields.of(record)[name]
    found = answers.read(field, typed, SESSION, TODAY)
    if isinstance(found, Ambiguous):
        assert len(found.readings) > 1
    if field.kind is None:
        assert found is None
