"""Who else may read and write sessions: a Unix group, let in by choice and taken out again.

Without it a session is its owner's alone. The doors are opened last, the
session's own folder and file after what stands in them, and when a step fails
all of it is put back: nothing is ever more open than was said.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NamedTuple

from bpworkshop.errors import FileProblem, Problem
from bpworkshop.store import atomic
from bpworkshop.store.belonging import folder_of, usual_folder
from bpworkshop.store.folder import ASSETS, HIDDEN, MARK, SHARE_NEW, SessionFolder

FOLDER, FILE = 0o2770, 0o660
OWN_FOLDER, OWN_FILE = 0o700, 0o600

MOST_NAMES = 24
"""Members of a group that are named; nobody reads more."""


class Group(NamedTuple):
    """A group of this machine."""

    id: int
    name: str

    def members(self) -> list[str]:
        """The login names in it, as far as this machine knows them, sorted."""
        import grp
        import pwd

        primary = [user.pw_name for user in pwd.getpwall() if user.pw_gid == self.id]
        return sorted({*grp.getgrgid(self.id).gr_mem, *primary})


class Session(NamedTuple):
    """A session whose rights are to be changed: its file, and the id by which its folder is found."""

    path: Path
    id: str

    @property
    def beside(self) -> Path:
        return folder_of(self.path, self.id)

    @property
    def common(self) -> list[Path]:
        """Of a copied file also the place where it meets the other to save, without what else is there."""
        usual = usual_folder(self.path, self.id)
        places = (usual / "lock", usual / "rev", usual) if usual != self.beside else ()
        return [path for path in places if path.exists()]


def find_group(typed: str) -> Group:
    """The group of this name or number, which this user may give files to. Raises Problem."""
    import grp

    try:
        found = grp.getgrgid(int(typed)) if typed.isdecimal() and typed.isascii() else grp.getgrnam(typed)
    except (KeyError, OverflowError, ValueError):
        raise _unknown(typed) from None
    mine = {os.getegid(), *os.getgroups()}
    if os.geteuid() != 0 and found.gr_gid not in mine:
        raise Problem("rights.not_member", group=found.gr_name, groups=_names(mine))
    return Group(found.gr_gid, found.gr_name)


def _unknown(typed: str) -> Problem:
    import difflib
    import grp

    near = difflib.get_close_matches(typed[:64], [one.gr_name for one in grp.getgrall()], 3)
    if near:
        return Problem("rights.no_group_near", group=typed, near=", ".join(near))
    return Problem("rights.no_group", group=typed, groups=_names({os.getegid(), *os.getgroups()}))


def _names(ids: set[int]) -> str:
    import grp

    names = []
    for id in ids:
        with suppress(KeyError):
            names.append(grp.getgrgid(id).gr_name)
    return ", ".join(sorted(names)[:MOST_NAMES])


# Letting a group in


def share(
    folder: SessionFolder, sessions: Sequence[Session], group: Group, *, new_ones: bool = False
) -> None:
    """Let a group read and write these sessions; with ``new_ones`` also what is made from now on.

    Raises FileProblem for what this user may not open, or where another group
    has the folder already; then everything is as it was.
    """
    hidden = folder.path / HIDDEN
    atomic.make_folder(hidden)
    _must_be_for_sessions(folder.path)
    if not new_ones:
        _must_not_have_another_group(folder, sessions, group)
    with ExitStack() as back:
        for session in sessions:
            inside = *_inside(session.beside), *session.common
            for path in (*inside, session.path, session.beside):
                _let_in(path, group, back)
        if new_ones:
            _let_in(hidden / ASSETS, group, back)
        for door in (hidden, folder.path):
            _let_in(door, group, back)
        if new_ones:
            mark = hidden / SHARE_NEW
            mark.unlink(missing_ok=True)
            atomic.write(mark, b"", MARK)
        back.pop_all()


def make_private(folder: SessionFolder, sessions: Sequence[Session], *, new_ones: bool = False) -> None:
    """Only their owner may read these sessions again; with ``new_ones`` what is made from now on too.

    The doors are closed first. Raises FileProblem for what is somebody else's.
    """
    hidden = folder.path / HIDDEN
    if new_ones:
        (hidden / SHARE_NEW).unlink(missing_ok=True)
        for door in (folder.path, hidden):
            _change(door, OWN_FOLDER)
        # What another member wrote is behind a closed door by now.
        with suppress(FileProblem):
            _change(hidden / ASSETS, OWN_FILE)
    for session in sessions:
        _change(session.path, OWN_FILE)
        _change(session.beside, OWN_FOLDER)
        for path in _inside(session.beside):
            # What another member made is behind a closed door by now.
            with suppress(FileProblem):
                _change(path, OWN_FOLDER if path.is_dir() else OWN_FILE)


def closed_above(folder: Path, group: Group) -> Path | None:
    """The outermost folder above that does not let the group through, if any does not."""
    for above in reversed(folder.resolve().parents):
        status = above.stat()
        needed = stat.S_IXGRP if status.st_gid == group.id else stat.S_IXOTH
        if not status.st_mode & needed:
            return above
    return None


def foreign(path: Path) -> str | None:
    """Whose a file is that is not ours and not shared with a group of ours: nobody let us in on purpose."""
    try:
        status = path.stat()
    except OSError:
        return None
    ours = os.geteuid() in (0, status.st_uid)
    shared = status.st_mode & stat.S_IWGRP and status.st_gid in {os.getegid(), *os.getgroups()}
    return None if ours or shared else _owner(path)


def _must_be_for_sessions(folder: Path) -> None:
    """A home or a folder for everybody is not to become a group's because a session lies in it."""
    if folder.stat().st_mode & stat.S_ISVTX or folder.resolve() in (Path.home().resolve(), Path("/")):
        raise FileProblem("rights.not_for_sessions", path=folder)


