"""Promises as a calendar file (RFC 5545): a day for each, with alarms, for our side alone.

Made from what is in the files and nothing else, no clock either: the same
sessions give the same bytes. Each promise keeps its id, and counts up with
each event, so that a second import changes what the first one brought.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar
from icalendar import Event as Entry

from bpworkshop.review.ledger import once
from bpworkshop.session.dates import write_date
from bpworkshop.session.standing import due, newest
from bpworkshop.store.promised import Promised
from bpworkshop.words import say

PRODUCT = "-//bpworkshop//commitments//EN"

ALARMS = (timedelta(hours=-15), timedelta(hours=9))
"""From midnight of the day: nine in the morning the day before, and on the day."""

STATUSES = {
    "agreed": "CONFIRMED",
    "renegotiated": "CONFIRMED",
    "proposed": "TENTATIVE",
    "kept": "CONFIRMED",
    "missed": "CONFIRMED",
    "released": "CANCELLED",
}
"""By the newest event that counts; where there is none any more, the entry is cancelled."""

WAKES = ("agreed", "renegotiated", "proposed")
"""What still asks for something."""


def is_ours(text: str) -> bool:
    """Whether a file that begins so is such a calendar."""
    return text.startswith("BEGIN:VCALENDAR") and f"PRODID:{PRODUCT}" in text


def calendar(promises: Iterable[Promised]) -> str:
    """The calendar of all promises that something has happened to and that have a day."""
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", PRODUCT)
    made.add("x-wr-calname", say("ics.name"))
    dated = [one for one in once(promises) if one.events and due(one)]
    for one in sorted(dated, key=_uid):
        made.add_component(_entry(one))
    written: bytes = made.to_ical(sorted=False)
    return written.decode()


def _uid(one: Promised) -> str:
    return f"{one.id}.{one.session or one.handle}@bpworkshop"


def _entry(one: Promised) -> Entry:
    last, changed = newest(one), _utc(max(event.recorded for event in one.events))
    kind = last.kind if last else ""
    title = f"{one.promiser}: {one.words}" if one.promiser else one.words
    summary = title if kind in WAKES else say(f"ics.{kind or 'withdrawn'}", what=title)
    made = Entry()
    made.add("uid", _uid(one))
    made.add("sequence", len(one.events))
    made.add("dtstamp", changed)
    made.add("last-modified", changed)
    made.add("dtstart", due(one))
    made.add("summary", summary)
    made.add("description", "\n".join(_facts(one)))
    made.add("status", STATUSES.get(kind, "CANCELLED"))
    # A promise takes no time of the day on which it is due.
    made.add("transp", "TRANSPARENT")
    for trigger in ALARMS if kind in WAKES else ():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", trigger)
        made.add_component(alarm)
    return made


def _facts(one: Promised) -> Iterable[str]:
    last = newest(one)
    told = {
        "to": one.to,
        "owner": one.owner,
        "carried_by": one.carried_by,
        "waits_for": last.waits_for if last and last.kind == "proposed" else None,
        "until": write_date(last.until) if last and last.kind == "proposed" and last.until else None,
        "evidence": one.evidence,
        "if_missed": one.if_missed,
        "shown_by": last.evidence if last else None,
        "session": one.title,
        "ref": one.ref,
    }
    for name, value in told.items():
        if value:
            yield say(f"ics.fact.{name}", value=value)


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the first and the last day that there are
        return moment.replace(tzinfo=UTC)
