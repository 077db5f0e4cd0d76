"""The index answers what the files say: after any changes, with its file or without."""

import os
import shutil
import sqlite3
import stat
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bpworkshop.errors import FileProblem
from bpworkshop.review.filters import Filter
from bpworkshop.review.query import Query
from bpworkshop.session import fields
from bpworkshop.session.around import Note, Parked, Said
from bpworkshop.session.boards import STEPS
from bpworkshop.session.items import Commitment, Event, Goal, Value
from bpworkshop.session.session import LISTS, MEMBERS, Session
from bpworkshop.session.shared import shared
from bpworkshop.session.types import Kind, Record
from bpworkshop.store import atomic, cached, codec, folder, gist, indexed, placing
from bpworkshop.store.folder import SessionFolder
from bpworkshop.store.index import Hit, Index
from bpworkshop.store.promised import Promised, promised
from bpworkshop.store.signature import scanned, signature
from bpworkshop.toml import read
from tests.shell import put
from tests.strategies import evidence, small

WORDS = ["café", "cafe", "post", "postcards", "desk", "sør", "東京", "don't"]
LINES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)

NOT_SAID = {("parked", "was")}
"""Fields of text in which no words of people stand, but the name of a single value."""


# What a plain reading with the models finds


def said_fields(record: type[Record], name: str) -> dict[str, type[Record] | None]:
    """Which fields of a record are words, or have records with words in them."""
    found: dict[str, type[Record] | None] = {}
    for one in fields.fields(record).values():
        if one.record and said_fields(one.record, one.name):
            found[one.name] = one.record
        elif one.kind in (Kind.LINE, Kind.TEXT) and (name, one.name) not in NOT_SAID:
            found[one.name] = None
    return found


def texts(record: Record, name: str) -> Iterator[str]:
    for key, inner in said_fields(type(record), name).items():
        value = getattr(record, key)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str):
                yield one
            elif one is not None and inner:
                yield from texts(one, key)
    if isinstance(record, Parked) and record.item is not None:
        yield from texts(record.item, record.step or "")


def plain(text: str) -> list[str]:
    """Words without case and accents, written anew and slowly."""
    told = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    told = "".join(one for one in told if not "\u0300" <= one <= "\u036f").replace("ø", "o")
    return "".join(f" {one} " if one > "\u4dff" else one if one.isalnum() else " " for one in told).split()


def places(session: Session) -> Iterator[tuple[str, str | None, list[list[str]]]]:
    yield "title", None, [plain(session.title)]
    if session.idea:
        yield "idea", None, [plain(session.idea)]
    for name in LISTS:
        for record in getattr(session, name):
            yield name, record.id, [plain(one) for one in texts(record, name)]


def stands(part: list[str], begins: bool, said: list[str]) -> bool:
    for at in range(len(said) - len(part) + 1):
        *first, last = said[at : at + len(part)]
        if first == part[:-1] and (last.startswith(part[-1]) if begins else last == part[-1]):
            return True
    return False


def slowly(path: Path, parts: list[tuple[str, bool]]) -> set[tuple[str, str, str | None]]:
    """Handle, list and id of each place of a folder in which all of it stands."""
    found = set()
    for one in SessionFolder(path).paths():
        try:
            session = codec.decode(atomic.read(one), one)
        except FileProblem:
            continue
        found |= {
            (one.stem, name, id)
            for name, id, said in places(session)
            if all(any(stands(plain(part), begins, text) for text in said) for part, begins in parts)
        }
    return found


def promises_slowly(path: Path) -> list[Promised]:
    found: list[Promised] = []
    for one in SessionFolder(path).paths():
        try:
            found += promised(read(atomic.read(one), one).data, one.stem)
        except FileProblem:
            continue
    return found


QUERIES = [
    ("cafe", [("cafe", False)]),
    ("post*", [("post", True)]),
    ('"desk post*" sør', [("desk post", True), ("sor", False)]),
    ("東京", [("東京", False)]),
    ("don't desk", [("don t", False), ("desk", False)]),
]


