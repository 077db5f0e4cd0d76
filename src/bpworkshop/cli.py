"""The commands of the shell: each parses, calls one room, prints.

Rooms are imported late, by the command that needs them: ``list`` and
``--help`` pay for no models.
"""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bpworkshop import __version__, places, text
from bpworkshop.errors import Problem
from bpworkshop.store.folder import Listed, SessionFolder, listed
from bpworkshop.tui.start import way
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.method.guide import Guide
    from bpworkshop.session.session import Session
    from bpworkshop.workshop import Workshop

STEPS = ("goals", "values", "alternatives", "benefits", "figures", "commitments")
"""The steps as the shell names them; ``session.STEPS`` without its import."""

DONE, PROBLEMS, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. 0 done, 1 problems, 2 wrong use, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that can't show a letter shows a question mark, not a traceback.
            stream.reconfigure(errors="replace")
    # A short command ends before collecting garbage earns anything: neither on
    # the way (run switches it on again) nor at the end, where freezing skips it.
    gc.disable()
    arguments = parser().parse_args(argv)
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


def parser() -> argparse.ArgumentParser:
    """The parser of all commands. ``--sessions`` may stand before or after the command."""
    top = argparse.ArgumentParser("bpworkshop", description=say("cli.about"), epilog=say("cli.exit_codes"))
    top.add_argument("--sessions", metavar="DIR", help=say("cli.sessions"))
    top.add_argument("--version", action="version", version=f"bpworkshop {__version__}")
    top.set_defaults(run=home)
    commands = top.add_subparsers(title=say("cli.commands"), metavar="COMMAND")

    def add(name: str, run: Any, *, json: bool = False) -> argparse.ArgumentParser:
        words = say(f"cli.{name}.help")
        made = commands.add_parser(name, help=words, description=words)
        # Suppressed where it is not given, so that it leaves one before the command alone.
        made.add_argument("--sessions", metavar="DIR", default=argparse.SUPPRESS, help=say("cli.sessions"))
        made.set_defaults(run=run)
        if json:
            made.add_argument("--json", action="store_true", help=say("cli.json"))
        return made

    new_ = add("new", new, json=True)
    new_.add_argument("--title", required=True, help=say("cli.new.title"))
    new_.add_argument("--library", metavar="NAME", help=say("cli.new.library"))
    new_.add_argument(
        "--partner", action="append", required=True, metavar="NAME", help=say("cli.new.partner")
    )
    new_.add_argument("--person", action="append", default=[], help=say("cli.new.person"))
    new_.add_argument("--follows", metavar="ID", help=say("cli.new.follows"))

    run_ = add("run", run)
    run_.add_argument("id", metavar="ID", help=say("cli.id"))
    run_.add_argument("--plain", action="store_true", help=say("cli.run.plain"))
    run_.add_argument("--only-us", action="store_true", help=say("cli.run.only_us"))
    run_.add_argument("--guide", metavar="FILE", help=say("cli.guide.file"))

    add("list", list_, json=True)

    for reading in (add("review", review), add("show", show, json=True)):
        reading.add_argument("id", metavar="ID", help=say("cli.id"))
        reading.add_argument("--all", action="store_true", help=say("cli.show.all"))
        reading.add_argument("--guide", metavar="FILE", help=say("cli.guide.file"))

    handout_ = add("handout", handout)
    handout_.add_argument("id", metavar="ID", help=say("cli.id"))
    handout_.add_argument("-o", "--output", metavar="FILE", required=True, help=say("cli.handout.output"))
    handout_.add_argument("--keep", action="store_true", help=say("cli.handout.keep"))

    add_ = add("add", add_item)
    add_.add_argument("id", metavar="ID", help=say("cli.id"))
    add_.add_argument("step", choices=STEPS, metavar="STEP", help=say("cli.add.step", steps=", ".join(STEPS)))
    add_.add_argument("line", help=say("cli.add.line"))
    add_.add_argument(
        "--set", action="append", default=[], metavar="FIELD=VALUE", dest="fields", help=say("cli.add.set")
    )

    check_ = add("check", check, json=True)
    check_.add_argument("files", nargs="*", metavar="FILE", help=say("cli.check.files"))

    guide_ = add("guide", guide)
    guide_.add_argument("--guide", metavar="FILE", help=say("cli.guide.file"))
    guide_.add_argument("--write", metavar="FILE", help=say("cli.guide.write"))

    add("where", where, json=True)

    completion_ = add("completion", completion)
    completion_.add_argument(
        "shell", choices=("bash", "zsh", "tcsh", "fish"), help=say("cli.completion.shell")
    )
    return top


# Help for the commands


def _folder(arguments: argparse.Namespace) -> SessionFolder:
    return SessionFolder(places.sessions(arguments.sessions)[0])


