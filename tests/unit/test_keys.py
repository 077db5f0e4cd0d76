"""Keys: each has an id, words and a row in the docs, none is taken twice or eaten, none needs an F-key.

And what is told of keys in the settings that can't be.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen

from bpworkshop import settings, tui
from bpworkshop.commands import REGISTRY
from bpworkshop.tui import keymap
from bpworkshop.tui.app import WorkshopApp
from bpworkshop.tui.keymap import FORBIDDEN, PLACES, Place
from bpworkshop.tui.keys import shown, words_of
from bpworkshop.words import say

DOCS = Path(__file__).parents[2] / "docs"
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


def test_every_owner_has_its_place_on_the_page_of_keys() -> None:
    placed: set[type[DOMNode]] = {
        WorkshopApp,
        *(kind for place in PLACES for kind in (place.screen, *place.parts.values())),
    }
    assert [one for one in OWNERS if not any(issubclass(kind, one) for kind in placed)] == []


@pytest.mark.parametrize("owner", OWNERS, ids=NAMES)
def test_every_binding_has_words_and_a_row_in_the_docs(owner: type[DOMNode]) -> None:
    page = (DOCS / "keys.md").read_text("utf-8")
    for one in bindings(owner):
        assert words_of(one), one.id
        rows = re.findall(rf"^\| (.+) \| (.+) \| `{re.escape(one.id or '')}` \|$", page, re.MULTILINE)
        assert rows, one.id
        for called, words in rows:
            assert words == words_of(one)
            assert sorted(called.split()) == sorted(f"`{shown(key)}`" for key in keys(one))


@pytest.mark.parametrize("name", REGISTRY)
def test_every_command_has_words_a_row_in_the_docs_and_is_typed_in_letters(name: str) -> None:
    one = REGISTRY[name]
    assert one.usage.startswith(f"/{name}")
    assert one.help
    assert f"| `{one.usage}` | {one.help} |" in (DOCS / "commands.md").read_text("utf-8")
    assert re.fullmatch(r"[a-z-]+", name)


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


SHADOWED = {("page_line.leave", "overview.close"), ("page_line.complete", "overview.turn")}
"""A line that is opened on a page takes these for itself while it is open."""

OUTSIDE = {"app.focus_next", "app.focus_previous", "screen.copy_text", "help_quit"}
"""What Textual binds around everything, for whoever needs the key for nothing else."""


def live() -> Iterator[Any]:
    """Each part of each screen, by name, with all that is bound while it has the keys, innermost first."""
    for place in PLACES:
        for name, part in place.parts.items() or (("", None),):
            kinds: list[type[DOMNode]] = [*([part] if part else []), place.screen, WorkshopApp]
            found = [one for kind in kinds for one in keymap.bindings(kind)]
            yield pytest.param(found, id=f"{place.name}-{name}")


@pytest.mark.parametrize("found", [*live()])
def test_nothing_takes_a_key_from_something_else_that_works_at_the_same_time(found: list[Binding]) -> None:
    first: dict[str, Binding] = {}
    for one in found:
        before = first.setdefault(one.key, one)
        same = one is before or does(one) == does(before)
        assert same or (before.id, one.id) in SHADOWED or one.action in OUTSIDE, (one.key, before, one)


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
        found = re.fullmatch(r"(do|item|fill)\('(\w+)\b.*'\)", LEADING.sub("", one.action))
        if found:
            assert found[2] in REGISTRY, one


@pytest.mark.parametrize("owner", OWNERS, ids=NAMES)
def test_every_action_is_there(owner: type[DOMNode]) -> None:
    for one in bindings(owner):
        name = LEADING.sub("", one.action).partition("(")[0]
        holders: list[type[Any]] = [each for each in OWNERS if issubclass(each, (owner, Screen))]
        assert any(hasattr(each, f"action_{name}") for each in holders) or one.action.startswith("app."), one


NAMED = {
    **{"esc": "escape", "pgdn": "pagedown", "pgup": "pageup", "?": "question_mark", "/": "slash"},
    **{"↑": "up", "↓": "down", "←": "left", "→": "right", "1-6": "1", "1-9": "1"},
    **{"+": "plus", "*": "asterisk", "-": "minus"},
}
FOOTERS = {
    "home": ("home.keys", "home.keys_empty"),
    "find": ("find.keys_line", "find.keys_board"),
    "ledger": ("ledger.keys", "ledger.keys_empty", "ledger.keys_find", "ledger.keys_asked"),
    "partner": ("partner.keys",),
    "compare": ("compare.keys",),
    "new": ("new.keys",),
    "workshop": ("screen.keys_line", "screen.keys_board"),
    "form": ("form.keys",),
    "table": ("table.keys", "table.keys_none"),
    "tools": ("tools.keys",),
    "rehearsal": ("rehearsal.keys",),
    "importing": ("importing.keys.moves", "importing.keys.line", "importing.keys.board"),
    "mapping": ("mapped.keys",),
    "exporting": ("exporting.keys.list", "exporting.keys.line", "exporting.keys.paper"),
    "opening": ("opening.keys",),
    "ending": ("ending.keys",),
    "overview": ("overview.keys_opening", "overview.keys_closing", "overview.keys_line"),
    "review": ("review.keys_ours", "review.keys_everyone"),
    "timer": ("timer.keys",),
    "assessment": ("assessment.keys",),
    "aims": ("assessment.keys",),
    "offer": ("offer.keys",),
    "planning": ("weeks.keys", "matrix.keys"),
    "agreement": ("agreement.keys",),
    "evaluation": ("evaluation.keys",),
    "follow": ("follow.keys",),
    "page": ("screen.keys_page",),
}


@pytest.mark.parametrize(
    "place", [place for place in PLACES if place.name != "ask"], ids=lambda one: one.name
)
def test_the_footer_names_keys_that_are_there_and_help_among_them(place: Place) -> None:
    kinds: list[type[DOMNode]] = [*place.parts.values(), place.screen, WorkshopApp]
    bound = {one.key for kind in kinds for one in keymap.bindings(kind)}
    for words in FOOTERS[place.name]:
        pairs = say(words).split("|")
        assert 2 <= len(pairs) <= 7
        for pair in pairs:
            key = pair.partition(" ")[0]
            assert {NAMED.get(key, key.lower()), key} & bound, pair
        assert {"? help", "F1 help"} & {*pairs}


@pytest.mark.parametrize(
    "name", ["overview", "review", "offer", "planning", "agreement", "evaluation", "page"]
)
def test_a_page_that_is_read_scrolls_by_every_key_that_people_try(name: str) -> None:
    place = next(one for one in PLACES if one.name == name)
    bound = {one.key for one in keymap.bindings(place.parts["page"])}
    assert {"up", "down", "home", "end", "pageup", "pagedown", "space"} <= bound


# Keys of the settings


def checked(tmp_path: Path, *lines: str) -> tuple[dict[str, str], list[str]]:
    """What is used of the keys that the settings want, and what is told of the others."""
    path = tmp_path / "settings.toml"
    path.write_text("\n".join(['theme = "dark"', "[keys]", *lines]))
    good, wrong = keymap.keymap(settings.load(path).keys, path)
    assert all(problem.path == path for problem in wrong)
    return good, [str(problem).removeprefix(str(path)) for problem in wrong]


@pytest.mark.parametrize(
    ("line", "used"),
    [
        ('"workshop.undo" = "f8"', {"workshop.undo": "f8"}),
        ('workshop.undo = "F8"', {"workshop.undo": "f8"}),
        ('"home.open" = "enter, o"', {"home.open": "enter,o"}),
        ('"screen.help" = "!"', {"screen.help": "exclamation_mark"}),
        ('"board.edit" = "v"\n"board.vote" = "e"', {"board.edit": "v", "board.vote": "e"}),
        ('"board.next" = "pagedown"', {"board.next": "pagedown"}),
        ('"overview.close" = "escape,x"', {"overview.close": "escape,x"}),
        ('"entry.next" = "tab"', {"entry.next": "tab"}),
        ('"form.save" = "f8,ctrl+s"', {"form.save": "f8,ctrl+s"}),
    ],
)
def test_keys_of_the_settings_that_can_be_are_used(tmp_path: Path, line: str, used: dict[str, str]) -> None:
    assert checked(tmp_path, *line.split("\n")) == (used, [])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('"workshop.nxt" = "f7"', say("keymap.unknown_near", id="workshop.nxt", near="workshop.next")),
        ('workshop.nxt = "f7"', say("keymap.unknown_near", id="workshop.nxt", near="workshop.next")),
        ('"zzzz" = "f7"', say("keymap.unknown", id="zzzz")),
        ('"board.edit" = "pgdn"', say("keymap.no_key_near", id="board.edit", typed="pgdn", near="pagedown")),
        ('"board.edit" = "d,,"', say("keymap.no_key", id="board.edit", typed="")),
        ('"form.save" = "ctrl+s"', say("keymap.eaten", id="form.save", key="ctrl+s")),
        ('"line.newest" = "n"', say("keymap.letter", id="line.newest", key="n")),
        ('"app.palette" = "p"', say("keymap.letter", id="app.palette", key="p")),
        ('"board.edit" = "v"', say("keymap.taken", id="board.edit", key="v", other="board.vote")),
        ('"board.edit" = "f2"', say("keymap.taken", id="board.edit", key="F2", other="workshop.undo")),
        ('"workshop.undo" = "f9"', say("keymap.taken", id="workshop.undo", key="F9", other="app.theme")),
        ('"workshop.undo" = "left"', say("keymap.needed", id="workshop.undo", key="←")),
    ],
)
def test_keys_of_the_settings_that_cannot_be_are_told_with_their_line(
    tmp_path: Path, line: str, told: str
) -> None:
    assert checked(tmp_path, '"home.new" = "x"', line) == ({"home.new": "x"}, [f":4: {told}"])


def test_of_two_that_want_one_key_the_first_has_it_and_what_follows_is_told_too(tmp_path: Path) -> None:
    good, told = checked(tmp_path, '"board.edit" = "d"', '"board.vote" = "d"', '"board.move" = "v"')
    assert good == {"board.edit": "d"}, "votes keep their own key, which is not free then"
    assert [one[:3] for one in told] == [":4:", ":5:"]


def test_the_example_of_the_page_is_one_that_works(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n\[keys\]\n(.*?)```", (DOCS / "keys.md").read_text("utf-8"), re.DOTALL)
    good, told = checked(tmp_path, example)
    assert len(good) == 3
    assert told == []