def assert_true(path: Path) -> None:
    """Listing, searching and promises say what the files say."""
    plainly = list(SessionFolder(path).listed())
    with Index.of(SessionFolder(path)) as index:
        assert index.warning == ""
        assert index.listed() == plainly
        for typed, parts in QUERIES:
            hits, more = index.search(Query.typed(typed), limit=None)
            assert more == 0
            assert {(hit.listed.handle, hit.place, hit.item) for hit in hits} == slowly(path, parts)
        assert index.promises() == promises_slowly(path)


def session(line: str, **values: Any) -> Session:
    """One of all that can be looked for."""
    return small(
        **{
            "goals": (Goal(id="go1", statement=line), Goal(id="go2", statement="desk", note=f"{line}\nsør")),
            "values": (Value(id="va1", value="Open", evidence=(evidence("school", line),), red_line=line),),
            "commitments": (Commitment(id="co1", commitment="Post", due=date(2026, 5, 1 + len(line) % 28)),),
            "check_in": (Said(id="sa1", text=line, only_for="library"),),
            **values,
        }
    )


class Changes(RuleBasedStateMachine):
    """Whatever is done to the files of a folder, by us or by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.path = Path(tempfile.mkdtemp())
        self.made = 0

    def teardown(self) -> None:
        cached.forget(self.path)
        shutil.rmtree(self.path)

    @property
    def files(self) -> list[Path]:
        return SessionFolder(self.path).paths()

    def one(self, which: int) -> Path:
        return self.files[which % len(self.files)]

    @rule(line=LINES)
    def create(self, line: str) -> None:
        self.made += 1
        (self.path / f"2026-05-{self.made:02}-é.toml").write_bytes(
            codec.encode(session(line, id=f"s{self.made}"))
        )

    @precondition(lambda self: self.files)
    @rule(which=st.integers(0, 9), line=LINES)
    def save(self, which: int, line: str) -> None:
        atomic.write(self.one(which), codec.encode(session(line)), durable=False)

    @precondition(lambda self: self.files)
    @rule(which=st.integers(0, 9), line=LINES, restored=st.booleans())
    def write_in_place(self, which: int, line: str, restored: bool) -> None:
        path = self.one(which)
        before = path.stat()
        path.write_bytes(codec.encode(session(line)))
        if restored:
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    @precondition(lambda self: self.files)
    @rule(which=st.integers(0, 9))
    def other_words_of_the_same_size(self, which: int) -> None:
        path = self.one(which)
        before = path.stat()
        path.write_bytes(path.read_bytes().replace(b"post", b"desk").replace(b"cafe", b"post"))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    @precondition(lambda self: self.files)
    @rule(which=st.integers(0, 9), name=st.sampled_from(["a", "2026-05-02-é", "ü b", ".hidden"]))
    def rename(self, which: int, name: str) -> None:
        self.one(which).rename(self.path / f"{name}.toml")

    @precondition(lambda self: self.files)
    @rule(which=st.integers(0, 9), keeps=st.booleans())
    def copy(self, which: int, keeps: bool) -> None:
        self.made += 1
        (shutil.copy2 if keeps else shutil.copy)(self.one(which), self.path / f"copy-{self.made}.toml")

    @precondition(lambda self: self.files)
    @rule(which=st.integers(0, 9))
    def delete(self, which: int) -> None:
        self.one(which).unlink()

    @precondition(lambda self: self.files)
    @rule(which=st.integers(0, 9), year=st.sampled_from([0, 1900, 2026, 2400]))
    def touch(self, which: int, year: int) -> None:
        seconds = (year - 1970) * 31_557_600 if year else time.time()
        os.utime(self.one(which), (seconds, seconds))

    @precondition(lambda self: self.files)
    @rule(which=st.integers(0, 9), data=st.sampled_from([b"", b"format = 99\n", b"\xff\xfe", b"a = \n"]))
    def break_it(self, which: int, data: bytes) -> None:
        self.one(which).write_bytes(data)

    @rule()
    def lose_the_index(self) -> None:
        cached.forget(self.path)

    @invariant()
    def says_what_the_files_say(self) -> None:
        assert_true(self.path)


Changes.TestCase.settings = settings(max_examples=12, stateful_step_count=12, deadline=None)
TestChanges = Changes.TestCase


# What is looked at


def test_the_table_of_words_is_that_of_the_model() -> None:
    for name, record in (*MEMBERS.items(), ("next_meeting", fields.RECORDS["meeting"])):
        wanted = {*said_fields(record, name)} | ({"item"} if name == "parked" else set())
        assert set(gist.WORDS[name]) == wanted, name
        for key, inner in said_fields(record, name).items():
            if inner:
                assert set(gist.WORDS[key]) == set(said_fields(inner, key)), key
    for name in STEPS:
        assert gist.WORDS[name][0] == MEMBERS[name].SAID  # type: ignore[attr-defined]
    assert placing.LISTS == LISTS
    assert set(placing.PLACES) <= set(gist.WORDS)


def found(path: Path, typed: str, filters: Filter | None = None) -> list[Hit]:
    with Index.of(SessionFolder(path)) as index:
        return index.search(Query.typed(typed), filters).hits


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A folder with sessions that have words in common."""
    lines = ["post", "post desk", "post post", "cafe", "a desk for the post of the house", "post"]
    for number, line in enumerate(lines):
        put(tmp_path, f"2026-05-{number:02}-s", id=f"s{number}", goals=(Goal(id="go1", statement=line),))
    return tmp_path


