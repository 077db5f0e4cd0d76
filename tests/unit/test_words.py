"""Words and code agree: each key that is named is there, each that is there is named, each fact is given.

The code is read, not run: string constants and f-strings in the calls that
name a sentence. An f-string is a pattern, whose open parts must be text that
stands in the code somewhere. Where it is a parameter of the function around
it, what the callers give it is taken.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple, get_args

import pytest
import tomli
from pydantic_core.core_schema import ErrorType

import bpworkshop
from bpworkshop import words
from bpworkshop.commands import REGISTRY
from bpworkshop.session.shorthand import Hint
from bpworkshop.session.types import Kind
from bpworkshop.tui.keymap import situations

ROOT = Path(bpworkshop.__file__).parent
WORDS: dict[str, Any] = tomli.loads((ROOT / "words" / "en.toml").read_text("utf-8"))

NAMERS = ("say", "entry", "told", "Problem", "FileProblem")
"""The calls whose first argument is a key."""

NOT_FACTS = {"FileProblem": {"path", "line", "where"}}
"""What a call takes that is no fact of its sentence."""

GIVEN = {"integrity": {"field"}}
"""Facts that ``store.codec`` gives to the sentences of a table, beside those of the call site."""

ASKED_BY_NAME = (
    "reason.kind",
    *(f"figures.{table}" for table in ("metric", "unit", "unit_note", "code", "count_words", "guess")),
    *("mapped.role", "mapped.setting", "mapped.sign"),
)
"""Tables that are read whole: what stands in them is looked up by a name."""


def leaves(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Each entry by its dotted key; one with ``one`` and ``other`` is one entry."""
    for name, found in table.items():
        key = f"{above}{name}"
        if isinstance(found, dict) and set(found) != {"one", "other"}:
            yield from leaves(found, f"{key}.")
        else:
            yield key, found


LEAVES = dict(leaves(WORDS))
TABLES = {key.rpartition(".")[0] for key in LEAVES}


def is_key(key: str) -> bool:
    return key in LEAVES or key in TABLES


def is_plural(key: str) -> bool:
    return isinstance(LEAVES.get(key), dict)


def facts_of(key: str) -> set[str]:
    """The facts that a sentence fills in, and ``n`` where it chooses by number."""
    found = LEAVES[key]
    told = list(found.values()) if isinstance(found, dict) else found if isinstance(found, list) else [found]
    named = {name for one in told for _, name, _, _ in Formatter().parse(str(one)) if name is not None}
    return named | ({"n"} if is_plural(key) else set())


class Module(NamedTuple):
    name: str
    tree: ast.Module


@cache
def modules() -> tuple[Module, ...]:
    return tuple(
        Module(str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8")))
        for path in sorted(ROOT.rglob("*.py"))
    )


def docstrings(tree: ast.AST) -> set[int]:
    """The constants that are statements: what explains the code, not what it says."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def not_words(tree: ast.Module) -> set[int]:
    """Texts that look like keys and are none: the ids and actions of bindings, the names of style sheets."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    apart = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id == "Binding"]
    sheets = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and "CSS_PATH" in ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
        and node.value
    ]
    return {id(inner) for node in (*apart, *sheets) for inner in ast.walk(node)}


@cache
def constants() -> frozenset[str]:
    """Every text that stands in the code, docstrings aside."""
    found: set[str] = set()
    for module in modules():
        said = docstrings(module.tree) | not_words(module.tree)
        found |= {
            node.value
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
        }
    return frozenset(found)


class Named(NamedTuple):
    """A place that names a key: a whole one, or a pattern. ``facts`` is None where they can't be seen."""

    place: str
    key: str
    facts: frozenset[str] | None
    whole: bool = True

    def matches(self) -> list[str]:
        if self.whole:
            return [self.key] if is_key(self.key) else []
        found = [(key, re.fullmatch(self.key, key)) for key in LEAVES]
        return [key for key, match in found if match and set(match.groups()) <= FILLERS]


BOUND = {part for situation in situations() for bound in situation.bound for part in bound.id.split(".")}
"""Parts of the ids of bindings, by which help finds what a key does."""

FILLERS: frozenset[str] = frozenset({*constants(), *get_args(ErrorType), *BOUND})
"""What the open part of a key can be: text of the code, a type of pydantic's errors, a binding."""


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


