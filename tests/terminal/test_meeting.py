"""A whole meeting, led by keys alone in a real pseudo-terminal and once more line by line: one file.

Eight people of three houses, forty items, three kinds of votes and a repeated
one, a decision without objection that is opened again, a house that leaves
early, a parking lot that is emptied, and the short ending.
"""

import re
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from bpworkshop.session import clusters
from bpworkshop.session.boards import STEPS
from bpworkshop.session.session import LISTS, Session
from bpworkshop.session.standing import status
from bpworkshop.store import codec
from bpworkshop.words import say
from tests.ptys import DEADLINE, PROGRAM, ROOT, Terminal, environment
from tests.terminal.test_pty import begun

SCRIPT = (ROOT / "tests" / "scripts" / "meeting.txt").read_text("utf-8").splitlines()
HOUSES = {"city": ("Ana", "Bo", "Cem"), "museum": ("Mira", "Nils", "Olga"), "school": ("Sam", "Tea")}
PAGE_DOWN = "\x1b[6~"
ENDING = say("ending.place", n=r"\d", of=r"\d")


def made(folder: Path) -> str:
    folder.mkdir()
    people = [f"{name}, {house}" for house, names in HOUSES.items() for name in names]
    words = ["--title", "Three houses", "--library", "City Library", "--partner", "Museum"]
    words += ["--partner", "School", *(word for person in people for word in ("--person", person))]
    done = subprocess.run(
        [*PROGRAM, "--sessions", "sessions", "new", *words],
        cwd=folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=DEADLINE,
    )
    return done.stdout.split()[0]


def saved(folder: Path) -> Session:
    [path] = (folder / "sessions").glob("*.toml")
    return codec.decode(path.read_bytes(), path)


def by_keys(folder: Path) -> Session:
    handle = made(folder)
    with Terminal([*PROGRAM, "--sessions", "sessions", "run", handle], folder) as terminal:
        begun(terminal)
        for line in SCRIPT:
            if not line and ending(terminal):
                goes_on(terminal)
            elif line == "/next":
                terminal.send(PAGE_DOWN)
            else:
                terminal.enter(line)
            if line == "/quit":
                break
            ready(terminal)
        assert terminal.ended() == 0
    return saved(folder)


def ending(terminal: Terminal) -> str:
    """Which page of the ending stands there, once that row changes no more."""
    saved = say("screen.saved", time=r"\d\d:\d\d")
    terminal.until(lambda: bool(re.search(f"{saved} *$", terminal.rows[0])), "that it is saved")
    found = re.search(ENDING, terminal.rows[0])
    return found[0] if found else ""


def goes_on(terminal: Terminal) -> None:
    """To the end of a page, which may be longer than the screen, and on to the next."""
    page = ending(terminal)
    while ending(terminal) == page:
        terminal.send(PAGE_DOWN)
        ready(terminal)


def ready(terminal: Terminal) -> None:
    """Wait until the line takes letters again; what lies over it to be read is closed."""

    def typed() -> bool:
        # In a secret vote what is typed shows as dots.
        return terminal.rows[-2].partition("▸")[2].strip() in ("~", "•")

    def only_read() -> bool:
        return terminal.page and "▸" not in terminal.rows[-2]

    while True:
        terminal.send("~")
        terminal.until(lambda: typed() or only_read(), "the line, or a page to be read")
        if typed():
            break
        terminal.send("\x1b")
        terminal.until(lambda: not only_read(), "the end of the page")
    terminal.send("\x7f")
    terminal.until(lambda: not typed(), "an empty line")


def line_by_line(folder: Path) -> Session:
    handle = made(folder)
    done = subprocess.run(
        [*PROGRAM, "--sessions", "sessions", "run", "--plain", handle],
        cwd=folder,
        env=environment(),
        input="\n".join(SCRIPT) + "\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=DEADLINE,
    )
    assert done.returncode == 0, done.stderr
    return saved(folder)


def as_said(session: Session) -> Any:
    """All of a session but ids and times: who has an id is told by their place."""
    places = {record.id: f"{name} {at}" for name in LISTS for at, record in enumerate(getattr(session, name))}
    places |= {
        event.id: f"event {number} of {places[one.id]}"
        for one in session.commitments
        for number, event in enumerate(one.events)
    }

    def told(value: Any) -> Any:
        match value:
            case dict():
                return {key: told(inner) for key, inner in value.items() if key != "id"}
            case list() | tuple():
                return [told(inner) for inner in value]
            case datetime():
                return "a time"
            case str():
                return places.get(value, value)
        return value

    whole = told(session.model_dump())
    for vote in whole["rounds"]:
        # They stand in an order that tells nothing.
        vote["ballots"].sort(key=str)
    for decision in whole["decisions"]:
        decision["present"].sort()
    return whole


@pytest.mark.slow
def test_a_meeting_led_by_keys_is_in_the_file_as_it_was_said(tmp_path: Path) -> None:
    session = by_keys(tmp_path / "keys")
    plain = line_by_line(tmp_path / "lines")
    assert as_said(session) == as_said(plain)
    _as_it_was_said(session)
    handout = tmp_path / "keys" / "handout.toml"
    assert b"Bring the first case of objects" in handout.read_bytes()


def _as_it_was_said(session: Session) -> None:
    boards = [len(session.board(step)) for step in STEPS]
    assert sum(boards) == 38
    named = {person.id: person.name for person in session.people}
    assert [named[one.by or ""] for one in session.check_in][:4] == ["Ana", "Mira", "Sam", "Bo"]
    assert len(session.check_in) == 8
    dots, rating, ranking, *fists = session.rounds
    assert [one.method for one in session.rounds] == ["dots", "rating", "ranking", "fist", "fist"]
    assert {named[one.by or ""]: sum(one.marks) for one in dots.ballots} == dict.fromkeys(named.values(), 3)
    assert session.goals[0].votes == 7, "Ana changed her mind once"
    assert len(clusters.members(session.goals, session.goals[0].id)) == 1
    assert len(rating.ballots) == 8
    assert len(session.values[0].ratings) == 8
    assert len(ranking.ballots) == 4
    [low] = fists[0].ballots
    assert (named[low.by or ""], low.marks, low.reason) == ("Olga", (2,), "the case is too heavy for two")
    assert session.commitments[1].fist == 3
    first, second = session.decisions
    assert first.was == ("We begin with one class and one case of objects",)
    assert first.objections[0].answer == first.text
    assert first.reopened
    assert named[first.reopened.by or ""] == "Nils"
    assert second.replaces == first.id
    assert {named[id] for id in first.present} - {named[id] for id in second.present} == {"Sam", "Tea"}
    today = date(2026, 1, 1)
    assert [status(one, today) for one in session.commitments] == [*["agreed"] * 6, "proposed", "said"]
    assert session.commitments[6].events[0].waits_for == "School"
    [parked] = session.parked
    assert (parked.text, named[parked.owner or ""]) == ("Who pays for broken glass?", "Bo")
    assert session.commitments[7].commitment == "Could the film club join?"
    meeting = session.next_meeting
    assert meeting
    assert (meeting.at, meeting.place, named[meeting.invites or ""]) == ("14:00", "Museum", "Mira")
    assert len(session.check_out) == 6
    assert session.status == "closed"
    assert session.agenda[0].began
    assert session.agenda[0].ended
