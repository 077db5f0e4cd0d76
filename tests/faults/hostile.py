"""Texts that mean harm, where they can stand, and what may not come out of them on a terminal."""

import json
import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from bpworkshop import text
from bpworkshop.session import fields
from bpworkshop.session.around import Ballot, Choice, Objection, Reopening
from bpworkshop.session.items import Event, Evidence, Party, Person, Timebox
from bpworkshop.session.session import ITEM_LISTS, MEMBERS, Session
from bpworkshop.session.types import Kind, Record
from bpworkshop.store import codec
from tests.strategies import small
from tests.terminal.test_output import PAYLOADS

TEXTS = {
    **PAYLOADS,
    "end of paste": "\x1b[201~q\r",
    "answer": "\x1b[c\x1b[6n\x1bZ",
    "tag": "[/]",
    "click": "[@click=app.quit]x",
    "style": "[bold red]$error\\[",
    "braces": "{0}{what}%s{",
    "lines": "\nForged: line\r\nForged: two\tand",
}
"""Each alone does harm somewhere, or has done."""

TOGETHER = {
    "commands": ("escape", "csi", "title", "clipboard", "dcs", "end of paste", "answer"),
    "hidden": ("c1", "controls", "bidi", "unseen", "surrogate"),
    "signs": ("tag", "click", "style", "braces", "marks", "lines"),
}
"""The same in three runs, each one text."""

_HIDDEN = re.compile("[\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
MOST_MARKS = 8
DAY = date(2026, 5, 1)


class Hostile(NamedTuple):
    """A text made of payloads, each behind a mark of its own that must be seen."""

    text: str
    marks: tuple[str, ...]

    @property
    def word(self) -> str:
        """What an argument of a command can be: no NUL, and a byte that is no text for what is no letter."""
        return self.text.replace("\0", "").replace("\ud800", "\udce9")

    @property
    def name(self) -> str:
        """What a file can be called."""
        return self.word.replace("/", "∕").replace("\u0301" * 3000, "\u0301" * 40)

    @property
    def toml(self) -> str:
        """As it stands in quotes in a file; what no TOML can say is left out."""
        return json.dumps(self.text.replace("\ud800", "")).replace("\x7f", "\\u007f")

    @property
    def line(self) -> str:
        """As a session may hold it."""
        return text.line(self.text)

    @property
    def lines(self) -> str:
        """As a note in it may."""
        return text.clean(self.text)


def hostile(*names: str) -> Hostile:
    marks = tuple(f"Q{letter}" for letter, _ in zip("abcdefgh", names, strict=False))
    said = " ".join(f"{mark}{TEXTS[name]}" for mark, name in zip(marks, names, strict=True))
    return Hostile(f"{said} Qz", (*marks, "Qz"))


def acts(written: str) -> list[str]:
    """What a terminal would obey in it, or what hides or turns text around; newlines are ours."""
    found = {one for one in written if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") and one != "\n"}
    found |= set(_HIDDEN.findall(written))
    if "\u0301" * (MOST_MARKS + 1) in written:
        found.add("\u0301")
    return sorted(f"{ord(one):X}" for one in found)


def whole(hostile: Hostile) -> Session:
    """A session in which every text that there may be is this one."""
    said = hostile.line
    parties = (
        Party(id="library", name=said, handle="library", ours=True, mission=hostile.lines),
        Party(id="school", name=said, handle="school", mission=hostile.lines),
    )
    people = tuple(
        Person(id=id, name=f"{said} {id}", handle=id, party=party, role=said)
        for id, party in (("ana", "library"), ("ben", "school"))
    )
    needed: dict[str, dict[str, Any]] = {
        "decisions": {"on": DAY},
        "agreements": {"on": DAY},
        "rounds": {"method": "fist", "opened": small().created},
    }
    items = {
        name: (_filled(MEMBERS[name], hostile, id=f"it{at}", **needed.get(name, {})),)
        for at, name in enumerate(ITEM_LISTS)
    }
    plan = (Timebox(id="box", phase="together", label=said, minutes=5),)
    return small(title=said[:200], idea=said, parties=parties, people=people, agenda=plan, **items)


def _filled(record: type[Record], said: Hostile, **values: Any) -> Any:
    for one in fields.fields(record).values():
        if one.name in values:
            continue
        if one.record is Evidence:
            values[one.name] = (_filled(Evidence, said, party="library"),)
        elif one.record is Event:
            agreed = _filled(Event, said, id="ev1", kind="agreed", on=DAY, recorded=small().created)
            values[one.name] = (agreed,)
        elif one.record is Reopening:
            values[one.name] = _filled(Reopening, said, on=DAY)
        elif one.record in (Choice, Ballot, Objection):
            marks = {} if one.record is Objection else {"marks": (1,)}
            values[one.name] = (_filled(one.record, said, **marks),)
        elif one.kind in (Kind.LINE, Kind.TEXT):
            words = said.line if one.kind is Kind.LINE else said.lines
            values[one.name] = (words,) if one.many else words
        elif one.kind is Kind.PERSON and not one.many:
            values[one.name] = "ana"
    return record.model_validate(values)


BROKEN = {
    "unknown": "{head}{text} = 1\n",
    "value": "{head}phase = {text}\n",
    "table": "{head}[{text}]\na = 1\n",
    "type": "{head}[[goals]]\nid = {text}\nstatement = 3\n",
    "nobody": '{head}[[goals]]\nid = "g1"\nstatement = "s"\nby = {text}\n',
    "said": "{head}idea = {text}\n",
    "version": "format = {text}\n",
    "twice": "{head}{text} = 1\n{text} = 2\n",
    "cut": "{head}idea = {text} {text}\n",
}
"""Files written by hand in which it stands where something else should."""


def broken(hostile: Hostile) -> dict[str, bytes]:
    head = 'format = 1\nid = "hand"\ntitle = "Hand"\ncreated = 2026-05-01T10:00:00Z\n'
    made = {name: form.format(head=head, text=hostile.toml).encode() for name, form in BROKEN.items()}
    made["raw"] = f'{head}idea = "{hostile.text}"\n'.encode("utf-8", "surrogatepass")
    made["raw key"] = f"{head}{hostile.text} = 1\n".encode("utf-8", "surrogatepass")
    return made


def put(folder: Path, hostile: Hostile) -> Path:
    """A folder of sessions, each file with a name of that kind; the first is whole, and its path is told."""
    folder.mkdir(parents=True)
    path = folder / f"2026-05-01-whole {hostile.name}.toml"
    path.write_bytes(codec.encode(whole(hostile)))
    for name, data in broken(hostile).items():
        (folder / f"2026-04-01-{name} {hostile.name}.toml").write_bytes(data)
    last = {"id": "old", "title": hostile.line[:200], "delete_after": date(2020, 1, 1)}
    (folder / f"2020-01-01-old {hostile.name}.toml").write_bytes(codec.encode(small(**last)))
    return path