@cache
def named() -> tuple[Named, ...]:
    return tuple(one for module in modules() for one in _named_in(module))


def _named_in(module: Module) -> Iterator[Named]:
    functions = [node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef)]
    inside: dict[int, ast.FunctionDef] = {}
    for function in functions:  # the innermost comes last, for the walk goes from outside
        inside |= {id(node): function for node in ast.walk(function)}
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or called(node) not in NAMERS or not node.args:
            continue
        given = {keyword.arg for keyword in node.keywords}
        facts = None if None in given else frozenset(str(name) for name in given)
        facts = facts and facts - NOT_FACTS.get(called(node), set())
        place = f"{module.name}:{node.lineno}"
        for key, whole in _keys(node.args[0], inside.get(id(node)), module):
            yield Named(place, key, facts, whole)


def _keys(node: ast.expr, function: ast.FunctionDef | None, module: Module) -> Iterator[tuple[str, bool]]:
    """The keys that an expression can be, each whole or as a pattern; none where nothing can be said."""
    match node:
        case ast.Constant(value=str(key)):
            yield key, True
        case ast.IfExp(body=one, orelse=other):
            yield from _keys(one, function, module)
            yield from _keys(other, function, module)
        case ast.BoolOp(values=several):
            for each in several:
                yield from _keys(each, function, module)
        case ast.Name(id=name):
            yield from ((found, True) for found in _given_by_callers(name, function, module) or ())
        case ast.JoinedStr(values=parts):
            yield from _joined(parts, function, module)
        case _:
            pass


def _joined(
    parts: list[ast.expr], function: ast.FunctionDef | None, module: Module
) -> Iterator[tuple[str, bool]]:
    opened = [part.value for part in parts if isinstance(part, ast.FormattedValue)]
    if len(opened) == 1 and isinstance(opened[0], ast.Name):
        given = _given_by_callers(opened[0].id, function, module)
        if given:
            for one in given:
                yield "".join(str(p.value) if isinstance(p, ast.Constant) else one for p in parts), True
            return
    yield "".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else "([^.]+)" for p in parts), False


def _given_by_callers(name: str, function: ast.FunctionDef | None, module: Module) -> list[str] | None:
    """The texts that a module's own calls give to a parameter; None where one gives something else."""
    if function is None:
        return None
    taken = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    if name not in taken:
        return None
    at, found = taken.index(name), []
    for call in (node for node in ast.walk(module.tree) if isinstance(node, ast.Call)):
        if called(call) != function.name:
            continue
        several = [keyword.value for keyword in call.keywords if keyword.arg == name]
        several += call.args[at : at + 1]
        for value in several:
            if not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
                return None
            found.append(value.value)
    return found or None


def test_the_code_is_read() -> None:
    """The rest of this file would hold for nothing at all."""
    assert len(named()) > 150
    assert sum(one.whole for one in named()) > 120
    assert sum(one.facts is not None for one in named()) > 120
    assert len(LEAVES) > 250


def test_each_key_that_is_named_is_there() -> None:
    assert [one for one in named() if not one.matches()] == []


def test_no_other_text_looks_like_a_key_that_is_not_there() -> None:
    """Keys are also kept in tables and given on: they look like ``file.missing``."""
    tables = "|".join(WORDS)
    looks = re.compile(rf"(?:{tables})\.[a-z_]+(?:\.[a-z_]+)*")
    assert [one for one in sorted(constants()) if looks.fullmatch(one) and not is_key(one)] == []


def test_each_key_that_is_there_is_named() -> None:
    used = {key for one in named() for key in one.matches()} | (constants() & set(LEAVES))
    whole = {one.key for one in named() if one.whole and one.key in TABLES}
    assert whole <= {*ASKED_BY_NAME}
    used |= {key for key in LEAVES if key.rpartition(".")[0] in whole}
    assert sorted(set(LEAVES) - used) == []


def spoken(one: Named) -> list[str]:
    """The sentences that a place can say: those of a pattern that have no place of their own."""
    own = {other.key for other in named() if other.whole}
    return [
        key
        for key in one.matches()
        if key in LEAVES and not isinstance(LEAVES[key], list) and (one.whole or key not in own)
    ]


