"""``person`` and ``purge``: what is told, what is changed in every place, and what is left alone."""

import io
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bpworkshop import places, text
from bpworkshop.method import guide as guides
from bpworkshop.pages import Reader
from bpworkshop.people import Kept
from bpworkshop.session.edits import Set
from bpworkshop.session.items import Commitment, Event, Goal, Person
from bpworkshop.session.session import Session
from bpworkshop.store import atomic, codec
from bpworkshop.store.beside import Beside
from bpworkshop.store.drafts import Draft, Drafts, Form
from bpworkshop.store.folder import listed
from bpworkshop.store.lease import Lease
from bpworkshop.store.process import Process
from bpworkshop.store.versions import Versions
from bpworkshop.tui import reviewing, shelf
from bpworkshop.tui.shelf import Shown
from bpworkshop.words import say
from bpworkshop.workshop import Workshop
from tests.shell import Shell, on_disk
from tests.strategies import small

AT = datetime(2026, 5, 1, 10, tzinfo=UTC)
PAST, FUTURE = date(2001, 5, 1), date(2998, 5, 1)
TRACES = (b"Ana", b'"ana"', b"Joergensen", b"secret role")


def session(**values: Any) -> Session:
    """A session with Ana in it: said, promised, recorded, and named in a text of Ben's."""
    happened = Event(id="e1", kind="agreed", on=AT.date(), recorded=AT, by="ana")
    given: dict[str, Any] = {
        "people": (
            Person(id="ana", handle="ana", party="library", name="Ana Joergensen", role="secret role"),
            Person(id="ben", handle="ben", party="school", name="Ben"),
        ),
        "goals": (
            Goal(id="g1", statement="More readers", by="ana"),
            Goal(id="g2", statement="More teachers", by="ben"),
        ),
        "commitments": (
            Commitment(id="c1", commitment="We open", by="ana", owner="ana", events=(happened,)),
        ),
    }
    return small(**{**given, **values})


def put(folder: Path, handle: str = "2026-05-01-reading", **values: Any) -> Path:
    path = folder / f"{handle}.toml"
    path.write_bytes(codec.encode(session(**values)))
    return path


def everything_kept(path: Path, tmp_path: Path) -> list[Path]:
    """A file in each place where something of a session is kept, each with Ana in it; the places."""
    standing = on_disk(path)
    beside = Beside(path, standing.id)
    versions = Versions(beside)
    versions.keep(codec.encode(standing.model_copy(update={"title": "Before"})), AT, "opened")
    versions.keep(b"# Ana typed this by hand\n" + path.read_bytes(), AT + timedelta(hours=1), "step")
    drafts = Drafts(beside, Process("u", "elsewhere", "", 7, ""), lambda: AT)
    drafts.keep(Draft("goals", "ask Ana"))
    gone = Process("u", "elsewhere", "", 8, "")
    Drafts(beside, gone, lambda: AT).keep(Draft("goals", form=Form("goals", "g1", {"note": "Ana's"})))
    handout = tmp_path / "handout.toml"
    opened = Workshop.open(path)
    opened.keep_handout(handout, keep=True)
    for phase in ("together", "prepare"):
        opened.apply(Set({"phase": phase}), "phase")  # so that there are revisions
    rescued = places.rescued()
    atomic.make_folder(rescued)
    (rescued / f"{path.stem}-101500.toml").write_bytes(path.read_bytes())
    return [path.parent / ".bpworkshop", handout, rescued, path]


def files(*places: Path) -> list[Path]:
    return [
        found
        for place in places
        for found in ([place] if place.is_file() else sorted(place.rglob("*")))
        if found.is_file()
    ]


def with_traces(*places: Path) -> list[Path]:
    return [found for found in files(*places) if any(trace in found.read_bytes() for trace in TRACES)]


def versions_of(path: Path) -> list[bytes]:
    versions = Versions(Beside(path, on_disk(path).id))
    return [versions.read(one.name) for one in versions.listed()]


