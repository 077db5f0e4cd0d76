"""A partner in all sessions, by name: what each side gave and promised; ``partner`` in the shell."""

import os
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bpworkshop.errors import Problem
from bpworkshop.method import guide
from bpworkshop.review import chain
from bpworkshop.review.partner import Partner, head, partner, sections
from bpworkshop.session.dates import write_date
from bpworkshop.session.items import Alternative, Benefit, Commitment, Event, Figure, Party
from bpworkshop.store.folder import SessionFolder
from bpworkshop.store.index import Index
from bpworkshop.words import say
from tests.shell import Shell
from tests.shell import put as put_session

TODAY = date(2026, 6, 10)
GUIDE = guide.load()
OURS = Party(id="library", name="City Library", handle="library", ours=True)


def put(folder: Path, handle: str = "2026-05-01-reading", **values: Any) -> Path:
    """The file of a session in which nobody sits."""
    return put_session(folder, handle, people=(), **values)


def sides(*names: str) -> tuple[Party, ...]:
    return OURS, *(Party(id=f"p{at}", name=name, handle=f"p{at}") for at, name in enumerate(names))


def at(month: int, day: int = 1) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)


def promise(id: str, promiser: str, due: date, *events: tuple[str, date], **facts: Any) -> Commitment:
    made = tuple(
        Event.model_validate({"id": f"{id}{nth}", "kind": kind, "on": on, "recorded": at(on.month, on.day)})
        for nth, (kind, on) in enumerate(events)
    )
    to = "p0" if promiser == "library" else "library"
    given = {"commitment": f"promise {id}", "promiser": promiser, "to": to, "due": due}
    return Commitment(id=id, events=made, **{**given, **facts})


AGREED = ("agreed", date(2026, 1, 10))


def two_sessions(folder: Path) -> None:
    put(
        folder,
        "2026-01-10-first",
        id="first1",
        title="Postcards",
        created=at(1, 10),
        parties=sides("Ånes  Artist"),
        benefits=(
            Benefit(id="b1", benefit="A wall", giver="library", receiver="p0", need="to be seen"),
            Benefit(id="b2", benefit="No need", giver="library", receiver="p0"),
            Benefit(id="b3", benefit="Drawings", giver="p0", receiver="library", need="something to sell"),
        ),
        figures=(
            Figure(id="f1", metric="visits", unit="visits", value=Decimal(1200), giver="library"),
            Figure(id="f2", metric="nobody's", value=Decimal(1)),
        ),
        commitments=(
            promise("c1", "library", date(2026, 2, 1), AGREED, ("kept", date(2026, 2, 1))),
            promise("c2", "p0", date(2026, 2, 1), AGREED, ("kept", date(2026, 3, 9))),
            promise("c3", "p0", date(2026, 4, 1), AGREED),
            promise("c4", "library", date(2026, 6, 30), AGREED, owner=None),
            promise("c5", "library", date(2026, 9, 30), AGREED),
        ),
    )
    put(
        folder,
        "2026-03-01-second",
        id="second",
        title="Again",
        created=at(3),
        parties=sides("ÅNES Artist", "Museum"),
        benefits=(
            Benefit(id="b4", benefit="A hall", giver="library", receiver="p1", need="room"),
            Benefit(id="b5", benefit="Old things", giver="p1", receiver="library", need="wonder"),
        ),
    )


def found(folder: Path, typed: str, today: date = TODAY) -> Partner:
    with Index.of(SessionFolder(folder)) as index:
        return partner(index, typed, GUIDE, today)


@pytest.mark.parametrize("typed", ["Ånes Artist", "ånes", "anes", "art", "  ANES   artist ", "artist anes"])
def test_a_partner_is_known_by_its_name_and_may_be_shortened(folder: Path, typed: str) -> None:
    two_sessions(folder)
    one = found(folder, typed)
    assert one.name == "ÅNES Artist", "as the newest session has it"
    assert [each.handle for each in one.sessions] == ["2026-03-01-second", "2026-01-10-first"]


def test_a_whole_name_is_meant_before_a_longer_one_that_begins_so(folder: Path) -> None:
    put(folder, "a", id="a1", parties=sides("School"))
    put(folder, "b", id="b1", parties=sides("School of Music"))
    assert found(folder, "school").name == "School"
    with pytest.raises(Problem, match="School, School of Music"):
        found(folder, "sch")
    assert found(folder, "mus").name == "School of Music"


@pytest.mark.parametrize("typed", ["Musuem", "", "x" * 10_000, '"*-'])
def test_names_that_are_near_are_offered_for_one_that_is_not_there(folder: Path, typed: str) -> None:
    two_sessions(folder)
    with pytest.raises(Problem, match="Museum"):
        found(folder, typed)


def test_where_there_is_no_partner_at_all_it_says_so(folder: Path) -> None:
    with pytest.raises(Problem) as raised:
        found(folder, "anybody")
    assert raised.value.key == "partner.none"


def test_what_each_side_gave_is_what_meets_a_need_figures_and_promises_that_were_kept(folder: Path) -> None:
    two_sessions(folder)
    one = found(folder, "anes")
    assert [(each.kind, each.item) for each in one.ours] == [
        ("benefit", "b1"),
        ("figure", "f1"),
        ("promise", "c1"),
    ]
    assert [(each.kind, each.item) for each in one.theirs] == [("benefit", "b3"), ("promise", "c2")]
    assert one.ours[0].words == say("partner.need", words="A wall", need="to be seen")
    museum = found(folder, "museum")
    assert [each.item for each in museum.ours] == ["b4"], "what another partner got is not theirs"
    assert [each.item for each in museum.theirs] == ["b5"]


