"""The promises of all sessions, and what became of each: ``commitments``."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bpworkshop import places, text
from bpworkshop.cli.base import (
    DONE,
    WRONG_USE,
    again,
    day_of,
    folder_of,
    guide_argument,
    guide_for,
    index_of,
    print_json,
)
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.review.ledger import Row, Wanted
    from bpworkshop.session.standing import EventKind
    from bpworkshop.store.promised import Promised

VERBS: dict[str, "EventKind"] = {
    "propose": "proposed",
    "agree": "agreed",
    "keep": "kept",
    "miss": "missed",
    "renegotiate": "renegotiated",
    "release": "released",
    "withdraw": "withdrawn",
}
"""What can be written down of a promise, and the event that it is."""

SPANS = ("half-year", "quarter")
WAYS = ("time", "partner", "owner")
"""``rate.Span`` and ``ledger.Way``, without their import."""


def commitments_arguments(parser: argparse.ArgumentParser) -> None:
    for kind in ("due", "late", "proposed"):
        parser.add_argument(f"--{kind}", action="store_true", help=say(f"cli.commitments.{kind}"))
    parser.add_argument("--by", metavar="NAME", default="", help=say("cli.commitments.by"))
    parser.add_argument("--partner", metavar="NAME", default="", help=say("cli.commitments.partner"))
    parser.add_argument("--group", choices=WAYS, default=WAYS[0], help=say("cli.commitments.group"))
    parser.add_argument("--rate", choices=SPANS, nargs="?", const=SPANS[0], help=say("cli.commitments.rate"))
    parser.add_argument("--ics", metavar="FILE", help=say("cli.commitments.ics"))
    parser.add_argument("--force", action="store_true", help=say("cli.commitments.ics_force"))
    guide_argument(parser)
    verbs = parser.add_subparsers(title=say("cli.commitments.verbs"), dest="verb", metavar="WHAT")
    for verb in VERBS:
        words = say(f"cli.commitments.{verb}")
        _verb_arguments(verbs.add_parser(verb, help=words, description=words), verb)


def _verb_arguments(parser: argparse.ArgumentParser, verb: str) -> None:
    """What one event takes. Its names are its own: otherwise they would undo what stands before it."""
    parser.add_argument("ref", metavar="REF", help=say("cli.commitments.ref"))
    propose = verb == "propose"
    who = say("cli.commitments.whose" if propose else "cli.commitments.who")
    parser.add_argument("--by", metavar="PERSON", dest="who", required=propose, help=who)
    parser.add_argument("--evidence", metavar="TEXT", help=say("cli.commitments.evidence"))
    parser.add_argument("--on", metavar="DATE", help=say("cli.commitments.on"))
    if verb in ("propose", "renegotiate"):
        until = say("cli.commitments.until" if propose else "cli.commitments.to")
        parser.add_argument("--to", metavar="DATE", required=not propose, help=until)
    for name, given in (("--sessions", {"metavar": "DIR"}), ("--json", {"action": "store_true"})):
        words = say(f"cli.{name[2:]}")
        parser.add_argument(name, default=argparse.SUPPRESS, help=words, **given)  # type: ignore[arg-type]


def _now() -> datetime:
    return datetime.now().astimezone()


def commitments(arguments: argparse.Namespace) -> int:
    if arguments.verb:
        return _happened(arguments)
    from bpworkshop.review.ledger import Wanted, ledger

    wanted = Wanted(
        arguments.due, arguments.late, arguments.proposed, arguments.by or "", arguments.partner or ""
    )
    if arguments.ics is not None and (wanted.due or wanted.late or wanted.proposed):
        print(say("cli.commitments.ics_all"), file=sys.stderr)
        return WRONG_USE
    known = _known(arguments)
    if arguments.ics is not None:
        return _calendar(arguments, known, wanted)
    today = _now().date()
    rows = ledger(known, today, wanted)
    if arguments.rate:
        return _rates(arguments, [one.promised for one in rows], today)
    if arguments.json:
        print_json([one.as_json() for one in rows])
    elif rows:
        print("\n".join(_lines(rows, arguments)))
    else:
        print(say("cli.commitments.none"))
    return DONE


def _known(arguments: argparse.Namespace) -> list["Promised"]:
    """Every promise of the folder; told is what can't be read, and what stands there twice."""
    from bpworkshop.review.ledger import copied

    with index_of(arguments) as index:
        known, broken = index.promises(), [one for one in index.listed() if one.error]
    told: list[str] = []
    for handles in copied(known):
        line = again(arguments, "separate", handles[0])
        told.append(say("ledger.copied", handles=", ".join(handles), line=line))
    if broken:
        line = again(arguments, "check")
        told.append(say("ledger.broken", n=len(broken), line=line))
    for warning in told:
        print(warning, file=sys.stderr)
    return known