# person


def test_show_tells_what_they_said_where_they_are_named_and_what_is_kept(
    shell: Shell, folder: Path, tmp_path: Path
) -> None:
    path = put(folder, idea="Ana reads aloud")
    everything_kept(path, tmp_path)
    before = {found: found.read_bytes() for found in files(tmp_path)}
    put(folder, "2026-06-01-other", id="another")
    ran = shell("person", "reading", "an", "--show", "--json")
    found = ran.json()
    assert (ran.code, found["person"]["name"]) == (0, "Ana Joergensen")
    assert [(one["at"], one.get("statement")) for one in found["said"]] == [
        ("goals[1]", "More readers"),
        ("commitments[1]", None),
    ]
    assert [one["at"] for one in found["named"]] == ["commitments[1].owner", "commitments[1].events[1].by"]
    assert found["texts"] == [{"at": "idea", "text": "Ana reads aloud"}]
    assert found["versions"] == len(versions_of(path)) >= 2
    assert (found["drafts"], found["sessions"]) == (2, ["2026-06-01-other"])
    page = shell("person", "reading", "Ana Joergensen", "--show")
    for words in ("@ana", "goals[1]: More readers", "commitments[1].owner: We open", "idea: Ana reads aloud"):
        assert words in page.out
    assert "2026-06-01-other" in page.out
    assert {found: found.read_bytes() for found in before} == before


@pytest.mark.parametrize("with_items", [False, True])
def test_forget_leaves_no_trace_in_any_place(
    shell: Shell, folder: Path, tmp_path: Path, with_items: bool
) -> None:
    path = put(folder)
    kept = everything_kept(path, tmp_path)
    assert {place for place in kept if with_traces(place)} == set(kept)
    before = len(versions_of(path))
    ran = shell("person", "reading", "@ana", "--forget", *(["--with-items"] if with_items else []))
    assert (ran.code, ran.err) == (0, "")
    assert with_traces(*kept) == []
    left = on_disk(path)
    assert [goal.id for goal in left.goals] == (["g2"] if with_items else ["g1", "g2"])
    assert [one.handle for one in left.people] == (["ben"] if with_items else ["p1", "ben"])
    assert [one.id for one in left.commitments[0].events] == ["e1"]
    versions = versions_of(path)
    # The save keeps what stood there before as a version, unless there is one that is the same.
    assert any(say("cli.person.changed", n=n, drafts=2, rescued=1) in ran.out for n in (before, before + 1))
    assert (say("cli.person.stays") in ran.out) == with_items
    assert say("cli.purge.beyond") in ran.out
    copies = [codec.decode(data, path) for data in versions]
    assert copies[-1].title == "Before"
    assert {one.people for one in copies} == {left.people}


def test_forget_takes_away_a_version_that_cannot_be_read_and_leaves_other_lines(
    shell: Shell, folder: Path
) -> None:
    path = put(folder)
    beside = Beside(path, "session")
    Versions(beside).keep(b"title = ", AT, "step")
    drafts = Drafts(beside, Process.mine(), lambda: AT)
    drafts.keep(Draft("goals", "more bananas"))
    (beside.folder / "drafts" / "broken.toml").write_bytes(b"line = 'Ana")
    ran = shell("person", "reading", "ana", "--forget", "--json")
    assert (ran.json()["dropped"], ran.json()["drafts"]) == (1, 1)
    assert b"title = " not in versions_of(path)
    assert [kept.draft.line for kept in drafts.everyone()] == ["more bananas"]


def test_a_comment_in_a_version_without_them_goes_too(shell: Shell, folder: Path) -> None:
    path = put(folder)
    before = small(people=(session().people[1],))
    Versions(Beside(path, "session")).keep(b"# Ana will come too\n" + codec.encode(before), AT, "step")
    assert shell("person", "reading", "ana", "--forget").code == 0
    assert codec.encode(before) in versions_of(path)
    assert with_traces(folder) == []


