"""Which pictures the figures of a session make."""

from bpworkshop.figures import told
from bpworkshop.figures.charts import Chart, Point, Shown, charts
from bpworkshop.figures.derive import PERCENT
from bpworkshop.offering.figures import fact
from bpworkshop.pages import Reader
from bpworkshop.words import say


def pictures(reader: Reader, item: str | None = None) -> list[Chart]:
    """The charts of a session's figures; with ``item`` only those in which that one stands."""
    shown = [
        Shown(found, one.id, told.past(one))
        for one in reader.session.figures
        if (found := fact(reader, one)) is not None
    ]
    made = [*charts(shown), *_seen(reader)]
    return [one for one in made if item is None or item in one.items]


def _seen(reader: Reader) -> list[Chart]:
    """Which share of the people sees the partner: stated by whoever offers the place, so an estimate."""
    points = {
        one.id: Point(one.channel or one.metric, one.audience_share, "our-estimate")
        for one in reader.session.figures
        if one.audience_share is not None
    }
    if len(points) < 2:
        return []
    notes = (say("chart.estimates"),)
    return [Chart("shares", say("chart.seen"), PERCENT, tuple(points.values()), notes, tuple(points))]
