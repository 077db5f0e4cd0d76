"""The library's own list of assets and aims: ``.bpworkshop/assets.toml`` in the sessions folder.

Every session of the folder can put something into it and take something over.
A person may write it, too: a file that can't be read is told with its line,
and keeps nothing else from working. Of two who write at once neither is lost:
each changes what stands there then, and looks whether its change stands.
"""

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bpworkshop import text, toml
from bpworkshop.errors import FileProblem
from bpworkshop.store import atomic
from bpworkshop.store.folder import ASSETS, HIDDEN, SessionFolder, tables

if TYPE_CHECKING:
    from bpworkshop.session.items import Person
    from bpworkshop.session.stock import Stock

KNOWN = 1
"""The format of the list, as in ``session.stock``: what reads only the names of aims needs no models."""

TRIES = 20


class _Changed(Exception):
    """Somebody else wrote the file meanwhile."""


def path_of(folder: SessionFolder) -> Path:
    return folder.path / HIDDEN / ASSETS


def read(folder: SessionFolder) -> "Stock":
    """What is kept; nothing where there is no file. Raises FileProblem with the line that does not fit."""
    from bpworkshop.session.stock import Stock
    from bpworkshop.store import codec

    path = path_of(folder)
    data = _bytes(path)
    if data is None:
        return Stock()
    _check_format(toml.read(data, path), path)
    return codec.decode_record(data, path, Stock)


def problems(folder: SessionFolder) -> list[FileProblem]:
    """What keeps the list from being read, if anything."""
    try:
        read(folder)
    except FileProblem as problem:
        return [problem]
    return []


def change(folder: SessionFolder, made: "Callable[[Stock], Stock]") -> "Stock":
    """Change what is kept; when this returns, it stands on the disk. Raises FileProblem.

    ``made`` may be asked more than once: what it makes of its own result is the same.
    """
    from bpworkshop.store import codec

    now = read(folder)
    if made(now) == now:
        return now
    path, shared = path_of(folder), folder.shares_new
    atomic.make_folder(path.parent, shared=shared)
    with _alone(path.parent):
        for _ in range(TRIES):
            seen = _seen(path)
            now = read(folder)
            if (new := made(now)) == now:
                break

            def claim(_: Path, seen: tuple[int, int, int] | None = seen) -> None:
                if _seen(path) != seen:
                    raise _Changed

            with suppress(_Changed):
                atomic.write(path, codec.encode_record(new), 0o660 if shared else 0o600, claim=claim)
        else:
            raise FileProblem("assets.busy", path=path)
    return now


def rename(folder: SessionFolder, names: Collection[str], to: str | None) -> int:
    """Give people who know about assets another name, or none; of how many assets. Raises FileProblem."""
    from bpworkshop.session.stock import renamed

    before = read(folder)
    after = change(folder, lambda now: renamed(now, names, to))
    was = {one.id: one.owner for one in before.assets}
    return sum(was.get(one.id) != one.owner for one in after.assets)


def naming(folder: SessionFolder, person: "Person") -> list[str]:
    """What of the list has somebody's name in it, in its own words. Raises FileProblem."""
    from bpworkshop.session.people import is_named_in

    stock = read(folder)
    said: list[tuple[str, tuple[str | None, ...]]] = [
        (one.asset, (one.asset, one.team, one.offers, one.owner, one.note)) for one in stock.assets
    ]
    said += [(one.aim, (one.aim, one.source, one.note)) for one in stock.aims]
    return [words for words, texts in said if any(one and is_named_in(one, person) for one in texts)]


def aims(folder: SessionFolder) -> tuple[str, ...]:
    """The words of the aims, read without the models. Raises FileProblem for what is no such list."""
    path = path_of(folder)
    data = _bytes(path)
    if data is None:
        return ()
    document = toml.read(data, path)
    _check_format(document, path)
    words = [one.get("aim") for one in tables(document.data.get("aims"))]
    if document.data.get("format") != KNOWN or not all(isinstance(one, str) for one in words):
        return tuple(one.aim for one in read(folder).aims)
    return tuple(text.line(str(one)) for one in words)


def _bytes(path: Path) -> bytes | None:
    try:
        return atomic.read(path)
    except FileProblem as problem:
        if problem.key == "file.missing":
            return None
        raise


def _check_format(document: toml.Document, path: Path) -> None:
    found = document.data.get("format")
    if isinstance(found, int) and found > KNOWN:
        line = document.line(("format",))
        raise FileProblem(
            "session_file.newer", path=path, line=line, where="format", found=found, known=KNOWN
        )


def _seen(path: Path) -> tuple[int, int, int] | None:
    """What changes when somebody writes the file."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Others on this machine wait their turn. Where there are no locks, looking again has to do."""
    from bpworkshop.store.revisions import wait_for

    with atomic.plainly(folder, "write"):
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        wait_for(opened)
        yield
    finally:
        with suppress(OSError):
            os.close(opened)
