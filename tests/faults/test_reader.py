"""A broken or hostile file costs under a second and 200 MB, is one clear error, and is never rewritten."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bpworkshop import toml
from bpworkshop.cli import main
from bpworkshop.session.session import Session
from bpworkshop.store import atomic, codec
from bpworkshop.store.folder import listed
from bpworkshop.store.formats import FORMAT
from tests.strategies import sessions, small

SECONDS, MEGABYTES = 1.0, 200
FULL = atomic.MAX_BYTES - 100
PATH = Path("some.toml")

HEAD = b"format = %d\n" % FORMAT + b'id = "abc"\ntitle = "T"\ncreated = 2026-05-01T10:00:00Z\n'
OURS = b'[[parties]]\nid = "library"\nname = "L"\nhandle = "l"\nours = true\n'
VALUE = OURS + b'[[values]]\nid = "v1"\nvalue = "v"\n'
DECISION = OURS + b'[[decisions]]\nid = "d1"\ntext = "t"\non = 2026-01-01\n'
PROMISE = OURS + b'[[commitments]]\nid = "c1"\ncommitment = "v"\n'


# In a process of its own, measured

_SERVER = """
import json, os, resource, sys, time
from pathlib import Path
from bpworkshop.store import atomic, codec
from bpworkshop.errors import FileProblem
for line in sys.stdin:
    child = os.fork()
    if child:
        if os.waitpid(child, 0)[1]:
            print(json.dumps({"died": True}), flush=True)
        continue
    path, begun, found = Path(json.loads(line)), time.process_time(), []
    try:
        found = codec.problems(atomic.read(path), path)
    except FileProblem as problem:
        found = [problem]
    told = [[str(one), one.line, one.where] for one in found]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": time.process_time() - begun, "memory": memory, "told": told}), flush=True)
    os._exit(0)
