"""The follow-through of each party, over time."""

from collections.abc import Sequence

from bpworkshop.review.rate import Rate
from bpworkshop.tui import ledger
from bpworkshop.tui.rows import Row
from bpworkshop.tui.screens.page import PageScreen
from bpworkshop.words import say


class RateScreen(PageScreen):
    """A judgement, and so for us alone. ``typed``: what was looked for, where not all promises count."""

    def __init__(self, found: Sequence[Rate], typed: str) -> None:
        title = say("ledger.rate_of", typed=typed) if typed.strip() else say("ledger.rate_title")
        super().__init__(title, (), for_us=True)
        self.found = found

    def rows(self, width: int) -> Sequence[Row]:
        return ledger.rates(self.found, width)
