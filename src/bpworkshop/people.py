"""One person's data in all that is kept of a session: shown, renamed, taken out.

The session comes first, by an edit, so that it is saved and merged as
everything is, and the save writes the handouts anew. Then follows what lies
beside it: versions, drafts, copies that were rescued, old revisions.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bpworkshop import text, toml
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.session import answers, names
from bpworkshop.session.dates import Ambiguous
from bpworkshop.session.edits import Change, Forget, apply
from bpworkshop.session.items import Person
from bpworkshop.session.people import is_named_in, nameless_id
from bpworkshop.session.session import Session
from bpworkshop.store import assets, atomic, cached, codec, purge, several
from bpworkshop.store.beside import Beside
from bpworkshop.store.drafts import Drafts
from bpworkshop.store.folder import SessionFolder
from bpworkshop.store.process import Process
from bpworkshop.store.revisions import Revisions
from bpworkshop.store.versions import Versions
from bpworkshop.workshop import Workshop

PATIENCE = 5.0
"""Seconds to wait until the session is saved, before what lies beside it is changed."""


@dataclass(slots=True)
class Beyond:
    """What came of it beside the session: how many versions, drafts and rescued copies were changed.

    ``now`` is who stands in the session instead; ``dropped`` copies could not
    be read and were taken away; ``assets``: of how many assets of the library's
    list they are told as who knows; ``problems`` tells what refused.
    """

    now: Person | None = None
    versions: int = 0
    drafts: int = 0
    rescued: int = 0
    dropped: int = 0
    assets: int = 0
    problems: list[Problem] = field(default_factory=list)


class Kept:
    """All that is kept of one session beside its file. ``rescued`` is the folder of rescued copies."""

    def __init__(self, workshop: Workshop, rescued: Path) -> None:
        self.workshop = workshop
        self._path = workshop.path
        self._id = workshop.session.id
        self._rescued = rescued
        self._sessions = SessionFolder(workshop.path.parent)
        beside = self._beside = Beside(workshop.path, workshop.session.id)
        self._versions = Versions(beside)
        self._drafts = Drafts(beside, Process.mine(), workshop.clock)
        self._revisions = Revisions(workshop.path, beside)

    # Who is meant

    def find(self, typed: str) -> Person:
        """Somebody of the session, or of a version of it: by id, handle, name, or the beginning of either.

        Raises Problem when there is nobody, or more than one.
        """
        found = _somebody(self.workshop.session, typed)
        for session in [] if found else self.versions():
            found = found or _somebody(session, typed)
        if found is None:
            raise Problem("command.no_person", typed=text.line(typed))
        return found

    def versions(self) -> list[Session]:
        """The versions that can be read, newest first."""
        found = []
        for version in self._versions.listed():
            try:
                found.append(codec.decode(self._versions.read(version.name), self._path))
            except FileProblem:
                continue
        return found

    def elsewhere(self, person: Person) -> list[str]:
        """The handles of other sessions with somebody of this name, and of copies of this one."""
        others = []
        for path in self._sessions.paths():
            try:
                data = {} if path.samefile(self._path) else toml.read(atomic.read(path), path).data
            except (FileProblem, OSError):
                continue
            people = data.get("people")
            known = people if isinstance(people, list) else []
            called = [one.get("name") for one in known if isinstance(one, dict)]
            if (person.name and person.name in called) or data.get("id") == self._id:
                others.append(path.stem)
        return others

    def in_list(self, person: Person) -> list[str]:
        """The assets of the library's own list about which they know, or that have their name in a text."""
        with suppress(FileProblem):
            return assets.naming(self._sessions, person)
        return []

    def copies_with(self, person: Person) -> dict[str, int]:
        """In how many versions somebody stands, and how many drafts have their name in them."""
        drafts = [kept.draft for kept in self._drafts.everyone()]
        typed = [[one.line, *(one.form.typed.values() if one.form else ())] for one in drafts]
        return {
            "versions": sum(session.person(person.id) is not None for session in self.versions()),
            "drafts": sum(any(is_named_in(text, person) for text in texts) for texts in typed),
        }

    # What is done

    def rename(self, person: Person, typed: str) -> Beyond:
        """Give somebody another name, and a handle after it: here and in all copies. Raises Problem."""
        session, name = self.workshop.session, text.line(typed)
        if not name:
            raise Problem("cli.person.no_name")
        if session.person(person.id):
            handle = _handle(session, person, name)
            self.workshop.apply(Change(person.id, {"name": name, "handle": handle}), "rename")
            self.workshop.settle(PATIENCE)

        def change(data: bytes) -> bytes | None:
            try:
                copy = codec.decode(data, self._path)
            except FileProblem:
                return data
            there = copy.person(person.id)
            if there is None:
                return data
            new = there.model_copy(update={"name": name, "handle": _handle(copy, there, name)})
            people = tuple(new if one.id == person.id else one for one in copy.people)
            return codec.encode(copy.model_copy(update={"people": people}))

        beyond = Beyond(self.workshop.session.person(person.id))
        self._in_list(person, name, beyond)
        return self._copies(change, beyond)

    def _in_list(self, person: Person, name: str | None, beyond: Beyond) -> None:
        """The library's own list knows people by name alone: whoever is called so is meant."""
        if person.name:
            with _collecting(beyond.problems):
                beyond.assets = assets.rename(self._sessions, (person.name,), name)

    def forget(self, person: Person, *, said: bool) -> Beyond:
        """Take somebody out: by name only, or with what they said; here and in all copies.

        A copy that can't be read is taken away, because what it names can't
        be known; so is a line that was typed and not entered with the name in
        it. Raises Problem when the session itself could not be saved so.
        """
        from bpworkshop.session import voting  # nobody is taken out at the first frame

        instead = None if said else nameless_id(self.workshop.session, person.id)
        if self.workshop.session.person(person.id):
            self.workshop.apply(Forget(person.id, instead, said), "forget")
            self.workshop.settle(PATIENCE)
        beyond = Beyond(self.workshop.session.person(instead) if instead else None)

        def change(data: bytes) -> bytes | None:
            try:
                copy = codec.decode(data, self._path)
            except FileProblem:
                beyond.dropped += 1
                return None
            if copy.person(person.id) is None:
                # Encoded anew all the same: a comment that somebody typed into the file would keep the name.
                return codec.encode(copy)
            return codec.encode(apply(copy, Forget(person.id, instead, said)))

        def without_lines(data: bytes) -> bytes | None:
            try:
                return None if any(is_named_in(typed, person) for typed in _typed(data)) else data
            except FileProblem:
                return None

        self._copies(change, beyond)
        self._in_list(person, None, beyond)
        with _collecting(beyond.problems):
            # Whoever leads the vote finds their ballot gone from the session that it reads then.
            self._beside.change_round(lambda vote: voting.settled(vote, self.workshop.session))
        with _collecting(beyond.problems):
            beyond.drafts = self._drafts.rewrite(without_lines)
        with _collecting(beyond.problems):
            self._revisions.forget()
            several.sweep(self._path.parent, older=0, named=atomic.unfinished(self._path))
        return beyond

    def _copies(self, change: Callable[[bytes], bytes | None], beyond: Beyond) -> Beyond:
        with _collecting(beyond.problems):
            beyond.versions = self._versions.rewrite(change)
        copies = purge.rescued_copies(self._path, self._id, self._rescued)
        with _collecting(beyond.problems):
            beyond.rescued = several.rewrite(self._rescued, [one.name for one in copies], change)
        with _collecting(beyond.problems):
            cached.forget(self._path.parent)
        return beyond


def _somebody(session: Session, typed: str) -> Person | None:
    by_id = session.person(typed)
    found = by_id.id if by_id else answers.person(session, text.line(typed))
    if isinstance(found, Ambiguous):
        raise Problem("command.set.ambiguous", typed=found.typed, readings=", ".join(found.readings))
    return session.person(found) if found else None


def _handle(session: Session, person: Person, name: str) -> str:
    """A handle after the new name; the one that they have is free for it."""
    return names.handle(name, names.handles(session) - {person.handle})


def _typed(data: bytes) -> Iterator[str]:
    """Every text in the file of a draft but who typed it, which goes with the draft itself."""
    values = toml.read(data, Path()).data

    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from () if key == "process" else texts(inner)
        elif isinstance(value, str):
            yield value

    return texts(values)


@contextmanager
def _collecting(problems: list[Problem]) -> Iterator[None]:
    """What refuses is told at the end, and keeps nothing else from being done."""
    try:
        yield
    except Problem as problem:
        problems.append(problem)
