"""Session ↔ TOML, in one canonical form: same session, same bytes.

The layout of tables is written here, because tomli-w folds short ones into
inline arrays and flips the layout when one grows; it writes each table's body.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import tomli_w
from pydantic import ValidationError

from bpworkshop import text, toml
from bpworkshop.errors import FileProblem
from bpworkshop.session import fields, integrity
from bpworkshop.session.items import Entry
from bpworkshop.session.session import LISTS, Session
from bpworkshop.session.types import Amount, Record, plain
from bpworkshop.store import formats, migrations

R = TypeVar("R", bound=Record)

_DEEPEST = 8
"""Levels of tables that are looked into; the model has fewer and refuses the others."""


class Encoder:
    """Encodes a session again and again: what is still the same object is not encoded anew."""

    def __init__(self) -> None:
        self._items: dict[str, dict[str, tuple[Entry, str]]] = {name: {} for name in LISTS}
        self._lists: dict[str, tuple[tuple[Entry, ...], str]] = {}

    def encode(self, session: Session) -> bytes:
        return "".join([_single_values(session), *(self._list(session, name) for name in LISTS)]).encode()

    def _list(self, session: Session, name: str) -> str:
        entries: tuple[Entry, ...] = getattr(session, name)
        held = self._lists.get(name)
        if held is None or held[0] is not entries:
            held = self._lists[name] = entries, self._joined(entries, name)
        return held[1]

    def _joined(self, entries: tuple[Entry, ...], name: str) -> str:
        known, kept = self._items[name], {}
        parts = []
        for item in entries:
            held = known.get(item.id)
            if held is None or held[0] is not item:
                held = item, f"\n[[{name}]]\n{_table(item, name)}"
            kept[item.id] = held
            parts.append(held[1])
        self._items[name] = kept
        return "".join(parts)


def encode(session: Session) -> bytes:
    """The one form in which this session is written."""
    return Encoder().encode(session)


def encode_record(record: Record) -> bytes:
    """One record by itself, in the same form."""
    return _table(record, "").encode()


def _single_values(session: Session) -> str:
    lists: dict[str, Any] = dict.fromkeys(LISTS, ())
    return f"format = {formats.FORMAT}\n{_table(session.model_copy(update=lists), '')}"


def _table(record: Record, header: str) -> str:
    """The body of a record, then the tables inside it under ``header``."""
    body: dict[str, Any] = {}
    inner: list[str] = []
    for name, value in fields.values(record).items():
        below = f"{header}.{name}" if header else name
        if value is None or value == ():
            continue
        if isinstance(value, Record) and not isinstance(value, Amount):
            inner.append(f"\n[{below}]\n{_table(value, below)}")
        elif isinstance(value, tuple) and isinstance(value[0], Record):
            inner.extend(f"\n[[{below}]]\n{_table(each, below)}" for each in value)
        else:
            body[name] = _plain(value)
    return tomli_w.dumps(body, multiline_strings=True) + "".join(inner)


def _plain(value: Any) -> Any:
    """A value as one of TOML's own types. Money and decimals are text: a float loses what was said."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Amount):
        return str(value)
    if isinstance(value, datetime):
        offset = value.utcoffset()
        # Zones of the nineteenth century have seconds, TOML has none.
        return value.astimezone(UTC) if offset and offset.total_seconds() % 60 else value
    return value


def decode(data: bytes, path: Path, apart: Collection[str] = ()) -> Session:
    """The session in a file, beside which keys ``apart`` stand. Raises the first of its ``problems``."""
    session, found = _checked(data, path, apart)
    if session is None or found:
        raise found[0]
    return session


def decode_record(data: bytes, path: Path, record: type[R]) -> R:
    """What ``encode_record`` wrote. Raises FileProblem."""
    document = toml.read(data, path)
    try:
        return record.model_validate(_cleaned(document.data, _DEEPEST))
    except ValidationError as error:
        raise toml.problems(document, error, path, record)[0] from error


def problems(data: bytes, path: Path) -> list[FileProblem]:
    """Everything that keeps these bytes from being a session, in the order of the file."""
    return _checked(data, path)[1]


def _checked(
    data: bytes, path: Path, apart: Collection[str] = ()
) -> tuple[Session | None, list[FileProblem]]:
    try:
        document = toml.read(data, path)
        values, found = formats.check_format(document, path)
        values = {key: value for key, value in values.items() if key not in apart}
        values = migrations.migrate(values, found, formats.FORMAT)
    except FileProblem as problem:
        return None, [problem]
    try:
        session = Session.model_validate(_cleaned(values, _DEEPEST))
    except ValidationError as error:
        return None, toml.problems(document, error, path, Session)
    flaws = integrity.problems(session)[: toml.MOST_PROBLEMS]
    found_flaws = (_flaw_at(document, flaw, path) for flaw in flaws)
    return session, sorted(found_flaws, key=lambda flaw: flaw.line or 0)


def _cleaned(value: Any, levels: int) -> Any:
    """Nothing that a terminal would obey gets further than here."""
    if isinstance(value, str):
        return text.clean(value)
    if not levels:
        return value
    if isinstance(value, dict):
        return {key: _cleaned(inner, levels - 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_cleaned(inner, levels - 1) for inner in value]
    return value


def _flaw_at(document: toml.Document, flaw: integrity.Flaw, path: Path) -> FileProblem:
    where = toml.dotted(flaw.path)
    return FileProblem(
        flaw.key, path=path, line=document.line(flaw.path), where=where, field=where, **flaw.facts
    )
