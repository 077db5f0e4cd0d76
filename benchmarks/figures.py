"""A library found in a survey year beside Python's own reader of dictionaries, and the memory of both sizes.

The year is made, not kept: as many systems and columns as the survey of 2014
has, with commas and quotation marks in some of the names.
"""

import csv
import sys
from pathlib import Path
from random import Random

from benchmarks.rows import Pair, Unit, in_turns, row
from benchmarks.world import World

MEGABYTES = Unit("MB", 1)
SYSTEMS, COLUMNS = 9305, 72
LONGER = 10

_NAMED = (
    *("STABR", "FSCSKEY", "LIBID", "LIBNAME", "CITY", "STARTDAT", "ENDDATE", "POPU_LSA", "HRS_OPEN"),
    *("VISITS", "REFERENC", "REGBOR", "TOTCIR", "KIDCIRCL", "TOTPRO", "TOTATTEN", "PITUSR", "WIFISESS"),
)
_DICTIONARIES = "import csv, sys\nfor row in csv.DictReader(open(sys.argv[1], newline='')): pass"
_MEASURED = (
    "import os, sys\n"
    "process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ,"
    " file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])\n"
    "_, status, used = os.wait4(process, 0)\n"
    "print(used.ru_maxrss * (1 if sys.platform == 'darwin' else 1024))\n"
    "sys.exit(os.waitstatus_to_exitcode(status))"
)
"""Starts a program and prints the most memory that it had. Started by us it would begin with ours."""


def survey(path: Path, systems: int = SYSTEMS) -> Path:
    """A survey year of so many systems; the last but two is asked for."""
    random = Random(systems)
    others = [f"OTHER{at}" for at in range(COLUMNS - len(_NAMED))]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*_NAMED[:7], *others, *_NAMED[7:]])
        for at in range(systems):
            place = f"PLACE {random.randrange(7000)}"
            name = f"FRIENDS, {place} LIBRARY" if at % 75 == 0 else f"{place} PUBLIC LIBRARY"
            head = [f"S{at % 50:02}", f"K{at:07}", f"L{at}", name, place, "07/01/2013", "06/30/2014"]
            cells = [str(random.choice((-1, random.randrange(10**6)))) for _ in range(COLUMNS - len(head))]
            writer.writerow([*head, *cells])
    return path


def _asked(path: Path, systems: int) -> list[str]:
    return ["figures", str(path), "--library", f"K{systems - 3:07}", "--json"]


@row("`bpworkshop figures FILE --library X` ÷ `csv.DictReader` over it, 9,305 systems", must=1.5, aim=1.2)
def found(world: World) -> Pair:
    path = survey(world.new_folder("figures") / "year.csv")
    program = world.folder / "dictionaries.py"
    program.write_text(_DICTIONARIES)

    def ours() -> None:
        said = world.ours(*_asked(path, SYSTEMS))
        if said.count('"metric"') != len(_NAMED) - 7:
            raise RuntimeError(f"not the figures of one system: {said[:300]!r}")

    return in_turns(ours, lambda: world.run([sys.executable, str(program), str(path)]), rounds=30)


@row("memory of `figures FILE --library X`, ten times the systems", must=80, aim=40)
def memory(world: World) -> Pair:
    return Pair([_most(world, SYSTEMS * LONGER)], unit=MEGABYTES)


@row("the same ÷ that of one year", must=1.1, aim=1.05)
def constant(world: World) -> Pair:
    return Pair([_most(world, SYSTEMS * LONGER)], [_most(world, SYSTEMS)], MEGABYTES)


def _most(world: World, systems: int) -> float:
    """Megabytes of memory that finding a library among so many needed at most."""
    folder = world.folder / f"memory-{systems}"
    path = folder / "year.csv"
    if not folder.exists():
        folder.mkdir()
        survey(path, systems)
    said = world.run([sys.executable, "-c", _MEASURED, *world.program, *_asked(path, systems)])
    return int(said) / 1e6
