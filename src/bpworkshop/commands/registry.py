"""What a facilitator can do, each thing once: name, help, when it applies, what it does.

The line mode, the screens' keys and palette, and the help pages all read this
registry. The words stand in the words file under ``command.<name>``.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module

from bpworkshop.errors import Problem
from bpworkshop.method.guide import Activity, Guide
from bpworkshop.pages import Reader
from bpworkshop.session import fields
from bpworkshop.session.boards import OURS_BY_NATURE, STEPS, TOOLS
from bpworkshop.session.items import Entry
from bpworkshop.session.session import LISTS, Session
from bpworkshop.session.shared import shared, veiled
from bpworkshop.session.stage import Stage, Veil
from bpworkshop.session.types import Step
from bpworkshop.words import say
from bpworkshop.workshop import Workshop


class Face:
    """What a face knows: the workshop it leads, the guide's words, and who can read it.

    ``only_us`` is what the screen is now; ``kept_ours`` that the program was
    started for our side only (a second display has the shared view).
    ``progress`` is told how far something long is, of how much, where the face
    can say so meanwhile.
    """

    def __init__(self, workshop: Workshop, guide: Guide, *, only_us: bool, kept_ours: bool = False) -> None:
        self.workshop = workshop
        self.guide = guide
        self.kept_ours = kept_ours
        self._only_us = only_us
        self._phase = workshop.session.phase
        self._seen: tuple[tuple[Session, bool, Veil | None], Session] | None = None
        self.progress: Callable[[int, int], None] | None = None

    @classmethod
    def opened(cls, workshop: Workshop, guide: Guide, *, kept_ours: bool = False) -> "Face":
        """A face as it opens: *prepare* is only for us, the phases with both sides are for everyone."""
        audience = guide.phase(workshop.session.phase).audience
        return cls(workshop, guide, only_us=kept_ours or audience == "only-us", kept_ours=kept_ours)

    @property
    def only_us(self) -> bool:
        """Whether only our side reads this face.

        When a phase with both sides begins – by a command, an undo, or
        somebody else – the face is for everyone. Never the other way round by
        itself: that would show our side's to the room.
        """
        phase = self.session.phase
        if phase != self._phase:
            self._phase = phase
            if not self.kept_ours and self.guide.phase(phase).audience == "everyone":
                self._only_us = False
        return self._only_us

    @only_us.setter
    def only_us(self, value: bool) -> None:
        self._only_us = value
        self._phase = self.session.phase

    @property
    def session(self) -> Session:
        return self.workshop.session

    @property
    def view(self) -> Session:
        """The session as this face may show it."""
        session, veil, ours = self.session, self.workshop.stage.veil, self.only_us
        held = self._seen
        if held is None or held[0][0] is not session or held[0][1:] != (ours, veil):
            view = veiled(session, veil) if ours else shared(session, veil)
            held = self._seen = (session, ours, veil), view
        return held[1]

    @property
    def today(self) -> date:
        return self.workshop.clock().date()

    @property
    def reader(self) -> Reader:
        return Reader(self.view, self.guide, self.today, everyone=not self.only_us)

    @property
    def stage(self) -> Stage:
        """Where the meeting stands, as this face may show it."""
        return self.workshop.stage if self.only_us else self.workshop.stage.shared

    @property
    def step(self) -> Step:
        return self.stage.step

    def stand_here(self) -> None:
        """Let the meeting stand where this face does, which for everyone is at no board of ours.

        Only who leads says so: otherwise somebody else is working there.
        """
        leads = self.workshop.lead is None or self.workshop.lead.ours
        if leads and self.workshop.stage.step != self.step:
            self.workshop.go(self.step)

    @property
    def activity(self) -> Activity:
        """The activity that stands on the stage, or the first that this face may show."""
        shown = self.guide.step(self.step).activities_in(self.session.phase, not self.only_us)
        return next((one for one in shown if one.id == self.stage.activity), shown[0])

    @property
    def question(self) -> str:
        return self.guide.step(self.step).question_for(self.session.phase, not self.only_us, self.activity)


@dataclass(frozen=True, slots=True)
class Told:
    """What a command has to say. ``ask``: items whose gaps the face should ask for now.

    ``page``: the command whose page this is, where it is something to be read.
    """

    lines: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    leave: bool = False
    page: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to do. ``page``: it tells something to be read, rather than doing something."""

    name: str
    run: Callable[[Face, str], Told]
    group: str
    page: bool = False
    when: Callable[[Face], bool] = lambda face: True

    @property
    def usage(self) -> str:
        return say(f"command.{self.name}.usage")

    @property
    def help(self) -> str:
        return say(f"command.{self.name}.help")


