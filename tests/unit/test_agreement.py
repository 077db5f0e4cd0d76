"""The agreement: drafted from what was said, and from what of it; nothing of ours; versions and changes."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpworkshop.commands.registry import Face, dispatch
from bpworkshop.documents import reading
from bpworkshop.documents.agreement import agreement
from bpworkshop.documents.files import FORMS
from bpworkshop.documents.filling import Paper
from bpworkshop.errors import Problem
from bpworkshop.method.guide import load
from bpworkshop.pages import Reader
from bpworkshop.session.around import Agreement
from bpworkshop.session.boards import TOOLS
from bpworkshop.session.clauses import VALUES, completeness, is_in, is_out
from bpworkshop.session.edits import Change, Remove, Set, Several, apply
from bpworkshop.session.items import Goal, Party, StepItem
from bpworkshop.session.merge import merge
from bpworkshop.session.readiness import gaps
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.session.tools import Clause
from bpworkshop.session.types import Phase
from bpworkshop.store import codec
from bpworkshop.toolbox import telling, versions
from bpworkshop.toolbox.agreement import FROM_WORKSHOP, drafting, standing, whole
from bpworkshop.toolbox.clauses import LONGEST
from bpworkshop.workshop import Workshop
from tests.strategies import small

SAMPLES = sorted((Path(__file__).parents[2] / "sessions").glob("*.toml"))
NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
SECRET = "SECRET"


@cache
def sample(path: Path, phase: Phase = "together") -> Session:
    """A sample as it was while people still worked at it, before the tool box was opened."""
    found = codec.decode(path.read_bytes(), path)
    unopened: dict[str, Any] = dict.fromkeys((*TOOLS, "agreements"), ())
    return found.model_copy(update={"status": "running", "phase": phase, **unopened})


ARTIST = next(path for path in SAMPLES if "artist" in path.name)


def read(session: Session, *, everyone: bool = True) -> Reader:
    return reading.reader(session, None, load(), NOW.date(), only_us=not everyone)


def drafted(session: Session, *, everyone: bool = True) -> Session:
    ours = session.phase == "prepare" and not everyone
    return apply(session, Several(drafting(session, read(session, everyone=everyone), ours=ours)))


def named(session: Session, name: str) -> Clause:
    return next(one for one in session.clauses if one.name == name)


@pytest.fixture
def leads(tmp_path: Path) -> Callable[..., Face]:
    def lead(session: Session, *, only_us: bool = False) -> Face:
        path, numbers = tmp_path / "2026-05-04-agreement.toml", count(1)
        data = codec.encode(session)
        path.write_bytes(data)
        workshop = Workshop(path, session, data, clock=lambda: NOW, new_id=lambda: f"n{next(numbers):04}")
        workshop.go("clauses")
        return Face(workshop, load(), only_us=only_us)

    return lead


def say(face: Face, *lines: str) -> tuple[str, ...]:
    return tuple(line for typed in lines for line in dispatch(face, typed).lines)


# What a draft says


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_who_why_and_what_come_whole_from_each_sample(path: Path) -> None:
    session = drafted(sample(path))
    assert [one.name for one in session.clauses] == [one.id for one in load().toolbox.agreement.clauses]
    there = {one.id for _, one in session.items()}
    there |= {one.id for one in (*session.parties, *session.people)} | {*VALUES}
    for one in session.clauses:
        assert {*one.sources} <= there
        if one.part in FROM_WORKSHOP:
            assert is_in(one), one.name
            assert one.sources
        else:
            assert one.state == "open" or is_out(one)
    done = completeness(session.clauses)
    assert (done.inside, done.outside, done.open) == (11, 0, 12)
    assert codec.decode(codec.encode(session), path) == session


def test_each_clause_of_the_guide_is_in_a_part_and_asks() -> None:
    clauses = load().toolbox.agreement.clauses
    assert [one.part for one in clauses] == [part for part, n in PARTS for _ in range(n)]
    assert all(one.ask.endswith("?") for one in clauses)


PARTS = (("who", 3), ("why", 4), ("what", 4), ("how", 7), ("if", 5))


def test_an_empty_session_drafts_what_is_open() -> None:
    session = drafted(small(phase="together", people=()))
    assert completeness(session.clauses).settled == 0
    assert {one.field for one in gaps(session, "clauses", everyone=True)} == {"text"}
    # Parties have names: that is a proposal, and not yet who they are.
    assert named(session, "parties").drafted == "City Library\nSchool"
    assert all(one.text is None for one in session.clauses)


def test_a_side_that_has_not_said_its_part_leaves_the_clause_open() -> None:
    session = sample(ARTIST)
    third = Party(id="museum", name="Museum", handle="museum", mission="Things to look at")
    session = drafted(session.model_copy(update={"parties": (*session.parties, third)}))
    for name in ("representatives", "mandate", "own-goals", "give-and-get", "roles"):
        assert named(session, name).state == "open", name
    assert "Museum" in (named(session, "parties").text or "")
    assert is_in(named(session, "shared-goals"))
    assert [one.party for one in agreement(read(session), Paper()).sheets[-1].parts[0].of][2:] == ["Museum"]  # type: ignore[union-attr]


def test_long_texts_end_with_how_many_more_there_are() -> None:
    goals = tuple(Goal(id=f"g{n}", statement="x" * 480, whose="shared") for n in range(60))
    text = named(drafted(small(phase="together", goals=goals)), "shared-goals").text or ""
    assert len(text) < LONGEST + 100
    assert text.endswith("… and 23 more")


# What it came from


def changes(item: StepItem) -> dict[str, Any]:
    return {item.SAID: f"{item.said} and more"}


@pytest.mark.parametrize(
    "name", [one.id for one in load().toolbox.agreement.clauses if one.part in FROM_WORKSHOP]
)
def test_a_change_of_what_a_clause_came_from_shows(name: str) -> None:
    session = drafted(sample(ARTIST))
    assert not any(one.changed for one in standing(read(session)))
    source = next(
        (id for id in named(session, name).sources if isinstance((session.find(id) or (0, 0))[1], StepItem)),
        None,
    )
    if source is None:
        edit: Any = Set({"idea": "Another idea"}) if name == "purpose" else None
        person = session.people[0] if name == "representatives" else session.parties[1]
        edit = edit or Change(person.id, {"name": "Somebody else"})
    else:
        found = session.find(source)
        assert found
        assert isinstance(found[1], StepItem)
        more = {"measure": "by hand"} if name == "indicators" else changes(found[1])
        edit = Change(source, more)
        if name == "mandate":
            edit = Change(source, {"owner": session.people[1].id})
    after = apply(session, edit)
    changed = {one.clause.name for one in standing(read(after)) if one.changed}
    assert name in changed
    told = "\n".join(telling.lines(read(after)))
    assert "What it came from has changed" in told
    # Drafted again, what nobody put into other words says it; what people reworded stays.
    assert not any(one.changed for one in standing(read(drafted(after))))
    reworded = apply(after, Change(named(after, name).id, {"text": "In our words"}))
    again = drafted(reworded)
    assert named(again, name).text == "In our words"
    assert next(one for one in standing(read(again)) if one.clause.name == name).changed


def test_what_has_not_changed_is_not_drafted_again() -> None:
    session = drafted(sample(ARTIST))
    assert drafting(session, read(session), ours=False) == ()


def test_a_clause_that_is_out_or_was_opened_is_left_as_it_stands() -> None:
    session = drafted(sample(ARTIST))
    session = apply(session, Change(named(session, "values").id, {"state": "out", "why": "too early"}))
    session = apply(session, Change(named(session, "purpose").id, {"state": "open"}))
    session = apply(apply(session, Change(session.values[0].id, {"value": "Other"})), Set({"idea": "Other"}))
    again = drafted(session)
    assert named(again, "values") == named(session, "values")
    assert (named(again, "purpose").state, named(again, "purpose").text) == ("open", "Other")


def test_a_proposal_that_people_took_stays_in() -> None:
    """Who put a clause in before every side has said its part knew that: no draft opens it again."""
    session = drafted(small())
    parties = named(session, "parties")
    assert (parties.state, parties.text) == ("open", None)
    session = apply(session, Change(parties.id, {"state": "in", "text": parties.drafted}))
    assert drafting(session, read(session), ours=False) == ()


def test_the_lines_of_a_clause_stay_apart_where_it_is_told_in_one() -> None:
    clause = Clause(id="c1", clause="Parties", text="City Library\nSchool")
    assert "City Library · School" in read(small()).item("clauses", clause)


def test_what_is_taken_away_is_no_source_any_more() -> None:
    session = drafted(sample(ARTIST))
    goal = next(one for one in session.goals if one.whose == "shared")
    after = apply(session, Remove(goal.id))
    assert goal.id not in named(after, "shared-goals").sources
    assert named(shared(after), "shared-goals").text == named(session, "shared-goals").text
    assert next(one for one in standing(read(after)) if one.clause.name == "shared-goals").changed


def test_who_is_taken_out_is_no_source_any_more() -> None:
    session = drafted(sample(ARTIST))
    after = apply(session, Remove(session.people[1].id))
    assert all(session.people[1].id not in one.sources for one in after.clauses)
    assert named(shared(after), "roles").text


# Nothing of ours


def secretly(session: Session, ids: frozenset[str]) -> Session:
    """The session in which these items are only ours, each with a word that nobody else may read."""
    updates = {
        name: tuple(
            one.model_copy(update={"only_for": session.ours.id, one.SAID: f"{SECRET} {one.said}"[:400]})
            if one.id in ids
            else one
            for one in getattr(session, name)
        )
        for name in ("goals", "values", "alternatives", "benefits", "figures", "commitments", "decisions")
    }
    return session.model_copy(update=updates)


ITEMS = [
    one.id
    for name in ("goals", "values", "alternatives", "benefits", "figures", "commitments", "decisions")
    for one in getattr(sample(ARTIST), name)
]
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(st.frozensets(st.sampled_from(ITEMS)), st.data())
@few
def test_what_was_drafted_among_us_never_brings_ours_to_the_table(ids: frozenset[str], data: Any) -> None:
    """By whatever edit a clause becomes everyone's: its words are not there where they came from ours."""
    session = drafted(secretly(sample(ARTIST, "prepare"), ids), everyone=False)
    assert all(one.only_for == session.ours.id for one in session.clauses)
    if data.draw(st.booleans()):
        one = data.draw(st.sampled_from(session.clauses))
        session = apply(session, Change(one.id, {"text": f"{one.drafted or 'x'}!", "state": "in"}))
    if ids and data.draw(st.booleans()):
        # What was ours is taken away: its words still stand in what was drafted from it.
        gone = data.draw(st.sampled_from(sorted(ids)))
        found = session.find(gone)
        if found and not getattr(found[1], "events", ()):
            session = apply(session, Remove(gone))
    session = apply(session, Several(tuple(Change(one.id, {"only_for": None}) for one in session.clauses)))
    assert SECRET not in shared(session).model_dump_json()
    paper = agreement(read(session), Paper())
    assert all(SECRET not in form.written(paper) for form in FORMS.values())
    again = shared(drafted(session))
    assert SECRET not in again.model_dump_json()


