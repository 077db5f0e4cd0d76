"""``list`` and ``search`` over all sessions of a folder, and what they leave behind."""

from datetime import date
from pathlib import Path

import pytest

from bpworkshop import places
from bpworkshop.cli import base, finding
from bpworkshop.session.items import Goal, Party, Person
from bpworkshop.store import cached
from tests import shell as shells
from tests.shell import Shell, put

shell = pytest.fixture(shells.shell)


@pytest.fixture(autouse=True)
def sessions(_own_world: None) -> Path:
    """Two sessions in the folder that the commands use, and a file that is none."""
    folder = Path("sessions")
    folder.mkdir()
    library = Party(id="library", name="City Library", handle="library", ours=True)
    for number, partner in enumerate(("Café Müller", "Museum of Light"), 1):
        put(
            folder,
            f"2026-05-0{number}-{number}",
            id=f"s{number}",
            title=f"Session {number}",
            parties=(library, Party(id="partner", name=partner, handle="partner")),
            people=(Person(id="zoe", handle="zoe", party="library", name="Zoë Quist"),)
            if number == 1
            else (),
            goals=(
                Goal(id="go1", statement="More families at the desk"),
                Goal(id="go2", statement="Night readings", note=f"as in {partner}"),
            ),
        )
    (folder / "broken.toml").write_text("no")
    return folder


def test_search_tells_the_places(shell: Shell) -> None:
    ran = shell("search", "cafe")
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines == [
        "2026-05-01-1  Session 1",
        "  Side 2: Café Müller",
        "  Goals 2: Night readings · as in Café Müller",
    ]


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        (["families at"], 4),
        (["families desk"], 0),
        (["famil*"], 4),
        (["famil"], 0),
        (['"the desk" more'], 4),
        (["night", "museum"], 2),
        (["night", "--partner", "museum"], 2),
        (["night", "--step", "values"], 0),
        (["night", "--person", "zoe"], 2),
        (["night", "--since", "2026-05-02"], 0),
    ],
)
def test_what_is_searched(shell: Shell, typed: list[str], lines: int) -> None:
    ran = shell("search", *typed)
    assert ran.code == 0
    assert len(ran.lines) == lines or (lines == 0 and ran.lines == ["Nothing found."])


def test_search_as_json(shell: Shell) -> None:
    (told,) = shell("search", "light", "night", "--json").json()
    assert (told["handle"], told["place"], told["item"], told["number"]) == (
        "2026-05-02-2",
        "goals",
        "go2",
        2,
    )
    assert [told["text"][begin:end] for begin, end in told["marks"]] == ["Night", "Light"]
    assert shell("search", "nobody", "--json").json() == []


def test_more_than_the_limit_is_told(shell: Shell) -> None:
    ran = shell("search", "desk", "--limit", "1")
    assert len(ran.lines) == 2
    assert "One more place" in ran.err
    assert shell("search", "desk", "--limit", "all").err == ""


@pytest.mark.parametrize("typed", [['"'], ["*"], ["-"], ["", " "], ["…!"]])
def test_nothing_to_search_for(shell: Shell, typed: list[str]) -> None:
    ran = shell("search", *typed)
    assert ran.code == 2
    assert "nothing in it to search for" in ran.err


@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [
        (["x" * 10_000], 1, "too much"),
        ([f"w{number}" for number in range(100)], 1, "too much"),
        (["a", "--limit", "0"], 2, "no number"),
        (["a", "--limit", "x"], 2, "no number"),
        (["a", "--since", "soon"], 1, "no date"),
        (["a", "--step", "promises"], 2, "choose"),
    ],
)
def test_what_can_not_be_searched(shell: Shell, typed: list[str], code: int, says: str) -> None:
    ran = shell("search", *typed)
    assert ran.code == code
    assert says in ran.err


def test_hits_are_bold_on_a_terminal(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_is_terminal", lambda: True)
    assert "  Side 2: \x1b[1mCafé\x1b[0m Müller" in shell("search", "cafe").lines


@pytest.mark.parametrize(
    ("typed", "handles"),
    [
        ([], ["broken", "2026-05-02-2", "2026-05-01-1"]),
        (["cafe"], ["2026-05-01-1"]),
        (["--partner", "muse"], ["2026-05-02-2"]),
        (["--person", "zoe quist"], ["2026-05-01-1"]),
        (["--step", "goals"], ["2026-05-02-2", "2026-05-01-1"]),
        (["desk", "--partner", "light"], ["2026-05-02-2"]),
        (["--status", "closed"], []),
        (["--phase", "prepare", "--until", "2026-05-01"], ["2026-05-02-2", "2026-05-01-1"]),
    ],
)
def test_list_with_filters(shell: Shell, typed: list[str], handles: list[str]) -> None:
    assert [one["handle"] for one in shell("list", *typed, "--json").json()] == handles
    ran = shell("list", *typed)
    assert [line.split()[0] for line in ran.lines] == handles or ran.lines == ["No session has all of that."]


def kept() -> bytes:
    """All that stands in the user's cache."""
    folder = places.cache()
    return b"".join(one.read_bytes() for one in folder.iterdir()) if folder.is_dir() else b""


def test_whoever_is_taken_out_or_renamed_is_in_no_index(shell: Shell, sessions: Path) -> None:
    for ways in (["--rename", "Ada"], ["--forget"]):
        shell("list")
        name = b"Zo\xc3\xab" if ways[0] == "--rename" else b"Ada"
        assert name in kept()
        assert shell("person", "2026-05-01-1", "zoe" if ways[0] == "--rename" else "ada", *ways).code == 0
        assert name not in kept()
        shell("list")
        assert name not in kept()


def test_what_is_purged_is_in_no_index(shell: Shell, sessions: Path) -> None:
    put(sessions, "2020-01-01-old", title="Long ago", delete_after=date(2021, 1, 1))
    shell("list")
    assert b"Long ago" in kept()
    assert shell("purge", "--yes").code == 0
    assert b"Long ago" not in kept()


def test_why_it_is_slow_is_told(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cached, "_SETTINGS", ("max_page_count = 1",))
    ran = shell("search", "cafe")
    assert len(ran.lines) == 3
    assert "the disk is full" in ran.err


def test_reading_that_takes_long_shows_how_far_it_is(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = iter(range(0, 100, 2))
    monkeypatch.setattr("bpworkshop.cli.base.time.monotonic", lambda: next(now))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    progress = base._Progress()
    progress(5, 10)
    progress(10, 10)
    told = capsys.readouterr().err
    assert "5 of 10" in told
    assert told.endswith("10 of 10\n")
