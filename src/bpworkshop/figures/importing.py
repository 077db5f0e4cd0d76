"""What a file says, put into a session: one edit, so that it is there as a whole or not at all."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from bpworkshop.errors import Problem
from bpworkshop.figures.facts import Fact, Gap, metric_words
from bpworkshop.session.edits import Add, Change, Edit, Several, build
from bpworkshop.session.entry import stays_ours
from bpworkshop.session.honesty import FACTS
from bpworkshop.session.items import Figure, Past
from bpworkshop.session.session import Session
from bpworkshop.session.types import Span

MOST_NEW = 200
"""Figures that one import puts on a board: nobody finds anything on a fuller one."""

MOST_PAST = 1000
"""Numbers that one figure remembers."""

LONGEST = 500
"""Characters of a line of a session."""

Identity = tuple[str, ...]


def imported(
    session: Session, found: Sequence[Fact | Gap], *, giver: str | None, new_id: Callable[[], str]
) -> Several:
    """The one edit that brings facts into a session; a Gap has no number and is passed over.

    A figure that is there already (of the same library, metric, column and
    ``about``, in the same unit) gets the number of the latest period; what it
    was before stays in its history. A library with a key is the same under a
    new name. What the session knows already changes
    nothing, so that the same file can be imported twice. New figures belong to
    the party ``giver``, and in *prepare* they are only ours.

    Raises Problem for what a session can't hold: then nothing is imported.
    """
    facts: dict[Identity, list[Fact]] = {}
    for one in found:
        if isinstance(one, Fact):
            facts.setdefault(identity(one), []).append(one)
    there: dict[Identity, list[Figure]] = {}
    for figure in session.figures:
        if figure.column is not None:
            for keyed in (True, False):
                there.setdefault(_identity(figure, keyed), []).append(figure)
    same = {
        sign: [figure for figure in there.get(sign, ()) if _may_be(figure, several)]
        for sign, several in facts.items()
    }
    new = sum(not known for known in same.values())
    if new > MOST_NEW:
        raise Problem("figures.import.many", n=new, most=MOST_NEW)
    ours = session.ours.id if stays_ours(session, "figures", only_us=True) else None
    edits: list[Edit] = []
    for sign, several in facts.items():
        told = [_past(one) for one in several]
        for figure in same[sign]:
            if grown := _grown(_known(figure), told):
                named = {} if grown[-1] in told else {"library": figure.library}
                edits.append(Change(figure.id, _facts(several[0], grown) | named))
        if not same[sign]:
            values = {"id": new_id(), "metric": _metric(several[0]), "giver": giver, "only_for": ours}
            edits.append(Add("figures", build(Figure, {**values, **_facts(several[0], _grown([], told))})))
    return Several(tuple(edits))


def identity(one: Fact) -> Identity:
    """By what next year's file updates the same figure; another unit is another figure.

    Without a key the name counts beside the place, which several libraries have.
    """
    library = ("key", one.key) if one.keyed else ("name", one.key, one.library)
    return tuple(map(_line, (*library, one.metric, one.column.casefold(), one.about, one.unit)))


def _identity(figure: Figure, keyed: bool) -> Identity:
    """The same of a figure, which does not know whether it was told by a key."""
    library = ("key", figure.key) if keyed else ("name", figure.key, figure.library)
    parts = (*library, figure.name, (figure.column or "").casefold(), figure.about, figure.unit)
    return tuple(part or "" for part in parts)


def _may_be(figure: Figure, several: Sequence[Fact]) -> bool:
    """Whether a figure is of the library of these facts, whose key it has.

    Of a new name it is believed, unless it is another number for the same days:
    then two libraries share what was taken for a key.
    """
    if (figure.library or "") == _line(several[0].library):
        return True
    known = _known(figure)
    periods, numbers = {one.period for one in known}, {_number(one) for one in known}
    told = [_past(one) for one in several]
    return all(not one.period or one.period not in periods or _number(one) in numbers for one in told)


def _facts(one: Fact, told: Sequence[Past]) -> dict[str, object]:
    """Every field that a figure has from its file: the last of what is told, with the others behind it."""
    values: dict[str, object] = {
        "name": _line(one.metric),
        "library": _line(one.library) or None,
        "key": _line(one.key) or None,
        "about": _line(one.about) or None,
        "history": tuple(told[:-1]),
    }
    return values | {name: getattr(told[-1], name) for name in FACTS if name not in values}


def _past(one: Fact) -> Past:
    period = Span(start=one.first, end=one.last) if one.first and one.last else None
    return build(
        Past,
        {
            "value": one.value,
            "unit": _line(one.unit),
            "period": period,
            "method": one.method,
            "how": _line(one.how) or None,
            "source": _line(one.source),
            "column": _line(one.column),
            "row": str(one.row),
            "doubt": _line("; ".join(one.warnings)) or None,
        },
    )


def _known(figure: Figure) -> list[Past]:
    """What a figure was and is; a hand that edited the file may have taken a part of that away."""
    now = {name: getattr(figure, name) for name in Past.model_fields}
    lacks = any(value is None and Past.model_fields[name].is_required() for name, value in now.items())
    return [*figure.history, *([] if lacks else [build(Past, now)])]


def _grown(known: Sequence[Past], told: Iterable[Past]) -> list[Past]:
    """All that is known with what is new in it, the latest last; empty where nothing is new.

    Of two that are equally late the one that came later is the latest: a
    service corrects its figures.
    """
    whole = {_sign(one): one for one in known}
    elsewhere: dict[tuple[object, ...], set[str]] = {}
    for one in known:
        elsewhere.setdefault(_number(one), set()).add(one.source)
    for one in told:
        # Next year's file often has this year's numbers too, on other lines.
        if one.period is None or not elsewhere.get(_number(one), set()) - {one.source}:
            whole[_sign(one)] = one
    grown = list(whole.values())
    if grown == list(known):
        return []
    if len(grown) > MOST_PAST:
        raise Problem("figures.import.long", n=len(grown), most=MOST_PAST)
    # Of what has no period only the order in which it came is known.
    return sorted(grown, key=_when) if all(one.period for one in grown) else grown


def _number(one: Past) -> tuple[object, ...]:
    return one.value, one.unit, one.period, one.method, one.how


def _sign(one: Past) -> tuple[object, ...]:
    return (*_number(one), one.source, one.column, one.row)


def _when(one: Past) -> tuple[date, date]:
    return (one.period.end, one.period.start) if one.period else (date.min, date.min)


def _metric(one: Fact) -> str:
    metric = metric_words(one.metric)
    return _line(f"{metric}, {one.about}" if one.about else metric)


def _line(some: str) -> str:
    """A cell as a line of a session: too long a one is cut, and says so."""
    return some if len(some) <= LONGEST else some[: LONGEST - 1] + "…"