"""
"""Reads each file that it is told in a fork: what is measured is that file alone."""


_MEASURED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


@dataclass(frozen=True, slots=True)
class Read:
    """What reading a file cost, and what was told: the sentence, the line, the key."""

    cpu: float
    memory: float
    told: list[tuple[str, int | None, str]]


Reader = Callable[[bytes], Read]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    path = tmp_path_factory.mktemp("reader") / "some.toml"
    source = str(Path(codec.__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", _SERVER],
        env={**os.environ, "PYTHONPATH": source},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as server:
        assert server.stdin
        assert server.stdout

        def read(data: bytes) -> Read:
            assert server.stdin
            assert server.stdout
            path.write_bytes(data)
            server.stdin.write(json.dumps(str(path)).encode() + b"\n")
            server.stdin.flush()
            answer = json.loads(server.stdout.readline())
            assert "died" not in answer
            assert path.read_bytes() == data
            return Read(answer["cpu"], answer["memory"], answer["told"])

        yield read
        server.stdin.close()


def cheap(read: Read) -> None:
    assert read.cpu < SECONDS
    assert read.memory < MEGABYTES
    assert len(read.told) <= toml.MOST_PROBLEMS
    for sentence, _, _ in read.told:
        assert len(sentence) < 1000
        assert sentence.isprintable()


# What people's editors, disks and merges make of a file


def told(id: str, data: bytes, line: int | None, where: str, says: str) -> Any:
    return pytest.param(data, line, where, says, id=id)


BROKEN = [
    told("empty", b"", None, "", "empty"),
    told("truncated", HEAD + OURS[:-14], 8, "", "quotation mark"),
    told("cut in a table", (HEAD + VALUE)[:-12], 10, "values[1].value", "missing"),
    told(
        "merge markers",
        HEAD + b'<<<<<<< a\nidea = "a"\n=======\nidea = "b"\n>>>>>>> b\n' + OURS,
        5,
        "",
        "side by side",
    ),
    told("duplicate key", HEAD + b'title = "U"\n' + OURS, 5, "", "second time"),
    told("wrong type", HEAD + b"idea = 3\n" + OURS, 5, "idea", "expected text"),
    told("unknown key", HEAD + b'phrase = "x"\n' + OURS, 5, "phrase", "Did you mean phase"),
    told("newer version", b"format = 99\nxyz = 1\n", 1, "format", "format 99"),
    told("absurd version", b"format = 99999999999999999999\n", 1, "format", "whole number"),
    told("version in hexadecimal", b"a = 1\nformat = 0x" + b"f" * 20_000 + b"\n", 2, "", "digits"),
    told("Latin-1", HEAD + b'idea = "caf\xe9"\n' + OURS, 5, "", "E9"),
    told("UTF-16", (HEAD + OURS).decode().encode("utf-16"), 1, "", "UTF-16"),
    told("UTF-16 without a mark", (HEAD + OURS).decode().encode("utf-16-le"), 1, "", "UTF-16"),
    told("zeros", b"\0" * 4096, 1, "", "UTF-16"),
    told("deep lists", HEAD + b"ranking = " + b"[" * 5000, 5, "", "nested"),
    told("deep tables", HEAD + b"idea = " + b"{a=" * 5000, 5, "", "nested"),
    told("100 KB dotted key", HEAD + b"a." * 50_000 + b"a = 1\n", 5, "", "nested"),
    told("100 KB dotted header", HEAD + b"[" + b"a." * 50_000 + b"a]\n", 5, "", "nested"),
    told("dotted key in quotes", HEAD + b'"a" . ' * 20_000 + b"a = 1\n", 5, "", "nested"),
    told("5,000-digit integer", HEAD + b"[x]\ny = " + b"9" * 5000 + b"\n", 6, "", "digits"),
    told("nan", HEAD + b"idea = nan\n" + OURS, 5, "idea", "expected text"),
    told(
        "inf",
        HEAD + OURS + b'[[goals]]\nid = "g1"\nstatement = "s"\nvotes = inf\n',
        13,
        "goals[1].votes",
        "whole",
    ),
    told("over the cap", b"#" * (atomic.MAX_BYTES + 1), None, "", "larger than 2 MB"),
    told("duplicate ids", HEAD + VALUE + b'[[notes]]\nid = "v1"\ntext = "t"\n', 14, "notes[1].id", "twice"),
    told("dangling reference", HEAD + VALUE + b'by = "nobody"\n', 13, "values[1].by", "nobody"),
]


@pytest.mark.parametrize(("data", "line", "where", "says"), BROKEN)
def test_a_broken_file_is_one_clear_error(
    reader: Reader, data: bytes, line: int | None, where: str, says: str
) -> None:
    read = reader(data)
    cheap(read)
    sentence, *place = read.told[0]
    assert place == [line, where]
    assert says in sentence
    assert re.search(rf"some\.toml:{line}: " if line else r"some\.toml: ", sentence)


@pytest.mark.parametrize(("data", "line", "where", "says"), BROKEN)
def test_a_list_shows_the_same_error_or_the_title(
    tmp_path: Path, data: bytes, line: int | None, where: str, says: str
) -> None:
    """A list reads less, so that it may not see what is wrong with an item."""
    path = tmp_path / "some.toml"
    path.write_bytes(data)
    begun = process_time()
    one = listed(path)
    assert process_time() - begun < SECONDS
    assert says in one.error or (where and one.title == "T")


@pytest.mark.parametrize(
    "change", [b"\xef\xbb\xbf%s", b"%s", b"%s\n\n# end"], ids=["mark", "plain", "comment"]
)
def test_what_editors_of_windows_write_is_read(reader: Reader, change: bytes) -> None:
    written = codec.encode(small())
    read = reader(change % written.replace(b"\n", b"\r\n"))
    cheap(read)
    assert read.told == []


# What somebody who means harm makes of one


def fill(unit: bytes, before: bytes = b"", after: bytes = b"", size: int = FULL) -> bytes:
    """``unit`` again and again, with a number of its own in place of ``#``."""
    room = size - len(before) - len(after)
    if b"#" not in unit:
        return before + unit * (room // len(unit)) + after
    parts, n = [], 0
    while room > 0:
        parts.append(unit.replace(b"#", b"%x" % n))
        room -= len(parts[-1])
        n += 1
    return before + b"".join(parts[:-1]) + after


def values(unit: bytes, before: bytes, after: bytes = b"]\n") -> bytes:
    """As many as pass for few enough."""
    return fill(unit, before, after, len(unit) * (toml.MOST_VALUES - 1000))


def tables(unit: bytes, before: bytes, count: int, after: bytes = b"") -> bytes:
    """As many as pass, where each ``unit`` counts as so many tables."""
    return fill(unit, before, after, len(unit) * ((toml.MOST_TABLES - 100) // count))


HOSTILE = {
    "numbers": fill(b"1,", HEAD + b"ranking = [", b"]\n"),
    "numbers on lines": fill(b"1,\n", HEAD + b"ranking = [\n", b"]\n"),
    "as many numbers as pass": values(b"1,", HEAD + b"ranking = ["),
    "as many dates as pass": values(b"2026-05-01T00:00:00Z,", HEAD + b"ranking = ["),
    "empty texts": fill(b'"",', HEAD + b"ranking = [", b"]\n"),
    "lists": fill(b"[],", HEAD + b"ranking = [", b"]\n"),
    "tables": fill(b"{},", HEAD + b"goals = [", b"]\n"),
    "items": fill(b"[[goals]]\n", HEAD),
    "as many empty items as pass": tables(b"[[goals]]\n", HEAD, 2),
    "as many empty parked items as pass": tables(b"[[parked]]\n[parked.item]\n", HEAD, 4),
    "keys": fill(b"k#=1\n", HEAD),
    "dotted keys": fill(b"a.k#=1\n", HEAD),
    "dotted keys, each its own": fill(b"k#." + b"a." * 18 + b"a=1\n", HEAD),
    "dotted keys that pass": tables(b"k#." + b"a." * 17 + b"a=1\n", HEAD, 18),
    "headers of many parts": fill(b"[k#." + b"a." * 18 + b"a]\n", HEAD),
    "a deep header before many keys": fill(b"k#=1\n", HEAD + b"[" + b"a." * 900 + b"a]\n"),
    "a deep header in a small file": fill(b"k#=1\n", HEAD + b"[" + b"a." * 900 + b"a]\n", size=32_000),
    "deep lists, many": fill(b"[" * 390 + b"]" * 390 + b",", HEAD + b"ranking = [", b"]\n", 39_000),
    "same id": tables(b'[[notes]]\nid="nn"\ntext="t"\n', HEAD + OURS, 2),
    "same handle": tables(b'[[parties]]\nid="p#"\nname="v"\nhandle="h"\n', HEAD + OURS, 2),
    "dangling, many in one list": fill(b'"a#",', HEAD + DECISION + b"about = [", b"]\n", 600_000),
    "dangling, many in one item": tables(
        b'{party="k#",text="t"},', HEAD + VALUE + b"evidence = [", 1, b"]\n"
    ),
    "withdrawn, many in one item": tables(
        b'[[commitments.events]]\nid="e#"\nkind="withdrawn"\non=2026-01-01\nrecorded=2026-05-01T10:00:00Z\n',
        HEAD + PROMISE,
        3,
    ),
    "long text": fill(b"x", HEAD + b'idea = "', b'"\n'),
    "escapes": fill(b"\\u001b", HEAD + b'idea = "', b'"\n'),
    "marks on one letter": fill("\u0301".encode(), HEAD + b'idea = "', b'"\n'),
    "long digits": fill(b"9" * 900 + b",", HEAD + b"ranking = [", b"]\n"),
    "a long number in hexadecimal": HEAD + OURS + b'[[goals]]\nid="g1"\nvotes=0x' + b"f" * 1_900_000,
    "a long number at the end": fill(b"k#=1\n", HEAD, b"z=" + b"9" * 5000, 900_000),
    "open quotes": fill(b'\\"""\n', HEAD + b'idea = """\n'),
    "open quotes and dots": fill(b'\\"""\n', HEAD + b'idea = """\n', b"." * 300_000),
    "open quotes on one line": fill(b'\\"', HEAD + b'idea = "'),
    "quotes": fill(b'""', HEAD + b'idea = """'),
    "newlines": fill(b"\n", HEAD),
    "comments": HEAD + b"\x23\n" * (FULL // 2 - 50),
    "carriage returns": fill(b"\r", HEAD),
    "markers": fill(b"<<<<<<< a\n", HEAD, b">>>>>>> b\n"),
    "bytes that are no text": fill(b"x", HEAD + b'idea = "', b'\xff"\n'),
    "long unknown keys": fill(b'[[goals]]\nid="g#"\n%s="v"\n' % (b"statement" * 100), HEAD + OURS),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_costs_little(reader: Reader, data: bytes) -> None:
    assert 30_000 < len(data) <= atomic.MAX_BYTES
    read = reader(data)
    cheap(read)
    assert read.told


def test_two_thousand_items_are_read_with_room_to_spare(reader: Reader) -> None:
    note = b'\n[[notes]]\nid = "n#"\ntext = "%s"\n' % (
        b"What was said, in a sentence or two; then more. " * 8
    )
    data = fill(note, codec.encode(small(notes=())), size=len(note) * 2000)
    assert len(data) < atomic.MAX_BYTES / 2
    read = reader(data)
    assert read.told == []
    assert read.cpu < SECONDS / 2


# Anything at all


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
@example(b"format = 0x" + b"f" * 5000)
def test_any_bytes_are_problems_or_a_session(data: bytes) -> None:
    begun = process_time()
    for whole in (data, HEAD + data, HEAD + VALUE + data):
        for problem in codec.problems(whole, PATH):
            assert str(problem).startswith("some.toml")
    assert process_time() - begun < SECONDS


TOKENS = st.sampled_from(
    [
        b"[[goals]]",
        b"[parked.item]",
        b"[[parked]]",
        b"[",
        b"]",
        b"{",
        b"}",
        b"a=",
        b"k#=",
        b"a.",
        b"k#.",
        b'"k#".',
    ]
    + [
        b'"',
        b'"""',
        b"'",
        b"'''",
        b"\\",
        b"\\u001b",
        b"\n",
        b"\r\n",
        b"#",
        b",",
        b"1",
        b"1e9",
        b"0x",
        b"nan",
        b"-",
    ]
    + [
        b'id="g#"',
        b'statement="s"',
        b'by="nn"',
        b"events=[",
        b"evidence=[{",
        b"ranking=[",
        b"2026-05-01",
        b" ",
    ]
    + [
        b"T10:00:00Z",
        b"\xff",
        "\u0301".encode(),
        b"\0",
        b"x" * 50,
        b"9" * 50,
        b'text="',
        b"ours=true",
        b"<<<<<<< ",
    ]
)
FRAGMENTS = st.lists(TOKENS, min_size=1, max_size=6).map(b"".join)
GROWN = st.builds(
    lambda head, before, unit, after, size: fill(unit, head + before, after, size),
    st.sampled_from([b"", HEAD, HEAD + VALUE, HEAD + DECISION]),
    FRAGMENTS | st.just(b""),
    FRAGMENTS,
    FRAGMENTS | st.just(b""),
    st.sampled_from([30_000, 200_000, 800_000, FULL]),
)
SLOWLY = settings(suppress_health_check=list(HealthCheck))


@settings(SLOWLY, max_examples=20)
@given(GROWN)
def test_anything_said_again_and_again_costs_little(reader: Reader, data: bytes) -> None:
    cheap(reader(data))


@pytest.mark.slow
@settings(SLOWLY, max_examples=1500)
@given(GROWN)
def test_anything_said_again_and_again_costs_little_at_length(reader: Reader, data: bytes) -> None:
    cheap(reader(data))


@settings(SLOWLY, max_examples=30)
@given(sessions(), st.data())
def test_a_session_with_a_broken_byte_is_a_problem_or_a_session(
    session: Session, data: st.DataObject
) -> None:
    written = bytearray(codec.encode(session))
    written[data.draw(st.integers(0, len(written) - 1))] = data.draw(st.integers(0, 255))
    begun = process_time()
    for problem in codec.problems(bytes(written), PATH):
        assert str(problem)
    assert process_time() - begun < SECONDS


# All of it, as people call it


def test_check_tells_all_of_them_and_rewrites_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for number, case in enumerate(BROKEN):
        (tmp_path / f"{number:02}.toml").write_bytes(case.values[0])
    (tmp_path / "good.toml").write_bytes(codec.encode(small()))
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()}
    assert main(["--sessions", ".", "check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert {line.split(".toml")[0] for line in lines} == {f"{number:02}" for number in range(len(BROKEN))}
    assert main(["--sessions", ".", "list"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == len(BROKEN) + 1
    assert "Reading after school" in shown[0]
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("command", ["check", "list"])
@pytest.mark.parametrize("name", ["as many dates as pass", "as many empty parked items as pass"])
def test_the_whole_program_stays_small(tmp_path: Path, name: str, command: str) -> None:
    (tmp_path / "some.toml").write_bytes(HOSTILE[name])
    source = str(Path(codec.__file__).parents[2])
    program = [sys.executable, "-m", "bpworkshop", "--sessions", str(tmp_path), command]
    # By way of a small process: a child of this one would be as large as this one at first.
    used = subprocess.run(
        [sys.executable, "-c", _MEASURED, *program],
        env={**os.environ, "PYTHONPATH": source},
        stdout=subprocess.PIPE,
        check=True,
    ).stdout.split()
    assert float(used[0]) < SECONDS + 0.5  # with the start of the program
    assert float(used[1]) < MEGABYTES