GROUPS = ("lead", "time", "look", "change", "share", "people", "voice", "vote", "frame", "promise")
"""What commands are for, in the order in which help tells them."""

MODULES = (
    *("leading", "opening", "ending", "saving", "curtain", "timing", "timer", "board", "clusters", "parking"),
    *("switching", "importing", "exporting", "people", "voices", "hiding", "votes", "frame", "decisions"),
    "promises",
    "offering",
    "toolbox",
    "agreement",
    *("communication", "risks"),
    "evaluation",
    *("assessing", "strategy", "keeping"),
)
"""The modules of this package in which commands stand, in the order in which help tells them."""


class Registry(Mapping[str, Command]):
    """Every command by its name. Their modules are loaded at the first look: the first frame needs few."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, Command]] = {}
        self._all: dict[str, Command] = {}

    def add(self, one: Command) -> None:
        """Know one more command; its module is the one in which what it runs stands."""
        self._found.setdefault(one.run.__module__, {})[one.name] = one

    def _known(self) -> dict[str, Command]:
        if not self._all:
            for name in MODULES:
                import_module(f"{__package__}.{name}")
            for name in MODULES:
                self._all |= self._found[f"{__package__}.{name}"]
        return self._all

    def __getitem__(self, name: str) -> Command:
        return self._known()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())


REGISTRY = Registry()

Run = Callable[[Face, str], Told]


def command(
    name: str, group: str, *, page: bool = False, when: Callable[[Face], bool] = lambda face: True
) -> Callable[[Run], Run]:
    """Put a function into the registry under ``/name``. Its module stands in ``MODULES``."""

    def register(run: Run) -> Run:
        REGISTRY.add(Command(name, run, group, page, when))
        return run

    return register


def told(key: str, /, **facts: object) -> Told:
    """One sentence."""
    return Told((say(key, **facts),))


def usage(name: str) -> Problem:
    """What to raise when a command was typed in a way that it can't be read."""
    return Problem("command.wrong", usage=say(f"command.{name}.usage"))


def read_step(face: Face, typed: str) -> Step | None:
    """A step by number, key or label, or the beginning of one; a tool by its key or label."""
    typed = typed.strip().casefold()
    called = {step: (step, face.guide.step(step).label.casefold()) for step in STEPS}
    for number, step in enumerate(STEPS, 1):
        if typed in (str(number), *called[step]):
            return step
    begins = [step for step in STEPS if typed and any(one.startswith(typed) for one in called[step])]
    return begins[0] if len(begins) == 1 else read_tool(face, typed)


def read_tool(face: Face, typed: str) -> Step | None:
    """A board of the tool box by key or label, or the beginning of one; for everyone none that is ours."""
    typed = typed.strip().casefold()
    there = [one for one in TOOLS if face.only_us or one not in OURS_BY_NATURE]
    called = {one: (one, face.guide.step(one).label.casefold()) for one in there}
    exact = [one for one in there if typed in called[one]]
    begins = [one for one in there if typed and any(name.startswith(typed) for name in called[one])]
    return exact[0] if exact else begins[0] if len(begins) == 1 else None


