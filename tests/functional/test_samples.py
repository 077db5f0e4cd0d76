"""The sample sessions: the three cases around the Library of the Planetarium, whole and honest."""

from pathlib import Path

import pytest

from bpworkshop.session.readiness import readiness
from bpworkshop.session.session import ITEM_LISTS, STEPS, Session
from bpworkshop.session.shared import shared
from bpworkshop.session.tallies import fit
from bpworkshop.store import codec

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
    assert 8_000 <= len(data) <= 20_000


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
