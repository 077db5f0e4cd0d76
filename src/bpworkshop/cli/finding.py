"""Sessions and what was said in them: ``list`` and ``search``."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from bpworkshop import places, text
from bpworkshop.cli.base import DONE, WRONG_USE, again, day_of, index_of, print_json
from bpworkshop.session.boards import BOARDS
from bpworkshop.store.folder import Listed
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.review.filters import Filter
    from bpworkshop.review.query import Excerpt, Query
    from bpworkshop.store.index import Hit

LIMIT = 50
"""Places that are told unless more are asked for."""

STATUSES = ("draft", "running", "closed")
PHASES = ("prepare", "together", "after")
FILTERS = ("step", "partner", "person", "status", "phase", "since", "until")

_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs="*", metavar="WORDS", help=say("cli.list.words"))
    _filter_arguments(parser, say("cli.list.step"))


def search_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs="+", metavar="WORDS", help=say("cli.search.words"))
    _filter_arguments(parser, say("cli.search.step"))
    parser.add_argument("--limit", metavar="N", default=str(LIMIT), help=say("cli.search.limit"))


def _filter_arguments(parser: argparse.ArgumentParser, step: str) -> None:
    chosen = {"step": BOARDS, "status": STATUSES, "phase": PHASES}
    metavars = {"partner": "NAME", "person": "NAME", "since": "DATE", "until": "DATE"}
    for name in FILTERS:
        help = step if name == "step" else say(f"cli.search.{name}")
        parser.add_argument(f"--{name}", choices=chosen.get(name), metavar=metavars.get(name), help=help)


def list_(arguments: argparse.Namespace) -> int:
    wanted, query = _filter(arguments), _query(arguments)
    with index_of(arguments) as index:
        found = index.listed(query, wanted)
    if arguments.json:
        print_json([one.as_json() for one in found])
    elif found:
        tell(found, arguments)
    elif wanted or query:
        print(say("cli.list.none"))
    else:
        print(say("cli.home.empty", folder=str(places.sessions(arguments.sessions)[0])))
    return DONE


def search(arguments: argparse.Namespace) -> int:
    limit, query = _limit(arguments.limit), _query(arguments)
    if limit == 0:
        print(say("cli.search.no_limit", typed=arguments.limit), file=sys.stderr)
        return WRONG_USE
    if not query:
        print(say("search.nothing"), file=sys.stderr)
        return WRONG_USE
    with index_of(arguments) as index:
        hits, more = index.search(query, _filter(arguments), limit)
    excerpts = [query.excerpt(hit.texts) for hit in hits]
    if arguments.json:
        print_json([_as_json(hit, excerpt) for hit, excerpt in zip(hits, excerpts, strict=True)])
        return DONE
    print("\n".join(_lines(hits, excerpts)) or say("cli.search.none"))
    if more:
        print(say("cli.search.more", n=more), file=sys.stderr)
    return DONE


# What was asked


def _query(arguments: argparse.Namespace) -> "Query | None":
    if not arguments.words:
        return None
    from bpworkshop.review.query import Query

    return Query.given(arguments.words)


def _filter(arguments: argparse.Namespace) -> "Filter | None":
    given = {name: getattr(arguments, name) for name in FILTERS}
    if all(one is None for one in given.values()):
        return None
    from bpworkshop.review.filters import Filter

    today = date.today()
    for name in ("since", "until"):
        given[name] = day_of(given.get(name), today, past=True)
    return Filter(**given)


def _limit(typed: str) -> int | None:
    """How many places; None for all, 0 for what is neither."""
    if typed == "all":
        return None
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


# What was found


def tell(found: Sequence[Listed], arguments: argparse.Namespace) -> None:
    """The list, and beside it how to delete what should not be there any more."""
    today = date.today()
    print("\n".join(_rows(found, today)))
    if overdue := sum(one.delete_after is not None and one.overdue(today) for one in found):
        print(say("cli.list.purge", n=overdue, line=again(arguments, "purge")), file=sys.stderr)


def _rows(found: Sequence[Listed], today: date) -> list[str]:
    """One line a session, the handles in a column."""
    handles = [one.handle for one in found]
    together = "".join(handles)
    # The name of a file may hold anything too, though hardly one of ten thousand does.
    if not together.isascii() or not together.isprintable() or " " in together:
        handles = list(map(text.line, handles))
    widths = list(map(text.width, handles))
    broad = 2 + max(widths, default=0)
    lines = []
    for handle, wide, one in zip(handles, widths, found, strict=True):
        # Taken apart at once, because there may be ten thousand.
        _, _, title, partners, phase, status, error, _, last, _ = one
        told = say("cli.list.broken", reason=error) if error else title
        if partners:
            told += f" – {', '.join(partners)}"
        if phase:
            told += f" – {phase}, {status}"
        if last and one.overdue(today):
            told += f" – {_overdue(last)}"
        lines.append(f"{handle}{' ' * (broad - wide)}{told}")
    return lines


def _overdue(last: date) -> str:
    from bpworkshop.session.dates import write_date  # a list that needs it not starts faster without

    return say("cli.list.overdue", day=write_date(last))


def _lines(hits: list["Hit"], excerpts: list["Excerpt"]) -> Iterator[str]:
    """The session, once for what follows each other in it; under it each place with what stands there."""
    from bpworkshop.review.query import place

    bold = _is_terminal()
    last = None
    for hit, excerpt in zip(hits, excerpts, strict=True):
        if hit.listed.path != last:
            last = hit.listed.path
            yield f"{text.line(hit.listed.handle)}  {hit.listed.title}"
        yield f"  {place(hit.place, hit.number)}: {_marked(excerpt) if bold else excerpt.text}"


def _is_terminal() -> bool:
    """Whether what is printed may be bold."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _marked(excerpt: "Excerpt") -> str:
    parts, at = [], 0
    for begin, end in excerpt.marks:
        parts += [excerpt.text[at:begin], _BOLD, excerpt.text[begin:end], _PLAIN]
        at = end
    return "".join((*parts, excerpt.text[at:]))


def _as_json(hit: "Hit", excerpt: "Excerpt") -> dict[str, object]:
    return {
        "handle": hit.listed.handle,
        "title": hit.listed.title,
        "id": hit.listed.id,
        "path": str(hit.listed.path),
        "place": hit.place,
        "item": hit.item,
        "number": hit.number,
        "text": excerpt.text,
        "marks": excerpt.marks,
    }
