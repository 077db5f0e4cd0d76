"""Who reads a document: chosen in one place, so that no document can forget it."""

from datetime import date

from bpworkshop.method.guide import Guide
from bpworkshop.pages import Reader
from bpworkshop.session.session import Session
from bpworkshop.session.shared import shared, veiled
from bpworkshop.session.stage import Veil


def reader(session: Session, veil: Veil | None, guide: Guide, today: date, *, only_us: bool) -> Reader:
    """What a document is drawn from: for everyone the shared session, for our side all of it.

    A board that hides what is entered hides it on paper too.
    """
    view = veiled(session, veil) if only_us else shared(session, veil)
    return Reader(view, guide, today, everyone=not only_us)