def read_list(face: Face, typed: str) -> str | None:
    """Any list by its key or its title, or a step as ``read_step`` knows it."""
    plainly = typed.strip().casefold().replace(" ", "_").replace("-", "_")
    shown = plainly in LISTS and (face.only_us or plainly not in OURS_BY_NATURE)
    return plainly if shown else read_step(face, typed)


def pick(face: Face, typed: str) -> tuple[str, Entry]:
    """What ``2`` means on this step's board, or ``options.2`` on another list.

    The record comes whole, as the session has it; the number counts what this
    face shows. Raises Problem when there is no such number.
    """
    found = re.fullmatch(r"(?:([^.\s]+)[.])?([0-9]{1,4})", typed.strip())
    record = read_list(face, found[1]) if found and found[1] else face.step
    if not found or record is None:
        raise Problem("command.no_number", typed=typed.strip() or "…")
    shown = getattr(face.view, record)
    number = int(found[2])
    if not 1 <= number <= len(shown):
        raise Problem("command.no_item", number=found[2], of=face.guide.title(record), n=len(shown))
    id = shown[number - 1].id
    return record, next(one for one in getattr(face.session, record) if one.id == id)


def pick_all(face: Face, typed: str, name: str) -> list[tuple[str, Entry]]:
    """One or more numbers, as ``pick`` reads each."""
    words = re.split(r"[\s,]+", typed.strip())
    if not words[0]:
        raise usage(name)
    return [pick(face, word) for word in words]


def number_and_rest(typed: str, name: str, face: Face) -> tuple[str, Entry, str]:
    """``2 rest of it``: the list and the record that the number means, and the rest."""
    first, _, rest = typed.strip().partition(" ")
    if not first:
        raise usage(name)
    return (*pick(face, first), rest.strip())


def number_of(face: Face, record: str, id: str) -> str:
    """The number by which people on this face call an item; empty where it is not shown."""
    shown = getattr(face.view, record)
    return next((str(number) for number, one in enumerate(shown, 1) if one.id == id), "")


def _split(typed: str) -> tuple[str, str]:
    name, _, rest = typed.removeprefix("/").strip().partition(" ")
    return name.casefold(), rest


def _begun(name: str) -> list[Command]:
    """The command of this name, or those whose names begin so."""
    exact = REGISTRY.get(name)
    return [exact] if exact else [one for key, one in REGISTRY.items() if name and key.startswith(name)]


def whole(face: Face, typed: str) -> str:
    """A command with its whole name, as ``dispatch`` takes it: ``/imp FILE`` is ``/import FILE``."""
    name, rest = _split(typed)
    begun = _begun(name)
    is_field = name not in REGISTRY and name.replace("-", "_") in fields.of(face.step)
    return f"/{begun[0].name} {rest}".rstrip() if len(begun) == 1 and not is_field else typed


def only_looks(typed: str) -> bool:
    """Whether ``/name rest`` only tells something to be read, and so disturbs nothing."""
    begun = _begun(_split(typed)[0])
    return len(begun) == 1 and begun[0].page


def dispatch(face: Face, typed: str) -> Told:
    """Do what ``/name rest`` says. A field's name does as a command for the board: ``/owner 2 Ana``.

    Raises Problem when there is no such command, or it does not apply here.
    """
    name, rest = _split(typed)
    field = name.replace("-", "_")
    begun = _begun(name)
    if name not in REGISTRY and field in fields.of(face.step):
        begun, rest = [REGISTRY["set"]], _with_field(rest, field)
    if len(begun) != 1:
        near = ", ".join(f"/{one.name}" for one in begun)
        raise Problem("command.several" if begun else "command.unknown", name=name, near=near)
    found = begun[0]
    if not found.when(face):
        raise Problem("command.not_here", name=found.name, where=say(f"command.{found.name}.where"))
    told = found.run(face, rest.strip())
    return replace(told, page=found.name) if found.page else told


def _with_field(rest: str, name: str) -> str:
    number, _, value = rest.strip().partition(" ")
    return f"{number} {name} {value}"
