"""Any session comes back from its file the same, and a broken file says where and why."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpworkshop.errors import FileProblem
from bpworkshop.session import integrity
from bpworkshop.session.around import Decision, Note, Parked
from bpworkshop.session.items import Commitment, Event, Goal, Party, Person, Value
from bpworkshop.session.session import Session
from bpworkshop.store import codec, formats, migrations
from tests.strategies import TEXT, evidence, histories, sessions, small

PATH = Path("sessions/reading.toml")
HEAD = b'format = 1\nid = "abc"\ntitle = "T"\ncreated = 2026-05-01T10:00:00+02:00\n'
OURS = b'[[parties]]\nid = "ours"\nname = "Library"\nhandle = "lib"\nours = true\n'
GOAL = OURS + b'[[goals]]\nid = "g1"\nstatement = "Read"\n'
FIGURE = OURS + b'[[figures]]\nid = "f1"\nmetric = "m"\n'
PARKED = OURS + b'[[parked]]\nid = "p1"\ntext = "t"\nstep = "goals"\n'
EVENT = b'[[commitments.events]]\nid = "e1"\non = 2026-05-01\nrecorded = 2026-05-01T10:00:00Z\n'

anything = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@anything
@given(sessions())
def test_a_session_comes_back_the_same(session: Session) -> None:
    written = codec.encode(session)
    assert codec.decode(written, PATH) == session
    assert codec.encode(codec.decode(written, PATH)) == written
    assert codec.problems(written, PATH) == []


@anything
@given(sessions(), st.data())
def test_the_encoder_writes_after_each_edit_what_a_fresh_one_writes(
    session: Session, data: st.DataObject
) -> None:
    encoder = codec.Encoder()
    assert encoder.encode(session) == codec.encode(session)
    for _, edited in data.draw(histories(session, "h")):
        assert encoder.encode(edited) == codec.encode(edited)
        assert integrity.problems(edited) == []


def test_the_encoder_forgets_what_has_gone() -> None:
    encoder = codec.Encoder()
    encoder.encode(small(notes=(Note(id="n1", text="a"), Note(id="n2", text="b"))))
    encoder.encode(small(notes=(Note(id="n2", text="b"),)))
    assert list(encoder._items["notes"]) == ["n2"]


@given(TEXT)
def test_text_over_several_lines_comes_back_the_same(said: str) -> None:
    session = small(notes=(Note(id="n1", text=said),))
    assert codec.decode(codec.encode(session), PATH).notes[0].text == said


def test_the_file_as_it_stands() -> None:
    session = small(
        people=(),
        values=(Value(id="v1", value="Trust", ratings=(4, 5), evidence=(evidence("school", "Asked"),)),),
        parked=(Parked(id="p1", text="Later", step="goals", item=Goal(id="g1", statement="Read")),),
        notes=(Note(id="n1", text="one\ntwo"),),
    )
    assert codec.encode(session).decode() == EXPECTED


EXPECTED = '''\
format = 6
id = "session"
title = "Reading after school"
created = 2026-05-01 10:00:00+02:00
language = "en"
phase = "prepare"
status = "running"

[[parties]]
id = "library"
name = "City Library"
handle = "library"
ours = true

[[parties]]
id = "school"
name = "School"
handle = "school"
ours = false

[[values]]
id = "v1"
value = "Trust"
ratings = [
    4,
    5,
]

[[values.evidence]]
party = "school"
text = "Asked"

[[parked]]
id = "p1"
text = "Later"
step = "goals"

[parked.item]
id = "g1"
statement = "Read"

[[notes]]
id = "n1"
text = """
one
two"""
'''


def broken(text: bytes, where: str, line: int | None, *says: str, head: bytes = HEAD) -> Any:
    return pytest.param(head + text, where, line, says)


@pytest.mark.parametrize(
    ("data", "where", "line", "says"),
    [
        broken(b"", "", None, "empty", head=b""),
        broken(b"# only a comment\n", "", None, "empty", head=b""),
        broken(b'title = "T', "", 5, "quotation mark"),
        broken(b"idea = ", "", 5, "TOML"),
        broken(b'<<<<<<< HEAD\nidea = "a"\n=======\nidea = "b"\n>>>>>>> x\n', "", 5, "side by side"),
        broken(b'title = "T"\n', "", 5, "second time"),
        broken(b"title = 3\n", "title", 4, "text", head=HEAD.replace(b'title = "T"\n', b"")),
        broken(b"[[gaols]]\n", "gaols", 5, "no such key", "goals"),
        broken(GOAL + b'duw = "x"\n', "goals[1].duw", 13, "no such key", "due"),
        broken(GOAL + b"zzzzz = 1\n", "goals[1].zzzzz", 13, "no such key"),
        broken(OURS + b'[[goals]]\nid = "g1"\n', "goals[1].statement", 10, "missing"),
        broken(b"format = 7\n", "format", 1, "format 7", "up to format 6", head=b""),
        broken(b"format = 7\nid = []\nfoo = 1\n", "format", 1, "format 7", head=b""),
        broken(b"format = true\n", "format", 1, "whole number", head=b""),
        broken(b"format = 0\n", "format", 1, "whole number", head=b""),
        broken(b'id = "abc"\n', "format", 1, "format = 6", head=b""),
        broken(b'idea = "caf\xe9"\n', "", 5, "UTF-8", "E9"),
        broken("format = 1\n".encode("utf-16"), "", 1, "UTF-16", head=b""),
        broken("format = 1\n".encode("utf-16-le"), "", 1, "UTF-16", head=b""),
        broken(b"idea = " + b"[" * 3000, "", 5, "nested"),
        broken(b"idea = " + b"{a=" * 3000, "", 5, "nested"),
        broken(b".".join([b"a"] * 50_000) + b" = 1\n", "", 5, "nested"),
        broken(b"\n".join(b"a." * 900 + b"b%d = 1" % n for n in range(300)), "", None, "nested"),
        broken(b"idea = " + b"9" * 5000, "", 5, "digits"),
        broken(b"ranking = [" + b"1," * 250_000 + b"]\n", "", None, "more than 80000 values"),
        broken(FIGURE + b"value = nan\n", "figures[1].value", 13, "quotes"),
        broken(FIGURE + b"value = inf\n", "figures[1].value", 13, "quotes"),
        broken(FIGURE + b"value = 1.5\n", "figures[1].value", 13, "quotes"),
        broken(GOAL + b"votes = true\n", "goals[1].votes", 13, "whole number"),
        broken(GOAL + b"votes = 1.0\n", "goals[1].votes", 13, "whole number"),
        broken(GOAL + b'votes = "1"\n', "goals[1].votes", 13, "whole number"),
        broken(GOAL + b"due = 2026-05-01T00:00:00\n", "goals[1].due", 13, "2026-05-01"),
        broken(GOAL + b'due = "2026-05-01"\n', "goals[1].due", 13, "2026-05-01"),
        broken(b"created = 2026-05-01T10:00:00\n", "created", 4, "zone", head=HEAD.rpartition(b"created")[0]),
        broken(
            OURS + b'[[alternatives]]\nid = "a1"\noption = "o"\ncost = 1200\n',
            "alternatives[1].cost",
            13,
            "1200.50 EUR",
        ),
        broken(b"[next_meeting]\non = 2026-05-01\nat = 10:00:00\n", "next_meeting.at", 7, "18:30"),
        broken(GOAL + b'by = "No body"\n', "goals[1].by", 13, "id of a person"),
        broken(
            FIGURE + b"[figures.period]\nstart = 2026-02-01\nend = 2026-01-01\n",
            "figures[1].period",
            13,
            "first day",
        ),
        broken(
            PARKED + b'[parked.item]\nid = "g1"\nstatement = 1\n',
            "parked[1].item.statement",
            16,
            "text",
        ),
        broken(GOAL + b'[[notes]]\nid = "g1"\ntext = "t"\n', "notes[1].id", 14, "g1", "twice"),
        broken(GOAL + b'by = "nn"\n', "goals[1].by", 13, "nobody", "nn"),
        broken(GOAL + b'whose = "nn"\n', "goals[1].whose", 13, "party", "nn"),
        broken(b"", "parties", None, "ours = true"),
        broken(
            OURS + OURS.replace(b"ours", b"our2", 1).replace(b"lib", b"li2"), "parties[2].ours", 14, "another"
        ),
    ],
)
def test_a_broken_file_says_where_and_why(
    data: bytes, where: str, line: int | None, says: tuple[str, ...]
) -> None:
    first = codec.problems(data, PATH)[0]
    assert first.where == where
    assert first.line == line or line is None
    for word in (str(PATH), *says):
        assert word in str(first)
    with pytest.raises(FileProblem) as raised:
        codec.decode(data, PATH)
    assert str(raised.value) == str(first)


def test_all_problems_are_named_in_the_order_of_the_file() -> None:
    data = HEAD + GOAL + b'votes = -1\n[[notes]]\ntxet = "t"\n'
    assert [(each.line, each.where) for each in codec.problems(data, PATH)] == [
        (13, "goals[1].votes"),
        (14, "notes[1].id"),
        (14, "notes[1].text"),
        (15, "notes[1].txet"),
    ]


def test_a_cut_file_is_a_problem_or_a_session_and_nothing_else() -> None:
    written = codec.encode(small(notes=(Note(id="n1", text="one\ntwo"),)))
    for end in range(len(written)):
        for problem in codec.problems(written[:end], PATH):
            assert str(problem)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_problem_and_nothing_else(noise: bytes) -> None:
    for data in (noise, HEAD + noise, HEAD + GOAL + noise):
        for problem in codec.problems(data, PATH):
            assert str(problem).startswith(str(PATH))


def test_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    written = codec.encode(small(notes=(Note(id="n1", text="one\ntwo"),)))
    foreign = b"\xef\xbb\xbf" + written.replace(b"\n", b"\r\n")
    assert codec.encode(codec.decode(foreign, PATH)) == written


def test_what_a_terminal_would_obey_does_not_get_in() -> None:
    data = HEAD + GOAL + b'aim = "\\u001b[31mred"\nnote = """a\xe2\x80\xae\r\nb"""\n'
    goal = codec.decode(data, PATH).goals[0]
    assert goal.aim == "␛[31mred"
    assert goal.note == "a<202E>\nb"


def test_what_a_terminal_would_obey_does_not_get_into_messages() -> None:
    problems = codec.problems(HEAD + b'"\\u001b]0;x\\u0007\\n" = 1\n', Path("a\x1b.toml"))
    assert all(character.isprintable() for problem in problems for character in str(problem))


def test_several_tables_inside_one_another_are_read_as_the_model_says() -> None:
    data = HEAD + OURS + b'[[commitments]]\nid = "c1"\ncommitment = "c"\n' + EVENT
    assert codec.decode(data + b'kind = "kept"\n', PATH).commitments[0].events[0].kind == "kept"
    problem = codec.problems(data + b'kind = "withdrawn"\n', PATH)[0]
    assert problem.where == "commitments[1].events[1].withdraws"


def test_an_older_format_is_migrated_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def renamed(data: dict[str, Any]) -> dict[str, Any]:
        return {"title" if key == "name" else key: value for key, value in data.items()}

    def shouted(data: dict[str, Any]) -> dict[str, Any]:
        return {**data, "title": data["title"] + "!"}

    monkeypatch.setattr(formats, "FORMAT", 3)
    monkeypatch.setattr(migrations, "STEPS", {1: renamed, 2: shouted})
    data = (HEAD + OURS).replace(b"title", b"name")
    assert codec.decode(data, PATH).title == "T!"
    newest = (HEAD + OURS).replace(b"format = 1", b"format = 3")
    assert codec.decode(newest, PATH).title == "T"
    assert codec.encode(codec.decode(newest, PATH)).startswith(b"format = 3\n")


def test_a_file_of_the_first_format_is_read_as_it_is() -> None:
    first = codec.decode(HEAD + OURS, PATH)
    assert first.delete_after is None
    last = b"format = 2\n" + HEAD.partition(b"\n")[2] + b"delete_after = 2027-05-01\n" + OURS
    assert codec.decode(last, PATH) == first.model_copy(update={"delete_after": date(2027, 5, 1)})
    assert b"\ndelete_after = 2027-05-01\n" in codec.encode(codec.decode(last, PATH))


def test_there_is_a_step_from_every_older_format() -> None:
    assert sorted(migrations.STEPS) == list(range(1, formats.FORMAT))


MOMENT = small().created
LIBRARY = Party(id="library", name="L", handle="l")
FLAWS: list[tuple[dict[str, Any], tuple[tuple[str | int, ...], str]]] = [
    ({"goals": (Goal(id="ana", statement="s"),)}, (("goals", 0, "id"), "integrity.id_taken")),
    ({"goals": (Goal(id="g1", statement="s", by="nn"),)}, (("goals", 0, "by"), "integrity.dangling_person")),
    (
        {"values": (Value(id="v1", value="v", evidence=(evidence("nn", "t"),)),)},
        (("values", 0, "evidence", 0, "party"), "integrity.dangling_party"),
    ),
    (
        {"decisions": (Decision(id="d1", text="t", on=MOMENT.date(), about=("nn",)),)},
        (("decisions", 0, "about", 0), "integrity.dangling"),
    ),
    ({"parties": (Party(id="school", name="S", handle="s"), LIBRARY)}, (("parties",), "integrity.none_ours")),
    (
        {"people": (Person(id="pe1", handle="School", party="school"),)},
        (("people", 0, "handle"), "integrity.handle_taken"),
    ),
    (
        {"parties": (*small().parties, Party(id="shared", name="S", handle="s"))},
        (("parties", 2, "id"), "integrity.reserved"),
    ),
    (
        {"parties": (*small().parties, Party(id="third", name="S", handle="Shared"))},
        (("parties", 2, "handle"), "integrity.reserved"),
    ),
    ({"ranking": ("nn",)}, (("ranking", 0), "integrity.dangling")),
    (
        {"goals": (Goal(id="g1", statement="s"),), "ranking": ("g1", "g1")},
        (("ranking", 1), "integrity.ranked_twice"),
    ),
    (
        {"parked": (Parked(id="p1", text="t", step="goals"),)},
        (("parked", 0, "step"), "integrity.parked_item"),
    ),
    (
        {"parked": (Parked(id="p1", text="t", step="values", item=Goal(id="g1", statement="s")),)},
        (("parked", 0, "item"), "integrity.parked_item"),
    ),
    (
        {
            "commitments": (
                Commitment(
                    id="c1",
                    commitment="c",
                    events=(
                        Event(id="e1", kind="withdrawn", on=MOMENT.date(), recorded=MOMENT, withdraws="e1"),
                    ),
                ),
            )
        },
        (("commitments", 0, "events", 0, "withdraws"), "integrity.withdraws"),
    ),
]


@pytest.mark.parametrize(("values", "flaw"), FLAWS)
def test_what_does_not_hold_across_a_session_is_found(
    values: dict[str, Any], flaw: tuple[tuple[str | int, ...], str]
) -> None:
    session = small(**values)
    assert [(each.path, each.key) for each in integrity.problems(session)] == [flaw]
    assert codec.problems(codec.encode(session), PATH)[0].key == flaw[1]


def test_a_session_of_ours_holds() -> None:
    assert integrity.problems(small()) == []
    assert tomli.loads(codec.encode(small()).decode())["format"] == formats.FORMAT
