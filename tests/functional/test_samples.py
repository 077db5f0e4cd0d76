"""The sample sessions: the three cases around the Library of the Planetarium, whole and honest."""

from pathlib import Path

import pytest

from bpworkshop.documents import reading
from bpworkshop.method.guide import load
from bpworkshop.session.boards import OURS_BY_NATURE, STEPS, TOOLS
from bpworkshop.session.clauses import is_in, is_out, is_reworded
from bpworkshop.session.readiness import gaps, readiness
from bpworkshop.session.session import ITEM_LISTS, Session
from bpworkshop.session.shared import shared
from bpworkshop.session.tallies import fit
from bpworkshop.store import codec
from bpworkshop.toolbox.agreement import FROM_WORKSHOP, standing
from bpworkshop.toolbox.versions import differences

SESSIONS = Path(__file__).parents[2] / "sessions"
SAMPLES = (
    "2018-09-03-planetarium-investor",
    "2019-02-11-planetarium-artist",
    "2019-10-07-planetarium-designer",
)


def read(name: str) -> tuple[bytes, Session]:
    path = SESSIONS / f"{name}.toml"
    data = path.read_bytes()
    return data, codec.decode(data, path)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_in_the_one_canonical_form(name: str) -> None:
    data, session = read(name)
    assert codec.encode(session) == data
    assert codec.problems(data, SESSIONS / f"{name}.toml") == []
    assert 8_000 <= len(data) <= 65_000


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_closed_and_dated_as_its_file_is(name: str) -> None:
    _, session = read(name)
    assert session.status == "closed"
    assert session.created.date().isoformat() == name[:10]


@pytest.mark.parametrize("name", SAMPLES)
def test_all_six_steps_are_ready_for_us_and_for_everyone(name: str) -> None:
    _, session = read(name)
    nothing: dict[str, tuple[object, ...]] = dict.fromkeys(STEPS, ())
    assert readiness(session, everyone=False) == nothing
    assert readiness(shared(session), everyone=True) == nothing


@pytest.mark.parametrize("name", SAMPLES)
def test_every_item_says_what_is_source_and_what_is_example(name: str) -> None:
    _, session = read(name)
    unsaid = [
        (record, item.said)
        for record, item in session.items()
        if not (item.note or (record == "notes" and item.only_for is None))
    ]
    assert unsaid == []
    told = [item.note for _, item in session.items() if item.note]
    assert all("Example" in note or "From the source" in note for note in told)
    open_notes = "\n".join(note.text for note in session.notes if note.only_for is None)
    for words in ("Collaborations for Libraries", "Egor Gerashchenko", "Princh Library Blog", "invented"):
        assert words in open_notes


@pytest.mark.parametrize("name", SAMPLES)
def test_a_figure_of_a_sample_never_claims_to_be_counted(name: str) -> None:
    _, session = read(name)
    assert {figure.method for figure in session.figures} <= {"our-estimate", "not-stated"}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_shows_what_a_workshop_can_record(name: str) -> None:
    _, session = read(name)
    assert session.idea
    assert session.next_meeting
    assert all(getattr(session, record) for record in ITEM_LISTS)
    assert any(value.red_line for value in session.values)
    assert any(value.mitigation for value in session.values if fit(value) in ("tension", "conflict"))
    assert any(item.only_for == session.ours.id for item in session.alternatives)
    assert all(promise.events for promise in session.commitments)
    assert all(
        [event.recorded for event in promise.events] == sorted(event.recorded for event in promise.events)
        for promise in session.commitments
    )
    assert {person.party for person in session.people} == {party.id for party in session.parties}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_tool_box_of_a_sample_is_filled_for_us_and_for_everyone(name: str) -> None:
    _, session = read(name)
    for tool in TOOLS:
        if tool != "clauses":
            assert gaps(session, tool, everyone=False) == (), tool
        if tool not in ("clauses", *OURS_BY_NATURE):
            assert gaps(shared(session), tool, everyone=True) == (), tool
    assert all(item.only_for == session.ours.id for item in session.only_ours)
    assert any(risk.only_for for risk in session.risks)
    assert any(risk.only_for is None for risk in session.risks)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_agreement_of_a_sample_has_its_sources_and_says_what_is_out_or_open(name: str) -> None:
    _, session = read(name)
    for clauses in (session.clauses, shared(session).clauses):
        assert [one.name for one in clauses] == [one.id for one in load().toolbox.agreement.clauses]
        for one in clauses:
            if one.part in FROM_WORKSHOP:
                assert is_in(one), one.name
                assert one.sources, one.name
            else:
                assert is_in(one) or is_out(one) or one.state == "open", one.name
        assert any(is_out(one) for one in clauses)
        assert any(is_reworded(one) for one in clauses)
    reader = reading.reader(session, None, load(), None, only_us=False)
    assert not any(one.changed or one.unread for one in standing(reader))


def test_together_the_samples_show_what_becomes_of_an_agreement() -> None:
    sessions = [read(name)[1] for name in SAMPLES]
    assert all(version.signed for one in sessions for version in one.agreements)
    assert any(version.amends for one in sessions for version in one.agreements)
    assert any(clause.state == "open" for one in sessions for clause in one.clauses)
    as_agreed = [not differences(one.agreements[-1], one.clauses) for one in sessions]
    assert {*as_agreed} == {True, False}


def test_together_the_samples_show_both_evaluations_and_more_than_one_of_them() -> None:
    sessions = [read(name)[1] for name in SAMPLES]
    found = [[vote.evaluates for vote in one.rounds if vote.evaluates] for one in sessions]
    assert {kind for several in found for kind in several} == {"running", "final"}
    assert any(len(several) > 1 for several in found)
    ballots = [ballot for one in sessions for vote in one.rounds for ballot in vote.ballots if vote.evaluates]
    assert any(ballot.because for ballot in ballots)
    assert any(0 in ballot.marks for ballot in ballots)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_knows_of_nothing_that_comes_after_it(name: str) -> None:
    """The tool box was used in the time that the promises tell of, not before and not after."""
    _, session = read(name)
    last = max(event.recorded.date() for promise in session.commitments for event in promise.events)
    happened = [version.signed or version.on for version in session.agreements]
    happened += [row.told for row in session.occasions if row.told]
    happened += [vote.closed.date() for vote in session.rounds if vote.closed]
    assert all(session.created.date() <= day <= last for day in happened)
    assert not [row.said for row in session.occasions if row.is_late(last)]
    assert not [risk.said for risk in session.risks if risk.is_due(last)]
    assert all(asset.checked and asset.checked <= session.created.date() for asset in session.assets)


def test_together_the_samples_show_most_that_can_happen_to_a_promise() -> None:
    sessions = [read(name)[1] for name in SAMPLES]
    kinds = {event.kind for one in sessions for promise in one.commitments for event in promise.events}
    assert kinds >= {"proposed", "agreed", "kept", "missed", "renegotiated", "released"}
    assert any(fit(value) == "conflict" for one in sessions for value in one.values)


def test_no_id_stands_in_two_samples() -> None:
    # Parties are called by their handles: the library is the library everywhere.
    found = [
        id
        for name in SAMPLES
        for session in [read(name)[1]]
        for id in (
            session.id,
            *(person.id for person in session.people),
            *(item.id for _, item in session.items()),
            *(event.id for promise in session.commitments for event in promise.events),
        )
    ]
    assert len(found) == len(set(found))
