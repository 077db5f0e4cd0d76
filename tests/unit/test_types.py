"""Values that are checked in Python where the file's schema has a pattern: both say the same."""

from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import StringConstraints, TypeAdapter, ValidationError

from bpworkshop.session.types import HANDLE_PATTERN, Handle

CHECKED: TypeAdapter[str] = TypeAdapter(Handle)
PATTERN: TypeAdapter[str] = TypeAdapter(Annotated[str, StringConstraints(pattern=HANDLE_PATTERN)])


def fits(kind: TypeAdapter[str], value: str) -> bool:
    try:
        return kind.validate_python(value) == value
    except ValidationError as error:
        found = [(each["type"], each["ctx"]) for each in error.errors()]
    if found != [("string_pattern_mismatch", {"pattern": HANDLE_PATTERN})]:
        pytest.fail(f"told differently: {found}")
    return False


@pytest.mark.parametrize("value", ["a", "Zoë-2_b", "Ω", "٣", "x" * 30])
def test_what_is_a_handle(value: str) -> None:
    assert fits(CHECKED, value)
    assert fits(PATTERN, value)


@pytest.mark.parametrize("value", ["", "_a", "-a", "a b", "a.b", "a\n", "\na", "@a", "x" * 31])
def test_what_is_none(value: str) -> None:
    assert not fits(CHECKED, value)
    assert not fits(PATTERN, value)


# Letters that every version of Unicode has: Python and pydantic may know different ones.
@given(st.text(st.characters(max_codepoint=0x2FF, exclude_categories=("Cs", "Cn")), max_size=32))
def test_the_check_and_the_pattern_agree(value: str) -> None:
    assert fits(CHECKED, value) == fits(PATTERN, value)


def test_the_schema_has_the_pattern() -> None:
    assert CHECKED.json_schema() == {"type": "string", "pattern": HANDLE_PATTERN}
