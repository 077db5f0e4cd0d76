"""Numbers: value, unit, period, method and source; bars to scale where figures can be compared."""

from collections.abc import Iterator

from bpworkshop.session.clusters import gathered
from bpworkshop.session.dates import write_period
from bpworkshop.session.items import Figure
from bpworkshop.session.numbers import write_number
from bpworkshop.tui.boards.drawn import Drawn, beneath, in_order, missing, numbered, tail
from bpworkshop.tui.rows import Row, under


def board(drawn: Drawn) -> Iterator[Row]:
    """Value, unit, period, method and source; bars to scale where figures can be compared."""
    numbers, below = numbered(drawn, "figures"), gathered(drawn.reader.session.figures)
    bars = _bars(drawn)
    for figure in in_order(drawn, drawn.reader.session.figures):
        counted = (
            f"{write_number(figure.value)} {figure.unit or ''}".strip()
            if figure.value is not None
            else missing(drawn, "figures", "value")
        )
        named = [one for one in (figure.metric, figure.library) if one and one != figure.unit]
        said = " – ".join([counted, *named])
        yield from drawn.item(numbers[figure.id], figure, said, ())
        yield from _facts(drawn, figure)
        if figure.id in bars:
            yield bars[figure.id]
        names = (
            *("added", "key", "column", "row", "only_here", "placement", "channel", "frequency"),
            *("exposures", "audience_share", "cost", "rate", "rate_to", "rate_source"),
        )
        yield from tail(drawn, "figures", figure, *names)
        yield from _follows(drawn, figure)
        yield from beneath(drawn, "figures", below.get(figure.id, ()))
    if follows := drawn.reader.adds_up("figures"):
        yield Row()
        for line in follows:
            yield from under(line, "known", drawn.width, indent=2)


def _facts(drawn: Drawn, figure: Figure) -> Iterator[Row]:
    from bpworkshop.figures import facts, told  # the first frame has other boards

    known = []
    if figure.period:
        known.append(write_period(figure.period.start, figure.period.end))
    if figure.method:
        how = drawn.reader.guide.choice("figures", "method", figure.method)
        known.append(facts.counting(figure.method, figure.how) if figure.how else how)
    if figure.source:
        known.append(figure.source)
    known += told.marks(figure, drawn.reader.today)
    lacking = [
        missing(drawn, "figures", name)
        for name in ("period", "method", "source")
        if getattr(figure, name) is None
    ]
    if known:
        yield from under(" · ".join(known), "known", drawn.width, figure.id)
    if lacking:
        yield from under("  ".join(lacking), "missing", drawn.width, figure.id)


def _follows(drawn: Drawn, figure: Figure) -> Iterator[Row]:
    """What it is worth or why it is not valued; of the chosen one all that follows, each with its formula."""
    from bpworkshop.figures import told

    chosen = figure.id == drawn.chosen
    for line in drawn.reader.follows(figure, whole=chosen):
        yield from under(line, "known", drawn.width, figure.id)
    if chosen and figure.history:
        yield from under(told.before(figure), "known", drawn.width, figure.id)


def _bars(drawn: Drawn) -> dict[str, Row]:
    """A bar for each figure that can be compared with another one; an estimate is hatched."""
    from bpworkshop.figures import told
    from bpworkshop.figures.charts import Shown, scales
    from bpworkshop.tui.charts import WHOLE, bar

    shown = [Shown(one, figure.id) for figure in drawn.reader.session.figures if (one := told.fact(figure))]
    room, found = max(drawn.width - 16, 10), {}
    for chart in scales(shown):
        for item, point in zip(chart.items, chart.points, strict=True):
            if point.value > 0:
                found[item] = Row(((" " * 8, "plain"), *bar(chart, point, room, WHOLE)), item)
    return found