def test_the_texts_that_still_have_the_name_are_told_and_not_changed(shell: Shell, folder: Path) -> None:
    path = put(folder, idea="Ana reads aloud")
    ran = shell("person", "reading", "ana", "--forget")
    assert f"{say('cli.person.still')}\n  idea: Ana reads aloud" in ran.out
    assert on_disk(path).idea == "Ana reads aloud"


def test_a_closed_session_lets_somebody_go_and_renames_nobody(shell: Shell, folder: Path) -> None:
    path = put(folder, status="closed")
    before = path.read_bytes()
    ran = shell("person", "reading", "ana", "--rename", "Anna")
    assert (ran.code, path.read_bytes()) == (1, before)
    assert say("edit.closed") in ran.err
    assert shell("person", "reading", "ana", "--forget").code == 0
    assert (on_disk(path).status, with_traces(path)) == ("closed", [])


def test_rename_goes_through_all_copies(shell: Shell, folder: Path, tmp_path: Path) -> None:
    path = put(folder)
    everything_kept(path, tmp_path)
    Versions(Beside(path, "session")).keep(b"title = ", AT + timedelta(hours=2), "step")
    ran = shell("person", "reading", "ana", "--rename", "  Eva Holm ", "--json")
    now = ran.json()["now"]
    assert (now["id"], now["name"], now["handle"]) == ("ana", "Eva Holm", "eva")
    assert on_disk(path).goals[0].by == "ana"
    kept = [*files(places.rescued()), tmp_path / "handout.toml", path]
    assert all(b"Eva Holm" in one.read_bytes() and b"Joergensen" not in one.read_bytes() for one in kept)
    copies = [data for data in versions_of(path) if data != b"title = "]
    assert len(copies) == len(versions_of(path)) - 1 >= 2
    assert all(b"Eva Holm" in one and b"Joergensen" not in one for one in copies)
    assert shell("person", "reading", "eva", "--rename", " ").code == 1
    assert shell("person", "reading", "eva", "--rename", "x" * 501).code == 1
    assert shell("person", "reading", "eva", "--rename", "Ben").code == 0
    assert [one.handle for one in on_disk(path).people] == ["ben2", "ben"]


def test_somebody_who_is_only_in_versions_is_found_there(shell: Shell, folder: Path) -> None:
    path = put(folder)
    versions = Versions(Beside(path, "session"))
    versions.keep(path.read_bytes(), AT, "step")
    path.write_bytes(codec.encode(small(people=())))
    ran = shell("person", "reading", "ana", "--show")
    assert (ran.code, say("cli.person.only_kept") in ran.out) == (0, True)
    before = path.read_bytes()
    assert shell("person", "reading", "ana", "--forget").code == 0
    assert path.read_bytes() == before
    assert with_traces(folder) == []
    assert shell("person", "reading", "ana", "--forget").code == 1


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (("nobody", "--show"), 1),
        (("b", "--show"), 1),
        (("ana",), 2),
        (("ana", "--show", "--forget"), 2),
        (("ana", "--show", "--with-items"), 2),
    ],
)
def test_who_is_not_meant_clearly_is_told(
    shell: Shell, folder: Path, typed: tuple[str, ...], code: int
) -> None:
    people = (*session().people, Person(id="bea", handle="bea", party="school"))
    path = put(folder, people=people)
    before = path.read_bytes()
    ran = shell("person", "reading", *typed)
    assert (ran.code, ran.out, path.read_bytes()) == (code, "", before)
    assert ran.err


