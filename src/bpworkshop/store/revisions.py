"""Compare-and-swap for one file: of two who save at once the second sees what the first saved.

A save gives its new bytes the next revision number by ``link``, which only one
can do, also on a network disk, where locks are not to be trusted; then the
file is replaced by them. The file and its newest revision are one inode, so
that a file that a slow writer put back, or that was never replaced because its
writer died between the two, is told from one that a person wrote: between link
and replace the newest revision is the truth, and whoever looks next heals.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

from bpworkshop.errors import FileProblem, Problem
from bpworkshop.store import atomic
from bpworkshop.store.belonging import called
from bpworkshop.store.beside import Beside

KEPT = 3
"""Revisions that stay whatever their age."""

MOST = 64
"""Revisions that stay at most, however young."""

SLOWEST = 120.0
"""Seconds that a writer may take from its link to its replacing: so long its revision is known."""

PATIENCE = 2.0
"""Seconds to wait for another writer's lock; then the numbers alone decide."""

_CANNOT_LINK = frozenset(
    (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)
)


class Taken(Exception):
    """Somebody else saved first: look again, merge, and save that."""


Seen = tuple[int, int, int] | None
"""What changes when somebody writes the file: inode, size, time; None where it is gone."""


class Truth(NamedTuple):
    """What is saved now: its revision, and its bytes; None where nothing is.

    ``seen``: the file, which may have been taken away by hand.
    """

    number: int
    data: bytes | None
    seen: Seen


