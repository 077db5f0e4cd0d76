"""``commitments``: the promises of all sessions, what became of each, and a calendar."""

import os
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bpworkshop.cli import promising
from bpworkshop.review.settling import record, settle, take_back
from bpworkshop.session.edits import Add
from bpworkshop.session.items import Commitment, Event, Goal, Party, Person
from bpworkshop.session.standing import is_settled
from bpworkshop.store.folder import SessionFolder
from bpworkshop.words import say
from bpworkshop.workshop import Workshop
from tests.clock import Clock
from tests.shell import Shell, on_disk, put

TODAY = date(2026, 6, 10)
NOW = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)
RECORDED = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
READING = "2026-05-01-reading"


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


def promise(id: str, *kinds: str, ahead: int | None = 3, **values: Any) -> Commitment:
    events = tuple(
        Event.model_validate({"id": f"{id}-{at}", "kind": kind, "on": day(-30), "recorded": RECORDED})
        for at, kind in enumerate(kinds)
    )
    given = {"id": id, "commitment": f"Promise {id}", "promiser": "library", "to": "school"}
    due = {"due": day(ahead)} if ahead is not None else {}
    return Commitment(**{**given, **due, "events": events, **values})


EVERY = (
    promise("said"),
    promise("later", "agreed", ahead=30),
    promise("soon", "agreed", ahead=7, owner="ben"),
    promise("late", "agreed", ahead=-1, promiser="school", to="library", owner="ana"),
    promise("asked", "agreed", "proposed", ahead=40),
    promise("kept", "agreed", "kept", ahead=-1),
    promise("gone", "agreed", "released", ahead=-1, promiser="school"),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in: one session with a promise of every kind."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(promising, "_now", Clock(NOW))
    sessions = tmp_path / "sessions"
    sessions.mkdir()
    put(sessions, commitments=EVERY)
    return sessions


def ids(shell: Shell, *given: str) -> list[str]:
    ran = shell("commitments", *given, "--json")
    assert (ran.code, ran.err) == (0, "")
    return [row["id"] for row in ran.json()]


def events(path: Path, id: str) -> list[str]:
    (one,) = (each for each in on_disk(path).commitments if each.id == id)
    return [each.kind for each in one.events]


# The list


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((), ["late", "soon", "later", "asked", "said", "gone", "kept"]),
        (("--due",), ["late", "soon"]),
        (("--late",), ["late"]),
        (("--proposed",), ["asked"]),
        (("--late", "--proposed"), ["late", "asked"]),
        (("--by", "ben"), ["soon"]),
        (("--by", "sch"), ["late", "gone"]),
        (("--by", "school", "--due"), ["late"]),
        (("--partner", "SCHOOL", "--due"), ["late", "soon"]),
        (("--partner", "museum"), []),
    ],
)
def test_promises_are_listed_as_they_are_asked_for(
    folder: Path, shell: Shell, given: tuple[str, ...], expected: list[str]
) -> None:
    assert ids(shell, *given) == expected


def test_a_row_says_everything_to_a_program(folder: Path, shell: Shell) -> None:
    row = shell("commitments", "--by", "ben", "--json").json()[0]
    assert row == {
        "ref": f"{READING}/soon",
        "session": "session",
        "handle": READING,
        "title": "Reading after school",
        "id": "soon",
        "commitment": "Promise soon",
        "promiser": "City Library",
        "ours": True,
        "to": "School",
        "partner": "School",
        "owner": "ben",
        "carried_by": None,
        "due": day(7).isoformat(),
        "status": "agreed",
        "waits_for": None,
        "until": None,
        "evidence": None,
        "if_missed": None,
        "happened": day(-30).isoformat(),
        "shown_by": None,
        "events": 1,
    }


def test_the_list_has_the_name_to_copy_under_what_it_asks_for(folder: Path, shell: Shell) -> None:
    told = shell("commitments").lines
    assert told[0] == say("ledger.time.late")
    assert told[1].startswith(f"  {READING}/late ")
    assert "School to City Library: Promise late – ana" in told[1]
    assert told.index(say("ledger.time.soon")) == 3
    (ref,) = (word for word in told[1].split() if "/" in word)
    assert shell("commitments", "keep", ref).code == 0
    assert "late" not in ids(shell, "--due")


def test_it_is_told_under_partners_and_owners_too(folder: Path, shell: Shell) -> None:
    assert shell("commitments", "--group", "partner").lines[0] == "School"
    told = [line for line in shell("commitments", "--group", "owner").lines if line[:1] not in ("", " ")]
    assert told == ["ana", "ben", say("ledger.nobody")]


