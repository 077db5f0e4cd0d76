"""Where which keys work: every screen with its parts. From this come the page of keys and what is told
about keys of the settings that can't be."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import Keys, key_to_character
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from bpworkshop import toml
from bpworkshop.errors import FileProblem, Problem
from bpworkshop.store import atomic
from bpworkshop.tui.app import WorkshopApp
from bpworkshop.tui.keys import shown
from bpworkshop.tui.screens.agreement import AgreementScreen
from bpworkshop.tui.screens.aims import AimsScreen
from bpworkshop.tui.screens.ask import AskScreen
from bpworkshop.tui.screens.assessing import AssessmentScreen
from bpworkshop.tui.screens.compare import CompareScreen
from bpworkshop.tui.screens.ending import EndingLine, EndingScreen
from bpworkshop.tui.screens.evaluation import EvaluationScreen
from bpworkshop.tui.screens.exporting import ExportScreen
from bpworkshop.tui.screens.find import FindScreen
from bpworkshop.tui.screens.follow import FollowBoard, FollowScreen
from bpworkshop.tui.screens.form import ItemForm
from bpworkshop.tui.screens.home import HomeScreen, SessionBoard
from bpworkshop.tui.screens.importing import ImportScreen
from bpworkshop.tui.screens.ledger import LedgerScreen
from bpworkshop.tui.screens.mapping import MappingLine, MappingScreen
from bpworkshop.tui.screens.new import FormLine, NewScreen
from bpworkshop.tui.screens.offer import OfferScreen
from bpworkshop.tui.screens.opening import OpeningLine, OpeningScreen
from bpworkshop.tui.screens.overview import OverviewScreen, PageLine
from bpworkshop.tui.screens.page import HelpedScreen, PageScreen
from bpworkshop.tui.screens.partner import PartnerBoard, PartnerScreen
from bpworkshop.tui.screens.planning import PlanningScreen
from bpworkshop.tui.screens.rehearsal import RehearsalBoard, RehearsalScreen
from bpworkshop.tui.screens.review import ReviewScreen
from bpworkshop.tui.screens.step import StepBoard, StepLine
from bpworkshop.tui.screens.table import TableScreen
from bpworkshop.tui.screens.timer import TimerScreen
from bpworkshop.tui.screens.tools import ToolsScreen
from bpworkshop.tui.screens.workshop import WorkshopScreen
from bpworkshop.tui.widgets.board import Board
from bpworkshop.tui.widgets.entry import Act, ChoiceEntry, LineEntry, TextEntry
from bpworkshop.tui.widgets.exporting import ExportBoard, ExportLine
from bpworkshop.tui.widgets.find import FindBoard, FindLine
from bpworkshop.tui.widgets.importing import ImportBoard, ImportLine
from bpworkshop.tui.widgets.ledger import LedgerBoard, LedgerLine
from bpworkshop.tui.widgets.line import SCROLLING, TypedLine
from bpworkshop.tui.widgets.page import Page

FORBIDDEN = re.compile(r"ctrl\+([sbahijm]|enter|shift\+.+|.*\+shift.*)|shift\+ctrl\+.+")
"""What tmux, screen, a terminal's flow control or an editor's own terminal keeps for itself."""

HELD = {"ctrl", "shift", "alt", "meta", "super", "hyper"}
NAMES = sorted({key.value.rpartition("+")[2] for key in Keys})
"""What Textual calls the keys that are no letter and no sign."""


class Place(NamedTuple):
    """A screen, and what on it can have the keys."""

    name: str
    screen: type[Screen[Any]]
    parts: Mapping[str, type[Widget]]


PLACES = (
    Place("home", HomeScreen, {"list": SessionBoard}),
    Place("ledger", LedgerScreen, {"list": LedgerBoard, "line": LedgerLine}),
    Place("partner", PartnerScreen, {"list": PartnerBoard}),
    Place("find", FindScreen, {"line": FindLine, "list": FindBoard}),
    Place("new", NewScreen, {"line": FormLine}),
    Place("workshop", WorkshopScreen, {"line": StepLine, "board": StepBoard}),
    Place("form", ItemForm, {"line": LineEntry, "text": TextEntry, "choice": ChoiceEntry, "act": Act}),
    Place("table", TableScreen, {"list": Board}),
    Place("tools", ToolsScreen, {"list": Board}),
    Place("importing", ImportScreen, {"line": ImportLine, "list": ImportBoard}),
    Place("mapping", MappingScreen, {"line": MappingLine}),
    Place("exporting", ExportScreen, {"list": ExportBoard, "line": ExportLine}),
    Place("rehearsal", RehearsalScreen, {"board": RehearsalBoard}),
    Place("opening", OpeningScreen, {"line": OpeningLine}),
    Place("ending", EndingScreen, {"line": EndingLine}),
    Place("overview", OverviewScreen, {"page": Page, "line": PageLine}),
    Place("offer", OfferScreen, {"page": Page}),
    Place("assessment", AssessmentScreen, {"page": Page}),
    Place("aims", AimsScreen, {"page": Page}),
    Place("planning", PlanningScreen, {"page": Page}),
    Place("agreement", AgreementScreen, {"page": Page}),
    Place("evaluation", EvaluationScreen, {"page": Page}),
    Place("review", ReviewScreen, {"page": Page}),
    Place("compare", CompareScreen, {"page": Page}),
    Place("follow", FollowScreen, {"board": FollowBoard}),
    Place("timer", TimerScreen, {}),
    Place("page", PageScreen, {"page": Page}),
    Place("ask", AskScreen, {}),
)
"""Every screen that has keys, in the order in which people come to them."""

MOST_TOLD = 3
"""Problems that are told at once: more would hide the screen."""


def bindings(kind: type[DOMNode]) -> list[Binding]:
    """What a class binds and inherits, one for each key. Textual's own have no id."""
    merged = [one for _, one in kind._merged_bindings or ()]
    if issubclass(kind, TypedLine):
        return [one for one in merged if not one.action.startswith(SCROLLING)]
    return merged