class Revisions:
    """The revisions of one session's file. A copy of the file beside it has its own."""

    def __init__(self, path: Path, beside: Beside) -> None:
        self.path = path
        self._beside = beside
        self._folder = beside.common / "rev"
        self._name = called(path.name)

    def truth(self, adopt: bool = False, heal: bool = True) -> Truth:
        """What is saved now; with ``heal`` a file that lags behind its newest revision is healed.

        With ``adopt``, which is for saving, a file that a hand has written
        becomes a revision: otherwise one that somebody is just about to put
        in its place could not be told from one that it came after. Raises
        FileProblem, and Taken with ``adopt``.
        """
        inodes = self._inodes()
        newest = max(inodes, default=0)
        seen = self._seen(self.path)
        if newest and (seen is None or seen[0] in inodes.values()):
            if heal and seen and seen[0] != inodes[newest]:
                seen = self._healed(newest) or seen
            # Not the file: a slow writer may be putting an old one there by now.
            return Truth(newest, atomic.read(self._revision(newest)), seen)
        if adopt and seen and self._adopted(newest + 1):
            return self.truth(adopt)
        try:
            return Truth(newest, atomic.read(self.path), seen)
        except Problem as problem:
            if problem.key != "file.missing":
                raise
            return Truth(newest, None, None)

    def commit(self, after: Truth, data: bytes) -> None:
        """Save ``data`` as the revision after the one that was the truth, adopted.

        When this returns, the bytes are on the disk and the newest. Raises
        Taken when somebody else saved meanwhile, FileProblem when the disk
        refuses; what was saved before then still stands.
        """
        number = after.number + 1
        self._beside.make_common("rev")
        linked = False

        def claim(temporary: Path) -> None:
            nonlocal linked
            if self._seen(self.path) != after.seen:
                # A hand takes no number.
                raise Taken
            linked = self._link(temporary, self._revision(number))
            if linked and self._newest() > number:
                # A number that was used and cleared away long ago is free again for who was slow.
                self._remove(number)
                raise Taken

        # Where this fails later the number stays taken: another may have merged with it by now.
        atomic.write(self.path, data, self._beside.mode, claim=claim)
        if linked and (newest := self._newest()) > number:
            # It may have begun before ours was the file: only what is newest counts as saved.
            # Ours may be so old that nobody knows it any more and takes it for a hand's.
            self._healed(newest)
            raise Taken
        self._prune(number)

    def forget(self) -> None:
        """Keep nothing but the newest: somebody is to be taken out of all that is kept.

        What is left from when the file had another name goes too.
        """
        for number in sorted(self._inodes())[:-1]:
            self._remove(number)
        with suppress(OSError):
            there = {called(name) for name in os.listdir(self.path.parent)}
            for name in os.listdir(self._folder):
                if name.partition("-")[0] not in there:
                    os.unlink(self._folder / name)

    def paths(self) -> list[Path]:
        """The files of the revisions. Raises FileProblem."""
        return [self._revision(number) for number in sorted(self._inodes())]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Others on this machine wait their turn, instead of merging again and again.

        A courtesy: where locks are missing or hang, the numbers alone decide.
        """
        try:
            self._beside.make_common()
            opened = os.open(self._beside.common / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
        except (OSError, Problem):
            yield
            return
        try:
            with suppress(OSError):
                os.fchmod(opened, self._beside.mode)
            wait_for(opened)
            yield
        finally:
            with suppress(OSError):
                os.close(opened)

    def _revision(self, number: int) -> Path:
        return self._folder / f"{self._name}-{number:09d}"

    def _inodes(self) -> dict[int, int]:
        """The inode of each revision, as the folder itself tells them: no look at each file."""
        begins = f"{self._name}-"
        try:
            with os.scandir(self._folder) as found:
                return {
                    int(one.name.removeprefix(begins)): one.inode()
                    for one in found
                    if one.name.startswith(begins) and one.name[len(begins) :].isdecimal()
                }
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except OSError as error:
            raise FileProblem("folder.unreadable", path=self._folder, reason=error.strerror) from error

    def _newest(self) -> int:
        return max(self._inodes(), default=0)

    def _seen(self, path: Path) -> Seen:
        # Not knowing is no reason to believe an old file: what the disk refuses is raised.
        with atomic.plainly(path, "read"):
            try:
                found = os.lstat(path)
            except FileNotFoundError:
                return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def _adopted(self, number: int) -> bool:
        """Make the file a revision; False on a disk without links. Raises Taken, FileProblem."""
        self._beside.make_common("rev")
        with atomic.plainly(self.path, "write"):
            try:
                os.link(self.path, self._revision(number), follow_symlinks=False)
            except FileExistsError as error:
                raise Taken from error
            except OSError as error:
                if error.errno not in _CANNOT_LINK:
                    raise
                return False
        return True

    def _healed(self, newest: int) -> Seen:
        """Put the newest revision in the file's place; None where the disk refuses: others will."""
        temporary = atomic.unnamed(self.path)
        with suppress(OSError, Problem):
            try:
                seen = self._seen(self._revision(newest))
                os.link(self._revision(newest), temporary)
                os.replace(temporary, self.path)
                return seen
            finally:
                # Where another had healed it already, both names are one file, and replacing did nothing.
                with suppress(FileNotFoundError):
                    os.unlink(temporary)
        return None

    def _link(self, temporary: Path, claimed: Path) -> bool:
        """Take the number; False on a disk without links, where only the lock stands between two."""
        try:
            os.link(temporary, claimed)
        except OSError as error:
            # A network disk can link, lose its answer, ask again and be told that the name is taken.
            if os.lstat(temporary).st_nlink == 2:
                return True
            if error.errno == errno.EEXIST:
                raise Taken from error
            if error.errno in _CANNOT_LINK:
                return False
            raise
        return True

    def _prune(self, newest: int) -> None:
        """Clear away what no writer can still put back, by the disk's own clock."""
        with suppress(OSError):
            now = os.lstat(self._revision(newest)).st_mtime
            old = sorted(self._inodes(), reverse=True)[KEPT:]
            for number in reversed(old):
                age = now - os.lstat(self._revision(number)).st_mtime
                if 0 <= age <= SLOWEST and number > newest - MOST:
                    # Those after it are younger still.
                    break
                self._remove(number)

    def _remove(self, number: int) -> None:
        with suppress(OSError):
            os.unlink(self._revision(number))


def wait_for(opened: int) -> None:
    """Wait for the lock of an opened file or folder, but not for ever: locks may be missing or hang."""
    late = monotonic() + PATIENCE
    while True:
        try:
            flock(opened, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            if monotonic() >= late:
                return
            sleep(0.005)
        except OSError:
            return
        else:
            return