def _must_not_have_another_group(folder: SessionFolder, sessions: Sequence[Session], group: Group) -> None:
    """A folder lets in one group: the other would lose what it was given."""
    now = folder.path.stat()
    if now.st_gid == group.id or not now.st_mode & stat.S_IWGRP:
        return
    others = {path.name for path in folder.paths()} - {session.path.name for session in sessions}
    for name in sorted(others):
        status = (folder.path / name).lstat()
        if status.st_gid == now.st_gid and status.st_mode & stat.S_IWGRP:
            raise FileProblem("rights.other_group", path=folder.path, name=name, group=group_name(now.st_gid))


def group_name(id: int) -> str:
    """What a group is called, or its number."""
    import grp

    try:
        return grp.getgrgid(id).gr_name
    except KeyError:
        return str(id)


def _inside(folder: Path) -> Iterator[Path]:
    """Everything in a folder, what is in a folder before the folder; links are left alone."""
    for root, folders, files in os.walk(folder, topdown=False):
        for name in (*files, *folders):
            path = Path(root, name)
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                continue
            yield path


def _let_in(path: Path, group: Group, back: ExitStack) -> None:
    try:
        before = path.lstat()
    except FileNotFoundError:  # a revision that was just cleared away, a folder that is still to be made
        return
    mode = FOLDER if stat.S_ISDIR(before.st_mode) else FILE
    already = before.st_gid == group.id and before.st_mode & mode == mode
    if already and os.geteuid() not in (0, before.st_uid):
        return  # another member's: it is as it should be, and could not be changed
    back.callback(_put_back, path, before)
    _change(path, mode, group.id)


def _put_back(path: Path, before: os.stat_result) -> None:
    with suppress(FileProblem):
        _change(path, stat.S_IMODE(before.st_mode), before.st_gid)


def _change(path: Path, mode: int, group: int | None = None) -> None:
    """Give a file or folder a group, then a mode; what is gone needs neither."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            now = os.fstat(opened)
            if group is not None and now.st_gid != group:
                # Closed first: the new group is not to have, even for a moment, what the old one had.
                os.fchmod(opened, OWN_FOLDER if stat.S_ISDIR(now.st_mode) else OWN_FILE)
                os.fchown(opened, -1, group)
            os.fchmod(opened, mode)
        finally:
            os.close(opened)
    except FileNotFoundError:
        return
    except PermissionError as error:
        raise FileProblem("rights.not_owner", path=path, owner=_owner(path)) from error
    except OSError as error:
        raise FileProblem("file.io", path=path, reason=error.strerror) from error


def _owner(path: Path) -> str:
    import pwd

    try:
        id = path.lstat().st_uid
        return pwd.getpwuid(id).pw_name
    except KeyError:
        return str(id)
    except OSError:
        return "?"