def test_a_hit_says_where_it_stands(tmp_path: Path) -> None:
    goals = (Goal(id="go1", statement="One"), Goal(id="go2", statement="Two", note="a café\nhere"))
    put(tmp_path, goals=goals)
    (hit,) = found(tmp_path, "cafe")
    assert (hit.listed.handle, hit.place, hit.item, hit.number) == ("2026-05-01-reading", "goals", "go2", 2)
    assert hit.texts == ("Two", "a café\nhere")
    assert hit.text == "Two"


def test_words_have_to_stand_in_one_place_and_a_phrase_in_one_text(tmp_path: Path) -> None:
    put(tmp_path, goals=(Goal(id="go1", statement="One", note="two"), Goal(id="go2", statement="three")))
    assert found(tmp_path, "one two")
    assert not found(tmp_path, "one three")
    assert not found(tmp_path, '"one two"')


def test_the_best_come_first_and_then_the_newest(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = [(hit.listed.handle[8:10], hit.text) for hit in found(path, "post")]
    assert told[0] == ("02", "post post")
    assert [number for number, text in told if text == "post"] == ["05", "00"]
    with Index.of(SessionFolder(path)) as index:
        few = index.search(Query.typed("post"), limit=2)
    assert ([hit.listed.handle[8:10] for hit in few.hits], few.more) == (["02", told[1][0]], 3)

    cached.forget(path)
    monkeypatch.setattr(indexed, "_fts_is_there", lambda: False)
    assert [(hit.listed.handle[8:10], hit.text) for hit in found(path, "post")] == told
    put(path, "2026-05-02-s", goals=(Goal(id="go1", statement="desk"),))
    assert [hit.text for hit in found(path, "desk")][:1] == ["desk"]
    assert len(found(path, "post")) == 4


@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        (Filter(partner="scho"), True),
        (Filter(partner="SCHOOL"), True),
        (Filter(partner="library"), False),
        (Filter(partner="-"), False),
        (Filter(person="soren"), True),
        (Filter(person="ana"), False),
        (Filter(status="running"), True),
        (Filter(phase="after"), False),
        (Filter(step="goals"), True),
        (Filter(step="values"), False),
        (Filter(since=date(2026, 5, 1), until=date(2026, 5, 1)), True),
        (Filter(since=date(2026, 5, 2)), False),
        (Filter(until=date(2026, 4, 30)), False),
    ],
)
def test_filters(tmp_path: Path, filters: Filter, fits: bool) -> None:
    someone = small().people[0].model_copy(update={"name": "Sør Søren"})
    put(tmp_path, people=(someone,), goals=(Goal(id="go1", statement="One"),), idea="One")
    (tmp_path / "broken.toml").write_bytes(b"x")
    with Index.of(SessionFolder(tmp_path)) as index:
        assert [one.handle for one in index.listed(filters=filters)] == ["2026-05-01-reading"] * fits
        hits = index.search(Query.typed("one"), filters).hits
        listed = index.listed(Query.typed("one"), filters)
    assert len(hits) == (0 if not fits else 1 if filters.step else 2)
    assert len(listed) == fits


