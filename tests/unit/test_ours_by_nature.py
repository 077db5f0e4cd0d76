"""What we have and what we think of the other side reaches nobody else, whichever way it could go."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpworkshop.commands import REGISTRY, Face, dispatch
from bpworkshop.commands.dialogue import Dialogue
from bpworkshop.documents.reading import reader as paper_reader
from bpworkshop.errors import Problem
from bpworkshop.method.guide import load
from bpworkshop.pages import Reader
from bpworkshop.session.around import Choice, Decision, Parked, Round
from bpworkshop.session.boards import BOARDS, OURS_BY_NATURE
from bpworkshop.session.items import Benefit, Goal, Item, Timebox
from bpworkshop.session.session import MEMBERS, Session
from bpworkshop.session.shared import GONE, is_ours_by_nature, prepared, shared
from bpworkshop.session.stage import Stage
from bpworkshop.session.tools import Assessment, Asset, Clause
from bpworkshop.store import codec, handout
from bpworkshop.store.gist import Job, read
from bpworkshop.tui import frame, sheets
from bpworkshop.tui.boards import Drawn, rows
from bpworkshop.tui.screens.rehearsal import Rehearsal
from bpworkshop.words import say
from bpworkshop.workshop import Workshop
from tests.strategies import World, records, sessions, small

TODAY = date(2026, 5, 1)
AT = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
MARK = "SECRET"

drawn = settings(
    max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None
)


@st.composite
def with_ours(draw: st.DrawFn) -> Session:
    """Any session, with marked items on both boards that nothing in themselves marks as ours.

    What hangs on them, too: parked, voted on, decided about, named as a source, planned.
    """
    session = draw(sessions())
    world = World("o", *_known(session))
    made: dict[str, tuple[Any, ...]] = {}
    for step in OURS_BY_NATURE:
        record: Any = MEMBERS[step]
        only_for = draw(st.sampled_from([None, session.ours.id]))
        given = {"only_for": only_for, "under": None, "conflicts_with": None, record.SAID: f"{MARK} {step}"}
        made[step] = tuple(draw(records(record, world, **given)) for _ in range(draw(st.integers(1, 2))))
    ids = tuple(one.id for several in made.values() for one in several)
    step = draw(st.sampled_from(OURS_BY_NATURE))
    inside = made[step][0].model_copy(update={"id": world.new_id(), "only_for": None})
    vote: dict[str, Any] = {"method": "dots", "opened": AT, "closed": AT}
    return session.model_copy(
        update={
            **made,
            "phase": "together",
            "parked": (Parked(id="p1", text=f"{MARK} parked", step=step, item=inside),),
            "rounds": (
                Round(id="r1", text=f"{MARK} asked", step=step, choices=(Choice(text="Yes"),), **vote),
                Round(id="r2", text="Which?", choices=(Choice(text=f"{MARK} a", item=ids[0]),), **vote),
                Round(
                    id="r3",
                    text="Of all?",
                    choices=(Choice(text="Open"), Choice(text=f"{MARK} b", item=ids[0])),
                    **vote,
                ),
            ),
            "decisions": (Decision(id="d1", text="Go", on=TODAY, about=ids),),
            "clauses": (Clause(id="c1", clause="Rooms", sources=ids),),
            "agenda": (Timebox(id="t1", phase="together", label=f"{MARK} time", minutes=5, step=step),),
        }
    )


def _known(session: Session) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(one.id for one in session.people), tuple(one.id for one in session.parties)


def everywhere(session: Session, folder: Path) -> str:
    """All that is drawn for everyone of a session: boards, pages, frame, paper, handout, index."""
    view, guide = shared(session), load()
    reader = Reader(view, guide, TODAY, everyone=True)
    lines = [*reader.page(), view.model_dump_json(), view.title]
    for step in BOARDS:
        lines += reader.board(step, whole=True)
        lines += [row.plain for row in rows(step, Drawn(reader, 100))]
    lines += [row.plain for row in (*sheets.opening(reader, 80), *sheets.closing(reader, 80))]
    lines += [handout.encoded(session, Stage(step="assets")).decode()]
    on_paper = paper_reader(session, None, guide, TODAY, only_us=False)
    lines += on_paper.page()
    path = folder / "one.toml"
    path.write_bytes(codec.encode(session))
    face = Face(Workshop.open(path), guide, only_us=False)
    lines += [
        "".join(words for words, _ in part)
        for part in (frame.top(face, 80), frame.steps(face, 120), frame.side(face))
    ]
    for name in ("list", "show", "tools", "rounds", "decide", "parked", "gaps", "plan", "people", "strategy"):
        with suppress(Problem):
            lines += dispatch(face, f"/{name}").lines
    return "\n".join(lines)


@given(with_ours())
@drawn
def test_nothing_of_what_is_ours_by_nature_is_in_anything_drawn_for_everyone(
    tmp_path_factory: pytest.TempPathFactory, session: Session
) -> None:
    told = everywhere(session, tmp_path_factory.mktemp("drawn"))
    assert MARK not in told
    gone = {one.id for one in session.only_ours}
    assert not gone & {id for one in shared(session).decisions for id in one.about}
    assert shared(session).clauses[0].sources == ()
    assert "Open" in told, "what everyone may see is there"


@given(with_ours())
@drawn
def test_nothing_tells_that_there_is_something(session: Session) -> None:
    """The same is seen where nothing of it was ever said."""
    without: dict[str, Any] = dict.fromkeys((*OURS_BY_NATURE, "parked"), ())
    without["agenda"] = (session.agenda[0].model_copy(update={"label": GONE, "step": None}),)
    rounds = tuple(one for one in session.rounds if one.id == "r3")
    bare = session.model_copy(update={**without, "rounds": rounds})
    bare = bare.model_copy(
        update={
            "decisions": (session.decisions[0].model_copy(update={"about": ()}),),
            "clauses": (session.clauses[0].model_copy(update={"sources": ()}),),
        }
    )
    assert shared(session) == shared(bare)


# Each way by itself


ASSET = Asset(id="h1", asset="A van", only_for="library")
KNOWN = Assessment(id="k1", known="They are broke", party="school", only_for="library")
BOTH: dict[str, Any] = {
    "assets": (ASSET,),
    "assessments": (KNOWN,),
    "goals": (Goal(id="g1", statement="Read"),),
}


@pytest.fixture
def face_of(tmp_path: Path) -> Callable[..., Face]:
    def make(*, only_us: bool = True, **values: Any) -> Face:
        path = tmp_path / "one.toml"
        path.write_bytes(codec.encode(small(**{**BOTH, **values})))
        return Face(Workshop.open(path), load(), only_us=only_us, kept_ours=only_us)

    return make


@pytest.mark.parametrize(
    "line", ["/share assets.1", "/table assessments.1", "/share goals.1 assets.1", "/share parked.1"]
)
def test_sharing_is_refused_with_the_reason_and_nothing_is_changed(
    face_of: Callable[..., Face], line: str
) -> None:
    shelf = Parked(
        id="p1", text="A bus", step="assets", item=Asset(id="h9", asset="A bus"), only_for="library"
    )
    face = face_of(parked=(shelf,), goals=(Goal(id="g1", statement="Read", only_for="library"),))
    before = face.session
    with pytest.raises(Problem, match="stays ours"):
        dispatch(face, line)
    assert face.session == before


def test_they_are_not_among_what_can_be_brought_to_the_table(face_of: Callable[..., Face]) -> None:
    face = face_of(goals=(Goal(id="g1", statement="Read", only_for="library"),))
    assert [record for record, _, _ in prepared(face.session)] == ["goals"]
    told = "\n".join(dispatch(face, "/table").lines)
    assert "Read" in told
    assert "van" not in told
    dispatch(face, "/table all")
    assert [one.only_for for one in (*face.session.goals, *face.session.only_ours)] == [
        None,
        "library",
        "library",
    ]
    assert dispatch(face, "/table all").lines == (say("command.table.none"),)


def test_everyone_can_neither_list_nor_show_nor_reach_them(face_of: Callable[..., Face]) -> None:
    face = face_of(only_us=False, phase="together")
    for line in (
        "/list assets",
        "/show assets.1",
        "/tools partner",
        "/step own house",
        "/edit assessments.1 x",
        "/set assets.1 team x",
    ):
        with pytest.raises(Problem):
            dispatch(face, line)
    for name in ("assessment", "remember", "recall", "offer"):
        with pytest.raises(Problem, match="does not apply here"):
            dispatch(face, f"/{name} 1")
        assert name not in [one.name for one in REGISTRY.values() if one.when(face)]


@pytest.mark.parametrize("line", ["/audience everyone", "/phase together"])
def test_who_leads_for_everyone_leaves_such_a_board(face_of: Callable[..., Face], line: str) -> None:
    face = face_of(phase="after" if "audience" in line else "prepare")
    face.kept_ours = False
    dialogue = Dialogue(face)
    dialogue.take("/tools assets")
    dialogue.take("A boat")
    assert dialogue.question
    dialogue.take(line)
    assert not face.only_us
    assert face.workshop.stage.step == face.step == "goals"
    assert dialogue.question is None
    assert not face.stage.curtain, "nobody works behind a curtain any more"


def test_a_face_for_everyone_that_opens_where_we_worked_goes_on_at_the_first_step(
    face_of: Callable[..., Face],
) -> None:
    face = face_of(phase="together")
    dispatch(face, "/tools assessments")
    everyone = Face(face.workshop, face.guide, only_us=False)
    assert everyone.step == "goals"
    assert everyone.stage.curtain
    Dialogue(everyone).take("Win together")
    assert face.workshop.stage.step == "goals"
    assert [one.statement for one in face.session.goals] == ["Read", "Win together"]


@pytest.mark.parametrize(
    "line", ["/decide We try it", "/decide 1: We keep it", "/park A thought", "/hands Do we? yes / no"]
)
def test_what_is_said_beside_such_a_board_stays_ours(face_of: Callable[..., Face], line: str) -> None:
    face = face_of(phase="together")
    dispatch(face, "/tools assessments")
    dispatch(face, line)
    made = [*face.session.decisions, *face.session.parked, *filter(None, [face.workshop.round])]
    assert [one.only_for for one in made] == ["library"]
    running = face.workshop.stage.running
    assert running is None or not running.text


def test_a_decision_about_them_is_ours_wherever_it_is_made(face_of: Callable[..., Face]) -> None:
    face = face_of(phase="together")
    dispatch(face, "/decide assessments.1: We ask for money first")
    dispatch(face, "/decide goals.1: We read")
    assert [one.only_for for one in face.session.decisions] == ["library", None]


def test_what_was_parked_there_stays_ours_on_another_board(face_of: Callable[..., Face]) -> None:
    shelf = Parked(id="p1", text="A bus", step="assets", item=Asset(id="h9", asset="A bus"))
    face = face_of(parked=(shelf,), phase="together")
    dialogue = Dialogue(face)
    dialogue.take("/sort-out")
    dialogue.take("goals")
    assert [(one.statement, one.only_for) for one in face.session.goals] == [
        ("Read", None),
        ("A bus", "library"),
    ]


def test_undoing_tells_nothing_of_it_to_everyone(face_of: Callable[..., Face]) -> None:
    face = face_of(phase="together")
    dispatch(face, "/tools assets")
    Dialogue(face).take("A boat")
    face.only_us = False
    told = dispatch(face, "/undo").lines
    assert told == (say("command.undo.done", what=say("did.add")),)
    assert len(face.session.assets) == 1


def test_a_rehearsal_shows_nothing_of_it(face_of: Callable[..., Face]) -> None:
    view = Rehearsal(face_of()).view
    assert (view.assets, view.assessments) == ((), ())


def test_no_meeting_of_both_sides_has_time_for_it(face_of: Callable[..., Face]) -> None:
    face = face_of(phase="together")
    dispatch(face, "/plan add 10 Partner")
    assert face.session.agenda[-1].step is None
    face = face_of()
    dispatch(face, "/plan add 10 Partner")
    assert face.session.agenda[-1].step == "assessments"


def test_of_another_users_file_the_index_keeps_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, face_of: Callable[..., Face]
) -> None:
    path = face_of().workshop.path
    own = read(tmp_path, Job(b"one.toml"))
    assert own
    assert own.row
    assert "assets" in own.row
    assert "broke" in own.places
    monkeypatch.setattr("os.geteuid", lambda: path.stat().st_uid + 1)
    theirs = read(tmp_path, Job(b"one.toml"))
    assert theirs
    assert theirs.row
    assert "asse" not in theirs.row
    assert "goals" in theirs.row
    assert "van" not in theirs.places


def test_what_an_asset_is_offered_as_is_only_ours_at_first(face_of: Callable[..., Face]) -> None:
    for phase in ("prepare", "together"):
        face = face_of(phase=phase)
        dispatch(face, "/offer assets.1")
        (made,) = face.session.benefits
        assert made == Benefit(
            id=made.id, benefit="A van", giver="library", receiver="school", asset="A van", only_for="library"
        )
        assert shared(face.session).benefits == ()


@pytest.mark.parametrize("name", OURS_BY_NATURE)
def test_the_rule_knows_every_kind_of_record(name: str) -> None:
    record: Any = MEMBERS[name]
    item: Item = record(id="x1", **{record.SAID: "Said"})
    assert is_ours_by_nature(name, item)
    assert not is_ours_by_nature("goals", Goal(id="g1", statement="Read"))
    assert not is_ours_by_nature("parked", Parked(id="p1", text="Later"))
