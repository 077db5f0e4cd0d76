"""The commands of the shell: each parses, calls one room, prints.

Rooms are imported late, by the command that needs them: ``list`` and
``--help`` pay for no models.
"""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from bpworkshop import __version__, text
from bpworkshop.cli import (
    changing,
    comparing,
    exporting,
    figuring,
    finding,
    following,
    importing,
    leading,
    partnering,
    people,
    promising,
    purging,
    reading,
    sessions,
    sharing,
    versions,
)
from bpworkshop.cli.base import DONE, INTERRUPTED, PROBLEMS, Command, session_argument
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
    arguments = parser(given[0] if given else None).parse_args(given)
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
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return code


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
    top.set_defaults(run=sessions.home)
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


def completion_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh", "fish"), help=say("cli.completion.shell"))


def completion(arguments: argparse.Namespace) -> int:
    import shtab

    print(shtab.complete(parser(), arguments.shell))
    return DONE


COMMANDS = (
    Command("new", sessions.new, sessions.new_arguments, json=True),
    Command("run", leading.run, leading.run_arguments),
    Command("list", finding.list_, finding.list_arguments, json=True),
    Command("search", finding.search, finding.search_arguments, json=True),
    Command("follow", following.follow, following.follow_arguments),
    Command("review", leading.review, leading.review_arguments),
    Command("show", reading.show, reading.show_arguments, json=True),
    Command("handout", reading.handout, reading.handout_arguments),
    Command("export", exporting.export, exporting.export_arguments),
    Command("figures", figuring.figures, figuring.figures_arguments, json=True),
    Command("import", importing.import_, importing.import_arguments, json=True),
    Command("add", changing.add_item, changing.add_arguments),
    Command("commitments", promising.commitments, promising.commitments_arguments, json=True),
    Command("partner", partnering.partner, partnering.partner_arguments, json=True),
    Command("versions", versions.versions, session_argument, json=True),
    Command("restore", versions.restore, versions.restore_arguments),
    Command("diff", comparing.diff, comparing.diff_arguments, json=True),
    Command("separate", comparing.separate, session_argument, json=True),
    Command("person", people.person, people.person_arguments, json=True),
    Command("purge", purging.purge, purging.purge_arguments, json=True),
    Command("check", sessions.check, sessions.check_arguments, json=True),
    Command("share", sharing.share, sharing.share_arguments, json=True),
    Command("guide", reading.guide, reading.guide_arguments),
    Command("where", sessions.where, json=True),
    Command("completion", completion, completion_arguments),
)
"""Every command, in the order of the help."""
