"""Thousands of sessions listed and searched, beside what lists and searches files, and beside journals."""

import json
import shutil
import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from itertools import cycle
from pathlib import Path
from random import Random

from benchmarks import generate, many
from benchmarks.rows import Pair, in_turns, peer, row
from benchmarks.world import World

SESSIONS, MORE = 10_000, 50_000
SHARE = 0.01
"""In so many of the files stands a word that is searched."""

TOMLI = """
import os, sys, tomli
for name in os.listdir(sys.argv[1]):
    with open(os.path.join(sys.argv[1], name), encoding="utf-8") as file:
        tomli.loads(file.read())
"""
"""The least that an index costs: reading and parsing everything once, in one process."""

JRNL = {
    "colors": {"body": "none", "date": "none", "tags": "none", "title": "none"},
    "default_hour": 9,
    "default_minute": 0,
    "display_format": "pretty",
    "editor": "",
    "encrypt": False,
    "highlight": False,
    "indent_character": "|",
    "linewrap": 79,
    "tagsymbols": "#@",
    "template": False,
    "timeformat": "%F %H:%M",
}
"""How jrnl asks for nothing, and draws as little as it can."""


class Folder:
    """A folder of many sessions, and words that stand in them."""

    def __init__(self, world: World, sessions: int) -> None:
        self.path = world.new_folder(f"many-{sessions}")
        self.world = world
        vocabulary = many.write(self.path, sessions)
        self.words: Iterator[str] = cycle(vocabulary.coming_in(SHARE, generate.SAMPLE_ITEMS + 2))

    def list(self) -> None:
        said = self.world.ours("list", "--sessions", str(self.path))
        if said.count("\n") < SESSIONS:
            raise RuntimeError(f"only {said.count(chr(10))} lines were listed")

    def search(self, word: str) -> None:
        said = self.world.ours("search", word, "--sessions", str(self.path))
        if word not in said.casefold():
            raise RuntimeError(f"{word!r} was not found: {said[-200:]!r}")

    def grep(self, word: str) -> None:
        self.world.run(["grep", "-rli", word, str(self.path)])


@cache
def _folder(world: World, sessions: int = SESSIONS) -> Folder:
    """Made once, because that takes longest; what a row changes in it keeps its size."""
    made = Folder(world, sessions)
    world.ours("list", "--sessions", str(made.path))
    return made


@row("`list` of 10,000 sessions, index warm ÷ `ls -l` of the folder", must=4, aim=2.5)
def list_(world: World) -> Pair:
    folder = _folder(world)
    return in_turns(folder.list, lambda: world.run(["ls", "-l", str(folder.path)]), rounds=20)


@row("first `search` in 10,000 sessions after a list ÷ `grep -rli` of the same word", must=1.8, aim=1.3)
def first_search(world: World) -> Pair:
    folder = _folder(world)
    word = next(folder.words)
    return in_turns(
        lambda: folder.search(word), lambda: folder.grep(word), rounds=10, before_ours=folder.list
    )


@row("each next `search` in 10,000 sessions ÷ `grep -rli` of the same word", must=1.8, aim=1.3)
def next_search(world: World) -> Pair:
    folder = _folder(world)
    pairs = []
    for _ in range(5):
        word = next(folder.words)

        def ours(word: str = word) -> None:
            folder.search(word)

        def others(word: str = word) -> None:
            folder.grep(word)

        pairs.append(in_turns(ours, others, rounds=4))
    return Pair([one for pair in pairs for one in pair.ours], [one for pair in pairs for one in pair.others])


@row("`search` in 50,000 sessions ÷ in 10,000", must=5, aim=3.5)
def search_more(world: World) -> Pair:
    more, few = _folder(world, MORE), _folder(world)
    word, other = next(more.words), next(few.words)
    return in_turns(lambda: more.search(word), lambda: few.search(other), rounds=8)


@row("first index of 10,000 sessions ÷ `tomli` alone over the same bytes", must=2, aim=1)
def first_index(world: World) -> Pair:
    folder = _folder(world)
    cache = Path(world.environment["XDG_CACHE_HOME"])
    return in_turns(
        folder.list,
        lambda: world.run([sys.executable, "-c", TOMLI, str(folder.path)]),
        rounds=4,
        before_ours=lambda: shutil.rmtree(cache),
    )


@row("`list` after one of 10,000 sessions changed ÷ warm `list`", must=1.3, aim=1.1)
def one_changed(world: World) -> Pair:
    folder = _folder(world)
    paths = iter(sorted(folder.path.glob("*.toml"))[100::97])

    def change() -> None:
        with next(paths).open("a") as file:
            file.write('\n[[notes]]\nid = "new"\ntext = "Written by hand"\n')

    return in_turns(folder.list, folder.list, rounds=20, before_ours=change)


# Programs that keep as many records, each with as many words


def _records(world: World) -> tuple[Folder, list[str]]:
    folder = _folder(world)
    vocabulary = many.Vocabulary(Random(2))
    sentences = range(generate.SAMPLE_ITEMS + 2)
    return folder, [". ".join(vocabulary.sentence() for _ in sentences) for _ in range(SESSIONS)]


@row("`search` in 10,000 sessions ÷ jrnl's in as many entries", must=0.5, aim=0.1)
def jrnl(world: World) -> Pair:
    program = peer("jrnl")
    folder, records = _records(world)
    home = world.new_folder("jrnl")
    days = (many.FIRST + timedelta(days=number // 5) for number in range(SESSIONS))
    entries = (f"[{day} 09:00] {record}." for day, record in zip(days, records, strict=True))
    (home / "journal.txt").write_text("\n\n".join(entries) + "\n", "utf-8")
    config = {"version": "4.6", "journals": {"default": str(home / "journal.txt")}, **JRNL}
    # YAML; what begins with a brace it takes for its old form, and asks.
    (home / "jrnl.yaml").write_text(f"---\n{json.dumps(config)}")
    word = next(folder.words)
    command = [program, "--config-file", str(home / "jrnl.yaml"), "-contains", word, "--short"]
    return in_turns(lambda: folder.search(word), lambda: world.run(command), rounds=2)


@row("`search` in 10,000 sessions ÷ taskwarrior's in as many tasks", must=1, aim=0.5)
def taskwarrior(world: World) -> Pair:
    program = peer("task")
    folder, records = _records(world)
    home = world.new_folder("task")
    (home / "tasks.json").write_text(json.dumps([{"description": record} for record in records]), "utf-8")
    plain = [program, "rc:/dev/null", f"rc.data.location={home}", "rc.confirmation=off", "rc.verbose=nothing"]
    world.run([*plain, "import", str(home / "tasks.json")])
    word = next(folder.words)
    return in_turns(
        lambda: folder.search(word),
        lambda: world.run([*plain, f"description.contains:{word}", "list"]),
        rounds=5,
    )
