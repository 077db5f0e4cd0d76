"""What the index keeps of one session file, read from the raw document without the models.

Reading is lenient, as a list is: what is no text of somebody is passed over.
Of a file that belongs to another user only what ``shared()`` leaves is kept.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from bpworkshop import text, toml
from bpworkshop.errors import FileProblem
from bpworkshop.session.standing import SETTLED, due, standing
from bpworkshop.store import atomic, formats, migrations, tokens
from bpworkshop.store.folder import Listed, row_of, tables, told
from bpworkshop.store.placing import LISTS, NUMBER
from bpworkshop.store.promised import Promised, promised
from bpworkshop.store.signature import Known, signature

_ITEM = ("note",)
WORDS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "idea": ("idea",),
    "next_meeting": ("place",),
    "parties": ("name", "handle", "mission"),
    "people": ("name", "handle", "role"),
    "agenda": ("label",),
    "options": ("text", *_ITEM),
    "check_in": ("text", *_ITEM),
    "goals": ("statement", "aim", "beneficiaries", "measure", "target", *_ITEM),
    "values": ("value", "evidence", "red_line", "mitigation", "question", *_ITEM),
    "alternatives": ("option", "failure", "trigger", "first_step", *_ITEM),
    "benefits": ("benefit", "need", "asset", "only_together", "evidence", "cost_or_risk", *_ITEM),
    "figures": (
        *("metric", "library", "about", "unit", "how", "source", "row", "added"),
        *("only_here", "channel", "frequency", "rate_source", "history", *_ITEM),
    ),
    "commitments": ("commitment", "evidence", "if_missed", "events", *_ITEM),
    "aims": ("aim", "serves", "source", *_ITEM),
    "assets": ("asset", "team", "offers", *_ITEM),
    "assessments": ("known", "source", "unknown", *_ITEM),
    "risks": ("risk", "sign", "mitigation", *_ITEM),
    "clauses": ("clause", "text", "why", *_ITEM),
    "occasions": ("occasion", "message", "effect", "channel", "action", *_ITEM),
    "agreements": ("text", "wording", *_ITEM),
    "rounds": ("text", "choices", "ballots", *_ITEM),
    "decisions": ("text", "was", "objections", "reopened", *_ITEM),
    "parked": ("text", "item", *_ITEM),
    "notes": ("text", *_ITEM),
    "check_out": ("text", *_ITEM),
    # Records inside others, by the key under which they stand there.
    "evidence": ("text", "source"),
    "history": ("unit", "how", "source", "row"),
    "events": ("evidence", "waits_for"),
    "choices": ("text",),
    "ballots": ("reason", "because"),
    "because": ("text",),
    "wording": ("clause", "text", "why"),
    "objections": ("reason", "answer"),
    "reopened": ("why",),
}
"""Which keys of a table are words that people said, the item's own first; all that stands in a place."""

MANY = 400
"""Files that are worth starting processes for."""

_SHARE = 50
_TICK, _WHOLE_SECOND = 20_000_000, 2_000_000_000
"""Nanoseconds within which two changes can get the same time: by a clock, on disks that keep seconds."""

_PLACE, _TEXT = "\x1e", "\x1f"  # neither stands in clean text


class Place(NamedTuple):
    """A title, a party, a person, an item: what was said there, the words of the item itself first.

    ``number`` counts from 1 in its list; single values have neither number nor id.
    """

    list: str
    id: str | None
    number: int | None
    texts: tuple[str, ...]


class Job(NamedTuple):
    """A file that is to be read, and what was known of it."""

    name: bytes
    before: Known | None = None


class Gist(NamedTuple):
    """What is kept of one file; without ``row`` what was kept of its bytes already is still right.

    ``row`` is what a list shows, ``session`` its id. ``said`` has the number and the words of each place.
    ``promises`` are as JSON, each with the day on which it is next looked at.
    """

    job: Job
    known: Known
    row: str | None = None
    session: str = ""
    places: str = "[]"
    said: tuple[tuple[int, str], ...] = ()
    promises: tuple[tuple[str | None, str], ...] = ()


def gathered(folder: Path, jobs: Sequence[Job]) -> Iterator[tuple[Job, Gist | None]]:
    """The gist of each file, in their order; None for one that is not there any more.

    Where they are so many that it is worth it, processes read them, one a core.
    """
    done = 0
    if len(jobs) >= MANY:
        for share in _by_processes(folder, jobs):
            yield from share
            done += len(share)
    yield from ((job, read(folder, job)) for job in jobs[done:])


def _by_processes(folder: Path, jobs: Sequence[Job]) -> Iterator[list[tuple[Job, Gist | None]]]:
    """The same in shares; it ends early where no processes can be had."""
    # Imported late: that takes longer than a list of some sessions.
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
    from multiprocessing import get_context, resource_tracker

    # What watches over processes is handed our stderr, and that of a screen is no real one.
    with redirect_stderr(sys.__stderr__):
        resource_tracker.ensure_running()
    shares = [jobs[at : at + _SHARE] for at in range(0, len(jobs), _SHARE)]
    try:
        pool = ProcessPoolExecutor(os.cpu_count() or 1, get_context("spawn"), _stay_quiet)
        try:
            for share, found in zip(shares, pool.map(partial(_read_all, folder), shares), strict=True):
                yield list(zip(share, found, strict=True))
        finally:
            pool.shutdown(cancel_futures=True)
    except (BrokenProcessPool, OSError):
        return


