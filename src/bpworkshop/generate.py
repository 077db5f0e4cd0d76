"""Writes what follows from the code into the pages that people read: ``python -m bpworkshop.generate``.

``--check`` writes nothing and fails on a page that no longer says what the
code does. A page may be generated whole, or in sections between
``<!-- generated: name -->`` and ``<!-- end -->``.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bpworkshop import cli
from bpworkshop.commands import REGISTRY
from bpworkshop.commands.registry import GROUPS
from bpworkshop.errors import Problem
from bpworkshop.method import guide as guides
from bpworkshop.method.guide import Guide
from bpworkshop.session import fields
from bpworkshop.session.fields import Field
from bpworkshop.session.session import LISTS, Session
from bpworkshop.session.types import Kind, Record
from bpworkshop.store.formats import FORMAT
from bpworkshop.words import entry, say

if TYPE_CHECKING:
    from textual.binding import Binding

ROOT = Path(__file__).resolve().parents[2]

Maker = Callable[[str], str]
"""Makes a page anew out of what stands there now."""


class Page(NamedTuple):
    """A page of the project, by its path from the root, and what makes it."""

    path: str
    make: Maker


def sections(**makers: Callable[[], str]) -> Maker:
    """A maker that fills marked sections by name and leaves the rest of the page as it is."""

    def make(now: str) -> str:
        for name, maker in makers.items():
            begin, end = f"<!-- generated: {name} -->\n", "<!-- end -->"
            before, found, rest = now.partition(begin)
            _, closed, after = rest.partition(end)
            if not (found and closed):
                raise Problem("generate.no_section", name=name)
            now = f"{before}{begin}\n{maker()}\n{end}{after}"
        return now

    return make


def schema(_: str = "") -> str:
    """The JSON Schema of the session file, for editors that read one."""
    made: dict[str, Any] = Session.model_json_schema(mode="serialization")
    defs, guide = made.pop("$defs"), guides.load()
    for name, record in fields.RECORDS.items():
        properties = (made if record is Session else defs[record.__name__])["properties"]
        ordered = {field.name: _property(properties[field.name], field) for field in _keys(record)}
        for field, value in ordered.items():
            if "$ref" not in value:
                inner = record is Session and field in LISTS
                value["title"] = guide.title(field) if inner else guide.label(name, field)
        (made if record is Session else defs[record.__name__])["properties"] = ordered
    properties = {"format": {"const": FORMAT}, **made.pop("properties")}
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **made,
        "required": ["format", *made["required"]],
        "properties": properties,
        "$defs": defs,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


_NUMBER = {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,6})?$"}]}
_MONEY = {"type": "string", "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,6})? [A-Z]{3}$"}


def _property(made: Mapping[str, Any], field: Field) -> dict[str, Any]:
    """One key as the file has it: absent rather than null, numbers and money as text."""
    if field.kind in (Kind.DECIMAL, Kind.MONEY):
        return dict(_NUMBER if field.kind is Kind.DECIMAL else _MONEY)
    some = [each for each in made.get("anyOf", ()) if each.get("type") != "null"]
    rest = {key: value for key, value in made.items() if key not in ("anyOf", "title")}
    if rest.get("default", ...) in (None, []):
        del rest["default"]
    return {**some[0], **rest} if len(some) == 1 else {**rest, **({"anyOf": some} if some else {})}


def _keys(record: type[Record]) -> Iterator[Field]:
    yield from fields.fields(record).values()


def keys() -> str:
    """Every table of the file with its keys, as Markdown."""
    guide = guides.load()
    order = ["session", "meeting", *LISTS]
    for inner, after in (
        *(("evidence", "values"), ("events", "commitments"), ("ballots", "rounds"), ("choices", "rounds")),
        *(("history", "figures"), ("reopened", "decisions"), ("objections", "decisions")),
        *(("because", "ballots"), ("wording", "agreements")),
    ):
        order.insert(order.index(after) + 1, inner)
    return "\n\n".join(_table(name, guide) for name in order) + "\n"


def _table(name: str, guide: Guide) -> str:
    record = fields.RECORDS[name]
    limits = record.model_json_schema(mode="validation")["properties"]
    own = (field for field in _keys(record) if record is not Session or field.name not in LISTS)
    rows = [_row(name, record, field, limits[field.name], guide) for field in own]
    if name == "session":
        rows.insert(0, ["`format`", say("format_page.yes"), "", f"`{FORMAT}`", say("format_page.format")])
    head: list[str] = entry("format_page.columns")
    lines = [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]
    header = _HEADERS.get(name, f"[[{name}]]")
    title = f"### {guide.title(name)}" + (f": `{header}`" if header else "")
    return "\n".join([title, "", *lines])


def _row(name: str, record: type[Record], field: Field, limits: Any, guide: Guide) -> list[str]:
    required = record.model_fields[field.name].is_required()
    label = guide.label(name, field.name)
    return [
        f"`{field.name}`",
        say("format_page.yes") if required else "",
        _kind(field),
        _allowed(field, limits),
        say("format_page.ours", label=label) if field.ours else label,
    ]


_HEADERS = {
    "session": "",
    "meeting": "[next_meeting]",
    "evidence": "[[values.evidence]]",
    "history": "[[figures.history]]",
    "events": "[[commitments.events]]",
    "choices": "[[rounds.choices]]",
    "ballots": "[[rounds.ballots]]",
    "objections": "[[decisions.objections]]",
    "because": "[[rounds.ballots.because]]",
    "wording": "[[agreements.wording]]",
    "reopened": "[decisions.reopened]",
}
"""Where a record stands that is no list of its own."""

_FORMS = {
    "created": "moment",
    "recorded": "moment",
    "opened": "moment",
    "closed": "moment",
    "began": "moment",
    "ended": "moment",
    "came": "moment",
    "left": "moment",
    "on": "date",
    "language": "letters",
    "name": "line",
    "key": "line",
    "column": "line",
    "doubt": "line",
    "next_meeting": "table",
    "item": "item",
}
"""What the kind does not say about a key."""


def _kind(field: Field) -> str:
    if field.choices == ("yes", "no"):
        form = "truth"
    else:
        form = _FORMS.get(field.name) or ("tables" if field.record else str(field.kind or "id"))
    told = say(f"format_page.kinds.{form}")
    several = field.many and not field.record and field.kind is not Kind.RATINGS
    return say("format_page.many", kind=told) if several else told


def _allowed(field: Field, limits: Any) -> str:
    if field.choices == ("yes", "no"):
        return "`true`, `false`"
    if field.choices:
        return ", ".join(f"`{choice}`" for choice in field.choices)
    low, high = _limit(limits, "minimum"), _limit(limits, "maximum")
    below = _limit(limits, "exclusiveMaximum")
    if low is not None and high is not None:
        return say("format_page.between", low=f"{low:g}", high=f"{high:g}")
    if below is not None:
        return say("format_page.from_to", low=low, high=below - 1)
    most = _limit(limits, "maxLength")
    shows = field.kind in (Kind.LINE, Kind.TEXT) and most is not None
    return say("format_page.most", n=most) if shows else ""


def _limit(made: Any, name: str) -> Any:
    """The first value of a keyword in a property's schema, at any depth."""
    if isinstance(made, dict):
        if name in made:
            return made[name]
        made = list(made.values())
    if isinstance(made, list):
        return next((found for each in made if (found := _limit(each, name)) is not None), None)
    return None