def test_nothing_is_there_and_that_is_said(tmp_path: Path, shell: Shell) -> None:
    ran = shell("commitments", "--sessions", str(tmp_path / "none"))
    assert (ran.code, ran.out.strip()) == (0, say("cli.commitments.none"))


def test_what_can_not_be_read_is_told_and_hides_nothing(folder: Path, shell: Shell) -> None:
    (folder / "2026-05-02-broken.toml").write_text("x =")
    ran = shell("commitments", "--late")
    assert (ran.code, f"{READING}/late" in ran.out) == (0, True)
    assert "check" in ran.err


def test_a_copied_file_is_told_and_each_promise_goes_by_its_handle(folder: Path, shell: Shell) -> None:
    put(folder, "copy", commitments=EVERY)
    ran = shell("commitments", "--late")
    assert "separate" in ran.err
    assert len(ran.lines) == 3
    assert shell("commitments", "keep", "copy/late").code == 0
    assert events(folder / "copy.toml", "late") == ["agreed", "kept"]
    assert events(folder / f"{READING}.toml", "late") == ["agreed"]


def test_days_far_away_are_listed(folder: Path, shell: Shell) -> None:
    far = (
        promise("first", "agreed").model_copy(update={"due": date(1900, 1, 1)}),
        promise("last", "agreed").model_copy(update={"due": date(2999, 12, 31)}),
    )
    put(folder, commitments=far)
    assert ids(shell) == ["first", "last"]
    assert shell("commitments").code == 0


# Follow-through


def test_a_rate_tells_counts_and_from_five_on_per_cent(folder: Path, shell: Shell) -> None:
    many = [promise(f"p{n}", "agreed", *(["kept"] * (n < 4)), ahead=-1 - n) for n in range(5)]
    put(folder, commitments=(*many, promise("theirs", "agreed", ahead=-1, promiser="school")))
    (ours, theirs) = shell("commitments", "--rate", "--json").json()
    assert (ours["party"], ours["kept_on_time"], ours["due"], ours["percent"]) == ("City Library", 4, 5, 80)
    assert (theirs["party"], theirs["due"], theirs["percent"]) == ("School", 1, None)
    told = shell("commitments", "--rate", "quarter").out
    assert "80 %" in told
    assert "████████░░" in told
    assert " Q" in told
    only = shell("commitments", "--rate", "--partner", "nobody")
    assert only.out.strip() == say("ledger.no_rate")


# What happened


@pytest.mark.parametrize(
    ("verb", "given", "id", "kind", "status"),
    [
        ("propose", ("--by", "the head"), "said", "proposed", "proposed"),
        ("agree", (), "asked", "agreed", "agreed"),
        ("keep", (), "soon", "kept", "kept"),
        ("keep", (), "late", "kept", "kept-late"),
        ("miss", ("--by", "ana"), "late", "missed", "missed"),
        ("renegotiate", ("--to", "+3w"), "late", "renegotiated", "renegotiated"),
        ("release", ("--evidence", "they moved"), "late", "released", "released"),
        ("withdraw", (), "kept", "withdrawn", "late"),
    ],
)
@pytest.mark.parametrize("closed", [False, True], ids=["running", "closed"])
def test_each_is_an_event_in_the_file_of_the_promise(
    folder: Path,
    shell: Shell,
    verb: str,
    given: tuple[str, ...],
    id: str,
    kind: str,
    status: str,
    closed: bool,
) -> None:
    path = put(folder, commitments=EVERY, status="closed" if closed else "running")
    before = on_disk(path)
    ran = shell("commitments", verb, f"reading/{id}", *given, "--json")
    assert ran.code == 0, ran.err
    assert (ran.json()["id"], ran.json()["status"]) == (id, status)
    after = on_disk(path)
    assert [
        len(one.events) - len(was.events)
        for one, was in zip(after.commitments, before.commitments, strict=True)
    ] == [int(one.id == id) for one in before.commitments]
    (made,) = (one.events[-1] for one in after.commitments if one.id == id)
    assert (made.kind, made.on) == (kind, TODAY)
    assert after.model_copy(update={"commitments": before.commitments}) == before


def test_who_says_so_what_shows_it_and_when_are_in_it(folder: Path, shell: Shell) -> None:
    on = day(-2).isoformat()
    shell("commitments", "keep", "reading/late", "--by", "@Ben", "--evidence", " seen \n it ", "--on", on)
    (one,) = (one for one in on_disk(folder / f"{READING}.toml").commitments if one.id == "late")
    assert (one.events[-1].by, one.events[-1].evidence, one.events[-1].on) == ("ben", "seen it", day(-2))


