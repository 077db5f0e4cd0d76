"""The stage as a small table: what stands beside a session, and at the end of a handout.

The program writes it, but whoever may write the folder can have changed it:
what does not fit is left out, and the meeting stands where the rest says.
"""

from typing import Any, get_args

from bpworkshop.session.boards import BOARDS, STEPS
from bpworkshop.session.stage import Running, Stage, Timer, Turns, TurnsOf, Veil
from bpworkshop.session.types import Naming, Voting
from bpworkshop.store import tables
from bpworkshop.store.tables import Table

MOST_LINES = 5_000
"""Lines that are read of one list: more ids than any session holds."""

LONGEST_TIMER = 24 * 60 * 60
"""Seconds."""


def table(stage: Stage) -> dict[str, object]:
    """The stage as TOML has it; what is not there is left out."""
    found: dict[str, object] = {
        "step": stage.step,
        "activity": stage.activity,
        "timebox": stage.timebox,
        "begun": stage.begun,
        "ends": stage.ends,
        "curtain": stage.curtain or None,
        "led": None if stage.led else False,
    }
    if timer := stage.timer:
        found["timer"] = _there({"seconds": timer.seconds, "ends": timer.ends, "left": timer.left or None})
    if turns := stage.turns:
        found["turns"] = {"of": turns.of, "waiting": list(turns.waiting), "done": list(turns.done)}
    if veil := stage.veil:
        found["veil"] = {"step": veil.step, "shown": sorted(veil.shown)}
    if running := stage.running:
        found["running"] = {
            "id": running.id,
            "method": running.method,
            "names": running.names,
            "text": running.text,
            "cast": running.cast,
            "choices": list(running.choices),
        }
    return _there(found)


def _there(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


def stage(data: Table) -> Stage:
    """The stage that a table tells."""
    return Stage(
        step=_one_of(data, "step", BOARDS) or STEPS[0],
        activity=tables.line(data, "activity") or None,
        timer=_timer(tables.inner(data, "timer")),
        turns=_turns(tables.inner(data, "turns")),
        veil=_veil(tables.inner(data, "veil")),
        running=_running(tables.inner(data, "running")),
        timebox=tables.line(data, "timebox") or None,
        begun=tables.moment(data, "begun"),
        ends=tables.moment(data, "ends"),
        curtain=data.get("curtain") is True,
        led=data.get("led") is not False,
    )


def _timer(data: Table) -> Timer | None:
    seconds = tables.number(data, "seconds")
    if seconds is None or not 0 < seconds <= LONGEST_TIMER:
        return None
    left = tables.number(data, "left") or 0
    return Timer(seconds, tables.moment(data, "ends"), max(-LONGEST_TIMER, min(left, LONGEST_TIMER)))


def _turns(data: Table) -> Turns | None:
    of = _one_of(data, "of", get_args(TurnsOf))
    return Turns(of, _lines(data, "waiting"), _lines(data, "done")) if of else None


def _veil(data: Table) -> Veil | None:
    step = _one_of(data, "step", BOARDS)
    return Veil(step, frozenset(_lines(data, "shown"))) if step else None


def _running(data: Table) -> Running | None:
    id, text = tables.line(data, "id"), tables.line(data, "text", most=500)
    method, names = _one_of(data, "method", get_args(Voting)), _one_of(data, "names", get_args(Naming))
    if not (id and method and names):
        return None
    cast = max(0, tables.number(data, "cast") or 0)
    return Running(id, method, names, text, cast, _lines(data, "choices"))


def _one_of(data: Table, key: str, known: tuple[Any, ...]) -> Any:
    found = data.get(key)
    return found if found in known else None


def _lines(data: Table, key: str) -> tuple[str, ...]:
    found = data.get(key)
    listed = found[:MOST_LINES] if isinstance(found, list) else []
    return tuple(tables.one_line(one) for one in listed if isinstance(one, str))