@given(st.frozensets(st.sampled_from(ITEMS)))
@few
def test_what_everyone_reads_is_drafted_from_what_everyone_sees(ids: frozenset[str]) -> None:
    hidden = secretly(sample(ARTIST), ids)
    for everyone in (True, False):
        assert (
            SECRET
            not in drafted(hidden, everyone=everyone)
            .model_dump_json()
            .partition('"clauses"')[2]
            .partition('"occasions"')[0]
        )


def test_what_becomes_ours_takes_the_words_with_it() -> None:
    session = drafted(sample(ARTIST))
    goal = next(one for one in session.goals if one.whose == "shared")
    ours = apply(session, Change(goal.id, {"only_for": session.ours.id}))
    assert named(shared(ours), "shared-goals").text is None
    assert named(ours, "shared-goals").text
    found = next(one for one in standing(read(ours, everyone=False)) if one.clause.name == "shared-goals")
    assert found.unread


def test_who_is_out_of_a_plan_that_is_ours_shows_in_no_clause() -> None:
    """Not even by not being named: a clause that was drafted without them came from that plan."""
    session = sample(ARTIST, "prepare")
    plan = next(one for one in session.alternatives if one.only_for)
    ours = apply(session, Change(plan.id, {"promoted": date(2026, 5, 1), "without": ("artist",)}))
    clause = named(drafted(ours, everyone=False), "parties")
    assert "Artist" not in (clause.drafted or "")
    opened = ours.model_copy(update={"clauses": (clause.model_copy(update={"only_for": None}),)})
    assert named(shared(opened), "parties").text is None