def _open(arguments: argparse.Namespace) -> "Workshop":
    from bpworkshop.workshop import Workshop

    return Workshop.open(_folder(arguments).find(arguments.id))


def _guide(arguments: argparse.Namespace, language: str = "en") -> "Guide":
    """The guide that was asked for, or the one of the settings, or the program's own in a language."""
    from bpworkshop import settings

    given = places.named(arguments.guide) if arguments.guide else None
    wanted = settings.Settings() if given else settings.load(places.settings())
    return settings.chosen_guide(given, wanted, language)


def _again(arguments: argparse.Namespace, *words: str) -> str:
    """A line that calls the program again, so that it can be copied: quoted for a shell, safe to show."""
    import shlex

    folder = ["--sessions", arguments.sessions] if arguments.sessions else []
    return text.clean(shlex.join([*places.program(), *folder, *words]))


def _print_json(data: object) -> None:
    import json

    print(json.dumps(data, ensure_ascii=True, indent=2, default=str))


def _lines(found: Sequence[Listed]) -> list[str]:
    # The name of a file may hold anything too.
    handles = [text.line(one.handle) for one in found]
    broad = max(map(text.width, handles), default=0)
    lines = []
    for handle, one in zip(handles, found, strict=True):
        told = say("cli.list.broken", reason=one.error) if one.error else one.title
        if one.partners:
            told += f" – {', '.join(one.partners)}"
        if one.phase:
            told += f" – {one.phase}, {one.status}"
        lines.append(f"{handle}{' ' * (broad - text.width(handle))}  {told}")
    return lines


# The commands


def home(arguments: argparse.Namespace) -> int:
    """No command: home on a terminal; elsewhere what is here, and the lines to copy to go on."""
    if way() == "screens":
        return _screens(arguments)
    found = list(_folder(arguments).listed())
    if found:
        print("\n".join(_lines(found)))
        ready = next((one.handle for one in found if not one.error), found[0].handle)
        print(f"\n{say('cli.home.go_on')}\n  {_again(arguments, 'run', ready)}")
    else:
        print(say("cli.home.empty", folder=str(places.sessions(arguments.sessions)[0])))
    print(f"\n{say('cli.home.new')}\n  {_again(arguments)} {say('cli.home.new_line')}")
    if not found:
        print(f"\n{say('cli.home.then')}\n  {_again(arguments, 'run', say('cli.home.handle'))}")
    return DONE


def new(arguments: argparse.Namespace) -> int:
    from bpworkshop import settings
    from bpworkshop.creation import new_session
    from bpworkshop.store.codec import encode

    folder = _folder(arguments)
    library = arguments.library or settings.load(places.settings()).library
    if not library:
        raise Problem("cli.new.no_library", settings=str(places.settings()))
    before = listed(folder.find(arguments.follows)) if arguments.follows else None
    if before and before.error:
        raise Problem("cli.new.follows_broken", handle=before.handle, reason=before.error)
    session = new_session(
        arguments.title, library, arguments.partner, arguments.person, follows=before.id if before else None
    )
    path = folder.create(session, encode(session))
    if arguments.json:
        _print_json({"handle": path.stem, "path": str(path), "id": session.id})
    else:
        print(path.stem)
        print(say("cli.new.go_on", line=_again(arguments, "run", path.stem)), file=sys.stderr)
    return DONE


def run(arguments: argparse.Namespace) -> int:
    how = "lines" if arguments.plain else way()
    if how == "screens":
        return _screens(arguments, open=_folder(arguments).find(arguments.id))

    from bpworkshop.commands import Face
    from bpworkshop.plain import lead

    gc.enable()
    workshop = _open(arguments)
    face = Face.opened(workshop, _guide(arguments, workshop.session.language), kept_ours=arguments.only_us)
    if how == "neither":
        line = _again(arguments, "run", "--plain", workshop.path.stem)
        print(say("cli.run.no_terminal", line=line), file=sys.stderr)
        return WRONG_USE
    worked = lead(face, go_on=_again(arguments, "run", workshop.path.stem))
    return DONE if worked else PROBLEMS


def review(arguments: argparse.Namespace) -> int:
    """On a terminal the screen; elsewhere the page that ``show`` prints."""
    if way() == "screens":
        return _screens(arguments, review=_folder(arguments).find(arguments.id))
    arguments.json = False
    return show(arguments)


def _screens(arguments: argparse.Namespace, **begin: Path) -> int:
    """The screens, until somebody leaves."""
    from bpworkshop.tui.start import lead

    guide = getattr(arguments, "guide", None)
    return lead(
        places.sessions(arguments.sessions)[0],
        lambda handle: _again(arguments, "run", handle),
        only_us=getattr(arguments, "only_us", False) or getattr(arguments, "all", False),
        guide=places.named(guide) if guide else None,
        **begin,
    )