def test_a_proposal_waits_for_somebody_until_a_day(folder: Path, shell: Shell) -> None:
    people = (Person(id="p1", handle="mira", name="Mira Holt", party="school"),)
    put(folder, commitments=(promise("c1", "agreed"),), people=people)
    (row,) = (
        shell("commitments", "propose", "reading/c1", "--by", by, "--to", day(5).isoformat(), "--json").json()
        for by in ("mira",)
    )
    assert (row["waits_for"], row["until"]) == ("Mira Holt", day(5).isoformat())
    told = shell("commitments", "propose", "reading/c1", "--by", "the head, who is away").out
    assert say("cli.commitments.waits", who="the head, who is away") in told


def test_a_mistake_is_withdrawn_by_the_line_that_is_told(folder: Path, shell: Shell) -> None:
    told = shell("commitments", "keep", "reading/late").err
    assert "commitments withdraw" in told
    assert f"{READING}/late" in told
    assert "withdraw" not in shell("commitments", "withdraw", f"{READING}/late").err
    assert ids(shell, "--late") == ["late"]
    assert events(folder / f"{READING}.toml", "late") == ["agreed", "kept", "withdrawn"]


@pytest.mark.parametrize(
    ("given", "key", "facts"),
    [
        (("keep", "late"), "settling.no_ref", {"typed": "late"}),
        (("keep", "/late"), "settling.no_ref", {"typed": "/late"}),
        (("keep", "reading/"), "settling.no_ref", {"typed": "reading/"}),
        (("agree", "reading/kept"), "settling.settled", {}),
        (("withdraw", "reading/said"), "settling.nothing", {}),
        (("propose", "reading/said", "--by", " "), "settling.no_yes", {}),
        (
            ("keep", "reading/late", "--by", "zoe"),
            "settling.no_person",
            {"typed": "zoe", "people": "@ana, @ben"},
        ),
        (("keep", "reading/late", "--on", "tomorrow"), "settling.future", {"day": day(1).isoformat()}),
        (("keep", "reading/late", "--on", "soon"), "cli.not_a_date", {"typed": "soon"}),
        (
            ("keep", "reading/lat"),
            "settling.unknown",
            {
                "id": "lat",
                "handle": READING,
                "there": f"{READING}/late: Promise late; {READING}/later: Promise later",
            },
        ),
    ],
)
def test_what_can_not_have_happened_is_told_and_changes_nothing(
    folder: Path, shell: Shell, given: tuple[str, ...], key: str, facts: dict[str, str]
) -> None:
    path = folder / f"{READING}.toml"
    before = path.read_bytes()
    ran = shell("commitments", *given)
    assert ran.code == 1
    if key != "settling.unknown":
        assert say(key, **facts) in ran.err
    else:
        assert f"{READING}/late: Promise late" in ran.err
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "given",
    [("renegotiate", "reading/late"), ("propose", "reading/late"), ("keep",), ("break", "reading/late")],
)
def test_what_is_wrong_is_wrong_use(folder: Path, shell: Shell, given: tuple[str, ...]) -> None:
    assert shell("commitments", *given).code == 2


def test_a_promise_whose_session_is_gone(folder: Path, shell: Shell) -> None:
    (folder / f"{READING}.toml").unlink()
    ran = shell("commitments", "keep", f"{READING}/late")
    assert (ran.code, say("folder.unknown", handle=READING, folder="sessions") in ran.err) == (1, True)
    assert ids(shell) == []


def test_a_session_without_promises_says_so(folder: Path, shell: Shell) -> None:
    put(folder, commitments=())
    assert say("settling.none", handle=READING) in shell("commitments", "keep", "reading/late").err


def test_somebody_who_could_be_two_is_asked_back(folder: Path, shell: Shell) -> None:
    people = (Person(id="p1", handle="bea", party="school"), Person(id="p2", handle="ben", party="school"))
    put(folder, commitments=EVERY[:1], people=people)
    assert "@bea, @ben" in shell("commitments", "keep", "reading/said", "--by", "be").err


def test_a_day_without_a_year_that_happened_is_the_last_such_day(folder: Path, shell: Shell) -> None:
    yesterday = day(-1)
    typed = f"{yesterday.day}.{yesterday.month}."
    assert shell("commitments", "keep", "reading/late", "--on", typed).code == 0
    (one,) = (one for one in on_disk(folder / f"{READING}.toml").commitments if one.id == "late")
    assert one.events[-1].on == yesterday