def test_bringing_drafts_anew_what_had_ours_in_it(leads: Callable[..., Face]) -> None:
    goal = next(one for one in sample(ARTIST).goals if one.whose == "library")
    face = leads(secretly(sample(ARTIST, "prepare"), frozenset({goal.id})), only_us=True)
    say(face, "/draft")
    own = named(face.session, "own-goals")
    assert SECRET in (own.text or "")
    purpose = named(face.session, "purpose")
    told = say(face, "/table clauses.6 clauses.4")
    assert any("drafted anew" in line for line in told)
    after = named(face.session, "own-goals")
    assert (after.only_for, after.id) == (None, own.id)
    assert SECRET not in (after.text or after.drafted or SECRET)
    assert named(face.session, "purpose").text == purpose.text
    say(face, "/undo")
    assert named(face.session, "own-goals") == own


def test_words_of_our_own_about_what_is_ours_stay_ours(leads: Callable[..., Face]) -> None:
    goal = next(one for one in sample(ARTIST).goals if one.whose == "library")
    face = leads(secretly(sample(ARTIST, "prepare"), frozenset({goal.id})), only_us=True)
    say(face, "/draft", f"/in 6 We want {SECRET}")
    told = say(face, "/table clauses.6 clauses.4")
    assert named(face.session, "purpose").only_for is None
    assert any("Clause 6 stays ours" in line for line in told)
    assert named(face.session, "own-goals").only_for
    assert SECRET not in shared(face.session).model_dump_json()
    before = face.session
    assert len(say(face, "/share 6")) == 1
    assert face.session is before
    say(face, "/redraft 6", "/table clauses.6")
    assert named(face.session, "own-goals").only_for is None