def list_(arguments: argparse.Namespace) -> int:
    found = list(_folder(arguments).listed())
    if arguments.json:
        _print_json([one.as_json() for one in found])
    elif found:
        print("\n".join(_lines(found)))
    else:
        print(say("cli.home.empty", folder=str(places.sessions(arguments.sessions)[0])))
    return DONE


def show(arguments: argparse.Namespace) -> int:
    from bpworkshop.pages import Reader
    from bpworkshop.session.shared import shared

    workshop = _open(arguments)
    session = workshop.session if arguments.all else shared(workshop.session)
    if arguments.json:
        _print_json(_as_json(workshop, session, everyone=not arguments.all))
    else:
        today = workshop.clock().date()
        reader = Reader(session, _guide(arguments, session.language), today, everyone=not arguments.all)
        print("\n".join(reader.page()))
    # Always the same words, whether anything is hidden or not: even that would be a leak.
    hint = say("cli.show.whole" if arguments.all else "cli.show.hint")
    print(hint if arguments.json else f"\n{hint}", file=sys.stderr if arguments.json else sys.stdout)
    return DONE


def _as_json(workshop: "Workshop", session: "Session", *, everyone: bool) -> dict[str, object]:
    """The keys of the file, and what follows from them: handle, readiness, status of each promise."""
    from bpworkshop.session.readiness import readiness
    from bpworkshop.session.tallies import status

    data = session.model_dump(mode="json", exclude_none=True)
    today = workshop.clock().date()
    ready = {step: not gaps for step, gaps in readiness(session, everyone=everyone).items()}
    for item, told in zip(session.commitments, data["commitments"], strict=True):
        told["status"] = status(item, today)
    return {"handle": workshop.path.stem, "ready": ready, **data}


def handout(arguments: argparse.Namespace) -> int:
    from bpworkshop.store.handout import check_target

    workshop = _open(arguments)
    path = places.named(arguments.output).absolute()
    check_target(path, workshop.session, workshop.path.parent)
    workshop.keep_handout(path, arguments.keep)
    print(say("cli.handout.kept" if arguments.keep else "cli.handout.written", path=str(path)))
    return DONE


def add_item(arguments: argparse.Namespace) -> int:
    from bpworkshop.creation import item_from_shell

    workshop = _open(arguments)
    edit, hints = item_from_shell(workshop, arguments.step, arguments.line, arguments.fields)
    workshop.apply(edit, "add")
    for hint in [*hints, *workshop.warnings]:
        print(hint, file=sys.stderr)
    print(edit.record.id)
    return DONE


def check(arguments: argparse.Namespace) -> int:
    from bpworkshop.errors import FileProblem
    from bpworkshop.store import atomic, codec

    paths = [Path(name) for name in arguments.files] or sorted(_folder(arguments).paths())
    found: list[FileProblem] = []
    for path in paths:
        try:
            found += codec.problems(atomic.read(path), path)
        except FileProblem as problem:
            found.append(problem)
    if arguments.json:
        _print_json(
            [
                {"file": str(one.path), "line": one.line, "key": one.where or None, "problem": one.reason}
                for one in found
            ]
        )
    else:
        print("\n".join(map(str, found)) if found else say("cli.check.clean", n=len(paths)))
    return PROBLEMS if found else DONE


def guide(arguments: argparse.Namespace) -> int:
    from bpworkshop.method.guide import builtin_text
    from bpworkshop.method.outline import outline
    from bpworkshop.store import atomic

    if arguments.write is not None:
        path = places.named(arguments.write)
        atomic.write(path, builtin_text().encode(), mode=0o644, exclusive=True)
        print(
            say(
                "cli.guide.written", path=str(path), line=_again(arguments, "run", "ID", "--guide", str(path))
            )
        )
    else:
        print("\n".join(outline(_guide(arguments))))
    return DONE


def where(arguments: argparse.Namespace) -> int:
    folder, why = places.sessions(arguments.sessions)
    settings = places.settings()
    if arguments.json:
        _print_json(
            {
                "sessions": str(folder.absolute()),
                "chosen_by": why,
                "exists": os.path.isdir(folder),
                "settings": str(settings),
                "settings_exist": os.path.isfile(settings),
            }
        )
    else:
        print(say("cli.where.sessions", folder=str(folder.absolute()), why=say(f"cli.where.{why}")))
        state = say("cli.where.there" if os.path.isfile(settings) else "cli.where.not_there")
        print(say("cli.where.settings", file=str(settings), state=state))
    return DONE


def completion(arguments: argparse.Namespace) -> int:
    import shtab

    print(shtab.complete(parser(), arguments.shell))
    return DONE
