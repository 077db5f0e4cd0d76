"""Keys: each has an id, none is taken twice or eaten on the way, and none needs an F-key."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen

from bpworkshop import tui
from bpworkshop.commands import REGISTRY
from bpworkshop.tui.screens.workshop import StepBoard, WorkshopScreen
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.say import SayLine
from bpworkshop.words import say

FORBIDDEN = re.compile(r"ctrl\+([sbahijm]|enter|shift\+.+|.*\+shift.*)|shift\+ctrl\+.+")
"""What tmux, screen, a terminal's flow control or an editor's own terminal keeps for itself."""

LEADING = re.compile(r"screen\.|app\.")


def owners() -> list[type[DOMNode]]:
    """Every screen, widget and app of ours that binds keys."""
    found: dict[str, type[DOMNode]] = {}
    for module in pkgutil.walk_packages(tui.__path__, f"{tui.__name__}."):
        for one in vars(importlib.import_module(module.name)).values():
            if isinstance(one, type) and issubclass(one, DOMNode) and one.__module__.startswith(tui.__name__):
                found[f"{one.__module__}.{one.__qualname__}"] = one
    return [one for _, one in sorted(found.items()) if "BINDINGS" in vars(one)]


def bindings(owner: type[DOMNode]) -> Iterator[Binding]:
    """The bindings that a class declares itself."""
    for one in vars(owner)["BINDINGS"]:
        yield one if isinstance(one, Binding) else Binding(*one)


def keys(one: Binding) -> list[str]:
    return [key.strip() for key in one.key.split(",")]


def does(one: Binding) -> str:
    """What a key does, the same whoever binds it."""
    return LEADING.sub("", one.action).replace('"', "'").replace(" ", "")


OWNERS = owners()
NAMES = [one.__qualname__ for one in OWNERS]


def test_there_are_owners_to_look_at() -> None:
    assert {"WorkshopScreen", "StepBoard", "Board", "SayLine", "PageScreen"} <= set(NAMES)


@pytest.mark.parametrize("owner", OWNERS, ids=NAMES)
def test_every_key_has_an_id_of_its_own_kind(owner: type[DOMNode]) -> None:
    declared: list[BindingType] = vars(owner)["BINDINGS"]
    assert all(isinstance(one, Binding) for one in declared), "a tuple has no id"
    for one in bindings(owner):
        assert one.id, one
        assert re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)+", one.id), one.id


def test_no_id_stands_twice() -> None:
    ids = [one.id for owner in OWNERS for one in bindings(owner)]
    assert sorted({id for id in ids if ids.count(id) > 1}, key=str) == []


@pytest.mark.parametrize("owner", OWNERS, ids=NAMES)
def test_no_key_is_bound_twice(owner: type[DOMNode]) -> None:
    declared = [key for binding in bindings(owner) for key in keys(binding)]
    assert sorted({key for key in declared if declared.count(key) > 1}) == []


def shown_with(widget: type[DOMNode], screen: type[DOMNode]) -> dict[str, set[str]]:
    """Every key that both a widget and the screen around it have, with what each does."""
    around = {key: does(one) for one in bindings(screen) for key in keys(one)}
    mine: dict[str, str] = {}
    for kind in (kind for kind in widget.__mro__ if kind in OWNERS):
        mine |= {key: does(one) for one in bindings(kind) for key in keys(one)}
    return {key: {mine[key], around[key]} for key in mine.keys() & around.keys()}


@pytest.mark.parametrize("widget", [StepBoard, Board, SayLine])
def test_a_widget_takes_no_key_from_its_screen(widget: type[DOMNode]) -> None:
    assert {key: what for key, what in shown_with(widget, WorkshopScreen).items() if len(what) > 1} == {}


@pytest.mark.parametrize("widget", [StepBoard])
def test_what_textual_binds_takes_no_key_from_the_screen(widget: type[Any]) -> None:
    """A list that scrolls has keys of its own, and they come first, but only once it is long enough."""
    around = {key for one in bindings(WorkshopScreen) for key in keys(one)}
    taken = {
        key
        for kind in widget.__mro__
        if kind not in OWNERS and "BINDINGS" in vars(kind)
        for one in bindings(kind)
        for key in keys(one)
    }
    own = {key for kind in widget.__mro__ if kind in OWNERS for one in bindings(kind) for key in keys(one)}
    assert (around & taken) - own == set()


@pytest.mark.parametrize("owner", OWNERS, ids=NAMES)
def test_nothing_has_only_a_key_that_is_eaten_on_the_way(owner: type[DOMNode]) -> None:
    for one in bindings(owner):
        assert any(not FORBIDDEN.fullmatch(key) for key in keys(one)), (one.id, one.key)


def test_the_forbidden_keys_are_those_of_the_design() -> None:
    for key in ("ctrl+s", "ctrl+b", "ctrl+a", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+enter"):
        assert FORBIDDEN.fullmatch(key)
    assert FORBIDDEN.fullmatch("ctrl+shift+k")
    for key in ("ctrl+p", "ctrl+q", "enter", "tab", "shift+tab", "f2", "a"):
        assert not FORBIDDEN.fullmatch(key)


BY_COMMAND = {"leave": "quit", "help": "help", "curtain": "curtain"}
"""What an F-key does under another name than the command that does it too."""


BY_ENTER = {"start"}
"""What an empty line does too: the list of people ends, and the session starts."""


def test_everything_on_an_f_key_is_reachable_without_it() -> None:
    others = {
        does(one)
        for owner in OWNERS
        for one in bindings(owner)
        if any(not re.fullmatch(r"f\d+", key) for key in keys(one))
    }
    for owner in OWNERS:
        for one in bindings(owner):
            if all(re.fullmatch(r"f\d+", key) for key in keys(one)):
                action = does(one)
                named = re.fullmatch(r"do\('(\w+).*'\)", action)
                name = named[1] if named else action.partition("(")[0]
                known = action in others or BY_COMMAND.get(name, name) in REGISTRY
                assert known or name in BY_ENTER, one


@pytest.mark.parametrize("owner", OWNERS, ids=NAMES)
def test_every_command_that_a_key_gives_is_one(owner: type[DOMNode]) -> None:
    for one in bindings(owner):
        found = re.fullmatch(r"(do|item|fill)\('(\w+).*'\)", does(one))
        if found:
            assert re.sub(r"\d$", "", found[2]) in REGISTRY, one


@pytest.mark.parametrize("owner", OWNERS, ids=NAMES)
def test_every_action_is_there(owner: type[DOMNode]) -> None:
    for one in bindings(owner):
        name = LEADING.sub("", one.action).partition("(")[0]
        holders: list[type[Any]] = [each for each in OWNERS if issubclass(each, (owner, Screen))]
        assert any(hasattr(each, f"action_{name}") for each in holders) or one.action.startswith("app."), one


NAMED = {"esc": "escape", "pgdn": "pagedown", "pgup": "pageup", "?": "question_mark", "/": "slash"}


@pytest.mark.parametrize(
    ("words", "kinds"),
    [("screen.keys_line", (SayLine, WorkshopScreen)), ("screen.keys_board", (StepBoard, WorkshopScreen))],
)
def test_the_footer_names_keys_that_are_there(words: str, kinds: tuple[type[DOMNode], ...]) -> None:
    pairs = say(words).split("|")
    assert 1 <= len(pairs) <= 7
    bound = {"enter", "question_mark", "slash"} if SayLine in kinds else set()
    for kind in kinds:
        for one in (each for each in kind.__mro__ if each in OWNERS):
            bound |= {key for binding in bindings(one) for key in keys(binding)}
    for pair in pairs:
        key = pair.partition(" ")[0]
        assert NAMED.get(key, key.lower()) in bound, pair
