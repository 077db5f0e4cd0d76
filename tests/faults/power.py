"""A model of what a disk may hold after the power was cut.

What a program does to the disk is recorded; then, for a moment in between, all
that the disk may hold is worked out and built. The rules:

- The bytes of a file are safe once the file was synced. Before that the file
  may hold what was synced last, half of the new bytes, or all of them.
- A change of a folder (a name that comes, goes, or is put in the place of
  another) is safe once the folder was synced. One change happens or does not;
  putting a file in another's place within one folder is one change.
- In *any order*, after the letter of POSIX, each subset of the changes that
  are not safe may have happened, whatever came first.
- In *journal order*, as ext4 and its like do it, changes of all folders
  happen in their order, and syncing anything makes all changes before it safe.

Names and rights of files never fail, and a folder that is there can be read.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from tests.faults.disk import os_with

Found = os.stat_result

Folder = dict[str, int]
"""Names and the inodes that they lead to."""

ALL_SUBSETS = 7
"""Up to so many unsafe changes each subset is tried; of more a selection."""


@dataclass(frozen=True)
class Change:
    """Names of one folder that change together; None takes a name away."""

    folder: int
    names: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Bytes:
    """All that a file holds from now on."""

    file: int
    data: bytes


@dataclass(frozen=True)
class Synced:
    """A file or a folder was synced."""

    what: int


Event = Change | Bytes | Synced


@dataclass
class Disk:
    """What is on a disk: by inode, folders and the bytes of files."""

    folders: dict[int, Folder] = field(default_factory=dict)
    files: dict[int, bytes] = field(default_factory=dict)

    def copy(self) -> "Disk":
        return Disk({inode: dict(names) for inode, names in self.folders.items()}, dict(self.files))

    def change(self, event: Change) -> None:
        names = self.folders.setdefault(event.folder, {})
        for name, inode in event.names:
            if inode is None:
                names.pop(name, None)
            else:
                names[name] = inode

    def seen_from(self, root: int) -> tuple[tuple[str, int, bytes | None], ...]:
        """Every path and what is there: two disks that look the same are the same."""

        def below(inode: int, at: str) -> Iterator[tuple[str, int, bytes | None]]:
            for name, inner in sorted(self.folders.get(inode, {}).items()):
                if inner in self.folders:
                    yield f"{at}{name}/", inner, None
                    yield from below(inner, f"{at}{name}/")
                else:
                    yield f"{at}{name}", inner, self.files.get(inner, b"")

        return tuple(below(root, ""))


class Recorder:
    """Does what the store asks of the disk and writes it down; nothing is really synced."""

    def __init__(self, root: Path) -> None:
        self.root = root.stat().st_ino
        self._made: dict[int, int] = {}
        self.events: list[Event] = []
        self.before = Disk()
        for folder, folders, files in os.walk(root):
            here = Path(folder)
            names = {name: os.lstat(here / name).st_ino for name in (*folders, *files)}
            self.before.folders[here.stat().st_ino] = names
            self.before.files |= {names[name]: (here / name).read_bytes() for name in files}

    def os(self) -> Any:
        """In place of ``os``."""
        recorded = (self.open, self.write, self.fsync, self.mkdir, self.link, self.replace, self.unlink)
        return os_with(**{call.__name__: call for call in recorded})

    def open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        makes = flags & os.O_CREAT and not self._there(path, dir_fd)
        opened = os.open(path, flags, mode, dir_fd=dir_fd)
        if makes:
            inode = self._new(os.fstat(opened).st_ino)
            self._change(path, dir_fd, inode)
            self.events.append(Bytes(inode, b""))
        return opened

    def write(self, opened: int, data: Any) -> int:
        written = os.write(opened, data)
        inode = self._known(os.fstat(opened))
        before = next(e.data for e in reversed(self.events) if isinstance(e, Bytes) and e.file == inode)
        self.events.append(Bytes(inode, before + bytes(data[:written])))
        return written

    def fsync(self, opened: int) -> None:
        self.events.append(Synced(self._known(os.fstat(opened))))

    def mkdir(self, path: Any, mode: int = 0o777) -> None:
        os.mkdir(path, mode)
        inode = self._new(os.stat(path).st_ino)
        self._change(path, None, inode)
        self.before.folders.setdefault(inode, {})

    def link(self, source: Any, target: Any, **given: Any) -> None:
        os.link(source, target, **given)
        folder = given.get("dst_dir_fd")
        self._change(target, folder, self._known(os.stat(target, dir_fd=folder, follow_symlinks=False)))

    def replace(self, source: Any, target: Any, **given: Any) -> None:
        from_, to = given.get("src_dir_fd"), given.get("dst_dir_fd")
        inode = self._known(os.stat(source, dir_fd=from_, follow_symlinks=False))
        os.replace(source, target, **given)
        if self._there(source, from_):
            return  # both were one file already: then nothing happens
        assert self._folder(source, from_) == self._folder(target, to)
        gone_and_come = ((os.path.basename(source), None), (os.path.basename(target), inode))
        self.events.append(Change(self._folder(target, to), gone_and_come))

    def unlink(self, path: Any, *, dir_fd: int | None = None) -> None:
        os.unlink(path, dir_fd=dir_fd)
        self._change(path, dir_fd, None)

    def _change(self, path: Any, dir_fd: int | None, inode: int | None) -> None:
        self.events.append(Change(self._folder(path, dir_fd), ((os.path.basename(path), inode),)))

    def _folder(self, path: Any, dir_fd: int | None) -> int:
        found = os.stat(os.path.dirname(path) or ".") if dir_fd is None else os.fstat(dir_fd)
        assert stat.S_ISDIR(found.st_mode)
        return self._known(found)

    def _new(self, inode: int) -> int:
        """What was just made: a disk may give it the inode of what was taken away, here it has its own."""
        self._made[inode] = -len(self.events) - 1
        return self._made[inode]

    def _known(self, found: Found) -> int:
        return self._made.get(found.st_ino, found.st_ino)

    def _there(self, path: Any, dir_fd: int | None) -> bool:
        try:
            os.stat(path, dir_fd=dir_fd, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def after(self, moment: int, in_order: bool) -> Iterator[Disk]:
        """All disks that there may be when the power is cut after so many events."""
        events = self.events[:moment]
        syncs = [(at, event.what) for at, event in enumerate(events) if isinstance(event, Synced)]
        last = max((at for at, _ in syncs), default=-1)

        def safe(at: int, inode: int) -> bool:
            return any(later > at and what == inode for later, what in syncs)

        changes = [(at, event) for at, event in enumerate(events) if isinstance(event, Change)]
        kept = [at for at, event in changes if (at < last if in_order else safe(at, event.folder))]
        unsafe = [at for at, _ in changes if at not in kept]
        contents: dict[int, list[bytes]] = {}
        for at, event in enumerate(events):
            if isinstance(event, Bytes):
                if safe(at, event.file):
                    contents[event.file] = [event.data]
                else:
                    may_be = contents.setdefault(event.file, [b""])
                    may_be += [event.data[: len(event.data) // 2], event.data]
        for happened in self._prefixes(unsafe) if in_order else self._subsets(unsafe):
            disk = self.before.copy()
            for at, event in changes:
                if at in kept or at in happened:
                    disk.change(event)
            choices = [list(dict.fromkeys(contents[inode])) for inode in contents]
            for chosen in product(*choices):
                yield Disk(disk.folders, disk.files | dict(zip(contents, chosen, strict=True)))

    def _prefixes(self, unsafe: list[int]) -> Iterator[set[int]]:
        return (set(unsafe[:count]) for count in range(len(unsafe) + 1))

    def _subsets(self, unsafe: list[int]) -> Iterator[set[int]]:
        if len(unsafe) <= ALL_SUBSETS:
            for bits in product((False, True), repeat=len(unsafe)):
                yield {at for at, bit in zip(unsafe, bits, strict=True) if bit}
            return
        yield from self._prefixes(unsafe)
        for at in unsafe:
            yield {at}
            yield set(unsafe) - {at}
        chance = Random(len(self.events))
        for _ in range(2**ALL_SUBSETS // 2):
            yield {at for at in unsafe if chance.random() < 0.5}


def build(disk: Disk, root: int, folder: Path) -> None:
    """Put a disk into an empty folder, with its links."""
    folder.mkdir()
    known: dict[int, Path] = {}
    for name, inode, data in disk.seen_from(root):
        path = folder / name
        if data is None:
            path.mkdir()
        elif inode in known:
            os.link(known[inode], path)
        else:
            path.write_bytes(data)
            known[inode] = path


def cuts(recorder: Recorder, in_order: bool) -> Iterator[tuple[int, Disk]]:
    """Every moment and every disk of it that differs from those before."""
    for moment in range(len(recorder.events) + 1):
        known = set()
        for disk in recorder.after(moment, in_order):
            seen = disk.seen_from(recorder.root)
            if seen not in known:
                known.add(seen)
                yield moment, disk