def test_words_that_everyone_types_are_everyones(leads: Callable[..., Face]) -> None:
    session = drafted(sample(ARTIST))
    goal = next(one for one in session.goals if one.whose == "shared")
    face = leads(apply(session, Change(goal.id, {"only_for": session.ours.id})))
    assert named(face.view, "shared-goals").text is None
    for typed in ("/in 5 One collection", "/text 5 One collection, together"):
        say(face, typed)
        assert is_in(named(face.view, "shared-goals"))
    assert named(face.view, "shared-goals").text == "One collection, together"


# Two sides


def test_what_two_sides_drafted_at_once_is_one_clause() -> None:
    base = sample(ARTIST)
    mine, theirs = drafted(base), drafted(apply(base, Set({"idea": "Another idea"})))
    both = merge(base, mine, theirs).session
    assert len([one for one in both.clauses if one.name == "parties"]) == 1
    assert {one.text for one in both.clauses if one.name == "purpose"} == {base.idea, "Another idea"}
    assert len(both.clauses) == 24


def test_words_keep_what_they_came_from_when_two_sides_meet() -> None:
    """Otherwise words of ours could stand there with sources that everybody sees."""
    ours = sample(ARTIST).model_copy(update={"clauses": ()})
    goal = next(one for one in ours.goals if one.whose == "library")
    base = drafted(apply(secretly(ours, frozenset({goal.id})), Set({"phase": "prepare"})), everyone=False)
    id = named(base, "own-goals").id
    mine = apply(
        base, Change(id, {"text": "Nothing of it", "drafted": "Nothing", "sources": (), "only_for": None})
    )
    theirs = apply(base, Change(id, {"text": f"{SECRET} in other words"}))
    for one, other in ((mine, theirs), (theirs, mine)):
        both = merge(base, one, other).session
        assert len([clause for clause in both.clauses if clause.name == "own-goals"]) == 2
        assert SECRET not in shared(both).model_dump_json()


