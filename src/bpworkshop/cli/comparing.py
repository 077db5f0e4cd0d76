"""Two sessions compared, and a copied file made a session of its own: ``diff``, ``separate``."""

import argparse
import sys
from typing import TYPE_CHECKING, Any

from bpworkshop import places
from bpworkshop.cli.base import DONE, folder_of, guide_argument, guide_for, print_json, session_argument
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.review.compare import Difference
    from bpworkshop.review.sides import Side
    from bpworkshop.session.types import Record


def diff_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("a", metavar="A", help=say("cli.diff.a"))
    parser.add_argument("b", metavar="B", nargs="?", help=say("cli.diff.b"))
    parser.add_argument("--all", action="store_true", help=say("cli.diff.all"))
    guide_argument(parser)


def diff(arguments: argparse.Namespace) -> int:
    """What is new, gone and changed in B; as everybody may see both, unless it is asked for as ours."""
    from bpworkshop.review import sides
    from bpworkshop.review.compare import compare
    from bpworkshop.workshop import now

    folder, everyone = folder_of(arguments), not arguments.all
    first = sides.typed(folder, arguments.a)
    if arguments.b:
        a, b = first, sides.typed(folder, arguments.b)
    else:
        # A version alone is compared with how its session is now; a session with how it was before.
        b = sides.now(first.path)
        a = first if first.version else sides.earlier(b)
    today = now().date()
    found = compare(a.shown(everyone=everyone), b.shown(everyone=everyone), today, everyone=everyone)
    if arguments.json:
        print_json(_as_json(found, a, b))
    else:
        from bpworkshop.pages import Reader
        from bpworkshop.review.contrast import Sides, sections
        from bpworkshop.tui.comparing import stacked

        guide = guide_for(arguments, found.b.language)
        readers = (Reader(one, guide, today, everyone=everyone) for one in (found.a, found.b))
        # Whoever reads it from a pipe wants whole lines.
        import shutil  # every command starts without it

        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize
        for row in stacked((a.name, b.name), sections(found, Sides(*readers)), width):
            print(row.plain)
    # Always the same words, whether anything is hidden or not: even that would be a leak.
    hint = say("cli.show.whole" if arguments.all else "cli.show.hint")
    print(hint if arguments.json else f"\n{hint}", file=sys.stderr if arguments.json else sys.stdout)
    return DONE


def _as_json(found: "Difference", a: "Side", b: "Side") -> dict[str, object]:
    """Both sides by ``a`` and ``b`` everywhere; null on the side where something is not."""
    return {
        "a": {"handle": a.handle, "id": found.a.id, "title": found.a.title},
        "b": {"handle": b.handle, "id": found.b.id, "title": found.b.title},
        "single": {one.name: {"a": _plain(one.a), "b": _plain(one.b)} for one in found.single},
        "lists": {
            name: {
                "new": [_plain(one.b) for one in records if one.a is None],
                "gone": [_plain(one.a) for one in records if one.b is None],
                "changed": {
                    one.id: {field.name: {"a": _plain(field.a), "b": _plain(field.b)} for field in one.fields}
                    for one in records
                    if one.fields
                },
            }
            for name, records in found.lists.items()
        },
        "ready": {step: {"a": not was, "b": not now} for step, (was, now) in found.ready.items()},
        "balance": {
            party: {
                side: {"gives": one.gives, "gets": one.gets} if one else None
                for side, one in zip("ab", pair, strict=True)
            }
            for party, pair in found.balance.items()
        },
        "votes": {one.id: {"step": one.step, "a": one.a, "b": one.b} for one in found.votes},
        "promises": {one.id: {"a": one.a, "b": one.b} for one in found.promises},
    }


def _plain(value: "Record | Any") -> Any:
    """A value as the file has it."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    dump = getattr(value, "model_dump", None)
    return dump(mode="json", exclude_none=True) if dump else value


separate_arguments = session_argument


def separate(arguments: argparse.Namespace) -> int:
    from bpworkshop.review.separating import separate as give_own_id

    path = folder_of(arguments).find(arguments.id)
    new = give_own_id(path, places.rescued())
    if arguments.json:
        print_json({"handle": path.stem, "path": str(path), "id": new})
    else:
        print(say("cli.separate.done", handle=path.stem, new=new))
    return DONE
