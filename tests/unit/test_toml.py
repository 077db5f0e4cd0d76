"""The line of a key, wherever a person may have put it."""

from pathlib import Path

import pytest
import tomli
from hypothesis import HealthCheck, given, settings

from bpworkshop import toml
from bpworkshop.errors import FileProblem
from bpworkshop.session.session import LISTS, Session
from bpworkshop.store import codec
from bpworkshop.toml.limits import KeyPath
from tests.strategies import sessions

PATH = Path("some.toml")

WRITTEN = '''\
# a comment = with an equals sign
title = "a # b"   # and another
"quoted key" = 1
'it''s' = 2
"escaped \\u0041" = 3
plain.dotted."key" = 4

[table]
text = """
[not.a.header]
key = "no key"
a quote "" and \\""" an escaped one"""
after = 1
literal = \'\'\'
x = "''"
\'\'\'
later = [
    1, [2,
    3], # a comment ]
    { a = "}", b = [
        5 ] },
    "]",
]
inline = { a.b = 1, "c d" = { e = 2 } }
day = 2026-05-01 10:00:00Z

[ outer . "in ner" ]
k = 1

[[list]]
k = 1
[list.sub]
k = 2
[[list.deep]]
k = 3
[[list.deep]]
k = 4

[[list]]
k = 5
[[list.deep]]
k = 6
sub.k = 7
'''.replace("'it''s'", "'its'")


@pytest.mark.parametrize(
    ("keypath", "line"),
    [
        (("title",), 2),
        (("quoted key",), 3),
        (("its",), 4),
        (("escaped A",), 5),
        (("plain",), 6),
        (("plain", "dotted", "key"), 6),
        (("table",), 8),
        (("table", "text"), 9),
        (("table", "after"), 13),
        (("table", "literal"), 14),
        (("table", "later"), 17),
        (("table", "later", 0), 18),
        (("table", "later", 1), 18),
        (("table", "later", 1, 1), 19),
        (("table", "later", 2), 20),
        (("table", "later", 2, "b"), 20),
        (("table", "later", 2, "b", 0), 21),
        (("table", "later", 3), 22),
        (("table", "inline", "c d", "e"), 24),
        (("table", "day"), 25),
        (("outer",), 27),
        (("outer", "in ner", "k"), 28),
        (("list",), 30),
        (("list", 0), 30),
        (("list", 0, "sub", "k"), 33),
        (("list", 0, "deep", 0, "k"), 35),
        (("list", 0, "deep", 1), 36),
        (("list", 1), 39),
        (("list", 1, "deep", 0, "k"), 42),
        (("list", 1, "deep", 0, "sub", "k"), 43),
        (("list", 1, "deep", 0, "missing"), 41),
        (("list", 1, "missing"), 39),
        (("missing",), None),
        ((), None),
    ],
)
def test_the_line_of_a_key(keypath: KeyPath, line: int | None) -> None:
    assert toml.read(WRITTEN.encode(), PATH).line(keypath) == line


def test_windows_line_ends_count_once() -> None:
    assert toml.read(WRITTEN.replace("\n", "\r\n").encode(), PATH).line(("list", 1)) == 39


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(sessions())
def test_the_line_of_each_item_of_any_session(session: Session) -> None:
    written = codec.encode(session)
    document = toml.read(written, PATH)
    lines = written.decode().split("\n")
    for name in LISTS:
        for at, record in enumerate(getattr(session, name)):
            header = document.line((name, at))
            assert header
            assert lines[header - 1] == f"[[{name}]]"
            id_line = document.line((name, at, "id"))
            assert id_line
            assert tomli.loads(lines[id_line - 1]) == {"id": record.id}


@pytest.mark.parametrize(
    ("data", "key", "line"),
    [
        (b"a = 1\nb = \n", "toml.syntax", 2),
        (b"a = 1\na = 2\n", "toml.twice", 2),
        (b"[a]\n[b]\n[a]\n", "toml.twice", 3),
        (b'a = "x\n', "toml.open_quote", 1),
        (b"a = 1\nb = '''x\n", "toml.open_quote", 3),
        (b"a = 1\n<<<<<<< a\nb = 1\n=======\nb = 2\n>>>>>>> b\n", "toml.merge_markers", 2),
        (b"a = 1\n\n<<<<<<< a\n", "toml.syntax", 3),
        (b"a = 1\nb = \xff\n", "toml.not_utf8", 2),
        (b"\xef\xbb\xbfa = 1\nb = \xff\n", "toml.not_utf8", 2),
        (b"\xff\xfea\x00", "toml.utf16", 1),
        (b"a = 1\nb = " + b"1" * 5000 + b"\nc = 1\n", "toml.huge", 2),
        (b"a = [\n" + b"[\n" * 1000, "toml.deep", 401),
        (b"a = 1\n" + b"b." * 2000 + b"c = 1\n", "toml.deep", 2),
    ],
)
def test_what_is_no_toml_is_refused_with_its_line(data: bytes, key: str, line: int) -> None:
    with pytest.raises(FileProblem) as raised:
        toml.read(data, PATH)
    assert (raised.value.key, raised.value.line) == (key, line)
    assert str(raised.value).startswith(f"{PATH}:{line}: ")


@pytest.mark.parametrize(
    ("deep", "line"),
    [
        (b"a = [\n" + b"[\n" * 1000, 401),
        (b"a = [\n" + b"[\n" * 398 + b"[[1]]\n", 400),
        (b"a = [\n" + b"[[1]]\n,\n" * 300 + b"[{b = " * 201, 602),
        (b"b." * 20 + b"c = 1\n", 1),
        (b"c = 1\n" + b'"b" . ' * 20 + b"c = 1\n", 2),
    ],
)
def test_a_large_file_is_not_read_where_it_is_too_deep(deep: bytes, line: int) -> None:
    """Among the headers of as many items as a session ever has, which are no depth."""
    items = b"\n[[goals]]\nid = 'g'\n" * 3000
    with pytest.raises(FileProblem) as raised:
        toml.read(items + deep, PATH)
    assert (raised.value.key, raised.value.line) == ("toml.deep", 9000 + line)


def test_dotted_words_inside_text_are_no_keys() -> None:
    text = "\n".join(["a." * 900] * 300)
    assert toml.read(f'a = """\n{text}"""\n'.encode(), PATH).data == {"a": text}


def test_a_key_path_is_shown_as_people_count() -> None:
    assert toml.dotted(("goals", 2, "evidence", 0, "by")) == "goals[3].evidence[1].by"
    assert toml.dotted(("a\x1b\nb",)) == "a␛ b"
    assert len(toml.dotted(("x" * 5000,))) < 200