# In, out, open


def test_a_clause_is_in_out_or_open_by_one_line_and_one_undo(leads: Callable[..., Face]) -> None:
    face = leads(sample(ARTIST))
    said = say(face, "/draft")
    assert "11 of 23 clauses are settled (47 %): 11 in, 0 out on purpose, 12 open." in said
    say(face, "/undo")
    assert face.session.clauses == ()
    say(face, "/draft", "/in 13", "/in 22 Three months before, in writing", "/out 14 Each pays its own part")
    assert is_in(named(face.session, "meetings"))
    assert named(face.session, "meetings").text == named(face.session, "meetings").drafted
    assert is_in(named(face.session, "exit"))
    assert is_out(named(face.session, "money"))
    assert completeness(face.session.clauses).percent == 60
    say(face, "/open 14 @Mira")
    money = named(face.session, "money")
    assert (money.state, money.why, money.owner) == ("open", None, "jz7hfp")
    say(face, "/undo")
    assert is_out(named(face.session, "money"))
    for wrong in (
        "/in 15",
        "/out 15",
        "/out 15 ",
        "/in goals.1",
        "/redraft 15",
        "/in 99",
        "/open 15 @Nobody",
    ):
        with pytest.raises(Problem):
            say(face, wrong)


def test_words_typed_on_a_clause_put_it_in_and_a_why_puts_it_out(leads: Callable[..., Face]) -> None:
    face = leads(drafted(sample(ARTIST)))
    say(face, "/text 16 Both names, side by side", "/why 17 Nothing is made together that could be used")
    assert is_in(named(face.session, "name-and-brand"))
    assert is_out(named(face.session, "rights"))
    assert not named(face.session, "name-and-brand").sources


# Versions


def test_a_change_after_signing_is_an_amendment(leads: Callable[..., Face]) -> None:
    face = leads(drafted(sample(ARTIST)))
    said = say(face, "/agreed after the meeting @Mira @Ana", "/sign 4 May 2026")
    assert any("12 clauses of it are still open" in line for line in said)
    (first,) = face.session.agreements
    assert (first.text, first.people, first.signed) == (
        "after the meeting",
        ("jz7hfp", "tdaatp"),
        date(2026, 5, 4),
    )
    with pytest.raises(Problem):
        say(face, "/sign")
    assert versions.differences(first, face.session.clauses) == ()
    say(
        face,
        "/edit goals.1 A collection of souvenirs and cards that carries both names",
        "/draft",
        "/out 14 none",
    )
    found = {one.clause: one for one in versions.differences(first, face.session.clauses)}
    assert {*found} == {"Shared goals", "Indicators", "Money"}
    assert found["Shared goals"].told == "Shared goals: new: “and cards”"
    assert found["Money"].told == "Money is out now: none"
    document = agreement(read(face.session), Paper())
    assert dict(document.facts)["Amends"] == "version 1 of 4 May 2026"
    assert document.sheets[-1].title == "Annex: what changes in version 1"
    say(face, "/agreed")
    assert face.session.agreements[1].amends == first.id
    assert face.session.agreements[1].people == ("tdaatp", "dqk8q3", "jz7hfp")
    document = agreement(read(face.session), Paper())
    assert dict(document.facts)["Version"] == "2: Version 2"
    assert "Annex" in document.sheets[-1].title
    say(face, "/undo")
    assert len(face.session.agreements) == 1


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("a · b", "a", ["gone: “b”"]),
        ("a", "a · b · c", ["new: “b · c”"]),
        ("a b", "a · b", ["new: “·”"]),
    ],
)
def test_what_changes_is_told_without_what_stands_between_lines(was: str, now: str, told: list[str]) -> None:
    assert [*versions.changes(was, now)] == told