def everywhere() -> list[Binding]:
    """What works on every screen."""
    return [one for kind in (HelpedScreen, WorkshopApp) for one in bindings(kind) if one.id]


class Bound(NamedTuple):
    """One thing that keys do in a situation. ``id`` is empty for what Textual does by itself."""

    id: str
    action: str
    keys: frozenset[str]


class Situation(NamedTuple):
    """What is bound at the same time, and whether letters are typed then."""

    bound: tuple[Bound, ...]
    typed: bool


def situations() -> Iterator[Situation]:
    """Each part of each screen that can have the keys, with the screen and the app around it."""
    for place in PLACES:
        for part in place.parts.values() or (None,):
            kinds = (*((part,) if part else ()), place.screen, WorkshopApp)
            found: dict[tuple[str, str], set[str]] = {}
            for one in (one for kind in kinds for one in bindings(kind)):
                found.setdefault((one.id or "", one.action), set()).add(one.key)
            bound = (Bound(id, action, frozenset(keys)) for (id, action), keys in found.items())
            yield Situation(tuple(bound), bool(part and issubclass(part, Input | TextArea)))


def bind(app: WorkshopApp, wanted: Mapping[str, str], path: Path) -> None:
    """Use the keys of the settings, and tell what is wrong with those that can't be."""
    good, wrong = keymap(wanted, path)
    app.set_keymap(good)
    for problem in wrong[:MOST_TOLD]:
        app.tell(problem)


def keymap(wanted: Mapping[str, str], path: Path) -> tuple[dict[str, str], list[FileProblem]]:
    """The keys of the settings that can be, and what is wrong with the others: those stay as they were."""
    known = _Known()
    good: dict[str, str] = {}
    wrong: dict[str, Problem] = {}
    for id, typed in wanted.items():
        try:
            good[id] = ",".join(known.keys(id, typed))
        except Problem as problem:
            wrong[id] = problem
    # What is taken out has its own keys again, which another may have wanted.
    while clash := known.clash(good):
        id, wrong[id] = clash
        del good[id]
    return good, _placed({id: wrong[id] for id in wanted if id in wrong}, path)


def _placed(wrong: Mapping[str, Problem], path: Path) -> list[FileProblem]:
    """Each problem with the line on which its id stands in the settings."""
    if not wrong:
        return []
    document = toml.read(atomic.read(path), path)
    stands = document.data["keys"]
    lines = {id: document.line(("keys", id) if id in stands else ("keys", *id.split("."))) for id in wrong}
    return [
        FileProblem(one.key, path=path, line=lines[id], where=f"keys.{id}", **one.facts)
        for id, one in wrong.items()
    ]


class _Known:
    """What keys of the settings are held against."""

    def __init__(self) -> None:
        self.situations = list(situations())
        self.ids = sorted({one.id for each in self.situations for one in each.bound if one.id})
        self.no_letter = {one.id for one in bindings(WorkshopApp) if one.priority}
        self.no_letter |= {
            id
            for id in self.ids
            if all(each.typed for each in self.situations if any(one.id == id for one in each.bound))
        }

    def keys(self, id: str, typed: str) -> list[str]:
        """The keys that were written, by Textual's names. Raises Problem for what can't be."""
        if id not in self.ids:
            raise _unknown("keymap.unknown", id, id, self.ids)
        found = []
        for name in (each.strip() for each in typed.split(",")):
            name = name.lower() if len(name) > 1 else name
            if not _is_key(name):
                raise _unknown("keymap.no_key", id, name, NAMES)
            (made,) = Binding.make_bindings([Binding(name, "")])
            if id in self.no_letter and _is_letter(made.key):
                raise Problem("keymap.letter", id=id, key=shown(made.key))
            found.append(made.key)
        if all(FORBIDDEN.fullmatch(key) for key in found):
            raise Problem("keymap.eaten", id=id, key=shown(found[0]))
        return found

    def clash(self, keymap: Mapping[str, str]) -> tuple[str, Problem] | None:
        """The last of these that takes a key from something else that works at the same time."""
        for id in reversed([*keymap]):
            for situation in self.situations:
                for mine in (one for one in situation.bound if one.id == id):
                    for other in situation.bound:
                        if key := _taken(mine, other, keymap):
                            what = "keymap.taken" if other.id else "keymap.needed"
                            return id, Problem(what, id=id, key=shown(key), other=other.id)
        return None


def _taken(mine: Bound, other: Bound, keymap: Mapping[str, str]) -> str:
    """A key that both have by the keymap and not by themselves, unless they do the same."""
    if mine.id == other.id or mine.action.removeprefix("screen.") == other.action.removeprefix("screen."):
        return ""
    both = _keys(mine, keymap) & _keys(other, keymap)
    return min(both - (mine.keys & other.keys), default="")


def _keys(bound: Bound, keymap: Mapping[str, str]) -> frozenset[str]:
    return frozenset(keymap[bound.id].split(",")) if bound.id in keymap else bound.keys


def _is_letter(key: str) -> bool:
    """Whether a key is typed where something is typed."""
    sign = key_to_character(key)
    return bool(sign and sign.isprintable())


def _is_key(name: str) -> bool:
    *held, key = name.split("+")
    return {*held} <= HELD and (key in NAMES or _is_letter(key))


def _unknown(key: str, id: str, typed: str, known: Sequence[str]) -> Problem:
    near = difflib.get_close_matches(typed, known, 1)
    return Problem(f"{key}_near" if near else key, id=id, typed=typed, near="".join(near))