def test_a_step_is_where_the_words_have_to_stand(tmp_path: Path) -> None:
    put(tmp_path, idea="One", goals=(Goal(id="go1", statement="Two"),))
    with Index.of(SessionFolder(tmp_path)) as index:
        assert index.listed(Query.typed("one"))
        assert not index.listed(Query.typed("one"), Filter(step="goals"))


def test_files_are_found_by_the_id_of_their_session(path: Path) -> None:
    shutil.copy(path / "2026-05-03-s.toml", path / "copy.toml")
    with Index.of(SessionFolder(path)) as index:
        assert [one.handle for one in index.with_id("s3")] == ["copy", "2026-05-03-s"]
        assert index.with_id("s9") == []


def test_open_promises_are_those_that_somebody_waits_for(tmp_path: Path) -> None:
    day = date(2026, 6, 1)

    def promise(id: str, *kinds: str, **values: Any) -> Commitment:
        recorded = small().created
        events = tuple(
            Event.model_validate(
                {"id": f"{id}{at}", "kind": kind, "on": day, "recorded": recorded}
                | ({"until": date(2026, 5, 20)} if kind == "proposed" else {})
                | ({"due": date(2026, 7, 1)} if kind == "renegotiated" else {})
            )
            for at, kind in enumerate(kinds)
        )
        return Commitment(**{"id": id, "commitment": id, "due": day, "events": events, **values})

    put(
        tmp_path,
        commitments=(
            promise("said"),
            promise("agreed", "agreed"),
            promise("kept", "agreed", "kept"),
            promise("later", "agreed", "renegotiated"),
            promise("asked", "proposed", due=None),
            promise("no-day", "agreed", due=None),
        ),
    )

    def ids(until: date) -> list[str]:
        with Index.of(SessionFolder(tmp_path)) as index:
            return [one.id for one in index.open_promises(until)]

    assert ids(day - timedelta(1)) == ["asked"]
    assert ids(day) == ["agreed", "asked"]
    assert ids(date(2026, 7, 1)) == ["agreed", "later", "asked"]


def test_of_another_users_file_only_what_is_shared_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Goal(id="go1", statement="secret", only_for="library")
    value = Value(id="va1", value="Open", red_line="secret")
    made = put(tmp_path, goals=(ours, Goal(id="go2", statement="told")), values=(value,))
    whole = codec.decode(made.read_bytes(), made)
    assert len(found(tmp_path, "secret")) == 2
    monkeypatch.setattr(os, "geteuid", lambda: made.stat().st_uid + 1)
    with Index.of(SessionFolder(tmp_path)) as index:
        assert index.search(Query.typed("secret")).hits == []
        (hit,) = index.search(Query.typed("told")).hits
    assert (hit.item, hit.number) == (shared(whole).goals[0].id, 1)
    assert b"secret" not in cached.path_of(tmp_path).read_bytes()