def test_each_fact_of_a_sentence_is_given_where_it_is_said() -> None:
    missing = [
        (one.place, key, sorted(facts_of(key) - one.facts - GIVEN.get(key.partition(".")[0], set())))
        for one in named()
        if one.facts is not None
        for key in spoken(one)
    ]
    assert [found for found in missing if found[2]] == []


def test_no_fact_is_given_that_no_sentence_of_the_place_tells() -> None:
    told: dict[str, set[str]] = {}
    given: dict[str, set[str]] = {}
    for one in named():
        if one.facts is not None and spoken(one):
            given.setdefault(one.place, set()).update(one.facts)
            told.setdefault(one.place, {"n"}).update(*map(facts_of, spoken(one)))
    assert {place: facts - told[place] for place, facts in given.items() if facts - told[place]} == {}


def test_sentences_that_choose_by_number_tell_it_or_their_one_differs() -> None:
    for key, found in LEAVES.items():
        if isinstance(found, dict):
            assert set(found) == {"one", "other"}
            assert found["one"] != found["other"], key
            one, other = ({name for _, name, _, _ in Formatter().parse(text)} for text in found.values())
            assert one <= other, key


def test_each_sentence_can_be_filled_in_and_says_something() -> None:
    for key, found in LEAVES.items():
        assert words.entry(key) == found, "as the whole file has it"
        several = list(found.values()) if isinstance(found, dict) else found
        told = several if isinstance(several, list) else [several]
        assert told, key
        for one in told:
            assert one == one.strip() or key.startswith("outline."), key
            assert one or isinstance(found, list), key
        if not isinstance(found, list):
            facts = dict.fromkeys(facts_of(key), "x")
            assert words.say(key, **({**facts, "n": 2} if is_plural(key) else facts)), key


# Keys that are made from what something is called


@pytest.mark.parametrize("name", REGISTRY)
def test_each_command_says_how_it_goes_and_what_it_does(name: str) -> None:
    assert REGISTRY[name].usage.startswith(f"/{name}")
    assert REGISTRY[name].help
    assert words.entry(f"group.{REGISTRY[name].group}")


def test_no_words_are_left_of_what_is_no_command() -> None:
    spoken = {
        name for name, found in WORDS["command"].items() if isinstance(found, dict) and "usage" in found
    }
    assert spoken == set(REGISTRY)
    assert set(WORDS["group"]) == {one.group for one in REGISTRY.values()}


def test_there_are_words_for_each_hint_and_each_kind() -> None:
    hints = set(get_args(Hint.__annotations__["kind"]))
    assert set(WORDS["hint"]) == hints
    assert set(WORDS["kind"]) == set(Kind)
    assert set(WORDS["reason"]["kind"]) <= set(Kind)


def test_each_thing_that_undo_can_name_has_its_words() -> None:
    """The second argument of ``apply`` is the kind of thing that was done."""
    said: set[str] = set()
    for module in modules():
        functions = [node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef)]
        for function in functions:
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and called(node) == "apply" and len(node.args) == 2:
                    said |= {key for key, _ in _keys(node.args[1], function, module)}
    assert said <= set(WORDS["did"]), sorted(said - set(WORDS["did"]))
    assert {"add", "edit", "vote", "title", "idea", "ours", "share"} <= said


def test_reasons_are_of_errors_that_there_are() -> None:
    own = {key for key in WORDS["reason"] if key not in get_args(ErrorType) and key not in ("kind", "other")}
    assert own <= constants()


# No sentence for people in the code

SPOKEN = re.compile(r"(?<![\w'-])[a-z]+(?: [a-z]+){2,}(?![\w'-])")
"""Three words in a row: a sentence, or a part of one."""

NOT_SAID = {
    # pydantic asks for a message: it is only told where the words file lacks the type of the error.
    "text without control characters",
    "a number in quotes",
    "first day before last day",
}
"""Texts of three and more words that nobody reads, each with its reason."""


def _texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    said = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_no_sentence_for_people_stands_in_the_code(module: Module) -> None:
    found = [
        (line, text) for line, text in _texts(module.tree) if SPOKEN.search(text) and text not in NOT_SAID
    ]
    assert found == []


def test_what_nobody_reads_stands_in_the_code() -> None:
    assert constants() >= NOT_SAID