def ids() -> str:
    """The forms of ids and handles."""
    properties = fields.RECORDS["people"].model_json_schema()["properties"]
    return "\n".join(f"- `{key}`: `{properties[key]['pattern']}`" for key in ("id", "handle")) + "\n"


def shell() -> str:
    """What ``--help`` says of the program and of each of its commands."""
    top = cli.parser()
    pages = [("bpworkshop", top)]
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            pages += [(f"bpworkshop {name}", made) for name, made in action.choices.items()]
    return "\n".join(f"### {name}\n\n```\n{_help(made)}\n```\n" for name, made in pages)


def _help(parser: argparse.ArgumentParser) -> str:
    """The same whatever the terminal's width, and without the colours of newer Pythons."""
    parser.formatter_class = lambda prog: argparse.HelpFormatter(prog, width=100)
    if hasattr(parser, "color"):
        parser.color = False
    return parser.format_help().rstrip()


def line_mode() -> str:
    """Every command of the line mode, by what it is for."""
    parts = []
    for group in GROUPS:
        rows = [f"| `{each.usage}` | {each.help} |" for each in REGISTRY.values() if each.group == group]
        parts.append("\n".join([f"### {say(f'group.{group}')}", "", "| | |", "|---|---|", *rows, ""]))
    return "\n".join(parts)


def screens() -> str:
    """Every key of every screen, the focused part first, with the id by which it gets another one."""
    from bpworkshop.tui import keymap

    everywhere = keymap.everywhere()
    ids = {one.id for one in everywhere}
    made = []
    for place in keymap.PLACES:
        made.append(f"### {say(f'keys_page.screen.{place.name}')}")
        made += [
            _bound(say(f"keys_page.part.{name}"), keymap.bindings(part)) for name, part in place.parts.items()
        ]
        own = [one for one in keymap.bindings(place.screen) if one.id not in ids]
        made.append(_bound(say("keys_page.whole"), own))
    made += [f"### {say('keys_page.everywhere')}", _bound("", everywhere)]
    return "\n\n".join(filter(None, made)) + "\n"


def _bound(title: str, bindings: Iterable["Binding"]) -> str:
    from bpworkshop.tui.keys import rows

    head: list[str] = entry("keys_page.columns")
    table = [head, ["---"] * len(head)]
    table += [[" ".join(f"`{key}`" for key in row.keys), row.words, f"`{row.id}`"] for row in rows(bindings)]
    lines = [f"| {' | '.join(row)} |" for row in table]
    return "\n".join([*([title, ""] if title else []), *lines]) if len(lines) > 2 else ""


PAGES: list[Page] = [
    Page("docs/commands.md", sections(shell=shell, line_mode=line_mode)),
    Page("schemas/session.json", schema),
    Page("docs/format.md", sections(keys=keys, ids=ids)),
    Page("docs/keys.md", sections(screens=screens)),
]
"""Whoever has something to generate adds a page here."""


def stale(root: Path) -> Iterator[tuple[Path, str]]:
    """Each page that does not say what the code does, with what it should say."""
    for page in PAGES:
        path = root / page.path
        now = path.read_text("utf-8") if path.exists() else ""
        made = page.make(now)
        if made != now:
            yield path, made


def main(argv: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Write the pages, or with ``--check`` say which are stale. 0 when all is well."""
    parser = argparse.ArgumentParser("python -m bpworkshop.generate", description=say("generate.about"))
    parser.add_argument("--check", action="store_true", help=say("generate.check"))
    check: bool = parser.parse_args(argv).check
    code = 0
    for path, made in stale(root):
        name = path.relative_to(root).as_posix()
        if check:
            print(say("generate.stale", page=name), file=sys.stderr)
            code = 1
        else:
            path.write_text(made, "utf-8")
            print(say("generate.written", page=name))
    return code


if __name__ == "__main__":
    sys.exit(main())