def test_only_both_sides_agree_and_to_what_everyone_sees(leads: Callable[..., Face]) -> None:
    face = leads(drafted(sample(ARTIST, "prepare"), everyone=False), only_us=True)
    with pytest.raises(Problem):
        say(face, "/agreed")
    goal = next(one for one in sample(ARTIST).goals if one.whose == "shared")
    session = drafted(sample(ARTIST))
    ours = apply(session, Change(goal.id, {"only_for": "library", "statement": SECRET}))
    other = leads(apply(ours, Change(named(ours, "shared-goals").id, {"text": f"{SECRET}!"})), only_us=True)
    say(other, "/agreed")
    assert SECRET not in other.session.agreements[0].model_dump_json()


def test_a_clause_that_went_came_or_opened_is_a_difference() -> None:
    session = drafted(sample(ARTIST))
    kept = versions.wording(session.clauses)
    version = Agreement(id="v1", text="One", on=NOW.date(), wording=kept)
    own = Clause(id="own", clause="Cake", text="There is cake", state="in")
    purpose, values = named(session, "purpose"), named(session, "values")
    clauses = (
        *(one for one in session.clauses if one not in (purpose, values)),
        values.model_copy(update={"state": "open", "text": "Other words"}),
        own,
    )
    found = {one.clause: one for one in versions.differences(version, clauses)}
    kinds = {name: one.kind for name, one in found.items()}
    assert kinds == {"Values": "open", "Cake": "new", "Purpose": "gone"}
    said = (values.text or "").replace("\n", " · ")
    assert found["Values"].told == f"Values is open again. It said: {said}"


# On paper


def test_a_document_is_a_draft_until_nothing_is_open(leads: Callable[..., Face]) -> None:
    face = leads(sample(ARTIST))
    assert agreement(read(face.session), Paper()).draft == "Draft: 12 clauses are open"
    say(face, "/draft", *(f"/out {number} because" for number in range(12, 23)))
    assert agreement(read(face.session), Paper()).draft == "Draft: 1 clause is open"
    say(face, "/in 23 Each May")
    assert agreement(read(face.session), Paper()).draft == "Draft: not agreed yet"
    say(face, "/agreed", "/sign")
    document = agreement(read(face.session), Paper())
    assert document.draft == ""
    assert [one.title for one in document.sheets][-2:] == ["Left out on purpose", "Signatures"]
    assert dict(document.facts)["Signed on"] == "4 May 2026"


def test_an_empty_session_is_a_document_that_says_what_is_open() -> None:
    session = Session(id="empty", title="Nothing yet", created=NOW, parties=(small().ours,))
    document = agreement(read(session), Paper())
    assert document.draft == "Draft: 23 clauses are open"
    assert [one.title for one in document.sheets] == ["Still open", "Signatures"]
    assert {one.state for one in whole(read(session))} == {"open"}


def test_other_words_than_the_draft_stand_in_no_table() -> None:
    session = drafted(sample(ARTIST))
    assert "| Who promises |" in FORMS["md"].written(agreement(read(session), Paper()))
    session = apply(session, Change(named(session, "work-plan").id, {"text": "We draw, you print."}))
    written = FORMS["md"].written(agreement(read(session), Paper()))
    assert "| Who promises |" not in written
    assert "We draw, you print." in written