# What is read again


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The handles of the files that are parsed from now on; all clocks are an hour later."""
    handles: list[str] = []
    real, now = folder.told, time.time_ns

    def told(data: Any, handle: str, folder: Path) -> Any:
        handles.append(handle)
        return real(data, handle, folder)

    monkeypatch.setattr(gist, "told", told)
    monkeypatch.setattr("bpworkshop.store.gist.time.time_ns", lambda: now() + 3_600 * 10**9)
    return handles


def test_only_what_changed_is_read_and_parsed_again(path: Path, parsed: list[str]) -> None:
    assert_true(path)
    assert len(parsed) == 6
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gist, "read", None)
        assert_true(path)
    (path / "2026-05-00-s.toml").touch()
    os.link(path / "2026-05-01-s.toml", path / "b.txt")  # another change of the file's own time
    data = (path / "2026-05-02-s.toml").read_bytes()
    atomic.write(path / "2026-05-02-s.toml", data)
    assert_true(path)
    assert len(parsed) == 6
    put(path, "2026-05-03-s", title="Other")
    assert_true(path)
    assert parsed[6:] == ["2026-05-03-s"]


def test_what_is_gone_is_forgotten(path: Path) -> None:
    found(path, "post")
    put(path, "2026-05-00-s", title="Other")
    (path / "2026-05-04-s.toml").unlink()
    assert_true(path)
    connection = sqlite3.connect(cached.path_of(path))
    connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, words, row)")
    terms = dict(connection.execute("SELECT term, doc FROM terms"))
    ids = [
        connection.execute(f"SELECT count(DISTINCT {column}) FROM {table}").fetchone()[0]
        for table, column in (("files", "id"), ("places", "file"))
    ]
    connection.close()
    assert (terms["post"], terms["other"], terms["desk"]) == (3, 1, 1)
    assert "house" not in terms
    assert ids == [5, 5]


@pytest.mark.parametrize("year", [1900, 1969, 2300, 2400])
def test_files_of_any_time(path: Path, year: int) -> None:
    file = path / "2026-05-00-s.toml"
    os.utime(file, ((year - 1970) * 31_557_600,) * 2)
    assert_true(path)
    assert all(-(2**63) <= one < 2**63 for one in signature(file.stat()))


def test_a_slow_process_does_not_undo_what_a_fast_one_saw(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, slow = gist.gathered, True

    def gathered(folder: Path, jobs: Any) -> Any:
        nonlocal slow
        read = list(real(folder, jobs))
        if slow:
            slow = False
            newer = put(path, "2026-05-00-s", title="Newer").stat().st_ctime_ns
            while time.time_ns() <= newer + gist._TICK:
                time.sleep(0.001)  # until its time tells it from a later one
            assert_true(path)
        return iter(read)

    monkeypatch.setattr(gist, "gathered", gathered)
    with Index.of(SessionFolder(path)) as index:
        assert index.listed() == list(SessionFolder(path).listed())


@pytest.mark.parametrize(("later", "compared"), [(1, True), (3_600 * 10**9, False)])
def test_what_may_still_change_unseen_is_compared(
    path: Path, monkeypatch: pytest.MonkeyPatch, later: int, compared: bool
) -> None:
    file = path / "2026-05-00-s.toml"
    written = max(one.stat().st_ctime_ns for one in path.iterdir())
    real = scanned
    # On a disk whose clock stands still what has the same size has the same signature.
    monkeypatch.setattr(indexed, "scanned", lambda folder: {(*one[:2], 7, 7, 7) for one in real(folder)})
    monkeypatch.setattr(gist, "signature", lambda status: (status.st_size, 7, 7, 7))
    monkeypatch.setattr("bpworkshop.store.gist.time.time_ns", lambda: written + later)
    assert len(found(path, "post")) == 5
    file.write_bytes(file.read_bytes().replace(b"post", b"desk"))
    assert ("2026-05-00-s" in {hit.listed.handle for hit in found(path, "desk")}) == compared


def test_a_file_that_can_not_be_read_is_tried_each_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, closed = atomic.read_with_status, True

    def denied(file: Path) -> Any:
        if closed and file.stem == "2026-05-00-s":
            raise FileProblem("file.denied", path=file)
        return real(file)

    monkeypatch.setattr(atomic, "read_with_status", denied)
    for _ in range(2):
        with Index.of(SessionFolder(path)) as index:
            assert index.listed()[-1].error
    closed = False
    assert_true(path)


def test_many_files_are_read_by_processes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gist, "MANY", 2)
    told: list[tuple[int, int]] = []
    with Index.of(SessionFolder(path), lambda done, of: told.append((done, of))) as index:
        assert index.listed() == list(SessionFolder(path).listed())
    assert told == [(6, 6)]


def test_where_no_processes_can_be_had_one_reads_all(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gist, "MANY", 2)
    monkeypatch.setattr(gist, "_stay_quiet", _die)
    assert_true(path)


def _die() -> None:
    """What a process does first that can't be one."""
    os._exit(1)


