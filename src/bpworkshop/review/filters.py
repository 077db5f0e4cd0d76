"""Which sessions count: by partner, person, status, phase, board and day."""

from dataclasses import dataclass
from datetime import date

from bpworkshop.store.folder import Listed
from bpworkshop.store.tokens import tokens


@dataclass(frozen=True, slots=True)
class Filter:
    """What a session has to be; what is not said lets everything through, broken files too.

    ``partner`` and ``person`` are begins of words of a name. ``step`` is a
    board with something on it. ``since`` and ``until`` are days on which the
    session was created, both in it.
    """

    partner: str | None = None
    person: str | None = None
    status: str | None = None
    phase: str | None = None
    step: str | None = None
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return self != Filter()

    def fits(self, listed: Listed) -> bool:
        """Whether this session counts; a file that can't be read does only where nothing is asked."""
        if not self:
            return True
        return (
            not listed.error
            and (self.status in (None, listed.status))
            and (self.phase in (None, listed.phase))
            and (self.step is None or self.step in listed.steps)
            and (self.since is None or (listed.created is not None and listed.created >= self.since))
            and (self.until is None or (listed.created is not None and listed.created <= self.until))
            and named(self.partner, listed.partners)
            and named(self.person, listed.people)
        )


def named(wanted: str | None, names: tuple[str, ...]) -> bool:
    """Whether each word that was typed begins a word of one of the names."""
    if wanted is None:
        return True
    typed = tokens(wanted)
    return bool(typed) and any(
        all(any(word.startswith(begin) for word in words) for begin in typed) for words in map(tokens, names)
    )