def test_what_hung_on_who_is_out_of_the_plan_was_not_given(folder: Path) -> None:
    put(
        folder,
        parties=sides("Artist", "Museum"),
        benefits=(Benefit(id="b1", benefit="Songs", giver="p0", receiver="library", need="joy"),),
        alternatives=(Alternative(id="a1", option="Alone", promoted=TODAY, without=("p0",)),),
    )
    assert found(folder, "artist").theirs == ()


def test_last_contact_next_due_and_what_is_late(folder: Path) -> None:
    two_sessions(folder)
    one = found(folder, "anes")
    assert one.last == date(2026, 3, 9), "a promise was kept after the last session"
    assert one.next is not None
    assert one.next.promised.id == "c4"
    assert [row.promised.id for row in one.open] == ["c3", "c4", "c5"]
    told = head(one)
    for words in (
        say("partner.sessions_n", n=2),
        say("partner.last", day=write_date(date(2026, 3, 9))),
        say("partner.late", n=1),
        say("partner.next", day=write_date(date(2026, 6, 30)), words="promise c4"),
    ):
        assert words in told
    before = found(folder, "anes", date(2026, 2, 15))
    assert before.last == date(2026, 2, 1), "what is still to come is no contact"
    after = found(folder, "anes", date(2027, 1, 1))
    assert after.next is None
    assert say("partner.nothing_next") in head(after)


def test_the_follow_through_is_of_the_promises_with_this_partner(folder: Path) -> None:
    two_sessions(folder)
    put(
        folder,
        "2026-04-01-other",
        id="other1",
        parties=sides("School"),
        commitments=(promise("x1", "library", date(2026, 5, 1), AGREED),),
    )
    one = found(folder, "anes")
    assert [(rate.party, rate.total.kept, rate.total.due) for rate in one.rates] == [
        ("City Library", 1, 1),
        ("Ånes Artist", 0, 2),
    ]


def test_a_copied_file_counts_once(folder: Path) -> None:
    two_sessions(folder)
    (folder / "copy.toml").write_bytes((folder / "2026-01-10-first.toml").read_bytes())
    one = found(folder, "anes")
    assert len(one.ours) == 3
    assert [row.promised.id for row in one.open] == ["c3", "c4", "c5"]
    assert say("partner.sessions_n", n=2) in head(one)


def test_a_broken_file_and_one_that_breaks_meanwhile_hide_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_sessions(folder)
    (folder / "broken.toml").write_text("title = ")
    path = folder / "2026-03-01-second.toml"
    with Index.of(SessionFolder(folder)) as index:
        path.write_text("title = ")
        one = partner(index, "anes", GUIDE, TODAY)
    assert [each.item for each in one.theirs] == ["b3", "c2"]
    (told,) = one.told
    assert str(path) in told


def test_of_a_file_that_another_user_owns_only_what_is_everyones_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gives: dict[str, Any] = {"giver": "library", "receiver": "p0", "need": "a need"}
    put(
        folder,
        parties=sides("Artist"),
        benefits=(
            Benefit(id="b1", benefit="open", **gives),
            Benefit(id="b2", benefit="secret", only_for="library", **gives),
        ),
    )
    assert [one.item for one in found(folder, "artist").ours] == ["b1", "b2"]
    monkeypatch.setattr(chain, "is_foreign", lambda path: True)
    assert [one.item for one in found(folder, "artist").ours] == ["b1"]


def test_each_line_names_the_session_and_the_item_that_it_tells_of(folder: Path) -> None:
    two_sessions(folder)
    made = dict(sections(found(folder, "anes"), GUIDE))
    name = "ÅNES Artist"
    assert [*made] == [
        say("partner.promised.ours", name=name),
        say("partner.promised.theirs", name=name),
        say("partner.sessions"),
        say("partner.gave.ours", name=name),
        say("partner.gave.theirs", name=name),
    ]
    (late,) = made[say("partner.promised.theirs", name=name)]
    assert (late.kind, late.handle, late.item) == ("late", "2026-01-10-first", "c3")
    assert [line.item for line in made[say("partner.sessions")]] == [None, None]


def test_the_shell_tells_it_and_as_json(folder: Path, shell: Shell) -> None:
    two_sessions(folder)
    ran = shell("partner", "anes")
    assert ran.code == 0
    assert ran.lines[0] == "ÅNES Artist"
    for words in ("A wall", "[2026-01-10-first/b1]", "[2026-03-01-second]", say("ledger.rate_title"), "█"):
        assert words in ran.out
    told = shell("partner", "anes", "--json").json()
    assert told["partner"] == "ÅNES Artist"
    assert told["last_contact"] == "2026-03-09"
    assert [one["ref"] for one in told["they_gave"]] == ["2026-01-10-first/b3", "2026-01-10-first/c2"]
    assert told["follow_through"][0]["percent"] is None
    ran = shell("partner", "nobody")
    assert ran.code == 1
    assert "Museum" in ran.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_passed_over(folder: Path) -> None:
    two_sessions(folder)
    (folder / "2026-03-01-second.toml").chmod(0)
    assert [one.handle for one in found(folder, "anes").sessions] == ["2026-01-10-first"]
