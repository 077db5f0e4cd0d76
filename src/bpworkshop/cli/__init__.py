"""The commands of the shell: each parses, calls one room, prints.

Commands are imported when they are called, and rooms by the command that needs
them: ``list`` and ``--help`` pay for no models.
"""

import argparse
import errno
import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from bpworkshop import __version__, text
from bpworkshop.cli.base import DONE, INTERRUPTED, PROBLEMS, Command
from bpworkshop.errors import Problem
from bpworkshop.words import say


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. 0 done, 1 problems, 2 wrong use, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that can't show a letter shows a question mark, not a traceback.
            stream.reconfigure(errors="replace")
    # A short command ends before collecting garbage earns anything: neither on
    # the way (run switches it on again) nor at the end, where freezing skips it.
    gc.disable()
    given = sys.argv[1:] if argv is None else argv
    arguments = parser(_name(given)).parse_args(given)
    try:
        code: int = arguments.run(arguments)
        if sys.stdout:
            sys.stdout.flush()
        gc.freeze()
    except Problem as problem:
        print(say("cli.problem", what=str(problem)), file=sys.stderr)
        return PROBLEMS
    except KeyboardInterrupt:
        print(f"\n{say('cli.interrupted')}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough of it.
        _end_output()
        return DONE
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _end_output()
        print(say("cli.full"), file=sys.stderr)
        return PROBLEMS
    return code


def _end_output() -> None:
    """What is still to be written goes nowhere: it would fail once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Parser(argparse.ArgumentParser):
    """Quotes back what was typed wrong; what is on that line may have come out of a file's name."""

    def error(self, message: str) -> NoReturn:
        super().error(text.inline(message))


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """The parser of all commands. ``--sessions`` may stand before or after the command.

    With ``only`` the name of a command, nothing else is made ready: that takes
    a tenth of the time of a short one. What is no name changes nothing.
    """
    top = Parser("bpworkshop", description=say("cli.about"), epilog=say("cli.exit_codes"))
    top.add_argument("--sessions", metavar="DIR", help=say("cli.sessions"))
    top.add_argument("--version", action="version", version=f"bpworkshop {__version__}")
    top.set_defaults(run=_home)
    commands = top.add_subparsers(title=say("cli.commands"), metavar="COMMAND")
    named = [command for command in COMMANDS if command.name == only]
    for command in named or COMMANDS:
        words = say(f"cli.{command.name}.help")
        made = commands.add_parser(command.name, help=words, description=words)
        # Suppressed where it is not given, so that it leaves one before the command alone.
        made.add_argument("--sessions", metavar="DIR", default=argparse.SUPPRESS, help=say("cli.sessions"))
        made.set_defaults(run=command.run)
        if command.json:
            made.add_argument("--json", action="store_true", help=say("cli.json"))
        command.arguments(made)
    return top


def _name(given: Sequence[str]) -> str | None:
    """The word that names the command: the first, or the one behind ``--sessions DIR``."""
    at = 2 if given[:1] == ["--sessions"] else 1 if given and given[0].startswith("--sessions=") else 0
    return given[at] if len(given) > at else None


def _home(arguments: argparse.Namespace) -> int:
    from bpworkshop.cli.sessions import home

    return home(arguments)


COMMANDS = (
    Command("new", "sessions", json=True),
    Command("run", "leading"),
    Command("list", "finding", json=True),
    Command("search", "finding", json=True),
    Command("follow", "following"),
    Command("review", "leading"),
    Command("show", "reading", json=True),
    Command("handout", "reading"),
    Command("export", "exporting"),
    Command("chart", "charting"),
    Command("figures", "figuring", json=True),
    Command("import", "importing", json=True),
    Command("add", "changing"),
    Command("commitments", "promising", json=True),
    Command("aims", "aiming", json=True),
    Command("partner", "partnering", json=True),
    Command("versions", "versions", json=True),
    Command("restore", "versions"),
    Command("diff", "comparing", json=True),
    Command("separate", "comparing", json=True),
    Command("person", "people", json=True),
    Command("purge", "purging", json=True),
    Command("check", "sessions", json=True),
    Command("share", "sharing", json=True),
    Command("guide", "reading"),
    Command("where", "sessions", json=True),
    Command("completion", "completing"),
)
"""Every command, in the order of the help."""
