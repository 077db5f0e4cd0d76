"""A session, those before it and those after it, by what each follows.

Found through the folder's index. What is wrong with a chain – a session that
is gone, two files with one id, a circle – is told and ends it there.
"""

import os
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bpworkshop.errors import Problem
from bpworkshop.review import sides
from bpworkshop.session.carrying import same_name
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared
from bpworkshop.store.folder import Listed, SessionFolder
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.store.index import Index


class Chain(NamedTuple):
    """What stands before and after a session, the oldest first; ``told``: what is wrong, in sentences."""

    before: tuple[Listed, ...] = ()
    after: tuple[Listed, ...] = ()
    told: tuple[str, ...] = ()


class Past(NamedTuple):
    """Another session of a chain, as it may be shown, and ``whole``, as our side may read it."""

    listed: Listed
    session: Session
    whole: Session


def before(path: Path, session: Session) -> Chain:
    """The sessions that this one goes on from. Raises FileProblem where the folder can't be read."""
    if session.follows is None:
        return Chain()
    from bpworkshop.store.index import Index  # what follows nothing starts without a database

    with Index.of(SessionFolder(path.parent)) as index:
        return _before(index, session.id, session.follows)


def whole(path: Path, session: Session) -> Chain:
    """The sessions before this one and those that go on from it. Raises FileProblem likewise."""
    from bpworkshop.store.index import Index

    with Index.of(SessionFolder(path.parent)) as index:
        found = _before(index, session.id, session.follows)
        known = {session.id, *(one.id for one in found.before)}
        return found._replace(after=tuple(_after(index, session.id, known)))


class Followed(NamedTuple):
    """A session that a new one is to follow: ``first`` is the title of the first before it, ``nth`` which."""

    whole: Session
    first: str
    nth: int


def followed(path: Path) -> Followed:
    """What is to be followed, as our side may read it. Raises FileProblem when it can't be read."""
    whole = read(path)
    earlier = before(path, whole).before
    return Followed(whole, earlier[0].title if earlier else whole.title, len(earlier) + 1)


def _before(index: "Index", id: str, follows: str | None) -> Chain:
    found: list[Listed] = []
    twins = sorted(one.handle for one in index.with_id(id) if not one.error)
    told = [say("chain.twins", handles=", ".join(twins))] if len(twins) > 1 else []
    seen = {id}
    while follows:
        if follows in seen:
            told.append(say("chain.circle"))
            break
        seen.add(follows)
        there = sorted((one for one in index.with_id(follows) if not one.error), key=lambda one: one.handle)
        if not there:
            told.append(say("chain.gone", id=follows))
            break
        if len(there) > 1:
            handles = ", ".join(one.handle for one in there)
            told.append(say("chain.twice", handles=handles, handle=there[0].handle))
        found.append(there[0])
        follows = there[0].follows
    return Chain(before=tuple(reversed(found)), told=tuple(told))


def _after(index: "Index", id: str, known: set[str]) -> Iterator[Listed]:
    """Those that follow, directly or not, each once, in the order in which they were made."""
    following: dict[str, list[Listed]] = {}
    for one in index.listed():
        if one.follows and not one.error:
            following.setdefault(one.follows, []).append(one)
    found: list[Listed] = []
    waiting = [id]
    for at in count():
        if at == len(waiting):
            break
        for one in following.get(waiting[at], ()):
            if one.id not in known:
                known.add(one.id)
                waiting.append(one.id)
                found.append(one)
    yield from sorted(found, key=lambda one: (one.created or date.max, one.handle))


def read(path: Path) -> Session:
    """A session as our side may read it: of one that another user owns only what everybody may see.

    Raises FileProblem when it can't be read.
    """
    return sides.now(path).shown(everyone=is_foreign(path))


def is_foreign(path: Path) -> bool:
    """Whether another user owns a file, or nobody can tell."""
    try:
        return os.stat(path).st_uid != os.geteuid()
    except OSError:
        return True


def were_there(session: Session, earlier: Session) -> bool:
    """Whether all partners of a session were at the table in the earlier one.

    What was everyone's then was everyone's of that room: it is not shown to
    who was not in it.
    """
    return all(any(same_name(one.name, then.name) for then in earlier.partners) for one in session.partners)


def read_all(
    found: tuple[Listed, ...], session: Session, *, everyone: bool
) -> tuple[tuple[Past, ...], tuple[str, ...]]:
    """Each session of a chain as a screen may show it, and for our side why some are missing."""
    pasts: list[Past] = []
    told: list[str] = []
    for one in found:
        try:
            whole = read(one.path)
        except Problem as problem:
            told += [] if everyone else [str(problem)]
            continue
        if not everyone or were_there(session, whole):
            pasts.append(Past(one, shared(whole) if everyone else whole, whole))
    return tuple(pasts), tuple(told)