def test_what_is_agreed_after_a_side_left_is_proposed_to_it_first(folder: Path, shell: Shell) -> None:
    sides = (
        Party(id="library", name="City Library", handle="library", ours=True),
        Party(id="school", name="School", handle="school", left=RECORDED),
    )
    path = put(folder, parties=sides, commitments=(promise("c1"), promise("c2", "agreed")), phase="together")
    ran = shell("commitments", "agree", "reading/c1")
    assert say("command.agree.left", n=1, parties="School") in ran.err
    assert events(path, "c1") == ["proposed"]
    assert shell("commitments", "agree", "reading/c1").code == 0
    assert events(path, "c1") == ["proposed", "agreed"]
    shell("commitments", "renegotiate", "reading/c2", "--to", "+4w", "--on", day(-1).isoformat())
    assert events(path, "c2") == ["agreed", "renegotiated", "proposed"]
    assert {one.on for one in on_disk(path).commitments[1].events[1:]} == {day(-1)}


def test_it_is_written_beside_what_others_save_meanwhile(folder: Path) -> None:
    path = folder / f"{READING}.toml"
    led = Workshop.open(path)
    led.start()
    settled = settle(
        SessionFolder(folder), f"{READING}/late", "kept", clock=Clock(datetime(2027, 1, 1, tzinfo=UTC))
    )
    assert settled.ref == f"{READING}/late"
    assert [one.kind for one in settled.events] == ["kept"]
    led.apply(Add("goals", Goal(id="g1", statement="More families")), "add")
    led.end()
    assert events(path, "late") == ["agreed", "kept"]
    assert [goal.id for goal in on_disk(path).goals] == ["g1"]


def test_a_person_may_be_named_by_id_and_the_event_follows_the_one_before(folder: Path) -> None:
    path = put(folder, commitments=EVERY[:1], people=(Person(id="x9", handle="ann", party="school"),))
    settled = record(path, "said", "kept", by="x9", clock=Clock(datetime(2026, 1, 1, tzinfo=UTC)))
    settled = record(path, "said", "missed", by="x9", clock=Clock(datetime(2025, 1, 1, tzinfo=UTC)))
    assert settled.events[0].by == "x9"
    assert settled.events[0].recorded > datetime(2026, 1, 1, tzinfo=UTC)
    assert settled.promised.events[-1].by == "ann"


# The calendar


def test_a_calendar_is_for_its_owner_and_is_written_again(folder: Path, shell: Shell, tmp_path: Path) -> None:
    target = tmp_path / "due.ics"
    ran = shell("commitments", "--ics", "due.ics")
    assert (ran.code, say("cli.commitments.written", path=str(target), n=6) in ran.out) == (0, True)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    first = target.read_bytes()
    assert first.count(b"BEGIN:VEVENT") == 6
    assert b"\r\n" in first
    assert shell("commitments", "--ics", "due.ics").code == 0
    assert target.read_bytes() == first
    shell("commitments", "keep", "reading/late")
    shell("commitments", "--ics", "due.ics", "--partner", "school")
    assert target.read_bytes() != first
    assert shell("commitments", "--ics", "none.ics", "--by", "nobody").code == 0
    assert b"VEVENT" not in (tmp_path / "none.ics").read_bytes()


def test_a_calendar_takes_the_place_of_nothing_else(folder: Path, shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "plan.ics").write_text("BEGIN:VCALENDAR\r\nPRODID:-//other//EN\r\n")
    (tmp_path / "link.ics").symlink_to(tmp_path / "plan.ics")
    for name in ("plan.ics", "link.ics", "sessions/due.toml", "sessions/.bpworkshop/due.ics", "sessions"):
        ran = shell("commitments", "--ics", name)
        assert ran.code == 1, name
    assert "other" in (tmp_path / "plan.ics").read_text()
    assert shell("commitments", "--ics", "plan.ics", "--force").code == 0
    assert "bpworkshop" in (tmp_path / "plan.ics").read_text()


def test_a_calendar_that_would_leave_changes_out_is_wrong_use(folder: Path, shell: Shell) -> None:
    ran = shell("commitments", "--ics", "due.ics", "--late")
    assert (ran.code, say("cli.commitments.ics_all") in ran.err) == (2, True)
    assert not os.path.exists("due.ics")


def test_what_was_withdrawn_stands_again_when_that_is_taken_back(folder: Path) -> None:
    path = folder / f"{READING}.toml"
    done = record(path, "kept", "withdrawn", clock=Clock(NOW))
    assert done.promised.events[-1].kind == "withdrawn"
    assert is_settled(done.promise) is False
    back = take_back(done, clock=Clock(NOW))
    assert is_settled(back.promise)
    assert back.promise in on_disk(path).commitments