# What is no good


def test_the_file_is_its_owners_alone(path: Path) -> None:
    found(path, "post")
    file = cached.path_of(path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def _halved(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def _emptied(file: Path) -> None:
    os.truncate(file, 0)


def _zeroed(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    file.write_bytes(data)


def _of_others(file: Path) -> None:
    file.write_bytes(b"SQLite format 3\x00 but not really, and long enough to look like it" * 200)


def _other_tables(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE places")
        connection.execute("ALTER TABLE files RENAME TO names")
    connection.close()


def _half_written(file: Path) -> None:
    """As after a crash: pages are changed, the journal says how they were."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN")
    connection.execute("DELETE FROM places")
    connection.execute("UPDATE files SET listed = zeroblob(9000), name = randomblob(3000)")
    journal = Path(f"{file}-journal")
    kept = {one: one.read_bytes() for one in (file, journal)}
    assert any(kept[journal])
    connection.close()
    for one, data in kept.items():
        one.write_bytes(data)


@pytest.mark.parametrize("harm", [_halved, _emptied, _zeroed, _of_others, _other_tables, _half_written])
def test_what_is_damaged_is_made_anew(path: Path, harm: Any) -> None:
    assert_true(path)
    harm(cached.path_of(path))
    put(path, "2026-05-09-new", title="post")
    assert_true(path)
    assert_true(path)


def _nowhere(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    (path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(path / "file"))


def _someone_elses(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    cached.forget(path)
    cached.path_of(path).symlink_to("/etc/hostname")


def _set(setting: str) -> Any:
    def harm(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
        monkeypatch.setattr(cached, "_SETTINGS", (*cached._SETTINGS, setting))

    return harm


@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (_nowhere, "written"),
        (_someone_elses, "written"),
        (_set("query_only = ON"), "written"),
        (_set("max_page_count = 1"), "full"),
    ],
)
def test_without_the_file_all_is_found_and_it_is_said(
    path: Path, monkeypatch: pytest.MonkeyPatch, harm: Any, why: str, changed: bool
) -> None:
    found(path, "post")
    harm(monkeypatch, path)
    if changed:
        put(path, "2026-05-09-new", idea="post", notes=(Note(id="no1", text="many words " * 900),))
    with Index.of(SessionFolder(path)) as index:
        assert (why in index.warning) or (not changed and not index.warning)
        assert index.listed() == list(SessionFolder(path).listed())
        assert len(index.search(Query.typed("post")).hits) == 5 + changed


def test_kept_by_another_program(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found(path, "post")
    monkeypatch.setattr(cached, "PATIENCE", 0.01)
    other = sqlite3.connect(cached.path_of(path), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with Index.of(SessionFolder(path)) as index:
        assert "kept it for itself" in index.warning
        assert len(index.search(Query.typed("post")).hits) == 5
    other.close()
    assert_true(path)


def test_several_at_once_are_all_right(path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def work(number: int) -> None:
        for turn in range(4):
            put(path, f"2026-06-{number:02}-{turn}", title=f"post {number}")
            with Index.of(SessionFolder(path)) as index:
                assert index.warning == ""
                handles = {one.handle for one in index.listed()}
                assert {f"2026-06-{number:02}-{before}" for before in range(turn + 1)} <= handles

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert_true(path)


def test_a_folder_that_can_not_be_read_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileProblem), Index.of(SessionFolder(tmp_path / "file")):
        pass
    with Index.of(SessionFolder(tmp_path / "none")) as index:
        assert index.listed() == []


def test_an_index_of_another_version_is_avoided_and_swept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(path, "post")
    old = cached.path_of(path)
    monkeypatch.setattr(cached, "SCHEMA", cached.SCHEMA + 1)
    assert cached.path_of(path) != old
    assert_true(path)
    assert not old.exists()
