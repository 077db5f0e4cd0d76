"""A promise read from the raw document of a file: the same as the models have it, and never an error."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from bpworkshop import text
from bpworkshop.session import standing
from bpworkshop.session.session import Session
from bpworkshop.store import codec
from bpworkshop.store.promised import Promised, promised
from tests.strategies import sessions

DAY = date(2026, 5, 1)
RECORDED = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)


def raw(**values: Any) -> dict[str, Any]:
    """A document with one promise that has these values."""
    return {
        "id": "s1",
        "title": "Artist",
        "created": RECORDED,
        "parties": [
            {"id": "library", "name": "City Library", "ours": True},
            {"id": "artist", "name": "Artist"},
        ],
        "people": [
            {"id": "p1", "handle": "ana", "name": "Ana"},
            {"id": "p2", "handle": "bo"},
            {"id": "p3", "role": "head of the library"},
        ],
        "commitments": [{"id": "c1", "commitment": "We come", **values}],
    }


def read(**values: Any) -> Promised:
    (one,) = promised(raw(**values), "2026-05-01-artist")
    return one


@given(sessions())
@settings(max_examples=60)
def test_it_says_the_same_as_the_models(session: Session) -> None:
    found = promised(tomli.loads(codec.encode(session).decode()), "handle")
    assert [one.id for one in found] == [one.id for one in session.commitments]
    for light, one in zip(found, session.commitments, strict=True):
        assert (light.session, light.title) == (session.id, text.line(session.title))
        assert light.words == text.line(one.commitment)
        assert light.ours == (one.promiser == session.ours.id)
        promiser, to = (session.party(id) if id else None for id in (one.promiser, one.to))
        assert (light.promiser, light.to) == tuple(
            text.line(side.name) if side else None for side in (promiser, to)
        )
        owner = session.person(one.owner) if one.owner else None
        assert light.owner == (text.line(owner.name or owner.handle) if owner else None)
        assert (light.due, light.fist) == (one.due, one.fist)
        assert [event.id for event in light.events] == [event.id for event in one.events]
        assert standing.due(light) == standing.due(one)
        assert standing.status(light, DAY) == standing.status(one, DAY)
        assert [event.id for event in standing.standing(light)] == [
            event.id for event in standing.standing(one)
        ]
        assert Promised.from_json(light.to_json()) == light
        assert light.to_json().isascii()


@pytest.mark.parametrize(
    ("values", "partner", "ours"),
    [
        ({"promiser": "library", "to": "artist"}, "Artist", True),
        ({"promiser": "artist", "to": "library"}, "Artist", False),
        ({"promiser": "library"}, "Artist", True),
        ({}, "Artist", False),
        ({"promiser": "nobody"}, "Artist", False),
    ],
)
def test_the_partner_is_the_side_that_is_not_ours(values: dict[str, str], partner: str, ours: bool) -> None:
    assert (read(**values).partner, read(**values).ours) == (partner, ours)


def test_of_several_partners_it_is_the_one_that_is_named_or_nobody() -> None:
    data = raw(promiser="library")
    data["parties"].append({"id": "museum", "name": "Museum"})
    assert promised(data, "h")[0].partner is None
    data["commitments"][0]["to"] = "museum"
    assert promised(data, "h")[0].partner == "Museum"


@pytest.mark.parametrize(
    ("owner", "called"),
    [("p1", "Ana"), ("p2", "bo"), ("p3", "head of the library"), ("p9", None), (3, None), (None, None)],
)
def test_an_owner_is_called_by_name_handle_or_role(owner: Any, called: str | None) -> None:
    assert read(owner=owner).owner == called


def test_nothing_that_a_terminal_would_obey_comes_through() -> None:
    one = read(evidence="a\x1b[2Jb\nc", if_missed=" x ")
    assert (one.evidence, one.if_missed) == ("a␛[2Jb c", "x")


@pytest.mark.parametrize(
    "event",
    [
        {"id": "e1", "kind": "agreed"},
        {"id": "e1", "kind": "sworn", "on": DAY},
        {"kind": "agreed", "on": DAY},
        {"id": "e1", "kind": ["agreed"], "on": DAY},
        {"id": "e1", "kind": "agreed", "on": "2026-05-01"},
    ],
)
def test_what_is_no_event_is_passed_over(event: dict[str, Any]) -> None:
    good = {"id": "e2", "kind": "kept", "on": DAY}
    (kept,) = read(events=[event, good]).events
    assert (kept.id, kept.recorded) == ("e2", datetime(2026, 5, 1, tzinfo=UTC))


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_days_far_away_are_days(day: date) -> None:
    one = read(due=day, events=[{"id": "e1", "kind": "agreed", "on": day, "recorded": RECORDED}])
    assert Promised.from_json(one.to_json()) == one
    assert (one.due, one.events[0].on) == (day, day)


def test_a_handle_that_is_no_text_comes_back_as_it_was() -> None:
    one = read()._replace(handle="caf\udce9")
    assert Promised.from_json(one.to_json()) == one


_ODD: Any = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.sampled_from(["c1", "library", "p1", "agreed", "e1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "name",
                    "commitment",
                    "events",
                    "kind",
                    "on",
                    "due",
                    "owner",
                    "promiser",
                    "to",
                    "withdraws",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(
    st.dictionaries(
        st.sampled_from(["id", "title", "created", "parties", "people", "commitments"]), _ODD, max_size=6
    ),
    _ODD,
)
@settings(max_examples=200)
def test_no_document_is_too_odd(data: dict[str, Any], commitment: Any) -> None:
    for document in (data, raw() | data, raw(events=[commitment], due=commitment, owner=commitment) | data):
        for one in promised(document, "handle"):
            assert Promised.from_json(one.to_json()) == one
            standing.status(one, DAY)


@pytest.mark.parametrize(
    "broken", [lambda told: told[:-1], lambda told: [*told, 1], lambda told: {}, lambda told: [1] * 17]
)
def test_what_is_nothing_of_ours_is_an_error_to_catch(broken: Callable[[Any], Any]) -> None:
    written = json.dumps(broken(json.loads(read().to_json())))
    with pytest.raises((ValueError, TypeError)):
        Promised.from_json(written)


def test_the_samples_have_promises() -> None:
    for path in (Path(__file__).parents[2] / "sessions").glob("*.toml"):
        assert len(promised(tomli.loads(path.read_text("utf-8")), path.stem)) == 5
