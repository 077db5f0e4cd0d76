"""The keeper of one open session: all that is written for it, and what others write is seen here.

Everything blocks until the disk has answered, so the screens have it done by a
thread (``worker``); the line mode and the shell wait for it themselves.
"""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import RLock
from time import sleep
from typing import TYPE_CHECKING

from bpworkshop import toml
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.session.merge import Merged, known_to, merge
from bpworkshop.session.session import Session
from bpworkshop.store import atomic, codec, handout
from bpworkshop.store.beside import Beside, Sidecar
from bpworkshop.store.formats import FORMAT
from bpworkshop.store.revisions import Revisions, Taken, Truth
from bpworkshop.store.versions import A_MINUTE, Versions, Why

if TYPE_CHECKING:
    from bpworkshop.store.lease import Holder, Lease

TRIES = 50
"""How often others may be faster before a save gives up for now."""


LARGE = 256 * 1024
"""Bytes from which a session is looked at whether it has more in it than a reader takes."""

TO_TELL = 0.2
"""Seconds that the end of leading waits to tell those who follow a handout."""

SILENT = 60.0
"""Seconds without a sign of life after which the one who leads may be gone."""

_FORMAT = re.compile(rb"(?m)^format *= *([0-9]{1,4})\b")


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads: we, or ``holder``, who may be gone (``silent``). ``asked``: who asks us for it.

    ``declined``: what we asked for was not given.
    """

    ours: bool
    holder: "Holder | None" = None
    silent: bool = False
    asked: str | None = None
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of looking or saving: ``mine`` was handed in, ``session`` is that with what others did.

    ``disk``: what the file holds now, all of it in ``session``.
    ``conflicts``: ids, or names of single values, that both sides changed.
    """

    mine: Session
    session: Session
    disk: Session
    conflicts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Keeper:
    """Keeps one session's file, its stage and its handouts.

    Whoever saves says what of the file it knows already (``base``): between
    two calls a keeper remembers nothing that a merge could go wrong by.
    """

    def __init__(self, path: Path, session: Session, data: bytes) -> None:
        self.path = path
        self._id = session.id
        self.beside = Beside(path, session.id)
        self.revisions = Revisions(path, self.beside)
        self.versions = Versions(self.beside)
        self.sidecar = self.beside.sidecar()
        self._disk = session
        self._data = data
        self._encoder = codec.Encoder()
        self._durable = True
        # What was handed in since the base last moved, and not acknowledged.
        self._handed: list[Session] = []
        self._seen: tuple[int, ...] | None = None
        self._lock = RLock()
        # Its own: who leads must not wait for a disk that is slow to save.
        self._leading = RLock()
        self._lease: Lease | None = None
        self._asking = False
        self._version_at: datetime | None = None
        self._without_versions = False

    def save(self, base: Session, session: Session, why: Why, at: datetime) -> Kept:
        """Put the session on the disk, durably, with what others saved since ``base`` merged in.

        What stood there when it was opened is kept as a version first, and
        what stands there then as another, at most one a minute without a reason.

        Raises FileProblem when the disk refuses or the file was broken by
        hand; the next save tries again.
        """
        with self._lock:
            warnings = self._keep_first(at) if self._version_at is None else ()
            kept = self._save(base, session)
            warnings += self.keep_version(why, at)
            return replace(kept, warnings=warnings + self._keep_handouts())

    def _save(self, base: Session, session: Session) -> Kept:
        # Where this fails, it may already have a number by which others know it.
        if not self._handed or self._handed[-1] is not session:
            self._handed.append(session)
        # After a failure the same bytes are written again: they may never have reached the disk.
        durable, self._durable = self._durable, False
        with self.revisions.locked():
            for _ in range(TRIES):
                try:
                    truth = self.revisions.truth(adopt=True)
                    merged = self._merged(base, session, truth)
                    if merged.session.id != self._id:
                        self.move(merged.session.id)
                        continue
                    data = self._encoded(merged.session)
                    if not (data == truth.data and truth.seen and durable):
                        self.revisions.commit(truth, data)
                except Taken:
                    sleep(os.urandom(1)[0] / 25_600)
                else:
                    break
            else:
                raise FileProblem("file.busy", path=self.path)
        self._disk, self._data, self._durable = merged.session, data, True
        self._handed.clear()
        # What stands there by now may be another's already: looked at once more.
        self._seen = None
        return Kept(session, merged.session, merged.session, merged.conflicts)

    def move(self, id: str) -> None:
        """The session has another id, or is about to: all who save it meet where that is."""
        self._id = id
        self.beside = Beside(self.path, id)
        self.revisions = Revisions(self.path, self.beside)
        self.versions = Versions(self.beside)
        with self._leading:
            if self._lease:
                before, self._lease = self._lease, replace(self._lease, beside=self.beside)
                if before.ours:
                    self._lease.take()
                before.release()

    def _encoded(self, session: Session) -> bytes:
        """The bytes to save. Raises FileProblem where they could not be read again."""
        data = self._encoder.encode(session)
        if len(data) > atomic.MAX_BYTES:
            raise FileProblem("file.grown", path=self.path, limit=atomic.MAX_BYTES // atomic.MEGABYTE)
        if len(data) > LARGE:
            toml.check_structure(data.decode(), self.path)
        return data

    def look(self, base: Session, session: Session) -> Kept | None:
        """Merge in what somebody else saved since ``base``; None when the file was not touched.

        Cheap while nothing happens. Raises FileProblem for a file that can't
        be read now; one that is gone is written again by the next save.
        """
        with self._lock:
            seen = self._looks()
            if seen == self._seen:
                return None
            truth, known = self.revisions.truth(), self._data
            if truth.data == b"":
                # An editor empties a file before it writes it: what it writes is looked at.
                return None
            self._seen = seen
            if truth.data in (None, known) and self._disk is base:
                gone = str(FileProblem("file.gone", path=self.path))
                return None if seen else Kept(session, session, base, warnings=(gone,))
            merged = self._merged(base, session, truth)
            self._handed.clear()
            # Whoever saved it may not have been let in to where the handouts are.
            warnings = self._keep_handouts() if self._leads else ()
        return Kept(session, merged.session, self._disk, merged.conflicts, warnings)

    def keep_version(self, why: Why, at: datetime) -> tuple[str, ...]:
        """Keep what is on the disk as a version, where there is reason to; warnings."""
        with self._lock:
            late = self._version_at is None or not timedelta() <= at - self._version_at < A_MINUTE
            return self._keep_version(self._data, why, at) if late or why != "minute" else ()

    def _keep_first(self, at: datetime) -> tuple[str, ...]:
        # Only while it stands there: what was read at opening may name somebody who was taken out since.
        stands = self.revisions.truth().data == self._data
        return self._keep_version(self._data, self._first(), at) if stands else ()

    def _first(self) -> Why:
        """Why the file as it was found is kept: of an older format it can't be had otherwise."""
        found = _FORMAT.search(self._data)
        if found and int(found[1]) < FORMAT:
            return "before"
        return "opened" if self._lease else "minute"

    def _keep_version(self, data: bytes, why: Why, at: datetime) -> tuple[str, ...]:
        self._version_at = at
        try:
            self.versions.keep(data, at, why)
        except Problem as problem:
            # The session itself is saved. Told once: it would be the same each minute.
            told, self._without_versions = self._without_versions, True
            return () if told else (str(problem),)
        self._without_versions = False
        return ()

    # Who leads

    def take_lead(self, clock: Callable[[], datetime]) -> Lead:
        """Lead, unless somebody else does. Raises FileProblem when the disk refuses."""
        with self._leading:
            led = self._leads
            self._leased(clock).take()
            lead = self.pulse()
        if lead.ours and not led:
            self._tell_followers(0)
        return lead

    def seize_lead(self, clock: Callable[[], datetime]) -> Lead:
        """Lead, whoever did. Raises FileProblem when the disk refuses."""
        with self._leading:
            self._leased(clock).seize()
            return self.pulse()

    def _leased(self, clock: Callable[[], datetime]) -> "Lease":
        # What only adds something never leads, and does not pay for it.
        from bpworkshop.store.lease import Lease

        self._lease = self._lease or Lease(self.beside, clock)
        return self._lease

    def ask_lead(self) -> None:
        """Ask whoever leads for it. Raises FileProblem when the disk refuses."""
        with self._leading:
            if self._lease:
                self._lease.ask(self._lease.process.user)
                self._asking = True

    def answer_lead(self, give: bool) -> bool:
        """Give the lead to whoever asked, or keep it; False where nobody asks."""
        with self._leading:
            if not self._lease or not self._lease.asked():
                return False
            if give:
                return self._lease.hand_over()
            self._lease.decline()
            return True

    def asked_by_us(self) -> bool:
        """Whether it is the same login on this machine that asks us for the lead."""
        with self._leading:
            return bool(self._lease and self._lease.asked_by_us())

    def release(self) -> None:
        """Lead no longer."""
        if self._lease:
            with self._leading:
                led = self._leads
                self._lease.withdraw()
                self._lease.release()
            if led:
                self._tell_followers(TO_TELL)

    @property
    def _leads(self) -> bool:
        return bool(self._lease and self._lease.ours)

    @property
    def led(self) -> bool:
        """Whether anybody leads, as far as can be seen from here."""
        from bpworkshop.store.lease import Lease

        with self._leading:
            holder = (self._lease or Lease(self.beside, datetime.now)).look()
        return bool(holder and not holder.process.gone)

    def pulse(self) -> Lead:
        """Give a sign of life where we lead; who does, and what was asked."""
        with self._leading:
            if not self._lease:
                return Lead(ours=False)
            holder = self._lease.look()
            if holder and holder.token == self._lease.token:
                self._lease.beat()
                self._asking = False
                return Lead(ours=True, asked=self._lease.asked())
            declined = self._asking and self._lease.answered() is False
            self._asking = self._asking and not declined
            silent = (self._lease.silent_for() or 0.0) > SILENT or bool(holder and holder.process.gone)
            return Lead(ours=False, holder=holder, silent=silent, declined=declined)

    def followed(self) -> Sidecar:
        """Where the one who leads stands."""
        return self.beside.sidecar()

    def keep(self, sidecar: Sidecar) -> tuple[str, ...]:
        """Write down where the meeting stands; warnings. Raises FileProblem when the disk refuses."""
        with self._lock:
            self.beside.keep(sidecar, self.sidecar)
            self.sidecar = sidecar
            return self._keep_handouts()

    def _merged(self, base: Session, session: Session, truth: Truth) -> Merged:
        if truth.data is None:
            return Merged(session)
        if truth.data != self._data:
            self._disk, self._data = codec.decode(truth.data, self.path), truth.data
        if self._disk is base:
            return Merged(session)
        return merge(known_to(base, self._handed, self._disk) if self._handed else base, session, self._disk)

    # Handouts

    def _keep_handouts(self) -> tuple[str, ...]:
        """Keep the handouts up. One that can't be written is a warning: the session itself is saved.

        Where somebody else leads it is none: they keep it up too, and it may be theirs alone to write.
        """
        if not self.beside.standing().handouts:
            return ()
        ours, led = self._leads, self.led
        warnings = []
        with self.revisions.locked():
            # One at a time, so that what is written last is the newest: who has saved since writes that.
            if self.revisions.truth().data not in (None, self._data):
                return ()
            # As the disk has it: somebody else may lead, or have been asked for another handout.
            standing = self.beside.standing()
            stage = replace(standing.stage, led=led)
            for path in standing.handouts:
                try:
                    # Followed within half a second, and soon written again: nobody waits for the disk.
                    handout.write(path, self._disk, stage, durable=False)
                except Problem as problem:
                    warnings.append(str(problem))
        return tuple(warnings) if ours or not led else ()

    def _tell_followers(self, seconds: float) -> None:
        """Tell in the handouts whether anybody leads; whoever is saving for so long tells it too."""
        if self._lock.acquire(timeout=seconds):
            try:
                with suppress(Problem):
                    self._keep_handouts()
            finally:
                self._lock.release()

    def _looks(self) -> tuple[int, ...]:
        """What changes when somebody else writes the file: the inode does, at each save."""
        try:
            found = os.stat(self.path)
        except OSError:
            return ()
        return found.st_ino, found.st_size, found.st_mtime_ns


def rescue(path: Path, session: Session, folder: Path, at: datetime) -> Path:
    """Put a session that could not be saved into another folder; the file that it is now in."""
    atomic.make_folder(folder)
    target = folder / f"{path.stem}-{at:%H%M%S}.toml"
    atomic.write(target, codec.encode(session))
    return target
