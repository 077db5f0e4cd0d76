"""What one person said, renaming them and taking them out: ``person``."""

import argparse
import sys
from typing import TYPE_CHECKING, Any

from bpworkshop import places, text, toml
from bpworkshop.cli.base import (
    DONE,
    PROBLEMS,
    WRONG_USE,
    guide_argument,
    guide_for,
    opened,
    print_json,
    session_argument,
)
from bpworkshop.words import say

if TYPE_CHECKING:
    from bpworkshop.pages import Reader
    from bpworkshop.people import Beyond, Kept
    from bpworkshop.session.items import Person
    from bpworkshop.session.session import Session


def person_arguments(parser: argparse.ArgumentParser) -> None:
    session_argument(parser)
    parser.add_argument("name", metavar="NAME", help=say("cli.person.name"))
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--show", action="store_true", help=say("cli.person.show"))
    what.add_argument("--rename", metavar="NEW", help=say("cli.person.rename"))
    what.add_argument("--forget", action="store_true", help=say("cli.person.forget"))
    parser.add_argument("--with-items", action="store_true", help=say("cli.person.with_items"))
    guide_argument(parser)


def person(arguments: argparse.Namespace) -> int:
    from bpworkshop.people import Kept

    if arguments.with_items and not arguments.forget:
        print(say("cli.person.only_forget"), file=sys.stderr)
        return WRONG_USE
    kept = Kept(opened(arguments), places.rescued())
    somebody = kept.find(arguments.name)
    if arguments.show:
        return _show(arguments, kept, somebody)
    before = kept.workshop.session
    if arguments.forget:
        beyond = kept.forget(somebody, said=arguments.with_items)
    else:
        beyond = kept.rename(somebody, arguments.rename)
    return _told(arguments, kept, somebody, before, beyond)


# What there is


def _show(arguments: argparse.Namespace, kept: "Kept", somebody: "Person") -> int:
    from bpworkshop.pages import Reader

    session, today = kept.workshop.session, kept.workshop.clock().date()
    found = _data(session, somebody) | kept.copies_with(somebody)
    found["sessions"] = kept.elsewhere(somebody)
    found["our_list"] = kept.in_list(somebody)
    if arguments.json:
        print_json(found)
        return DONE
    reader = Reader(session, guide_for(arguments, session.language), today, everyone=False)
    print(reader.person_line(somebody))
    if session.person(somebody.id) is None:
        print(say("cli.person.only_kept"))
    said = [_item_line(reader, one["at"], one["id"]) for one in found["said"]]
    for title, lines in (
        ("said", said),
        ("named", [f"{one['at']}: {text.line(one['text'])}" for one in found["named"]]),
        ("texts", [f"{one['at']}: {text.line(one['text'])}" for one in found["texts"]]),
    ):
        print(f"\n{say(f'cli.person.{title}')}")
        print("\n".join(f"  {line}" for line in lines or [say("cli.person.nothing")]))
    print(f"\n{say('cli.person.copies', versions=found['versions'], drafts=found['drafts'])}")
    _tell_list(found["our_list"])
    _tell_elsewhere(found["sessions"])
    return DONE


def _item_line(reader: "Reader", at: str, id: str) -> str:
    found = reader.session.find(id)
    return f"{at}: {reader.item(*found, whole=True)}" if found else at


def _data(session: "Session", somebody: "Person") -> dict[str, Any]:
    """What somebody said, where else the session refers to them, and the texts with their name in them."""
    from bpworkshop.session.people import mentions, named_in

    said: dict[str, dict[str, Any]] = {}
    named = []
    for path in mentions(session, somebody.id):
        record, number = path[0], path[1]
        item = getattr(session, str(record))[number] if isinstance(number, int) else None
        # Not who is named inside an item, as in a ballot: the rest of it is others'.
        if item is not None and path[2:] == ("by",):
            at = toml.dotted(path[:2])
            said[at] = {"at": at, **item.model_dump(mode="json", exclude_none=True)}
        else:
            named.append({"at": toml.dotted(path), "text": item.said if item else ""})
    return {
        "person": somebody.model_dump(mode="json", exclude_none=True),
        "said": list(said.values()),
        "named": named,
        "texts": [
            {"at": toml.dotted(place.path), "text": place.text} for place in named_in(session, somebody)
        ],
    }


# What was done


def _told(
    arguments: argparse.Namespace, kept: "Kept", somebody: "Person", before: "Session", beyond: "Beyond"
) -> int:
    """Tell what was changed, what still has the name in it, and what can't be reached."""
    session = kept.workshop.session
    texts = _data(session, somebody)["texts"]
    stays = _stays(before, somebody) if arguments.forget and arguments.with_items else []
    sessions, listed = kept.elsewhere(somebody), kept.in_list(somebody)
    for problem in (*map(str, beyond.problems), *kept.workshop.warnings):
        print(say("cli.problem", what=problem), file=sys.stderr)
    code = PROBLEMS if beyond.problems else DONE
    if arguments.json:
        print_json(
            {
                "now": beyond.now.model_dump(mode="json", exclude_none=True) if beyond.now else None,
                "versions": beyond.versions,
                "drafts": beyond.drafts,
                "rescued": beyond.rescued,
                "dropped": beyond.dropped,
                "assets": beyond.assets,
                "our_list": listed,
                "stays": stays,
                "texts": texts,
                "sessions": sessions,
            }
        )
        return code
    if beyond.now:
        name = beyond.now.name or say("cli.person.nobody")
        print(say("cli.person.now", name=name, handle=beyond.now.handle))
    elif arguments.with_items:
        print(say("cli.person.gone"))
    print(say("cli.person.changed", n=beyond.versions, drafts=beyond.drafts, rescued=beyond.rescued))
    if beyond.dropped:
        print(say("cli.person.dropped", n=beyond.dropped))
    if beyond.assets:
        print(say("cli.person.assets", n=beyond.assets))
    for title, found in (("stays", stays), ("still", texts)):
        if found:
            print(f"\n{say(f'cli.person.{title}')}")
            print("\n".join(f"  {one['at']}: {text.line(one['text'])}" for one in found))
    _tell_list(listed)
    _tell_elsewhere(sessions)
    print(f"\n{say('cli.purge.beyond')}")
    return code


def _stays(before: "Session", somebody: "Person") -> list[dict[str, str]]:
    """What they said and others rely on: it stays without their name."""
    from bpworkshop.session.leaving import said_by

    _, stays = said_by(before, somebody.id)
    return [
        {"at": toml.dotted((name, at)), "text": item.said}
        for name, items in _lists(before)
        for at, item in enumerate(items)
        if item.id in stays
    ]


def _lists(session: "Session") -> list[tuple[str, Any]]:
    from bpworkshop.session.session import ITEM_LISTS

    return [(name, getattr(session, name)) for name in ITEM_LISTS]


def _tell_list(listed: list[str]) -> None:
    """What of the library's own list has the name in it."""
    if listed:
        print(f"\n{say('cli.person.our_list')}")
        print("\n".join(f"  {text.line(one)}" for one in listed))


def _tell_elsewhere(sessions: list[str]) -> None:
    if sessions:
        print(say("cli.person.elsewhere", sessions=", ".join(map(text.line, sessions))))
