"""The pages that people read say what the code does."""

import json
import re
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import HealthCheck, given, settings

from bpworkshop import generate
from bpworkshop.errors import Problem
from bpworkshop.session import fields
from bpworkshop.session.session import Session
from bpworkshop.store import codec
from tests.strategies import sessions

ROOT = Path(__file__).parents[2]
FORMAT = (ROOT / "docs/format.md").read_text("utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for page in generate.PAGES:
        (tmp_path / page.path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / page.path, tmp_path / page.path)
    return tmp_path


def test_no_page_is_stale() -> None:
    assert [str(path) for path, _ in generate.stale(ROOT)] == []


def test_a_stale_page_is_named_with_what_to_run(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = project / "docs/format.md"
    page.write_text(FORMAT.replace("| `statement` |", "| `sentence` |"), "utf-8")
    assert generate.main(["--check"], project) == 1
    said = capsys.readouterr().err
    assert "docs/format.md" in said
    assert "make generate" in said
    assert "schemas" not in said
    assert generate.main([], project) == 0
    assert page.read_text("utf-8") == FORMAT
    assert generate.main(["--check"], project) == 0


def test_a_missing_page_is_written(project: Path) -> None:
    (project / "schemas/session.json").unlink()
    assert generate.main([], project) == 0
    assert (project / "schemas/session.json").read_text("utf-8") == generate.schema()


def test_a_page_without_its_section_is_a_problem(project: Path) -> None:
    (project / "docs/format.md").write_text("# Nothing\n", "utf-8")
    with pytest.raises(Problem) as raised:
        generate.main(["--check"], project)
    assert raised.value.key == "generate.no_section"


def test_every_key_of_every_record_stands_on_the_page() -> None:
    tables = FORMAT.partition("<!-- generated: keys -->")[2].split("### ")
    for name, record in fields.RECORDS.items():
        single = {"session": None, "meeting": "[next_meeting]", "reopened": "reopened]`"}
        header = single.get(name, f"{name}]]`")
        table = next(each for each in tables if (header in each if header else each.startswith("Session")))
        for field in fields.fields(record):
            assert record is Session or f"| `{field}` |" in table


def test_the_example_of_the_page_is_a_session() -> None:
    example = re.findall(r"```toml\n(.*?)```", FORMAT, re.DOTALL)[0]
    session = codec.decode(example.encode(), Path("example.toml"))
    assert session.figures[0].period
    assert codec.decode(codec.encode(session), Path("example.toml")) == session


def test_the_error_of_the_page_is_what_the_program_says() -> None:
    example = re.findall(r"```toml\n(.*?)```", FORMAT, re.DOTALL)[0].replace("due = ", "duw = ")
    said = str(codec.problems(example.encode(), Path("sessions/2026-05-01-reading.toml"))[0])
    assert re.sub(r":\d+:", ":31:", said) in FORMAT


def matches(schema: dict[str, Any], value: Any, whole: dict[str, Any]) -> bool:
    """As much of JSON Schema as the session's uses."""
    if "$ref" in schema:
        return matches(whole["$defs"][schema["$ref"].rpartition("/")[2]], value, whole)
    if "anyOf" in schema:
        return any(matches(each, value, whole) for each in schema["anyOf"])
    if "const" in schema or "enum" in schema:
        return value in schema.get("enum", [schema.get("const")])
    kind = schema["type"]
    if kind == "object":
        known = schema["properties"]
        return set(schema.get("required", [])) <= set(value) <= set(known) and all(
            matches(known[key], inner, whole) for key, inner in value.items()
        )
    if kind == "array":
        return isinstance(value, list) and all(matches(schema["items"], each, whole) for each in value)
    if kind == "string" and schema.get("format") in ("date", "date-time"):
        return isinstance(value, date) and isinstance(value, datetime) == (schema["format"] == "date-time")
    if kind == "string":
        return isinstance(value, str) and len(value) <= schema.get("maxLength", len(value))
    return isinstance(value, {"integer": int, "boolean": bool}[kind])


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(sessions())
def test_any_session_fits_the_schema(session: Session) -> None:
    whole = json.loads(generate.schema())
    assert matches(whole, tomli.loads(codec.encode(session).decode()), whole)


def test_what_is_no_session_does_not_fit_the_schema() -> None:
    whole = json.loads(generate.schema())
    for text in ("", "format = 2", 'format = 1\nid = "a1"', "format = 1\ngoals = [1]"):
        assert not matches(whole, tomli.loads(text), whole)
