"""Agreed versions of the agreement: what is kept of each, and what has changed since."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from bpworkshop.session.around import Agreed, Agreement
from bpworkshop.session.clusters import heads
from bpworkshop.session.edits import build
from bpworkshop.session.session import Session
from bpworkshop.session.tools import Clause
from bpworkshop.words import say

MOST_COMPARED = 1000
"""Words that are compared one by one; of longer ones it is said that all of it is new."""


POINT = "·"
"""Stands between the lines of a clause where they are told in one."""


def newest(session: Session) -> Agreement | None:
    """The version that was agreed to last."""
    return session.agreements[-1] if session.agreements else None


def signed(session: Session) -> Agreement | None:
    """The version that was signed last: what changes from now on amends it."""
    return next((one for one in reversed(session.agreements) if one.signed), None)


def wording(clauses: Sequence[Clause]) -> tuple[Agreed, ...]:
    """The clauses as they stand, to be kept."""
    names = ("id", "part", "clause", "state", "text", "why")
    return tuple(build(Agreed, {name: getattr(one, name) for name in names}) for one in heads(clauses))


Kind = Literal["new", "gone", "words", "in", "out", "open"]


@dataclass(frozen=True, slots=True)
class Different:
    """A clause that is not as it was agreed: what happened to it, what it said then and says now."""

    clause: str
    kind: Kind
    was: str
    now: str

    @property
    def label(self) -> str:
        """What happened to it, in as few words as say it."""
        if self.kind == "words":
            return "; ".join(changes(self.was, self.now))
        return say(f"agreement.kind.{self.kind}")

    @property
    def told(self) -> str:
        """In a sentence, for a page."""
        if self.kind == "words":
            return say("agreement.diff.words", clause=self.clause, what=self.label)
        what = self.was if self.kind == "open" else self.now or self.was
        return say(f"agreement.diff.{self.kind}", clause=self.clause, what=what)


def differences(version: Agreement, clauses: Sequence[Clause]) -> tuple[Different, ...]:
    """What has changed since a version was agreed, clause by clause."""
    was = {one.id: one for one in version.wording}
    now = {one.id: one for one in wording(clauses)}
    found = [_different(was.get(one.id), one) for one in now.values()]
    gone = (Different(one.clause, "gone", _says(one), "") for id, one in was.items() if id not in now)
    return (*filter(None, found), *gone)


def _different(was: Agreed | None, now: Agreed) -> Different | None:
    if was is None:
        return Different(now.clause, "new", "", _says(now)) if now.state == "in" else None
    if (was.state or "open") != (now.state or "open"):
        return Different(now.clause, now.state or "open", _says(was), _says(now))
    if _says(was) != _says(now):
        return Different(now.clause, "words", _says(was), _says(now))
    return None


def _says(one: Agreed) -> str:
    return ((one.why if one.state == "out" else one.text) or "").replace("\n", f" {POINT} ")


def _bare(words: Sequence[str]) -> str:
    """Words without the points between lines at their ends, unless there is nothing else."""
    said = " ".join(words)
    return said.strip(f"{POINT} ") or said


def changes(was: str, now: str) -> Iterator[str]:
    """What of the words was put in, taken out, or put in the place of others, each in a few words."""
    before, after = was.split(), now.split()
    if len(before) > MOST_COMPARED or len(after) > MOST_COMPARED:
        yield say("agreement.diff.replaced", was=was, now=now)
        return
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, new = _bare(before[a:b]), _bare(after[c:d])
        if kind == "insert":
            yield say("agreement.diff.inserted", words=new)
        elif kind == "delete":
            yield say("agreement.diff.deleted", words=gone)
        elif kind == "replace":
            yield say("agreement.diff.replaced", was=gone, now=new)