def _read_all(folder: Path, jobs: Sequence[Job]) -> list[Gist | None]:
    return [read(folder, job) for job in jobs]


def _stay_quiet() -> None:
    """An interruption is told by whoever is interrupted, and not once more by each helper."""
    import gc

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()


def read(folder: Path, job: Job) -> Gist | None:
    """What is to be kept of a file; None when it is not there any more."""
    path = folder / os.fsdecode(job.name)
    began = time.time_ns()
    try:
        data, status = atomic.read_with_status(path)
    except FileProblem as problem:
        if problem.key == "file.missing":
            return None
        # Who may read it can change without a trace in the file: looked at again each time.
        now = Known(hash=_hash(problem.at_line.encode()))
        return Gist(job, now, None if job.before == now else _broken(path, problem))
    ctime = status.st_ctime_ns
    tick = _TICK if ctime % 1_000_000_000 else _WHOLE_SECOND
    now = Known(signature(status), ctime + tick < began, _hash(data), status.st_uid != os.geteuid())
    if job.before and (job.before.hash, job.before.theirs) == (now.hash, now.theirs):
        return Gist(job, now)
    try:
        values = _values(data, path)
        listed = told(values, path.stem, folder)
        if now.theirs:
            values = _shared(data, path)
            # Which boards have something on them, and which aims, is of what was left too.
            listed = listed._replace(further=told(values, path.stem, folder).further)
    except FileProblem as problem:
        return Gist(job, now, _broken(path, problem))
    found = places(values)
    promises = tuple((_next_look(one), one.to_json()) for one in promised(values, path.stem))
    return Gist(job, now, row_of(listed), listed.id, packed(found), said(found), promises)


def _next_look(promise: Promised) -> str | None:
    """The day on which an open promise is due, or its yes is; None for one that nobody waits for."""
    events = standing(promise)
    if not events or events[-1].kind in SETTLED:
        return None
    days = [due(promise), events[-1].until if events[-1].kind == "proposed" else None]
    return min((day.isoformat() for day in days if day), default=None)


def places(data: Mapping[str, Any]) -> list[Place]:
    """Every place of a document in which somebody said something."""
    found: list[Place] = []

    def note(name: str, table: Mapping[str, Any], id: str | None = None, number: int | None = None) -> None:
        texts: list[str] = []
        _gather(name, table, texts)
        if texts:
            found.append(Place(name, id, number, tuple(texts)))

    for name in ("title", "idea"):
        note(name, data)
    for table in tables([data.get("next_meeting")]):
        note("next_meeting", table)
    for name in LISTS:
        for number, table in enumerate(tables(data.get(name)), 1):
            id = table.get("id")
            note(name, table, text.line(id) if isinstance(id, str) else None, number)
    # Looked through together, which is nearly always all there is to do.
    if text.is_clean("\n".join("\n".join(place.texts) for place in found)):
        return found
    return [place._replace(texts=tuple(map(text.clean, place.texts))) for place in found]


def said(found: Sequence[Place]) -> tuple[tuple[int, str], ...]:
    """The number of each place, and its words as FTS5 is given them."""
    folded = tokens.fold(_PLACE.join(_TEXT.join(place.texts) for place in found)).split(_PLACE)
    return tuple(
        (NUMBER[place.list] | number, tokens.together(one.split(_TEXT)))
        for number, (place, one) in enumerate(zip(found, folded, strict=bool(found)))
    )


def packed(found: Sequence[Place]) -> str:
    """Places as JSON, for the index."""
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def unpacked(written: str) -> list[Place]:
    """What ``packed`` wrote."""
    return [Place(name, id, number, tuple(texts)) for name, id, number, texts in json.loads(written)]


def _gather(record: str, table: Mapping[str, Any], texts: list[str]) -> None:
    """Add what was said in a table of this kind, and in the tables inside it."""
    for key in WORDS[record]:
        value = table.get(key)
        if isinstance(value, str):
            texts.append(value)
        elif value is not None:
            inner = table.get("step") if key == "item" else key
            for one in value if isinstance(value, list) else (value,):
                if isinstance(one, str):
                    texts.append(one)
                elif isinstance(one, dict) and inner in WORDS:
                    _gather(inner, one, texts)


def _values(data: bytes, path: Path) -> dict[str, Any]:
    values, found = formats.check_format(toml.read(data, path), path)
    return migrations.migrate(values, found, formats.FORMAT)


def _shared(data: bytes, path: Path) -> dict[str, Any]:
    """What everybody may see of a session, as a raw document; nothing of what is none."""
    from bpworkshop.session.shared import shared
    from bpworkshop.store import codec

    try:
        return _values(codec.encode(shared(codec.decode(data, path))), path)
    except FileProblem:
        return {}


def _broken(path: Path, problem: FileProblem) -> str:
    return row_of(Listed(path.stem, path.parent, error=problem.at_line))


def _hash(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()
