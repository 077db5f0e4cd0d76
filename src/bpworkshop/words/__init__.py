"""Every word that a person reads, looked up by key in one file a language.

No sentence for people stands in Python code: a call site names a key, the
file has the sentence, and a test holds that the two agree. Guides
(``method/guides``) carry the words of the *method*; this file carries those
of the *program*.
"""

from functools import cache
from pathlib import Path, PurePath
from typing import Any

import tomli

from bpworkshop import text

LANGUAGE = "en"


@cache
def _sources(language: str) -> dict[str, str]:
    """The file's text, by the first part of its headers."""
    found: dict[str, str] = {}
    _, *tables = Path(__file__).with_name(f"{language}.toml").read_text("utf-8").split("\n[")
    for table in tables:
        name = table[: table.index("]")].partition(".")[0]
        found[name] = f"{found.get(name, '')}[{table}\n"
    return found


@cache
def _section(language: str, name: str) -> dict[str, Any]:
    """What stands under one first part. Read when it is needed: a short command says three sentences."""
    section: dict[str, Any] = tomli.loads(_sources(language)[name])[name]
    return section


def entry(key: str) -> Any:
    """What stands at a dotted key: a sentence, a list or a table.

    Raises KeyError for a key that the language does not have.
    """
    first, *parts = key.split(".")
    found: Any = _section(LANGUAGE, first)
    for part in parts:
        found = found[part]
    return found


def has(key: str) -> bool:
    """Whether the language has something at a dotted key."""
    try:
        entry(key)
    except KeyError:
        return False
    return True


def say(key: str, /, **facts: object) -> str:
    """The sentence at ``key`` with its ``{facts}`` filled in.

    An entry with ``one`` and ``other`` is chosen by the fact ``n``. Facts may
    be text of people or files, and paths; each is made safe to show here and
    put on one line, so that no message can carry a control sequence to a
    terminal, or a line that seems to be the program's own.
    """
    found = entry(key)
    if isinstance(found, dict):
        found = found["one" if facts["n"] == 1 else "other"]
    safe = {
        name: text.inline(str(value)) if isinstance(value, str | PurePath) else value
        for name, value in facts.items()
    }
    return str(found).format(**safe)