def test_what_refuses_is_told_and_the_rest_is_done(
    shell: Shell, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(folder)
    everything_kept(path, tmp_path)
    write = atomic.write

    def refuses(target: Path, *rest: Any, **more: Any) -> None:
        if "-opened" in target.name:
            raise PermissionError
        write(target, *rest, **more)

    monkeypatch.setattr(atomic, "write", lambda *a, **k: _plainly(refuses, *a, **k))
    ran = shell("person", "reading", "ana", "--forget")
    assert ran.code == 1
    assert "-opened.toml" in ran.err
    assert [one.name.endswith("-opened.toml") for one in with_traces(tmp_path)] == [True]


def _plainly(do: Callable[..., None], target: Path, *rest: Any, **more: Any) -> None:
    from bpworkshop.errors import FileProblem

    try:
        do(target, *rest, **more)
    except PermissionError as error:
        raise FileProblem("file.denied_write", path=target) from error


# delete_after


def test_a_last_day_is_given_told_and_reminded_of(shell: Shell, folder: Path) -> None:
    new = ("new", "--title", "Library × Artist", "--library", "L", "--partner", "A")
    path = folder / f"{shell(*new, '--delete-after', '1 May 2001').out.strip()}.toml"
    assert on_disk(path).delete_after == PAST
    assert "to be deleted after: 1 May 2001" in shell("show", path.stem).out
    put(folder, "2026-05-01-kept", delete_after=FUTURE)
    put(folder, "2026-05-02-ever")
    told = shell("list")
    overdue = say("cli.list.overdue", day="1 May 2001")
    assert [overdue in line for line in told.out.splitlines()] == [True, False, False]
    assert "purge" in told.err
    given = {one["handle"]: one.get("delete_after") for one in shell("list", "--json").json()}
    assert given == {path.stem: "2001-05-01", "2026-05-01-kept": "2998-05-01", "2026-05-02-ever": None}
    assert shell(*new, "--delete-after", "someday").code == 1
    assert shell(*new, "--delete-after", "1/5/2027").code == 1
    assert len(list(folder.iterdir())) == 3


# purge


def doomed(folder: Path, tmp_path: Path) -> tuple[Path, list[Path]]:
    path = put(folder, "2001-01-01-old", delete_after=PAST)
    return path, everything_kept(path, tmp_path)


def test_purge_tells_and_deletes_everything_of_it_and_nothing_else(
    shell: Shell, folder: Path, tmp_path: Path
) -> None:
    path, kept = doomed(folder, tmp_path)
    other = put(folder, "2026-05-01-other", id="another", delete_after=FUTURE)
    Versions(Beside(other, "another")).keep(other.read_bytes(), AT, "step")
    (folder / ".2001-01-01-old.toml.0123456789ab.tmp").write_bytes(path.read_bytes())
    (places.rescued() / "2001-01-01-old-1.toml").write_bytes(other.read_bytes())
    other_files = [
        *files(folder / ".bpworkshop" / "another"),
        other,
        places.rescued() / "2001-01-01-old-1.toml",
    ]
    goes = sorted(set(files(tmp_path, places.rescued())) - set(other_files))

    dry = shell("purge", "--dry-run")
    assert (dry.code, dry.err) == (0, "")
    for one in goes:
        assert str(one.relative_to(tmp_path) if one.is_relative_to(tmp_path) else one) in dry.out
    assert sorted([*goes, *other_files]) == sorted(files(tmp_path, places.rescued()))

    ran = shell("purge", "--yes", "--json")
    (told,) = ran.json()
    assert (ran.code, told["handle"], told["deleted"], told["left"]) == (0, "2001-01-01-old", True, [])
    assert {Path(one).absolute() for one in told["files"]} >= set(goes)
    assert sorted(files(tmp_path, places.rescued())) == sorted(other_files)
    assert not (folder / ".bpworkshop" / "session").exists()
    assert [place for place in kept if place.is_file()] == []
    assert shell("purge", "--yes").out.strip() == say("cli.purge.none")


def test_without_a_terminal_and_without_yes_nothing_is_deleted(shell: Shell, folder: Path) -> None:
    path = put(folder, delete_after=PAST)
    for more in ((), ("--json",)):
        ran = shell("purge", *more)
        assert (ran.code, say("cli.purge.need_yes") in ran.err) == (2, True)
    assert path.exists()


@pytest.mark.parametrize(
    ("typed", "gone"), [("y\n", True), ("YES\n", True), ("n\n", False), ("\n", False), ("", False)]
)
def test_on_a_terminal_it_asks(
    shell: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch, typed: str, gone: bool
) -> None:
    path = put(folder, delete_after=PAST)

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    ran = shell("purge")
    assert ran.code == 0
    assert path.exists() != gone
    assert (say("cli.purge.done", n=1) if gone else say("cli.purge.kept")) in ran.out


def test_only_what_is_named_goes_and_what_is_to_be_kept_never(shell: Shell, folder: Path) -> None:
    one = put(folder, "2026-05-01-one", id="one1", delete_after=PAST)
    two = put(folder, "2026-05-01-two", id="two2", delete_after=PAST)
    put(folder, "2026-05-01-later", id="later", delete_after=FUTURE)
    put(folder, "2026-05-01-ever", id="ever")
    (folder / "2026-05-01-broken.toml").write_text("delete_after = 2001-05-01\ntitle = ")
    for name in ("later", "ever", "nobody", "broken"):
        assert shell("purge", "--yes", "one", name).code == 1
        assert one.exists()
    assert shell("purge", "--yes", "one", "one").code == 0
    assert (one.exists(), two.exists()) == (False, True)


def test_a_file_that_is_no_session_is_told_and_left_alone(shell: Shell, folder: Path) -> None:
    """An id out of a file that nobody checked would lead anywhere."""
    path = folder / "2001-01-01-odd.toml"
    path.write_text(f'format = 2\nid = "../../.."\ntitle = "x"\ndelete_after = {PAST}\n')
    good = put(folder, delete_after=PAST)
    ran = shell("purge", "--yes")
    assert (ran.code, path.exists(), good.exists()) == (1, True, False)
    assert str(path.name) in ran.err


def test_the_last_day_itself_is_a_day_on_which_it_is_kept(shell: Shell, folder: Path) -> None:
    path = put(folder, delete_after=date.today() + timedelta(days=1))
    assert shell("purge", "--yes").code == 0
    assert path.exists()


def test_a_handout_that_is_something_else_by_now_stays(shell: Shell, folder: Path, tmp_path: Path) -> None:
    _, kept = doomed(folder, tmp_path)
    handout = kept[1]
    handout.write_text("title = 'Ours now'\n")
    ran = shell("purge", "--yes")
    assert (ran.code, handout.read_text()) == (0, "title = 'Ours now'\n")
    assert say("cli.purge.stays", path=str(handout), why=say("cli.purge.changed")) in ran.out


def test_what_a_copy_of_the_session_needs_stays(shell: Shell, folder: Path, tmp_path: Path) -> None:
    path, kept = doomed(folder, tmp_path)
    copy = put(folder, "2026-05-01-copy")
    ran = shell("purge", "--yes")
    assert (path.exists(), copy.exists(), kept[1].exists()) == (False, True, True)
    assert len(versions_of(copy)) >= 2
    assert say("cli.purge.shared") in ran.out


def test_files_of_another_user_are_told_and_left_alone(
    shell: Shell, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, kept = doomed(folder, tmp_path)
    lstat, foreign = os.lstat, kept[1]

    def another(which: Any, *rest: Any, **more: Any) -> os.stat_result:
        found = lstat(which, *rest, **more)
        return (
            os.stat_result((*found[:4], found.st_uid + 1, *found[5:]))
            if str(which) == str(foreign)
            else found
        )

    monkeypatch.setattr(os, "lstat", another)
    ran = shell("purge", "--yes")
    assert (ran.code, path.exists(), foreign.exists()) == (1, False, True)
    assert say("cli.purge.stays", path=str(foreign), why=say("cli.purge.foreign")) in ran.out

    path, kept = doomed(folder, tmp_path)
    foreign = Path("sessions") / path.name
    ran = shell("purge", "--yes")
    assert (ran.code, path.exists(), kept[1].exists()) == (1, True, True)
    assert say("cli.purge.foreign") in ran.out


def test_a_session_that_is_being_led_stays(shell: Shell, folder: Path) -> None:
    path = put(folder, delete_after=PAST)
    lease = Lease(Beside(path, "session"), lambda: AT)
    assert lease.take() is None
    ran = shell("purge", "--yes")
    assert (ran.code, path.exists()) == (1, True)
    assert say("cli.purge.led", handle=path.stem) in ran.err
    lease.release()
    assert shell("purge", "--yes").code == 0
    assert not path.exists()


def test_links_are_deleted_and_not_followed(shell: Shell, folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.txt").write_text("x")
    path = put(folder, delete_after=PAST)
    beside = Beside(path, "session").make()
    (beside / "versions").symlink_to(elsewhere)
    (beside / "link.toml").symlink_to(elsewhere / "mine.txt")
    assert shell("purge", "--yes").code == 0
    assert (beside.exists(), path.exists(), (elsewhere / "mine.txt").exists()) == (False, False, True)
    path = put(folder, delete_after=PAST)
    (folder / ".bpworkshop" / "session").symlink_to(elsewhere)
    assert shell("purge", "--yes").code == 0
    assert (os.path.lexists(beside), (elsewhere / "mine.txt").exists()) == (False, True)


def test_what_cannot_be_deleted_is_told_and_the_session_stays_in_the_list(
    shell: Shell, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = doomed(folder, tmp_path)
    unlink = os.unlink

    def refuses(name: Any, *rest: Any, **more: Any) -> None:
        if str(name).endswith(".toml"):
            raise PermissionError(1, "no")
        unlink(name, *rest, **more)

    monkeypatch.setattr(os, "unlink", refuses)
    ran = shell("purge", "--yes")
    assert (ran.code, path.exists()) == (1, True)
    assert say("cli.purge.done", n=0) in ran.out
    monkeypatch.setattr(os, "unlink", unlink)
    assert shell("purge", "--yes").code == 0
    assert not path.exists()


# Home


@pytest.mark.parametrize("width", [60, 80, 120])
def test_home_reminds_of_what_is_to_be_deleted(folder: Path, shell: Shell, width: int) -> None:
    guide = guides.load()
    today = date(2026, 5, 2)

    def told(last: date | None) -> list[str]:
        shown = shelf.look(Shown(listed(put(folder, delete_after=last))))
        rows = shelf.rows(shown, width, guide, today, chosen=False)
        return ["".join(words for words, _ in row.parts) for row in rows]

    reminder = say("home.overdue", day="1 May 2026")
    plain = told(None)
    assert told(date(2026, 5, 2)) == plain
    assert [line.strip() for line in told(date(2026, 5, 1))] == [*(line.strip() for line in plain), reminder]
    assert max(map(text.width, told(date(2026, 5, 1)))) <= width


def test_review_tells_the_last_day() -> None:
    guide = guides.load()

    def told(last: date | None) -> list[str]:
        reader = Reader(session(delete_after=last), guide, AT.date(), everyone=False)
        return ["".join(words for words, _ in row.parts).strip() for row in reviewing.review(reader, 80)]

    assert "to be deleted after: 1 May 2998" in told(FUTURE)
    assert not any("deleted" in line for line in told(None))


def test_what_is_left_of_the_files_former_name_forgets_too(tmp_path: Path) -> None:
    path = tmp_path / "old.toml"
    session = small(people=(Person(id="p1", name="Zzgone Person", handle="zzgone", party="library"),))
    path.write_bytes(codec.encode(session))
    for title in ("One", "Two"):
        Workshop.open(path).apply(Set({"title": title}), "title")
    renamed = path.rename(tmp_path / "new.toml")
    workshop = Workshop.open(renamed)
    kept = Kept(workshop, tmp_path / "rescued")
    kept.forget(kept.find("zzgone"), said=False)
    found = [one for one in tmp_path.rglob("*") if one.is_file() and b"Zzgone" in one.read_bytes()]
    assert found == []