# The list


def _lines(rows: Sequence["Row"], arguments: argparse.Namespace) -> list[str]:
    """A heading for each group, and a line for each promise, with its name in a column."""
    from bpworkshop.review.ledger import grouped

    statuses = guide_for(arguments).statuses
    refs = [text.line(one.promised.ref) for one in rows]
    broad = max(map(text.width, refs))
    lines: list[str] = []
    for name, group in grouped(rows, arguments.group).items():
        heading = say(f"ledger.time.{name}") if arguments.group == "time" else name
        lines += [*([""] if lines else []), heading or say("ledger.nobody")]
        for one in group:
            ref = text.line(one.promised.ref)
            padded = f"{ref}{' ' * (broad - text.width(ref))}"
            lines.append(f"  {say('cli.commitments.line', ref=padded, told=told_of(one, statuses))}")
    return lines


def told_of(one: "Row", statuses: Any) -> str:
    """A promise in one line: who promised what to whom, whose it is, by when, where it stands."""
    from bpworkshop.session.dates import write_date

    promise = one.promised
    said = promise.words
    if promise.promiser and promise.to:
        said = say("cli.commitments.to_whom", promiser=promise.promiser, to=promise.to, words=said)
    elif promise.promiser:
        said = say("cli.commitments.said", promiser=promise.promiser, words=said)
    told = [said]
    if promise.owner and promise.carried_by:
        told.append(say("cli.commitments.carried", owner=promise.owner, by=promise.carried_by))
    elif promise.owner:
        told.append(promise.owner)
    if one.due:
        told.append(say("cli.commitments.by_when", day=write_date(one.due)))
    if one.waits_for and one.until:
        told.append(say("cli.commitments.waits_until", who=one.waits_for, day=write_date(one.until)))
    elif one.waits_for:
        told.append(say("cli.commitments.waits", who=one.waits_for))
    else:
        told.append(statuses[one.status])
    return " – ".join(told)


# Follow-through


def _rates(arguments: argparse.Namespace, known: Sequence["Promised"], today: date) -> int:
    from bpworkshop.review.rate import FEWEST, rates

    found = rates(known, today, arguments.rate)
    if arguments.json:
        print_json([one.as_json() for one in found])
        return DONE
    if not found:
        print(say("ledger.no_rate"))
        return DONE

    for rate in found:
        print(f"{text.line(rate.party)}  {rate.total.bar}  {rate.total.told}")
        for one in rate.periods:
            print(f"  {one.name}  {one.counted.bar}  {one.counted.told}")
        print()
    print(say("ledger.rate_is", n=FEWEST))
    return DONE


# The calendar


def _calendar(arguments: argparse.Namespace, known: Sequence["Promised"], wanted: "Wanted") -> int:
    from bpworkshop.documents import files
    from bpworkshop.review import calendar
    from bpworkshop.review.ledger import ledger

    path = places.named(arguments.ics).absolute()
    files.check_target(
        path, force=arguments.force, is_ours=lambda data: calendar.is_ours(files.beginning(data))
    )
    chosen = [one.promised for one in ledger(known, _now().date(), wanted)]
    made = calendar.calendar(chosen)
    files.write(path, made.encode(), only_us=True)
    n = made.count("BEGIN:VEVENT")
    print(say("cli.commitments.written", path=str(path), n=n))
    return DONE


# What happened


def _happened(arguments: argparse.Namespace) -> int:
    from bpworkshop.review.ledger import row
    from bpworkshop.review.settling import settle

    now = _now()
    today = now.date()
    settled = settle(
        folder_of(arguments),
        arguments.ref,
        VERBS[arguments.verb],
        by=arguments.who,
        evidence=arguments.evidence,
        on=day_of(arguments.on, today, past=True),
        to=day_of(getattr(arguments, "to", None), today),
        clock=lambda: now,
    )
    for told in settled.told:
        print(told, file=sys.stderr)
    stands = row(settled.promised, today)
    if arguments.json:
        print_json(stands.as_json())
        return DONE
    statuses = guide_for(arguments, settled.session.language).statuses
    print(say("cli.commitments.stands", ref=settled.ref, status=told_of(stands, statuses)))
    if arguments.verb != "withdraw":
        line = again(arguments, "commitments", "withdraw", settled.ref)
        print(say("cli.commitments.mistake", line=line), file=sys.stderr)
    return DONE
