"""Copies to go back to: in order, bounded, spread over time, and found again when the file is broken."""

import errno
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpworkshop.errors import FileProblem, Problem
from bpworkshop.store import atomic, codec, several
from bpworkshop.store.beside import Beside
from bpworkshop.store.versions import LONGEST, MOST, RECENT, Version, Versions, Why, find_for, surplus
from tests.faults.disk import full, os_with
from tests.strategies import small

START = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
WHYS: tuple[Why, ...] = get_args(Why)
SECOND = timedelta(seconds=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "sessions" / "2026-05-01-reading.toml"
    path.parent.mkdir()
    path.write_bytes(codec.encode(small()))
    return path


@pytest.fixture
def kept(path: Path) -> Versions:
    return Versions(Beside(path, small().id))


def copies(kept: Versions) -> list[bytes]:
    return [kept.read(version.name) for version in kept.listed()]


def folder(kept: Versions) -> Path:
    return kept.beside.folder / "versions"


# Keeping


def test_what_is_kept_is_listed_newest_first_with_its_time_and_reason(kept: Versions) -> None:
    assert kept.listed() == []
    kept.keep(b"one", START, "opened")
    kept.keep(b"two", START.astimezone(timezone(timedelta(hours=5))) + 90 * SECOND, "minute")
    kept.keep(b"three", START + 91 * SECOND, "step")
    assert [(version.at, version.why) for version in kept.listed()] == [
        (START + 91 * SECOND, "step"),
        (START + 90 * SECOND, "minute"),
        (START, "opened"),
    ]
    assert copies(kept) == [b"three", b"two", b"one"]
    assert kept.newest == kept.listed()[0]
    assert kept.listed()[0].name == "000003-2026-05-04T10-01-31Z-step.toml"


@pytest.mark.parametrize("why", WHYS)
def test_the_same_bytes_are_not_kept_twice_in_a_row(kept: Versions, why: Why) -> None:
    kept.keep(b"one", START, "opened")
    kept.keep(b"one", START + timedelta(hours=1), why)
    assert len(kept.listed()) == 1
    kept.keep(b"two", START + timedelta(hours=2), why)
    kept.keep(b"one", START + timedelta(hours=3), why)
    assert copies(kept) == [b"one", b"two", b"one"]


def test_there_is_at_most_one_a_minute_that_nobody_asked_for(kept: Versions) -> None:
    kept.keep(b"0", START, "minute")
    for second in range(1, 181):
        kept.keep(str(second).encode(), START + second * SECOND, "minute")
    assert copies(kept) == [b"180", b"120", b"60", b"0"]


@pytest.mark.parametrize("why", [why for why in WHYS if why != "minute"])
def test_what_is_kept_on_purpose_is_kept_within_the_same_second(kept: Versions, why: Why) -> None:
    for number in range(12):
        kept.keep(str(number).encode(), START, why)
    assert copies(kept) == [str(number).encode() for number in reversed(range(12))]


def test_a_clock_that_goes_back_breaks_no_order_and_deletes_nothing_new(kept: Versions) -> None:
    kept.keep(b"ahead", START + timedelta(days=4000), "opened")
    kept.keep(b"one", START, "minute")
    kept.keep(b"two", START + 59 * SECOND, "minute")
    kept.keep(b"three", START + 60 * SECOND, "minute")
    kept.keep(b"four", START - timedelta(days=300), "minute")
    assert copies(kept) == [b"four", b"three", b"one", b"ahead"]


def test_a_clock_that_ran_ahead_does_not_clear_the_folder(kept: Versions) -> None:
    for number in range(40):
        kept.keep(str(number).encode(), START + timedelta(hours=number), "step")
    kept.keep(b"ahead", START + timedelta(days=4000), "step")
    assert len(kept.listed()) == RECENT
    assert copies(kept)[0] == b"ahead"


def test_two_programs_that_keep_at_once_both_keep(
    kept: Versions, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Versions(Beside(path, small().id))
    kept.keep(b"one", START, "opened")
    listed = other.listed()
    kept.keep(b"two", START + SECOND, "step")
    with monkeypatch.context() as patch:  # it looked before the other had kept
        patch.setattr(other, "listed", lambda: listed)
        other.keep(b"three", START + SECOND, "step")
    assert copies(kept) == [b"three", b"two", b"one"]


def test_copies_are_as_open_as_the_session(kept: Versions, path: Path) -> None:
    path.chmod(0o600)
    kept.keep(b"one", START, "opened")
    path.chmod(0o660)
    kept.keep(b"two", START, "step")
    modes = [(folder(kept) / version.name).stat().st_mode & 0o777 for version in kept.listed()]
    assert modes == [0o660, 0o600]


def test_a_disk_without_links_keeps_them_too(kept: Versions, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "no links")

    monkeypatch.setattr(atomic, "os", os_with(link=refuse))
    kept.keep(b"one", START, "opened")
    kept.keep(b"two", START, "opened")
    assert copies(kept) == [b"two", b"one"]


@pytest.mark.parametrize("call", ["open", "write", "fsync", "link", "mkdir"])
def test_a_full_disk_is_told_and_harms_nothing(
    kept: Versions, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    if call != "mkdir":
        kept.keep(b"one", START, "opened")
    before = copies(kept)

    with monkeypatch.context() as patch:
        patch.setattr(atomic, "os", full(call))
        with pytest.raises(FileProblem) as caught:
            kept.keep(b"two", START, "step")
    assert caught.value.key == "file.full"
    assert copies(kept) == before
    kept.keep(b"two", START, "step")
    assert copies(kept) == [b"two", *before]


def test_a_folder_that_cannot_be_read_is_told(kept: Versions, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting would begin anew, and the order be lost."""
    kept.keep(b"one", START, "opened")

    def fails(_: object) -> None:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(several, "os", os_with(scandir=fails))
    with pytest.raises(FileProblem, match="input/output error"):
        kept.keep(b"two", START, "step")
    assert kept.newest is None


# What else is in the folder


def test_what_is_no_copy_is_left_out_of_account_and_left_alone(kept: Versions, tmp_path: Path) -> None:
    kept.keep(b"one", START, "opened")
    strange = [
        "notes.txt",
        "000009-2026-02-31T10-00-00Z-step.toml",
        "000009-2026-05-04T10-00-00Z-other.toml",
        "000009-2026-05-04T10-00-00Z-step.toml.bak",
        "9-2026-05-04T10-00-00Z-step.toml",
        "٠٠٠٠٠٩-2026-05-04T10-00-00Z-step.toml",
    ]
    for name in strange:
        (folder(kept) / name).write_bytes(b"x")
    (folder(kept) / "000007-2026-05-04T10-00-00Z-step.toml").mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"x")
    (folder(kept) / "000008-2026-05-04T10-00-00Z-step.toml").symlink_to(elsewhere)
    os.mkfifo(folder(kept) / "000009-2026-05-04T10-00-00Z-step.toml")
    assert len(kept.listed()) == 1
    for number in range(MOST + 10):
        kept.keep(str(number).encode(), START + number * timedelta(days=1), "step")
    assert len(kept.listed()) == MOST
    assert {*strange} <= set(os.listdir(folder(kept)))


@pytest.mark.parametrize(
    "name", ["../../secret", "/etc/passwd", "", "name.toml", "000001-2026-05-04T10-00-00Z-step.toml"]
)
def test_nothing_but_a_copy_is_read(kept: Versions, name: str) -> None:
    kept.keep(b"one", START, "opened")
    with pytest.raises(FileProblem) as caught:
        kept.read(name)
    assert caught.value.key == "file.missing"


def test_what_a_crash_left_half_written_is_swept_when_it_is_old(kept: Versions) -> None:
    kept.keep(b"one", START, "opened")
    old, new = folder(kept) / ".a.0123456789ab.tmp", folder(kept) / ".b.0123456789ab.tmp"
    old.write_bytes(b"x")
    new.write_bytes(b"x")
    os.utime(old, (0, 0))
    kept.keep(b"two", START, "step")
    assert not old.exists()
    assert new.exists()


# Too many, too old

AGES = st.integers(-(10**6), 3 * 10**7) | st.integers(0, 7200)


@st.composite
def histories(draw: st.DrawFn) -> list[Version]:
    """Any copies, newest first; the clock went back and forth."""
    least = draw(st.sampled_from([0, MOST + 1]))
    made = draw(st.lists(st.tuples(AGES, st.sampled_from(WHYS)), min_size=least, max_size=90))
    return [
        Version(f"{len(made) - number:06}", START - age * SECOND, why)
        for number, (age, why) in enumerate(made)
    ]


@given(histories())
def test_no_more_stay_than_may_and_the_recent_always_do(history: list[Version]) -> None:
    dropped = surplus(history, START)
    staying = [version for version in history if version not in dropped]
    assert len(staying) <= MOST
    assert staying[:RECENT] == history[:RECENT]
    assert all(START - version.at <= LONGEST for version in staying[RECENT:])
    young = [version for version in history[RECENT:] if START - version.at <= LONGEST]
    assert len(staying) == min(MOST, len(history[:RECENT]) + len(young))
    assert surplus(staying, START) == []
    if young:
        assert young[-1] in staying


def test_a_hundred_thousand_files_cost_no_time() -> None:
    history = [
        Version(f"{number:06}", START - number * SECOND, "minute") for number in reversed(range(100_000))
    ]
    assert len(surplus(history, START)) == 100_000 - MOST


def test_an_afternoon_of_typing_does_not_push_out_the_weeks_before() -> None:
    kept: list[Version] = []
    number = 0

    def keep(at: datetime, why: Why) -> None:
        nonlocal kept, number
        number += 1
        kept.insert(0, Version(f"{number:06}", at, why))
        dropped = surplus(kept, at)
        kept = [version for version in kept if version not in dropped]

    for day in range(0, 60, 10):
        opened = START + timedelta(days=day)
        keep(opened, "opened")
        for minute in range(1, 240):
            keep(opened + timedelta(minutes=minute), "step" if minute % 40 == 0 else "minute")
        keep(opened + timedelta(minutes=240), "closed")
    days = {version.at.date() for version in kept}
    assert len(days) == 6
    on_purpose = [version for version in kept if version.why != "minute"]
    assert len(on_purpose) >= 25
    last_hour = [version for version in kept if opened + timedelta(minutes=180) <= version.at]
    assert RECENT <= len(last_hour) <= MOST / 2


def test_what_is_left_stands_the_closer_the_younger_it_is() -> None:
    hours = range(60 * 24)
    history = [Version(f"{hour:06}", START - hour * timedelta(hours=1), "minute") for hour in hours]
    dropped = {version.name for version in surplus(history[: 4 * MOST], START)}
    left = [hour for hour in hours[: 4 * MOST] if f"{hour:06}" not in dropped]
    assert left[:RECENT] == list(hours[:RECENT])
    assert sum(hour < 48 for hour in left) > 2 * sum(hour >= 4 * MOST - 48 for hour in left) > 0


# Taking somebody out


def test_all_copies_can_be_changed_or_dropped(kept: Versions) -> None:
    for number, data in enumerate([b"Ana", b"Bo", b"Ana and Bo", b"drop"]):
        kept.keep(data, START + number * SECOND, "step")
    left = folder(kept) / ".a.0123456789ab.tmp"
    left.write_bytes(b"Ana")
    names = [version.name for version in kept.listed()]

    def change(data: bytes) -> bytes | None:
        return None if data == b"drop" else data.replace(b"Ana", b"Somebody")

    assert kept.rewrite(change) == 3
    assert copies(kept) == [b"Somebody and Bo", b"Bo", b"Somebody"]
    assert [version.name for version in kept.listed()] == names[1:]
    assert not left.exists()
    assert kept.rewrite(change) == 0


def test_one_that_refuses_keeps_no_other_from_being_changed_and_is_told(kept: Versions, path: Path) -> None:
    for number in range(4):
        kept.keep(f"Ana {number}".encode(), START + number * SECOND, "step")

    def change(data: bytes) -> bytes:
        if data.endswith(b"2"):
            raise FileProblem("toml.deep", path=path)
        return data.replace(b"Ana", b"Somebody")

    with pytest.raises(FileProblem) as caught:
        kept.rewrite(change)
    assert caught.value.key == "toml.deep"
    assert copies(kept) == [b"Somebody 3", b"Ana 2", b"Somebody 1", b"Somebody 0"]


# Found again


def good(statement: str) -> bytes:
    return codec.encode(small().model_copy(update={"title": statement}))


def test_the_newest_that_is_a_session_is_found_behind_broken_ones(kept: Versions) -> None:
    assert kept.newest is None
    assert kept.newest_good() is None
    kept.keep(good("first"), START, "opened")
    kept.keep(good("second"), START, "step")
    kept.keep(good("third")[:-20], START, "step")
    kept.keep(b"", START, "step")
    kept.keep(b"\xff\xfe\x00", START, "step")
    kept.keep(good("x").replace(b"format = ", b"format = 999"), START, "step")
    found = kept.newest_good()
    assert found is not None
    assert found[1] == good("second")
    assert found[0] == kept.listed()[4]


BREAKS: dict[str, Callable[[bytes], bytes]] = {
    "whole": lambda data: data,
    "cut": lambda data: data[: len(data) // 2],
    "a quote lost": lambda data: data.replace(b'"\n', b"\n", 2),
    "no assignment at the beginning": lambda data: b"oops\n" + data,
    "Latin-1": lambda data: data + b'note = "caf\xe9"\n',
    "in Windows' way": lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") + b"oops",
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "id gone": lambda data: data.replace(b"id = ", b"di = "),
    "id changed": lambda data: data.replace(small().id.encode(), b"another-id"),
    "empty": lambda data: b"",
    "id is a path": lambda data: b'id = "../../x"\n',
    "other ids first": lambda data: b'id = "aaaa"\nid = "bbbb"\n' + data,
}


@pytest.mark.parametrize("name", BREAKS)
def test_copies_are_found_for_a_file_that_is_broken(kept: Versions, path: Path, name: str) -> None:
    kept.keep(good("first"), START, "opened")
    path.write_bytes(BREAKS[name](path.read_bytes()))
    found = find_for(path)
    assert found is not None
    newest = found.newest_good()
    assert newest is not None
    assert newest[1] == good("first")


def test_copies_are_found_for_a_renamed_file_by_its_id_and_for_one_that_is_gone_by_its_name(
    kept: Versions, path: Path
) -> None:
    kept.keep(good("first"), START, "opened")
    renamed = path.rename(path.with_name("another.toml"))
    assert find_for(renamed) is not None
    assert find_for(path) is not None
    path.write_bytes(b"")
    assert find_for(renamed.rename(path.with_name("third.toml"))) is not None
    renamed.write_bytes(b"")
    assert find_for(renamed) is None
    Versions(Beside(renamed, small().id)).keep(good("second"), START, "step")
    assert find_for(renamed) is not None
    assert find_for(path) is None


def test_of_two_sessions_of_one_name_the_one_in_use_last_is_taken(path: Path) -> None:
    for number, id in enumerate(["aaaa", "cccc", "bbbb"]):
        Versions(Beside(path, id)).keep(b"x", START + (number % 2) * SECOND, "opened")
    (path.parent / ".bpworkshop" / "dddd").mkdir()
    (path.parent / ".bpworkshop" / "eeee").write_bytes(b"")
    path.unlink()
    found = find_for(path)
    assert found is not None
    assert found.beside.folder.name == "cccc"


def test_where_there_are_no_copies_none_are_found(path: Path) -> None:
    assert find_for(path) is None
    assert find_for(path.with_name("nothing.toml")) is None


def test_not_all_of_very_many_ids_are_looked_for(kept: Versions, path: Path) -> None:
    kept.keep(good("first"), START, "opened")
    data = path.read_bytes()
    path.unlink()
    other = path.with_name("other.toml")
    for before, found in [(900, True), (5_000, False)]:
        other.write_bytes(b'id = "zzzz"\n' * before + data)
        assert (find_for(other) is not None) is found


def test_what_goes_wrong_is_a_problem(kept: Versions) -> None:
    beside = kept.beside
    beside.make()
    (beside.folder / "versions").write_bytes(b"a file where a folder is needed")
    assert kept.listed() == []
    with pytest.raises(Problem):
        kept.keep(b"x", START, "opened")
