"""Documents as they are, to be looked at when they change: ``python -m tests.goldens`` writes them anew."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import tomli

from bpworkshop.documents import reading, svg
from bpworkshop.documents.files import FORMS
from bpworkshop.documents.kit import kit
from bpworkshop.figures.charts import Chart, Shown, charts
from bpworkshop.figures.facts import Fact, Method
from bpworkshop.method import guide
from bpworkshop.review.calendar import calendar
from bpworkshop.session.session import Session
from bpworkshop.store import codec
from bpworkshop.store.promised import Promised, promised

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "tests" / "golden"
NOW = datetime(2019, 2, 11, 9, 0, tzinfo=UTC)


def sample() -> Session:
    """The sample session of the artist, as it was when both sides met."""
    path = ROOT / "sessions" / "2019-02-11-planetarium-artist.toml"
    session = codec.decode(path.read_bytes(), path)
    return session.model_copy(update={"phase": "together", "status": "running"})


def made() -> dict[str, str]:
    """Each file of the folder, with what it should say."""
    session = sample()
    reader = reading.reader(session, None, guide.load(), NOW.date(), only_us=False)
    kits = {f"kit-artist.{name}": form.written(kit(reader, NOW)) for name, form in FORMS.items()}
    calendars = {"commitments.ics": calendar(samples()).replace("\r\n", "\n")}
    return {**kits, **calendars, **{f"chart-{one.kind}.svg": svg.written(one) for one in pictures()}}


def pictures() -> list[Chart]:
    """A chart of each kind, with an estimate and a gap."""

    def visits(value: int, library: str, year: int, method: Method = "counted") -> Fact:
        days = date(year, 1, 1), date(year, 12, 31)
        facts = (
            "visits",
            Decimal(value),
            "visits",
            *days,
            method,
            "",
            "",
            library,
            "visits.csv",
            "Visits",
            2,
        )
        return Fact(*facts)

    past = tuple(visits(value, "City", year) for value, year in ((401_200, 2014), (388_960, 2015)))
    now = visits(412_770, "City", 2018, "estimated")
    return charts([Shown(now, past=past), Shown(visits(96_310, "Blakelaw & “West”", 2018))])


def samples() -> list[Promised]:
    """The promises of the sample sessions."""
    paths = sorted((ROOT / "sessions").glob("*.toml"))
    return [one for path in paths for one in promised(tomli.loads(path.read_text("utf-8")), path.stem)]


if __name__ == "__main__":
    for name, said in made().items():
        (FOLDER / name).write_text(said, "utf-8")
